"""What repair does to documents and texts: mended where that can be, put aside where not."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octavo.library.ingest.dedup import digest_of
from octavo.library.repair.check import listed
from octavo.library.repair.inspect import Documents, Place, Volumes, documents_in
from octavo.markdown.plain_text import word_count
from octavo.model.article import Article, ArticleId
from octavo.model.operation import Fields
from octavo.storage.atomic import make_folder, replace_file
from octavo.storage.codec import Item, fields_of, table_of, tag_of
from octavo.storage.snapshot.raw_tables import Slices
from octavo.storage.texts import Texts

_fields = msgspec.json.Decoder(Fields).decode

_ENTRY = re.compile(r'"(\d+)"\s*:\s*(?=\{\s*"text")')
"""Where a text begins in the JSON of a volume."""


class Quarantine:
    """The folder `set-aside/<time>/` of one repair, made when something comes into it."""

    def __init__(self, folder: Path) -> None:
        self._library = folder
        self.folder = folder / "set-aside" / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"

    def copy(self, *names: str) -> None:
        """Keep a copy of some files of the library, if they are there."""
        self._make()
        for name in names:
            if (self._library / name).exists():
                shutil.copy2(self._library / name, self.folder / name)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something as a file of its own."""
        self._make()
        replace_file(self.folder / name, content)

    def move(self, path: Path) -> None:
        """Take a file out of the library and keep it."""
        self._make()
        path.rename(self.folder / f"{path.parent.name}-{path.name}".removeprefix("."))

    def _make(self) -> None:
        make_folder(self.folder)


class DocumentFixes:
    """The tables of a library on their way to being sound."""

    def __init__(self, tables: Slices, next_id: int, known: Slices) -> None:
        self.tables = tables
        self.next_id = next_id
        self._known = known
        """What backups and the journal say that the tables should be."""
        self.taken_out: dict[str, bytes] = {}
        """Documents that could not be mended, as files."""
        self.done: list[str] = []
        """What was done, in words."""

    def mend(self) -> Documents:
        """Make the tables sound; returns what is in them then."""
        documents = documents_in(self.tables)
        beyond_use = documents_in(self._known).broken
        for place, problem in documents.broken.items():
            table, id = place
            known = self._known.get(table, {})
            self._take_out(place, problem, None if place in beyond_use else known.get(id))
        for place in documents.misnumbered:
            self._number(place)
        documents = documents_in(self.tables)
        for id in documents.doubled:
            self._number(("notes", id), self.next_id)
            self.next_id += 1
        for spellings in documents.spellings:
            self._spell(documents.items, spellings)
        self._free(documents.detached)
        return documents_in(self.tables)

    def put(self, item: Item) -> None:
        """Put a document in its place; fields that octavo does not know stay."""
        table = self.tables[table_of(item)]
        known = _fields(table[item.id]) if item.id in table else {}
        table[item.id] = Raw(msgspec.json.encode({**known, **fields_of(item)}))

    def _take_out(self, place: Place, problem: str, known: Raw | None) -> None:
        """Put a broken document aside, and what is known of it in its place."""
        table, id = place
        self.taken_out[f"{table}-{id}.json"] = bytes(self.tables[table].pop(id))
        became = "is put aside"
        if known is not None:
            self.tables[table][id] = known
            became = "is again what a backup and the journal have of it"
        self.done.append(f"{table} {id} was broken ({problem}) and {became}")

    def _number(self, place: Place, new: int | None = None) -> None:
        """Give a document the id that it stands under, or another."""
        table, id = place
        fields = _fields(self.tables[table].pop(id))
        number = id if new is None else new
        self.tables[table][number] = Raw(msgspec.json.encode({**fields, "id": number}))
        self.done.append(f"{table} {id} now has the id {number}")

    def _free(self, detached: list[int]) -> None:
        """Let notes whose article is gone stand on their own."""
        notes = documents_in(self.tables).notes
        for id in detached:
            self.put(replace(notes[id], article=None))
        if detached:
            word = "stands on its own" if len(detached) == 1 else "stand on their own"
            self.done.append(f"{listed(detached, 'note')} now {word}: the article is gone")

    def _spell(self, items: Iterable[Item], spellings: Counter[str]) -> None:
        """Spell a tag everywhere as it is spelt most."""
        [(name, _), *_] = spellings.most_common(1)
        tag = tag_of(name)
        for item in items:
            if tag in item.tags:
                self.put(replace(item, tags=(item.tags - {tag}) | {tag}))
        self.done.append(f"the tag {tag} is now spelt so everywhere")


class TextRecovery:
    """Mends the texts of a library, and says what it does."""

    def __init__(self, folder: Path, volumes: Volumes) -> None:
        self._texts = Texts(folder / "texts")
        self._volumes = volumes
        self.done: list[str] = []

    def mended(self, articles: Mapping[ArticleId, Article], fresh: int) -> Iterator[Article]:
        """The articles that change because of their texts; new volumes are written for them.

        Texts of `fresh` ids and above are of no article.
        """
        missing = self._volumes.missing
        found = {id: text for id, text in self._recoverable() if id in missing}
        positions = self._texts.write(found, fresh)
        for id, text in found.items():
            yield _with_text(articles[id], text, positions[id])
        lost = [id for id in missing if id not in found]
        for id in lost:
            yield replace(articles[id], volume=0, digest="")
        for id in self._volumes.altered:
            volume = articles[id].volume
            yield _with_text(articles[id], self._texts.text(id, volume), volume)
        self._say("the text of {} was lost and is found again", list(found))
        self._say("the text of {} is lost; all else is kept", lost)
        self._say("the text of {} is another by now and is kept so", self._volumes.altered)

    def put_aside(self, quarantine: Quarantine) -> None:
        """Put aside the volumes that cannot be read and the texts that nothing refers to."""
        for number in self._volumes.broken:
            quarantine.move(self._texts.path(number))
            self.done.append(f"texts/{number:04}.json could not be read and is put aside")
        for number, fault in self._volumes.unsound.items():
            quarantine.keep(
                f"texts-{number:04}-before.json", self._texts.path(number).read_bytes()
            )
            self._texts.replace(number, self._texts.held(number))
            self.done.append(f"texts/{number:04}.json {fault}; it has its checksum again")
        for number in sorted({volume for _, volume in self._volumes.orphans}):
            self._put_orphans_aside(number, quarantine)
        self._say(
            "texts that belonged to {} and that nothing refers to are put aside",
            [id for id, _ in self._volumes.orphans],
        )
        self._texts.settled()

    def _put_orphans_aside(self, number: int, quarantine: Quarantine) -> None:
        held = self._texts.held(number)
        orphans = {id: held[id] for id, volume in self._volumes.orphans if volume == number}
        kept = {id: raw for id, raw in held.items() if id not in orphans}
        quarantine.keep(f"texts-{number:04}.json", msgspec.json.encode({"texts": orphans}))
        self._texts.replace(number, kept)

    def _recoverable(self) -> Iterator[tuple[ArticleId, str]]:
        """Texts that stand where no article looks for them."""
        for id, volume in self._volumes.orphans:
            yield id, self._texts.text(id, volume)
        for number in self._volumes.broken:
            yield from recoverable_texts(self._texts.path(number))

    def _say(self, words: str, ids: list[ArticleId]) -> None:
        if ids:
            self.done.append(words.format(listed(ids, "article")))


def recoverable_texts(path: Path) -> Iterator[tuple[ArticleId, str]]:
    """The whole texts in a volume that cannot be read as a whole."""
    content = path.read_bytes().decode(errors="replace")
    decoder = json.JSONDecoder()
    end = 0
    for entry in _ENTRY.finditer(content):
        if entry.start() < end:
            continue
        try:
            document, end = decoder.raw_decode(content, entry.end())
        except json.JSONDecodeError:
            continue
        if isinstance(text := document.get("text"), str):
            yield int(entry[1]), text


def _with_text(article: Article, text: str, volume: int) -> Article:
    return replace(article, volume=volume, digest=digest_of(text), words=word_count(text))
