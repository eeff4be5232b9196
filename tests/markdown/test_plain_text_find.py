"""Finding words in a text as its reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.layout.layout import lay_out
from octavo.markdown.plain_text import find


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        pytest.param("One one ONE", "one", ["One", "one", "ONE"], id="case does not count"),
        pytest.param("One one ONE", "One", ["One"], id="unless there is a capital"),
        pytest.param("**strong** *words*", "strong words", ["strong** *words"], id="marks"),
        pytest.param("over the\n> line", "the line", ["the\n> line"], id="line ends"),
        pytest.param("un*real*ity", "unreality", ["un*real*ity"], id="in a word"),
        pytest.param("**重要**な点", "重要な点", ["重要**な点"], id="between characters"),
        pytest.param("吾輩は\n猫", "は猫", ["は\n猫"], id="Japanese over a line end"),
        pytest.param("A &amp; B", "a & b", ["A &amp; B"], id="entities"),
        pytest.param("2 \\* 3", "2 * 3", ["2 \\* 3"], id="escapes"),
        pytest.param("[here](http://where.x)", "where", [], id="not where links lead"),
        pytest.param("[here][where]", "where", [], id="not their labels"),
        pytest.param("[here]: http://where.x", "where", [], id="not definitions"),
        pytest.param('<a href="where">x</a>', "where", [], id="not in tags"),
        pytest.param("<http://where.x>", "where", ["where"], id="but in addresses that show"),
        pytest.param("[^1]: where", "where", ["where"], id="and in footnotes"),
        pytest.param("a.c abc", "a.c", ["a.c"], id="signs are signs"),
        pytest.param("anything", "  ", [], id="nothing finds nothing"),
    ],
)
def test_what_is_found(text: str, pattern: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find(text, pattern)] == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(
            "```html\n<b>where</b>\n[x](where)\n```\n", 2, id="tags and links in code"
        ),
        pytest.param("- item\n\n  ~~~\n  <where>\n  ~~~\n", 1, id="in code of a list"),
        pytest.param("> ```\n> <where>\n> ```\n", 1, id="in code of a quote"),
        pytest.param("Write `<where>` here.", 1, id="in code in a line"),
        pytest.param("```where\ncode\n```\n\n[a](where)\n", 0, id="not the name of a language"),
        pytest.param("Said[^where] here.\n\n[^where]: It.\n", 0, id="not the labels of notes"),
        pytest.param(
            "| where | b |\n|---|---|\n| [c](where) | <b>where</b> |\n", 2, id="cells"
        ),
    ],
)
def test_what_counts_is_what_shows(text: str, count: int) -> None:
    assert len(list(find(text, "where"))) == count


_WORDS = st.sampled_from(["needle", "hay", "straw"])
_BLOCKS = st.builds(
    str.format,
    st.sampled_from(
        [
            "{0} and *{1}* and [{2}](http://needle.example/{0})",
            "## {0} `{1}`",
            "```needle\n<{0}> [{1}](needle)\n\tneedle {2}\n```",
            "- {0}\n- {1}\n\n  ~~~\n  <b>{2}</b>\n  ~~~",
            "> {0} [{1}][needle]\n>\n> - {2}",
            "| {0} | b |\n|---|---|\n| {1} | `{2}` |",
            "A [^needle] mention of {0}, {1} and ![{2}](needle.png)",
            '<p class="needle">{0} <em>{1}</em></p>',
        ]
    ),
    _WORDS,
    _WORDS,
    _WORDS,
)


@given(st.lists(_BLOCKS, min_size=1, max_size=6))
def test_a_search_finds_what_a_plain_scan_of_the_page_finds(blocks: list[str]) -> None:
    ends = ["[needle]: http://needle.example/", "[^needle]: The hay in a needle."]
    text = "\n\n".join([*blocks, *ends])
    page = lay_out(text, 400)
    found = list(find(text, "needle"))
    shown = [line for line in page for start, _ in found if line.shows(start)]

    assert len(found) == sum(line.text.count("needle") for line in page)
    assert len(shown) == len(found)
