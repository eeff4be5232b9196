"""The menu of the tag editor: the known tags that what is typed can mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagCount
from octavo.text import visible
from octavo.tui.widgets.base.chip import Presence
from octavo.tui.widgets.base.line_builder import Line
from octavo.tui.widgets.base.row_view import RowView
from octavo.tui.widgets.tags.matching import Narrowing, begins, matched
from octavo.tui.widgets.tags.tag_rows import amount_of


class TagMenu(RowView, can_focus=False):
    """Points at one option, or at none before anything is typed.

    A tag is pointed at of itself only if it, or a word in it, begins with what is typed. Where
    none does, the offer to make one comes first: who types a new name means that name.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("tag-menu--pointed", "tag-menu--sign", "tag-menu--count"),
        *("tag-menu--edge", "tag-menu--match", "tag-menu--problem"),
    }

    DEFAULT_CSS = """
    TagMenu {
        overlay: screen;
        constrain: inside;
        width: 44;
        height: 1;
        background: $panel;
        & > .tag-menu--pointed { background: $primary 35%; }
        & > .tag-menu--edge { color: $primary; }
        & > .tag-menu--sign { color: $text-accent; text-style: bold; }
        & > .tag-menu--count { color: $foreground 60%; }
        & > .tag-menu--match { text-style: bold underline; }
        & > .tag-menu--problem { color: $text-error; }
    }
    """

    @dataclass
    class Picked(Message):
        """A tag was clicked."""

        tag: Tag

    def __init__(self) -> None:
        super().__init__()
        self.at = -1
        self.most = 9
        """How many lines to take at most."""
        self.presence: Mapping[Tag, Presence] = {}
        self._found: Sequence[TagCount] = ()
        self._new: Tag | None = None
        self._meant = False
        """Whether the best of the tags found begins so, or a word in it does."""
        self._problem = ""
        self._typed = ""
        self._narrowing = Narrowing(())

    @property
    def pointed(self) -> Tag | None:
        """The tag that is pointed at, which may be one that is still to be made."""
        return self._tag_at(self.at) if 0 <= self.at < self.count_rows() else None

    @property
    def uppermost(self) -> Tag | None:
        """What is pointed at, or else the first tag; one that exists rather than a new one."""
        if self.at <= 0 and self._found:
            return self._found[0].tag
        return self.pointed

    def know(self, known: Sequence[TagCount]) -> None:
        """Choose from other tags, still pointing at the same one."""
        self._narrowing = Narrowing(known)
        pointed = self.pointed
        self._find()
        rows = range(self.count_rows())
        same = (row for row in rows if self._tag_at(row) == pointed)
        self.at = -1 if pointed is None else next(same, min(self.at, len(rows) - 1))
        self.lay_out()

    def narrow(self, typed: str) -> None:
        """Offer what some letters can mean, and point at the best of it."""
        if typed.strip() != self._typed:
            self.start(typed)

    def start(self, typed: str = "") -> None:
        """Begin from some letters, or from none with nothing pointed at."""
        self._typed = typed.strip()
        self._find()
        self.at = 0 if self._typed and (self._new is not None or self._meant) else -1
        self.lay_out()
        self.scroll_to(y=0, animate=False, force=True)

    def stand(self, presence: Mapping[Tag, Presence]) -> None:
        """Take in which tags are on."""
        self.presence = presence
        self.lay_out()

    def fit(self, most: int) -> None:
        """Take so many lines at most."""
        if most != self.most:
            self.most = most
            self.lay_out()

    def point(self, by: int) -> None:
        """Point further down or up, around the ends."""
        if rows := self.count_rows():
            self.put_cursor((self.at + by if self.at >= 0 else min(by, 0)) % rows)

    def lay_out(self) -> None:
        super().lay_out()
        self.styles.height = min(self.most, max(1, self.count_rows() + bool(self._problem)))

    def count_rows(self) -> int:
        return len(self._found) + (self._new is not None)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        ground = ("tag-menu--pointed",) if row == self.at else ()
        tag = self._tag_at(row)
        line = Line(width, self.style_of(*ground))
        line.add("▌" if ground else " ", self.style_of(*ground, "tag-menu--edge"))
        if row == self._new_at:
            line.add("+ make tag ", self.style_of(*ground, "tag-menu--count"))
            return [line.add(f"‘{visible(tag)}’").strip()]
        sign = self.presence.get(tag, Presence.OFF).value
        line.add(f"{sign} ", self.style_of(*ground, "tag-menu--sign"))
        entry = self._entry_at(row)
        count = amount_of(entry.count, entry.notes)
        name = Line(line.left - cell_len(count) - 2, line.style)
        plain, match = line.style, self.style_of(*ground, "tag-menu--match")
        line.join(name.add_marked(visible(tag), plain, matched(tag, self._typed), match))
        line.skip_to(width - cell_len(count))
        return [line.add(count, self.style_of(*ground, "tag-menu--count")).strip()]

    def draw_empty(self, y: int, width: int) -> Strip:
        line = Line(width + 1, self.style_of())
        if y == self.count_rows():
            line.add(f" ✗ {self._problem}" if self._problem else "", self._wrong)
            if not self.count_rows() and not self._problem:
                line.add(" Type to make the first tag", self.style_of("tag-menu--count"))
        return line.strip()

    def row_clicked(self, row: int, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Picked(self._tag_at(row)))

    @property
    def _wrong(self) -> Style:
        return self.style_of("tag-menu--problem")

    def _tag_at(self, row: int) -> Tag:
        if self._new is not None and row == self._new_at:
            return self._new
        return self._entry_at(row).tag

    @property
    def _new_at(self) -> int:
        """The row of the offer to make a tag; -1 if there is none."""
        if self._new is None:
            return -1
        return len(self._found) if self._meant else 0

    def _entry_at(self, row: int) -> TagCount:
        return self._found[row - (self._new_at == 0)]

    def _find(self) -> None:
        self._new, self._problem = None, ""
        self._found = self._narrowing.find(self._typed)
        self._meant = bool(self._found) and begins(self._found[0].tag, self._typed)
        if not self._typed:
            return
        try:
            typed = Tag(self._typed)
        except InvalidTag as error:
            self._problem = error.problem
        else:
            self._new = None if typed in self._narrowing.tags else typed
