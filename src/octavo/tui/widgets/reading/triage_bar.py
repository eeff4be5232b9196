"""What has the keyboard while one goes through many: tags at hand, and how many are left."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content

from octavo.model.tag import Tag, TagSuggestion
from octavo.settings.commands import Context
from octavo.text import count_of, label, truncated
from octavo.tui.bindings import bindings_for, ignore_message
from octavo.tui.widgets.reading.hints import TextKeys

_LOW = 20
"""Lines; on a screen of less the suggestions stand in one."""


_KEY, _MUTED = "bold $text-accent", "$text-muted"


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
        left = f"{count_of(self._told.left, 'article')} left"
        pinned = self._pinned(width - cell_len(left) - 3)
        yield Content.assemble((left, _MUTED), "   ", pinned)
        said = [
            Content.assemble(
                (key, "bold $text-accent"), f" {label(each.tag)}  ", (why, "$text-muted")
            )
            for key, each in self._told.suggested
            if (why := label(each.reason)) is not None
        ]
        yield from (
            [Content("   ").join(said)] if said and self.screen.size.height < _LOW else said
        )

    def _pinned(self, width: int) -> Content:
        """The pinned tags with their digits, as far as there is room."""
        parts: list[Content] = []
        for number, (tag, is_on) in enumerate(self._told.pinned, 1):
            name = truncated(label(tag), 24)
            if sum(part.cell_length for part in parts) + cell_len(name) + 4 > width:
                break
            style = "bold $text-success" if is_on else ""
            parts.append(
                Content.assemble((f"{number} ", "bold $text-accent"), (name, style), "  ")
            )
        return Content("").join(parts)
