"""Links of a text: which there are, which are in sight, and letters over these."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octavo.markdown.lines import Line, Link, Mark, Role, cells_of, role_of
from octavo.text import natural
from octavo.tui.widgets.reading.decorations import piece_at

if TYPE_CHECKING:
    from octavo.markdown.layout.viewport import TextLink, Viewport, VisibleLine
    from octavo.markdown.plain_text import SourceEntry

LETTERS = "asdfghjklqwertuiopzxcvbnm"
"""Letters to label links with, those under the fingers first; `y` is for copying."""


def labels_for(narrow: Sequence[bool], letters: str = LETTERS) -> list[str]:
    """A label for each link in some order, none of which is the beginning of another.

    One letter each while there are enough of them, else two, where a link has room for that;
    `narrow` tells those that have not. What letters do not suffice for has an empty one.
    """
    count, most = len(narrow), len(letters)
    if count <= most:
        return list(letters[:count])
    singles = sum(narrow)
    while singles > 0 and count - singles > (most - singles) * most:
        singles -= 1
    short = iter(letters[:singles])
    long = iter(list(map("".join, product(letters[singles:], letters))))
    return [(next(short, "") if one else "") or next(long, "") for one in narrow]


def labelled(strip: Strip, labels: Sequence[tuple[int, str]], style: Style) -> Strip:
    """A line with labels over its cells, each from a cell on; it stays as wide as it was."""
    width = strip.cell_length
    for x, label in labels:
        shown = Strip([Segment(label, style)]).crop(0, width - x)
        parts = (strip.crop(0, x), shown, strip.crop(x + shown.cell_length, width))
        strip = Strip.join(parts)
    return strip


SOURCE = "#source:"
"""How an address begins that leads to a source of the text by its number."""

_CITED = re.compile(r"\[(\d{1,3})\]")


class VisibleLink(NamedTuple):
    """A link on the screen."""

    link: Link
    key: int
    """That of the line in which it begins."""
    x: int
    """Cells from the left edge of the pane to where it begins."""
    is_narrow: bool = False
    """Whether another one begins in the next cell."""

    @property
    def end(self) -> int:
        """The cell after it, if it is a number in brackets."""
        return self.x + len(self.link.url.removeprefix(SOURCE)) + 2


class LaidOutText(Protocol):
    """What is on the screen of a text."""

    @property
    def shown(self) -> "Sequence[VisibleLine]": ...
    def needed(self) -> "Viewport | None": ...
    def links(self) -> "Iterator[TextLink]": ...
    def jump(self, place: int) -> bool: ...


class TextLinks:
    """The links of a text, the numbers of its sources among them."""

    def __init__(
        self, view: LaidOutText, *, text: Callable[[], str], indent: Callable[[], int]
    ) -> None:
        """`indent` are the cells before the lines on the screen."""
        self._view = view
        self._text = text
        self._indent = indent
        self._sources: tuple[str, Mapping[int, SourceEntry]] = ("", {})

    @property
    def may_exist(self) -> bool:
        """Whether anything in the text looks like one."""
        return any(sign in self._text() for sign in ("[", "://", "www.", "<a ", "<A "))

    def all(self) -> "Iterator[TextLink]":
        """All of them but for sources, found as they are asked for."""
        return self._view.links()

    def visible(self) -> list[VisibleLink]:
        """Those on the screen, from the top."""
        self._view.needed()
        found = [*self._linked(self._view.shown), *self._cited(self._view.shown)]
        return sorted(found, key=lambda link: (link.key, link.x))

    def at(self, x: int, y: int) -> Link | None:
        """The one in a cell of the screen."""
        if y >= len(self._view.shown):
            return None
        shown = self._view.shown[y]
        piece = piece_at(shown.line, x - self._indent() + shown.line.outdent)
        cited = (each.link for each in self._cited([shown]) if each.x <= x < each.end)
        return (piece and piece.link) or next(cited, None)

    def footnote_at(self, url: str) -> tuple[str, int] | None:
        """The Markdown of the footnote or source that an address stands for, and its place."""
        viewport, footnote = self._view.needed(), url.removeprefix("#fn:")
        place = viewport.place_of(url) if viewport and footnote != url else None
        if viewport and place is not None:
            return viewport.footnote(footnote), place
        number = natural(url.removeprefix(SOURCE)) if url.startswith(SOURCE) else None
        entry = None if number is None else self._listed().get(number)
        text = self._text()
        return (text[entry.words : entry.end].strip(), entry.words) if entry else None

    def go_within(self, url: str) -> bool:
        """Go where an address leads in the text itself; False if it leads out of it."""
        viewport = self._view.needed()
        place = viewport.place_of(url) if viewport and url.startswith("#") else None
        if place is not None:
            self._view.jump(place)
        return place is not None

    def _listed(self) -> "Mapping[int, SourceEntry]":
        """The sources that the text lists, by number."""
        from octavo.markdown.plain_text import sources  # its patterns take time to make

        text = self._text()
        if text is not self._sources[0]:
            self._sources = text, sources(text) if "[" in text else {}
        return self._sources[1]

    def _linked(self, lines: "Iterable[VisibleLine]") -> Iterator[VisibleLink]:
        """The links in some lines; one that is broken over lines counts once."""
        seen: set[int] = set()
        for key, line in lines:
            found: list[VisibleLink] = []
            x = self._indent() - line.outdent
            for piece, _ in line.drawn:
                if piece.link and piece.link.offset not in seen:
                    seen.add(piece.link.offset)
                    found.append(VisibleLink(piece.link, key, x))
                x += cell_len(piece.text)
            starts = {link.x for link in found}
            yield from (link._replace(is_narrow=link.x + 1 in starts) for link in found)

    def _cited(self, lines: "Iterable[VisibleLine]") -> Iterator[VisibleLink]:
        """The numbers in brackets in some lines that stand for sources of the text."""
        listed = self._listed()
        for key, line in lines:
            for match in _CITED.finditer(line.text):
                if int(match[1]) in listed and (place := _unlinked(line, match.start(1))):
                    x = self._indent() - line.outdent + cells_of(line, *match.span())[0]
                    yield VisibleLink(Link(f"{SOURCE}{match[1]}", place), key, x)


def _unlinked(line: Line, at: int) -> int | None:
    """Where in the text a character of a line stands, if it is part of no link or code."""
    for piece in line.pieces:
        if at < len(piece.text):
            is_code = role_of(piece.look) is Role.CODE or piece.marks & Mark.CODE
            return None if piece.link or is_code else piece.start + at
        at -= len(piece.text)
    return None
