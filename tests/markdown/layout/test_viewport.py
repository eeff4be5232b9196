"""Moving through a text: what is on the screen, and what stays there."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from octavo.markdown.layout import document
from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.layout import Layout
from octavo.markdown.layout.viewport import Viewport
from tests.making import examples
from tests.markdown.blocks.test_splitter import TEXTS
from tests.markdown.setting import laid_out

PARAGRAPHS = "".join(
    f"Paragraph {number} says {'something ' * (number % 17)}to number {number}.\n\n"
    for number in range(400)
)


def viewport(text: str = PARAGRAPHS, width: int = 40, rows: int = 10) -> Viewport:
    return Viewport(text, width, rows, Highlighter())


def seen(viewport: Viewport) -> list[str]:
    return [shown.line.text.rstrip() for shown in viewport.lines]


def whole(text: str, width: int = 40) -> list[str]:
    return [line.text.rstrip() for line in laid_out(text, width)]


def test_a_text_opens_at_its_beginning() -> None:
    assert seen(viewport()) == whole(PARAGRAPHS)[:10]


def test_a_short_text_is_at_its_end() -> None:
    short = viewport("One.\n\nTwo.\n")

    assert seen(short) == ["One.", "", "Two."]
    assert (short.top, short.height, short.at_end, short.progress) == (0, 3, True, 1.0)


def test_scrolling_stops_at_the_ends() -> None:
    text = viewport()
    text.go_by(-5)
    assert text.top == 0

    text.go_to_end()
    text.go_by(5)
    assert seen(text) == whole(PARAGRAPHS)[-10:]
    assert text.at_end
    assert text.progress == 1.0


@given(st.lists(st.integers(-40, 60), max_size=30))
@settings(max_examples=examples(30), deadline=None)
def test_scrolling_there_and_back_shows_the_lines_of_the_whole(steps: list[int]) -> None:
    lines, text = whole(PARAGRAPHS), viewport()
    at = 0
    for step in steps:
        text.go_by(step)
        at = min(max(0, at + step), len(lines) - 10)
        assert seen(text) == lines[at : at + 10]


@given(TEXTS, st.lists(st.integers(-9, 12), max_size=8))
@settings(max_examples=examples(60), deadline=None)
def test_scrolling_through_any_text(text: str, steps: list[int]) -> None:
    lines, moved = whole(text), viewport(text, rows=5)
    at = 0
    for step in steps:
        moved.go_by(step)
        at = min(max(0, at + step), max(0, len(lines) - 5))
        assert seen(moved) == lines[at : at + 5]


def test_learning_how_tall_the_rest_is_moves_nothing() -> None:
    text = viewport()
    text.go_to_place(PARAGRAPHS.index("Paragraph 300"))
    before = seen(text)

    while text.work(0):
        assert seen(text) == before

    lines = whole(PARAGRAPHS)
    assert text.height == len(lines)
    assert lines[text.top : text.top + 10] == before


def test_learning_comes_to_an_end() -> None:
    text = viewport()
    for _ in range(2000):
        if not text.work(0):
            break
    assert not text.work(0)


def test_a_place_stays_on_top_whatever_the_width() -> None:
    text = viewport()
    place = PARAGRAPHS.index("to number 166")
    text.go_to_place(place)
    top = seen(text)[0]

    for width in (20, 76, 33, 40):
        text.resize(width, 10)
        first = text.lines[0].line
        assert first.start <= place < first.end
    assert seen(text)[0] == top


def test_a_place_stays_on_top_whatever_the_height() -> None:
    text = viewport()
    text.go_to_place(PARAGRAPHS.index("Paragraph 200"))

    text.resize(40, 3)
    assert seen(text)[0].startswith("Paragraph 200")
    text.resize(40, 50)
    assert seen(text)[0].startswith("Paragraph 200")


EVERYTHING = """\
# A heading

Some words **of** a paragraph that needs more than a line.

## Another

Underlined
----------

- an item

  of two paragraphs
- [a link](http://a.b/)[^1]

> a quote
>
> of two

---

```python
def one():

    return 1
```

| Name | What it is said to be |
|------|-----------------------|
| one | many words that need two lines or three |
| two | few |

    code

    and more

![a picture](http://a.b/c.png)

<hr>

Roses\\
are red, &amp; so on.[^2]

[^1]: A note.
[^2]: Another.

The end.
"""


@pytest.mark.parametrize("width", [9, 20, 40, 76])
def test_what_is_on_top_is_on_top_again_also_where_it_shows_no_text(width: int) -> None:
    text = viewport(EVERYTHING, width, 1)
    for line in whole(EVERYTHING, width):
        assert seen(text) == [line]
        again = viewport(EVERYTHING, width, 1)
        again.go_to_place(text.position)
        assert again.lines == text.lines
        for other in (15, 76, width):
            text.resize(other, 1)
        assert again.lines == text.lines
        text.go_by(1)


def test_a_line_number_leads_about_there_before_all_is_laid_out() -> None:
    text = viewport()
    text.go_to(text.height // 2)

    assert 0.35 < text.position / len(PARAGRAPHS) < 0.65


@pytest.mark.parametrize("offset", [0, 1, 5000, len(PARAGRAPHS) // 2])
def test_the_position_of_a_place_is_on_its_line(offset: int) -> None:
    text = viewport()
    text.go_to_place(offset)

    line = text.lines[0].line
    assert line.start <= offset <= line.end + 2


def test_progress_grows_and_is_whole_only_at_the_end() -> None:
    text = viewport()
    before = 0.0
    while not text.at_end:
        assert before < text.progress < 1.0
        before = text.progress
        text.go_by(10)
    assert text.progress == 1.0


def test_a_place_that_is_to_be_seen_is_not_scrolled_to() -> None:
    text = viewport()
    text.reveal(PARAGRAPHS.index("Paragraph 2"))
    assert text.top == 0

    text.reveal(PARAGRAPHS.index("Paragraph 99"))
    assert seen(text)[3].startswith("Paragraph 99")


LONG = {
    "a paragraph": "word " * 30_000,
    "a paragraph with marks": "some *marked* words and [a link](/u) here.\n" * 4_000,
    "a list": "- an item\n" * 8_000,
    "a list in an item": "- top\n" + "  - an item\n" * 8_000,
    "a table": "| a | b |\n|---|---|\n" + "| one | two |\n" * 5_000,
    "code": "```python\n" + "def f(x):\n    return x\n\n" * 4_000 + "```\n",
    "a line of code": "    " + "x = 1; " * 20_000 + "\n",
    "a quote": "> quoted words\n>\n" * 6_000,
    "HTML": "<div>\n" + "<p>Some <b>words</b></p>\n" * 5_000 + "</div>\n",
    "definitions": "[a1] here\n\n" + "".join(f"[a{n}]: /{n}\n" for n in range(5_000)),
    "unfinished marks": "*a [b `c <d\n" * 8_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_text_of_one_long_block_is_laid_out_only_where_it_is_seen(text: str) -> None:
    opened = viewport(text, width=60, rows=30)
    first = seen(opened)
    opened.go_to_place(len(text) // 2)
    middle = seen(opened)
    opened.go_to_end()

    assert first
    assert middle
    assert opened.at_end
    assert len(opened.laid_out) < 60


def test_links_within_the_text_lead_to_headings_and_footnotes() -> None:
    text = "# The *First* Part\n\nWords[^n].\n\n## Café & More\n\n[^n]: A note.\n"
    opened = viewport(text)

    assert opened.place_of("#the-first-part") == 0
    assert opened.place_of("#caf%C3%A9--more") == text.index("## Café")
    assert opened.place_of("#fn:n") == text.index("[^n]: ")
    assert opened.place_of("#nowhere") is None
    assert opened.place_of("#fn:nowhere") is None


@pytest.mark.parametrize("width", [24, 60])
def test_a_place_in_a_tall_row_of_a_table_is_brought_to_the_screen(width: int) -> None:
    cell = " ".join(f"word{number}" for number in range(90))
    text = f"| a | b |\n|---|---|\n| first {cell} | second {cell} |\n"
    opened = viewport(text, width=width, rows=5)
    for word in ("first", "word45 ", "second", "word89 |\n"):
        opened.reveal(text.rindex(word))
        assert any(word.split()[0] in line for line in seen(opened))


def test_another_height_leaves_the_top_line_where_it_is() -> None:
    text = "One.\n\n\n## Two\n\n" + "Three.\n\n" * 30
    opened = viewport(text, rows=10)
    opened.go_by(1)
    before = seen(opened)[0]
    opened.resize(opened.width, 7)
    opened.resize(opened.width, 10)
    assert (opened.top, seen(opened)[0]) == (1, before)


def test_the_outline_has_the_headings_that_stand_in_nothing_else() -> None:
    text = (
        "# One *two*\n\nwords\n\nThree\n-----\n\n> ## Quoted\n\n```\n# code\n```\n"
        "#### Four ####\n\n#\n\nLong\nheading\n===\n"
    )

    outline = [(level, said, text[at:][:3]) for level, said, at in viewport(text).headings()]

    assert outline == [
        (1, "One two", "# O"),
        (2, "Three", "Thr"),
        (4, "Four", "###"),
        (1, "Long heading", "Lon"),
    ]


def test_headings_are_found_as_they_are_asked_for() -> None:
    text = "# A part\n\nSome words.\n\n" * 5000
    opened = document.Document(text)
    chunks = Layout(opened, 40, Highlighter()).renderer
    found = document.outline(opened, chunks.flow)
    assert next(found).text == "A part"
    assert opened.split_off < len(text) / 10
    assert 1 + sum(1 for _ in found) == 5000
    shown = viewport(text)
    two = shown.headings(), shown.headings()
    assert all(one == other for one, other in zip(*two, strict=True))


def test_the_links_of_a_text_are_those_of_its_lines_in_their_order() -> None:
    text = (
        "# A [*first*](/1)\n\nSome [long words\nthat go on](/2) and https://auto.example/3.\n\n"
        "- [item](/4)\n\n| [cell](/5) | b |\n|---|---|\n| x | [other cell](/6) |\n\n"
        "> [quoted][ref] ![alt](/8.png)\n\n<p><a href='/9'>html</a></p>\n\n"
        "`[code](/0)` none\n\n"
        "[ref]: /7\n"
    )
    opened = viewport(text, width=12)
    found = [(link.url, link.text) for link in opened.links()]
    assert found == [
        ("/1", "first"),
        ("/2", "long words that go on"),
        ("https://auto.example/3", "https://auto.example/3"),
        ("/4", "item"),
        ("/5", "cell"),
        ("/6", "other cell"),
        ("/7", "quoted"),
        ("/8.png", "▨ alt"),
        ("/9", "html"),
    ]
    seen_links = [
        piece.link.url
        for _, line in opened.between(None, None)
        for piece in line.pieces
        if piece.link
    ]
    assert list(dict.fromkeys(seen_links)) == [url for url, _ in found]


@given(st.text("ab É한ก\u0301 \t,.;:?'’“”()/-#1_", max_size=30))
@example("see www.a.example, http://a.example/b_c or a.b")
@example("(c) ... -- :smile: &amp; it's")
def test_a_plain_heading_says_the_same_unparsed(words: str) -> None:
    text = f"## {words}\n\nAnd words.\n"
    found = [*viewport(text).headings()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_PLAIN_HEADING", re.compile("(never)"))
        assert [*viewport(text).headings()] == found
