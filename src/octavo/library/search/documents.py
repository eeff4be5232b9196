"""What is to be searched, as documents of the index."""

from tantivy import Document

from octavo.library.search.analysis import LONGEST, indexed, stem
from octavo.library.search.schema import (
    ARTICLE,
    FAMILY,
    ID,
    KIND,
    NOTE,
    NOTES,
    SIGNS,
    TITLE,
    VOCABULARY,
    WORDS,
    in_family,
    marked_sign,
)
from octavo.library.search.searchable import Searchable
from octavo.library.search.signs import signs_in
from octavo.library.search.snapshot import Snapshot
from octavo.model.query.ast import Where


class Documents:
    """Makes the documents of one update, and keeps the words that the index has not met."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._met: set[str] = set()
        self._new: set[str] = set()

    def document(self, searchable: Searchable) -> Document:
        """The document of an article or a note."""
        document = Document()
        document.add_unsigned(ID, searchable.id)
        document.add_text(KIND, NOTE if searchable.note else ARTICLE)
        self._add(document, searchable.title, TITLE)
        self._add(document, searchable.notes, NOTES)
        self._add(document, searchable.text)
        if signs := _signs(searchable):
            document.add_text(SIGNS, " ".join(signs))
        return document

    def _add(self, document: Document, text: str, field: str = "") -> None:
        if not text:
            return
        words = indexed(text)
        new = set(words.split()) - self._met
        if any(len(word) > LONGEST for word in new):
            words = " ".join(word[:LONGEST] for word in words.split())
            new = {word[:LONGEST] for word in new}
        self._new |= new
        self._met |= new
        document.add_text(WORDS, words)
        if field:
            document.add_text(field, words)

    def vocabulary(self) -> Document | None:
        """The inflections met since the last time that the index does not know yet."""
        inflected = ((stem(word), word) for word in self._new)
        pairs = [in_family(base, word) for base, word in inflected if base != word]
        if self._snapshot.size:
            pairs = [pair for pair in pairs if not self._snapshot.frequency(FAMILY, pair)]
        self._new.clear()
        if not pairs:
            return None
        document = Document()
        document.add_text(KIND, VOCABULARY)
        document.add_text(FAMILY, " ".join(pairs))
        return document


def _signs(searchable: Searchable) -> list[str]:
    """The signs of a document, each with a mark that says where it stands."""
    parts = (
        (Where.TITLE, searchable.title),
        (Where.NOTE, searchable.notes),
        (Where.ANYWHERE, f"{searchable.title}{searchable.notes}{searchable.text}"),
    )
    return [marked_sign(where, sign) for where, text in parts for sign in signs_in(text)]
