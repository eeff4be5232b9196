"""Texts as search sees them: words without case and accents, and pairs of characters.

A text is folded into pieces between blanks. A piece is a word, or a run of a script that is
written without spaces between words (Chinese, Japanese, Thai, …) or, like Korean, with
endings on them. Words are looked for whole and runs inside, so a run is indexed as its
overlapping pairs of characters with the last character by itself at the end: `研究所`
becomes `研究 究所 所`. What stands inside a run is then a phrase of pairs, and a single
character the beginning of a pair. The inflections of an English word have a stem in common.

Large because its irregular plurals, which no stemmer tells, stand beside it.
"""

import codecs
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from operator import add

from octavo.patterns import lazy_pattern
from octavo.query.characters import plain

LONGEST = 255
"""Characters of a piece that count as a word; what follows them is cut off."""

SCRIPTS = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029"
    "\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f"
    "\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Korean, Khmer, Chinese, Japanese and Yi."""

FIRST_OF_RUNS = SCRIPTS[0]
CONTINUOUS = lazy_pattern(f"[{SCRIPTS}]+")
PIECES = lazy_pattern(f"[{SCRIPTS}]+|[^ {SCRIPTS}]+")  # of a text whose runs touch words
_RUNS = lazy_pattern(f"[{SCRIPTS}][ {SCRIPTS}]*")
_BEYOND = lazy_pattern(f"[{FIRST_OF_RUNS}-\U0010ffff]")
"""What may be of a run: to look for one range takes a third of what all scripts take."""

_FOREIGN = lazy_pattern(r"[^\x00-\x7f][^\x00-\x1f!-\x7f]*")
"""From a character that is not ASCII to the next that is; the blanks between are cheap."""
_SELECTORS = lazy_pattern("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MARKS = (
    "“”‘’…\u3000-\u3003\u3008-\u3011\u3014-\u301b\u30fb"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_PUNCTUATION = lazy_pattern(f"[{_MARKS}]")
_SETTLED = lazy_pattern(
    f"[ \u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3{_MARKS}]+"
)
"""Most of what is written in Chinese, Japanese and Korean: nothing here has to be folded."""

_LAST_LETTER = "\u2017"  # before all of these

_FEW = 20
"""Up to so many different characters, it is quicker to replace one after the other.

10 KB of English with some emoji take 0.10 ms so and 0.16 ms otherwise.
"""

_SHORT = 24
"""Stretches below this length come again and again and are worth remembering."""

_BOOK = 200_000
"""Characters of a text that is not remembered, of which each takes up to eight bytes."""

_LOWER = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128))
_ASCII = _LOWER.decode()
_ONLY_ASCII = bytes(range(128))
_BYTES = _LOWER + bytes(range(128, 256))

_JOINING = lazy_pattern(r" (?:[^\w ]|[\u1161-\u11ff])")
"""A mark, or what Korean writes after a consonant, at the beginning of a word."""

_GAP = "\0"
_GAPS = lazy_pattern("\0. ")

THAI = "cp874"

CODE_PAGES = ("cp1252", "cp1251", "cp1250", "cp1253", "cp1254")
"""Western, Cyrillic, Central European, Greek and Turkish, as Windows has them."""

_ARABIC = "cp1256"
"""Only for words as they are spelt: what its marks become depends on what is beside them."""

_UNDEFINED = "\ufffe"
"""What stands for no character in a table of `codecs`."""


class _Kept(dict[int, str]):
    """What a character of a plain text counts for: itself, a digit, a blank or nothing."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        match unicodedata.category(char):
            case "Nd":
                kept = str(unicodedata.decimal(char))
            case "Cf":
                kept = ""
            case "Mn" if _SELECTORS.match(char):
                kept = ""
            case category:
                kept = char if category[0] in "LNM" else " "
        self[code] = kept
        return kept


_kept = _Kept()


def fold(text: str) -> str:
    """A text as pieces between blanks, its runs still whole."""
    folded = lowered(text)
    return CONTINUOUS.sub(r" \g<0> ", folded) if _may_have_runs(folded) else folded


def indexed(text: str) -> str:
    """A text as tokens between blanks, as they stand in the index."""
    folded = lowered_text(text)
    return _RUNS.sub(_pairs, folded) if _may_have_runs(folded) else folded


def _may_have_runs(folded: str) -> bool:
    return not folded.isascii() and _BEYOND.search(folded) is not None


def spelled(text: str) -> str:
    """A text in lower case, blanks for all that is no letter or digit: accents stay."""
    if text.isascii():
        return text.translate(_ASCII)
    for page in _SPELLING_PAGES:
        with suppress(UnicodeEncodeError):
            return page.folded(text)
    return _spelling(text)


def _spelling(text: str) -> str:
    lower = text.lower().replace("i\u0307", "i")  # of a Turkish capital
    return unicodedata.normalize("NFC", lower).translate(_kept)


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return [token[:LONGEST] for token in indexed(text).split()]


def lowered(text: str) -> str:
    """A text of which only letters and digits are left, folded, and blanks for the rest.

    By a table where there is one, else each foreign stretch by itself.
    """
    if text.isascii():
        return text.translate(_ASCII)
    if len(text) < _SHORT:  # sooner done than the tables of all pages are made
        return _FOREIGN.sub(_letters, _lowered(text))
    for page in _CODE_PAGES:
        with suppress(UnicodeEncodeError):
            return page.folded(text)
    with suppress(UnicodeEncodeError):
        folded = _THAI_PAGE.folded(text)
        if unicodedata.is_normalized("NFC", text):  # its marks may stand in two orders
            return folded
    utf8 = text.encode(errors="replace")
    foreign = utf8.translate(None, _ONLY_ASCII)
    others = set(foreign.decode()) if len(foreign) < len(utf8) / 4 else ()
    if not 0 < len(others) <= _FEW or not all(map(_stands_alone, others)):
        return _FOREIGN.sub(_letters, utf8.translate(_BYTES).decode())
    for char in others:
        text = text.replace(char, _letters_of(char))
    return text.translate(_ASCII) if text.isascii() else _lowered(text)


def lowered_text(text: str) -> str:
    """The same of a text that is asked for more than once: the latest are remembered.

    A book is folded anew, as it would take its room for as long as octavo runs.
    """
    return _remembered(text) if len(text) < _BOOK else lowered(text)


_remembered = lru_cache(4)(lowered)


def joins(folded: str) -> bool:
    """Whether a word begins with what may be one with the end of the word before it."""
    return not folded.isascii() and _JOINING.search(folded) is not None


def _lowered(text: str) -> str:
    return text.encode(errors="replace").translate(_BYTES).decode()


@lru_cache(10_000)
def _stands_alone(char: str) -> bool:
    """Whether a character is folded the same whatever is beside it."""
    return (
        unicodedata.category(char)[0] != "M"
        and not CONTINUOUS.match(char)
        and not "\uff66" <= char <= "\uffdc"
    )


def _letters(match: re.Match[str]) -> str:
    stretch = match[0]
    return _short_letters(stretch) if len(stretch) < _SHORT else _letters_of(stretch)


def _letters_of(stretch: str) -> str:
    has_marks = max(stretch) > _LAST_LETTER
    words = _PUNCTUATION.sub(" ", stretch) if has_marks else stretch
    if has_marks and _SETTLED.fullmatch(stretch):
        return words
    if unicodedata.is_normalized("NFC", words):
        with suppress(_Composing):
            return words.translate(_alone)
    return _composed(words)


def _composed(words: str) -> str:
    """Some letters folded, whatever they become together."""
    return unicodedata.normalize("NFC", plain(words).translate(_kept))


class _Composing(Exception):
    """A character may be one with that before it."""


class _Alone(dict[int, str]):
    """What becomes of each character that is folded the same whatever is beside it, in NFC.

    The marks of Thai and Lao are letters there, and what no letter is one with.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _composed(char)
        is_mark = unicodedata.category(folded[:1] or " ")[0] == "M"
        if (
            (is_mark and not "\u0e01" <= char <= "\u0eff")
            or _VOWELS <= folded[:1] <= _LAST_CONSONANT
            or _IOTA in unicodedata.normalize("NFD", char)
        ):
            raise _Composing
        self[code] = folded
        return folded


_VOWELS, _LAST_CONSONANT = "\u1161", "\u11ff"
"""Between these is what Korean writes after the first consonant of a syllable."""

_IOTA = "\u0345"
"""Below a Greek letter, a mark that becomes a letter behind those that follow it."""

_alone = _Alone()


_short_letters = lru_cache(30_000)(_letters_of)


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


def _pairs(runs: re.Match[str]) -> str:
    return f" {paired(runs[0])}"


class CodePage:
    """A code page, and what becomes of each of its characters.

    Most texts need the characters of one alphabet and some punctuation only. None of these is
    changed by what stands beside it, so that a table of 256 entries says all, and both ways
    through it are much quicker than looking at characters one by one.
    """

    def __init__(self, name: str, fold: Callable[[str], str]) -> None:
        self._name = name
        self._fold = fold

    def folded(self, text: str) -> str:
        """A text after folding.

        Raises:
            UnicodeEncodeError: If the page lacks one of its characters.
        """
        written = text.encode(self._name)
        table, longer = self._tables
        for character, folded in longer.items():
            if character in written:
                written = written.replace(character, folded)
        return codecs.charmap_decode(written, "strict", table)[0]

    @cached_property
    def _tables(self) -> tuple[str, dict[bytes, bytes]]:
        """What each becomes, and those that become several or none; made for the first text."""
        longer: dict[bytes, bytes] = {}
        table = ""
        for byte in (bytes([code]) for code in range(256)):
            try:
                folded = self._fold(byte.decode(self._name))
            except UnicodeDecodeError:
                folded = _UNDEFINED
            if len(folded) != 1:
                longer[byte] = folded.encode(self._name)
            table += folded if len(folded) == 1 else _UNDEFINED
        return table, longer


_CODE_PAGES = [CodePage(name, _letters_of) for name in CODE_PAGES]
_THAI_PAGE = CodePage(THAI, _letters_of)
_SPELLING_PAGES = [CodePage(name, _spelling) for name in (*CODE_PAGES, _ARABIC)]


def is_run(piece: str) -> bool:
    """Whether a piece is one of a script that is matched inside."""
    return piece >= FIRST_OF_RUNS and CONTINUOUS.match(piece) is not None


_IRREGULAR = """
    alga:algae alumnus:alumni analyses:analysis antenna:antennae appendix:appendices
    automaton:automata bacterium:bacteria businessman:businessmen cactus:cacti calf:calves
    child:children codex:codices corpus:corpora cortex:cortices craftsman:craftsmen
    crisis:crises criterion:criteria curriculum:curricula diagnoses:diagnosis elf:elves
    erratum:errata fireman:firemen fisherman:fishermen focus:foci foot:feet formula:formulae
    fungus:fungi gentleman:gentlemen genus:genera goose:geese grandchild:grandchildren
    half:halves hoof:hooves hypothesis:hypotheses index:indices knife:knives larva:larvae
    loaf:loaves locus:loci louse:lice man:men matrix:matrices memorandum:memoranda
    millennium:millennia mouse:mice nebula:nebulae nucleus:nuclei oasis:oases ovum:ova
    ox:oxen paralyses:paralysis parenthesis:parentheses phenomenon:phenomena
    policeman:policemen quantum:quanta radius:radii salesman:salesmen scarf:scarves
    self:selves shelf:shelves spectrum:spectra spokesman:spokesmen stimulus:stimuli
    stratum:strata symposium:symposia synopsis:synopses synthesis:syntheses thesis:theses
    thief:thieves tooth:teeth vertebra:vertebrae vertex:vertices vortex:vortices wife:wives
    wolf:wolves woman:women workman:workmen
"""
"""English nouns, and what no ending tells to be of them; without what is another word as well.

So `leaves` is of `leave`, and `axes` of `axe`.
"""

_REGULAR = {
    form: noun for noun, _, form in (each.partition(":") for each in _IRREGULAR.split())
}


@lru_cache(50_000)
def stem(word: str) -> str:
    """What the English inflections of a folded word have in common.

    The Snowball stemmer, https://snowballstem.org/algorithms/english/stemmer.html.
    """
    return _stemmed()(regular(word))[0] if is_inflected(word) else word


def regular(word: str) -> str:
    """The noun of an irregular plural, or the word."""
    return _REGULAR.get(word, word)


@cache
def irregular_stems() -> frozenset[str]:
    """The stems of what has an irregular plural."""
    return frozenset(map(stem, _REGULAR))


def stems(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words among some that can have inflections, each after its stem."""
    inflected = list(filter(is_inflected, words))
    return zip(_stemmed()(" ".join(map(regular, inflected))), inflected, strict=True)


def is_inflected(word: str) -> bool:
    """Whether a folded word may be one that English inflects."""
    return word.isascii() and word.isalpha()


@cache
def _stemmed() -> Callable[[str], list[str]]:
    """What stems each of the words between blanks."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stemmer("english")).build().analyze
