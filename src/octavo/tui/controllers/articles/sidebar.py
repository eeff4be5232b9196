"""The sidebar: what there is to list, with how much is in it, over the list or beside it.

Large because what there is to list, and showing it, are told in one place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from octavo.library.library import Library
from octavo.model.feed import Feed
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.model.url import host_of
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm, Or, TagName
from octavo.settings.state import State
from octavo.text import grouped
from octavo.tui.controllers.articles.saved_queries import how_much
from octavo.tui.controllers.articles.tags_screen import query_of
from octavo.tui.controllers.jobs import Debouncer
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.widgets.base.row_view import PanelRow
from octavo.tui.widgets.tags.order import amount_of

if TYPE_CHECKING:
    from octavo.library.counts import Facet, View
    from octavo.tui.controllers.articles.search import SearchController

STANDS_FROM = 150
"""Columns from which on it can stand beside the list."""

REST = 0.2
"""Seconds without a change after which is counted what takes a look at many articles."""

VIEWS = (
    ("Inbox", "", "inbox"),
    ("Unread", "is:unread -is:archived -is:later", "unread"),
    ("Reading", "is:reading", "reading"),
    ("Starred", "is:starred", "starred"),
    ("Later", "is:later", "later"),
    ("Archive", "in:archive", "archive"),
    ("Notes", "in:notes", "notes"),
    ("Trash", "in:trash", "trash"),
)
"""What each is called, what lists it, and what it is counted as."""

FIELDS = {
    "tag": ("tag", 5),
    "site": ("site", 3),
    "author": ("author", 3),
    "lang": ("language", 3),
    "published": ("year", 3),
}
"""What the values of a field are called, and how many of them stand there unasked."""


_SAVED = "@"
"""Stands before a saved query, whose matches are counted apart."""


class Entry(NamedTuple):
    """Something to list."""

    text: str
    query: str
    views: "tuple[View, ...]" = ()
    """What is in it, as the library counts that."""
    saved: int = 0
    """The saved query that it is, whose matches are counted by and by."""
    feed: int = 0
    """The feed that it is; another one may be called the same."""
    facet: int = 0
    """How much of what is listed has it; then it narrows that."""
    sign: str = ""
    depth: int = 0
    found_by: str = ""
    below: str = ""
    is_quiet: bool = False
    tag: Tag | None = None


class Entries:
    """All that there is to list, and how much is in each."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: Sequence[Entry] = ()
        """All but the facets, which are others for each list."""
        self._keys: dict[tuple[str, str, int, int], int] = {}
        self.by_key: dict[int, Entry] = {}
        """By the keys of their rows."""
        self._known: frozenset[str] = frozenset()
        """The tags that are among them, as they are spelt."""
        self._has_other_tags = False
        """Whether tags may have come, gone or another spelling."""
        self._is_stale = True

    @property
    def is_stale(self) -> bool:
        """Whether there are others than were listed last."""
        if self._has_other_tags:
            self._has_other_tags = False
            self._is_stale |= self._known != self._spelt()
        return self._is_stale

    def _spelt(self) -> frozenset[str]:
        return frozenset(str(count.tag) for count in self._library.tags.counts())

    def rows(self, facets: "Sequence[Facet]") -> list[PanelRow]:
        """A row for each, without its number: the facets stand behind the saved queries."""
        if self.is_stale:
            self._is_stale = False
            self._kept = [*self._views(), *self._saved(), *self._feeds(), *self._tags()]
        first = len(VIEWS) + sum(1 for entry in self._kept if entry.saved)
        entries = *self._kept[:first], *self._narrowing(facets), *self._kept[first:]
        return list(map(self._row, entries))

    def number(self, entry: Entry, counts: "Mapping[View, int]") -> str:
        """How much is in one, in words; nothing where that is not known yet."""
        if entry.saved:
            return how_much(self._library, entry.saved)
        if entry.facet:
            return grouped(entry.facet)
        if not counts:
            return ""
        number = sum(map(counts.__getitem__, entry.views))
        if entry.tag is None or number:
            return grouped(number)
        tags = (each for each in self._library.tags.counts() if entry.tag.covers(each.tag))
        return amount_of(0, sum(each.notes for each in tags))

    def follow(self, operation: Operation) -> None:
        """Take note of what was done, in whatever thread."""
        for change in operation.changes:
            if change.table in ("queries", "feeds"):
                self._is_stale = True
            for fields in (change.before or {}, change.after or {}):
                self._has_other_tags |= "tags" in fields or "deleted" in fields

    def _row(self, entry: Entry) -> PanelRow:
        identity = entry.sign, entry.query, entry.saved, entry.feed
        key = self._keys.setdefault(identity, len(self._keys))
        self.by_key[key] = entry
        return PanelRow(
            key,
            entry.text,
            entry.below,
            depth=entry.depth,
            found_by=entry.found_by,
            letter=entry.sign,
            is_quiet=entry.is_quiet,
        )

    def _views(self) -> Iterator[Entry]:
        for text, query, view in VIEWS:
            yield Entry(text, query, (view,))

    def _saved(self) -> Iterator[Entry]:
        for saved in self._library.saved:
            mention = saved.mention
            yield Entry(saved.name, saved.query, saved=saved.id, sign=_SAVED, found_by=mention)

    def _narrowing(self, facets: "Sequence[Facet]") -> Iterator[Entry]:
        """The facets of what is listed, the most frequent of each field unasked."""
        stood = dict.fromkeys(FIELDS, 0)
        for facet in facets:
            stood[facet.field] += 1
            called, unasked = FIELDS[facet.field]
            yield Entry(
                facet.text,
                facet.query,
                facet=facet.number,
                sign="+",
                found_by=f"+{facet.text}",
                below=called,
                is_quiet=stood[facet.field] > unasked,
            )

    def _feeds(self) -> Iterator[Entry]:
        """The feeds by folder and name, each with how many of its articles wait to be read.

        The folders of a list of feeds are their tags.
        """
        folders: dict[str, list[Feed]] = {}
        for feed in sorted(self._library.feeds.values(), key=lambda f: _name(f).casefold()):
            folders.setdefault(min(feed.tags, default=""), []).append(feed)
        for folder, feeds in sorted(folders.items()):
            if folder:
                query = str_of(Query(FieldTerm("tag", TagName(Tag(folder)))))
                yield Entry(folder, query, tuple(feed.id for feed in feeds), sign="≋")
            for feed in feeds:
                query = str_of(Query(FieldTerm("feed", feed.name)))
                named = Entry(_name(feed), query, (feed.id,), feed=feed.id, sign="≋")
                yield named._replace(depth=1 if folder else 0)

    def _tags(self) -> Iterator[Entry]:
        """The tags as a tree; one counts what is below it, too, each article once."""
        from octavo.library.counts import view_of

        self._known = self._spelt()
        names = {step for tag in self._known for step in _steps(Tag(tag))}
        for tag in sorted(names, key=lambda tag: tag.key.split("/")):
            query = str_of(Query(FieldTerm("tag", TagName(tag))))
            *above, name = tag.split("/")
            entry = Entry(name, query, (view_of(tag),), sign="#", depth=len(above), tag=tag)
            yield entry._replace(found_by=f"#{tag}")


class SidebarController(PaneController):
    """Shows what there is to list, and lists what is chosen."""

    search: "SearchController"
    state: State
    may_stand: bool
    looked: Callable[[int], None]
    """Told the number of a query that is looked at."""

    def __post_init__(self) -> None:
        self._stands = False
        self._entries = Entries(self.library)
        self._drawn_rows: Sequence[PanelRow] = ()
        """The rows as they were drawn last, """
        self._drawn_of = "", 0
        """and what was listed then, and how often the counts had changed."""
        self._facets: Sequence[Facet] = ()
        self._faceted: Query | None = None
        """What was listed when they were counted."""
        self._asked: tuple[Query, int] | None = None
        """Of what they were asked last, and after which operation; they may be on their way."""
        self._is_called = False
        """Whether a look at what has changed is on its way."""
        self._debouncer = Debouncer(self.screen, REST, self._count)
        self._is_followed = False
        """Whether it is told what changes."""

    def open(self) -> None:
        """Show it until something is chosen, with the cursor on what is listed."""
        rows = self._drawn()
        at = next((row.key for row in rows if row.lit), 0)
        self.panes.sidebar.open(rows, self._choose, self.to_pane, at=at, added=self._leave_out)
        self.screen.call_after_refresh(self._count)

    def keep_beside(self) -> None:
        """Have it stand beside the list from now on, where there is room, or no longer."""
        stands = not self.state.remembered.sidebar
        self.state.remember(sidebar=stands)
        self.fit()
        if stands and not self._stands:
            self.say(f"It stands beside the list from {STANDS_FROM} columns on.")

    def fit(self) -> None:
        """Stand beside the list if that is wanted, and there is room."""
        wanted = self.may_stand and self.state.remembered.sidebar
        stands = wanted and self.panes.columns >= STANDS_FROM
        if stands and not self._stands:
            self.panes.sidebar.stand(self._drawn(), self._choose)
            self._count()
        elif self._stands and not stands:
            self.panes.sidebar.leave()
        self._stands = stands

    def listed(self) -> None:
        """Follow that something else is listed, or that something has changed."""
        self._is_called = False
        if self._is_followed and self.panes.sidebar.is_open:
            self._show()
            self._debouncer.wait()

    def _choose(self, row: PanelRow) -> None:
        entry = self._entries.by_key[row.key]
        self.panes.to_list()
        query = entry.query if entry.tag is None else query_of(self.library, entry.tag)
        self.search.list_query(narrowed(self.search, query) if entry.facet else query)
        self.looked(entry.saved)

    def _leave_out(self, row: PanelRow) -> None:
        """List what is listed without what has a facet or a tag."""
        entry = self._entries.by_key[row.key]
        if entry.facet or entry.sign == "#":
            self.search.list_query(narrowed(self.search, f"-{entry.query}"))

    def _changed(self, operation: Operation) -> None:
        """Look soon at what was done, in whatever thread."""
        self._entries.follow(operation)
        if not self._is_called:
            self._is_called = True
            self.screen.call_later(self.listed)

    def _show(self) -> None:
        if self.panes.sidebar.is_open:
            before = self._drawn_rows
            if (rows := self._drawn()) != before:
                self.panes.sidebar.put(rows)

    def _drawn(self) -> Sequence[PanelRow]:
        """The rows as they are now; most stay what they were, and some have other counts."""
        if self._faceted not in (None, self.search.shown):
            self._facets, self._faceted, self._drawn_rows = (), None, ()
        rows, listed = list(self._drawn_rows), self.search.settled_text
        drawn_of = listed, self.library.counts.changes
        is_same = bool(rows) and drawn_of == self._drawn_of and not self._entries.is_stale
        self._drawn_of = drawn_of
        if self._entries.is_stale or not rows:
            rows = self._entries.rows(self._facets)
        counts: Mapping[View, int] = {} if is_same else self.library.counts.now()
        saved = range(len(VIEWS), len(VIEWS) + len(self.library.saved))
        for at in saved if is_same else range(len(rows)):
            row = rows[at]
            entry = self._entries.by_key[row.key]
            number = self._entries.number(entry, counts)
            lit = not entry.facet and is_of(entry, listed)
            if (number, lit) != (row.number, row.lit):
                rows[at] = row._replace(number=number, lit=lit)
        self._drawn_rows = rows
        return rows

    def _count(self) -> None:
        """Count what takes a look at many articles, and follow what changes from now on."""
        if not self._is_followed:
            self._is_followed = True
            self.library.listen(self._changed)
        self._debouncer.stop()
        self.screen.in_thread("count", self._find)
        listed, shown = self.rows.rows, self.search.shown
        sequence = self.library.sequence
        if (shown, sequence) != self._asked:
            self._asked = shown, sequence
            self.screen.in_thread("facets", self._find_facets, listed, self._asked)

    def _find(self) -> None:
        """Count all that there is; in a thread."""
        self.library.counts.prepare()
        is_right = self.library.matches.count()
        self.screen.call_from_thread(self._counted, is_right)

    def _find_facets(self, listed: Sequence[int], asked: tuple[Query, int]) -> None:
        """Count the facets of what is listed; in a thread."""
        facets = self.library.facets(list(listed))
        self.screen.call_from_thread(self._narrow, facets, asked)

    def _narrow(self, facets: "Sequence[Facet]", asked: tuple[Query, int]) -> None:
        shown, _ = asked
        if asked != self._asked:
            return  # newer ones are on their way
        if shown != self.search.shown:
            self._asked = None  # so that they are counted when it is listed once more
        elif (facets, shown) != (self._facets, self._faceted):
            self._facets, self._faceted, self._drawn_rows = facets, shown, ()
        self._show()

    def _counted(self, is_right: bool) -> None:
        self._show()
        if not is_right:
            self._debouncer.go_on()


def is_of(entry: Entry, listed: str) -> bool:
    """Whether a query lists what is in an entry; of a tag that only notes have, the notes."""
    return listed == entry.query or (bool(entry.tag) and listed == f"in:notes {entry.query}")


def narrowed(search: "SearchController", term: str) -> str:
    """What is listed, and a term that it must fit, too."""
    where, text = search.shown.where, search.settled_text
    if where is None:
        text = f"{text} -is:archived -is:later"  # as nothing else is listed
    elif isinstance(where, Or):
        text = f"({str_of(Query(where))}) {str_of(Query(sort=search.shown.sort))}".strip()
    return f"{text} {term}".strip()


def _steps(tag: Tag) -> Iterator[Tag]:
    """A tag and all that it is below."""
    steps = tag.split("/")
    return (Tag("/".join(steps[:end])) for end in range(1, len(steps) + 1))


def _name(feed: Feed) -> str:
    return feed.title or host_of(feed.url)
