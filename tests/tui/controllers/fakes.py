"""Stand-ins for the screen and its widgets, which keep what controllers tell them."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from textual.content import Content

from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.document import Heading
from octavo.markdown.layout.viewport import TextLink, Viewport
from octavo.markdown.lines import Link
from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError, QueryError
from octavo.model.note import Note
from octavo.model.search import Snippet
from octavo.model.tag import Tag, TagCount, TagEdit, TagSuggestion
from octavo.settings.keymap import Keymap
from octavo.tui.bindings import ignore_message
from octavo.tui.controllers.protocols import Span
from octavo.tui.widgets.base.row_view import PanelRow
from octavo.tui.widgets.reading.decorations import CaretMark, HitFinder
from octavo.tui.widgets.reading.input_modes import TagsAtHand
from octavo.tui.widgets.reading.text_links import VisibleLink
from octavo.tui.widgets.tags.tag_bar import Chip


@dataclass
class Rows:
    """The list: a cursor and marks, on rows that stay until others are shown."""

    rows: Sequence[ArticleId] = ()
    cursor: ArticleId | None = None
    marks: frozenset[ArticleId] = frozenset()
    placeholder: Content = field(default_factory=Content)
    hits: Callable[[ArticleId, str], Iterable[Span]] | None = None
    passage_of: Callable[[ArticleId], Snippet | None] | None = None
    by_published: bool = False
    has_focus: bool = False
    drawn: list[Collection[ArticleId] | None] = field(default_factory=list)
    """What was drawn again; None is everything."""
    pointed: Callable[[ArticleId | None], None] = ignore_message

    @property
    def at(self) -> int:
        return list(self.rows).index(self.cursor) if self.cursor is not None else 0

    @property
    def has_marks(self) -> bool:
        return bool(self.marks)

    @property
    def chosen(self) -> tuple[ArticleId, ...]:
        if self.marks:
            return tuple(id for id in self.rows if id in self.marks)
        return () if self.cursor is None else (self.cursor,)

    def marked(self, title: str) -> list[str]:
        """The words that are marked as hits in a title."""
        hits = self.hits(0, title) if self.hits else ()
        return [title[start:stop] for start, stop in hits]

    drop = 0
    page_size = 10

    def show(
        self,
        rows: Sequence[ArticleId],
        cursor: ArticleId | None = None,
        drop: int | None = None,  # noqa: ARG002
    ) -> None:
        wanted = self.cursor if cursor is None else cursor
        self.rows = rows
        self.point(wanted if wanted in self.rows else next(iter(self.rows), None))

    def complete(self, rows: Sequence[ArticleId], whole: Sequence[ArticleId]) -> None:
        if list(rows) == list(self.rows):
            self.rows = whole

    def refresh_rows(self, ids: Collection[ArticleId] | None = None) -> None:
        self.drawn.append(ids)

    def show_passages(self, passages: Mapping[ArticleId, Snippet]) -> None:
        self.drawn.append([*passages])

    def move(self, by: int) -> None:
        if self.cursor is not None:
            self.point(self.rows[min(max(self.at + by, 0), len(self.rows) - 1)])

    def point(self, id: ArticleId | None) -> None:
        self.cursor = id
        self.pointed(id)

    def clear_marks(self) -> None:
        self.marks = frozenset()


@dataclass
class QueryLine:
    """The query line."""

    text: str = ""
    fault: QueryError | None = None
    stale: bool = False
    matches: int | None = None
    total: int = 0
    order: str = ""
    aside: str = ""
    progress: str = ""
    has_keyboard: bool = True
    opened: int = 0

    def open(self) -> None:
        self.opened += 1


@dataclass
class Footer:
    """The line of commands."""

    last: str = ""
    news: str = ""
    hits: str = ""
    asks: str = ""
    working: str = ""


@dataclass
class Notice:
    """The line above the list."""

    said: Content | None = None

    def say(self, content: Content | None) -> None:
        self.said = content


@dataclass
class Head:
    """The headline."""

    item: Article | Note | None = None
    progress: float = 0.0
    remark: str = ""


@dataclass
class TagEditor:
    """The tags of what is read, and when open, the line to change them."""

    chips: Sequence[Chip] = ()
    known: Sequence[TagCount] = ()
    suggested: Sequence[TagSuggestion] = ()
    subject: str = ""
    is_open: bool = False

    def open(self, *, suggests: bool = False) -> None:  # noqa: ARG002 - no key waits here
        self.is_open, self.suggested = True, ()

    def suggest(self, found: Sequence[TagSuggestion]) -> None:
        self.suggested = found


@dataclass
class TagPrompt:
    """A line of signed tags."""

    sign: str = ""
    known: Sequence[TagCount] = ()
    present: frozenset[Tag] = frozenset()
    subject: str = ""

    def open(
        self,
        sign: Literal["+", "-"],
        known: Sequence[TagCount],
        present: Iterable[Tag],
        subject: str,
        apply: Callable[[TagEdit], object],  # noqa: ARG002 - what is typed is up to the test
    ) -> None:
        self.sign, self.known, self.subject = sign, known, subject
        self.present = frozenset(present)


@dataclass
class Text:
    """The pane of the text."""

    text: str = ""
    hits: Sequence[Span] | HitFinder = ()
    highlights: Sequence[Span] = ()
    declared: Sequence[Span] = ()
    position: int = 0
    placeholder: str = ""
    measure: int = 76
    shown: int = 0
    """How often a text was shown."""
    prepared: str = ""
    """What was laid out ahead."""
    read_on: int = 0
    caret: CaretMark | None = None
    selected_span: Span | None = None
    page_size: int = 10
    _viewport: Viewport | None = None

    @property
    def current_hit(self) -> Span | None:
        return None if callable(self.hits) or not self.hits else self.hits[0]

    def go_to_hit(self, step: int) -> None: ...

    def passage(self) -> str:
        """What the caret has gone over, else what it stands on."""
        if not self.caret:
            return ""
        start, end = self.caret.passage or self.caret.at
        return self.text[start:end]

    def viewport(self) -> Viewport:
        """The text, laid out."""
        if self._viewport is None:
            self._viewport = Viewport(self.text, 40, 20, Highlighter())
        return self._viewport

    def noted(self) -> list[str]:
        """The words that are set off."""
        return [self.text[start:end] for start, end in self.highlights]

    def show(
        self,
        text: str,
        *,
        position: int = 0,
        hits: Sequence[Span] | HitFinder = (),
    ) -> None:
        if text != self.text:
            self.pictures.clear()
        self.text, self.position, self.hits, self.highlights = text, position, hits, ()
        self.shown += 1
        self.caret = self._viewport = None

    def prepare(self, text: str, position: int) -> None:  # noqa: ARG002 - nothing is laid out
        self.prepared = text

    def found(self) -> list[str]:
        """The words that are marked as hits."""
        hits = self.hits(0, len(self.text)) if callable(self.hits) else self.hits
        return [self.text[start:stop] for start, stop in hits]

    def find(self, pattern: str) -> int:
        start = self.text.find(pattern)
        self.hits = [(start, start + len(pattern))] if pattern and start >= 0 else []
        return len(self.hits)

    def action_read_on(self) -> None:
        self.read_on += 1

    labels: Mapping[tuple[int, int], str] = field(default_factory=dict)

    pictures: "Pictures" = field(default_factory=lambda: Pictures())  # noqa: PLW0108

    @property
    def links(self) -> "TextLinks":
        return TextLinks(self)

    @property
    def view(self) -> "View":
        """Its page."""
        return View(self)


class Pictures(dict[str, object]):
    """Those that are shown."""

    are_possible = True

    def show(self, pictures: Mapping[str, object]) -> None:
        self.update(pictures)


@dataclass
class TextLinks:
    """Those of Markdown alone."""

    of: "Text"

    def _links(self) -> list[Link]:
        found = re.finditer(r"\[[^]]*\]\(([^)]*)\)", self.of.text)
        return [
            Link(
                each[1], each.start(), each[1] if self.of.text[each.start() - 1] == "!" else ""
            )
            for each in found
        ]

    def visible(self) -> Sequence[VisibleLink]:
        """All links, each in a line of its own."""
        return [VisibleLink(link, key, 0) for key, link in enumerate(self._links())]

    @property
    def may_exist(self) -> bool:
        return "](" in self.of.text

    def all(self) -> Iterator[TextLink]:
        return (TextLink(url, self.of.text[at:][1], at) for url, at, _ in self._links())

    def footnote_at(self, url: str) -> tuple[str, int] | None:
        place = self.of.text.find(f"[^{url[4:]}]: ") if url.startswith("#fn:") else -1
        return (self.of.text[place:].partition(": ")[2], place) if place >= 0 else None

    def go_within(self, url: str) -> bool:
        place = self.of.text.find(f"# {url[1:]}") if url.startswith("#") else -1
        if place >= 0:
            self.of.position = place
        return place >= 0


@dataclass
class View:
    """The page of a text: what is on top is the line that its position is in."""

    of: Text

    def needed(self) -> Viewport:
        return self.of.viewport()

    def headings(self) -> Iterator[Heading]:
        found = re.finditer("^(#+) (.*)$", self.of.text, re.MULTILINE)
        return (Heading(len(each[1]), each[2], each.start()) for each in found)

    def current_heading(self) -> int:
        end = self.of.text.find("\n", self.of.position)
        return sum(heading.offset < end for heading in self.headings()) - 1

    def reveal(self, place: int) -> None:
        self.of.position = place

    def jump(self, place: int) -> bool:
        before, self.of.position = self.of.position, place
        return place != before


@dataclass
class Panel:
    """A list of places in the text, beside or over it."""

    rows: Sequence[PanelRow] = ()
    at: int | None = None
    is_open: bool = False
    chosen: Callable[[PanelRow], object] = ignore_message
    closed: Callable[[], None] = lambda: None
    added: Callable[[PanelRow], object] = ignore_message

    def open(
        self,
        rows: Iterable[PanelRow],
        chosen: Callable[[PanelRow], object],
        closed: Callable[[], None],
        *,
        at: int | None = None,
        added: Callable[[PanelRow], object] = ignore_message,
    ) -> None:
        self.rows, self.chosen, self.closed, self.at = (), chosen, closed, at
        self.added = added
        self.is_open = True
        at_first = list(rows)
        self.rows = self.rows or at_first

    def put(self, rows: Sequence[PanelRow]) -> None:
        self.rows = list(rows)

    def stand(self, rows: Iterable[PanelRow], chosen: Callable[[PanelRow], object]) -> None:
        self.rows, self.chosen, self.is_open = list(rows), chosen, True

    def leave(self) -> None:
        self.is_open = False

    def close(self) -> None:
        self.is_open = False

    @property
    def cursor(self) -> PanelRow | None:
        return next((row for row in self.rows if row.key == self.at), None)

    def choose(self, text: str) -> None:
        """Press Enter on the row that says something."""
        self.chosen(next(row for row in self.rows if row.text == text))


@dataclass
class FindLine:
    """The line to look for something in the text."""

    count: str = ""
    has_keyboard: bool = True
    opened: int = 0

    def open(
        self,
        changed: Callable[[str], object],
        left: Callable[[bool], object],
    ) -> None:
        self.changed, self.left = changed, left
        self.opened += 1

    def say(self, text: str) -> None:
        self.count = text


@dataclass
class TextPopup:
    """Shows a note at the foot of the text."""

    shown: str = ""
    gone_to: Callable[[], None] = lambda: None

    def open(self, text: str, gone_to: Callable[[], None]) -> None:
        self.shown, self.gone_to = text, gone_to


@dataclass
class NoteEditor:
    """The editor of a note."""

    about: str = ""
    text: str = ""
    is_open: bool = False
    resumed: int = 0
    keep: Callable[[], object] = lambda: None
    go_outside: Callable[[], object] = lambda: None

    def open(
        self,
        about: str,
        text: str,
        *,
        keep: Callable[[], object],
        go_outside: Callable[[], object],
        complete: Callable[[str], Sequence[Article | Note]],  # noqa: ARG002 - no links are typed
    ) -> None:
        self.about, self.text, self.is_open = about, text, True
        self.keep, self.go_outside = keep, go_outside

    def resume(self) -> None:
        self.resumed += 1

    def put(self, text: str) -> None:
        self.text = text

    def close(self) -> None:
        self.is_open = False


class HintKeys:
    """Has the keyboard while links have letters."""

    is_open = False

    def open(self, typed: Callable[[str], object], left: Callable[[], object]) -> None:
        self.typed, self.left = typed, left
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


class CaretKeys:
    """Has the keyboard while there is a caret in the text."""

    is_open = False

    def take_keyboard(self, left: Callable[[], object]) -> None:
        self.left = left
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


class TriageBar(CaretKeys):
    """Has the keyboard while one goes through many."""

    told = TagsAtHand()
    pinned: Callable[[int], object] = staticmethod(lambda _: None)

    def tell(self, told: TagsAtHand) -> None:
        self.told = told


class Panes:
    """The two panes."""

    def __init__(self) -> None:
        self.list = Rows()
        self.notice = Notice()
        self.headline = Head()
        self.tag_editor = TagEditor()
        self.text = Text()
        self.find_line = FindLine()
        self.outline = Panel()
        self.link_list = Panel()
        self.hint_keys = HintKeys()
        self.popup = TextPopup()
        self.note_editor = NoteEditor()
        self.caret_keys = CaretKeys()
        self.speech_keys = CaretKeys()
        self.triage_bar = TriageBar()
        self.highlights = Panel()
        self.saved_queries = Panel()
        self.rules = Panel()
        self.related = Panel()
        self.sidebar = Panel()
        self.columns = 120
        self.in_text = False
        self.single = ""

    @property
    def in_text_pane(self) -> bool:
        return self.in_text

    def to_list(self) -> None:
        self.in_text = False

    def to_text(self) -> None:
        self.in_text = True

    def show_only(self, pane: str) -> None:
        self.single = pane


class Timer:
    """A timer that goes off when a test says so."""

    def __init__(self, callback: Callable[[], None], *, runs: bool) -> None:
        self.callback = callback
        self.runs = runs

    def pause(self) -> None:
        self.runs = False

    def resume(self) -> None:
        self.runs = True

    reset = resume


class Screen:
    """A screen without a terminal: work is waited for, or done when `work` is called."""

    def __init__(self) -> None:
        self.keymap = Keymap()
        self.footer = Footer()
        self.app = self
        self.focused = None
        self.said: list[str] = []
        self.errors: list[str] = []
        self.asked: list[str] = []
        """What was asked, each with what the answer that is given would do."""
        self.answers: list[str | bool] = []
        """What will be answered, in order; nothing more means no."""
        self.selected = ""
        self.opened: list[str] = []
        self.copied = ""
        self.suspended = 0
        """How often the terminal was left to another program."""
        self.typed = 0
        """How many keys were pressed."""
        self.waits = False
        """Whether work waits until `work` is called."""
        self._timers: list[Timer] = []
        self._work: list[Callable[[], object]] = []

    def say(self, message: str, *, error: bool = False, done: bool = False) -> None:  # noqa: ARG002
        (self.errors if error else self.said).append(message)

    async def confirm(self, question: str, more: str) -> bool:
        self.asked.append(f"{question} {more}")
        return bool(self.answers and self.answers.pop(0))

    async def choose(self, question: str, options: Sequence[str], at: int) -> int | None:
        self.asked.append(f"{question}: {', '.join(options)}")
        return options.index(str(self.answers.pop(0))) if self.answers else at

    async def ask_line(
        self,
        question: str,
        answer: str = "",
        *,
        known: Sequence[str] = (),  # noqa: ARG002 - completes what is typed by hand
        usual: bool = False,  # noqa: ARG002 - gives way to what is typed by hand
        preview: Callable[[str], str],
    ) -> str | None:
        given = self.answers.pop(0) if self.answers else answer
        try:
            said = preview(str(given))
        except OctavoError as error:
            said = f"!{error}"
        self.asked.append(f"{question}: {said}")
        return None if said.startswith("!") else str(given)

    async def ask_what(self, given: str, *, selected: bool) -> tuple[str, bool]:
        self.asked.append(f"[{given}]" if selected and given else given)
        answer = self.answers.pop(0) if self.answers else None
        return str(answer or given), answer is not None

    async def ask_form(
        self,
        question: str,
        lines: Sequence[tuple[str, str, str]],  # noqa: ARG002
        check: Callable[[str, str], str],  # noqa: ARG002
    ) -> Mapping[str, str]:
        self.asked.append(question)
        return {}

    def asks_first(self, question: str, more: str, act: Callable[[], None]) -> None:
        asked = self.confirm(question, more)
        try:
            asked.send(None)
        except StopIteration as answer:
            if answer.value:
                act()

    def get_selected_text(self) -> str:
        return self.selected

    def clear_selection(self) -> None:
        self.selected = ""

    def open_url(self, url: str) -> None:
        self.opened.append(url)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text

    def suspend(self) -> AbstractContextManager[None]:
        self.suspended += 1
        return nullcontext()

    def set_timer(self, _delay: float, callback: Callable[[], None]) -> Timer:
        return self.set_interval(_delay, callback)

    def set_interval(
        self, _interval: float, callback: Callable[[], None], *, pause: bool = False
    ) -> Timer:
        self._timers.append(Timer(callback, runs=not pause))
        return self._timers[-1]

    def tick(self) -> None:
        """Let all timers go off once."""
        for timer in self._timers:
            if timer.runs:
                timer.callback()

    def in_thread(
        self,
        group: str,  # noqa: ARG002
        work: Callable[..., object],
        *args: object,
        joins: bool = False,  # noqa: ARG002
        may_fail: bool = False,  # noqa: ARG002
    ) -> None:
        self._work.append(partial(work, *args))
        if not self.waits:
            self.work()

    def work(self, *, latest_first: bool = False) -> None:
        """Do the work that waits."""
        waiting, self._work = self._work, []
        with ThreadPoolExecutor(1) as thread:
            for work in reversed(waiting) if latest_first else waiting:
                thread.submit(work).result()

    def call_later(self, callback: Callable[..., object], *args: object) -> bool:
        callback(*args)
        return True

    def call_from_thread(self, callback: Callable[..., object], *args: object) -> object:
        return callback(*args)

    def call_after_refresh(self, callback: Callable[..., object], *args: object) -> bool:
        callback(*args)
        return True
