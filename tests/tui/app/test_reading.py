"""Reading by keyboard."""

from functools import partial

import pytest
from textual.geometry import Offset

from octavo.library.library import Library
from octavo.model.article import State
from octavo.settings.config import Config
from octavo.tui.terminal.input import keys_typed
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import NARROW, Open, Reader

LONG = "\n\n".join(f"Paragraph {number} has some words in it." for number in range(200))


def stands_at(reader: Reader, place: int) -> bool:
    """Whether a character is the first on the screen."""
    return reader.text.position == place


async def test_the_place_in_a_text_is_kept_and_taken_up_again(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    article = make_article("Long", LONG)
    async with open_room() as reader:
        await reader.press("enter", "space", "space", "space", "escape")
    kept = library.article(article.id)
    assert kept.state is State.READING
    assert kept.position > 0
    assert 0 < kept.progress < 1
    async with open_room() as reader:
        assert reader.text.position == kept.position


async def test_keys_right_behind_the_one_that_opens_a_text_move_in_it(
    make_article: MakeArticle, open_room: Open
) -> None:
    """On a narrow screen the text has no size yet when they come."""
    article = make_article("Long", LONG)
    make_article("Above", LONG)
    places: dict[tuple[str, ...], int] = {}
    async with open_room(size=NARROW) as reader:
        for keys in (("space", "space"), ("pagedown", "ctrl+d"), ("j", "j", "j")):
            assert reader.panes.single == "left"
            await reader.press("g", "j", "enter", "g", *keys)
            assert reader.panes.single == "right"
            places[keys] = reader.text.position
            assert places[keys] > 0
            await reader.press("g", "escape")
    for pressed, place in places.items():
        async with open_room(size=NARROW) as reader:
            await reader.press("j", "enter", *pressed)
            assert reader.controllers.reading.id == article.id
            await reader.until(partial(stands_at, reader, place))
            await reader.press("g", "escape")


async def test_reading_to_the_end_makes_it_read_and_looking_at_it_in_the_list_does_not(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    article = make_article("Long", LONG)
    another = make_article("Another", f"{LONG}And more.")
    async with open_room() as reader:
        await reader.press("j", "k", "j")
        assert library.article(article.id).state is State.UNREAD
        await reader.press("enter", "G", "escape")
        assert library.article(article.id).state is State.READING
        await reader.press("enter", "g", *("pagedown",) * 20, "escape")
    assert library.article(article.id).state is State.READ
    assert library.article(another.id).state is State.UNREAD


async def test_hits_of_the_query_are_walked_and_others_found_in_the_text(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("Long", LONG.replace("Paragraph 120", "A ferry"))
    async with open_room() as reader:
        await reader.press("/", *"ferry", "enter", "enter", "n")
        assert reader.text.position > 0
        await reader.press("g", "/")
        await reader.type("paragraph 150")
        await reader.press("enter")
        assert reader.text.has_focus
        assert reader.text.position > 0


async def test_measure_and_theme_are_set_and_remembered(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("First")
    async with open_room() as reader:
        await reader.press("less_than_sign")
        reader.app.theme = "textual-light"
        await reader.settle()
    async with open_room() as reader:
        assert (reader.text.measure, reader.app.theme) == (72, "textual-light")
        await reader.press("greater_than_sign", "greater_than_sign")
    async with open_room() as reader:
        assert reader.text.measure == 80


async def test_space_at_the_end_goes_to_the_next_article_and_skips_none(
    make_article: MakeArticle, open_room: Open
) -> None:
    for title in ("First", "Second", "Third"):
        make_article(title, f"The {title} is short.")
    async with open_room() as reader:
        await reader.press("enter", "space")
        assert reader.row_of(reader.controllers.reading.id or 0).title == "Second"
        await reader.press("right_square_bracket")
        assert reader.row_of(reader.controllers.reading.id or 0).title == "First"
        await reader.press("left_square_bracket")
        assert reader.row_of(reader.controllers.reading.id or 0).title == "Second"


@pytest.mark.usefixtures("three")
async def test_the_terminals_cursor_stands_where_the_row_or_the_text_is(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        top = reader.list.content_region.offset
        assert reader.app.cursor_position == top + Offset(1, 0)
        await reader.press("j")
        assert reader.app.cursor_position == top + Offset(1, 2)
        await reader.press("enter")
        text = reader.text
        assert reader.app.cursor_position == text.content_region.offset + Offset(text.indent, 0)
        await reader.press("v", "l")
        begin = reader.app.cursor_position
        await reader.press("l", "l")
        assert reader.app.cursor_position == begin + Offset(2, 0)
        await reader.press("escape", "escape", "/")
        line = reader.query_line.input
        assert reader.app.cursor_position == line.content_region.offset
        await reader.press(*"river")
        assert reader.app.cursor_position == line.content_region.offset + Offset(5, 0)
        await reader.press("escape", "t")
        typed = reader.panes.tag_editor.input
        assert reader.app.cursor_position == typed.content_region.offset


@pytest.mark.usefixtures("three")
async def test_a_plain_screen_has_one_pane_and_no_frames(open_room: Open) -> None:
    async with open_room(config=Config(plain=True)) as reader:
        assert not reader.panes.right.display
        await reader.press("enter")
        assert not reader.panes.left.display
        await reader.press("escape", "a")
        box = reader.app.screen.query_one("Vertical")
        assert box.styles.border_top[0] == ""


async def test_pictures_come_into_the_text_and_what_is_read_stays_on_top(
    library: Library, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from octavo.services import pictures

    got = pictures.Picture(360, 180, b"", (1, 1, b"\xff\x00\x00"))
    monkeypatch.setattr(pictures, "picture", lambda _url, **_: got)
    text = "![sea](https://x.example/a.png)\n\n" + "Words to read.\n\n" * 60
    library.add([draft("Sea", text)])
    async with open_room(config=Config(pictures="shown")) as reader:
        await reader.press("enter")
        await reader.until(lambda: any(line.line.picture for line in reader.text.view.shown))
        typed = keys_typed(reader.app)
        await reader.press("plus", "x", "enter", "u")
        assert keys_typed(reader.app) == typed + 4
        assert any(line.line.picture for line in reader.text.view.shown)

        await reader.press("space")
        top = reader.text.view.shown[0].line
        reader.text.pictures.clear()
        reader.text.view.renew()
        assert reader.text.view.shown[0].line == top


async def test_a_hit_on_the_last_line_stands_above_the_line_that_looks_for_it(
    library: Library, open_room: Open
) -> None:
    """Also where the letters come before that line has taken its room."""
    library.add([draft("Weirs", "\n".join(f"- weir{number:02}" for number in range(99)))])
    async with open_room() as reader:
        await reader.press("enter")
        view = reader.text.view
        last = view.shown[-1].line
        await reader.press("/", *reader.text.text[last.start : last.end].strip("- \n"))
        await reader.until(lambda: view.is_fitted)
        assert reader.text.current_hit
        assert view.viewport
        assert view.viewport.shows(reader.text.current_hit[0])
