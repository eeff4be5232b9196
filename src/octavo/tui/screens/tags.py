"""The tags screen: counts, rename, merge, delete and pin."""

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen

from octavo.library.library import Library
from octavo.model.errors import InvalidTag, OctavoError
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.query import Query, str_of
from octavo.query.ast import TagTerm
from octavo.settings.commands import Context, command
from octavo.settings.keymap import Keymap
from octavo.text import count_of, visible
from octavo.tui.screens.dialogs import LineQuestion, Question, completion
from octavo.tui.screens.help import HelpScreen
from octavo.tui.widgets.command_bar import CommandBar
from octavo.tui.widgets.tags.tags_table import TagsTable


class TagsScreen(Screen[str | None]):
    """Gives back a query for the articles to list, or None."""

    def __init__(self, library: Library, keymap: Keymap) -> None:
        super().__init__()
        self.library = library
        self.table = TagsTable()
        self.bar = CommandBar()
        self.bar.keymap = keymap
        self.bar.context = Context.TAGS

    def compose(self) -> ComposeResult:
        yield self.table
        yield self.bar

    def on_mount(self) -> None:
        """Show the tags as they are."""
        self.show_tags()
        self.table.focus()

    def show_tags(self) -> None:
        """Draw the table anew."""
        self.table.tags = self.library.tags.counts()
        self.table.pins = dict(enumerate(self.library.tags.pinned, 1))

    def action_close_tags(self) -> None:
        """Go back to where the reader came from."""
        self.dismiss(None)

    @on(TagsTable.Opened)
    def action_list_tag(self) -> None:
        """Go back to the list with the articles that have this tag."""
        if self.table.cursor is not None:
            self.dismiss(str_of(Query(TagTerm(self.table.cursor))))

    @work
    async def action_rename_tag(self) -> None:
        """Ask for another name and give it to the tag."""
        if (tag := self.table.cursor) is not None:
            answer = await self._ask(f"Rename {tag} to", str(tag), tag, self._on_renaming)
            if answer:
                self._change(lambda: self.library.tags.rename(tag, Tag(answer)))

    @work
    async def action_merge_tag(self) -> None:
        """Ask for the tag to merge into, one that is there already, and merge."""
        if (tag := self.table.cursor) is not None:
            answer = await self._ask(f"Merge {tag} into", "", tag, self._on_merging)
            if answer:
                self._change(lambda: self.library.tags.merge([tag], Tag(answer)))

    @work
    async def action_delete_tag(self) -> None:
        """Take the tag off everything, after asking."""
        if (tag := self.table.cursor) is None:
            return
        carriers = count_of(len(self.library.tags.carriers(tag)), "article")
        more = f"It and all below it comes off {carriers}. Undo (u) brings it back."
        if await self.app.push_screen_wait(Question(f"Delete the tag {tag}?", more)):
            self._change(lambda: self.library.tags.delete(tag))

    def action_pin_tag(self) -> None:
        """Pin the tag to the first free digit, or unpin it."""
        if (tag := self.table.cursor) is not None:
            pins = list(self.library.tags.pinned)
            wanted = [pin for pin in pins if pin != tag] if tag in pins else [*pins, tag]
            self._change(lambda: self.library.tags.pin(wanted))

    def action_pin_to(self, number: int) -> None:
        """Pin the tag to a digit, or to the first one after the pins that there are."""
        if (tag := self.table.cursor) is not None:
            pins = [pin for pin in self.library.tags.pinned if pin != tag]
            pins.insert(number - 1, tag)
            self._change(lambda: self.library.tags.pin(pins))

    def action_sort_tags(self) -> None:
        """Order the tags by how often they are used, or by name."""
        self.table.by_count = not self.table.by_count

    def action_undo(self) -> None:
        """Take the last change back."""
        self._change(self.library.history.undo)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._change(self.library.history.redo)

    @work
    async def action_help(self) -> None:
        """Search through all commands."""
        chosen = await self.app.push_screen_wait(HelpScreen(self.bar.keymap))
        if chosen and Context.TAGS in command(chosen).when:
            await self.table.run_action(command(chosen).invocation)

    @on(CommandBar.Clicked)
    async def _command_clicked(self, event: CommandBar.Clicked) -> None:
        await self.table.run_action(event.command.invocation)

    def action_palette(self) -> None:
        """Type the name of a command to run it."""
        self.app.action_command_palette()

    async def _ask(
        self, question: str, answer: str, tag: Tag, preview: Callable[[Tag, Tag, str], str]
    ) -> str | None:
        """Ask for a name; `preview` is told the tag, its new name, and the completion of it."""
        known = [str(count.tag) for count in self.library.tags.counts() if count.tag != tag]

        def said(name: str) -> str:
            if not name.strip():
                return "!Type a tag."
            try:
                new = Tag(name)
            except InvalidTag as error:
                return f"!{error.problem.capitalize()}."
            return preview(tag, new, "" if new in map(Tag, known) else completion(name, known))

        return await self.app.push_screen_wait(
            LineQuestion(question, answer, known=known, preview=said)
        )

    def _on_renaming(self, tag: Tag, new: Tag, whole: str) -> str:
        """What giving a tag another name would do."""
        changed = f"{self._carriers(tag)} will change."
        if new == tag:
            return changed
        if self._is_there(new):
            return f"{changed} {self._carriers(new)} have {new} already: the two become one."
        takes = f"; → takes {whole}" if whole else ""
        return f"{changed} “{new}” is a new tag{takes}."

    def _on_merging(self, tag: Tag, new: Tag, whole: str) -> str:
        """What a merge would do; `!` and why where it is none. It makes no new tag."""
        if new == tag:
            return "!Type another tag."
        if self._is_there(new):
            changed = f"{self._carriers(tag)} will change."
            return f"{changed} {self._carriers(new)} have {new} already."
        return f"!“{new}” is no tag; " + (
            f"⏎ takes {whole}." if whole else "rename to make it."
        )

    def _is_there(self, tag: Tag) -> bool:
        return any(count.tag == tag for count in self.library.tags.counts())

    def _carriers(self, tag: Tag) -> str:
        return count_of(len(self.library.tags.carriers(tag)), "article")

    def _change(self, change: Callable[[], Operation | None]) -> None:
        """Change the library, say what was done, and show the tags as they are now."""
        try:
            operation = change()
        except OctavoError as error:
            self.app.notify(visible(str(error)), severity="error", markup=False)
            return
        if operation:
            self.bar.last = visible(operation.label)
        self.show_tags()
