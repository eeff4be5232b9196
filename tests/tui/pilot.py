"""How tests wait for an app to be at rest, by what is left to do and not by the clock."""

import asyncio
import os
import threading
from pathlib import Path
from time import monotonic, process_time, thread_time
from typing import Any

import pytest
import textual.app
from textual import pilot
from textual._context import active_app
from textual.pilot import Pilot
from textual.screen import Screen

PATIENCE = 120.0
"""Seconds until what is waited for is given up."""

_LOOK = 0.001
"""Seconds between two looks; Textual's own pilot leaves 20 ms, which makes 68 ms of a key."""

_NOTHING = 2e-5
"""Seconds of the processor; it takes a thread more to be woken and to find nothing to do."""

_TASKS = "/proc/self/task"
_HAS_TASKS = Path(_TASKS).exists()


async def at_rest(min_sleep: float = 0, max_sleep: float = PATIENCE) -> None:
    """Wait until nothing is left to run, to lay out or to paint, but for late timers.

    Textual looks at the time of the processor alone, by which a process that gets none of it,
    on a busy machine, seems to be at rest in the middle of its work; and it lays the screen out
    after that, with all that is called then.

    Raises:
        AssertionError: If it never comes to rest.
    """
    started, app = monotonic(), active_app.get()
    while True:
        await _nothing_runs(started + max_sleep)
        if app._exit or not any(map(_painted_now, app.screen_stack)):
            break
    if (left := min_sleep - monotonic() + started) > 0:
        await asyncio.sleep(left)


async def _nothing_runs(until: float) -> None:
    """Wait until no callback is due and no other thread wants the processor."""
    loop: Any = asyncio.get_running_loop()
    while True:
        used = _used_by_others()
        await asyncio.sleep(_LOOK)  # also leaves Python to those threads that want it
        if not (loop._ready or _used_by_others() - used > _NOTHING or _others_want_to_run()):
            return
        assert monotonic() < until, "it never comes to rest"


def _used_by_others() -> float:
    """Seconds of the processor that all threads but this one have had."""
    return process_time() - thread_time()


def _others_want_to_run() -> bool:
    """Whether a thread that may have had no turn yet is not waiting for anything (proc(5))."""
    own = str(threading.get_native_id())
    for task in os.listdir(_TASKS) if _HAS_TASKS else ():  # noqa: PTH208 - many times
        try:
            with open(f"{_TASKS}/{task}/stat", "rb", 0) as file:  # noqa: PTH123 - many times
                state = file.read().rpartition(b") ")[2][:1] if task != own else b""
        except OSError:  # it has just ended
            return True
        if state and state in b"RD":
            return True
    return False


def _painted_now(screen: Screen[Any]) -> bool:
    """Whether a screen had something to lay out, to paint or to call after that; it does so.

    Textual paints one that is below another again and again.
    """
    to_paint = screen._repaint_required or screen._scroll_required or screen._dirty_widgets
    is_due = screen._layout_required or (to_paint and screen is screen.app.screen)
    if (is_due and screen.is_current) or screen._callbacks or screen._recompose_required:
        screen._on_timer_update()
        return True
    return False


@pytest.fixture(autouse=True)
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look soon and often whether the app is at rest."""

    async def is_at_rest(pilot: Pilot[Any], timeout: float = PATIENCE) -> bool:
        await at_rest(max_sleep=timeout)
        return True

    monkeypatch.setattr(Pilot, "_wait_for_screen", is_at_rest)
    monkeypatch.setattr(pilot, "wait_for_idle", at_rest)
    monkeypatch.setattr(textual.app, "wait_for_idle", at_rest)
