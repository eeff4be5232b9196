"""The blocks of Kindle's `My Clippings.txt`, and the books that they are of."""

import re
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from octavo.importers.exports.files.decoding import text_of
from octavo.importers.exports.format import Part
from octavo.importers.exports.kindle.metadata import Kind, kind_by_structure, mark_of
from octavo.importers.text.clean import clean, clean_line

_LARGEST = 1 << 20
"""Characters of a block; more follow only where the end of one is missing."""
_LINE = 1 << 16
_END = re.compile(r"={8,}")
_AROUND = "\ufeff\r\n\t \0"
_NOT_A_PERSON = re.compile(r"\d|edition|ausgabe|édition|edición|edizione|edição|ebook", re.I)


class Block(Struct, frozen=True):
    """One clipping."""

    line: int
    """Of the file, where it begins; the first is 1."""
    raw: str
    book: str
    """The first line, which names the book and who wrote it."""
    kind: Kind | None
    """None for a block that cannot be read."""
    text: str = ""
    place: tuple[int, int] | None = None
    added: datetime | None = None
    problem: str = ""

    @property
    def folded(self) -> str:
        """The text with single spaces, to compare it by."""
        return " ".join(self.text.split())


def blocks_in(part: Part) -> Iterator[Block]:
    """The blocks of a file in their order, also the last where its end is missing.

    Raises:
        DraftRejected: If the file cannot be read any further.
    """
    with text_of(part) as file:
        lines: list[str] = []
        number, first, size = 0, 1, 0
        while line := file.readline(_LINE):
            number += 1
            if _END.fullmatch(line.strip(_AROUND)):
                yield from _block(lines, first, size)
                lines, first, size = [], number + 1, 0
            else:
                size += len(line)
                if size <= _LARGEST:
                    lines.append(line)
        yield from _block(lines, first, size)


def book_of(line: str) -> tuple[str, tuple[str, ...]]:
    """The title and the authors that a first line names: `Title (Series) (Name, First)`."""
    line = clean_line(line)
    start = _last_bracket(line)
    inside = line[start + 1 : -1].strip() if start else ""
    if not inside or _NOT_A_PERSON.search(inside):
        return line, ()
    names = (_in_order(name) for name in re.split(r"[;；]|\s&\s", inside))
    return line[:start].strip(), tuple(dict.fromkeys(name for name in names if name))


def _block(lines: list[str], first: int, size: int) -> Iterator[Block]:
    """The block that some lines are, if there is anything in them."""
    raw = "".join(lines).strip(_AROUND)
    if not raw:
        return
    while lines and not lines[0].strip(_AROUND):
        del lines[0]
        first += 1
    book, *rest = (line.strip(_AROUND) for line in lines)
    if not rest and (mark := mark_of(book)) and mark.added:
        book, rest = "", [book]
    mark = mark_of(rest[0]) if rest else None
    if size > _LARGEST:
        yield Block(first, raw[:_LINE], book, None, problem="it is longer than a megabyte")
    elif not mark:
        problem = "its second line does not say what was marked, and where"
        yield Block(first, raw, book, None, problem=problem)
    else:
        text = clean("\n".join(rest[1:])).strip()
        kind = mark.kind or kind_by_structure(mark, text)
        yield Block(first, raw, clean_line(book), kind, text, mark.place, mark.added)


def _last_bracket(line: str) -> int:
    """Where the bracket that ends a line opens, other brackets inside it; 0 if none does."""
    depth = 0
    for at in range(len(line) - 1, -1, -1) if line.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(line[at], 0)
        if depth == 0:
            return at
    return 0


def _in_order(name: str) -> str:
    """`Lee, Ann` as `Ann Lee`; a name with more commas is left as it is."""
    parts = [part.strip() for part in name.split(",")]
    return " ".join(reversed(parts)).strip() if len(parts) == 2 else name.strip()
