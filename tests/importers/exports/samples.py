"""Small exports of every service, and short ways to read them."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO

from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Format
from octavo.importers.exports.registry import SourcedRow, arrivals_from
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag

POCKET = (
    "title,url,time_added,tags,status\n"
    "A lamp in the window,https://lamp.example/window,1600000000,light|night,unread\n"
    '"Bread, salt,\n\nand water",https://bread.example/salt,1600000100,,archive\n'
)
POCKET_OLD = (
    "title,url,time_added,cursor,tags,status\n"
    "A lamp in the window,https://lamp.example/window,1600000000,71876,light|night,unread\n"
)
POCKET_MARKED = json.dumps(
    [
        {
            "url": "https://lamp.example/window",
            "title": "A lamp in the window",
            "highlights": [{"quote": "It burned all night.", "created_at": 1600000000}],
        }
    ]
)
INSTAPAPER = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    "https://lamp.example/window,A lamp,It burned all night.,Starred,1600000000,"
    '"[""light"",""long night""]"\n'
    "https://bread.example/salt,Bread,,Archive,1600000100,[]\n"
)
WALLABAG = json.dumps(
    [
        {
            "is_archived": 1,
            "is_starred": 0,
            "tags": ["light", {"label": "night", "slug": "night"}],
            "id": "12",
            "title": "A lamp in the window",
            "url": "https://lamp.example/window",
            "content": "<p>It burned <em>all</em> night.</p>",
            "created_at": "2016-09-08T11:55:58+0200",
            "published_at": "2016-09-01T00:00:00+0000",
            "published_by": ["Ida Lund"],
            "annotations": [
                {
                    "text": "Until when?",
                    "quote": "all night",
                    "ranges": [{"start": "/p[1]", "startOffset": "10", "end": "/p[1]"}],
                }
            ],
            "mimetype": "text/html",
            "language": "en_GB",
            "reading_time": 1,
            "domain_name": "lamp.example",
        }
    ]
)
WALLABAG_TABLE = (
    "Title;URL;Content;Tags;MIME Type;Language;Creation date\n"
    '"A lamp";https://lamp.example/window;"<p class=\\"a\\">It burned; all night.</p>";'
    '"light, night";text/html;en;"08/09/2016 11:55:58"\n'
)
OMNIVORE_ITEM = {
    "id": "0a1b",
    "slug": "a-lamp-in-the-window-0a1b",
    "title": "A lamp in the window",
    "description": "It burned all night.",
    "author": "Ida Lund",
    "url": "https://lamp.example/window",
    "state": "Active",
    "readingProgress": 40,
    "thumbnail": "",
    "labels": ["light"],
    "savedAt": "2024-10-01T08:00:00.000Z",
    "updatedAt": "2024-10-02T08:00:00.000Z",
    "publishedAt": None,
}
OMNIVORE = json.dumps([OMNIVORE_ITEM])
READER = (
    "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
    'A lamp,https://lamp.example/window,01hx,"[\'light\', ""night\'s end""]",'
    "2026-03-14 23:55:23.291000+00:00,50,new,True\n"
)
READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags\n"
    'It burned all night.,A lamp,Ida Lund,B001,Until when?,yellow,"light,night",page,3,'
    "2026-03-14 23:55:23+00:00,novels\n"
    "Then it went out.,A lamp,Ida Lund,B001,,,,page,9,2026-03-15 23:55:23+00:00,novels\n"
)
KARAKEEP = json.dumps(
    {
        "bookmarks": [
            {
                "createdAt": 1600000000,
                "title": "A lamp in the window",
                "tags": ["light"],
                "lists": ["l2"],
                "content": {"type": "link", "url": "https://lamp.example/window"},
                "note": "For the winter.",
                "archived": False,
            },
            {
                "createdAt": 1600000100,
                "title": None,
                "tags": [],
                "content": {"type": "text", "text": "Buy oil for the lamp."},
                "note": None,
                "archived": True,
            },
        ],
        "lists": [
            {"id": "l1", "name": "House", "parentId": None},
            {"id": "l2", "name": "Windows", "parentId": "l1"},
        ],
    }
)
LINKDING = json.dumps(
    {
        "count": 1,
        "next": None,
        "results": [
            {
                "id": 7,
                "url": "https://lamp.example/window",
                "title": "A lamp in the window",
                "description": "It burned. [linkding-notes]Until when?[/linkding-notes]",
                "notes": "For the winter.",
                "is_archived": False,
                "unread": True,
                "shared": False,
                "tag_names": ["light", "linkding:bookmarks.archived"],
                "date_added": "2024-10-01T08:00:00.000Z",
                "date_modified": "2024-10-01T08:00:00.000Z",
            }
        ],
    }
)
POCKET_PAGE = """<!DOCTYPE html>
<html><head><title>Pocket Export</title></head><body>
<h1>Unread</h1>
<ul>
<li><a href="https://lamp.example/window?a=1&amp;b=2" time_added="1300000000" \
tags="light,night">A lamp &amp; a window</a></li>
</ul>
<h1>Read Archive</h1>
<ul>
<li><a href="https://bread.example/salt" time_added="1300000100" tags="">Bread</a></li>
</ul>
</body></html>
"""

SAMPLES = {
    "pocket-csv": POCKET,
    "pocket-html": POCKET_PAGE,
    "pocket-highlights": POCKET_MARKED,
    "instapaper": INSTAPAPER,
    "wallabag-json": WALLABAG,
    "wallabag-csv": WALLABAG_TABLE,
    "omnivore": OMNIVORE,
    "readwise-reader": READER,
    "readwise": READWISE,
    "karakeep": KARAKEEP,
    "linkding-json": LINKDING,
}
"""One export of each format, by its name."""


def arrivals_in(
    files: Mapping[str, str | bytes] | str | bytes, format: Format | None = None
) -> list[SourcedRow]:
    """What comes from one file, or from several of one export."""
    named = files if isinstance(files, Mapping) else {"export": files}
    parts = [
        part_of(data.encode() if isinstance(data, str) else data, name)
        for name, data in named.items()
    ]
    return list(arrivals_from(parts, format))


def drafts_in(files: Mapping[str, str | bytes] | str | bytes) -> list[Draft]:
    """The drafts in an export without a fault."""
    rows = [arrival.row.draft for arrival in arrivals_in(files)]
    faults = [row for row in rows if isinstance(row, DraftRejected)]
    assert not faults, faults
    return [row for row in rows if isinstance(row, Draft)]


def faults_in(files: Mapping[str, str | bytes] | str | bytes) -> list[str]:
    """The reasons against the rows at fault in an export."""
    rows = [arrival.row.draft for arrival in arrivals_in(files)]
    return [row.reason for row in rows if isinstance(row, DraftRejected)]


def tagged(*names: str) -> frozenset[Tag]:
    """Tags of these names."""
    return frozenset(map(Tag, names))


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of some files."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()
