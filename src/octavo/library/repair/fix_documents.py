"""Mending documents: each that can be made sound is, and the others are taken out."""

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octavo.library.repair.findings import listed
from octavo.library.repair.inspect import Documents, Place, documents_in
from octavo.model.operation import Fields
from octavo.storage.codec import Item, fields_of, table_of, tag_of
from octavo.storage.snapshot.raw_tables import Slices

_fields = msgspec.json.Decoder(Fields).decode


class Mending:
    """The tables of a library on their way to being sound."""

    def __init__(self, tables: Slices, next_id: int) -> None:
        self.tables = tables
        self.next_id = next_id
        self.taken_out: dict[str, bytes] = {}
        """Documents that could not be mended, as files."""
        self.done: list[str] = []
        """What was done, in words."""

    def mend(self) -> Documents:
        """Make the tables sound; returns what is in them then."""
        documents = documents_in(self.tables)
        for place, problem in documents.broken.items():
            self._take_out(place, problem)
        for place in documents.misnumbered:
            self._number(place)
        documents = documents_in(self.tables)
        for id in documents.doubled:
            self._number(("notes", id), self.next_id)
            self.next_id += 1
        for spellings in documents.spellings:
            self._spell(documents.items, spellings)
        self._free(documents.lonely)
        return documents_in(self.tables)

    def put(self, item: Item) -> None:
        """Put a document in its place; fields that octavo does not know stay."""
        table = self.tables[table_of(item)]
        known = _fields(table[item.id]) if item.id in table else {}
        table[item.id] = Raw(msgspec.json.encode({**known, **fields_of(item)}))

    def _take_out(self, place: Place, problem: str) -> None:
        table, id = place
        self.taken_out[f"{table}-{id}.json"] = bytes(self.tables[table].pop(id))
        self.done.append(f"{table} {id} was broken ({problem}) and is put aside")

    def _number(self, place: Place, new: int | None = None) -> None:
        """Give a document the id that it stands under, or another."""
        table, id = place
        fields = _fields(self.tables[table].pop(id))
        number = id if new is None else new
        self.tables[table][number] = Raw(msgspec.json.encode({**fields, "id": number}))
        self.done.append(f"{table} {id} now has the id {number}")

    def _free(self, lonely: list[int]) -> None:
        """Let notes whose article is gone stand on their own."""
        notes = documents_in(self.tables).notes
        for id in lonely:
            self.put(replace(notes[id], article=None))
        if lonely:
            word = "stands on its own" if len(lonely) == 1 else "stand on their own"
            self.done.append(f"{listed(lonely, 'note')} now {word}: the article is gone")

    def _spell(self, items: Iterable[Item], spellings: Counter[str]) -> None:
        """Spell a tag everywhere as it is spelt most."""
        [(name, _), *_] = spellings.most_common(1)
        tag = tag_of(name)
        for item in items:
            if tag in item.tags:
                self.put(replace(item, tags=(item.tags - {tag}) | {tag}))
        self.done.append(f"the tag {tag} is now spelt so everywhere")
