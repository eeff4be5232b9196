"""Highlights: made by paragraph and by caret, taken off, quoted, tagged and noted on."""

import pytest

from octavo.library.library import Library
from octavo.model.note import Highlight, Note
from octavo.model.tag import Tag, TagEdit
from octavo.tui.controllers.reading.reading import AT_ONCE
from tests.making import MakeArticle, draft
from tests.tui.controllers.conftest import Desk

TEXT = """# A river

The river runs to the sea. It is long.

- a bridge
- a ferry
"""


@pytest.fixture
def river(library: Library, desk: Desk) -> Desk:
    """A text about a river is read."""
    library.add([draft("River", TEXT, url="https://site.example/river")])
    desk.start()
    desk.of.reading.read()
    return desk


def notes(desk: Desk) -> list[Note]:
    """What is on the article that is read."""
    assert desk.of.reading.id is not None
    return desk.library.notes_on(desk.of.reading.id)


def quoted(desk: Desk) -> list[str]:
    """The words of the highlights."""
    return [note.highlight.exact for note in notes(desk) if note.highlight]


def over(desk: Desk, words: str) -> None:
    """Have the caret go over some words."""
    desk.of.caret.begin()
    while not desk.text.text.startswith(words, at(desk)[0]):
        desk.of.caret.by_character(1)
    desk.of.caret.toggle_passage()
    end = at(desk)[0] + len(words)
    while at(desk)[1] < end:
        desk.of.caret.by_character(1)


def at(desk: Desk) -> tuple[int, int]:
    """The range that the caret stands on."""
    assert desk.text.caret
    return desk.text.caret.at


def test_the_paragraph_at_the_top_is_highlighted_without_a_caret(river: Desk) -> None:
    river.of.highlights.toggle_paragraph()
    assert quoted(river) == ["The river runs to the sea. It is long."]
    assert river.text.noted() == quoted(river)
    assert river.footer.last == "Highlighted ‘The river runs to the sea. It is long.’"
    assert river.text.shown == 1


def test_once_more_takes_it_off_and_undo_brings_it_back(river: Desk) -> None:
    river.of.highlights.toggle_paragraph()
    river.of.highlights.toggle_paragraph()
    assert (quoted(river), river.text.noted()) == ([], [])
    river.of.history.undo()
    assert len(river.text.noted()) == 1
    river.of.history.undo()
    assert river.text.noted() == []
    assert river.text.shown == 1


def test_one_that_has_words_or_tags_is_not_taken_off(river: Desk) -> None:
    river.of.highlights.toggle_paragraph()
    river.library.notes.edit(notes(river)[0].id, "Mine.")
    river.of.highlights.toggle_paragraph()
    assert len(quoted(river)) == 1
    assert "yours" in river.screen.said[-1]


def test_undoing_a_highlight_lists_nothing_anew(river: Desk) -> None:
    river.of.highlights.toggle_paragraph()
    before = river.rows.rows
    river.of.history.undo()
    assert river.rows.rows is before


def test_what_the_caret_went_over_is_highlighted_and_it_stays(river: Desk) -> None:
    over(river, "runs to")
    assert river.text.passage() == "runs to"
    river.of.caret.highlight()
    assert quoted(river) == river.text.noted() == ["runs to"]
    assert river.text.passage() == "o"
    assert river.panes.caret_keys.is_open


def test_a_passage_can_be_gone_over_backwards_and_given_up(river: Desk) -> None:
    over(river, "The river")
    for _ in range(20):
        river.of.caret.by_character(-1)
    assert river.text.passage().endswith("T")
    river.of.caret.toggle_passage()
    assert river.text.caret
    assert river.text.caret.passage is None


def test_shift_begins_a_passage(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.by_line(1)
    river.of.caret.extend_by_character(1)
    river.of.caret.extend_by_character(1)
    assert river.text.passage() == "The"


def test_without_a_passage_it_is_said_how_to_begin_one(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.highlight()
    assert quoted(river) == []
    assert river.screen.said == ["v begins a passage; go to its end then."]


def test_the_same_passage_is_highlighted_once(river: Desk) -> None:
    for _ in range(2):
        over(river, "bridge")
        river.of.caret.highlight()
    assert quoted(river) == ["bridge"]
    assert river.screen.said == ["That is highlighted already."]


def test_a_passage_is_copied_with_its_source(river: Desk) -> None:
    over(river, "long.\n\n- a bridge")
    river.of.caret.copy()
    assert river.screen.copied == (
        "> long.\n>\n> a bridge\n\n— River, https://site.example/river"
    )
    assert quoted(river) == []


def test_a_passage_is_tagged(river: Desk) -> None:
    over(river, "ferry")
    river.of.caret.tag()
    assert river.panes.tag_editor.is_open
    assert not river.panes.caret_keys.is_open
    river.of.tagging.toggled(Tag("boat"), True)
    [note] = notes(river)
    assert note.tags == {Tag("boat")}
    [article] = river.library.articles()
    assert not article.tags


def test_a_passage_is_noted_on(river: Desk) -> None:
    over(river, "ferry")
    river.of.caret.note()
    assert river.panes.note_editor.about == "Note on “ferry”"
    river.panes.note_editor.text = "Which one?"
    river.of.notes.keep()
    assert [note.text for note in notes(river)] == ["Which one?"]


def test_a_caret_goes_to_what_is_looked_for(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.find()
    river.panes.find_line.changed("ferry")
    river.panes.find_line.left(True)
    assert river.panes.caret_keys.is_open
    assert river.text.passage() == "f"


def test_a_caret_begins_at_what_is_selected_with_the_mouse(river: Desk) -> None:
    start = TEXT.index("runs")
    river.text.selected_span = (start, start + 4)
    river.of.caret.begin()
    assert river.text.passage() == "runs"


def test_another_text_takes_the_caret_away(river: Desk, make_article: MakeArticle) -> None:
    make_article("Other", "Else.")
    river.of.caret.begin()
    river.of.reading.show(None)
    river.of.caret.relaid()
    assert not river.panes.caret_keys.is_open
    river.of.caret.by_word(1)
    assert river.text.caret is None


def test_a_text_set_anew_keeps_the_caret_on_its_character(river: Desk) -> None:
    over(river, "bridge")
    river.text.viewport().resize(8, 5)
    river.of.caret.relaid()
    assert river.text.passage() == "bridge"
    river.of.caret.by_character(-1)
    assert river.text.passage() == "bridg"


def test_leaving_takes_the_caret_out(river: Desk) -> None:
    over(river, "bridge")
    river.of.caret.leave()
    assert (river.text.caret, river.panes.caret_keys.is_open) == (None, False)


def test_an_empty_text_takes_no_caret(desk: Desk, library: Library) -> None:
    library.add([draft("Link", "", url="https://tides.example/")])
    desk.start()
    desk.of.caret.begin()
    desk.of.highlights.toggle_paragraph()
    assert desk.text.caret is None
    assert len(desk.screen.said) == 2


def test_a_note_has_no_highlights(desk: Desk, library: Library) -> None:
    library.notes.add("Some words of mine.")
    desk.start("in:notes")
    desk.of.reading.read()
    desk.of.highlights.toggle_paragraph()
    assert desk.screen.said == ["Only articles have highlights."]


def test_in_a_long_text_they_are_found_beside_the_reading(
    desk: Desk, make_article: MakeArticle
) -> None:
    make_article("Long", "Some words to read on a ferry.\n\n" * (AT_ONCE // 20))
    desk.start()
    desk.screen.waits = True
    desk.of.highlights.toggle_paragraph()
    assert quoted(desk) == []
    desk.screen.work()
    assert len(quoted(desk)) == len(desk.text.noted()) == 1
    desk.of.reading.show_text()
    assert desk.text.noted() == []
    desk.screen.work()
    assert len(desk.text.noted()) == 1


def test_a_text_that_came_again_has_its_highlights(river: Desk) -> None:
    over(river, "a ferry")
    river.of.caret.highlight()
    [article] = river.library.articles()
    changed = f"One line more.\n\n{TEXT}"
    river.library.intake.renew(
        {article.id: draft("River", changed, url=article.url)}, label="fetch"
    )
    river.of.changes.show_all(frozenset({article.id}))
    assert river.text.text.startswith("One line more.")
    assert river.text.noted() == ["a ferry"]


def highlight(desk: Desk, words: str) -> int:
    """Highlight some words with the caret and take that out; gives the id."""
    over(desk, words)
    desk.of.caret.highlight()
    desk.of.caret.leave()
    return max(note.id for note in notes(desk))


def listed(desk: Desk) -> list[tuple[str, str]]:
    """What the list of highlights says, and what more it says of each."""
    return [(row.text, row.note) for row in desk.panes.highlights.rows]


def test_they_are_listed_in_the_order_of_the_text(river: Desk) -> None:
    ferry, river_ = highlight(river, "ferry"), highlight(river, "river runs")
    river.library.notes.edit(ferry, "Which\none?")
    river.library.retag([river_], TagEdit(add=frozenset({Tag("water")})))
    river.library.notes.add("On the whole.", articles=[river.of.reading.id or 0])
    river.of.highlight_list.open()
    assert listed(river) == [
        ("river runs", "#water"),
        ("ferry", "Which one?"),
        ("On the whole.", "note"),
    ]


def test_one_is_gone_to(river: Desk) -> None:
    highlight(river, "ferry")
    river.of.highlight_list.open()
    river.panes.highlights.choose("ferry")
    assert river.text.position == TEXT.index("ferry")
    river.of.jumps.back()
    assert river.text.position == 0


def test_without_any_it_is_said_how_to_make_one(river: Desk) -> None:
    river.of.highlight_list.open()
    assert not river.panes.highlights.is_open
    assert "H highlights, c writes a note" in river.screen.said[0]


def test_one_is_deleted_and_the_list_goes_on_until_none_is_left(river: Desk) -> None:
    first = highlight(river, "river")
    highlight(river, "ferry")
    river.of.highlight_list.open()
    river.of.highlight_list.delete()
    assert (listed(river), quoted(river)) == ([("ferry", "highlight")], ["ferry"])
    assert river.footer.last == "Deleted ‘river’"
    river.of.history.undo()
    assert len(listed(river)) == 2
    assert first in [row.place for row in river.panes.highlights.rows]
    for row in river.panes.highlights.rows:
        river.panes.highlights.at = row.place
        river.of.highlight_list.delete()
    assert not river.panes.highlights.is_open
    assert river.panes.in_text


def test_one_is_tagged_noted_on_and_copied_from_the_list(river: Desk) -> None:
    highlight(river, "ferry")
    river.of.highlight_list.open()
    river.of.highlight_list.copy()
    assert river.screen.copied.startswith("> ferry\n\n— River")
    river.of.highlight_list.tag()
    assert river.panes.tag_editor.is_open
    river.of.highlight_list.write()
    assert river.panes.note_editor.about == "Note on “ferry”"


def test_what_stands_nowhere_is_listed_and_put_back(river: Desk, library: Library) -> None:
    [article] = library.articles()
    lost = Highlight("A barge went by in the fog of that morning.", offset=20)
    library.notes.add("Which?", articles=[article.id], highlight=lost)
    river.of.changes.show(frozenset({article.id}))
    assert river.text.noted() == []
    river.of.highlight_list.open()
    assert listed(river) == [(lost.exact, "not in the text now · Which?")]
    river.panes.highlights.choose(lost.exact)
    assert "puts it there" in river.footer.asks
    river.of.caret.toggle_passage()
    river.of.caret.by_word(1)
    river.of.caret.highlight()
    assert (quoted(river), river.text.noted()) == (["A r"], ["A r"])
    assert (river.footer.asks, river.panes.caret_keys.is_open) == ("", False)
    assert notes(river)[0].text == "Which?"
    river.of.history.undo()
    assert quoted(river) == [lost.exact]


def test_what_is_selected_with_the_mouse_is_highlighted_noted_on_and_quoted(
    river: Desk,
) -> None:
    start = TEXT.index("runs")
    river.text.selected_span = (start, start + 4)
    river.of.highlights.selected(True)
    assert river.footer.asks == "⏎ highlights · c notes on it · y quotes it"
    river.of.address.copy()
    assert river.screen.copied.startswith("> runs\n")
    river.of.highlights.add_selected()
    assert quoted(river) == ["runs"]
    river.of.notes.write()
    assert river.panes.note_editor.about == "Note on “runs”"
    river.text.selected_span = None
    river.of.highlights.selected(False)
    assert river.footer.asks == ""
    river.of.highlights.add_selected()
    assert "v puts a caret" in river.screen.said[-1]
