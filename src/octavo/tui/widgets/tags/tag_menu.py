"""What the tag editor opens: a line to type a tag in, and the menu of what that can mean.

Long because the two ask one another at every key.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from rich.cells import cell_len
from textual import events
from textual.strip import Strip

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagCount, TagSuggestion
from octavo.settings.commands import Context
from octavo.text import label, truncated
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import LineInput
from octavo.tui.widgets.base.row_view import Menu
from octavo.tui.widgets.tags.order import Narrowing, amount_of, begins, matched
from octavo.tui.widgets.tags.tag_bar import TagState

_SHORTEST_REASON = 10
"""Cells that a reason needs to say anything."""

_PATIENCE = 2.0
"""Seconds that a key waits for suggestions: at 100 000 articles most are there after a tenth of
one, the first of a session after one or two; keys behind it, Esc too, wait as long."""


async def came(suggestions: asyncio.Event) -> bool:
    """Wait until suggestions are there; False if that takes too long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(suggestions.wait(), _PATIENCE)
    return suggestions.is_set()


class TagMenu(Menu[TagCount | Tag | TagSuggestion]):
    """Points at one option, or at none before anything is typed.

    Until then the suggestions come first, each under its number, and stay where they are when
    they are taken.

    Large because it draws three kinds of options, and is told of changes of each.
    A tag is pointed at of itself only if it, or a word in it, begins with what is typed. Where
    none does, the offer to make one comes first: who types a new name means that name.
    """

    DEFAULT_CSS = """
    TagMenu {
        & > .tag-menu--sign { color: $text-accent; text-style: bold; }
        & > .tag-menu--count { color: $foreground 60%; }
        & > .tag-menu--match { text-style: bold underline; }
        & > .tag-menu--problem { color: $text-error; }
    }
    """

    def __init__(self, picked: Callable[[Tag], None]) -> None:
        """Call `picked` with a tag that is clicked."""
        super().__init__()
        self._picked = picked
        self.presence: Mapping[Tag, TagState] = {}
        self.suggested: Sequence[TagSuggestion] = ()
        self.is_suggested = asyncio.Event()
        """Whether what there is to suggest is known."""
        self._found: Sequence[TagCount] = ()
        self._meant = False
        """Whether the best of the tags found begins so, or a word in it does."""
        self._problem = ""
        self._typed = ""
        self._narrowing = Narrowing(())

    @property
    def pointed(self) -> Tag | None:
        """The tag that is pointed at, which may be one that is still to be made."""
        return _tag_of(self.rows[self.at]) if 0 <= self.at < len(self.rows) else None

    @property
    def best_match(self) -> Tag | None:
        """What is pointed at, or else the first tag; one that exists rather than a new one."""
        if self.at <= 0 and self._found:
            return self._found[0].tag
        return self.pointed

    @property
    def lines_wanted(self) -> int:
        return len(self.rows) + bool(self._problem)

    def know(self, known: Sequence[TagCount]) -> None:
        """Choose from other tags, still pointing at the same one."""
        self._narrowing = Narrowing(known)
        self._find_again()

    def suggest(self, suggested: Sequence[TagSuggestion]) -> None:
        """Offer other tags first, still pointing at the same one."""
        self.suggested = suggested
        self._find_again()

    @property
    def first_suggestion(self) -> Tag | None:
        """The first that is offered and not on everything yet, while nothing is typed."""
        tags = (each.tag for each in ([] if self._typed else self.suggested))
        return next((tag for tag in tags if self.presence.get(tag) is not TagState.ON), None)

    @property
    def pointed_suggestion(self) -> Tag | None:
        """The suggestion that is pointed at."""
        entry = self.rows[self.at] if 0 <= self.at < len(self.rows) else None
        return entry.tag if isinstance(entry, TagSuggestion) else None

    def _find_again(self) -> None:
        pointed = self.pointed
        self._find()
        same = (row for row, entry in enumerate(self.rows) if _tag_of(entry) == pointed)
        self.at = -1 if pointed is None else next(same, min(self.at, len(self.rows) - 1))
        self.lay_out()

    def narrow(self, typed: str) -> None:
        """Offer what some letters can mean, and point at the best of it."""
        if typed.strip() != self._typed:
            self.start(typed)

    def start(self, typed: str = "") -> None:
        """Begin from some letters, or from none with nothing pointed at."""
        self._typed = typed.strip()
        self._find()
        is_new = len(self.rows) > len(self._found)
        self.at = 0 if self._typed and (is_new or self._meant) else -1
        self.lay_out()
        self.show_from(0)

    def stand(self, presence: Mapping[Tag, TagState]) -> None:
        """Take in which tags are on."""
        self.presence = presence
        self.lay_out()

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        ground, line = self.ground(row), self.begun(row, width)
        entry = self.rows[row]
        if isinstance(entry, Tag):
            line.add("+ make tag ", self.style_of(*ground, "tag-menu--count"))
            return [line.add(f"‘{label(entry)}’").strip()]
        if isinstance(entry, TagSuggestion):
            return [self._draw_suggestion(entry, row, line, width)]
        sign = self.presence.get(entry.tag, TagState.OFF).value
        line.add(f"{sign} ", self.style_of(*ground, "tag-menu--sign"))
        count = amount_of(entry.count, entry.notes)
        name = Line(line.left - cell_len(count) - 2, line.style)
        match, marked = (
            self.style_of(*ground, "tag-menu--match"),
            matched(entry.tag, self._typed),
        )
        line.join(name.add_marked(label(entry.tag), line.style, marked, match))
        line.skip_to(width - cell_len(count))
        return [line.add(count, self.style_of(*ground, "tag-menu--count")).strip()]

    def _draw_suggestion(
        self, suggestion: TagSuggestion, row: int, line: Line, width: int
    ) -> Strip:
        ground = self.ground(row)
        is_on = self.presence.get(suggestion.tag) is TagState.ON
        sign = TagState.ON.value if is_on else str(row + 1)
        line.add(f"{sign} ", self.style_of(*ground, "tag-menu--sign"))
        line.add(label(suggestion.tag))
        room = line.left - 3
        if room < _SHORTEST_REASON:
            return line.strip()
        reason = truncated(label(suggestion.reason), room)
        line.skip_to(width - cell_len(reason) - 1)
        return line.add(reason, self.style_of(*ground, "tag-menu--count")).strip()

    def draw_empty(self, y: int, width: int) -> Strip:
        line = Line(width + 1, self.style_of())
        if y == len(self.rows) and self._problem:
            line.add(f" ✗ {self._problem}", self.style_of("tag-menu--problem"))
        elif y == len(self.rows) == 0:
            line.add(" Type to make the first tag", self.style_of("tag-menu--count"))
        return line.strip()

    def row_clicked(self, row: int, event: events.Click) -> None:
        event.stop()
        self._picked(_tag_of(self.rows[row]))

    def _find(self) -> None:
        self._problem = ""
        self.rows = self._found = self._narrowing.find(self._typed)
        if not self._typed:
            self.rows = [*self.suggested, *self._found]
        first = self._found[:1]
        names = (name for each in first for name in (each.tag, *each.aliases))
        self._meant = any(begins(name, self._typed) for name in names)
        try:
            new = Tag(self._typed) if self._typed else None
        except InvalidTag as error:
            self._problem = error.problem
            return
        if new is not None and new not in self._narrowing.tags:
            self.rows = [*self._found, new] if self._meant else [new, *self._found]


def _tag_of(entry: TagCount | Tag | TagSuggestion) -> Tag:
    """The tag that an entry of the menu is of; one that is to be made stands for itself."""
    return entry if isinstance(entry, Tag) else entry.tag


class TagInput(LineInput):
    """Narrows a menu with every letter, and does with a tag what its keys mean."""

    BINDINGS = [*bindings_for(Context.EDITOR)]

    def __init__(
        self,
        menu: TagMenu,
        toggle: Callable[[Tag], None],
        put_on: Callable[[Sequence[Tag]], None],
        erase: Callable[[], None],
        done: Callable[[], Awaitable[None]],
        dismiss: Callable[[Tag], object],
    ) -> None:
        """Call `toggle` with a chosen tag, `erase` on an empty line, `done` to leave.

        `put_on` is called with all tags of a list.

        `dismiss` is called with a suggestion that is not wanted.
        """
        super().__init__(menu.narrow, placeholder="type a tag")
        self._menu = menu
        self._toggle = toggle
        self._put_on = put_on
        self._erase = erase
        self._done = done
        self._dismiss = dismiss

    def on_paste(self, event: events.Paste) -> None:
        """Put on the tags of a list; what can be no tag stays to be mended.

        Commas, line ends and a `#` behind a blank part them.
        """
        parts = re.split(r"[,\r\n]|\s#", event.text)
        names = [part.strip().removeprefix("#") for part in parts]
        if len(names) < 2:
            super().on_paste(event)
            return
        event.prevent_default().stop()
        left, tags = list[str](), list[Tag]()
        for name in dict.fromkeys(filter(None, names)):
            try:
                tag = Tag(name)
            except InvalidTag:
                left.append(name)
                continue
            if self._menu.presence.get(tag) is not TagState.ON and tag not in tags:
                tags.append(tag)
        if tags:
            self._put_on(tags)
        self.put(", ".join(left))

    async def action_toggle_tag(self) -> None:
        """Toggle the tag that is pointed at; with nothing typed either, be done."""
        await self.settled()
        if tag := self._menu.pointed:
            self._toggle(tag)
            self.put("")
        elif not self.value.strip():
            await self._done()

    async def action_erase(self) -> None:
        """Delete a letter; on an empty line, take the last tag off."""
        await self.settled()
        if self.value:
            self.action_delete_left()
        else:
            self._erase()

    async def action_complete(self) -> None:
        """Write out the tag that is pointed at, to go on from there.

        On an empty line, take the first suggestion.
        """
        is_offered = await self._offered()
        if not self.value and self._menu.at < 0 and self._menu.suggested:
            if tag := self._menu.first_suggestion:
                self._toggle(tag)
        elif is_offered and (tag := self._menu.best_match):
            self.put(tag)

    async def action_take_suggestion(self, number: int) -> None:
        """Toggle a suggestion, counted from 1, while it is offered."""
        await self._offered()
        if not self.value and number <= len(self._menu.suggested):
            self._toggle(self._menu.suggested[number - 1].tag)

    async def action_dismiss(self) -> None:
        """Have the suggestion that is pointed at suggested no longer; else delete a letter."""
        await self.settled()
        if tag := self._menu.pointed_suggestion:
            self._dismiss(tag)
        else:
            self.action_delete_right()

    async def action_next_tag(self) -> None:
        """Point at the next tag."""
        await self._offered()
        self._menu.point(1)

    async def action_previous_tag(self) -> None:
        """Point at the previous tag."""
        await self._offered()
        self._menu.point(-1)

    async def _offered(self) -> bool:
        """Wait until all that was typed is here, and while nothing was, what is suggested.

        False if that takes too long.
        """
        await self.settled()
        return bool(self.value) or await came(self._menu.is_suggested)

    async def action_done(self) -> None:
        """Leave the line."""
        await self._done()
