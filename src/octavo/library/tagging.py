"""The tags of a library: how often each stands, how it is spelt, and which are pinned."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from octavo.library.documents import changed
from octavo.library.store import Store
from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagCount, TagEdit

PINS = 9
"""How many tags the keys 1 to 9 can hold."""

_PINS = 2
"""The document of the table `meta` that holds the pinned tags."""


class TagNotFound(OctavoError):
    """Nothing carries this tag."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(f"nothing is tagged {tag}")
        self.tag = tag


class Tags:
    """Counts, renames, merges, deletes and pins the tags of a library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Counter[Tag] | None = None
        self._spellings: dict[Tag, Tag] = {}
        store.listen(self._follow)

    def counts(self) -> list[TagCount]:
        """Every tag with the number of articles and notes that carry it, most used first.

        What is in the trash does not count.
        """
        tags = sorted(self._counted().items(), key=lambda item: (-item[1], item[0]))
        return [TagCount(self._spellings[tag], count) for tag, count in tags if count > 0]

    def spelt(self, edit: TagEdit) -> TagEdit:
        """The edit with its tags spelt as the library first wrote them."""
        self._counted()
        known = self._spellings
        return TagEdit(frozenset(known.get(tag, tag) for tag in edit.add), edit.remove)

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
        spellings = {name for name in self._names() if tag.covers(name)}
        return [
            document.id
            for document in self._documents()
            if not spellings.isdisjoint(document.tags)
        ]

    @property
    def pinned(self) -> tuple[Tag, ...]:
        """The tags on the keys 1 to 9, in order."""
        names = self._store.others.get(("meta", _PINS), {}).get("pinned", [])
        return tuple(map(Tag, names)) if isinstance(names, list) else ()

    def pin(self, tags: Iterable[Tag]) -> Operation | None:
        """Put these tags, and no others, on the keys 1 to 9; more than nine are cut off."""
        pins = list(dict.fromkeys(tags))[:PINS]
        return self._store.commit(
            f"pin {', '.join(pins) or 'no tags'}", lambda: self._pins(pins)
        )

    def _pins(self, pins: Sequence[Tag]) -> list[Change]:
        before, after = list(map(str, self.pinned)), list(map(str, pins))
        if before == after:
            return []
        return [Change("meta", _PINS, {"pinned": before}, {"pinned": after})]

    def _replace(self, wanted: Mapping[Tag, Tag | None], label: str) -> Operation | None:
        def plan() -> list[Change]:
            swaps = self._swaps(wanted)
            changes = [
                changed(
                    document, msgspec.structs.replace(document, tags=_swapped(document, swaps))
                )
                for document in self._documents()
                if not swaps.keys().isdisjoint(document.tags)
            ]
            pins = [swaps.get(tag, tag) for tag in self.pinned]
            kept = [tag for tag in dict.fromkeys(pins) if tag is not None]
            return [change for change in changes if change] + self._pins(kept)

        return self._store.commit(label, plan)

    def _swaps(self, wanted: Mapping[Tag, Tag | None]) -> dict[Tag, Tag | None]:
        """What becomes of each tag that is one of the wanted or below it."""
        swaps: dict[Tag, Tag | None] = {}
        for old, new in wanted.items():
            covered = [name for name in self._names() if old.covers(name)]
            if not covered:
                raise TagNotFound(old)
            swaps |= {name: new and Tag(new + name[len(old) :]) for name in covered}
        return swaps

    def _documents(self) -> Iterator[Article | Note]:
        yield from self._store.articles.values()
        yield from self._store.notes.values()

    def _names(self) -> list[Tag]:
        """Every tag that anything carries, in the trash or not."""
        return list(
            dict.fromkeys(tag for document in self._documents() for tag in document.tags)
        )

    def _counted(self) -> Counter[Tag]:
        if self._counts is None:
            self._counts = Counter()
            self._spellings = {}
            for shelf in (self._store.articles, self._store.notes):
                for _, brief in shelf.briefs():
                    if brief.deleted is None:
                        self._add(map(Tag, brief.tags))
        return self._counts

    def _add(self, tags: Iterable[Tag]) -> None:
        assert self._counts is not None
        for tag in tags:
            self._spellings.setdefault(tag, tag)
            self._counts[tag] += 1

    def _follow(self, operation: Operation) -> None:
        """Keep the counts right; anything but a change of tags has them counted anew."""
        if self._counts is None:
            return
        for before, after in ((c.before, c.after) for c in operation.changes):
            if before is None or after is None or "deleted" in after:
                self._counts = None
                return
            self._add(map(Tag, _names_in(after)))
            self._counts.subtract(map(Tag, _names_in(before)))


def _names_in(fields: Fields) -> list[str]:
    names = fields.get("tags")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _swapped(document: Article | Note, swaps: Mapping[Tag, Tag | None]) -> frozenset[Tag]:
    swapped = (swaps.get(tag, tag) for tag in document.tags)
    return frozenset(tag for tag in swapped if tag is not None)
