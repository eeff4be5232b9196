"""The library: the one door to all that is kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from octavo.library.binding import Binder
from octavo.library.documents import changed, removed
from octavo.library.errors import NotALibrary
from octavo.library.files import writing
from octavo.library.history import History
from octavo.library.intake import Intake
from octavo.library.limits import USUAL, Limits
from octavo.library.reading import Item, Reading
from octavo.library.searching import Progress, Search
from octavo.library.slices import empty, head_of
from octavo.library.storage import LibraryStorage
from octavo.library.store import Store, utc_now
from octavo.library.table import LibraryDB
from octavo.library.tagging import Tags
from octavo.library.texts import Texts
from octavo.model.article import Article, ArticleId, State
from octavo.model.draft import Draft, DraftNote, LedgerEntry
from octavo.model.operation import Change, Operation
from octavo.model.tag import TagEdit


class Library(Reading):
    """Articles, notes and tags in a folder, shared with other processes.

    Every change is one operation: durable when the method returns, undone by
    `history.undo`. A method that changes something returns its operation, or None if
    nothing had to change. All of them may raise:

        LibraryLocked: If another process writes for too long.
        LibraryUnwritable: If the disk refuses; then nothing is changed.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = utc_now,
        limits: Limits = USUAL,
    ) -> None:
        """Open the library in a folder.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        self.folder = folder
        self._store = Store(folder, clock, limits)
        self._binder = Binder(self._store)
        self._texts = Texts(folder / "texts")
        super().__init__(self._store, Search(self._store, self._texts))
        self.tags = Tags(self._store)
        self.history = History(self._store)
        self._intake = Intake(self._store, self._texts, self.tags)

    @classmethod
    def create(
        cls,
        folder: Path,
        clock: Callable[[], datetime] = utc_now,
        limits: Limits = USUAL,
    ) -> Self:
        """Make an empty library in a folder that is not there, or has none, and open it.

        Raises:
            NotALibrary: If a file stands where the folder should be.
            LibraryBroken: If the folder held a library, and its `library.json` is gone.
            LibraryUnwritable: If the folder cannot be written.
        """
        if folder.exists() and not folder.is_dir():
            raise NotALibrary(folder, "it is a file, not a folder")
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            storage = LibraryStorage(folder / "library.json")
            if storage.is_missing():
                slices = empty()
                storage.write_slices(slices, head_of(slices))
        return cls(folder, clock, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write `library.json` anew if that is left to do, and let go of the files.

        While another process has the library open, it is left for that one to do.
        """
        self.search.close()
        self._binder.close()
        self.search.listing.save()
        self._store.close()

    def settle(self, progress: Progress | None = None) -> None:
        """Do in a quiet moment, and in a thread, what need not be done at once.

        Brings the index up to date, and writes `library.json` anew when the journal has
        grown. Changes may go on meanwhile.
        """
        self.search.catch_up(progress)
        if self._binder.is_due:
            self._binder.bind()

    @property
    def warnings(self) -> Sequence[str]:
        """What was mended while the library was opened, in words."""
        return self._store.warnings

    @property
    def sequence(self) -> int:
        """The number of the last operation."""
        return self._store.sequence

    @property
    def db(self) -> LibraryDB:
        """The live articles and notes as a TinyDB, whose changes can be undone too."""
        return LibraryDB(self._store)

    def add(
        self,
        drafts: Iterable[Draft],
        notes: Iterable[DraftNote] = (),
        *,
        label: str = "",
        quiet: bool = False,
    ) -> list[LedgerEntry]:
        """Take in drafts, and notes that stand on their own, as one operation.

        An article that is here already, by its address or its text, only gets the tags of
        the draft. The ledger has an entry for each draft.
        """
        return self._intake.add(list(drafts), list(notes), label, quiet=quiet)

    def retag(self, ids: Iterable[ArticleId], edit: TagEdit) -> Operation | None:
        """Apply one edit to the tags of some articles and notes.

        Raises:
            ArticleNotFound: If one of them is missing; then none is changed.
        """
        spelt = self.tags.spelt(edit)
        return self._change(
            ids, f"tag {{}} {edit}", lambda item: replace(item, tags=spelt.apply(item.tags))
        )

    def archive(self, ids: Iterable[ArticleId], archived: bool = True) -> Operation | None:
        """Put articles away, or back on the list."""
        label = "archive {}" if archived else "take {} out of the archive"
        return self._change(ids, label, lambda item: _set(item, archived=archived))

    def star(self, ids: Iterable[ArticleId], starred: bool = True) -> Operation | None:
        """Star articles, or take the stars off."""
        label = "star {}" if starred else "unstar {}"
        return self._change(ids, label, lambda item: _set(item, starred=starred))

    def mark(self, ids: Iterable[ArticleId], state: State) -> Operation | None:
        """Mark articles as unread, reading or read; an unread one begins at the start again."""
        return self._change(
            ids, f"mark {{}} as {state}", lambda item: self._marked(item, state)
        )

    def keep_place(self, id: ArticleId, position: int, progress: float) -> Operation | None:
        """Remember how far an article was read; undo passes this over.

        `position` is the offset in characters of the first line on the screen; `progress`
        goes from 0 to 1, and at 1 the article is read.
        """

        def placed(item: Item) -> Item:
            if not isinstance(item, Article):
                return item
            moved = replace(item, position=position, progress=max(item.progress, progress))
            if item.state is State.READ:
                return moved
            return self._marked(moved, State.READ if progress >= 1 else State.READING)

        return self._change([id], "keep the place in {}", placed, quiet=True)

    def delete(self, ids: Iterable[ArticleId]) -> Operation | None:
        """Put articles and notes into the trash."""
        now = self._store.clock()
        return self._change(
            ids, "delete {}", lambda i: i if i.deleted else replace(i, deleted=now)
        )

    def restore(self, ids: Iterable[ArticleId]) -> Operation | None:
        """Take articles and notes out of the trash."""
        return self._change(ids, "restore {}", lambda item: replace(item, deleted=None))

    def empty_trash(self) -> Operation | None:
        """Take what is in the trash out of the library, with the notes on it.

        Undo brings it back for as long as the journal remembers.
        """
        return self._store.commit("empty the trash", self._trash)

    def follow(self) -> frozenset[ArticleId]:
        """Take in what other processes have changed; returns what they touched."""
        touched: frozenset[ArticleId] = frozenset()
        return touched.union(*(operation.ids for operation in self._store.follow()))

    def _change(
        self,
        ids: Iterable[ArticleId],
        label: str,
        how: Callable[[Item], Item],
        *,
        quiet: bool = False,
    ) -> Operation | None:
        """Change some items alike, as one operation, all of them or none."""
        wanted = list(dict.fromkeys(ids))

        def plan() -> list[Change]:
            items = list(map(self.item, wanted))
            return [change for item in items if (change := changed(item, how(item)))]

        return self._store.commit(label.format(self._named(wanted)), plan, quiet=quiet)

    def _named(self, ids: Sequence[ArticleId]) -> str:
        match ids:
            case [id]:
                return self.item(id).title
            case _:
                return f"{len(ids)} articles"

    def _marked(self, item: Item, state: State) -> Item:
        match state:
            case State.UNREAD:
                return _set(item, state=state, progress=0.0, position=0, read=None)
            case State.READING:
                return _set(item, state=state, read=None)
            case State.READ:
                return _set(item, state=state, read=self._store.clock())

    def _trash(self) -> list[Change]:
        articles = [item for item in self._store.articles.values() if item.deleted]
        gone = {article.id for article in articles}
        notes = [n for n in self._store.notes.values() if n.deleted or n.article in gone]
        return [*map(removed, articles), *map(removed, notes)]


def _set(item: Item, **fields: object) -> Item:
    """An article with some fields set; a note has none of them."""
    return replace(item, **fields) if isinstance(item, Article) else item
