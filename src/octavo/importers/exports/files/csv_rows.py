"""Tables as CSV, row by row (RFC 4180, and what programs make of it).

A column is found by its name in the first line, in any order and case, below what a program
wrote above its table; where the first line has an address, the columns have no names. A row at
fault is reported by itself: where a quote is left open, the rows that it swallowed are found
again.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import TextIO

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.exports.format import Made, Part, Row, head_of, row_of, text_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

LARGEST_ROW = 16 * 1024 * 1024
"""Characters; a row of more is a quote that was never closed."""

_DELIMITERS = ",;\t|"
_NONE = "\x1f"
"""Of a table of one column, where a comma is a comma (the unit separator of ASCII)."""
_SHORT = "cells are missing at its end, and were taken for empty"
_OF_ADDRESSES = lazy_pattern(r"ur[li]\b|link|href|address")
_MOST_ABOVE = 20
"""Lines above the names of the columns."""
_MOST_ALIKE = 20
"""Columns of one name, beside the first."""

_ADDRESS = lazy_pattern(r"\s*[A-Za-z][\w+.-]*:\S", re.ASCII)

# One limit for the whole process; the usual 128 KB are less than an article.
csv.field_size_limit(LARGEST_ROW)


class Record(Struct, frozen=True, gc=False):
    """One row of a table."""

    line: int
    """Of the file, where the row begins; the first is 1."""
    raw: str
    cells: dict[str, str]
    """By the names of their columns, in lower case."""
    is_short: bool = False
    """Whether cells are missing at its end, which are empty then."""

    def __getitem__(self, column: str) -> str:
        """The cell in a column; empty if there is no such column."""
        return self.cells.get(column, "")


class RowError(Struct, frozen=True):
    """Lines of a table that are no row, and why."""

    line: int
    raw: str
    reason: str


class Header(Struct, frozen=True):
    """The first line of a table."""

    columns: tuple[str, ...]
    """In lower case, with single spaces; `_` behind the second one of a name."""
    delimiter: str
    raw: str
    is_nameless: bool = False
    """Whether it is a row, and the columns are named by what is in its cells."""


def header_of(part: Part) -> Header:
    """The header of a part, if it is a table; any text gives some."""
    lines = [*islice(filter(_is_header, _lines_in(head_of(part))), _MOST_ABOVE)]
    headers = [_header(line) for line in lines]
    first = headers[0] if headers else _header("")
    if sum(map(bool, first.columns)) > 1:
        return first
    tables = (above for above, below in pairwise(headers) if _is_above(above, below))
    return next(tables, first)


def _is_above(header: Header, row: Header) -> bool:
    """Whether a line names the columns of the next."""
    count = len(header.columns)
    is_named = count > 1 and all(header.columns) and not header.is_nameless
    return is_named and len(row.columns) == count and header.delimiter == row.delimiter


def rows_in(part: Part, draft: Callable[[Mapping[str, str]], Made]) -> Iterator[Row]:
    """The rows of a table as drafts; `draft` is given each by the names of the columns."""
    for record in records(part):
        place = f"{part.name}, line {record.line}"
        if isinstance(record, RowError):
            yield Row(place=place, draft=DraftRejected(place, record.reason), raw=record.raw)
            continue
        row = row_of(place, record.raw, draft, record.cells)
        if record.is_short and isinstance(row.draft, Draft):
            row = replace(row, draft=replace(row.draft, doubt=row.draft.doubt or _SHORT))
        yield row


def records(part: Part) -> Iterator[Record | RowError]:
    """The rows of a table below its header, blank lines passed over.

    Raises:
        DraftRejected: If the file breaks off; after all rows before that.
    """
    with text_of(part) as file:
        lines = _Lines(file)
        header = header_of(part)
        if not header.is_nameless:
            next((line for line in lines if line.lstrip("\ufeff").startswith(header.raw)), "")
        while lines.go_on():
            yield from _records(lines, header)


def collected(part: Part, raws: Sequence[str]) -> str:
    """Some rows below the header of their table, as a table that can be read again."""
    header = header_of(part)
    lines = raws if header.is_nameless else (header.raw, *raws)
    return "".join(f"{raw}\n" for raw in lines)


class _Lines:
    """The lines of a file, with those of the row that is being read kept at hand."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self.taken: list[str] = []
        self.first = 1
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._file.readline(LARGEST_ROW)
        if not line or self._size > LARGEST_ROW:
            if line:
                self._again.append(line)
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        return line.replace("\0", "")

    def done(self, count: int | None = None) -> tuple[int, str]:
        """Where the lines taken begin, and what they say; all after `count` come again."""
        lines = self.taken[:count]
        self._again += reversed(self.taken[len(lines) :])
        first, self.first = self.first, self.first + len(lines)
        self.taken, self._size = [], 0
        return first, "".join(lines).rstrip("\r\n")

    def go_on(self) -> bool:
        """Whether there are lines left; those that were taken for a header are let go."""
        if self.taken:
            self.done()
        if not self._again and (line := self._file.readline(LARGEST_ROW)):
            self._again.append(line)
        return bool(self._again)


def _records(lines: _Lines, header: Header) -> Iterator[Record | RowError]:
    """Rows until one is at fault; then that one, and the lines after it can be read on."""
    columns, wanted = header.columns, len(header.columns)
    reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _fault(lines, header, "its quotes do not match")
            return
        if len(cells) > wanted:
            cells = _without_empty_end(cells, wanted)
        missing = wanted - len(cells)
        if missing == 0 or (missing > 0 and _is_row(cells, header)):
            named = dict(zip(columns, [*cells, *[""] * missing], strict=True))
            yield Record(*lines.done(), named, is_short=missing > 0)
        elif any(cell.strip() for cell in cells):
            problem = f"it has {len(cells)} cells, and the first line names {wanted}"
            yield _fault(lines, header, problem)
            return
        else:
            lines.done()


def _is_row(cells: Sequence[str], header: Header) -> bool:
    """Whether cells that are too few are a row, not one of the lines of a broken row.

    They are if they have an address, or none does.
    """
    if any(_OF_ADDRESSES.search(name) for name in header.columns):
        return any(map(_ADDRESS.match, cells))
    return any(cell.strip() for cell in cells)


def _fault(lines: _Lines, header: Header, reason: str) -> Record | RowError:
    """The lines that were taken, up to the next that is a row by itself.

    A single line whose cells can be told in spite of a stray quote is a row after all.
    """
    least = len(header.columns) - 1
    found = (
        at
        for at, line in enumerate(lines.taken)
        if at and line.count(header.delimiter) >= least and ":" in line and _row(line, header)
    )
    line, raw = lines.done(next(found, None))
    escapes = ("\\", None) if '\\"' in raw else (None,)
    rows = (_row(raw, header, strict=False, escape=escape) for escape in escapes)
    if cells := next(filter(None, rows), []):
        return Record(line, raw, dict(zip(header.columns, cells, strict=True)))
    return RowError(line, raw, reason)


def _row(
    line: str, header: Header, *, strict: bool = True, escape: str | None = None
) -> list[str]:
    """The cells of a line if it is a whole row with an address; or else none.

    PHP puts no second quote before one that a backslash stands before; hence the escape.
    """
    cells = _cells(line, header.delimiter, strict=strict, escape=escape)
    whole = len(cells) == len(header.columns) and any(map(_ADDRESS.match, cells))
    return cells if whole and not any("\n" in cell for cell in cells) else []


def _without_empty_end(cells: list[str], wanted: int) -> list[str]:
    return cells if any(cell.strip() for cell in cells[wanted:]) else cells[:wanted]


def _header(line: str) -> Header:
    line = line.lstrip("\ufeff").rstrip("\r\n")
    rows = [(_cells(line, delimiter), delimiter) for delimiter in _DELIMITERS]
    cells, delimiter = max(rows, key=lambda row: len(row[0]))
    if len(cells) > 1 and any(map(is_web, cells)):
        return Header(_names_of(cells), delimiter, line, is_nameless=True)
    if len(cells) == 1:
        delimiter = _NONE
    columns, seen = list[str](), Counter[str]()
    for cell in cells:
        name = " ".join(cell.lower().split())
        columns.append(name + "_" * min(seen[name], _MOST_ALIKE) if name else "")
        seen[name] += 1
    return Header(tuple(columns), delimiter, line)


def _names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for the columns of a row: the first address, the first words, and numbers."""
    url = next(cell for cell in cells if is_web(cell))
    title = next(
        (cell for cell in cells if any(map(str.isalpha, cell)) and not is_web(cell)), None
    )
    named = {title: "title", url: "url"}
    at = {cell: cells.index(cell) for cell in named if cell is not None}
    return tuple(
        named[cell] if at.get(cell) == number else f"column {number + 1}"
        for number, cell in enumerate(cells)
    )


def _is_header(line: str) -> bool:
    """Whether a line says something, and not to Excel alone what parts the cells."""
    return bool(line.strip()) and re.match(r"\ufeff?sep=.\s*$", line, re.IGNORECASE) is None


def _cells(
    line: str, delimiter: str, *, strict: bool = False, escape: str | None = None
) -> list[str]:
    rows = csv.reader([line], delimiter=delimiter, strict=strict, escapechar=escape)
    try:
        return next(rows, [])
    except csv.Error:
        return []


def _lines_in(text: str) -> Iterator[str]:
    return iter(re.split(r"\r\n|\r|\n", text))
