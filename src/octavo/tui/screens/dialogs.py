"""Dialogs: questions in a box over the screen, awaited where they are asked, and the help.

Long because all kinds of questions stand here, none of which is much.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static

from octavo.markdown.layout import bidi
from octavo.model.errors import OctavoError
from octavo.text import label, visible
from octavo.tui.terminal.input import heard_out
from octavo.tui.widgets.base.line_input import VisibleInput
from octavo.tui.widgets.help.help_list import HelpList

BOX = """
    align: center middle;
    & > Vertical {
        width: 64;
        max-width: 90%;
        height: auto;
        max-height: 80%;
        padding: 1 2;
        background: $panel;
        border: round $primary;
    }
    .-title { text-style: bold; margin-bottom: 1; }
    .-more { color: $text-muted; }
    .-keys { color: $text-muted; margin-top: 1; }
    .-problem { color: $text-error; }
    Input, Input:focus { height: 1; border: none; padding: 0 1; background: $surface; }
    &:nocolor Input, &:nocolor Input:focus { padding: 0; }
    &.-low {
        & > Vertical { padding: 0 1; max-height: 100%; max-width: 100%; border: none; }
        .-title { margin-bottom: 0; max-height: 3; }
        .-more { max-height: 4; }
        .-keys { margin-top: 0; }
        Input, Input:focus { padding: 0; }
    }
"""
"""How a box looks; on a low screen the margins and the frame give way to what it says."""


def completion(answer: str, known: Iterable[str]) -> str:
    """The first of what is known that an answer could become, as → takes it; else nothing."""
    start = answer.casefold()
    longer = (name for name in known if start and name.casefold().startswith(start))
    return next((name for name in longer if name != answer), "")


class Box(ModalScreen[ScreenResultType]):
    """A box over the screen that fits a low one, too."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open = asyncio.Event()
        """Whether it takes keys."""

    def on_mount(self) -> None:
        """Take keys, the first part that can have them before the next one."""
        self.set_focus(next(iter(self.focus_chain), None))
        self.is_open.set()

    async def settled(self) -> None:
        """Wait until all that was typed so far has come to what it is for."""
        await self.is_open.wait()
        *way, _app = (
            self.focused.ancestors_with_self if self.focused else self.ancestors_with_self
        )
        for each in way:
            await heard_out(each)


class Question(Box[bool]):
    """Yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "dismiss(True)", "Yes", priority=True),
        Binding("n,escape,q", "dismiss(False)", "No", priority=True),
    ]
    DEFAULT_CSS = "Question {" + BOX + "&.-low .-more { max-height: 60vh; } }"

    def __init__(self, question: str, more: str = "") -> None:
        super().__init__()
        self._question = Content(bidi.seen(label(question)))
        self._more = Content(more)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="-title")
            yield Static(self._more, classes="-more")
            yield Static("⏎ yes   Esc no", classes="-keys", markup=False)


class LineQuestion(Box[str | None]):
    """A line to fill in; None if the reader thought better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Do it", priority=True),
        Binding("escape", "dismiss(None)", "Cancel", priority=True),
    ]
    DEFAULT_CSS = "LineQuestion {" + BOX + "}"

    def __init__(
        self,
        question: str,
        answer: str = "",
        *,
        known: Sequence[str] = (),
        usual: bool = False,
        preview: Callable[[str], str] | None = None,
    ) -> None:
        """Ask with an answer to begin from; `preview` says what an answer would do.

        A `usual` answer is selected: what is typed takes its place.

        A preview that starts with `!` says what is wrong with the answer.
        """
        super().__init__()
        self._question = Content(bidi.seen(label(question)))
        self._answer = answer
        self._known = known
        self._usual = usual
        self._preview = preview or (lambda _: "")

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="-title")
            yield VisibleInput(
                self._answer,
                suggester=SuggestFromList(self._known, case_sensitive=False),
                select_on_focus=self._usual,
            )
            yield Static("", classes="-more", markup=False)
            complete = "→ complete   " if self._known else ""
            yield Static(f"⏎ do it   {complete}Esc cancel", classes="-keys", markup=False)

    def on_mount(self) -> None:
        """Say what an empty answer would do."""
        if not self._answer:  # the line tells of what it begins with
            self._tell("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._tell(event.value)

    def _tell(self, answer: str) -> None:
        said = self._told(answer)
        more = self.query_one(".-more", Static)
        more.set_class(said.startswith("!") and bool(answer), "-problem")
        more.update(visible(said.removeprefix("!")))

    async def action_answer(self) -> None:
        """Take the answer; where it cannot be, complete it, and leave it to be looked at."""
        line = self.query_one(Input)
        await heard_out(line)
        if not self._told(line.value).startswith("!"):
            self.dismiss(line.value)
        elif whole := completion(line.value, self._known):
            line.value = whole
            line.cursor_position = len(whole)

    def _told(self, answer: str) -> str:
        """What an answer would do; what keeps that from being told is wrong with it."""
        try:
            return self._preview(answer)
        except OSError as error:
            return f"!{error.strerror}."
        except OctavoError as error:
            return f"!{error}"


class FormQuestion(Box[Mapping[str, str] | None]):
    """Some lines to fill in; gives back what was changed, by name, None if that is nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Keep", priority=True),
        Binding("escape", "dismiss(None)", "Cancel", priority=True),
        Binding("down", "app.focus_next", "Next line", priority=True),
        Binding("up", "app.focus_previous", "Line above", priority=True),
    ]
    DEFAULT_CSS = (
        "FormQuestion {"
        + BOX
        + """
        Horizontal { height: 1; }
        .-label { width: 12; color: $text-muted; }
        Input, Input:focus { width: 1fr; }
        Input:focus { background: $primary 25%; }
    }
    """
    )

    def __init__(
        self,
        question: str,
        lines: Sequence[tuple[str, str, str]],
        check: Callable[[str, str], str],
    ) -> None:
        """Each line has a name, a label and a value; `check` says what is wrong with that."""
        super().__init__()
        self._question = Content(bidi.seen(label(question)))
        self._lines = lines
        self._check = check
        self._inputs = {
            name: VisibleInput(value, select_on_focus=False) for name, _, value in lines
        }
        self._more = Static("", classes="-more -problem", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="-title")
            for name, label, _ in self._lines:
                with Horizontal():
                    yield Static(label, classes="-label", markup=False)
                    yield self._inputs[name]
            yield self._more
            yield Static("⏎ keep   ↓ next line   Esc cancel", classes="-keys", markup=False)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._more.update(next(iter(self._problems().values()), ""))

    async def action_answer(self) -> None:
        """Give back what was changed, or go to the line that cannot be so."""
        await heard_out(self.focused)
        if problems := self._problems():
            self._inputs[next(iter(problems))].focus()
        else:
            self.dismiss(self._changed())

    def _changed(self) -> dict[str, str]:
        return {
            name: now
            for name, _, before in self._lines
            if (now := self._inputs[name].value) != visible(before)
        }

    def _problems(self) -> dict[str, str]:
        said = {name: self._check(name, value) for name, value in self._changed().items()}
        return {name: problem for name, problem in said.items() if problem}


_NARROW = 34
"""Cells that an option of a choice has, unless one of them is longer."""


class Choice(Box[int | None]):
    """One of some options, by its place; None if the reader thought better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", priority=True),
        Binding("k,up", "move(-1)", "Up", priority=True),
        Binding("home", "point(0)", "First", priority=True),
        Binding("end", "point(-1)", "Last", priority=True),
        Binding("enter,l", "choose", "Choose", priority=True),
        Binding("escape,q,h,comma", "dismiss(None)", "Cancel", priority=True),
    ]
    DEFAULT_CSS = (
        "Choice {"
        + BOX
        + """
        & > Vertical { width: 40; }
        & > .-wide { width: 72; max-width: 100%; }
        &.-low > Vertical { width: 100%; }
        OptionList, OptionList:focus {
            height: auto; max-height: 42vh; border: none; padding: 0; background: $panel;
            scrollbar-size: 0 1;
        }
        &.-low OptionList { max-height: 80vh; }
    }
    """
    )

    def __init__(self, question: str, options: Sequence[str], at: int) -> None:
        super().__init__()
        self._question = Content(question)
        self._options = OptionList(*map(Content, options), markup=False)
        self._options.highlighted = at

    def compose(self) -> ComposeResult:
        longest = max(cell_len(str(option.prompt)) for option in self._options.options)
        with Vertical(classes="-wide" if longest > _NARROW else ""):
            yield Static(self._question, classes="-title")
            yield self._options
            yield Static("⏎ choose   Esc cancel", classes="-keys", markup=False)

    def action_move(self, by: int) -> None:
        """Point at another option, around the ends."""
        self.action_point((self._options.highlighted or 0) + by)

    def action_point(self, at: int) -> None:
        """Point at an option by its place, counted from the end below 0."""
        self._options.highlighted = at % self._options.option_count

    def action_choose(self) -> None:
        """Give back the place of what is pointed at."""
        self.dismiss(self._options.highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)


class HelpScreen(Box[str | None]):
    """Gives back the id of the command to run, or None."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        HelpList {
            width: 126;
            max-width: 100%;
            height: 100%;
            max-height: 48;
            padding: 0 1;
            background: $panel;
            border: round $primary;
        }
        &.-low HelpList {
            height: 100%;
            border: none;
            Horizontal { margin: 0; }
            .help-list--told { height: 3; padding: 0 1; }
        }
    }
    """

    def __init__(self, commands: HelpList) -> None:
        super().__init__()
        self._list = commands

    def compose(self) -> ComposeResult:
        yield self._list

    @on(HelpList.Chosen)
    def _chosen(self, event: HelpList.Chosen) -> None:
        self.dismiss(event.id)

    @on(HelpList.Closed)
    def _help_closed(self) -> None:
        self.dismiss(None)
