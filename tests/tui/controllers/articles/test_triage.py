"""Triage and undo: what the commands do to articles, and where the cursor goes."""

import asyncio

from octavo.library.library import Library
from octavo.model.article import Article, State
from octavo.model.tag import Tag
from octavo.query import parse
from octavo.tui.widgets.reading.scroller import ReadingPosition
from tests.tui.controllers.conftest import Desk


def titled(library: Library, title: str) -> Article:
    [article] = [a for a in library.articles(parse("in:all")) if a.title == title]
    return article


def test_archiving_moves_on_and_moves_no_rows(three: Desk) -> None:
    three.of.triage.archive()
    assert three.titles() == ["Third", "Second", "First"]
    three.of.triage.archive()
    assert three.reads() == "First"
    three.of.search.run_again()
    assert three.titles() == ["First"]
    assert titled(three.library, "Third").archived


def test_archiving_again_takes_it_back_out(three: Desk) -> None:
    three.of.triage.archive()
    three.rows.move(-1)
    three.of.triage.archive()
    assert not titled(three.library, "Third").archived


def test_starring_and_reading_move_on(three: Desk) -> None:
    three.of.triage.star()
    three.of.triage.toggle_read()
    assert titled(three.library, "Third").starred
    assert titled(three.library, "Second").state is State.READ


def test_deleting_goes_to_a_trash_that_can_be_listed(three: Desk) -> None:
    three.of.triage.delete()
    three.of.search.list_query("in:trash")
    assert three.titles() == ["Third"]
    three.of.triage.restore()
    assert titled(three.library, "Third").deleted is None


def test_what_changes_nothing_says_so_and_stays(three: Desk) -> None:
    """What is said takes the place of what was done before."""
    three.of.triage.star()
    three.of.triage.restore()
    assert (three.reads(), three.screen.said[-1]) == (
        "Second",
        "It is not in the trash",
    )
    three.of.triage.delete()
    three.of.search.list_query("in:trash")
    three.of.triage.delete()
    assert "in the trash already" in three.screen.said[-1]


def test_marks_make_a_command_a_bulk_command_and_have_served(three: Desk) -> None:
    three.rows.marks = frozenset(three.rows.rows)
    three.of.triage.star()
    assert not three.rows.marks
    assert three.reads() == "Third"
    assert all(article.starred for article in three.library.articles())


def test_undo_and_redo_walk_back_and_forth(three: Desk) -> None:
    three.of.triage.archive()
    three.of.triage.star()
    assert three.footer.last == "starred ‘Second’"
    three.of.history.undo()
    assert not titled(three.library, "Second").starred
    three.of.history.undo()
    assert not titled(three.library, "Third").archived
    assert three.footer.last == "took back: archived ‘Third’"
    three.of.history.redo()
    three.of.history.redo()
    assert titled(three.library, "Third").archived
    assert titled(three.library, "Second").starred


def test_undo_with_nothing_left_says_so(desk: Desk) -> None:
    desk.of.history.undo()
    assert "nothing to undo" in desk.screen.said[0].lower()


def test_what_undo_takes_away_leaves_the_list(three: Desk) -> None:
    three.of.history.undo()
    assert three.titles() == ["Second", "First"]


async def test_an_emptied_trash_comes_back_by_undo(three: Desk) -> None:
    three.of.triage.delete()
    three.screen.answers = [True]
    await three.of.triage.empty_trash()
    assert three.library.trashed() == 0
    assert three.screen.asked[0].startswith("Empty the trash of 1?")
    three.of.history.undo()
    assert titled(three.library, "Third").deleted is not None


async def test_the_trash_stays_full_unless_somebody_says_yes(three: Desk) -> None:
    three.of.triage.delete()
    await three.of.triage.empty_trash()
    assert three.library.trashed() == 1


async def test_an_empty_trash_asks_nothing(three: Desk) -> None:
    await three.of.triage.empty_trash()
    assert three.screen.asked == []
    assert three.screen.said == ["The trash is empty."]


def test_nothing_at_hand_is_nothing_to_decide(desk: Desk) -> None:
    desk.start()
    desk.of.triage.archive()
    assert desk.footer.last == ""
    assert desk.screen.errors == []


def test_calling_it_read_keeps_no_place_in_it(three: Desk) -> None:
    """Else the place would be written down behind it, and make it “reading” again."""
    three.panes.in_text = True
    three.of.reading.follow(ReadingPosition(9, 0.5))
    three.of.triage.toggle_read()
    three.of.reading.keep_place()
    assert titled(three.library, "Third").state is State.READ


def test_something_is_hidden_until_a_day_and_again_brings_it_back(three: Desk) -> None:
    asyncio.run(three.of.triage.put_off())
    [asked] = three.screen.asked
    assert asked == "Hide ‘Third’ until: It comes back on Thursday, 5 Mar 2026, at 00:00."
    assert three.reads() == "Second"
    assert three.titles() == ["Third", "Second", "First"]
    three.of.search.run_again()
    assert three.titles() == ["Second", "First"]
    three.of.search.list_query("is:later")
    asyncio.run(three.of.triage.put_off())
    assert titled(three.library, "Third").later is None


def test_nothing_is_hidden_until_a_day_that_is_past(three: Desk) -> None:
    for answer in ("2026-03-04", "some day", "1h", ""):
        three.screen.answers.append(answer)
        asyncio.run(three.of.triage.put_off())
    said = [asked.partition(": ")[2] for asked in three.screen.asked]
    assert said[0].startswith("!That is past")
    assert said[1].startswith("!Write tomorrow")
    assert said[2] == "It comes back on Wednesday, 4 Mar 2026, at 09:03."
    assert said[3].startswith("!Write tomorrow")
    assert [a.title for a in three.library.articles()] == ["Second", "First"]


def test_going_through_many_a_tag_goes_on_and_a_key_too_many_decides_nothing(
    three: Desk,
) -> None:
    three.library.tags.pin([Tag("essay"), Tag("draft"), Tag("new")])
    three.of.triage_mode.begin()
    bar = three.panes.triage_bar
    assert (bar.told.left, [on for _, on in bar.told.pinned]) == (3, [False, False, False])
    assert three.panes.single == "right"
    bar.pinned(2)
    assert (three.reads(), bar.told.left, bar.told.pinned[0]) == ("Second", 2, ("essay", True))
    three.of.history.undo()
    assert (three.reads(), bar.told.left) == ("Third", 3)
    three.of.triage_mode.go(1)
    three.of.triage.archive()
    assert three.reads() == "First"
    three.of.triage.star()
    assert three.screen.said[-1] == "That was the last one; Esc leaves."
    decided = titled(three.library, "First")
    three.of.triage.star()
    bar.pinned(3)
    assert decided.starred
    assert titled(three.library, "First") == decided
    three.of.history.undo()
    three.of.triage.archive()
    first = titled(three.library, "First")
    assert (first.starred, first.archived) == (False, True)
    assert titled(three.library, "Third").tags == frozenset()
    assert titled(three.library, "Second").archived
    three.of.triage_mode.leave()
    assert not bar.is_open
    assert three.panes.single == ""
    three.of.triage.star()
    assert titled(three.library, "First").starred


def test_what_is_not_pinned_or_suggested_decides_nothing(three: Desk) -> None:
    three.of.triage_mode.begin()
    three.panes.triage_bar.pinned(1)
    asyncio.run(three.of.triage_mode.take(1))
    assert (three.reads(), three.panes.triage_bar.told.left) == ("Third", 3)
    assert len(three.screen.said) == 2
