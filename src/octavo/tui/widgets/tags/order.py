"""In which order tags are listed: in their hierarchy, by use, or by what typed letters mean."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice

from msgspec import Struct

from octavo.model.tag import Tag, TagCount
from octavo.text import count_of, grouped

_STEPS = "/ -_."
"""What the words inside a tag begin after."""
_FEW = 50
"""Tags that a menu offers: more than anybody scrolls through, who can type another letter."""


class TagRow(Struct, frozen=True, gc=False):
    """A tag as one entry of the table."""

    tag: Tag
    count: int
    depth: int = 0
    """How many of the tags above it in the hierarchy are listed as well."""
    name: str = ""
    """What the nearest of these leaves of its name."""
    notes: int = 0

    @property
    def amount(self) -> str:
        """How many articles carry it, or else how many notes."""
        return amount_of(self.count, self.notes)


def amount_of(articles: int, notes: int) -> str:
    """How many articles carry a tag, or else how many notes: `12`, `1 note`."""
    return count_of(notes, "note") if notes > articles == 0 else grouped(articles)


def by_name(tags: Iterable[TagCount]) -> list[TagRow]:
    """Each tag below the one that it belongs to, which need not be a tag itself."""
    rows: list[TagRow] = []
    above: list[TagRow] = []
    for entry in sorted(tags, key=lambda entry: entry.tag.key.split("/")):
        while above and not above[-1].tag.covers(entry.tag):
            above.pop()
        name = str(entry.tag)[len(above[-1].tag) + 1 :] if above else str(entry.tag)
        row = TagRow(entry.tag, entry.count, len(above), name, entry.notes)
        rows.append(row)
        above.append(row)
    return rows


def flat(tags: Sequence[TagCount]) -> list[TagRow]:
    """The tags in the order given, with their whole names."""
    return [TagRow(entry.tag, entry.count, 0, str(entry.tag), entry.notes) for entry in tags]


def by_count(tags: Iterable[TagCount]) -> list[TagRow]:
    """The most used first."""
    return flat(sorted(tags, key=lambda entry: (-entry.count, entry.tag.key)))


class Narrowing:
    """Finds tags: by how they begin, then how their words do, then any part, then fuzzily.

    Accents and case do not matter, and what is taken for a tag finds it too. Within one of
    these kinds the most used come first.
    """

    def __init__(self, known: Sequence[TagCount]) -> None:
        self.known = known

    @cached_property
    def tags(self) -> frozenset[Tag]:
        """All of them, and all that is taken for one."""
        return frozenset(tag for entry in self.known for tag in (entry.tag, *entry.aliases))

    @cached_property
    def _names(self) -> Sequence[str]:
        """How they are compared, which of thousands waits until a letter is typed."""
        return [folded(name) for name, _ in self._named]

    @cached_property
    def _named(self) -> Sequence[tuple[str, int]]:
        """The names, and which tag each is one of; those of aliases behind all others."""
        tags = [(entry.tag, at) for at, entry in enumerate(self.known)]
        others = [(name, at) for at, entry in enumerate(self.known) for name in entry.aliases]
        return tags + others

    @cached_property
    def _all(self) -> str:
        return "\n".join(self._names)

    @cached_property
    def _ends(self) -> Sequence[int]:
        return list(accumulate(len(name) + 1 for name in self._names))

    def find(self, typed: str, limit: int = _FEW) -> list[TagCount]:
        """The best of the tags that the letters can mean; all of them for no letters."""
        wanted = folded(typed.strip())
        if not wanted:
            return list(self.known)
        steps = tuple(step + wanted for step in _STEPS)
        ranked = [
            (_rank(name, wanted, steps), -self._entry(at).count, name, at)
            for at, name in enumerate(self._names)
            if wanted in name
        ]
        if len(ranked) < limit:
            ranked += self._fuzzy(wanted)
        best = dict.fromkeys(self._named[at][1] for *_, at in sorted(ranked))
        return [self.known[at] for at in islice(best, limit)]

    def _entry(self, at: int) -> TagCount:
        return self.known[self._named[at][1]]

    def _fuzzy(self, wanted: str) -> Iterator[tuple[int, int, str, int]]:
        """Tags with the letters in order from the start of a word; the closer, the better."""
        for found in _scattered(wanted).finditer(self._all):
            at = bisect_right(self._ends, found.start())
            name = self._names[at]
            if wanted not in name:
                spread = found.end() - found.start(1)
                yield 10 + spread, -self._entry(at).count, name, at


def folded(name: str) -> str:
    """A name as it is compared: without case and accents."""
    if name.isascii():
        return name.lower()
    apart = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def matched(name: str, typed: str) -> list[tuple[int, int]]:
    """Which letters of a name those typed stand for, to set them off."""
    wanted, plain = folded(typed.strip()), folded(name)
    if not wanted or len(plain) != len(name):
        return []
    if (at := _best_place(plain, wanted)) >= 0:
        return [(at, at + len(wanted))]
    found = _scattered(wanted).search(plain)
    if found is None:
        return []
    places, at = [], found.start(1) - 1
    for letter in wanted:
        at = plain.index(letter, at + 1)
        places.append((at, at + 1))
    return places


def begins(name: str, typed: str) -> bool:
    """Whether some letters are the beginning of a name, or of one of the words in it."""
    plain, wanted = folded(name), folded(typed.strip())
    at = _best_place(plain, wanted)
    return at == 0 or (at > 0 and plain[at - 1] in _STEPS)


def _rank(name: str, wanted: str, steps: tuple[str, ...]) -> int:
    if name.startswith(wanted):
        return 0 if name == wanted else 1
    for step in steps:
        if step in name:
            return 2
    return 3


def _best_place(name: str, wanted: str) -> int:
    """Where the letters stand, at the beginning of a word if they do anywhere."""
    first = at = name.find(wanted)
    while at > 0:
        if name[at - 1] in _STEPS:
            return at
        at = name.find(wanted, at + 1)
    return 0 if at == 0 else first


def _scattered(wanted: str) -> re.Pattern[str]:
    first, *others = map(re.escape, wanted)
    way = "".join(f"[^{letter}\n]*{letter}" for letter in others)
    return re.compile(f"^(?:[^\n]*?[{re.escape(_STEPS)}])?({first}){way}", re.MULTILINE)
