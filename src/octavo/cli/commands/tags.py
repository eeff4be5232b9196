"""`octavo tag` changes the tags of articles, `octavo tags` the tags themselves.

Large because all that can be done with tags is a command.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import CommandFailed, NothingMatched
from octavo.cli.output.streams import put_fields, say, styled
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import (
    SIGNED,
    ListGroup,
    QueryCommand,
    as_json,
    is_id,
    json_option,
    tag_argument,
    tag_names,
)
from octavo.cli.shared.selection import Change, apply, changing_options, dry_run_option
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.text import count_of, grouped, label, nearest

if TYPE_CHECKING:
    from octavo.cli.output.json_schema import TagChangeShape
    from octavo.library.library import Library
    from octavo.model.operation import Operation

KEYS = 9
"""Keys that a tag can be pinned to."""

Wanted = Mapping[Tag, Tag | None]
"""What should stand in the place of some tags; None for nothing."""

Replacement = Callable[["Library"], "Operation | None"]


class SignedCommand(QueryCommand):
    """A command whose line ends in two dashes and signed words: `-- +ai -draft`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the signed words off the line before its options are read."""
        if "--" in args:
            dashes = len(args) - 1 - args[::-1].index("--")
            args, ctx.meta[SIGNED] = args[:dashes], args[dashes + 1 :]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """With the signed words, which click knows nothing of."""
        return [*super().collect_usage_pieces(ctx), "-- +TAG… -TAG…"]


@click.command(cls=SignedCommand)
@changing_options
@click.pass_context
def tag(ctx: click.Context, words: Sequence[str], dry_run: bool) -> None:
    """Put tags on and take tags off.

    Behind the two dashes, + puts a tag on and - takes it off; without a sign it is put on.
    Behind ids the dashes may be left out. Behind a query they may not, since a query can
    hold words with a minus too.

        octavo tag 12 15 +ai -draft
        octavo tag 'lang:ja is:untagged' -- +language/ja
        octavo tag 'tag:ai -is:read' -- +'to read'
    """
    which, signed = _parts(words, ctx.meta.get(SIGNED))
    edit = TagEdit.of(signed)

    def put_on(library: "Library") -> str:
        """The tags as they are put on, also where an alias was typed."""
        return f" {TagEdit(library.tags.spelt(edit).add, edit.remove)}"

    change = Change(lambda library, ids: library.retag(ids, edit), "tagged", put_on)
    apply(change, which, dry_run=dry_run)


@click.group(cls=ListGroup)
@json_option
def tags() -> None:
    """List, rename, merge, delete and pin tags.

    Without a command, tags are listed.
    """


@tags.command("list")
@json_option
def list_() -> None:
    """List all tags, most used first.

    On each line stand the tag, how many articles carry it, the key that it is pinned to, and
    how many notes carry it, with tabs between. What is in the trash does not count. A query
    such as tag:policy also finds what is tagged policy/industry, which counts for itself.
    """
    with opened() as library:
        keys = {tag: key for key, tag in enumerate(library.tags.pinned, 1)}
        counts = library.tags.counts()
    if not counts:
        raise NothingMatched("there are no tags yet; `octavo tag 12 +ai` puts one on")
    for count in counts:
        _put(count, keys.get(count.tag))


@tags.command()
@tag_argument("names", metavar="[TAG]…", nargs=-1, required=False)
@click.option("--off", is_flag=True, help="Take these tags off the keys, or all.")
@json_option
def pin(names: Sequence[str], off: bool) -> None:
    """Pin tags to the keys 1 to 9, or list those that are pinned.

    In the app the key then toggles the tag.
    """
    given = [Tag(name) for name in names]
    with opened() as library:
        if not off:
            for tag in given:
                if tag not in library.tags.pinned and not library.tags.carriers(tag):
                    raise CommandFailed(_not_found(tag, library.tags.counts()))
        if given or off:
            changed = library.tags.repin(lambda pinned: _pins(pinned, given, off=off))
            say("pinned anew" if changed else "nothing had to change")
        elif not library.tags.pinned:
            raise NothingMatched("no tag is pinned yet; `octavo tags pin ai` pins one")
        counts = {count.tag: count for count in library.tags.counts()}
        for key, tag in enumerate(library.tags.pinned, 1):
            _put(counts.get(tag, TagCount(tag, 0)), key)


@tags.command()
@tag_argument("old", metavar="TAG")
@click.argument("new", metavar="NAME")
@dry_run_option
@json_option
def rename(old: str, new: str, dry_run: bool) -> None:
    """Give a tag, and all below it, another name.

    If the name is in use already, the two become one. With --dry-run you see what would
    become what, and how often it stands.
    """
    tag, name = Tag(old), Tag(new)
    _replace({tag: name}, lambda x: x.tags.rename(tag, name), dry_run=dry_run)


@tags.command()
@tag_argument("names", metavar="TAG…", nargs=-1)
@click.option(
    "--into", required=True, metavar="TAG", shell_complete=tag_names, help="The one to keep."
)
@dry_run_option
@json_option
def merge(names: Sequence[str], into: str, dry_run: bool) -> None:
    """Replace some tags, and all below them, by one.

    octavo tags merge ml machine-learning --into ai --dry-run
    """
    tags, one = [Tag(name) for name in names], Tag(into)
    wanted = {tag: one for tag in tags if tag != one}
    _replace(wanted, lambda x: x.tags.merge(tags, one), dry_run=dry_run)


@tags.command()
@tag_argument("name", metavar="TAG")
@dry_run_option
@json_option
def delete(name: str, dry_run: bool) -> None:
    """Take a tag, and all below it, off everything."""
    tag = Tag(name)
    _replace({tag: None}, lambda x: x.tags.delete(tag), dry_run=dry_run)


@tags.command()
@json_option
def review() -> None:
    """List tags that are nearly the same, that are used once, and pins that are on nothing.

    On each line stand what may be done (merge, once, unpin), the tag, how many articles and
    notes carry it, and for a merge the other tag, how many carry that, and why, with tabs
    between. `tags merge` merges two; `tags apart` has them proposed no longer.
    """
    from octavo.cli.output.json_schema import TagReviewShape, put_shape

    with opened() as library:
        shapes = [
            TagReviewShape(
                act="merge",
                tag=f"{each.tag.tag}",
                count=each.tag.count + each.tag.notes,
                into=f"{each.into.tag}",
                into_count=each.into.count + each.into.notes,
                reason=each.reason,
            )
            for each in library.tag_cleaner.proposals()
        ]
        shapes += [
            TagReviewShape(act="once", tag=f"{count.tag}", count=1)
            for count in library.tags.counts()
            if count.count + count.notes == 1
        ]
        unused = library.tag_cleaner.unused_pins()
        shapes += [TagReviewShape(act="unpin", tag=f"{tag}", count=0) for tag in unused]
    if not shapes:
        raise NothingMatched("no tag needs a look")
    for shape in shapes:
        more = (shape.into, shape.into_count or "", shape.reason)
        put_shape(shape, (shape.act, shape.tag, shape.count, *more))


@tags.command()
@tag_argument("name", metavar="[TAG]", required=False)
@click.argument("other", metavar="[OTHER]", required=False)
@click.option("--off", is_flag=True, help="Take it for no other any more.")
def alias(name: str | None, other: str | None, off: bool) -> None:
    """Take a tag for another wherever it is typed, in queries too; or list those that are so.

    What carries it gets the other now.

        octavo tags alias ml machine-learning
        octavo tags alias ml --off
    """
    with opened() as library:
        if name and (other or off):
            tag = Tag(name)
            tags = library.tags
            done = tags.take_as_is(tag) if off else tags.take_for(tag, Tag(other or ""))
            say(done.label if done else "nothing had to change")
            return
        if name:
            raise click.UsageError("Take it for which tag? Write: octavo tags alias ml ai")
        if not (known := library.tags.aliases.all()):
            raise NothingMatched("no tag is taken for another")
        for each, meant in known.items():
            put_fields((each, meant))


@tags.command()
@tag_argument("one", metavar="TAG")
@tag_argument("other", metavar="TAG")
def apart(one: str, other: str) -> None:
    """Remember that two tags are not the same, and propose no longer to merge them."""
    with opened() as library:
        done = library.tag_cleaner.keep_apart(Tag(one), Tag(other))
    say("remembered" if done else "nothing had to change")


def _pins(before: Sequence[Tag], given: Sequence[Tag], *, off: bool) -> list[Tag]:
    """The tags that are to be on the keys, in order."""
    if off:
        return [tag for tag in before if given and tag not in given]
    pins = list(dict.fromkeys([*before, *given]))
    if len(pins) > KEYS:
        raise CommandFailed(f"only {KEYS} tags have a key; take one off with --off")
    return pins


def _put(count: TagCount, key: int | None) -> None:
    from octavo.cli.output.json_schema import TagShape, put_shape

    shape = TagShape(tag=f"{count.tag}", count=count.count, key=key, notes=count.notes)
    notes = f"and {count_of(count.notes, 'note')}" if count.notes else ""
    more = "  ".join(part for part in (notes, f"key {key}" if key else "") if part)
    aside = styled(f"  {more}", dim=True) if more else ""
    line = f"{grouped(shape.count):>7}  {label(shape.tag)}{aside}"
    put_shape(shape, (shape.tag, shape.count, shape.key or "", shape.notes), line)


def _replace(wanted: Wanted, change: Replacement, *, dry_run: bool) -> None:
    """Replace some tags, or only print what would come of it."""
    with opened() as library:
        counts = library.tags.counts()
        moves = [move for count in counts if (move := _move(count, wanted))]
        for tag in wanted:
            if not library.tags.carriers(tag):
                raise CommandFailed(_not_found(tag, counts))
        if dry_run or as_json():
            from octavo.cli.output.json_schema import put_shape

            for move in moves:
                put_shape(move, (move.tag, move.to or "", move.count))
        if dry_run:
            say("nothing was changed")
            return
        carried = {id for tag in wanted for id in library.tags.carriers(tag)}
        operation = change(library)
        changed = library.counted(carried) if operation else "nothing"
        there = {count.tag for count in counts}
        merged = sorted({f"{n}" for old, n in wanted.items() if n in there and n != old})
        into = f" into {' and '.join(merged)}, which is there already" if merged else ""
        say(f"{'merged' if merged else 'changed'} {changed}{into}")


def _move(count: TagCount, wanted: Wanted) -> "TagChangeShape | None":
    """What becomes of a tag that is one of the wanted or below it."""
    from octavo.cli.output.json_schema import TagChangeShape

    for old, new in wanted.items():
        if old.covers(count.tag):
            to = f"{new}{count.tag[len(old) :]}" if new else None
            return TagChangeShape(tag=f"{count.tag}", to=to, count=count.count + count.notes)
    return None


def _not_found(tag: Tag, counts: Sequence[TagCount]) -> str:
    near = nearest(tag.key, (count.tag.key for count in counts))
    hint = f"did you mean {near}?" if near else "`octavo tags` lists the tags that there are"
    return f"nothing is tagged {tag}; {hint}"


def _parts(
    words: Sequence[str], signed: Sequence[str] | None
) -> tuple[Sequence[str], Sequence[str]]:
    """What to tag and how."""
    if signed is None:
        which = list(takewhile(is_id, words))
        signed = words[len(which) :]
        if not which or not all(word.startswith(("+", "-")) for word in signed):
            raise click.UsageError("Put two dashes before the tags: octavo tag QUERY -- +TAG")
        words = which
    if not signed:
        raise click.UsageError("Which tags? Write: octavo tag 12 -- +ai -draft")
    return words, signed
