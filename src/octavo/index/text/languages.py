"""What a word is in the language of the text that it stands in: its stem, and pieces of it.

English is told by `tokenizer.stem` from the tokens of the index, which costs its many texts
nothing. For a text in another language the index holds forms: the stem of each word, such as
`de:haus`, by the Snowball stemmer of the language, and for a word with accents or the like
its very spelling, `=häuser`. Stems are taken of words as they are spelt, since most of these
stemmers need the accents; the stem itself is folded.
"""

from collections import Counter
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from itertools import chain

from octavo.index.text.tokenizer import CONTINUOUS, LONGEST, lowered, spelled
from octavo.model.language import is_latin, small_words
from octavo.patterns import lazy_pattern

ENGLISH = "en"

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""The languages that tantivy has a stemmer of, by their codes; https://snowballstem.org."""

_UNSTOPPED = {"ar", "el", "ro", "ta", "tr"}
"""Those of them that it has no stop words of."""

_UNSPACED = {"ja", "km", "ko", "lo", "my", "th", "zh"}
"""Languages of which the words are no pieces of their texts."""

_TONAL = {"vi"}
"""Languages in which words with other accents have nothing to do with each other."""

_PIECE = 4
"""Letters of the pieces of a stem, its beginning among them.

nDCG@10 and how many of 1 190 questions find their paragraph first, in German, Greek and
Spanish: by pieces of words of three letters .944 .906, .943 .888, .947 .898; of four .951
.913, .951 .908, .955 .909; of five .944 .897, .938 .884, .949 .903; of four with both ends
.960 .928, .965 .931, .968 .935. Those of stems are two in three of these, and find as much:
.959 .926, .966 .933, .967 .929; each once in a text .957 .920, .963 .929, .965 .927.
"""

_REMEMBERED = 200_000
"""Words."""


class _Words(dict[str, str]):
    """What becomes of each word, the latest remembered."""

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[word] = self._made(word)
        return made


def code_of(tag: str) -> str:
    """The language of a BCP 47 tag without its script and region; English where it is empty."""
    return tag.split("-")[0].lower() or ENGLISH


@cache
def has_english(language: str) -> bool:
    """Whether words in ASCII are taken for English ones in a language."""
    return language == ENGLISH or not is_latin(language)


def stop_words(words: Collection[str], language: str) -> int:
    """How many of some words in lower case are stop words of a language other than English."""
    if language in _STEMMERS and language not in _UNSTOPPED:
        return len(words) - len(_stopped(language)(" ".join(words)))
    return small_words(words)[language]


@cache
def has_pieces(language: str) -> bool:
    """Whether pieces of words are looked for in texts of a language."""
    return language != ENGLISH and language not in _UNSPACED


_AND = lazy_pattern(r"^[وف](?=(?:[بك]?ال|لل)\w{3})(?!الد)")
"""Arabic's "and" before an article, which Snowball leaves on; but not in what a father is."""


@lru_cache(50_000)
def form(word: str, language: str) -> str:
    """What the inflections of a spelt word have in common; empty where nothing is known."""
    if language not in _STEMMERS or word.isdecimal():
        return ""
    if has_english(language) if word.isascii() else CONTINUOUS.search(word):
        return ""
    if language == "ar":
        word = _AND.sub("", word)
    [stem] = _stemmer(language)(word) or [word]
    return f"{language}:{''.join(lowered(stem).split())}"[:LONGEST]


def spelling(word: str) -> str:
    """What tells a spelt word from others with the same letters; empty if nothing does."""
    if word.isascii() or CONTINUOUS.search(word):
        return ""
    return "" if lowered(word) == word else f"={word}"[:LONGEST]


def forms(text: str, language: str) -> str:
    """The forms of the words of a text, with blanks between them."""
    if language in _UNSPACED or (language == ENGLISH and text.isascii()):
        return ""
    if has_english(language) or language not in _STEMMERS:  # ASCII has no forms there
        text = " ".join([word for word in text.split() if not word.isascii()])
    return " ".join(filter(None, map(_forms(language).__getitem__, spelled(text).split())))


def pieces(text: str, language: str) -> str:
    """The pieces of the words of a text by their stems, with blanks between them.

    Those of a stem twice at most: all the more often tells no more, and takes its room.
    """
    if not has_pieces(language):
        return ""
    counts = Counter(map(_stems(language).__getitem__, spelled(text).split()))
    again = (stem for stem, count in counts.items() if count > 1)
    return " ".join(filter(None, map(_pieces.__getitem__, chain(counts, again))))


def pieces_of(word: str, language: str) -> list[str]:
    """The pieces that texts of a language hold of a spelt word."""
    return _pieces[_stems(language)[word]].split()


def _stem(word: str, language: str) -> str:
    """What inflections of a spelt word begin with, or the word."""
    if language in _TONAL:
        return word
    found = form(word, language)
    return found[len(language) + 1 :] if found else "".join(lowered(word).split())


def _cut(stem: str) -> str:
    """The pieces of a stem; none of a short one, a number or a run."""
    if len(stem) < _PIECE or stem.isdecimal() or CONTINUOUS.search(stem):
        return ""
    begun = f"_{stem[:LONGEST]}"
    return " ".join(begun[at : at + _PIECE] for at in range(len(begun) - _PIECE + 1))


_pieces = _Words(_cut)


@lru_cache(64)
def _stems(language: str) -> _Words:
    return _Words(lambda word: _stem(word, language))


@lru_cache(64)
def _forms(language: str) -> _Words:
    return _Words(lambda word: " ".join(filter(None, (form(word, language), spelling(word)))))


@cache
def _stopped(language: str) -> Callable[[str], list[str]]:
    """What leaves the stop words of a language out."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stopword(_STEMMERS[language])).build().analyze


@cache
def _stemmer(language: str) -> Callable[[str], list[str]]:
    """What stems a word of a language."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stemmer(_STEMMERS[language])).build().analyze
