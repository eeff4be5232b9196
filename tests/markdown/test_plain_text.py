"""Markdown as plain text in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.plain_text import plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        pytest.param("# One\ntext\n\n### Two ##", "One text Two", id="headings"),
        pytest.param("- ### Item\n1. [x] done", "Item done", id="a heading in a list"),
        pytest.param("> ## Said\n> > *twice*", "Said twice", id="quotes"),
        pytest.param("a **bold\nand *wet*\nwall** x", "a bold and wet wall x", id="strong"),
        pytest.param("a [wall\nof mud](https://a.example) x", "a wall of mud x", id="a link"),
        pytest.param('[x](a_(b).html "A title") y', "x y", id="a target with brackets"),
        pytest.param("![a weir](a.png) **[go](b)**", "a weir go", id="a picture"),
        pytest.param("milk\\\nbread  \neggs", "milk bread eggs", id="lines of a verse"),
        pytest.param("Said.[^1]\n\n[^1]: By whom.", "Said. By whom.", id="footnotes"),
        pytest.param("\\[a](b) \\\\[c](d)", "[a](b) \\c", id="an escaped bracket is no link"),
        pytest.param("[a][b] and [c][]\n\n[b]: https://b.example", "a and c", id="references"),
        pytest.param("| a | b |\n|---|--:|\n| 1 | 2 |", "a · b 1 · 2", id="a table"),
        pytest.param("```py\nx = 1\n```\n`**code**`", "x = 1 code", id="code"),
        pytest.param("<b\nclass='x'>wet</b> &amp; dry", "wet & dry", id="HTML and entities"),
        pytest.param(
            "<details><summary>More</summary>in</details><br>so",
            "More in so",
            id="blocks of HTML",
        ),
        pytest.param(r"\*not em\* and \# x", "*not em* and # x", id="escapes"),
        pytest.param(
            r"a \<b> of \<em>HTML\</em>", "a <b> of <em>HTML</em>", id="tags spoken of"
        ),
        pytest.param("2 * 3 * 4, 2**3, a_b_c, [1]", "2 * 3 * 4, 2**3, a_b_c, [1]", id="none"),
        pytest.param("of mud](https://a.example/b) x", "of mud x", id="a link cut in front"),
        pytest.param("see [a wall](https://a.exam", "see a wall", id="a link cut at the end"),
        pytest.param("wet** x and **dry", "wet x and dry", id="strong that is cut"),
        pytest.param("a wall <img src='a.p", "a wall", id="a tag that is cut"),
    ],
)
def test_no_mark_is_left(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@given(st.text(alphabet="ab \n#*_`[]()<>!|~\\^:-1.&;"))
def test_it_is_one_line_of_what_was_there(markdown: str) -> None:
    plain = plain_text(markdown)
    assert plain == " ".join(plain.split())
    assert plain.count("a") <= markdown.count("a")
