"""What comes in a few at a time: durable as it goes, and one step for undo."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from octavo.library.history import MANY
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.draft import Draft, DraftNote, Result
from octavo.model.errors import DraftRejected
from octavo.model.operation import Change, Operation, OperationGroup
from octavo.model.tag import Tag, TagEdit
from octavo.storage.codec import changed
from octavo.storage.errors import LibraryLocked, NothingToUndo
from octavo.storage.store import Limits
from tests.library.hammering import spoken
from tests.library.seeing import whole
from tests.making import Clock, draft

BY_TWO = Limits(pieces_at_once=2)
PIECEWISE = Limits(pieces_at_once=1, reversed_at_once=1)
"""As if each article that comes in were thousands."""
PATIENCE = 60.0
"""Seconds to wait for another thread at most."""


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    """An empty library that keeps two pieces with each operation."""
    with Library.create(folder, clock, BY_TWO) as library:
        yield library
    assert [str(finding) for finding in check(folder)] == []


@pytest.fixture
def other(library: Library, folder: Path, clock: Clock) -> Iterator[Library]:
    """What another process has open."""
    with Library(folder, clock) as other:
        yield other


def pieces(*titles: str) -> list[Draft]:
    return [draft(title) for title in titles]


def titles(library: Library) -> set[str]:
    library.follow()
    return {article.title for article in library.articles()}


def test_what_others_have_set_since_is_kept_and_said(library: Library, other: Library) -> None:
    """Another window tags and renames an article while an import goes on over it."""
    library.add([draft("First", tags="essay"), draft("Second")])
    group = OperationGroup()
    set_by(library, group, title="Fetched", tags=frozenset({Tag("new")}))
    set_by(other, None, title="My own name", tags=frozenset({Tag("new"), Tag("mine")}))
    set_by(library, group, site="A site")
    before = whole(library)
    done = library.history.undo()

    assert done.label == "undo: set fields; what others have changed since is kept"
    article = library.article(1)
    assert (article.title, article.site) == ("My own name", "")
    assert article.tags == {Tag("essay"), Tag("mine")}
    assert library.history.redo().label == "set fields"
    assert {**whole(library), "articles": 0} == {**before, "articles": 0}
    assert library.article(1).tags == {Tag("new"), Tag("mine")}


def set_by(library: Library, group: OperationGroup | None, **fields: object) -> None:
    """Set some fields of the first article in one window."""

    def plan() -> list[Change]:
        article = library.article(1)
        change = changed(article, replace(article, **fields))
        return [change] if change else []

    library._store.commit("set fields", plan, group=group)


def test_all_of_it_is_undone_and_done_again_as_one_step(library: Library) -> None:
    library.add(pieces("Here before"))
    before = whole(library)
    library.star([1])
    starred = whole(library)
    ledger = list(library.intake.take_in(pieces(*"ABCDE")))
    after = whole(library)

    assert [entry.id for entry in ledger] == [2, 3, 4, 5, 6]
    assert library.sequence == 5, "three operations"
    assert library.history.labels()[0] == "add 5 articles"
    assert library.history.undo().label == "undo: add 5 articles"
    assert whole(library) == starred
    assert library.history.redo().label == "add 5 articles"
    assert whole(library) == after
    library.history.undo()
    library.history.undo()
    assert whole(library) == before


def test_it_is_one_step_after_a_restart_too(library: Library, folder: Path) -> None:
    list(library.intake.take_in(pieces(*"ABCDE")))
    library.close()
    with Library(folder) as library:
        assert library.history.labels() == ["add 5 articles"]
        library.history.undo()
        assert titles(library) == set()


def test_a_long_one_is_taken_back_by_pieces_as_one_step(folder: Path, clock: Clock) -> None:
    with Library.create(folder, clock, PIECEWISE) as library:
        library.add(pieces("Here before"))
        before = whole(library)
        list(library.intake.take_in(pieces(*"ABC")))
        after = whole(library)
        undone = library.history.undo()
        assert undone.label == "undo: add 3 articles"
        assert undone.ids == {2, 3, 4}
        assert all(change.after is None for change in undone.changes)
        assert library.sequence == 1 + 3 + 3, "each by itself"
        assert whole(library) == before
        assert library.history.labels() == ["add Here before"]
    with Library(folder, clock, PIECEWISE) as library:
        assert library.history.redo().label == "add 3 articles"
        assert whole(library) == after
        assert library.history.labels() == ["add 3 articles", "add Here before"]
        library.history.undo()
        assert whole(library) == before
    assert check(folder) == []


MANY_TITLES = [f"Piece {number}" for number in range(MANY + 1)]


@pytest.fixture
def long(folder: Path, clock: Clock) -> Iterator[Library]:
    """A library with a step that takes long to reverse."""
    with Library.create(folder, clock, PIECEWISE) as library:
        library.add(pieces("Here before"))
        list(library.intake.take_in(pieces(*MANY_TITLES)))
        yield library
    assert check(folder) == []


def test_others_may_read_while_a_long_step_is_taken_back_and_write_after_it(
    long: Library,
) -> None:
    """The main thread is refused, as a person waits for it."""
    is_begun, may_go_on = Event(), Event()

    def goes_on(_done: int, _total: int) -> bool:
        is_begun.set()
        return may_go_on.wait(PATIENCE)

    undoing = Thread(target=long.history.undo, args=(goes_on,))
    undoing.start()
    assert is_begun.wait(PATIENCE)
    assert titles(long) == {"Here before", *MANY_TITLES[:-1]}
    with pytest.raises(LibraryLocked, match="is being written by undo in this window"):
        long.star([1])
    waiting = Thread(target=long.star, args=([1],))
    waiting.start()
    may_go_on.set()
    undoing.join()
    waiting.join()
    assert (titles(long), long.article(1).starred) == ({"Here before"}, True)
    assert long.history.labels() == ["star ‘Here before’", "add Here before"]


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_what_is_stopped_half_way_is_reversed_further_or_back(long: Library, way: str) -> None:
    after = whole(long)
    long.history.undo(lambda done, _: done < 2)
    assert titles(long) == {"Here before", *MANY_TITLES[:-2]}
    getattr(long.history, way)()
    assert titles(long) == {"Here before", *(MANY_TITLES if way == "redo" else ())}
    getattr(long.history, "undo" if way == "redo" else "redo")()
    getattr(long.history, "redo" if way == "redo" else "undo")()
    assert (whole(long) == after) == (way == "redo")


def test_only_the_step_that_was_meant_is_taken_back(long: Library) -> None:
    step = long.history.long_step("undo")
    assert step == long.sequence
    long.star([1])
    with pytest.raises(NothingToUndo):
        long.history.undo(only=step)
    assert long.history.labels()[0] == "star ‘Here before’"


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_a_kill_in_the_midst_of_that_leaves_the_rest_as_the_next_step(
    folder: Path, clock: Clock, way: str
) -> None:
    """What is left is taken back then, or what was taken back is done again: in one step."""
    with Library.create(folder, clock, PIECEWISE) as library:
        library.add(pieces("Here before"))
        list(library.intake.take_in(pieces(*"ABCDE")))

    def undo_and_be_killed() -> None:
        library = Library(folder, clock, PIECEWISE)
        last = library.sequence + 3
        library._store.listen(
            lambda done: os.kill(os.getpid(), signal.SIGKILL) if done.sequence == last else None
        )
        library.history.undo()

    spoken(undo_and_be_killed)
    with Library(folder, clock, PIECEWISE) as library:
        assert titles(library) == {"Here before", "A", "B"}
        getattr(library.history, way)()
        came = set("ABCDE") if way == "redo" else set()
        assert titles(library) == {"Here before"} | came
        getattr(library.history, "undo" if came else "redo")()
        assert titles(library) == {"Here before"} | set("ABCDE") - came
    assert check(folder) == []


def test_what_is_done_between_a_kill_and_the_rest_is_a_step_of_its_own(
    folder: Path, clock: Clock
) -> None:
    with Library.create(folder, clock, PIECEWISE) as library:
        list(library.intake.take_in(pieces(*"ABC")))

        def interrupt(done: Operation) -> None:
            raise KeyboardInterrupt

        library._store.listen(interrupt)
        with pytest.raises(KeyboardInterrupt):
            library.history.undo()
    with Library(folder, clock, PIECEWISE) as library:
        assert titles(library) == {"A", "B"}
        library.star([1])
        library.history.undo()
        library.history.undo()
        assert titles(library) == set()
        library.history.redo()
        library.history.redo()
        assert titles(library) == {"A", "B"}
        assert library.article(1).starred


SHORT_JOURNAL = replace(PIECEWISE, pending_at_most=2_000, compact_at=2_000, journal_bytes=6_000)


@pytest.mark.parametrize("is_read_after", [False, True])
def test_the_latest_step_is_remembered_however_long_it_is(
    folder: Path, clock: Clock, is_read_after: bool
) -> None:
    """What a long undo took away can be had again, also once somebody has read on."""
    with Library.create(folder, clock, SHORT_JOURNAL) as library:
        library.add([draft("Here before", "words " * 99)])
        list(library.intake.take_in(pieces(*MANY_TITLES)))
        after = whole(library)
        library.history.undo()
        forget_all_that_may_be(library)
        if is_read_after:
            library.keep_place(1, 20, 0.5)
        forget_all_that_may_be(library)
        assert not library._store.journal.reaches_back, "it was cut"
    with Library(folder, clock, SHORT_JOURNAL) as library:
        library.history.redo()
        if is_read_after:
            assert titles(library) == {"Here before", *MANY_TITLES}
        else:
            assert whole(library) == after


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_what_was_stopped_half_way_is_remembered_as_a_whole(
    folder: Path, clock: Clock, way: str
) -> None:
    with Library.create(folder, clock, SHORT_JOURNAL) as library:
        library.add(pieces("Here before"))
        list(library.intake.take_in(pieces(*MANY_TITLES)))
        library.history.undo(lambda done, _: done < MANY // 2)
        forget_all_that_may_be(library)
        library.keep_place(1, 20, 0.5)
        forget_all_that_may_be(library)
    with Library(folder, clock, SHORT_JOURNAL) as library:
        getattr(library.history, way)()
        assert titles(library) == {"Here before", *(MANY_TITLES if way == "redo" else ())}


def forget_all_that_may_be(library: Library) -> None:
    """Compact, where no backup needs what is in the journal."""
    shutil.rmtree(library.folder / "backups", ignore_errors=True)
    library._compactor.compact()


def test_a_single_one_is_named(library: Library) -> None:
    list(library.intake.take_in(pieces("A {} of one's own"), label="import {}"))
    assert library.history.labels() == ["import A {} of one's own"]


def test_only_what_came_in_is_counted(library: Library) -> None:
    list(library.intake.take_in(pieces("A", "A", "B", "B", "A")))
    assert library.history.labels() == ["add 2 articles"]


def test_what_only_grew_is_not_said_to_be_added(library: Library) -> None:
    """Undo takes back what it got, and the article stays."""
    library.add(pieces("A"))
    library.add([draft("A", tags="essay")])
    assert library.history.labels()[0] == "add more about A"
    list(library.intake.take_in([draft(title, tags="river") for title in "ABCA"]))
    assert library.history.labels()[0] == "add 2 articles and more about 1"
    note = DraftNote(text="A thought")
    library.add([draft(title, notes=(note,)) for title in "ABC"], label="import {}")
    assert library.history.labels()[0] == "import more about 3 articles"


def test_the_ledger_tells_in_order_what_was_rejected(library: Library) -> None:
    broken = DraftRejected("scan.pdf", "it is no text")
    ledger = list(library.intake.take_in([broken, *pieces("A"), broken, *pieces("A")]))

    results = [Result.REJECTED, Result.ADDED, Result.REJECTED, Result.UNCHANGED]
    assert [entry.result for entry in ledger] == results
    assert (ledger[0].input, ledger[0].reason) == ("scan.pdf", "it is no text")


def test_what_was_told_is_in_although_the_rest_never_comes(
    library: Library, other: Library
) -> None:
    """Whoever stops in the middle keeps what is in, and undo takes all of that back."""
    ledger = library.intake.take_in(draft(f"Piece {number}") for number in range(1_000_000))
    for entry in ledger:
        if entry.id == 3:
            break

    assert titles(other) == {f"Piece {number}" for number in range(4)}
    assert other.history.undo().label == "undo: add 4 articles"
    assert titles(other) == set()


def test_what_takes_long_does_not_wait_for_the_others(folder: Path) -> None:
    """Every piece is kept by itself when each takes as long as that is waited for."""
    with Library.create(folder, limits=Limits(seconds_at_once=0)) as library:
        list(library.intake.take_in(pieces(*"ABC")))
        assert library.sequence == 3


def test_long_texts_do_not_wait_either(folder: Path) -> None:
    with Library.create(folder, limits=Limits(characters_at_once=50)) as library:
        list(library.intake.take_in([draft("Long", "word " * 11), draft("A"), draft("B")]))
        assert library.sequence == 2


def test_what_others_did_in_between_stays(library: Library, other: Library) -> None:
    """Undo takes back the latest step: its own changes, and nothing of the others'."""
    library.add(pieces("Here before"))
    incoming = library.intake.take_in(pieces(*"ABC"))
    next(incoming)
    other.retag([1, 2], TagEdit.parse("+seen"))
    list(incoming)
    everything = whole(library)

    assert library.history.labels() == [
        "add 3 articles",
        "tag 2 articles +seen",
        "add Here before",
    ]
    library.history.undo()
    assert titles(library) == {"Here before"}
    assert library.article(1).tags == {"seen"}
    library.history.undo()
    assert library.article(1).tags == set()
    library.history.redo()
    library.history.redo()
    assert whole(library) == everything


def test_a_step_of_which_nothing_is_left_is_passed_by(library: Library, other: Library) -> None:
    library.add(pieces("Here before"))
    incoming = library.intake.take_in(pieces(*"ABC"))
    next(incoming)
    other.follow()
    other.retag([2], TagEdit.parse("+seen"))
    list(incoming)
    for expected in ("add 3 articles", "tag ‘A’ +seen", "add Here before"):
        assert library.history.undo().label == f"undo: {expected}"
    with pytest.raises(NothingToUndo):
        library.history.undo()
    assert titles(other) == set()


def test_a_note_that_others_wrote_on_it_stays_and_comes_back_to_it(
    library: Library, other: Library
) -> None:
    incoming = library.intake.take_in(pieces(*"ABC"))
    next(incoming)
    other.follow()
    note = DraftNote(text="Seen from elsewhere.")
    other.db.table("notes").insert(
        {"text": note.text, "article": 1, "added": "2026-03-04T08:00:00Z"}
    )
    list(incoming)
    everything = whole(library)

    library.history.undo()
    [left] = whole(library)["notes"].values()
    assert (left["text"], left["article"]) == (note.text, None)
    library.history.redo()
    assert whole(library) == everything


def test_what_comes_in_after_others_undid_it_is_a_step_of_its_own(
    library: Library, other: Library
) -> None:
    incoming = library.intake.take_in(pieces(*"ABCD"))
    next(incoming)
    other.history.undo()
    list(incoming)

    assert titles(library) == {"C", "D"}
    library.history.undo()
    assert titles(library) == set()


def test_a_step_whose_beginning_is_forgotten_is_no_step(folder: Path, clock: Clock) -> None:
    """It could only be taken back by half."""
    limits = Limits(pieces_at_once=1, journal_bytes=6_000)
    with Library.create(folder, clock, limits) as library:
        list(library.intake.take_in(draft(f"Piece {number}") for number in range(60)))
        library._compactor.compact()
        library.star([1])
        shutil.rmtree(folder / "backups")
        library._compactor.compact()
    with Library(folder, clock, limits) as library:
        assert library.history.labels() == ["star ‘Piece 0’"]


def test_a_step_is_remembered_as_a_whole_where_that_is_allowed(
    folder: Path, clock: Clock
) -> None:
    """Trimming would have kept half of these bytes only."""
    with Library.create(folder, clock, Limits(pieces_at_once=1)) as library:
        library.add(draft(f"Before {number}") for number in range(40))
        length = library._store.journal.size
        list(library.intake.take_in(draft(f"Piece {number}") for number in range(20)))
        length = library._store.journal.size - length
    with Library(folder, clock, Limits(journal_bytes=length + 1_000)) as library:
        library.star([1])
        shutil.rmtree(folder / "backups")
        library._compactor.compact()
        assert library._store.journal.size <= length + 1_000
        library.history.undo()
        library.history.undo()
        assert {title for title in titles(library) if title.startswith("Piece")} == set()


def test_adding_by_hand_can_be_one_step_as_well(library: Library) -> None:
    group = OperationGroup()
    library.intake.add(pieces("A"), [DraftNote(text="On its own")], group=group)
    library.intake.add(pieces("B"), group=group)

    assert library.history.labels() == ["add 2 articles"]
    library.history.undo()
    assert whole(library)["notes"] == {}
    assert titles(library) == set()
