"""The sidebar: what there is to list, with counts."""

import pytest

from octavo.model.feed import Feed
from octavo.tui.widgets.reading.panel import PanelRow
from tests.making import MORNING, MakeArticle
from tests.tui.controllers.conftest import Desk


def rows(desk: Desk) -> list[PanelRow]:
    return list(desk.panes.sidebar.rows)


def numbers(desk: Desk) -> dict[str, str]:
    return {row.text: row.number for row in rows(desk)}


def test_views_saved_queries_feeds_and_tags_stand_there_with_counts(
    three: Desk, make_article: MakeArticle
) -> None:
    make_article("Fourth", tags="policy/industry policy/law")
    three.library.saved.save("Mine", "tag:essay")
    feed = Feed(id=0, url="https://tides.example/feed.xml", title="Tides", added=MORNING)
    three.library.feeds.follow([feed])
    three.of.sidebar.open()
    said = [f"{'  ' * row.depth}{row.letter} {row.text} {row.number}" for row in rows(three)]
    assert said == [
        " Inbox 4",
        " Unread 4",
        " Reading 0",
        " Starred 0",
        " Archive 0",
        " Notes 0",
        " Trash 0",
        "@ Mine 2",
        "≋ Tides 0",
        "# draft 1",
        "# essay 2",
        "# policy ",
        "  # industry 1",
        "  # law 1",
    ]


def test_enter_lists_it_and_the_one_that_is_listed_is_lit(three: Desk) -> None:
    three.of.sidebar.open()
    assert [row.text for row in rows(three) if row.lit] == ["Inbox"]
    three.panes.sidebar.choose("essay")
    assert three.titles() == ["Second", "First"]
    three.of.sidebar.open()
    assert [row.text for row in rows(three) if row.lit] == ["essay"]
    three.panes.sidebar.choose("Inbox")
    assert (three.line.text, len(three.titles())) == ("", 3)


def test_counts_follow_what_is_changed_while_it_is_shown(three: Desk) -> None:
    three.of.sidebar.open()
    three.library.star([1, 2])
    three.screen.tick()
    assert numbers(three)["Starred"] == "2"
    three.library.saved.save("Stars", "is:starred")
    three.screen.tick()
    assert numbers(three)["Stars"] == "2"
    three.library.delete([1])
    three.screen.tick()
    assert (numbers(three)["Stars"], numbers(three)["Trash"]) == ("1", "1")


def test_what_words_find_is_counted_once_the_index_is_in_step(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.library.saved.save("Words", "first")
    with monkeypatch.context() as behind:
        behind.setattr(three.library.search.sync, "progress", 0.1)
        three.of.sidebar.open()
        three.screen.tick()
        assert numbers(three)["Words"] == ""
    three.screen.tick()
    assert numbers(three)["Words"] == "1"
