"""What has the keyboard in place of the text: letters over its links, or a caret in it."""

from collections.abc import Callable, Sequence
from itertools import product
from string import ascii_letters

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.messages import ignore_message

LETTERS = "asdfghjklqwertuiopzxcvbnm"
"""Letters to label links with, those under the fingers first; `y` is for copying."""


def labels_for(narrow: Sequence[bool], letters: str = LETTERS) -> list[str]:
    """A label for each link in some order, none of which is the beginning of another.

    One letter each while there are enough of them, else two, where a link has room for that;
    `narrow` tells those that have not. What letters do not suffice for has an empty one.
    """
    count, most = len(narrow), len(letters)
    if count <= most:
        return list(letters[:count])
    singles = sum(narrow)
    while singles > 0 and count - singles > (most - singles) * most:
        singles -= 1
    short = iter(letters[:singles])
    long = iter(list(map("".join, product(letters[singles:], letters))))
    return [(next(short, "") if one else "") or next(long, "") for one in narrow]


def labelled(strip: Strip, labels: Sequence[tuple[int, str]], style: Style) -> Strip:
    """A line with labels over its cells, each from a cell on; it stays as wide as it was."""
    width = strip.cell_length
    for x, label in labels:
        shown = Strip([Segment(label, style)]).crop(0, width - x)
        parts = (strip.crop(0, x), shown, strip.crop(x + shown.cell_length, width))
        strip = Strip.join(parts)
    return strip


class TextKeys(Widget, can_focus=True):
    """Has the keyboard in place of the text.

    All that it shows is a sign in the corner of the text: what keys do is said elsewhere.
    """

    DEFAULT_CSS = """
    TextKeys {
        display: none;
        layer: panel;
        dock: right;
        width: 1;
        height: 1;
        color: $primary;
        text-style: bold;
        &.-open { display: block; }
    }
    """

    sign = ""

    def __init__(self) -> None:
        super().__init__()
        self._left: Callable[[], object] = lambda: None
        self._came_from: Widget | None = None

    def render(self) -> Content:
        return Content(self.sign)

    @property
    def is_open(self) -> bool:
        """Whether it has the keyboard."""
        return self.has_class("-open")

    def take_keyboard(self, left: Callable[[], object]) -> None:
        """Take it; `left` is told when it goes elsewhere, whoever took it there."""
        self._left = left
        self._came_from = self.screen.focused
        self.add_class("-open")
        self.screen.set_focus(self)

    def close(self) -> None:
        """Be gone, and give the keyboard back to what had it."""
        self.remove_class("-open")
        if self.screen.focused is self:
            self.screen.set_focus(self._came_from)

    def on_blur(self) -> None:
        """Leave when the keyboard goes elsewhere: there may be another text then."""
        if self.is_open and self.screen.focused not in (None, self):
            self._left()


class HintKeys(TextKeys):
    """Has the keyboard while links have letters; each letter is told at once."""

    BINDINGS = [
        *bindings_for(Context.HINTS),
        *(
            Binding(letter, f"letter('{letter}')", show=False, priority=True)
            for letter in ascii_letters
            if letter.lower() in LETTERS
        ),
    ]
    sign = "?"

    def __init__(self) -> None:
        super().__init__()
        self._typed: Callable[[str], object] = ignore_message
        self._copy: Callable[[], object] = lambda: None

    def open(
        self,
        typed: Callable[[str], object],
        copy: Callable[[], object],
        left: Callable[[], object],
    ) -> None:
        """Take the keyboard: `typed` is told the letters, `copy` that the next one copies.

        `left` is told when the keyboard goes elsewhere, whoever took it there.
        """
        self._typed, self._copy = typed, copy
        self.take_keyboard(left)

    def action_letter(self, letter: str) -> None:
        """Tell a letter."""
        self._typed(letter)

    def action_copy(self) -> None:
        """Copy what the next letter chooses."""
        self._copy()

    def action_cancel(self) -> None:
        """Choose none."""
        self._left()


class CaretKeys(TextKeys):
    """Has the keyboard while there is a caret in the text."""

    BINDINGS = [*bindings_for(Context.CARET)]
    sign = "v"
