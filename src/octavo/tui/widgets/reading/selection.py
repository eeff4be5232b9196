"""What is selected with the mouse: its text, and the range that it shows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from textual.selection import Selection

from octavo.markdown.layout.lines import Line, Part, part_of
from octavo.tui.widgets.reading.lines import Span

if TYPE_CHECKING:
    from octavo.markdown.layout.page import Page


class _Selected(NamedTuple):
    line: Line
    start: int
    end: int
    """The characters of the line that are selected."""


def selected_text(page: "Page", selection: Selection, indent: int) -> str:
    """What is selected, the lines of each paragraph joined again."""
    text = ""
    for line, start, end in _lines(page, selection, indent):
        at = 0
        for piece in line.pieces:
            if part_of(piece.look) is not Part.QUOTE_BAR:
                text += piece.text[max(0, start - at) : max(0, end - at)]
            at += len(piece.text)
        text = text.rstrip(" ") + line.joint
    return text.strip("\n")


def selected_span(page: "Page", selection: Selection, indent: int) -> Span | None:
    """The range of the text that is selected, from its first character to its last."""
    spans = list(_spans(page, selection, indent))
    return (spans[0][0], max(end for _, end in spans)) if spans else None


def _spans(page: "Page", selection: Selection, indent: int) -> Iterator[Span]:
    for line, start, end in _lines(page, selection, indent):
        at = 0
        for piece in line.pieces:
            first, last = max(0, start - at), min(len(piece.text), end - at)
            if piece.end > piece.start and first < last:
                exact = piece.end - piece.start == len(piece.text)
                yield (piece.start + first, piece.start + last) if exact else piece[2:4]
            at += len(piece.text)


def _lines(page: "Page", selection: Selection, indent: int) -> Iterator[_Selected]:
    first = selection.start.y if selection.start else None
    last = selection.end.y if selection.end else None
    for key, line in page.between(first, last):
        span = selection.get_span(key)
        if span:
            length = len(line.text)
            end = length if span[1] < 0 else max(0, span[1] - indent)
            yield _Selected(line, max(0, span[0] - indent), min(length, end))
