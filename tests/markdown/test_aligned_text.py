"""What shows of a Markdown text, where it comes from, and highlights made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.aligned_text import AlignedText, highlight_of


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        pytest.param("a *b* __c__ ~~d~~", "a b c d", id="emphasis"),
        pytest.param("2 * 3 and snake_case", "2 * 3 and snake_case", id="signs that are none"),
        pytest.param("[a link](http://x.org/a_(b) 'c')", "a link", id="where links lead"),
        pytest.param(
            "[one][r] [r] [2][3]\n\n[r]: x.org", "one r [2][3]", id="only what is defined"
        ),
        pytest.param("![a map](m.png)", "a map", id="what stands for a picture"),
        pytest.param("[![a map](m.png)](x.org)", "a map", id="a picture in a link"),
        pytest.param("so[^1]\n\n[^1]: Or not.", "so Or not.", id="footnotes"),
        pytest.param("A &amp; B &#169; \\*", "A & B © *", id="entities and escapes"),
        pytest.param("<http://x.org> Vec<T> <b>c</b>", "http://x.org Vec<T> c", id="tags"),
        pytest.param("# One\n\nTwo\n===", "One Two", id="headings"),
        pytest.param("> a\n> b", "a b", id="quotes"),
        pytest.param("- a\n- [x] b\n  1. c", "a b c", id="items"),
        pytest.param("| a | b |\n|---|:-:|\n| c | d |", "a b c d", id="tables"),
        pytest.param("a | b", "a | b", id="a bar without a table"),
        pytest.param("`a*b*` and ``c`d``", "a*b* and c`d", id="code in a line"),
        pytest.param("```py\na = *b\n```\nc", "a = *b c", id="code between fences"),
        pytest.param("```\n*a", "*a", id="a fence that is never closed"),
    ],
)
def test_what_shows(markdown: str, shown: str) -> None:
    assert " ".join(AlignedText(markdown).text.split()) == shown


@given(st.text(alphabet="ab1 \n*_`[](){}|<>&;#-!~\\^:éक漢", max_size=60), st.data())
def test_every_character_comes_from_its_place(markdown: str, data: st.DataObject) -> None:
    """In order, none twice; and a range leads back to the characters that come from it."""
    text = AlignedText(markdown)
    ends = [text.outer(at, at + 1) for at in range(len(text.text))]
    assert ends == sorted(ends)
    for at, (start, end) in enumerate(ends):
        assert 0 <= start <= end <= len(markdown)
        if text.text[at].isalnum() and markdown[start:end] == text.text[at]:
            assert text.inner(start, end) == (at, at + 1)
    letters = [at for at, sign in enumerate(text.text) if sign.isalnum()]
    assert text.letters.text == "".join(text.text[at] for at in letters)
    assert [text.letters.outer(index) for index in range(len(letters))] == letters
    assert [text.letters.inner(at) for at in letters] == list(range(len(letters)))


def test_a_highlight_has_plain_words_and_what_stands_around_them() -> None:
    text = "# The lock\n\nIt *rose* by\nthe [gate](x.org).\n\n- One\n- Two\n"

    made = highlight_of(text, text.index("rose"), text.index("\n- Two"))

    assert made is not None
    assert made.exact == "rose by the gate.\n\nOne"
    assert made.prefix == " The lock It "
    assert made.suffix == " Two "
    assert made.offset == text.index("rose")


@pytest.mark.parametrize("span", [(0, 0), (0, 2), (6, 13)], ids=str)
def test_nothing_that_shows_makes_no_highlight(span: tuple[int, int]) -> None:
    assert highlight_of("# \n[a](x.org)\n", *span) is None
