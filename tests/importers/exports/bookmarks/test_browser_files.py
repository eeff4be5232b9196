"""What browsers keep beside the backups that they are asked for."""

import plistlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from octavo.model.article import State
from octavo.model.draft import Draft
from tests.importers.exports.bookmarks.bookmark_samples import FIREFOX
from tests.importers.exports.samples import XBEL, drafts_in, faults_in, tagged


def database(path: Path, script: str) -> bytes:
    """The bytes of a database that a script makes."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(f"pragma synchronous = off; {script}")
    connection.close()
    return path.read_bytes()


PLACES = """
create table moz_places (id integer primary key, url text, title text);
create table moz_bookmarks (id integer primary key, type integer, fk integer, parent integer,
    title text, dateAdded integer, guid text);
insert into moz_places values (1, 'https://lamp.example/window', 'A page'),
    (2, 'https://bread.example/salt', 'Bread'), (3, 'place:sort=8', 'Most visited');
insert into moz_bookmarks values
    (1, 2, null, 0, '', 0, 'root________'), (2, 2, null, 1, 'menu', 0, 'menu________'),
    (4, 2, null, 1, 'tags', 0, 'tags________'), (10, 2, null, 2, 'House', 0, 'aaa'),
    (11, 1, 1, 10, 'A lamp', 1600000000000000, 'lamp'), (12, 1, 2, 2, null, 0, 'bread'),
    (13, 2, null, 4, 'light', 0, 'ttt'), (14, 1, 1, 13, null, 0, 'of the tag'),
    (15, 1, 3, 2, 'Most visited', 0, 'query');
"""


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_the_database_of_firefox(tmp_path: Path, journal: str) -> None:
    data = database(tmp_path / "p.sqlite", f"pragma journal_mode = {journal};{PLACES}")
    assert faults_in(data) == ["its address begins with place:; only http and https are kept"]
    lamp, bread = drafts_in(database(tmp_path / "p.sqlite", PLACES + LESS))
    assert (lamp.title, lamp.url) == ("A lamp", "https://lamp.example/window")
    assert lamp.tags == tagged("House", "light")
    assert str(lamp.added) == "2020-09-13 12:26:40+00:00"
    assert (bread.title, bread.tags) == ("Bread", tagged())


def test_folders_that_lie_in_one_another_are_named_once(tmp_path: Path) -> None:
    circle = """insert into moz_bookmarks values (30, 2, null, 31, 'A', 0, 'a'),
        (31, 2, null, 30, 'B', 0, 'b'), (32, 1, 2, 31, 'Salt', 0, 'c');"""
    *_, salt = drafts_in(database(tmp_path / "p.sqlite", PLACES + LESS + circle))
    assert salt.tags == tagged("A/B")


LESS = "delete from moz_bookmarks where guid = 'query';"


def test_a_damaged_database_is_a_reason(tmp_path: Path) -> None:
    data = database(tmp_path / "p.sqlite", PLACES)
    assert faults_in(data[: len(data) // 2]) != []
    assert faults_in(b"SQLite format 3\0" + bytes(100)) == [
        "it is an SQLite database, not an export"
    ]


def packed(text: bytes) -> bytes:
    """Some text as Firefox packs it: all of it new, then a part of it again."""
    new = len(text)
    size = bytes([0xF0 | 4]) + b"\xff" * ((new - 15) // 255) + bytes([(new - 15) % 255])
    block = size + text + (8).to_bytes(2, "little")
    return b"mozLz40\0" + (new + 8).to_bytes(4, "little") + block


def test_a_backup_that_firefox_packed_is_unpacked() -> None:
    spaces = FIREFOX.encode() + b" " * 8
    assert drafts_in(packed(spaces)) == drafts_in(FIREFOX)


@pytest.mark.parametrize("cut", [9, 13, 40, -1])
def test_a_packed_backup_that_breaks_off_is_a_reason(cut: int) -> None:
    data = packed(FIREFOX.encode() + b" " * 8)[:cut]
    assert all("damaged" in fault or "JSON" in fault for fault in faults_in(data))
    assert faults_in(data)


SAFARI = {
    "WebBookmarkType": "WebBookmarkTypeList",
    "Children": [
        {
            "Title": "BookmarksBar",
            "WebBookmarkType": "WebBookmarkTypeList",
            "Children": [
                {
                    "Title": "House",
                    "WebBookmarkType": "WebBookmarkTypeList",
                    "Children": [
                        {
                            "WebBookmarkType": "WebBookmarkTypeLeaf",
                            "URLString": "https://lamp.example/window",
                            "URIDictionary": {"title": "A lamp"},
                        }
                    ],
                }
            ],
        },
        {
            "Title": "com.apple.ReadingList",
            "WebBookmarkType": "WebBookmarkTypeList",
            "Children": [
                {
                    "WebBookmarkType": "WebBookmarkTypeLeaf",
                    "URLString": "https://bread.example/salt",
                    "URIDictionary": {"title": "Bread"},
                    "ReadingList": {
                        "DateAdded": datetime(2020, 9, 13, 12, 26, 40),
                        "PreviewText": "Salt and water.",
                    },
                }
            ],
        },
    ],
}


@pytest.mark.parametrize("format", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_bookmarks_and_reading_list_of_safari(format: plistlib.PlistFormat) -> None:
    lamp, bread = drafts_in(plistlib.dumps(SAFARI, fmt=format))
    assert (lamp.title, lamp.tags) == ("A lamp", tagged("House"))
    assert (bread.title, bread.excerpt, bread.state) == (
        "Bread",
        "Salt and water.",
        State.UNREAD,
    )
    assert str(bread.added) == "2020-09-13 12:26:40+00:00"
    nameless = {"Children": [{"WebBookmarkType": "WebBookmarkTypeLeaf"}]}
    assert len(faults_in(plistlib.dumps(nameless, fmt=format))) == 1
    assert faults_in(b"bplist00WebBookmarkType") == ["the property list is damaged"]


KOBO = """
create table content (ContentID text, Title text, Attribution text);
create table Bookmark (BookmarkID text, VolumeID text, Text text, Annotation text,
    DateCreated text, Type text);
insert into content values ('file:///a.epub', 'A lamp', 'Ida Lund');
insert into Bookmark values
    ('1', 'file:///a.epub', 'all night', 'Until when?', '2020-09-13T12:26:40.000', 'note'),
    ('2', 'file:///L%2C I.kepub.epub', 'salt', null, '2020-09-13T12:26:40.000', 'highlight'),
    ('3', 'file:///a.epub', null, null, '2020-09-13T12:26:40.000', 'dogear');
"""


def test_highlights_of_a_kobo(tmp_path: Path) -> None:
    data = database(tmp_path / "k.sqlite", KOBO)
    assert faults_in(data) == ["it marks a page and has no text"]
    lamp, bread = _drafts(data)
    assert (lamp.title, lamp.authors) == ("A lamp", ("Ida Lund",))
    [note] = lamp.notes
    assert note.highlight
    assert (note.highlight.exact, note.text) == ("all night", "Until when?")
    assert bread.title == "L, I"


APPLE = """
create table ZAEANNOTATION (Z_PK integer, ZANNOTATIONDELETED integer, ZANNOTATIONASSETID text,
    ZANNOTATIONSELECTEDTEXT text, ZANNOTATIONNOTE text, ZANNOTATIONCREATIONDATE real);
insert into ZAEANNOTATION values (1, 0, 'B1', 'all night', 'Until when?', 621692800.0),
    (2, 1, 'B1', 'gone', null, 0), (3, 0, 'B2', 'salt and water', null, 621692800.0);
"""
SHELF = """
create table ZBKLIBRARYASSET (ZASSETID text, ZTITLE text, ZAUTHOR text);
insert into ZBKLIBRARYASSET values ('B1', 'A lamp', 'Ida Lund');
"""


def test_highlights_of_apple_books_with_the_titles_beside_them(tmp_path: Path) -> None:
    lamp, other = drafts_in(
        {
            "AEAnnotation_v1.sqlite": database(tmp_path / "a.sqlite", APPLE),
            "BKLibrary-1.sqlite": database(tmp_path / "b.sqlite", SHELF),
        }
    )
    assert (lamp.title, lamp.authors) == ("A lamp", ("Ida Lund",))
    assert str(lamp.added) == "2020-09-13 12:26:40+00:00"
    assert other.title == "salt and water"


def _drafts(data: bytes) -> list[Draft]:
    from tests.importers.exports.samples import arrivals_in

    found = [arrival.row.draft for arrival in arrivals_in(data)]
    return [draft for draft in found if isinstance(draft, Draft)]


def test_what_was_bookmarked_on_x() -> None:
    data = (
        'window.YTD.bookmark.part0 = [ {"bookmark": {"tweetId": "12",'
        ' "fullText": "It burned all night.",'
        ' "expandedUrl": "https://x.com/i/web/status/12"}} ]'
    )
    [draft] = drafts_in(data)
    assert (draft.title, draft.url) == ("It burned all night.", "https://x.com/i/web/status/12")
    assert draft.text == "It burned all night."


def test_xbel_has_folders_in_folders() -> None:
    lamp, bread = drafts_in(XBEL)
    assert (lamp.title, lamp.tags) == ("A lamp", tagged("House/Light"))
    assert ([note.text for note in lamp.notes], bread.url) == (
        ["It burned."],
        "https://bread.example/salt",
    )
    assert lamp.added
