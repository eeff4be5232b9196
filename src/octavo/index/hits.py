"""Where a query matched in a text: hits, and the passage that shows the most of them.

Needs the text only, not the index, so that it also fits a text that is not indexed yet.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, pairwise, takewhile

from octavo.index.search.scanner import AnalyzedTerm, analyzed, positions, token_test
from octavo.index.text.compounds import compounds
from octavo.index.text.languages import ENGLISH, code_of, has_wanted_form, is_inside
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
from octavo.index.text.tokenizer import is_run, lowered, spelled
from octavo.markdown.plain_text import plain_text
from octavo.model.search import Hit, Snippet
from octavo.query import Query, words_of

_REACH = 80
"""Characters that a token of a phrase and what follows it rarely exceed."""

_FOREIGN_LETTER = "[^\\x00-\\x7f\\u2010-\\u2027\\u00a0-\\u00a9\\u00ae-\\u00b1]"
"""Or nearly: what is not ASCII, but for dashes, quotes and the like."""

_REMEMBERED = 20_000
"""Chunks."""


def hits(
    text: str, query: Query, start: int = 0, stop: int | None = None, language: str = ""
) -> list[Hit]:
    """All hits that begin between two offsets of a text, in order, none overlapping.

    `language` is the BCP 47 tag of what the text is written in.
    """
    stop = len(text) if stop is None else min(stop, len(text))
    found: list[Hit] = []
    for first, last, _ in term_hits(text, query, start, stop, language):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def term_hits(
    text: str, query: Query, start: int, stop: int, language: str
) -> list[tuple[int, int, int]]:
    """Hits as start, end and the number of the term that is hit, sorted; they may overlap."""
    found: set[tuple[int, int, int]] = set()
    for number, finder in enumerate(_finders(query, code_of(language))):
        for first, last in finder(text, start, stop):
            if start <= first < stop:
                found.add((first, last, number))
    return sorted(found)


Finder = Callable[[str, int, int], Iterator[Hit]]
"""Finds a term in a text: the hits between two offsets, and perhaps a few around them."""


@lru_cache(64)
def _finders(query: Query, language: str) -> tuple[Finder, ...]:
    asked = dict.fromkeys(map(analyzed, words_of(query)))
    return tuple(_finder(each, language) for each in asked)


def _finder(asked: AnalyzedTerm, language: str) -> Finder:
    if asked.other is None:
        return _plain_finder(asked, language)
    finders = _plain_finder(asked, language), _finder(asked.other, language)
    return lambda *where: chain.from_iterable(finder(*where) for finder in finders)


def _plain_finder(asked: AnalyzedTerm, language: str) -> Finder:
    if asked.exact:
        return _verbatim(asked.exact, 0)
    if asked.parts and len(asked.tokens) < 2:
        return _verbatim(asked.parts[0], re.IGNORECASE, open_ended=asked.open_ended)
    if all(map(is_run, asked.tokens)) and (len(asked.tokens) == 1 or _is_one_run(asked)):
        return _run(asked)
    return _phrase(asked) if len(asked.tokens) > 1 else _word(asked, language)


def _is_one_run(asked: AnalyzedTerm) -> bool:
    """Whether the tokens are the pairs of one run; each run but the last ends in a single."""
    return all(len(token) == 2 for token in asked.tokens)


def _verbatim(characters: str, flags: int, *, open_ended: bool = False) -> Finder:
    """Finds characters, any blanks between them."""
    forms = (unicodedata.normalize(form, characters) for form in ("NFC", "NFD"))
    patterns = {
        whole_word(form, open_ended=open_ended, is_seen=bool(flags)).pattern for form in forms
    }
    pattern = re.compile("|".join(patterns).replace("\\ ", r"\s+"), flags)

    def found(text: str, start: int, stop: int) -> Iterator[Hit]:
        matches = pattern.finditer(text, max(0, start - 1))
        return (match.span() for match in takewhile(lambda m: m.start() < stop, matches))

    return found


def _run(asked: AnalyzedTerm) -> Finder:
    """Finds characters inside running text."""
    first, *rest = asked.tokens
    run = first + "".join(token[-1] for token in rest)

    def found(text: str, start: int, stop: int) -> Iterator[Hit]:
        for match in chunks(text, start, stop):
            if run in lowered(match[0]):
                folded, where = aligned(match[0])
                for inside in re.finditer(f"(?={run})", folded):
                    last = where[inside.start() + len(run) - 1][1]
                    yield match.start() + where[inside.start()][0], match.start() + last

    return found


def _word(asked: AnalyzedTerm, language: str) -> Finder:
    """Finds one token, remembering where in a chunk it stands."""
    fits, wanted = token_test(asked, language), asked.forms(language)
    likely = CHUNKS
    if not any(map(is_inside, wanted)):
        likely = _likely(asked.tokens[-1][:1] if wanted else asked.letters[-1])

    def is_inflected(word: str) -> bool:
        return any(has_wanted_form(each, language, wanted) for each in spelled(word).split())

    @lru_cache(_REMEMBERED)
    def in_chunk(chunk: str) -> tuple[Hit, ...]:
        return tuple(
            (span.start, _end(span, asked))
            for span in spans_in(chunk)
            if fits(span.token) or (wanted and is_inflected(chunk[span.start : span.end]))
        )

    def found(text: str, start: int, stop: int) -> Iterator[Hit]:
        for match in likely.finditer(text, chunk_start(text, start), chunk_end(text, stop)):
            at, chunk = match.start(), match[0]
            if at and (text[at - 1] > "\x7f" or text[at - 1].isalnum()):
                at = chunk_start(text, at)
                chunk = text[at : match.end()]
            for first, last in in_chunk(chunk):
                yield at + first, at + last

    def found_with_compounds(text: str, start: int, stop: int) -> Iterator[Hit]:
        yield from found(text, start, stop)
        for each in compounds(text, start, stop):
            if fits(each.folded) or has_wanted_form(each.spelt, language, wanted):
                yield each.start, each.end

    return found_with_compounds if asked.stem else found


def _likely(letters: str) -> re.Pattern[str]:
    """What every chunk holds that has a token with this beginning, and few others do.

    It goes on to the end of the chunk. A letter that is not ASCII may stand for any. A set of
    characters comes first, which is quick.
    """
    rest = CHUNKS.pattern.replace("+", "*")
    if not letters.isascii():
        return re.compile(_FOREIGN_LETTER + rest)
    first = letters[0].lower() + letters[0].upper()
    bounds = pairwise((-1, *sorted({*map(ord, first)}), 128))
    others = "".join(rf"\x{low + 1:02x}-\x{high - 1:02x}" for low, high in bounds)
    begun = rf"(?<=(?<![0-9A-Za-z])[{first}])(?i:{letters[1:]})"
    return re.compile(f"[^{others}](?:(?<={_FOREIGN_LETTER})|{begun}){rest}")


def _phrase(asked: AnalyzedTerm) -> Finder:
    """Finds tokens side by side, around each place where the longest of them stands."""
    closed = asked.tokens[:-1] if asked.open_ended else asked.tokens
    pivots = _word(AnalyzedTerm(asked.where, (max(closed, key=len),)), ENGLISH)
    size = len(asked.tokens)
    reach = _REACH * size

    def found(text: str, start: int, stop: int) -> Iterator[Hit]:
        done = -1
        for pivot, _ in pivots(text, start, stop + reach):
            if pivot < done:
                continue
            around = max(start, done, pivot - reach)
            done = pivot + reach
            near = list(spans(text, around, done + reach))
            for at in positions([span.token for span in near], asked, ENGLISH):
                yield near[at].start, _end(near[at + size - 1], asked)

    return found


def _end(span: Span, asked: AnalyzedTerm) -> int:
    """Where a hit ends: of a pair of characters, only one may be asked for."""
    last = asked.tokens[-1]
    return span.first_end if len(last) == 1 and is_run(last) else span.end


PORTION = 50_000
"""Characters that are looked through at once for a good passage."""

OPENING = 500
"""As many at first: often nothing that comes later could be better than what these hold."""

ENOUGH = 400
"""Hits among which the best passage is sought."""

_REPEATED = 3
"""More hits than this make a list of names, not a passage that says something."""

_AROUND = 600
"""Characters of Markdown on each side that a passage is taken from."""


def snippet(text: str, query: Query, width: int = 160, language: str = "") -> Snippet:
    """The best passage of a Markdown text; its opening where nothing is hit."""
    at = _best_place(text, query, width, language)
    start, stop = _paragraphs(text, at or 0)
    passage = plain_text(text[start:stop])
    if at is None:
        return Snippet(_cut(passage, 0, width))
    lead = _best_place(passage, query, width, language) or 0
    passage = _cut(passage, lead - width // 4, width)  # some words stand before the hits
    return Snippet(passage, tuple(hits(passage, query, language=language)))


def _best_place(text: str, query: Query, width: int, language: str) -> int | None:
    """Where the passage begins that holds the most of what is asked for."""
    best = len(_finders(query, code_of(language))), _REPEATED
    found: list[tuple[int, int, int]] = []
    for start, stop in pairwise((0, OPENING, *range(PORTION, len(text) + PORTION, PORTION))):
        found += term_hits(text, query, start, min(stop, len(text)), language)
        worth, place = _densest(found, width)
        is_best = worth == best and place is not None and place + width <= stop
        if is_best or (len(found) >= ENOUGH and stop >= PORTION):
            break
    return place


def _densest(
    found: list[tuple[int, int, int]], width: int
) -> tuple[tuple[int, int], int | None]:
    """The first of the hits that, within a width, are of the most terms, and the most.

    Before it stand how many terms these are, and hits.
    """
    best: tuple[int, int] = (0, 0)
    place = None
    end = 0
    for begin, (start, _, _) in enumerate(found):
        while end < len(found) and found[end][1] <= start + width:
            end += 1
        window = found[begin:end] or found[begin : begin + 1]
        worth = len({number for _, _, number in window}), min(len(window), _REPEATED)
        if worth > best:
            best, place = worth, start
    return best, place


def _paragraphs(text: str, at: int) -> tuple[int, int]:
    """The paragraphs around an offset, or what of them is near."""
    start = text.rfind("\n\n", max(0, at - _AROUND), at)
    stop = text.find("\n\n", min(len(text), at + _AROUND))
    start = max(0, at - _AROUND) if start < 0 else start
    return start, min(len(text) if stop < 0 else stop, at + 2 * _AROUND)


def _cut(passage: str, start: int, width: int) -> str:
    """A part of a line that begins and ends with whole words, marked where more follows."""
    if len(passage) <= width:
        return passage
    start = max(0, min(start, len(passage) - width + 1))
    if start:
        start = _after_blank(passage, start)
    stop = start + width - 1 - (start > 0)
    if stop < len(passage):
        blank = passage.rfind(" ", start + width // 2, stop + 1)
        stop = blank if blank > 0 else stop
    before, after = "…" * (start > 0), "…" * (stop < len(passage))
    return f"{before}{passage[start:stop].strip(' ,;:')}{after}"


def _after_blank(passage: str, start: int) -> int:
    """The next beginning of a word, unless that is far."""
    blank = passage.find(" ", start - 1, start + 20)
    return start if blank < 0 else blank + 1
