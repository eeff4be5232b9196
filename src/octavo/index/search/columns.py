"""Which articles and notes a field finds: columns of all keys, made when they are first asked.

A column is made from a look at all documents, and stays as it is; what changes later is looked
at by itself, until that is too much. So a change costs next to nothing, and what is found is
what a look at each document would find. May be used from any thread.
"""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Set,
)
from itertools import islice
from typing import Any, Protocol, TypeVar, cast

from octavo.index.search.id_set import IdSet
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.query.ast import FieldTerm, Flag, Scope
from octavo.query.fields import meant
from octavo.query.predicates import (
    ADDED,
    PLACES,
    Column,
    Containing,
    Exactly,
    Interval,
    Key,
    KeyPredicate,
    Moment,
)

MANY = 1_000
"""Changes that are looked at one by one; after more of them a column is made anew."""

FEW = 500
"""So many are put in order by themselves; more by going through all that there are."""

_CACHED = 4_000_000
"""Bytes of the answers that are kept of each column: 40 where there are 100 000 documents."""

_AT_ONCE = 1_000
"""Documents of which parts are in memory while columns are made."""

Noun = TypeVar("Noun", bound=Article | Note)
Kept = TypeVar("Kept", bound=Article | Note, covariant=True)


class Documents(Protocol[Kept]):
    """All articles, or all notes."""

    def find(self, id: int, /) -> Kept | None:
        """The document with an id, if there is one."""

    def partly(self, fields: Collection[str], /) -> Iterator[tuple[int, Kept]]:
        """All documents with their ids; of each at least some of its fields can be asked."""


class Columns:
    """The columns of a library."""

    def __init__(self, articles: Documents[Article], notes: Documents[Note]) -> None:
        self._articles, self._notes = articles, notes
        self._made: dict[Column, _Keys] = {}
        self._begun: dict[Column, _Keys] = {}
        """Those that are just being made."""
        self._making = threading.Lock()

    def note(self, id: int, fields: Collection[str] | None = None) -> None:
        """Take note that some fields of a document have changed; None where it came or went."""
        for column, keys in [*self._made.items(), *self._begun.items()]:
            if fields is None or not column.fields.isdisjoint(fields):
                keys.changed.add(id)

    def has(self, columns: Set[Column]) -> bool:
        """Whether all columns are made that it takes to find by some, and to order that."""
        return columns | _ALWAYS <= self._made.keys()

    def make(self, columns: Set[Column]) -> None:
        """Make some columns, from one look at all documents, and others anew.

        Those of 100 000 documents take a fraction of a second.
        """
        with self._making:
            fresh = {c for c, keys in self._made.items() if len(keys.changed) <= MANY}
            if wanted := (columns | _ALWAYS) - fresh:
                self._begun = {c: _Numbers() if c.measured else _Names() for c in wanted}
                try:
                    self._fill(self._begun)
                    self._made = self._made | self._begun
                finally:
                    self._begun = {}

    def find(self, term: FieldTerm, moment: Moment) -> IdSet:
        """The articles and notes that a term means; its column must be made."""
        if term.value is Flag.NOTED:
            notes = self.having(PLACES, Exactly(Scope.NOTES))
            return (IdSet.of(moment.noted) & self.everything()) - notes
        return self.having(*meant(term, moment))

    def having(self, column: Column, predicate: KeyPredicate) -> IdSet:
        """The articles and notes with a key that is meant; the column must be made."""
        keys = self._made[column]
        changed = frozenset(keys.changed)
        found = keys.find(predicate)
        if not changed:
            return found
        test = column.test(predicate)
        now = (id for id in changed if (item := self._item(id)) and test(item))
        return (found - IdSet.of(changed)) | IdSet.of(now)

    def counts(self, column: Column, ids: IdSet) -> Counter[Any]:
        """How many of some documents have each key of a column of names."""
        names = self._made[column]
        assert isinstance(names, _Names)
        changed = frozenset(names.changed)
        apart = ids if len(ids) <= FEW else ids & IdSet.of(changed)
        items = (item for id in apart if (item := self._item(id)))
        return Counter(key for item in items for key in column.keys(item)) + names.counts(
            ids - apart
        )

    def everything(self) -> IdSet:
        """All articles and notes, those in the trash too."""
        return self.having(PLACES, Exactly(Scope.ALL))

    def newest(self, ids: IdSet) -> Iterator[int]:
        """Some of them, the last that was added first, then by id."""
        if len(ids) <= FEW:
            yield from sorted(ids, key=lambda id: (self._added(id), id), reverse=True)
            return
        order = self._made[ADDED]
        assert isinstance(order, _Numbers)
        changed = ids & IdSet.of(frozenset(order.changed))
        unchanged, end = ids - changed, len(order.ids)
        for added, id in sorted(((self._added(id), id) for id in changed), reverse=True):
            start = order.place(added, id)
            yield from unchanged.within(order.ids[start:end][::-1], order.top)
            yield id
            end = start
        yield from unchanged.within(order.ids[:end][::-1], order.top)

    def _added(self, id: int) -> float:
        item = self._item(id)
        return item.added.timestamp() if item else 0.0

    def _item(self, id: int) -> Article | Note | None:
        return self._articles.find(id) or self._notes.find(id)

    def _fill(self, columns: Mapping[Column, "_Keys"]) -> None:
        fields = frozenset[str]().union(*(column.fields for column in columns))
        articles, notes = self._articles.partly(fields), self._notes.partly(fields)
        while some := [*islice(articles, _AT_ONCE)]:
            for column, keys in columns.items():
                keys.add(some, column.of)
        while more := [*islice(notes, _AT_ONCE)]:
            for column, keys in columns.items():
                keys.add(more, column.of_note)
        for keys in columns.values():
            keys.settle()


_ALWAYS = frozenset({ADDED, PLACES})
"""The columns that every answer takes."""


class _Keys:
    """The keys of all documents as they were at some time."""

    def __init__(self) -> None:
        self.changed: set[int] = set()
        """The documents that may have other keys by now, or are gone."""
        self.top = 0
        """The highest id of a document with a key."""
        self._known: dict[Hashable, IdSet] = {}

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        """Add the keys of some documents."""
        raise NotImplementedError

    def settle(self) -> None:
        """Take note that all are added."""

    def find(self, predicate: KeyPredicate) -> IdSet:
        """The documents with a key that is meant."""
        raise NotImplementedError

    def _kept(self, asked: Hashable, find: Callable[[], IdSet]) -> IdSet:
        """An answer that was given before, or is kept from now on."""
        known = self._known.get(asked)
        if known is None:
            known = find()
            if (len(self._known) + 1) * known.size > _CACHED:
                self._known = {}
            self._known[asked] = known
        return known


class _Names(_Keys):
    """Of each name the documents that have it."""

    def __init__(self) -> None:
        super().__init__()
        self._adding: dict[Key, list[int]] = {}
        self._ids: dict[Key, tuple[int, ...]] = {}

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        ids = self._adding
        for id, item in items:
            for key in of(item):
                if key in ids:
                    ids[key].append(id)
                else:
                    ids[key] = [id]
        self.top = max(self.top, *(id for id, _ in items))

    def settle(self) -> None:
        """In tuples of numbers the garbage collector has nothing to look for: it took 50 ms."""
        self._ids = {key: tuple(ids) for key, ids in self._adding.items()}
        self._adding = {}

    def find(self, predicate: KeyPredicate) -> IdSet:
        ids = self._ids
        names: tuple[Key, ...]
        if isinstance(predicate, Containing):  # no call for each: a third of the time
            every = cast("dict[str, tuple[int, ...]]", ids)
            names = tuple(name for name in every if predicate.text in name)
        elif isinstance(predicate, Exactly):
            names = (predicate.key,) if predicate.key in ids else ()
        else:
            names = tuple(filter(predicate, ids))
        return self._kept(names, lambda: IdSet.of(id for name in names for id in ids[name]))

    def counts(self, ids: IdSet) -> Counter[Key]:
        """How many of some documents have each name."""
        if not len(ids):
            return Counter()
        counts = zip(self._ids, ids.counts(self._ids.values(), self.top), strict=True)
        return Counter({name: count for name, count in counts if count})


class _Numbers(_Keys):
    """One number of each document, if it has any, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = array("d")
        self._adding: list[int] = []
        self.ids: tuple[int, ...] = ()
        """The documents by their numbers, then by id."""

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        for id, item in items:
            for key in of(item):
                self._numbers.append(cast("float", key))
                self._adding.append(id)

    def settle(self) -> None:
        ids, self._adding = self._adding, []
        order = sorted(range(len(ids)), key=ids.__getitem__)
        order.sort(key=self._numbers.__getitem__)
        self._numbers = array("d", map(self._numbers.__getitem__, order))
        self.ids = tuple(map(ids.__getitem__, order))
        self.top = max(self.ids, default=0)

    def find(self, predicate: KeyPredicate) -> IdSet:
        assert isinstance(predicate, Interval)
        start = bisect_left(self._numbers, predicate.first)
        stop = max(start, bisect_left(self._numbers, predicate.after))
        return self._kept((start, stop), lambda: self._between(start, stop))

    def place(self, number: float, id: int) -> int:
        """How many documents come before one with such a number."""
        start = bisect_left(self._numbers, number)
        stop = bisect_right(self._numbers, number, start)
        return bisect_left(self.ids, id, start, stop)

    def _between(self, start: int, stop: int) -> IdSet:
        if stop - start <= len(self.ids) // 2:
            return IdSet.of(self.ids[start:stop])
        every = self._kept(None, lambda: IdSet.of(self.ids))
        return every - IdSet.of(self.ids[:start] + self.ids[stop:])
