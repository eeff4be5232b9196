"""Exporting: what a library holds, written as a file, a folder or a zip of some format.

Long because what an export holds and how it is written are told together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import BinaryIO

from octavo.exporters import citations, markdown_folder, pages, records
from octavo.exporters.citations import COPIES, StyleUnknown, copy_named
from octavo.exporters.format import (
    ESSENTIAL,
    Documents,
    Entry,
    ExportFormat,
    Kind,
    Trait,
    traits_of,
    worded,
)
from octavo.library.library import Library
from octavo.library.queries import place_of
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note, links_in
from octavo.model.operation import Operation
from octavo.services.export_folder import (
    MANIFEST,
    Folder,
    date_as_begun,
    last_written,
    refuse_place,
    zipped,
)
from octavo.storage.codec import NoteIdentity
from octavo.storage.errors import TextMissing
from octavo.storage.files import UMASKED, naming, replace_file_with
from octavo.text import count_of

__all__ = ["COPIES", "ExportFormat", "StyleUnknown", "Trait", "copy_named", "last_written"]

FORMATS: tuple[ExportFormat, ...] = (
    markdown_folder.MARKDOWN,
    records.JSON_LINES,
    records.BOOKMARKS,
    pages.HTML,
    pages.EPUB,
    citations.CSL,
    citations.BIBTEX,
    citations.RIS,
    records.CSV,
    records.OPML,
    records.HYPOTHESIS,
    records.ANNOTATIONS,
    records.READWISE,
    records.POCKET,
    records.INSTAPAPER,
    pages.OMNIVORE,
)
"""All formats, in the order in which help names them."""

Progress = Callable[[int, int], object]
"""Told how many articles and notes are done, and of how many."""


def format_named(name: str) -> ExportFormat | None:
    """The format that `--to` calls so, such as `csv` or `cite:apa`; None if there is none.

    Raises:
        StyleUnknown: If it is of citations in a style that is not there.
    """
    name = name.strip()
    if name.startswith(citations.STYLED):
        return citations.styled(name.removeprefix(citations.STYLED))
    return next((each for each in FORMATS if each.name == name.lower()), None)


class _NothingNew(Exception):
    """Nothing of what was asked for has changed."""


class Export:
    """One export: what of the library goes, and what the format had no place for.

    Large because each of what goes is looked up in its own way.
    """

    def __init__(
        self,
        library: Library,
        format: ExportFormat,
        ids: Iterable[ArticleId] | None = None,
        *,
        since: datetime | None = None,
        history: bool = False,
        picture: Callable[[str], bytes | None] | None = None,
        progress: Progress = lambda *_: None,
    ) -> None:
        """Export some articles and notes, in their order, or all but the trash.

        A note goes with its article. Of them all only what was changed `since` a time goes,
        if one is given; with all of it goes what was done, as `history`, if that is asked for.
        Where a `picture` can be a file it is one, as far as it is had at its address.
        `progress` may raise, to stop it.
        """
        self._library = library
        self.format = format
        self._is_whole = ids is None
        self._chosen = _chosen(library, ids)
        self._progress = progress
        self._since = since
        self._touched = library.history.touched_since(since) if since else frozenset()
        self._begun = library.now()
        self.counts: Counter[Trait] = Counter()
        """What the documents had that the format has no place for."""
        self._picture = picture
        self._sent: dict[int, Set[str]] | None = {} if history else None
        """The articles and notes that went, with the digests of their texts."""
        self.articles = 0
        self.notes = 0
        self.feeds = 0
        self.unread: list[str] = []
        """Titles of the articles whose texts could not be read."""
        self.is_as_before = False
        """Whether a file stays as it was, as nothing is new since the time asked for."""
        self.folder: Folder | None = None
        """What became of each file, where it is a folder."""

    def write(self, place: Path) -> None:
        """Write it to a place: whole, or what was there stays.

        A pipe or a device takes it as it comes. In a folder that is there already only what
        is new or other is written, and nothing that a person has changed.

        Raises:
            OSError: If it cannot be written.
        """
        if self.format.kind is Kind.FOLDER:
            self._write_folder(place)
            return
        refuse_place(place)
        if place.exists() and not place.is_file():
            with naming(place), place.open("wb") as file:
                self.stream(file)
        else:
            with suppress(_NothingNew):
                ready = partial(self._refuse_nothing, place)
                replace_file_with(place, self._pieces(), ready=ready, mode=UMASKED)
                date_as_begun(place, self._begun)

    def _refuse_nothing(self, place: Path) -> None:
        """Refuse to put what has nothing new in place of a file that has something."""
        is_nothing = not (self.articles or self.notes or self.format.is_of_feeds)
        self.is_as_before = self._since is not None and is_nothing and place.exists()
        if self.is_as_before:
            raise _NothingNew

    def stream(self, file: BinaryIO) -> None:
        """Write it into an open file, as it comes."""
        for piece in self._pieces():
            file.write(piece)

    @property
    def exported(self) -> str:
        """Such as `3 articles and 1 note`."""
        counts = {"article": self.articles, "note": self.notes, "feed": self.feeds}
        what = [count_of(number, noun) for noun, number in counts.items() if number]
        return " and ".join(filter(None, (", ".join(what[:-1]), *what[-1:]))) or "nothing"

    def left_out(self) -> list[str]:
        """What the format had no place for, a line each: `3 highlights`."""
        return worded(self.counts)

    def _pieces(self) -> Iterator[bytes]:
        if self.format.files:
            yield from zipped(self.format.files(self._documents()), self._library.now())
        elif self.format.write:
            for piece in self.format.write(self._documents()):
                yield piece.encode("utf-8", "replace")

    def _write_folder(self, place: Path) -> None:
        assert self.format.files is not None
        self.folder = folder = Folder(place)
        with naming(place, folder.root), folder:
            for file in self.format.files(self._documents(folder)):
                folder.put(file)
            if self._is_whole and self._since is None:
                folder.clear(pictures=self._picture is not None)
        date_as_begun(place / MANIFEST, self._begun)

    def _documents(self, folder: Folder | None = None) -> Documents:
        library, whole = self._library, self._is_whole
        feeds = tuple(library.feeds.values()) if whole or self.format.is_of_feeds else ()
        named = library.db.queries, library.db.rules
        queries, rules = (dict(table.items()) if whole else {} for table in named)
        counts = {Trait.FEED: len(feeds), Trait.QUERY: len(queries), Trait.RULE: len(rules)}
        for trait, number in counts.items():
            if trait in self.format.lacks:
                self.counts[trait] += number
        self.feeds = 0 if Trait.FEED in self.format.lacks else len(feeds)
        return Documents(
            entries=self._entries(),
            feeds=feeds,
            queries=queries,
            rules=rules,
            pinned=library.tags.pinned if whole else (),
            aliases=library.tags.aliases.said() if whole else {},
            apart=library.tag_cleaner.apart if whole else (),
            made=library.now(),
            title=f"octavo, {library.now().astimezone():%Y-%m-%d}",
            history=self._history,
            titles=self._titles(),
            own=self._chosen.keys() & library.db.notes.ids(),
            targets=self._targets,
            picture=self._picture,
            names=folder.names if folder else {},
            taken=folder.taken if folder else (),
        )

    def _titles(self) -> Iterator[tuple[int, str]]:
        for id in self._chosen:
            if (item := self._library.passing(id)) is not None:
                yield id, item.title

    def _entries(self) -> Iterator[Entry]:
        """The documents, one after the other, and what of them gets lost."""
        for done, (id, notes) in enumerate(self._chosen.items(), 1):
            entry = self._entry(id, notes)
            if entry is not None and self._counted(entry):
                self.articles += entry.article is not None
                self.notes += len(entry.notes)
                yield entry
            self._progress(done, len(self._chosen))

    def _history(self) -> Iterator[Operation]:
        return self._library.history.of(self._sent) if self._sent else iter(())

    def _is_new(self, documents: Sequence[Article | Note]) -> bool:
        """Whether any of an entry's was changed since the time that is asked for."""
        if self._since is None:
            return True
        times = [(isinstance(each, Note) and each.changed) or each.added for each in documents]
        return max(times) >= self._since or any(d.id in self._touched for d in documents)

    def _counted(self, entry: Entry) -> bool:
        """Count what is lost of an entry; False if it is all of it."""
        traits = (*traits_of(entry), (Trait.LOOSE_LINK, self._loose_links(entry.notes)))
        lost = {t: number for t, number in traits if number and t in self.format.lacks}
        without = next((trait for trait in ESSENTIAL if trait in lost), None)
        self.counts.update(lost if without is None else {without: lost[without]})
        return without is None

    def _loose_links(self, notes: Iterable[Note]) -> int:
        links = (link.id for note in notes for link in links_in(note.text))
        return sum(1 for id in links if id not in self._chosen and id not in self._targets)

    @cached_property
    def _targets(self) -> Mapping[int, int]:
        """The notes on articles that go, to which notes link; with the articles."""
        library, found = self._library, dict[int, int]()
        for _, note in library.db.notes.scan(NoteIdentity):
            for link in links_in(note.text):
                item = library.passing(link.id)
                on = item.article if isinstance(item, Note) and not item.deleted else None
                if on in self._chosen and link.id in (self._chosen[on] or (link.id,)):
                    found[link.id] = on
        return found

    def _entry(self, id: int, notes: list[int] | None) -> Entry | None:
        """An article with some of its notes, or with all.

        None if it is gone meanwhile, or was not changed: then no text is read.
        """
        library, item = self._library, self._library.passing(id)
        if isinstance(item, Note):
            if self._sent is not None:
                self._sent[id] = frozenset()
            return Entry(None, notes=(item,)) if self._is_new([item]) else None
        if item is None:
            return None
        on = library.search.corpus.note_index.ids_on(id) if notes is None else notes
        found = map(library.passing, on)
        kept = sorted((n for n in found if isinstance(n, Note)), key=place_of)
        if not self._is_new([item, *kept]):
            return None
        text, says = self._text(item, item.volume), Trait.EARLIER not in self.format.lacks
        texts = [self._text(item, v.volume, item.volume) for v in item.versions] if says else ()
        places = library.versions.places(id, kept, text) if item.versions and text else None
        if self._sent is not None:
            had = zip(item.versions, texts, strict=False)
            known = {v.digest for v, old in had if old} | {item.digest if text else "", ""}
            self._sent |= {id: known, **{note.id: frozenset[str]() for note in kept}}
        return Entry(item, text, tuple(texts), tuple(kept), places)

    def _text(self, article: Article, volume: int, known: int = 0) -> str:
        """A text of an article that is in a volume; empty for the one that is `known`."""
        if volume in (0, known):
            return ""
        try:
            return self._library.versions.text_in(article.id, volume)
        except TextMissing:
            self.unread.append(article.title)
            return ""


def _chosen(
    library: Library, ids: Iterable[ArticleId] | None
) -> dict[ArticleId, list[int] | None]:
    """Articles with the notes that go with each, None for all, and notes of their own."""
    trash = library.search.corpus.trash
    if ids is None:
        kept = sorted(set(library.db.articles.ids()) - trash)
        own = (id for id in sorted(library.db.notes.ids()) if id not in trash)
        alone = (id for id in own if _is_alone(library, id))
        return dict.fromkeys((*kept, *alone))
    chosen: dict[ArticleId, list[int] | None] = {}
    for id in ids:
        item = library.passing(id)
        if isinstance(item, Note) and item.article in library.db.articles:
            assert item.article is not None
            some = chosen.setdefault(item.article, [])
            if some is not None:
                some.append(id)
        elif item is not None:
            chosen[id] = None
    return chosen


def _is_alone(library: Library, id: int) -> bool:
    note = library.passing(id)
    return isinstance(note, Note) and note.article is None
