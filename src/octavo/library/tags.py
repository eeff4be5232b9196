"""The tags of a library: how often each stands, how it is spelt, and which are pinned.

And which are nearly the same: proposals to merge two, which a person takes or turns down.

Large because what is counted, replaced and proposed is one list of tags.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from octavo.model.article import Article, ArticleId
from octavo.model.errors import InvalidTag, OctavoError
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.patterns import lazy_pattern
from octavo.query.ast import And, FieldTerm, Node, Not, Or, Query, TagName
from octavo.query.characters import plain
from octavo.storage.codec import Item, TagFields, changed, tag_of
from octavo.storage.db import DocumentTable
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.library.search.default_list import WarmCache


PINS = 9
"""How many tags the keys 1 to 9 can hold."""

_PINS = 2
"""The document of the table `meta` that holds the pinned tags."""

_APART = 4
"""The document of the table `meta` that holds the pairs of tags that are not the same."""

_ALIASES = 5
"""The document of the table `meta` that says which tags are taken for others."""

_LONG = 6
"""Letters from which on two tags that differ in one are likely misspelt.

Of shorter ones, such as `cars` and `bars`, most are not.
"""

_MANY = 20_000
"""Changes after which it is quicker to count anew."""

_BETWEEN = lazy_pattern(r"[-_.\s\u2010-\u2015]+")

_COUNTED = frozenset({"tags", "deleted"})


class TagNotFound(OctavoError):
    """Nothing carries this tag."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(f"nothing is tagged {tag}")
        self.tag = tag


class AliasError(OctavoError):
    """A tag that cannot be taken for another."""


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
        return self._counts.counts()

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
        tag = self.aliases.meant(tag)
        if alias.covers(tag) or tag.covers(alias):
            raise AliasError(f"{alias} cannot be taken for {tag}, which is no other tag")

        def plan() -> list[Change]:
            is_carried = any(map(alias.covers, self._names()))
            known = {
                each: tag if alias.covers(other) else other
                for each, other in self.aliases.all().items()
            }
            known[alias] = tag
            if is_carried:
                return self._replacements({alias: tag}, known)
            return self.aliases.changes(known)

        return self._store.commit(f"take {alias} for {tag}", plan)

    def take_as_is(self, alias: Tag) -> Operation | None:
        """Take a tag for no other any more."""

        def plan() -> list[Change]:
            known = self.aliases.all()
            return self.aliases.changes({a: t for a, t in known.items() if a != alias})

        return self._store.commit(f"take {alias} as it is", plan)

    def rename(self, old: Tag, new: Tag) -> Operation | None:
        """Give a tag and all below it another name; a name in use merges the two.

        Raises:
            TagNotFound: If nothing carries the tag or one below it.
        """
        return self._replace({old: new}, f"rename tag {old} to {new}")

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
        names = (self._store.db.meta.find(_PINS) or {}).get("pinned", [])
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
            pins = list(dict.fromkeys(how(self.pinned)))[:PINS]
            label = f"pin {', '.join(pins) or 'no tags'}"
            return self._store.commit(label, lambda: self.changed_pins(pins))

    def changed_pins(self, pins: Sequence[Tag]) -> list[Change]:
        """The change that pins these and no others, unless they are pinned already."""
        after: Fields = {"pinned": list(map(str.__str__, pins))}
        before = self._store.db.meta.find(_PINS)
        if (before or {"pinned": []}) == after:
            return []
        return [Change("meta", _PINS, before, after)]

    def _replace(self, wanted: Mapping[Tag, Tag | None], label: str) -> Operation | None:
        return self._store.commit(label, lambda: self._replacements(wanted))

    def _replacements(
        self, wanted: Mapping[Tag, Tag | None], aliases: Mapping[Tag, Tag] | None = None
    ) -> list[Change]:
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
        others = self.changed_pins(kept) + self.aliases.changes(aliases)
        return [change for change in changes if change] + others

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


class Aliases:
    """The tags that are taken for others wherever they are typed, in queries too."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> dict[Tag, Tag]:
        """What each is taken for; what somebody's script put there may be passed over."""
        said = (self._store.db.meta.find(_ALIASES) or {}).get("aliases")
        pairs = said.items() if isinstance(said, dict) else ()
        known: dict[Tag, Tag] = {}
        for alias, tag in pairs:
            with suppress(InvalidTag):
                known[Tag(str(alias))] = Tag(str(tag))
        return known

    def meant(self, tag: Tag) -> Tag:
        """The tag that one stands for; itself if it is no alias, nor below one."""
        for alias, other in self.all().items():
            if alias.covers(tag):
                return Tag(other + tag[len(alias) :])
        return tag

    def resolved(self, query: Query) -> Query:
        """A query that asks for what aliases stand for."""
        if not query.where or not self.all():
            return query
        return Query(self._resolved(query.where), query.sort)

    def _resolved(self, node: Node) -> Node:
        match node:
            case And(nodes) | Or(nodes):
                return type(node)(tuple(map(self._resolved, nodes)))
            case Not(negated):
                return Not(self._resolved(negated))
            case FieldTerm("tag", TagName(name, prefix)) if not prefix:
                return FieldTerm("tag", TagName(self.meant(name)))
            case FieldTerm("tag", TagName(name)):
                begun = [t for a, t in self.all().items() if a.key.startswith(name.key)]
                meant = (FieldTerm("tag", TagName(tag)) for tag in dict.fromkeys(begun))
                return Or((node, *meant)) if begun else node
        return node

    def changes(self, known: Mapping[Tag, Tag]) -> list[Change]:
        """The change that makes these, and no others, aliases."""
        before = self._store.db.meta.find(_ALIASES)
        pairs = {str.__str__(alias): str.__str__(tag) for alias, tag in known.items()}
        after: Fields = {"aliases": pairs}
        if (before or {"aliases": {}}) == after:
            return []
        return [Change("meta", _ALIASES, before, after)]


class Proposal(NamedTuple):
    """Two tags that may be one: the first would be merged into the second."""

    tag: TagCount
    into: TagCount
    reason: str
    """In a few words: `plural`."""


class TagCleaner:
    """Finds tags that are nearly the same, and remembers which of them are not."""

    def __init__(self, store: Store, tags: Tags) -> None:
        self._store = store
        self._tags = tags

    def proposals(self) -> list[Proposal]:
        """Merges to look at, those with the most articles first, each tag once on the left."""
        counts = self._tags.counts()
        apart = self._apart()
        found: dict[Tag, Proposal] = {}
        for reason, groups in _alike(counts):
            for group in groups:
                into, *others = sorted(group, key=lambda c: (-c.count, -c.notes, c.tag.key))
                for other in others:
                    if frozenset((other.tag.key, into.tag.key)) not in apart:
                        found.setdefault(other.tag, Proposal(other, into, reason))
        merged = found.values()
        return sorted(merged, key=lambda p: (-p.tag.count - p.into.count, p.tag.tag.key))

    def keep_apart(self, one: Tag, other: Tag) -> Operation | None:
        """Propose no longer to merge two tags."""

        def plan() -> list[Change]:
            before = self._store.db.meta.find(_APART)
            pairs = self._apart() | {frozenset((one.key, other.key))}
            after: Fields = {"apart": sorted(map(sorted, pairs))}
            return [Change("meta", _APART, before, after)] if before != after else []

        return self._store.commit(f"tell {one} and {other} apart", plan)

    def unused_pins(self) -> list[Tag]:
        """The pinned tags that nothing carries."""
        carried = {count.tag for count in self._tags.counts()}
        return [tag for tag in self._tags.pinned if tag not in carried]

    def _apart(self) -> set[frozenset[str]]:
        pairs = (self._store.db.meta.find(_APART) or {}).get("apart")
        return {frozenset(pair) for pair in pairs} if isinstance(pairs, list) else set()


def _alike(counts: Sequence[TagCount]) -> Iterator[tuple[str, Iterable[list[TagCount]]]]:
    """Groups of tags that may be one, by what they have in common, the surest first."""
    yield "accents", _groups(counts, lambda tag: [plain(tag)])
    yield "hyphen or blank", _groups(counts, lambda tag: [_letters(tag)])
    yield "plural", _groups(counts, lambda tag: [_stems(tag)])
    ends = _groups(counts, lambda tag: [_letters(tag.rpartition("/")[2])])
    yield "one in the other", (group for group in ends if _is_one_inside(group))
    yield (
        "spelling",
        (
            pair
            for group in _groups(counts, _shortened)
            for pair in map(list, combinations(group, 2))
            if _differ_in_one(_letters(pair[0].tag), _letters(pair[1].tag))
        ),
    )


def _groups(
    counts: Sequence[TagCount], keys: Callable[[Tag], Iterable[str]]
) -> Iterable[list[TagCount]]:
    """The tags that have a key in common with others."""
    groups = defaultdict[str, list[TagCount]](list)
    for count in counts:
        for key in dict.fromkeys(keys(count.tag)):
            groups[key].append(count)
    return (group for group in groups.values() if len(group) > 1)


def _is_one_inside(group: Sequence[TagCount]) -> bool:
    """Whether of some tags with the same last step one has no other, and one has."""
    return len(group) == 2 and sum("/" in count.tag for count in group) == 1


def _letters(tag: str) -> str:
    """The letters and digits of a tag, step by step; those of signs alone are themselves."""
    return "/".join(_BETWEEN.sub("", step) or step for step in plain(tag).split("/"))


def _stems(tag: str) -> str:
    """What a tag and its plural have in common."""
    from octavo.index.text.tokenizer import stem  # not needed to launch

    words = _BETWEEN.split(plain(tag.rpartition("/")[2]))
    return f"{plain(tag.rpartition('/')[0])}/{' '.join(map(stem, words))}"


def _shortened(tag: Tag) -> Iterator[str]:
    """A long tag, and it without each of its letters; digits tell tags apart."""
    letters = _letters(tag)
    if len(letters) >= _LONG and not any(map(str.isdigit, letters)):
        yield letters
        yield from (letters[:at] + letters[at + 1 :] for at in range(len(letters)))


def _differ_in_one(one: str, other: str) -> bool:
    """Whether a letter is too much, another, or changed places with the next."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    is_swapped = len(one) == 2 and one == other[::-1]
    return is_swapped or max(len(one), len(other)) == 1


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
