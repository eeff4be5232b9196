"""Columns and tables of PDFs: which line is read after which, however a page was drawn."""

import random
from itertools import chain, zip_longest
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.dispatch import draft_of_document
from octavo.importers.formats.pdf.pages import pages_of
from octavo.model.article import Source
from tests.importers.formats.pdf.printing import Print, lines, pdf
from tests.making import examples

MILL = (
    "The old mill stands on the left bank of the river and has not turned since the flood of"
    " March, when the weir broke and the wheel was carried to the sea. Nobody has looked for it"
    " since, and the miller keeps bees instead."
)
FERRY = (
    "On the other bank is the ferry, a flat boat on a wire, which carries one tractor or twelve"
    " people or sixty sheep, and has no timetable. A bell hangs at the landing, and whoever"
    " rings it waits until the ferryman has finished his soup."
)
ISLE = (
    "Between them lies an island of willows where the herons breed each spring, and where a"
    " sign says that nobody may land. The sign is under water half of the year, so that many"
    " have landed without having read it."
)
MÜHLE = (
    "Die alte Mühle steht am linken Ufer und dreht sich seit dem Hochwasser im März nicht mehr,"
    " weil das Wehr gebrochen ist und das Rad im Meer liegt."
)
FÄHRE = (
    "Am rechten Ufer liegt die Fähre, ein flaches Boot an einem Draht, das einen Traktor trägt"
    " oder zwölf Leute, aber keinen Fahrplan hat und keinen braucht."
)
LETTERS = "abdeghnopqu"
"""They are as wide as each other, so that lines are full by their letters."""


def read(*pages: list[Print]) -> str:
    data = pdf(*pages, Title="River Notes")
    return draft_of_document(data, Source(kind="file", name="river.pdf")).text


def column(text: str, left: float, down: float = 100, width: int = 30) -> list[Print]:
    return lines(wrap(text, width), left, down)


def by_rows(*columns: list[Print]) -> list[Print]:
    """Columns drawn row by row."""
    return [run for row in zip_longest(*columns) for run in row if run]


def body(*texts: str) -> str:
    return "\n\n".join(texts)


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[list[Print]], list[str]]:
    """Two to four columns of words, each a little lower or higher than the one before."""
    count = draw(st.integers(2, 4))
    chance = random.Random(draw(st.integers(0, 10_000)))
    texts = []
    for number in range(count):
        words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(60)]
        texts.append(" ".join([f"Column{number}", *words]) + ".")
    shifts = [draw(st.sampled_from([0, 0, 2, 4, 5])) for _ in texts]
    width = {2: 44, 3: 29, 4: 21}[count]
    return [
        column(text, 40 + 540 / count * place, 100 + shift, width)
        for place, (text, shift) in enumerate(zip(texts, shifts, strict=True))
    ], texts


@settings(max_examples=examples(40), deadline=None)
@given(columns(), st.sampled_from(["columns", "rows", "last first"]), st.booleans())
def test_columns_are_read_one_after_the_other_however_they_are_drawn(
    page: tuple[list[list[Print]], list[str]], order: str, is_headed: bool
) -> None:
    printed, texts = page
    drawn = printed[::-1] if order == "last first" else printed
    runs = by_rows(*printed) if order == "rows" else list(chain.from_iterable(drawn))
    title = [Print("River Notes", 200, 60, 20)] if is_headed else []
    assert read(title + runs).split() == " ".join(texts).split()


@pytest.mark.parametrize("width", [20, 30, 40])
@pytest.mark.parametrize("shift", [0, 1, 3, 5, 6])
def test_columns_whose_lines_stand_at_other_heights(shift: int, width: int) -> None:
    left, right = column(MILL, 60, 100, width), column(FERRY, 330, 100 + shift, width)
    assert read(by_rows(left, right)) == body(MILL, FERRY)


@pytest.mark.parametrize("gutter", [9, 12, 20])
def test_a_narrow_gutter_parts_columns(gutter: int) -> None:
    printed = column(MILL, 60, 100, 30)
    right = gutter + max(line.right for line in pages_of(pdf(printed), "").lines[0])
    assert read(by_rows(printed, column(FERRY, right))) == body(MILL, FERRY)


def test_columns_of_few_lines_are_no_table() -> None:
    assert read(by_rows(column(MÜHLE, 72), column(FÄHRE, 320))) == body(MÜHLE, FÄHRE)


def test_a_heading_across_columns_parts_them() -> None:
    upper = by_rows(column(MILL, 72), column(FERRY, 320))
    heading = Print("The Island Between Them, Seen From Both", 120, 250, 16)
    lower = by_rows(column(ISLE, 72, 280), column(MILL, 320, 280))
    text = read([*upper, heading, *lower])
    assert text == body(MILL, FERRY, f"## {heading.text}", ISLE, MILL)


def test_a_heading_across_two_of_three_columns_leaves_the_third_whole() -> None:
    heading = Print("What the Water Has Left", 60, 250, 16)
    upper = column(MILL, 40, 100), column(FERRY, 220, 100)
    lower = column(FERRY, 40, 290), column(MILL, 220, 290)
    beside = column(" ".join([ISLE] * 3), 400, 100)
    level = next(place for place, run in enumerate(beside) if run.down > heading.down)
    text = read([*by_rows(*upper, beside[:level]), heading, *by_rows(*lower, beside[level:])])
    assert text.endswith(" ".join([ISLE] * 3))
    assert text.index(heading.text) > text.index(FERRY)


def test_a_picture_in_a_column_and_one_across_both() -> None:
    left = [*column(MILL, 72, 100)[:3], *column(MILL, 72, 236)[3:]]
    text = read(by_rows(left, column(" ".join([FERRY, ISLE]), 320)))
    assert text.index("soup.") > text.index("bees instead.") > text.index("The old mill")
    halves = by_rows(column(MILL, 72), column(FERRY, 320))
    halves += by_rows(column(ISLE, 72, 400), column(MILL, 320, 400))
    assert read(halves) == body(MILL, FERRY, ISLE, MILL)


def test_a_note_at_the_foot_of_a_column_stands_after_it() -> None:
    note = lines(["1 The weir was never mended,", "and the mill has no wheel."], 72, 230, 8)
    text = read(by_rows([*column(MILL, 72), *note], column(f"{FERRY} {ISLE}", 320)))
    assert text == body(
        MILL, "1 The weir was never mended, and the mill has no wheel.", f"{FERRY} {ISLE}"
    )


def test_what_stands_beside_the_text_is_no_column_of_a_table() -> None:
    remarks = ["Open on Monday", "Closed on Friday", "Bring a lamp", "Dogs may come"]
    box = [Print(remark, 460, 112 + 24 * place) for place, remark in enumerate(remarks)]
    text = read(by_rows(column(f"{MILL} {FERRY}", 72, 100, 70), box))
    assert text.startswith(f"{MILL} {FERRY}")
    assert "|" not in text


def test_a_loose_line_is_not_cut() -> None:
    first = [Print("Here", 72, 100), Print("is", 120, 100), Print("what was said", 160, 100)]
    assert "|" not in read([*first, Print("of it.", 72, 112), *column(MILL, 72, 124, 76)])


def test_keys_and_values_are_a_table_and_a_value_may_be_wrapped() -> None:
    rows = [("Owner", "Ada Roe"), ("Built", "in 1878, and again"), ("Wheel", "none")]
    keys = [
        Print(key, 72, 160 + 12 * place)
        for key, place in zip(["Owner", "Built", "Wheel"], (0, 1, 3), strict=True)
    ]
    values = lines(["Ada Roe", "in 1878, and again", "after the flood", "none"], 200, 160)
    runs = [keys[0], values[0], keys[1], values[1], values[2], keys[2], values[3]]
    text = read(column(MILL, 72, 60, 80) + runs)
    assert f"| {rows[0][0]} | {rows[0][1]} |" in text
    assert "| Built | in 1878, and again after the flood |" in text
    assert "| Wheel | none |" in text


def test_cells_of_several_lines_may_stand_at_the_middle_of_their_row() -> None:
    runs = []
    for place, (name, said) in enumerate(
        [
            ("Mill", "A wheel that is\nin the sea and\nnot looked for"),
            ("Ferry", "A boat on\na wire that\ncarries sheep"),
        ]
    ):
        runs += [
            Print(name, 72, 172 + 46 * place),
            *lines(said.split("\n"), 200, 160 + 46 * place),
        ]
    text = read(column(MILL, 72, 60, 80) + runs)
    assert "| Mill | A wheel that is in the sea and not looked for |" in text
    assert "| Ferry | A boat on a wire that carries sheep |" in text


def test_an_invoice_has_its_rows_and_its_sum() -> None:
    seller = lines(["River Ferries", "2 Quay Lane", "Port Anne"], 72, 60)
    rows = [("Item", "Pieces", "Price"), ("Crossings", "12", "36.00"), ("A bell", "1", "9.50")]
    runs = [
        Print(cell, left, 160 + 16 * place)
        for place, row in enumerate(rows)
        for cell, left in zip(row, (72, 300, 420), strict=True)
    ]
    total = [Print("Sum", 72, 216), Print("45.50", 420, 216)]
    text = read([*seller, *runs, *total, *column(MILL, 72, 300, 80)])
    assert "| Crossings | 12 | 36.00 |" in text
    assert "| Sum |  | 45.50 |" in text
    assert "River Ferries\\\n2 Quay Lane" in text


def test_labels_before_long_entries_stay_before_them() -> None:
    runs = []
    for place, text in enumerate((MILL, FERRY, ISLE)):
        down = 100 + 46 * place
        runs += [Print(f"[{place + 1}]", 72, down), *column(text, 120, down, 70)]
    text = read(runs)
    assert [
        text.index(f"[{n}]") < text.index(said)
        for n, said in ((1, MILL), (2, FERRY), (3, ISLE))
    ]
    assert (
        text.index(MILL[:30]) < text.index("[2]") < text.index(FERRY[:30]) < text.index("[3]")
    )


def test_a_table_on_a_long_page_is_read_row_by_row() -> None:
    rows = [[f"Quay {number}", f"{number} m", "deep"] for number in range(120)]
    runs = [
        Print(cell, 72 + 150 * column, 40 + 6 * place, 4)
        for place, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    assert read(runs).count("| deep |") == len(rows)
