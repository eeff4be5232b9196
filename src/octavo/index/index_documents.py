"""What is to be searched, as documents of the index."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from string import ascii_lowercase

from tantivy import Document

from octavo.index.reader import Snapshot
from octavo.index.schema import (
    ARTICLE,
    FAMILY,
    ID,
    KIND,
    MARK,
    NOTE,
    NOTES,
    SEQUENCE,
    SIGNS,
    STATE,
    TITLE,
    VOCABULARY,
    WORDS,
    in_family,
    marked_sign,
)
from octavo.index.search_document import Searchable
from octavo.index.text.symbols import signs_in
from octavo.index.text.tokenizer import LONGEST, indexed, stems
from octavo.query.ast import Where

_STEP = LONGEST // 2
"""A word that is too long leaves one stretch of this length without a blank."""


def document(searchable: Searchable) -> Document:
    """The document of an article or a note."""
    made = Document()
    made.add_unsigned(ID, searchable.id)
    made.add_text(KIND, NOTE if searchable.note else ARTICLE)
    for field, text in ((TITLE, searchable.title), (NOTES, searchable.notes)):
        if text:
            words = tokens_of(text)
            made.add_text(WORDS, words)
            made.add_text(field, words)
    if searchable.text:
        made.add_text(WORDS, tokens_of(searchable.text))
    if signs := _signs(searchable):
        made.add_text(SIGNS, " ".join(signs))
    return made


def tokens_of(text: str) -> str:
    """The tokens of a text with blanks between them, none longer than counts."""
    words = indexed(text)
    starts = range(0, len(words) - _STEP, _STEP)
    if -1 in map(words.find, repeat(" "), starts, range(_STEP, len(words), _STEP)):
        return " ".join(word[:LONGEST] for word in words.split())
    return words


def _signs(searchable: Searchable) -> set[str]:
    """The signs of a document, each with a mark that says where it stands."""
    title, notes = signs_in(searchable.title), signs_in(searchable.notes)
    anywhere = title | notes | signs_in(searchable.text)
    parts = ((Where.TITLE, title), (Where.NOTE, notes), (Where.ANYWHERE, anywhere))
    return {marked_sign(where, sign) for where, signs in parts for sign in signs}


def state(sequence: int, mark: int) -> Document:
    """The document that says which operation the index reflects, and its mark."""
    made = Document()
    made.add_text(KIND, STATE)
    made.add_unsigned(SEQUENCE, sequence)
    made.add_unsigned(MARK, mark)
    return made


def vocabulary(snapshot: Snapshot, words: Iterable[str] | None = None) -> Document | None:
    """The inflections that an index does not know yet: of some words, or of all that it has."""
    new = _unknown(snapshot) if words is None else _unmet(snapshot, words)
    if not new:
        return None
    made = Document()
    made.add_text(KIND, VOCABULARY)
    made.add_text(FAMILY, " ".join(new))
    return made


def _unmet(snapshot: Snapshot, words: Iterable[str]) -> list[str]:
    return [pair for pair in _pairs(words) if not snapshot.frequency(FAMILY, pair)]


def _unknown(snapshot: Snapshot) -> list[str]:
    """Of all words, a letter at a time; those with a stem begin as it does."""
    new: list[str] = []
    for letter in ascii_lowercase:
        known = {pair for pair, _ in snapshot.beginning(FAMILY, letter)}
        words = (word for word, _ in snapshot.beginning(WORDS, letter))
        new += (pair for pair in _pairs(words) if pair not in known)
    return new


def _pairs(words: Iterable[str]) -> Iterator[str]:
    return (in_family(base, word) for base, word in stems(words) if base != word)
