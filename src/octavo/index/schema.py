"""How documents lie in the index, and what becomes a document.

The words of the title, the notes and the text stand together in `words`, and those of the
title and the notes once more by themselves, so that one term tells whether an article has
a word at all and two more where. Tokens are kept as they are, not stemmed: half the work
and half the size of a second, stemmed field. The inflections of a word are told by
documents of a kind of their own, which hold tokens such as `negoti:negotiations` and stay
when articles go, since a word that nothing holds any more does no harm.

Two common words side by side are a token, too, as in Lucene's CommonGrams: to look at all
places of both takes 18 ms where there are 100 000 articles. Which words are common is told by
the first articles of an index, and kept with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import chain, repeat
from typing import NamedTuple, cast

from tantivy import (
    Document,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from octavo.index.corpus import Searchable
from octavo.index.text.compounds import compound_token, compound_words
from octavo.index.text.languages import code_of, form, forms_and_pieces, forms_inside
from octavo.index.text.symbols import symbols_in
from octavo.index.text.tokenizer import LONGEST, indexed
from octavo.query.ast import Where
from octavo.query.predicates import ADDED, LANGUAGES, PUBLISHED
from octavo.query.predicates import WORDS as LENGTH

LAYOUT = "20"
"""Changes with anything here or in `text` that makes old indexes wrong."""

TOKENS = "tokens"
WORDS, TITLE, NOTES = "words", "title", "notes"
FORMS, TITLE_FORMS, NOTES_FORMS, PIECES = "forms", "title_forms", "notes_forms", "pieces"
PAIRS = "pairs"
SYMBOLS, KIND, FAMILY = "signs", "kind", "family"
ID, BIT, NEXT_BIT, SEQUENCE, CHECKSUM = "id", "bit", "next_bit", "sequence", "mark"
"""The fields, as they are called in the indexes that there are."""

NUMBERS = {ADDED: "since", PUBLISHED: "published", LENGTH: "length"}
"""The fields with the keys of some columns, which rarely change once an article is there."""

ARTICLE, NOTE, VOCABULARY = "article", "note", "vocabulary"
STATE, BEGUN, COMMONS = "state", "begun", "commons"
"""The kinds of documents: two can be found, the others tell words and how far the index is."""

BITS = 48
"""So many ids in a row are told by one number, the sum of the bits of those that are meant.

Sums are floating numbers, which are exact up to 2 ** 53. As many that come next are told by
another one beside it: to have half as many groups takes a third less.
"""

FIELDS = {Where.ANYWHERE: WORDS, Where.TITLE: TITLE, Where.NOTE: NOTES}
FORMS_BESIDE = {WORDS: FORMS, TITLE: TITLE_FORMS, NOTES: NOTES_FORMS}
"""The field with the forms of the words of another."""

_COMMON = 8
"""A word that one of so many documents holds is common."""

_MOST_COMMON = 128
"""So many words are common at the most."""

_STEP = LONGEST // 2
"""A word that is too long leaves one stretch of this length without a blank."""

_SYMBOL_PREFIXES = {Where.ANYWHERE: "", Where.TITLE: "t", Where.NOTE: "n"}


def symbol_token(where: Where, symbol: str) -> str:
    """The token that says that a symbol stands somewhere."""
    return f"{_SYMBOL_PREFIXES[where]}{symbol}"


def family_token(stem: str, word: str = "") -> str:
    """The token that says that a word is an inflection of a stem."""
    return f"{stem}:{word}"


def language_token(code: str = "") -> str:
    """The token that says in which language a document is, beside the one of its kind."""
    return f"in:{code}"


def tagged_token(tag: str = "") -> str:
    """The token that says with which tag of a language an article is, beside those."""
    return f"tag:{tag}"


def pair_token(first: str, second: str) -> str:
    """The token that says that two common words stand side by side."""
    return f"{first}:{second}"


class Tokenized(NamedTuple):
    """A document and its tokens."""

    of: Searchable
    title: str
    notes: str
    text: str

    @property
    def words(self) -> set[str]:
        """The different ones."""
        return {*self.title.split(), *self.notes.split(), *self.text.split()}

    @property
    def compounds(self) -> set[str]:
        """The different ones, folded."""
        texts = self.of.title, self.of.notes, self.of.text
        return {folded for text in texts for folded, _ in compound_words(text)}


def tokenized(searchable: Searchable) -> Tokenized:
    """A document with the tokens of its texts, blanks between them."""
    texts = searchable.title, searchable.notes, searchable.text
    return Tokenized(searchable, *map(tokens_of, texts))


def common_words(documents: Sequence[Tokenized]) -> frozenset[str]:
    """What many of some documents hold."""
    held = Counter(chain.from_iterable(each.words for each in documents))
    common = held.most_common(_MOST_COMMON)
    return frozenset(word for word, count in common if count * _COMMON >= len(documents))


@cache
def schema() -> Schema:
    """The fields of a document."""
    builder = SchemaBuilder()
    builder.add_unsigned_field(ID, indexed=True, fast=True)
    builder.add_unsigned_field(BIT, fast=True)
    builder.add_unsigned_field(NEXT_BIT, fast=True)
    builder.add_unsigned_field(SEQUENCE, fast=True)
    builder.add_unsigned_field(CHECKSUM, fast=True)
    for name in NUMBERS.values():
        builder.add_float_field(name, fast=True)
    for name in (WORDS, TITLE, NOTES):
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option="position")
    for name in (*FORMS_BESIDE.values(), PIECES, PAIRS):
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option="freq")
    for name in (SYMBOLS, KIND, FAMILY):
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option="basic")
    return builder.build()


@cache
def tokenizer() -> TextAnalyzer:
    """Takes apart what the tokenizer of `text` has put blanks into."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def document(tokenized: Tokenized, common: Set[str] = frozenset()) -> Document:
    """The document of an article or a note, where some words are common."""
    made = Document()
    searchable = tokenized.of
    language = code_of(searchable.language)
    made.add_unsigned(ID, searchable.id)
    group, place = divmod(searchable.id, BITS)
    made.add_unsigned(BIT, 0 if group % 2 else 1 << place)
    made.add_unsigned(NEXT_BIT, 1 << place if group % 2 else 0)
    kinds = [NOTE if searchable.note else ARTICLE, language_token(language)]
    if item := searchable.item:
        kinds += (tagged_token(str(key)) for key in LANGUAGES.keys(item))
        for column, name in NUMBERS.items():
            for number in column.keys(item):
                made.add_float(name, cast("float", number))
    made.add_text(KIND, " ".join(kinds))
    _, *parts = tokenized
    texts = searchable.title, searchable.notes, searchable.text
    for field, text, words in zip((TITLE, NOTES, ""), texts, parts, strict=True):
        if not text:
            continue
        of_words, cut = forms_and_pieces(text, language)
        fields = {WORDS: words, PIECES: cut, PAIRS: _pairs(words, common)}
        if field:
            fields[field] = words
        found = " ".join(filter(None, (of_words, *_compounds(text, language))))
        if found:
            fields |= {FORMS_BESIDE[name]: found for name in (WORDS, field) if name}
        for name, content in fields.items():
            if content:
                made.add_text(name, content)
    if symbols := _symbols(searchable):
        made.add_text(SYMBOLS, " ".join(symbols))
    return made


def tokens_of(text: str) -> str:
    """The tokens of a text with blanks between them, none longer than counts."""
    words = indexed(text)
    starts = range(0, len(words) - _STEP, _STEP)
    if -1 in map(words.find, repeat(" "), starts, range(_STEP, len(words), _STEP)):
        return " ".join(word[:LONGEST] for word in words.split())
    return words


def _pairs(words: str, common: Set[str]) -> str:
    """The tokens of common words that stand side by side."""
    found: list[str] = []
    before = ""
    for word in words.split() if common else ():
        if word not in common:
            before = ""
            continue
        if before:
            found.append(pair_token(before, word))
        before = word
    return " ".join(found)


def commons(words: Iterable[str]) -> Document:
    """The document that says which words are common, if any are."""
    made = Document()
    made.add_text(KIND, f"{VOCABULARY} {COMMONS}")
    made.add_text(FAMILY, " ".join(family_token("", word) for word in sorted(words)))
    return made


def _compounds(text: str, language: str) -> Iterator[str]:
    """The tokens of the compounds of a text, and their forms."""
    for folded, spelt in compound_words(text):
        yield compound_token(folded)
        yield form(spelt, language)
        yield from sorted(forms_inside(spelt, language))


def _symbols(searchable: Searchable) -> set[str]:
    """The symbols of a document, each with a letter that says where it stands."""
    title, notes = symbols_in(searchable.title), symbols_in(searchable.notes)
    anywhere = title | notes | symbols_in(searchable.text)
    parts = ((Where.TITLE, title), (Where.NOTE, notes), (Where.ANYWHERE, anywhere))
    return {symbol_token(where, symbol) for where, symbols in parts for symbol in symbols}


def state(sequence: int, checksum: int, kind: str = STATE) -> Document:
    """The document that says which operation the index reflects, and its checksum.

    Of one that has only `BEGUN`, what it has reflects the operation; the rest is to come.
    """
    made = Document()
    made.add_text(KIND, kind)
    made.add_unsigned(SEQUENCE, sequence)
    made.add_unsigned(CHECKSUM, checksum)
    return made
