"""What stands below a text and in its place, in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.plain_text import plain_text
from octavo.model.article import Source
from octavo.model.note import Highlight, Note
from octavo.settings.keymap import Keymap
from octavo.tui.presenters.reading_text import (
    NO_TEXT,
    note_places,
    place_of_note,
    reason_for_no_text,
    remark_on,
    with_links,
    with_notes,
)
from tests.making import MORNING, MakeArticle

WORDS = st.text(min_size=1, max_size=60)


def note(id: int, text: str = "", passage: str = "") -> Note:
    quote = Highlight(exact=passage, prefix="", suffix="") if passage else None
    return Note(id=id, text=text, highlight=quote, added=MORNING)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_places_in_a_text_hold_with_notes_below_it(text: str, said: list[str]) -> None:
    notes = [note(number, words) for number, words in enumerate(said)]
    whole = with_notes(text, notes)
    assert whole.startswith(text.rstrip("\n"))
    assert (whole == text) is (not notes)


def test_a_passage_that_is_only_highlighted_is_not_said_again() -> None:
    marked, noted = note(1, passage="the moon"), note(2, "Why?", "high water")
    whole = with_notes("At the moon there is high water.", [marked, noted])
    assert whole.count("the moon") == 1
    assert "> high water\n\nWhy?" in whole


def test_notes_with_a_link_here_are_named_last() -> None:
    linking = [note(7, "A [plan]"), note(8, "# Tides")]
    whole = with_notes("Words.", [], linking)
    assert whole.endswith("2 notes link here: [A \\[plan\\]](octavo:7), [Tides](octavo:8)")


def test_a_link_to_an_article_has_its_title_as_words() -> None:
    linked = with_links("See [[12|why *not*]] and [[13]].")
    assert plain_text(linked).strip() == "See why *not* and 13."


def test_a_note_is_found_where_its_passage_stands_and_else_below_the_text() -> None:
    text = "At the moon there is high water."
    there, lost = note(1, "So?", "there is"), note(2, "Of elsewhere", "Quite other words here")
    whole = with_notes(text, [there, lost])
    assert note_places(text, [there, lost]) == {1: (12, 20)}
    assert place_of_note(there, whole) == text.index("there is")
    assert place_of_note(lost, whole) > len(text)


def test_sources_that_are_cited_and_not_listed_are_counted() -> None:
    assert remark_on("As is known[1], and doubted[2].") == "2 citations, no sources listed"
    assert remark_on("Nothing [is] cited.") == ""


@pytest.mark.parametrize(
    ("source", "is_asked", "said"),
    [
        (Source(), False, "not fetched yet"),
        (Source(), True, "is being fetched"),
        (Source(fetched=MORNING), False, "no text to read on its page"),
        (
            Source(fetched=MORNING, error="the host\x1b[2J is not there"),
            False,
            "The page could not be had, 2 h ago:\nThe host",
        ),
    ],
)
def test_a_link_says_why_it_has_no_text(
    make_article: MakeArticle, source: Source, is_asked: bool, said: str
) -> None:
    link = make_article("Link", "", url="https://a.example/p", source=source)
    now = MORNING + timedelta(hours=2)
    reason = reason_for_no_text(link, Keymap(), now=now, is_asked=is_asked)
    assert said in reason
    assert reason.endswith("https://a.example/p")
    assert "\x1b" not in reason


def test_an_article_of_no_address_can_be_had_from_nowhere(make_article: MakeArticle) -> None:
    empty = make_article("Empty", "")
    assert reason_for_no_text(empty, Keymap(), now=MORNING) == NO_TEXT
