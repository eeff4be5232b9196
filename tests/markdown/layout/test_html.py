"""Blocks of HTML, as they come from anywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import grows_in_proportion
from tests.making import examples
from tests.markdown.setting import drawn, pieces

NAMES = ("table", "tr", "td", "th", "caption", "p", "ul", "li", "h2", "b", "pre", "blockquote")
OTHERS = ("<br>", "<a href='x'>", "</a>", "<a ", "<!--", "<![CDATA[", "<?", "</", "&", "Vec<T>")
MARKUP = (*OTHERS, *(f"<{name}>" for name in NAMES), *(f"</{name}>" for name in NAMES))


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=30))
def test_no_word_of_html_is_left_out(markup: list[str]) -> None:
    words = [f"w{number}w" for number in range(len(markup))]
    said = " ".join(f"{each} {word}" for each, word in zip(markup, words, strict=True))
    shown = " ".join(drawn(f"<div>{said}", 300))
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "<table><tr><td>one</td><td>two<table><tr><td>in</td><td>side</td></tr></table></td>"
            "<td>after</td></tr></table>",
            ["one  two      after", "     in side"],
            id="a table in a cell",
        ),
        pytest.param(
            "<table>before<caption>What it is</caption><tr><td>a</td></tr></table>",
            ["before", "What it is", "a"],
            id="words before the first cell",
        ),
        pytest.param("<table>no cell</table>", ["no cell"], id="a table without cells"),
        pytest.param("<p>AT&T &lt; &#60;</p>", ["AT&T < <"], id="references"),
        pytest.param(
            "<p title='a > b'>one</p> <p title=it's>that's</p>",
            ["one", "that's"],
            id="quotes in tags",
        ),
        pytest.param(
            "<div><!-- a > b --><!-->one<script>a<b</script> two<svg/> three</div>",
            ["one two three"],
            id="what is not for reading",
        ),
    ],
)
def test_html_in_lines(text: str, lines: list[str]) -> None:
    assert list(filter(None, drawn(f"{text}\n"))) == lines


def test_a_link_in_a_caption_is_a_link() -> None:
    found = pieces("<table><caption><a href='http://x.y'>z</a></caption><td>a</table>")
    assert [piece.text for piece in found if piece.link] == ["z"]


@pytest.mark.parametrize(
    "run",
    [
        *("<a ", "<div", "<!--", "<![CDATA[", "<?", "&#", "</", "<", "&", "<!", "<script"),
        *("<script>", "</script ", '<a b="', '<a "=\'="', '<a "=\'=">', "<table>"),
        *("<tr><table><td>", "http://a.bc/x ", "http://a.b/).", "www."),
    ],
)
def test_time_grows_with_the_length_only(run: str) -> None:
    assert grows_in_proportion(lambda size: drawn(f"<div>\n{run * (size // len(run))}"), 12_000)
