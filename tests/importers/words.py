"""The words that something has, against those that an article gets of it.

The reading is another than the importers': the parser of the standard library, which puts no
element into another, and the tables of this file.
"""

import re
from collections import Counter
from html.parser import HTMLParser

_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_TARGET = re.compile(r"\]\(<?[^()\s]*>?\)")
_SILENT = frozenset(("script", "style", "title", "textarea"))


def lost(has: str, gets: str) -> list[str]:
    """The words that are in one text and not, or not so often, in the other."""
    return sorted((_words(has) - _words(_TARGET.sub("]", gets))).elements())


def words_shown(page: str) -> str:
    """All text of a page or a piece of HTML that is not the inside of a script or the like."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.pieces)


def _words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in _WORD.findall(text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._silent = tag in _SILENT
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._silent = False
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
