"""What has the keyboard in place of the text: for letters over links, a caret, speech, triage.

For triage it shows the tags at hand, and how many are left.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from string import ascii_letters
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget

from octavo.model.tag import Tag, TagSuggestion
from octavo.settings.commands import Context
from octavo.text import count_of, label, truncated
from octavo.tui.bindings import bindings_for, ignore_message
from octavo.tui.widgets.base.drawing import Opened
from octavo.tui.widgets.reading.text_links import LETTERS

_LOW = 20
"""Lines; on a screen of less the suggestions stand in one."""
_NAME, _SHORT_NAME = 24, 8
"""Cells that the name of a pinned tag has at most, and that it has on one line at least."""

_KEY, _MUTED = "bold $text-accent", "$text-muted"


class TextKeys(Opened, Widget, can_focus=True):
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

    @property
    def cursor_screen_offset(self) -> Offset:
        """That of the text, from which the keyboard came."""
        return getattr(self._came_from, "cursor_screen_offset", Offset())

    def render(self) -> Content:
        return Content(self.sign)

    def take_keyboard(self, left: Callable[[], object]) -> None:
        """Take it; `left` is told when it goes elsewhere, whoever took it there."""
        self._left = left
        self.be_open(self)

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

    def open(self, typed: Callable[[str], object], left: Callable[[], object]) -> None:
        """Take the keyboard: `typed` is told the letters.

        `left` is told when the keyboard goes elsewhere, whoever took it there.
        """
        self._typed = typed
        self.take_keyboard(left)

    def action_letter(self, letter: str) -> None:
        """Tell a letter."""
        self._typed(letter)


class CaretKeys(TextKeys):
    """Has the keyboard while there is a caret in the text."""

    BINDINGS = [*bindings_for(Context.CARET)]
    sign = "v"


class SpeechKeys(TextKeys):
    """Has the keyboard while the text is read aloud."""

    BINDINGS = [*bindings_for(Context.SPEECH)]
    sign = "♪"


class TagsAtHand(NamedTuple):
    """What stands in the bar."""

    left: int = 0
    """How many articles there are from this one on."""
    pinned: Sequence[tuple[Tag, bool]] = ()
    """The pinned tags, and whether the article has each."""
    suggested: Sequence[tuple[str, TagSuggestion]] = ()
    """What is suggested, each with its key."""


class TriageBar(TextKeys):
    """Stands below the text, which it has the keyboard in the place of."""

    BINDINGS = [
        *bindings_for(Context.TRIAGE),
        *(Binding(f"{n}", f"pinned({n})", show=False, priority=True) for n in range(1, 10)),
    ]

    DEFAULT_CSS = """
    TriageBar {
        layer: default;
        dock: bottom;
        width: 1fr;
        height: auto;
        max-height: 6;
        padding: 0 2;
        border-top: solid $primary 50%;
        color: $foreground;
        text-style: none;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    pinned: Callable[[int], object] = staticmethod(ignore_message)
    """Told the digit of the pinned tag that is to be put on."""

    def __init__(self) -> None:
        super().__init__()
        self._told = TagsAtHand()

    def tell(self, told: TagsAtHand) -> None:
        """Show other tags."""
        self._told = told
        self.refresh(layout=True)

    def action_pinned(self, number: int) -> None:
        """Put a pinned tag on."""
        self.pinned(number)

    def render(self) -> Content:
        return Content("\n").join(
            self._lines(self.content_size.width or self.screen.size.width)
        )

    def _lines(self, width: int) -> Iterator[Content]:
        left = Content.styled(f"{count_of(self._told.left, 'article')} left   ", _MUTED)
        yield from self._with_pinned(left, width)
        said = [
            Content.assemble((key, _KEY), f" {label(each.tag)}  ", (label(each.reason), _MUTED))
            for key, each in self._told.suggested
        ]
        if self.screen.size.height < _LOW:
            said = [Content("   ").join(said[:n]) for n in range(1, len(said) + 1)]
            fitting = (line for line in reversed(said) if line.cell_length <= width)
            said = [next(fitting, said[0])] if said else []
        yield from said

    def _with_pinned(self, left: Content, width: int) -> Sequence[Content]:
        """A line with the pinned tags behind it, on more lines rather than cut very short."""
        names = [label(tag) for tag, _ in self._told.pinned]
        shortest = (_SHORT_NAME, _SHORT_NAME // 2, 1)
        for (most, short), room in product(enumerate(shortest, 1), range(_NAME, 0, -1)):
            if room < short:
                continue
            lines = [left]
            for number, name in enumerate(names, 1):
                style = "bold $text-success" if self._told.pinned[number - 1][1] else ""
                pin = Content.assemble(
                    (f"{number} ", _KEY), (truncated(name, room), style), "  "
                )
                if lines[-1].cell_length + pin.cell_length > width + 2:
                    lines.append(Content(""))
                lines[-1] += pin
            if len(lines) <= most:
                break
        return lines
