r"""The lines of the journal, and whether each is still what was written.

A line is `{"crc":"89abcdef","op":{…}}\n` with the CRC-32 of the bytes of `op`, of which
`sequence` is the first field.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from octavo.model.operation import Change, Operation, Table
from octavo.patterns import lazy_pattern
from octavo.storage.files import with_bit_flipped

_OPENING = b'{"crc":"%08x","op":'
_OPENING_BYTES = len(_OPENING % 0)
_CLOSING = b"}\n"
_CRC_AT = len(b'{"crc":"')
_CRC = lazy_pattern(rb'[0-9a-f]{8}"')
_JOINT = lazy_pattern(rb'(?<=\}\}).(?=\{"crc":")', re.DOTALL)
"""Where a line ends and another begins, whatever has become of the end."""
_NUMBERED = lazy_pattern(rb'\{"sequence":(\d{1,16}),')

_LONG = 1_000_000
"""Bytes of an operation from which on its changes are decoded one by one."""

_MUCH = 50_000
"""Bytes of an operation from which on documents that came in are left as JSON."""


class Header(Struct, frozen=True):
    """What an operation was, without what it changed."""

    sequence: int
    label: str
    reverses: int | None = None
    quiet: bool = False
    part_of: int | None = None


class Line(Struct, frozen=True, gc=False):
    """A finished line of the journal and where it stands."""

    number: int
    """Counted from 1."""
    start: int
    """Offset in bytes."""
    body: memoryview | None
    """The JSON of the operation; None if the line is not what was written."""
    sequence: int = 0
    """The number of its operation; 0 if the line is not what was written."""
    crc: int = 0
    """The checksum of its operation, which tells it from any other of this number."""

    @property
    def content(self) -> bytes:
        """Its bytes, with its end."""
        return b"".join((_OPENING % self.crc, self.body or b"", _CLOSING))

    def header(self) -> Header:
        """What the operation was.

        Raises:
            msgspec.DecodeError: If it is none.
        """
        return _header(self.body or b"")

    def operation(self) -> Operation:
        """The whole operation.

        Raises:
            msgspec.DecodeError: If it is none.
        """
        body = self.body or b""
        return _operation(body) if len(body) < _LONG else _piece_by_piece(body)

    def replayed(self) -> "Operation | Arrivals":
        """The whole operation, or what came in by a long one that did nothing else.

        Raises:
            msgspec.DecodeError: If it is none.
        """
        body = self.body or b""
        if len(body) > _MUCH:
            with suppress(msgspec.ValidationError):
                came = _arrivals(body)
                if all(bytes(memoryview(each.json)[:1]) == b"{" for each in came.changes):
                    return came
        return self.operation()


class Arrival(Struct, frozen=True, array_like=True, gc=False):
    """A document that came in, and its JSON."""

    table: Table
    id: int
    before: None
    json: Raw


class Arrivals(Struct, frozen=True, gc=False):
    """An operation by which documents came in, and nothing else happened.

    Whoever only goes on from there need not decode them.
    """

    sequence: int
    changes: tuple[Arrival, ...]


class _Pieces(Struct, frozen=True):
    """An operation whose changes are not decoded yet."""

    sequence: int
    time: datetime
    label: str
    changes: tuple[Raw, ...]
    reverses: int | None = None
    quiet: bool = False
    part_of: int | None = None


_header = msgspec.json.Decoder(Header).decode
_operation = msgspec.json.Decoder(Operation).decode
_arrivals = msgspec.json.Decoder(Arrivals).decode
_pieces = msgspec.json.Decoder(_Pieces).decode
_change = msgspec.json.Decoder(Change).decode


def _piece_by_piece(body: bytes | memoryview) -> Operation:
    """A long operation, decoded so that other threads get their turn meanwhile."""
    op = _pieces(body)
    changes = tuple(_change(raw) for raw in op.changes)
    return Operation(op.sequence, op.time, op.label, changes, op.reverses, op.quiet, op.part_of)


def line_of(operation: Operation) -> bytes:
    """The line of an operation."""
    return _framed(msgspec.json.encode(operation))


def crc_in(line: bytes) -> int:
    """The checksum that a line bears."""
    return int(line[_CRC_AT : _CRC_AT + 8], 16)


def sequence_at(start: bytes) -> int:
    """The number of the operation whose line begins so; 0 if none does."""
    numbered = _NUMBERED.match(start, _OPENING_BYTES)
    return int(numbered[1]) if numbered else 0


def _framed(body: bytes) -> bytes:
    return b"".join((_OPENING % zlib.crc32(body), body, _CLOSING))


def lines_of(content: bytes, first: int = 1) -> Iterator[Line]:
    """Every finished line of a piece of the journal, the first one with this number."""
    view = memoryview(content)
    start, number = 0, first
    while (end := content.find(b"\n", start) + 1) > 0:
        body = view[start + _OPENING_BYTES : end - len(_CLOSING)]
        crc = zlib.crc32(body)
        numbered = (
            _NUMBERED.match(body)
            if content.startswith(_OPENING % crc, start)
            and content.startswith(_CLOSING, end - len(_CLOSING))
            else None
        )
        yield (
            Line(number, start, body, int(numbered[1]), crc)
            if numbered
            else Line(number, start, None)
        )
        start, number = end, number + 1


def finished(torn: bytes) -> bytes:
    """The line of which all but its end stands in a journal; nothing if less does."""
    for line in (torn + b"\n", torn[:-1] + b"\n"):
        if [each.body for each in lines_of(line)] not in ([], [None]):
            return line
    return b""


def mended(journal: bytes) -> bytes:
    """A journal in which lines are put right that have one flipped bit each.

    That may be one of the end of a line, or have made one within it.
    """
    pieces, broken, start = [], b"", 0
    for line in lines_of(journal):
        end = journal.find(b"\n", start) + 1
        if line.body is None:
            broken += journal[start:end]
        else:
            pieces += [*_mended_lines(broken), journal[start:end]]
            broken = b""
        start = end
    return b"".join((*pieces, *_mended_lines(broken + journal[start:])))


def _mended_lines(broken: bytes) -> Iterator[bytes]:
    """Some bytes that follow each other in a journal, as the lines that they were.

    What stands after the last line of a journal stays as it is, unless it was a line.
    """
    *pieces, last = _JOINT.split(broken.removesuffix(b"\n"))
    for piece in pieces:
        yield _mended_line(piece) or piece + b"\n"
    if last:
        yield _mended_line(last) or last + b"\n" * broken.endswith(b"\n")


def _mended_line(piece: bytes) -> bytes:
    """The line that a piece of a journal was; nothing if it cannot be told."""
    if line := finished(piece):
        return line
    line = piece + b"\n"
    body = line[_OPENING_BYTES : -len(_CLOSING)]
    whole = _framed(body)
    changed = int.from_bytes(whole) ^ int.from_bytes(line)
    if len(whole) == len(line) and changed.bit_count() == 1:
        return whole
    if line.startswith(_OPENING[:_CRC_AT]) and _CRC.match(line, _CRC_AT):
        found = with_bit_flipped(body, int(line[_CRC_AT : _CRC_AT + 8], 16))
        return _framed(found) if found else b""
    return b""


def is_gapless(operations: list[Operation], after: int, through: int) -> bool:
    """Whether these are all operations after one and up to another."""
    sequences = [operation.sequence for operation in operations]
    return sequences == list(range(after + 1, through + 1))
