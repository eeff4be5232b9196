"""The lines of the help: one for each command, under the headings of their groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip

from octavo.settings.commands import Command, Group
from octavo.settings.keymap import Keymap, label
from octavo.tui.widgets.base.line_builder import Line
from octavo.tui.widgets.base.row_view import RowView

_KEYS = 12
_TITLE = 22


class HelpLines(RowView, can_focus=False):
    """The commands in their groups; the cursor passes over the headings."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("help-lines--group", "help-lines--pointed", "help-lines--key", "help-lines--help"),
        "help-lines--edge",
    }

    DEFAULT_CSS = """
    HelpLines {
        height: 1fr;
        & > .help-lines--group { color: $text-accent; text-style: bold; }
        & > .help-lines--pointed { background: $primary 30%; }
        & > .help-lines--edge { color: $primary; }
        & > .help-lines--key { color: $text-primary; text-style: bold; }
        & > .help-lines--help { color: $foreground 60%; }
    }
    """

    @dataclass
    class Moved(Message):
        """Another command is pointed at, or none."""

        command: Command | None

    @dataclass
    class Picked(Message):
        """A command was double-clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.keymap = Keymap()
        self.entries: Sequence[Command | Group | None] = ()

    @property
    def pointed(self) -> Command | None:
        """The command that is pointed at."""
        entry = self.entries[self.at] if self.at < len(self.entries) else None
        return entry if isinstance(entry, Command) else None

    def show(self, commands: Sequence[Command], *, grouped: bool) -> None:
        """List some commands, under headings or in the order given."""
        self.entries = list(_under_headings(commands)) if grouped else list(commands)
        rows = range(len(self.entries))
        self.at = next((row for row in rows if isinstance(self.entries[row], Command)), 0)
        self.lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self.cursor_moved()

    def count_rows(self) -> int:
        return len(self.entries)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry = self.entries[row]
        if not isinstance(entry, Command):
            heading = Line(width, self.style_of())
            return [heading.add(f" {entry or ''}", self.style_of("help-lines--group")).strip()]
        ground = ("help-lines--pointed",) if row == self.at else ()
        line = Line(width, self.style_of(*ground))
        keys = " ".join(map(label, self.keymap.keys_of(entry.id)))
        line.add("▌" if ground else " ", self.style_of(*ground, "help-lines--edge"))
        line.add(keys, self.style_of(*ground, "help-lines--key")).skip_to(_KEYS)
        line.add(entry.title).skip_to(_KEYS + _TITLE)
        return [line.add(entry.help, self.style_of(*ground, "help-lines--help")).strip()]

    def put_cursor(self, row: int) -> None:
        """Pass over headings, on the way that the cursor was going."""
        step = 1 if row >= self.at else -1
        while 0 <= row < len(self.entries) and not isinstance(self.entries[row], Command):
            row += step
        if 0 <= row < len(self.entries):
            super().put_cursor(row)

    def cursor_moved(self) -> None:
        self.post_message(self.Moved(self.pointed))

    def row_clicked(self, row: int, event: events.Click) -> None:  # noqa: ARG002
        if event.chain == 2:
            self.post_message(self.Picked())


def _under_headings(commands: Sequence[Command]) -> Iterator[Command | Group | None]:
    """The commands with the heading of each group before it, and a blank line between."""
    group = None
    for command in commands:
        if command.group is not group:
            if group is not None:
                yield None
            group = command.group
            yield group
        yield command
