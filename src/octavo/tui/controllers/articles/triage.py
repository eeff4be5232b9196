"""Triage: archive, star, put off, read, delete; and going through many that way.

Long because both decide about articles, and the one tells the other to go on.
"""

import asyncio
from collections.abc import Callable, Sequence

from octavo.model.article import ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagEdit, TagSuggestion
from octavo.settings.keymap import Keymap
from octavo.text import count_of, day, grouped, truncated
from octavo.tui.controllers.articles.tagging import look_up_suggestions, none_pinned
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.panes import PanesController
from octavo.tui.controllers.selection import Selection, item_of

_USUAL = "tomorrow"
"""Until when something is put off where nothing else is typed."""


def _no_more(keymap: Keymap) -> str:
    return f"That was the last one; {keymap.key_hint('leave-triage')} leaves."


_TITLE = 40
"""Cells of the title of what is put off."""


class TriageController(PaneController):
    """Decides about articles and moves on; nothing leaves the list until the next query."""

    selection: Selection
    changes: Changes
    forget_place: Callable[[], None]
    """Drops how far the text was read without writing it down."""
    run_again: Callable[[], None]

    def __post_init__(self) -> None:
        self.go_on: Callable[[], None] = lambda: self.rows.move(1)
        """Goes to the next one, when something was decided."""
        self.is_over: Callable[[], bool] = lambda: False
        """Whether all that is gone through is decided; then a key too many decides nothing."""

    def archive(self) -> None:
        """Archive what is at hand, or take it back out if all of it is archived."""
        on = not all(article.archived for article in self.selection.articles())
        self.decide(lambda ids: self.library.archive(ids, on))

    def star(self) -> None:
        """Star what is at hand, or take the stars off if all of it has one."""
        on = not all(article.starred for article in self.selection.articles())
        self.decide(lambda ids: self.library.star(ids, on))

    async def put_off(self) -> None:
        """Hide what is at hand until a day that is asked for, or bring it back if all is."""
        from octavo.query.ranges import COMING_DAYS, time_to_come  # not needed to launch

        now, articles = self.library.now(), self.selection.articles()
        if not articles:
            return
        if self.is_over():
            self.say(_no_more(self.keymap))
            return
        if all(article.later and article.later > now for article in articles):
            self.decide(lambda ids: self.library.put_off(ids, None))
            return
        ids = self.selection.ids
        which = truncated(articles[0].title, _TITLE)
        asked = f"‘{which}’" if len(articles) == 1 else count_of(len(articles), "article")
        answer = await self.screen.ask_line(
            f"Hide {asked} until",
            _USUAL,
            known=COMING_DAYS,
            usual=True,
            preview=self._comes_back,
        )
        if answer is not None and ids == self.selection.ids:
            until = time_to_come(answer, self.library.now())
            self.decide(lambda ids: self.library.put_off(ids, until))

    def _comes_back(self, answer: str) -> str:
        from octavo.query.ranges import Unreadable, time_to_come

        now = self.library.now()
        try:
            time = time_to_come(answer, now).astimezone()
        except Unreadable as problem:
            return f"!{str(problem).capitalize()}."
        return f"It comes back on {time:%A}, {day(time)}, at {time:%H:%M}."

    def toggle_read(self) -> None:
        """Call what is at hand read, or unread if all of it is read."""
        self.forget_place()
        read = all(article.state is State.READ for article in self.selection.articles())
        state = State.UNREAD if read else State.READ
        self.decide(lambda ids: self.library.mark(ids, state))

    def delete(self) -> None:
        """Move what is at hand to the trash."""
        self.decide(self.library.delete, "It is in the trash already")

    def restore(self) -> None:
        """Take what is at hand back out of the trash."""
        self.decide(self.library.restore, "It is not in the trash")

    async def empty_trash(self) -> None:
        """Delete for good what is in the trash, after asking."""
        count = self.library.trashed()
        if not count:
            self.say("The trash is empty.")
        elif await self.screen.confirm(
            f"Empty the trash of {grouped(count)}?",
            f"Undo ({self.keymap.key_hint('undo')}) can still bring it back for a while.",
        ):
            self.changes.done(self.library.empty_trash())
            self.run_again()

    def decide(
        self, change: Callable[[tuple[ArticleId, ...]], Operation | None], otherwise: str = ""
    ) -> None:
        """Do something to the articles at hand, say so, and go to the next one.

        Marks are cleared once they have served; then the cursor stays, as it does with what
        is said `otherwise`, where that has changed nothing.
        """
        ids, marked = self.selection.ids, self.selection.is_marked
        if not ids:
            return
        if self.is_over():
            self.say(_no_more(self.keymap))
            return
        try:
            operation = change(ids)
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        if operation is None and otherwise:
            self.say(otherwise, done=True)
            return
        self.changes.done(operation)
        if marked:
            self.rows.clear_marks()
        else:
            self.go_on()


class TriageMode(PaneController):
    """Goes through what is listed from the cursor on: a key decides, and the next one comes.

    What was decided is undone as everywhere, and undo goes back to where that was.

    Large because each key that does not decide as elsewhere has a method.
    """

    triage: TriageController
    layout: PanesController
    open_editor: "Callable[[int | None, Callable[[], object]], None]"
    """Opens the tag editor; told what comes then."""

    def __post_init__(self) -> None:
        self._is_on = self._edits = False
        self._last: object = None
        """The last one, as it was when it was left behind; undo makes it another."""
        self._suggested: Sequence[TagSuggestion] = ()
        self._is_suggested = asyncio.Event()
        """Whether what there is to suggest is known."""

    def begin(self) -> None:
        """Go through what is listed, from the cursor on."""
        if self.rows.cursor is None:
            self.say("Nothing is listed that could be gone through.")
            return
        self.rows.clear_marks()
        self._is_on, self._last = True, None
        self.triage.go_on = lambda: self.go(1)
        self.triage.is_over = self._is_over
        self._take_keyboard()
        self.layout.fill_screen(fills=True)

    def came_to(self, id: ArticleId | None) -> None:
        """Show what there is to do with what the cursor came to."""
        if self._is_on:
            self._suggested = ()
            self._is_suggested.clear()
            self._show()
            if id is None:
                self._is_suggested.set()
            else:
                look_up_suggestions(self.library, self.screen, id, self._offer, "triage")

    async def take(self, number: int) -> None:
        """Put on a tag that is suggested, counted from 1, once it is known, and go on."""
        from octavo.tui.widgets.tags.tag_menu import came  # not needed to launch

        await came(self._is_suggested)
        if number <= len(self._suggested):
            self._put_on(self._suggested[number - 1].tag)
        else:
            self.say("Nothing more is suggested for this one.")

    def go(self, by: int) -> None:
        """Leave it as it is, and go to the next, or back."""
        before = self.rows.cursor
        self.rows.move(by)
        if by > 0 and self.rows.cursor == before:
            self._last = item_of(self.library, before)
            self.say(_no_more(self.keymap))

    def page(self, by: int) -> None:
        """Scroll the text by a page."""
        (self.pane.action_page_down if by > 0 else self.pane.action_page_up)()

    def edit_tags(self) -> None:
        """Open the tag editor, and come back from there."""
        self._edits = True
        self.open_editor(None, self._take_keyboard)

    def read(self) -> None:
        """Read this one, and go through no more."""
        self._end()
        self.panes.to_text()

    def leave(self) -> None:
        """Go back to the list."""
        self._end()
        self.panes.to_list()

    def _take_keyboard(self) -> None:
        self._edits = False
        self.panes.triage_bar.pinned = self._pinned
        self.panes.triage_bar.take_keyboard(self._left)
        self.came_to(self.rows.cursor)

    def _left(self) -> None:
        """The keyboard has gone elsewhere, and comes back only from the tag editor."""
        if not self._edits:
            self._end()

    def _end(self) -> None:
        if self._is_on:
            self._is_on = False
            self._is_suggested.set()
            self.triage.go_on = lambda: self.rows.move(1)
            self.triage.is_over = lambda: False
            self.layout.fill_screen(fills=False)
            self.panes.triage_bar.close()

    def _is_over(self) -> bool:
        last = self._last
        return last is not None and last == item_of(self.library, self.rows.cursor)

    def _pinned(self, number: int) -> None:
        pins = self.library.tags.pinned
        if number <= len(pins):
            self._put_on(pins[number - 1])
        else:
            self.say(none_pinned(number, self.keymap))

    def _put_on(self, tag: Tag) -> None:
        edit = TagEdit(add=frozenset({tag}))
        self.triage.decide(lambda ids: self.library.retag(ids, edit))

    def _offer(self, id: ArticleId | None, found: "Sequence[TagSuggestion]") -> None:
        if self._is_on and id == self.rows.cursor:
            self._suggested = found
            self._is_suggested.set()
            self._show()

    def _show(self) -> None:
        from octavo.tui.widgets.reading.input_modes import TagsAtHand  # not needed to launch

        item = item_of(self.library, self.rows.cursor)
        if item is None or self.rows.cursor is None:
            return
        rows = self.rows.rows
        left = len(rows) - rows.index(self.rows.cursor)
        pinned = [(tag, tag in item.tags) for tag in self.library.tags.pinned]
        keys = [self.keymap.label_of(f"triage-suggestion-{n}") for n in range(1, 4)]
        self.panes.triage_bar.tell(
            TagsAtHand(left, pinned, [*zip(keys, self._suggested, strict=False)])
        )
