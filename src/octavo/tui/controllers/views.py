"""What controllers may ask of the parts of the main screen: widgets can do it, and fakes can.

Attributes that stand here as variables are set by controllers; the widget draws what follows.

Long because each of them stands here once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.content import Content

from octavo.model.article import Article, ArticleId
from octavo.model.errors import QueryError
from octavo.model.note import Note
from octavo.model.operation import Operation
from octavo.model.search import Snippet
from octavo.query.ast import Query
from octavo.tui.controllers.protocols import Controller, Span
from octavo.tui.widgets.tags.tag_bar import Chip

if TYPE_CHECKING:
    from octavo.library.queries import Item
    from octavo.markdown.layout.document import Heading
    from octavo.markdown.layout.viewport import Viewport
    from octavo.tui.widgets.reading.decorations import CaretMark, HitFinder
    from octavo.tui.widgets.reading.input_modes import TagsAtHand
    from octavo.tui.widgets.reading.panel import PanelRow
    from octavo.tui.widgets.reading.picture_cells import TextPictures
    from octavo.tui.widgets.reading.text_links import TextLinks


class Rows(Protocol):
    """The list of articles."""

    placeholder: Content
    hits: Callable[[ArticleId, str], Iterable[Span]] | None
    passage_of: Callable[[ArticleId], Snippet | None] | None
    by_published: bool
    is_compact: bool

    @property
    def rows(self) -> Sequence[ArticleId]: ...
    @property
    def page_size(self) -> int: ...
    @property
    def cursor(self) -> ArticleId | None: ...
    @property
    def marks(self) -> frozenset[ArticleId]: ...
    @property
    def has_marks(self) -> bool: ...
    @property
    def chosen(self) -> tuple[ArticleId, ...]: ...
    @property
    def drop(self) -> int:
        """How many lines the cursor's row stands below the top."""

    def show(
        self,
        rows: Sequence[ArticleId],
        cursor: ArticleId | None = None,
        drop: int | None = None,
    ) -> None: ...
    def complete(self, rows: Sequence[ArticleId], whole: Sequence[ArticleId]) -> None: ...
    def refresh_rows(self, ids: Collection[ArticleId] | None = None) -> None: ...
    def show_passages(self, passages: Mapping[ArticleId, Snippet]) -> None: ...
    def move(self, by: int) -> None: ...
    def clear_marks(self) -> None: ...
    def set_compact(self, *, compact: bool) -> None: ...


class Search(Protocol):
    """The query whose results are listed, and what may be done about it."""

    @property
    def shown(self) -> Query: ...
    @property
    def settled_text(self) -> str:
        """A query that says what is listed, whoever reads it."""

    @property
    def text_to_save(self) -> str:
        """The same as the line says it, where that finds as much."""

    def list_query(self, text: str) -> None: ...
    def arrived(self, count: int) -> None:
        """Announce articles that came in, less those that went again."""

    def run_again(self, cursor: ArticleId | None = None) -> None:
        """Run the query once more, with the cursor on its article or on another."""


class QueryView(Protocol):
    """The query line."""

    text: str
    fault: QueryError | None
    stale: bool
    matches: int | None
    total: int
    order: str
    aside: str
    progress: str

    @property
    def has_keyboard(self) -> bool: ...

    def open(self) -> None: ...


class NoticeView(Protocol):
    """The line above the list."""

    def say(self, content: Content | None) -> None: ...


class HeadView(Protocol):
    """The headline over the text."""

    item: Article | Note | None
    progress: float
    remark: str


class ChipsView(Protocol):
    """The tags of what is read; while they are edited they are the editor's."""

    chips: Sequence[Chip]
    is_idle: bool
    """Whether there is nothing that could have tags."""

    @property
    def is_open(self) -> bool: ...


class ShownChanges(Protocol):
    """Shows what was changed."""

    def done(self, operation: Operation | None) -> None: ...
    def show_all(self, ids: frozenset[ArticleId]) -> None: ...


class Reader(Protocol):
    """What is read, and what is shown of it."""

    query: Query
    """Of what the words are marked in the text."""

    @property
    def id(self) -> ArticleId | None: ...
    @property
    def text(self) -> str:
        """Its Markdown, as it is laid out."""

    @property
    def places(self) -> Mapping[int, Span]:
        """Where its highlights stand, by their ids; those that stand nowhere are left out."""

    def show(self, id: ArticleId | None) -> None: ...
    def open(self, id: ArticleId) -> None: ...
    def read(self) -> None: ...
    def renew(self) -> None: ...
    def show_head(self) -> None: ...
    def show_notes(self) -> None: ...
    def show_reason(self) -> None: ...
    def mark_hits(self) -> None: ...
    def forget_place(self) -> None: ...
    def align(self, then: Callable[[], None], ended: Callable[[], None] = ...) -> None:
        """Do something once it is known what of the text shows; `ended` comes in any case."""


class TextView(Protocol):
    """What is on the screen of a text, and the ways to other places of it."""

    def needed(self) -> "Viewport | None": ...
    def show_line(self, key: int) -> None: ...
    def reveal(self, place: int) -> None:
        """Bring a place of the text on the screen, once that is laid out."""

    def jump(self, place: int) -> bool:
        """Put a place on top; False if the text stays as it is."""

    def headings(self) -> "Iterator[Heading]":
        """All of them, in order, found as they are asked for."""

    def current_heading(self) -> int:
        """The index of the one that what is on top of the pane stands under; -1 for none."""


class TextPane(Protocol):
    """The pane of the text."""

    measure: int
    position: int
    placeholder: str
    hits: "Sequence[Span] | HitFinder"
    highlights: Sequence[Span]
    declared: Sequence[Span]
    caret: "CaretMark | None"
    labels: "Mapping[tuple[int, int], str]"
    """What is drawn over cells: the key of a line and a cell of it, and the letters."""

    @property
    def text(self) -> str: ...
    @property
    def view(self) -> TextView: ...
    @property
    def links(self) -> "TextLinks": ...
    @property
    def pictures(self) -> "TextPictures": ...
    @property
    def page_size(self) -> int: ...
    @property
    def current_hit(self) -> Span | None: ...
    @property
    def selected_span(self) -> Span | None:
        """The range of the text that is selected with the mouse."""

    def show(
        self, text: str, *, position: int = 0, hits: "Sequence[Span] | HitFinder" = ()
    ) -> None: ...
    def find(self, pattern: str) -> int: ...
    def action_read_on(self) -> None: ...
    def action_page_down(self) -> None: ...
    def action_page_up(self) -> None: ...
    def go_to_hit(self, step: int) -> None: ...


class PanelView(Protocol):
    """Rows to choose from, beside the text or the list, or over it."""

    @property
    def is_open(self) -> bool: ...
    @property
    def cursor(self) -> "PanelRow | None": ...
    @property
    def room(self) -> int:
        """How many cells a line has."""

    def open(
        self,
        rows: "Iterable[PanelRow]",
        chosen: "Callable[[PanelRow], object]",
        closed: Callable[[], None],
        *,
        at: int | None = None,
        added: "Callable[[PanelRow], object]" = ...,
    ) -> None: ...
    def put(self, rows: "Sequence[PanelRow]") -> None: ...
    def close(self) -> None: ...


class Keys(Protocol):
    """Has the keyboard in place of the text."""

    def take_keyboard(self, left: Callable[[], object]) -> None: ...
    def close(self) -> None: ...


class FindView(Protocol):
    """The line to look for something in the text."""

    def open(
        self, changed: Callable[[str], object], left: Callable[[bool], object]
    ) -> None: ...
    def say(self, text: str) -> None: ...


class Hints(Protocol):
    """Has the keyboard while links have letters."""

    def open(self, typed: Callable[[str], object], left: Callable[[], object]) -> None: ...
    def close(self) -> None: ...


class TextPopup(Protocol):
    """Shows a text at the foot of that of the article, or over all of it."""

    def open(
        self, text: str, gone_to: Callable[[], None], *, is_whole: bool = False
    ) -> None: ...


class TriageView(Keys, Protocol):
    """The bar below the text, which has the keyboard."""

    pinned: Callable[[int], object]

    @property
    def is_open(self) -> bool: ...
    def tell(self, told: "TagsAtHand") -> None: ...


class NoteEditorView(Protocol):
    """The editor of a note."""

    @property
    def is_open(self) -> bool: ...
    @property
    def text(self) -> str: ...
    def open(
        self,
        about: str,
        text: str,
        *,
        keep: Callable[[], object],
        go_outside: Callable[[], object],
        complete: "Callable[[str], Sequence[Item]]",
    ) -> None: ...
    def resume(self) -> None: ...
    def put(self, text: str) -> None: ...
    def close(self) -> None: ...


class SidebarView(PanelView, Protocol):
    """The sidebar on the screen."""

    def stand(
        self, rows: "Iterable[PanelRow]", chosen: "Callable[[PanelRow], object]"
    ) -> None: ...
    def leave(self) -> None: ...


class Panes(Protocol):
    """The parts of the main screen, and which of them has the keyboard.

    Those but the first come on the screen when they are first wanted.

    Large because all of them stand here.
    """

    @property
    def list(self) -> Rows: ...
    @property
    def notice(self) -> NoticeView: ...
    @property
    def headline(self) -> HeadView: ...
    @property
    def tag_editor(self) -> ChipsView: ...
    @property
    def text(self) -> TextPane: ...
    @property
    def find_line(self) -> FindView: ...
    @property
    def hint_keys(self) -> Hints: ...
    @property
    def caret_keys(self) -> Keys: ...
    @property
    def speech_keys(self) -> Keys: ...
    @property
    def triage_bar(self) -> TriageView: ...
    @property
    def popup(self) -> TextPopup: ...
    @property
    def note_editor(self) -> NoteEditorView: ...
    @property
    def outline(self) -> PanelView: ...
    @property
    def about(self) -> PanelView: ...
    @property
    def link_list(self) -> PanelView: ...
    @property
    def related(self) -> PanelView: ...
    @property
    def highlights(self) -> PanelView: ...
    @property
    def saved_queries(self) -> PanelView: ...
    @property
    def rules(self) -> PanelView: ...
    @property
    def sidebar(self) -> SidebarView: ...
    @property
    def columns(self) -> int:
        """How wide the screen is."""

    @property
    def in_text(self) -> bool:
        """Whether it is the text."""

    @property
    def in_text_pane(self) -> bool:
        """Whether it is the text, its tags, or what is open over it."""

    def to_list(self) -> None: ...
    def to_text(self) -> None: ...
    def show_only(self, pane: str) -> None:
        """Show the `left` or the `right` pane; empty shows both."""


class PaneController(Controller):
    """Does what the keys ask for in the panes of the main screen."""

    panes: Panes

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.panes.list

    @property
    def pane(self) -> TextPane:
        """The text."""
        return self.panes.text

    @property
    def to_pane(self) -> Callable[[], None]:
        """Gives the keyboard back to the pane that has it now."""
        return self.panes.to_text if self.panes.in_text else self.panes.to_list


class Jumps(Protocol):
    """Remembers where the reader was, to come back to."""

    def mark(self) -> None:
        """Before what may become a jump."""

    def unmark(self) -> None:
        """Now that no jump came of it."""

    def leave(self) -> None:
        """Before a jump, or now that what was marked became one."""

    def give_up(self) -> bool:
        """Go back to what was marked, which became no jump; False if nothing was."""

    def clear_query(self) -> bool:
        """Go back to where all was listed last; False if it never was."""

    def passes(self) -> None:
        """Before the cursor moves to another article."""

    def reads(self, id: ArticleId) -> None:
        """Before an article is read."""
