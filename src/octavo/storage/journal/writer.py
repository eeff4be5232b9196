"""The journal: every operation, one JSON line each, synced before it is shown as done.

Large because what is put back, and what is put aside, depends on the lines that were read.
"""

import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from msgspec import Struct

from octavo.model.operation import Operation
from octavo.storage.errors import ChangeUnsure, JournalDiverged, LibraryUnreadable, reading
from octavo.storage.files import (
    FILE_MODE,
    read_derived,
    replace_file,
    replace_file_with,
    sync_folder,
    write_derived,
)
from octavo.storage.journal.reader import JournalReader, Read, later
from octavo.storage.journal.records import (
    Arrivals,
    Header,
    Line,
    crc_in,
    finished,
    line_of,
    lines_of,
    sequence_at,
)
from octavo.storage.snapshot.raw_tables import LINEAGE, divergence, lineage_of

_sync = getattr(os, "fdatasync", os.fsync)

_LONG = 4_096
"""Bytes from which a line is packed in memory."""
_PACKED = b"x"
"""What packed lines begin with (RFC 1950), and no other one does."""
_PIECE = 16_000_000
"""Bytes that are read at once."""


class FileFingerprint(Struct, frozen=True):
    """What changes with whatever is written to a file."""

    size: int
    time: int
    """The time of its last change, in nanoseconds since 1970."""


class Place(Struct, frozen=True):
    """Where the lines of all later operations than one begin."""

    sequence: int
    offset: int
    lines: int
    """How many there are before it."""
    last: int
    """The operation of the last of them."""


class Checkpoint(Struct, frozen=True):
    """That a journal was looked at from end to end, so that opening need not do it again.

    `index/journal` holds it. It is derived, like all in that folder, and may be deleted at any
    time. It counts only as long as nothing is written to the journal.
    """

    seal: FileFingerprint
    lines: int
    sequence: int
    """The last operation in it."""
    last: int = 0
    """The operation of its last line."""
    compacted: Place | None = None
    """Behind what `library.json` holds, where that is known."""


class Journal(JournalReader):
    """The operations of a library, to be added to and followed.

    Large because all that is read and written of the file depends on one place in it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._checkpoint = path.parent / "index" / "journal"
        self._offset = 0
        """Where the next line starts that this process has not read."""
        self._lines = 0
        """How many lines there are before it."""
        self._last = 0
        """The operation of the last of them."""
        self.disorder = ""
        """How the lines are not in their order, in words, where that does no harm."""
        self._checksums: dict[int, int] = {}
        """The CRC-32 of each of the last operations that this process knows, by its number."""
        self._recent: dict[int, bytes] = {}
        """The lines of operations that may be in no other file, by their numbers; long ones
        packed, as an import brings hundreds of megabytes of them."""
        self._highest = 0
        """The last operation in the file."""
        self.compacted: Place | None = None
        """Behind what `library.json` holds, where that is known."""
        self.is_another = False
        """Whether the file that was read was taken away, or another put in its place."""
        self._reader: int | None = None
        """The file that the offset belongs to; while it is open, no other is taken for it."""
        self._writer: int | None = None
        self.keeps_all = False
        """Whether nothing may be forgotten, as what is being taken back is read from it."""
        self._held: list[tuple[int, bytes]] | None = None
        """The operations that are to be written all at once, and their lines."""

    def unread(self, after: int) -> list[Operation]:
        """The operations with a greater sequence number, from all lines not looked at yet.

        The first look is at every line. A last line without its end is left for later: either
        another process is writing it at this moment, or it is torn and `drop_torn` takes it
        away.

        Raises:
            JournalBroken: If a line is not what was written, or is another operation than one
                before it, or in `library.json`, that has its number.
        """
        return self._unread(after, Line.operation, at_first=False)

    def first_unread(self, after: int) -> list[Operation | Arrivals]:
        """The same at first: those up to `after` are in `library.json`.

        Where they end is known from then on.
        """
        return self._unread(after, Line.replayed, at_first=True)

    def _unread(
        self, after: int, read: Callable[[Line], Read], *, at_first: bool
    ) -> list[Read]:
        self._find_file()
        before = self._offset, self._lines, self._last, self._highest, self.compacted
        fresh: list[Read] = []
        try:
            for content in self._unread_pieces():
                fresh += self._taken_in(content, after, read, at_first=at_first)
                if self.disorder:
                    break
        except BaseException:  # nobody is told of the pieces so far: they are read again
            self._offset, self._lines, self._last, self._highest, self.compacted = before
            raise
        if self.disorder:  # what is in one piece may belong before another
            self._offset, self._lines, self._last, self._highest, self.compacted = before
            fresh = self._taken_in(self._rest(), after, read, at_first=at_first)
        return fresh

    def _taken_in(
        self, content: bytes, after: int, read: Callable[[Line], Read], *, at_first: bool
    ) -> list[Read]:
        lines = list(self.sound(lines_of(content, self._lines + 1)))
        ordered = self.in_order(lines, self._last)
        if ordered is not lines:
            self.disorder = "the lines of the journal are not in their order"
        self.expect(
            {
                line.sequence: line.crc
                for place, line in enumerate(ordered, LINEAGE - len(ordered))
                if place >= 0 or line.sequence in self._checksums
            }
        )
        new = later(ordered, after)
        if at_first and self.compacted is None and new and ordered is lines:
            count = len(lines) - len(new)
            last = lines[count - 1].sequence if count else self._last
            start = self._offset + new[0].start
            self.compacted = Place(after, start, self._lines + count, last)
        fresh = [self.read_line(line, read) for line in new]
        kept = bytes if at_first else _packed  # what is there at first is soon compacted
        self._recent |= {line.sequence: kept(line.content) for line in new}
        self._highest = max([self._highest, *(line.sequence for line in ordered[-1:])])
        self._offset += content.rfind(b"\n") + 1
        self._lines += len(lines)
        self._last = lines[-1].sequence if lines else self._last
        return fresh

    def _unread_pieces(self) -> Iterator[bytes]:
        """What is not looked at yet, a few lines at a time; what was is to be known by then."""
        size = _PIECE
        while self._reader is not None:
            with reading(self.path.parent):
                content = _some(self._reader, size, self._offset)
            if len(content) == size and b"\n" not in content:
                size *= 2
                continue
            yield content
            if len(content) < size:
                return

    def _rest(self) -> bytes:
        with reading(self.path.parent):
            return b"" if self._reader is None else _after(self._reader, self._offset)

    def crc_of(self, sequence: int) -> int | None:
        """The checksum of an operation, read again where this process does not know it."""
        known = self._checksums.get(sequence)
        return super().crc_of(sequence) if known is None else known

    def ends_before(self, sequence: int) -> bool:
        """Whether there are lines, and all that were read are of earlier operations."""
        return 0 < self._highest < sequence

    def has_lost(self, sequence: int) -> bool:
        """Whether the file does not hold an operation that this process knows, sound.

        Raises:
            LibraryUnreadable: If the system refuses.
        """
        known = self._checksums.get(sequence)
        own = (line for line in lines_of(self.content()) if line.sequence == sequence)
        return all(line.crc != known for line in own)

    def put_back(self) -> bool:
        """Write all operations again that may be in no other file, if the journal lacks any.

        Raises:
            OSError: If they could not be written.
        """
        lines = [
            zlib.decompress(line) if line[:1] == _PACKED else line
            for sequence, line in self._recent.items()
            if sequence > self._highest
        ]
        if lines:
            self.drop_torn()
            _write(self._opened(), b"".join(lines))
            _sync(self._opened())
            self.rewind()
        self.is_another = False
        return bool(lines)

    def put_aside(self) -> Path:
        """Give the file a name as sync tools give it to a copy, so that repair takes it in.

        Raises:
            OSError: If that cannot be done.
        """
        beside = self.path.with_name(f"journal ({datetime.now(UTC):%Y%m%dT%H%M%S}).jsonl")
        self.path.rename(beside)
        self.rewind()
        return beside

    def place(self, sequence: int) -> Place:
        """Behind all lines that were read, which are of operations up to one."""
        return Place(sequence, self._offset, self._lines, self._last)

    def forget(self, before: Place) -> None:
        """Know that all operations before a place are in `library.json`."""
        through, self.compacted = before.sequence, before
        self._recent = {n: line for n, line in self._recent.items() if n > through}

    def expect(self, checksums: Mapping[int, int]) -> None:
        """Hold some operations for those of this library, if none is another by its number.

        Raises:
            JournalDiverged: If one is.
        """
        if (sequence := divergence(self._checksums, checksums)) is not None:
            raise JournalDiverged(self.path.parent, sequence)
        self._checksums |= checksums
        if len(self._checksums) > 2 * LINEAGE:
            last = sorted(self._checksums)[-LINEAGE:]
            self._checksums = {sequence: self._checksums[sequence] for sequence in last}

    def lineage(self, through: int) -> str:
        """The checksums of the last operations up to one, as a head has them."""
        return lineage_of(self._checksums, through)

    def skip_checked(self, through: int) -> None:
        """Pass by the lines that were looked at before, if nothing was written since.

        None of them may be of a later operation than this one.
        """
        known = read_derived(self._checkpoint, Checkpoint)
        if known is None:
            return
        place: Place | None = Place(known.sequence, known.seal.size, known.lines, known.last)
        if known.sequence > through:
            self.compacted = place = known.compacted
        if place is None or place.sequence > through:
            return
        with reading(self.path.parent), suppress(FileNotFoundError):
            handle = os.open(self.path, os.O_RDONLY)
            if _seal_of(handle) == known.seal:
                self._reader, self._offset, self._lines = handle, place.offset, place.lines
                self._last, self._highest = place.last, place.sequence
            else:
                os.close(handle)
                self.compacted = None

    def checkpoint(self, sequence: int) -> Checkpoint | None:
        """That all lines are what was written, and which operation is the last, if it is so."""
        with suppress(OSError, LibraryUnreadable):
            if self._reader is None or self.torn or self.disorder:
                return None
            seal = _seal_of(self._reader)
            if seal.size == self._offset:
                return Checkpoint(seal, self._lines, sequence, self._last, self.compacted)
        return None

    def keep(self, checkpoint: Checkpoint | None) -> None:
        """Write it down for the next open, unless that was done or the system refuses."""
        if checkpoint and checkpoint != read_derived(self._checkpoint, Checkpoint):
            write_derived(self._checkpoint, checkpoint)

    def append(self, operation: Operation) -> None:
        """Write an operation at the end and sync it; all lines before must have been read.

        Raises:
            OSError: If it could not be written; then the journal is as it was.
            ChangeUnsure: If that cannot be said.
        """
        line = line_of(operation)
        if self._held is not None:
            self._held.append((operation.sequence, line))
            return
        handle = self._opened()
        try:
            _write(handle, line)
            _sync(handle)
        except OSError as error:
            try:
                os.ftruncate(handle, self._offset)
            except OSError:
                folder = self.path.parent
                raise ChangeUnsure(folder, error.strerror or str(error)) from error
            raise
        self._know(operation.sequence, line)

    def hold(self) -> None:
        """Write nothing of what is appended from now on, until it is written at once."""
        self._held = []

    def write_held(self) -> None:
        """Write all that was held, or nothing of it; all lines before must have been read.

        Raises:
            OSError: If it could not be written; then the journal is as it was.
        """
        held, self._held = self._held or [], None
        if held:
            lines = (line for _, line in held)
            replace_file_with(self.path, chain(self._in_pieces(), lines))
            self.close()
            self._reader = os.open(self.path, os.O_RDONLY)
            for sequence, line in held:
                self._know(sequence, line)

    def _in_pieces(self) -> Iterator[bytes]:
        handle = self._opened()
        for start in range(0, self._offset, _PIECE):
            yield os.pread(handle, min(_PIECE, self._offset - start), start)

    def _know(self, sequence: int, line: bytes) -> None:
        """Know a line that is at the end of the file now."""
        self._offset += len(line)
        self._lines += 1
        self._last = self._highest = sequence
        self._recent[sequence] = _packed(line)
        self.expect({sequence: crc_in(line)})

    @property
    def holds(self) -> bool:
        """Whether what is appended is not written yet."""
        return self._held is not None

    @property
    def torn(self) -> bool:
        """Whether something stands after the last line that was read."""
        return self._size() > self._offset

    def drop_torn(self) -> int:
        """Take away a last line that was never finished; returns how many bytes it had.

        One that lacks no more than its end is finished instead, and is to be read then.

        Raises:
            OSError: If the system refuses; what the line says is still there then.
        """
        handle = self._opened()
        torn = _after(handle, self._offset)
        line = finished(torn)
        os.ftruncate(handle, self._offset + max(0, len(line) - 1))
        if line:
            _write(handle, line[-1:])
            _sync(handle)
        return 0 if line else len(torn)

    @property
    def size(self) -> int:
        """How many bytes of the journal this process has read or written."""
        return self._offset

    def trim(self, limit: int, needed: int | None) -> None:
        """Forget the oldest operations beyond a limit in bytes; all must be read.

        The second half of the allowed bytes stays, with the rest of the steps in it where that
        is allowed too or there is only the latest, with what that has taken back by half, and
        whatever comes after the last operation that need not be kept.
        """
        if needed is not None and self._first_sequence() > needed:
            return
        content = self.content()
        lines = list(self.sound(lines_of(content)))
        kept = (
            place
            for place, line in enumerate(lines)
            if line.start > self.size - limit // 2
            or (needed is not None and line.sequence > needed)
        )
        half = next(kept, 0)
        headers = [self.read_line(line, Line.header) for line in lines[half:]]
        last = next((header for header in reversed(headers) if not header.quiet), None)
        steps = [header.part_of or header.sequence for header in headers if not header.quiet]
        halfway = self._taken_back_by_half(lines, last)
        oldest = halfway or min(steps, default=0)
        starts = (line.start for line in lines[:half] if line.sequence == oldest)
        cut = lines[half].start if lines else 0
        whole = next(starts, cut)
        is_latest = bool(halfway) or steps[-1:] == [oldest]
        self._cut(content, whole if is_latest or self.size - whole <= limit else cut)

    def _taken_back_by_half(self, lines: list[Line], last: Header | None) -> int:
        """The first operation of the step that the last one reversed a piece of, if not all.

        Pieces are reversed from the last to the first. 0 if there is no such step.
        """
        for line in lines if last and last.part_of and last.reverses else ():
            if last and line.sequence == last.reverses:
                first = self.read_line(line, Line.header).part_of
                return first if first and first != last.reverses else 0
        return 0

    def _first_sequence(self) -> int:
        """The number of the oldest operation; 0 if that cannot be told."""
        with suppress(OSError), self.path.open("rb") as file:
            return sequence_at(file.read(64))
        return 0

    def _cut(self, content: bytes, start: int) -> None:
        """Forget what stands before an offset, where a line starts."""
        if start == 0:
            return
        replace_file(self.path, content[start:])
        self.close()
        self._reader = os.open(self.path, os.O_RDONLY)
        cut = content.count(b"\n", 0, start)
        self._offset -= start
        self._lines -= cut
        if (at := self.compacted) is not None:
            moved = Place(at.sequence, at.offset - start, at.lines - cut, at.last)
            self.compacted = moved if moved.offset >= 0 else None

    def rewind(self) -> None:
        """Read every line again at the next look."""
        self.close()
        self._offset = self._lines = self._last = self._highest = 0
        self.compacted = None
        self.disorder = ""

    def close(self) -> None:
        """Let go of the file."""
        for handle in (self._reader, self._writer):
            if handle is not None:
                os.close(handle)
        self._reader = self._writer = None

    def _find_file(self) -> None:
        """Go on behind the last line that was read, or at the beginning of another file."""
        with reading(self.path.parent):
            try:
                if not self._is_known(self.path.stat()):
                    self.is_another |= self._reader is not None
                    self.rewind()
                    self._reader = os.open(self.path, os.O_RDONLY)
            except FileNotFoundError:
                self.is_another |= self._reader is not None
                self.rewind()

    def _is_known(self, status: os.stat_result) -> bool:
        """Whether the file is the one that was read, and no shorter."""
        if self._reader is None or status.st_size < self._offset:
            return False
        return os.path.samestat(os.fstat(self._reader), status)

    def _opened(self) -> int:
        if self._writer is None:
            fresh = not self.path.exists()
            self._writer = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, FILE_MODE)
            if fresh:
                sync_folder(self.path.parent)
            if self._reader is None:
                self._reader = os.open(self.path, os.O_RDONLY)
        return self._writer


def _packed(line: bytes) -> bytes:
    """A line as it is in memory."""
    return zlib.compress(line, 1) if len(line) > _LONG else line


def _write(handle: int, content: bytes) -> None:
    """Write all of something at the end of a file; the system may take less at a time."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def _after(handle: int, offset: int) -> bytes:
    """The rest of a file."""
    return _some(handle, max(_PIECE, os.fstat(handle).st_size - offset), offset)


def _some(handle: int, size: int, offset: int) -> bytes:
    """Some of a file, less only where it ends."""
    pieces = []  # mostly one, as to join more takes their memory once more
    while size and (piece := os.pread(handle, size, offset)):
        pieces.append(piece)
        offset, size = offset + len(piece), size - len(piece)
    return b"".join(pieces)


def _seal_of(handle: int) -> FileFingerprint:
    """The seal of an open file."""
    status = os.fstat(handle)
    return FileFingerprint(status.st_size, status.st_mtime_ns)
