"""Tagging: the editor, the prompt, the pinned tags and the repeat, for one article or many."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from textual import on

from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.tag import TagEdit
from octavo.tui.controllers.layout import Looking
from octavo.tui.widgets.base.chip import Chip, Presence
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from octavo.tui.widgets.tags.tag_prompt import TagPrompt


class Tagging(Looking):
    """Puts tags on and takes them off; every change is kept at once and can be undone."""

    tagged: tuple[ArticleId, ...] = ()
    """What the open editor or prompt is about."""
    last_edit: TagEdit = TagEdit()
    """What `.` does again."""
    _edited: TagEdit = TagEdit()
    """What the open editor has done so far."""

    def _prompt(self, sign: Literal["+", "-"]) -> None:
        self.tagged = self.targets()
        if self.tagged:
            present = [chip.tag for chip in self.chips_of(self.tagged)]
            known = self.library.tags.counts()
            if not self.tag_prompt.is_attached:
                self.mount(self.tag_prompt, before=self.command_bar)
            self.tag_prompt.open(sign, known, present, self.subject(self.tagged))

    def retag(self, ids: Iterable[ArticleId], edit: TagEdit) -> None:
        """Apply an edit, show it, and remember it for the repeat."""
        wanted = tuple(ids)
        if not wanted or not edit:
            return
        try:
            operation = self.library.retag(wanted, edit)
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        many = self.subject(wanted)
        self.done(operation, f"{edit} {many}" if many else f"{edit}")

    def chips_of(self, ids: Iterable[ArticleId]) -> list[Chip]:
        """The tags of some articles: on where all have it, mixed where only some do."""
        items = self.items(ids)
        counts = Counter(tag for item in items for tag in item.tags)
        return [
            Chip(tag, Presence.ON if counts[tag] == len(items) else Presence.MIXED)
            for tag in sorted(counts)
        ]

    def action_edit_tags(self) -> None:
        """Open the tag editor on all that is marked, or on this article."""
        self.tagged = self.targets()
        if not self.tagged:
            return
        self._edited = TagEdit()
        self.tag_editor.subject = self.subject(self.tagged)
        self.tag_editor.chips = self.chips_of(self.tagged)
        self.tag_editor.known = self.library.tags.counts()
        self.show_reader()
        self.tag_editor.open()

    @on(TagEditor.Asked)
    def _tags_clicked(self) -> None:
        self.action_edit_tags()

    @on(TagEditor.Toggled)
    def _toggled(self, event: TagEditor.Toggled) -> None:
        tag = frozenset({event.tag})
        edit = TagEdit(add=tag) if event.on else TagEdit(remove=tag)
        self._edited = TagEdit(
            (self._edited.add - edit.remove) | edit.add,
            (self._edited.remove - edit.add) | edit.remove,
        )
        self.retag(self.tagged, edit)
        self.last_edit = self._edited
        self.tag_editor.chips = self.chips_of(self.tagged)
        self.tag_editor.known = self.library.tags.counts()

    @on(TagEditor.Done)
    def _tagging_done(self) -> None:
        self.leave_reader()
        self.tag_editor.subject = ""
        self.show_head()

    def action_add_tags(self) -> None:
        """Type tags to put on."""
        self._prompt("+")

    def action_remove_tags(self) -> None:
        """Type tags to take off."""
        self._prompt("-")

    def on_tag_prompt_submitted(self, event: "TagPrompt.Submitted") -> None:
        """Apply what was typed."""
        self.last_edit = event.edit
        self.retag(self.tagged, event.edit)

    def action_repeat_edit(self) -> None:
        """Do the last change of tags again."""
        if self.last_edit:
            self.retag(self.targets(), self.last_edit)
        else:
            self.say("No tags were changed yet, so there is nothing to repeat.")

    def action_toggle_pinned(self, number: int) -> None:
        """Toggle a pinned tag: off where all have it, else on."""
        pins = self.library.tags.pinned
        if number > len(pins):
            self.say(f"No tag is pinned to {number}; the tags screen (T) pins tags.")
            return
        tag, ids = pins[number - 1], self.targets()
        on = not all(tag in item.tags for item in self.items(ids))
        self.last_edit = (
            TagEdit(add=frozenset({tag})) if on else TagEdit(remove=frozenset({tag}))
        )
        self.retag(ids, self.last_edit)
