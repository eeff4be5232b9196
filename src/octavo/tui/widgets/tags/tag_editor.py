"""The tag editor: the tags of the articles at hand, and when open, a line to change them."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.reactive import Reactive, var
from textual.strip import Strip
from textual.widget import Widget

from octavo.model.tag import Tag, TagCount, TagSuggestion
from octavo.tui.bindings import DataMessage
from octavo.tui.widgets.base.drawing import finished
from octavo.tui.widgets.tags.tag_bar import Chip, TagBar, TagState

if TYPE_CHECKING:
    from octavo.tui.widgets.tags.tag_menu import TagInput, TagMenu

_TAIL = 14
"""The cells that a line to type in needs behind the chips."""
_WIDTH, _WITH_REASONS = 44, 64
"""Cells of the menu, and with suggestions."""
_STRIP = 12
"""Cells of the text beside it that can be read; it lies over fewer."""
_MENU = 9
"""Lines of the menu, if there is room below."""
_LINES = ((30, 4), (20, 3), (0, 2))
"""From which height of the screen on the chips and the line may take how many lines."""
_CLOSED = 2
"""Lines that the chips take while nobody edits them."""


class TagEditor(Widget):
    """Stands between the headline and the text as a row of chips; `open` gives it the keyboard.

    Every toggle is told at once and shown at once: the key after Esc may already be a command
    of its own. The screen applies it and hands the new chips down, which does not disturb what
    is being typed.

    Large because Textual asks ten methods of it: for its values, its parts and their messages.
    """

    DEFAULT_CSS = """
    TagEditor {
        height: auto;
        padding: 0 2;
        LineInput { position: absolute; }
        &.-idle TagBar { visibility: hidden; }
    }
    """

    # Textual would lay out and paint a second time whenever the height changes.
    virtual_size = Reactive(Size(0, 0), repaint=False)

    chips: var[Sequence[Chip]] = var(())
    """The tags that the articles at hand have."""
    known: var[Sequence[TagCount]] = var(())
    """The tags to offer, in the order to offer them in while nothing is typed."""
    suggested: var[Sequence[TagSuggestion]] = var(())
    """The tags to offer before those; they may come when it is open for a while already."""
    subject: var[str] = var("")
    """What is being tagged when that is not plain to see, such as `12 articles`."""
    is_idle: var[bool] = var(False, toggle_class="-idle")
    """Whether there is nothing that could have tags."""
    is_open: var[bool] = var(False, init=False)
    """Whether tags can be typed; see `open` and `close`."""

    class Asked(DataMessage):
        """The chips were clicked: the editor is to be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = TagBar()
        self.toggled: Callable[[Tag, bool], object] = lambda _tag, _on: None
        """Called with a tag, and whether it is put on the articles at hand or taken off."""
        self.pasted: Callable[[Sequence[Tag]], object] = lambda _tags: None
        """Called with tags that are put on at once."""
        self.dismissed: Callable[[Tag], object] = lambda _tag: None
        """Called with a suggestion that is not wanted."""
        self.closed: Callable[[], object] = lambda: None
        """Called when the editor was left; the keyboard is already back where it was."""
        self._came_from: Widget | None = None
        self._latest: tuple[Tag, ...] = ()

    def compose(self) -> ComposeResult:
        yield self.bar.data_bind(TagEditor.subject)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The blank at its edges; what is in it draws itself."""
        edge = Style(bgcolor=self.rich_style.bgcolor)
        blank = Strip.blank(self.outer_size.width, edge)
        return finished(self, [blank] * crop.height, crop)

    @cached_property
    def input(self) -> "TagInput":
        """What tags are typed in; it comes on the screen when the editor is first opened."""
        from octavo.tui.widgets.tags.tag_menu import TagInput  # not needed to launch

        return TagInput(
            self.menu,
            self.toggle,
            self._put_on,
            self._take_last_off,
            self._leave,
            self._dismiss,
        )

    @cached_property
    def menu(self) -> "TagMenu":
        """The tags to choose from."""
        from octavo.tui.widgets.tags.tag_menu import TagMenu  # not needed to launch

        return TagMenu(self.toggle)

    def suggest(self, found: Sequence[TagSuggestion]) -> None:
        """Offer what was found, for which keys that choose among all that is offered wait."""
        if found or self.suggested:
            self.suggested = found
        self.menu.is_suggested.set()

    def open(self, *, suggests: bool = False) -> None:
        """Take the keyboard at once, with an empty line; `suggest` may be called later."""
        if self.is_open:
            return
        self.suggested = ()
        if suggests:
            self.menu.is_suggested.clear()
        else:
            self.menu.is_suggested.set()
        self._came_from, self._latest = self.screen.focused, ()
        if not self.input.is_attached:
            self.mount(self.input, self.menu)
        self.is_open = True
        self.input.put("")
        self.menu.suggested = self.suggested
        self.menu.know(self.known)
        self.menu.start()
        self.watch_chips(self.chips)
        self.bar.tail = _TAIL
        self._place()
        self.screen.screen_layout_refresh_signal.subscribe(self, self._place)
        self.input.open()

    def close(self) -> None:
        """Go back to being a row of chips, and give the keyboard back, without telling it."""
        if not self.is_open:
            return
        if self.input.has_focus:
            self.screen.set_focus(self._came_from)
        self.is_open = False
        self.menu.is_suggested.set()
        self.screen.screen_layout_refresh_signal.unsubscribe(self)
        self.bar.tail, self.bar.max_lines = 0, _CLOSED

    def validate_chips(self, chips: Sequence[Chip]) -> Sequence[Chip]:
        """Keep those that were just put on last, next to the line."""
        if not (self.is_open and self._latest):
            return chips
        places = {tag: place for place, tag in enumerate(self._latest, 1)}
        return sorted(chips, key=lambda chip: places.get(chip.tag, 0))

    def watch_chips(self, chips: Sequence[Chip]) -> None:
        self.bar.chips = chips
        if self.is_open:
            self.menu.stand({chip.tag: chip.presence for chip in chips})
        self._place()

    def watch_is_open(self, is_open: bool) -> None:
        """Show the line and the menu, or neither: a class would style all parts anew."""
        self.input.display = self.menu.display = is_open

    def watch_known(self, known: Sequence[TagCount]) -> None:
        if self.is_open:
            self.menu.know(known)

    def watch_suggested(self, suggested: Sequence[TagSuggestion]) -> None:
        if self.is_open:
            self.menu.suggest(suggested)
            self._place()

    def on_resize(self) -> None:
        self._place()

    async def on_descendant_blur(self) -> None:
        """Close when something else was clicked."""
        if not self.input.has_focus:
            await self._leave()

    @on(TagBar.Clicked)
    def _clicked(self, event: TagBar.Clicked) -> None:
        event.stop()
        if not self.is_open:
            self.post_message(self.Asked())
        elif event.chip:
            self.toggle(event.chip.tag)

    async def _leave(self) -> None:
        """Close, and tell it."""
        if self.is_open:
            await self.input.settled()
            self.close()
            self.closed()

    def toggle(self, tag: Tag) -> None:
        """Put a tag on all of the articles unless they all have it already."""
        presence = {chip.tag: chip.presence for chip in self.chips}
        self._put(tag, presence.get(tag) is not TagState.ON)

    def _put_on(self, tags: Sequence[Tag]) -> None:
        """Put tags on all of the articles, in one step."""
        self._latest = (*(tag for tag in self._latest if tag not in tags), *tags)
        kept = (chip for chip in self.chips if chip.tag not in tags)
        self.chips = (*kept, *map(Chip, tags))
        self.pasted(tags)

    def _put(self, tag: Tag, on: bool) -> None:
        chips = {chip.tag: chip for chip in self.chips}
        self._latest = tuple(other for other in self._latest if other != tag)
        if on:
            chips[tag] = Chip(tag)
            self._latest += (tag,)
        else:
            chips.pop(tag, None)
        self.chips = tuple(chips.values())
        self.toggled(tag, on)

    def _dismiss(self, tag: Tag) -> None:
        self.dismissed(tag)

    def _take_last_off(self) -> None:
        """Take off the last tag, if it can be seen."""
        if self.chips and self.bar.flowing.rest < len(self.chips):
            self._put(self.chips[-1].tag, False)

    def _place(self, _screen: object = None) -> None:
        """Put the line behind the last chip, and below it as much of the menu as fits."""
        if not self.is_open:
            return
        height = self.screen.size.height
        self.bar.max_lines = next(lines for least, lines in _LINES if height >= least)
        flow = self.bar.flow_in(self.size.width)
        self.input.styles.offset = (flow.x, flow.y)
        self.input.styles.width = max(1, self.size.width - flow.x)
        bottom = self.parent.region.bottom if isinstance(self.parent, Widget) else height
        self.menu.fit(max(1, min(_MENU, bottom - self.region.y - flow.height)))
        width = _WITH_REASONS if self.suggested else _WIDTH
        whole = self.size.width
        self.menu.styles.width = width if whole - width >= _STRIP else whole
