"""Articles: their reading time and their excerpt."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.article import WORDS_A_MINUTE, excerpt_of, minutes_of
from tests.query.world import article


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        pytest.param(0, 1, id="nothing takes a minute"),
        pytest.param(100, 1, id="half a minute is one"),
        pytest.param(WORDS_A_MINUTE * 7, 7, id="seven minutes"),
        pytest.param(WORDS_A_MINUTE * 7 + 150, 8, id="the nearest minute"),
    ],
)
def test_reading_time(words: int, minutes: int) -> None:
    assert article(words=words).minutes == minutes


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_a_longer_text_never_takes_less_time(words: int, more: int) -> None:
    assert minutes_of(words) <= minutes_of(words + more)


@pytest.mark.parametrize(
    ("paragraphs", "excerpt"),
    [
        pytest.param([], "", id="of nothing"),
        pytest.param(["", " "], "", id="of blanks"),
        pytest.param(["Short."], "Short.", id="of a short text, all of it"),
        pytest.param(["One.", "Two."], "One. Two.", id="over paragraphs"),
        pytest.param([" One \n two. "], "One two.", id="in one line"),
        pytest.param(["one two three four five"], "one two three four…", id="cut at a word"),
        pytest.param(["one two three four, five"], "one two three four…", id="without a comma"),
        pytest.param(["人" * 30], "人" * 20 + "…", id="cut anywhere where there are no spaces"),
        pytest.param(["a " + "b" * 30], "a " + "b" * 18 + "…", id="cut within a long word"),
    ],
)
def test_excerpt(paragraphs: list[str], excerpt: str) -> None:
    assert excerpt_of(paragraphs, limit=20) == excerpt


@given(st.lists(st.text(max_size=60), max_size=8), st.integers(2, 80))
def test_an_excerpt_is_how_the_text_begins(paragraphs: list[str], limit: int) -> None:
    whole = " ".join(" ".join(paragraphs).split())
    excerpt = excerpt_of(paragraphs, limit)

    assert whole.startswith(excerpt.removesuffix("…"))
    assert len(excerpt) <= limit + 1
    assert excerpt == whole or excerpt.endswith("…")


def test_an_excerpt_asks_for_no_more_than_it_needs() -> None:
    asked = []

    def paragraphs() -> Iterator[str]:
        for number in range(100):
            asked.append(number)
            yield "ten letters"

    excerpt_of(paragraphs(), limit=30)
    assert len(asked) == 3
