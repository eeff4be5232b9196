"""The entries of a BibTeX file, cut from it one after the other, and their fields.

Format: https://www.ctan.org/pkg/bibtex (btxdoc). An entry that is never closed ends where a
line begins the next.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TextIO

from msgspec import Struct

_LONGEST_LINE = 1 << 16
_LARGEST = 1 << 20
"""Characters of an entry; more follow only where one is not closed."""

_TOKEN = re.compile(r"\\.|[{}()]|@\s*[A-Za-z]+\s*[{(]", re.DOTALL)
_BEGINS = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]\s*[^\s,{}()=\"]+\s*,")
_HEAD = re.compile(r"@\s*([A-Za-z]+)\s*[{(]\s*")
_KEY = re.compile(r"([^,={}\"]*+)(?:,|$)")
_NAME = re.compile(r"[\s,]*([^\s=,{}\"#]+)\s*=\s*")
_BARE = re.compile(r"[^\s,{}#\"]+")
_JOIN = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)


class Entry(Struct, frozen=True):
    """One entry as it stands in the file."""

    line: int
    """Where it begins; the first is 1."""
    raw: str
    problem: str = ""

    @property
    def kind(self) -> str:
        """Its type in lower case: `misc`, `string`, `comment`."""
        head = _HEAD.match(self.raw)
        return head[1].lower() if head else ""


class _Open:
    """An entry that is being read."""

    def __init__(self, line: int, opening: str) -> None:
        self.line = line
        self.closing = ")" if opening.endswith("(") else "}"
        self.depth = 0
        self.said = [opening]
        self.size = len(opening)

    def say(self, text: str) -> None:
        self.size += len(text)
        if self.size <= _LARGEST:
            self.said.append(text)

    def closes(self, token: str) -> bool:
        """Whether a token is the end of the entry; others change how deep the reading is."""
        if token == self.closing and self.depth == 0:
            return True
        if token == "{" or (token[0] == "@" and token[-1] == "{"):
            self.depth += 1
        elif token == "}":
            self.depth = max(0, self.depth - 1)
        return False

    def entry(self, problem: str = "") -> Entry:
        if self.size > _LARGEST:
            problem = "it is longer than a megabyte"
        return Entry(self.line, "".join(self.said).strip(), problem)


def entries(file: TextIO) -> Iterator[Entry]:
    """All entries, also comments and macros; what stands between them is passed over."""
    now: _Open | None = None
    number, begins = 1, True
    while line := file.readline(_LONGEST_LINE):
        if now and begins and _BEGINS.match(line):
            yield now.entry("it is never closed")
            now = None
        start = 0
        for found in _TOKEN.finditer(line):
            token = found[0]
            if now is None:
                if token.startswith("@"):
                    now, start = _Open(number, token), found.end()
            elif now.closes(token):
                now.say(line[start : found.end()])
                yield now.entry()
                now, start = None, found.end()
        if now:
            now.say(line[start:])
        begins = line.endswith(("\n", "\r"))
        number += begins
    if now:
        yield now.entry("it is never closed")


def key_of(raw: str) -> str:
    """What an entry is cited by."""
    head = _HEAD.match(raw)
    found = _KEY.match(raw, head.end()) if head else None
    return found[1].strip() if found else ""


def fields_of(raw: str, macros: Mapping[str, str]) -> dict[str, str]:
    """The fields of an entry, by their names in lower case; the first of a name holds."""
    head = _HEAD.match(raw)
    if not head:
        return {}
    key = _KEY.match(raw, head.end()) if head[1].lower() != "string" else None
    at = key.end() if key else head.end()
    found: dict[str, str] = {}
    while name := _NAME.match(raw, at):
        value, at = _value(raw, name.end(), macros)
        found.setdefault(name[1].lower(), value)
    return found


def _value(raw: str, at: int, macros: Mapping[str, str]) -> tuple[str, int]:
    """The value that begins here, its pieces joined, and where it ends."""
    pieces: list[str] = []
    while True:
        opening = raw[at : at + 1]
        if opening in ("{", '"') and opening:
            end = _closed(raw, at + 1, opening)
            pieces.append(raw[at + 1 : end])
            at = end + 1
        elif bare := _BARE.match(raw, at):
            pieces.append(macros.get(bare[0].lower(), bare[0]))
            at = bare.end()
        joined = _JOIN.match(raw, at)
        if not joined:
            return "".join(pieces), at
        at = joined.end()


def _closed(raw: str, at: int, opening: str) -> int:
    """Where the text that was opened by a brace or a quote ends."""
    depth = 0
    for found in (_BRACE if opening == "{" else _QUOTE).finditer(raw, at):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif depth == 0 and sign in ("}", '"'):
            return found.start()
        elif sign == "}":
            depth -= 1
    return len(raw)
