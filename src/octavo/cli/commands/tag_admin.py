"""`octavo tags rename`, `merge` and `delete`: the same tag everywhere at once."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import Fault
from octavo.cli.output.json_schema import TagChangeShape, put_json
from octavo.cli.output.streams import put_fields, say
from octavo.cli.shared.bulk_change import dry_run_option
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import (
    Command,
    json_option,
    library_option,
    tag_argument,
    tag_names,
)
from octavo.model.tag import Tag, TagCount
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.operation import Operation

Wanted = Mapping[Tag, Tag | None]
"""What should stand in the place of some tags; None for nothing."""

Change = Callable[["Library"], "Operation | None"]


@click.command(cls=Command)
@tag_argument("old", metavar="TAG")
@click.argument("new", metavar="NAME")
@dry_run_option
@json_option
@library_option
def rename(old: str, new: str, dry_run: bool, as_json: bool) -> None:
    """Give a tag, and all below it, another name.

    If the name is in use already, the two become one. With --dry-run you see what would
    become what, and how often it stands.
    """
    tag, name = Tag(old), Tag(new)
    _replace({tag: name}, lambda x: x.tags.rename(tag, name), dry_run=dry_run, as_json=as_json)


@click.command(cls=Command)
@tag_argument("names", metavar="TAG…", nargs=-1)
@click.option(
    "--into", required=True, metavar="TAG", shell_complete=tag_names, help="The one to keep."
)
@dry_run_option
@json_option
@library_option
def merge(names: Sequence[str], into: str, dry_run: bool, as_json: bool) -> None:
    """Replace some tags, and all below them, by one.

    octavo tags merge ml machine-learning --into ai --dry-run
    """
    tags, one = [Tag(name) for name in names], Tag(into)
    wanted = {tag: one for tag in tags if tag != one}
    _replace(wanted, lambda x: x.tags.merge(tags, one), dry_run=dry_run, as_json=as_json)


@click.command(cls=Command)
@tag_argument("name", metavar="TAG")
@dry_run_option
@json_option
@library_option
def delete(name: str, dry_run: bool, as_json: bool) -> None:
    """Take a tag, and all below it, off everything."""
    tag = Tag(name)
    _replace({tag: None}, lambda x: x.tags.delete(tag), dry_run=dry_run, as_json=as_json)


def _replace(wanted: Wanted, change: Change, *, dry_run: bool, as_json: bool) -> None:
    """Replace some tags, or only print what would come of it."""
    with opened() as library:
        counts = library.tags.counts()
        moves = [move for count in counts if (move := _move(count, wanted))]
        for tag in wanted:
            if not library.tags.carriers(tag):
                raise Fault(_not_found(tag, counts))
        if dry_run or as_json:
            _put_moves(moves, as_json=as_json)
        if dry_run:
            say("nothing was changed")
            return
        operation = change(library)
        changed = count_of(len(operation.ids), "article") if operation else "nothing"
        say(f"changed {changed}")


def _move(count: TagCount, wanted: Wanted) -> TagChangeShape | None:
    """What becomes of a tag that is one of the wanted or below it."""
    for old, new in wanted.items():
        if old.covers(count.tag):
            to = f"{new}{count.tag[len(old) :]}" if new else None
            return TagChangeShape(tag=f"{count.tag}", to=to, count=count.count + count.notes)
    return None


def _put_moves(moves: Sequence[TagChangeShape], *, as_json: bool) -> None:
    for move in moves:
        if as_json:
            put_json(move)
        else:
            put_fields((move.tag, move.to or "", move.count))


def _not_found(tag: Tag, counts: Sequence[TagCount]) -> str:
    near = get_close_matches(tag.key, [count.tag.key for count in counts], 1)
    hint = f"did you mean {near[0]}?" if near else "`octavo tags` lists the tags that there are"
    return f"nothing is tagged {tag}; {hint}"
