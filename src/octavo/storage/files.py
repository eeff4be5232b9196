"""Writing files so that a kill at any instant leaves the old one or the new one.

And the checksum at the end of a JSON file, and the one bit of it that may have flipped. The
last document of such a file ends with `"crc":"89abcdef"}}}`, the CRC-32 of all that stands
before its digits. TinyDB reads the file as any other.
"""

import errno
import itertools
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
from msgspec import Raw, Struct

from octavo.patterns import lazy_pattern

FILE_MODE = 0o600
"""Of a new file of a library: for its owner alone, whatever the umask."""
FOLDER_MODE = 0o700
UMASKED = 0o666
"""Of a file that is made for a person: what the umask leaves of it."""

_LEFTOVER = re.compile(r"\..*\.new$")
_CRC_BYTES = 4
_count = itertools.count()

Derived = TypeVar("Derived", bound=Struct)


def make_folder(folder: Path) -> None:
    """Make a folder of a library, and those above it, for their owner; one may be there."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(FOLDER_MODE, exist_ok=True)


def replace_file(path: Path, content: bytes, *, mode: int = FILE_MODE) -> None:
    """Put new content in place of a file: written beside, synced, renamed, folder synced.

    A file that is there keeps its mode; `mode` is that of a new one.
    """
    replace_file_with(path, [content], mode=mode)


def replace_file_with(
    path: Path,
    pieces: Iterable[bytes],
    *,
    ready: Callable[[], object] = lambda: None,
    mode: int = FILE_MODE,
) -> None:
    """Put pieces of content in place of a file, one after the other.

    `ready` is called when all is written and nothing is replaced yet.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}-{next(_count)}.new")
    try:
        with naming(path, beside):
            with _created(beside, target, mode) as handle:
                with os.fdopen(handle, "wb", closefd=False) as file:
                    file.writelines(pieces)
                os.fsync(handle)
            ready()
            beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(target.parent)


@contextmanager
def naming(path: Path, beside: Path | None = None) -> Iterator[None]:
    """Have a refusal name a file by its own name, and not as it is called while it is written.

    One that names no file is taken to be about this one.
    """
    try:
        yield
    except OSError as error:
        said = error.filename
        if said is None or (beside and Path(str(said)).is_relative_to(beside)):
            error.filename, error.filename2 = str(path), None
        raise


@contextmanager
def _created(beside: Path, target: Path, mode: int) -> Iterator[int]:
    """A new file with the mode of another, if that is there."""
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        if target.exists():
            os.fchmod(handle, target.stat().st_mode & 0o777)
        yield handle
    finally:
        os.close(handle)


def leftovers(*folders: Path) -> list[Path]:
    """Files that a kill left half written; while nobody writes, they are of no use."""
    found: list[Path] = []
    for folder in folders:
        with suppress(OSError):
            found += (path for path in folder.iterdir() if _LEFTOVER.match(path.name))
    return sorted(found)


def open_file(path: Path, flags: int = os.O_RDONLY) -> int:
    """A file, open; a pipe or a device in its place is refused, and not waited for.

    Raises:
        OSError: If it is no file, or cannot be opened.
    """
    handle = os.open(path, flags | os.O_NONBLOCK, FILE_MODE)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EISDIR, "it is no file", str(path))
    return handle


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: If it is no file, or cannot be read.
    """
    with os.fdopen(open_file(path), "rb") as file:
        return file.read()


def sync_folder(folder: Path) -> None:
    """Make renames and new files in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_derived(path: Path, kind: type[Derived]) -> Derived | None:
    """What a file in `index/` holds; None if it is not there, or not what was written.

    Such a file only spares work at launch: all in it can be told from the other files. It is
    MessagePack after its own CRC-32.
    """
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if packed := _packed(path):
            return msgspec.msgpack.decode(packed, type=kind)
    return None


def is_derived(path: Path) -> bool:
    """Whether such a file is as it was written, or not there."""
    try:
        return bool(_packed(path))
    except IsADirectoryError:
        return False
    except FileNotFoundError:
        return True


def _packed(path: Path) -> bytes:
    """What follows the checksum of a file; nothing if it does not fit."""
    content = read_file(path)
    crc, packed = content[:_CRC_BYTES], content[_CRC_BYTES:]
    return packed if zlib.crc32(packed) == int.from_bytes(crc) else b""


def write_derived(path: Path, value: Struct) -> None:
    """Write such a file, unless the index has no folder or the disk refuses."""
    with suppress(OSError):
        if os.access(path.parent, os.W_OK):
            packed = msgspec.msgpack.encode(value)
            replace_file(path, zlib.crc32(packed).to_bytes(_CRC_BYTES) + packed)


_NAME = b'"crc":"'
_END = b'%08x"}}}'
_SAID = lazy_pattern(_NAME + rb'([0-9a-f]{8})"}}}')
_END_BYTES = len(_NAME) + len(_END % 0)

_EARLIER = lazy_pattern(rb'"1":\{[^{}]*"crc":(\d+),"time":\d+\}\}\}\Z')
"""How `library.json` ended before: with the checksum of what stands before its head."""

_LONGEST_END = 200
"""Bytes in which the end of either kind stands."""

_PIECE = 1_000_000

_SEARCHED = 4_000_000
"""Bytes in which a flipped bit is looked for, at half a microsecond each. In more, chance would
often name one, as each bit has one of the 2^32 checksums to itself."""


def closing(before: int) -> bytes:
    """What ends a file whose CRC-32 is known up to its own digits."""
    return _END % before


def sealed(table: str, documents: Mapping[int, Raw]) -> bytes:
    """A file of one table, with its checksum in the table `meta`."""
    content = msgspec.json.encode({table: documents})[:-1] + b',"meta":{"1":{' + _NAME
    return content + closing(zlib.crc32(content))


def is_sound(content: bytes) -> bool:
    """Whether a file is what was written, byte for byte."""
    return _is_sound_in(BytesIO(content))


def is_sound_at(path: Path) -> bool:
    """The same of a file of any size, which is read a little at a time.

    Raises:
        OSError: If it is no file, or cannot be read.
    """
    with os.fdopen(open_file(path), "rb") as file:
        return _is_sound_in(file)


def _is_sound_in(file: BinaryIO) -> bool:
    size = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, size - _LONGEST_END))
    end = file.read()
    earlier = _EARLIER.search(end)
    checked, crc = start + earlier.start() if earlier else max(0, size - _END_BYTES), 0
    for piece in pieces_of(file, checked):
        crc = zlib.crc32(piece, crc)
    return crc == int(earlier[1]) if earlier else _is_sound(end[-_END_BYTES:], crc)


def pieces_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The first bytes of a file, a megabyte at a time."""
    file.seek(0)
    while size > 0 and (piece := file.read(min(size, _PIECE))):
        yield piece
        size -= len(piece)


def has_checksum(content: bytes) -> bool:
    """Whether a file bears a checksum, or did before a bit of it flipped."""
    return b'"crc"' in content[-_END_BYTES * 3 :] or mended(content) is not None


def mended(content: bytes) -> bytes | None:
    """The file as it was, if all that is wrong with it is one bit."""
    end = bytearray(content[-_END_BYTES:])
    before = zlib.crc32(memoryview(content)[:-_END_BYTES])
    for place in range(len(end) * 8):
        end[place // 8] ^= 1 << place % 8
        if _is_sound(bytes(end), before):
            return content[:-_END_BYTES] + end
        end[place // 8] ^= 1 << place % 8
    if (said := _SAID.fullmatch(end)) is None:
        return None
    body = len(content) - len(end) + said.start(1)
    found = with_bit_flipped(content[:body], int(said[1], 16))
    return None if found is None else found + content[body:]


def with_bit_flipped(content: bytes, crc: int) -> bytes | None:
    """Some bytes with the one bit flipped that gives them a CRC-32, if there is one.

    What a flipped bit changes in the checksum depends on its place alone, so the difference is
    followed back through the table of the CRC, which has what a byte at the end changes in it,
    a byte at a time, until it is that of a bit.
    """
    table = [zlib.crc32(bytes([n])) ^ zlib.crc32(b"\0") for n in range(256)]
    by_high = {entry >> 24: n for n, entry in enumerate(table)}
    bits = {table[1 << bit]: bit for bit in range(8)}
    difference = zlib.crc32(content) ^ crc
    for place in range(len(content) - 1, max(-1, len(content) - 1 - _SEARCHED), -1):
        if (bit := bits.get(difference)) is not None:
            return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
        low = by_high[difference >> 24]
        difference = (difference ^ table[low]) << 8 & 0xFFFFFFFF | low
    return None


def _is_sound(end: bytes, before: int) -> bool:
    """Whether a file ends as it should, by its end and the CRC-32 of what stands before."""
    return end == _NAME + closing(zlib.crc32(_NAME, before))
