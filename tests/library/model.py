"""A library as simple as can be: a dict of items, a dict of feeds, and a way back."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import State
from octavo.model.tag import Tag, TagEdit
from tests.library.seeing import Whole


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
    passage: str = ""
    """What a note highlights."""

    @property
    def shown(self) -> str:
        """What it is listed by."""
        return self.title or self.passage


class Followed(Struct, frozen=True):
    """A feed."""

    url: str
    tags: frozenset[Tag] = frozenset()
    full: bool = False
    failures: int = 0


Pieces = dict[int, Piece]


class Edit(NamedTuple):
    """What a step did to one document: the fields that it changed, before and after."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None


Step = dict[tuple[str, str], Edit]
"""What one undo takes back, by table and id."""


def step_between(before: Whole, after: Whole) -> Step:
    """What was done to a library between two moments."""
    step: Step = {}
    for table, id in dict.fromkeys(
        (t, i) for whole in (before, after) for t in whole for i in whole[t]
    ):
        old, new = before[table].get(id), after[table].get(id)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            names = [name for name in new if new[name] != old.get(name)]
            step[table, id] = Edit({n: old[n] for n in names}, {n: new[n] for n in names})
        else:
            step[table, id] = Edit(old, new)
    return step


def taken_back(now: Whole, step: Step) -> Whole:
    """A library after a step is taken back; what quiet changes have set meanwhile stays."""
    whole = {table: dict(documents) for table, documents in now.items()}
    for (table, id), edit in step.items():
        known = whole[table].get(id)
        if edit.before is None:
            whole[table].pop(id, None)
        elif isinstance(known, dict):
            whole[table][id] = {**known, **edit.before}
        elif edit.after is None or table == "pinned":
            whole[table][id] = edit.before
    return whole


def reversed_step(step: Step) -> Step:
    """What doing a step again takes back."""
    return {place: Edit(edit.after, edit.before) for place, edit in step.items()}


class Model:
    """What a library should hold."""

    def __init__(self) -> None:
        self.pieces: Pieces = {}
        self.feeds: dict[int, Followed] = {}
        self.queries = 0
        self.pins: list[Tag] = []
        self.next_id = 1

    @classmethod
    def of(cls, whole: Whole, next_id: int) -> "Model":
        """What a library should hold that is as it says."""
        model = cls()
        for id, fields in whole["articles"].items():
            model.pieces[int(id)] = Piece(
                fields["title"],
                datetime.fromisoformat(fields["added"]),
                frozenset(map(Tag, fields["tags"])),
                State(fields["state"]),
                fields["archived"],
                fields["starred"],
                fields["deleted"] is not None,
            )
        for id, fields in whole["notes"].items():
            model.pieces[int(id)] = Piece(
                fields["text"],
                datetime.fromisoformat(fields["added"]),
                frozenset(map(Tag, fields["tags"])),
                deleted=fields["deleted"] is not None,
                on=fields["article"],
                is_note=True,
                passage=(fields["highlight"] or {"exact": ""})["exact"],
            )
        for id, fields in whole["feeds"].items():
            tags = frozenset(map(Tag, fields["tags"]))
            feed = Followed(fields["url"], tags, fields["full"], fields["failures"])
            model.feeds[int(id)] = feed
        model.queries = len(whole["queries"])
        model.pins = list(map(Tag, whole["pinned"].values()))
        model.next_id = max([next_id, *(id + 1 for id in model.pieces)])
        return model

    def add(self, title: str, tags: frozenset[Tag], noted: bool, now: datetime) -> None:
        """An article is known by its title here, for its text follows from that."""
        known = [id for id, p in self.pieces.items() if p.title == title and not p.is_note]
        if known:
            piece = self.pieces[known[0]]
            self.pieces[known[0]] = replace(piece, tags=piece.tags | tags, deleted=False)
        article = known[0] if known else self._take(Piece(title, now, tags))
        if noted:
            self.note(f"On {title}", article, now)

    def note(
        self, text: str, article: int | None, now: datetime, *, known: bool = True
    ) -> None:
        """Write a note, unless one that comes with an article is `known` there."""
        kept = self.pieces.values()
        is_known = any(p.is_note and p.on == article and p.title == text for p in kept)
        if article is None or not (known and is_known):
            self._take(Piece(text, now, on=article, is_note=True))

    def has_title(self, title: str) -> bool:
        """Whether an article has a title."""
        return any(p.title == title and not p.is_note for p in self.pieces.values())

    def is_article(self, id: int) -> bool:
        """Whether there is an article with an id."""
        return id in self.pieces and not self.pieces[id].is_note

    def is_note(self, id: int) -> bool:
        """Whether there is a note with an id."""
        return id in self.pieces and self.pieces[id].is_note

    def place(self, id: int) -> None:
        """Be somewhere in an article."""
        if self.is_article(id) and self.pieces[id].state is not State.READ:
            self._set(id, state=State.READING)

    def take_out(self, ids: Iterable[int]) -> None:
        """Take items out for good."""
        for id in ids:
            del self.pieces[id]

    def follow(self, id: int, url: str, tags: frozenset[Tag], full: bool) -> None:
        """Follow a feed, or give one that is followed the tags."""
        known = self.feeds.get(id, Followed(url))
        assert known.url == url
        self.feeds[id] = Followed(url, known.tags | tags, known.full or full, known.failures)

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
        if new is not None:  # feeds tag by the name that there is now
            for id, feed in self.feeds.items():
                tags = frozenset(_swapped(tag, wanted, new) or tag for tag in feed.tags)
                self.feeds[id] = replace(feed, tags=tags)
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
