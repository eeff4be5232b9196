"""Texts laid out for tests."""

from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.layout import lay_out
from octavo.markdown.lines import Line, Piece


def laid_out(text: str, width: int = 40, highlighter: Highlighter | None = None) -> list[Line]:
    """All lines of a text."""
    return list(lay_out(text, width, highlighter))


def drawn(text: str, width: int = 40) -> list[str]:
    """The lines of a text as strings, without blanks at their ends."""
    return [line.text.rstrip() for line in laid_out(text, width)]


def pieces(text: str, width: int = 40) -> list[Piece]:
    """The pieces of all lines of a text that show some of it."""
    lines = laid_out(text, width)
    return [piece for line in lines for piece in line.pieces if piece.end > piece.start]
