"""Smaller read-later services, each told from those that it looks like."""

import json
from datetime import UTC, datetime

import pytest

from octavo.model.article import State
from tests.importers.exports.samples import (
    ANYBOX,
    ELCURATOR,
    GOODLINKS,
    MATTER,
    MEDIUM_POST,
    READABILITY,
    WALLABAG_V1,
    drafts_in,
    tagged,
)


def test_goodlinks_is_not_taken_for_pocket() -> None:
    lamp, bread = drafts_in(GOODLINKS)
    assert (lamp.authors, lamp.excerpt) == (("Ida Lund",), "It burned.")
    assert (lamp.tags, lamp.starred, lamp.state) == (tagged("light"), True, State.READ)
    [note] = lamp.notes
    assert note.highlight
    assert (note.highlight.exact, note.text) == ("all night", "Until when?")
    assert (bread.state, bread.starred) == (State.UNREAD, False)
    assert str(bread.added) == "2020-09-13 12:36:40.500000+00:00"


def test_matter_keeps_what_left_the_queue_in_the_archive() -> None:
    lamp, bread = drafts_in(MATTER)
    assert (lamp.tags, lamp.starred) == (tagged("light", "long night"), True)
    assert (lamp.site, lamp.archived, lamp.state) == ("Lamps", False, State.UNREAD)
    assert (bread.archived, bread.state) == (True, State.READ)


def test_a_post_of_medium_is_what_its_parts_are_called() -> None:
    [lamp] = drafts_in(MEDIUM_POST)
    assert (lamp.title, lamp.text, lamp.excerpt) == (
        "A lamp in the window",
        "It burned.",
        "Of the sill.",
    )
    assert (lamp.url, lamp.authors) == ("https://lamp.example/window", ("Ann Lee",))
    assert lamp.published == datetime(2020, 9, 13, 12, 26, tzinfo=UTC)
    [draft] = drafts_in(MEDIUM_POST.replace("p-canonical", "").replace("dt-published", ""))
    assert (draft.title, draft.url, draft.published) == (lamp.title, "", None)


def test_flags_of_wallabag_1_are_texts() -> None:
    [draft] = drafts_in(WALLABAG_V1)
    assert (draft.archived, draft.starred) == (True, False)
    assert (draft.text, draft.tags) == ("It burned all night.", tagged("light", "night"))


def test_what_elcurator_and_readability_and_anybox_star() -> None:
    [a], [b], [c] = map(drafts_in, (ELCURATOR, READABILITY, ANYBOX))
    assert all(draft.starred and draft.added for draft in (a, b, c))
    assert (b.excerpt, b.archived) == ("It burned.", True)
    assert (a.tags, c.tags) == (tagged("light"), tagged("light"))


@pytest.mark.parametrize(
    "when", [1709634030.5, 731326830.5, "731326830.5", "2024-03-05T10:20:30.5Z"]
)
@pytest.mark.parametrize("field", ["dateAdded", "addedAt"])
def test_programs_for_apples_may_count_from_2001(field: str, when: object) -> None:
    item = {"url": "https://a.example/", "title": "A", "tags": [], "isStarred": False}
    name = {"dateAdded": item, "addedAt": item | {"starred": False}}[field]
    [draft] = drafts_in(json.dumps([name | {field: when}]))
    assert draft.added == datetime(2024, 3, 5, 10, 20, 30, 500_000, tzinfo=UTC)
