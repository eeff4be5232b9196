"""A file, a folder or a zip as the parts of an export; nothing is ever unpacked to disk."""

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from msgspec import Struct

from octavo.importers.exports.files.archive import MOST_MEMBERS, Archive
from octavo.importers.exports.files.bounded import bounded, in_words
from octavo.importers.exports.format import Part
from octavo.importers.text.clean import clean, clean_line
from octavo.model.errors import DraftRejected

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


class Export(Struct, frozen=True):
    """What a person brings along: one part or many."""

    name: str
    """The path, as it was given."""
    parts: tuple[Part, ...]
    """By their names."""
    rejected: tuple[DraftRejected, ...] = ()
    """Parts that cannot be read at all."""


def part_of(data: bytes, name: str) -> Part:
    """Some bytes as a part."""
    return Part(name=name, size=len(data), open=lambda: io.BytesIO(data))


@contextmanager
def opened(path: Path) -> Iterator[Export]:
    """A file, all files of a folder, or all members of a zip, as an export.

    Hidden files are passed over. The parts can still be read afterwards.

    Raises:
        DraftRejected: If there is nothing there that can be read.
    """
    name = clean(str(path))
    try:
        status = path.stat()
    except OSError as error:
        raise DraftRejected(name, in_words(error)) from None
    except ValueError:
        raise DraftRejected(name, "no file can have this name") from None
    if stat.S_ISDIR(status.st_mode):
        yield _export(name, _parts_below(path, name))
        return
    part = _part_of_file(path, clean_line(path.name) or name)
    if isinstance(part, DraftRejected):
        raise part
    if not is_zip(part):
        yield _export(name, [part])
        return
    archive = Archive(path, name)
    try:
        yield _export(name, archive.parts())
    finally:
        archive.close()


def is_zip(part: Part) -> bool:
    """Whether a part is a zip, by its first bytes."""
    return part.head.startswith(_ZIP)


def _export(name: str, found: "Iterator[Part | DraftRejected] | list[Part]") -> Export:
    """All that was found, in a settled order.

    Raises:
        DraftRejected: If it is nothing.
    """
    parts: list[Part] = []
    rejected: list[DraftRejected] = []
    for each in found:
        if isinstance(each, Part):
            parts.append(each)
        else:
            rejected.append(each)
    if not parts and not rejected:
        raise DraftRejected(name, "there is nothing in it")
    return Export(name, tuple(parts), tuple(rejected))


def _parts_below(folder: Path, name: str) -> Iterator[Part | DraftRejected]:
    """The files of a folder and its folders, by name; links to folders are not followed."""
    count = 0
    for here, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(each for each in files if not each.startswith(".")):
            path = Path(here, file)
            count += 1
            if count > MOST_MEMBERS:
                raise DraftRejected(name, f"there are more than {MOST_MEMBERS} files in it")
            yield _part_of_file(path, clean_line(path.relative_to(folder).as_posix()))


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

    def file() -> IO[bytes]:
        return path.open("rb", buffering=0)

    def reading() -> BinaryIO:
        return bounded(file, status.st_size, name)

    return Part(name=name, size=status.st_size, open=reading)
