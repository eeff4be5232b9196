"""The text of a part, whatever bytes it is made of: streamed, or as a whole.

Tables and arrays may hold the texts of thousands of articles and are streamed; what holds
only titles, notes and addresses is read as a whole, which also tells its encoding best.
A database (SQLite) is read from a copy in memory.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TextIO

from octavo.importers.exports.format import Part, Row, row_of
from octavo.importers.text.decode import declared_encoding, decode, guess
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

LARGEST_WHOLE = 128 * 1024 * 1024
"""Bytes of what is read as a whole."""

LARGEST_RECORD = 1 << 20
"""Characters of a citation, a clipping or a line; more is one whose end is missing."""

_SQLITE = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)
"""Where a database says how its journal is written (https://sqlite.org/fileformat.html)."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CHARACTER = 4
"""Bytes of one character in UTF-8 (RFC 3629), which may be cut at the end of the head."""
_LINE_END = re.compile(r"\r\n?")


def text_of(part: Part) -> TextIO:
    """A part opened as text, its line ends untouched; bytes that are none become U+FFFD."""
    encoding = _encoding_of(part.head)
    return io.TextIOWrapper(part.open(), encoding, errors="replace", newline="")


def head_of(part: Part) -> str:
    """The text at the beginning of a part, without its byte order mark and NUL bytes."""
    text = part.head.decode(_encoding_of(part.head), "replace")
    return text.replace("\0", "").lstrip("\ufeff")


def whole_text(part: Part) -> str:
    """All of a part, its lines ended by a line feed, without NUL bytes.

    Raises:
        DraftRejected: If it cannot be read, is no text, or is too large.
    """
    if part.size > LARGEST_WHOLE:
        raise DraftRejected(part.name, f"it is larger than {LARGEST_WHOLE >> 20} MB")
    with part.open() as file:
        data = file.read()
    text = decode(data, part.name, declared_encoding(data))
    return _LINE_END.sub("\n", text).replace("\0", "").lstrip("\ufeff")


def pieces(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """What a pattern finds in a text, each with the number of its first line."""
    line, at = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        yield line, found[0]


def records(
    part: Part, pattern: re.Pattern[str], draft: Callable[[str], Draft]
) -> Iterator[Row]:
    """What a pattern finds in a part, as rows; `draft` is given each."""
    for line, raw in pieces(whole_text(part), pattern):
        yield row_of(f"{part.name}, line {line}", raw[:LARGEST_RECORD], _drafted, raw, draft)


def _drafted(raw: str, draft: Callable[[str], Draft]) -> Draft:
    if len(raw) > LARGEST_RECORD:
        raise DraftRejected("", "it is longer than a megabyte")
    return draft(raw)


def _encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes: by its mark, as UTF-8, or by a guess."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if _is_utf8(head):
        return "utf-8"
    return "utf-8" if _is_mostly_utf8(head) else guess(head)


def _is_utf8(head: bytes) -> bool:
    """Whether these bytes are UTF-8, but for a character that is cut at their end."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _LONGEST_CHARACTER and "end of data" in error.reason
    return True


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether only a few bytes of many that are not ASCII are at fault."""
    wrong = head.decode("utf-8", "replace").count("\ufffd")
    return wrong * 4 <= sum(byte >= 0x80 for byte in head)


@lru_cache(maxsize=8)
def tables_of(part: Part) -> frozenset[str]:
    """The names of the tables of a database; none of what is none, or is damaged."""
    if not part.head.startswith(_SQLITE):
        return frozenset()
    try:
        found = rows_of_database(part, "select name from sqlite_master where type = 'table'")
        return frozenset(str(row["name"]) for row in found)
    except DraftRejected:
        return frozenset()


def rows_of_database(part: Part, query: str) -> list[dict[str, object]]:
    """What a query finds in a database, by the names of the columns.

    Raises:
        DraftRejected: If it is damaged, too large, or has not what is asked for.
    """
    import sqlite3
    from contextlib import closing

    if part.size > LARGEST_WHOLE:
        raise DraftRejected(part.name, f"it is larger than {LARGEST_WHOLE >> 20} MB")
    with part.open() as file:
        data = bytearray(file.read())
    data[_VERSIONS] = b"\1\1"
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(bytes(data))
            database.execute("pragma trusted_schema = off")
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            cursor = database.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
    except sqlite3.Error as error:
        raise DraftRejected(part.name, f"the database cannot be read: {error}") from None
