"""The derived index: which articles and notes hold which words.

Large because it is opened, written and closed in the ways of one folder.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tantivy import Document, Index, IndexWriter, Query

from octavo.index.corpus import Searchable
from octavo.index.folder import (
    LAYOUT_FILE,
    IndexDamaged,
    IndexUnusable,
    empty,
    faults,
    linked,
    open_as_folder,
    translated_faults,
    write_manifest,
)
from octavo.index.reader import Snapshot
from octavo.index.schema import (
    BEGUN,
    COMMONS,
    FAMILY,
    FORMS,
    ID,
    KIND,
    LAYOUT,
    STATE,
    TOKENS,
    VOCABULARY,
    WORDS,
    Tokenized,
    common_words,
    commons,
    document,
    family_token,
    schema,
    state,
    tokenized,
    tokenizer,
)
from octavo.index.search.id_set import CHANGED
from octavo.index.text.compounds import compound_token
from octavo.index.text.tokenizer import stems

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

FEW = 200
"""Up to so many documents their words are looked up one by one."""

MODEST = 5_000
"""Up to so many documents a second thread costs more than it saves."""

BATCH = 1_000
"""Documents that take the place of others at once."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""That English words begin with."""

_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` that says in how many heaps threads may have memory."""

_FEW_BYTES = 15_000_000
_MANY_BYTES = 120_000_000
"""Of memory for what is not written yet: the least of a thread, and what a rebuild may take."""


class SearchIndex:
    """The words of a library, in a folder that may be deleted at any time.

    Any number of threads may search at once, also while one of them updates. One process
    at a time may write, which is for the caller to see to; the others see what it has
    committed after `reload`.
    """

    def __init__(self, folder: Path | None, index: Index) -> None:
        self.folder = folder
        self._index = index
        self._links: TemporaryDirectory[str] | None = None
        self._snapshot: Snapshot
        self._stamp: bytes | None = None
        """The file that says what is in the index, as it was when that was searched first."""
        self._mutex = threading.RLock()
        self._is_verified = folder is None
        """Whether all files were as they were written: what is merged gets a new checksum."""
        self._knows_words = False
        """Whether the inflections of all words were looked up: a kill may have left some."""
        self._prepare()

    @classmethod
    def create(cls, folder: Path | None) -> Self:
        """An empty index, in place of whatever the folder holds; None keeps it in memory.

        Raises:
            IndexUnusable: If the folder cannot be written.
        """
        if folder is None:
            return cls(None, Index(schema()))
        with translated_faults(folder):
            folder.mkdir(0o700, parents=True, exist_ok=True)
            empty(folder)
            index = Index(schema(), path=str(folder), reuse=False)
            (folder / LAYOUT_FILE).write_text(LAYOUT)
            write_manifest(folder)
            open_as_folder(folder)
            return cls(folder, index)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that a folder holds; the disk may be read-only.

        Raises:
            IndexUnusable: If there is none, or it cannot be read.
        """
        with translated_faults(folder):
            layout = folder / LAYOUT_FILE
            if not layout.is_file() or layout.read_text() != LAYOUT:
                raise IndexUnusable(folder, "the index is of another version")
            for fault in faults(folder, thorough=False):
                raise IndexDamaged(folder, fault)
            if os.access(folder, os.W_OK):
                return cls(folder, Index.open(str(folder)))
            links = linked(folder)
            found = cls(folder, Index.open(links.name))
            found._links = links
            return found

    @property
    def snapshot(self) -> Snapshot:
        """What is searched now."""
        return self._snapshot

    @property
    def sequence(self) -> int:
        """The last operation that what is searched now reflects; 0 when it is empty."""
        return self._snapshot.sequence

    @property
    def checksum(self) -> int:
        """What tells that operation from one of another library; 0 where nothing does."""
        return self._snapshot.checksum

    def verify(self) -> None:
        """Compare all files with what was written, which takes about a second a gigabyte.

        Raises:
            IndexDamaged: If one is not as it was written.
            IndexUnusable: If one cannot be read.
        """
        if self.folder and not self._is_verified:
            with self._mutex, translated_faults(self.folder):
                for fault in faults(self.folder, thorough=True):
                    raise IndexDamaged(self.folder, fault)
            self._is_verified = True

    def update(
        self,
        documents: Iterable[Searchable],
        gone: Iterable[int],
        sequence: int,
        expected: int = 0,
        checksum: int = 0,
        begun: tuple[int, int] = (0, 0),
    ) -> None:
        """Take in new and changed documents, about as many as expected, and drop others.

        If it is killed, `sequence` stays what it was. Documents that are among what is
        pending since then may be in already, which does no harm. The checksum is that of the
        operation `sequence`, to tell it from one of another library. As long as an index that
        is made anew lacks some, `begun` says what those that are in reflect instead.

        Raises:
            IndexUnusable: If the folder is read-only, the disk is full or another writes.
        """
        changed = {*(gone := [*gone])}
        waiting = map(tokenized, _noted(documents, changed))
        few = list(islice(waiting, FEW + 1))
        is_few = len(few) <= FEW and (self._knows_words or not self._snapshot.begun[0])
        words = _words(few) if is_few else None
        with self._mutex, translated_faults(self.folder):
            if words is None:
                _share_heap()
                threads = 1 if expected <= MODEST else 2
                with self._writer(_MANY_BYTES, threads, changed) as writer:
                    _drop(writer, gone)
                    is_empty, common = self._snapshot.size == 0, self._snapshot.common
                    if is_empty:
                        writer.add_document(commons(common := common_words(few)))
                    _add(writer, chain(few, waiting), common, afresh=is_empty)
                few, gone = [], ()
            with self._writer(changed=changed) as writer:
                _drop(writer, gone)
                _add(writer, iter(few), self._snapshot.common)
                families = _vocabulary(self._snapshot, words)
                if families is not None:
                    writer.add_document(families)
                for kind in (STATE, BEGUN):
                    writer.delete_documents_by_query(Query.term_query(schema(), KIND, kind))
                writer.add_document(state(sequence, checksum))
                if begun[0]:
                    writer.add_document(state(*begun, BEGUN))
            self._knows_words |= words is None

    def clear(self) -> None:
        """Forget everything, and start again from operation 0.

        Raises:
            IndexUnusable: If the folder is read-only, the disk is full or another writes.
        """
        with self._mutex, translated_faults(self.folder), self._writer() as writer:
            writer.delete_all_documents()

    def reload(self, changed: Callable[[], Set[int] | None] = lambda: None) -> bool:
        """See what other processes have committed; say whether that changed anything.

        Where they did, `changed` is asked which documents may have other words than before:
        what is known of the rest stays known.

        Raises:
            IndexUnusable: If the index is broken, gone or of another version by now.
        """
        before = self.sequence
        with self._mutex, translated_faults(self.folder):
            if self._links and self.folder:
                links = linked(self.folder)
                self._index = Index.open(links.name)
                self.close()
                self._links = links
                self._prepare()
            else:
                self._take_snapshot(lambda now: changed() if now.sequence >= before else None)
        return self.sequence != before

    def close(self) -> None:
        """Let go of the folder."""
        if self._links:
            self._links.cleanup()

    def _prepare(self) -> None:
        self._index.register_tokenizer(TOKENS, tokenizer())
        self._index.config_reader("manual")
        self._take_snapshot()

    def _take_snapshot(
        self, changed: Callable[[Snapshot], Set[int] | None] = lambda _: None
    ) -> None:
        """Search what was committed, unless that is known.

        `changed` says what is not as it was, if that can be told.
        """
        before = self._read_stamp()
        self._index.reload()
        searcher = self._index.searcher()
        stamp = self._read_stamp()
        if stamp is not None and before == stamp == self._stamp:
            return
        snapshot = Snapshot(searcher, self.folder)
        if (ids := changed(snapshot)) is not None:
            snapshot.sets = self._snapshot.sets.after(ids)
        self._snapshot = snapshot
        self._stamp = stamp if stamp == before else None

    def _read_stamp(self) -> bytes | None:
        """What tells this state from all others; None where nothing does for sure."""
        if self.folder is None:
            return b""
        try:
            return None if self._links else (self.folder / "meta.json").read_bytes()
        except OSError:
            return None

    @contextmanager
    def _writer(
        self, heap: int = _FEW_BYTES, threads: int = 1, changed: Set[int] | None = None
    ) -> Iterator[IndexWriter]:
        """The one writer. What it is given is committed at the end, or dropped on an error."""
        if self._links:
            raise IndexUnusable(self.folder or Path(), "the index cannot be written")
        self.verify()
        self._take_snapshot()
        writer = self._index.writer(heap, threads)
        try:
            yield writer
            writer.commit()
        finally:
            writer.wait_merging_threads()
        if self.folder:
            write_manifest(self.folder)
            open_as_folder(self.folder)
        self._stamp = None
        self._take_snapshot(lambda _: changed)


def is_outgrown(snapshot: Snapshot, more: int) -> bool:
    """Whether an index began with too few to tell common words, and gets more than it has."""
    is_told = snapshot.frequency(KIND, COMMONS) or snapshot.common or snapshot.begun[0]
    return 0 < snapshot.size < more > FEW and not is_told


def _share_heap() -> None:
    """Have all threads take memory from one heap, and give back what is free, where glibc can.

    Of the heap that each of tantivy's many short threads had to itself, little went back: after
    100 000 texts that was 300 MB of 550, and it grew with their number.
    """
    from ctypes import CDLL  # only where many texts are taken in

    with suppress(AttributeError, OSError, TypeError):
        libc = CDLL(None)
        libc.mallopt(_ARENA_MAX, 1)
        libc.malloc_trim(0)


def _add(
    writer: IndexWriter,
    documents: Iterator[Tokenized],
    common: frozenset[str],
    *,
    afresh: bool = False,
) -> None:
    """Put documents in the place of those with their ids, if any, many at a time.

    Where there are none, the writer gets each as soon as it is made, and works meanwhile.
    """
    if afresh:
        for each in documents:
            writer.add_document(document(each, common))
    while batch := {each.of.id: each for each in islice(documents, BATCH)}:
        _drop(writer, batch)
        for each in batch.values():
            writer.add_document(document(each, common))


def _noted(documents: Iterable[Searchable], changed: set[int]) -> Iterator[Searchable]:
    """Some documents, whose ids are noted unless that is too many to tell what they change."""
    for each in documents:
        if len(changed) <= CHANGED:
            changed.add(each.id)
        yield each


def _drop(writer: IndexWriter, ids: Iterable[int]) -> None:
    if wanted := list(ids):
        writer.delete_documents_by_query(Query.term_set_query(schema(), ID, wanted))


def _words(documents: Iterable[Tokenized]) -> set[str]:
    """All words of some documents."""
    return {word for each in documents for word in chain(each.words, each.compounds)}


def _vocabulary(snapshot: Snapshot, words: Iterable[str] | None = None) -> Document | None:
    """The inflections that an index does not know yet: of some words, or of all that it has."""
    new = _unknown(snapshot) if words is None else _unmet(snapshot, words)
    if not new:
        return None
    made = Document()
    made.add_text(KIND, VOCABULARY)
    made.add_text(FAMILY, " ".join(new))
    return made


def _unmet(snapshot: Snapshot, words: Iterable[str]) -> list[str]:
    return [pair for pair in _pairs(words) if not snapshot.frequency(FAMILY, pair)]


def _unknown(snapshot: Snapshot) -> list[str]:
    """Of all words, a letter at a time; those with a stem begin as it does."""
    new: list[str] = []
    for letter in _LETTERS:
        known = {pair for pair, _ in snapshot.terms_with_prefix(FAMILY, letter)}
        words = {word for word, _ in snapshot.terms_with_prefix(WORDS, letter)}
        joined = snapshot.terms_with_prefix(FORMS, compound_token(letter))
        words |= {token[len(compound_token("")) :] for token, _ in joined}
        new += (pair for pair in _pairs(words) if pair not in known)
    return new


def _pairs(words: Iterable[str]) -> Iterator[str]:
    return (family_token(base, word) for base, word in stems(words) if base != word)
