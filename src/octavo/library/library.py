"""The library: the one door to all that is kept.

Large because what is opened together is written and let go together, too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from octavo.library.commands import Commands
from octavo.library.history import History
from octavo.library.search.default_list import WarmCache
from octavo.library.search.index_sync import Progress
from octavo.library.search.search import Search
from octavo.library.tag_cleaner import TagCleaner
from octavo.library.tags import TagCounts, Tags
from octavo.model.article import ArticleId
from octavo.model.draft import Draft, DraftNote, LedgerEntry
from octavo.model.operation import Operation
from octavo.query import Query, parse
from octavo.storage.compactor import Compactor
from octavo.storage.db import LibraryDB
from octavo.storage.errors import NotALibrary, writing
from octavo.storage.files import make_folder
from octavo.storage.lock import Lock
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.store import USUAL, Clock, Limits, Store, utc_now
from octavo.storage.texts import Texts

if TYPE_CHECKING:
    from octavo.library.counts import Facet, ViewCounts
    from octavo.library.feeds import Feeds
    from octavo.library.ingest.ingest import Ingester
    from octavo.library.notes import Notes
    from octavo.library.rules import Rules
    from octavo.library.saved_queries import Matches, SavedQueries
    from octavo.library.tag_suggestions import TagSuggestions
    from octavo.library.versions import Versions
    from octavo.query.parser import SavedText


BRIEF = Limits(left_at_close=0.02, reads_ahead=False)
"""For commands, most of which change little: the next of them reads what they leave at once. A
script that writes to `library.json` just then is noticed where something is read from it."""


class Library(Commands):
    """Articles, notes and tags in a folder, shared with other processes.

    Every change is one operation: durable when the method returns, undone by
    `history.undo`. A method that changes something returns its operation, or None if
    nothing had to change. All of them may raise:

        LibraryLocked: If another process writes for too long.
        LibraryUnwritable: If the disk refuses; then nothing is changed.

    Large because it is the one door.
    """

    def __init__(self, folder: Path, clock: Clock = utc_now, limits: Limits = USUAL) -> None:
        """Open the library in a folder.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        self.folder = folder
        self._store = Store(folder, clock, limits)
        self._compactor = Compactor(self._store)
        self._texts = Texts(folder / "texts", folder / "index" / "sound")
        self._cache = WarmCache(self._store)
        self._tag_counts = TagCounts(self._store, self._cache)
        shared = self._store, self._texts, self._cache, self._tag_counts
        search = Search(*shared, self._at)
        self._columns = search.corpus.column_cache
        super().__init__(self._store, search, Tags(self._store, self._tag_counts))
        self.history = History(self._store, self._compactor.compact_if_much)

    @classmethod
    def create(cls, folder: Path, clock: Clock = utc_now, limits: Limits = USUAL) -> Self:
        """Make an empty library in a folder that is not there, or has none, and open it.

        Raises:
            NotALibrary: If a file stands where the folder should be.
            LibraryBroken: If the folder held a library, and its `library.json` is gone.
            LibraryUnwritable: If the folder cannot be written.
        """
        if folder.exists() and not folder.is_dir():
            raise NotALibrary(folder, "it is a file, not a folder")
        with writing(folder):
            make_folder(folder)
            storage = LibraryStorage(folder / "library.json")
            if storage.is_missing():
                with closing(Lock(folder, "write")) as lock:
                    lock.account(0)
                storage.make()
        return cls(folder, clock, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Write `library.json` anew if that is worth it and nobody else is there; let go."""
        try:
            self.search.close()
            if is_due := self._lacks_lists or self._compactor.is_worth_it:
                self._bring_lists_up_to_date()
                if self.search.default_list.has_much_moved:  # or the next launch would wait
                    self.search.default_list.newest()
                    self._tag_counts.counts()
            self._compactor.close()
            marks = self.intake.all_known.to_keep() if "intake" in vars(self) else ()
            self._columns.write(chain(self.search.corpus.to_keep(), marks))
            self._texts.remember()
            if is_due:
                self._write_lists()
            self._store.mark()
        finally:
            self._store.close()

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing for `settle` to do."""
        return not (self.search.lacking or self._compactor.is_due)

    def settle(self, progress: Progress | None = None) -> None:
        """Do in a quiet moment, and in a thread, what need not be done at once.

        Brings the index up to date, and writes `library.json` anew when the journal has
        grown. Changes may go on meanwhile.
        """
        self.search.catch_up(progress)
        if self._compactor.is_due:
            self._bring_lists_up_to_date()
            self._compactor.compact()

    @property
    def is_remembered(self) -> bool:
        """Whether `remember` was called since the last change."""
        return self._store.is_marked

    def remember(self) -> None:
        """Keep for the next launch what was found out by now, which a kill would lose."""
        if self._lacks_lists:
            self._write_lists()
        self._store.mark()

    def prepare(self) -> Iterator[None]:
        """Have all columns made and kept, one after the other, in a thread.

        The first query for a field would have to look at all documents for it.
        """
        from octavo.query.fields import FIELDS  # not needed to launch

        columns = self.search.corpus.columns
        for each in dict.fromkeys(field.column for field in FIELDS.values()):
            if each and not columns.has({each}):
                columns.make({each})
                self._columns.write(self.search.corpus.to_keep({each}))
            if each:
                columns.prepare(each)
            yield

    @property
    def _lacks_lists(self) -> bool:
        lists, tags = self.search.default_list, self._tag_counts
        return self._cache.lacks(lists=lists.is_known, tags=tags.to_cache() is not None)

    def _bring_lists_up_to_date(self) -> None:
        """Before `library.json` is another one, which makes void what was written."""
        self.search.default_list.to_cache()
        self._tag_counts.catch_up()

    def _write_lists(self) -> None:
        lists, tags = self.search.default_list, self._tag_counts
        with self._store.still():
            made = self._cache.made(
                *lists.to_cache(), tags.to_cache(), same_tags=not tags.moved
            )
        self._cache.write(made)

    def go_back(self, backup: int) -> Operation | None:
        """Become what a backup has, as one step for undo; None if nothing differs.

        They are numbered from 1, the newest.

        Raises:
            NoSuchBackup: If it is not there, or is of no use.
        """
        from octavo.library.repair.backups import go_back

        return go_back(self._store, backup)

    @property
    def warnings(self) -> Sequence[str]:
        """What was mended while the library was opened, in words."""
        return self._store.warnings

    @property
    def sequence(self) -> int:
        """The number of the last operation."""
        return self._store.sequence

    @property
    def others_came_last(self) -> bool:
        """Whether what `undo` takes back was done by another process since this was opened."""
        return self._store.others_came_last

    @cached_property
    def feeds(self) -> "Feeds":
        """What new articles come from."""
        from octavo.library.feeds import Feeds  # not needed to launch, nor those below

        return Feeds(self._store)

    @cached_property
    def notes(self) -> "Notes":
        """What the reader wrote and highlighted."""
        from octavo.library.notes import Notes

        return Notes(self._store, self.search.corpus.note_index, self.tags, self.search)

    @cached_property
    def saved(self) -> "SavedQueries":
        """The queries that have names."""
        from octavo.library.saved_queries import SavedQueries

        return SavedQueries(self._store)

    @cached_property
    def matches(self) -> "Matches":
        """How much the saved queries find."""
        from octavo.library.saved_queries import Matches

        return Matches(self._store, self.search, self.saved, self.read)

    @cached_property
    def rules(self) -> "Rules":
        """What is done to articles as they come in."""
        from octavo.library.rules import Rules

        return Rules(self._store, self.search, self.tags, self.read)

    @cached_property
    def counts(self) -> "ViewCounts":
        """How much is in each view."""
        from octavo.library.counts import ViewCounts

        return ViewCounts(self._store, lambda: self.search.corpus.columns)

    def facets(self, ids: Collection[ArticleId]) -> "Sequence[Facet]":
        """The values that narrow some articles, the most frequent of each field first."""
        from octavo.library.counts import Facets

        columns, spelling = self.search.corpus.columns, self._tag_counts.spelling
        return Facets(self._store, columns, spelling).of(ids)

    def listen(self, listener: Callable[[Operation], None]) -> None:
        """Call a function with every operation once it is applied, in whatever thread."""
        self._store.listen(listener)

    def read(self, text: str, *, typing: bool = False) -> Query:
        """Read a query, in which `@name` stands for a saved one.

        `typing` reads one whose end is still being typed.

        Raises:
            QueryError: If it cannot be read, and where.
        """
        query = parse(text, typing=typing, saved=self._saved_text)
        return self.tags.aliases.resolved(query)

    def _saved_text(self, name: str, begun: bool) -> "SavedText | None":
        return self.saved.text_of(name, begun)

    def _at(self, address: str) -> "Sequence[ArticleId]":
        return self.intake.all_known.at(address)

    @cached_property
    def intake(self) -> "Ingester":
        """The way in for whatever is to be kept."""
        from octavo.library.ingest.ingest import Ingester

        shared = self._store, self._texts, self.tags, self.rules, self._columns
        notes, compact = self.search.corpus.note_index, self._compactor.compact_if_much
        return Ingester(*shared, notes, compact)

    @cached_property
    def tag_suggestions(self) -> "TagSuggestions":
        """The tags to suggest for articles."""
        from octavo.library.tag_suggestions import TagSuggestions

        return TagSuggestions(self._store, self.search, self.tags)

    @cached_property
    def tag_cleaner(self) -> TagCleaner:
        """What may be merged among the tags."""
        return TagCleaner(self._store, self.tags)

    @cached_property
    def versions(self) -> "Versions":
        """What texts said before."""
        from octavo.library.versions import Versions

        return Versions(self._store, self._texts)

    @property
    def db(self) -> LibraryDB:
        """The TinyDB that it is; what somebody changes there is an operation like any other."""
        return self._store.db

    def add(
        self, drafts: Iterable[Draft], notes: Iterable[DraftNote] = (), *, label: str = ""
    ) -> list[LedgerEntry]:
        """Take in drafts, and notes that stand on their own, as one operation.

        An article that is here already, by its source, its address or its text, gets what
        the draft knows beyond it. The ledger has an entry for each draft. For more than fits
        into one operation, and for other ways, there is `intake`.
        """
        from octavo.library.ingest.ingest import ADD

        return self.intake.add(list(drafts), list(notes), label=label or ADD)

    def came_back(self) -> frozenset[ArticleId]:
        """The articles whose time has come until which they were put off, since last asked.

        They are on the default list from then on, whether this is asked or not.
        """
        came = self.search.default_list.came_back()
        if came and "matches" in vars(self):
            self.matches.forget()
        return came

    def follow(self) -> frozenset[ArticleId]:
        """Take in what other processes have changed.

        Returns the articles and notes that they, or TinyDB's methods here, have touched since
        this was last asked.
        """
        self._store.follow()
        with self._store.still():
            touched = frozenset(self._store.changed_elsewhere)
            self._store.changed_elsewhere.clear()
        return touched
