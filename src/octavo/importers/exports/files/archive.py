"""Zips: their members as parts, read where they lie and inside firm limits."""

import stat
import struct
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from octavo.importers.exports.files.bounded import FAULTS, bounded, in_words, is_bomb
from octavo.importers.exports.format import Part
from octavo.importers.text.clean import clean_line
from octavo.model.errors import DraftRejected

MOST_MEMBERS = 100_000
LARGEST_MEMBER = 4 * 1024**3
"""Bytes, unpacked."""

LARGEST_TOGETHER = 8 * 1024**3
"""Bytes of all members, unpacked."""

_LARGEST_DIRECTORY = 32 * 1024**2
"""Bytes; 100 000 members with names of usual length need a third of that."""

_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

_NO_EXPORTS = {
    "META-INF/container.xml": "it is an EPUB, not an export",
    "[Content_Types].xml": "it is an office document, not an export",
}


class Archive:
    """A zip that is open while an export is read, and opens again for who comes later."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._zip: zipfile.ZipFile | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._zip:
                self._zip.close()
            self._zip = None

    def parts(self) -> Iterator[Part | DraftRejected]:
        """The members by their names, those that cannot be read as reasons.

        Of members of one name the last counts, as it does for who unpacks them.

        Raises:
            DraftRejected: If there is no reading this zip at all.
        """
        members = {member.filename: member for member in self._members()}
        for name, reason in _NO_EXPORTS.items():
            if name in members:
                raise DraftRejected(self._name, reason)
        together = 0
        for name, member in sorted(members.items()):
            if member.is_dir() or (_is_hidden(name) and not _leads_out(name)):
                continue
            together += member.file_size
            if reason := _reason_against(member, together):
                yield DraftRejected(clean_line(name), reason)
            else:
                yield self._part(member)

    def _part(self, member: zipfile.ZipInfo) -> Part:
        name = clean_line(member.filename)

        def unpacked() -> IO[bytes]:
            return self._open().open(member)

        def opened() -> BinaryIO:
            return bounded(unpacked, member.file_size, name, member.compress_size)

        return Part(name=name, size=member.file_size, open=opened)

    def _members(self) -> list[zipfile.ZipInfo]:
        try:
            if _directory_size(self._path) > _LARGEST_DIRECTORY:
                raise DraftRejected(self._name, f"it has more than {MOST_MEMBERS} members")
            members = self._open().infolist()
        except (*FAULTS, struct.error, IndexError) as error:
            reason = in_words(error) if isinstance(error, OSError) else "the zip is damaged"
            raise DraftRejected(self._name, reason) from None
        if len(members) > MOST_MEMBERS:
            raise DraftRejected(self._name, f"it has more than {MOST_MEMBERS} members")
        return members

    def _open(self) -> zipfile.ZipFile:
        with self._lock:
            self._zip = self._zip or zipfile.ZipFile(self._path)
            return self._zip


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


def _directory_size(path: Path) -> int:
    """Bytes of the list of members, as the end of a zip says (APPNOTE.TXT, section 4.3.16)."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        start = file.seek(max(0, length - _END.size - 0xFFFF - _END_64_LOCATOR.size))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + _END.size:
            raise zipfile.BadZipFile
        size = int(_END.unpack_from(tail, at)[5])
        before = at - _END_64_LOCATOR.size
        if before < 0 or tail[before : before + 4] != b"PK\x06\x07":
            return size
        file.seek(min(_END_64_LOCATOR.unpack_from(tail, before)[2], start + before))
        return max(size & 0x7FFFFFFF, int(_END_64.unpack(file.read(_END_64.size))[8]))
