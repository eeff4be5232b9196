"""The list of articles: marks and the mouse."""

from textual import events

from octavo.model.article import State
from octavo.tui.widgets.articles.article_list import ArticleList
from tests.tui.widgets.articles.rows import ids, make_list, row
from tests.tui.widgets.stage import lines, staged


class TestMarks:
    async def test_marking_shows_a_sign_and_is_told(self) -> None:
        widget = make_list(row(2, state=State.UNREAD))
        async with staged(widget, size=(60, 30)) as stage:
            told: list[frozenset[int]] = []
            widget.remarked = told.append
            widget.show(ids(1, 2, 3))
            widget.focus()
            await stage.press("j", "x")

            assert widget.marks == {2}
            assert lines(widget)[2:4] == [" ✓ Title 2", f" ●{'7 min   2 d':>56}"]
            assert told == [{2}]
            assert widget.cursor == 3

            await stage.press("k", "x")
            assert widget.marks == frozenset()

    async def test_a_range_goes_from_the_last_mark_to_the_cursor(self) -> None:
        widget = make_list()
        async with staged(widget) as stage:
            widget.show(range(1, 10), cursor=6)
            widget.focus()
            await stage.press("x", "k", "k", "k", "X")

            assert widget.marks == {4, 5, 6}
            assert widget.chosen == (4, 5, 6)

    async def test_a_range_without_a_mark_is_refused(self) -> None:
        widget = make_list()
        async with staged(widget) as stage:
            widget.show(range(1, 10), cursor=6)
            widget.focus()
            await stage.press("X")

            assert widget.marks == frozenset()
            assert len(stage.said(ArticleList.NothingMarked)) == 1

    async def test_all_are_marked_and_unmarked(self) -> None:
        widget = make_list()
        async with staged(widget) as stage:
            widget.show(ids(3, 1, 2))
            widget.focus()
            await stage.press("*")
            assert list(widget.chosen) == [3, 1, 2]

            await stage.press("*")
            assert widget.marks == frozenset()
            assert list(widget.chosen) == [3]

    async def test_marks_rest_while_their_articles_are_not_listed(self) -> None:
        widget = make_list()
        async with staged(widget) as stage:
            widget.show(ids(1, 2, 3))
            widget.focus()
            await stage.press("*")
            widget.show(ids(3, 4))
            assert widget.marks == {3}
            assert widget.chosen == (3,)

            widget.show(ids(1, 2, 3))
            assert widget.marks == {1, 2, 3}

            widget.clear_marks()
            assert widget.marks == frozenset()

    async def test_keys_in_an_empty_list_do_nothing(self) -> None:
        widget = make_list()
        async with staged(widget) as stage:
            widget.show(ids())
            widget.focus()
            await stage.press("x", "X", "*", "j", "k", "G", "pagedown")

            assert (widget.marks, widget.cursor, widget.chosen) == (frozenset(), None, ())


class TestMouse:
    async def test_a_click_moves_the_cursor_and_two_open(self) -> None:
        widget = make_list()
        async with staged(widget, size=(60, 30)) as stage:
            widget.show(range(1, 100))
            await stage.pilot.click(widget, offset=(10, 5))
            assert widget.cursor == 3
            assert stage.said(ArticleList.Opened) == []

            await stage.pilot.double_click(widget, offset=(10, 3))
            assert [said.id for said in stage.said(ArticleList.Opened)] == [2]

    async def test_clicks_mark_with_ctrl_and_shift(self) -> None:
        widget = make_list()
        async with staged(widget, size=(60, 30)) as stage:
            widget.show(range(1, 100))
            await stage.pilot.click(widget, offset=(10, 3), control=True)
            await stage.pilot.click(widget, offset=(10, 7), shift=True)

            assert widget.marks == {2, 3, 4}

    async def test_a_click_below_the_rows_does_nothing(self) -> None:
        widget = make_list()
        async with staged(widget, size=(60, 30)) as stage:
            widget.show(ids(1, 2))
            await stage.pilot.click(widget, offset=(10, 20))

            assert widget.cursor == 1

    async def test_the_wheel_scrolls_and_the_cursor_stays(self) -> None:
        widget = make_list()
        async with staged(widget, size=(60, 30)) as stage:
            widget.show(range(1, 100))
            await stage.pilot.pause()
            stage.app.post_message(_wheel_down(widget))
            await stage.pilot.pause()

            assert widget.scroll_offset.y > 0
            assert widget.cursor == 1

    async def test_the_thumb_can_be_dragged(self) -> None:
        widget = make_list()
        async with staged(widget, size=(60, 30)) as stage:
            widget.show(range(1, 1001))
            await stage.pilot.pause()
            await stage.pilot.mouse_down(widget, offset=(59, 0))
            await stage.pilot.hover(widget, offset=(59, 29))
            await stage.pilot.mouse_up(widget, offset=(59, 29))

            assert 1000 in [widget.rows[at] for at in widget.visible_rows()]
            assert widget.cursor == 1


def _wheel_down(widget: ArticleList) -> events.MouseScrollDown:
    return events.MouseScrollDown(
        widget, 5, 5, 0, 0, 0, False, False, False, screen_x=5, screen_y=5
    )
