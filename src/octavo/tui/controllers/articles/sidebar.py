"""The sidebar: what there is to list, with how much is in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo.library.library import Library
from octavo.model.feed import Feed
from octavo.model.tag import Tag, TagCount
from octavo.model.url import host_of
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm, TagName
from octavo.text import grouped
from octavo.tui.controllers.articles.saved_queries import (
    UNKNOWN,
    ListedQuery,
    SavedQueryView,
    count_of_matches,
)
from octavo.tui.controllers.protocols import Focus, Host, Ticks

if TYPE_CHECKING:
    from octavo.library.saved_queries import SavedQuery
    from octavo.tui.widgets.reading.panel import PanelRow

LOOK_EVERY = 0.1
"""Seconds between two looks whether something has changed, while it is shown."""

VIEWS = (
    ("Inbox", "", "inbox"),
    ("Unread", "is:unread -is:archived", "unread"),
    ("Reading", "is:reading", "reading"),
    ("Starred", "is:starred", "starred"),
    ("Archive", "in:archive", "archive"),
    ("Notes", "in:notes", "notes"),
    ("Trash", "in:trash", "trash"),
)
"""What each is called, what lists it, and what it is counted as."""


class _Entry(NamedTuple):
    """Something to list."""

    text: str
    query: str
    number: int | None = None
    """How much is in it; None where that is not known."""
    sign: str = ""
    depth: int = 0
    found_by: str = ""


class SidebarController:
    """Shows what there is to list, and lists what is chosen."""

    def __init__(
        self,
        *,
        library: Library,
        host: Host,
        search: ListedQuery,
        panel: Callable[[], SavedQueryView],
        focus: Focus,
    ) -> None:
        """`panel` is made when it is first called for."""
        self._library = library
        self._host = host
        self._search = search
        self._panel = panel
        self._focus = focus
        self._entries: Sequence[_Entry] = ()
        self._matches: Mapping[int, int | None] = {}
        """How much saved queries find, as counted last."""
        self._sequence = -1
        """The last operation that the rows tell of."""
        self._ticks: Ticks | None = None

    def open(self) -> None:
        """Show it until something is chosen, with the cursor on what is listed."""
        back = self._focus.to_text if self._focus.in_text else self._focus.to_list
        rows = self._rows()
        at = next((row.key for row in rows if row.lit), 0)
        self._panel().open(rows, lambda row: self._list(row.key), back, at=at)
        self._ticks = self._ticks or self._host.set_interval(LOOK_EVERY, self._look, pause=True)
        self._ticks.resume()
        self._count()

    def _list(self, place: int) -> None:
        self._focus.to_list()
        self._search.list_query(self._entries[place].query)

    def _look(self) -> None:
        """Follow what has changed, while it is shown."""
        if not self._panel().is_open:
            if self._ticks:
                self._ticks.pause()
        elif self._library.sequence != self._sequence or self._may_count_more:
            self._panel().put(self._rows())
            self._count()

    @property
    def _may_count_more(self) -> bool:
        """Whether what was not counted while the index was behind can be counted by now."""
        return UNKNOWN in self._matches.values() and self._library.search.indexing is None

    def _rows(self) -> "list[PanelRow]":
        from octavo.tui.widgets.reading.panel import PanelRow  # not needed to launch

        self._sequence = self._library.sequence
        self._entries = [*self._views(), *self._saved(), *self._feeds(), *self._tags()]
        listed = self._search.settled_text
        return [
            PanelRow(
                place,
                entry.text,
                depth=entry.depth,
                lit=entry.query == listed,
                found_by=entry.found_by,
                letter=entry.sign,
                number="" if entry.number in (None, UNKNOWN) else grouped(entry.number),
            )
            for place, entry in enumerate(self._entries)
        ]

    def _views(self) -> Iterator[_Entry]:
        for text, query, view in VIEWS:
            yield _Entry(text, query, self._library.counts[view])

    def _saved(self) -> Iterator[_Entry]:
        for saved in self._library.saved:
            found = self._matches.get(saved.id)
            yield _Entry(saved.name, saved.query, found, "@", found_by=saved.mention)

    def _feeds(self) -> Iterator[_Entry]:
        """The feeds by name, each with how many of its articles wait to be read."""
        named = sorted(self._library.feeds.values(), key=lambda feed: _name(feed).casefold())
        for feed in named:
            query = str_of(Query(FieldTerm("feed", feed.title or feed.url)))
            yield _Entry(_name(feed), query, self._library.counts[feed.id], "≋")

    def _tags(self) -> Iterator[_Entry]:
        """The tags as a tree; a step that nothing carries by itself has no count."""
        counts = {count.tag: count for count in self._library.tags.counts()}
        names = {step for tag in counts for step in _steps(tag)}
        for tag in sorted(names, key=lambda tag: tag.key.split("/")):
            count = counts.get(tag, TagCount(tag, 0)).count or None
            query = str_of(Query(FieldTerm("tag", TagName(tag))))
            *above, name = tag.split("/")
            yield _Entry(name, query, count, "#", len(above), f"#{tag}")

    def _count(self) -> None:
        """Count in a thread what saved queries find."""
        if saved := list(self._library.saved):
            work = partial(self._find, saved)
            self._host.run_worker(work, group="count", exclusive=True, thread=True)

    def _find(self, queries: "Sequence[SavedQuery]") -> None:
        found = {each.id: count_of_matches(self._library, each) for each in queries}
        self._host.call_from_thread(self._show, found)

    def _show(self, found: Mapping[int, int | None]) -> None:
        if found != self._matches:
            self._matches = found
            if self._panel().is_open:
                self._panel().put(self._rows())


def _steps(tag: Tag) -> Iterator[Tag]:
    """A tag and all that it is below."""
    steps = tag.split("/")
    return (Tag("/".join(steps[:end])) for end in range(1, len(steps) + 1))


def _name(feed: Feed) -> str:
    return feed.title or host_of(feed.url)
