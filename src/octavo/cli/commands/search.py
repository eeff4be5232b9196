"""What a query finds: `octavo list`, `octavo search`, and `octavo queries` that have names."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.errors import NothingMatched
from octavo.cli.output.rows import put_items
from octavo.cli.output.streams import on_terminal, put_fields, say, styled
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import (
    ListGroup,
    QueryCommand,
    as_json,
    json_option,
    limit_option,
    query_argument,
    saved_query_argument,
)
from octavo.cli.shared.selection import found, nothing_matches
from octavo.model.article import ArticleId
from octavo.model.errors import QueryError
from octavo.model.search import SearchResults, Snippet
from octavo.query import Query
from octavo.text import count_of, grouped, label

if TYPE_CHECKING:
    from octavo.cli.output.json_schema import Item, ItemShape
    from octavo.library.library import Library
    from octavo.library.saved_queries import SavedQuery

BEST = 20
"""How many to print unless `--limit` says otherwise."""


def _any_of(query: str) -> str:
    """The command that finds what has most of the words."""
    from shlex import quote  # only where nothing has all

    return f"octavo search --any {quote(query)}"


@click.command("list", cls=QueryCommand)
@query_argument()
@limit_option(default=0)
@json_option
def list_(query: str, limit: int) -> None:
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
    with opened() as library:
        asked = library.read(query)
        results = found(library, asked)
        if not results.total:
            raise nothing_matches(library, asked, _any_of(query))
        ids = islice(results.ids, limit or None)
        put_items(map(library.item, ids))


@click.command(cls=QueryCommand)
@query_argument(required=True)
@click.option("--any", "most", is_flag=True, help="Find what has any of the words.")
@limit_option(default=BEST)
@json_option
def search(query: str, most: bool, limit: int) -> None:
    """Search, best first, with the passage that matched.

    Into a pipe go fields with tabs between them: id, title, passage. With --any a whole
    question in plain words will do. With --json each object has the fields of `octavo list`,
    and: score snippet.

        octavo search folded sheet
        octavo search --any 'how many times is a sheet folded?'
    """
    with opened() as library:
        asked, found = searched(library, query, limit, most=most)
        if not found.total:
            wider = "" if most else _any_of(query)
            raise nothing_matches(library, asked, wider)
        ids = found.ids[: limit or None]
        id_width = max(len(str(id)) for id in ids)
        for id in ids:
            if as_json():
                from octavo.cli.output.json_schema import put_json  # its many shapes

                put_json(found_shape(library, id, asked, found))
                continue
            item = library.item(id)
            passage = _passage(library, item, asked)
            if on_terminal():
                from octavo.cli.output.pages import put_result

                language = library.search.language_of(id)
                hits = library.search.hits(item.title, asked, language=language)
                put_result(item, passage, hits, id_width=id_width)
            else:
                put_fields((id, item.title, passage.text))
        if len(ids) < found.total:
            say(f"{len(ids)} of {count_of(found.total, 'article')}; --limit 0 prints all")


def searched(
    library: "Library", query: str, limit: int, *, most: bool
) -> tuple[Query, SearchResults]:
    """A query as it is read, and what it finds; with `most`, what has most of the words."""
    from octavo.query.parser import question

    asked = question(query, saved=library.saved.text_of) if most else library.read(query)
    if library.search.is_behind:
        keep_index(library)
    if most:
        return asked, library.search.nearest(asked, limit or max(1, len(library)))
    return asked, library.search.find(asked)


def found_shape(
    library: "Library", id: ArticleId, asked: Query, results: SearchResults
) -> "ItemShape":
    """Something that was searched for, as `search` prints it."""
    from octavo.cli.output.json_schema import item_shape

    item = library.item(id)
    snippet = _passage(library, item, asked).text
    return replace(item_shape(item), score=results.score(id), snippet=snippet)


@click.group(cls=ListGroup)
@json_option
def queries() -> None:
    """List, save, rename and delete queries with names.

    Without a command, they are listed. A saved query is used by its name, in the app and
    here, alone or among other words: octavo list @later minutes:<5
    """


@queries.command("list")
@json_option
def list_queries() -> None:
    """List all saved queries, in the order in which they were saved.

    On each line stand the name, how much it finds, the letter that lists it in the app behind
    a semicolon, and the query, with tabs between.
    """
    with opened() as library:
        if not len(library.saved):
            raise NothingMatched("no query is saved yet; octavo queries add NAME QUERY does it")
        for saved in library.saved:
            _put_query(library, saved)


@queries.command("add", cls=QueryCommand)
@click.argument("name")
@query_argument(required=True)
@json_option
def add_query(name: str, query: str) -> None:
    """Save a query under a name; the one that had the name gives way.

    octavo queries add 'Korea AI' 'korea tag:ai -is:archived sort:-words'
    """
    with opened() as library:
        changed = library.saved.save(name, query)
        _put_query(library, library.saved.named(name))
    say("saved" if changed else "nothing had to change")


@queries.command("rename")
@saved_query_argument("old")
@click.argument("new", metavar="NEW")
@json_option
def rename_query(old: str, new: str) -> None:
    """Give a saved query another name, in the queries that use it, too."""
    with opened() as library:
        changed = library.saved.rename(old, new)
        _put_query(library, library.saved.named(new))
    say("renamed" if changed else "nothing had to change")


@queries.command("delete")
@saved_query_argument("name")
@json_option
def delete_query(name: str) -> None:
    """Save a query no longer; what it finds stays as it is."""
    with opened() as library:
        saved = library.saved.named(name)
        users = [each.mention for each in library.saved.users_of(saved.name)]
        if as_json():
            _put_query(library, saved)
        library.saved.delete(saved.name)
    used = f"; {', '.join(users)} used it and cannot be read now" if users else ""
    say(f"deleted {saved.mention}{used}")


def _put_query(library: "Library", saved: "SavedQuery") -> None:
    from octavo.cli.output.json_schema import SavedQueryShape, put_shape

    count, error = None, ""
    try:
        count = library.search.find(library.read(saved.mention)).total
    except QueryError as fault:
        error = fault.problem
    name, query, key = saved.name, saved.query, saved.letter
    found = "?" if count is None else grouped(count)
    aside = styled(f"  {label(f'{query} ({error})' if error else query)}", dim=True)
    put_shape(
        SavedQueryShape(name=name, query=query, count=count, key=key, error=error),
        (name, "" if count is None else count, key, query),
        f"{found:>7}  {key:1}  {label(name)}{aside}",
    )


def _passage(library: "Library", item: "Item", query: Query) -> Snippet:
    """The passage that fits best, from the text or else from the notes on it."""
    language = library.search.language_of(item.id)
    texts = _texts(library, item)
    passages = (library.search.snippet(text, query, language=language) for text in texts)
    first = next(passages, Snippet(""))
    return first if first.hits else next((p for p in passages if p.hits), first)


def _texts(library: "Library", item: "Item") -> Iterator[str]:
    from octavo.library import TextMissing

    try:
        yield library.text(item.id)
    except TextMissing as error:
        say(str(error))
    for note in library.notes_on(item.id):
        yield library.text(note.id)
