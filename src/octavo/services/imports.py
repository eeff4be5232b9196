"""Importing: the exports of other readers come in, and every row has its entry in the ledger.

Rows that are rejected are kept while an import runs, then written to files that can be mended.

Long because what is done with rows, taken in or rejected, stands in one place.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from octavo.importers.dispatch import draft_of_bytes
from octavo.importers.exports.files.parts import export_at
from octavo.importers.exports.format import Format, Part, doubt_of
from octavo.importers.exports.generic import FIELDS, plain_name
from octavo.importers.exports.registry import (
    SourcedRow,
    format_named,
    format_of,
    is_list,
    names,
    rows_of,
)
from octavo.importers.feeds.discover import collected_outlines
from octavo.importers.files import LARGEST, is_article
from octavo.importers.formats.markdown import own_note_of, tags_in_text
from octavo.importers.text.decode import decoded
from octavo.importers.wiki_links import WikiLinks
from octavo.library.ingest.ingest import Piece, accounted
from octavo.library.library import Library
from octavo.model.article import Article, Source
from octavo.model.draft import Draft, LedgerEntry, Record, Result
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.note import Note
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag
from octavo.storage.files import make_folder, replace_file
from octavo.text import count_of, in_part, visible

__all__ = ["FIELDS", "Format", "format_named", "names"]

LIST = "a list of feeds"
"""What a list (OPML) is called among the formats."""

_FEW = 100
"""Parts that can be looked at before anything is done."""


class Import:
    """One import of a file, a folder or a zip: its ledger, and its rejected rows.

    Iterating does the work, a few rows at a time; to stop is to keep what is in. All of it is
    one step for undo.
    """

    def __init__(
        self,
        library: Library,
        source: Path | Part,
        format: Format | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        dress: Callable[[Draft], Draft] = lambda draft: draft,
        text_tags: bool = False,
        rehearse: bool = False,
        group: OperationGroup | None = None,
        label: str = "",
    ) -> None:
        """Import it as what it is, or as a format; `dress` says what holds of all drafts.

        Of a table, `columns` may be named by the fields that they are. With `text_tags` the
        tags in the texts of Markdown files count, too. A rehearsal changes nothing. What is
        done in a `group` is one step with it for undo; `label` begins what undo calls it.
        """
        self._library = library
        self._source = source
        self._format = format
        self._named = columns
        self._dress = dress
        self._text_tags = text_tags
        self._rehearse = rehearse
        self._rejects = Rejects()
        self._links = WikiLinks(source)
        self._group = group or OperationGroup()
        alone = self._group.first is None
        self._label = label or (f"import {source.name}:" if alone else "add")
        self.followed = 0
        """How many feeds are new."""
        self.counts: Counter[Result] = Counter()
        """The ledger's totals; they add up to the rows of the files."""
        self.formats: dict[str, None] = {}
        """What was found, as people call it, in order."""
        self.columns: dict[str, str] = {}
        """The fields that columns are taken for by their names; empty for one left out."""
        self.dates: set[str] = set()
        """Those of the columns left out that hold dates."""
        self.doubts: dict[str, str] = {}
        """What may be wrong with the characters of parts, by their names."""
        self.doubted: Counter[str] = Counter()
        """What may be wrong with rows that came in, and with how many."""
        self._first_doubted: dict[str, str] = {}
        """The places of the first of them."""
        self.final = 0
        """How many of the rejected ones nobody can mend, for there is nothing in them."""
        self._seen: set[str] = set()
        self._read = 0
        self._size = _size_of(source)

    @property
    def share(self) -> float | None:
        """About how much of it is read, from 0 to 1; None if that cannot be told."""
        return min(1.0, self._read / self._size) if self._size else None

    @property
    def remarks(self) -> list[str]:
        """What may be wrong with parts and with rows, and with which row first."""
        parts = [f"{visible(part)}: {doubt}" for part, doubt in self.doubts.items()]
        first = self._first_doubted
        return [
            *in_part(parts),
            *(
                f"{count_of(count, 'row')}: {doubt} ({visible(first[doubt])}"
                f"{' is the first' * (count > 1)})"
                for doubt, count in self.doubted.items()
            ),
        ]

    @property
    def missing(self) -> list[str]:
        """The columns that a person named and none of the tables has."""
        found = set(map(plain_name, self.columns))
        return [name for name in (self._named or {}).values() if plain_name(name) not in found]

    def __iter__(self) -> Iterator[LedgerEntry]:
        lists: list[Part] = []
        for arrival, _, entry in accounted(self._read_rows(lists), self._take_in):
            self._account(arrival, entry)
            doubt = draft.doubt if isinstance(draft := arrival.row.draft, Draft) else ""
            if doubt:
                self.doubted[doubt] += 1
                self._first_doubted.setdefault(doubt, arrival.row.place)
            yield replace(entry, input=arrival.row.place, reason=entry.reason or doubt)
        for part in lists:
            yield from self._follow(part)

    def write_rejected(self) -> list[Path]:
        """Write the rejected rows into `rejected/` of the library, to be mended and imported.

        Raises:
            OSError: If they cannot be written there.
        """
        return self._rejects.write(self._library.folder / "rejected")

    def _read_rows(self, lists: list[Part]) -> Iterator[tuple[SourcedRow, Piece]]:
        """The rows and what they become; lists of feeds are put by, to be followed later."""
        for arrival in rows_of(self._source, self._format, self._named):
            if (part := self._list_in(arrival)) is not None:
                lists.append(part)
                continue
            draft = _draft(arrival, self._links)
            yield arrival, self._dressed(self._links.put_into(draft, arrival))

    def _dressed(self, piece: Piece) -> Piece:
        match piece:
            case Draft():
                is_tagged = self._text_tags and piece.source.kind == "file"
                tags = tags_in_text(piece.text) if is_tagged else frozenset[Tag]()
                return self._dress(replace(piece, tags=piece.tags | tags))
            case Record(article=Article() as article):
                tags = article.tags | self._dress(Draft(title="")).tags
                return replace(piece, article=replace(article, tags=tags))
            case _:
                return piece

    def _list_in(self, arrival: SourcedRow) -> Part | None:
        """The list of feeds that has arrived as a part of no format, if it is one."""
        part = arrival.part
        unknown = part is not None and arrival.format is None and self._format is None
        return part if part is not None and unknown and is_list(part) else None

    def _follow(self, part: Part) -> Iterator[LedgerEntry]:
        """Follow the feeds of a list, after all else is in."""
        from octavo.services.subscribe import follow_list  # with all of the network

        self.formats[LIST] = None
        tags = self._dress(Draft(title="")).tags
        for entry, raw in follow_list(
            self._library,
            part,
            tags,
            label=self._label,
            group=self._group,
            rehearse=self._rehearse,
        ):
            self.counts[entry.result] += 1
            self.followed += entry.result is Result.ADDED
            if raw and not self._rehearse:
                self._rejects.keep(part.name, ".opml", collected_outlines, raw)
            yield entry

    def _take_in(self, pieces: Iterator[Piece]) -> Iterator[LedgerEntry]:
        intake, label = self._library.intake, f"{self._label} {{}}"
        if self._rehearse:
            return intake.rehearse(pieces, label=label, revive=False)
        return intake.take_in(pieces, label=label, revive=False, group=self._group)

    def _account(self, arrival: SourcedRow, entry: LedgerEntry) -> None:
        self.counts[entry.result] += 1
        self._read += len(arrival.row.raw.encode("utf-8", "replace"))
        if arrival.format and arrival.part and arrival.part.name not in self._seen:
            self._seen.add(arrival.part.name)
            self.formats[arrival.format.title] = None
            self.columns |= arrival.format.columns(arrival.part)
            self.dates |= {*arrival.format.dates(arrival.part)}
            if doubt := doubt_of(arrival.part):
                self.doubts[arrival.part.name] = doubt
        format, part, raw = arrival.format, arrival.part, arrival.row.raw
        if isinstance(arrival.row.draft, NothingToMend):
            self.final += 1
        elif entry.result is Result.REJECTED and format and part and raw and not self._rehearse:
            self._rejects.keep(part.name, format.suffix, partial(format.collected, part), raw)


def _draft(arrival: SourcedRow, links: WikiLinks) -> Piece:
    """What a row becomes; a part that is no export may be an article itself."""
    draft, part = arrival.row.draft, arrival.part
    if (
        not isinstance(draft, DraftRejected)
        or part is None
        or arrival.format
        or not is_article(part.name)
    ):
        return draft
    if part.size > LARGEST:
        return DraftRejected(part.name, f"it is larger than {LARGEST >> 20} MB")
    with part.open() as file:
        data = file.read(LARGEST)
    try:
        return (
            _own_note(data, part.name)
            or links.note_of_vault(data, part)
            or draft_of_bytes(data, Source("file", part.name))
        )
    except DraftRejected as rejection:
        return rejection


def _own_note(data: bytes, name: str) -> Record | None:
    """The note in a file that octavo wrote of one that stands on its own."""
    if not data.startswith(b"---\noctavo:"):
        return None
    if (note := own_note_of(decoded(data, name).text)) is None:
        return None
    added = note.added or datetime.now(UTC)
    return Record(note=Note(id=0, text=note.text, tags=note.tags, added=added))


def _size_of(source: Path | Part) -> int:
    """Bytes of the parts that hold rows; 0 if nobody can say quickly."""
    with suppress(DraftRejected):
        parts = [source] if isinstance(source, Part) else export_at(source).parts
        if len(parts) <= _FEW:
            return sum(part.size for part in parts if format_of(part))
    return 0


_OF_A_FILE = 16 << 20
"""Characters of rows in one file to mend; more of them go into another."""

Collected = Callable[[Sequence[str]], str]
"""Makes some rows a file of the format that they came in."""


class Rejects:
    """The rows of one import that could not come in, as they stood in its parts."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[Collected, list[str]]] = {}
        """By their part and its suffix, beside what puts them together."""

    def keep(self, part: str, suffix: str, collected: Collected, raw: str) -> None:
        """Keep a row of a part."""
        self._rows.setdefault((part, suffix), (collected, []))[1].append(raw)

    def write(self, folder: Path) -> list[Path]:
        """Write the rows into a folder, which is made if need be, as files to be mended.

        Raises:
            OSError: If they cannot be written there.
        """
        written = []
        for (part, suffix), (collected, rows) in self._rows.items():
            name = f"{Path(part).stem.removesuffix('.rejected')}.rejected{suffix}"
            make_folder(folder)
            for raws in _by_size(rows):
                content = collected(raws).encode("utf-8", "surrogatepass")
                written.append(_put(folder / name, content))
        return written


def _by_size(raws: Iterable[str]) -> Iterator[list[str]]:
    """Rows, so many at a time as go into one file."""
    few: list[str] = []
    size = 0
    for raw in raws:
        if few and size + len(raw) > _OF_A_FILE:
            yield few
            few, size = [], 0
        few.append(raw)
        size += len(raw)
    yield few


def _put(path: Path, content: bytes) -> Path:
    """Write a new file; one that says the very same already will do."""
    number = 2
    free = path
    while free.exists():
        if free.read_bytes() == content:
            return free
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    replace_file(free, content)
    return free
