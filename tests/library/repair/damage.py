"""Damage to the files of a library, and a library to do it to."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from octavo.library.library import Library
from octavo.model.draft import DraftNote
from octavo.model.tag import TagEdit
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.raw_tables import head_of, split
from tests.making import draft

Damage = Callable[[Path], None]
Tables = dict[str, dict[str, dict[str, object]]]


def made(folder: Path) -> Path:
    """A closed library: three articles in a volume, a note, two generations of library.json."""
    shutil.copytree(_original(), folder, dirs_exist_ok=True)
    return folder


@cache
def _original() -> Path:
    """The library that each test has a copy of, as to make one takes ten times as long."""
    room = Path(tempfile.mkdtemp(prefix="octavo-made-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    folder = room / "library"
    with Library.create(folder) as library:
        library.add(
            [
                draft("First", tags="essay", notes=(DraftNote(text="A thought"),)),
                draft("Second", tags="essay korea"),
            ]
        )
        library.settle()
    with Library(folder) as library:
        library.add([draft("Third", tags="korea")])
        library.retag([1], TagEdit.parse("+ai"))
        library.settle()
    return folder


def in_json(path: str, change: Callable[[Tables], object]) -> Damage:
    """Damage to a JSON file."""

    def damage(folder: Path) -> None:
        tables = json.loads((folder / path).read_text())
        change(tables)
        (folder / path).write_text(json.dumps(tables))

    return damage


def by_octavo(change: Callable[[Tables], object]) -> Damage:
    """Damage to library.json that no script has done: octavo itself wrote it so."""

    def damage(folder: Path) -> None:
        storage = LibraryStorage(folder / "library.json")
        tables = json.loads(storage.content())
        change(tables)
        slices = split(json.dumps(tables).encode(), sound=False)
        storage.write_slices(slices, head_of(slices))

    return damage


def to_lines(change: Callable[[list[bytes]], object]) -> Damage:
    """Damage to the lines of the journal."""

    def damage(folder: Path) -> None:
        path = folder / "journal.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        change(lines)
        path.write_bytes(b"".join(lines))

    return damage


def replaced(path: str, old: bytes, new: bytes) -> Damage:
    """A file in which something stands for something else."""

    def damage(folder: Path) -> None:
        content = (folder / path).read_bytes()
        assert old in content
        (folder / path).write_bytes(content.replace(old, new))

    return damage


def cut_off(path: str, bytes_left: int) -> Damage:
    """A file of which only the beginning is left."""

    def damage(folder: Path) -> None:
        (folder / path).write_bytes((folder / path).read_bytes()[:bytes_left])

    return damage


def written(path: str, content: str) -> Damage:
    """A file that should not be there."""

    def damage(folder: Path) -> None:
        (folder / path).write_text(content)

    return damage


def gone(path: str) -> Damage:
    """A file that is gone."""
    return lambda folder: (folder / path).unlink()
