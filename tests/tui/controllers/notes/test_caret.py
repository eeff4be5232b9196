"""A caret in the text, and what it has gone over."""

import re
import unicodedata
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest
from rich.style import Style

from octavo.library.library import Library
from octavo.tui.widgets.reading.decorations import HIGHLIGHT, SELECTED, Decoration, strip_of
from tests.making import MakeArticle, draft
from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.notes.conftest import TEXT, notes, over, quoted

if TYPE_CHECKING:
    from collections.abc import Callable


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


@pytest.mark.parametrize("how", ["passage", "to the next word", "paragraph"])
def test_what_was_just_highlighted_is_noted_on_tagged_and_quoted(river: Desk, how: str) -> None:
    over(river, "The river runs")
    if how == "paragraph":
        river.of.caret.toggle_passage()
        river.of.caret.toggle_paragraph()
    else:
        if how == "to the next word":
            river.of.caret.by_word(1)
        river.of.caret.highlight()
    [quote] = quoted(river)
    river.of.caret.copy()
    assert quote in river.screen.copied.replace("\n> ", " ")
    river.of.caret.note()
    assert river.panes.note_editor.about == f"Note on “{quote}”"
    assert not river.panes.caret_keys.is_open
    over(river, "The river")
    river.of.caret.toggle_passage()
    river.of.caret.tag()
    assert river.panes.tag_editor.is_open
    assert quoted(river) == [quote]
    assert not river.screen.said[1:]


WAYS = {
    "p": "The river",
    "q": "> The river\n\n— River",
    "l": "[River](<https://site.example/river>)",
    "cit": "River.",
    "b": "@",
}
"""What a passage is copied as, by the letters that are typed, and how that begins."""


@pytest.mark.parametrize("typed", WAYS)
@pytest.mark.parametrize("where", ["caret", "mouse", "list"])
async def test_a_passage_is_copied_as_one_asks(river: Desk, typed: str, where: str) -> None:
    river.screen.answers = [typed]
    if where == "mouse":
        start = TEXT.index("The river")
        river.text.selected_span = (start, start + len("The river"))
        await river.of.export.copy_as()
    elif where == "caret":
        over(river, "The river")
        await river.of.caret.copy_as()
    else:
        over(river, "The river")
        river.of.caret.highlight()
        river.of.caret.leave()
        river.of.highlight_list.open()
        await river.of.highlight_list.copy_as()
    assert river.screen.copied.startswith(WAYS[typed])
    assert "Copy the passage as" in river.screen.asked[-1]


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


def drawn(desk: Desk, component: str) -> str:
    """What the screen shows in one of the ways of a passage, with nothing else on it."""
    viewport, shown = desk.text.viewport(), ""
    noted = [Decoration(*span, HIGHLIGHT) for span in desk.text.highlights]
    for key, line in viewport.between(None, None):
        decorations = (
            *noted,
            *(desk.text.caret.decorations(key, line) if desk.text.caret else ()),
        )
        decorations = tuple(each for each in decorations if each.component == component)
        strip = strip_of(line, 0, viewport.width, partial(is_bold, component), decorations)
        shown += "".join(part.text for part in strip if part.style and part.style.bold)
    return shown


def is_bold(component: str, *components: str) -> Style:
    return Style(bold=component in components)


def letters(text: str) -> list[str]:
    """The characters of a text, in no order and in no form that the screen gives them."""
    return sorted(unicodedata.normalize("NFKC", "".join(text.split())))


def walk(desk: Desk, seed: int) -> None:
    """Go somewhere, and over something."""
    caret, chance = desk.of.caret, Random(seed)
    moves: list[Callable[[int], None]] = [
        *(caret.by_character, caret.by_word, caret.by_sentence, caret.by_paragraph),
        *(caret.by_line, caret.to_line_edge, lambda _: caret.to_word_end()),
    ]
    caret.begin()
    for _ in range(8):
        chance.choice(moves)(chance.choice((1, 1, 1, -1)))
    caret.toggle_passage()
    for _ in range(3):
        chance.choice(moves)(chance.choice((1, 1, -1)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "# A head\n\nThe **river** runs. It is\nlong.\n\nSo. And so on.", id="marks"
        ),
        pytest.param("강은 바다로 흐른다. 길다.\n\n東京は大きい。テレビを見る。", id="CJK"),
        pytest.param("- one [two](http://a.b/) three\n- four\n\n> five. Six", id="a list"),
        pytest.param("| One two | Three |\n|--|--|\n| Four five | Six |\n\nEnd.", id="cells"),
        pytest.param("Look:\n\n```\na b = c\nd.e()\n\nf\n```\n\nSo `it` is.", id="code"),
        pytest.param("النهر يجري. هو طويل.\n\nثم نعود إلى البيت.", id="Arabic"),
    ],
)
def test_what_is_lit_is_what_is_copied_and_what_is_highlighted(
    desk: Desk, library: Library, text: str
) -> None:
    library.add([draft("Text", text, url="https://site.example/text")])
    desk.start()
    desk.of.reading.read()
    for seed in range(12):
        walk(desk, seed)
        shown = letters(drawn(desk, SELECTED))
        desk.of.caret.copy()
        copied = desk.screen.copied.partition("\n\n— ")[0]
        walk(desk, seed)
        desk.of.caret.highlight()
        assert letters(re.sub("^> ?", "", copied, flags=re.MULTILINE)) == shown
        assert [letters(quote) for quote in quoted(desk)] == [shown]
        desk.of.reading.show_text()
        assert letters(drawn(desk, HIGHLIGHT)) == shown
        library.delete([note.id for note in notes(desk)])
        desk.of.reading.show_text()
