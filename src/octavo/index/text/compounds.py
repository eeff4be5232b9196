"""Compounds: what some write as one and others in parts, `Wi-Fi`, `camelCase` or `10,000`.

Besides its tokens a text has its compounds as one word, `wifi` and `10000`, `obrien`,
`nodejs` and `usa`, and the parts of a word in mixed case, `camel` and `case`. Only
single words meet these: what stands in quotes is found as it is written.

Some languages write words as one: `krankenhausverwaltung` has `verwaltung`. A word inside
begins and ends between syllables, which the hyphenation patterns of the language tell. Most of
what stands between two of these is no word, which does no harm, as nobody asks for it. So that
little is found by chance, short words are left out, and what is left on either side is no
prefix or ending: `lehrer` is inside `grundschullehrer`, but `ordnen` not inside `verordnen`.

Large because all patterns by which compounds are told stand together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from octavo.index.text.tokenizer import CONTINUOUS, LONGEST, lowered, spelled
from octavo.patterns import lazy_pattern

_UPPER = "A-ZÀ-ÖØ-ÞΆΈ-ΊΌΎΏΑ-ΡΣ-ΩЀ-Я"
_LOWER = "a-zß-öø-ÿά-ώа-џ"
_HYPHENS = "_\u2010\u2011-"
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_APOSTROPHES = "'\u2019\uff07"
_NO_ENDING = r"(?!(?i:s|ll|re|ve|d|m)(?![^\W_]))"
"""A genitive is the word itself, and nobody looks for she'll as `shell` or for I'd as `id`."""

_ELISION = rf"[{_APOSTROPHES}](?<=(?:[^\W\d_]|[{_MARKS}]).)(?=[^\W\d_]){_NO_ENDING}"
"""An apostrophe inside of a word, but for those of a genitive and of short verbs."""

_WITHIN = rf"(?:[\w{_MARKS}\u0900-\u0dff{_HYPHENS}]|{_ELISION})"

_SIGN = lazy_pattern(
    rf"[{_UPPER}{_APOSTROPHES}{_HYPHENS}]"
    rf"(?:(?<=[\w{_MARKS}\u0900-\u0dff][{_HYPHENS}])(?=[^\W_])"
    rf"|(?<=(?:[^\W\d_]|[{_MARKS}])[{_APOSTROPHES}])(?=[^\W\d_]){_NO_ENDING}"
    rf"|(?<=[{_LOWER}][{_UPPER}])|(?<=[{_UPPER}0-9][{_UPPER}])(?=[{_LOWER}]{{2}}))"
)
"""What every compound of letters holds; one set of characters comes first, which is quick."""

_SEAM = lazy_pattern(
    rf"(?<=[{_LOWER}])(?=[{_UPPER}])|(?<=[{_UPPER}0-9])(?=[{_UPPER}][{_LOWER}]{{2}})"
)
"""Where words meet in mixed case: `XML Http Request`, but `PDFs`."""

_INSIDE = lazy_pattern(_WITHIN)
_CHUNK = lazy_pattern(f"{_WITHIN}+")
_PART_OF = f"[^{_APOSTROPHES}{_HYPHENS}]+"
_JOINED = lazy_pattern(f"{_PART_OF}(?:[{_APOSTROPHES}{_HYPHENS}]{_PART_OF})*")
_PART = lazy_pattern(_PART_OF)

_BLANKS = " \u00a0\u2009\u202f"
_NUMBER = lazy_pattern(
    rf"[0-9](?<![\w.,].)[0-9]{{0,2}}([,.'’{_BLANKS}])(?:[0-9]{{2,3}}\1){{0,9}}[0-9]{{3}}(?!\w)"
)
"""A number in groups, so few that it takes no time; those of India have two digits."""

_NAME = lazy_pattern(
    rf"\.(?<=[^\W_]{{2}}\.)(?=[^\W\d_][^\W_])(?!(?<=[{_LOWER}]\.)[{_UPPER}][{_LOWER}])"
)
"""The dot in a name of two parts; behind one that ends a sentence a blank may be missing."""
_LETTERS = lazy_pattern(r"[^\W_]{1,64}")
_NAMED = lazy_pattern(r"([^\W_]{2,64})\.([^\W\d_][^\W_]{1,63})")
_ADDRESS = "./@"
"""What stands beside the parts of addresses, which are no names."""

_INITIAL = r"[^\W\d_]"
_INITIALS = lazy_pattern(rf"{_INITIAL}{{1,2}}\.(?:{_INITIAL}\.){{0,9}}{_INITIAL}(?![\w/@])")
_FIRST_INITIAL = lazy_pattern(
    rf"\.(?={_INITIAL}(?:\.|(?!\w)))"
    rf"(?:(?<=(?<![\w./@]){_INITIAL}\.)|(?<=(?<![\w./@]){_INITIAL}{{2}}\.))"
)
"""The first dot of `U.S.A.` and `Ph.D.`; dots come first, which is quick."""

_VERSION_NUMBER = r"[0-9]+(?:\.[0-9]+)+(?:-[a-zA-Z][0-9a-zA-Z]{0,15}(?:\.[0-9]+)?(?!\w))?"
_VERSION = lazy_pattern(rf"[vV](?<!\w.){_VERSION_NUMBER}")
_BEGUN = lazy_pattern(r"[vV](?<!\w.)[0-9]")
_KINDS = {"0": b"0123456789", ",": b",.' \xc2\xe2", "v": b"vV"}
_GROUPED, _VERSIONED = b"0,00", b"v0"
_NUMERALS = bytes(
    next((ord(kind) for kind, codes in _KINDS.items() if code in codes), 32)
    for code in range(256)
)
_FOLLOWING = bytes(range(0x80, 0xC0))
"""What numbers and versions hold at least: digits, what parts them, and a v, each as one
byte; of a character that is not ASCII, the first byte in UTF-8 alone."""

_REACH = 64
"""Characters that a number in groups is shorter than, and a word that is looked into."""

_QUERIED = lazy_pattern(r"\W*(\w.*\w)\W*", re.DOTALL)
_VERSION_END = lazy_pattern(r"[.-]|$")
_DOTTED = lazy_pattern(_VERSION_NUMBER)

_PATTERNS = {
    "da": "da_DK",
    "de": "de_DE",
    "hu": "hu_HU",
    "nb": "nb_NO",
    "nl": "nl_NL",
    "nn": "nn_NO",
    "no": "nb_NO",
    "sv": "sv",
}
"""The patterns of languages that write compounds as one word, by their codes."""

SHORTEST = 5
"""Letters of a word inside, and of its stem if the word is not `LONG`.

Of 290 pairs of nouns and compounds in the paragraphs of XQuAD in German one in 20 is wrong.
"""

LONG = 6
"""Letters of a word inside whose stem may be shorter, such as `kinder`."""

_REST = 4
"""Letters on either side of it, if there are any."""

SUFFIXES = frozenset(
    {"de:fisch", "de:lung", "de:schaft", "de:send", "de:tier", "de:tisch", "de:wiss"}
)
"""The forms of words that more often are an end of others, `politisch`, or a derivation."""

_DIGITS = "0123456789"


class Compound(NamedTuple):
    """A word that a text has besides its tokens, as it is spelt, and where it stands."""

    word: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """Without case and accents; empty if nothing is left."""
        return _folded(self.word)

    @property
    def spelt(self) -> str:
        """In lower case."""
        return _spelt(self.word)


@lru_cache(20_000)
def _folded(word: str) -> str:
    return word.lower() if "." in word else "".join(lowered(word).split())[:LONGEST]


@lru_cache(20_000)
def _spelt(word: str) -> str:
    return "".join(spelled(word).split())


def compounds(text: str, start: int = 0, stop: int | None = None) -> Iterator[Compound]:
    """The compounds of a text that stand between two offsets or reach across these."""
    stop = len(text) if stop is None else stop
    for chunk in _chunks(text, _chunk_start(text, start), stop + LONGEST + 4):
        if (first := chunk.start()) >= stop:
            break
        for word, begin, end in _in_chunk(chunk[0]):
            yield Compound(word, first + begin, first + end)
    yield from _with_dots(text, start, stop)
    yield from _in_digits(text, start, stop)


def compound_words(text: str) -> Iterator[tuple[str, str]]:
    """The compounds of a text, folded and as they are spelt; most texts share many."""
    for chunk in _chunks(text, 0, len(text)):
        for each in _in_chunk(chunk[0]):
            yield each.folded, each.spelt
    for each in (*_with_dots(text, 0, len(text)), *_in_digits(text, 0, len(text))):
        yield each.folded, each.spelt


def _chunks(text: str, at: int, stop: int) -> Iterator[re.Match[str]]:
    """The stretches that hold compounds of letters, as far as their signs stand before an end.

    Without one, all of a long text would be gone through for each of its lines.
    """
    while sign := _SIGN.search(text, at, stop):
        place = sign.start()
        near = max(at, place - LONGEST)
        chunk = _CHUNK.search(text, max(near, text.rfind(" ", near, place) + 1))
        while chunk and chunk.end() <= place:
            chunk = _CHUNK.search(text, chunk.end())
        assert chunk is not None  # a sign is of a chunk
        yield chunk
        at = chunk.end()


def _with_dots(text: str, start: int, stop: int) -> Iterator[Compound]:
    """The initials, and the names with one dot."""
    for dot in _FIRST_INITIAL.finditer(text, max(0, start - _REACH), stop + _REACH):
        first = dot.start() - (2 if text[max(0, dot.start() - 2)].isalpha() else 1)
        initials = _INITIALS.match(text, max(0, first))
        if initials and start < initials.end() and initials.start() < stop:
            yield Compound(initials[0].replace(".", ""), *initials.span())
    for dot in _NAME.finditer(text, max(0, start - _REACH), stop + _REACH):
        at = dot.start()
        first = at
        while first > max(0, at - _REACH) and text[first - 1].isalnum():
            first -= 1
        last = _LETTERS.match(text, at + 1)
        if first >= stop or last is None or text[first - 1 : first] in (*_ADDRESS,):
            continue
        word = f"{text[first:at]}{last[0]}"
        if text[last.end() : last.end() + 1] not in (*_ADDRESS,) or not (
            text[last.end() + 1 : last.end() + 2].isalnum()
        ):
            compound = Compound(word, first, last.end())
            if not CONTINUOUS.search(word) and compound.folded:
                yield compound


def _in_digits(text: str, start: int, stop: int) -> Iterator[Compound]:
    """The numbers in groups, and the versions."""
    first, last = max(0, start - LONGEST), stop + _REACH
    following = b"" if text.isascii() else _FOLLOWING
    numerals = text[first:last].encode(errors="replace").translate(_NUMERALS, following)
    for number in _NUMBER.finditer(text, first, last) if _GROUPED in numerals else ():
        if number.start() >= stop:
            break
        yield Compound(re.sub(r"\D", "", number[0]), *number.span())
    at = first
    while _VERSIONED in numerals and (begun := _BEGUN.search(text, at, stop + 1)):
        at = begun.end()
        if not (version := _VERSION.match(text, begun.start())):
            continue
        at = version.end()
        for end in [place.start() for place in _VERSION_END.finditer(version[0])][1:]:
            yield Compound(version[0][1:end], version.start(), version.start() + end)


def compound_token(word: str) -> str:
    """What tells a folded compound from the forms that it stands among in the index."""
    return f"-{word}"


def is_dotted(text: str) -> bool:
    """Whether this is a version or the like, which after a `v` is a compound."""
    return _DOTTED.fullmatch(text) is not None


def other_spelling(text: str) -> str:
    """As what else a word is found that somebody asks for; empty if as nothing."""
    if not (bare := _QUERIED.fullmatch(text)):
        return ""
    word = bare[1]
    if _NUMBER.fullmatch(word):
        return re.sub(r"\D", "", word)
    if _VERSION.fullmatch(word):
        return word[1:]
    if _INITIALS.fullmatch(word):
        return word.replace(".", "")
    if (named := _NAMED.fullmatch(word)) and not CONTINUOUS.search(word):
        return named[1] + named[2]
    if _CHUNK.fullmatch(word) and _JOINED.fullmatch(word):
        whole = "".join(_PART.findall(word))
        return whole if whole != word and not CONTINUOUS.search(word) else ""
    return ""


def _chunk_start(text: str, at: int) -> int:
    """Where the chunk around an offset begins; of one too long to be found, a part does."""
    first = max(0, at - LONGEST)
    while first < at <= len(text) and _INSIDE.match(text, at - 1):
        at -= 1
    return at


@lru_cache(20_000)
def _in_chunk(chunk: str) -> tuple[Compound, ...]:
    if CONTINUOUS.search(chunk):
        return ()
    found: list[Compound] = []
    for joined in _JOINED.finditer(chunk):
        parts = [
            Compound(part[0], joined.start() + part.start(), joined.start() + part.end())
            for part in _PART.finditer(joined[0])
        ]
        if len(parts) > 1:
            found.append(_together(parts))
        if len(parts) > 2 and not all(part.word.isdecimal() for part in parts):
            found += map(_together, pairwise(parts))
        for part in parts:
            if part.word[1:].islower():  # as most are
                continue
            seams = [0, *(seam.start() for seam in _SEAM.finditer(part.word)), len(part.word)]
            within = [
                Compound(part.word[a:b], part.start + a, part.start + b)
                for a, b in pairwise(seams)
            ]
            if len(within) > 1:
                found += (each for each in within if len(each.word) > 1)
            if len(within) > 2:
                found += map(_together, pairwise(within))
    return tuple(each for each in found if each.folded)


@lru_cache(20_000)
def _words_in_chunk(chunk: str) -> tuple[tuple[str, str], ...]:
    return tuple((each.folded, each.spelt) for each in _in_chunk(chunk))


def _together(parts: Sequence[Compound]) -> Compound:
    return Compound("".join(part.word for part in parts), parts[0].start, parts[-1].end)


def joins_words(language: str) -> bool:
    """Whether a language writes compounds as one word."""
    return language in _PATTERNS


def inner_words(word: str, language: str) -> list[str]:
    """What may be a word inside of a spelt word."""
    size = len(word)
    if not SHORTEST + _REST <= size <= _REACH:
        return []
    seams = [at for at in _syllables(word, language) if _REST <= at <= size - _REST]
    return [
        word[start:end]
        for start, end in combinations([0, *seams, size], 2)
        if SHORTEST <= end - start < size
    ]


def _syllables(word: str, language: str) -> list[int]:
    """Where the syllables of a word begin, but the first.

    Franklin Mark Liang, Word Hy-phen-a-tion by Com-put-er (1983): of all patterns that stand
    in a word, the highest number counts at each place, and syllables meet at odd ones.
    """
    known, marked = patterns(language), f".{word}."
    levels = bytearray(len(marked) + 1)
    parts = combinations(range(len(marked) + 1), 2)
    found = [(start, each) for start, end in parts if (each := known.get(marked[start:end]))]
    for place, pattern in found:
        for sign in pattern:
            if sign in _DIGITS:
                levels[place] = max(levels[place], int(sign))
            else:
                place += 1
    return [place - 1 for place, level in enumerate(levels) if level % 2]


@cache
def patterns(language: str) -> Mapping[str, str]:
    """The hyphenation patterns of a language, by their letters.

    Read here, as pyphen takes 0.3 s to read those of German, and this 0.03.
    """
    from pyphen import LANGUAGES

    encoding, written = LANGUAGES[_PATTERNS[language]].read_bytes().split(maxsplit=1)
    lines = written.decode(encoding.decode()).split("\n")
    known = [
        line.partition("/")[0].strip() for line in lines
    ]  # less how else it is spelt there
    letters = "\n".join(known).encode().translate(None, _DIGITS.encode())
    return dict(zip(letters.decode().split("\n"), known, strict=True))
