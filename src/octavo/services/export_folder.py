"""What an export makes of many files: a zip, or a folder in which a person may write, too."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryFile, gettempdir
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from octavo.exporters.format import PICTURES, File
from octavo.model.errors import OctavoError
from octavo.storage.files import UMASKED, naming, replace_file

MANIFEST = ".octavo.json"
"""Says in a folder what was written into it."""
_EMPTY = hashlib.sha256().hexdigest()
"""The digest of no content, as which pictures were once written that were not there."""


class FolderUnknown(OctavoError):
    """What a folder was written as cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is damaged; name another folder, and compare the two")


class _Kept(Struct, frozen=True):
    """A file of a folder as it was written last."""

    about: str
    digest: str
    """SHA-256, in hexadecimal."""


class _Manifest(Struct):
    """What was written into a folder, by the names of the files."""

    octavo: int = 1
    files: dict[str, _Kept] = {}


class Folder:
    """A folder of files that are written where they have changed, and only by octavo.

    A new one stands under its name when it is whole.
    """

    def __init__(self, place: Path) -> None:
        """Look at what is there.

        Raises:
            OSError: If it is no folder, or cannot be read.
        """
        self._place = place
        self._is_new = not place.exists()
        beside = place.with_name(f".{place.name}.{os.getpid()}.new")
        self.root = beside if self._is_new else place
        """Where it is written."""
        there = [] if self._is_new else [path.name for path in place.iterdir()]
        said = _manifest(place / MANIFEST) if not self._is_new else {}
        self._before = {name: kept for name, kept in said.items() if _is_in(place, name)}
        self.refused = sorted(said.keys() - self._before.keys())
        """What the folder says was written, and is no file in it; it is left alone."""
        self._now: dict[str, _Kept] = {}
        self.names = {
            kept.about: name
            for name, kept in self._before.items()
            if not name.startswith(f"{PICTURES}/")
            or (kept.digest != _EMPTY and (place / name).is_file())
        }
        """The files by what they are about; pictures only as far as they are there."""
        self.taken = [name for name in there if name not in self._before]
        """What else is there."""
        self.written = 0
        self.unchanged = 0
        self.edited: list[str] = []
        """Files that a person has changed since, which stay as they are."""
        self.gone: list[str] = []
        """Files of what is not in the library any more, which are removed."""
        self.orphaned: list[str] = []
        """Those of them that a person has changed since, and that stay as they are."""

    def __enter__(self) -> Self:
        if self._is_new:
            self.root.mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind and self._is_new:
            shutil.rmtree(self.root, ignore_errors=True)
            return
        manifest = _Manifest(files=self._before | self._now)
        replace_file(self.root / MANIFEST, msgspec.json.encode(manifest), mode=UMASKED)
        if self._is_new:
            os.sync()
            self.root.rename(self._place)

    def put(self, file: File) -> None:
        """Write a file, unless it is there already or a person has changed it."""
        path, known = self.root / file.name, self._before.get(file.name)
        if file.is_as_before and known:
            self._now[file.name] = known
            return
        if path.parent != self.root:
            path.parent.mkdir(exist_ok=True)
        new = _Kept(file.about, hashlib.sha256(file.content).hexdigest())
        there = None if self._is_new else _digest(path)
        if there == new.digest:
            self.unchanged += 1
        elif there is None or (known and there == known.digest):
            if self._is_new:
                path.write_bytes(file.content)
            else:
                replace_file(path, file.content, mode=UMASKED)
            self.written += 1
        else:
            self.edited.append(file.name)
            new = known or new
        self._now[file.name] = new

    def clear(self, *, pictures: bool) -> None:
        """Remove what is about nothing that was put, as far as no person has changed it.

        What comes back into the library comes back here, under its name if that is free.
        """
        for name in sorted(self._before.keys() - self._now.keys()):
            if name.startswith(f"{PICTURES}/") and not pictures:
                continue
            there = _digest(self.root / name)
            if there == self._before[name].digest:
                (self.root / name).unlink()
                self.gone.append(name)
            elif there is not None:
                self.orphaned.append(name)
                continue
            del self._before[name]


def _is_in(folder: Path, name: str) -> bool:
    """Whether a name is that of a file in a folder or of a picture there, and no link."""
    plain = name.removeprefix(f"{PICTURES}/")
    is_plain = PureWindowsPath(plain).name == plain and plain not in ("", "..", MANIFEST)
    links = (folder / PICTURES, folder / name) if plain != name else (folder / name,)
    return is_plain and "\0" not in name and not any(link.is_symlink() for link in links)


def _manifest(path: Path) -> dict[str, _Kept]:
    if path.is_symlink():
        raise FolderUnknown(path)
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Manifest).files
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise FolderUnknown(path) from error


def _digest(path: Path) -> str | None:
    """The digest of a file; None if it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def last_written(place: Path) -> datetime | None:
    """When an export to a place was begun last; None if nothing is there."""
    file = place / MANIFEST if place.is_dir() else place
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def date_as_begun(file: Path, begun: datetime) -> None:
    """Have a file say when the export was begun: what changes meanwhile belongs to the next."""
    os.utime(file, (begun.timestamp(), begun.timestamp()))


def refuse_place(place: Path) -> None:
    """Refuse what is no place for a file, by its own name.

    Raises:
        OSError: If it is.
    """
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
    if not place.parent.is_dir():
        missing = str(place.parent)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), missing)


def zipped(files: Iterable[File], made: datetime) -> Iterator[bytes]:
    """A zip of some files."""
    with TemporaryFile() as whole:
        with naming(Path(gettempdir())), ZipFile(whole, "w") as archive:
            for file in files:
                info = ZipInfo(file.name, made.timetuple()[:6])
                info.compress_type = ZIP_STORED if file.is_stored else ZIP_DEFLATED
                archive.writestr(info, file.content)
        whole.seek(0)
        while piece := whole.read(1 << 16):
            yield piece
