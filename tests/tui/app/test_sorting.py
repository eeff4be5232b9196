"""Sorting out by keyboard, seen in the library."""

import pytest

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.draft import Draft
from octavo.model.tag import Tag
from octavo.query import parse
from octavo.settings.config import Config
from tests.making import draft
from tests.tui.app.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.usefixtures("three")


def titled(library: Library, title: str) -> Article:
    [article] = [a for a in library.articles(parse("in:all")) if a.title == title]
    return article


async def test_undo_and_redo_walk_back_and_forth_and_marks_make_a_bulk(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("X")
        assert "x marks a row" in reader.toasts()
        await reader.press("x", "j", "X", "s")
        assert not reader.list.marks
        assert all(article.starred for article in library.articles())
        await reader.press("u", "g")
        assert not any(article.starred for article in library.articles())
        await reader.press("e", "s", "u")
        assert not titled(library, "Second").starred
        await reader.press("u")
        assert not titled(library, "Third").archived
        await reader.press("ctrl+r", "ctrl+r")
    assert titled(library, "Third").archived
    assert titled(library, "Second").starred


async def test_the_density_of_the_list_is_remembered(open_room: Open) -> None:
    async with open_room() as reader:
        assert reader.list.row_height == 2
        await reader.press("=")
        assert reader.list.row_height == 1
    async with open_room() as reader:
        assert reader.list.row_height == 1
    async with open_room(config=Config(density="comfortable")) as reader:
        assert reader.list.row_height == 2


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_something_is_put_off_listed_and_brought_back(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press("w", "enter", "w", *(["backspace"] * 8), *"7d", "enter")
        assert titled(library, "Second").later
        assert reader.titles() == ["Third", "Second", "First"]
        await reader.press("f5")
        assert reader.titles() == ["First"]
        await reader.press("b", *"later", "enter")
        assert reader.titles() == ["Third", "Second"]
        await reader.press("w", "u", "u", "u", "escape")
        assert reader.titles() == ["Third", "Second", "First"]
    assert not any(article.later for article in library.articles())


async def test_fifty_articles_are_gone_through_with_a_key_each(
    library: Library, open_room: Open
) -> None:
    """Where a suggestion or a pinned tag fits; what is typed behind the last does nothing."""
    subjects = ("river", "bridge", "market", "school")
    known = [_told(subject, n, tags=subject) for n in range(4) for subject in subjects]
    library.archive([entry.id for entry in library.add(known) if entry.id])
    library.delete([1, 2, 3])
    wanted = [subjects[n % 5] if n % 5 < 4 else "odd" for n in range(50)]
    library.add([_told(tag, 100 + n) for n, tag in enumerate(wanted)])
    library.tags.pin([Tag("odd")])
    library.search.catch_up()
    keys = ["1" if tag == "odd" else "tab" for tag in reversed(wanted)]
    async with open_room() as reader:
        await reader.press("!")
        await reader.press(*keys, "e", "1", "escape")
        await reader.until(lambda: reader.list.has_focus)
        tagged = [next(iter(library.article(id).tags), "") for id in reader.list.rows]
        assert tagged == wanted[::-1]
        assert 1 + len(keys) <= 1.3 * 50
        await reader.press("!", *"uuuuuuuuuu")
        assert len(library.articles(parse("is:untagged -is:archived"))) == 10
        assert reader.list.cursor == reader.list.rows[40]
    assert not any(article.progress or article.archived for article in library.articles())


def _told(subject: str, number: int, tags: str = "") -> Draft:
    where = f"{subject}.example"
    text = f"Number {number} of what there is to say of a {subject}."
    return draft(f"No. {number}", text, tags=tags, site=where, url=f"https://{where}/{number}")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_going_through_many_comes_back_from_the_editor_and_from_a_question(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press("!", "t", *"new", "enter", "escape", "t", "escape")
        assert titled(library, "Third").tags == {Tag("new")}
        await reader.press("w", "escape", "j", "w", "enter")
        assert titled(library, "Second").later
        await reader.press("e", "escape")
        assert reader.list.has_focus
        await reader.press("!", "k", "enter")
        assert reader.text.has_focus
        await reader.press("escape", "escape", "!", "q", "f5")
        assert reader.titles() == ["Third"]
    assert titled(library, "First").archived
