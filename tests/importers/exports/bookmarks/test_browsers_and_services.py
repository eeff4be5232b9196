"""Bookmarks as Firefox, Chrome, Pinboard, Raindrop and OneTab keep them."""

import json
import plistlib
from datetime import UTC, datetime

import pytest

from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Row
from octavo.importers.exports.registry import arrivals_from, format_named, format_of
from octavo.model.article import State
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from tests.importers.exports.bookmarks.bookmark_samples import (
    BOOKMARK_SAMPLES,
    CHROME,
    DESKTOP_LINK,
    FIREFOX,
    LINK,
    ONETAB,
    PINBOARD,
    RAINDROP,
)
from tests.importers.exports.samples import tagged

NOON = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def rows_in(data: str | bytes, name: str) -> list[Row]:
    """The rows of an export."""
    format = format_named(name)
    assert format
    part = part_of(data.encode() if isinstance(data, str) else data, "x")
    return [arrival.row for arrival in arrivals_from((part,), format)]


def drafts_in(data: str, name: str) -> list[Draft]:
    """The drafts of an export without a fault."""
    drafts = [row.draft for row in rows_in(data, name)]
    assert not [draft for draft in drafts if isinstance(draft, DraftRejected)]
    return [draft for draft in drafts if isinstance(draft, Draft)]


def reasons_in(data: str | bytes, name: str) -> list[str]:
    """The reasons among its rows."""
    drafts = [row.draft for row in rows_in(data, name)]
    return [draft.reason for draft in drafts if isinstance(draft, DraftRejected)]


@pytest.mark.parametrize("name", ["firefox", "chrome", "pinboard", "raindrop"])
def test_a_bookmark_says_what_it_was(name: str) -> None:
    lamp, bread = drafts_in(BOOKMARK_SAMPLES[name], name)

    assert (lamp.title, lamp.url) == ("A lamp", "https://lamp.example/window")
    assert lamp.added == NOON
    assert lamp.source.kind == name
    assert lamp.source.key in ("lamp", "h1", "7")
    assert bread.source.key != lamp.source.key


def test_firefox_has_tags_and_folders() -> None:
    lamp, bread = drafts_in(FIREFOX, "firefox")

    assert lamp.tags == tagged("light", "long words")
    assert bread.tags == tagged("House")


def test_firefox_once_had_descriptions() -> None:
    said = {"name": "bookmarkProperties/description", "value": "It burned."}
    node = {"type": "text/x-moz-place", "uri": "https://a.example", "annos": [said]}
    text = json.dumps({"type": "text/x-moz-place-container", "children": [node]})

    assert drafts_in(text, "firefox")[0].notes == (DraftNote(text="It burned."),)


def test_a_damaged_backup_says_what_to_do() -> None:
    data = b"mozLz40\0" + bytes(range(200))
    found = format_of(part_of(data, "bookmarks.jsonlz4"))

    assert found
    assert found.name == "firefox"
    assert reasons_in(data, "firefox") == [
        "it is damaged; in Firefox, “Backup…” writes one that can be read"
    ]


@pytest.mark.parametrize(
    ("name", "sample", "key"), [("firefox", FIREFOX, "uri"), ("chrome", CHROME, "url")]
)
def test_a_rejected_bookmark_keeps_its_folders(name: str, sample: str, key: str) -> None:
    before = drafts_in(sample, name)
    rows = rows_in(sample.replace("https:", "place:"), name)
    format = format_named(name)
    assert format
    assert all(isinstance(row.draft, DraftRejected) for row in rows)

    raws = [row.raw.replace(f'"{key}": "place:', f'"{key}": "https:') for row in rows]
    mended = format.collected(part_of(sample.encode(), "x"), raws)

    assert drafts_in(mended, name) == before


@pytest.mark.parametrize("name", ["firefox", "chrome"])
def test_a_broken_tree_is_a_reason(name: str) -> None:
    sample = BOOKMARK_SAMPLES[name]
    [reason] = reasons_in(sample[: sample.index("https://bread")], name)

    assert reason.startswith("it is no JSON")


def test_chrome_counts_from_1601_and_its_kin_have_notes() -> None:
    lamp, bread = drafts_in(CHROME, "chrome")

    assert lamp.added == NOON
    assert lamp.tags == tagged("House")
    assert [note.text for note in lamp.notes] == ["It burned."]
    assert (bread.added, bread.tags) == (None, frozenset())


@pytest.mark.parametrize("written", ["0", "-1", "soon", "9" * 30, "1", None, 1.5, [], True])
def test_a_time_of_chrome_that_is_none_is_left_out(written: object) -> None:
    node = {"type": "url", "url": "https://a.example", "date_added": written}
    text = json.dumps({"roots": {"other": {"children": [node]}}})

    assert drafts_in(text, "chrome")[0].added is None


def test_pinboard_calls_the_title_a_description() -> None:
    lamp, bread = drafts_in(PINBOARD, "pinboard")

    assert [note.text for note in lamp.notes] == ["It burned all night."]
    assert lamp.tags == tagged("light", "night")
    assert (lamp.state, bread.state) == (State.UNREAD, State.READ)
    assert bread.title == "https://bread.example/salt"


def test_raindrop_has_folders_notes_highlights_and_favourites() -> None:
    lamp, bread = drafts_in(RAINDROP, "raindrop")

    assert lamp.tags == tagged("light", "long words", "House/Kitchen")
    assert lamp.excerpt == "It burned."
    assert lamp.notes == (
        DraftNote(text="Mine."),
        DraftNote(highlight=Highlight("all night")),
        DraftNote(highlight=Highlight("and the next")),
    )
    assert (lamp.starred, bread.starred) == (True, False)
    assert bread.tags == frozenset()


def test_raindrop_may_name_its_highlights_and_their_notes() -> None:
    text = (
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
        '7,A,,,https://a.example,Unsorted,,,,"Highlight:all night\nNote:until when?",\n'
    )

    assert drafts_in(text, "raindrop")[0].notes == (
        DraftNote(text="until when?", highlight=Highlight("all night")),
    )


def test_a_list_of_tabs_has_titles_with_bars_in_them() -> None:
    lamp, bread, river = drafts_in(ONETAB, "onetab")

    assert (lamp.title, lamp.url) == ("A lamp | in the window", "https://lamp.example/window")
    assert bread.title == bread.url == "https://bread.example/salt"
    assert river.title == "River"


def test_a_line_that_is_no_address_is_a_reason() -> None:
    text = ONETAB + "chrome://newtab | New tab\nWhat is this?\n"

    assert reasons_in(text, "onetab") == [
        "its address begins with chrome:; only http and https are kept",
        "'What is this?' is no address",
    ]
    assert [row.place for row in rows_in(text, "onetab")][-1] == "x, line 6"


def test_the_rejected_rows_of_a_list_are_a_list() -> None:
    assert reasons_in("chrome://settings | Settings\n", "onetab") == [
        "its address begins with chrome:; only http and https are kept"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A letter that cites https://a.example in its first line.\nAnd goes on.\n",
        "about: a title\nand a text\n",
        "",
        "# Links\n\n" + "A word about each.\n" * 3 + "https://a.example\n",
    ],
)
def test_a_text_with_addresses_in_it_is_no_list(text: str) -> None:
    assert format_of(part_of(text.encode(), "links.txt")) is None


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        pytest.param("An essay.url", LINK.encode(), "An essay", id="Windows"),
        pytest.param("a.desktop", DESKTOP_LINK.encode(), "A lamp", id="Linux"),
        pytest.param(
            "An essay.webloc",
            b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key>'
            b"<string>https://lamp.example/window</string></dict></plist>",
            "An essay",
            id="a Mac, without a type of document",
        ),
        *(
            pytest.param(
                "An essay.webloc",
                plistlib.dumps({"URL": "https://lamp.example/window"}, fmt=form),
                "An essay",
                id=form.name,
            )
            for form in plistlib.PlistFormat
        ),
    ],
)
def test_a_link_in_a_file_of_its_own(name: str, data: bytes, title: str) -> None:
    [arrival] = arrivals_from((part_of(data, name),))
    draft = arrival.row.draft
    assert isinstance(draft, Draft)
    assert (draft.title, draft.url, draft.text) == (title, "https://lamp.example/window", "")


@pytest.mark.parametrize("mark", ["", "- ", "* ", "+ ", "• ", "1. ", "12) "])
@pytest.mark.parametrize("shape", ["{}", "<{}>", "{} | A lamp", "<{}> | A lamp"])
def test_an_address_a_line_however_it_is_listed(mark: str, shape: str) -> None:
    urls = ["https://lamp.example/window", "https://bread.example/salt"]
    text = "".join(f"{mark}{shape.format(url)}\n" for url in urls)
    assert format_of(part_of(text.encode(), "x")) is format_named("onetab")
    assert [draft.url for draft in drafts_in(text, "onetab")] == urls
