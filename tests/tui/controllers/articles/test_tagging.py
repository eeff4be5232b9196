"""Tagging: the editor, the prompt, the pinned tags and the repeat."""

import pytest

from octavo.library.library import Library
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.tui.widgets.tags.tag_bar import Chip, TagState
from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk

ESSAY, DRAFT, FERRY = Tag("essay"), Tag("draft"), Tag("ferry")


def tags_of(library: Library, title: str) -> set[str]:
    [article] = [a for a in library.articles() if a.title == title]
    return set(map(str, article.tags))


def mark_all(desk: Desk) -> None:
    desk.rows.marks = frozenset(desk.rows.rows)


def test_a_toggle_is_kept_at_once_and_shown(three: Desk) -> None:
    three.rows.move(2)
    three.of.tagging.edit()
    editor = three.panes.tag_editor
    assert (editor.is_open, editor.subject) == (True, "")
    assert editor.chips == [Chip(DRAFT), Chip(ESSAY)]
    three.of.tagging.toggled(DRAFT, on=False)
    three.of.tagging.toggled(Tag("poem"), on=True)
    assert tags_of(three.library, "First") == {"essay", "poem"}
    assert editor.chips == [Chip(ESSAY), Chip(Tag("poem"))]
    assert TagCount(Tag("poem"), 1) in editor.known
    assert three.rows.drawn[-1] == frozenset({1})
    assert three.footer.last == "+poem"


def test_the_editor_tags_all_that_is_marked(three: Desk) -> None:
    mark_all(three)
    three.of.tagging.edit()
    editor = three.panes.tag_editor
    assert editor.subject == "3 marked"
    assert editor.chips == [Chip(DRAFT, TagState.MIXED), Chip(ESSAY, TagState.MIXED)]
    three.of.tagging.toggled(ESSAY, on=True)
    assert editor.chips == [Chip(DRAFT, TagState.MIXED), Chip(ESSAY, TagState.ON)]
    assert TagCount(ESSAY, 3) in three.library.tags.counts()
    assert three.footer.last == "+essay · 3 marked"


def test_a_closed_editor_shows_the_tags_of_what_is_read(three: Desk) -> None:
    mark_all(three)
    three.of.tagging.edit()
    three.panes.tag_editor.is_open = False
    three.of.tagging.closed()
    assert three.panes.tag_editor.subject == ""
    assert three.panes.tag_editor.chips == []


def test_the_tags_of_a_closed_editor_are_not_counted(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would see them."""
    three.of.tagging.edit()
    three.panes.tag_editor.is_open = False

    def counts() -> None:
        raise AssertionError("they were counted")

    monkeypatch.setattr(three.library.tags, "counts", counts)
    three.of.tagging.toggled(FERRY, on=True)
    three.library.tags.pin([FERRY])
    three.of.tagging.toggle_pinned(1)
    assert tags_of(three.library, "Third") == set()


def test_with_nothing_at_hand_no_editor_opens(desk: Desk) -> None:
    desk.start()
    desk.of.tagging.edit()
    desk.of.tagging.type_to_add()
    assert not desk.panes.tag_editor.is_open
    assert desk.prompt.sign == ""


def test_the_prompt_knows_what_to_complete(three: Desk) -> None:
    three.rows.move(1)
    three.of.tagging.type_to_remove()
    assert three.prompt.sign == "-"
    assert three.prompt.present == {ESSAY}
    assert three.prompt.known == three.library.tags.counts()
    mark_all(three)
    three.of.tagging.type_to_add()
    assert (three.prompt.sign, three.prompt.subject) == ("+", "3 marked")
    assert three.prompt.present == {ESSAY, DRAFT}


def test_what_was_typed_is_done_and_undone_in_one_step(three: Desk) -> None:
    before = three.library.tags.counts()
    mark_all(three)
    three.of.tagging.type_to_add()
    three.of.tagging.apply(TagEdit.parse("ferry -essay policy/industry"))
    assert three.library.tags.counts() == [
        TagCount(FERRY, 3),
        TagCount(Tag("policy/industry"), 3),
        TagCount(DRAFT, 1),
    ]
    three.of.history.undo()
    assert three.library.tags.counts() == before
    assert not three.screen.said
    assert three.footer.last.startswith("took back: tagged 3 articles")


def test_the_repeat_does_the_last_edit_on_another_article(three: Desk) -> None:
    three.of.tagging.type_to_add()
    three.of.tagging.apply(TagEdit.parse("+ai"))
    three.rows.move(1)
    three.of.tagging.repeat()
    assert tags_of(three.library, "Second") == {"ai", "essay"}
    three.of.tagging.type_to_remove()
    three.of.tagging.apply(TagEdit.parse("-essay"))
    three.rows.move(1)
    three.of.tagging.repeat()
    assert tags_of(three.library, "First") == {"draft"}


def test_the_repeat_does_all_that_an_editor_did(three: Desk) -> None:
    three.rows.move(1)
    three.of.tagging.edit()
    three.of.tagging.toggled(ESSAY, on=False)
    three.of.tagging.toggled(FERRY, on=True)
    three.of.tagging.toggled(FERRY, on=False)
    three.of.tagging.toggled(Tag("poem"), on=True)
    three.rows.move(1)
    three.of.tagging.repeat()
    assert tags_of(three.library, "First") == {"draft", "poem"}


def test_there_is_nothing_to_repeat_at_first(three: Desk) -> None:
    three.of.tagging.repeat()
    assert "nothing to repeat" in three.screen.said[0]


def test_a_digit_toggles_its_pinned_tag(three: Desk) -> None:
    three.library.tags.pin([ESSAY, Tag("later")])
    three.of.tagging.toggle_pinned(2)
    assert tags_of(three.library, "Third") == {"later"}
    three.of.tagging.toggle_pinned(2)
    assert tags_of(three.library, "Third") == set()


def test_a_pinned_tag_that_some_have_is_put_on_all(three: Desk) -> None:
    three.library.tags.pin([ESSAY])
    mark_all(three)
    three.of.tagging.toggle_pinned(1)
    assert TagCount(ESSAY, 3) in three.library.tags.counts()
    three.of.tagging.toggle_pinned(1)
    assert ESSAY not in [count.tag for count in three.library.tags.counts()]


def test_a_digit_without_a_tag_says_where_to_pin_one(three: Desk) -> None:
    three.of.tagging.toggle_pinned(1)
    assert three.screen.said == ["No tag is pinned to 1; T opens the tags, p pins one there."]


def test_a_command_is_about_the_text_while_the_keyboard_is_in_it(three: Desk) -> None:
    three.of.reading.read()
    three.rows.cursor = 1
    three.of.tagging.type_to_add()
    three.of.tagging.apply(TagEdit.parse("+ferry"))
    assert tags_of(three.library, "Third") == {"ferry"}


def test_on_a_narrow_screen_the_text_pane_is_lent_to_the_editor(three: Desk) -> None:
    three.panes.columns = 60
    three.of.panes.lay_out()
    assert three.panes.single == "left"
    three.of.tagging.edit()
    assert three.panes.single == "right"
    three.panes.tag_editor.is_open = False
    three.of.tagging.closed()
    assert three.panes.single == "left"


def test_suggestions_come_when_the_editor_was_painted(
    desk: Desk, make_article: MakeArticle
) -> None:
    for number in range(6):
        make_article(f"Loom {number}", site="looms.example", tags="craft wool")
    new = make_article("New", site="looms.example")
    desk.start()
    desk.of.tagging.edit()
    assert not desk.panes.tag_editor.suggested
    desk.screen.tick()
    craft, wool = desk.panes.tag_editor.suggested
    assert (craft.tag, craft.reason) == (Tag("craft"), "6 of 6 from this site")
    desk.of.tagging.toggled(craft.tag, on=True)
    assert desk.panes.tag_editor.suggested == [craft, wool]
    desk.of.tagging.dismissed(wool.tag)
    assert desk.panes.tag_editor.suggested == [craft]
    assert desk.library.article(new.id).unwanted == {wool.tag}
    desk.of.history.undo()
    assert desk.library.article(new.id).unwanted == frozenset()


def test_nothing_is_suggested_for_many_or_into_a_closed_editor(
    desk: Desk, make_article: MakeArticle
) -> None:
    for number in range(6):
        make_article(f"Loom {number}", site="looms.example", tags="craft")
    make_article("New", site="looms.example")
    desk.start()
    desk.of.tagging.edit()
    desk.panes.tag_editor.is_open = False
    desk.screen.tick()
    mark_all(desk)
    desk.of.tagging.edit()
    desk.screen.tick()
    assert not desk.panes.tag_editor.suggested
