"""Queries that are asked in threads, and the rest of an answer that comes by and by.

Long because the parts of an answer differ in little, and all of them stand here.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import thread_time
from typing import NamedTuple

from msgspec.structs import replace

from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.search import AT_ONCE, THOROUGH, Scan, SearchAbandoned, Snippet
from octavo.query import Query, words_of
from octavo.text import percent
from octavo.tui.controllers.jobs import Debouncer
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller
from octavo.tui.presenters.search_results import ListedResults, ask
from octavo.tui.widgets.query.query_line import QueryLine

GO_ON = 0.5
"""Seconds between two looks at how far the search is of which a part is listed."""

REST = 0.5
"""Seconds without a new answer after which the reader is not typing."""


COMPARED = 2_000
"""Texts that are compared with all others between two answers, in one to two seconds."""

SETTLED = 0.003
"""Seconds without a new row after which the passages of rows are looked for that have none: the
text that goes with the list is painted before."""
AT_HAND = 0.01
"""Seconds of work on the passages of its first rows for which a list waits, so that these are
drawn once and not twice."""
KEPT = 500
"""Passages that are kept for who takes a letter back, or asks the same again."""


Hold = Callable[[], Callable[[], None]]
"""Called before the list is another one; what it gives is called after that."""


class CursorTarget(NamedTuple):
    """Where the cursor is to be in an answer."""

    cursor: ArticleId | None = None
    """On an article; None leaves it where it is."""
    drop: int | None = None
    """How many lines below the top; None leaves it as far as it is."""
    hold: Hold | None = None
    is_on_top: bool = False
    """Whether it goes to the first row instead."""


STAY = CursorTarget()
"""The cursor stays on its article, as far below the top as it is."""


class QueryRunner(Controller):
    """Asks the library in threads; only the latest question is answered, and others end."""

    answer: Callable[[ListedResults, CursorTarget], None]
    """Told what was found and where the cursor is to go."""
    fail: Callable[[str], None]
    count: Callable[[ListedResults], None]
    """Told of an answer that was not counted the whole."""
    passages: "PassageFinder"

    def __post_init__(self) -> None:
        self._latest = self._done = 0

    @property
    def is_asking(self) -> bool:
        """Whether the latest question is not answered yet."""
        return self._done != self._latest

    def ask(
        self,
        query: Query,
        target: CursorTarget = STAY,
        *,
        whole: bool,
        thorough: bool = False,
        is_typed: bool = False,
    ) -> None:
        """Ask; the answer comes with the target.

        What `is_typed` is painted first: each turn of the app's loop would wait for the thread.
        A `thorough` search looks through every text that the index lacks, until that is being
        brought in step.
        """
        self._latest += 1
        number = self._latest
        scan = replace(
            replace(THOROUGH, most_compared=COMPARED) if thorough else AT_ONCE,
            counts_later=not whole,
            is_stale=lambda: number != self._latest or (thorough and self._is_indexing),
        )
        look = partial(self._begin, number, query, target, whole, scan)
        if is_typed:
            self.screen.call_after_refresh(look)
        else:
            look()

    def _begin(self, number: int, *question: object) -> None:
        if number == self._latest:
            self.screen.in_thread("find", self._ask, number, *question)

    def close(self) -> None:
        """Let all questions be."""
        self._latest += 1

    @property
    def _is_indexing(self) -> bool:
        return self.library.search.indexing is not None

    def _ask(
        self, number: int, query: Query, target: CursorTarget, whole: bool, scan: Scan
    ) -> None:
        """Look for the answer; in a thread."""
        with suppress(SearchAbandoned):
            try:
                answer = ask(self.library, query, whole=whole, scan=scan)
                if not whole:
                    at_hand = self.passages.at_hand(query, answer.ids, scan.is_stale)
                    answer = replace(answer, passages=at_hand)
                first = next(iter(answer.ids), None)
                target = target._replace(cursor=first) if target.is_on_top else target
                told = partial(self.answer, answer, target)
                if not answer.is_counted:
                    self.screen.call_from_thread(self._tell, number, told)
                    scan = replace(scan, counts_later=False)
                    told = partial(self.count, ask(self.library, query, whole=False, scan=scan))
            except OctavoError as error:
                told = partial(self.fail, str(error))
            self.screen.call_from_thread(self._tell, number, told)
        if number == self._latest:
            self._done = number

    def _tell(self, number: int, told: Callable[[], None]) -> None:
        """Give an answer, unless another question was asked while it was on its way."""
        if number == self._latest:
            told()


class AnswerLoader(Controller):
    """Tells how far a search is of which a part is listed, and asks again for the rest.

    While the index takes in what it lacked, that is with every batch; else all is looked
    through.
    """

    line: QueryLine
    questions: QueryRunner
    shown: Callable[[], Query]

    def __post_init__(self) -> None:
        self._debouncer = Debouncer(self.screen, GO_ON, self._go_on)
        self._unsearched = 0

    def listed(self, unsearched: int) -> None:
        """See to the rest of an answer for which so many texts were not looked through."""
        self._unsearched = unsearched
        self._tell()
        if unsearched:
            self._debouncer.wait()
        else:
            self._debouncer.stop()

    def _go_on(self) -> None:
        self._debouncer.go_on()
        self._tell()
        search = self.library.search
        is_indexing = search.indexing is not None
        if self.questions.is_asking or (is_indexing and search.lacking >= self._unsearched):
            return
        self.questions.ask(self.shown(), whole=True, thorough=not is_indexing)

    def _tell(self) -> None:
        share = self.library.search.indexing
        progress = "searching" if share is None else f"indexing {percent(share)}"
        self.line.progress = progress if self._unsearched else ""


class RowLoader(PaneController):
    """Brings to hand all that is listed, which takes time that a typing reader has not."""

    def __post_init__(self) -> None:
        self.listed = Debouncer(self.screen, REST, self._rested).wait
        """Waits from now on until the reader rests, who looks at what was listed."""

    def _rested(self) -> None:
        if not isinstance(self.rows.rows, list):
            self.screen.in_thread("complete", self._complete, self.rows.rows)

    def _complete(self, rows: Sequence[ArticleId]) -> None:
        with suppress(OctavoError):  # what is drawn of them is asked for again
            self.screen.call_from_thread(self.rows.complete, rows, list(rows))


class PassageFinder(PaneController):
    """Finds the passages that a query hit, in a thread, for the rows that were drawn.

    It begins once these are painted, and ends as soon as something else is asked, so that no
    key waits for it.
    """

    def __post_init__(self) -> None:
        self._query = Query()
        self._found: dict[ArticleId, Snippet | None] = {}
        """None where no passage is hit."""
        self._wanted: dict[ArticleId, None] = {}
        """What was drawn without its passage, in that order."""
        self._kept: dict[tuple[Query, str, int, int], Snippet] = {}
        """By the query, the language, and the size and hash of the text."""
        self._debouncer = Debouncer(self.screen, SETTLED, self._rested)
        self._round = 0
        """The number of the latest look: one that is not, ends."""

    def at_hand(
        self, query: Query, ids: Sequence[ArticleId], is_stale: Callable[[], bool]
    ) -> Mapping[ArticleId, Snippet | None]:
        """The passages of the rows that will be on the screen, those found in a moment.

        In the thread that has found the rows.
        """
        if not words_of(query):
            return {}
        end = thread_time() + AT_HAND
        is_over = lambda: is_stale() or thread_time() > end  # noqa: E731
        return self._look(query, ids[: self.rows.page_size], is_over)

    def listed(self, answer: ListedResults) -> None:
        """Another answer is listed."""
        query = answer.query
        self._query, self._found, self._wanted = query, dict(answer.passages), {}
        self.hold()
        self.rows.passage_of = self._passage_of if words_of(query) else None

    def _passage_of(self, id: ArticleId) -> Snippet | None:
        if id not in self._found and id not in self._wanted:
            self._wanted[id] = None
            self._debouncer.wait()
        return self._found.get(id)

    def hold(self) -> None:
        """Let what is still looked for be."""
        self._round += 1

    def go_on(self) -> None:
        """Look for what is still wanted, as no other answer is listed after all."""
        if self._wanted:
            self._rested()

    def _rested(self) -> None:
        self._debouncer.stop()
        self._round += 1
        self.screen.in_thread(
            "passages", self._find, self._round, self._query, tuple(self._wanted)
        )

    def _find(self, round: int, query: Query, ids: Sequence[ArticleId]) -> None:
        """Look for the passages of some articles; in a thread, until another one looks."""
        lacking = [id for id in ids if id not in self._found]
        found = self._look(query, lacking, lambda: round != self._round)
        self.screen.call_later(self._tell, query, found)

    def _look(
        self, query: Query, ids: Sequence[ArticleId], is_over: Callable[[], bool]
    ) -> dict[ArticleId, Snippet | None]:
        found: dict[ArticleId, Snippet | None] = {}
        for id in ids:
            if is_over():
                break
            found[id] = self._passage(id, query)
        return found

    def _passage(self, id: ArticleId, query: Query) -> Snippet | None:
        search = self.library.search
        with suppress(OctavoError):  # told where it is read
            text, language = self.library.text(id), search.language_of(id)
            key = query, language, len(text), hash(text)
            if (passage := self._kept.get(key)) is None:
                passage = search.snippet(text, query, language=language)
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[key] = passage
            return passage if passage.hits else None
        return None

    def _tell(self, query: Query, found: dict[ArticleId, Snippet | None]) -> None:
        if query is self._query:
            self._found |= found
            for id in found:
                self._wanted.pop(id, None)
            self.rows.show_passages({id: passage for id, passage in found.items() if passage})
