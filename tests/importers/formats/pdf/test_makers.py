"""The same text in PDFs that several programs made: all of it, in its order, and nothing else.

The files in `made` are of the text beside them, in one column or two, justified and divided,
with a running head and a number on their pages, where the program has these.
"""

import re
from pathlib import Path

import pytest

from octavo.importers.dispatch import draft_of_document
from octavo.model.article import Source

MADE = Path(__file__).parent / "made"
TEXT = (MADE / "text.md").read_text("utf-8")
MAKERS = {
    "chromium-ghostscript": 1,  # one of the marks that it draws
    "fpdf2": 2,  # one paragraph is as far from the next as its lines are from each other
    "groff-ghostscript": 0,
    "libreoffice": 0,
    "reportlab": 0,
    "typst": 0,
    "weasyprint": 0,
    "weasyprint-qpdf": 0,
    "xhtml2pdf": 0,
}
"""How many paragraphs and items the file does not tell from what stands beside them."""


def read(maker: str) -> str:
    data = (MADE / f"{maker}.pdf").read_bytes()
    draft = draft_of_document(data, Source(kind="file", name="ferries.pdf"))
    assert draft.title == "The Ferries of Lindholm"
    return re.sub(r"\\(.)", r"\1", draft.text)


def words(text: str) -> list[str]:
    """The words of a text, but for the numbers that a program puts before its headings."""
    return re.findall(r"[^\W_]+", re.sub(r"(?m)^(#+) \d\.? ", r"\1", text))


@pytest.mark.parametrize("maker", MAKERS)
def test_all_that_was_written_is_there_in_its_order_and_nothing_else(maker: str) -> None:
    text = read(maker)
    assert words(text) == words(TEXT)
    blocks = [line for line in TEXT.splitlines() if line and line[0] not in "|#"]
    assert len([block for block in blocks if block not in text.splitlines()]) <= MAKERS[maker]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_table_has_its_rows(maker: str) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and "---" not in line]
    assert [row for row in rows if row not in read(maker).splitlines()] == []
