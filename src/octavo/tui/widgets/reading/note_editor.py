"""The editor of a note: a text to type in below what is read, beside it, or over it.

Long because links are typed in it with a menu of its own.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.actions import SkipAction
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from octavo.model.article import Article
from octavo.model.errors import OctavoError
from octavo.model.note import Note, link_to
from octavo.settings.commands import Context
from octavo.text import label, visible
from octavo.tui.bindings import bindings_for
from octavo.tui.terminal.input import EditsInTurn, keys_that_edit
from octavo.tui.widgets.base.drawing import Line, Opened
from octavo.tui.widgets.base.row_view import Menu

Item = Article | Note

PATIENCE = 1.0
"""Seconds that a key waits for the titles that it may choose among; then it is for the text."""
_BEGUN_LINK = re.compile(r"\[\[([^\[\]|]*)$")
_LAYOUT = re.compile(r"([\t\n\r]+)")


LONG = 200_000
"""Characters from which lines are not broken any more: that takes half a second for each MB,
twice, where the rest of it takes a tenth."""


class VisibleTextArea(EditsInTurn, TextArea):
    """A text area that shows all that is in it."""

    EDITS = keys_that_edit(TextArea.BINDINGS)

    def edit(self, edit: Edit) -> EditResult:
        """Let no control character in but those that end lines, and tabs."""
        if len(edit.text) >= LONG:
            self.soft_wrap = False
        return super().edit(replace(edit, text=_shown(edit.text)))

    def load_text(self, text: str) -> None:
        """Begin with a text, of which the same is true."""
        self.soft_wrap = len(text) < LONG
        super().load_text(_shown(text))


def _shown(text: str) -> str:
    parts = _LAYOUT.split(text)
    return "".join(part if _LAYOUT.fullmatch(part) else visible(part) for part in parts)


class LinkMenu(Menu[Item]):
    """What the letters behind `[[` can name, the first of it pointed at."""

    DEFAULT_CSS = """
    LinkMenu {
        display: none;
        position: absolute;
        &.-open { display: block; }
        & > .link-menu--kind { color: $foreground 60%; }
    }
    """
    MOST = 8
    """Lines, if there is room."""

    def __init__(self, picked: Callable[[Item], object]) -> None:
        """Call `picked` with what is clicked."""
        super().__init__()
        self._picked = picked

    @property
    def pointed(self) -> Item | None:
        """What is pointed at; None while nothing is offered."""
        return self.rows[self.at] if self.rows else None

    def offer(self, items: Sequence[Item]) -> None:
        """Offer other things, or none and be gone."""
        self.rows, self.at = items, 0
        self.set_class(bool(items), "-open")
        self.lay_out()
        self.show_from(0)

    def stand(self, x: int, y: int, height: int) -> None:
        """Stand below the line `y` of an editor of some height, or above if there is more room.

        The cell `x` is that of the cursor.
        """
        below, above = height - y - 1, y
        is_above = below < min(len(self.rows), self.MOST) and above > below
        self.fit(max(1, min(self.MOST, above if is_above else below)))
        lines = min(self.most, len(self.rows))
        self.styles.offset = (x, y - lines if is_above else y + 1)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        item, ground, line = self.rows[row], self.ground(row), self.begun(row, width)
        kind = " note" if isinstance(item, Note) else ""
        line.join(Line(line.left - cell_len(kind), line.style).add(label(item.title)))
        line.skip_to(width - cell_len(kind))
        return [line.add(kind, self.style_of(*ground, "link-menu--kind")).strip()]

    def row_clicked(self, row: int, event: events.Click) -> None:
        event.stop()
        self._picked(self.rows[row])


class TitleSearch:
    """Looks up what some words can name, beside the typing and only for the latest of them."""

    def __init__(self, host: Widget, found: Callable[[Sequence[Item]], object]) -> None:
        """Call `found` with what can be named, or nothing once that is not wanted any more."""
        self._host = host
        self._tell = found
        self.complete: Callable[[str], Sequence[Item]] = lambda _: ()
        """What some words can name, perhaps slow; it is called in a thread."""
        self.words: str | None = None
        """What is looked for; None while nothing is."""
        self._is_found = asyncio.Event()
        self._is_found.set()

    def want(self, words: str | None) -> None:
        """Look for other words from now on, or for none."""
        if words == self.words:
            return
        self.words = words
        if words is None:
            self._tell(())
        elif self._is_found.is_set():
            self._is_found.clear()
            self._host.run_worker(self._look_up(), group="find")

    async def settled(self) -> None:
        """Wait until what is looked for was found, but no longer than for a moment."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_found.wait(), PATIENCE)

    async def _look_up(self) -> None:
        """Find what is wanted, and what is wanted by then, one after the other."""
        try:
            sought = None
            while self.words is not None and self.words != sought:
                sought = self.words
                found = await asyncio.to_thread(self._found, sought)
                if self.words == sought:
                    self._tell(found)
        finally:
            self._is_found.set()

    def _found(self, words: str) -> Sequence[Item]:
        try:
            return self.complete(words)
        except OctavoError:  # the link is typed without help then
            return ()


class NoteArea(VisibleTextArea):
    """What is typed of a note; keys that mean more than letters wait until all those are in.

    Large because each of those keys is a method, and Textual asks four of it.
    """

    BINDINGS = [*bindings_for(Context.NOTE_EDITOR)]
    DEFAULT_CSS = """
    NoteArea, NoteArea:focus {
        height: 1fr;
        border: none;
        padding: 0 1;
        background: $surface;
    }
    """

    def __init__(self) -> None:
        super().__init__(
            soft_wrap=True,
            tab_behavior="indent",
            highlight_cursor_line=False,
            placeholder=Content("Markdown"),
        )
        self.keep: Callable[[], object] = lambda: None
        self.go_outside: Callable[[], object] = lambda: None
        self.menu = LinkMenu(self._link)
        self.titles = TitleSearch(self, self._offer)
        self._declined = False
        """Whether the link that is typed is to be typed without help."""

    async def settled(self) -> None:
        """Wait until all that was typed so far is in the text, and found for its link."""
        arrived = asyncio.Event()
        if self.call_later(arrived.set):
            await arrived.wait()
        await self.titles.settled()

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; behind `[[`, offer what the letters can name."""
        result = super().edit(edit)
        begun = self._begun_link()
        self._declined &= begun is not None
        if not self._declined:
            self.titles.want(begun)
        return result

    def load_text(self, text: str) -> None:
        """Begin with a text, in which no link is typed."""
        super().load_text(text)
        if self.is_attached:
            self.titles.want(None)

    def watch_selection(self) -> None:
        """Offer what the letters before the cursor can name, wherever it goes among them."""
        if self.is_mounted and self.titles.words is not None:
            self.titles.want(self._begun_link())

    def on_blur(self) -> None:
        self.titles.want(None)

    async def action_keep(self) -> None:
        """Close the menu, or else be done."""
        await self.settled()
        if self.menu.pointed:
            self._declined = True
            self.titles.want(None)
        else:
            self.keep()

    async def action_take_link(self) -> None:
        """Link to what is pointed at."""
        self._link(await self._pointed())

    async def action_next_link(self) -> None:
        await self._pointed()
        self.menu.point(1)

    async def action_previous_link(self) -> None:
        await self._pointed()
        self.menu.point(-1)

    async def _pointed(self) -> Item:
        """What is pointed at in the menu.

        Raises:
            SkipAction: If nothing is; the key is for the text then.
        """
        await self.settled()
        if (item := self.menu.pointed) is None:
            raise SkipAction
        return item

    def _begun_link(self) -> str | None:
        """The letters between `[[` and the cursor; None if that is in no link that is typed."""
        row, column = self.cursor_location
        begun = _BEGUN_LINK.search(self.document[row][:column])
        return begun[1] if begun and self.selection.is_empty else None

    def _offer(self, items: Sequence[Item]) -> None:
        """Show what can be linked to, once it is known where the cursor is drawn."""
        self.menu.offer(items)
        self.call_after_refresh(self._place_menu)

    def _place_menu(self) -> None:
        """Put the menu below the cursor, or above it."""
        if isinstance(self.parent, Widget) and self.menu.pointed:
            x, y = self.cursor_screen_offset - self.parent.content_region.offset
            self.menu.stand(x, y, self.parent.size.height)

    def _link(self, item: Item) -> None:
        """Put a link to something in place of the letters."""
        end = row, column = self.cursor_location
        start = row, column - len(self._begun_link() or "") - len("[[")
        self.replace(link_to(item.id, item.title), start, end, maintain_selection_offset=False)

    async def action_edit_outside(self) -> None:
        """Go on in another program."""
        await self.settled()
        self.go_outside()


class NoteEditor(Opened, Widget):
    """Shows what a note is about, and has it typed; what becomes of it is up to others.

    It stays while the keyboard is elsewhere, unless it covers what that is in.
    """

    DEFAULT_CSS = """
    NoteEditor {
        display: none;
        layer: panel;
        dock: bottom;
        width: 100%;
        height: 100%;
        layout: vertical;
        background: $surface;
        &.-open { display: block; }
        &.-below { layer: default; height: 40%; min-height: 8; }
        &.-below:nocolor { border-top: solid $foreground; }
        &.-beside { layer: default; dock: right; width: 44; border-left: vkey $primary 50%; }
        .note-editor--about {
            height: 1;
            padding: 0 1;
            background: $foreground 8%;
            color: $foreground 80%;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-focused .note-editor--about {
            background: $primary 25%;
            color: $foreground;
            text-style: bold;
        }
    }
    """

    WIDTH, LEAST_TEXT = 44, 56
    """Cells that it takes beside the text: some forty letters, and its frame."""
    LEAST = 20
    """Lines of the pane; in a lower one it lies over the text, not below."""

    def __init__(self) -> None:
        super().__init__()
        self.area = NoteArea()
        self._about = Static(classes="note-editor--about", markup=False)

    @property
    def text(self) -> str:
        """What is written."""
        return self.area.text

    def open(
        self,
        about: str,
        text: str,
        *,
        keep: Callable[[], object],
        go_outside: Callable[[], object],
        complete: Callable[[str], Sequence[Item]],
    ) -> None:
        """Take the keyboard at once, to go on at the end of a text.

        `keep` is told that the note is done, `go_outside` that it is to be written elsewhere;
        `complete` is asked in a thread what some words can name, to link to.
        """
        self.area.keep, self.area.go_outside = keep, go_outside
        self.area.titles.complete = complete
        if not self.area.is_attached:
            self.mount(self._about, self.area, self.area.menu)
        self._about.update(label(about))
        self.area.load_text(text)
        self.area.move_cursor(self.area.document.end)
        self.be_open(self.area)

    def resume(self) -> None:
        """Take the keyboard, to go on with what is written."""
        self.screen.set_focus(self.area)

    def put(self, text: str) -> None:
        """Say something else, which what is typed can be undone to."""
        self.area.replace(text, (0, 0), self.area.document.end)
        self.area.move_cursor(self.area.document.end)

    def fit(self, *, beside: bool, room: Size) -> None:
        """Lie beside the text where there is room, else below it, else over it."""
        self.set_class(beside, "-beside")
        self.set_class(not beside and room.height >= self.LEAST, "-below")
        self._leave_covered()

    def on_descendant_focus(self) -> None:
        """Show that it has the keyboard."""
        self.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """Keep the note if the keyboard goes to what it covers."""
        self.remove_class("-focused")
        self._leave_covered()

    def _leave_covered(self) -> None:
        covers = not (self.has_class("-beside") or self.has_class("-below"))
        if self.is_open and covers and self.screen.focused not in (None, self.area):
            self.area.keep()
