"""Search: the query line and what it lists.

Long because it is one controller, which says below why it is large.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from textual.content import Content

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError, QueryError
from octavo.model.search import AT_ONCE, Hit, Suggestion
from octavo.query import Query, sort_of, str_of, words_of
from octavo.query.ast import And, FieldTerm, Or, SortField, TagName
from octavo.settings.state import State
from octavo.text import count_of, grouped, visible
from octavo.tui.controllers.articles.query_runner import (
    STAY,
    AnswerLoader,
    CursorTarget,
    Hold,
    PassageFinder,
    QueryRunner,
    RowLoader,
)
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Jumps
from octavo.tui.presenters.search_results import (
    ListedResults,
    ask,
    nothing_listed,
    notice_of,
    order_of,
    orders_for,
    readable,
    respelt,
    with_order,
)
from octavo.tui.widgets.query.query_line import QueryLine

if TYPE_CHECKING:
    from octavo.tui.controllers.reading.reading import ReadingController

Origin = Callable[[], object]
"""Opens the screen that a query came from, at its row."""


class SearchController(PaneController):
    """Runs queries as they are typed, in a thread, and lists what they find.

    What comes in meanwhile is announced, and listed when the query runs again: nothing is put
    under the cursor of somebody who reads.

    Large because seven of its methods are each one thing that the query line says or is told.
    """

    query_line: QueryLine
    reader: "ReadingController"
    state: State
    jumps: Callable[[], Jumps]
    listed: Callable[[], None]
    """Called when something else is listed."""
    pointed: Callable[[ArticleId | None], None]
    """Shows what the cursor came to."""

    def __post_init__(self) -> None:
        self.text = ""
        """The query that was kept last, as it was typed."""
        self.shown = Query()
        """The query whose results are listed."""
        self._asked: Query | None = None
        """The query that was asked last; None if its answer did not come about."""
        self._passages = PassageFinder(
            library=self.library, screen=self.screen, panes=self.panes
        )
        self._questions = QueryRunner(
            library=self.library,
            screen=self.screen,
            answer=self._answered,
            fail=self._failed,
            count=self._told_whole,
            passages=self._passages,
        )
        self._answers = AnswerLoader(
            library=self.library,
            screen=self.screen,
            line=self.query_line,
            questions=self._questions,
            shown=lambda: self.shown,
        )
        self._loader = RowLoader(library=self.library, screen=self.screen, panes=self.panes)
        self._whole: set[str] = set()
        """Queries that nobody typed: their last word is no beginning."""
        self._origin: tuple[str, Origin] | None = None
        """A query, and what is opened again when it is cleared."""
        self._is_answered = asyncio.Event()
        self._is_answered.set()
        self.is_listing = False
        """Whether what the cursor comes to is shown once the list is painted."""
        self._to_read: Callable[[], None] | None = None
        """Shows the text that an answer begins with."""
        self._fresh = 0
        """Articles that came in since the query ran."""
        self._ways: Sequence[Suggestion] = ()
        """Out of the query that nothing matches."""
        self._last: ListedResults | None = None
        """What is listed."""
        self._unread: QueryError | None = None
        """Why the line cannot be read."""

    @property
    def is_begun(self) -> bool:
        """Whether the last word of what is listed counts as a beginning."""
        return self.text not in self._whole

    def start(self, text: str, target: CursorTarget = STAY, *, is_begun: bool = False) -> None:
        """List the first query, before the first paint where that is quick."""
        self.query_line.text = self.text = text
        if not is_begun:
            self._whole.add(text)
        query = self._read_kept(text)
        if query is not None and query != Query():
            self._run(query, target)
            return
        self._list_all(target)
        self._show_text()

    def _list_all(self, target: CursorTarget) -> None:
        """List all that is not put away at once, for which nothing is searched."""
        self._questions.close()
        try:
            self._answered(ask(self.library, Query()), target)
        except OctavoError as error:
            self._failed(str(error))

    @property
    def settled_text(self) -> str:
        """A query that says what is listed, whoever reads it: its last word is no beginning."""
        with suppress(QueryError):
            for text in (self.query_line.text, f"{self.query_line.text}*"):
                if self.library.read(text) == self.shown:
                    return text
        return str_of(self.shown)

    def better(self, text: str) -> str:
        """What a query may have meant that cannot be read or has unknown words, else itself."""
        if self._unread and self._unread.text == text:
            return readable(self.library, self._unread)[0] or text
        return respelt(text, self._ways)

    def wider(self, text: str) -> str:
        """A query that finds nothing without what narrows it most, else itself."""
        return next((way.without for way in self._ways if way.without), text)

    def tell_ways(self) -> None:
        """Say above the list how to find more, with the keys where these work."""
        if self._last:
            typing = self.query_line.has_keyboard
            self.panes.notice.say(notice_of(self._last, self.keymap, typing=typing))

    def close(self) -> None:
        """Let what is still searched be."""
        self._passages.hold()
        self._questions.close()
        self._is_answered.set()

    async def answered(self) -> None:
        """Wait until what was asked last is listed, and show the text that goes with it."""
        await self._is_answered.wait()
        self._show_text()

    def open(self) -> None:
        """Go to the query line, from wherever the keyboard is."""
        self.jumps().mark()
        self.query_line.open()

    def typed(self, text: str) -> None:
        """List what a line finds that is still being typed."""
        self._ask_anew(self._read(text, typing=True), is_typed=True)

    def kept(self, text: str) -> None:
        """Keep what is listed: the last word goes on counting as a beginning.

        Not so a tag that there is, which a line means when it is kept.
        """
        if self._read(text, typing=False) is None:
            self.query_line.open()
            return
        self.state.remember_query(text)
        if text != self.text:
            self.jumps().leave()
        else:
            self.jumps().unmark()
        self.text = text
        if self._ends_in_a_tag(text):
            self._whole.add(text)
        else:
            self._whole.discard(text)
        self._ask_anew(self._read_kept(text))

    def _ends_in_a_tag(self, text: str) -> bool:
        node = self.library.read(text, typing=True).where
        while isinstance(node, And | Or):
            node = node.nodes[-1]
        name = node.value if isinstance(node, FieldTerm) else None
        if not (isinstance(name, TagName) and name.prefix):
            return False
        return self.library.search.corpus.may_hold(replace(name, prefix=False))

    def dropped(self, text: str) -> None:
        """List again what a line finds that was kept before, as it was before typing."""
        if not self.jumps().give_up():
            self._ask_anew(self._read_kept(text))

    def list_query(self, text: str, origin: Origin | None = None) -> None:
        """Put another query into the line and list what it finds, from the top.

        `origin` is opened again when it is cleared.
        """
        self.jumps().leave()
        self._origin = origin and (text, origin)
        self.query_line.text = self.text = text
        self.state.remember_query(text)
        self._whole.add(text)
        if (query := self._read_kept(text)) is not None:
            self._run(query, CursorTarget(is_on_top=True))

    async def choose_order(self) -> None:
        """Have the reader choose how the results are ordered, and list them so from the top."""
        orders = orders_for(self.shown)
        listed = [sort for sort, _ in orders]
        now = sort_of(self.shown)
        at = listed.index(now) if now in listed else 0
        chosen = await self.screen.choose("Order", [name for _, name in orders], at)
        if chosen is None or listed[chosen] == now:
            return
        begun = self.is_begun
        text = with_order(self.library, self.text, self.shown, listed[chosen], typing=begun)
        self.list_query(text, self._origin and self._origin[1])
        if begun:
            self._whole.discard(text)
            self._run(self.library.read(text, typing=True), CursorTarget(is_on_top=True))

    def clear(self) -> bool:
        """Take the query away and go back to where it was typed; False if there was none."""
        if not self.query_line.text and self.shown == Query():
            return False
        cleared, origin = self.text, self._origin
        self.jumps().leave()
        if not self.jumps().clear_query():
            self.query_line.text = self.text = ""
            self.query_line.fault = None
            self._run(Query())
        if origin and origin[0] == cleared:
            origin[1]()
        return True

    def return_to(self, text: str, row: ArticleId | None, drop: int, hold: Hold) -> None:
        """List again what a query finds, with the cursor in a row, while what is read stays."""
        self.query_line.text = self.text = text
        query = self._read_kept(text)
        if query == self.shown == self._asked:
            self.rows.show(self.rows.rows, row, drop)
        elif query is not None:
            self._run(query, CursorTarget(row, drop, hold))

    def run_again(self, cursor: ArticleId | None = None) -> None:
        """Run the query once more, so that what no longer matches leaves the list.

        The cursor stays on its article, unless it is to go to another.
        """
        if self.shown == Query():
            self._list_all(CursorTarget(cursor))
        else:
            self._run(self.shown, CursorTarget(cursor))

    def arrived(self, count: int) -> None:
        """Announce articles that came in, less those that went again.

        Where nothing is listed they are listed at once.
        """
        self.query_line.total = len(self.library)
        if count > 0 and not self.rows.rows:
            self.run_again()
            return
        self._fresh = max(0, self._fresh + count)
        articles = count_of(self._fresh, "new article")
        shows = f"{articles} · {self.keymap.key_hint('reload')} shows them"
        self.screen.footer.news = shows if self._fresh else ""

    def _read_kept(self, text: str) -> Query | None:
        """The query of a line that was listed before, read as it was then."""
        return self._read(text, typing=text not in self._whole)

    def _read(self, text: str, *, typing: bool) -> Query | None:
        """The query that a line says; None, with the fault shown, if it cannot be read."""
        try:
            query = self.library.read(text, typing=typing)
        except QueryError as error:
            key, (meant, takes) = (
                self.keymap.label_of("complete"),
                readable(self.library, error),
            )
            said = f"{error.problem} · {key} {takes}" if meant and key else error.problem
            self.query_line.fault = QueryError(said, error.text, error.start, error.end)
            self._unread = error
            return None
        self.query_line.fault = self._unread = None
        return query

    def _ask_anew(self, query: Query | None, *, is_typed: bool = False) -> None:
        """Run a query unless it was asked last: of what is settled nothing is asked twice."""
        if query is not None and query != self._asked:
            self._run(query, is_typed=is_typed)

    def _run(
        self, query: Query, target: CursorTarget = STAY, *, is_typed: bool = False
    ) -> None:
        """Ask; where the cursor or marks are to be found again, for all that there is."""
        self.query_line.stale = True
        self._asked = query
        self._passages.hold()
        self._is_answered.clear()
        is_sought = target.cursor is not None or self.rows.has_marks
        whole = is_sought or not _is_ranked_anew(query, self.shown)
        self._questions.ask(query, target, whole=whole, is_typed=is_typed)

    def _failed(self, problem: str) -> None:
        self._asked, self.query_line.stale = None, False
        self._is_answered.set()
        self._answers.listed(0)
        self._passages.go_on()
        if not self.rows.rows:
            self.rows.placeholder = Content(visible(problem))
        self.say(problem, error=True)

    def _answered(self, answer: ListedResults, target: CursorTarget = STAY) -> None:
        """List what was found; the cursor goes to the best match of another query.

        Its text comes after the list has been painted, or before the next key means something.
        """
        query = answer.query
        best = next(iter(answer.ids), None) if _is_ranked_anew(query, self.shown) else None
        self.shown = self._asked = self.reader.query = query
        self.rows.hits = TitleHits(self.library, query) if words_of(query) else None
        self.rows.by_published = sort_of(query).field is SortField.PUBLISHED
        self._passages.listed(answer)
        if not answer.matches:
            self.rows.placeholder = nothing_listed(
                self.library, query, self.keymap, so_far=answer.unsearched > 0
            )
        self._to_read = partial(self._read_anew, self.reader.id, self.rows.cursor)
        release = target.hold() if target.hold else None
        self.is_listing = not release
        self.rows.show(
            answer.ids, best if target.cursor is None else target.cursor, target.drop
        )
        self.is_listing = False
        self._last, self._ways = answer, answer.ways
        self.tell_ways()
        self.query_line.total = len(self.library)
        self._tell_away()
        self.query_line.order = order_of(query)
        self._fresh, self.screen.footer.news = 0, ""
        self._answers.listed(answer.unsearched)
        if release:
            self._show_text()
            release()
        else:
            self.screen.call_after_refresh(self._show_text)
        if answer.is_counted:
            self._told_whole(answer)

    def _told_whole(self, answer: ListedResults) -> None:
        """Take note of how many there are of what is listed, and have all of it at hand."""
        if answer.ids is not self.rows.rows:
            self.rows.complete(self.rows.rows, answer.ids)
            if len(self.rows.rows) != len(answer.ids):  # what is on the screen ranks otherwise
                self.rows.show(answer.ids)
        self.query_line.matches, self.query_line.stale = answer.matches, False
        self._loader.listed()
        self.listed()
        self._is_answered.set()

    def _show_text(self) -> None:
        """Show the text of what is listed last, unless that is done."""
        show, self._to_read = self._to_read, None
        if show:
            show()

    def _read_anew(self, read: ArticleId | None, cursor: ArticleId | None) -> None:
        """Show what the cursor came to, or what the query hits in what is read already."""
        if self.rows.cursor != cursor:
            self.pointed(self.rows.cursor)
        if self.reader.id == read:  # a text that is shown anew has its hits already
            self.reader.mark_hits()

    def recount(self) -> None:
        """Count what still matches after a change; what no longer does stays where it is."""
        self.query_line.total = len(self.library)
        if self.shown == Query():
            lists = self.library.search.default_list
            self.query_line.matches = lists.count() - lists.put_away()
        elif not (self.query_line.stale or self.query_line.progress):
            self.screen.in_thread("recount", self._count, self.shown)
        self._tell_away()

    def _count(self, query: Query) -> None:
        """Count what a query finds by now, in a thread."""
        with suppress(OctavoError):
            total = self.library.search.find(query).total
            self.screen.call_from_thread(self._counted, query, total)

    def _counted(self, query: Query, total: int) -> None:
        if query == self.shown and not self.query_line.stale:
            self.query_line.matches = total

    def _tell_away(self) -> None:
        """Say how many are put away, where nothing is asked for."""
        is_all = self.shown == Query()
        away = self.library.search.default_list.put_away() if is_all else 0
        self.query_line.aside = f"{grouped(away)} put away" if away > 0 else ""

    @property
    def text_to_save(self) -> str:
        """What the line says, where that finds as much whoever reads it."""
        text = self.query_line.text.strip()
        with suppress(OctavoError):
            found = self.library.search.find(self.library.read(text), AT_ONCE)
            if not found.unsearched and found.total == self.query_line.matches:
                return text
        return self.settled_text


class TitleHits(Struct, frozen=True):
    """Finds what a query hits in titles; two of one query are the same."""

    library: Library
    query: Query

    def __call__(self, id: ArticleId, title: str) -> list[Hit]:
        search = self.library.search
        return search.hits(title, self.query, language=search.language_of(id))


def _is_ranked_anew(query: Query, shown: Query) -> bool:
    """Whether the best match of a query is not that of the query that is shown."""
    return query != shown and sort_of(query).field is SortField.RELEVANCE
