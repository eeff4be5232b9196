"""Keys act on what follows from those before them, and lead back to the very place."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Static

from octavo.library.library import Library
from octavo.model.article import State
from octavo.model.draft import Draft
from octavo.model.feed import Feed
from octavo.model.tag import Tag
from octavo.query import parse
from octavo.settings.config import Config
from octavo.settings.state import LastPlace, remembered
from octavo.tui.screens import main
from octavo.tui.screens.tables import FeedsScreen, TagsScreen
from tests.making import MORNING, Clock, MakeArticle, draft
from tests.tui.app.conftest import Open, Reader

HUNDRED = 100


@pytest.fixture
def hundred(library: Library, clock: Clock) -> None:
    """A hundred long articles, a minute apart; every tenth is about a ferry and tagged so."""
    library.add(map(numbered, range(HUNDRED)))
    clock.advance(minutes=HUNDRED)


def numbered(number: int) -> Draft:
    ferry = number % 10 == 0
    words = "A ferry.\n\n" if ferry else ""
    text = words + "\n\n".join(f"Line {line} of {number}." for line in range(80))
    added = MORNING + number * timedelta(minutes=1)
    return draft(f"No {number}", text, tags="ferry" if ferry else "", added=added)


def here(reader: Reader) -> tuple[object, ...]:
    """The query, the row, where it stands on the screen, what is read, where, and the pane."""
    rows = reader.list
    return (
        reader.query_line.text,
        len(rows.rows),
        rows.cursor and reader.row_of(rows.cursor).title,
        rows.drop,
        reader.controllers.reading.id,
        reader.text.position,
        reader.text.has_focus,
        rows.has_focus,
        round(reader.panes.headline.progress, 1),
    )


async def go_down(reader: Reader) -> tuple[object, ...]:
    """Scroll down by pages, and up a few rows, so that the cursor stands in mid-screen."""
    await reader.press("pagedown", "pagedown", "k", "k", "k")
    return here(reader)


SEARCHES = {
    "while it is typed": ("slash", *"ferry", "escape"),
    "from its first hit": ("slash", *"ferry", "enter", "escape"),
    "from another hit": ("slash", *"ferry", "enter", "j", "j", "escape"),
    "read": ("slash", *"ferry", "enter", "enter", "escape", "escape"),
    "two": ("slash", *"fer", "enter", "slash", *"ry", "enter", "escape"),
    "from the articles of a tag": ("T", "enter", "escape", "escape"),
}


@pytest.mark.usefixtures("hundred")
@pytest.mark.parametrize("at_once", [False, True], ids=["key by key", "in one write"])
async def test_esc_from_a_search_goes_back_to_the_very_row(
    open_room: Open, at_once: bool
) -> None:
    async with open_room() as reader:
        before = await go_down(reader)
        for search, keys in SEARCHES.items():
            await (reader.press if at_once else reader.step)(*keys)
            assert here(reader) == before, search


@pytest.mark.usefixtures("hundred")
async def test_esc_from_a_search_goes_back_into_the_text_that_it_was_begun_from(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        await go_down(reader)
        await reader.press("enter", "pagedown")
        before = here(reader)
        for keys in (("escape",), ("enter", "j", "escape")):
            await reader.press("ctrl+l", *"ferry", *keys)
            assert here(reader) == before


@pytest.mark.usefixtures("hundred")
async def test_keys_behind_a_query_wait_for_its_answer(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("slash", *"ferry", "enter", "j", "j", "e", "slash", *"no", "escape")
        archived = [article.title for article in library.articles(parse("in:archive"))]
        found = library.search.find(parse("ferry"))
        hits = [library.article(id).title for id in found.ids]
        assert archived == hits[2:3]


@pytest.mark.usefixtures("hundred")
async def test_keys_behind_a_form_and_its_answer_wait_for_them(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("I", "end", *" anew", "enter", "j", "e")
        titles = [reader.row_of(id).title for id in reader.list.rows[:2]]
        assert titles == ["No 99 anew", "No 98"]
        [archived] = library.articles(parse("in:archive"))
        assert archived.title == "No 98"


@pytest.mark.usefixtures("hundred")
async def test_enter_right_behind_the_caret_is_for_the_caret(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("enter", "v", "enter")
        assert reader.text.caret
        assert "begins a passage" in reader.toasts()


async def test_what_is_marked_is_named_where_it_is_tagged_and_in_the_receipt(
    open_room: Open, library: Library, make_article: MakeArticle
) -> None:
    make_article("Below", "One.", tags="guide")
    make_article("Above", "Two.")
    async with open_room() as reader:
        await reader.press("x", "j", "t")
        assert reader.panes.tag_editor.subject == "1 marked: Above"
        await reader.press(*"new", "enter", "escape")
        assert reader.footer.last == "+new · 1 marked: Above"
        await reader.press("+", *"ai", "space", *"-guide", "enter")
        assert reader.footer.last == "+ai · 1 marked: Above"
        await reader.press("x", "-")
        label = reader.main.tag_prompt.query_one(".prompt--label", Static)
        assert str(label.visual) == "Tag 2 marked"
        await reader.press(*"guide", "enter")
        assert reader.footer.last == "-guide · 2 marked"
        await reader.press("-", *"guide", "enter")
        assert reader.footer.last == "-guide · 2 marked"
        assert "No tag was changed" in reader.toasts()
        above, below = library.articles()
        assert above.tags == {Tag("new"), Tag("ai")}
        assert not below.tags


@pytest.mark.usefixtures("hundred")
async def test_undo_puts_the_cursor_on_what_it_restored(open_room: Open) -> None:
    async with open_room() as reader:
        before = await go_down(reader)
        for key in "esmd":
            await reader.press(key, "j", "j", "G", "u")
            assert here(reader)[2] == before[2], key
            await reader.press(key, "f5", "u")
            assert here(reader)[2] == before[2], key


@pytest.mark.usefixtures("three")
async def test_the_cursor_stays_on_a_tag_that_gets_another_name(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("T", "r", "home", *"very-", "enter")
        screen = reader.app.screen
        assert isinstance(screen, TagsScreen)
        assert screen.table.cursor == Tag("very-draft")
        await reader.press("k", "u")
        assert screen.table.cursor == Tag("draft")
        await reader.press("m", *"essay", "enter")
        assert screen.table.cursor == Tag("essay")
        await reader.press("u")
        assert screen.table.cursor == Tag("draft")


PLACES = {
    "in the list": ("pagedown", "pagedown", "k", "k", "k"),
    "in a text": ("enter", "pagedown", "j"),
    "with a query": ("ctrl+l", *"no", "enter", "pagedown", "k", "k"),
    "in a text of a tag": ("T", "enter", "j", "j", "enter", "pagedown"),
    "where it was": (),
}
"""Where the app is left, each from the place before it, and opened anew."""


@pytest.mark.usefixtures("hundred")
async def test_coming_back_finds_query_row_pane_and_scroll(open_room: Open) -> None:
    before = None
    for where, keys in PLACES.items():
        async with open_room() as reader:
            assert before is None or here(reader) == before, f"the place before it was {where}"
            await reader.press(*keys)
            before = here(reader)
            await reader.press("q")


@pytest.mark.usefixtures("hundred")
async def test_the_end_of_a_book_is_not_read_by_jumping_there(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("enter", "G")
        book = reader.controllers.reading.id
        assert book is not None
        assert reader.panes.headline.progress == 1.0
        await reader.press("g")
        assert reader.panes.headline.progress < 0.5
        await reader.press("G", "escape")
        assert library.article(book).state is State.READING

        await reader.press("j", "enter", *("pagedown",) * 6, "escape")
        read = reader.list.cursor
        assert read is not None
        assert library.article(read).state is State.READ
        await reader.press("k", "u")
        assert library.article(read).state is State.READING
        assert reader.list.cursor == read


async def test_esc_from_the_articles_of_a_feed_goes_back_to_that_feed(
    open_room: Open, library: Library, make_article: MakeArticle
) -> None:
    make_article("Ebb", site="Tides")
    named = ("Locks", "Tides", "Weirs")
    library.feeds.follow(
        Feed(id=0, url=f"https://{name}.example/", title=name, added=MORNING) for name in named
    )
    async with open_room(config=Config(refresh_feeds=False)) as reader:
        await reader.press("F", "j", "enter", "escape")
        screen = reader.app.screen
        assert isinstance(screen, FeedsScreen)
        [at] = [feed.id for feed in library.feeds.values() if feed.title == "Tides"]
        assert screen.table.cursor == at
        await reader.press("escape")
        assert reader.query_line.text == ""
        assert reader.list.has_focus


@pytest.mark.usefixtures("hundred")
async def test_the_place_is_remembered_as_one_goes_on(
    open_room: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill takes no more away than the last seconds."""
    monkeypatch.setattr(main, "PLACE_KEPT_EVERY", 0.01)

    def kept() -> LastPlace:
        return remembered(tmp_path / "state.json").place

    async with open_room() as reader:
        await reader.press("slash", *"ferry")
        await reader.until(lambda: kept().query == "ferry")
        await reader.press("enter", "j", "enter", "space")
        await reader.until(lambda: kept() == reader.controllers.jumps.last_place())
        assert kept().in_text
