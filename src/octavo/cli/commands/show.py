"""`octavo show`: texts, set for a terminal or as the Markdown that they are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.output.json_schema import item_shape, provenance_shape, put_json
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
from octavo.model.article import Article
from octavo.model.note import Note, with_titles
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.library.library import Library


@click.command(cls=QueryCommand)
@selection_argument
@click.option("--all", "every", is_flag=True, help="Print all that a query finds.")
@click.option("--about", is_flag=True, help="Print where it came from, not the text.")
@json_option
@library_option
def show(words: Sequence[str], every: bool, about: bool, as_json: bool) -> None:
    """Print texts.

    Of what a query finds the best is printed, or all with --all. On a terminal a text is
    set with its headings and emphasis, and its notes stand below. Into a pipe goes its
    Markdown and nothing else; with several, a blank line between. With --json each object
    has the fields of `octavo list`, and: text, provenance.

    With --about it is where an article came from and who or what made it, by what its page
    declares, word for word.

        octavo show 9
        octavo show 9 | wc -w
        octavo show river locks
        octavo show --about 9
        octavo show --all --json tag:essay | jq -r .text
    """
    with opened() as library:
        ids = selected(library, words)
        others = 0 if every or all(map(is_id, words)) else len(ids) - 1
        put_one = partial(_put_about if about and not as_json else _put, as_json=as_json)
        are_whole = _put_all(library, ids[: len(ids) - others], put_one)
    if others:
        match = "another one matches" if others == 1 else f"{grouped(others)} others match"
        say(f"{match}; `octavo list` with the same query shows their ids, --all their texts")
    if not are_whole:
        raise click.exceptions.Exit(1)


def _put_all(library: "Library", ids: Sequence[int], put_one: Callable[..., None]) -> bool:
    """Print what there is, and say which texts are missing; whether none is."""
    from octavo.library import TextMissing

    count = 0
    for id in ids:
        try:
            put_one(library, id, first=count == 0)
            count += 1
        except TextMissing as error:
            say(f"octavo: {error}")
    return count == len(ids)


def _put(library: "Library", id: int, *, first: bool, as_json: bool) -> None:
    item, text = library.item(id), library.text(id)
    if as_json:
        shape = replace(item_shape(item), text=text, provenance=provenance_shape(item))
        put_json(shape)
        return
    if isinstance(item, Note):
        text = with_titles(library.notes.retitled(text))
    if not first:
        put("")
    if on_terminal():
        from octavo.cli.output.pages import put_page

        retitled = library.notes.retitled
        notes = library.notes_on(id)
        put_page(item, text, (replace(n, text=with_titles(retitled(n.text))) for n in notes))
    else:
        put(text.rstrip("\n"))


def _put_about(library: "Library", id: int, *, first: bool, as_json: bool) -> None:  # noqa: ARG001 - as `_put`
    from octavo.cli.output.pages import put_findings
    from octavo.library.about import findings_on

    item = library.item(id)
    if not first:
        put("")
    if isinstance(item, Article):
        put_findings(item.title, findings_on(item, library.text(id)))
    else:
        put_findings(item.title, ())
