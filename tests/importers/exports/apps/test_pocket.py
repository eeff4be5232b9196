"""Pocket's exports: a zip of CSV, older CSV, and the page of before."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.importers.exports.registry import rows_of
from octavo.model.article import State
from octavo.model.draft import Draft
from tests.importers.exports.samples import (
    POCKET,
    POCKET_MARKED,
    POCKET_OLD,
    POCKET_PAGE,
    drafts_in,
    faults_in,
    tagged,
    zipped,
)

HEADER = "title,url,time_added,tags,status\n"


@pytest.mark.parametrize("sample", [POCKET, POCKET_OLD], ids=["of 2025", "with a cursor"])
def test_a_row_says_what_it_was(sample: str) -> None:
    lamp = drafts_in(sample)[0]

    assert lamp.title == "A lamp in the window"
    assert lamp.url == "https://lamp.example/window"
    assert lamp.tags == tagged("light", "night")
    assert lamp.added == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert (lamp.state, lamp.archived) == (State.UNREAD, False)
    assert lamp.source.kind == "pocket"


def test_what_was_archived_is_read_and_archived() -> None:
    bread = drafts_in(POCKET)[1]

    assert bread.title == "Bread, salt, and water"
    assert (bread.state, bread.archived) == (State.READ, True)


def test_a_title_that_is_missing_or_the_address_is_the_address() -> None:
    rows = "https://a.example/x,https://a.example/x,1,,unread\n,https://b.example/,1,,unread\n"

    assert [draft.title for draft in drafts_in(HEADER + rows)] == [
        "https://a.example/x",
        "https://b.example/",
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("A,,1,,unread", "it has no address", id="no address"),
        pytest.param("A,lamp,1,,unread", "'lamp' is no web address", id="a word"),
        pytest.param(
            "A,javascript:x,1,,unread",
            "its address begins with javascript:; only http and https are kept",
            id="a script",
        ),
        pytest.param("A,1", "it has 2 cells, and the first line names 5", id="half a row"),
    ],
)
def test_a_row_at_fault_says_why(row: str, reason: str) -> None:
    assert faults_in(f"{HEADER}{row}\n") == [reason]


def test_a_row_that_is_too_short_lacks_only_its_end() -> None:
    [draft] = drafts_in(HEADER + "A,https://a.example/,1600000000\n")
    assert (draft.title, draft.tags, draft.doubt[:17]) == (
        "A",
        frozenset(),
        "cells are missing",
    )
    assert str(draft.added).startswith("2020")


def test_a_time_that_is_none_is_left_out() -> None:
    [draft] = drafts_in(HEADER + "A,https://a.example/,soon,,unread\n")

    assert draft.added is None


def test_many_parts_of_one_zip_are_all_read(tmp_path: Path) -> None:
    rows = "".join(f"lamp {n},https://a.example/{n},1600000000,,unread\n" for n in range(100))
    parts = {f"part_{number:06}.csv": HEADER + rows for number in range(3)}
    path = tmp_path / "pocket.zip"
    path.write_bytes(zipped(parts))

    arrivals = list(rows_of(path))

    assert len(arrivals) == 300
    assert all(isinstance(arrival.row.draft, Draft) for arrival in arrivals)
    assert arrivals[-1].row.place == "part_000002.csv, line 101"


def test_the_heading_of_a_page_is_the_state() -> None:
    lamp, bread = drafts_in(POCKET_PAGE)

    assert (lamp.title, lamp.url) == (
        "A lamp & a window",
        "https://lamp.example/window?a=1&b=2",
    )
    assert lamp.tags == tagged("light", "night")
    assert lamp.added == datetime(2011, 3, 13, 7, 6, 40, tzinfo=UTC)
    assert [lamp.archived, bread.archived] == [False, True]
    assert [lamp.state, bread.state] == [State.UNREAD, State.READ]


@pytest.mark.parametrize(
    ("heading", "archived"),
    [("Unread", False), ("Unread items", False), ("Read Archive", True), ("Archive", True)],
)
def test_a_heading_says_whether_its_items_are_read(heading: str, archived: bool) -> None:
    page = f"<h1>{heading}</h1><ul><li><a href=https://a.example/ time_added=1300000000>A</ul>"

    [draft] = drafts_in(page)

    assert draft.archived is archived


def test_highlights_beside_the_tables_are_read_too() -> None:
    files = {"annotations/part_000000.json": POCKET_MARKED, "part_000000.csv": POCKET}

    marked, lamp, _ = drafts_in(files)

    assert marked.url == lamp.url
    [note] = marked.notes
    assert note.highlight
    assert note.highlight.exact == "It burned all night."
    assert note.added == marked.added == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_a_page_whose_items_are_not_closed_is_read() -> None:
    page = (
        "<h1>Unread</h1><ul><li><a href=https://a.example/ time_added=1300000000>One"
        "<li><A HREF='https://b.example/' TIME_ADDED='1300000000'>Two <b>and</b> more</A>"
        "<li>No link here.</ul>"
    )

    one, two = drafts_in(page.replace("<li>No link here.", ""))

    assert [one.title, two.title] == ["One", "Two and more"]
    assert faults_in(page) == ["it has no address"]


def test_a_long_page_is_read_in_pieces() -> None:
    items = "".join(
        f'<li><a href="https://a.example/{n}" time_added="1300000000" >lamp {n}</a></li>\n'
        for n in range(3_000)
    )

    drafts = drafts_in(
        f"<h1>Unread</h1>\n<ul>\n{items}</ul>\n<h1>Read Archive</h1>\n<ul>\n</ul>"
    )

    assert [draft.title for draft in drafts] == [f"lamp {n}" for n in range(3_000)]
