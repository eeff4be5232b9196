"""Lines of a text on the screen: how one is drawn, with the hits, highlights and caret in it.

And what the mouse has selected of them.

Long because the looks of all pieces stand here, with the theme's colours for them.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from octavo.markdown.lines import (
    Line,
    Look,
    Mark,
    Piece,
    Role,
    marks_of,
    read_before,
    read_between,
    role_of,
)
from octavo.model.url import is_openable
from octavo.tui.terminal.painting import Drawn

if TYPE_CHECKING:
    from octavo.markdown.layout.viewport import Viewport

ROLES: Mapping[Role, str] = {
    role: f"reading-pane--{role.name.lower().replace('_', '-')}"
    for role in Role
    if role not in (Role.TEXT, Role.PICTURE)
}
MARKS: Mapping[Mark, str] = {
    mark: f"reading-pane--{'inline-code' if mark is Mark.CODE else mark.name.lower()}"
    for mark in Mark
    if mark.name
}

HIT = "reading-pane--hit"
CURRENT_HIT = "reading-pane--current-hit"
HIGHLIGHT = "reading-pane--noted"
"""A highlight of the reader's; one of the author's is a mark of the text."""

DECLARED = "reading-pane--declared"
SELECTED = "reading-pane--selected"
CARET = "reading-pane--caret"
HINT = "reading-pane--hint"
PLACEHOLDER = "reading-pane--placeholder"


@cache
def components_of(look: Look) -> tuple[str, ...]:
    """The component classes of a look, that of its role first."""
    role, marks = role_of(look), marks_of(look)
    names = (ROLES[role],) if role in ROLES else ()
    return (*names, *(name for mark, name in MARKS.items() if mark in marks))


CSS = """
ReadingPane {
    .reading-pane--heading-1, .reading-pane--heading-2, .reading-pane--heading-3,
    .reading-pane--table-header, .reading-pane--term, .reading-pane--strong,
    .reading-pane--current-hit, .reading-pane--hint { text-style: bold; }
    .reading-pane--heading-1, .reading-pane--name, .reading-pane--link,
    .reading-pane--reference { color: $text-primary; }
    .reading-pane--heading-2 { color: $text-secondary; }
    .reading-pane--heading-4 { text-style: bold italic; }
    .reading-pane--heading-4, .reading-pane--quote { color: $foreground 80%; }
    .reading-pane--heading-5, .reading-pane--heading-6, .reading-pane--emphasis,
    .reading-pane--image { text-style: italic; }
    .reading-pane--heading-6, .reading-pane--marker, .reading-pane--image,
    .reading-pane--placeholder { color: $foreground 60%; }
    .reading-pane--quote-bar { color: $primary 60%; }
    .reading-pane--rule, .reading-pane--table-rule { color: $foreground 30%; }
    .reading-pane--code, .reading-pane--keyword, .reading-pane--string,
    .reading-pane--comment, .reading-pane--number, .reading-pane--name {
        background: $foreground 6%;
    }
    .reading-pane--keyword { color: $text-accent; }
    .reading-pane--string, .reading-pane--callout { color: $text-success; }
    .reading-pane--comment { color: $foreground 55%; }
    .reading-pane--number, .reading-pane--warning, .reading-pane--declared {
        color: $text-warning;
    }
    .reading-pane--footnote { color: $foreground 75%; }
    .reading-pane--strike { text-style: strike; }
    .reading-pane--inline-code { background: $foreground 9%; }
    .reading-pane--link, .reading-pane--underline { text-style: underline; }
    .reading-pane--highlight { background: $warning 25%; }
    .reading-pane--noted { background: $success-muted; }
    .reading-pane--hit { background: $warning-muted; }
    .reading-pane--current-hit { background: $warning; }
    .reading-pane--selected { background: $primary-muted; }
    .reading-pane--noted, .reading-pane--hit, .reading-pane--current-hit,
    .reading-pane--selected { color: auto 100%; }
    .reading-pane--hint, .reading-pane--caret {
        background: $foreground; color: $background;
    }
    &:ansi {
        .reading-pane--hit { background: ansi_yellow; color: ansi_black; }
        .reading-pane--current-hit, .reading-pane--hint {
            background: ansi_bright_yellow; color: ansi_black;
        }
        .reading-pane--highlight { background: ansi_cyan; color: ansi_black; }
        .reading-pane--selected { background: ansi_blue; color: ansi_white; }
        .reading-pane--caret { background: ansi_bright_white; color: ansi_black; }
        .reading-pane--code, .reading-pane--keyword, .reading-pane--string,
        .reading-pane--comment, .reading-pane--number, .reading-pane--name,
        .reading-pane--inline-code { background: ansi_default; }
        .reading-pane--inline-code { color: ansi_cyan; }
        .reading-pane--noted { background: ansi_green; color: ansi_black; }
        .reading-pane--image { text-style: dim italic; }
        .reading-pane--comment, .reading-pane--placeholder { text-style: dim; }
    }
    &:nocolor {
        .reading-pane--hit, .reading-pane--noted, .reading-pane--hint,
        .reading-pane--current-hit, .reading-pane--caret {
            background: $background; color: $foreground;
        }
        .reading-pane--heading-2, .reading-pane--hit { text-style: bold underline; }
        .reading-pane--noted { text-style: underline; }
        .reading-pane--hint, .reading-pane--current-hit { text-style: bold reverse; }
        .reading-pane--caret { text-style: reverse; }
    }
}
"""

Span = tuple[int, int]
"""A range of the text: offsets in characters of the Markdown, the end not included."""

StyleOf = Callable[..., Style]
"""Gives the style of some component classes, one upon the other."""


class Decoration(NamedTuple):
    """A range of the text that is drawn in a way of its own."""

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

    def decorations(self, key: int, line: Line) -> Sequence[Decoration]:
        """What there is of it in a line."""
        found: list[Decoration] = []
        if self.passage and self.passage[0] < line.end and line.start < self.passage[1]:
            found.append(Decoration(*self.passage, SELECTED))
        if key == self.key:
            found.append(Decoration(*self.at, CARET))
        return found


def strip_of(
    line: Line,
    indent: int,
    width: int,
    style_of: StyleOf,
    decorations: Sequence[Decoration] = (),
    selected: Span | None = None,
    sign: str = "",
    picture: Sequence[Segment] = (),
) -> Strip:
    """A line drawn `indent` cells from the left, with some ranges of the text decorated.

    `selected` counts the characters of the line; a `sign` of one cell stands in the indent, a
    blank before the line if there is room. The cells of a `picture` stand where its piece is.
    """
    indent -= line.outdent
    segments = [Segment(" " * indent, style_of())] if indent else []
    if sign and indent:
        at = max(0, indent - 2)
        blanks = (" " * at, style_of()), (" " * (indent - at - 1), style_of())
        segments = [Segment(*blanks[0]), Segment(sign, style_of(DECLARED)), Segment(*blanks[1])]
    cells = indent
    for piece, at in line.drawn:
        if picture and role_of(piece.look) is Role.PICTURE:
            segments += picture
            cells += len(piece.text)
            continue
        for start, end, extra in _cuts(piece, decorations, selected, at):
            text = piece.text[start:end]
            style = style_of(*components_of(piece.look), *extra)
            if piece.link and is_openable(piece.link.url):
                style += Style(link=piece.link.url)
            segments.append(Segment(text, style))
            cells += cell_len(text)
    segments.append(Segment(" " * (width - cells), style_of()))
    return Drawn(segments, max(cells, width))


def declared_sign(line: Line, declared: Iterable[Span]) -> str:
    """What stands in the margin of a line: a letter where a part begins, then a bar."""
    for start, end in declared:
        if start < line.end and line.start < end and line.text.strip():
            return "A" if line.start <= start else "│"
    return ""


def _cuts(
    piece: Piece, decorations: Iterable[Decoration], selected: Span | None, at: int
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """A piece cut where its decorations change: ranges of characters and what is upon them."""
    length = len(piece.text)
    upon: list[tuple[int, int, str]] = []
    for start, end, component in decorations:
        if within := piece.within(start, end):
            upon.append((*within, component))
    if selected and selected[0] < at + length and at < selected[1]:
        upon.append((max(0, selected[0] - at), min(length, selected[1] - at), SELECTED))
    if not upon:
        yield 0, length, ()
        return
    seams = {0, length, *(edge for start, end, _ in upon for edge in (start, end))}
    for start, end in pairwise(sorted(seams)):
        names = dict.fromkeys(name for a, b, name in upon if a <= start and end <= b)
        yield start, end, list(names)


def piece_at(line: Line, cell: int) -> Piece | None:
    """The piece of a line that a cell shows."""
    for piece, _ in line.drawn:
        cell -= cell_len(piece.text)
        if cell < 0:
            return piece
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
            if role_of(piece.look) is not Role.QUOTE_BAR:
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
        if span := selected_characters(line, key, selection, indent):
            yield _Selected(line, *span)


def selected_characters(line: Line, key: int, selection: Selection, indent: int) -> Span | None:
    """The characters of a line that are selected: as they are read, between its ends."""
    span = selection.get_span(key)
    if span is None:
        return None
    length, indent = len(line.text), indent - line.outdent
    start, end = max(0, span[0] - indent), length if span[1] < 0 else span[1] - indent
    if line.order is None:
        return start, max(0, min(length, end))
    begins = selection.start is not None and selection.start.y == key
    stops = selection.end is not None and selection.end.y == key
    if begins and stops:
        return read_between(line, start, end)
    return read_before(line, start) if begins else 0, read_before(
        line, end
    ) if stops else length


def highlighted(highlights: Iterable[Span], start: int, end: int) -> Iterator[Decoration]:
    """The highlights of the reader in a part of the text."""
    for span in highlights:
        if span[0] < end and start < span[1]:
            yield Decoration(*span, HIGHLIGHT)


HitFinder = Callable[[int, int], Sequence[Span]]
"""Finds the hits that touch a range of the text, in order."""


class Hits:
    """The hits in a text, of which one can be the current one."""

    def __init__(self, source: Sequence[Span] | HitFinder, length: int) -> None:
        self._find = source if callable(source) else None
        self._all: Sequence[Span] | None = None if callable(source) else source
        self._length = length
        self._near: Sequence[Span] = ()
        """Those of what was sought last, where not all are known."""
        self._sought = range(0)
        self._current: int | None = None

    @property
    def all(self) -> Sequence[Span]:
        """All hits of the text, in order."""
        if self._all is None:
            self._all = self._find(0, self._length) if self._find else ()
        return self._all

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there are none."""
        return not self._find and not self._all

    @property
    def current(self) -> Span | None:
        """The hit that the reader went to."""
        return None if self._current is None else self.all[self._current]

    @property
    def number(self) -> int:
        """Which of all hits is the current one, from 1; 0 if none is."""
        return 0 if self._current is None else self._current + 1

    def seek(self, start: int, end: int) -> None:
        """Find those of a range at once: line by line that takes some ten times as long."""
        is_sought = self._sought.start <= start and end <= self._sought.stop
        if self._find and self._all is None and not is_sought:
            self._sought, self._near = range(start, end), self._find(start, end)

    def between(self, start: int, end: int) -> Sequence[Span]:
        """The hits that touch a range of the text."""
        self.seek(start, end)
        known = self._near if self._all is None else self._all
        first = max(0, bisect_left(known, (start, start)) - 1)
        last = bisect_left(known, (end, end))
        return [hit for hit in known[first:last] if hit[1] > start]

    def forget_current(self) -> None:
        """Make none of the hits the current one."""
        self._current = None

    def go_from(self, offset: int, step: int) -> Span | None:
        """Make the hit after or before the current one current, going round at the ends.

        If none is current, the nearest one from an offset on.
        """
        if not self.all:
            return None
        if self._current is None:
            self._current = bisect_left(self.all, (offset, offset)) - (step < 0)
        else:
            self._current += step
        self._current %= len(self.all)
        return self.current

    def decorations(self, start: int, end: int) -> Sequence[Decoration]:
        """The hits in a part of the text."""
        if self.is_empty:
            return ()
        current = self.current
        return [
            Decoration(*hit, CURRENT_HIT if hit == current else HIT)
            for hit in self.between(start, end)
        ]
