"""Lines of a text on the screen: how one is drawn, and what the mouse has selected of them."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from octavo.markdown.lines import Line, Link, Mark, Part, Piece, part_of
from octavo.model.url import is_openable
from octavo.tui.widgets.reading.styles import (
    CARET,
    CURRENT_HIT,
    DECLARED,
    HIT,
    NOTE,
    SELECTED,
    components_of,
)

if TYPE_CHECKING:
    from octavo.markdown.layout.viewport import Viewport, VisibleLine

Span = tuple[int, int]
"""A range of the text: offsets in characters of the Markdown, the end not included."""

SOURCE = "#source:"
"""How an address begins that leads to a source of the text by its number."""
_CITED = re.compile(r"\[(\d{1,3})\]")

StyleOf = Callable[..., Style]
"""Gives the style of some component classes, one upon the other."""


class Painted(NamedTuple):
    """A range of the text that is painted in a way of its own."""

    start: int
    end: int
    component: str


class CaretMark(NamedTuple):
    """Where the caret stands, and what it has gone over since a passage was begun."""

    key: int
    """That of its line."""
    at: Span
    """What it stands on."""
    passage: Span | None = None

    def painted(self, key: int, line: Line) -> Sequence[Painted]:
        """What there is of it in a line."""
        coats: list[Painted] = []
        if self.passage and self.passage[0] < line.end and line.start < self.passage[1]:
            coats.append(Painted(*self.passage, SELECTED))
        if key == self.key:
            coats.append(Painted(*self.at, CARET))
        return coats


def strip_of(
    line: Line,
    indent: int,
    width: int,
    style_of: StyleOf,
    painted: Sequence[Painted] = (),
    selected: Span | None = None,
    sign: str = "",
) -> Strip:
    """A line drawn `indent` cells from the left, with some ranges of the text painted.

    `selected` counts the characters of the line as drawn, the indent included; a `sign` of one
    cell stands in that, a blank before the line if there is room.
    """
    segments = [Segment(" " * indent, style_of())] if indent else []
    if sign and indent:
        at = max(0, indent - 2)
        blanks = (" " * at, style_of()), (" " * (indent - at - 1), style_of())
        segments = [Segment(*blanks[0]), Segment(sign, style_of(DECLARED)), Segment(*blanks[1])]
    cells = indent
    at = indent
    for piece in line.pieces:
        for start, end, extra in _cuts(piece, painted, selected, at):
            text = piece.text[start:end]
            style = style_of(*components_of(piece.look), *extra)
            if piece.link and is_openable(piece.link.url):
                style += Style(link=piece.link.url)
            segments.append(Segment(text, style))
            cells += cell_len(text)
        at += len(piece.text)
    segments.append(Segment(" " * (width - cells), style_of()))
    return Strip(segments, max(cells, width))


def declared_sign(line: Line, declared: Iterable[Span]) -> str:
    """What stands in the margin of a line: a letter where a part begins, then a bar."""
    for start, end in declared:
        if start < line.end and line.start < end and line.text.strip():
            return "A" if line.start <= start else "│"
    return ""


def _cuts(
    piece: Piece, painted: Iterable[Painted], selected: Span | None, at: int
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """A piece cut where its paint changes: ranges of its characters and what is upon them."""
    length = len(piece.text)
    coats: list[tuple[int, int, str]] = []
    for start, end, component in painted:
        if within := piece.within(start, end):
            coats.append((*within, component))
    if selected and selected[0] < at + length and at < selected[1]:
        coats.append((max(0, selected[0] - at), min(length, selected[1] - at), SELECTED))
    if not coats:
        yield 0, length, ()
        return
    seams = {0, length, *(edge for start, end, _ in coats for edge in (start, end))}
    for start, end in pairwise(sorted(seams)):
        names = dict.fromkeys(name for a, b, name in coats if a <= start and end <= b)
        if HIT in names or CURRENT_HIT in names:
            names.pop(NOTE, None)  # their grounds together would leave the words no contrast
        yield start, end, list(names)


def piece_at(line: Line, cell: int) -> Piece | None:
    """The piece of a line that a cell shows."""
    for piece in line.pieces:
        cell -= cell_len(piece.text)
        if cell < 0:
            return piece
    return None


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
    def width(self) -> int:
        """Cells that a number in brackets takes."""
        return len(self.link.url.removeprefix(SOURCE)) + 2


def visible_links(lines: "Iterable[VisibleLine]", indent: int) -> Iterator[VisibleLink]:
    """The links in some lines; one that is broken over lines counts once."""
    seen: set[Link] = set()
    for key, line in lines:
        found: list[VisibleLink] = []
        x = indent
        for piece in line.pieces:
            if piece.link and piece.link not in seen:
                seen.add(piece.link)
                found.append(VisibleLink(piece.link, key, x))
            x += cell_len(piece.text)
        starts = {link.x for link in found}
        yield from (link._replace(is_narrow=link.x + 1 in starts) for link in found)


def visible_citations(
    lines: "Iterable[VisibleLine]", indent: int, sources: Container[int]
) -> Iterator[VisibleLink]:
    """The numbers in brackets in some lines that stand for sources of the text."""
    for key, line in lines:
        for match in _CITED.finditer(line.text):
            if int(match[1]) in sources and (place := _unlinked(line, match.start(1))):
                x = indent + cell_len(line.text[: match.start()])
                yield VisibleLink(Link(f"{SOURCE}{match[1]}", place), key, x)


def _unlinked(line: Line, at: int) -> int | None:
    """Where in the text a character of a line stands, if it is part of no link or code."""
    for piece in line.pieces:
        if at < len(piece.text):
            is_code = part_of(piece.look) is Part.CODE or piece.marks & Mark.CODE
            return None if piece.link or is_code else piece.start + at
        at -= len(piece.text)
    return None


class _Selected(NamedTuple):
    line: Line
    start: int
    end: int
    """The characters of the line that are selected."""


def selected_text(viewport: "Viewport", selection: Selection, indent: int) -> str:
    """What is selected, the lines of each paragraph joined again."""
    text = ""
    for line, start, end in _lines(viewport, selection, indent):
        at = 0
        for piece in line.pieces:
            if part_of(piece.look) is not Part.QUOTE_BAR:
                text += piece.text[max(0, start - at) : max(0, end - at)]
            at += len(piece.text)
        text = text.rstrip(" ") + line.joint
    return text.strip("\n")


def selected_span(viewport: "Viewport", selection: Selection, indent: int) -> Span | None:
    """The range of the text that is selected, from its first character to its last."""
    spans = list(_spans(viewport, selection, indent))
    return (spans[0][0], max(end for _, end in spans)) if spans else None


def _spans(viewport: "Viewport", selection: Selection, indent: int) -> Iterator[Span]:
    for line, start, end in _lines(viewport, selection, indent):
        at = 0
        for piece in line.pieces:
            first, last = max(0, start - at), min(len(piece.text), end - at)
            if piece.end > piece.start and first < last:
                exact = piece.end - piece.start == len(piece.text)
                yield (piece.start + first, piece.start + last) if exact else piece[2:4]
            at += len(piece.text)


def _lines(viewport: "Viewport", selection: Selection, indent: int) -> Iterator[_Selected]:
    first = selection.start.y if selection.start else None
    last = selection.end.y if selection.end else None
    for key, line in viewport.between(first, last):
        span = selection.get_span(key)
        if span:
            length = len(line.text)
            end = length if span[1] < 0 else max(0, span[1] - indent)
            yield _Selected(line, max(0, span[0] - indent), min(length, end))
