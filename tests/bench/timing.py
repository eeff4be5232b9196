"""How long something takes."""

import time
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")


def timed(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    """The seconds that a call takes."""
    started = time.perf_counter()
    act(*args, **kwargs)
    return time.perf_counter() - started
