"""How much work something is, whatever else the machine does meanwhile."""

import sys
from collections.abc import Callable
from time import thread_time

ATTEMPTS = 5
"""So often is looked how time grows; what a busy machine takes once is no growth."""

_NOTHING = 0.05
"""Seconds of the processor, up to which no growth is told from chance."""


def calls(act: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called in this thread."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


def grows_in_proportion(act: Callable[[int], object], size: int) -> bool:
    """Whether four times the size takes about four times as long, and not sixteen times."""
    act(100)
    return any(
        (taken := _seconds(act, size)) <= _NOTHING or taken <= 8 * _seconds(act, size // 4)
        for _ in range(ATTEMPTS)
    )


def _seconds(act: Callable[[int], object], size: int) -> float:
    """The time of the processor that this thread takes."""
    started = thread_time()
    act(size)
    return thread_time() - started
