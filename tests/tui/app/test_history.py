"""Taking back what takes long: the reader goes on reading."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from octavo.library.history import MANY
from octavo.library.library import Library
from octavo.storage.store import Limits
from tests.making import Clock, draft
from tests.tui.app.conftest import Open
from tests.tui.pilot import PATIENCE

TITLES = [f"Piece {number}" for number in range(MANY + 2)]


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    """What came in as one step, and in so many operations as if it were long."""
    limits = Limits(pieces_at_once=1, reversed_at_once=1)
    with Library.create(folder, clock, limits) as library:
        list(library.intake.take_in(map(draft, TITLES)))
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
        assert len(library) == len(TITLES) - 1
        going_on.set()
        await reader.settle()
        assert (len(library), reader.titles()) == (0, [])
        assert reader.footer.last == f"took back: added {len(TITLES)} articles"
        assert reader.toasts().endswith("There is nothing to undo.")
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
