"""Threads: one changes the library while others read, list, count, search and compact it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.tag import TagEdit
from octavo.query import parse
from octavo.storage.store import Limits
from tests.library.seeing import on_disk, whole
from tests.making import draft

ROUNDS = 60


def test_changing_while_others_read_leaves_everything_right(library: Library) -> None:
    """Lists, counts and searches come out as if nothing had gone on at once."""
    library.add([draft(f"Piece {n}", tags="essay") for n in range(300)])
    library._compactor.compact()
    library.close()
    library = Library(library.folder, limits=Limits(decoded_at_once=0, compact_at=1))
    ids = list(library.search.articles)
    stop = threading.Event()

    def until_stopped(act: Callable[[], object]) -> None:
        while not stop.is_set():
            act()

    readers: list[Callable[[], object]] = [
        library.settle,
        lambda: library.articles(parse("piece tag:odd")),
        lambda: [article.title for article in library.search.articles.values()],
        lambda: (library.articles(), library.tags.counts(), len(library), library.trashed()),
    ]
    with ThreadPoolExecutor() as threads:
        reading = [threads.submit(until_stopped, reader) for reader in readers]
        try:
            for turn in range(ROUNDS):
                change(library, ids, turn)
        finally:
            stop.set()
        for each in reading:
            each.result()

    library.settle()
    odd = {article.id for article in library.search.articles.values() if "odd" in article.tags}
    assert {article.id for article in library.articles(parse("piece tag:odd"))} == odd
    listed = [article.id for article in library.articles()]
    counts = {str(count.tag): count.count for count in library.tags.counts()}
    before = whole(library)
    library.close()
    assert on_disk(library.folder) == before
    assert check(library.folder) == []
    with Library(library.folder) as library:
        assert [article.id for article in library.articles()] == listed
        assert {str(count.tag): count.count for count in library.tags.counts()} == counts


def change(library: Library, ids: list[int], turn: int) -> None:
    """One change of many kinds."""
    some = ids[turn::7]
    match turn % 5:
        case 0:
            library.retag(some, TagEdit.parse("+odd" if turn % 2 else "-odd"))
        case 1:
            library.archive(some[:20])
        case 2:
            library.delete(some[:3])
        case 3:
            library.history.undo()
        case _:
            library.add([draft(f"Piece late {turn}", tags="odd")])


def test_an_article_changed_while_it_is_first_read_stays_changed(library: Library) -> None:
    """However the two meet, the old state does not come back."""
    library.add([draft(f"Piece {n}") for n in range(400)])
    library.close()
    library = Library(library.folder, limits=Limits(decoded_at_once=0))
    with ThreadPoolExecutor() as threads:
        reading = threads.submit(lambda: list(library.search.articles.values()))
        for id in range(1, 401, 5):
            library.retag([id], TagEdit.parse("+kept"))
        reading.result()

    assert all("kept" in library.article(id).tags for id in range(1, 401, 5))
    library.close()


def test_closing_ends_indexing_at_once(library: Library) -> None:
    """What was not indexed is, the next time."""
    library.add([draft(f"Piece {n}") for n in range(1_200)])
    begun, closed = threading.Event(), threading.Event()
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        begun.set()
        closed.wait()

    with ThreadPoolExecutor() as threads:
        indexing = threads.submit(library.search.catch_up, progress)
        begun.wait()
        library.close()
        closed.set()
        indexing.result()

    assert told == [0]
    with Library(library.folder) as library:
        assert library.search.sync.index.sequence == 0
        assert len(library.search.pending) == 1_200
        library.settle(progress)
        assert told[1:] == [0, 500, 1_000, 1_200]
        assert library.search.pending == frozenset()
    assert check(library.folder) == []
