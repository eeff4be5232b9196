"""The tags of a library: how often each stands, how it is spelt, and which are pinned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.storage.codec import changed
from octavo.storage.projections import TagFields
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.library.tags.tag_counts import TagCounts

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

    def __init__(self, store: Store, counts: "TagCounts") -> None:
        self._store = store
        self._counts = counts

    def counts(self) -> list[TagCount]:
        """Every tag with how many articles carry it, and how many notes, most used first.

        What is in the trash does not count.
        """
        return self._counts.counts()

    def spelt(self, edit: TagEdit) -> TagEdit:
        """The edit with its tags spelt as the library first wrote them."""
        return TagEdit(frozenset(map(self._counts.spelling, edit.add)), edit.remove)

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
        pins = list(dict.fromkeys(tags))[:PINS]
        return self._store.commit(
            f"pin {', '.join(pins) or 'no tags'}", lambda: self._pins(pins)
        )

    def _pins(self, pins: Sequence[Tag]) -> list[Change]:
        after: Fields = {"pinned": list(map(str.__str__, pins))}
        before = self._store.db.meta.find(_PINS)
        if (before or {"pinned": []}) == after:
            return []
        return [Change("meta", _PINS, before, after)]

    def _replace(self, wanted: Mapping[Tag, Tag | None], label: str) -> Operation | None:
        store = self._store

        def plan() -> list[Change]:
            swaps = self._swaps(wanted)
            changes = [
                changed(
                    document, msgspec.structs.replace(document, tags=_swapped(document, swaps))
                )
                for table in store.db.numbered
                for document in table.documents()
                if not swaps.keys().isdisjoint(document.tags)
            ]
            pins = [swaps.get(tag, tag) for tag in self.pinned]
            kept = [tag for tag in dict.fromkeys(pins) if tag is not None]
            return [change for change in changes if change] + self._pins(kept)

        return store.commit(label, plan)

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


def _swapped(document: Article | Note, swaps: Mapping[Tag, Tag | None]) -> frozenset[Tag]:
    swapped = (swaps.get(tag, tag) for tag in document.tags)
    return frozenset(tag for tag in swapped if tag is not None)
