"""The places of a text that a query hits."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from octavo.index.search.scanner import positions, token_test
from octavo.index.search.term import AnalyzedTerm, analyzed
from octavo.index.text.symbols import whole_word
from octavo.index.text.token_spans import (
    CHUNKS,
    Span,
    aligned,
    chunk_end,
    chunk_start,
    chunks,
    spans,
    spans_in,
)
from octavo.index.text.tokenizer import is_run, lowered
from octavo.model.search import Hit
from octavo.query import Query, words_of

_REACH = 80
"""Characters that a token of a phrase and what follows it rarely exceed."""

_FOREIGN_LETTER = "[^\\x00-\\x7f\\u2010-\\u2027\\u00a0-\\u00a9\\u00ae-\\u00b1]"
"""Or nearly: what is not ASCII, but for dashes, quotes and the like."""

_REMEMBERED = 20_000
"""Chunks."""


def hits(text: str, query: Query, start: int = 0, stop: int | None = None) -> list[Hit]:
    """All hits that begin between two offsets of a text, in order, none overlapping."""
    stop = len(text) if stop is None else min(stop, len(text))
    found: list[Hit] = []
    for first, last, _ in term_hits(text, query, start, stop):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def term_hits(text: str, query: Query, start: int, stop: int) -> list[tuple[int, int, int]]:
    """Hits as start, end and the number of the term that is hit, sorted; they may overlap."""
    found: set[tuple[int, int, int]] = set()
    for number, finder in enumerate(_hit_finders(query)):
        for first, last in finder.positions(text, start, stop):
            if start <= first < stop:
                found.add((first, last, number))
    return sorted(found)


@lru_cache(64)
def _hit_finders(query: Query) -> "tuple[HitFinder, ...]":
    return tuple(map(_hit_finder, dict.fromkeys(map(analyzed, words_of(query)))))


class HitFinder(Protocol):
    """Finds the positions of one term."""

    def positions(self, text: str, start: int, stop: int) -> Iterator[Hit]:
        """Those between two offsets, and perhaps a few around them."""


def _hit_finder(asked: AnalyzedTerm) -> HitFinder:
    if asked.exact:
        return _Verbatim(asked.exact, 0)
    if asked.parts and len(asked.tokens) < 2:
        return _Verbatim(asked.parts[0], re.IGNORECASE, open_ended=asked.open_ended)
    if all(map(is_run, asked.tokens)) and (len(asked.tokens) == 1 or _is_one_run(asked)):
        return _Run(asked)
    return _Phrase(asked) if len(asked.tokens) > 1 else _Word(asked)


def _is_one_run(asked: AnalyzedTerm) -> bool:
    """Whether the tokens are the pairs of one run; each run but the last ends in a single."""
    return all(len(token) == 2 for token in asked.tokens)


class _Verbatim:
    """Finds characters, any blanks between them."""

    def __init__(self, characters: str, flags: int, *, open_ended: bool = False) -> None:
        forms = (unicodedata.normalize(form, characters) for form in ("NFC", "NFD"))
        patterns = {whole_word(form, open_ended=open_ended).pattern for form in forms}
        self._pattern = re.compile("|".join(patterns).replace("\\ ", r"\s+"), flags)

    def positions(self, text: str, start: int, stop: int) -> Iterator[Hit]:
        for match in self._pattern.finditer(text, max(0, start - 1)):
            if match.start() >= stop:
                return
            yield match.span()


class _Run:
    """Finds characters inside running text."""

    def __init__(self, asked: AnalyzedTerm) -> None:
        first, *rest = asked.tokens
        self._run = first + "".join(token[-1] for token in rest)

    def positions(self, text: str, start: int, stop: int) -> Iterator[Hit]:
        for match in chunks(text, start, stop):
            if self._run in lowered(match[0]):
                folded, where = aligned(match[0])
                for found in re.finditer(f"(?={self._run})", folded):
                    last = where[found.start() + len(self._run) - 1][1]
                    yield match.start() + where[found.start()][0], match.start() + last


class _Word:
    """Finds one token, remembering where in a chunk it stands."""

    def __init__(self, asked: AnalyzedTerm) -> None:
        self._asked = asked
        self._fits = token_test(asked)
        self._known: dict[str, tuple[Hit, ...]] = {}
        self._likely = _likely(asked)

    def positions(self, text: str, start: int, stop: int) -> Iterator[Hit]:
        for match in self._chunks(text, start, stop):
            chunk = match[0]
            if (found := self._known.get(chunk)) is None:
                found = self._in_chunk(chunk)
            if found:
                at = match.start()
                for first, last in found:
                    yield at + first, at + last

    def _chunks(self, text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
        """The chunks in which the word may stand."""
        at, stop = chunk_start(text, start), chunk_end(text, stop)
        while likely := self._likely.search(text, at, stop):
            chunk = CHUNKS.match(text, chunk_start(text, likely.start()))
            if chunk is None:
                return
            yield chunk
            at = chunk.end()

    def _in_chunk(self, chunk: str) -> tuple[Hit, ...]:
        found = tuple(
            (span.start, _end(span, self._asked))
            for span in spans_in(chunk)
            if self._fits(span.token)
        )
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[chunk] = found
        return found


def _likely(asked: AnalyzedTerm) -> re.Pattern[str]:
    """What stands in every chunk with the word, and in as few others as can be told fast.

    A letter that is not ASCII may stand for any.
    """
    letters = asked.letters[-1]
    return re.compile(
        f"(?i:{letters})|{_FOREIGN_LETTER}" if letters.isascii() else _FOREIGN_LETTER
    )


class _Phrase:
    """Finds tokens side by side, around each place where the longest of them stands."""

    def __init__(self, asked: AnalyzedTerm) -> None:
        self._asked = asked
        closed = asked.tokens[:-1] if asked.open_ended else asked.tokens
        self._pivot = _Word(AnalyzedTerm(asked.where, (max(closed, key=len),)))
        self._reach = _REACH * len(asked.tokens)

    def positions(self, text: str, start: int, stop: int) -> Iterator[Hit]:
        size = len(self._asked.tokens)
        done = -1
        for pivot, _ in self._pivot.positions(text, start, stop + self._reach):
            if pivot < done:
                continue
            around = max(start, done, pivot - self._reach)
            done = pivot + self._reach
            found = list(spans(text, around, done + self._reach))
            for at in positions([span.token for span in found], self._asked):
                yield found[at].start, _end(found[at + size - 1], self._asked)


def _end(span: Span, asked: AnalyzedTerm) -> int:
    """Where a hit ends: of a pair of characters, only one may be asked for."""
    last = asked.tokens[-1]
    return span.first_end if len(last) == 1 and is_run(last) else span.end
