"""How often each tag stands, kept right as articles and notes change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagCount
from octavo.storage.codec import Item, tag_of
from octavo.storage.db import DocumentTable
from octavo.storage.projections import TagFields
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.library.warm_cache import WarmCache

_MANY = 20_000
"""Changes after which it is quicker to count anew."""

_COUNTED = frozenset({"tags", "deleted"})


class TagCounts:
    """The tags of all that is not in the trash. May be used from any thread."""

    def __init__(self, store: Store, cache: "WarmCache") -> None:
        self._store = store
        self._cache = cache
        self._spelt: dict[str, Counter[str]] | None = None
        """How often each spelling of a tag stands, in the order in which they were met."""
        self._on_notes: Counter[str] = Counter()
        """How many of these are on notes, by the tag's key."""
        store.listen(self._follow)

    def counts(self) -> list[TagCount]:
        """Every tag with its count, most used first, spelt as it was met first."""
        with self._store.still():
            counts = [
                _count(spellings, self._on_notes[key])
                for key, spellings in self._counted().items()
            ]
        return sorted(counts, key=lambda count: (-count.count, -count.notes, count.tag.key))

    def to_cache(self) -> dict[str, int] | None:
        """How often each spelling stands, the first met first; None if that was never asked."""
        with self._store.still():
            if self._spelt is None:
                return None
            return {name: n for each in self._spelt.values() for name, n in each.items()}

    def spelling(self, tag: Tag) -> Tag:
        """A tag as the library spells it; as it is given if nothing carries it."""
        with self._store.still():
            spellings = self._counted().get(tag.key)
            return _count(spellings).tag if spellings else tag

    def may_hold(self, tag: Tag, *, prefix: bool = False) -> bool:
        """Whether something outside the trash may carry a tag, or one that it covers.

        False is certain. True also where the tags were not counted yet, since that takes a
        look at everything.
        """
        with self._store.still():
            if self._spelt is None and self._cache.read().tags is None:
                return True
            begun = tag.key if prefix else f"{tag.key}/"
            return any(key == tag.key or key.startswith(begun) for key in self._counted())

    def _counted(self) -> dict[str, Counter[str]]:
        if self._spelt is None:
            names = self._cache.read().tags
            self._spelt = {}
            for name, count in (self._names() if names is None else names).items():
                self._add(self._spelt, name, count)
            on_notes = _names_on(self._store.notes)
            self._on_notes = Counter(tag_of(name).key for name in on_notes)
        return self._spelt

    def _names(self) -> Counter[str]:
        """How often each spelling stands, told by looking at everything."""
        names = (_names_on(table) for table in self._store.db.numbered)
        return Counter(chain.from_iterable(names))

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if _is_counted(change)]
        if len(changes) > _MANY:
            self._spelt = None
        if self._spelt is not None:
            for change in changes:
                self._recount(self._spelt, change)

    def _recount(self, spelt: dict[str, Counter[str]], change: Change) -> None:
        """Take the tags of the state before off the count and put those of now on it."""
        now = self._store.db.item(change.id)
        for name in _names_before(change, now):
            self._add(spelt, name, -1)
            self._on_notes[tag_of(name).key] -= change.table == "notes"
        if now is not None and now.deleted is None:
            for tag in now.tags:
                self._add(spelt, str.__str__(tag), 1)
                self._on_notes[tag.key] += change.table == "notes"

    def _add(self, spelt: dict[str, Counter[str]], name: str, count: int) -> None:
        key = tag_of(name).key
        spellings = spelt.setdefault(key, Counter())
        spellings[name] += count
        if spellings[name] <= 0:
            del spellings[name]
        if not spellings:
            del spelt[key]


def _count(spellings: Counter[str], notes: int = 0) -> TagCount:
    return TagCount(tag_of(next(iter(spellings))), spellings.total() - notes, notes)


def _names_on(table: DocumentTable[Article] | DocumentTable[Note]) -> Iterator[str]:
    """The tags of all in a table that is not in the trash."""
    for _, item in table.scan(TagFields):
        if item.deleted is None:
            yield from item.tags


def _is_counted(change: Change) -> bool:
    if change.table not in ("articles", "notes"):
        return False
    if change.before is None or change.after is None:
        return True
    return not _COUNTED.isdisjoint(change.after)


def _names_before(change: Change, now: Item | None) -> Iterable[str]:
    """The tags that a document had before a change, if it was not in the trash."""
    if change.before is None:
        return []
    deleted = now.deleted if now else None
    if change.before.get("deleted", deleted) is not None:
        return []
    names = change.before.get("tags")
    if isinstance(names, list):
        return [name for name in names if isinstance(name, str)]
    return map(str.__str__, now.tags) if now else []
