"""Karakeep's and linkding's exports."""

import json
from datetime import UTC, datetime

import pytest

from octavo.model.article import State
from tests.importers.exports.samples import (
    KARAKEEP,
    LINKDING,
    LINKWARDEN,
    POSTS,
    SHIORI,
    drafts_in,
    faults_in,
    tagged,
)

LINK = json.loads(KARAKEEP)["bookmarks"][0]
BOOKMARK = json.loads(LINKDING)["results"][0]


def karakeep(lists: object = (), **fields: object) -> str:
    return json.dumps({"bookmarks": [LINK | fields], "lists": lists})


def linkding(**fields: object) -> str:
    return json.dumps([BOOKMARK | fields])


def test_a_link_says_what_it_was() -> None:
    link, _ = drafts_in(KARAKEEP)

    assert (link.title, link.url) == ("A lamp in the window", "https://lamp.example/window")
    assert link.tags == tagged("light", "House/Windows")
    assert link.added == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert [note.text for note in link.notes] == ["For the winter."]
    pinned = json.loads(LINKWARDEN)
    pinned["pinnedLinks"] = [{"id": pinned["collections"][-1]["links"][0]["id"]}]
    [star] = drafts_in(json.dumps(pinned))
    assert (star.starred, link.starred) == (True, False)
    assert link.source.kind == "karakeep"


def test_a_text_is_an_article_of_its_own() -> None:
    _, text = drafts_in(KARAKEEP)

    assert text.title == text.text == "Buy oil for the lamp."
    assert (text.url, text.archived) == ("", True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "its content is gone"),
        ("x", "its content is gone"),
        ({"type": "asset", "assetType": "pdf"}, "its text or file is not in the export"),
        ({"type": "link", "url": None}, "it has no address"),
    ],
)
def test_a_bookmark_without_content_is_a_reason(content: object, reason: str) -> None:
    assert faults_in(karakeep(content=content)) == [reason]


def test_lists_that_hold_each_other_come_to_an_end() -> None:
    lists = [
        {"id": "l2", "name": "A", "parentId": "l3"},
        {"id": "l3", "name": "B", "parentId": "l2"},
    ]

    [link] = drafts_in(karakeep(lists))

    assert len(link.tags) == 2


def test_a_list_that_is_not_there_is_left_out() -> None:
    assert drafts_in(karakeep([None, 3, {"id": 1}]))[0].tags == tagged("light")


@pytest.mark.parametrize("sample", [LINKDING, linkding()], ids=["a page", "an array"])
def test_a_bookmark_says_what_it_was(sample: str) -> None:
    [lamp] = drafts_in(sample)

    assert lamp.excerpt == "It burned."
    assert [note.text for note in lamp.notes] == ["For the winter.", "Until when?"]
    assert (lamp.source.kind, lamp.source.key) == ("linkding", "7")


def test_the_tag_for_archived_is_a_state() -> None:
    [lamp] = drafts_in(LINKDING)

    assert (lamp.tags, lamp.archived) == (tagged("light"), True)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"unread": True}, State.UNREAD),
        ({"unread": False}, State.READ),
        ({"unread": True, "is_archived": True}, State.READ),
    ],
)
def test_unread_is_said(fields: dict[str, object], state: State) -> None:
    [lamp] = drafts_in(linkding(tag_names=[], **fields))

    assert lamp.state == state


@pytest.mark.parametrize("date", [1727769600, 1727769600_000, 1727769600_000_000, "1727769600"])
def test_dates_are_in_seconds_or_less(date: object) -> None:
    assert drafts_in(linkding(date_added=date))[0].added == datetime(2024, 10, 1, 8, tzinfo=UTC)


def test_collections_of_linkwarden_are_tags_inside_one_another() -> None:
    [link] = drafts_in(LINKWARDEN)
    assert link.title == link.url == "https://lamp.example/window"
    assert link.tags == tagged("light", "House/Windows")
    assert [note.text for note in link.notes] == ["For the winter."]


def test_posts_in_xml_are_those_of_pinboard() -> None:
    lamp, bread = drafts_in(POSTS)
    assert (lamp.title, lamp.tags) == ("A lamp & a window", tagged("light", "night"))
    assert [note.text for note in lamp.notes] == ["It burned."]
    assert bread.title == "https://bread.example/salt"


def test_a_bookmark_of_shiori() -> None:
    [draft] = drafts_in(SHIORI)
    assert (draft.excerpt, draft.authors, draft.tags) == (
        "It burned.",
        ("Ida Lund",),
        tagged("light"),
    )
    assert str(draft.added) == "2020-09-13 12:26:40+00:00"
