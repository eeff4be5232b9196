"""Runs of a script without spaces, as the overlapping pairs of their characters."""

import re
from array import array
from operator import add

_GAP = "\0"
_GAPS = re.compile("\0. ")


def pairs_of(run: str) -> list[str]:
    """The pairs of a run's characters, and the last one by itself."""
    return [*map(add, run, run[1:]), run[-1]]


def paired(runs: str) -> str:
    """Runs with blanks between them as their pairs with blanks between these.

    All at once: every third character is the first of a pair, the one after it the second,
    and then comes a blank. What begins with a blank is no pair.
    """
    text = array("I", bytes(3 * len(runs) * array("I").itemsize))
    text[0::3] = _codes(runs.replace(" ", _GAP))
    text[1::3] = _codes(f"{runs[1:]} ")
    text[2::3] = _codes(" " * len(runs))
    pairs = text.tobytes().decode("utf-32-le")
    return _GAPS.sub("", pairs) if " " in runs else pairs


def _codes(text: str) -> "array[int]":
    return array("I", text.encode("utf-32-le"))
