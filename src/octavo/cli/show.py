"""`octavo show`: texts, set for a terminal or as the Markdown that they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.command import QueryCommand
from octavo.cli.options import json_option, library_option, selection_argument
from octavo.cli.output import on_terminal, put
from octavo.cli.place import opened
from octavo.cli.selection import selected
from octavo.cli.shapes import item_shape, put_json

if TYPE_CHECKING:
    from octavo.library.library import Library


@click.command(cls=QueryCommand)
@selection_argument
@json_option
@library_option
def show(words: Sequence[str], as_json: bool) -> None:
    """Print texts.

    On a terminal a text is set with its headings and emphasis, and its notes stand below.
    Into a pipe goes its Markdown and nothing else; with several, a blank line between. With
    --json each object has the fields of `octavo list`, and: text.

        octavo show 9
        octavo show 9 | wc -w
        octavo show --json tag:essay | jq -r .text
    """
    with opened() as library:
        for place, id in enumerate(selected(library, words)):
            _put(library, id, first=place == 0, as_json=as_json)


def _put(library: "Library", id: int, *, first: bool, as_json: bool) -> None:
    item, text = library.item(id), library.text(id)
    if as_json:
        put_json(replace(item_shape(item), text=text))
        return
    if not first:
        put("")
    if on_terminal():
        from octavo.cli.pages import put_page

        put_page(item, text, library.notes_on(id))
    else:
        put(text.rstrip("\n"))
