"""Readwise's exports: documents of its reader, and highlights."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.article import State
from octavo.model.draft import Draft
from tests.importers.exports.samples import READER, READWISE, drafts_in, faults_in, tagged

HEADER, _, ROW = READER.partition("\n")


def reader(**cells: str) -> Draft:
    """One document, of which some cells say something else."""
    row = {
        "Title": "A lamp",
        "URL": "https://lamp.example/",
        "ID": "01hx",
        "Saved date": "2026-03-14 23:55:23.291000+00:00",
        "Reading progress": "50",
        "Location": "new",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}
    written = ('"' + row.get(name, "").replace('"', '""') + '"' for name in HEADER.split(","))
    [draft] = drafts_in(f"{HEADER}\n{','.join(written)}\n")
    return draft


def test_a_document_says_what_it_was() -> None:
    [lamp] = drafts_in(READER)

    assert lamp.title == "A lamp"
    assert lamp.added
    assert lamp.added.isoformat() == "2026-03-14T23:55:23.291000+00:00"
    assert lamp.tags == tagged("light", "night's end")
    assert (lamp.source.kind, lamp.source.key) == ("readwise-reader", "01hx")


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("[]", set()),
        ("", set()),
        ("['a', 'b c']", {"a", "b c"}),
        ("""["it's", 'a']""", {"it's", "a"}),
        (r"""['it\'s "so"']""", {"it's so"}),
        (r"['caf\xe9']", {"café"}),
        ("a, b", {"a", "b"}),
        ("[" * 5_000, set()),
        ("['a', __import__('os').abort()]", {"a", "__import__('os').abort()"}),
        ("""['a', 'b, "c", d]""", {"a", "b", "c", "d"}),
        ("['a', 'it\\'s", {"a", "it's"}),
    ],
)
def test_tags_are_a_list_as_python_prints_it(cell: str, tags: set[str]) -> None:
    assert reader(Document_tags=cell).tags == tagged(*tags)


@given(st.lists(st.text("ab '\"\\,", max_size=4), max_size=4), st.integers(0, 40))
def test_no_tag_is_lost_where_a_list_is_cut(ends: list[str], length: int) -> None:
    cell = str([f"w{number}{end}" for number, end in enumerate(ends)])[:length]
    tags = " ".join(reader(Document_tags=cell).tags)

    assert set(re.findall(r"w\d", tags)) == set(re.findall(r"w\d", cell))


@pytest.mark.parametrize(
    ("cells", "progress"),
    [
        pytest.param(["50", "100", "1"], [0.5, 1.0, 0.01], id="in percent"),
        pytest.param(["0.5", "1", "0"], [0.5, 1.0, 0.0], id="as fractions"),
        pytest.param(["", "nan", "-3"], [0.0, 0.0, 0.0], id="no numbers"),
        pytest.param(["1e999", "70", "0"], [0.0, 0.7, 0.0], id="a number without an end"),
    ],
)
def test_progress_is_in_percent_or_a_fraction(cells: list[str], progress: list[float]) -> None:
    rows = "".join(
        f"A,https://a.example/{n},{n},[],,{cell},new,True\n" for n, cell in enumerate(cells)
    )

    assert [draft.progress for draft in drafts_in(f"{HEADER}\n{rows}")] == progress


@pytest.mark.parametrize(
    ("location", "archived", "tags"),
    [("new", False, set()), ("archive", True, set()), ("shortlist", False, {"shortlist"})],
)
def test_locations(location: str, archived: bool, tags: set[str]) -> None:
    draft = reader(Location=location)

    assert (draft.archived, draft.tags) == (archived, tagged(*tags))
    assert draft.state == (State.READ if archived else State.READING)


def test_each_highlight_names_its_document() -> None:
    first, second = drafts_in(READWISE)

    assert first.title == second.title == "A lamp"
    assert first.authors == ("Ida Lund",)
    assert first.source.key == second.source.key == "B001"
    assert first.tags == tagged("novels")
    [note] = first.notes
    assert note.highlight
    assert (note.highlight.exact, note.text) == ("It burned all night.", "Until when?")
    assert note.tags == tagged("light", "night")


def test_highlights_without_an_id_are_kept_together_by_title_and_author() -> None:
    first, second = drafts_in(READWISE.replace("B001", ""))

    assert first.source.key == second.source.key != ""


def test_the_older_file_without_document_tags_is_read() -> None:
    old = READWISE.replace(",Document tags", "").replace(",novels", "")

    assert [draft.tags for draft in drafts_in(old)] == [frozenset(), frozenset()]


def test_a_row_that_says_nothing_is_a_reason() -> None:
    rows = READWISE.splitlines()[0] + "\n,A lamp,,,,,,,,,\nWords.,,,,,,,,,,\n"

    assert faults_in(rows) == [
        "there is neither a highlight nor a note in it",
        "it does not say what it was marked in",
    ]


def test_a_highlight_of_reader_keeps_its_passage_and_a_feed_its_text() -> None:
    said = {"category": "highlight", "location": None, "source_url": "https://a.example/"}
    marked = said | {"title": "A", "content": "A passage.", "notes": "Mine."}
    fed = marked | {
        "category": "rss",
        "content": "Its text.",
        "source_url": "https://b.example/",
    }
    [one, other] = drafts_in(json.dumps({"results": [marked, fed]}))
    [note] = one.notes
    assert (note.text, note.highlight and note.highlight.exact) == ("Mine.", "A passage.")
    assert (one.text, other.text) == ("", "Its text.")
