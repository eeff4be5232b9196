"""Inspecting documents and texts: what in them does not fit together."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from octavo.library.ingest.dedup import digest_of
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Fields, Operation
from octavo.storage.codec import AnyDocument, Item, decoded
from octavo.storage.errors import UNDECODABLE, reading
from octavo.storage.lazy_table import KINDS
from octavo.storage.snapshot.raw_tables import Slices
from octavo.storage.texts import Text, Texts

Place = tuple[str, int]
"""A table and the id under which a document stands in it, or a volume instead of a table."""

DECODERS: dict[str, msgspec.json.Decoder[AnyDocument]] = {
    table: msgspec.json.Decoder(kind, dec_hook=decoded) for table, kind in KINDS.items()
}
"""They read the documents of each table."""


class Documents(Struct):
    """The documents of a library, sound or not."""

    articles: dict[int, Article] = {}
    notes: dict[int, Note] = {}
    broken: dict[Place, str] = {}
    """Documents that do not have the fields that they should, and what is wrong."""
    misnumbered: list[Place] = []
    """Documents with another id inside than the one that they stand under."""

    @property
    def items(self) -> list[Item]:
        """All that are sound."""
        return [*self.articles.values(), *self.notes.values()]

    @property
    def doubled(self) -> list[int]:
        """Ids that an article and a note share."""
        return sorted(self.articles.keys() & self.notes.keys())

    @property
    def detached(self) -> list[int]:
        """Notes on an article that is gone."""
        there = {None, *self.articles}
        return [note.id for note in self.notes.values() if note.article not in there]

    @property
    def spellings(self) -> list[Counter[str]]:
        """How often the spellings of each tag stand that has more than one."""
        found: dict[str, Counter[str]] = {}
        for item in self.items:
            for tag in item.tags:
                found.setdefault(tag.key, Counter())[str.__str__(tag)] += 1
        return [spellings for spellings in found.values() if len(spellings) > 1]


class Volumes(Struct):
    """The texts of a library and what in them does not fit its articles."""

    broken: dict[int, str] = {}
    """Volumes that cannot be read, and why."""
    unreadable: dict[int, str] = {}
    """Volumes that the system does not let octavo read, and why."""
    missing: list[int] = []
    """Articles whose text is not where it should be."""
    altered: list[int] = []
    """Articles whose text is not the one that was saved."""
    unsound: dict[int, str] = {}
    """Volumes that can be read and are not as they were written, and how that is."""
    orphans: list[tuple[int, int]] = []
    """Article and volume of texts that nothing refers to any more."""
    lost_versions: list[tuple[int, int]] = []
    """Article and volume of earlier texts of articles that are not where they should be."""
    altered_versions: list[tuple[int, int]] = []
    """Article and volume of earlier texts that are not those that were saved."""

    @property
    def has_faults(self) -> bool:
        """Whether anything is not as it should be."""
        earlier = self.lost_versions or self.altered_versions
        texts = self.missing or self.altered or self.orphans or earlier
        return bool(self.broken or self.unsound or texts)


def documents_in(tables: Slices) -> Documents:
    """Decode all documents, and tell the sound from the others."""
    documents = Documents()
    for table, decoder in DECODERS.items():
        for id, raw in tables.get(table, {}).items():
            try:
                _sort_in(documents, (table, id), decoder.decode(raw))
            except UNDECODABLE as problem:
                documents.broken[table, id] = str(problem)
    return documents


def volumes_in(
    folder: Path, articles: Collection[Article], history: Iterable[Operation], fresh: int
) -> Volumes:
    """Read all texts and compare them with the articles.

    Texts of `fresh` ids and above may be left from an operation that never came to be; the
    next one takes their place.

    Raises:
        LibraryUnreadable: If the folder of the texts cannot be read.
    """
    texts, volumes = Texts(folder / "texts"), Volumes()
    own = {(a.id, a.volume): a.digest for a in articles if a.volume or a.digest}
    wanted = {(a.id, v.volume): v.digest for a in articles for v in a.versions} | own
    known = _texts_in(history)
    with reading(folder):
        numbers = texts.volumes()
    for number in numbers:
        try:
            held = texts.held(number)
        except UNDECODABLE as problem:
            volumes.broken[number] = str(problem)
            continue
        except IsADirectoryError:
            volumes.broken[number] = "it is no file"
            continue
        except OSError as problem:
            volumes.unreadable[number] = problem.strerror or str(problem)
            wanted = {place: d for place, d in wanted.items() if place[1] != number}
            continue
        if fault := texts.fault_of(number):
            volumes.unsound[number] = fault
        for id, raw in held.items():
            digest = wanted.get((id, number))
            if digest is None:
                if (id, number) not in known and not (texts.unsettled and id >= fresh):
                    volumes.orphans.append((id, number))
            elif (text := _text_of(raw)) is not None:
                del wanted[id, number]
                if digest_of(text) == digest:
                    continue
                if (id, number) in own:
                    volumes.altered.append(id)
                else:
                    volumes.altered_versions.append((id, number))
    volumes.missing = sorted(id for id, _ in wanted.keys() & own.keys())
    volumes.lost_versions = sorted(wanted.keys() - own.keys())
    return volumes


def _sort_in(documents: Documents, place: Place, document: AnyDocument) -> None:
    _, id = place
    if not isinstance(document, Article | Note):
        return
    if document.id != id:
        documents.misnumbered.append(place)
    elif isinstance(document, Article):
        documents.articles[id] = document
    else:
        documents.notes[id] = document


def _texts_in(history: Iterable[Operation]) -> set[tuple[int, int]]:
    """Article and volume of all texts that undo or redo may need."""
    return {
        (change.id, volume)
        for operation in history
        for change in operation.changes
        if change.table == "articles"
        for fields in (change.before, change.after)
        for volume in _volumes_of(fields or {})
    }


def _volumes_of(fields: Fields) -> Iterator[int]:
    """The volumes that some fields of an article name."""
    versions = fields.get("versions")
    for each in [fields, *(versions if isinstance(versions, list) else ())]:
        if isinstance(each, dict) and isinstance(volume := each.get("volume"), int):
            yield volume


def _text_of(raw: Raw) -> str | None:
    try:
        return msgspec.json.decode(raw, type=Text).text
    except UNDECODABLE:
        return None


def in_the_way(folder: Path) -> list[Path]:
    """What is no file or no folder where there should be one.

    Raises:
        LibraryUnreadable: If the system refuses.
    """
    with reading(folder):
        files = [folder / name for name in ("library.json", "journal.jsonl")]
        folders = [folder / name for name in ("texts", "index")]
        no_files = [path for path in files if is_no(Path.is_file, path)]
        return no_files + [path for path in folders if is_no(Path.is_dir, path)]


def is_no(kind: Callable[[Path], bool], path: Path) -> bool:
    """Whether something is there, and is of another kind."""
    return os.path.lexists(path) and not kind(path)
