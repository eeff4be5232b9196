"""The list of articles: drawn line by line, and only those lines that are visible."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView

from octavo.tui.commands import Context, bindings_for
from octavo.tui.widgets.row import Row

Hits = Callable[[str], Iterable[tuple[int, int]]]
"""Where in a title the query's words stand: offsets in characters, start and end."""


class ArticleList(ScrollView, can_focus=True):
    """The articles and notes that match the current query.

    Knows nothing of the library: the screen gives it ids and a way to turn one into a row, and
    it says which one is under the cursor, opened or marked. What is listed stays as it is
    until `show` is called.
    """

    BINDINGS = [*bindings_for(Context.LIST)]

    placeholder: var[Content] = var(Content())
    """What to say while there is nothing to list, and what to do next."""
    hits: var[Hits | None] = var(None)
    """Finds what to highlight in a title."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on an article or note, or on none in an empty list."""

        id: int | None

    @dataclass
    class Opened(Message):
        """An article or note was double-clicked, to be read."""

        id: int

    @dataclass
    class MarksChanged(Message):
        """Others are marked than before; holds those that are listed."""

        marks: frozenset[int]

    def __init__(
        self,
        row_of: Callable[[int], Row],
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.row_of = row_of
        """Asked only for rows that are drawn."""

    @property
    def rows(self) -> Sequence[int]:
        """The ids of what is listed, from the top."""
        raise NotImplementedError

    @property
    def cursor(self) -> int | None:
        """The id under the cursor; None while the list is empty."""
        raise NotImplementedError

    @property
    def marks(self) -> frozenset[int]:
        """The ids that are marked and listed."""
        raise NotImplementedError

    @property
    def chosen(self) -> tuple[int, ...]:
        """What a command works on, from the top: all that is marked, else what is under the
        cursor, else nothing."""
        raise NotImplementedError

    def show(self, rows: Sequence[int], cursor: int | None = None) -> None:
        """List other ids.

        The cursor goes to `cursor` if given; else it stays on its id, or where that is gone,
        goes to the nearest one below it that is still listed. Marks stay with their ids; those
        that are not listed rest until they are again.
        """
        raise NotImplementedError

    def refresh_rows(self, ids: Collection[int] | None = None) -> None:
        """Draw some rows again where they stand, or all of them, after a change."""
        raise NotImplementedError

    def move_to(self, id: int) -> None:
        """Put the cursor on an id; one that is not listed is passed over."""
        raise NotImplementedError

    def move(self, by: int) -> None:
        """Move the cursor by some rows; it stops at the ends."""
        raise NotImplementedError

    def clear_marks(self) -> None:
        """Unmark everything, listed or not."""
        raise NotImplementedError
