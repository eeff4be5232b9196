"""`octavo show`: texts, set for a terminal or as the Markdown that they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.output.json_schema import item_shape, put_json
from octavo.cli.output.streams import on_terminal, put, say
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import (
    QueryCommand,
    is_id,
    json_option,
    library_option,
    selection_argument,
)
from octavo.cli.shared.selection import selected
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.library.library import Library


@click.command(cls=QueryCommand)
@selection_argument
@click.option("--all", "every", is_flag=True, help="Print all that a query finds.")
@json_option
@library_option
def show(words: Sequence[str], every: bool, as_json: bool) -> None:
    """Print texts.

    Of what a query finds the best is printed, or all with --all. On a terminal a text is
    set with its headings and emphasis, and its notes stand below. Into a pipe goes its
    Markdown and nothing else; with several, a blank line between. With --json each object
    has the fields of `octavo list`, and: text.

        octavo show 9
        octavo show 9 | wc -w
        octavo show river locks
        octavo show --all --json tag:essay | jq -r .text
    """
    with opened() as library:
        ids = selected(library, words)
        others = 0 if every or all(map(is_id, words)) else len(ids) - 1
        are_whole = _put_all(library, ids[: len(ids) - others], as_json=as_json)
    if others:
        match = "another one matches" if others == 1 else f"{grouped(others)} others match"
        say(f"{match}; `octavo list` with the same query shows their ids, --all their texts")
    if not are_whole:
        raise click.exceptions.Exit(1)


def _put_all(library: "Library", ids: Sequence[int], *, as_json: bool) -> bool:
    """Print what there is, and say which texts are missing; whether none is."""
    from octavo.library import TextMissing

    count = 0
    for id in ids:
        try:
            _put(library, id, first=count == 0, as_json=as_json)
            count += 1
        except TextMissing as error:
            say(f"octavo: {error}")
    return count == len(ids)


def _put(library: "Library", id: int, *, first: bool, as_json: bool) -> None:
    item, text = library.item(id), library.text(id)
    if as_json:
        put_json(replace(item_shape(item), text=text))
        return
    if not first:
        put("")
    if on_terminal():
        from octavo.cli.output.pages import put_page

        put_page(item, text, library.notes_on(id))
    else:
        put(text.rstrip("\n"))
