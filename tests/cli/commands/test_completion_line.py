"""A half-typed line of Bash, and what completes it."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.cli.commands.completion import Line

BREAKS = " \t\n\"'><=;|&(:"


@pytest.mark.parametrize(
    ("text", "words", "word"),
    [
        pytest.param("octavo ", ["octavo"], "", id="behind a blank a new word begins"),
        pytest.param("octavo li", ["octavo"], "li", id="a word is typed"),
        pytest.param("octavo 'tag:a b' x", ["octavo", "tag:a b"], "x", id="a quoted word"),
        pytest.param(
            "octavo 'is:unread tag:e", ["octavo"], "is:unread tag:e", id="an open quote"
        ),
        pytest.param(
            r"octavo to\ read", ["octavo"], "to read", id="a blank behind a backslash"
        ),
        pytest.param('octavo ""', ["octavo"], "", id="an empty word that is typed"),
        pytest.param('octavo "" x', ["octavo", ""], "x", id="an empty word"),
    ],
)
def test_a_line_has_words(text: str, words: list[str], word: str) -> None:
    line = Line.read(text, BREAKS)
    assert (line.words, line.word) == (words, word)


@pytest.mark.parametrize(
    ("text", "completion", "answer"),
    [
        pytest.param("octavo ta", "tags", "tags", id="a word as it is"),
        pytest.param("octavo list tag:e", "tag:essay", "essay", id="what is behind the colon"),
        pytest.param("octavo list 'tag:e", "tag:essay", "tag:essay", id="all in quotes"),
        pytest.param(
            "octavo list tag:m", 'tag:"machine learning"', "'\"machine learning\"'", id="quoted"
        ),
        pytest.param(
            "octavo list 'tag:m",
            'tag:"machine learning"',
            'tag:"machine learning"',
            id="not quoted twice",
        ),
        pytest.param(
            "octavo list 'tag:o", "tag:o'clock", r"tag:o'\''clock", id="an apostrophe"
        ),
        pytest.param('octavo list "tag:a', 'tag:"a b"', r"tag:\"a b\"", id="in double quotes"),
        pytest.param("octavo list tag:정", "tag:정책", "정책", id="letters of any script"),
        pytest.param("octavo list 'a'b", "ab", None, id="not behind a closed quote"),
    ],
)
def test_a_completion_is_sent_as_the_line_wants_it(
    text: str, completion: str, answer: str | None
) -> None:
    assert Line.read(text, BREAKS).answer(completion) == answer


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)))
def test_words_are_read_as_the_shell_reads_them(words: list[str]) -> None:
    assert Line.read(f"{shlex.join(words)} ", BREAKS).words == words


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_an_answer_is_read_back_as_the_completion(completion: str) -> None:
    typed = "octavo list "
    answer = Line.read(typed, BREAKS).answer(completion)
    assert Line.read(f"{typed}{answer} ", BREAKS).words[-1] == completion
