"""Finding: the query line and what it lists."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from textual import on, work
from textual.content import Content
from textual.timer import Timer
from textual.worker import get_current_worker

from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError, QueryError
from octavo.model.search import Hit
from octavo.query import Query, completions, parse, sort_of, words_of
from octavo.query.ast import SortField
from octavo.settings.state import QUERIES
from octavo.tui.controllers.context import Room
from octavo.tui.presenters.search_answer import Answer, ask, order_of
from octavo.tui.widgets.query.query_line import QueryLine

REST = 0.5
"""Seconds without a new answer after which the reader is not typing."""


class Finding(Room):
    """Runs queries as they are typed, in a thread, and lists what they find."""

    _resting: Timer | None = None
    """Ends a while after the last answer."""

    def start(self, text: str) -> None:
        """List the first query, before the first paint where that is quick."""
        self._resting = self.set_interval(REST, self._rested, pause=True)
        self.set_timer(REST, self._make_ready)
        self.query_line.text = text
        query = self._read(text, typing=False)
        if query is None or query == Query():
            self.answered(ask(self.library, Query()))
        else:
            self._run(query)

    @work(thread=True, group="ready")
    def _make_ready(self) -> None:
        """Open the index and count the tags before a letter or a tag has to wait for that."""
        with suppress(OctavoError):  # it is told where the answer is asked for
            self.library.search.find(parse("octavo"))
            self.library.tags.counts()

    def list_query(self, text: str, *, top: bool = False) -> None:
        """Put another query into the line and list what it finds, from the top if so wanted."""
        self.query_line.text = text
        self._keep(text)
        if (query := self._read(text, typing=False)) is not None:
            self._run(query, top=top)

    @on(QueryLine.Changed)
    def _query_typed(self, event: QueryLine.Changed) -> None:
        if (query := self._read(event.text, typing=True)) is not None:
            self._run(query)

    @on(QueryLine.Submitted)
    def _query_kept(self, event: QueryLine.Submitted) -> None:
        """Keep what is listed: the last word goes on counting as a beginning."""
        if self._read(event.text, typing=False) is None:
            self.query_line.open()
            return
        self._keep(event.text)
        query = self._read(event.text, typing=True)
        if query is not None and query != self.shown:
            self._run(query)

    @on(QueryLine.Abandoned)
    def _query_dropped(self, event: QueryLine.Abandoned) -> None:
        if (query := self._read(event.text, typing=False)) is not None:
            self._run(query)

    def _read(self, text: str, *, typing: bool) -> Query | None:
        """The query that a line says; None, with the fault shown, if it cannot be read."""
        try:
            query = parse(text, typing=typing)
        except QueryError as error:
            self.query_line.fault = error
            return None
        self.query_line.fault = None
        return query

    def _keep(self, text: str) -> None:
        kept = [text, *(q for q in self.octavo.remembered.queries if q != text)]
        self.octavo.remember(queries=tuple(q for q in kept if q.strip())[:QUERIES])

    def _run(self, query: Query, cursor: ArticleId | None = None, *, top: bool = False) -> None:
        """Ask; where the cursor or marks are to be found again, for all that there is."""
        self.query_line.stale = True
        whole = not self._is_ranked_anew(query) or self.list.has_marks
        self._ask(query, cursor, whole, top)

    @work(thread=True, exclusive=True, group="find")
    def _ask(self, query: Query, cursor: ArticleId | None, whole: bool, top: bool) -> None:
        """Ask in a thread; only the latest question is answered."""
        worker = get_current_worker()
        try:
            answer = ask(self.library, query, whole=whole)
        except OctavoError as error:
            self.app.call_from_thread(self._failed, str(error))
            return
        if top:
            cursor = next(iter(answer.ids), None)
        if not worker.is_cancelled:
            self.app.call_from_thread(self.answered, answer, cursor)

    def _failed(self, problem: str) -> None:
        self.query_line.stale = False
        self.say(problem, error=True)

    def answered(self, answer: Answer, cursor: ArticleId | None = None) -> None:
        """List what was found; the cursor goes to the best match of another query."""
        best = next(iter(answer.ids), None) if self._is_ranked_anew(answer.query) else None
        self.shown = answer.query
        self.list.hits = self._title_hits(answer.query)
        if not answer.matches:
            self.list.placeholder = self._placeholder(answer)
        before = self.reading
        self.list.show(answer.ids, best if cursor is None else cursor)
        if self.reading == before:  # a text that is shown anew has its hits already
            self.show_hits()
        self.notice.say(answer.notice)
        self.query_line.matches = answer.matches
        self.query_line.total = len(self.library)
        self.query_line.order = order_of(answer.query)
        self.query_line.stale = False
        if self._resting:
            self._resting.reset()

    def _title_hits(self, query: Query) -> Callable[[str], list[Hit]] | None:
        """Finds what the query hits in a title."""
        if not words_of(query):
            return None
        return lambda title: self.library.search.hits(title, query)

    def _rested(self) -> None:
        if self._resting:
            self._resting.pause()
        if not isinstance(self.list.rows, list):
            self._complete(self.list.rows, self.shown)

    @work(thread=True, exclusive=True, group="complete")
    def _complete(self, rows: Sequence[ArticleId], query: Query) -> None:
        """Bring to hand all that is listed; which takes time that a typing reader has not."""
        ids = ask(self.library, query).ids
        self.app.call_from_thread(self.list.complete, rows, ids)

    def _is_ranked_anew(self, query: Query) -> bool:
        return query != self.shown and sort_of(query).field is SortField.RELEVANCE

    def _placeholder(self, answer: Answer) -> Content:
        if answer.query != Query():
            return Content("Nothing found.\n\nEsc clears the query; / changes it.")
        if put_away := self._put_away():
            return Content(f"Everything is {put_away[0]}.\n\n/ and {put_away[1]} shows it.")
        return Content(
            f"The library is empty.\n\n{self.key_of('add')} adds an address, a file, the "
            "export of another reader, or a text."
        )

    def _put_away(self) -> tuple[str, str] | None:
        """Where everything is when nothing is on the list, and what to ask for it."""
        deleted = self.library.trashed() > 0
        if not len(self.library):
            return ("in the trash", "in:trash") if deleted else None
        if deleted:
            return "archived or in the trash", "in:archive or in:trash"
        return "archived", "in:archive"

    def run_again(self, cursor: ArticleId | None = None) -> None:
        """Run the query once more, the cursor staying on its article."""
        self._run(self.shown, cursor)

    def action_search(self) -> None:
        """Go to the query line."""
        self.query_line.open()

    def action_query_line(self) -> None:
        """Go to the query line from wherever the keyboard is."""
        self.query_line.open()

    def action_reload(self) -> None:
        """Run the query once more, so that what no longer matches leaves the list."""
        self.run_again()

    def clear_query(self) -> bool:
        """Take the query away; False if there was none."""
        if not self.query_line.text and self.shown == Query():
            return False
        self.list_query("")
        return True

    def _known_tags(self) -> Iterator[str]:
        for count in self.library.tags.counts():
            yield str(count.tag)

    def complete_query(self, line: str) -> str | None:
        """The line with its last word completed, where that is a field or a tag."""
        known = {"tag": self._known_tags()}
        for completion in completions(line, len(line), known):
            return line[: completion.start] + completion.replacement
        return None
