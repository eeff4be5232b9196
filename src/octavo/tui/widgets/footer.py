"""The footer: which keys work here and now, and what was done last."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from octavo.model.operation import TOOK_BACK
from octavo.settings.commands import Command, Context, works_in
from octavo.settings.commands import command as command_of
from octavo.settings.keymap import Keymap
from octavo.text import label, shortened, truncated
from octavo.tui.bindings import DataMessage
from octavo.tui.terminal.painting import DrawnParts
from octavo.tui.widgets.base.drawing import FinishedLines, Line

_RECEIPT = 30
"""Cells that what was done has where there is room for it."""
_SHORT_RECEIPT = 16
"""Cells that it takes at least to be understood, where it is cut."""
_KEYS = 14
"""Cells that it leaves to the keys."""
_GAP = 2
"""Cells between two commands."""


class CommandBar(FinishedLines, DrawnParts, Widget):
    """As many commands as fit the width, the most useful first.

    Large because what was done, came in, goes on and is said in passing share its right end.
    """

    DEFAULT_CSS = """
    CommandBar {
        height: 1;
        padding: 0 1;
        background: $foreground 4%;
        .command-bar--key { color: $text-primary; text-style: bold; }
        .command-bar--title { color: $foreground 70%; }
        .command-bar--last { color: $foreground 85%; }
    }
    """

    context: reactive[Context] = reactive(Context.LIST)
    keymap: reactive[Keymap] = reactive(Keymap())
    last: reactive[str] = reactive("")
    """What was done last and can be undone, such as `ai +1`."""
    news: reactive[str] = reactive("")
    """What came in meanwhile, and how to see it."""
    remark: reactive[str] = reactive("")
    """What was said that needs no answer, until the next key that does something."""
    asks: reactive[str] = reactive("")
    """What keys do that are no commands; stands in place of these."""
    hits: reactive[str] = reactive("")
    """Which of the hits in the text is the current one, such as `3 of 17`."""
    working: reactive[str] = reactive("")
    """What is under way, and how to stop it; while it is, that comes first."""
    leads_back: reactive[bool] = reactive(True)
    """Whether there is anything to go back to from the list."""
    tells_last = True
    """Whether `last` is told: what is only on view has nothing to undo."""
    _reported = ""
    """What was told last that cannot be undone."""
    _done = ""
    """What was told before that."""
    _told_news_last = False
    """Whether `news` was set after `last`."""

    class Clicked(DataMessage):
        """A command was clicked."""

        command: Command

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        width, margin = self.size.width, self.styles.padding.left
        plain, title, of_key, last = map(self._style, ("", "title", "key", "last"))
        line, aside = Line(width, plain), self._aside(width)
        line.add(truncated(self.asks, self._room(aside)), title)
        for x, command, key in self._drawn(aside):
            line.skip_to(x).add(key, of_key).add(f" {title_of(command)}", title)
        line.skip_to(width - cell_len(aside)).add(aside, last).skip_to(width)
        whole = Line(width + margin, Style(bgcolor=plain.bgcolor)).skip_to(margin).join(line)
        return whole.strip(margin)

    def _room(self, aside: str) -> int:
        """Cells beside what stands on the right."""
        return self.size.width - (cell_len(aside) + _GAP if aside else 0)

    def _drawn(self, aside: str) -> Iterator[tuple[int, Command, str]]:
        """The commands that are to be seen: none where something is asked."""
        return iter(()) if self.asks else self.shown(self._room(aside))

    def shown(self, room: int) -> Iterator[tuple[int, Command, str]]:
        """The commands that fit some cells: where each starts, and its key."""
        ranked = self._ranked()
        kept = [command for command in ranked if self._is_kept(command)]
        is_full = False
        x, reserved = 0, sum(self._cells_of(command) + _GAP for command in kept)
        for command in ranked:
            taken = self._cells_of(command)
            if command in kept:
                reserved -= taken + _GAP
            elif is_full or x + taken + reserved > room:
                is_full = True
                continue
            if x + taken > room:
                return
            yield x, command, self.keymap.label_of(command.id)
            x += taken + _GAP

    def _is_kept(self, command: Command) -> bool:
        """Whether others give way to it: to the help, and to what Esc does."""
        return command.target == "app.help" or "escape" in self.keymap.keys_of(command.id)

    def _cells_of(self, command: Command) -> int:
        return cell_len(self.keymap.label_of(command.id)) + 1 + cell_len(title_of(command))

    def on_click(self, event: events.Click) -> None:
        """Say which command was clicked."""
        if (at := event.get_content_offset(self)) is None:
            return
        for x, command, key in self._drawn(self._aside(self.size.width)):
            if x <= at.x < x + cell_len(f"{key} {title_of(command)}"):
                self.post_message(self.Clicked(command))

    def _ranked(self) -> list[Command]:
        here = (
            command
            for command in works_in(self.context)
            if command.priority
            and (self.leads_back or self.context is not Context.LIST or command.id != "back")
            and self.keymap.keys_of(command.id)
        )
        return sorted(here, key=lambda command: command.priority)

    def report(self, said: str) -> None:
        """Tell what was done that leaves nothing to undo."""
        self._done = self.undoable
        self._reported = self.last = said

    @property
    def undoable(self) -> str:
        """What was done last, but for what leaves nothing to undo."""
        return self._done if self.last == self._reported else self.last

    def follow(self, other: "CommandBar") -> None:
        """Tell what was done last in the place of another one, if that is something else."""
        if self.undoable != other.undoable:
            self.last = other.undoable

    def watch_last(self) -> None:
        self._told_news_last = False

    def watch_news(self, news: str) -> None:
        self._told_news_last = bool(news)

    def _aside(self, width: int) -> str:
        """What stands on the right; while the text has the keyboard, with its hits."""
        hits = self.hits if self.context in (Context.TEXT, Context.VIEW, Context.CARET) else ""
        told = self._told(width, cell_len(hits) + _GAP if hits else 0)
        return (" " * _GAP).join(filter(None, (hits, told)))

    def has_room_for(self, said: str) -> bool:
        """Whether something can stand here whole, beside the help and what Esc does."""
        room = self.size.width - self._cells_kept() - cell_len(self.hits) - _GAP
        return not (self.working or self.asks) and cell_len(said) <= room

    def _cells_kept(self) -> int:
        """What the commands take that are always shown."""
        ranked = self._ranked()
        return sum(self._cells_of(each) + _GAP for each in ranked if self._is_kept(each))

    def _told(self, width: int, taken: int) -> str:
        """What goes on or was done: all of it where that fits, else what was told last."""
        if self.working:
            return truncated(label(self.working), width * 3 // 4 - taken)
        kept = self._cells_kept()
        if self.remark:
            return truncated(self.remark, max(0, width - kept - taken))
        room = max(width // 2, min(_RECEIPT, width - _KEYS)) - taken
        room = max(0, min(room, width - kept - taken))
        is_reported = self.last == self._reported
        done = label(self.last) if self.tells_last or is_reported else ""
        way = "redo" if done.startswith(TOOK_BACK) else "undo"
        works = self.context in command_of(way).when and not is_reported
        key = self.keymap.label_of(way) if works else ""
        sign = f" {'↷' if way == 'redo' else '↶'} {key}" if done and key else ""
        if room < min(_SHORT_RECEIPT, cell_len(f"{done}{sign}")):
            done = sign = ""
        last = f"{shortened(done, room - cell_len(sign))}{sign}"
        both = "   ".join(filter(None, (label(self.news), f"{done}{sign}")))
        if cell_len(both) <= room:
            return both
        return truncated(label(self.news) if self._told_news_last else last, room)

    def _style(self, part: str) -> Style:
        return self.drawn_style(*([f"command-bar--{part}"] if part else ()))


def title_of(command: Command) -> str:
    """A command's title as the footer has it, without a capital."""
    return command.title[:1].lower() + command.title[1:]
