"""What can be done to articles and notes: each change one operation, all of it or none."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from octavo.library.notes import note_name
from octavo.library.queries import Queries
from octavo.model.article import Article, ArticleId, State
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagEdit
from octavo.storage.codec import Item, change_between, changed, in_utc, removed
from octavo.storage.db import parts
from octavo.storage.store import Store
from octavo.text import count_of, moment, visible

if TYPE_CHECKING:
    from octavo.library.search.search import Search
    from octavo.library.tags import Tags


class Commands(Queries):
    """The articles and notes of a library, to be changed.

    Large because each thing that can be done to them is a method.
    """

    def __init__(self, store: Store, search: "Search", tags: "Tags") -> None:
        super().__init__(store, search)
        self.tags = tags

    def retag(self, ids: Iterable[ArticleId], edit: TagEdit) -> Operation | None:
        """Apply one edit to the tags of some articles and notes.

        What it takes off an article is unwanted there, until it is put on again.

        Raises:
            ArticleNotFound: If one of them is missing; then none is changed.
        """
        with self._store.exclusive():
            spelt = self.tags.spelt(edit)
            said = TagEdit(spelt.add, edit.remove)
            label = f"tag {{}} {said}"
            return self._change(
                ids, label, lambda item: retagged(item, spelt), {"tags", "unwanted"}
            )

    def dismiss(self, ids: Iterable[ArticleId], tag: Tag) -> Operation | None:
        """Suggest a tag for some articles no longer."""
        return self._change(
            ids,
            f"suggest {tag} no longer for {{}}",
            lambda item: (
                _set(item, unwanted=item.unwanted | {tag})
                if isinstance(item, Article)
                else item
            ),
        )

    def archive(self, ids: Iterable[ArticleId], archived: bool = True) -> Operation | None:
        """Put articles away, or back on the list."""
        label = "archive {}" if archived else "unarchive {}"
        return self._change(ids, label, lambda item: _archived(item, archived))

    def put_off(self, ids: Iterable[ArticleId], until: datetime | None) -> Operation | None:
        """Have articles on no list of what is to be read until a time, or on it again.

        One in the archive is taken out, as it could not come back from there.
        """
        later = in_utc(until)
        now = self._store.clock()
        label = f"put {{}} off until {moment(later, now)}" if later else "bring {} back"
        how = (lambda item: _archived(item, False)) if later else (lambda item: item)
        return self._change(ids, label, lambda item: _set(how(item), later=later))

    def star(self, ids: Iterable[ArticleId], starred: bool = True) -> Operation | None:
        """Star articles, or take the stars off."""
        label = "star {}" if starred else "unstar {}"
        return self._change(
            ids, label, lambda item: _decided(_set(item, starred=starred), item)
        )

    def mark(self, ids: Iterable[ArticleId], state: State) -> Operation | None:
        """Mark articles as unread, reading or read; an unread one begins at the start again."""
        now = self._store.clock()
        return self._change(
            ids, f"mark {{}} as {state}", lambda item: _decided(_marked(item, state, now), item)
        )

    def correct(self, ids: Iterable[ArticleId], values: Mapping[str, str]) -> Operation | None:
        """Correct what is known of articles, as `about.corrected` reads it; notes stay.

        What comes anew of them leaves these fields alone from now on.

        Raises:
            InvalidCorrection: If a value cannot be so, or is the address of another article;
                then nothing is changed.
        """
        from octavo.library.about import corrected  # not needed to launch

        given: list[Article] = []

        def correct(item: Item) -> Item:
            if not isinstance(item, Article):
                return item
            now = corrected(item, values)
            if now.url and now.url != item.url:
                self._refuse_address(now, given)
                given.append(now)
            return now

        return self._change(ids, "correct {}", correct)

    def _refuse_address(self, article: Article, given: Sequence[Article]) -> None:
        """Have an article not get the address of another one, which it would be taken for.

        Raises:
            InvalidCorrection: If one has it, also in the trash, or is `given` it as well.
        """
        from octavo.library.about import InvalidCorrection
        from octavo.library.ingest.dedup import sharing_address

        if given:
            raise InvalidCorrection("url", "an address is that of one article only")
        if other := sharing_address(article, self._store.articles):
            where = ", which is in the trash" if other.deleted else ""
            said = f"it is article {other.id} already, “{visible(other.title)}”{where}"
            raise InvalidCorrection("url", said)

    def keep_place(self, id: ArticleId, position: int, progress: float) -> Operation | None:
        """Remember the place in an article, and how far it was read; undo passes this over.

        `position` is the offset in characters of the first line on the screen; `progress`
        goes from 0 to 1, and never back. Whether the article counts as read is for `mark`.
        """
        now = self._store.clock()
        return self._change(
            [id],
            "keep the place in {}",
            lambda item: _placed(item, position, progress, now),
            quiet=True,
        )

    def delete(self, ids: Iterable[ArticleId]) -> Operation | None:
        """Put articles and notes into the trash."""
        now = self._store.clock()
        return self._change(
            ids,
            "delete {}",
            lambda item: item if item.deleted else replace(item, deleted=now),
            {"deleted"},
        )

    def restore(self, ids: Iterable[ArticleId]) -> Operation | None:
        """Take articles and notes out of the trash."""
        return self._change(
            ids, "restore {}", lambda item: replace(item, deleted=None), {"deleted"}
        )

    def empty_trash(self) -> Operation | None:
        """Take what is in the trash out of the library, with the notes on it.

        Undo brings it back for as long as the journal remembers.
        """
        return self._store.commit("empty the trash", self._trash)

    def _change(
        self,
        ids: Iterable[ArticleId],
        label: str,
        how: Callable[[Item], Item],
        fields: Collection[str] = (),
        *,
        quiet: bool = False,
    ) -> Operation | None:
        """Change some items alike, as one operation, all of them or none.

        Where `fields` are named, `how` needs no others: many items are not read whole then.
        """
        wanted = list(dict.fromkeys(ids))

        def plan() -> list[Change | None]:
            known = parts(self._store.db, wanted, fields) if fields else {}
            if len(known) < len(wanted):
                return [changed(item, how(item)) for item in map(self.item, wanted)]
            each = ((id, *known[id]) for id in wanted)
            return [change_between(table, id, item, how(item)) for id, table, item in each]

        named = label.replace("{}", self._named(wanted), 1)
        return self._store.commit(named, plan, quiet=quiet)

    def _named(self, ids: Sequence[ArticleId]) -> str:
        match ids:
            case [id]:
                item = self.item(id)
                return note_name(item) if isinstance(item, Note) else f"‘{item.title}’"
            case _:
                notes = sum(id in self._store.notes for id in ids)
                counts = ((len(ids) - notes, "article"), (notes, "note"))
                return " and ".join(count_of(*count) for count in counts if count[0])

    def _trash(self) -> list[Change]:
        articles = [item for item in self._store.articles.documents() if item.deleted]
        gone = {article.id for article in articles}
        notes = [n for n in self._store.notes.documents() if n.deleted or n.article in gone]
        return [*map(removed, articles), *map(removed, notes)]


def retagged(item: Item, edit: TagEdit) -> Item:
    """An article or a note after its reader has changed its tags."""
    tags = edit.apply(item.tags)
    if hasattr(item, "unwanted"):  # of what was read in part, the type does not tell it
        unwanted = (item.unwanted | (item.tags & edit.remove)) - edit.add
        return replace(item, tags=tags, unwanted=unwanted)
    return replace(item, tags=tags)


def _archived(item: Item, archived: bool) -> Item:
    """An article put away, for which it waits no longer, or put back on the list."""
    later = {"later": None} if archived else {}
    return _decided(_set(item, archived=archived, **later), item)


def _decided(now: Item, was: Item) -> Item:
    """An article that its reader changed: what was taken back no rule does again."""
    if not isinstance(now, Article) or not isinstance(was, Article):
        return now
    flags = [
        ("archived", was.archived, now.archived),
        ("read", was.state is State.READ, now.state is State.READ),
        ("starred", was.starred, now.starred),
    ]
    back = {name for name, had, has in flags if not has and (had or name in was.taken_back)}
    return replace(now, taken_back=tuple(sorted(back)))


def _set(item: Item, **fields: object) -> Item:
    """An article with some fields set; a note has none of them."""
    return replace(item, **fields) if isinstance(item, Article) else item


def _marked(item: Item, state: State, now: datetime) -> Item:
    """An article after it was marked; one that is read already stays read since then."""
    match state:
        case State.UNREAD:
            return _set(item, state=state, progress=0.0, position=0, read=None)
        case State.READING:
            return _set(item, state=state, read=None)
        case State.READ if isinstance(item, Article) and item.state is not State.READ:
            return _set(item, state=state, read=now)
        case _:
            return item


def _placed(item: Item, position: int, progress: float, now: datetime) -> Item:
    """An article after somebody has read in it."""
    if not isinstance(item, Article):
        return item
    moved = replace(item, position=position, progress=max(item.progress, progress))
    return moved if item.state is State.READ else _marked(moved, State.READING, now)
