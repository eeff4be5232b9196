"""The notes of a library: written, edited, listed, and the links between them.

Large because the notes and what finds them are kept right by the same operations.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import ArticleId
from octavo.model.errors import ArticleNotFound, NoteChanged
from octavo.model.note import Highlight, Note, link_to, links_in
from octavo.model.operation import Change, Operation
from octavo.model.search import THOROUGH, Scan, SearchResults
from octavo.model.tag import Tag, TagEdit
from octavo.query.ast import FieldTerm, Node, Query, Scope, Where, Word, all_of
from octavo.storage.codec import Item, NoteFields, changed, inserted, storable
from octavo.storage.store import Store
from octavo.text import count_of, truncated

if TYPE_CHECKING:
    from octavo.library.tags import Tags

_AT_ONCE = Scan(most_texts=0, most_titles=2_000)
"""How to look through titles that the index lacks while somebody types."""

_LABEL = 40
"""Cells of a note's first line in the label of what was done to it."""


class _Brief(Struct, frozen=True, gc=False):
    """What a note is found by."""

    article: ArticleId | None
    links: tuple[ArticleId, ...]


class NoteIndex:
    """Which notes are on an article or link to it, kept right as notes change.

    Made when it is first asked for, from a look at all notes. May be used from any thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._briefs: dict[int, _Brief] | None = None
        self._on: dict[ArticleId, set[int]] = {}
        self._linking: dict[ArticleId, set[int]] = {}
        self._trash: set[int] = set()
        store.listen(self._follow)

    def on(self, article: ArticleId) -> list[Note]:
        """The notes on an article that are not in the trash, in the order of their ids."""
        with self._store.still():
            return [self._store.notes[id] for id in self.ids_on(article)]

    def ids_on(self, article: ArticleId) -> list[int]:
        """The ids of the notes on an article that are not in the trash."""
        with self._store.still():
            self._read()
            return sorted(self._on.get(article, ()))

    def linking_to(self, id: ArticleId) -> list[Note]:
        """The notes with a link to an article or a note, in the order of their ids."""
        with self._store.still():
            self._read()
            return [self._store.notes[note] for note in sorted(self._linking.get(id, ()))]

    def noted(self) -> frozenset[ArticleId]:
        """The articles that have notes which are not in the trash."""
        with self._store.still():
            self._read()
            return frozenset(self._on)

    def trash(self) -> frozenset[int]:
        """The notes that are in the trash."""
        with self._store.still():
            self._read()
            return frozenset(self._trash)

    def _read(self) -> None:
        """Look at all notes, unless that was done."""
        if self._briefs is None:
            self._on, self._linking, self._trash = {}, {}, set()
            briefs: dict[int, _Brief] = {}
            for id, note in self._store.notes.scan(NoteFields):
                self._put(briefs, id, note)
            self._briefs = briefs

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if change.table == "notes"]
        if self._briefs is None or not changes:
            return
        briefs, self._briefs = self._briefs, None  # not known if one cannot be read
        for change in changes:
            self._drop(briefs, change.id)
            if note := self._store.notes.find(change.id):
                self._put(briefs, change.id, note)
        self._briefs = briefs

    def _put(self, briefs: dict[int, _Brief], id: int, note: Note | NoteFields) -> None:
        links = tuple({link.id for link in links_in(note.text)})
        briefs[id] = _Brief(note.article, links)
        if note.deleted is not None:
            self._trash.add(id)
            return
        if note.article is not None:
            self._on.setdefault(note.article, set()).add(id)
        for target in links:
            self._linking.setdefault(target, set()).add(id)

    def _drop(self, briefs: dict[int, _Brief], id: int) -> None:
        self._trash.discard(id)
        if brief := briefs.pop(id, None):
            if brief.article is not None:
                _discard(self._on, brief.article, id)
            for target in brief.links:
                _discard(self._linking, target, id)


def _discard(ids: dict[ArticleId, set[int]], key: ArticleId, id: int) -> None:
    if found := ids.get(key):
        found.discard(id)
        if not found:
            del ids[key]


class Finder(Protocol):
    """Answers queries."""

    def find(self, query: Query, scan: Scan = THOROUGH) -> SearchResults:
        """What a query finds.

        Raises:
            SearchAbandoned: If the scan is given up.
        """


class Notes:
    """The notes of a library. Tagging, deleting and restoring are those of articles."""

    def __init__(self, store: Store, index: NoteIndex, tags: "Tags", search: Finder) -> None:
        self._store = store
        self._index = index
        self._tags = tags
        self._search = search

    def __len__(self) -> int:
        """How many there are, those in the trash left out."""
        return len(self._store.notes.by_id) - len(self._index.trash())

    def __bool__(self) -> bool:
        return True

    def all(self) -> list[Note]:
        """All that are not in the trash, what was written or edited last first."""
        notes = [note for note in self._store.notes.documents() if note.deleted is None]
        return sorted(
            notes, key=lambda note: (note.changed or note.added, note.id), reverse=True
        )

    def linking_to(self, id: ArticleId) -> list[Note]:
        """The notes with a link to an article or a note, in the order of their ids."""
        return self._index.linking_to(id)

    def add(
        self,
        text: str,
        *,
        articles: Iterable[ArticleId] = (),
        highlight: Highlight | None = None,
        tags: Iterable[Tag] = (),
    ) -> Operation | None:
        """Write a note on each of some articles, or one that stands on its own.

        The ids of the operation are those of the notes. Without words and without a
        highlight it is no note, and nothing is done.

        Raises:
            ArticleNotFound: If one of the articles is missing; then none gets a note.
        """
        text = _clean(text)
        places: list[ArticleId | None] = [*dict.fromkeys(articles)] or [None]
        if not (text or highlight):
            return None
        spelt = self._tags.spelt(TagEdit(add=frozenset(tags))).add

        def plan() -> list[Change]:
            first, now = self._store.db.next_id, self._store.clock()
            for place in places:
                if place is not None and place not in self._store.articles:
                    raise ArticleNotFound(place)
            notes = (
                Note(
                    id=id,
                    text=text,
                    article=at,
                    highlight=highlight,
                    tags=spelt,
                    added=now,
                    version=self._version(at) if highlight else "",
                )
                for id, at in enumerate(places, first)
            )
            return [inserted(storable(note)) for note in notes]

        named = note_name(Note(id=0, text=text, highlight=highlight, added=self._store.clock()))
        label = f"add {named}" if text else f"highlight {named.removeprefix('note ')}"
        if len(places) > 1:
            label += f" to {count_of(len(places), 'article')}"
        return self._store.commit(label, plan)

    def edit(self, id: int, text: str, *, since: Note | None = None) -> Operation | None:
        """Give a note other words; one that is left with none and no highlight is deleted.

        What it said stays in the trash then. `since` is the note as the edit began.

        Raises:
            ArticleNotFound: If there is no such note.
            NoteChanged: If others gave it other words since, deleted or restored it.
        """
        text = _clean(text)
        with self._store.exclusive():
            note = self._note(id)
            if text or note.highlight:
                verb = "edit" if note.text else "write"
                return self._change(id, verb, since, text=text)
            return self._change(id, "delete", since, deleted=self._store.clock())

    def reanchor(self, id: int, highlight: Highlight | None) -> Operation | None:
        """Put a note on another passage, or off any; without words it is deleted then.

        Raises:
            ArticleNotFound: If there is no such note.
        """
        with self._store.exclusive():
            note = self._note(id)
            if highlight or note.text:
                version = self._version(note.article) if highlight else ""
                return self._change(id, "move", highlight=highlight, version=version)
            return self._change(id, "delete", deleted=self._store.clock())

    def completions(self, words: str, limit: int = 10) -> list[Item]:
        """What has a title with some words, the last of them perhaps half typed, to link to.

        Titles that begin with the words come first; without words, the newest articles.
        """
        items = islice(self._titled(words.split()), 4 * limit)
        begun = words.casefold().strip()
        ranked = sorted(items, key=lambda item: not item.title.casefold().startswith(begun))
        return ranked[:limit]

    def retitled(self, text: str) -> str:
        """A text whose links have the titles of today, of what is still there."""
        for link in reversed(links_in(text)):
            if item := self._store.db.item(link.id):
                now = link_to(link.id, item.title)
                text = f"{text[: link.start]}{now}{text[link.end :]}"
        return text

    def _titled(self, words: Sequence[str]) -> Iterator[Item]:
        """The articles, then the notes, with a title that has some words."""
        asked = [Word(word, prefix=word is words[-1], where=Where.TITLE) for word in words]
        notes: Node = FieldTerm("in", Scope.NOTES)
        wanted = (
            [Query(all_of((*asked,))), Query(all_of((*asked, notes)))] if asked else [Query()]
        )
        for query in wanted:
            for id in self._search.find(query, _AT_ONCE).ids:
                if item := self._store.db.item(id):
                    yield item

    def _version(self, article: ArticleId | None) -> str:
        """The digest of the text of an article, in which a passage is highlighted now."""
        return "" if article is None else self._store.articles[article].digest

    def _note(self, id: int) -> Note:
        note = self._store.notes.find(id)
        if note is None:
            raise ArticleNotFound(id)
        return note

    def _change(
        self, id: int, verb: str, since: Note | None = None, **fields: object
    ) -> Operation | None:
        """Set some fields of a note; no change if they are as they were."""

        def plan() -> list[Change | None]:
            old = self._note(id)
            new = storable(replace(old, **fields))
            if since and new != old and _state(old) != _state(since):
                raise NoteChanged(id)
            if new != old and verb != "delete":
                new = replace(new, changed=self._store.clock())
            return [changed(old, new)]

        named = note_name(self._note(id))
        if verb == "write":
            named = f"a note on {named.removeprefix('note ')}"
        return self._store.commit(f"{verb} {named}", plan)


def note_name(note: Note) -> str:
    """A note as the label of what was done to it has it: `note ‘Its first line’`."""
    return f"note ‘{truncated(note.title, _LABEL)}’"


def _state(note: Note) -> tuple[str, bool]:
    """What an edit of a note would overwrite."""
    return note.text, note.deleted is None


def _clean(text: str) -> str:
    from octavo.markdown.lines import normalized  # where notes are written, only

    return normalized(text).rstrip()
