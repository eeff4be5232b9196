"""Highlights put in their place in a text, also in one that was edited since they were made.

What is compared are letters and digits alone, so that marks, blanks, line ends, quotes, dashes
and ellipses may be others. The words as they were come first, then in other cases, told apart
by what stood around them and then by the offset
(https://www.w3.org/TR/annotation-model/#text-quote-selector); else the most alike passage
within `ALIKE`. Where edits add up, a passage is followed from one text to the next, within
`LEFT`.

Large because how a place is found, how it is judged and how two are told apart are one thing.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import islice
from typing import NamedTuple, Self

from octavo.markdown.aligned_text import Span, aligned, highlight_of
from octavo.model.note import Highlight
from octavo.patterns import lazy_pattern

ALIKE = 0.6
"""How much of a passage, and of what stands before or behind it, must be as it was, from 0 to
1: what is left after the letters that are put in, left out and changed (Levenshtein)."""

HALF = 0.45
"""The same where what stands around it is nearly as it was, and makes its place certain."""

CERTAIN = 0.8
"""How much of that must be as it was for this."""

LEFT = 1 / 3
"""How many of its words a passage must still have where it was followed from text to text: with
fewer it may be a place whose words are all new."""

TELLING = 24
"""Letters, or 12 of a script that is written without spaces, that hardly stand in a text twice
by chance. So many must be alike where nothing around them is as it was."""

_LOOKED_AT = 32
"""Places of the same words, before and behind the offset, that are told apart by context."""

_LONG = 1_000
"""Letters; of a longer passage the beginning and the end are looked for."""

RATIO = 0.7
"""How much the best passage may lack, measured by what the next best lacks; where it is more,
the two are too much alike to choose."""

_RARE = 32
"""Places; a piece that stands at more of them tells nothing."""

_TRIED = 4
"""Stretches of the text that are compared with a passage letter by letter."""

_LETTERS = lazy_pattern(r"[^\W_]+")
_SPACED = r"(?:(?![\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff])[^\W_])"
_WORD_START = lazy_pattern(rf"(?<!{_SPACED}){_SPACED}+\Z")
_WORDS = lazy_pattern(rf"{_SPACED}+|(?=([^\W_]{{2}}))[^\W_]")
_WORD_END = lazy_pattern(rf"{_SPACED}+")
_WORD = 40
"""Letters that a word rarely exceeds."""

_REACH = 64
"""Characters that the signs at an end of a passage, with blanks between them, rarely exceed."""

_PIECE, _FAR = 64, 1_024
"""Characters that tell a place in a text, and how far below it they are looked for."""

_WIDE = lazy_pattern("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")


def anchor(markdown: str, highlight: Highlight) -> Span | None:
    """Where a highlight stands in a text, as offsets in its Markdown; None if nowhere."""
    return Anchoring(markdown).span(highlight)


def anchors(markdown: str, highlights: Iterable[Highlight]) -> list[Span | None]:
    """Where each of some highlights stands in a text; None for those that do not."""
    anchoring = Anchoring(markdown)
    return list(map(anchoring.span, highlights))


def anchors_through(texts: Iterable[str], highlights: Sequence[Highlight]) -> list[Span | None]:
    """Where each of some highlights stands in the last of some texts, each an edit of another.

    In each text it is looked for as it was made, or else as it stood where it was found last.
    """
    last, spans = list(highlights), list[Span | None]()
    for text in texts:
        anchoring = Anchoring(text)
        spans = []
        for number, made in enumerate(highlights):
            place = anchoring.span(made)
            span = place or anchoring.span(last[number])
            if span:
                last[number] = highlight_of(text, *span) or made
            is_left = place or (span and _is_left(made, last[number]))
            spans.append(span if is_left else None)
    return spans


def place_after(position: int, before: str, after: str) -> int:
    """Where in a text what stood at a place of the text before is now, else where that was.

    Looked for are the characters from there on, or what follows them, nearest to that place.
    """
    for at in range(position, min(len(before), position + _FAR), _PIECE):
        piece = before[at : at + _PIECE]
        found = after.find(piece, at), after.rfind(piece, 0, at + _PIECE)
        if places := [place for place in found if place >= 0]:
            return max(0, min(places, key=lambda place: abs(place - at)) - at + position)
    return position


def _is_left(made: Highlight, now: Highlight) -> bool:
    """Whether there is enough of the words of a passage in what has become of it."""
    words = _counted(made.exact)
    return (words & _counted(now.exact)).total() >= LEFT * max(1, words.total())


def _counted(text: str) -> Counter[str]:
    """The words of a text; where they stand without spaces, any two letters side by side."""
    return Counter(each[1] or each[0] for each in _WORDS.finditer(text))


class _Quote(NamedTuple):
    """The letters of a highlight."""

    exact: str
    prefix: str
    suffix: str

    @property
    def whole(self) -> str:
        return self.prefix + self.exact + self.suffix


class _Place(NamedTuple):
    """A passage that may be the one that is looked for."""

    start: int
    """Offset in the letters of the text."""
    end: int
    alike: float
    """How much of the passage is as it was, from 0 to 1."""
    around: float
    """How much of what stands before it or behind it is, whichever is more."""
    both: float
    """The same of that on the other side."""
    evidence: float
    """How many letters are as they were."""


class Anchoring:
    """Puts any number of highlights into their places in one text.

    Large because finding a passage as it was, in other cases and edited are steps on one text.
    """

    def __init__(self, markdown: str) -> None:
        self._markdown = markdown
        self._shown = aligned(markdown)
        self._letters = self._shown.letters
        self._text = self._letters.text

    def span(self, highlight: Highlight) -> Span | None:
        """Where a highlight stands, as offsets in the Markdown; None if nowhere."""
        hint = self._hint(highlight)
        quotes = _quotes(highlight)
        if not quotes[0].exact:
            return self._sign(highlight)
        for quote in quotes:
            if place := self._exact(quote, hint):
                return self._outer(place, highlight.exact)
        small = [_Quote(*map(_in_small_letters, quote)) for quote in quotes]
        for quote in small:
            if place := self._small._exact(quote, hint):
                return self._outer(place, highlight.exact)
        for quote in small:
            if place := _chosen(self._small._alike(quote), quote):
                return self._outer(self._whole_words(place), highlight.exact)
        return None

    @cached_property
    def _small(self) -> Self:
        """The same text in small letters."""
        small = copy(self)
        small._text = _in_small_letters(self._text)
        return small

    def _hint(self, highlight: Highlight) -> int | None:
        """The letter at which it was last."""
        if highlight.offset is None:
            return None
        place = min(max(0, highlight.offset), len(self._markdown))
        return self._letters.inner(self._shown.inner(place, place)[0])

    def _sign(self, highlight: Highlight) -> Span | None:
        """Where the nearest of some signs stands, which have no letters."""
        near = highlight.offset or 0
        exact, text = highlight.exact.strip(), self._shown.text
        found = [self._shown.outer(at, at + len(exact)) for at in _all(exact, text)]
        return min(found, key=lambda span: abs(span[0] - near), default=None)

    def _exact(self, quote: _Quote, hint: int | None) -> Span | None:
        """Where the very letters stand."""
        size, begun = len(quote.exact), (hint or 0) - len(quote.prefix)
        if begun >= 0 and self._text.startswith(quote.whole, begun):
            return begun + len(quote.prefix), begun + len(quote.prefix) + size
        if quote.whole != quote.exact and (whole := self._near(quote.whole, hint)):
            start = whole[0] + len(quote.prefix)
            return start, start + size
        near = self._near(quote.exact, hint)
        if near and quote.whole == quote.exact:
            start = next((at for at in near if self._is_whole(at, at + size)), near[0])
            return start, start + size
        return _chosen([self._judged(quote, at, at + size, 1.0) for at in near], quote)

    def _near(self, letters: str, hint: int | None) -> list[int]:
        """Where some letters stand, the nearest to the hint first."""
        middle = hint or 0
        behind = islice(_all(letters, self._text, middle), _LOOKED_AT)
        before = islice(_all_before(letters, self._text, middle), _LOOKED_AT)
        return sorted((*behind, *before), key=lambda at: abs(at - middle))

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a passage begins and ends with a word."""
        shown = self._shown.text
        first, last = self._letters.outer(start), self._letters.outer(end - 1)
        before = shown[first - 1 : first] if first else ""
        return not (before.isalnum() or shown[last + 1 : last + 2].isalnum())

    def _whole_words(self, place: Span) -> Span:
        """A passage that begins and ends with a word, where words stand apart."""
        shown = self._shown.text
        first, last = self._letters.outer(place[0]), self._letters.outer(place[1] - 1)
        before = _WORD_START.search(shown[max(0, first - _WORD) : first + 1])
        behind = _WORD_END.match(shown, last, last + _WORD)
        start = place[0] - (len(before[0]) - 1 if before else 0)
        return start, place[1] + (len(behind[0]) - 1 if behind else 0)

    def _alike(self, quote: _Quote) -> list[_Place]:
        """The passages that may be what a quote has become."""
        width = 32 + len(quote.whole) // 8
        votes = self._votes(quote.whole, width)
        most = max(votes.values(), default=0.0)
        bands: list[int] = []
        for band in sorted(votes, key=votes.__getitem__, reverse=True)[: 2 * _TRIED]:
            if all(abs(band - other) > 1 for other in bands) and votes[band] >= most / 4:
                bands.append(band)
        tried = (self._aligned(quote, band * width, width) for band in bands[:_TRIED])
        return [place for place in tried if place]

    def _votes(self, whole: str, width: int) -> dict[int, float]:
        """For each stretch of the text, how much speaks for a quote beginning in it."""
        votes: dict[int, float] = {}
        for at in range(len(whole) - self._size + 1):
            found = self._grams.get(whole[at : at + self._size], ())
            for place in found if len(found) <= _RARE else ():
                band = (place - at) // width
                votes[band] = votes.get(band, 0.0) + 1 / len(found)
        return votes

    def _aligned(self, quote: _Quote, at: int, width: int) -> _Place | None:
        """The passage that is most like a quote that may begin between two places."""
        head, tail = quote.exact[:_LONG], quote.exact[-_LONG:]
        low = max(0, at - width)
        drift = width + len(quote.exact) // 4
        opening = self._text[low : at + len(quote.prefix) + len(head) + 2 * width]
        start = low + _border(quote.prefix, head, opening, last=True)
        far = max(start, start + len(quote.exact) - len(tail) - drift)
        closing = self._text[far : start + len(quote.exact) + drift + len(quote.suffix)]
        end = far + _border(tail, quote.suffix, closing)
        if end <= start:
            return None
        return self._judged(quote, start, end, _likeness(quote.exact, self._text[start:end]))

    def _judged(self, quote: _Quote, start: int, end: int, alike: float) -> _Place:
        """A passage with what speaks for it."""
        reach = 3 * max(len(quote.prefix), len(quote.suffix)) // 2
        before = _likeness(
            quote.prefix[::-1], self._text[max(0, start - reach) : start][::-1], open=True
        )
        behind = _likeness(quote.suffix, self._text[end : end + reach], open=True)
        evidence = (
            len(quote.exact) * alike + len(quote.prefix) * before + len(quote.suffix) * behind
        )
        return _Place(start, end, alike, max(before, behind), min(before, behind), evidence)

    @cached_property
    def _size(self) -> int:
        """Of how many letters the pieces are by which a passage is found."""
        return 3 if 2 * len(_WIDE.findall(self._text)) > len(self._text) else 6

    @cached_property
    def _grams(self) -> dict[str, list[int]]:
        """The text in pieces side by side, and where each of them stands.

        Where twice as many letters in a row are as they were, one piece lies within.
        """
        grams: dict[str, list[int]] = {}
        for at in range(0, len(self._text), self._size):
            grams.setdefault(self._text[at : at + self._size], []).append(at)
        return grams

    def _outer(self, place: Span, exact: str) -> Span:
        """A passage as offsets in the Markdown, with the signs at its ends that it had."""
        shown = self._shown.text
        start, end = self._letters.outer(place[0]), self._letters.outer(place[1] - 1) + 1
        before = exact[: _first_letter(exact)][::-1]
        behind = exact[len(exact) - _first_letter(exact[::-1]) :]
        start -= _signs(before, shown[max(0, start - _REACH) : start][::-1])
        end += _signs(behind, shown[end : end + _REACH])
        return self._shown.outer(start, end)


def _chosen(places: Sequence[_Place], quote: _Quote) -> Span | None:
    """The place for which most speaks, if enough does, and that is not in doubt."""
    fitting = [place for place in places if _is_told(place, quote)]
    if not fitting:
        return None
    best = max(fitting, key=lambda place: place.evidence)
    size = len(quote.whole)
    others = (p for p in places if p.start >= best.end or best.start >= p.end)
    doubt = max((p.evidence for p in others), default=0.0)
    is_sure = size - best.evidence <= RATIO * (size - doubt)
    return best[:2] if is_sure else None


def _is_told(place: _Place, quote: _Quote) -> bool:
    """Whether enough speaks for a place: itself, or with what stands around it."""
    if _weight(quote.exact) * (3 * place.alike - 2) >= TELLING:
        return True
    if place.alike == 1:
        return place.around >= ALIKE
    if place.both >= CERTAIN:
        return place.alike >= HALF
    needed = HALF if place.around >= CERTAIN else ALIKE
    return place.alike >= ALIKE and place.evidence >= needed * len(quote.whole)


def _quotes(highlight: Highlight) -> list[_Quote]:
    """The letters of a highlight, its accents as they are, composed and apart."""
    parts = highlight.exact, highlight.prefix, highlight.suffix
    spelt: list[tuple[str, ...]] = [parts]
    if not all(map(str.isascii, parts)):
        spelt.append(tuple(unicodedata.normalize("NFC", part) for part in parts))
        spelt.append(tuple(unicodedata.normalize("NFD", part) for part in parts))
    return list(dict.fromkeys(_Quote(*map(_lettered, each)) for each in spelt))


def _lettered(words: str) -> str:
    return "".join(_LETTERS.findall(words))


def _in_small_letters(letters: str) -> str:
    """The same letters, of which none is a capital, and as many: `İ` alone would become two."""
    return letters.replace("\u0130", "i").lower().replace("ς", "σ")


def _all(words: str, text: str, start: int = 0) -> Iterator[int]:
    """Where some characters stand from a place on."""
    at = text.find(words, start) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _all_before(words: str, text: str, end: int) -> Iterator[int]:
    """Where some characters begin before a place, the last first."""
    at = text.rfind(words, 0, end - 1 + len(words)) if words and end else -1
    while at >= 0:
        yield at
        at = text.rfind(words, 0, at - 1 + len(words)) if at else -1


def _border(before: str, behind: str, text: str, *, last: bool = False) -> int:
    """The place in a text that what stands there fits best before and behind; or the last."""
    ahead = distances(before, text)
    back = distances(behind[::-1], text[::-1])[::-1]
    costs = [a + b for a, b in zip(ahead, back, strict=True)]
    lowest = min(costs)
    return len(costs) - 1 - costs[::-1].index(lowest) if last else costs.index(lowest)


def _likeness(words: str, text: str, *, open: bool = False) -> float:
    """How much of some words a text has, from its beginning to its end, or to any place."""
    if not words:
        return 0.0
    if len(words) > 2 * _LONG:
        halves = (words[:_LONG], text[:_LONG]), (words[-_LONG:], text[-_LONG:])
        return min(_likeness(*half) for half in halves)
    costs = distances(words, text, anchored=True)
    return max(0.0, 1 - (min(costs) if open else costs[-1]) / len(words))


def distances(words: str, text: str, *, anchored: bool = False) -> list[int]:
    """How many letters must be changed to find some words in a text, ending at each place.

    They begin anywhere, or at its start. Myers' bit vectors, as Hyyrö has them (A bit-vector
    algorithm for computing Levenshtein and Damerau edit distances, 2003).
    """
    if not words:
        return list(range(len(text) + 1)) if anchored else [0] * (len(text) + 1)
    equal: dict[str, int] = {}
    for index, letter in enumerate(words):
        equal[letter] = equal.get(letter, 0) | 1 << index
    whole, last = (1 << len(words)) - 1, 1 << len(words) - 1
    up, down, cost = whole, 0, len(words)
    costs = [cost]
    for letter in text:
        match = equal.get(letter, 0) | down
        same = (((match & up) + up) ^ up | match) & whole
        left, right = down | ~(same | up) & whole, up & same
        cost += bool(left & last) - bool(right & last)
        left, right = left << 1 | anchored, right << 1
        up, down = (right | ~(same | left)) & whole, left & same & whole
        costs.append(cost)
    return costs


def _weight(words: str) -> int:
    """How many letters of an alphabet are as telling."""
    return len(words) + len(_WIDE.findall(words))


def _first_letter(words: str) -> int:
    found = _LETTERS.search(words)
    return found.start() if found else len(words)


def _signs(wanted: str, shown: str) -> int:
    """How many characters of a text are the signs that are wanted, blanks between them too."""
    end = at = 0
    for sign in wanted:
        if sign.isspace():
            at += len(shown) - at - len(shown[at:].lstrip())
        elif at < len(shown) and _same_sign(shown[at], sign):
            end = at = at + 1
    return end


def _same_sign(shown: str, sign: str) -> bool:
    """Whether a sign stands where another did: quotes and dashes come in many shapes."""
    return not shown.isalnum() and not shown.isspace() and not sign.isspace()
