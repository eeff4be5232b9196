"""PDFs: the text as it was before it was set in lines and pages."""

import re
from datetime import UTC, datetime

import pytest
from bidi import get_display

from octavo.importers.dispatch import draft_of_document
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.formats.pdf.printing import (
    Print,
    lines,
    pdf,
    pdf_of_letters,
    pdf_of_shapes,
)

CLOCK = [
    "Above the door of the old harbour office hangs a clock that shows the tide and",
    "not the time. It was put up in the year of the great storm, when nobody in the",
    "town trusted the sea any more.",
]
WHOLE = " ".join(CLOCK)
FLOAT = [
    "A float in a pipe below the quay rises and falls with the water, and a chain",
    "takes its movement up to the single hand of the clock.",
]


def read(*pages: list[Print], **about: str) -> Draft:
    return draft_of_document(pdf(*pages, **about), Source(kind="file", name="clock.pdf"))


def test_lines_become_paragraphs_again() -> None:
    text = read(lines(CLOCK) + lines(FLOAT, down=160)).text

    assert text == f"{WHOLE}\n\n{' '.join(FLOAT)}"


def test_an_indented_first_line_starts_a_paragraph() -> None:
    first = lines(CLOCK)
    second = [Print(FLOAT[0], 84, 136), Print(FLOAT[1], 72, 148)]

    assert read(first + second).text == f"{WHOLE}\n\n{' '.join(FLOAT)}"


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        pytest.param(
            ["The keeper of the clock has no respon-", "sibilities but this one."],
            "The keeper of the clock has no responsibilities but this one.",
            id="a word that was parted is whole again",
        ),
        pytest.param(
            ["A well-known clock is not a well-", "known keeper."],
            "A well-known clock is not a well-known keeper.",
            id="a hyphen stays in a word that has one elsewhere",
        ),
        pytest.param(
            ["It was made by the firm of Lee-", "Ek in the old town."],
            "It was made by the firm of Lee-Ek in the old town.",
            id="a hyphen stays before a capital",
        ),
        pytest.param(
            ["It is a state-of-", "the-art clock."],
            "It is a state-of-the-art clock.",
            id="a hyphen stays in a word that has another",
        ),
        pytest.param(
            ["A clock of the 16-", "metre class, by e-", "post."],
            "A clock of the 16-metre class, by e-post.",
            id="a hyphen stays after numbers and letters",
        ),
        pytest.param(
            ["It is driven by the tide, and tide-", "driven clocks are rare."],
            "It is driven by the tide, and tide-driven clocks are rare.",
            id="a hyphen stays before what makes compounds",
        ),
        pytest.param(
            ["The state of its state-", "ments is no statement."],
            "The state of its statements is no statement.",
            id="an ending is no word",
        ),
        pytest.param(
            ["They dated pre-", "and post-war clocks."],
            "They dated pre- and post-war clocks.",
            id="a hyphen that stands for a word is followed by a space",
        ),
    ],
)
def test_words_at_the_end_of_a_line(texts: list[str], whole: str) -> None:
    assert read(lines(texts)).text == whole


def test_a_paragraph_goes_on_over_the_page() -> None:
    pages = lines(CLOCK[:2], down=600), lines(CLOCK[2:])

    assert read(*pages).text == WHOLE


def test_headings_are_ranked_by_their_size() -> None:
    page = [
        Print("The tide clock", 72, 80, 24, "bold"),
        Print("How it works", 72, 130, 16),
        *lines(FLOAT, down=150),
        Print("The chain", 72, 200, 13),
        *lines(CLOCK, down=220),
        Print("1.1 In bold", 72, 280, 10, "bold"),
        *lines(FLOAT, down=300),
    ]
    draft = read(page)
    headings = [line for line in draft.text.splitlines() if line.startswith("#")]

    assert draft.title == "The tide clock"
    assert headings == ["## How it works", "### The chain", "#### 1.1 In bold"]


def test_a_stamp_on_the_margin_is_left_out() -> None:
    stamp = Print("Draft of the harbour, version 2", 0, 0, 20)
    data = pdf([stamp, *lines(CLOCK)]).replace(b"0 792 Td", b"0 1 -1 0 30 90 Tm")

    assert draft_of_document(data, Source(name="clock.pdf")).text == WHOLE


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        [
            Print("The Harbour Quarterly", 72, 40),
            *lines([f"Page {n} has a sentence of its own, and it is number {n} of these."]),
            Print(f"- {n} -", 300, 760),
        ]
        for n in range(1, 5)
    ]
    text = read(*pages).text

    assert "Quarterly" not in text
    assert "- 3 -" not in text
    assert text.count("sentence of its own") == 4


def test_a_table_of_contents_goes() -> None:
    contents = lines([f"Chapter {n} . . . . . . . . . . . . . . {n}" for n in range(1, 9)])

    chapter = [Print("Chapter 8", 72, 380, 14), *lines(CLOCK, down=410)]

    assert read(contents + chapter).text == WHOLE


def test_columns_are_read_one_after_the_other() -> None:
    left = lines([f"Left line {n} of the first column," for n in range(12)])
    right = lines([f"right line {n} of the second one," for n in range(12)], left=320)
    in_rows = [run for row in zip(left, right, strict=True) for run in row]

    text = read(in_rows).text

    assert text.index("Left line 11") < text.index("right line 0")


SAID = (
    "The two of them have agreed to share the boat",
    "which lies below the mill, and to mend it be-",
    "fore the summer. Whoever takes it out at night",
    "leaves a lamp on the pier, so that the other",
    "does not go down to look for it in vain.",
)


@pytest.mark.parametrize("rows", range(3, 6))
@pytest.mark.parametrize("more", range(4))
def test_columns_that_are_drawn_row_by_row_are_no_table(rows: int, more: int) -> None:
    left = lines([*SAID, *SAID][: rows + more])
    right = lines([*SAID[: rows - 1], SAID[-1]], left=320)
    in_rows = [run for row in zip(left, right, strict=False) for run in row]

    text = read([*in_rows, *left[rows:]]).text

    assert "|" not in text
    assert text.startswith(SAID[0])
    alone = [read(column).text.split() for column in (left, right)]
    assert text.split()[-8:] == alone[1][-8:]
    assert len(text.split()) >= len(alone[0]) + len(alone[1]) - 1


def test_items_keep_their_marks() -> None:
    texts = [
        "• The float is oak.",
        "• The chain is brass.",
        "1. Look at it.",
        "2. Wind it not.",
    ]

    assert read(lines(texts)).text == (
        "- The float is oak.\n- The chain is brass.\n1. Look at it.\n2. Wind it not."
    )


def test_marks_that_are_drawn_last_stand_before_their_items() -> None:
    items = lines(["The float is oak.", "The chain is brass."], left=90)
    marks = lines(["•", "•"], left=76)

    assert read(items + marks).text == "- The float is oak.\n- The chain is brass."


def test_marks_that_are_drawn_as_shapes_are_marks_and_items_are_nested() -> None:
    items = [
        *lines(["The float is oak.", "The chain is brass."], left=90),
        *lines(["So is its lock."], left=110, down=124),
        *lines(["The clock is slow."], left=90, down=136),
    ]
    marks = [Print("", run.left - 12, run.down - 2, face="drawn") for run in items]
    assert read(items + marks).text == (
        "- The float is oak.\n- The chain is brass.\n  - So is its lock.\n- The clock is slow."
    )


def test_what_a_browser_prints_around_a_page_goes_but_for_the_address() -> None:
    around = [
        Print("11/30/26, 1:30 PM", 24, 20, 8),
        Print("The Clock", 280, 20, 8),
        Print("https://tides.example/clock", 24, 780, 8),
        Print("1/1", 570, 780, 8),
    ]
    draft = read([*lines(CLOCK), *around], Title="The Clock")
    assert (draft.title, draft.text) == ("The Clock", WHOLE)
    assert draft.url == "https://tides.example/clock"


def test_what_stands_near_an_address_and_a_number_stays() -> None:
    foot = [Print("https://tides.example/", 72, 760), Print("1/2", 400, 760)]
    near = [Print("Dear Ms Roe, come on Monday", 72, 30), Print("Call us to book", 72, 740)]
    draft = read([*near, *lines(CLOCK * 3), *foot])
    kept = f"{draft.title} {draft.text}"
    assert [run.text in kept for run in near] == [True, True]
    assert draft.url == "https://tides.example/"


def test_the_titles_of_slides_are_no_running_heads() -> None:
    slides = [[Print(f"Clock {n}", 72, 60, 24), *lines(CLOCK, down=140)] for n in range(1, 4)]
    text = read(*slides, Title="The slow clock").text
    assert [line for line in text.splitlines() if "Clock " in line] == [
        "## Clock 1",
        "## Clock 2",
        "## Clock 3",
    ]


@pytest.mark.parametrize("left", [72, 250], ids=["on the left", "on the right"])
def test_an_address_stays_in_lines(left: float) -> None:
    address = lines(["Ada Roe", "14 Quay Lane", "Port Anne"], left=left)
    text = read(address + lines(CLOCK, down=200)).text
    assert text == f"Ada Roe\\\n14 Quay Lane\\\nPort Anne\n\n{WHOLE}"


def test_names_above_addresses_of_mail_are_authors() -> None:
    names = [
        *lines(["Ada Roe", "Tide Labs"], left=100, down=100, size=12),
        *lines(["ada@tides.example"], left=100, down=130, face="mono"),
        *lines(["Bo Ek", "Port Anne"], left=300, down=100, size=12),
        *lines(["bo@tides.example"], left=300, down=130, face="mono"),
    ]
    title = Print("On Clocks", 200, 70, 17)
    draft = read(
        [title, *names, Print("Abstract", 72, 170, 12, "bold"), *lines(CLOCK, down=200)]
    )
    assert draft.authors == ("Ada Roe", "Bo Ek")
    assert [line for line in draft.text.splitlines() if "#" in line] == ["## Abstract"]


def test_names_side_by_side_are_authors_and_a_title_names_none() -> None:
    rows = [("Ann Roe", "Bo Ek"), ("Tide Labs", "Port Anne"), ("ann@a.example", "bo@b.example")]
    cells = [
        Print(cell, 72 + 200 * column, 110 + 12 * row)
        for row, each in enumerate(rows)
        for column, cell in enumerate(each)
    ]
    title = Print("On the Nature of Bees and Their Honey", 72, 60, 18)
    assert read([title, *cells, *lines(CLOCK, down=200)]).authors == ("Ann Roe", "Bo Ek")
    assert read([title, *lines(CLOCK, down=200)]).authors == ()


def test_a_paragraph_with_an_address_of_mail_is_no_author() -> None:
    remark = [
        "[Say what is wrong to ada@tides.example, and",
        "also what is unclear. Any improve-",
    ]
    remark += ["ments are welcome.]"]
    front = [Print("On Clocks", 200, 60, 17), Print("Ada Roe", 220, 90, 12)]
    front += [Print("May 8, 1988", 215, 110, 12), Print("1 Floats", 72, 150, 14)]
    draft = read([*front, *lines(remark, down=170), *lines(CLOCK, down=300)])
    assert draft.text == (
        "Ada Roe\n\nMay 8, 1988\n\n## 1 Floats\n\n\\[Say what is wrong to ada@tides.example,"
        f" and also what is unclear. Any improvements are welcome.]\n\n{WHOLE}"
    )


def test_the_text_of_slides_is_no_heading_where_a_handout_has_smaller_text() -> None:
    sizes = range(30, 46, 3)
    slides = [
        [Print(f"Clock {n}", 72, 60, 60), *lines(CLOCK[:2], down=200, size=size)]
        for n, size in enumerate(sizes)
    ]
    text = read(*slides, lines(CLOCK, size=9)).text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [heading.lstrip("# ") for heading in headings] == [f"Clock {n}" for n in range(1, 6)]


def test_mono_spaced_lines_are_code() -> None:
    code = [
        Print("def tide(hour):", 72, 140, 10, "mono"),
        Print("return hour % 12", 96, 152, 10, "mono"),
    ]

    assert read(lines(CLOCK) + code).text.endswith(
        "```\ndef tide(hour):\n    return hour % 12\n```"
    )


def test_cells_in_columns_are_a_table() -> None:
    cells = [["Harbour", "Range"], ["Old quay", "4 m"], ["New quay", "5 m"]]
    page = [
        Print(cell, 72 + 150 * column, 160 + 14 * row)
        for row, texts in enumerate(cells)
        for column, cell in enumerate(texts)
    ]

    assert read(lines(CLOCK) + page).text.endswith(
        "| Harbour | Range |\n| --- | --- |\n| Old quay | 4 m |\n| New quay | 5 m |"
    )


def test_what_the_document_says_of_itself() -> None:
    draft = read(
        lines(CLOCK),
        Title="The tide clock",
        Author="Ann Lee; Bo Ek",
        CreationDate="D:20260304093000+01'00'",
    )

    assert (draft.title, draft.authors) == ("The tide clock", ("Ann Lee", "Bo Ek"))
    assert draft.published == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert draft.language == "en"


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("D:20260304100000+1'00'", 9),
        ("D:20260304100000 +01'00'", 9),
        ("20260304100000+01'00'", 9),
        ("D:20260304100000Z00'00'", 10),
        ("D:2026030", None),
        ("D:19700101000000Z", None),
        ("D:20260304100000+99'00'", None),
    ],
)
def test_a_date_is_read_to_its_end(said: str, hour: int | None) -> None:
    at = None if hour is None else datetime(2026, 3, 4, hour, tzinfo=UTC)
    assert read(lines(CLOCK), CreationDate=said).published == at


def test_a_month_or_a_day_of_zero_is_the_first() -> None:
    draft = read(lines(CLOCK), CreationDate="D:20260000")
    assert draft.published == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["Microsoft Word - clock.docx", "untitled", "clock.dvi", "(anonymous)", "-"]
)
def test_a_title_that_nobody_meant_gives_way_to_the_one_that_shows(said: str) -> None:
    page = [Print("The tide clock", 72, 80, 20), *lines(CLOCK)]

    assert read(page, Title=said).title == "The tide clock"


def test_names_and_date_below_the_title() -> None:
    page = [
        Print("The tide clock", 72, 80, 20),
        Print("Ann Lee and Bo Ek", 72, 110),
        Print("4 March 2026", 72, 130),
        *lines(CLOCK, down=170),
    ]
    draft = read(page, CreationDate="D:20270101")

    assert draft.authors == ("Ann Lee", "Bo Ek")
    assert draft.published == datetime(2026, 3, 4, tzinfo=UTC)
    assert draft.text.startswith("Ann Lee and Bo Ek\n\n4 March 2026\n\n")


def test_signs_of_markdown_mean_what_they_say() -> None:
    assert read(lines(["# 1 *is* not <b>a heading</b>, nor is it bold at all."])).text == (
        "\\# 1 \\*is\\* not \\<b>a heading\\</b>, nor is it bold at all."
    )


def test_letters_that_mean_no_characters_are_refused_with_the_reason() -> None:
    with pytest.raises(DraftRejected, match="does not say which characters its letters are"):
        draft_of_document(pdf_of_shapes("The clock in the tower"), Source(name="clock.pdf"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(pdf([]), "its pages are pictures, and there is no text in it", id="empty"),
        pytest.param(b"%PDF-1.4\nnothing else", "it is a damaged PDF", id="cut off"),
    ],
)
def test_what_cannot_be_read_is_told_why(data: bytes, reason: str) -> None:
    with pytest.raises(DraftRejected) as rejection:
        draft_of_document(data, Source(name="clock.pdf"))

    assert rejection.value.reason == reason


def test_a_locked_pdf_is_told_as_such() -> None:
    locked = pdf(lines(CLOCK)).replace(
        b"trailer <<",
        b"trailer << /ID [<00112233445566778899> <00112233445566778899>]"
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >>"
        % (b"o" * 32, b"u" * 32),
    )
    with pytest.raises(DraftRejected, match="locked with a password"):
        draft_of_document(locked, Source(name="clock.pdf"))


FILE = Source(kind="file", name="clock.pdf")
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmp:CreatorTool="Quill 3" Iptc4xmpExt:DigitalSourceType="TYPE">
<dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li><rdf:li>Bo Ek</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
TYPE = b"http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


def test_what_a_file_declares_is_kept_word_for_word() -> None:
    data = pdf(
        lines("It shows the tide, and not the time."), Producer="Press 9", Creator="Quill 3"
    )
    known = draft_of_document(data, FILE).provenance
    assert known
    assert known.looked_at
    assert [(each.what, each.value, each.where) for each in known.declared] == [
        ("generator", "Quill 3", "Creator"),
        ("generator", "Press 9", "Producer"),
    ]
    packet = b"% " + XMP.replace(b"TYPE", TYPE).replace(b"\n", b" ") + b" /C2PA_Manifest\n%%EOF"
    known = draft_of_document(data.replace(b"%%EOF", packet), FILE).provenance
    assert known
    assert known.names_ai
    assert {(each.what, each.value, each.where) for each in known.declared} == {
        ("generator", "Quill 3", "XMP"),
        ("digitalSourceType", TYPE.decode(), "XMP"),
        ("license", "CC BY 4.0", "XMP"),
        ("generator", "Press 9", "Producer"),
        ("c2pa-manifest", "in the file", "PDF"),
    }
    assert [author.name for author in known.author] == ["Ann Lee", "Bo Ek"]


HARBOURS = [
    ["Harbour", "Range", "Notes"],
    ["Old quay", "4 m", "deep"],
    ["New quay", "5 m", "shallow"],
    ["East pier", "6 m", "no light"],
]


def cells(rows: list[list[str]], down: float) -> list[Print]:
    """A table, a cell's further lines below its first, with more room between two rows."""
    found: list[Print] = []
    for row in rows:
        for place, cell in enumerate(row):
            for number, line in enumerate(cell.split("\n") if cell else ()):
                found.append(Print(line, 72 + 150 * place, down + 12 * number))
        down += 12 * max(cell.count("\n") + 1 for cell in row) + 8
    return found


def table_of(rows: list[list[str]]) -> str:
    head, *others = [
        "| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *others]).replace("|  |", "|  |")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(HARBOURS, id="a line a cell"),
        pytest.param([*HARBOURS, ["Mole", "3 m", "short, and\nwell kept"]], id="the last cell"),
        pytest.param([*HARBOURS, ["Mole by\nthe mill", "3 m", "short"]], id="the first cell"),
        pytest.param([["Harbour\nof old", "Range", "Notes"], *HARBOURS[1:]], id="the heading"),
        pytest.param(
            [HARBOURS[0], ["Old quay", "4 m", ""], ["New quay", "", "deep"], HARBOURS[3]],
            id="cells without words",
        ),
    ],
)
def test_a_row_of_a_table_is_whole_whatever_lines_its_cells_have(rows: list[list[str]]) -> None:
    text = read(lines(CLOCK) + cells(rows, 160) + lines(CLOCK, down=400)).text
    assert table_of(rows) in text
    assert text.count(WHOLE) == 2


@pytest.mark.parametrize(
    "again", [[], [HARBOURS[0]]], ids=["goes on", "says its heading again"]
)
def test_a_table_goes_on_over_the_page(again: list[list[str]]) -> None:
    first = lines(CLOCK) + cells(HARBOURS[:3], 680)
    text = read(first, cells([*again, HARBOURS[3]], 72) + lines(CLOCK, down=160)).text
    assert table_of(HARBOURS) in text


def test_a_sum_far_from_its_name_is_a_row() -> None:
    rows = [["Item", "Pieces", "Price"], ["Oil", "3", "36"], ["Wicks", "9", "10"]]
    text = read(lines(CLOCK) + cells([*rows, ["Sum", "", "46"]], 160)).text
    assert table_of([*rows, ["Sum", "", "46"]]) in text


def test_what_stands_close_below_a_table_is_no_row_of_it() -> None:
    text = read(lines(CLOCK) + cells(HARBOURS, 160) + lines(FLOAT, down=236)).text
    assert f"{table_of(HARBOURS)}\n\n{' '.join(FLOAT)}" in text


@pytest.mark.parametrize(
    "size", [pytest.param(10, id="as the text"), pytest.param(18, id="large")]
)
def test_a_heading_in_the_type_of_the_text_stands_apart_from_it(size: int) -> None:
    title = lines(["Of tides and clocks"], down=80, size=size)
    draft = read(title + lines(["Of the moon", *CLOCK], down=120) + lines(FLOAT, down=200))

    assert draft.title == "Of tides and clocks"
    assert draft.text == f"## Of the moon\n\n{WHOLE}\n\n{' '.join(FLOAT)}"


def test_the_lines_of_an_address_are_no_headings() -> None:
    address = ["Ann Lee", "12 Quay Street", "Old Harbour Town"]

    assert "#" not in read(lines(address, down=60) + lines(CLOCK)).text


def test_page_numbers_on_wide_margins_go() -> None:
    texts = [CLOCK, CLOCK[::-1], CLOCK[1:]]
    pages = [[*lines(each), Print(f"{n}", 300, 600)] for n, each in enumerate(texts, 1)]
    assert not re.search(r"\b[123]\b", read(*pages).text)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_was_written(turn: int) -> None:
    data = pdf([Print("The clock", 72, 60, 18), *lines(CLOCK), *lines(CLOCK, down=300)])
    turned = data.replace(b"/MediaBox", b"/Rotate %d /MediaBox" % turn)
    upright, shown = (draft_of_document(each, Source(name="c.pdf")) for each in (data, turned))
    assert upright.text == shown.text


def test_headings_behind_their_numbers_are_no_table() -> None:
    rows = (("2", "The clock", 100, 16), ("2.1", "Its hands", 130, 13))
    heads = [
        Print(said, left, down, size, "bold")
        for number, words, down, size in rows
        for said, left in ((number, 72), (words, 112))
    ]
    text = read(heads + lines(CLOCK, down=160) + lines(CLOCK, down=320)).text
    assert "|" not in text
    assert "# 2.1 Its hands" in text


@pytest.mark.parametrize("drawn", ["as it is read", "as it is seen", "each word as it is seen"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("הספר עומד על המדף מאז 1987, ואיש לא קרא בו.", id="Hebrew with a number"),
        pytest.param("قرأ الكاتب (وهو كبير) كتاب Moby Dick في عام 2026 مرتين.", id="Arabic"),
        pytest.param("The word ספר means a book, and מדף a shelf.", id="Hebrew in English"),
    ],
)
def test_text_from_the_right_is_read_by_where_its_letters_stand(text: str, drawn: str) -> None:
    is_rtl = text[0] != "T"
    turned = text.translate(str.maketrans("()", ")(")) if is_rtl else text
    seen = get_display(turned, base_dir="R" if is_rtl else "L")
    letters = [(letter, 72 + 7.2 * place) for place, letter in enumerate(seen)]
    if drawn != "as it is seen" and is_rtl:
        order = slice(None, None, -1 if drawn == "as it is read" else 1)
        words = [letters[each.start() : each.end()] for each in re.finditer(r"\S+", seen)]
        letters = [
            letter for word in words[::-1] for letter in [*word[order], (" ", word[0][1] - 7.2)]
        ]

    draft = draft_of_document(pdf_of_letters(letters), Source(name="book.pdf"))

    assert draft.text == text


def test_accents_that_are_letters_of_their_own_stand_on_the_letters_below_them() -> None:
    words = [Print("Caf", 72, 100), Print("´", 88.6, 100), Print("e", 87.56, 100)]
    words += [Print("Emile", 72, 120), Print("´", 73.7, 118), Print("a ¨ clock", 110, 120)]

    assert read(words).text.replace("\\", "").split() == ["Café", "Émile", "a", "¨", "clock"]


def test_a_raised_number_is_the_mark_of_the_note_that_begins_so() -> None:
    marked = [*lines(CLOCK), Print("1", 209.3, 120, 6), Print("It is 10 m", 72, 136)]
    marked += [Print("2", 112.6, 132, 6), Print("wide.", 118.7, 136)]
    notes = [Print("1", 72, 636, 5), *lines(["It was a storm", "in May."], 76, 640, 8)]

    text = read(marked + notes).text

    assert "trusted the sea any more.[^1]" in text
    assert "10 m² wide." in text
    assert "[^1]: It was a storm in May." in text


def test_a_word_that_is_parted_above_the_notes_of_a_page_is_whole_again() -> None:
    before = [*lines(CLOCK[:2]), Print("town trusted the respon-", 72, 124)]
    notes = [Print("1 Said by Bede.", 72, 700, 8)]
    after = lines(["sibility of the sea any more, and the clock least of all."])

    text = read(before + notes, after).text

    assert "trusted the responsibility of the sea" in text
    assert "1 Said by Bede." in text


def test_what_dots_lead_on_from_stays_unless_it_is_said_again() -> None:
    dots = " . . . . . . . . "
    index = lines([f"lamp{dots}41", f"mast{dots}7", f"oar{dots}112"], down=200)
    form = lines([f"Name:{dots}", f"Soup of the day{dots}4", f"Lamb{dots}19"], down=300)
    contents = lines([f"1 The quay{dots}3", f"2 The storm{dots}11"], down=200)
    headed = [Print("2 The storm", 72, 420, 16), Print("1 The quay", 72, 300, 16)]

    text = read(lines(CLOCK) + index + form).text
    assert all(word in text for word in ["lamp", "mast", "oar", "Name:", "Soup", "Lamb"])
    years = lines([f"{year}{dots}{year - 1948}" for year in range(1990, 1994)], down=200)
    assert "1992" in read(lines(CLOCK) + years + [Print("2024", 72, 420)]).text
    assert read(lines(CLOCK) + contents + headed).text.startswith(f"{WHOLE}\n\n## ")


@pytest.mark.parametrize(
    ("initial", "first", "begun"),
    [("O", "nce the tide had a clock", "Once the tide"), ("A", "clock had it", "A clock had")],
)
def test_a_large_initial_is_the_first_letter_of_its_text(
    initial: str, first: str, begun: str
) -> None:
    text = [
        Print(first, 92, 100),
        Print("and the sea had none.", 92, 112),
        *lines(CLOCK, 72, 124),
    ]

    assert read([Print(initial, 72, 112, 26), *text]).text.startswith(begun)


def test_signs_below_letters_are_no_accents_of_them() -> None:
    code = lines(["jpgyq jpgyq", "`´¨ˆ˜ ¯¯¯"], 72, 172, face="mono")
    code[1] = Print(code[1].text, 72, 182, face="mono")

    text = read(lines(CLOCK) + code)

    assert "jpgyq jpgyq" in text.text
    assert "`´¨ˆ˜ ¯¯¯" in text.text
