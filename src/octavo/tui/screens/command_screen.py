"""What all screens with commands have in common: a footer, and controllers that do the work."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.actions import SkipAction
from textual.message import Message
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.worker import Worker

from octavo.markdown.layout import bidi
from octavo.model.errors import OctavoError
from octavo.settings.commands import Command, Context, command
from octavo.settings.keymap import Keymap
from octavo.text import label
from octavo.tui.bindings import action_of
from octavo.tui.controllers.jobs import GROUP
from octavo.tui.controllers.protocols import LONG
from octavo.tui.terminal.input import heard_out
from octavo.tui.terminal.painting import StillBehind
from octavo.tui.widgets.footer import CommandBar

if TYPE_CHECKING:
    from octavo.tui.screens.dialogs import Box
    from octavo.tui.widgets.base.prompt import TagPrompt

Answer = TypeVar("Answer")
Done = TypeVar("Done")

TYPED = frozenset({Context.QUERY, Context.EDITOR, Context.PROMPT, Context.NOTE_EDITOR})
"""Where letters are text, and keys see to their order themselves."""


class CommandScreen(StillBehind[ScreenResultType]):
    """A screen whose commands are done by the controllers that are connected to it.

    To controllers it is a `Screen` of `protocols`.

    Large because controllers ask nine things of it: to say, to ask and to work.
    """

    def __init__(self, keymap: Keymap, context: Context, table: Widget | None = None) -> None:
        """What can only be done by a widget is done by the `table`, else by what has focus."""
        super().__init__()
        self.keymap = keymap
        self.footer = CommandBar()
        self.footer.keymap = keymap
        self.footer.context = context
        self._table = table
        self._controllers: dict[str, object] = {}
        self._is_answered: Callable[[], bool] = lambda: False
        """Whether what was asked last is."""
        self._has_asked, self._has_acted = asyncio.Event(), asyncio.Event()
        """How far the last act is that may ask something."""
        self._has_acted.set()
        self._is_long = False
        """Whether it was waited for as long as keys wait, since it asked something last."""
        self._acting: asyncio.Task[object] | None = None
        """What does it."""

    @property
    def context(self) -> Context:
        """Where the keyboard is."""
        return self.footer.context

    async def settled(self) -> None:
        """Wait until what was typed so far has come to the screen; letters of a text do not.

        An answer has come when what it is for asks something more, or is done, or goes on for
        so long that the next key may be meant to break it off; no further key waits for it.
        """
        if self._is_answered() and not (self._has_acted.is_set() or self._is_long):
            self._has_asked.clear()
            try:
                await asyncio.wait_for(self._has_asked.wait(), LONG)
            except TimeoutError:
                self._is_long = True
        elif self.context not in TYPED:
            for each in (self.focused, self):
                await heard_out(each)

    @cached_property
    def tag_prompt(self) -> "TagPrompt":
        """Takes tags as signed words; it comes on the screen when it is first wanted."""
        from octavo.tui.widgets.base.prompt import TagPrompt  # not needed to launch

        prompt = TagPrompt()
        self.mount(prompt, before=self.footer)
        return prompt

    def connect(self, **controllers: object) -> None:
        """Let controllers do the commands that name them."""
        self._controllers.update(controllers)

    def method_for(self, command: Command) -> Callable[..., object] | None:
        """What does a command here; None if that is not connected."""
        name, _, method = command.target.partition(".")
        found = getattr(self._controllers.get(name), method.partition("(")[0], None)
        return found if callable(found) else None

    async def action_run(self, id: str) -> None:
        """Do a command of the table.

        The next key waits for a screen that it opens, and for a question. Where it asks one,
        it goes on by itself, once that was answered, before the next command.
        """
        if (method := self.method_for(command(id))) is None:
            raise SkipAction
        await self._may_act()
        with self.telling_errors():
            done = method(*command(id).arguments)
            if inspect.iscoroutine(done):
                await self.act(done)
            elif inspect.isawaitable(done):
                await done

    async def act(self, act: Coroutine[object, object, object]) -> None:
        """Do what may ask something, until it does; what is part of an act, to its end."""
        if asyncio.current_task() is self._acting:
            await self.to_its_end(act)
            return
        await self._may_act()
        self._has_asked.clear()
        self._has_acted.clear()
        self.run_worker(self._act(act))
        await self._has_asked.wait()

    async def _may_act(self) -> None:
        """Wait for the end of what asked something before, unless this is part of it."""
        if self._is_answered() and asyncio.current_task() is not self._acting:
            await self._has_acted.wait()

    async def run_command(self, id: str) -> None:
        """Do a command where the keyboard is, if it works there."""
        if self.context in command(id).when:
            where = self._table or self.focused or self
            await where.run_action(action_of(command(id)))
        else:
            self.say(f"“{command(id).title}” does not work here.")

    @on(CommandBar.Clicked)
    async def _command_clicked(self, event: CommandBar.Clicked) -> None:
        await self.run_command(event.command.id)

    def in_thread(
        self,
        group: str,
        work: Callable[..., object],
        *args: object,
        joins: bool = False,
        may_fail: bool = False,
    ) -> None:
        """Have something done in another thread; what goes wrong with the library is told."""

        def told() -> None:
            try:
                work(*args)
            except OctavoError as error:
                self.call_later(partial(self.say, str(error), error=True))

        self.run_worker(
            told, group=group, exclusive=not joins, exit_on_error=not may_fail, thread=True
        )

    def check_message_enabled(self, message: Message) -> bool:
        """Whether it is told something; of work in threads, only how jobs go."""
        is_work = isinstance(message, Worker.StateChanged) and message.worker.group != GROUP
        return not is_work and super().check_message_enabled(message)

    @contextmanager
    def telling_errors(self) -> Iterator[None]:
        """Tell the reader what could not be done in a block, and go on."""
        try:
            yield
        except OctavoError as error:
            self.say(str(error), error=True)

    async def _act(self, act: Coroutine[object, object, object]) -> None:
        """Do what may ask something."""
        self._acting = asyncio.current_task()
        try:
            await self.to_its_end(act)
        finally:
            self._acting = None
            self._has_asked.set()
            self._has_acted.set()

    async def ask(self, box: "Box[Answer]") -> Answer:
        """Ask something in a box; what is typed right away goes there."""
        answer = self.app.push_screen(box, wait_for_dismiss=True)
        self._is_answered, self._is_long = answer.done, False
        await box.is_open.wait()
        self._has_asked.set()
        return await answer

    async def to_its_end(self, act: Coroutine[object, object, object]) -> None:
        """Do what takes a while, and tell the reader if it could not be done."""
        with self.telling_errors():
            await act

    def asks_first(self, question: str, more: str, act: Callable[[], None]) -> None:
        """Act as work has come to its end, after asking if this is what is on the screen.

        Elsewhere the box would take the keys for something else.
        """

        async def asking() -> None:
            if await self.confirm(question, more):
                act()

        if self.is_current:
            self.run_worker(self.to_its_end(asking()))
        else:
            act()

    def say(self, message: str, *, error: bool = False, done: bool = False) -> None:
        """Tell the reader something that needs no answer; what was `done`, as receipts are."""
        if done:
            self.footer.report(f"{message[:1].lower()}{message[1:].removesuffix('.')}")
            return
        self.app.notify(
            bidi.seen(label(message)),
            severity="error" if error else "information",
            markup=False,
        )

    def remark(self, said: str) -> bool:
        """Tell something in the footer, or nothing any more; False if it has no room for it."""
        fits = self.footer.has_room_for(said)
        self.footer.remark = said if fits else ""
        return fits

    async def confirm(self, question: str, more: str) -> bool:
        """Ask yes or no."""
        from octavo.tui.screens.dialogs import Question  # not needed to launch

        return await self.ask(Question(question, more))

    async def ask_line(
        self,
        question: str,
        answer: str = "",
        *,
        known: Sequence[str] = (),
        usual: bool = False,
        preview: Callable[[str], str],
    ) -> str | None:
        """Ask for a line, beginning from an answer."""
        from octavo.tui.screens.dialogs import LineQuestion

        asked = LineQuestion(question, answer, known=known, usual=usual, preview=preview)
        return await self.ask(asked)

    async def ask_form(
        self,
        question: str,
        lines: Sequence[tuple[str, str, str]],
        check: Callable[[str, str], str],
    ) -> Mapping[str, str]:
        """Ask for some lines, each a name, a label and a value."""
        from octavo.tui.screens.dialogs import FormQuestion

        return await self.ask(FormQuestion(question, lines, check)) or {}

    async def choose(self, question: str, options: Sequence[str], at: int) -> int | None:
        """Ask for one of some options."""
        from octavo.tui.screens.dialogs import Choice

        return await self.ask(Choice(question, options, at))

    async def ask_what(self, given: str, *, selected: bool) -> tuple[str, bool]:
        """Ask for something to add, beginning from a text; give what is there at the end."""
        from octavo.tui.screens.add import AddScreen  # it takes time to import

        return await self.ask(AddScreen(given, selected=selected))

    def call_from_thread(self, callback: Callable[..., object], *args: object) -> object:
        """From another thread: call something in the app's own, and wait until that is done."""
        return self.app.call_from_thread(callback, *args)
