"""The colours of code."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from octavo.markdown.layout.lines import Part
from octavo.markdown.layout.plain import FAULTS

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LONGEST_LINE = 2000
"""Lines longer than this are generated, and not worth the time that colours take."""

_PARTS: Mapping[str, Part] = {
    "Token.Keyword": Part.KEYWORD,
    "Token.Operator.Word": Part.KEYWORD,
    "Token.Name.Tag": Part.KEYWORD,
    "Token.Generic.Deleted": Part.KEYWORD,
    "Token.Literal.String": Part.STRING,
    "Token.Generic.Inserted": Part.STRING,
    "Token.Comment": Part.COMMENT,
    "Token.Generic.Prompt": Part.COMMENT,
    "Token.Literal.Number": Part.NUMBER,
    "Token.Keyword.Constant": Part.NUMBER,
    "Token.Name.Function": Part.NAME,
    "Token.Name.Class": Part.NAME,
    "Token.Name.Decorator": Part.NAME,
    "Token.Name.Attribute": Part.NAME,
    "Token.Generic.Heading": Part.NAME,
    "Token.Generic.Subheading": Part.NAME,
}


class Colours:
    """The colours of some code, found as far as they are asked for."""

    def __init__(self, tokens: Iterator[tuple[int, int, Part]]) -> None:
        self._tokens = tokens
        self._found: list[tuple[int, int, Part]] = []
        self._ends: list[int] = []

    def between(self, start: int, end: int) -> list[tuple[int, int, Part]]:
        """The ranges of a stretch of the code that have a colour, in order."""
        while not self._ends or self._ends[-1] < end:
            try:
                token = next(self._tokens, None)
            except FAULTS:
                # A lexer that stumbles over the code leaves the rest of it without colours.
                token = None
            if token is None:
                break
            self._found.append(token)
            self._ends.append(token[1])
        first = bisect_right(self._ends, start)
        return list(takewhile(lambda token: token[0] < end, islice(self._found, first, None)))


class Highlighter:
    """Knows the lexers of the languages that were met so far.

    A lexer takes some 10 to 50 ms to import, so code is first set without colours; whoever
    owns the highlighter loads what is `wanted` in its own time. An eager one loads it at once.
    """

    def __init__(self, *, eager: bool = False) -> None:
        self._eager = eager
        self._lexers: dict[str, Lexer | None] = {}
        self._parts: dict[str, Part] = {}
        self.wanted: set[str] = set()
        """Languages that have been asked for and are not loaded."""

    def load(self) -> None:
        """Import the lexers that are wanted. May be called from another thread."""
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound

        for language in list(self.wanted):
            try:
                lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
            except ClassNotFound:
                lexer = None
            self._lexers[language] = lexer
            self.wanted.discard(language)

    def colours(self, code: str, language: str) -> Colours:
        """The colours of some code; none if its language is not known, or not loaded yet."""
        if not language or any(len(line) > _LONGEST_LINE for line in code.split("\n")):
            return Colours(iter(()))
        if language not in self._lexers:
            self.wanted.add(language)
            if self._eager:
                self.load()
        lexer = self._lexers.get(language)
        return Colours(self._tokens(lexer, code) if lexer else iter(()))

    def _tokens(self, lexer: "Lexer", code: str) -> Iterator[tuple[int, int, Part]]:
        for start, kind, text in lexer.get_tokens_unprocessed(code):
            yield start, start + len(text), self._part(str(kind))

    def _part(self, kind: str) -> Part:
        """The part of the page that a kind of token is, or else the kind it belongs to."""
        if kind not in self._parts:
            above = kind.rpartition(".")[0]
            found = _PARTS.get(kind)
            self._parts[kind] = found or (self._part(above) if above else Part.CODE)
        return self._parts[kind]


def language_of(info: str) -> str:
    """The language that the opening line of a fence names."""
    words = info.replace("{", " ").replace("}", " ").replace(",", " ").split()
    return words[0].lstrip(".").lower() if words else ""
