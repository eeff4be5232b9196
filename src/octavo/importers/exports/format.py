"""Formats of exports: what a reader that closes, or a browser, gives people to take along.

Tables and arrays may hold the texts of thousands of articles and are streamed; what holds
only titles, notes and addresses is read as a whole, which also tells its encoding best.
A database (SQLite) is read from a copy in memory.

Large because what a part is, and how it is read and refused, stand in one place.
"""

import errno
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, BinaryIO, ParamSpec, TextIO

from msgspec import Struct

from octavo.importers.text.decode import (
    MARKS,
    declared_encoding,
    decode,
    decoded,
    guess,
    is_damaged_utf8,
    wide_encoding,
)
from octavo.importers.text.xml import (
    BREAKS_OFF,
    documents_in,
    is_closed,
    local_name,
    tree_of_xml,
)
from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

P = ParamSpec("P")

HEAD = 64 * 1024
"""Bytes from the start of a part by which formats are told apart."""


class Part(Struct, frozen=True):
    """One file of an export: alone, in a folder, or in a zip."""

    name: str
    """Its path inside the folder or zip; for a file alone, its name."""
    size: int
    """Bytes, unpacked."""
    open: Callable[[], BinaryIO]
    """Opens it at the start; reading never gives more than `size` bytes, and what cannot be
    read is a `DraftRejected`.
    """

    @property
    def head(self) -> bytes:
        """The first `HEAD` bytes; empty if they cannot be read.

        Read when they are asked for: an export may have as many parts as it has articles.
        """
        return _head_of(self)


@lru_cache(maxsize=4)
def _head_of(part: Part) -> bytes:
    try:
        with part.open() as file:
            return file.read(HEAD)
    except DraftRejected:
        return b""


Made = Draft | Record
"""What an item becomes."""


class Row(Struct, frozen=True, kw_only=True):
    """One item of an export on its way in; each one that the file holds comes exactly once."""

    place: str
    """Where it stands, for the ledger: `part_000000.csv, line 12`, `item 3`."""
    draft: Made | DraftRejected
    """What it becomes, or why it cannot."""
    raw: str = ""
    """The item as it stood in the file, so that it can be mended and imported again."""


def row_of(
    place: str, raw: str, draft: Callable[P, Made], *args: P.args, **named: P.kwargs
) -> Row:
    """A row with what a function makes of it, or why it cannot.

    Its time may run out within a library, which makes an error of its own of that.
    """
    made: Made | DraftRejected
    try:
        made = draft(*args, **named)
    except Exception as error:
        rejected = _rejection_in(error)
        if rejected is None:
            raise
        made = type(rejected)(place, rejected.reason)
    return Row(place=place, draft=made, raw=raw)


def _rejection_in(error: BaseException | None) -> DraftRejected | None:
    """The rejection that an error is or was made of."""
    while error is not None and not isinstance(error, DraftRejected):
        error = error.__cause__
    return error


class Format(Struct, frozen=True, kw_only=True):
    """One format of exports: how to know it, and how to read it."""

    name: str
    """What `--format` calls it, and the kind of source of its articles: `pocket-csv`."""
    title: str
    """What people call it: `Pocket, CSV`."""
    suffix: str
    """Of a file of rejected rows: `.csv`."""
    recognises: Callable[[Part], bool]
    """Whether a part is of this format, told by its content."""
    rows: Callable[[Part, Sequence[Part]], Iterator[Row]]
    """The rows of a recognised part, streamed; the second argument is all parts of the
    export, for what is kept beside it (texts, highlights). A row at fault comes as a
    `DraftRejected`; a file that breaks off raises one, after its rows.
    """
    collected: Callable[[Part, Sequence[str]], str]
    """Some raw items of a part as a file of the same format, which can be imported."""
    beside: re.Pattern[str] | None = None
    """The names of parts that hold no rows of their own, but what belongs to another's.

    Where it has a group `folder`, only if there are parts in a folder whose name begins so.
    """
    columns: Callable[[Part], Mapping[str, str]] = lambda _: {}
    """The field of an article that each column of a part is taken for, where that is by its
    name alone; empty for one that is left out.
    """
    dates: Callable[[Part], Iterable[str]] = lambda _: ()
    """The columns that are left out, and hold dates."""


class Signs(Struct, frozen=True):
    """The names of fields by which the items of a format are told; those by space or comma."""

    every: str
    """All of these are there."""
    some: str = ""
    """Of these, at least as many as `least`."""
    least: int = 2
    none: str = ""
    """None of these is there."""
    only: bool = False
    """Whether there is nothing else."""

    def fit(self, names: Iterable[str]) -> bool:
        """Whether an item with fields of these names is of the format."""
        found = frozenset(names)
        some = _names(self.some)
        return (
            found >= _names(self.every)
            and (not some or len(found & some) >= self.least)
            and not found & _names(self.none)
            and (not self.only or found <= _names(self.every) | some)
        )


@cache
def _names(said: str) -> frozenset[str]:
    return frozenset(name.strip() for name in said.split("," if "," in said else None) if name)


def in_words(error: Exception) -> str:
    """Why a file cannot be read."""
    match error:
        case OSError(errno=errno.ENOENT | errno.ENOTDIR):
            return "there is no such file"
        case OSError(errno=errno.EACCES | errno.EPERM):
            return "you have no permission to read it"
        case OSError():
            return f"it cannot be read: {(error.strerror or str(error)).lower()}"
        case NotImplementedError():
            return "it is packed in a way that octavo does not read"
        case _:
            return "it is damaged"


LARGEST_WHOLE = 128 * 1024 * 1024
"""Bytes of what is read as a whole."""

LARGEST_RECORD = 1 << 20
"""Characters of a citation, a clipping or a line; more is one whose end is missing."""

_SQLITE = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)
"""Where a database says how its journal is written (https://sqlite.org/fileformat.html)."""

_MARKS = (*MARKS, (_SQLITE, "utf-8"))
_LONGEST_CHARACTER = 4
"""Bytes of one character in UTF-8 (RFC 3629), which may be cut at the end of the head."""
_LINE_END = lazy_pattern(r"\r\n?")


def text_of(part: Part) -> TextIO:
    """A part opened as text, its line ends untouched; bytes that are none become U+FFFD."""
    encoding = _encoding_of(part.head)
    return io.TextIOWrapper(part.open(), encoding, errors="replace", newline="")


def head_of(part: Part) -> str:
    """The text at the beginning of a part, without its byte order mark and NUL bytes."""
    text = part.head.decode(_encoding_of(part.head), "replace")
    return text.replace("\0", "").lstrip("\ufeff")


def doubt_of(part: Part) -> str:
    """What may be wrong with the characters of a part, as far as its head tells; or empty."""
    head = part.head
    if head.isascii() or _is_utf8(head) or any(head.startswith(mark) for mark, _ in _MARKS):
        return ""
    whole = head[: head.rfind(b"\n") + 1] if part.size > len(head) else head
    try:
        return decoded(whole, part.name, declared_encoding(whole)).doubt
    except DraftRejected:
        return ""


def whole(part: Part) -> bytes:
    """All bytes of a part.

    Raises:
        DraftRejected: If it cannot be read, or is too large.
    """
    if part.size > LARGEST_WHOLE:
        raise DraftRejected(part.name, f"it is larger than {LARGEST_WHOLE >> 20} MB")
    with part.open() as file:
        return file.read()


def whole_text(part: Part) -> str:
    """All of a part, its lines ended by a line feed, without NUL bytes.

    Raises:
        DraftRejected: If it cannot be read, is no text, or is too large.
    """
    data = whole(part)
    text = decode(data, part.name, declared_encoding(data))
    return _LINE_END.sub("\n", text).replace("\0", "").lstrip("\ufeff")


def roots_of(part: Part) -> "Iterator[Element]":
    """The root of a part in XML, or of each document where several stand behind one another.

    One that breaks off is refused after what there is of it.

    Raises:
        DraftRejected: If it is none, or is no whole one.
    """
    for text in documents_in(whole_text(part)):
        root = tree_of_xml(text)
        if root is None:
            raise DraftRejected(part.name, "it is no XML, or is nested too deeply")
        yield root
        if len(root) and not is_closed(text, local_name(root)):
            raise DraftRejected(part.name, BREAKS_OFF)


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


@lru_cache(maxsize=4)  # each format asks it of the same part, and a guess takes 0.1 s
def _encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes: by its mark, as UTF-8, or by a guess."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head and (wide := wide_encoding(head)):
        return wide
    return "utf-8" if _is_utf8(head) or is_damaged_utf8(head) else guess(head)


def _is_utf8(head: bytes) -> bool:
    """Whether these bytes are UTF-8, but for a character that is cut at their end."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _LONGEST_CHARACTER and "end of data" in error.reason
    return True


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

    data = bytearray(whole(part))
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
