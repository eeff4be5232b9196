"""The help and the palette: commands with their keys, to be searched and run."""

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from octavo.settings.commands import COMMANDS, Command, Context, Group
from octavo.settings.keymap import Keymap, label
from octavo.text import truncated
from octavo.tui.bindings import DataMessage, bindings_for
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import LineInput, once_typed
from octavo.tui.widgets.base.row_view import RowView

_KEYS = 12
_TITLE = 22
"""Cells of the columns; the longest title of a command has 22."""


class HelpLines(RowView["Command | Group | str"], can_focus=False):
    """The commands in their groups; the cursor passes over headings and blank lines."""

    DEFAULT_CSS = """
    HelpLines {
        height: 1fr;
        & > .help-lines--group { color: $text-accent; text-style: bold; }
        & > .row-view--cursor { background: $primary 30%; }
        & > .row-view--edge { color: $primary; }
        & > .help-lines--key { color: $text-primary; text-style: bold; }
        & > .help-lines--help { color: $foreground 60%; }
    }
    """

    def __init__(
        self, keymap: Keymap, moved: Callable[[], None], picked: Callable[[], None]
    ) -> None:
        """Call `moved` when another command is pointed at, `picked` on a double click."""
        super().__init__()
        self._keymap = keymap
        self._moved = moved
        self._picked = picked

    @property
    def pointed(self) -> Command | None:
        """The command that is pointed at."""
        entry = self.rows[self.at] if self.at < len(self.rows) else None
        return entry if isinstance(entry, Command) else None

    def show(self, rows: Sequence[Command | Group | str]) -> None:
        """List some commands, perhaps under headings."""
        self.rows = list(rows)
        places = range(len(self.rows))
        self.at = next((place for place in places if isinstance(self.rows[place], Command)), 0)
        self.lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self.cursor_moved()

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry = self.rows[row]
        if not isinstance(entry, Command):
            heading = Line(width, self.style_of())
            return [heading.add(f" {entry}", self.style_of("help-lines--group")).strip()]
        ground, line = self.ground(row), self.begun(row, width)
        keys = " ".join(_labels(entry, self._keymap))
        line.add(keys, self.style_of(*ground, "help-lines--key")).skip_to(_KEYS)
        line.add(truncated(entry.title, _TITLE - 1)).skip_to(_KEYS + _TITLE)
        if cell_len(entry.help) <= line.left:  # else only at the foot, which has all of it
            line.add(entry.help, self.style_of(*ground, "help-lines--help"))
        return [line.strip()]

    def go_to(self, place: int) -> None:
        """Pass over headings, on the way that the cursor was going."""
        step = 1 if place >= self.at else -1
        while 0 <= place < len(self.rows) and not isinstance(self.rows[place], Command):
            place += step
        if 0 <= place < len(self.rows):
            super().go_to(place)

    def cursor_moved(self) -> None:
        self._moved()

    def row_clicked(self, row: int, event: events.Click) -> None:  # noqa: ARG002
        if event.chain == 2:
            self._picked()


class HelpList(Widget):
    """A line to type in, below it the commands that match, and what the one pointed at does."""

    BINDINGS = [*bindings_for(Context.HELP)]

    DEFAULT_CSS = """
    HelpList {
        layout: vertical;
        Horizontal { height: 1; margin: 0 0 1 0; }
        .help-list--sign { width: 3; padding: 0 1; color: $primary; text-style: bold; }
        LineInput { width: 1fr; }
        .help-list--told { height: 4; padding: 1 1 0 1; color: $foreground 85%; }
    }
    """

    class Chosen(DataMessage):
        """A command is to be run."""

        id: str

    class Closed(DataMessage):
        """The help is done with."""

    def __init__(
        self,
        keymap: Keymap,
        context: Context | None,
        commands: Sequence[Command] = COMMANDS,
        *,
        sign: str = "?",
    ) -> None:
        """What works in the `context`, where the keyboard was, comes first.

        The `sign` before the line is the key that has brought it up.
        """
        super().__init__()
        self._keymap, self._asked_in, self._commands = keymap, context, commands
        self._sign = sign
        self.input = LineInput(
            self._show, placeholder="a command, a key or what you want to do"
        )
        self.lines = HelpLines(keymap, self._explain, self._run)
        self._told = Static(classes="help-list--told", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(self._sign, classes="help-list--sign", markup=False)
            yield self.input
        yield self.lines
        yield self._told

    def on_mount(self) -> None:
        """Show all commands."""
        self._show("")

    def _explain(self) -> None:
        command = self.lines.pointed
        self._told.update(_told(command) if command else "Nothing found.")

    async def action_run(self) -> None:
        """Run the command that is pointed at."""
        await self.input.settled()
        self._run()

    def _run(self) -> None:
        if command := self.lines.pointed:
            self.post_message(self.Chosen(command.id))

    async def action_close(self) -> None:
        """Close the help."""
        self.post_message(self.Closed())

    action_next_command = once_typed(lambda self: self.lines.move(1))
    action_previous_command = once_typed(lambda self: self.lines.move(-1))

    def _show(self, typed: str) -> None:
        here = [command for command in self._commands if self._works(command)]
        elsewhere = [command for command in self._commands if not self._works(command)]
        if typed.strip():
            self.lines.show(search([*here, *elsewhere], typed, self._keymap))
        else:
            rest: Sequence[Command | str] = ["", "Elsewhere", *elsewhere] if elsewhere else []
            self.lines.show((*_under_headings(here), *rest))

    def _works(self, command: Command) -> bool:
        return self._asked_in is None or self._asked_in in command.when


def search(commands: Sequence[Command], typed: str, keymap: Keymap) -> list[Command]:
    """The commands that a key or some words mean, the most likely first."""
    words = typed.casefold().split()
    ranked = []
    for place, command in enumerate(commands):
        title, says = command.title.casefold(), f"{command.id} {command.help}".casefold()
        keys = keymap.chosen.get(command.id, command.keys)
        if typed.strip() in {*keys, *_labels(command, keymap)}:
            ranked.append((0, place, command))
        elif all(word in title for word in words):
            ranked.append((1, place, command))
        elif all(word in title or word in says for word in words):
            ranked.append((2, place, command))
    return [command for *_, command in sorted(ranked, key=lambda entry: entry[:2])]


def _labels(command: Command, keymap: Keymap) -> list[str]:
    """The keys of a command as a person reads them."""
    return [*map(label, keymap.chosen.get(command.id, command.keys))]


def _told(command: Command) -> Content:
    """What a command does and where."""
    *others, last = sorted(command.when)
    places = f"{', '.join(others)} and {last}" if others else last
    return Content.assemble(command.help, "\n", (f"In the {places}", "dim"))


def _under_headings(commands: Sequence[Command]) -> Iterator[Command | Group | str]:
    """The commands with the heading of each group before it, and a blank line between."""
    group = None
    for command in commands:
        if command.group is not group:
            if group is not None:
                yield ""
            group = command.group
            yield group
        yield command
