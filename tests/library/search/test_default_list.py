"""The remembered list: quick at launch, and never wrong."""

import os
import shutil
import threading
from array import array
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import tinydb

from octavo.library.library import Library
from octavo.library.search import default_list
from octavo.library.search.default_list import DefaultList, WarmCache
from octavo.library.tags import TagCounts
from octavo.model.tag import TagEdit
from octavo.storage.journal import writer
from octavo.storage.lazy_table import LazyTable
from octavo.storage.store import Limits
from tests.making import Clock, MakeArticle, draft

Spoil = Callable[[bytes], bytes]


def titles(library: Library) -> list[str]:
    return [article.title for article in library.articles()]


def cut_short(content: bytes) -> bytes:
    return content[:-3]


def with_other_ids(content: bytes) -> bytes:
    """As if articles 1 and 2 were 1 and 1."""
    return content.replace(array("q", [1, 2]).tobytes(), array("q", [1, 1]).tobytes())


def test_the_list_is_remembered_with_the_index(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("First")
    make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    assert (library.folder / "index" / "listing").exists()
    with Library(library.folder) as again:
        assert titles(again) == ["Second", "First"]
        assert len(again) == 2


def test_what_another_remembers_of_later_changes_is_none_of_before(
    library: Library, make_article: MakeArticle
) -> None:
    """One closes last that has not looked at what the other did."""
    first = make_article("First")
    library.search.catch_up()
    library.close()
    with Library(library.folder) as last:
        last.star([first.id])
        with Library(library.folder) as other:
            for archived in (True, False):
                other.archive([first.id], archived)
            other.add([draft("Second")])
            other.articles()
    with Library(library.folder) as again:
        assert titles(again) == ["Second", "First"]


def test_a_change_after_it_counts(
    library: Library, make_article: MakeArticle, clock: Clock
) -> None:
    first = make_article("First")
    make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    with Library(library.folder, clock) as other:
        other.archive([first.id])
    with Library(library.folder) as again:
        assert titles(again) == ["Second"]


def test_what_a_command_did_since_is_put_where_it_belongs(
    library: Library, make_article: MakeArticle, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a look at all documents."""
    first, second = make_article("First"), make_article("Second")
    make_article("Third")
    library.search.catch_up()
    library.archive([first.id])
    library.articles()
    library.close()
    for _ in range(2):
        with Library(library.folder, clock) as other:
            other.archive([first.id], archived=False)
            other.delete([second.id])
            other.add([draft("Fourth")])
            other.star([first.id])
            other.history.undo()
            other.history.undo()
    monkeypatch.setattr(LazyTable, "scan", None)
    with Library(library.folder) as again:
        assert titles(again) == ["Third", "First"]
        assert len(again) == 2


def test_what_a_script_wrote_counts(library: Library, make_article: MakeArticle) -> None:
    make_article("First")
    second = make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    with tinydb.TinyDB(library.folder / "library.json") as db:
        db.table("articles").update({"archived": True}, doc_ids=[second.id])
    with Library(library.folder) as again:
        assert titles(again) == ["First"]


@pytest.mark.parametrize("spoil", [cut_short, with_other_ids], ids=["cut off", "a flipped bit"])
def test_a_broken_memory_is_passed_over(
    spoil: Spoil, library: Library, make_article: MakeArticle
) -> None:
    make_article("First")
    make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    path = library.folder / "index" / "listing"
    content = path.read_bytes()
    path.write_bytes(spoil(content))
    assert path.read_bytes() != content
    with Library(library.folder) as again:
        assert titles(again) == ["Second", "First"]


def test_a_memory_of_another_library_is_passed_over(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    """Also of one that was written in the same second and is as long."""
    make_article("First")
    library.search.catch_up()
    library.articles()
    library.close()
    other = shutil.copytree(library.folder, tmp_path / "other")
    with Library(library.folder) as here, Library(other) as there:
        here.star([1])
        there.archive([1])
    for folder in (library.folder, other):
        os.utime(folder / "library.json", (1_772_611_200, 1_772_611_200))
    with Library(other) as there:
        assert there.articles() == []
    sizes = {(folder / "library.json").stat().st_size for folder in (library.folder, other)}
    assert len(sizes) == 1
    shutil.copy(other / "index" / "listing", library.folder / "index" / "listing")
    with Library(library.folder) as again:
        assert titles(again) == ["First"]


def test_counts_are_remembered_with_it(library: Library, make_article: MakeArticle) -> None:
    """In one order, and what was not asked for this time is not forgotten."""
    make_article("First", tags="essay ai")
    make_article("Second", tags="essay korea")
    library.settle()
    library.articles()
    expected = library.tags.counts()
    library.close()
    for _ in range(2):
        with Library(library.folder) as again:
            assert again.articles()
    with Library(library.folder) as again:
        assert WarmCache(again._store).read().tags == {"ai": 1, "essay": 2, "korea": 1}
        assert again.tags.counts() == expected


def test_what_is_put_off_is_remembered_with_the_list(
    library: Library, make_article: MakeArticle, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it comes back at its time without a look at all documents."""
    first, second = make_article("First"), make_article("Second")
    make_article("Third")
    library.search.catch_up()
    library.articles()
    library.put_off([first.id, second.id], clock.now + timedelta(days=7))
    library.close()
    with Library(library.folder, clock) as other:
        other.put_off([second.id], clock.now + timedelta(days=1))
    monkeypatch.setattr(LazyTable, "scan", None)
    for days, listed in ((0, ["Third"]), (1, ["Third", "Second"]), (6, None)):
        clock.advance(days=days)
        with Library(library.folder, clock) as again:
            assert titles(again) == (listed or ["Third", "Second", "First"])


def test_a_command_leaves_the_lists_as_they_were_and_the_next_one_reads_what_was_done(
    library: Library, make_article: MakeArticle, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts go along, whatever was done to an article, and however often."""
    first, second = make_article("First", tags="essay ai"), make_article("Second", tags="Essay")
    library.settle()
    library.articles()
    library.tags.counts()
    library.close()
    written = (library.folder / "index" / "listing").read_bytes()
    limits = Limits(small=0, left_at_close=9.0)
    monkeypatch.setattr(TagCounts, "_names", None)
    for edit in ("+korea -ai", "+ai +weir", "-korea"):
        with Library(library.folder, clock, limits) as other:
            other.retag([first.id, second.id], TagEdit.parse(edit))
            other.delete([second.id])
            other.restore([second.id])
    with Library(library.folder, clock, limits) as other:
        assert (library.folder / "index" / "listing").read_bytes() == written
        told = {str(count.tag): count.count for count in other.tags.counts()}
        assert told == {"essay": 2, "ai": 2, "weir": 2}
        other.delete([first.id])
        assert other.tags.counts()[0].count == 1
    monkeypatch.undo()
    with Library(library.folder, clock) as again:
        assert {str(c.tag): c.count for c in again.tags.counts()} == {
            "essay": 1,
            "ai": 1,
            "weir": 1,
        }


def test_a_launch_after_much_came_in_looks_at_nothing(
    library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import makes the lists that nobody has asked it for."""
    monkeypatch.setattr(default_list, "_MANY", 3)
    for number in range(3):
        library.add([draft(f"{number} {name}", tags=name) for name in ("ai", "essay")])
    library.search.catch_up()
    library.close()
    monkeypatch.setattr(TagCounts, "_names", None)
    monkeypatch.setattr(DefaultList, "_place", None)
    monkeypatch.setattr(default_list, "ListingFields", None)
    with Library(library.folder, clock) as again:
        assert len(again.articles()) == 6
        assert again.article(1).tags <= {count.tag for count in again.tags.counts()}


def test_what_was_found_out_is_there_after_a_kill(
    library: Library, make_article: MakeArticle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list is made, and of the journal is read what is not in `library.json`."""
    first = make_article("First", tags="essay")
    library.search.catch_up()
    library._compactor.compact()
    library.articles()
    library.tags.counts()
    library.star([first.id])
    library.remember()
    assert library.is_remembered
    left = shutil.copytree(library.folder, tmp_path / "left")
    read: list[bytes] = []
    some = writer._some

    def noted(handle: int, size: int, offset: int) -> bytes:
        read.append(some(handle, size, offset))
        return read[-1]

    monkeypatch.setattr(writer, "_some", noted)
    with Library(left) as again:
        cached = WarmCache(again._store).read()
        assert (cached.listed is not None, cached.tags) == (True, {"essay": 1})
        assert b"".join(read).count(b"\n") == 1
        assert again.article(first.id).starred


def test_what_is_remembered_while_much_changes_is_never_wrong(library: Library) -> None:
    library.add([draft(f"Tide {n}", tags="sea") for n in range(20)])
    library.settle()
    over = threading.Event()

    def remember() -> None:
        while not over.is_set():
            library.remember()

    thread = threading.Thread(target=remember)
    library.articles()
    library.tags.counts()
    thread.start()
    try:
        for n in range(1, 21):
            library.delete([n])
            with Library(library.folder) as again:
                assert titles(again) == titles(library)
                counts = [found.count for found in again.tags.counts()]
                assert counts == ([20 - n] if n < 20 else [])
    finally:
        over.set()
        thread.join()
