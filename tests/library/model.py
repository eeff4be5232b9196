"""A library as simple as can be: a dict of items, and a list of what it was before."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import State
from octavo.model.tag import Tag, TagEdit


class Piece(Struct, frozen=True):
    """An article or a note."""

    title: str
    added: datetime
    tags: frozenset[Tag] = frozenset()
    state: State = State.UNREAD
    archived: bool = False
    starred: bool = False
    deleted: bool = False
    on: int | None = None
    """The article of a note."""
    is_note: bool = False


Pieces = dict[int, Piece]


class Model:
    """What a library should hold."""

    def __init__(self) -> None:
        self.pieces: Pieces = {}
        self.pins: list[Tag] = []
        self.next_id = 1

    def add(self, title: str, tags: frozenset[Tag], noted: bool, now: datetime) -> None:
        """An article is known by its title here, for its text follows from that."""
        known = [id for id, p in self.pieces.items() if p.title == title and not p.is_note]
        if known:
            piece = self.pieces[known[0]]
            self.pieces[known[0]] = replace(piece, tags=piece.tags | tags, deleted=False)
        article = known[0] if known else self._take(Piece(title, now, tags))
        if noted and not any(piece.on == article for piece in self.pieces.values()):
            self._take(Piece(f"On {title}", now, on=article, is_note=True))

    def has(self, ids: Iterable[int]) -> bool:
        """Whether all of them are there."""
        return self.pieces.keys() >= set(ids)

    def retag(self, ids: Iterable[int], edit: TagEdit) -> None:
        for id in ids:
            self._set(id, tags=edit.apply(self.pieces[id].tags))

    def set(self, ids: Iterable[int], **fields: object) -> None:
        """Set fields that only articles have."""
        for id in ids:
            if not self.pieces[id].is_note:
                self._set(id, **fields)

    def delete(self, ids: Iterable[int], deleted: bool) -> None:
        for id in ids:
            self._set(id, deleted=deleted)

    def empty_trash(self) -> None:
        gone = {id for id, piece in self.pieces.items() if piece.deleted}
        self.pieces = {
            id: p for id, p in self.pieces.items() if id not in gone and p.on not in gone
        }

    def carries(self, tag: Tag) -> bool:
        return any(tag.covers(name) for p in self.pieces.values() for name in p.tags)

    def swap(self, olds: Iterable[Tag], new: Tag | None) -> None:
        """Replace tags and all below them by another, or by none."""
        wanted = list(olds)
        for id, piece in self.pieces.items():
            swapped = (_swapped(tag, wanted, new) for tag in piece.tags)
            self._set(id, tags=frozenset(tag for tag in swapped if tag is not None))
        pins = (_swapped(tag, wanted, new) for tag in self.pins)
        self.pins = list(dict.fromkeys(tag for tag in pins if tag is not None))

    def counts(self, *, notes: bool) -> Counter[Tag]:
        """How many articles, or notes, have each tag."""
        kept = (p for p in self.pieces.values() if p.is_note == notes and not p.deleted)
        return Counter(tag for piece in kept for tag in piece.tags)

    def newest(self) -> list[int]:
        listed = [
            (piece.added, id)
            for id, piece in self.pieces.items()
            if not (piece.is_note or piece.archived or piece.deleted)
        ]
        return [id for _, id in sorted(listed, reverse=True)]

    def _take(self, piece: Piece) -> int:
        self.pieces[self.next_id] = piece
        self.next_id += 1
        return self.next_id - 1

    def _set(self, id: int, **fields: object) -> None:
        self.pieces[id] = replace(self.pieces[id], **fields)


def _swapped(tag: Tag, olds: list[Tag], new: Tag | None) -> Tag | None:
    """What becomes of a tag when some are replaced; the nearest above it counts."""
    covering = [old for old in olds if old.covers(tag)]
    if not covering:
        return tag
    nearest = max(covering, key=len)
    return new and Tag(new + tag[len(nearest) :])
