"""The query line."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.widgets import Static

from octavo.model.errors import QueryError
from octavo.tui.widgets.query.query_line import QueryHistory, QueryLine, QueryStatus
from tests.making import examples
from tests.tui.widgets.stage import lines, staged, strips


class Pane(Static, can_focus=True):
    """Something else that can have the keyboard."""


def complete(line: str) -> str | None:
    head, _, last = line.rpartition(" ")
    word = "tag:" if last and "tag:".startswith(last) else None
    return word and f"{head} {word}".strip()


async def test_every_letter_is_told_in_order() -> None:
    line = QueryLine()
    async with staged(line) as stage:
        line.open()
        await stage.burst(*"korea", "space", *"ai")

        assert line.text == "korea ai"
        told = [said.text for said in stage.said(QueryLine.Changed)]
        assert told == ["k", "ko", "kor", "kore", "korea", "korea ", "korea a", "korea ai"]


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(string.ascii_letters + string.digits, max_size=40))
async def test_typing_fast_loses_nothing(typed: str) -> None:
    line = QueryLine()
    async with staged(line) as stage:
        line.open()
        await stage.burst(*typed)

        assert line.text == typed


async def test_enter_right_behind_the_letters_keeps_all_of_them() -> None:
    """And what is typed right behind Enter goes to the list."""
    line, pane = QueryLine(), Pane()
    line.returns_to = pane
    async with staged(line, pane) as stage:
        line.open()
        await stage.burst(*"dune", "enter", *"jj")

        assert [said.text for said in stage.said(QueryLine.Submitted)] == ["dune"]
        assert line.text == "dune"
        assert pane.has_focus


async def test_escape_brings_back_the_query_before() -> None:
    line, pane = QueryLine(), Pane()
    line.returns_to = pane
    async with staged(line, pane) as stage:
        line.text = "tag:ai"
        line.open()
        await stage.burst(*" korea", "escape")

        assert line.text == "tag:ai"
        assert [said.text for said in stage.said(QueryLine.Abandoned)] == ["tag:ai"]
        assert pane.has_focus


async def test_setting_the_text_says_nothing() -> None:
    line = QueryLine()
    async with staged(line) as stage:
        line.text = "tag:ai"
        await stage.pilot.pause()

        assert stage.said(QueryLine.Changed) == []


async def test_opening_goes_on_where_the_line_ends() -> None:
    line = QueryLine()
    async with staged(line) as stage:
        line.text = "tag:ai"
        line.open()
        await stage.press("x")

        assert line.text == "tag:aix"


@pytest.mark.parametrize("key", ["tab", "right", "ctrl+e"])
async def test_a_completion_can_be_taken(key: str) -> None:
    line = QueryLine(complete)
    async with staged(line) as stage:
        line.open()
        await stage.burst(*"ai", "space", *"ta", key)

        assert line.text == "ai tag:"


async def test_tab_without_a_completion_leaves_the_line() -> None:
    line, pane = QueryLine(complete), Pane()
    async with staged(line, pane) as stage:
        line.open()
        await stage.press("x", "tab")

        assert line.text == "x"
        assert pane.has_focus


async def test_earlier_queries_come_back() -> None:
    line = QueryLine(history=["second", "first"])
    async with staged(line) as stage:
        line.open()
        await stage.press("x", "up", "up", "up")
        assert line.text == "first"

        await stage.press("down", "down", "down")
        assert line.text == "x"


async def test_kept_queries_join_the_history_once() -> None:
    line = QueryLine(history=["old"])
    async with staged(line) as stage:
        line.open()
        await stage.press(*"new", "enter")
        line.text = "old"
        await stage.press("enter")

        assert line.history == ("old", "new")


@given(st.lists(st.text(min_size=1), unique=True), st.text(), st.lists(st.booleans()))
def test_going_back_and_forth_in_the_history_ends_where_it_began(
    queries: list[str], typed: str, steps: list[bool]
) -> None:
    history = QueryHistory(queries)
    shown = typed
    for older in steps:
        shown = history.older(shown) if older else history.newer(shown)
        assert shown == typed or shown in queries
    for _ in range(len(queries) + 1):
        shown = history.newer(shown)

    assert shown == typed


async def test_the_end_of_a_long_query_stays_in_sight() -> None:
    line = QueryLine()
    async with staged(line, size=(50, 10)) as stage:
        line.open()
        await stage.burst(*"word" * 20, *"end")
        await stage.pilot.pause()
        assert lines(line.input)[0].endswith("end")

        await stage.press("home")
        assert lines(line.input)[0].startswith("wordword")


async def test_control_characters_never_enter() -> None:
    line = QueryLine()
    async with staged(line):
        line.text = "a\x1b[31mb"

        assert line.text == "a␛[31mb"


async def test_a_query_that_cannot_be_read_keeps_the_keyboard() -> None:
    line, pane = QueryLine(), Pane()
    line.returns_to = pane
    async with staged(line, pane) as stage:
        line.open()
        await stage.press("(")
        line.fault = QueryError("a bracket is left open", "(", 0)
        await stage.press("enter")

        assert line.input.has_focus
        assert line.history == ()
        assert [said.text for said in stage.said(QueryLine.Submitted)] == ["("]


class TestStatus:
    @pytest.mark.parametrize(
        ("width", "said"),
        [(120, "12 of 3 407 ▏ newest first ▾"), (80, "12 of 3 407 ▏ newest first ▾")],
    )
    async def test_counts_and_order_are_told(self, width: int, said: str) -> None:
        line = QueryLine()
        async with staged(line, size=(width, 10)):
            line.matches, line.total, line.order = 12, 3407, "newest first"

            assert _status(line) == said

    async def test_more_than_the_total_is_told_alone(self) -> None:
        """As `in:all` finds, where the trash has some too."""
        line = QueryLine()
        async with staged(line, size=(120, 10)):
            line.matches, line.total, line.order = 64, 53, "newest first"

            assert _status(line) == "64 ▏ newest first ▾"

    async def test_a_narrow_line_tells_the_count(self) -> None:
        line = QueryLine()
        async with staged(line, size=(50, 10)) as stage:
            line.matches, line.total, line.order, line.marked = 12, 3407, "newest first", 3
            await stage.pilot.pause()

            assert _status(line) == "12 of 3 407"

    async def test_marks_are_counted(self) -> None:
        line = QueryLine()
        async with staged(line, size=(120, 10)):
            line.matches, line.total, line.order, line.marked = 12, 3407, "by title", 3

            assert _status(line) == "3 marked · 12 of 3 407 ▏ by title ▾"

    async def test_nothing_is_claimed_before_it_is_known(self) -> None:
        line = QueryLine()
        async with staged(line):
            line.order = "newest first"

            assert _status(line) == ""

    @pytest.mark.parametrize(
        ("width", "said"),
        [(120, "12 so far · indexing 34 %"), (60, "12 so far"), (40, "12 so far")],
    )
    async def test_an_answer_that_is_not_whole_says_so(self, width: int, said: str) -> None:
        line = QueryLine()
        async with staged(line, size=(width, 10)) as stage:
            line.matches, line.total, line.progress = 12, 3407, "indexing 34 %"
            await stage.pilot.pause()

            assert _status(line) == said

    async def test_a_count_that_changes_keeps_its_place(self) -> None:
        line = QueryLine()
        async with staged(line) as stage:
            region = line.query_one(QueryStatus).region
            line.matches, line.total, line.order = 1, 10**6, "by progress"
            await stage.pilot.pause()

            assert line.query_one(QueryStatus).region == region


class TestFault:
    fault = QueryError("minutes takes a number", "minutes:x y", 8, 9)

    async def test_what_is_wrong_is_told_beside_the_query(self) -> None:
        line = QueryLine()
        async with staged(line, size=(120, 10)) as stage:
            line.text = "minutes:x y"
            line.fault = self.fault
            await stage.pilot.pause()

            assert _status(line) == "✗ minutes takes a number"
            assert line.size.height == 1

    async def test_or_below_it_where_there_is_no_room(self) -> None:
        line = QueryLine()
        async with staged(line, size=(60, 10)) as stage:
            line.text = "minutes:x y"
            line.fault = self.fault
            await stage.pilot.pause()
            assert lines(line.query_one(".query-line--fault")) == [
                "   ✗ minutes takes a number"
            ]

            line.fault = None
            await stage.pilot.pause()
            assert line.size.height == 1

    async def test_its_place_is_underlined(self) -> None:
        line = QueryLine()
        async with staged(line) as stage:
            line.text = "minutes:x y"
            line.fault = self.fault
            await stage.pilot.pause()
            assert _underlined(line) == "x"

            line.open()
            await stage.press("z")
            assert _underlined(line) == ""


def _status(line: QueryLine) -> str:
    return lines(line.query_one(QueryStatus))[0].strip()


def _underlined(line: QueryLine) -> str:
    parts = strips(line.input)[0]
    return "".join(part.text for part in parts if part.style and part.style.underline)
