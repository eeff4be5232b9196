"""The sidebar: what there is to list, with counts, over the list or beside it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from octavo.library.counts import View
from octavo.model.article import Source
from octavo.model.feed import Feed
from octavo.model.tag import Tag, TagEdit
from octavo.tui.controllers.articles.sidebar import Entries, Entry
from octavo.tui.widgets.base.row_view import PanelRow
from tests.making import MORNING, MakeArticle
from tests.tui.controllers.conftest import Desk


def rows(desk: Desk) -> list[PanelRow]:
    return list(desk.panes.sidebar.rows)


def numbers(desk: Desk) -> dict[str, str]:
    return {row.text: row.number for row in rows(desk) if row.letter != "+"}


def facets(desk: Desk) -> list[str]:
    return [f"{r.text} {r.below} {r.number}" for r in rows(desk) if r.letter == "+"]


def is_beside(desk: Desk) -> bool:
    return desk.panes.sidebar.is_open


def facet(desk: Desk, text: str) -> PanelRow:
    return next(row for row in rows(desk) if row.letter == "+" and row.text == text)


def test_views_saved_queries_feeds_and_tags_stand_there_with_counts(
    three: Desk, make_article: MakeArticle
) -> None:
    make_article("Fourth", tags="policy/industry policy/law")
    three.library.saved.save("Mine", "tag:essay")
    feeds = [
        Feed(id=0, url=f"https://{name}.example/feed.xml", title=name.title(), added=MORNING)
        for name in ("tides", "weirs", "hills")
    ]
    feeds[0] = Feed(
        id=0, url=feeds[0].url, title="Tides", added=MORNING, tags=frozenset({Tag("water")})
    )
    three.library.feeds.follow(feeds)
    three.of.sidebar.open()
    said = [
        f"{'  ' * row.depth}{row.letter} {row.text} {row.number}"
        for row in rows(three)
        if row.letter != "+"
    ]
    assert said == [
        " Inbox 4",
        " Unread 4",
        " Reading 0",
        " Starred 0",
        " Later 0",
        " Archive 0",
        " Notes 0",
        " Trash 0",
        "@ Mine 2",
        "≋ Hills 0",
        "≋ Weirs 0",
        "≋ water 0",
        "  ≋ Tides 0",
        "# draft 1",
        "# essay 2",
        "# policy 1",
        "  # industry 1",
        "  # law 1",
    ]


def test_enter_lists_it_and_the_one_that_is_listed_is_lit(three: Desk) -> None:
    three.of.sidebar.open()
    assert [row.text for row in rows(three) if row.lit] == ["Inbox"]
    essay = next(row for row in rows(three) if row.text == "essay" and row.letter == "#")
    three.panes.sidebar.chosen(essay)
    assert three.titles() == ["Second", "First"]
    three.of.sidebar.open()
    assert [row.text for row in rows(three) if row.lit] == ["essay"]
    three.panes.sidebar.choose("Inbox")
    assert (three.line.text, len(three.titles())) == ("", 3)


def test_counts_follow_what_is_changed_while_it_is_shown(three: Desk) -> None:
    three.of.sidebar.open()
    three.library.star([1, 2])
    assert numbers(three)["Starred"] == "2"
    three.library.saved.save("Stars", "is:starred")
    three.screen.tick()
    assert numbers(three)["Stars"] == "2"
    three.library.delete([1])
    assert numbers(three)["Trash"] == "1"
    three.screen.tick()
    assert numbers(three)["Stars"] == "1"
    three.library.retag([2], TagEdit(add=frozenset({Tag("a/b"), Tag("a/c")})))
    assert (numbers(three)["a"], numbers(three)["b"]) == ("1", "1")
    three.library.retag([2], TagEdit(remove=frozenset({Tag("a/b"), Tag("a/c")})))
    assert not {"a", "b", "c"} & {*numbers(three)}
    three.library.tags.rename(Tag("essay"), Tag("Essay"))
    assert "Essay" in numbers(three)
    assert "essay" not in numbers(three)
    three.library.delete([2])
    assert "Essay" not in numbers(three)


def test_two_that_are_called_the_same_have_counts_of_their_own(
    three: Desk, make_article: MakeArticle
) -> None:
    feeds = [
        Feed(id=0, url=f"https://{name}.example/f.xml", title="News", added=MORNING)
        for name in ("a", "b")
    ]
    three.library.feeds.follow(feeds)
    for name in ("One", "Two"):
        three.library.saved.save(name, "tag:essay")
    first, _ = three.library.feeds
    make_article("Fed", source=Source(kind="feed", key=f"{first} x"))
    three.of.sidebar.open()
    assert sorted(row.number for row in rows(three) if row.text == "News") == ["0", "1"]
    assert len({row.key for row in rows(three)}) == len(rows(three))


def test_a_change_alters_only_the_rows_that_count_it(three: Desk) -> None:
    three.of.sidebar.open()
    before = {row.text: row for row in rows(three)}
    three.library.star([1])
    after = {row.text: row for row in rows(three)}
    assert [text for text in after if after[text] is not before[text]] == ["Starred"]


def test_what_is_opened_again_is_counted_again_only_after_a_change(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.of.sidebar.open()
    counted = []
    number = Entries.number

    def noted(entries: Entries, entry: Entry, counts: Mapping[View, int]) -> str:
        counted.append(entry.text)
        return number(entries, entry, counts)

    monkeypatch.setattr(Entries, "number", noted)
    three.of.sidebar.open()
    assert not counted
    three.library.star([1])
    three.of.sidebar.open()
    assert "Starred" in counted


@pytest.mark.parametrize(
    ("query", "text", "narrowed", "titles"),
    [
        pytest.param("", "essay", "-is:archived -is:later tag:essay", ["B", "A"], id="all"),
        pytest.param("is:unread", "2024", "is:unread published:2024", ["C", "B"], id="a year"),
        pytest.param(
            "tag:essay OR tag:log",
            "Ann Lee",
            '(tag:essay OR tag:log) author:"Ann Lee"',
            ["C", "A"],
            id="either of two",
        ),
        pytest.param(
            "tag:essay OR tag:log sort:title",
            "Ann Lee",
            '(tag:essay OR tag:log) sort:title author:"Ann Lee"',
            ["A", "C"],
            id="either of two in an order",
        ),
        pytest.param("tag:essay", "Ledger", "tag:essay site:Ledger", ["A"], id="a site"),
        pytest.param("tag:essay", "ko", "tag:essay lang:ko", ["B"], id="a language"),
    ],
)
def test_a_facet_narrows_what_is_listed(
    desk: Desk,
    make_article: MakeArticle,
    query: str,
    text: str,
    narrowed: str,
    titles: list[str],
) -> None:
    years = [datetime(year, 5, 1, tzinfo=UTC) for year in (2023, 2024, 2024, 2025)]
    ann = ("Ann Lee",)
    make_article("A", tags="essay", published=years[0], authors=ann, site="Ledger")
    make_article("B", tags="essay", published=years[1], language="ko")
    make_article("C", tags="log", published=years[2], authors=ann)
    make_article("D", tags="essay", published=years[3], archived=True, site="Post")
    desk.start(query)
    desk.of.sidebar.open()
    row = facet(desk, text)
    assert row.number == str(len(titles))
    desk.panes.sidebar.chosen(row)
    assert (desk.line.text, desk.titles()) == (narrowed, titles)


def test_a_facet_and_a_tag_are_left_out(three: Desk) -> None:
    three.of.sidebar.open()
    assert facets(three) == ["essay tag 2", "draft tag 1"]
    three.panes.sidebar.added(facet(three, "draft"))
    assert (three.line.text, three.titles()) == (
        "-is:archived -is:later -tag:draft",
        ["Third", "Second"],
    )
    three.screen.tick()
    assert facets(three) == ["essay tag 1"]
    essay = next(row for row in rows(three) if row.text == "essay" and row.letter == "#")
    three.panes.sidebar.added(essay)
    assert three.titles() == ["Third"]


def test_it_stands_beside_the_list_where_there_is_room(three: Desk) -> None:
    three.of.sidebar.keep_beside()
    assert three.screen.said == ["It stands beside the list from 150 columns on."]
    assert not is_beside(three)
    three.panes.columns = 160
    three.of.sidebar.fit()
    assert is_beside(three)
    three.library.star([1])
    assert numbers(three)["Starred"] == "1"
    three.of.search.list_query("tag:essay")
    assert [row.text for row in rows(three) if row.lit] == ["essay"]
    three.panes.columns = 149
    three.of.sidebar.fit()
    assert not is_beside(three)
    three.panes.columns = 150
    three.of.sidebar.fit()
    three.of.sidebar.keep_beside()
    assert (is_beside(three), three.state.remembered.sidebar) == (False, False)


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


def test_a_tag_that_only_notes_have_lists_these(three: Desk) -> None:
    three.library.notes.add("Alone.", tags=[Tag("alone")])
    three.of.sidebar.open()
    assert numbers(three)["alone"] == "1 note"
    three.panes.sidebar.choose("alone")
    assert three.line.text == "in:notes tag:alone"
    assert three.line.matches == 1
    three.of.sidebar.open()
    assert [row.text for row in rows(three) if row.lit] == ["alone"]
