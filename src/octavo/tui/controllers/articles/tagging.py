"""Tagging: the editor, the prompt, the pinned tags and the repeat, for one article or many."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Protocol

from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.model.errors import OctavoError
from octavo.model.operation import Fields, Operation
from octavo.model.tag import Tag, TagCount, TagEdit, TagSuggestion
from octavo.settings.keymap import Keymap
from octavo.tui.controllers.protocols import Controller, Screen
from octavo.tui.controllers.selection import Selection, items_of
from octavo.tui.widgets.tags.tag_bar import Chip, TagState
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from octavo.model.article import ArticleId
    from octavo.tui.widgets.base.prompt import TagPrompt


_PAINTED = 0.05
"""Seconds after which an opened editor is on the screen, and suggestions may be looked for."""


class TextPane(Protocol):
    """The pane that the editor stands in."""

    def show_for_a_while(self) -> None:
        """Show it for as long as its tags are edited."""

    def take_back(self) -> None: ...


def none_pinned(number: int, keymap: Keymap) -> str:
    """What to say where no tag is pinned to a number."""
    tags, pin = map(keymap.key_hint, ("tags", "pin-tag"))
    return f"No tag is pinned to {number}; {tags} opens the tags, {pin} pins one there."


class TaggingController(Controller):
    """Puts tags on and takes them off; every change is kept at once and can be undone.

    Large because the editor, its suggestions, the prompt, the pins and the repeat do one thing.
    """

    selection: Selection
    editor: TagEditor
    prompt: "Callable[[], TagPrompt]"
    """Made when it is first called for."""
    pane: TextPane
    changed: Callable[[Operation | None, str], None]
    """Shows what was done, and says it."""
    show_head: Callable[[], None]
    """Draws what is read."""

    def __post_init__(self) -> None:
        self._tagged: tuple[ArticleId, ...] = ()
        """What the open editor or prompt is about."""
        self._subject = ""
        """What that is, in words, where it is not plain to see."""
        self._edited = TagEdit()
        """What the open editor has done so far."""
        self._last_edit = TagEdit()
        """What the repeat does again."""
        self._then: Callable[[], object] | None = None
        """What is done when the open editor is left."""

    def edit(self, note: int | None = None, then: Callable[[], object] | None = None) -> None:
        """Open the tag editor on a note, else on all that is marked, or on this article.

        `then` is called when it was left.
        """
        if note is None and not self._take_up():
            return
        if note is not None:
            self._tagged, self._subject = (note,), "note"
        self._edited, self._then = TagEdit(), then
        self.editor.subject = self._subject
        self._show_tags()
        self.pane.show_for_a_while()
        self.editor.open(suggests=len(self._tagged) == 1)
        self.screen.set_timer(_PAINTED, self._suggest)

    def toggled(self, tag: Tag, on: bool) -> None:
        """Do what was done in the editor, and show the tags as they are now."""
        self._edit(_edit(tag, on))

    def pasted(self, tags: Iterable[Tag]) -> None:
        """Put on all tags of a list that was pasted into the editor."""
        self._edit(TagEdit(add=frozenset(tags)))

    def _edit(self, edit: TagEdit) -> None:
        self._edited = TagEdit(
            (self._edited.add - edit.remove) | edit.add,
            (self._edited.remove - edit.add) | edit.remove,
        )
        self._last_edit = self._edited
        self._retag(edit)
        if self.editor.is_open:
            self._show_tags()
            if not edit.add <= {each.tag for each in self.editor.suggested}:
                self._suggest()

    def dismissed(self, tag: Tag) -> None:
        """Suggest a tag for this article no longer."""
        try:
            operation = self.library.dismiss(self._tagged, tag)
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        shown = self.editor.suggested
        self.editor.suggested = [each for each in shown if each.tag != tag]
        self.changed(operation, f"{tag} is suggested no longer")

    def closed(self) -> None:
        """Show again the tags of what is read."""
        self.pane.take_back()
        self.editor.subject = ""
        self.show_head()
        then, self._then = self._then, None
        if then:
            then()

    def type_to_add(self) -> None:
        """Type tags to put on."""
        self._type("+")

    def type_to_remove(self) -> None:
        """Type tags to take off."""
        self._type("-")

    def apply(self, edit: TagEdit) -> None:
        """Do what was typed in the prompt."""
        self._last_edit = edit
        self._retag(edit)

    def repeat(self) -> None:
        """Do the last change of tags again."""
        if not self._last_edit:
            self.say("No tags were changed yet, so there is nothing to repeat.")
        elif self._take_up():
            self._retag(self._last_edit)

    def toggle_pinned(self, number: int) -> None:
        """Toggle a pinned tag, counted from 1: off where all have it, else on."""
        pins = self.library.tags.pinned
        if number > len(pins):
            self.say(none_pinned(number, self.keymap))
            return
        tag = pins[number - 1]
        on = not all(tag in item.tags for item in self.selection.items())
        self._last_edit = _edit(tag, on)
        if self._take_up():
            self._retag(self._last_edit)

    def _take_up(self) -> bool:
        """Note what is tagged from now on; False if that is nothing."""
        self._tagged, self._subject = self.selection.ids, self.selection.subject
        return bool(self._tagged)

    def _show_tags(self) -> None:
        self.editor.chips = chips_of(items_of(self.library, self._tagged))
        self.editor.known = self._known()

    def _suggest(self) -> None:
        """Look in a thread for tags to suggest, where one article is tagged."""
        if not self.editor.is_open or len(self._tagged) != 1:
            return
        look_up_suggestions(self.library, self.screen, self._tagged[0], self._offer, "suggest")

    def _offer(self, id: "ArticleId", found: Sequence[TagSuggestion]) -> None:
        if self.editor.is_open and self._tagged == (id,):
            self.editor.suggest(found)

    def _type(self, sign: Literal["+", "-"]) -> None:
        if self._take_up():
            present = {tag for i in items_of(self.library, self._tagged) for tag in i.tags}
            self.prompt().open(sign, self._known(), present, self._subject, self.apply)

    def _known(self) -> Sequence[TagCount]:
        """The tags that complete what is typed, which is not to wait for a disk that fails."""
        try:
            return self.library.tags.counts()
        except OctavoError:
            return ()

    def _retag(self, edit: TagEdit) -> None:
        if not edit:
            return
        try:
            operation = self.library.retag(self._tagged, edit)
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        if operation is None:
            self.say("No tag was changed: all is so already.")
        else:
            said = (str(_made(operation)), self._subject)
            self.changed(operation, " · ".join(filter(None, said)))


def look_up_suggestions(
    library: Library,
    screen: Screen,
    id: "ArticleId",
    offer: "Callable[[ArticleId, Sequence[TagSuggestion]], None]",
    group: str,
) -> None:
    """Look in a thread for tags to suggest for something, and offer them.

    Of a group only what was asked last need be offered.
    """

    def work() -> None:
        found: Sequence[TagSuggestion] = ()
        with suppress(OctavoError, OSError):  # nothing is suggested while the disk fails
            found = library.tag_suggestions.of(id)
        screen.call_later(offer, id, found)

    screen.in_thread(group, work)


def chips_of(items: Sequence[Item]) -> list[Chip]:
    """The tags of some articles: on where all have it, mixed where only some do."""
    counts = Counter(tag for item in items for tag in item.tags)
    return [
        Chip(tag, TagState.ON if counts[tag] == len(items) else TagState.MIXED)
        for tag in sorted(counts)
    ]


def _made(operation: Operation) -> TagEdit:
    """The tags that an operation really put on something, and took off something."""
    made = [(_tags(change.before), _tags(change.after)) for change in operation.changes]
    added = frozenset(tag for before, after in made for tag in after - before)
    removed = frozenset(tag for before, after in made for tag in before - after)
    return TagEdit(added, removed)


def _tags(fields: Fields | None) -> frozenset[Tag]:
    found = (fields or {}).get("tags")
    return frozenset(map(Tag, found if isinstance(found, list | tuple) else ()))


def _edit(tag: Tag, on: bool) -> TagEdit:
    tags = frozenset({tag})
    return TagEdit(add=tags) if on else TagEdit(remove=tags)
