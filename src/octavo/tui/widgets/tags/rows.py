"""The order in which the tags table lists tags, and their places in the hierarchy."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from octavo.model.tag import Tag, TagCount
from octavo.text import count_of, grouped


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
