"""A disk that fills up, and a folder that loses its permissions, under the app as it runs."""

from contextlib import suppress
from pathlib import Path

from octavo.library.library import Library
from octavo.query import parse
from tests.library.obstacles import disk
from tests.making import draft
from tests.terminal.window import Window

IN_A_BLOCK = 60
"""More changes than still fit into the last block of a journal, 4 096 bytes."""


def made(folder: Path) -> Path:
    """A closed library of three articles."""
    with Library.create(folder) as library:
        library.add([draft("Weirs"), draft("On ferries"), draft("Lamp light", "By a lamp.")])
        library.settle()
    return folder


def fill(path: Path) -> None:
    """Write until nothing more goes on the disk."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def test_a_full_disk_is_said_and_written_to_again_once_there_is_room() -> None:
    with disk("4m") as room, Window(made(room / "library")) as window:
        window.wait_for("Lamp light")
        fill(room / "filler")
        window.press("s" * IN_A_BLOCK)
        window.wait_for("the disk is full")
        window.press("/lamp\r")
        window.wait_for("1 of 3")
        window.wait_for("By a lamp.")
        window.wait_without("the disk is full")
        window.press("+lost\r")
        window.wait_for("nothing was changed: the disk is full")
        (room / "filler").unlink()
        window.press("+kept\r")
        window.wait_for("+kept ↶ u")
        fill(room / "filler")
        window.press("q")
        assert window.exit_code() == 0
        assert b"Traceback" not in window.written
        (room / "filler").unlink()
        with Library(room / "library") as library:
            [article] = library.articles(parse("lamp"))
            assert set(map(str, article.tags)) == {"kept"}


def test_a_folder_that_is_moved_away_and_back(tmp_path: Path) -> None:
    """As where a disk is unplugged."""
    folder = made(tmp_path / "library")
    with Window(folder) as window:
        window.wait_for("Lamp light")
        folder.rename(tmp_path / "elsewhere")
        window.press("e")
        window.wait_for("nothing was changed")
        window.press("j")
        window.wait_for("which is gone")
        (tmp_path / "elsewhere").rename(folder)
        window.press("k")
        window.wait_for("By a lamp.")
        window.press("e")
        window.wait_for("archived ‘Lamp light’")
        window.press("q")
        assert window.exit_code() == 0
    with Library(folder) as library:
        assert {article.title for article in library.articles()} == {"Weirs", "On ferries"}
