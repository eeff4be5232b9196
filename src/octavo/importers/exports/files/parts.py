"""A file, a folder or a zip as the parts of an export; nothing is ever unpacked to disk.

A zip may hold others, as Notion's do, and a file may be packed by gzip.

Large because all that may be packed is told and bounded here.
"""

import gzip
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from msgspec import Struct

from octavo.importers.exports.format import HEAD, Part, in_words
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern
from octavo.text import visible

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_MEMBERS = 100_000
"""As many as a large library has articles: some exports have a file for each."""

LARGEST_MEMBER = 4 * 1024**3
"""Bytes, unpacked."""

LARGEST_TOGETHER = 8 * 1024**3
"""Bytes of all members, unpacked."""

MOST_AT_ONCE = 250
"""How many bytes one byte of a zip may stand for, on the whole; exports have up to 30."""

_ONCE = 64 * 1024 * 1024
"""Bytes that may unpack from anything."""

_BUFFER = 128 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_EPUB = b"application/epub+zip"
OWN = lazy_pattern(rb"<meta name=\"generator\" content=\"octavo \d{1,4}\"")
"""In the head of a page that octavo wrote, or in the package of a book."""
_GZIP = b"\x1f\x8b"
_LARGEST_INSIDE = 256 * 1024 * 1024
"""Bytes of a zip inside of a zip, which is held in memory."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_NO_EXPORTS = {
    "META-INF/container.xml": "it is an EPUB, not an export",
    "[Content_Types].xml": "it is an office document, not an export",
}

FAULTS = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    IndexError,
    struct.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
"""What reading a file or a zip can raise; NotImplementedError is among them."""


class ExportParts(Struct, frozen=True):
    """What a person brings along: one part or many."""

    parts: tuple[Part, ...]
    """By their names."""
    rejected: tuple[DraftRejected, ...] = ()
    """Parts that cannot be read at all."""


def part_of(data: bytes, name: str) -> Part:
    """Some bytes as a part."""
    return Part(name=name, size=len(data), open=partial(io.BytesIO, data))


def export_at(path: Path) -> ExportParts:
    """A file, all files of a folder, or all members of a zip, as an export.

    Hidden files are passed over. A zip is open as long as anybody holds one of its parts.

    Raises:
        DraftRejected: If there is nothing there that can be read.
    """
    name = visible(str(path))
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise DraftRejected(name, in_words(error)) from None
    except ValueError:
        raise DraftRejected(name, "no file can have this name") from None
    if is_folder:
        found = list(_files_below(path, name))
    else:
        found = [file := _part_of_file(path, visible(path.name) or name)]
        if isinstance(file, DraftRejected):
            raise file
        if file.head.startswith(_ZIP) and not is_own_book(file):
            found = list(_members_of(path, name))
    if not found:
        raise DraftRejected(name, "there is nothing in it")
    return ExportParts(
        tuple(each for each in found if isinstance(each, Part)),
        tuple(each for each in found if isinstance(each, DraftRejected)),
    )


@lru_cache(maxsize=4)
def is_own_book(part: Part) -> bool:
    """Whether a part is a book (EPUB) that octavo wrote, as its package says."""
    if _EPUB not in part.head[:100]:
        return False
    try:
        with part.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".opf"))
            with archive.open(name) as package:
                return OWN.search(package.read(HEAD)) is not None
    except (*FAULTS, StopIteration, DraftRejected):
        return False


def is_bomb(size: int, packed: int) -> bool:
    """Whether so much from so little is no text that anybody wrote."""
    return size > _ONCE and size > packed * MOST_AT_ONCE


def _files_below(folder: Path, name: str) -> Iterator[Part | DraftRejected]:
    """The files of a folder and its folders, by name; links to folders are not followed."""
    count = 0
    for here, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(each for each in files if not each.startswith(".")):
            path = Path(here, file)
            count += 1
            if count > MOST_MEMBERS:
                raise DraftRejected(name, f"there are more than {MOST_MEMBERS} files in it")
            yield _part_of_file(path, visible(path.relative_to(folder).as_posix()))


def _part_of_file(path: Path, name: str) -> Part | DraftRejected:
    """A regular file as a part; it waits for no pipe and opens no device."""
    try:
        status = path.stat()
    except OSError as error:
        return DraftRejected(name, in_words(error))
    if not stat.S_ISREG(status.st_mode):
        return DraftRejected(name, "it is no regular file")
    if not status.st_size:
        return DraftRejected(name, "it is empty")
    part = _part(name, status.st_size, partial(io.FileIO, path))
    return _unpacked(part, path) if part.head.startswith(_GZIP) else part


def _unpacked(packed: Part, path: Path) -> Part | DraftRejected:
    """A file that gzip has packed, in one member or several; read through for its size."""
    size = 0
    try:
        with _gunzipped(path) as file:
            while not is_bomb(size, packed.size) and (data := file.read(HEAD)):
                size += len(data)
    except FAULTS:
        return DraftRejected(packed.name, "it is cut off or damaged")
    if is_bomb(size, packed.size):
        return DraftRejected(packed.name, "it unpacks to far too much for its size")
    return _part(packed.name.removesuffix(".gz"), size, partial(_gunzipped, path))


def _gunzipped(path: Path) -> IO[bytes]:
    return io.BufferedReader(gzip.GzipFile(path))


def _members_of(path: Path, name: str, within: str = "") -> Iterator[Part | DraftRejected]:
    """The members of a zip by their names, those that cannot be read as reasons.

    The zip may be a member `within` that at the path; those inside of it are not opened. Of
    members of one name the last counts, as it does for who unpacks them.

    Raises:
        DraftRejected: If there is no reading this zip at all.
    """
    try:
        archive = _Archive(path, within)
    except FAULTS as error:
        reason = in_words(error) if isinstance(error, OSError) else "the zip is damaged"
        raise DraftRejected(name, reason) from None
    members = {member.filename: member for member in archive.infolist()}
    if len(members) > MOST_MEMBERS:
        raise DraftRejected(name, f"it has more than {MOST_MEMBERS} members")
    for member, reason in _NO_EXPORTS.items():
        if member in members:
            raise DraftRejected(name, reason)
    together = 0
    for path_inside, info in sorted(members.items()):
        if info.is_dir() or (_is_hidden(path_inside) and not _leads_out(path_inside)):
            continue
        together += info.file_size
        inside = visible(f"{within}/{path_inside}" if within else path_inside)
        is_zip = path_inside.lower().endswith(".zip") and info.file_size <= _LARGEST_INSIDE
        if reason := _reason_against(info, together):
            yield DraftRejected(inside, reason)
        elif is_zip and not within:
            yield from _members_within(path, path_inside, inside)
        else:
            yield _part(inside, info.file_size, partial(archive.open, path_inside))


def _members_within(path: Path, member: str, name: str) -> Iterator[Part | DraftRejected]:
    try:
        yield from _members_of(path, name, member)
    except DraftRejected as rejected:
        yield rejected


def _is_hidden(name: str) -> bool:
    steps = name.split("/")
    return any(step.startswith(".") and step not in (".", "..") for step in steps) or (
        steps[0] == "__MACOSX"
    )


def _leads_out(name: str) -> bool:
    """Whether unpacking a member of this name would write outside of its folder."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" or steps[0].endswith(":")


def _reason_against(member: zipfile.ZipInfo, together: int) -> str:
    """Why a member is not read; empty if it is."""
    if _leads_out(member.filename):
        return "its name leads out of the zip"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link to another file"
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted; unpack it first"
    if member.compress_type not in _METHODS:
        return "it is packed in a way that octavo does not read; unpack it first"
    if member.file_size > LARGEST_MEMBER or together > LARGEST_TOGETHER:
        return "it is too large unpacked"
    if is_bomb(member.file_size, member.compress_size):
        return "it unpacks to far too much for its size"
    return ""


class _Archive(zipfile.ZipFile):
    """A zip, or one within it, that another process can be given, which opens it again."""

    def __init__(self, path: Path, within: str = "") -> None:
        super().__init__(io.BytesIO(_read(path, within)) if within else path)
        self._path = path
        self._within = within

    def __reduce__(self) -> tuple[type["_Archive"], tuple[Path, str]]:
        return _Archive, (self._path, self._within)


def _read(path: Path, member: str) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        return file.read(_LARGEST_INSIDE)


def _part(name: str, size: int, opened: Callable[[], IO[bytes]]) -> Part:
    """A part that says every fault of reading in words."""
    return Part(name=name, size=size, open=partial(_guarded, opened, name))


def _guarded(opened: Callable[[], IO[bytes]], name: str) -> BinaryIO:
    try:
        return io.BufferedReader(_Guarded(opened(), name), _BUFFER)
    except FAULTS as error:
        raise DraftRejected(name, in_words(error)) from None


class _Guarded(io.RawIOBase):
    """A file that breaks off with a reason; zipfile keeps a member to the size it says."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except FAULTS as error:
            raise DraftRejected(self._name, f"it breaks off: {in_words(error)}") from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
