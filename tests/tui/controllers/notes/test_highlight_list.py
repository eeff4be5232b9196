"""The list of highlights and notes beside the text."""

from octavo.library.library import Library
from octavo.model.note import Highlight
from octavo.model.tag import Tag, TagEdit
from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.notes.conftest import TEXT, notes, over, quoted


def highlight(desk: Desk, words: str) -> int:
    """Highlight some words with the caret and take that out; gives the id."""
    over(desk, words)
    desk.of.caret.highlight()
    desk.of.caret.leave()
    return max(note.id for note in notes(desk))


def listed(desk: Desk) -> list[tuple[str, str]]:
    """What the list of highlights says, and what more it says of each."""
    return [(row.text, row.below) for row in desk.panes.highlights.rows]


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
    assert river.footer.last == "deleted ‘river’"
    river.of.history.undo()
    assert len(listed(river)) == 2
    assert first in [row.key for row in river.panes.highlights.rows]
    for row in river.panes.highlights.rows:
        river.panes.highlights.at = row.key
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
    assert (quoted(river), river.text.noted()) == (["A"], ["A"])
    assert (river.footer.asks, river.panes.caret_keys.is_open) == ("", False)
    assert notes(river)[0].text == "Which?"
    river.of.history.undo()
    assert quoted(river) == [lost.exact]
