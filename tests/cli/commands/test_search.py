"""`octavo search`."""

import pytest

from octavo.library.library import Library
from octavo.model.draft import DraftNote
from tests.cli.conftest import Octavo
from tests.making import MakeArticle, draft


def test_a_line_has_the_passage_that_matched(octavo: Octavo, make_article: MakeArticle) -> None:
    filler = "The river is slow and wide there. " * 40
    make_article("Weirs", f"{filler}What sinks first is the gravel. {filler}")
    [line] = octavo.prints("search", "gravel")
    id, title, passage = line.split("\t")
    assert (id, title) == ("1", "Weirs")
    assert "What sinks first is the gravel." in passage
    assert len(passage) < 400


def test_a_match_in_a_note_shows_the_note(octavo: Octavo, library: Library) -> None:
    library.add([draft("Weirs", notes=(DraftNote(text="Ask about the gravel."),))])
    [line] = octavo.prints("search", "gravel")
    assert line.endswith("Ask about the gravel.")


def test_more_than_the_limit_is_said_and_not_printed(octavo: Octavo, library: Library) -> None:
    library.add(draft(f"Weir {number}") for number in range(30))
    done = octavo("search", "weir")
    assert len(done.stdout.splitlines()) == 20
    assert "20 of 30 articles" in done.stderr
    assert len(octavo.prints("search", "weir", "--limit", "0")) == 30


def test_nothing_found_offers_ways_out(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("The library", "The chains of the library are long.")
    make_article("Rivers", "A river runs by.")
    done = octavo("search", "librray", "chains")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "“librray”; did you mean library?" in done.stderr
    assert "Without librray there is 1 article." in done.stderr
    assert "octavo search --any 'librray chains'" in done.stderr


def test_parts_that_find_nothing_are_named(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Rivers", "A river runs by.")
    done = octavo("search", "river", "tag:nonexist", "author:knuth")
    assert done.exit_code == 3
    assert "There is no tag nonexist and no author knuth." in done.stderr
    assert "Without them there is 1 article." in done.stderr


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param(
            "What is a mill?", "nothing matches\nThere is no mill.\n", id="all missing"
        ),
        pytest.param(
            "Is a mill by a river?", "Without what is missing there is 1", id="some missing"
        ),
        pytest.param(
            "Where is a mill by?", "nothing matches\nThere is no mill.\n", id="stop words left"
        ),
        pytest.param("Where is it?", "There is no Where and no is and no it.", id="stop words"),
        pytest.param("a rivr?", "No “rivr”; did you mean River?", id="a slip"),
        pytest.param("$mill, by", "Without $mill there is 1 article.", id="a symbol"),
        pytest.param("“mill!” by", 'Without "mill!" there is 1 article.', id="quotes"),
    ],
)
def test_words_that_tell_something_are_named_where_they_are_missing(
    octavo: Octavo, make_article: MakeArticle, question: str, said: str
) -> None:
    make_article("Rivers", "River runs by chất.")
    assert said in octavo("search", question).stderr


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param('"sung aloud"', "It was sung aloud.", id="what is quoted"),
        pytest.param("snake_case", "A name in snake_case.", id="snake case"),
        pytest.param("C++", "It is written in C++.", id="signs"),
        pytest.param("v1.2.3", "Since v1.2.3 it works.", id="a version"),
        pytest.param("#tag", "Under #tag there are more.", id="a hashtag"),
        pytest.param("🍕", "With 🍕 for all.", id="emoji"),
    ],
)
def test_what_is_no_plain_word_finds_itself_alone(
    octavo: Octavo, library: Library, query: str, text: str
) -> None:
    others = "Aloud it was sung. A snake is in a case. C is old. v1.2.4, 2.3.1, a tag."
    library.add([draft("Other", others), draft("This", text)])
    [line] = octavo.prints("search", query)
    assert line == f"2\tThis\t{text}"


def test_a_question_whose_telling_word_nothing_has_finds_its_common_ones(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Rivers", "What a river is.")
    done = octavo("search", "What is septicemia?")
    assert "Without septicemia there is 1 article." in done.stderr
    [line] = octavo.prints("search", "--any", "What is septicemia?")
    assert line.startswith("1\tRivers\t")


def test_any_finds_what_has_most_of_the_words(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Folding", "An octavo sheet is folded three times.")
    make_article("Rivers", "A river runs by.")
    question = "how many times is a sheet folded?"
    assert octavo("search", question).exit_code == 3
    first, *_ = octavo.prints("search", "--any", question)
    assert first.startswith("1\tFolding\t")


def test_it_needs_a_query(octavo: Octavo, library: Library) -> None:
    assert octavo("search").exit_code == 2
