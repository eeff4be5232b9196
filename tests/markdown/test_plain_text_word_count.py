"""How long a Markdown text is, and how it begins."""

import pytest

from octavo.markdown.plain_text import plain_paragraphs, word_count
from octavo.model.article import excerpt_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("One two, three.", 3, id="words and signs"),
        pytest.param("It's a well-kept one", 4, id="words with a sign inside"),
        pytest.param("# Head\n\n- **bold** `code`", 3, id="no marks"),
        pytest.param("안녕 세계", 2, id="Korean has spaces"),
        pytest.param("枝を折る人", 3, id="two letters count as a word where there are none"),
        pytest.param("the 枝を word", 3, id="both in one line"),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        pytest.param("One\ntwo.\n\nThree.", ["One two.", "Three."], id="lines are joined"),
        pytest.param("# Head\n\nText.", ["Text."], id="no headings"),
        pytest.param("- a\n- b", ["a b"], id="lists without their marks"),
        pytest.param("> A *quote* of `x`", ["A quote of x"], id="no emphasis"),
        pytest.param("A [link](u) and ![a heron](h.jpg)", ["A link and a heron"], id="links"),
        pytest.param("Said[^1].\n\n[^1]: By whom.", ["Said.", "By whom."], id="footnotes"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 |", [], id="no tables"),
        pytest.param("---\n\nText.", ["Text."], id="no rules"),
        pytest.param("    indented = code\n\nText.", ["Text."], id="no indented code"),
        pytest.param("A.\n```py\nx = 1\n\ny\n```\nB.", ["A.", "B."], id="no code in fences"),
        pytest.param("~~~~\n~~~\n```\n~~~~\nB.", ["B."], id="a fence is closed by its like"),
        pytest.param("A.\n\n```\nnever closed", ["A."], id="a fence may go to the end"),
        pytest.param(
            "``` is a fence, ```x``` is not", ["is a fence, x is not"], id="in a line"
        ),
        pytest.param("A \\*star\\*", ["A *star*"], id="escaped marks"),
    ],
)
def test_paragraphs_are_plain(text: str, paragraphs: list[str]) -> None:
    assert list(plain_paragraphs(text)) == paragraphs


@pytest.mark.parametrize("piece", ["```a\n", "~~~ x\n```\n", "[", "![", "<a", "[^", "[a]("])
def test_no_text_takes_long_to_be_told_the_opening_of(piece: str) -> None:
    """Whoever takes the square of its length for it would be at it for hours."""
    assert len(excerpt_of(plain_paragraphs(piece * 200_000))) <= 201
