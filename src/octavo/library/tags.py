"""The tags of a library: how often each stands, how it is spelt, and which are pinned.

Long because what is counted and what is replaced is one list of tags.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from octavo.library.tag_cleaner import AliasError, Aliases
from octavo.model.article import Article, ArticleId
from octavo.model.errors import InvalidTag, OctavoError
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation, Table, summed
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.query.ast import TagName
from octavo.query.predicates import tagged
from octavo.storage.codec import Item, TagFields, change_between, changed, tag_of
from octavo.storage.db import PINS, DocumentTable
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.library.search.default_list import WarmCache


KEYS = 9
"""How many tags the keys 1 to 9 can hold."""

_MANY = 20_000
"""Changes after which it is quicker to count anew, of up to 100 000 articles."""

_SHARE = 5
"""Of more, a fifth: to look at one takes a fifth of what it takes to follow a change of it."""

_COUNTED = frozenset({"tags", "deleted"})


class TagNotFound(OctavoError):
    """Nothing carries this tag."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(f"nothing is tagged {tag}")


class Tags:
    """Counts, renames, merges, deletes and pins the tags of a library.

    Large because each thing that is done to tags is a method.
    """

    def __init__(self, store: Store, counts: "TagCounts") -> None:
        self._store = store
        self._counts = counts
        self.aliases = Aliases(store)

    def counts(self) -> list[TagCount]:
        """Every tag with how many articles carry it, and how many notes, most used first.

        What is in the trash does not count.
        """
        counts = self._counts.counts()
        aliases = defaultdict[Tag, tuple[Tag, ...]](tuple)
        for alias, tag in self.aliases.all().items():
            aliases[tag] += (alias,)
        if not aliases:
            return counts
        return [
            msgspec.structs.replace(each, aliases=aliases[each.tag])
            if each.tag in aliases
            else each
            for each in counts
        ]

    def spelt(self, edit: TagEdit) -> TagEdit:
        """The edit with tags in the place of aliases, spelt as the library first wrote them."""
        meant = self.aliases.meant
        add = (self._counts.spelling(meant(tag)) for tag in edit.add)
        return TagEdit(frozenset(add), edit.remove.union(map(meant, edit.remove)))

    def take_for(self, alias: Tag, tag: Tag) -> Operation | None:
        """Take a tag, and all below it, for another from now on, and wherever it stands.

        Raises:
            AliasError: If the other is below it, or is taken for it already.
        """
        typed, tag = tag, self.aliases.meant(tag)
        if alias == tag:
            circle = f"{typed} is taken for {alias} already"
            raise AliasError(circle if typed != tag else f"{alias} is {alias} as it is")
        if alias.covers(tag) or tag.covers(alias):
            low, high = (tag, alias) if alias.covers(tag) else (alias, tag)
            raise AliasError(f"{alias} cannot be taken for {tag}: {low} is below {high}")

        def plan() -> Sequence[Change | None]:
            is_carried = any(map(alias.covers, self._names()))
            known = {
                each: tag if alias.covers(other) else other
                for each, other in self.aliases.all().items()
            }
            known[alias] = tag
            if is_carried:
                return self._replacements({alias: tag}, known)
            return self.aliases.changes(known)

        return self._store.commit(f"make {alias} an alias of {tag}", plan)

    def take_as_is(self, alias: Tag) -> Operation | None:
        """Take a tag for no other any more."""

        def plan() -> list[Change]:
            known = self.aliases.all()
            return self.aliases.changes({a: t for a, t in known.items() if a != alias})

        return self._store.commit(f"make {alias} a tag of its own", plan)

    def rename(self, old: Tag, new: Tag) -> Operation | None:
        """Give a tag and all below it another name; a name in use merges the two.

        Raises:
            TagNotFound: If nothing carries the tag or one below it.
        """
        is_there = new != old and any(count.tag == new for count in self.counts())
        deed = f"merge tag {old} into {new}" if is_there else f"rename tag {old} to {new}"
        return self._replace({old: new}, deed)

    def merge(self, tags: Iterable[Tag], into: Tag) -> Operation | None:
        """Replace some tags, and all below them, by one.

        Raises:
            TagNotFound: If nothing carries one of them; then none is merged.
        """
        wanted = {tag: into for tag in tags if tag != into}
        names = ", ".join(sorted(wanted))
        return self._replace(wanted, f"merge tags {names} into {into}")

    def delete(self, tag: Tag) -> Operation | None:
        """Take a tag, and all below it, off everything.

        Raises:
            TagNotFound: If nothing carries it.
        """
        return self._replace({tag: None}, f"delete tag {tag}")

    def carriers(self, tag: Tag) -> list[ArticleId]:
        """The articles and notes, in the trash or not, with a tag or one below it."""
        carried = [(id, item.tags) for id, item in self._tagged()]
        names = {name for _, tags in carried for name in tags}
        covered = {name for name in names if tag.covers(Tag(name))}
        return [id for id, tags in carried if not covered.isdisjoint(tags)]

    @property
    def pinned(self) -> tuple[Tag, ...]:
        """The tags on the keys 1 to 9, in order."""
        names = self._store.db.said_of_tags(PINS)
        return tuple(map(Tag, names)) if isinstance(names, list) else ()

    def pin(self, tags: Iterable[Tag]) -> Operation | None:
        """Put these tags, and no others, on the keys 1 to 9; more than nine are cut off."""
        pins = list(tags)
        return self.repin(lambda _: pins)

    def repin(self, how: Callable[[Sequence[Tag]], Iterable[Tag]]) -> Operation | None:
        """Put other tags on the keys 1 to 9; more than nine are cut off.

        `how` is given those that are pinned when nobody else can pin any.
        """
        with self._store.exclusive():
            before = self.pinned
            pins = list(dict.fromkeys(how(before)))[:KEYS]
            new = [tag for tag in pins if tag not in before]
            gone = [tag for tag in before if tag not in pins]
            verb, named = ("unpin", gone) if gone and not new else ("pin", new or pins)
            label = f"{verb} {', '.join(named)}"
            return self._store.commit(label, lambda: self.changed_pins(pins))

    def changed_pins(self, pins: Sequence[Tag]) -> list[Change]:
        """The change that pins these and no others, unless they are pinned already."""
        return self._store.db.changes_of_tags(PINS, list(map(str.__str__, pins)))

    def _replace(self, wanted: Mapping[Tag, Tag | None], label: str) -> Operation | None:
        return self._store.commit(label, lambda: self._replacements(wanted))

    def _replacements(
        self, wanted: Mapping[Tag, Tag | None], aliases: Mapping[Tag, Tag] | None = None
    ) -> list[Change | None]:
        """The changes that replace some tags; other aliases stand for what is there then."""
        swaps = self._swaps(wanted)
        changes = [
            changed(document, new)
            for table in self._store.db.numbered
            for document in table.documents()
            if (new := _swapped(document, swaps)) is not document
        ]
        pins = [swaps.get(tag, tag) for tag in self.pinned]
        kept = [tag for tag in dict.fromkeys(pins) if tag is not None]
        if aliases is None:
            known = self.aliases.all().items()
            aliases = {a: now for a, tag in known if (now := swaps.get(tag) or tag) != a}
        others = [*self.changed_pins(kept), *self.aliases.changes(aliases)]
        named = {old: new for old, new in wanted.items() if new is not None}
        return [*changes, *others, *self._renamed(named)]

    def _renamed(self, wanted: Mapping[Tag, Tag]) -> list[Change | None]:
        """The changes that have queries, rules and feeds name tags as they are called now."""

        def now(tag: Tag) -> Tag:
            old = max((old for old in wanted if old.covers(tag)), key=len, default=None)
            return tag if old is None else Tag(wanted[old] + tag[len(old) :])

        db = self._store.db
        tables: tuple[tuple[Table, DocumentTable[Fields]], ...]
        tables = (("queries", db.queries), ("rules", db.rules))
        names = {str(said.get("name", "")).casefold() for _, said in db.rules.items()}
        told = [
            change_between(table, id, said, _retold(said, now, names))
            for table, documents in tables
            for id, said in documents.items()
        ]
        tagged = [
            changed(feed, msgspec.structs.replace(feed, tags=frozenset(map(now, feed.tags))))
            for feed in db.feeds.documents()
        ]
        return told + tagged

    def _swaps(self, wanted: Mapping[Tag, Tag | None]) -> dict[Tag, Tag | None]:
        """What becomes of each tag that is one of the wanted or below it, the nearest wins."""
        swaps: dict[Tag, Tag | None] = {}
        spellings: dict[Tag, Tag] = {}
        carried = self._names()
        for old, new in sorted(wanted.items()):
            if not any(map(old.covers, carried)):
                raise TagNotFound(old)
            covered = filter(old.covers, [*carried, *self.pinned])
            for name in covered:
                tag = new and Tag(new + name[len(old) :])
                if tag and tag != name:
                    tag = spellings.setdefault(tag, self._counts.spelling(tag))
                swaps[name] = tag
        return swaps

    def _tagged(self) -> Iterator[tuple[ArticleId, TagFields]]:
        """The tags of every article and note, in the trash or not."""
        for table in self._store.db.numbered:
            yield from ((id, item) for id, item in table.scan(TagFields) if item.tags)

    def _names(self) -> list[Tag]:
        """Every tag that anything carries, in the trash or not."""
        names = dict.fromkeys(name for _, item in self._tagged() for name in item.tags)
        return list(dict.fromkeys(map(Tag, names)))


def _retold(said: Fields, now: Callable[[Tag], Tag], names: set[str]) -> Fields:
    """A saved query or a rule with other tags in its query, and in what it does.

    A rule that is called as its query is keeps to that, unless the name is one of the `names`.
    """
    from octavo.query.characters import named_after
    from octavo.query.parser import retagged  # where tags are renamed, only

    told, query, acts = dict(said), said.get("query"), said.get("acts")
    if isinstance(query, str):
        told["query"] = after = retagged(query, now)
        name = named_after(after)
        is_so_called = isinstance(acts, list) and said.get("name") == named_after(query)
        if is_so_called and name.casefold() not in names:
            told["name"] = name
            names.add(name.casefold())
    if isinstance(acts, list):
        told["acts"] = [_resigned(act, now) for act in acts]
    return told


def _resigned(act: object, now: Callable[[Tag], Tag]) -> object:
    """What a rule does, if that is to put a tag on or take it off, with another tag."""
    if isinstance(act, str) and act[:1] in ("+", "-"):
        with suppress(InvalidTag):
            return f"{act[0]}{now(Tag(act[1:]))}"
    return act


def _swapped(document: Item, swaps: Mapping[Tag, Tag | None]) -> Item:
    """A document with other tags; one that is taken off an article is unwanted there."""
    unwanted = document.unwanted if isinstance(document, Article) else frozenset()
    if swaps.keys().isdisjoint(document.tags | unwanted):
        return document
    tags = frozenset(new for tag in document.tags if (new := swaps.get(tag, tag)) is not None)
    if not isinstance(document, Article):
        return msgspec.structs.replace(document, tags=tags)
    gone = {tag for tag in document.tags if swaps.get(tag, tag) is None}
    unwanted = frozenset(swaps.get(tag) or tag for tag in unwanted) | gone
    return msgspec.structs.replace(document, tags=tags, unwanted=unwanted - tags)


class TagCounts:
    """The tags of all that is not in the trash. May be used from any thread."""

    def __init__(self, store: Store, cache: "WarmCache") -> None:
        self._store = store
        self._cache = cache
        self._spelt: dict[str, Counter[str]] | None = None
        """How often each spelling of a tag stands, in the order in which they were met.

        None where that is not known, also once something could not be read on the way."""
        self._on_notes: Counter[str] = Counter()
        """How many of these are on notes, by the tag's key."""
        self._sorted: list[TagCount] | None = None
        """The counts, as long as nothing changes."""
        self.moved = False
        """Whether any has changed since the library was opened."""
        store.listen(self._follow)

    def counts(self) -> list[TagCount]:
        """Every tag with its count, most used first, spelt as it was met first."""
        with self._store.still():
            if self._sorted is None:
                counts = [
                    _count(spellings, self._on_notes[key])
                    for key, spellings in self._counted().items()
                ]
                counts.sort(key=lambda count: (-count.count, -count.notes, count.tag.key))
                self._sorted = counts
            return [*self._sorted]

    def to_cache(self) -> dict[str, int] | None:
        """How often each spelling stands, the first met first; None if that was never asked."""
        with self._store.still():
            if self._spelt is None:
                return None
            return {name: n for each in self._spelt.values() for name, n in each.items()}

    def catch_up(self) -> None:
        """Bring what was written up to date, unless it is known."""
        with self._store.still():
            if self._spelt is None and self._cache.read_behind()[0].tags is not None:
                self._counted()

    def spelling(self, tag: Tag) -> Tag:
        """A tag as the library spells it; as it is given if nothing carries it."""
        with self._store.still():
            spellings = self._counted().get(tag.key)
            return tag_of(next(iter(spellings))) if spellings else tag

    def may_hold(self, tag: Tag, *, prefix: bool = False) -> bool:
        """Whether something outside the trash may carry a tag, or one that it covers.

        False is certain. True also where the tags were not counted yet, since that takes a
        look at everything.
        """
        with self._store.still():
            if self._spelt is None and self._cache.read_behind()[0].tags is None:
                return True
            return any(map(tagged(TagName(tag, prefix=prefix)), self._counted()))

    def _counted(self) -> dict[str, Counter[str]]:
        if self._spelt is None:
            cached, since = self._cache.read_behind()
            spelt: dict[str, Counter[str]] = {}
            if (names := cached.tags) is None:
                names, since = self._names(), []
            for name, count in names.items():
                self._add(spelt, name, count)
            self._recount(spelt, (c for c in summed(since) if c.touches(_COUNTED)))
            on_notes = _names_on(self._store.notes)
            self._on_notes = Counter(tag_of(name).key for name in on_notes)
            self._spelt = spelt
        return self._spelt

    def _names(self) -> Counter[str]:
        """How often each spelling stands, told by looking at everything."""
        names = (_names_on(table) for table in self._store.db.numbered)
        return Counter(chain.from_iterable(names))

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if change.touches(_COUNTED)]
        if changes:
            self.moved, self._sorted = True, None
        spelt, self._spelt = self._spelt, None
        is_few = len(changes) <= max(_MANY, len(self._store.articles.by_id) // _SHARE)
        if spelt is not None and is_few:
            self._recount(spelt, changes)
            self._spelt = spelt

    def _recount(self, spelt: dict[str, Counter[str]], changes: Iterable[Change]) -> None:
        """Take the tags of the states before off the count and put those of now on it."""
        changed = {(change.table, change.id): change for change in changes}
        for table in self._store.db.numbered:
            of_table = {id: c for (name, id), c in changed.items() if name == table.kept_as}
            now, moved = dict(table.projected(TagFields, of_table)), Counter[str]()
            for id, change in of_table.items():
                moved.subtract(_names_before(change, now.get(id)))
            for item in now.values():
                moved.update(item.tags if item.deleted is None else ())
            for name, count in moved.items():
                self._add(spelt, name, count)
                self._on_notes[tag_of(name).key] += count * (table is self._store.notes)

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


def _names_before(change: Change, now: TagFields | None) -> Iterable[str]:
    """The tags that a document had before a change, if it was not in the trash."""
    if change.before is None:
        return []
    deleted = now.deleted if now else None
    if change.before.get("deleted", deleted) is not None:
        return []
    names = change.before.get("tags")
    if isinstance(names, list):
        return [name for name in names if isinstance(name, str)]
    return now.tags if now else []
