"""Moving a caret through a text as it is laid out."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.layout.caret import Caret, caret_in, stops
from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.viewport import Viewport
from tests.markdown.blocks.test_splitter import TEXTS

STEPS = 100
"""More than any text here has stops."""

TABLE = """\
| Name | What it is |
|:-----|:-----------|
| one | many words that need two lines or three here |
| two | few |
"""


def caret(text: str, width: int = 40, rows: int = 10) -> Caret:
    """A caret at the beginning of a text."""
    found = caret_in(Viewport(text, width, rows, Highlighter()), text)
    assert found
    return found


def trail(text: str, move: Callable[[Caret], None], width: int = 40) -> list[str]:
    """What is stood on, from the beginning of a text to where a move leads no further."""
    moved = caret(text, width)
    seen = [moved.at]
    for _ in range(STEPS):
        move(moved)
        if moved.at == seen[-1]:
            break
        seen.append(moved.at)
    return [text[at.start : at.end] for at in seen]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        pytest.param("a **b** `c`", "a| |b| |c", id="marks are passed over"),
        pytest.param("[to](http://a.b/) go", "t|o| |g|o", id="so is where a link leads"),
        pytest.param("- a\n- b", "a|b", id="and the signs of items"),
        pytest.param("한국 日", "한|국| |日", id="wide ones are one each"),
        pytest.param("e\u0301a\u0300o", "e\u0301|a\u0300|o", id="a letter with its accent"),
        pytest.param("ที่น้ำ", "ที่|น้ำ", id="Thai with its vowels and tones"),
        pytest.param("แม", "แ|ม", id="a Thai vowel that stands before its letter"),
        pytest.param("👨\u200d👩\u200d👧!👍🏽", "👨\u200d👩\u200d👧|!|👍🏽", id="joined emoji"),
        pytest.param("🇰🇷🇯🇵", "🇰🇷|🇯🇵", id="flags"),
        pytest.param("a &amp; b", "a| |&amp;| |b", id="an entity is the one that it means"),
        pytest.param("ab\xadcd", "a|b|c|d", id="no soft hyphen"),
    ],
)
def test_it_goes_by_what_is_read_as_one_character(text: str, characters: str) -> None:
    assert trail(text, lambda c: c.by_character(1)) == characters.split("|")


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        pytest.param("It isn't 3,400.5, is it?", "I i 3 i i", "t t 5 s t", id="English"),
        pytest.param("one\n\n- two\n\n> three", "o t t", "e o e", id="over paragraphs"),
        pytest.param("한국어 문장.", "한 문", "어 장", id="Korean by its blanks"),
        pytest.param("東京は", "東 京 は", "東 京 は", id="Japanese by its characters"),
        pytest.param("テレビ見", "テ 見", "ビ 見", id="katakana together"),
        pytest.param("ไทย", "ไ ท ย", "ไ ท ย", id="Thai by its characters"),
        pytest.param("a (b) – c", "a b c", "a b c", id="no punctuation"),
        pytest.param("a 👍 b", "a 👍 b", "a 👍 b", id="pictures"),
        pytest.param("im**por**tant so", "i s", "t o", id="a word under several marks"),
    ],
)
def test_it_goes_by_words(text: str, begins: str, ends: str) -> None:
    text = f"… {text} …"
    assert trail(text, lambda c: c.by_word(1))[1:-1] == begins.split()
    assert trail(text, lambda c: c.to_word_end())[1:-1] == ends.split()
    back = caret(text)
    back.to_edge(1)
    seen = []
    for _ in begins.split():
        back.by_word(-1)
        seen.append(text[back.at.start : back.at.end])
    assert seen == begins.split()[::-1]


def test_a_word_that_is_torn_between_two_lines_is_one() -> None:
    assert trail("Extraordinarily long", lambda c: c.by_word(1), width=8) == ["E", "l", "g"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        pytest.param("One is. Two is! “Is three?” Four.", "O T “ F", id="English"),
        pytest.param("By J. R. Ann. Then, e.g. this. So", "B T S", id="initials and so on"),
        pytest.param("“Why?” he asked. So.", "“ S", id="what goes on in small letters"),
        pytest.param("一つ。二つ！三つ", "一 二 三", id="Japanese"),
        pytest.param("ما هذا؟ كتاب. ثم", "م ك ث", id="Arabic"),
        pytest.param("# Head\n\nOne. Two.", "H O T", id="a heading"),
    ],
)
def test_it_goes_by_sentences(text: str, begins: str) -> None:
    there = trail(text, lambda c: c.by_sentence(1))
    assert there[:-1] == begins.split()
    assert trail(text, lambda c: c.by_sentence(-1)) == [text.strip("# ")[0]]


def test_it_goes_by_paragraphs() -> None:
    text = "One is\nlong.\n\n- two\n- three\n\n```\na\nb\n\nc\n```\n\nEnd."
    assert trail(text, lambda c: c.by_paragraph(1)) == ["O", "t", "t", "a", "c", "E", "."]
    back = caret(text)
    back.to_edge(1)
    seen = []
    for _ in range(7):
        back.by_paragraph(-1)
        seen.append(text[back.at.start : back.at.end])
    assert seen == ["E", "c", "a", "t", "t", "O", "O"]


def test_it_keeps_its_column_over_shorter_lines_and_gaps() -> None:
    down = caret("A long line\n\nB\n\nAnother long line")
    for _ in range(7):
        down.by_character(1)
    down.by_line(1)
    assert (down.at.text, down.at.x) == ("B", 0)
    down.by_line(1)
    assert down.at.x == 7
    down.by_line(-2)
    assert down.at.x == 7


def test_in_a_table_it_goes_through_the_cells_of_a_line() -> None:
    moved = caret(TABLE)
    moved.by_line(1)
    assert (moved.at.text, moved.paragraph) == (
        "o",
        (TABLE.index("one"), TABLE.index(" |\n| two")),
    )
    moved.to_line_edge(1)
    assert moved.at.start < TABLE.index("three")
    moved.by_line(1)
    moved.to_line_edge(-1)
    assert moved.at.x == len("Name  ")


def test_in_a_table_too_narrow_for_columns_no_line_holds_it_up() -> None:
    moved = caret("| A | B |\n|-|-|\n" + "| some word | another one |\n" * 3, width=9)
    for _ in range(STEPS):
        moved.by_line(1)
    assert moved.at.text == "o"


def test_the_footnotes_are_where_the_page_has_them() -> None:
    text = "One[^1].\n\n[^1]: Note.\n\nTwo."
    moved = caret(text)
    moved.to_edge(1)
    moved.to_line_edge(-1)
    assert moved.at.text == "N"
    moved.by_paragraph(-1)
    assert moved.at.text == "T"


def test_a_place_is_gone_to() -> None:
    text = "One &amp; two.\n\n---\n\nThree."
    moved = caret(text)
    moved.to(text.index("two"))
    assert moved.at.text == "t"
    moved.to(text.index("---"))
    assert moved.at.text == "T"
    moved.to(len(text))
    assert moved.at.text == "."


def test_without_words_there_is_no_place_for_it() -> None:
    assert caret_in(Viewport("---\n", 40, 10, Highlighter()), "---\n") is None


@given(TEXTS, st.integers(1, 60))
def test_by_characters_it_comes_to_every_stop_of_the_page_and_back(
    text: str, width: int
) -> None:
    viewport = Viewport(text, width, 10, Highlighter())
    every = [stop for line in viewport.between(None, None) for stop in stops(line)]
    moved = caret_in(viewport, text)
    assert bool(moved) == bool(every)
    if not moved:
        return
    moved.to_edge(-1)
    there = [moved.at]
    for _ in every[1:]:
        moved.by_character(1)
        there.append(moved.at)
    assert there == every
    back = [moved.at]
    for _ in every[1:]:
        moved.by_character(-1)
        back.append(moved.at)
    assert back == every[::-1]


@given(TEXTS, st.integers(1, 60), st.data())
def test_every_move_goes_its_way_or_stays(text: str, width: int, data: st.DataObject) -> None:
    viewport = Viewport(text, width, 10, Highlighter())
    moved = caret_in(viewport, text)
    if not moved:
        return
    every = [stop for line in viewport.between(None, None) for stop in stops(line)]
    moves = (moved.by_character, moved.by_word, moved.by_sentence, moved.by_paragraph)
    for _ in range(10):
        move = data.draw(st.sampled_from((*moves, moved.by_line)))
        step = data.draw(st.sampled_from((1, -1)))
        before = every.index(moved.at)
        move(step)
        after = every.index(moved.at)
        assert (after - before) * step > 0 or after in (0, len(every) - 1, before)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        pytest.param("Roses  \nare red  \n\nviolets\\\nare blue", "R v e", id="verse"),
        pytest.param("a <br>b<br/>\nc\n\nd", "a d", id="a tag that breaks"),
        pytest.param(">> a  \n> > b\n\n- c  \n  d\n- e", "a c e", id="quotes and lists"),
        pytest.param("a  \n> b", "a b", id="a quote below is none"),
        pytest.param("- a  \n  - b", "a b", id="nor is an item"),
        pytest.param("# a  \nb", "a b", id="nor is the text below a heading"),
    ],
)
def test_lines_of_verse_are_one_paragraph(text: str, begins: str) -> None:
    assert trail(text, lambda c: c.by_paragraph(1)) == begins.split()


def reached(text: str, *moves: Callable[[Caret], None], width: int = 40) -> str:
    """What is gone over from the beginning of a text by some moves."""
    moved = caret(text, width)
    start = moved.at.start
    for move in moves:
        move(moved)
    return text[start : moved.reach]


WORD = partial(Caret.by_word, step=1)
SENTENCE = partial(Caret.by_sentence, step=1)
PARAGRAPH = partial(Caret.by_paragraph, step=1)
CHARACTER = partial(Caret.by_character, step=1)
ROWS = """\
| One two | Three |
|---------|-------|
| Four | Five |
"""


@pytest.mark.parametrize(
    ("text", "word", "sentence", "paragraph"),
    [
        pytest.param("One two. So.\n\nEnd.", "One", "One two.", "One two. So.", id="English"),
        pytest.param(
            "**One** two. So.\n\nEnd.",
            "**One",
            "**One** two.",
            "**One** two. So.",
            id="words under marks",
        ),
        pytest.param(
            "한국어 문장. 끝.\n\n다.", "한국어", "한국어 문장.", "한국어 문장. 끝.", id="Korean"
        ),
        pytest.param("東京は。大\n\nき", "東", "東京は。", "東京は。大", id="Japanese"),
        pytest.param("ما هذا؟ كتاب.\n\nثم", "ما", "ما هذا؟", "ما هذا؟ كتاب.", id="Arabic"),
        pytest.param(ROWS, "| One", "| One two | Three", "| One two | Three", id="cells"),
        pytest.param("```\na b\n\nc\n```", "```\na", "```\na b", "```\na b", id="code"),
        pytest.param("- a\n- b", "- a", "- a", "- a", id="items"),
    ],
)
def test_what_it_goes_to_the_beginning_of_is_not_gone_over(
    text: str, word: str, sentence: str, paragraph: str
) -> None:
    whole = text[: caret(text).at.start]
    assert whole + reached(text, WORD) == word
    assert whole + reached(text, SENTENCE) == sentence
    assert whole + reached(text, PARAGRAPH) == paragraph


@pytest.mark.parametrize(
    ("moves", "passage"),
    [
        pytest.param([CHARACTER], "On", id="a character is"),
        pytest.param([Caret.to_word_end], "One", id="the end of a word is"),
        pytest.param([WORD, CHARACTER], "One tw", id="what is gone to from a beginning is"),
        pytest.param([WORD, WORD, partial(Caret.by_word, step=-1)], "One", id="back a word"),
        pytest.param([partial(Caret.to_line_edge, step=1)], "One two. T", id="a line's end is"),
        pytest.param([WORD] * 3, "One two. T", id="so is the last word, by going on"),
        pytest.param([WORD, WORD, CHARACTER], "One two. T", id="or by a character"),
    ],
)
def test_what_it_goes_to_otherwise_is_gone_over(
    moves: list[Callable[[Caret], None]], passage: str
) -> None:
    assert reached("One two. T", *moves) == passage


def test_a_line_is_gone_over_to_its_end_and_not_to_the_beginning_of_the_next() -> None:
    down, to_start = partial(Caret.by_line, step=1), partial(Caret.to_line_edge, step=-1)
    assert reached("One two three", down, to_start, width=8) == "One two"
