"""The content of blocks: what the parser makes of it, and where each piece is from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, fragments_join
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from octavo.markdown.blocks.parser import parser, span
from octavo.markdown.formulas import FORMULA
from octavo.markdown.lines import Mark, marks_of
from tests.making import examples
from tests.markdown.setting import drawn, pieces

Seen = tuple[object, ...]


def plain_parser() -> MarkdownIt:
    plain = MarkdownIt("commonmark", parser().options).enable(["table", "strikethrough"])
    plain.inline.ruler.before("link", "called", footnote_ref)
    return plain.use(footnote_plugin, inline=False)


PLAIN = plain_parser()


def parsed(markdown: MarkdownIt, content: str) -> list[Token]:
    environment = {
        "references": {"FOO": {"href": "/u", "title": "t"}},
        "footnotes": {"refs": {":1": -1}, "list": {}},
    }
    return markdown.inline.parse(content, markdown, environment, [])


def seen(markdown: MarkdownIt, tokens: list[Token]) -> list[Seen]:
    """What counts of some tokens, adjacent texts joined."""
    state = StateInline("", markdown, {}, tokens)
    fragments_join(state)
    return [
        (t.type, t.tag, t.content, t.attrs, t.info, seen(markdown, t.children or []))
        for t in state.tokens
    ]


SCRAPS = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "[",
            "](",
            '](/u "t")',
            ")",
            "]",
            "[foo]",
        ),
        *("[^1]", "![", "<b>", "</b>", "<http://x.y/a%20b>", "&amp;", "&", "\\*", "\\", "\n"),
        *("  \n", "\\\n", "a", "b c", " ", "<", ">", "!", "é", "漢字", "<x@y.z>", '"'),
    ]
)
CONTENTS = st.lists(SCRAPS, max_size=14).map("".join).map(str.strip)


@given(CONTENTS.filter(lambda content: not FORMULA.search(content)))
@settings(max_examples=examples(400), deadline=None)
def test_the_parser_with_places_says_what_the_plain_one_says(content: str) -> None:
    """But for formulas, of which the plain one knows nothing."""
    assert seen(parser(), parsed(parser(), content)) == seen(PLAIN, parsed(PLAIN, content))


@given(CONTENTS)
@settings(max_examples=examples(100), deadline=None)
def test_text_stands_where_its_token_says(content: str) -> None:
    for token in parsed(parser(), content):
        start, end = span(token)
        assert 0 <= start <= end <= len(content)
        if token.type == "text" and "http" not in token.content:
            assert content[start:end] == token.content or not token.content


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a *b* **c** ~~d~~ `e`", "a b c d e", id="marks do not show"),
        pytest.param("2 \\* 3 &lt; 4 &copy; &#65;", "2 * 3 < 4 © A", id="escapes and entities"),
        pytest.param("[a *b*](/u) <http://x.y>", "a b http://x.y", id="links show their text"),
        pytest.param("![a *whale*](w.png)", "▨ a whale", id="images show what they are called"),
        pytest.param("![](/a/big%20whale.png)", "▨ big whale.png", id="or else their file"),
        pytest.param("H<sub>2</sub>O, x<sup>n+1</sup>", "H₂O, xⁿ⁺¹", id="small letters"),
        pytest.param("H~2~O, x^n+1^, ~~no~~, a~ b~", "H₂O, xⁿ⁺¹, no, a~ b~", id="their marks"),
        pytest.param(
            "x<sub>end</sub> y<sup>Q</sup>", "x_end y^Q", id="small where there are none"
        ),
        pytest.param("<b>a</b> <i>b</i><!-- c -->", "a b", id="tags do not show"),
        pytest.param("a Vec<T> of <thing>", "a Vec<T> of <thing>", id="what is no tag shows"),
        pytest.param("<q>a</q> <kbd>b</kbd>", "“a” b", id="quotation marks"),
        pytest.param("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "漢(かん)", id="ruby"),
        pytest.param("one\ntwo", "one two", id="a line feed is a blank"),
        pytest.param("漢字\nかな\nab\nc", "漢字かな ab c", id="but not in Chinese or Japanese"),
        pytest.param("한국\n어", "한국 어", id="nor in Korean, which has blanks"),
        pytest.param("a\x1b[31mb\x07", "a␛[31mb␇", id="control characters are signs"),
        pytest.param("a\u202eb\xadc\ufeffd", "a�bcd", id="what turns text around is a sign"),
        pytest.param("[red]a[/red] [1]", "[red]a[/red] [1]", id="brackets are brackets"),
    ],
)
def test_what_is_read(text: str, shown: str) -> None:
    assert drawn(text, 60) == [shown]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("a  \nb\\\nc", ["a", "b", "c"], id="hard breaks"),
        pytest.param("a<br>b<br/>c", ["a", "b", "c"], id="and the tag for them"),
    ],
)
def test_breaks(text: str, lines: list[str]) -> None:
    assert drawn(text) == lines


def test_every_piece_knows_its_place_though_marks_are_dropped() -> None:
    text = "a **b *c* d** &amp; \\* [e `f`](/u) ![g](h.png)"

    shown = {
        piece.text.strip(): text[piece.start : piece.end].strip() for piece in pieces(text)
    }

    assert shown == {
        **{letter: letter for letter in "abcdefg"},
        "&": "&amp;",
        "*": "\\*",
        "": "",
    }


def test_a_piece_knows_its_place_in_a_quoted_and_nested_line() -> None:
    text = "> - one *two*\n>   three\n"

    for piece in pieces(text):
        assert text[piece.start : piece.end].replace("\n", " ") == piece.text


def test_links_know_where_they_lead_and_where_they_begin() -> None:
    text = "See [a b](/one), [c][] and www.example.org/a_(b).\n\n[c]: /two\n"

    links = {piece.link for piece in pieces(text) if piece.link}

    assert {(link.url, text[link.offset :][:3]) for link in links} == {
        ("/one", "[a "),
        ("/two", "[c]"),
        ("http://www.example.org/a_(b)", "www"),
    }


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        pytest.param("**x**", Mark.STRONG, id="strong"),
        pytest.param("<em>x</em>", Mark.EMPHASIS, id="a tag is as good as a mark"),
        pytest.param("~~x~~", Mark.STRIKE, id="struck"),
        pytest.param("`x`", Mark.CODE, id="code"),
        pytest.param("<mark>x</mark>", Mark.HIGHLIGHT, id="highlighted"),
        pytest.param("***x***", Mark.STRONG | Mark.EMPHASIS, id="both"),
        pytest.param("[x](javascript:alert)", Mark(0), id="what is no address is no link"),
    ],
)
def test_marks(text: str, mark: Mark) -> None:
    assert mark in {marks_of(p.look) for p in pieces(text) if p.text.startswith(("x", "[x"))}


def test_code_has_no_addresses_in_it() -> None:
    assert not any(
        piece.link for piece in pieces("`http://example.org` and\n\n    http://x.y\n")
    )
