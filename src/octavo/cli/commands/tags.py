"""`octavo tags`: which tags there are, and which are pinned to keys."""

from collections.abc import Sequence

import click

from octavo.cli.commands.tag_admin import delete, merge, rename
from octavo.cli.errors import Fault, NothingMatched
from octavo.cli.output.json_schema import TagShape, put_json
from octavo.cli.output.streams import on_terminal, put, put_fields, say, styled
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import Group, json_option, library_option, tag_argument
from octavo.model.tag import Tag, TagCount
from octavo.text import count_of, grouped, visible

KEYS = 9
"""Keys that a tag can be pinned to."""


@click.group(cls=Group, invoke_without_command=True)
@json_option
@library_option
@click.pass_context
def tags(ctx: click.Context, as_json: bool) -> None:
    """List, rename, merge, delete and pin tags.

    Without a command, tags are listed.
    """
    if ctx.invoked_subcommand is None:
        _put_all(as_json=as_json)


@tags.command("list")
@json_option
@library_option
def list_(as_json: bool) -> None:
    """List all tags, most used first.

    On each line stand the tag, how many articles carry it, the key that it is pinned to, and
    how many notes carry it, with tabs between. What is in the trash does not count. A query
    such as tag:policy also finds what is tagged policy/industry, which counts for itself.
    """
    _put_all(as_json=as_json)


@tags.command()
@tag_argument("names", metavar="[TAG]…", nargs=-1, required=False)
@click.option("--off", is_flag=True, help="Take these tags off the keys, or all.")
@json_option
@library_option
def pin(names: Sequence[str], off: bool, as_json: bool) -> None:
    """Pin tags to the keys 1 to 9, or list those that are pinned.

    In the app the key then toggles the tag.
    """
    given = [Tag(name) for name in names]
    with opened() as library:
        before = library.tags.pinned
        if given or off:
            changed = library.tags.pin(_pins(before, given, off=off))
            say("pinned anew" if changed else "nothing had to change")
        elif not before:
            raise NothingMatched("no tag is pinned yet; `octavo tags pin ai` pins one")
        counts = {count.tag: count for count in library.tags.counts()}
        for key, tag in enumerate(library.tags.pinned, 1):
            _put(counts.get(tag, TagCount(tag, 0)), key, as_json=as_json)


for command in (rename, merge, delete):
    tags.add_command(command)


def _put_all(*, as_json: bool) -> None:
    with opened() as library:
        keys = {tag: key for key, tag in enumerate(library.tags.pinned, 1)}
        counts = library.tags.counts()
    if not counts:
        raise NothingMatched("there are no tags yet; `octavo tag 12 +ai` puts one on")
    for count in counts:
        _put(count, keys.get(count.tag), as_json=as_json)


def _pins(before: Sequence[Tag], given: Sequence[Tag], *, off: bool) -> list[Tag]:
    """The tags that are to be on the keys, in order."""
    if off:
        return [tag for tag in before if given and tag not in given]
    pins = list(dict.fromkeys([*before, *given]))
    if len(pins) > KEYS:
        raise Fault(f"only {KEYS} tags have a key; take one off with --off")
    return pins


def _put(count: TagCount, key: int | None, *, as_json: bool) -> None:
    shape = TagShape(tag=f"{count.tag}", count=count.count, key=key, notes=count.notes)
    if as_json:
        put_json(shape)
    elif on_terminal():
        notes = f"and {count_of(count.notes, 'note')}" if count.notes else ""
        more = "  ".join(part for part in (notes, f"key {key}" if key else "") if part)
        aside = styled(f"  {more}", dim=True) if more else ""
        put(f"{grouped(shape.count):>7}  {visible(shape.tag)}{aside}")
    else:
        put_fields((shape.tag, shape.count, shape.key or "", shape.notes))
