"""Saving what is listed under a name, and listing it again."""

from octavo.tui.widgets.base.row_view import PanelRow
from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk


def shown(desk: Desk) -> list[PanelRow]:
    return list(desk.panes.saved_queries.rows)


async def test_what_is_listed_is_saved_with_its_order(three: Desk) -> None:
    three.of.search.list_query("tag:essay sort:title")
    three.screen.answers = ["Essays"]
    await three.of.saved.save()
    [saved] = three.library.saved
    assert (saved.name, saved.query) == ("Essays", "tag:essay sort:title")
    assert three.footer.last == "saved @Essays · ; e lists it"


async def test_a_last_word_that_was_a_beginning_is_saved_as_one(three: Desk) -> None:
    three.line.text = "ri"
    three.of.search.typed("ri")
    three.of.search.kept("ri")
    three.screen.answers = ["Ri"]
    await three.of.saved.save()
    [saved] = three.library.saved
    assert saved.query == "ri*"


async def test_a_whole_word_is_saved_as_the_line_has_it(three: Desk) -> None:
    three.line.text = "bridge"
    three.of.search.typed("bridge")
    three.of.search.kept("bridge")
    three.screen.answers = ["Bridges"]
    await three.of.saved.save()
    assert [saved.query for saved in three.library.saved] == ["bridge"]


async def test_nothing_is_saved_without_a_query_or_a_name(three: Desk) -> None:
    await three.of.saved.save()
    assert three.screen.said == ["There is no query to save; / types one."]
    three.of.search.list_query("tag:essay")
    await three.of.saved.save()
    three.screen.answers = ["n" * 61]
    await three.of.saved.save()
    assert three.screen.asked == [
        "Save “tag:essay” as: !Type a name.",
        "Save “tag:essay” as: !a name has up to 60 characters",
    ]
    assert not len(three.library.saved)


async def test_it_is_told_what_a_name_would_replace(three: Desk) -> None:
    three.library.saved.save("mine", "tag:draft")
    three.of.search.list_query("tag:essay")
    three.screen.answers = ["mine"]
    await three.of.saved.save()
    assert three.screen.asked == ["Save “tag:essay” as: It replaces “tag:draft”."]


def test_a_letter_is_shown_with_a_live_count(three: Desk) -> None:
    three.library.saved.save("Essays", "tag:essay")
    three.library.saved.save("Few", "@essays tag:draft")
    three.of.saved.open()
    assert [(row.letter, row.text, row.number) for row in shown(three)] == [
        ("e", "Essays", "2"),
        ("f", "Few", "1"),
    ]
    three.panes.saved_queries.choose("Few")
    assert three.titles() == ["First"]
    assert three.line.text == "@essays tag:draft"
    three.of.saved.open()
    assert [row.text for row in shown(three) if row.lit] == ["Few"]


async def test_one_is_renamed_and_deleted_where_it_is_listed(three: Desk) -> None:
    three.library.saved.save("Essays", "tag:essay")
    three.library.saved.save("Few", "@essays tag:draft")
    three.of.saved.open()
    three.panes.saved_queries.at = shown(three)[0].key
    three.screen.answers = ["Long ones"]
    await three.of.saved.rename()
    assert three.screen.asked == ["Rename “Essays” to: @Few will use the new name."]
    assert [row.below for row in shown(three)] == ["tag:essay", '@"Long ones" tag:draft']
    three.panes.saved_queries.at = shown(three)[0].key
    three.of.saved.delete()
    assert three.screen.said == ["@Few used it and cannot be read now; u brings it back."]
    assert [(row.text, row.number) for row in shown(three)] == [("Few", "✗")]


def test_without_any_it_says_how_to_save_one(three: Desk) -> None:
    three.of.saved.open()
    assert three.screen.said == ["No query is saved yet; S saves what is listed."]


def test_what_comes_in_is_told_where_a_saved_query_finds_it(
    three: Desk, make_article: MakeArticle
) -> None:
    three.screen.tick()
    three.library.saved.save("Essays", "tag:essay")
    three.library.saved.save("Rivers", "river")
    make_article("Fourth", "Of rivers.", tags="essay")
    make_article("Fifth", "Of hills.", tags="essay")
    assert three.screen.said == []
    three.screen.tick()
    assert three.screen.said == ["2 new in ‘Essays’, 1 new in ‘Rivers’"]
    three.of.saved.open()
    assert [row.number for row in shown(three)] == ["2 new  4", "1 new  2"]
    three.panes.saved_queries.choose("Essays")
    three.of.sidebar.open()
    numbers = {row.text: row.number for row in three.panes.sidebar.rows}
    assert (numbers["Essays"], numbers["Rivers"]) == ("4", "1 new  2")
    three.panes.sidebar.choose("Rivers")
    three.of.saved.open()
    assert [row.number for row in shown(three)] == ["4", "2"]
    three.library.history.undo()
    three.screen.tick()
    assert len(three.screen.said) == 1
