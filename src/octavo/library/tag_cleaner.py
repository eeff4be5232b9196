"""What keeps the tags of a library few: aliases, and proposals to merge those nearly the same.

A proposal is there for a person to take or to turn down, and that is remembered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple, Protocol

from octavo.model.errors import InvalidTag, OctavoError
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagCount
from octavo.patterns import lazy_pattern
from octavo.query.ast import And, FieldTerm, Node, Not, Or, Query, TagName
from octavo.query.characters import plain
from octavo.storage.db import ALIASES, APART
from octavo.storage.store import Store

_LONG = 6
"""Letters from which on two tags that differ in one are likely misspelt.

Of shorter ones, such as `cars` and `bars`, most are not.
"""

_BETWEEN = lazy_pattern(r"[-_.\s\u2010-\u2015]+")


class AliasError(OctavoError):
    """A tag that cannot be taken for another."""


class Aliases:
    """The tags that are taken for others wherever they are typed, in queries too."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> dict[Tag, Tag]:
        """What each is taken for; what somebody's script put there may be passed over."""
        said = self._store.db.said_of_tags(ALIASES)
        pairs = said.items() if isinstance(said, dict) else ()
        known: dict[Tag, Tag] = {}
        for alias, tag in pairs:
            with suppress(InvalidTag):
                known[Tag(str(alias))] = Tag(str(tag))
        return known

    def said(self) -> dict[str, str]:
        """The same as plain texts."""
        return _as_texts(self.all())

    def with_more(self, more: Mapping[str, str]) -> list[Change]:
        """The change that adds aliases, but for those that are something else here already."""
        known = self.all()
        for name, other in more.items():
            with suppress(InvalidTag):
                alias, tag = Tag(name), self.meant(Tag(other))
                tags = {*known, *known.values()}
                if not any(alias.covers(each) or each.covers(alias) for each in (*tags, tag)):
                    known[alias] = tag
        return self.changes(known)

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
        return self._store.db.changes_of_tags(ALIASES, _as_texts(known))


def _as_texts(aliases: Mapping[Tag, Tag]) -> dict[str, str]:
    return {str.__str__(alias): str.__str__(tag) for alias, tag in aliases.items()}


class CountedTags(Protocol):
    """The tags that there are, and those that are pinned."""

    @property
    def pinned(self) -> tuple[Tag, ...]: ...
    def counts(self) -> list[TagCount]: ...


class Proposal(NamedTuple):
    """Two tags that may be one: the first would be merged into the second."""

    tag: TagCount
    into: TagCount
    reason: str
    """In a few words: `plural`."""


class TagCleaner:
    """Finds tags that are nearly the same, and remembers which of them are not."""

    def __init__(self, store: Store, tags: CountedTags) -> None:
        self._store = store
        self._tags = tags

    def proposals(self) -> list[Proposal]:
        """Merges to look at, those with the most articles first, each tag once on the left."""
        counts = self._tags.counts()
        apart = _apart(self._store)
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
        return self._store.commit(
            f"tell {one} and {other} apart",
            lambda: changed_apart(self._store, [(one.key, other.key)]),
        )

    @property
    def apart(self) -> tuple[tuple[str, str], ...]:
        """The pairs of tags that are not the same."""
        pairs = sorted(map(sorted, _apart(self._store)))
        return tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)

    def unused_pins(self) -> list[Tag]:
        """The pinned tags that nothing carries."""
        carried = {count.tag for count in self._tags.counts()}
        return [tag for tag in self._tags.pinned if tag not in carried]


def _apart(store: Store) -> set[frozenset[str]]:
    pairs = store.db.said_of_tags(APART)
    return {frozenset(pair) for pair in pairs} if isinstance(pairs, list) else set()


def changed_apart(store: Store, more: Iterable[Sequence[str]]) -> list[Change]:
    """The change that has more pairs of tags not be the same."""
    pairs = _apart(store) | set(map(frozenset, more))
    return store.db.changes_of_tags(APART, sorted(map(sorted, pairs)))


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
