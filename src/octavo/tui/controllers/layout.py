"""Looking: panes, focus, measure, zoom, help; all that changes nothing in the library."""

from textual import on, work
from textual.events import Resize
from textual.widget import Widget

from octavo.settings.commands import Context, command
from octavo.tui.controllers.reading import Reading
from octavo.tui.controllers.search import Finding
from octavo.tui.widgets.command_bar import CommandBar
from octavo.tui.widgets.split import Split

TWO_PANES_FROM = 90
"""Columns; a narrower screen shows one pane at a time."""

MEASURE_STEP = 4


class Looking(Finding, Reading):
    """Which panes there are, which has the keyboard, and how wide the text is set."""

    zoomed = False
    """Whether only the text is shown on a screen that has room for both."""
    lent = False
    """Whether the reading pane is shown only for as long as its tags are edited."""

    @property
    def narrow(self) -> bool:
        """Whether the screen has room for one pane only."""
        return self.size.width < TWO_PANES_FROM

    def on_resize(self, event: Resize) -> None:
        """Show the panes that there is room for."""
        self.set_class(event.size.height < 20, "-low")
        self.lay_out()

    def lay_out(self) -> None:
        """Show both panes, or the one that has the keyboard."""
        if self.narrow:
            self.split.single = "right" if self._reader_has_focus() or self.lent else "left"
        else:
            self.split.single = "right" if self.zoomed else ""

    def _reader_has_focus(self) -> bool:
        reader = (self.pane, self.tag_editor, self.find_line)
        return self.focused is not None and any(
            part in self.focused.ancestors_with_self for part in reader
        )

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = False,  # noqa: ARG002 - all is in sight
        from_app_focus: bool = False,
    ) -> None:
        """Give the keyboard to a widget, and show at once what goes with that.

        The footer is told first: what is told after the widgets is painted after them.
        """
        before = self.focused
        self.command_bar.context = self._context_of(widget)
        super().set_focus(widget, False, from_app_focus)
        if self.focused is not before and self.is_mounted:
            self._focus_moved()

    def _focus_moved(self) -> None:
        if not self.in_text and self.focused is self.list:
            self.keep_place()
        self.lay_out()

    @property
    def context(self) -> Context:
        """Where the keyboard is."""
        return self._context_of(self.focused)

    def _context_of(self, widget: Widget | None) -> Context:
        places = (
            (self.pane, Context.TEXT),
            (self.query_line, Context.QUERY),
            (self.tag_editor, Context.EDITOR),
            (self.tag_prompt, Context.PROMPT),
            (self.find_line, Context.PROMPT),
        )
        within = widget.ancestors_with_self if widget else []
        return next((context for part, context in places if part in within), Context.LIST)

    def show_reader(self) -> None:
        """Bring up the reading pane for its tag editor, and note where to go back to."""
        self.lent = True
        self.lay_out()

    def leave_reader(self) -> None:
        """Show again the pane that has the keyboard."""
        self.lent = False
        self.lay_out()

    def action_back(self) -> None:
        """Go back one step: clear the marks, then leave the text, then clear the query."""
        if self.list.marks:
            self.list.clear_marks()
        elif self.in_text or self.zoomed:
            self.zoomed = False
            self.set_focus(self.list)
            self.lay_out()
        elif not self.clear_query():
            self.say(f"There is no step further back; {self.key_of('quit')} quits.")

    def action_next_pane(self) -> None:
        """Give the keyboard to the pane after this one."""
        self.set_focus(self.list if self.in_text else self.pane)

    def action_previous_pane(self) -> None:
        """Give the keyboard to the pane before this one."""
        self.action_next_pane()

    def action_narrower(self) -> None:
        """Set the text in shorter lines."""
        self._set_measure(self.pane.measure - MEASURE_STEP)

    def action_wider(self) -> None:
        """Set the text in longer lines."""
        self._set_measure(self.pane.measure + MEASURE_STEP)

    def _set_measure(self, columns: int) -> None:
        self.pane.measure = columns
        self.octavo.remember(measure=self.pane.measure)

    def action_zoom(self) -> None:
        """Give the text the whole screen, or bring the list back."""
        self.zoomed = not self.zoomed and not self.narrow
        self.set_focus(self.pane)
        self.lay_out()

    @on(Split.Resized)
    def _resized(self, event: Split.Resized) -> None:
        self.octavo.remember(split=event.fraction)

    def action_theme(self) -> None:
        """Choose the colours."""
        self.app.search_themes()

    def action_palette(self) -> None:
        """Type the name of a command to run it."""
        self.app.action_command_palette()

    def count_marks(self, marks: frozenset[int]) -> None:
        """Say how many are marked."""
        self.query_line.marked = len(marks)

    @on(CommandBar.Clicked)
    async def _command_clicked(self, event: CommandBar.Clicked) -> None:
        await self.run_command(event.command.id)

    @work
    async def action_help(self) -> None:
        """Search through all commands, and run the one that was chosen."""
        from octavo.tui.screens.help import HelpScreen  # not needed to launch

        chosen = await self.app.push_screen_wait(HelpScreen(self.config.keymap))
        if chosen:
            await self.run_command(chosen)

    async def run_command(self, id: str) -> None:
        """Run a command where the keyboard is, if it works there."""
        if self.context in command(id).when:
            await (self.focused or self).run_action(command(id).invocation)
        else:
            self.say(f"“{command(id).title}” does not work here.")
