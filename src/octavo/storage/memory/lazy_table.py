"""Shelves: the documents of a table, each decoded when it is first asked for.

Until then a document stays the slice of `library.json` that it was read as.
"""

import threading
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from msgspec import Raw

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change
from octavo.storage.codec import Document, build, decoded, patch
from octavo.storage.errors import DocumentBroken
from octavo.storage.projections import Excerpt
from octavo.storage.snapshot.offsets import Sheaf

_IN_SHEAF = Raw(b"")
"""Stands for the JSON of a document that is not cut out yet."""

TABLE_OF: dict[type, str] = {Article: "articles", Note: "notes"}


Read = TypeVar("Read", bound=Excerpt)


class Shelf(Mapping[int, Document], Generic[Document]):
    """The documents of one table by id. May be used from any thread."""

    def __init__(self, folder: Path, kind: type[Document], raw: Mapping[int, Raw]) -> None:
        self.kind: type[Document] = kind
        self._folder = folder
        self._items: dict[int, Raw | Document] = {}
        """Each document as far as it is known: itself, its JSON, or that the sheaf has it."""
        self._items.update(dict.fromkeys(raw, _IN_SHEAF) if isinstance(raw, Sheaf) else raw)
        self._sheaf = raw if isinstance(raw, Sheaf) and raw else None
        """Where documents still are; let go, with all that it holds, when none is left."""
        self._left = len(self._items) if self._sheaf else 0
        self._mutex = threading.Lock()
        self._decode: Callable[[Raw], Document] = msgspec.json.Decoder(
            kind, dec_hook=decoded
        ).decode

    def __getitem__(self, id: int) -> Document:
        """A document.

        Raises:
            KeyError: If there is none with this id.
            DocumentBroken: If it does not have the fields that it should.
        """
        item = self._items[id]
        return self._read(id, item) if isinstance(item, Raw) else item

    def __contains__(self, id: object) -> bool:
        return id in self._items

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._items))

    def __len__(self) -> int:
        return len(self._items)

    @property
    def highest(self) -> int:
        """The highest id, or 0."""
        return max(self._items, default=0)

    def items(self) -> ItemsView[int, Document]:
        """All documents with their ids, as they are when the iteration begins."""
        return _Items(self)

    def values(self) -> ValuesView[Document]:
        """All documents, as they are when the iteration begins."""
        return _Values(self)

    def snapshot(self) -> Iterator[tuple[int, Document]]:
        """All documents with their ids, as they are now."""
        for id, item in list(self._items.items()):
            yield id, self._read(id, item) if isinstance(item, Raw) else item

    def is_raw_as_in(self, other: "Shelf[Article] | Shelf[Note]", id: int) -> bool:
        """Whether a document is undecoded both here and there, and the same to the byte."""
        mine, theirs = self._items.get(id), other._items.get(id)
        if not isinstance(mine, Raw) or not isinstance(theirs, Raw):
            return False
        here, there = self._json(id, mine), other._json(id, theirs)
        return here is not None and there is not None and bytes(here) == bytes(there)

    def put(self, id: int, document: Document | None) -> None:
        """Shelve a new state of a document; None takes it away."""
        with self._mutex:
            self._left -= self._items.get(id) is _IN_SHEAF
            if document is None:
                self._items.pop(id, None)
            else:
                self._items[id] = document

    def after(self, change: Change) -> Document | None:
        """What a change leaves of its document; None if nothing.

        Raises:
            msgspec.ValidationError: If the change does not fit the document.
        """
        if change.after is None:
            return None
        if change.before is None or change.id not in self:
            return build(self.kind, change.after)
        return patch(self[change.id], change.after)

    def hold(self) -> None:
        """Begin to have all documents in memory."""
        if (sheaf := self._sheaf) is not None:
            sheaf.hold()

    def decode(self, ids: Iterable[int]) -> None:
        """Decode some documents now, so that asking for them later is quick."""
        for id in ids:
            if id in self._items:
                self[id]

    def scan(self, kind: type[Read]) -> Iterator[tuple[int, Read]]:
        """A few fields of every document, without decoding the rest of it.

        Raises:
            DocumentBroken: If a document does not have these fields.
        """
        decode = msgspec.json.Decoder(kind).decode
        sheaf, items = self._sheaf, self._items.copy()

        def excerpt(id: int, item: Raw | Document) -> Read:
            if item is _IN_SHEAF:
                assert sheaf is not None
                return decode(sheaf[id])
            return decode(item) if isinstance(item, Raw) else kind.of(item)

        try:
            excerpts = list(map(excerpt, items, items.values()))
        except msgspec.DecodeError:
            for id in items:
                self[id]
            raise
        return zip(items, excerpts, strict=True)

    def _json(self, id: int, item: Raw) -> Raw | None:
        """The JSON of a document, or None if it was decoded meanwhile."""
        if item is not _IN_SHEAF:
            return item
        sheaf = self._sheaf
        return None if sheaf is None else sheaf[id]

    def _read(self, id: int, item: Raw) -> Document:
        """Decode a document, and keep it so unless it has changed meanwhile."""
        if (json := self._json(id, item)) is None:
            return self[id]
        try:
            document = self._decode(json)
        except msgspec.DecodeError as error:
            raise self._broken(id, str(error)) from error
        if document.id != id:
            raise self._broken(id, f"its id is {document.id}")
        with self._mutex:
            if self._items.get(id) is item:
                self._items[id] = document
                self._left -= item is _IN_SHEAF
                if not self._left:
                    self._sheaf = None
        return document

    def _broken(self, id: int, problem: str) -> DocumentBroken:
        return DocumentBroken(self._folder, TABLE_OF[self.kind], id, problem)


class _Items(ItemsView[int, Document]):
    def __init__(self, shelf: Shelf[Document]) -> None:
        super().__init__(shelf)
        self._shelf = shelf

    def __iter__(self) -> Iterator[tuple[int, Document]]:
        return self._shelf.snapshot()


class _Values(ValuesView[Document]):
    def __init__(self, shelf: Shelf[Document]) -> None:
        super().__init__(shelf)
        self._shelf = shelf

    def __iter__(self) -> Iterator[Document]:
        return (document for _, document in self._shelf.snapshot())
