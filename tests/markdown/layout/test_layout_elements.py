"""How the elements of a text are set."""

from itertools import accumulate, count, takewhile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.document import Document
from octavo.markdown.layout.layout import Layout
from octavo.markdown.lines import Line, Role, role_of
from octavo.text import visible
from tests.making import examples
from tests.markdown.blocks.test_splitter import TEXTS
from tests.markdown.setting import drawn, laid_out, pieces


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "# One\n\nText.\n\n## Two\n\nText.\n\nThree\n---\n\n### Four\n",
            [
                "One",
                "───",
                "",
                "Text.",
                "",
                "",
                "Two",
                "",
                "Text.",
                "",
                "",
                "Three",
                "",
                "Four",
            ],
            id="headings stand apart",
        ),
        pytest.param(
            "- one\n- two that is long enough to wrap around\n  - three\n\n    1. four\n",
            [
                "• one",
                "• two that is long",
                "  enough to wrap",
                "  around",
                "  ◦ three",
                "",
                "    1. four",
            ],
            id="items hang from their signs",
        ),
        pytest.param(
            "- one\n\n- two\n", ["• one", "", "• two"], id="items that are apart stay apart"
        ),
        pytest.param(
            "9. nine\n10. ten\n", [" 9. nine", "10. ten"], id="numbers stand below numbers"
        ),
        pytest.param("3. three\n3. four\n", ["3. three", "4. four"], id="numbers count on"),
        pytest.param(
            "- [ ] open\n- [x] done\n- [y] no\n",
            ["☐ open", "☑ done", "• [y] no"],
            id="tasks have boxes",
        ),
        pytest.param("-\n- one\n", ["•", "• one"], id="an item may be empty"),
        pytest.param(
            "one\n: what it is\n\ntwo\n\n: this\n\n  too\n\n: or that\n",
            ["one", "    what it is", "", "two", "  • this", "", "    too", "", "  • or that"],
            id="definitions stand below their terms",
        ),
        pytest.param(
            "> one\n> two\n>\n> > three\n\n> four\n",
            ["▎ one two", "▎", "▎ ▎ three", "", "▎ four"],
            id="quotes have bars",
        ),
        pytest.param("> - one\n>   - two\n", ["▎ • one", "▎   ◦ two"], id="quotes hold lists"),
        pytest.param(
            "```\na  b\n\n\tc\n```\n", [" a  b", "", "     c"], id="code stays as it is"
        ),
        pytest.param("    a\n\n      b\n", [" a", "", "   b"], id="indented code as well"),
        pytest.param("  ```\n  a\n   b\n  ```\n", [" a", "  b"], id="less its indent"),
        pytest.param(
            "```\n" + "abcdefgh" * 3 + "\n```\n",
            [" abcdefghabcdefghab", " ↪ cdefgh"],
            id="long lines of code go on below",
        ),
        pytest.param(
            "```\none(first, second, third)\n```\n",
            [" one(first, second,", " ↪  third)"],
            id="and break at blanks where they can",
        ),
        pytest.param(
            "a ==b c== d = e == f, 10^6^ x^2^ [^1] ^a^\n",
            ["a b c d = e == f,", "10⁶ x² [^1] ^a^"],
            id="set off, and raised",
        ),
        pytest.param(
            "> [!NOTE]\n> The tide.\n\n[!NOTE] no\n",
            ["▎ Note", "▎ The tide.", "", "[!NOTE] no"],
            id="callouts have a title",
        ),
        pytest.param(
            "> [!tip]- On *tides*\n> They turn.\n",
            ["▎ Tip: On *tides*", "▎ They turn."],
            id="callouts may have one of their own",
        ),
        pytest.param("```\n```\n", [""], id="code may be empty"),
        pytest.param("a\n\n***\n\nb\n", ["a", "", "       ──────", "", "b"], id="rules"),
        pytest.param("[a]: /b\n[c]: /d\n\ntext\n", ["text"], id="definitions do not show"),
        pytest.param("<!-- no -->\n\ntext\n", ["text"], id="comments do not show"),
        pytest.param("", [], id="nothing is nothing"),
        pytest.param(" \n\n", [], id="blanks are nothing"),
    ],
)
def test_elements(text: str, lines: list[str]) -> None:
    assert drawn(text, 20) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n| four | five | six |\n",
            ["a      b      c", "───────────────", "1      2      3", "four  five  six"],
            id="columns are aligned",
        ),
        pytest.param(
            "| 名 | b |\n|---|---|\n| 日本 | x |\n| a | y |\n",
            ["名    b", "───────", "日本  x", "a     y"],
            id="wide characters are two cells wide",
        ),
        pytest.param(
            "| a | b |\n|---|---|\n| one two three four | 1 |\n| x \\| y | 2 |\n",
            [
                "a              b",
                "────────────────",
                "one two three  1",
                "four",
                "x | y          2",
            ],
            id="cells wrap",
        ),
        pytest.param(
            "|aaaaaaa|bbbbbbb|ccccccc|\n|-|-|-|\n|1|2|3|\n|4||6|\n",
            [
                "aaaaaaa",
                "  1",
                "bbbbbbb",
                "  2",
                "ccccccc",
                "  3",
                "",
                "aaaaaaa",
                "  4",
                "ccccccc",
                "  6",
            ],
            id="too many columns are set as lists",
        ),
        pytest.param("| a |\n|---|\n", ["a", "─"], id="a table may be nothing but its header"),
        pytest.param("> | a |\n> |---|\n> | b |\n", ["▎ a", "▎ ─", "▎ b"], id="in a quote"),
    ],
)
def test_tables(text: str, lines: list[str]) -> None:
    assert drawn(text, 16) == lines


def test_columns_are_the_same_all_the_way_down_a_long_table() -> None:
    rows = "".join(f"| {number} | some words | {number * number} |\n" for number in range(500))

    lines = drawn(f"| n | text | square |\n|--:|---|--:|\n{rows}", 60)

    assert len(lines) == 502
    assert {line.index("some") for line in lines[2:]} == {lines[2].index("some")}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "<div>One <b>two</b><br>three</div>\n", ["One two", "three"], id="blocks and breaks"
        ),
        pytest.param(
            "<h2>Head</h2>\n<p>One &amp; two.\nThree.</p><p>Four.</p>\n",
            ["Head", "", "One & two. Three.", "", "Four."],
            id="headings and paragraphs",
        ),
        pytest.param(
            "<ul><li>one<li>two<ol><li>three</ol></ul>\n",
            ["• one", "• two", "  1. three"],
            id="lists, closed or not",
        ),
        pytest.param(
            "<table><tr><th>a<th>b</tr><tr><td>one<td>two</tr></table>\n",
            ["a    b", "────────", "one  two"],
            id="tables",
        ),
        pytest.param("<pre>\na\n  b\n</pre>\n", ["a", "  b"], id="text that is set"),
        pytest.param("<script>alert(1)</script>\n\ntext\n", ["text"], id="no scripts"),
        pytest.param("<details>\n\n*one*\n\n</details>\n", ["one"], id="tags around Markdown"),
        pytest.param("<div>a <T> b</div>\n", ["a <t> b"], id="what is no tag shows"),
        pytest.param('<img src="a/whale.png" alt="A whale">\n', ["▨ A whale"], id="images"),
        pytest.param("<blockquote><p>one</p></blockquote>\n", ["▎ one"], id="quotes"),
        pytest.param("<div\n", ["<div"], id="half a tag"),
    ],
)
def test_html(text: str, lines: list[str]) -> None:
    shown = [line.lower() if "<T>" in text else line for line in drawn(text, 30)]
    assert [line for line in shown if line or lines.count("")] == lines


def test_footnotes_come_last_in_the_order_of_their_mention() -> None:
    text = "One[^b] two[^a] three[^b] `[^c]`.\n\n[^a]: A.\n[^b]: B.\n\n    More.\n\nEnd.\n"

    assert [line for line in drawn(text, 30) if line] == [
        "One¹ two² three¹ [^c].",
        "End.",
        "          ──────────",
        "1. B.",
        "   More.",
        "2. A.",
    ]


def test_links_may_be_defined_anywhere_and_the_first_counts() -> None:
    text = "[a] [b] [c]\n\n> [a]: /quote\n\n[A]: /second\n\n- [b]: /item\n\n```\n[c]: /c\n```\n"

    links = [piece.link for piece in pieces(text) if piece.link]

    assert [link.url for link in links] == ["/quote", "/item"]


def test_deep_lists_leave_room_for_their_text() -> None:
    text = "".join("  " * depth + f"- {chr(97 + depth)} words\n" for depth in range(16))

    lines = drawn(text, 20)

    assert max(map(cell_len, lines)) <= 20
    assert [line for line in lines if "words" in line][-1].endswith("p words")


def test_what_is_nested_too_deeply_is_still_shown() -> None:
    assert "deep" in "".join(drawn(">" * 200 + " deep\n", 40))


def test_code_has_the_colours_of_its_language_once_that_is_loaded() -> None:
    text = '```python\ndef f():\n    """One\n\ntwo."""\n    return 1\n```\n'
    highlighter = Highlighter()

    def parts() -> dict[str, Role]:
        lines = laid_out(text, 40, highlighter)
        return {piece.text: role_of(piece.look) for line in lines for piece in line.pieces}

    assert parts()["def f():"] is Role.CODE
    assert highlighter.wanted == {"python"}
    highlighter.load()
    coloured = parts()
    assert coloured["def"] is Role.KEYWORD
    assert coloured["f"] is Role.NAME
    assert coloured['two."""'] is Role.STRING
    assert coloured["1"] is Role.NUMBER


def test_an_eager_highlighter_colours_code_when_it_is_first_set() -> None:
    lines = laid_out("~~~ python\nreturn 1\n~~~\n", 40, Highlighter(eager=True))

    parts = {piece.text: piece.role for line in lines for piece in line.pieces}
    assert (parts["return"], parts["1"]) == (Role.KEYWORD, Role.NUMBER)


def test_line_ends_and_nul_of_other_systems_are_read_as_they_are_meant() -> None:
    assert drawn("One.\r\n\r\n\0Two.\r\rThree.") == ["One.", "", "\ufffdTwo.", "", "Three."]


def test_a_language_that_nobody_knows_has_no_colours() -> None:
    highlighter = Highlighter()
    laid_out("```klingon\nqapla\n```\n", 40, highlighter)
    highlighter.load()

    [line] = laid_out("```klingon\nqapla\n```\n", 40, highlighter)

    assert not highlighter.wanted
    assert {role_of(piece.look) for piece in line.pieces} == {Role.CODE}


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäß漢字かな한국ไทย", min_size=1, max_size=12)
PHRASES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
BLOCKS = st.one_of(
    PHRASES,
    PHRASES.map(lambda words: f"## {words}"),
    PHRASES.map(lambda words: f"{words}\n==="),
    PHRASES.map(lambda words: f"**{words}** and *{words}* with [{words}](/u)"),
    st.lists(PHRASES, min_size=1, max_size=4).map(lambda items: "- " + "\n- ".join(items)),
    st.lists(PHRASES, min_size=1, max_size=4).map(
        lambda items: "\n\n".join(
            f"{n}. {item}\n\n   {item}" for n, item in enumerate(items, 1)
        )
    ),
    PHRASES.map(lambda words: f"> {words}\n> > {words}"),
    PHRASES.map(lambda words: f"```\n{words}\n  {words}\n```"),
    PHRASES.map(lambda words: f"<p>{words}</p>"),
)


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


@given(st.lists(BLOCKS, max_size=6).map("\n\n".join), st.integers(4, 60))
@settings(max_examples=examples(75), deadline=None)
def test_all_words_are_there_in_order(text: str, width: int) -> None:
    markup = text.replace("](/u)", "").replace("<p>", "").replace("</p>", "")

    assert letters("".join(piece.text for piece in pieces(text, width))) == letters(markup)


WIDE = f"{'word ' * 14}\n\n```\n{'x = y + z; ' * 8}\n```\n\na | b\n--|--\n{'c ' * 50}| d\n"
"""Prose, code and a table, each with lines of more than 60 cells."""


def wide_lines(text: str, width: int, beside: int) -> list[Line]:
    layout = Layout(Document(text), width, Highlighter(), beside)
    return [line for i in takewhile(layout.exists, count()) for line in layout.lines(i)]


def test_code_and_tables_use_the_room_beside_the_text_and_prose_does_not() -> None:
    lines = [line for line in wide_lines(WIDE, 40, 30) if line.text]
    said = {line.text.split()[0]: line for line in reversed(lines)}

    assert cell_len(said["word"].text) <= 40
    assert (cell_len(said["x"].text), said["x"].outdent) == (90, 20)
    assert (cell_len(said["c"].text), said["c"].outdent) == (100, 30)


def test_beside_signs_code_goes_on_to_the_right_alone() -> None:
    line, _ = wide_lines("- ```\n  " + "x = y + z; " * 8 + "\n  ```\n", 40, 30)

    assert (cell_len(line.text), line.outdent) == (70, 0)


@given(
    st.one_of(TEXTS, st.lists(BLOCKS, max_size=6).map("\n\n".join), st.just(WIDE)),
    st.integers(4, 60),
    st.integers(0, 30),
)
@settings(max_examples=examples(40), deadline=None)
def test_no_line_leaves_the_room_on_either_side(text: str, width: int, beside: int) -> None:
    for line in wide_lines(text, width, beside):
        assert 0 <= line.outdent <= beside
        assert cell_len(line.text) - line.outdent <= width + beside


def test_code_is_torn_behind_a_blank_or_a_sign_but_within_no_word() -> None:
    lines = drawn("```\nget https://example.org/some/where/else?and=more\n```\n", 24)

    assert lines == [" get", " ↪ https://example.org/", " ↪ some/where/else?and=", " ↪ more"]


@given(TEXTS, st.integers(4, 60))
@settings(max_examples=examples(75), deadline=None)
def test_no_line_is_wider_than_the_page(text: str, width: int) -> None:
    assert all(cell_len(line.text) <= width for line in laid_out(text, width))


@given(st.one_of(TEXTS, st.lists(BLOCKS, max_size=6).map("\n\n".join)), st.integers(4, 60))
@example("- x\n\tfoo\n", 4)
@settings(max_examples=examples(75), deadline=None)
def test_every_piece_shows_its_place_in_the_text(text: str, width: int) -> None:
    whole = text if text.endswith("\n") else f"{text}\n"
    for piece in pieces(text, width):
        assert 0 <= piece.start < piece.end <= len(whole)
        if piece.end - piece.start == len(piece.text) and piece.text.isalpha():
            assert whole[piece.start : piece.end] == piece.text


@given(st.text(st.characters(), max_size=200), st.integers(4, 40))
@settings(max_examples=examples(75), deadline=None)
def test_no_control_character_reaches_the_terminal(text: str, width: int) -> None:
    clean = text.replace("\r", "\n").replace("\0", "\ufffd")
    for line in laid_out(clean, width):
        assert line.text == visible(line.text)


@given(st.lists(st.sampled_from(["A word.", "- one\n- two", "# Head", "| a |\n|-|\n| b |"])))
def test_each_line_is_found_where_the_lines_before_it_end(blocks: list[str]) -> None:
    layout = Layout(Document("\n\n".join(blocks) + "\n"), 40, Highlighter())
    heights = [len(layout.lines(index)) for index in takewhile(layout.exists, count())]
    tops = list(accumulate(heights, initial=0))
    assert [layout.top(index) for index in range(len(heights))] == tops[:-1]
    assert layout.height == tops[-1]
    for y in range(tops[-1]):
        index, down = layout.at(y)
        assert tops[index] + down == y
        assert 0 <= down < heights[index]
