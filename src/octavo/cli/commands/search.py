"""`octavo list` and `octavo search`: what a query finds, a line each or with its passage."""

from collections.abc import Iterator
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.output.json_schema import Item, item_shape, put_json
from octavo.cli.output.rows import put_items
from octavo.cli.output.streams import on_terminal, put_fields, say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import (
    QueryCommand,
    json_option,
    library_option,
    limit_option,
    query_argument,
)
from octavo.cli.shared.selection import nothing_matches
from octavo.model.search import SearchResults, Snippet
from octavo.query import Query, parse
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library

BEST = 20
"""How many to print unless `--limit` says otherwise."""


@click.command("list", cls=QueryCommand)
@query_argument()
@limit_option(default=0)
@json_option
@library_option
def list_(query: str, limit: int, as_json: bool) -> None:
    """List what a query finds, or all that is not archived.

    On a terminal you see columns: id, ● unread or ◐ begun, ★ starred, title, tags, reading
    time and age. Into a pipe go fields with tabs between them: id, title, tags (joined by
    commas), state, day added, address. New fields would come last.

    With --json each object has: id title url site authors published added language words
    excerpt tags state archived starred progress source. A note, which only in:notes, in:all
    and in:trash find, also has: article quote.

        octavo list tag:essay is:unread
        octavo list 'sort:-words minutes:<5'
        octavo list --json is:starred | jq -r .title
    """
    asked = parse(query)
    with opened() as library:
        found = library.search.find(asked)
        if not found.total:
            raise nothing_matches(library, asked)
        ids = islice(found.ids, limit or None)
        put_items(map(library.item, ids), as_json=as_json)


@click.command(cls=QueryCommand)
@query_argument(required=True)
@click.option("--any", "most", is_flag=True, help="Find what has most of the words.")
@limit_option(default=BEST)
@json_option
@library_option
def search(query: str, most: bool, limit: int, as_json: bool) -> None:
    """Search, best first, with the passage that matched.

    Into a pipe go fields with tabs between them: id, title, passage. With --any a whole
    question in plain words will do. With --json each object has the fields of `octavo list`,
    and: score snippet.

        octavo search folded sheet
        octavo search --any 'how many times is a sheet folded?'
    """
    asked = _asked(query, most)
    with opened() as library:
        if library.search.is_behind:
            keep_index(library)
        found = _found(library, asked, most, limit)
        if not found.total:
            wider = "" if most else f"octavo search --any {quote(query)}"
            raise nothing_matches(library, asked, wider)
        ids = found.ids[: limit or None]
        id_width = max(len(str(id)) for id in ids)
        for id in ids:
            item = library.item(id)
            passage = _passage(library, item, asked)
            if as_json:
                shape = item_shape(item)
                put_json(replace(shape, score=found.score(id), snippet=passage.text))
            elif on_terminal():
                from octavo.cli.output.pages import put_result

                language = library.search.language_of(id)
                hits = library.search.hits(item.title, asked, language=language)
                put_result(item, passage, hits, id_width=id_width)
            else:
                put_fields((id, item.title, passage.text))
        if len(ids) < found.total:
            say(f"{len(ids)} of {count_of(found.total, 'article')}; --limit 0 prints all")


def _asked(query: str, most: bool) -> Query:
    from octavo.query.parser import question

    return question(query) if most else parse(query)


def _found(library: "Library", query: Query, most: bool, limit: int) -> SearchResults:
    if not most:
        return library.search.find(query)
    return library.search.nearest(query, limit or max(1, len(library)))


def _passage(library: "Library", item: Item, query: Query) -> Snippet:
    """The passage that fits best, from the text or else from the notes on it."""
    language = library.search.language_of(item.id)
    texts = _texts(library, item)
    passages = (library.search.snippet(text, query, language=language) for text in texts)
    first = next(passages, Snippet(""))
    return first if first.hits else next((p for p in passages if p.hits), first)


def _texts(library: "Library", item: Item) -> Iterator[str]:
    from octavo.library import TextMissing

    try:
        yield library.text(item.id)
    except TextMissing as error:
        say(str(error))
    for note in library.notes_on(item.id):
        yield library.text(note.id)
