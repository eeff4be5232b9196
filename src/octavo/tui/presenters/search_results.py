"""Asking the library a query, and what to say when it finds nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from textual.content import Content

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.errors import ArticleNotFound, OctavoError, QueryError
from octavo.model.search import THOROUGH, Scan, Snippet, Suggestion
from octavo.patterns import lazy_pattern
from octavo.query import Query, sort_of, str_of, words_of
from octavo.query.ast import Sort, SortField, TextTerm, groups_copies
from octavo.settings.keymap import Keymap
from octavo.text import visible
from octavo.tui.widgets.articles.rows import Row

NEAREST = 50
"""How many of the nearest matches to offer."""

_ORDERS = {
    SortField.RELEVANCE: ("best first", "worst first"),
    SortField.ADDED: ("newest first", "oldest first"),
    SortField.PUBLISHED: ("latest published first", "first published first"),
    SortField.TITLE: ("by title", "by title, from the end"),
    SortField.WORDS: ("longest first", "shortest first"),
    SortField.PROGRESS: ("most read first", "least read first"),
}

_MEANT = lazy_pattern(r"did you mean (\w+:)\?")
_FIELD = lazy_pattern(r"(?<!\w)\w++:")
_WORD = lazy_pattern(r"\w+(?:['’-]\w+)*")
_BEGINNING = lazy_pattern(r"(?<=\w)\*(?=[ .])")
_OPERATORS = ("AND", "OR", "NOT")
_ORDER = lazy_pattern(r"(?<!\S)(?:sort|order):\S*\s*")


class ListedResults(Struct, frozen=True):
    """What to list for a query."""

    query: Query
    ids: Sequence[ArticleId]
    matches: int
    """How many match; 0 where `ids` are only the nearest."""
    ways: Sequence[Suggestion] = ()
    """Out of a query that nothing matches."""
    unsearched: int = 0
    """How many texts were not looked through."""
    is_counted: bool = True
    """Whether no more than `matches` match."""
    passages: Mapping[ArticleId, Snippet | None] = {}
    """Those that are found by now; None where none is hit."""


def ask(
    library: Library, query: Query, *, whole: bool = True, scan: Scan = THOROUGH
) -> ListedResults:
    """What a query finds, or else the nearest that there is and how to find more.

    Unless the `whole` of it is asked for, only the first ids are at hand; to go through all
    of them may take some time.

    Raises:
        SearchAbandoned: If nobody waits for it any more.
    """
    found = library.search.find(query, scan)
    if found.total or query.where is None or found.unsearched:
        ids = list(found.ids) if whole else found.ids
        is_counted = getattr(found, "is_counted", True)
        return ListedResults(query, ids, found.total, (), found.unsearched, is_counted)
    near = library.search.nearest(query, NEAREST, scan).ids if words_of(query) else ()
    return ListedResults(query, near, 0, library.search.suggestions(query, scan))


def row_of(library: Library, id: ArticleId) -> Row:
    """The row of an article or note; one that is gone or cannot be read leaves a gap."""
    try:
        return Row.of(library.item(id))
    except ArticleNotFound:
        title = "No longer in the library"
    except OctavoError as error:
        title = str(error)
    return Row(id=id, title=title, added=library.now(), is_gap=True)


def completed(library: Library, line: str) -> str | None:
    """A query with its last word completed: a field, a tag or the name of a saved query."""
    from octavo.query.fields import completions

    try:
        tags = [str(count.tag) for count in library.tags.counts()] if ":" in line else []
        names = [saved.name for saved in library.saved] if "@" in line else []
    except OctavoError:  # told where the reader asks for something
        return None
    for completion in completions(line, len(line), {"tag": tags, "@": names}):
        return line[: completion.start] + completion.replacement
    return None


def _with_keys(ways: Sequence[Suggestion], keymap: Keymap) -> Iterator[str]:
    """Ways out, with the keys that take them; one takes all spellings, and is said once."""
    spelt = [way for way in ways if way.spelling]
    for way in ways:
        key = ""
        if way.without:
            key = keymap.label_of("leave-out")
        elif spelt and way is spelt[-1]:
            key = keymap.label_of("complete")
            key = f"{key} takes them all" if key and len(spelt) > 1 else key
        yield f"{way.sentence[:-1]} ({key}){way.sentence[-1]}" if key else way.sentence


def respelt(text: str, ways: Iterable[Suggestion]) -> str:
    """A query with the words that nothing has as they may have been meant."""
    for way in ways:
        words = _words_in(text)
        for found in re.finditer(rf"(?<!\w){re.escape(way.word)}(?!\w)", text):
            said = f"{text[: found.start()]}{way.spelling}{text[found.end() :]}"
            if (
                way.spelling and _words_in(said) != words
            ):  # else it is that of a tag or the like
                text = said
                break
    return text


def _words_in(text: str) -> tuple[TextTerm, ...]:
    """The words that a query looks for, but for those of saved ones."""
    from octavo.query.parser import SavedText, parse  # not needed to launch

    with suppress(QueryError):
        return words_of(
            parse(text, typing=True, saved=lambda name, _: SavedText(name, "in:all"))
        )
    return ()


def readable(library: Library, fault: QueryError) -> tuple[str, str]:
    """What a query that cannot be read may have meant, and what that is; empty for nothing.

    That is another field, or else the words alone.
    """
    if meant := _MEANT.search(fault.problem):
        said = _FIELD.sub(meant[1], fault.text[fault.start :], count=1)
        return f"{fault.text[: fault.start]}{said}", "takes that"
    words = " ".join(map(_as_word, _WORD.findall(fault.text)))
    with suppress(QueryError):
        if words_of(library.read(words)):
            return words, "searches for these words"
    return "", ""


def _as_word(word: str) -> str:
    return word.lower() if word in _OPERATORS else word


def orders_for(query: Query) -> Sequence[tuple[Sort, str]]:
    """The orders that results can have, and what they are called."""
    fields = [field for field in _ORDERS if field is not SortField.RELEVANCE]
    best = [(Sort(SortField.RELEVANCE), _ORDERS[SortField.RELEVANCE][0])]
    rest = [(Sort(field, bool(n)), _ORDERS[field][n]) for field in fields for n in (0, 1)]
    return [*(best if words_of(query) else ()), *rest]


def with_order(library: Library, text: str, query: Query, sort: Sort, *, typing: bool) -> str:
    """The text of a query with another order; that stands first, for the end is being typed."""
    for named in ("", str_of(Query(None, sort))):
        changed = f"{named} {_ORDER.sub('', text)}".strip()
        read = library.read(changed, typing=typing)
        if read.where == query.where and sort_of(read) == sort:
            return changed
    return str_of(Query(query.where, sort))


def order_of(query: Query) -> str:
    """How the results of a query are ordered, in words."""
    sort = sort_of(query)
    order = _ORDERS[sort.field][sort.reverse]
    return f"{order}, copies together" if groups_copies(query) else order


def nothing_listed(
    library: Library, query: Query, keymap: Keymap, *, so_far: bool = False
) -> Content:
    """What to say in place of an empty list, and what to do next."""
    if so_far:
        return Content("Nothing found so far.\n\nThe rest is being searched.")
    search = keymap.key_hint("search")
    if query != Query():
        clears = keymap.key_hint("back")
        return Content(f"Nothing found.\n\n{clears} clears the query; {search} changes it.")
    if place := _where_everything_is(library):
        return Content(f"Everything is {place[0]}.\n\n{search} and {place[1]} shows it.")
    return Content(
        f"The library is empty.\n\n{keymap.key_hint('add')} adds an address, a file, the "
        "export of another reader, or a text."
    )


def _where_everything_is(library: Library) -> tuple[str, str] | None:
    """Where everything is when nothing is on the list, and what to ask for it."""
    asked = {"put off": "is:later", "archived": "in:archive", "in the trash": "in:trash"}
    there = {
        where: text
        for where, text in asked.items()
        if library.search.find(library.read(text)).total
    }
    return (" or ".join(there), " or ".join(there.values())) if there else None


def notice_of(answer: ListedResults, keymap: Keymap, *, typing: bool) -> Content | None:
    """What to say above the list; an empty list says by itself that nothing was found.

    Keys are named while the query is being typed, as they take ways out only there; and so
    is the star by which its last word counts as a beginning.
    """
    if typing:
        lines = [*_with_keys(answer.ways, keymap)]
    else:
        lines = [_BEGINNING.sub("", way.sentence) for way in answer.ways]
    if answer.ids and not answer.matches:
        lines = ["Nothing has all of this.", *lines, "The nearest:"]
    return Content(visible("  ".join(lines))) if lines else None
