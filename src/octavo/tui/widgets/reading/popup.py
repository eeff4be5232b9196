"""Texts with keys of their own: over the one that is read, at its foot, or only on view."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from octavo.markdown.layout.layout import lay_out
from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.reading.pane import ReadingPane

_SHARE = 3
"""A footnote takes at most one part in so many of the text's height."""


class PopupText(ReadingPane, inherit_bindings=False):
    """What it shows, which has the keyboard while it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.NOTE)]

    def __init__(self, go: Callable[[], None], close: Callable[[], None]) -> None:
        super().__init__()
        self._go = go
        self._close = close

    def action_go_there(self) -> None:
        """Go to where it stands in the text."""
        self._go()

    def action_follow(self) -> None:
        """Follow the first link in it."""
        if link := next(self.links.all(), None):
            self._close()
            self.post_message(self.LinkClicked(link.url))

    def action_close(self) -> None:
        """Go back to the text as it stands."""
        self._close()

    def focus_moved(self) -> None:
        """Be gone when the keyboard went elsewhere."""
        if not self.has_focus and self.screen.focused not in (None, self):
            self._close()


class TextPopup(Widget):
    """A footnote or a source at the foot of the text, no taller than it needs, or a text."""

    DEFAULT_CSS = """
    TextPopup {
        display: none;
        layer: panel;
        dock: bottom;
        height: auto;
        layout: vertical;
        background: $surface;
        border-top: hkey $primary 50%;
        &.-open { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = PopupText(self._go, self.close)
        self._gone_to: Callable[[], None] = lambda: None
        self._came_from: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def open(self, text: str, gone_to: Callable[[], None], *, is_whole: bool = False) -> None:
        """Show a text and take the keyboard; `gone_to` is told when its place is asked for.

        What `is_whole` lies over all of the text.
        """
        if not self.text.is_attached:
            self.mount(self.text)
        self._gone_to, self._came_from = gone_to, self.screen.focused
        side = self.parent.size if isinstance(self.parent, Widget) else self.size
        self.text.show(text)
        if is_whole:
            tall = side.height - 1
        else:
            width = self.text.view.line_width_in(side.width)
            tall = min(len(lay_out(text, max(1, width))), side.height // _SHARE)
        self.text.styles.height = max(1, tall)
        self.add_class("-open")
        self.screen.set_focus(self.text)

    def close(self) -> None:
        """Be gone, and give the keyboard back to what had it."""
        self.remove_class("-open")
        if self.screen.focused is self.text:
            self.screen.set_focus(self._came_from)

    def _go(self) -> None:
        self.close()
        self._gone_to()


class ViewPane(ReadingPane, inherit_bindings=False):
    """A text that is only on view: it has the keys of a reader, and none that change it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.VIEW)]
