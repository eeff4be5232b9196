"""Getting and losing the keyboard without being styled and drawn anew as a whole."""

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget


class QuietFocus(_Base):
    """Put before the base of a widget whose style sheet says nothing of the focus.

    Textual would match the style sheet, for every component class of the widget, and repaint
    the whole screen.
    """

    def focus_moved(self) -> None:
        """The keyboard came or went; draw what shows it."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        self.focus_moved()

    def on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True

    def on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
