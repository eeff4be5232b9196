"""Scripts that change library.json with plain TinyDB while octavo is closed, or open."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tinydb import Query, TinyDB
from tinydb.operations import delete
from tinydb.table import Table

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.draft import DraftNote
from octavo.model.tag import TagEdit
from octavo.query import parse
from octavo.storage.errors import DocumentBroken
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.store import Limits
from tests.library.seeing import on_disk, whole
from tests.making import Clock, draft

BY_SCRIPT = "library.json was changed by another program on "


@pytest.fixture
def closed(folder: Path) -> Path:
    """A closed library of two articles, indexed."""
    with Library.create(folder) as library:
        library.add([draft("First", tags="essay"), draft("Second", tags="korea")])
        library.settle()
    return folder


@contextmanager
def script(folder: Path, table: str = "articles") -> Iterator[Table]:
    """What anyone's script does."""
    with TinyDB(folder / "library.json") as db:
        yield db.table(table)


def found(library: Library, query: str) -> list[str]:
    return [article.title for article in library.articles(parse(query))]


def test_what_a_script_changed_is_taken_as_it_is(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"tags": ["ai"], "starred": True}, Query().title == "First")

    with Library(closed) as library:
        assert library.article(1).tags == {"ai"}
        assert library.article(1).starred
        assert [str(count.tag) for count in library.tags.counts()] == ["ai", "korea"]
    assert check(closed) == []


BRIEF = Limits(left_at_close=5.0, small=0)


def test_a_command_leaves_a_little_in_the_journal(closed: Path) -> None:
    """The next reads it there, and the app writes it into library.json."""
    before = (closed / "library.json").read_bytes()
    for tag in ("+ai", "+korea"):
        with Library(closed, limits=BRIEF) as library:
            library.retag([1], TagEdit.parse(tag))
    assert (closed / "library.json").read_bytes() == before

    with Library(closed) as library:
        assert library.article(1).tags == {"essay", "ai", "korea"}
        assert {str(count.tag): count.count for count in library.tags.counts()}["korea"] == 2
        library.history.undo()
    with script(closed) as articles:
        assert {"ai", "essay"} in [{*each["tags"]} for each in articles]
    assert check(closed) == []


def test_what_a_script_changed_joins_what_a_command_left(closed: Path) -> None:
    with Library(closed, limits=BRIEF) as library:
        library.retag([1], TagEdit.parse("+ai"))
        library.retag([2], TagEdit.parse("+ai"))
    with script(closed) as articles:
        articles.update({"starred": True}, doc_ids=[1])

    with Library(closed) as library:
        assert library.article(1).tags == {"essay", "ai"}
        assert library.article(1).starred
        assert library.article(2).tags == {"korea", "ai"}
    assert check(closed) == []


def test_the_index_learns_what_a_script_changed(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"title": "Kimchi"}, doc_ids=[1])
        articles.remove(doc_ids=[2])

    with Library(closed) as library:
        assert found(library, "kimchi") == ["Kimchi"]
        library.settle()
        assert library.search.pending == frozenset()
        assert found(library, "kimchi") == ["Kimchi"]
        assert found(library, "title:second") == []
    assert check(closed) == []


def test_what_a_script_changed_can_be_undone(closed: Path) -> None:
    before = on_disk(closed)
    with script(closed) as articles:
        articles.update({"archived": True})
        articles.remove(doc_ids=[2])
        articles.insert({"title": "Third"})

    with Library(closed) as library:
        assert library.history.labels()[0].startswith(BY_SCRIPT)
        library.history.undo()
    assert on_disk(closed) == before


def test_an_article_that_a_script_inserts_need_have_no_more_than_a_title(
    closed: Path, clock: Clock
) -> None:
    """Its id is the one that TinyDB gave it; it counts as added now."""
    with script(closed) as articles:
        id = articles.insert({"title": "Third", "tags": ["ai"]})
    [found] = check(closed)
    assert str(found).startswith(f"note: {BY_SCRIPT}")
    assert found.problem.endswith("1 document; octavo takes it in when it opens it")
    assert repair(closed) == []

    with Library(closed, clock) as library:
        assert library.article(id).added == clock.now
        assert [article.title for article in library.articles(parse("tag:ai"))] == ["Third"]
        assert library.add([draft("Fourth")])[0].id == id + 1
    assert check(closed) == []


def test_a_note_whose_id_a_script_gave_to_an_article_gets_another(closed: Path) -> None:
    """TinyDB counts each table by itself, and octavo both together."""
    with Library(closed) as library:
        library.add([], notes=[DraftNote(text="A thought")])
    with script(closed) as articles:
        assert articles.insert({"title": "Third"}) == 3

    with Library(closed) as library:
        assert library.article(3).title == "Third"
        [note] = library.search.notes.values()
        assert (note.id, note.text) == (4, "A thought")
    assert check(closed) == []


def test_nothing_happens_twice(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"archived": True})

    for _ in range(2):
        with Library(closed) as library:
            assert library.sequence == 2


def test_a_change_of_form_alone_is_no_operation(closed: Path) -> None:
    with TinyDB(closed / "library.json", indent=2, ensure_ascii=False) as db:
        db.table("mine").insert({"kept": "by a script"})

    with Library(closed) as library:
        assert library.sequence == 1
        library.star([1])
    with script(closed, "mine") as mine:
        assert mine.all() == [{"kept": "by a script"}], "a table of one's own stays"


def test_a_field_of_ones_own_stays(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"mine": 7}, doc_ids=[1])

    with Library(closed) as library:
        library.retag([1], TagEdit.parse("+ai"))
    with script(closed) as articles:
        [first, _] = articles.all()
        assert first["mine"] == 7
        assert first["tags"] == ["ai", "essay"]


def test_a_field_that_a_script_took_away_is_as_if_never_set(closed: Path) -> None:
    with Library(closed) as library:
        library.star([1])
    with script(closed) as articles:
        articles.update(delete("starred"), doc_ids=[1])

    with Library(closed) as library:
        assert not library.article(1).starred
        library.history.undo()
        assert library.article(1).starred


def test_a_copy_of_the_folder_is_no_change(closed: Path, tmp_path: Path) -> None:
    """A copy has another time, and is known by its checksum."""
    copy = tmp_path / "copy"
    shutil.copytree(closed, copy, copy_function=shutil.copyfile)
    os.utime(copy / "library.json", ns=(1, 1))

    with Library(copy) as library:
        assert library.sequence == 1


def test_a_script_while_the_library_was_killed_wins_where_both_changed(closed: Path) -> None:
    """Both changes are there, and undo goes back over the script's to those of before."""
    library = Library(closed)
    library.retag([1, 2], TagEdit.parse("+killed"))
    before = whole(library)
    library._store.close()
    with script(closed) as articles:
        articles.update({"archived": True}, doc_ids=[2])

    with Library(closed) as library:
        assert library.article(2).archived
        assert library.article(2).tags == {"korea", "killed"}
        library.history.undo()
        assert whole(library) == before


def test_a_script_while_the_library_is_open_is_met_at_the_next_binding(closed: Path) -> None:
    with Library(closed) as library:
        library.star([1])
        with script(closed) as articles:
            articles.update({"title": "Renamed"}, doc_ids=[2])
        library._compactor.compact()

        assert library.article(2).title == "Renamed"
        assert library.article(1).starred
        assert found(library, "renamed") == ["Renamed"]
    assert check(closed) == []


def test_a_script_may_write_with_octavos_own_storage(closed: Path) -> None:
    """Which replaces the file at once instead of writing into it."""
    inode = (closed / "library.json").stat().st_ino
    with TinyDB(closed / "library.json", storage=LibraryStorage) as db:
        db.table("articles").update({"title": "Renamed"}, doc_ids=[2])

    assert (closed / "library.json").stat().st_ino != inode
    with Library(closed) as library:
        assert library.history.labels()[0].startswith(BY_SCRIPT)
        assert found(library, "renamed") == ["Renamed"]


def test_without_backups_and_journal_a_change_is_taken_and_the_index_is_made_anew(
    closed: Path,
) -> None:
    with script(closed) as articles:
        articles.update({"title": "Kimchi"}, doc_ids=[1])
    shutil.rmtree(closed / "backups")
    (closed / "journal.jsonl").unlink()

    with Library(closed) as library:
        assert found(library, "kimchi") == ["Kimchi"]
    assert [finding.problem for finding in check(closed)] == [
        (
            "journal.jsonl is gone; nothing is lost of what library.json has by now, but undo "
            "does not reach behind that"
        )
    ]


def test_a_script_that_writes_nonsense_is_told_so(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"added": "yesterday"}, doc_ids=[2])

    with pytest.raises(DocumentBroken, match=r"articles 2 .*\$\.added"):
        Library(closed)


def test_times_without_a_zone_are_taken_for_utc(closed: Path) -> None:
    """As `datetime.now().isoformat()` writes them; others, with a zone, stand beside them."""
    with script(closed) as articles:
        articles.update({"added": "2020-01-01T08:00:00.25"}, doc_ids=[1])
        articles.update({"published": "2020-01-01T08:00:00"}, doc_ids=[2])
        articles.insert({"title": "Third", "read": "2020-01-02T09:00:00+09:00"})

    with Library(closed) as library:
        assert found(library, "added:2020 sort:-added") == ["First"]
        assert found(library, "published:2020-01-01") == ["Second"]
        assert found(library, "read:2020-01-02") == ["Third"]
    assert on_disk(closed)["articles"]["1"]["added"] == "2020-01-01T08:00:00Z"
    assert check(closed) == []


def test_days_are_taken_for_their_midnight(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"added": "2020-03-04"}, doc_ids=[1])

    with Library(closed) as library:
        assert library.article(1).added == datetime(2020, 3, 4, tzinfo=UTC)
        assert found(library, "added:2020") == ["First"]
        assert found(library, "") == ["Second", "First"]
        assert len(library.tags.counts()) == 2
    assert on_disk(closed)["articles"]["1"]["added"] == "2020-03-04T00:00:00Z"
    assert check(closed) == []


def test_times_out_of_the_calendar_are_held_to_it(closed: Path) -> None:
    with script(closed) as articles:
        articles.update({"added": "0001-01-01T00:00:00+09:00"}, doc_ids=[1])
        articles.update({"added": "9999-12-31T23:00:00-09:00"}, doc_ids=[2])

    with Library(closed) as library:
        assert found(library, "") == ["Second", "First"]
    assert check(closed) == []


def test_times_of_feeds_are_taken_for_utc(closed: Path) -> None:
    feed = {"id": 1, "url": "https://tides.example/feed.xml", "added": "2026-03-04"}
    with script(closed, "feeds") as feeds:
        feeds.insert({**feed, "due": "2026-03-05T08:00:00", "checked": "2026-03-04T08:00:00"})

    with Library(closed) as library:
        assert library.feeds[1].added == datetime(2026, 3, 4, tzinfo=UTC)
        assert library.feeds.due(datetime(2026, 3, 5, 7, tzinfo=UTC)) == []
        assert library.feeds.due(datetime(2026, 3, 5, 8, tzinfo=UTC)) == [1]
    with script(closed, "feeds") as feeds:
        [kept] = feeds.all()
    assert kept["added"] == "2026-03-04T00:00:00Z"
    assert kept["due"] == "2026-03-05T08:00:00Z"
    assert check(closed) == []


def test_a_feed_that_a_script_inserts_need_have_no_more_than_an_address(closed: Path) -> None:
    with script(closed, "feeds") as feeds:
        id = feeds.insert({"url": "https://tides.example/feed.xml"})

    with Library(closed) as library:
        assert library.feeds[id].url == "https://tides.example/feed.xml"
        assert library.feeds[id].id == id
    assert check(closed) == []


def test_times_that_a_script_wrote_in_its_own_way_are_listed_in_order(closed: Path) -> None:
    times = ["2030-01-01T12:00:00+09:00", "2030-01-01T02:59:59.5Z", "2030-01-01T03:00:01Z"]
    with script(closed) as articles:
        articles.truncate()
        for id, time in enumerate(times, 1):
            articles.insert({"id": id, "title": str(id), "added": time})

    with Library(closed) as library:
        assert [article.id for article in library.articles()] == [3, 1, 2]
        library.archive([1])
        library.archive([1], False)
        assert [article.id for article in library.articles()] == [3, 1, 2]
