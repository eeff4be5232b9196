"""Small exports of every service, and short ways to read them."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO

from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Format, Part
from octavo.importers.exports.registry import FORMATS, SourcedRow, arrivals_from
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
POCKET_API = json.dumps(
    {
        "status": 1,
        "list": {
            "7": {
                "item_id": "7",
                "given_url": "https://lamp.example/window?utm_source=mail",
                "resolved_url": "https://lamp.example/window",
                "given_title": "",
                "resolved_title": "A lamp in the window",
                "time_added": "1600000000",
                "status": "1",
                "favorite": "1",
                "tags": {"light": {"item_id": "7", "tag": "light"}},
                "authors": {"3": {"author_id": "3", "name": "Ida Lund"}},
            },
            "8": {"item_id": "8", "status": "2", "listed": 0},
        },
    }
)
READWISE_JSON = json.dumps(
    {
        "count": 1,
        "results": [
            {
                "user_book_id": 5,
                "title": "a-lamp.html",
                "readable_title": "A lamp in the window",
                "author": "Ida Lund",
                "unique_url": "https://readwise.example/5",
                "source_url": "https://lamp.example/window",
                "book_tags": [{"id": 1, "name": "light"}],
                "highlights": [
                    {
                        "text": "It burned all night.",
                        "note": "Until when?",
                        "highlighted_at": "2023-01-01T10:00:00Z",
                        "tags": [{"id": 2, "name": "oil"}],
                    },
                    {"text": "It went out.", "is_deleted": True},
                ],
            }
        ],
    }
)
READER_JSON = json.dumps(
    {
        "nextPageCursor": None,
        "results": [
            {
                "id": "01h",
                "url": "https://read.example/01h",
                "source_url": "https://lamp.example/window",
                "title": "A lamp in the window",
                "author": "Ida Lund",
                "category": "article",
                "location": "archive",
                "tags": {"light": {"name": "light", "type": "manual"}},
                "site_name": "The Lamp",
                "summary": "A lamp.",
                "published_date": 1672531200000,
                "saved_at": "2023-01-02T10:00:00Z",
                "reading_progress": 0.5,
            }
        ],
    }
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
WALLABAG_XML = """<?xml version="1.0" encoding="UTF-8"?>
<result><entry><is_archived>1</is_archived><tags><entry><![CDATA[light]]></entry></tags><id>12</id>
<title><![CDATA[A lamp & a window]]></title><url>https://lamp.example/window
</url><content><![CDATA[<p>It burned.</p>]]></content>
<annotations><entry><quote>burned</quote><text>Until when?</text></entry></annotations></entry>
<entry><is_archived>0</is_archived><id>13</id><url>https://bread.example/salt</url></entry></result>
"""
XBEL = """<?xml version="1.0"?>
<!DOCTYPE xbel PUBLIC "+//IDN python.org//DTD XML Bookmark Exchange Language 1.0//EN" "x.dtd">
<xbel version="1.0"><folder><title>House</title><folder><title>Light</title>
<bookmark href="https://lamp.example/window" added="2020-09-13T12:26:40Z"><title>A lamp</title>
<desc>It burned.</desc></bookmark></folder></folder>
<bookmark href="https://bread.example/salt"/></xbel>"""
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

MATTER = (
    "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,"
    "Last Interaction Date,File Id\n"
    '"A lamp, in the window",Ida Lund,Lamps,https://lamp.example/window,light;long night,120,'
    "True,True,False,0,2024-03-04T10:00:00+00:00,f1\n"
    "Bread,,,https://bread.example/salt,,80,False,False,True,0,,f2\n"
)
GOODLINKS = json.dumps(
    [
        {
            "url": "https://lamp.example/window",
            "title": "A lamp in the window",
            "summary": "It burned.",
            "author": "Ida Lund",
            "tags": ["light"],
            "starred": True,
            "readAt": 1600000500.25,
            "addedAt": 1600000000.5,
            "highlights": [{"content": "all night", "note": "Until when?", "time": 1600000100}],
        },
        {"url": "https://bread.example/salt", "title": "Bread", "addedAt": 1600000600.5},
    ]
)
WALLABAG_V1 = json.dumps(
    [
        {
            "0": "1",
            "id": "1",
            "title": "A lamp in the window",
            "url": "https://lamp.example/window",
            "is_read": "1",
            "is_fav": "0",
            "content": "<p>It burned all night.</p>",
            "user_id": "1",
            "tags": "light,night",
        }
    ]
)
ELCURATOR = json.dumps(
    [
        {
            "title": "A lamp in the window",
            "url": "https://lamp.example/window",
            "tags": ["light"],
            "created_at": "2016-09-08T11:55:58+0200",
            "is_saved": True,
        }
    ]
)
READABILITY = json.dumps(
    {
        "bookmarks": [
            {
                "article__url": "https://lamp.example/window",
                "article__title": "A lamp in the window",
                "article__excerpt": "It burned.",
                "favorite": True,
                "archive": True,
                "date_added": "2014-09-08T11:55:58",
            }
        ]
    }
)
ANYBOX = json.dumps(
    {
        "links": [
            {
                "url": "https://lamp.example/window",
                "title": "A lamp in the window",
                "isStarred": True,
                "dateAdded": "2020-09-13T12:26:40Z",
                "tags": [{"name": "light"}],
            }
        ]
    }
)
LINKWARDEN = json.dumps(
    {
        "name": "Ida",
        "collections": [
            {"id": 1, "name": "House", "parentId": None, "links": []},
            {
                "id": 2,
                "name": "Windows",
                "parentId": 1,
                "links": [
                    {
                        "id": 10,
                        "name": "",
                        "url": "https://lamp.example/window",
                        "description": "For the winter.",
                        "tags": [{"id": 1, "name": "light"}],
                        "createdAt": "2020-09-13T12:26:40Z",
                    }
                ],
            },
        ],
    }
)
SHIORI = json.dumps(
    [
        {
            "id": 1,
            "url": "https://lamp.example/window",
            "title": "A lamp in the window",
            "excerpt": "It burned.",
            "author": "Ida Lund",
            "public": 0,
            "modified": "2020-09-13 12:26:40",
            "imageURL": "",
            "hasContent": True,
            "tags": [{"id": 1, "name": "light"}],
        }
    ]
)
POSTS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<posts user="ida" tag="">\n'
    '<post href="https://lamp.example/window" description="A lamp &amp; a window" '
    'extended="It burned." tag="light night" time="2020-09-13T12:26:40Z" toread="yes"/>\n'
    '<post href="https://bread.example/salt" description="" extended="" tag=""/>\n</posts>\n'
)
READECK = json.dumps(
    {
        "id": "abc",
        "url": "https://lamp.example/window",
        "title": "A lamp in the window",
        "site": "lamp.example",
        "authors": ["Ida Lund"],
        "labels": ["light"],
        "created": "2020-09-13T12:26:40Z",
        "is_archived": False,
        "is_marked": True,
        "read_progress": 40,
    }
)
STARRED = json.dumps(
    {
        "id": "user/1000/state/com.google/starred",
        "title": "Starred",
        "items": [
            {
                "id": "tag:google.com,2005:reader/item/0001",
                "crawlTimeMsec": "1600000000000",
                "categories": [
                    "user/1000/state/com.google/read",
                    "user/1000/state/com.google/starred",
                    "user/1000/label/Long night",
                    "Lamps",
                ],
                "title": "A lamp in the window",
                "published": 1590000000,
                "canonical": [{"href": "https://lamp.example/window"}],
                "summary": {"content": "<p>It burned <b>all</b> night.</p>"},
                "author": "Ida Lund",
                "origin": {"streamId": "feed/x", "title": "Windows"},
                "annotations": [{"text": "all night", "note": "Until when?"}],
            }
        ],
    }
)
NEWSBLUR = json.dumps(
    {
        "stories": [
            {
                "story_title": "A lamp in the window",
                "story_permalink": "https://lamp.example/window",
                "story_content": "<p>It burned all night.</p>",
                "story_authors": "Ida Lund",
                "starred_date": "2020-09-13 12:26:40",
                "user_tags": ["light"],
            }
        ]
    }
)
EVERNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export export-date="20240304T100000Z" application="Evernote" version="10">
<note><title>A lamp &amp; a window</title><created>20200913T122640Z</created>
<tag>light</tag><tag>long night</tag>
<note-attributes><author>Ida Lund</author>\
<source-url>https://lamp.example/window</source-url></note-attributes>
<content><![CDATA[<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-note SYSTEM \
"http://xml.evernote.com/pub/enml2.dtd"><en-note><div>It burned&nbsp;<b>all</b> night.</div>\
<div><en-todo checked="true"/>Buy oil</div><en-media hash="aa" type="image/png"/>\
<en-crypt>U2FsdGVk</en-crypt></en-note>]]></content>
<resource><data encoding="base64">iVBORw0KGgo=</data><mime>image/png</mime>\
<resource-attributes><file-name>lamp.png</file-name></resource-attributes></resource>
<task><title>Trim the wick</title></task></note>
<note><title>Bread</title><content><![CDATA[<en-note/>]]></content></note>
</en-export>
"""
KEEP = json.dumps(
    {
        "color": "DEFAULT",
        "isTrashed": False,
        "isPinned": True,
        "isArchived": False,
        "listContent": [
            {"text": "Oil", "isChecked": True},
            {"text": "Matches", "isChecked": False},
        ],
        "annotations": [{"url": "https://lamp.example/window", "title": "A lamp"}],
        "title": "",
        "userEditedTimestampUsec": 1600000000000000,
        "createdTimestampUsec": 1590000000000000,
        "labels": [{"name": "light"}],
    }
)
SAVED = (
    "Title,Note,URL,Tags,Comment\n"
    "A lamp,For the winter.,https://lamp.example/window,light,Mine.\n"
)
MYMIND = (
    "id,type,title,url,content,note,tags,created\n"
    'm1,WebPage,A lamp,https://lamp.example/window,It burned.,Mine.,"light,night",'
    "2020-09-13T12:26:40Z\n"
    "m2,Note,,,Buy oil for the lamp.,,,2020-09-13T12:26:40Z\n"
)
DELICIOUS = json.dumps(
    [
        {
            "href": "https://lamp.example/window",
            "description": "A lamp in the window",
            "extended": "Mine.",
            "tag": "light night",
            "time": "2020-09-13T12:26:40Z",
        },
        {
            "href": "https://bread.example/salt",
            "description": "Bread",
            "tag": "",
            "time": "2020-09-13T12:28:20Z",
        },
    ]
)
READING_LIST = json.dumps(
    {
        "Reading List": [
            {
                "url": "https://lamp.example/window",
                "title": "A lamp in the window",
                "creation_time_us": "1600000000000000",
                "status": "UNREAD",
            },
            {
                "url": "https://bread.example/salt",
                "title": "Bread",
                "creation_time_us": "1600000100000000",
                "status": "READ",
            },
        ]
    }
)
ANY_TABLE = (
    "Name;Link;Labels;Saved;Remarks;Colour\n"
    "A lamp;https://lamp.example/window;light|night;2020-09-13;Mine.;red\n"
    '"Bread; salt";;"crust, crumb";first of May;;\n'
)
ANY_OBJECTS = (
    '{"href": "https://lamp.example/window", "name": "A lamp", "labels": ["light"]}\n'
    '{"href": "https://bread.example/salt", "name": "Bread", "dateAdded": 1600000000}\n'
)
INSTAPAPER_PAGE = """<!DOCTYPE html><html><head><title>Instapaper: Export</title></head><body>
<h1>Unread</h1><ol><li><a href="https://lamp.example/window">A lamp &amp; a window</a></ol>
<h1>Archive</h1><ol><li><a href="https://bread.example/salt">Bread</a></ol>
<h1>Kitchen</h1><ol><li><a href="https://oven.example/">An oven</a></ol></body></html>"""
MEDIUM = """<!DOCTYPE html><html><head><title>Bookmarks</title></head><body><h1>Bookmarks</h1>
<ul><li><a class="h-cite" href="https://lamp.example/window">A lamp in the window</a> -
<time class="dt-published">2020-09-13 12:26</time></li></ul><h1>Kitchen</h1><ul>
<li><a class="h-cite" href="https://bread.example/salt">Bread</a></li></ul></body></html>"""
MEDIUM_POST = """<!DOCTYPE html><html><head><title>A lamp in the window</title></head><body>
<article class="h-entry"><header><h1 class="p-name">A lamp in the window</h1></header>
<section data-field="subtitle" class="p-summary">Of the sill.</section>
<section data-field="body" class="e-content">
<h3 class="graf graf--title">A lamp in the window</h3>
<p>It burned.</p></section><footer><p>By <a href="https://medium.com/@ann" class="p-author
h-card">Ann Lee</a> on <a href="https://medium.com/p/1"><time class="dt-published"
datetime="2020-09-13T12:26:00.000Z">September 13, 2020</time></a>.</p>
<p><a href="https://lamp.example/window" class="p-canonical">Canonical link</a></p></footer>
</article></body></html>"""
ZOTERO_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:foaf="http://xmlns.com/foaf/0.1/"><bib:Article rdf:about="https://lamp.example/window">
<z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Lee</foaf:surname>
<foaf:givenName>Ann</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
<dcterms:isReferencedBy rdf:resource="#item_2"/><dc:subject>light</dc:subject>
<dc:subject><z:AutomaticTag><rdf:value>night</rdf:value></z:AutomaticTag></dc:subject>
<dc:title>A lamp in the window</dc:title><dcterms:abstract>It burned.</dcterms:abstract>
<dc:date>2020-09-13</dc:date><dcterms:dateSubmitted>2021-02-03 10:00:00</dcterms:dateSubmitted>
<dc:identifier><dcterms:URI><rdf:value>https://lamp.example/window</rdf:value></dcterms:URI>
</dc:identifier></bib:Article>
<bib:Journal rdf:about="urn:issn:1234-5678"><dc:title>Lamps</dc:title></bib:Journal>
<bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;Mine.&lt;/p&gt;</rdf:value></bib:Memo>
<bib:Book rdf:about="#item_3"><dc:title>Bread</dc:title></bib:Book>
<z:Collection rdf:about="#collection_1"><dc:title>Kitchen</dc:title>
<dcterms:hasPart rdf:resource="#item_3"/></z:Collection></rdf:RDF>"""

SAMPLES = {
    "pocket-csv": POCKET,
    "pocket-html": POCKET_PAGE,
    "pocket-highlights": POCKET_MARKED,
    "instapaper": INSTAPAPER,
    "instapaper-html": INSTAPAPER_PAGE,
    "medium": MEDIUM,
    "zotero-rdf": ZOTERO_RDF,
    "wallabag-json": WALLABAG,
    "wallabag-csv": WALLABAG_TABLE,
    "wallabag-xml": WALLABAG_XML,
    "xbel": XBEL,
    "omnivore": OMNIVORE,
    "readwise-reader": READER,
    "readwise": READWISE,
    "karakeep": KARAKEEP,
    "linkding-json": LINKDING,
    "matter": MATTER,
    "goodlinks": GOODLINKS,
    "wallabag-v1": WALLABAG_V1,
    "elcurator": ELCURATOR,
    "readability": READABILITY,
    "pocket-json": POCKET_API,
    "readwise-json": READWISE_JSON,
    "readwise-reader-json": READER_JSON,
    "anybox": ANYBOX,
    "linkwarden": LINKWARDEN,
    "shiori": SHIORI,
    "posts-xml": POSTS,
    "readeck": READECK,
    "starred-json": STARRED,
    "newsblur": NEWSBLUR,
    "evernote": EVERNOTE,
    "google-keep": KEEP,
    "google-saved": SAVED,
    "mymind": MYMIND,
    "chrome-reading-list": READING_LIST,
    "delicious": DELICIOUS,
    "csv": ANY_TABLE,
    "json": ANY_OBJECTS,
}
"""One export of each format, by its name."""


def told_of(part: Part) -> list[str]:
    """The formats that recognise a part; any table and any objects come after all others."""
    told = [format.name for format in FORMATS if format.recognises(part)]
    return told[:1] + [name for name in told[1:] if name not in ("csv", "json")]


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
