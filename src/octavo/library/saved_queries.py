"""Saved queries: what was asked and is worth a name, which `@name` uses in another query.

In the table `queries` each is a document with `name`, `query` (as it is typed, its order in it)
and `letter`, the key that lists it. What somebody's script put there may lack some of that: a
document without a name is passed over, and of two with one name the older counts. In `seen` is
the last article that was there when it was listed last.

Large because how much each finds is followed here, too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.errors import OctavoError, WrongWords
from octavo.model.operation import Change, Fields, Operation
from octavo.model.search import AT_ONCE, Scan, SearchAbandoned
from octavo.query.ast import Flag, Query, asks_for
from octavo.query.characters import in_one_line, shown, written
from octavo.query.parser import Reference, Saved, SavedText, parse, references
from octavo.query.predicates import Moment
from octavo.query.ranges import Unreadable
from octavo.storage.codec import change_between, patch
from octavo.storage.store import Store
from octavo.text import nearest

if TYPE_CHECKING:
    from octavo.library.rule_evaluator import Holds, Matcher
    from octavo.library.search.search import Search

_MANY = 200
"""Changes of one operation after which it is quicker to ask again."""

_WORDS = frozenset(("title", "volume", "language"))
"""The fields that tell the words of an article."""

NAME_LENGTH = 60
"""Characters of a name at most: it stands in a row of the sidebar."""


class SavedQueryError(OctavoError):
    """A saved query that is not there, or cannot be so."""


class QueryMisworded(SavedQueryError, WrongWords):
    """A name or a query that cannot be saved in any library."""


class SavedQuery(Struct, frozen=True):
    """A query with a name."""

    id: int
    name: str
    query: str
    """As it is typed, its order in it."""
    letter: str = ""
    """The key that lists it; empty where all are taken."""
    seen: int | None = None
    """The last article that was there when it was listed last; None if that was never."""

    @property
    def mention(self) -> str:
        """How another query uses it."""
        return f"@{written(self.name)}"


class SavedQueries:
    """The saved queries of a library, in the order in which they were saved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._table = store.db.queries

    def __iter__(self) -> Iterator[SavedQuery]:
        documents = sorted(self._table.items())
        kept = [str(fields.get("letter", "")) for _, fields in documents]
        taken: set[str] = set()
        for (id, fields), letter in zip(documents, kept, strict=True):
            if name := in_one_line(str(fields.get("name", ""))):
                if len(letter) != 1 or not letter.isalnum() or letter in taken:
                    letter = _free_letter(name, taken.union(kept))
                taken.add(letter)
                seen = fields.get("seen")
                seen = seen if isinstance(seen, int) else None
                yield SavedQuery(id, name, str(fields.get("query", "")), letter, seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def find(self, name: str) -> SavedQuery | None:
        """The one with a name, whatever its case."""
        key = _key(name)
        return next((saved for saved in self if _key(saved.name) == key), None)

    def named(self, name: str) -> SavedQuery:
        """The same.

        Raises:
            SavedQueryError: If there is none; it says what is called nearly so.
        """
        if saved := self.find(name.removeprefix("@")):
            return saved
        raise SavedQueryError(self._unknown(name.removeprefix("@")))

    def text_of(self, name: str, begun: bool = False) -> SavedText | None:
        """What a name behind `@` stands for; None where it may be the beginning of several.

        Raises:
            Unreadable: If no saved query is called so, or begins so where that counts.
        """
        if saved := self.find(name):
            return SavedText(saved.name, saved.query)
        key = _key(name)
        meant = [s for s in self if begun and _key(s.name).startswith(key)]
        if not meant:
            raise Unreadable(f"{self._unknown(name)} (quotes make it plain words)")
        return SavedText(meant[0].name, meant[0].query) if len(meant) == 1 else None

    def save(self, name: str, query: str) -> Operation | None:
        """Save a query under a name; one that has the name says this from now on.

        Raises:
            SavedQueryError: If the name cannot be one, or the query is empty.
            QueryError: If the query cannot be read, or comes in itself.
        """
        name = checked_name(name)
        if not query.strip():
            raise QueryMisworded("an empty query lists everything; there is nothing to save")

        def plan() -> list[Change | None]:
            parse(query, saved=self._if_saved(name, query), within=name)
            if old := self.find(name):
                return [self._changed(old, query=query)]
            letter = _free_letter(name, {saved.letter for saved in self})
            fields: Fields = {"name": name, "query": query, "letter": letter}
            fields["seen"] = self._last
            return [Change("queries", self._table.unused.draw(), None, fields)]

        return self._store.commit(f"save query {name}", plan)

    def rename(self, old: str, new: str) -> Operation | None:
        """Give one another name, in the queries that use it, too.

        Raises:
            SavedQueryError: If there is none, or the new name is taken or cannot be one.
        """
        name = checked_name(new)
        with self._store.exclusive():
            saved = self.named(old)
            if (other := self.find(name)) and other.id != saved.id:
                raise SavedQueryError(f"a query is called {shown(other.name)!r} already")
            users = ((each, _renamed(each.query, saved.name, name)) for each in self)
            others = (self._changed(e, query=said) for e, said in users if e.id != saved.id)
            changes = [self._changed(saved, name=name), *others]
            return self._store.commit(f"rename query {saved.name} to {name}", lambda: changes)

    def delete(self, name: str) -> Operation | None:
        """Save one no longer.

        Raises:
            SavedQueryError: If there is none.
        """
        with self._store.exclusive():
            saved = self.named(name)
            gone = Change("queries", saved.id, self._table[saved.id], None)
            return self._store.commit(f"delete query {saved.name}", lambda: [gone])

    def look(self, saved: SavedQuery) -> None:
        """Remember that all that one finds now is seen; undo passes this over."""

        def plan() -> list[Change | None]:
            return [self._changed(saved, seen=self._last)] if saved.id in self._table else []

        if saved.seen is None or saved.seen < self._last:
            self._store.commit(f"look at query {saved.name}", plan, quiet=True)

    @property
    def _last(self) -> int:
        """The highest number that an article or a note has had."""
        return self._store.db.next_id - 1

    def users_of(self, name: str) -> list[SavedQuery]:
        """The queries that use one by its name."""
        key = _key(name)
        return [
            saved
            for saved in self
            if any(_key(used.name) == key for used in references(saved.query))
        ]

    def _changed(self, saved: SavedQuery, **fields: str | int) -> Change | None:
        before = self._table[saved.id]
        return change_between("queries", saved.id, before, before | fields)

    def _if_saved(self, name: str, query: str) -> Saved:
        """What names stand for once a query is saved."""
        key = _key(name)
        return lambda wanted, begun: (
            SavedText(name, query) if _key(wanted) == key else self.text_of(wanted, begun)
        )

    def _unknown(self, name: str) -> str:
        """What to say of a name that there is not."""
        names = {_key(saved.name): saved.mention for saved in self}
        none = f"no saved query is called {shown(name)!r}"
        if near := nearest(_key(name), names):
            return f"{none}; did you mean {names[near]}?"
        return f"{none}; there is {' '.join(sorted(names.values())) or 'none yet'}"


class Found(NamedTuple):
    """How much a saved query finds."""

    total: int
    new: int
    """How much of it came in since it was listed last."""


class Matches:
    """How much saved queries find: counted once each, and then kept right by each operation.

    May be used from any thread.
    """

    def __init__(
        self, store: Store, search: "Search", saved: SavedQueries, read: Callable[[str], Query]
    ) -> None:
        self._store = store
        self._search = search
        self._saved = saved
        self._read = read
        self._found: dict[int, Found | None] = {}
        self._asked: dict[int, tuple[Query, int]] = {}
        """Those that can be read, each with the last article that was seen."""
        store.listen(self._follow)

    def get(self, id: int) -> Found | None:
        """How much one finds; None where that is not counted, or it cannot be read."""
        return self._found.get(id)

    def is_unreadable(self, id: int) -> bool:
        """Whether one was tried, and cannot be read."""
        return id in self._found and self._found[id] is None

    def count(self) -> bool:
        """Count what is not counted yet, in a thread; False if some is left to be counted.

        While the index takes in what it lacks, that is not looked through for this.
        """
        scan = Scan(is_stale=lambda: self._search.indexing is not None)
        at_once = replace(AT_ONCE, is_stale=scan.is_stale)
        sequence, found = self._store.sequence, dict[int, Found | None]()
        asked = dict[int, tuple[Query, int]]()
        for saved in self._saved:
            if saved.id in self._found:
                continue
            try:
                query = self._read(saved.mention)
                of_copies = asks_for(query, Flag.DUPLICATE)
                results = self._search.find(query, at_once if of_copies else scan)
                if of_copies and results.unsearched:
                    continue  # it is counted once somebody has listed it
            except SearchAbandoned:
                return False
            except OctavoError:
                found[saved.id] = None
                continue
            seen = self._store.db.next_id if saved.seen is None else saved.seen
            new = sum(id > seen for id in results.ids)
            found[saved.id], asked[saved.id] = Found(results.total, new), (query, seen)
        with self._store.still():
            if is_right := self._store.sequence == sequence:
                self._found |= found
                self._asked |= asked
        return is_right

    def forget(self) -> None:
        """Count all anew, as what is found has changed with time alone."""
        with self._store.still():
            self._found.clear()
            self._asked.clear()

    def among(self, ids: Iterable[int]) -> dict[str, int]:
        """How many of some articles each saved query finds, by its name; most first."""
        matchers = {}
        for saved in self._saved:
            with suppress(OctavoError):
                query = self._read(saved.mention)
                matchers[saved.name] = self._matcher(query)
        found = Counter[str]()
        for id in ids:
            if (article := self._store.articles.find(id, keep=False)) is not None:
                holds = self._holds(id)
                found.update(name for name, m in matchers.items() if m.finds(article, holds))
        return dict(found.most_common())

    def _follow(self, operation: Operation) -> None:
        """Count again what one document more or less fits; what cannot be told, by and by."""
        changes = [c for c in operation.changes if c.table not in ("rules", "feeds")]
        if changes and all(map(_is_look, changes)):
            for id in (change.id for change in changes):
                if found := self._found.get(id):
                    self._found[id] = found._replace(new=0)
                    self._asked[id] = (self._asked[id][0], self._store.db.next_id - 1)
            return
        if len(changes) > _MANY or any(change.table != "articles" for change in changes):
            self.forget()
        for id, (query, seen) in list(self._asked.items()) if changes else ():
            found, difference = self._found.get(id), self._difference(query, seen, changes)
            if found is None or difference is None:
                self._found.pop(id, None)
                del self._asked[id]
            else:
                total, new = difference
                self._found[id] = Found(found.total + total, found.new + new)

    def _difference(self, query: Query, seen: int, changes: list[Change]) -> Found | None:
        """How much more a query finds after some changes of articles; None if unknown."""
        if asks_for(query, Flag.DUPLICATE):
            return None  # what is done to one article is told by others
        matcher, total, new = self._matcher(query), 0, 0
        for change in changes:
            item = self._store.articles.find(change.id, keep=False)
            if item is None or (change.before and not _WORDS.isdisjoint(change.before)):
                return None  # the words that it had are not known any more
            holds = self._holds(change.id)
            was = None if change.before is None else patch(item, change.before)
            more = matcher.finds(item, holds) - (was is not None and matcher.finds(was, holds))
            total += more
            new += more if change.id > seen else 0
        return Found(total, new)

    def _matcher(self, query: Query) -> "Matcher":
        from octavo.library.rule_evaluator import Matcher

        corpus, now = self._search.corpus, self._store.clock().astimezone()
        moment = Moment(
            now,
            corpus.noted,
            feeds=lambda: corpus.feeds,
            copied=lambda: corpus.duplicates.found(AT_ONCE).ids,
        )
        return Matcher(query, moment)

    def _holds(self, id: int) -> "Holds":
        """Which words an article has that is there."""
        from octavo.library.rule_evaluator import looking

        return looking(lambda: next(iter(self._search.corpus.searchables([id]))))


def _is_look(change: Change) -> bool:
    """Whether a change only says that all that a query finds is seen."""
    states = [{**(fields or {}), "seen": 0} for fields in (change.before, change.after)]
    return change.table == "queries" and states[0] == states[1]


def _key(name: str) -> str:
    """What tells names apart."""
    return in_one_line(name).casefold()


def checked_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        SavedQueryError: If it can be none.
    """
    name = in_one_line(name).removeprefix("@")
    if not any(map(str.isalnum, name)):
        raise QueryMisworded("a name needs a letter or a digit")
    if '"' in name or not name.isprintable():
        raise QueryMisworded("a name cannot hold a double quote or a control character")
    if len(name) > NAME_LENGTH:
        raise QueryMisworded(f"a name has up to {NAME_LENGTH} characters")
    return name


def _free_letter(name: str, taken: set[str]) -> str:
    """The first letter of a name that is no other query's key, or else any."""
    letters = filter(str.isalnum, name.casefold())
    return next((key for key in (*letters, *ascii_lowercase, *digits) if key not in taken), "")


def _renamed(query: str, old: str, new: str) -> str:
    """The text of a query with another name for one that it uses."""
    named: Iterable[Reference] = reversed(references(query))
    for used in named:
        if _key(used.name) == _key(old):
            query = f"{query[: used.start]}@{written(new)}{query[used.end :]}"
    return query
