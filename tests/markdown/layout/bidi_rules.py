"""The rules of UAX 9 written down one by one, to compare with: slow, and nothing but rules.

For paragraphs without explicit formatting characters, of which octavo draws none, and with
round and square brackets as the only paired ones (https://www.unicode.org/reports/tr9/).
"""

from collections.abc import Sequence
from itertools import groupby
from unicodedata import bidirectional

_STRONG = ("L", "R", "AL")
_NEUTRAL = ("B", "S", "WS", "ON")
_PAIRS = {"(": ")", "[": "]"}


def base_level(text: str) -> int:
    """The level of a paragraph (P2, P3)."""
    strong = (bidirectional(each) for each in text if bidirectional(each) in _STRONG)
    return int(next(strong, "L") != "L")


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character (W1 to I2)."""
    edge = "RL"[base == 0]
    original = [bidirectional(each) for each in text]
    kinds = _weak(original, edge)
    _brackets(text, original, kinds, edge)
    kinds = _neutral(kinds, edge)
    up = {"L": 1, "EN": 1, "AN": 1} if base else {"R": 1, "EN": 2, "AN": 2}
    return [base + up.get(kind, 0) for kind in kinds]


def reordered(levels: Sequence[int]) -> list[int]:
    """The places of the characters of a line, from the left (L2)."""
    places = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        high = {place for place in places if levels[place] >= level}
        runs = groupby(places, key=high.__contains__)
        turned = [list(run)[:: -1 if is_high else 1] for is_high, run in runs]
        places = [place for run in turned for place in run]
    return places


def _weak(original: Sequence[str], edge: str) -> list[str]:
    kinds = list(original)
    for at, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[at] = kinds[at - 1] if at else edge
    strong = edge
    for at, kind in enumerate(kinds):  # W2
        strong = kind if kind in _STRONG else strong
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and (kind, before) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            kinds[at] = before
    for at, kind in enumerate(kinds):  # W5
        if kind == "ET":
            end = next((i for i in range(at, len(kinds)) if kinds[i] != "ET"), len(kinds))
            if "EN" in (*kinds[max(0, at - 1) : at], *kinds[end : end + 1]):
                kinds[at] = "EN"
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    strong = edge
    for at, kind in enumerate(kinds):  # W7
        strong = kind if kind in _STRONG else strong
        if kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _side(kind: str) -> str:
    return "R" if kind in ("EN", "AN") else kind


def _brackets(text: str, original: Sequence[str], kinds: list[str], edge: str) -> None:
    open_: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, character in enumerate(text):  # BD16
        if kinds[at] != "ON":
            continue
        if character in _PAIRS:
            open_.append((_PAIRS[character], at))
        for depth in range(len(open_) - 1, -1, -1):
            if open_[depth][0] == character:
                pairs.append((open_[depth][1], at))
                del open_[depth:]
                break
    for first, last in sorted(pairs):  # N0
        inside = {_side(kind) for kind in kinds[first + 1 : last]} & {"L", "R"}
        before = (_side(kind) for kind in reversed(kinds[:first]))
        context = next((kind for kind in before if kind in ("L", "R")), edge)
        if inside:
            found = edge if edge in inside else context
            for at in (first, last):
                kinds[at] = found
                while at + 1 < len(kinds) and original[at + 1] == "NSM":
                    at += 1
                    kinds[at] = found


def _neutral(kinds: Sequence[str], edge: str) -> list[str]:
    """N1 and N2."""
    found: list[str] = []
    for is_neutral, run in groupby(kinds, key=lambda kind: kind in _NEUTRAL):
        count = len(same := list(run))
        if is_neutral:
            sides = [_side(found[-1]) if found else edge]
            after = kinds[len(found) + count : len(found) + count + 1]
            sides.append(_side(after[0]) if after else edge)
            same = [sides[0] if sides[0] == sides[1] else edge] * count
        found += same
    return found
