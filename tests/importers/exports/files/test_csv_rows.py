"""Tables as CSV, by whoever wrote them."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.exports.files.csv_rows import (
    Record,
    RowError,
    collected,
    header_of,
    records,
)
from octavo.importers.exports.files.parts import part_of

HEADER = "title,url,status\n"
GOOD = "A lamp,https://lamp.example/,unread\n"


def rows(table: str | bytes) -> list[Record | RowError]:
    data = table.encode() if isinstance(table, str) else table
    return list(records(part_of(data, "table.csv")))


def titles(table: str | bytes) -> list[str]:
    return [row["title"] if isinstance(row, Record) else "(fault)" for row in rows(table)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(HEADER + GOOD, ["A lamp"], id="a plain table"),
        pytest.param("\ufeff" + HEADER + GOOD, ["A lamp"], id="a byte order mark"),
        pytest.param(
            (HEADER + GOOD).encode("utf-16"), ["A lamp"], id="UTF-16, as Excel has it"
        ),
        pytest.param(
            (HEADER + "Лампа,u,s\n").encode("utf-16-le"), ["Лампа"], id="that without a mark"
        ),
        pytest.param(
            (HEADER + "孩子们,u,s\n").encode("utf-16-be"), ["孩子们"], id="the other order"
        ),
        pytest.param((HEADER + GOOD).replace("\n", "\r\n"), ["A lamp"], id="lines by CR LF"),
        pytest.param((HEADER + GOOD).replace("\n", "\r"), ["A lamp"], id="lines by CR alone"),
        pytest.param((HEADER + GOOD).replace(",", ";"), ["A lamp"], id="cells by semicolon"),
        pytest.param((HEADER + GOOD).replace(",", "\t"), ["A lamp"], id="cells by tabulator"),
        pytest.param(" Status ,URL,TITLE\nx,y,A lamp\n", ["A lamp"], id="any order and case"),
        pytest.param("\n\n" + HEADER + "\n" + GOOD + "\n\n", ["A lamp"], id="blank lines"),
        pytest.param(HEADER + '"A\n\nlamp",u,s\n', ["A\n\nlamp"], id="lines inside of a cell"),
        pytest.param(
            HEADER + '"A, ""lamp""",u,s\n', ['A, "lamp"'], id="quotes inside of a cell"
        ),
        pytest.param(HEADER + "A l\0amp,u,s\n", ["A lamp"], id="a NUL byte"),
        pytest.param(HEADER + "A lamp,u,s,,\n", ["A lamp"], id="empty cells at the end"),
        pytest.param(HEADER + "A lamp,u,s", ["A lamp"], id="no line end at the end"),
        pytest.param(HEADER.encode() + b"L\xe1mpa,u,s\n", ["Lámpa"], id="an old encoding"),
        pytest.param(
            "sep=;\n" + (HEADER + GOOD).replace(",", ";"), ["A lamp"], id="Excel's line"
        ),
        pytest.param("title,a,a,title\nA lamp,x,y,z\n", ["A lamp"], id="two of one name"),
        pytest.param(HEADER, [], id="a header alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_each_row_is_read(table: str | bytes, expected: list[str]) -> None:
    assert titles(table) == expected


@pytest.mark.parametrize(
    ("bad", "faults"),
    [
        pytest.param("A lamp,unread\n", 1, id="a cell too few, and no address"),
        pytest.param("A, lamp,https://a.example/,unread\n", 1, id="a comma without quotes"),
        pytest.param('"A lamp,https://a.example/,unread\n', 1, id="a quote left open"),
        pytest.param('A lamp,"https://a.example/,unread\n', 1, id="a quote open later on"),
        pytest.param('"One\nTwo\nThree",u\n', 1, id="a long cell in a row too short"),
    ],
)
def test_a_row_at_fault_takes_no_other_along(bad: str, faults: int) -> None:
    quoted = '"Bread, salt",https://bread.example/,archive\n'

    found = titles(HEADER + GOOD + bad + GOOD + quoted + GOOD)

    assert found == ["A lamp"] + faults * ["(fault)"] + ["A lamp", "Bread, salt", "A lamp"]


def test_a_stray_quote_in_a_line_is_read_as_it_is_meant() -> None:
    [row] = rows(HEADER + '"A lamp" in the window,https://lamp.example/,unread\n')

    assert isinstance(row, Record)
    assert row["title"] == "A lamp in the window"


def test_a_quote_behind_a_backslash_is_read_as_php_writes_it() -> None:
    [row] = rows(HEADER + '"<p class=\\"x\\">A, b</p>",https://lamp.example/,unread\n')

    assert isinstance(row, Record)
    assert row["title"] == '<p class="x">A, b</p>'


def test_a_row_says_where_it_begins() -> None:
    lines = [row.line for row in rows(HEADER + '"A\n\nlamp",u,s\n' + "x\n" + GOOD)]

    assert lines == [2, 5, 6]


def test_a_long_table_with_an_open_quote_at_its_start_loses_one_row() -> None:
    found = titles(HEADER + '"A,https://a.example/,unread\n' + GOOD * 5_000)

    assert found == ["(fault)"] + ["A lamp"] * 5_000


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells)), st.sampled_from(",;\t"))
def test_what_a_writer_writes_is_read_again(
    table: list[tuple[str, str, str]], delimiter: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "url", "status"), *table])

    found = rows(file.getvalue())

    assert [tuple(row.cells.values()) for row in found if isinstance(row, Record)] == table
    assert len(found) == len(table)


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_faults(data: bytes) -> None:
    assert all(isinstance(row, Record | RowError) for row in rows(b"title,url\n" + data))


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', "\r\n", "https://a.example/"])))
def test_no_word_of_a_table_is_lost(pieces: list[str]) -> None:
    table = "".join(pieces)

    kept = "\n".join(row.raw for row in rows(HEADER + table))

    assert re.findall(r"[^\",\s]+", kept) == re.findall(r"[^\",\s]+", table)


def test_rows_at_fault_can_be_mended_and_read_again() -> None:
    part = part_of((HEADER + GOOD + "x\n" + "y,z\n").encode(), "table.csv")
    faults = [row.raw for row in records(part) if isinstance(row, RowError)]

    again = collected(part, faults)

    assert again == HEADER + "x\ny,z\n"
    assert {*header_of(part_of(again.encode(), "again.csv")).columns} == {
        "title",
        "url",
        "status",
    }
