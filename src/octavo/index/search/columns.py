"""Which articles and notes a field finds: columns of all keys, made when they are first asked.

A column is made from a look at all documents, and stays as it is; what changes later is looked
at by itself, until that is too much. So a change costs next to nothing, and what is found is
what a look at each document would find. One may also be taken over from a process before this
one, with what has changed since. May be used from any thread.

Large because each kind of column is made, kept and asked here.
"""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    Set,
)
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from heapq import heappush, heappushpop, nlargest
from itertools import accumulate, chain, islice, tee
from typing import Any, Protocol, TypeVar, cast

import msgspec
from msgspec import Struct

from octavo.index.search.id_set import IdSet
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.query.ast import FieldTerm, Flag, Scope
from octavo.query.characters import plain
from octavo.query.fields import BESIDE, meant
from octavo.query.predicates import (
    ADDED,
    PLACES,
    Among,
    Column,
    Containing,
    Exactly,
    Interval,
    Key,
    KeyPredicate,
    Moment,
)

Kept = Callable[[str], tuple[bytes, Set[int]] | None]
"""What was kept of a column under its name, and the documents that have changed since."""

MANY = 1_000
"""Changes that are looked at one by one; after more of them a column is made anew."""

FEW = 500
"""So many are put in order by themselves; more by going through all that there are."""

_CACHED = 4_000_000
"""Bytes of the answers that are kept of each column: 32 where there are a million documents."""

_SCATTERED = 20_000
"""The names of so many are sooner asked for one by one than looked through."""

_DENSE = 50
"""Where one of fewer documents has a name, they are sooner counted as a set."""

_HIGH = 1 << 22
"""Ids up to this one have a place each in a table."""

_STEPS = 16
"""So many sets are kept of each column of numbers, from which those of all spans are told."""

_AT_ONCE = 1_000
"""Documents of which parts are in memory while columns are made."""

Noun = TypeVar("Noun")
Held = TypeVar("Held", bound=Article | Note, covariant=True)


class Documents(Protocol[Held]):
    """All articles, or all notes."""

    def find(self, id: int, /) -> Held | None:
        """The document with an id, if there is one."""

    def partly(self, fields: Collection[str], /) -> Iterator[tuple[int, Held]]:
        """All documents with their ids; of each at least some of its fields can be asked."""


class Columns:
    """The columns of a library.

    Large because a column is made, kept, asked and followed under the same two locks.
    """

    def __init__(
        self,
        articles: Documents[Article],
        notes: Documents[Note],
        kept: Kept = lambda _: None,
        uncollected: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Those of some documents; `uncollected` keeps the garbage collector from a block."""
        self._articles, self._notes = articles, notes
        self._kept = kept
        self._uncollected = uncollected
        self._made: dict[Column, _Keys] = {}
        self._begun: dict[Column, _Keys] = {}
        """Those that are just being made."""
        self._sought: set[Column] = set()
        """Those that were looked for among what was kept."""
        self._making = threading.Lock()
        self._noting = threading.Lock()

    def note(self, id: int, fields: Collection[str] | None = None) -> None:
        """Take note that some fields of a document have changed; None where it came or went."""
        with self._noting:
            # The begun ones first, as they become made meanwhile.
            for column, keys in (*self._begun.items(), *self._made.items()):
                if fields is None or not column.fields.isdisjoint(fields):
                    keys.note({id})

    def has(self, columns: Set[Column]) -> bool:
        """Whether all columns are made that it takes to find by some, and to order that.

        What was kept of them is taken over for it.
        """
        missing = (columns | _ALWAYS) - self._made.keys()
        if missing - self._sought and self._making.acquire(blocking=False):
            try:
                self._begun = {c: _keys_of(c) for c in missing}
                taken = {c: k for c, k in self._begun.items() if self._take(c, k)}
                self._made = self._made | taken
            finally:
                self._begun = {}
                self._sought |= missing
                self._making.release()
        return columns | _ALWAYS <= self._made.keys()

    def make(self, columns: Set[Column]) -> None:
        """Make some columns, from what was kept or one look at all documents, and others anew.

        A look at 100 000 documents takes a fraction of a second, what was kept 10 ms.
        """
        with self._making:
            fresh = {c for c, keys in self._made.items() if len(keys.changed) <= MANY}
            if wanted := (columns | _ALWAYS) - fresh:
                self._begun = {c: _keys_of(c) for c in wanted}
                try:
                    missing = {c: k for c, k in self._begun.items() if not self._take(c, k)}
                    with self._uncollected():  # else keys wait 100 ms for that, ever again
                        self._fill(missing)
                    self._made = self._made | self._begun
                finally:
                    self._begun = {}

    def prepare(self, column: Column) -> None:
        """Have it known of a column what many answers are told from."""
        self._made[column].prepare()

    def to_keep(
        self, wanted: Set[Column] | None = None
    ) -> Iterator[tuple[str, bytes, Set[int], Set[str]]]:
        """The columns, or some, that were made from a look at all documents.

        Of each its name, what to keep of it, the documents that have changed since, and the
        fields that it is told from.
        """
        for column, keys in self._made.items():
            is_wanted = wanted is None or column in wanted
            if column.name and not keys.was_kept and is_wanted:
                changed = frozenset(keys.changed)
                yield column.name, keys.packed(), changed, frozenset(column.fields)

    def find(self, term: FieldTerm, moment: Moment) -> IdSet:
        """The articles and notes that a term means; its column must be made."""
        if term.value in BESIDE:
            ids = moment.noted if term.value is Flag.NOTED else moment.copied()
            notes = self.having(PLACES, Exactly(Scope.NOTES))
            return (IdSet.of(ids) & self.everything()) - notes
        return self.having(*meant(term, moment))

    def having(self, column: Column, predicate: KeyPredicate) -> IdSet:
        """The articles and notes with a key that is meant; the column must be made."""
        keys = self._made[column]
        changed, now = self._changed(column)
        found = keys.find(predicate)
        return (found - changed) | now.find(predicate) if changed else found

    def counts(self, column: Column, ids: IdSet) -> Counter[Any]:
        """How many of some documents have each key of a column of names."""
        names = self._made[column]
        assert isinstance(names, _Names)
        changed, now = self._changed(column)
        assert isinstance(now, _Names)
        return now.counts(ids & changed) + names.counts(ids - changed)

    def most_common(self, column: Column, ids: IdSet, most: int) -> list[tuple[Any, int]]:
        """The keys of a column of names that most of some documents have, and how many have.

        The most frequent come first, and among equals those that come first by themselves.
        """
        names = self._made[column]
        assert isinstance(names, _Names)
        changed, now = self._changed(column)
        assert isinstance(now, _Names)
        return names.most_common(ids - changed, most, now.counts(ids & changed))

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
        changed = ids & self._changed(ADDED)[0]
        unchanged, end = order.among(ids - changed), len(order.ids)
        for added, id in sorted(((self._added(id), id) for id in changed), reverse=True):
            start = order.place(added, id)
            yield from unchanged(start, end)
            yield id
            end = start
        yield from unchanged(0, end)

    def _added(self, id: int) -> float:
        order = self._made[ADDED]
        assert isinstance(order, _Numbers)
        if id not in order.changed:
            return order.number(id)
        item = self._item(id)
        return item.added.timestamp() if item else 0.0

    def _changed(self, column: Column) -> "tuple[IdSet, _Keys]":
        """What has changed since a column was made, and a small column of that alone."""
        keys = self._made[column]
        with self._noting:
            noted, ids, (changed, now) = keys.noted, frozenset(keys.unread), keys.apart
        if ids or now is None:
            items = ((id, self._item(id)) for id in ids)
            keys_now = {id: tuple(column.keys(item)) if item else () for id, item in items}
            known = {**(now.current if now else {}), **keys_now}
            now = _keys_of(column)
            now.current = known
            now.add([*known.items()], lambda keys: keys)
            now.settle()
            changed = IdSet.of(known)
            with self._noting:
                if keys.noted == noted:
                    keys.apart, keys.unread = (changed, now), set()
        return changed, now

    def _item(self, id: int) -> Article | Note | None:
        return self._articles.find(id) or self._notes.find(id)

    def _take(self, column: Column, keys: "_Keys") -> bool:
        """Take over what was kept of a column, if it is not too old."""
        if not column.name or (kept := self._kept(column.name)) is None or len(kept[1]) > MANY:
            return False
        try:
            keys.take(kept[0])
        except (msgspec.DecodeError, ValueError):
            return False
        with self._noting:
            keys.note(kept[1])
        keys.was_kept = True
        return True

    def _fill(self, columns: Mapping[Column, "_Keys"]) -> None:
        if not columns:
            return
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

_IDS = "q"
"""How arrays hold ids."""


_RUNS = 500
"""Stretches of numbers that are sorted by themselves."""

_TURN = 20_000
"""Ids that are put into an array at once, for which other threads wait 1 ms."""


def _in_turns(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some ids, a few at a time, so that other threads get their turn."""
    return (ids[start : start + _TURN] for start in range(0, len(ids), _TURN))


def _highest(ids: Sequence[int]) -> int:
    return max((max(some) for some in _in_turns(ids)), default=0)


class _Packed(Struct, frozen=True, array_like=True):
    """What is kept of a column; of one of names, how many ids each has, in their order."""

    ids: bytes
    numbers: bytes = b""
    names: list[str | tuple[str, str]] = []
    counts: list[int] = []


_unpacked = msgspec.msgpack.Decoder(_Packed).decode


class _Keys:
    """The keys of all documents as they were at some time."""

    def __init__(self) -> None:
        self.changed: set[int] = set()
        """The documents that may have other keys by now, or are gone."""
        self.unread: set[int] = set()
        """Those of them of which that is not known yet."""
        self.noted = 0
        """How often some have changed."""
        self.current: Mapping[int, tuple[Key, ...]] = {}
        """The keys of each document, where this is a small column of what has changed."""
        self.apart: tuple[IdSet, _Keys | None] = IdSet(), None
        """What had changed when that was looked at, and such a column of it."""
        self.was_kept = False
        """Whether they are those that an earlier process kept."""
        self._known: dict[Hashable, IdSet] = {}

    def note(self, ids: Set[int]) -> None:
        """Take note that some documents have changed."""
        self.changed |= ids
        self.unread |= ids
        self.noted += 1

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        """Add the keys of some documents."""
        raise NotImplementedError

    def settle(self) -> None:
        """Take note that all are added."""

    def prepare(self) -> None:
        """Have it known what many answers are told from."""

    @cached_property
    def top(self) -> int:
        """The highest id of a document with a key."""
        raise NotImplementedError

    def packed(self) -> bytes:
        """All keys, to be taken over by another process."""
        raise NotImplementedError

    def take(self, packed: bytes) -> None:
        """Have the keys that were packed.

        Raises:
            msgspec.DecodeError: If it is not what was packed, or a ValueError.
        """
        raise NotImplementedError

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
        self._ids: dict[Key, Sequence[int]] = {}
        self._by_id: dict[int, list[Key]] | None = None
        """The names of each document, once they are asked for by it."""
        self._texts: tuple[list[Key], list[int], str] | None = None
        """All names, where each begins in a text of them all, and that text."""
        self._by_size: list[Key] = []
        """All names, those that most documents have first, once they are asked for so."""

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        ids = self._adding
        for id, item in items:
            for key in of(item):
                if key in ids:
                    ids[key].append(id)
                else:
                    ids[key] = [id]

    def settle(self) -> None:
        """In tuples of numbers the garbage collector has nothing to look for: it took 50 ms.

        To let go of all lists at once would hold up other threads for 170 ms.
        """
        adding, self._adding = self._adding, {}
        self._ids = {key: tuple(adding.pop(key)) for key in [*adding]}

    def packed(self) -> bytes:
        counts = [*map(len, self._ids.values())]
        ids = array(_IDS)
        for having in self._ids.values():
            for some in _in_turns(having):
                ids.extend(some)
        names = cast("list[str | tuple[str, str]]", [*self._ids])
        return msgspec.msgpack.encode(_Packed(ids.tobytes(), names=names, counts=counts))

    def take(self, packed: bytes) -> None:
        kept, ids = _unpacked(packed), array(_IDS)
        ids.frombytes(kept.ids)
        ends = [*accumulate(kept.counts, initial=0)]
        places = zip(kept.names, ends[:-1], ends[1:], strict=True)
        self._ids = {name: ids[start:end] for name, start, end in places}

    @cached_property
    def top(self) -> int:
        return max(map(_highest, self._ids.values()), default=0)

    def find(self, predicate: KeyPredicate) -> IdSet:
        ids = self._ids
        names: tuple[Key, ...]
        if isinstance(predicate, Containing):
            names = tuple(filter(predicate, self._containing(predicate.text)))
        elif isinstance(predicate, Exactly):
            names = (predicate.key,) if predicate.key in ids else ()
        elif isinstance(predicate, Among):
            names = tuple(key for key in predicate.keys if key in ids)
        else:
            names = tuple(filter(predicate, ids))
        return self._kept(names, lambda: IdSet.of(*(ids[name] for name in names)))

    def _of_each(self, ids: IdSet) -> Iterator[Key]:
        """The names of some documents, one after the other."""
        by_id = self._by_id
        if by_id is None:
            by_id = defaultdict(list)
            for name, having in self._ids.items():
                for id in having:
                    by_id[id].append(name)
            self._by_id = by_id  # now that it is whole, as other threads may ask, too
        return chain.from_iterable(filter(None, map(by_id.get, ids)))

    def _containing(self, text: str) -> Iterator[Key]:
        """The names that a text may be part of: 100 000 take 0.3 ms, and one by one 4."""
        if self._texts is None:
            texts = [*map(_plain, self._ids)]
            starts = [*accumulate((len(each) + 1 for each in texts), initial=0)]
            self._texts = [*self._ids], starts, "\0".join(texts)
        (names, starts, joined), at = self._texts, -1
        while (at := joined.find(text, max(0, at))) >= 0:
            place = bisect_right(starts, at) - 1
            yield names[place]
            at = starts[place + 1]

    def counts(self, ids: IdSet) -> Counter[Key]:
        """How many of some documents have each name."""
        if len(ids) <= _SCATTERED:
            return Counter(self._of_each(ids))
        counts = zip(self._ids, self._counts(self._ids, ids), strict=True)
        return Counter({name: count for name, count in counts if count})

    def _counts(self, names: Iterable[Key], ids: IdSet) -> Iterator[int]:
        """How many of some documents have each of some names."""
        is_in, least = ids.test(self.top), self.top / _DENSE
        for name in names:
            having = self._ids[name]
            is_dense = len(having) > least
            yield len(self.find(Exactly(name)) & ids) if is_dense else sum(map(is_in, having))

    def most_common(self, ids: IdSet, most: int, beside: Counter[Key]) -> list[tuple[Key, int]]:
        """The names that most of some documents have, those counted already among them."""
        if not self._by_size:
            self._by_size = sorted(self._ids, key=lambda name: -len(self._ids[name]))
        apart = [name for name in beside if name in self._ids]
        more = self._counts(apart, ids)
        found = beside + Counter(dict(zip(apart, more, strict=True)))
        best = nlargest(most, found.values())[::-1]  # a heap, the least first
        others, held = tee(name for name in self._by_size if name not in beside)
        for name, number in zip(others, self._counts(held, ids), strict=False):
            if len(best) == most and len(self._ids[name]) <= best[0]:
                break  # nor have the names behind it more
            if number:
                found[name] = number
                (heappush if len(best) < most else heappushpop)(best, number)
        ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return ordered[:most]


class _Numbers(_Keys):
    """One number of each document, if it has any, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = array("d")
        self._adding: list[int] = []
        self.ids = array(_IDS)
        """The documents by their numbers, then by id."""
        self._places: dict[int, int] | array[int] | None = None
        """Where each document stands among these, once its number is asked for."""
        self._steps = [IdSet()]

    def add(self, items: list[tuple[int, Noun]], of: Callable[[Noun], Iterable[Key]]) -> None:
        for id, item in items:
            for key in of(item):
                self._numbers.append(cast("float", key))
                self._adding.append(id)

    def settle(self) -> None:
        """In order, some at a time: a sort of a million holds up other threads for a second."""
        ids, self._adding = self._adding, []
        numbers, self._numbers = self._numbers, array("d")
        bounds = sorted({*numbers[:: len(numbers) // _RUNS + 1]})
        runs: list[list[int]] = [[] for _ in range(len(bounds) + 1)]
        for place, number in enumerate(numbers):
            runs[bisect_left(bounds, number)].append(place)
        for run in runs:
            run.sort(key=ids.__getitem__)
            run.sort(key=numbers.__getitem__)
            for some in _in_turns(run):
                self._numbers.extend(map(numbers.__getitem__, some))
                self.ids.extend(map(ids.__getitem__, some))

    def packed(self) -> bytes:
        kept = _Packed(self.ids.tobytes(), self._numbers.tobytes())
        return msgspec.msgpack.encode(kept)

    def take(self, packed: bytes) -> None:
        kept = _unpacked(packed)
        self.ids.frombytes(kept.ids)
        self._numbers.frombytes(kept.numbers)

    @cached_property
    def top(self) -> int:
        return _highest(self.ids)

    def find(self, predicate: KeyPredicate) -> IdSet:
        assert isinstance(predicate, Interval)
        start = bisect_left(self._numbers, predicate.first)
        stop = max(start, bisect_left(self._numbers, predicate.after))
        return self._kept((start, stop), lambda: self._between(start, stop))

    def prepare(self) -> None:
        self._first(_STEPS)
        if len(self.ids):
            self.number(self.ids[0])

    def number(self, id: int) -> float:
        """The number of a document that has one."""
        if self._places is None:
            size = self.top + 1
            places: dict[int, int] | array[int] = {}
            if size <= _HIGH:
                places = array(_IDS, bytes(size * array(_IDS).itemsize))
            for place, each in enumerate(self.ids):
                places[each] = place
            self._places = places
        return self._numbers[self._places[id]]

    def place(self, number: float, id: int) -> int:
        """How many documents come before one with such a number."""
        start = bisect_left(self._numbers, number)
        stop = bisect_right(self._numbers, number, start)
        return bisect_left(self.ids, id, start, stop)

    def among(self, ids: IdSet) -> Callable[[int, int], Iterator[int]]:
        """Tells those of some documents between two places, the last first, as far as asked.

        Where the first steps hold all of them, the places behind are not looked through.
        """
        is_meant, last = ids.test(self.top), len(self.ids)
        while last and not len(ids - self._first((last - 1) // self._step)):
            last = (last - 1) // self._step * self._step

        def backwards(start: int, stop: int) -> Iterator[int]:
            for end in range(min(stop, last), start, -_AT_ONCE):
                yield from filter(is_meant, self.ids[max(start, end - _AT_ONCE) : end][::-1])

        return backwards

    def _between(self, start: int, stop: int) -> IdSet:
        if stop - start <= self._step:
            return IdSet.of(self.ids[start:stop])
        return self._before(stop) - self._before(start)

    def _before(self, place: int) -> IdSet:
        """The documents before a place, from those before the nearest of a few places."""
        nearest = (place + self._step // 2) // self._step
        least, most = sorted((place, nearest * self._step))
        beside = IdSet.of(self.ids[least:most])
        return (
            self._first(nearest) - beside if place == least else self._first(nearest) | beside
        )

    def _first(self, steps: int) -> IdSet:
        """The documents before so many steps."""
        known = self._steps
        if len(known) <= steps:
            known = [*known]  # which no other thread adds to
            while len(known) <= steps:
                end = len(known) * self._step
                known.append(known[-1] | IdSet.of(self.ids[end - self._step : end]))
            self._steps = known
        return known[steps]

    @property
    def _step(self) -> int:
        return len(self.ids) // _STEPS + 1


def _plain(name: Key) -> str:
    """A name, or the parts of one, without accents."""
    text = "\0".join(cast("tuple[str, ...]", name)) if isinstance(name, tuple) else str(name)
    return text if text.isascii() else plain(text)


def _keys_of(column: Column) -> _Keys:
    return _Numbers() if column.measured else _Names()
