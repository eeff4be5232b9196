"""What the query line says of the results, and of a query that cannot be read."""

import pytest

from octavo.model.errors import QueryError
from octavo.tui.widgets.query.query_line import QueryLine
from octavo.tui.widgets.query.query_status import QueryStatus
from tests.tui.widgets.stage import lines, staged, strips


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
