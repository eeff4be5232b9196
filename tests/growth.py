"""How much work something is, whatever else the machine does meanwhile."""

import sys
from collections.abc import Callable
from itertools import pairwise
from threading import Event, Thread, get_ident
from time import clock_gettime, pthread_getcpuclockid, thread_time

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


def lets_others_go_on(act: Callable[[], object]) -> bool:
    """Whether no other thread waits for more than a fourth of all the time that it takes."""
    attempts = (_longest_turn(act) for _ in range(ATTEMPTS))
    return any(4 * turn < taken for turn, taken in attempts)


def _longest_turn(act: Callable[[], object]) -> tuple[float, float]:
    """How long other threads wait for their turn at most, and all that something takes.

    Both in seconds of the processor of this thread, whatever else the machine does.
    """
    clock, done = pthread_getcpuclockid(get_ident()), Event()
    turns = [clock_gettime(clock)]

    def take_turns() -> None:
        while not done.is_set():
            turns.append(clock_gettime(clock))

    other, interval = Thread(target=take_turns), sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    try:
        other.start()
        begun = thread_time()
        act()
        taken = thread_time() - begun
    finally:
        done.set()
        other.join()
        sys.setswitchinterval(interval)
    return max(after - before for before, after in pairwise(turns)), taken
