"""What the guide asks its reader to try must come out as it says."""

import pytest

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.query.parser import parse
from octavo.services.new_library import guide_drafts


@pytest.fixture
def guide(library: Library) -> Library:
    """A library with the guide in it, as the app makes it."""
    articles, notes = guide_drafts()
    library.add(articles, notes)
    library.search.catch_up()
    return library


def titles(guide: Library, query: str, *, typing: bool = False) -> list[str]:
    found = guide.search.find(parse(query, typing=typing))
    return [guide.item(id).title for id in found.ids]


def test_the_first_five_minutes_are_on_top(guide: Library) -> None:
    assert titles(guide, "")[0] == "The first five minutes"


@pytest.mark.parametrize(
    ("query", "best"),
    [
        pytest.param("leaves", "Eight leaves", id="first five minutes, minute two"),
        pytest.param('"paper knife"', "Eight leaves", id="words side by side"),
        pytest.param("desk -lamp", "Eight leaves", id="one word without the other"),
        pytest.param("folio OR quarto", "Eight leaves", id="either"),
        pytest.param("libr*", "Asking the library", id="any word that begins so"),
        pytest.param('="É"', "Asking the library", id="exactly so"),
        pytest.param("title:leaves", "Eight leaves", id="in the title"),
        pytest.param("note:lost", "The first five minutes", id="in a note"),
        pytest.param("note:passage", "Notes and highlights", id="in a note on a passage"),
        pytest.param("lang:ko", "창이 셋 있는 방", id="in Korean"),
        pytest.param("tag:essay lang:ja -is:read", "枝を折る", id="fields together"),
        pytest.param("도서관", "창이 셋 있는 방", id="inside Korean text"),
        pytest.param("目印", "枝を折る", id="inside Japanese text"),
        pytest.param("الفهرست", "خير جليس", id="inside Arabic text"),
        pytest.param("folded sheet", "Eight leaves", id="on the command line"),
    ],
)
def test_a_query_finds_what_it_is_to_find(guide: Library, query: str, best: str) -> None:
    assert best in titles(guide, query)[:2]


def test_the_last_word_counts_as_a_beginning_while_typing(guide: Library) -> None:
    assert "Eight leaves" in titles(guide, "lect", typing=True)
    assert "Eight leaves" not in titles(guide, "lect")


def test_two_pieces_have_no_tags(guide: Library) -> None:
    assert titles(guide, "is:untagged") == ["Eight leaves", "خير جليس"]


def test_three_notes_stand_on_their_own(guide: Library) -> None:
    notes = guide.search.find(parse("in:notes")).ids
    assert sum(guide.search.notes[id].article is None for id in notes) == 3


def test_swapped_letters_are_put_right(guide: Library) -> None:
    assert titles(guide, "qaurto") == []
    assert "quarto" in guide.search.suggestions(parse("qaurto"))[0].sentence


def test_a_whole_question_finds_its_answer(guide: Library) -> None:
    found = guide.search.nearest(parse("how many leaves has a sheet folded three times"))
    assert guide.item(found.ids[0]).title == "Eight leaves"


def test_number_sixteen_is_eight_leaves(guide: Library) -> None:
    """*octavo from the command line* calls it by that number."""
    assert guide.article(ArticleId(16)).title == "Eight leaves"


def test_every_highlight_finds_its_place(guide: Library) -> None:
    quoted = [note for note in guide.search.notes.values() if note.highlight]
    assert len(quoted) > 5
    for note in quoted:
        assert note.highlight is not None
        assert note.article is not None
        assert note.highlight.exact in guide.text(note.article)
