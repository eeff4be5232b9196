"""Which articles and notes a command is about, if any, and changing them as one operation."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.rows import put_items
from octavo.cli.output.streams import say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import as_json, is_id, json_option, selection_argument
from octavo.model.article import ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.model.search import SearchResults
from octavo.query import Query, parse, words_of
from octavo.query.ast import And, FieldTerm, Node, Not, Scope, Word, parts_of, place_of
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.operation import Operation

F = TypeVar("F", bound=Callable[..., object])


def selected(
    library: "Library", words: Sequence[str], *, trash: bool = False
) -> list[ArticleId]:
    """The ids that some words name: words that are all numbers are ids, others a query.

    With `trash` the query looks there, unless it says itself where to look.

    Raises:
        CommandFailed: If an id names nothing, nothing matches, or the query is empty.
        QueryError: If the query cannot be read.
    """
    if all(map(is_id, words)):
        return _present(library, list(map(int, words)))
    if all(is_id(part) for word in words for part in word.split("-")):
        raise BadUsage(
            "name numbers one by one, such as 1 2 3; a text of digits goes in quotes"
        )
    query = library.read(" ".join(words))
    if query.where is None:
        raise BadUsage("an empty query does not say which; in:all means everything")
    if all(
        isinstance(each, Not) and isinstance(each.node, Word) for each in parts_of(query.where)
    ):
        raise BadUsage("this says only which not; after in:all it means all the others")
    if trash:
        query = _in_trash(query)
    if ids := list(found(library, query).ids):
        return ids
    raise nothing_matches(library, query)


def found(library: "Library", query: Query) -> SearchResults:
    """What a query finds; for words, an index that lacks much is brought in step first.

    That takes as long as to look through what it lacks, is told, and is done only once.
    """
    if words_of(query) and library.search.is_behind:
        keep_index(library)
    return library.search.find(query)


_AWAY = {"archive": "what was put away", "notes": "your notes", "trash": "what was deleted"}
"""Where there may be something while nothing is on the list, in their order."""


def nothing_matches(library: "Library", query: Query, command: str = "") -> NothingMatched:
    """The error that says so, what would be found instead, and a command that finds it."""
    if query == Query():
        for place, what in _AWAY.items():
            if library.search.find(parse(f"in:{place}")).ids:
                return NothingMatched(f"nothing is on the list; in:{place} shows {what}")
        return NothingMatched("the library is empty; `octavo add URL|FILE` fills it")
    words = words_of(query)
    if words:
        keep_index(library)
    lines = ["nothing matches", *(each.sentence for each in library.search.suggestions(query))]
    if command and len(words) > 1:
        lines.append(f"What comes nearest: {command}")
    return NothingMatched("\n".join(lines))


def _present(library: "Library", ids: list[ArticleId]) -> list[ArticleId]:
    try:
        for id in ids:
            library.item(id)
    except ArticleNotFound as error:
        raise CommandFailed(f"{error}; `octavo list` shows the ids that there are") from error
    return list(dict.fromkeys(ids))


def _in_trash(query: Query) -> Query:
    nodes = parts_of(query.where)
    if any(place_of(_positive(node)) for node in nodes):
        return query
    return Query(And((*nodes, FieldTerm("in", Scope.TRASH))), query.sort)


def _positive(node: Node) -> Node:
    return node.node if isinstance(node, Not) else node


class Change(NamedTuple):
    """What to do with some items, and how to say that it is done."""

    how: "Callable[[Library, Iterable[ArticleId]], Operation | None]"
    verb: str
    """Such as `tagged`."""
    rest: "str | Callable[[Library], str]" = ""
    """What follows the number of articles, such as ` +ai`."""

    def rest_in(self, library: "Library") -> str:
        """The same, as this library has it."""
        return self.rest if isinstance(self.rest, str) else self.rest(library)


def changing_options(command: F) -> F:
    """A query or ids, `--dry-run` and `--json`."""
    for decorate in (json_option, dry_run_option, selection_argument):
        command = decorate(command)
    return command


def dry_run_option(command: F) -> F:
    """`--dry-run`."""
    return click.option(
        "--dry-run", is_flag=True, help="Change nothing; print what would be changed."
    )(command)


def apply(change: Change, words: Sequence[str], *, dry_run: bool, trash: bool = False) -> None:
    """Change what some words name, as one operation, and say how many needed it."""
    with opened() as library:
        ids = selected(library, words, trash=trash)
        if dry_run:
            rest = change.rest_in(library)
            say(f"would have {change.verb} {count_of(len(ids), 'article')}{rest}")
        else:
            say(_summary(library, ids, change.how(library, ids), change))
        if dry_run or as_json():
            put_items(map(library.item, ids))


def _summary(
    library: "Library", ids: Sequence[ArticleId], done: "Operation | None", change: Change
) -> str:
    if done is None:
        return "nothing had to change"
    number = len(done.ids)
    which = f"“{library.item(ids[0]).title}”" if len(ids) == 1 else count_of(number, "article")
    spared = f"; {len(ids) - number} needed no change" if number < len(ids) else ""
    return f"{change.verb} {which}{change.rest_in(library)}{spared}"
