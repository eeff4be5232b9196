"""Highlights: made by paragraph, by caret and by mouse, taken off, quoted, tagged, noted on."""

from octavo.library.library import Library
from octavo.model.tag import Tag
from octavo.tui.controllers.reading.reading import AT_ONCE
from tests.making import MakeArticle, draft
from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.notes.conftest import TEXT, notes, over, quoted


def test_the_paragraph_at_the_top_is_highlighted_without_a_caret(river: Desk) -> None:
    river.of.highlights.toggle_paragraph()
    assert quoted(river) == ["The river runs to the sea. It is long."]
    assert river.text.noted() == quoted(river)
    assert river.footer.last == "highlighted ‘The river runs to the sea. It is long.’"
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


def test_a_highlight_is_followed_through_the_versions_of_the_text(
    river: Desk, library: Library
) -> None:
    over(river, "The river runs to the sea.")
    river.of.caret.highlight()
    for sentence in (
        "The old river runs to the sea.",
        "The old river runs down to the sea.",
        "The old river runs down to the great sea.",
        "The old river ran down to the great wide sea.",
    ):
        text = TEXT.replace("The river runs to the sea.", sentence)
        library.intake.renew({1: draft("River", text)}, label="fetch {}")
    river.of.reading.renew()
    [noted] = river.text.noted()
    assert noted.startswith("The old river ran")
    river.of.highlight_list.open()
    assert [row.lit for row in river.panes.highlights.rows] == [False]
