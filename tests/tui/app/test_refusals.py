"""Disks that fail under the running app: it says so, goes on, and keeps what it can again."""

import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from octavo.library.history import History
from octavo.library.library import Library
from octavo.library.queries import Queries
from octavo.model.errors import ArticleNotFound
from octavo.tui.app import Octavo
from tests.faults.calls import READS, WRITES, Call, System
from tests.library.seeing import whole
from tests.making import Clock, draft
from tests.tui.app.conftest import WIDE, Reader


class Act(NamedTuple):
    """Something that changes a library, by keys."""

    keys: tuple[str, ...]
    reverse: Callable[[History], object] = History.undo
    """Takes it back."""


ACTS = {
    "pin a tag": Act(("T", "p")),
    "star": Act(("s",)),
    "tag by the editor": Act(("t", "f", "enter")),
    "tag by the prompt": Act(("+", "n", "enter")),
    "undo": Act(("u",), History.redo),
}


@pytest.fixture
def closed(folder: Path) -> Path:
    """Three articles with texts, one in the trash, and something to undo and to do again."""
    with Library.create(folder, Clock()) as library:
        names = ("First", "Second", "Third", "Fourth")
        library.add(
            [draft(name, f"The {name} river.\n\n" * 99, tags="essay") for name in names]
        )
        library.delete([2])
        library.star([1])
        library.archive([1])
        library.history.undo()
        library.settle()
    return folder


@pytest.fixture
def system(closed: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    return System(closed, monkeypatch)


@asynccontextmanager
async def opened(library: Library, tmp_path: Path) -> AsyncIterator[Reader]:
    app = Octavo(library, state=tmp_path / "state.json")
    async with app.run_test(size=WIDE) as pilot:
        reader = Reader(app, pilot)
        await reader.settle()
        yield reader


def kept(folder: Path) -> object:
    """What somebody sees who opens the library now."""
    with Library(folder) as other:
        return whole(other)


async def test_what_cannot_be_read_in_a_thread_is_said_and_the_app_goes_on(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise ArticleNotFound(4)

    monkeypatch.setattr(Queries, "related", gone)
    with Library(closed) as library:
        async with opened(library, tmp_path) as reader:
            await reader.press("&")
            await reader.until(lambda: str(ArticleNotFound(4)) in reader.toasts())
            await reader.press("escape", "s")
        assert reader.app.return_code is None


async def leave(reader: Reader) -> None:
    """Go back to the top of a list of all."""
    while len(reader.app.screen_stack) > 1 or not reader.list.has_focus:
        await reader.press("escape")
    await reader.press("f5", "g")


async def test_no_call_that_fails_loses_a_change_without_a_word(
    closed: Path, system: System, tmp_path: Path
) -> None:
    """Each call is refused in the first act that makes it; of the library alone, in all."""
    tried = set[Call]()
    with Library(closed, Clock()) as library:
        async with opened(library, tmp_path) as reader:
            for act in ACTS.values():
                await leave(reader)
                system.calls.clear()
                before = whole(library)
                await reader.press(*act.keys)
                done = whole(library)
                assert done != before
                after = done
                for refused in [
                    call for call in dict.fromkeys(system.calls) if call not in tried
                ]:
                    tried.add(refused)
                    number = (READS | WRITES)[refused.name][-1]
                    if after == done:
                        act.reverse(library.history)
                    await leave(reader)
                    with system.failing({refused: number}.get):
                        await reader.press(*act.keys)
                    said, after = reader.toasts(), whole(library)
                    assert after == kept(closed), refused
                    assert after in (before, done), refused
                    told = "nothing was changed: " in said or "cannot be read: " in said
                    assert told or after == done, refused
                if after == before:
                    await leave(reader)
                    await reader.press(*act.keys)
                assert whole(library) == done


async def test_a_command_that_asks_first_says_what_went_wrong(
    closed: Path, system: System, tmp_path: Path
) -> None:
    with Library(closed, Clock()) as library:
        async with opened(library, tmp_path) as reader:
            await reader.main.run_command("empty-trash")
            with system.failing(lambda _: errno.EROFS):
                await reader.press("y")
                assert "nothing was changed: the disk is read-only" in reader.toasts()
            assert library.trashed() == 1


def writes(number: int, *but: str) -> Callable[[Call], int | None]:
    return lambda call: number if call.name in WRITES and call.name not in but else None


def reads(number: int, file: str) -> Callable[[Call], int | None]:
    return lambda c: number if c.name in READS and c.file.startswith(file) else None


OPEN_ALREADY = ("os.write", "os.pwrite", "os.fsync", "os.fdatasync", "fcntl.flock")
CONDITIONS = {
    "the disk is full": writes(errno.ENOSPC, "os.unlink", "os.ftruncate", "fcntl.flock"),
    "the disk is read-only": writes(errno.EROFS, *OPEN_ALREADY),
    "the folder has no permissions": writes(errno.EACCES, *OPEN_ALREADY),
    "there are no locks": lambda call: errno.ENOLCK if "flock" in call.name else None,
    "no text can be read": reads(errno.EIO, "texts"),
    "texts are without permission": reads(errno.EACCES, "texts"),
    "texts are gone": reads(errno.ENOENT, "texts"),
    "the index cannot be read": reads(errno.EIO, "index"),
    "the index is without permission": reads(errno.EACCES, "index"),
    "the journal cannot be read": reads(errno.EIO, "journal.jsonl"),
    "library.json cannot be read": reads(errno.EIO, "library.json"),
    "all is gone": lambda call: None if call.name in OPEN_ALREADY else errno.ENOENT,
    "the disk is dead": lambda _: errno.EIO,
}
EVENING = (
    *[(*act.keys, "escape", "escape") for name, act in ACTS.items() if "prompt" not in name],
    ("/", *"riv", "enter", "escape", "enter", "G", "escape", "j", "F", "escape", "f5"),
)
"""A bit of everything."""


LAUNCHES = (
    "no text can be read",
    "library.json cannot be read",
    "all is gone",
    "the disk is dead",
)
"""Those that are tried at launch, too; the others are about what is done later."""


async def outlive(
    name: str, reader: Reader, system: System, keys: tuple[tuple[str, ...], ...] = EVENING
) -> None:
    """Press keys while the disk fails; then all is as it says, and can be done again."""
    library = reader.main.library
    with system.failing(CONDITIONS[name]):
        for each in keys:
            await reader.press(*each)
    assert whole(library) == kept(library.folder), name
    await leave(reader)
    await reader.press("s")
    assert reader.footer.last.startswith(("starred ", "unstarred ")), name
    await reader.press("/", *"fourth", "enter")
    assert reader.titles() == ["Fourth"], name
    assert "The Fourth river." in reader.text.text, name
    assert whole(library) == kept(library.folder), name
    await reader.press("escape")
    assert len(reader.titles()) == 3, name


async def test_the_app_outlives_any_state_of_the_disk(
    closed: Path, system: System, tmp_path: Path
) -> None:
    with Library(closed, Clock()) as library:
        async with opened(library, tmp_path) as reader:
            for name in CONDITIONS:
                await outlive(name, reader, system)


@pytest.mark.parametrize("name", LAUNCHES)
async def test_the_app_is_opened_in_any_state_of_the_disk(
    name: str, closed: Path, system: System, tmp_path: Path
) -> None:
    with Library(closed, Clock()) as library, system.failing(CONDITIONS[name]):
        async with opened(library, tmp_path) as reader:
            await outlive(name, reader, system, EVENING[3:])


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_a_library_is_closed_in_any_state_of_the_disk(
    condition: Callable[[Call], int | None], closed: Path, system: System
) -> None:
    library = Library(closed, Clock())
    library.star([3])
    before = whole(library)
    with system.failing(condition):
        library.close()
    assert kept(closed) == before


async def test_a_list_that_cannot_be_read_says_why_and_comes_with_f5(
    closed: Path, system: System, tmp_path: Path
) -> None:
    unreadable = reads(errno.EIO, "library.json")
    with Library(closed, Clock()) as library, system.failing(unreadable):
        async with opened(library, tmp_path) as reader:
            assert "cannot be read: the disk has an error" in reader.toasts()
            assert "cannot be read: the disk has an error" in reader.list.placeholder.plain
            with system.failing(lambda _: None):
                await reader.press("f5")
                assert reader.titles() == ["Fourth", "Third", "First"]
