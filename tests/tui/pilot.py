"""How long tests wait for an app to be at rest after a key."""

import asyncio
from time import monotonic, process_time
from typing import Any

import pytest
from textual import pilot

_LOOK = 0.002
"""Seconds between two looks; Textual's own pilot leaves 20 ms, which makes 68 ms of a key."""

_IDLE = 0.0002
"""Seconds of the processor, of all threads, that a process at rest takes between two looks."""


async def at_rest(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until no callback is left to run, and no thread is at work, but for late timers.

    Textual looks at the time of the processor alone, by which a process that gets none of it,
    on a busy machine, seems to be at rest in the middle of its work. What is to be painted may
    not be yet.
    """
    loop: Any = asyncio.get_running_loop()
    started = monotonic()
    while monotonic() - started < max_sleep:
        used = process_time()
        await asyncio.sleep(_LOOK)
        busy = loop._ready or process_time() - used >= _IDLE
        if not busy and monotonic() - started >= min_sleep:
            return


@pytest.fixture(autouse=True)
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look soon and often whether the app is at rest."""
    monkeypatch.setattr(pilot, "wait_for_idle", at_rest)
