"""The links on the screen."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len

from octavo.markdown.layout.lines import Line, Link


class VisibleLink(NamedTuple):
    """A link on the screen."""

    number: int
    """Counts the links on the screen from 1."""
    url: str
    x: int
    """Cells from the left edge of the pane to where it begins."""
    y: int
    """Lines from its top."""


def visible_links(lines: Iterable[Line], indent: int) -> Iterator[VisibleLink]:
    """The links in some lines; one that is broken over lines counts once."""
    seen: set[Link] = set()
    for y, line in enumerate(lines):
        x = indent
        for piece in line.pieces:
            if piece.link and piece.link not in seen:
                seen.add(piece.link)
                yield VisibleLink(len(seen), piece.link.url, x, y)
            x += cell_len(piece.text)
