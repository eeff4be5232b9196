"""wallabag's exports, as JSON and as CSV."""

import json
from datetime import UTC, datetime

import pytest

from octavo.model.article import State
from tests.importers.exports.samples import (
    WALLABAG,
    WALLABAG_TABLE,
    WALLABAG_XML,
    drafts_in,
    faults_in,
    tagged,
)


def entry(**fields: object) -> str:
    return json.dumps([json.loads(WALLABAG)[0] | fields])


def test_an_entry_says_what_it_was() -> None:
    [lamp] = drafts_in(WALLABAG)

    assert lamp.title == "A lamp in the window"
    assert lamp.text == "It burned *all* night."
    assert lamp.authors == ("Ida Lund",)
    assert lamp.added == datetime(2016, 9, 8, 9, 55, 58, tzinfo=UTC)
    assert lamp.published == datetime(2016, 9, 1, tzinfo=UTC)
    assert lamp.language == "en-GB"
    assert lamp.tags == tagged("light", "night")
    assert (lamp.source.kind, lamp.source.key) == ("wallabag", "12")


def test_an_annotation_is_a_highlight_with_a_note() -> None:
    [note] = drafts_in(WALLABAG)[0].notes

    assert note.text == "Until when?"
    assert note.highlight
    assert note.highlight.exact == "all night"


def test_xml_says_what_json_does() -> None:
    lamp, bread = drafts_in(WALLABAG_XML)
    assert (lamp.title, lamp.text) == ("A lamp & a window", "It burned.")
    assert (lamp.tags, lamp.archived) == (tagged("light"), True)
    assert [note.text for note in lamp.notes] == ["Until when?"]
    assert bread.url == "https://bread.example/salt"


@pytest.mark.parametrize("flag", [1, True, "1", "true"])
def test_flags_are_numbers_or_booleans(flag: object) -> None:
    [lamp] = drafts_in(entry(is_archived=flag, is_starred=flag))

    assert (lamp.archived, lamp.starred, lamp.state) == (True, True, State.READ)


@pytest.mark.parametrize("flag", [0, False, "0", None, "", []])
def test_flags_that_are_off_are_off(flag: object) -> None:
    [lamp] = drafts_in(entry(is_archived=flag, is_starred=flag))

    assert (lamp.archived, lamp.starred, lamp.state) == (False, False, State.UNREAD)


def test_an_id_is_a_number_or_a_text() -> None:
    assert drafts_in(entry(id=12))[0].source.key == drafts_in(entry(id="12"))[0].source.key


@pytest.mark.parametrize(
    "content", [None, "", "  ", 7, "wallabag can't retrieve contents for this article. Please."]
)
def test_an_entry_without_a_text_is_a_link(content: object) -> None:
    assert drafts_in(entry(content=content))[0].text == ""


def test_an_entry_of_strange_values_is_still_read() -> None:
    [lamp] = drafts_in(
        entry(
            tags={"a": 1},
            annotations=[None, 3, {"quote": None}],
            published_by="Ida",
            title=["x"],
            created_at={"date": 1},
            language=7,
        )
    )

    assert lamp.title == lamp.url
    assert lamp.authors == ("Ida",)
    assert lamp.notes == ()


def test_an_entry_without_an_address_is_a_reason() -> None:
    assert faults_in(entry(url=None, given_url="")) == ["it has no address"]


def test_a_table_is_read_with_its_days_before_its_months() -> None:
    [lamp] = drafts_in(WALLABAG_TABLE)

    assert lamp.title == "A lamp"
    assert lamp.text == "It burned; all night."
    assert lamp.tags == tagged("light", "night")
    assert lamp.language == "en"
    assert lamp.added == datetime(2016, 9, 8, 11, 55, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "added"),
    [
        ("31/12/2020 01:02:03", datetime(2020, 12, 31, 1, 2, 3, tzinfo=UTC)),
        ("31/12/2020", datetime(2020, 12, 31, tzinfo=UTC)),
        ("2020-12-31T01:02:03+01:00", datetime(2020, 12, 31, 0, 2, 3, tzinfo=UTC)),
        ("31/31/2020 01:02:03", None),
        ("", None),
    ],
)
def test_dates_of_a_table(cell: str, added: datetime | None) -> None:
    [lamp] = drafts_in(WALLABAG_TABLE.replace("08/09/2016 11:55:58", cell))

    assert lamp.added == added
