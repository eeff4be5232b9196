"""What differs between two texts, by words: paragraphs are matched first, then their words.

Matching is patience diff (what stands once in both is matched in order, and so on between):
near linear, where the longest common subsequence of all words would be quadratic. What has
nothing of the kind is compared in full only while it is small.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import groupby, pairwise
from typing import NamedTuple

from octavo.markdown.plain_text import UNSPACED_LETTERS, word_count

_FULL = 10_000
"""Comparisons up to which two sequences are compared in full: 100 words with 100."""
_LEVELS = 8
"""How often what lies between matches is matched by itself."""

_MARKS = (
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    r"\u102b-\u103e\u17b4-\u17d3"
)
"""Vowels and tones that are written onto the letter before, in scripts without spaces."""
_LETTER = rf"[^\s!-/:-@\[-`{{-~«»\u2010-\u205e\u3000-\u303f\uff01-\uff0f{UNSPACED_LETTERS}]"
_WORD = re.compile(
    rf"(?:\]\([^()\s]*\)|https?://[^\s()<>]+|[{UNSPACED_LETTERS}][{_MARKS}]*"
    rf"|{_LETTER}+(?:['’.\-]{_LETTER}+)*|\S)\s*"
)
"""A word, an address, the target of a link, or a mark, with the blanks behind it."""
_BETWEEN = re.compile(r"(\n[ \t]*\n\s*)")
_ESCAPED = re.compile(r"([!-/:-@\[-`{-~])")
_INDENT = re.compile(r"\n( *)")

LEFT_OUT = "…"
"""What stands for paragraphs that are the same."""

Match = tuple[int, int]
"""Where the same stands in the one and in the other sequence."""


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some words of which the same became, with the blanks behind them."""

    kind: Kind
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """What leads from one text to another; blanks do not count, and are those of the new."""
    olds, news = _paragraphs(old), _paragraphs(new)
    pieces: list[Piece] = []
    at = (0, 0)
    for i, j in [*matches(_folded(olds), _folded(news)), (len(olds), len(news))]:
        pieces += _words("".join(olds[at[0] : i]), "".join(news[at[1] : j]))
        pieces += (Piece(Kind.SAME, paragraph) for paragraph in news[j : j + 1])
        at = i + 1, j + 1
    return _joined(pieces)


def counts(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    texts = {kind: [p.text for p in pieces if p.kind is kind] for kind in Kind}
    return word_count("".join(texts[Kind.ADDED])), word_count("".join(texts[Kind.REMOVED]))


def matches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Where the same stands in both, in order; by patience diff, so not always the most."""
    found: list[Match] = []
    _match(old, new, (0, len(old)), (0, len(new)), _LEVELS, found)
    return found


def in_signs(pieces: Sequence[Piece]) -> str:
    """A difference as plain text: `[-removed-]{+added+}`, what is the same left out in part."""
    return _written(pieces, str, _signed)


def as_markdown(pieces: Sequence[Piece]) -> str:
    """The same to be set: the words as they stand in the source, struck out or underlined.

    The signs stay, for where neither can be seen.
    """
    return _written(pieces, _literal, _tagged)


_SIGNS = {Kind.SAME: "{}", Kind.ADDED: "{{+{}+}}", Kind.REMOVED: "[-{}-]"}
_TAGGED = {
    Kind.SAME: "{}",
    Kind.ADDED: "<ins>\\{{+{}+\\}}</ins>",
    Kind.REMOVED: "<del>\\[-{}-\\]</del>",
}


def _match(
    old: Sequence[str], new: Sequence[str], a: Match, b: Match, levels: int, found: list[Match]
) -> None:
    """Add the matches between two ranges."""
    (i, end), (j, stop) = a, b
    while i < end and j < stop and old[i] == new[j]:
        found.append((i, j))
        i, j = i + 1, j + 1
    tail = 0
    while i < end - tail and j < stop - tail and old[end - tail - 1] == new[stop - tail - 1]:
        tail += 1
    end, stop = end - tail, stop - tail
    if i < end and j < stop:
        between = partial(_match, old, new, levels=levels - 1, found=found)
        anchors = _anchors(old, new, (i, end), (j, stop)) if levels else []
        if anchors:
            for x, y in anchors:
                between((i, x), (j, y))
                found.append((x, y))
                i, j = x + 1, y + 1
            between((i, end), (j, stop))
        elif (end - i) * (stop - j) <= _FULL:
            found += ((i + x, j + y) for x, y in _longest(old[i:end], new[j:stop]))
    found += ((end + each, stop + each) for each in range(tail))


def _anchors(old: Sequence[str], new: Sequence[str], a: Match, b: Match) -> list[Match]:
    """What stands once in each range, as much of it as is in the same order in both."""
    once = _once(old, a)
    pairs = sorted((once[key], at) for key, at in _once(new, b).items() if key in once)
    ends: list[int] = []
    chains: list[tuple[Match, int]] = []
    last: list[int] = []
    for pair in pairs:  # the longest increasing subsequence
        length = bisect_left(ends, pair[1])
        chains.append((pair, last[length - 1] if length else -1))
        ends[length : length + 1] = [pair[1]]
        last[length : length + 1] = [len(chains) - 1]
    chain: list[Match] = []
    at = last[-1] if last else -1
    while at >= 0:
        pair, at = chains[at]
        chain.append(pair)
    return chain[::-1]


def _once(keys: Sequence[str], span: Match) -> dict[str, int]:
    """Where each key stands that is there once."""
    found = Counter(keys[span[0] : span[1]])
    return {keys[at]: at for at in range(*span) if found[keys[at]] == 1}


def _longest(old: Sequence[str], new: Sequence[str]) -> Iterator[Match]:
    """The longest common subsequence, by the table of its lengths."""
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            lengths[i][j] = (
                lengths[i + 1][j + 1] + 1
                if old[i] == new[j]
                else max(lengths[i + 1][j], lengths[i][j + 1])
            )
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1


def _words(old: str, new: str) -> Iterator[Piece]:
    """What leads from the words of some paragraphs to those of others."""
    olds, news = _WORD.findall(old), _WORD.findall(new)
    at = (0, 0)
    for i, j in [*matches(_folded(olds), _folded(news)), (len(olds), len(news))]:
        removed, added = "".join(olds[at[0] : i]), "".join(news[at[1] : j])
        before = "".join(news[at[1] - 1 : at[1]])
        if added and before and not _BETWEEN.search(before):
            # What replaces the end of a paragraph stands in it, and the break behind that.
            kept = removed.rstrip()
            removed = f"{kept} " if removed.count("\n", len(kept)) > 1 else removed
        yield Piece(Kind.REMOVED, removed)
        yield Piece(Kind.ADDED, added)
        yield Piece(Kind.SAME, "".join(news[j : j + 1]))
        at = i + 1, j + 1


def _folded(texts: Sequence[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of which no two neighbours are of one kind, and none is empty."""
    runs = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind)
    return [Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs]


def _written(
    pieces: Sequence[Piece], spell: Callable[[str], str], sign: Callable[[Kind, str], str]
) -> str:
    """Pieces with signs at what changed, each paragraph by itself, and no more around them."""
    parts = []
    for at, piece in enumerate(pieces):
        text, is_last = piece.text, at == len(pieces) - 1
        if piece.kind is Kind.SAME:
            text = _around(text, head=at > 0, tail=not is_last)
        for part in _BETWEEN.split(text.rstrip() if is_last else text):
            words = part.strip()
            before, behind = part.split(words, 1) if words else ("", part)
            between = "\n\n" if _BETWEEN.fullmatch(behind) else spell(behind)
            told = sign(piece.kind, words) if words else ""
            parts.append(f"{spell(before)}{told}{between}")
    return "".join(parts).strip()


def _signed(kind: Kind, words: str) -> str:
    return _SIGNS[kind].format(words)


def _tagged(kind: Kind, words: str) -> str:
    """The same as Markdown, with a blank where a sign would become part of an address."""
    ends_so = kind is not Kind.SAME and "://" in words.split()[-1]
    return _TAGGED[kind].format(_literal(words) + " " * ends_so)


def _around(text: str, *, head: bool, tail: bool) -> str:
    """The first and the last paragraph of what is the same, where they lie at a change."""
    paragraphs = _paragraphs(text)
    if len(paragraphs) <= head + tail:
        return text
    first, last = paragraphs[:head], paragraphs[len(paragraphs) - tail :]
    return "".join([*first, f"{LEFT_OUT}\n\n", *last])


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each with the blanks behind it."""
    ends = [match.end() for match in _BETWEEN.finditer(text)]
    cuts = [0, *ends, len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if a < b]


def _literal(text: str) -> str:
    """Text as Markdown that shows it as it stands, line by line."""
    return _INDENT.sub(
        lambda blanks: "\\\n" + "\u00a0" * len(blanks[1]), _ESCAPED.sub(r"\\\1", text)
    )
