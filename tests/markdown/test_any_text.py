"""Any text can be opened: whatever stands first, last or alone, and however deep it is."""

from collections.abc import Iterator, Sequence
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.style import Style

from octavo.markdown.blocks import parser
from octavo.markdown.layout import chunk_renderer, document
from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.typesetter import FAULTS, NOTICE, plain_parts, plain_rows
from octavo.markdown.layout.viewport import Viewport
from octavo.markdown.lines import Line
from octavo.tui.widgets.reading.decorations import strip_of
from tests.making import examples
from tests.markdown.blocks.test_splitter import TEXTS

BLOCKS = {
    "paragraph": "Some *words*[^1] that [lead][a] on.\n",
    "heading": "## A heading\n",
    "underlined heading": "Another\n=======\n",
    "rule": "***\n",
    "fence": "```python\nprint(1)\n```\n",
    "fence without an end": "~~~\nprint(1)\n",
    "indented code": "    print(1)\n",
    "html": "<div>\nsome <b>words</b>\n</div>\n",
    "html list": "<ul><li>one<li>two</ul>\n",
    "html table": "<table><tr><td>one<td>two</table>\n",
    "comment": "<!-- unseen -->\n",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "definition": "[a]: http://example.org/\n",
    "quote": "> quoted\n> words\n",
    "list": "- one\n- two\n",
    "numbers": "3. three\n4. four\n",
    "tasks": "- [ ] open\n- [x] done\n",
    "footnote": "[^1]: the note\n",
    "footnote of several blocks": "[^1]: the note\n\n    - goes on\n",
    "footnotes": "[^2]: two\n[^1]: one\n",
    "terms": "a term\n: what it is\n: or not\n",
    "formula": "$$\n\\frac{a}{b^{c_1}}\n$$\n",
    "callout": "> [!NOTE]\n> words\n",
    "picture": "![a picture](a.png)\n",
    "blank lines": "\n\n",
}


def opened(text: str, width: int = 40) -> list[Line]:
    """All lines of a page, after everything that its reader can do has been done."""
    viewport = Viewport(text, width, 10, Highlighter())
    while viewport.work(1):
        pass
    for offset in {*range(0, len(text), max(1, len(text) // 12)), len(text)}:
        viewport.go_to_place(offset)
        viewport.go_by(-1)
    viewport.resize(width + 1, 7)
    viewport.resize(width, 10)
    viewport.place_of("#fn:1")
    list(viewport.headings())
    viewport.go_to_end()
    viewport.go_to_place(0)
    assert viewport.top == 0
    lines = [shown.line for shown in viewport.between(None, None)]
    for line in lines:
        assert strip_of(line, 1, width + 2, lambda *_: Style()).text
    return lines


def said(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize("width", [1, 40])
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_any_block_may_stand_first_last_alone_or_twice(block: str, width: int) -> None:
    others = "A paragraph[^1].\n"
    for text in (
        block,
        f"{block}\n{others}",
        f"{others}\n{block}",
        f"{block}\n{block}",
        f"{block}\n{others}\n{block}",
    ):
        assert NOTICE not in said(opened(text, width))


@pytest.mark.parametrize("before", BLOCKS.values(), ids=BLOCKS.keys())
def test_any_block_may_follow_any_other(before: str) -> None:
    for name, after in BLOCKS.items():
        assert NOTICE not in said(opened(f"{before}\n{after}")), name


def test_a_text_that_begins_with_a_footnote_opens_at_its_first_words() -> None:
    viewport = Viewport("[^1]: the note\n\nMore text[^1].\n", 40, 10, Highlighter())
    viewport.go_to_place(0)

    assert viewport.lines[0].line.text == "More text¹."
    note = viewport.place_of("#fn:1")
    assert note
    viewport.resize(40, 1)
    viewport.go_to_place(note)
    assert viewport.lines[0].line.text == "1. the note"


def test_every_footnote_is_where_its_link_leads() -> None:
    text = "[^b]: the second\n\nOne[^a] and two[^b].\n\n[^a]: the first\n\n[^c]: the third\n"
    viewport = Viewport(text, 40, 1, Highlighter())
    seen = []
    for label in "abc":
        viewport.go_to_place(viewport.place_of(f"#fn:{label}") or 0)
        seen.append(viewport.lines[0].line.text)

    assert seen == ["1. the first", "2. the second", "3. the third"]


NESTED = {
    "quotes": "> ",
    "quotes without spaces": ">",
    "quotes with tabs": ">\t",
    "lists": "- ",
    "lists with tabs": "-\t",
    "stars": "* ",
    "numbers": "1. ",
    "footnotes": "[^1]: ",
    "quotes in lists": "- > ",
    "lists in quotes": "> 1. ",
    "lists in quotes in lists": "- > 1) ",
    "footnotes in lists": "- [^1]: ",
    "strong words": "**a ",
    "marks": "*_",
    "brackets": "[",
    "pictures": "![",
    "divisions": "<div>",
    "quotes of HTML": "<blockquote>",
    "lists of HTML": "<ul><li>",
    "definitions of HTML": "<dl><dd>",
    "tables of HTML": "<table><tr><td>",
    "bold words of HTML": "<b>",
    "details": "<details><summary>",
}
DEPTHS = [parser.DEEPEST - 1, parser.DEEPEST, 2000]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("opening", NESTED.values(), ids=NESTED.keys())
def test_whatever_is_nested_may_be_as_deep_as_it_likes(opening: str, depth: int) -> None:
    lines = said(opened(f"{opening * depth}xyz\nlazy\n\n- y\n"))
    assert NOTICE not in lines
    assert "xyz" in lines.replace("\n", "").replace(" ", "").replace("▎", "")


@pytest.mark.parametrize("depth", [60, 100])
@pytest.mark.parametrize(("opening", "closing"), [("[", "](b)"), ("![", "](b)"), ("*_", "_*")])
@pytest.mark.parametrize("around", ["", "> " * 57, "- " * 29])
def test_marks_in_marks_in_blocks_leave_room_for_the_app(
    around: str, opening: str, closing: str, depth: int
) -> None:
    assert NOTICE not in said(opened(f"{around}{opening * depth}x{closing * depth}\n"))


def steps(mark: str, words: str) -> str:
    """Lines of which each is one level deeper than the one before."""
    return "".join(f"{mark * depth}{words}" for depth in range(100))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(steps("  ", "- x\n"), id="lists"),
        pytest.param(steps("  ", "- x\n\n"), id="loose lists"),
        pytest.param(steps("   ", "1. x\n"), id="numbers"),
        pytest.param(steps("> ", "x\n"), id="quotes"),
        pytest.param(steps("> ", "- x\n"), id="lists in quotes"),
        pytest.param(steps("> ", f"x {'words ' * 50}\n"), id="long quotes"),
        pytest.param("- " * 100 + "words " * 3000, id="a long paragraph"),
        pytest.param("- " * 100 + "```\n" + "  " * 100 + "code\n" * 200, id="long code"),
        pytest.param("> " * 100 + "| a | b |\n" + "> " * 100 + "|--|--|\n", id="a table"),
    ],
)
def test_what_gets_deeper_line_by_line_is_laid_out(text: str) -> None:
    assert NOTICE not in said(opened(text))


BLOCK = st.sampled_from([*BLOCKS.values()])
NEST = st.sampled_from(["> ", "- ", "1. ", "    ", "[^1]: ", "[^n]: ", "  "])
TREES = st.recursive(
    st.lists(BLOCK, min_size=1, max_size=3).map("\n".join),
    lambda inner: st.tuples(NEST, inner, BLOCK).map(
        lambda parts: _inside(*parts[:2]) + "\n" + parts[2]
    ),
    max_leaves=6,
)


def _inside(mark: str, text: str) -> str:
    """A text inside a quote, an item or a footnote."""
    first, *rest = text.splitlines()
    indent = mark if mark == "> " else " " * (4 if mark[0] == "[" else len(mark))
    return "\n".join([mark + first, *(indent + line for line in rest)]) + "\n"


@given(st.one_of(TEXTS, TREES), st.sampled_from([1, 2, 13, 40, 76]))
@example("[^1]: the note\n\nMore text[^1].\n", 40)
@settings(max_examples=examples(100), deadline=None)
def test_any_text_is_laid_out(text: str, width: int) -> None:
    assert NOTICE not in said(opened(text, width))


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(PLAIN, st.integers(1, 30))
def test_what_stands_as_it_is_stands_whole(text: str, width: int) -> None:
    text = "".join(text.splitlines())
    assert len("".join(plain_rows(text, width))) == len(text)


@given(PLAIN)
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    text += "\n"
    parts = list(plain_parts(text))
    assert list(chain.from_iterable(range(*part) for part in parts)) == list(range(len(text)))


WORDS = "# Head\n\nSome *words* that are wrapped.\n\n" + "- item\n" * 100
FAULTY = [
    pytest.param(document, "split", id="in splitting"),
    pytest.param(chunk_renderer, "flow_of", id="in running text"),
    pytest.param(chunk_renderer, "block_tokens", id="in the parser"),
]


@pytest.mark.parametrize("fault", [*FAULTS, RecursionError], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize(("place", "name"), FAULTY)
def test_a_text_that_cannot_be_laid_out_is_shown_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, fault: type[Exception]
) -> None:
    def fail(*_: object) -> Iterator[object]:
        raise fault("on purpose")

    monkeypatch.setattr(place, name, fail)
    lines = [line.text for line in opened(WORDS, 60)]

    assert lines[:5] == [NOTICE, "", "# Head", "", "Some *words* that are wrapped."]
    assert lines[6:] == ["- item"] * 100


def test_code_that_its_lexer_stumbles_over_has_no_colours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    highlighter = Highlighter()
    text = "```python\nprint(1)\n```\n"
    Viewport(text, 40, 10, highlighter)
    highlighter.load()
    monkeypatch.setattr(
        "pygments.lexer.RegexLexer.get_tokens_unprocessed", lambda *_: iter([(0,)])
    )
    viewport = Viewport(text, 40, 10, highlighter)

    assert viewport.lines[0].line.text.strip() == "print(1)"
