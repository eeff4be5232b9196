"""Right-to-left text: its order, its forms, its lines, and a caret in it."""

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo.markdown.layout import bidi
from octavo.markdown.layout.caret import caret_in, stops
from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.viewport import Viewport
from octavo.markdown.lines import Line
from tests.markdown.layout import bidi_rules
from tests.markdown.setting import laid_out

SCRIPTS = "אבגשabcLابتلا"
NEUTRAL = "12٣٤ .,:;!?-+%$'\"/ "
PARAGRAPHS = st.text(SCRIPTS + NEUTRAL + "()[]", max_size=40)
MARKED = st.text(
    SCRIPTS + NEUTRAL + "()[]\u05b0\u064e\u0301\u200d\u200c\u200f한😀", max_size=40
)
WORDS = st.lists(
    st.text(SCRIPTS + "12٣٤.,-()", min_size=1, max_size=9), min_size=1, max_size=30
)

ARABIC = "الكتاب خير جليس في الزمان، وفيه كلمة paper وعدد 2024 (وقوسان)."
HEBREW = "הספר מונח על השולחן, ובו המילה paper והמספר 2024 (בסוגריים)."

SAMPLES = [
    line
    for line in Path(__file__).with_name("bidi_samples.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(autouse=True)
def _octavo_reorders() -> None:
    bidi.leave_to_terminal(leave=False)


def seen(line: Line) -> str:
    """A line as it is drawn."""
    return "".join(piece.text for piece, _ in line.drawn)


def forms(text: str) -> str:
    """A text with the letters that its joined forms stand for."""
    return "".join(
        normalize("NFKC", each) if "\ufb50" <= each <= "\ufeff" else each for each in text
    )


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param("שלום", "םולש", id="a word"),
        pytest.param("בית 123 גן", "ןג 123 תיב", id="numbers go from the left"),
        pytest.param("ספר (טוב)", "(בוט) רפס", id="brackets are mirrored"),
        pytest.param("ספר a(b)", "a(b) רפס", id="and paired by what is in them"),
        pytest.param("say שלום, ok", "say םולש, ok", id="within what goes from the left"),
        pytest.param("ראה www.a.b!", "!www.a.b האר", id="a mark at the end is at the left"),
        pytest.param("1 < 2 בערך", "ךרעב 2 > 1", id="signs that have a direction"),
        pytest.param("50% הנחה", "החנה 50%", id="a percent sign stays at its number"),
        pytest.param("שָׁלוֹם", "םוֹלשָׁ", id="points stay at their letters"),
        pytest.param(
            "בית Google\u200f, גן",
            "ןג ,Google\u200f תיב",
            id="a mark at a letter does not turn it",
        ),
        pytest.param("one\nשתים", "one\u2028םיתש".replace("\u2028", "\n"), id="breaks"),
    ],
)
def test_a_line_is_drawn_in_visual_order(text: str, drawn: str) -> None:
    assert bidi.seen(text) == drawn


@given(PARAGRAPHS)
def test_the_order_is_that_of_the_rules(text: str) -> None:
    levels = bidi_rules.levels(text, bidi_rules.base_level(text))
    assert [glyph.start for glyph in bidi.glyphs(text)] == bidi_rules.reordered(levels)


@given(PARAGRAPHS, st.booleans())
def test_it_is_so_where_the_direction_is_given(text: str, is_rtl: bool) -> None:
    expected = bidi_rules.reordered(bidi_rules.levels(text, int(is_rtl)))
    assert [glyph.start for glyph in bidi.glyphs(text, is_rtl=is_rtl)] == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_so_in_the_samples_of_unicode(sample: str) -> None:
    characters, direction, level, order = sample.split(";")
    text = "".join(chr(int(each, 16)) for each in characters.split())
    is_rtl = None if direction == "2" else direction == "1"
    glyphs = bidi.glyphs(text, is_rtl=is_rtl)

    starts = {glyph.start for glyph in glyphs}
    expected = [place for place in map(int, order.split()) if place in starts]
    assert [glyph.start for glyph in glyphs if glyph.start in expected] == expected
    assert is_rtl is not None or bidi.is_rtl(text) == bool(int(level))


@example("\u200d\u064e1")
@given(MARKED)
def test_the_glyphs_are_the_text_each_once(text: str) -> None:
    glyphs = sorted(bidi.glyphs(text), key=lambda glyph: glyph.start)
    assert "".join(text[glyph.start : glyph.end] for glyph in glyphs) == text
    assert all(len(glyph.text) == glyph.end - glyph.start for glyph in glyphs)
    assert all(cell_len(g.text) == cell_len(text[g.start : g.end]) for g in glyphs)


@given(MARKED)
def test_joined_letters_are_the_letters_one_for_one(text: str) -> None:
    assert forms(bidi.joined(text)) == text


def test_arabic_letters_take_the_form_that_their_neighbours_ask_for() -> None:
    assert bidi.joined("بب ب") == "\ufe91\ufe90 \ufe8f"
    assert bidi.joined("دب") == "\ufea9\ufe8f"


@given(WORDS, st.integers(12, 60))
def test_each_line_has_the_order_of_its_own_characters(words: list[str], width: int) -> None:
    """The levels are those of the paragraph, the reordering is that of the line (L2)."""
    text = " ".join(words)
    assume(bidi.is_needed(text) and not text.startswith(("-", ".")) and "]" not in text)
    assume(not words[0][0].isdigit() and "--" not in text)
    base = bidi_rules.base_level(text)
    levels = bidi_rules.levels(text, base)
    for line in laid_out(text, width):
        assert line.order is not None
        of_line = levels[line.start : line.end]
        expected = [line.start + place for place in bidi_rules.reordered(of_line)]
        drawn = [
            piece.start + at for piece, _ in line.order for at in range(piece.end - piece.start)
        ]
        assert drawn == expected
        assert line.is_rtl == bool(base)


@given(WORDS, st.integers(12, 60), st.sampled_from(["", "- ", "> ", "1. ", "# ", "- > "]))
def test_reordering_changes_no_lines_and_no_widths(
    words: list[str], width: int, before: str
) -> None:
    text = before + " ".join(words)
    lines = laid_out(text, width)
    bidi.leave_to_terminal(leave=True)
    logical = laid_out(text, width)
    bidi.leave_to_terminal(leave=False)

    assert [line.text for line in lines] == [line.text for line in logical]
    for line in lines:
        cells = cell_len(seen(line))
        assert cells == width if line.is_rtl else cells == cell_len(line.text)
        places = sorted(at + i for piece, at in line.drawn for i in range(len(piece.text)))
        assert places == list(range(len(line.text) + cells - cell_len(line.text)))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param("- אחת\n- two", ["               תחא •", "• two"], id="bullets"),
        pytest.param(
            "9. אחת\n10. שתים", ["             תחא .9 ", "            םיתש .10"], id="numbers"
        ),
        pytest.param("- [x] אחת", ["               תחא ☑"], id="boxes"),
        pytest.param(
            "> אחת\n>\n> שתים",
            ["               תחא ▎", "                   ▎", "              םיתש ▎"],
            id="quotes and their gaps",
        ),
        pytest.param("# אחת", ["                 תחא", "                 ───"], id="headings"),
        pytest.param(
            "- א\n  - ב", ["                 א •", "               ב ◦  "], id="lists in lists"
        ),
        pytest.param("```\nאחת abc\n```", [" אחת abc            "], id="but not code"),
        pytest.param("    שלום 12", [" שלום 12            "], id="however it is marked"),
        pytest.param("two `אחת שתים` x", ["two םיתש תחא x"], id="code within a line"),
    ],
)
def test_what_is_read_from_the_right_begins_there(text: str, drawn: list[str]) -> None:
    assert [seen(line) for line in laid_out(text, 20)] == drawn


@pytest.mark.parametrize(
    ("text", "is_rtl"),
    [
        pytest.param("النهر طويل. " * 400 + "The river is long. " * 400, True, id="Arabic"),
        pytest.param("The river is long. " * 400 + "النهر طويل. " * 400, False, id="English"),
    ],
)
def test_a_paragraph_that_is_set_in_parts_runs_as_it_begins(text: str, is_rtl: bool) -> None:
    lines = laid_out(text, 60)
    assert {line.is_rtl for line in lines} == {is_rtl}
    ends = (line for line in lines if line.text.rstrip().endswith("long."))
    assert {seen(line).strip().startswith(".") for line in ends} == {is_rtl}


def test_a_table_headed_from_the_right_has_its_first_column_there() -> None:
    text = "| שם | מספר |\n|---|---|\n| אבג | 12 |\n| ד | x |\n"
    assert [seen(line) for line in laid_out(text, 20)] == [
        "           רפסמ   םש",
        "           ─────────",
        "             12  גבא",
        "              x    ד",
    ]


def test_cells_in_another_direction_stand_at_their_side_of_the_column() -> None:
    text = "| name | other |\n|---|---|\n| שם | ab |\n| c | שם |\n"
    assert [seen(line) for line in laid_out(text, 20)][2:] == ["  םש  ab", "c        םש"]


def test_left_to_right_text_has_no_order_of_its_own() -> None:
    assert all(line.order is None for line in laid_out("한국어 *and* English, é.\n\n- ц", 20))


def test_where_the_terminal_reorders_text_is_left_as_it_is_read() -> None:
    bidi.leave_to_terminal(leave=True)
    [line] = laid_out(HEBREW, 90)
    assert seen(line) == line.text == HEBREW


@pytest.mark.parametrize("text", [ARABIC, HEBREW, f"It says {HEBREW}", f"- {ARABIC}"])
def test_the_caret_stands_where_its_character_is_drawn(text: str) -> None:
    viewport = Viewport(text, 30, 10, Highlighter())
    for shown in viewport.lines:
        drawn = seen(shown.line)
        for stop in stops(shown):
            width = cell_len(stop.text)
            under = [
                c for i, c in enumerate(drawn) if stop.x <= cell_len(drawn[:i]) < stop.x + width
            ]
            assert forms(under[0]) in (
                text[stop.start],
                {"(": ")", ")": "("}.get(text[stop.start]),
            )


def test_the_caret_goes_through_the_text_as_it_is_read_and_left_is_onwards() -> None:
    caret = caret_in(Viewport(HEBREW, 30, 10, Highlighter()), HEBREW)
    assert caret
    gone = [caret.at.start]
    while caret.at.end < len(HEBREW):
        caret.by_character(-1)
        gone.append(caret.at.start)
    assert "".join(HEBREW[at] for at in gone) == HEBREW.replace("המילה ", "המילה")


def test_up_and_down_it_keeps_its_column_as_it_is_seen() -> None:
    text = "אבגדה ווווו\n\nabcdef ghi jkl\n"
    caret = caret_in(Viewport(text, 30, 10, Highlighter()), text)
    assert caret
    at = caret.at.x
    caret.by_line(1)
    caret.by_line(-1)
    assert (caret.at.x, caret.at.text) == (at, "א")
