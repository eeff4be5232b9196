"""Instapaper's exports, of three generations."""

from datetime import UTC, datetime

import pytest

from octavo.model.article import State
from tests.importers.exports.samples import INSTAPAPER, INSTAPAPER_PAGE, drafts_in, tagged

FIRST = "URL,Title,Selection,Folder\nhttps://lamp.example/,A lamp,,Unread\n"
SECOND = (
    "URL,Title,Selection,Folder,Timestamp\nhttps://lamp.example/,A lamp,,Unread,1600000000\n"
)
THIRD = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    'https://lamp.example/,A lamp,,Unread,1600000000,"[""light""]"\n'
)
ADDED = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sample", "added", "tags"),
    [
        pytest.param(FIRST, None, set(), id="the first generation"),
        pytest.param(SECOND, ADDED, set(), id="the second, with times"),
        pytest.param(THIRD, ADDED, {"light"}, id="the third, with tags"),
    ],
)
def test_each_generation_is_read(sample: str, added: datetime | None, tags: set[str]) -> None:
    [lamp] = drafts_in(sample)

    assert (lamp.title, lamp.url) == ("A lamp", "https://lamp.example/")
    assert (lamp.added, lamp.tags) == (added, tagged(*tags))
    assert lamp.source.kind == "instapaper"


@pytest.mark.parametrize(
    ("folder", "archived", "starred", "tags"),
    [
        pytest.param("Unread", False, False, set(), id="unread"),
        pytest.param("Archive", True, False, set(), id="archived"),
        pytest.param("Starred", False, True, set(), id="starred"),
        pytest.param("Long reads", False, False, {"Long reads"}, id="a folder of one's own"),
    ],
)
def test_a_folder_is_a_state_or_a_tag(
    folder: str, archived: bool, starred: bool, tags: set[str]
) -> None:
    [lamp] = drafts_in(FIRST.replace("Unread", folder))

    assert (lamp.archived, lamp.starred, lamp.tags) == (archived, starred, tagged(*tags))
    assert lamp.state == (State.READ if archived else State.UNREAD)


def test_a_selection_is_a_highlight() -> None:
    lamp, bread = drafts_in(INSTAPAPER)

    [note] = lamp.notes
    assert note.highlight
    assert note.highlight.exact == "It burned all night."
    assert lamp.tags == tagged("light", "long night")
    assert bread.notes == ()


@pytest.mark.parametrize("cell", ["[light", "light", "[[[[[[["], ids=["open", "plain", "deep"])
def test_tags_that_are_no_array_do_not_stop_a_row(cell: str) -> None:
    [lamp] = drafts_in(THIRD.replace('"[""light""]"', cell))

    assert lamp.title == "A lamp"


def test_headings_are_the_state_and_the_folder_in_html() -> None:
    unread, archived, own = drafts_in(INSTAPAPER_PAGE)

    assert (unread.title, unread.archived) == ("A lamp & a window", False)
    assert archived.archived
    assert own.tags == tagged("Kitchen")
