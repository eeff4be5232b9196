"""Starred entries: their texts, labels and states."""

import json

import pytest

from octavo.model.article import State
from tests.importers.exports.samples import NEWSBLUR, STARRED, drafts_in, tagged


def test_a_starred_entry_comes_with_all_it_has() -> None:
    [entry] = drafts_in(STARRED)
    assert (entry.title, entry.url) == ("A lamp in the window", "https://lamp.example/window")
    assert entry.text == "It burned **all** night."
    assert (entry.site, entry.authors) == ("Windows", ("Ida Lund",))
    assert entry.tags == tagged("Long night", "Lamps")
    assert (entry.state, entry.starred) == (State.READ, True)
    [note] = entry.notes
    assert note.highlight
    assert (note.highlight.exact, note.text) == ("all night", "Until when?")


def test_the_address_may_stand_only_beside() -> None:
    file = json.loads(STARRED)
    file["items"][0]["alternate"] = file["items"][0].pop("canonical")
    [entry] = drafts_in(json.dumps(file))
    assert entry.url == "https://lamp.example/window"


def test_labels_of_feedly_are_objects() -> None:
    item = {
        "id": "x=",
        "title": "A lamp",
        "alternate": [{"href": "https://lamp.example/window"}],
        "origin": {"title": "Windows"},
        "crawled": 1600000000000,
        "keywords": ["oil"],
        "tags": [
            {"id": "user/1/tag/global.saved", "label": "Saved"},
            {"id": "user/1/tag/abc", "label": "light"},
        ],
    }
    [entry] = drafts_in(json.dumps({"items": [item]}))
    assert entry.tags == tagged("light", "oil")


@pytest.mark.parametrize("tags", [["light"], "light"])
def test_a_story_of_newsblur(tags: object) -> None:
    file = json.loads(NEWSBLUR)
    file["stories"][0]["user_tags"] = tags
    [story] = drafts_in(json.dumps(file))
    assert (story.text, story.authors) == ("It burned all night.", ("Ida Lund",))
    assert (story.tags, story.starred) == (tagged("light"), True)
