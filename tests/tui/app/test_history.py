"""Taking back what takes long: the reader goes on reading."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from octavo.library.history import MANY
from octavo.library.library import Library
from octavo.storage.store import Limits
from octavo.tui.widgets.footer import CommandBar
from tests.making import Clock, draft
from tests.tui.app.conftest import Open
from tests.tui.pilot import PATIENCE

TITLES = [f"Piece {number}" for number in range(MANY + 2)]
TEXT = "\n\n".join(f"Paragraph {number}." for number in range(99))


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    """What came in as one step, and in so many operations as if it were long."""
    limits = Limits(pieces_at_once=1, reversed_at_once=1)
    with Library.create(folder, clock, limits) as library:
        list(library.intake.take_in(draft(title, f"Of {title}.\n\n{TEXT}") for title in TITLES))
        yield library


@pytest.fixture
def going_on(library: Library, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set while a long step may go on with the next piece."""
    event = Event()
    monkeypatch.setattr(library.history, "_compact", lambda: event.wait(PATIENCE))
    return event


async def test_reading_goes_on_while_a_long_step_is_taken_back(
    library: Library, going_on: Event, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.pilot.press("u")
        await reader.until(lambda: len(library) < len(TITLES))
        at = reader.list.cursor
        await reader.pilot.press("j", "enter", "tab", "h")
        assert reader.list.cursor != at
        await reader.pilot.press("s")
        await reader.until(lambda: "by undo in this window" in reader.toasts())
        await reader.pilot.press("u")
        await reader.until(lambda: reader.toasts() == "octavo is taking back…; ^c stops that.")
        assert len(library) == len(TITLES) - 1
        going_on.set()
        await reader.settle()
        assert (len(library), reader.titles()) == (0, [])
        assert reader.footer.last == f"took back: added {len(TITLES)} articles"
        await reader.press("ctrl+r")
        assert sorted(reader.titles()) == sorted(TITLES)


async def test_what_is_stopped_is_taken_back_further_next_time(
    library: Library, going_on: Event, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.pilot.press("u")
        await reader.until(lambda: "taking back" in reader.footer.working)
        await reader.until(lambda: len(library) < len(TITLES))
        await reader.pilot.press("ctrl+c")
        going_on.set()
        await reader.settle()
        assert sorted(reader.titles()) == sorted(TITLES[:-1])
        assert reader.toasts() == "Stopped half-way; u does the rest."
        await reader.press("ctrl+r")
        assert sorted(reader.titles()) == sorted(TITLES)
        await reader.press("u")
        assert (len(library), reader.titles()) == (0, [])


async def test_what_is_under_way_is_shown_and_stopped_on_other_screens(
    library: Library, going_on: Event, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("T")
        await reader.pilot.press("u")
        await reader.until(lambda: len(library) < len(TITLES))
        footer = reader.app.screen.query_one(CommandBar)
        await reader.until(lambda: "taking back" in footer.working)
        await reader.pilot.press("ctrl+c")
        going_on.set()
        await reader.settle()
        await reader.press("escape")
        assert sorted(reader.titles()) == sorted(TITLES[:-1])


async def test_where_one_reads_is_kept_while_a_long_step_is_done_again(
    library: Library, going_on: Event, open_room: Open
) -> None:
    """Neither is the reader taken away from it, nor is the place lost."""
    going_on.set()
    library.history.undo(lambda done, _: done <= MANY)
    left = len(library)
    going_on.clear()
    async with open_room() as reader:
        await reader.press("enter", "space")
        read = reader.list.cursor
        await reader.pilot.press("ctrl+r")
        await reader.until(lambda: len(library) > left)
        reader.controllers.reading.keep_place()
        assert reader.toasts() == ""
        going_on.set()
        await reader.settle()
        assert (len(reader.titles()), reader.list.cursor) == (len(TITLES), read)
        reader.controllers.reading.keep_place()
        assert library.article(1).progress > 0
