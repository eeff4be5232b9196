"""Small exports of browsers, bookmark services, citation managers and devices."""

import json

NETSCAPE = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- Written by a browser. DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1600000000" PERSONAL_TOOLBAR_FOLDER="true">Leiste</H3>
    <DL><p>
        <DT><A HREF="https://lamp.example/?a=1&amp;b=2" ADD_DATE="1600000000">A &lt;lamp&gt;</A>
        <DD>It burned all night,
and the next.
        <DT><H3>House</H3>
        <DL><p>
            <DT><H3>Kitchen &amp; cellar</H3>
            <DL><p>
                <DT><A HREF="https://bread.example/salt" TAGS="salt,long words">Bread</A>
            </DL><p>
        </DL><p>
    </DL><p>
    <HR>
    <DT><A HREF="https://river.example/">River</A>
</DL><p>
"""
FIREFOX = json.dumps(
    {
        "guid": "root________",
        "title": "",
        "type": "text/x-moz-place-container",
        "root": "placesRoot",
        "children": [
            {
                "title": "menu",
                "type": "text/x-moz-place-container",
                "root": "bookmarksMenuFolder",
                "children": [
                    {
                        "guid": "lamp",
                        "title": "A lamp",
                        "type": "text/x-moz-place",
                        "uri": "https://lamp.example/window",
                        "tags": "light,long words",
                        "dateAdded": 1600000000000000,
                    },
                    {"type": "text/x-moz-place-separator", "title": ""},
                    {
                        "title": "House",
                        "type": "text/x-moz-place-container",
                        "children": [
                            {
                                "guid": "bread",
                                "title": "Bread",
                                "type": "text/x-moz-place",
                                "uri": "https://bread.example/salt",
                            }
                        ],
                    },
                ],
            }
        ],
    }
)
CHROME = json.dumps(
    {
        "checksum": "0",
        "roots": {
            "bookmark_bar": {
                "children": [
                    {
                        "children": [
                            {
                                "date_added": "13244473600000000",
                                "guid": "lamp",
                                "name": "A lamp",
                                "type": "url",
                                "url": "https://lamp.example/window",
                                "meta_info": {"Description": "It burned."},
                            }
                        ],
                        "name": "House",
                        "type": "folder",
                    }
                ],
                "name": "Bookmarks bar",
                "type": "folder",
            },
            "other": {
                "children": [
                    {"name": "Bread", "type": "url", "url": "https://bread.example/salt"}
                ],
                "name": "Other bookmarks",
                "type": "folder",
            },
        },
        "version": 1,
    }
)
PINBOARD = json.dumps(
    [
        {
            "href": "https://lamp.example/window",
            "description": "A lamp",
            "extended": "It burned all night.",
            "meta": "m",
            "hash": "h1",
            "time": "2020-09-13T12:26:40Z",
            "shared": "yes",
            "toread": "yes",
            "tags": "light night",
        },
        {
            "href": "https://bread.example/salt",
            "description": False,
            "extended": "",
            "meta": "m",
            "hash": "h2",
            "time": "2020-09-13T12:26:40Z",
            "shared": "no",
            "toread": "no",
            "tags": "",
        },
    ]
)
RAINDROP = (
    "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
    '7,A lamp,Mine.,It burned.,https://lamp.example/window,House / Kitchen,"light, long words",'
    '2020-09-13T12:26:40.000Z,,"all night\nand the next",true\n'
    "8,Bread,,,https://bread.example/salt,Unsorted,,2020-09-13T12:26:40.000Z,,,false\n"
)
ONETAB = (
    "https://lamp.example/window | A lamp | in the window\n"
    "https://bread.example/salt\n\n"
    "https://river.example/ | River\n"
)
CSL = json.dumps(
    [
        {
            "id": "lund2019",
            "type": "webpage",
            "title": "A lamp",
            "author": [{"family": "Lund", "given": "Ida"}, {"literal": "The Lamp Society"}],
            "issued": {"date-parts": [["2019", 5, "2"]]},
            "accessed": {"date-parts": [[2020, 9, 13]]},
            "container-title": "Windows",
            "URL": "https://lamp.example/window",
            "abstract": "It burned all night.",
            "note": "Mine.",
            "language": "en-GB",
            "keyword": "light, long words",
        },
        {"id": "ek", "type": "book", "title": "Bread", "issued": {"raw": "2001"}},
    ]
)
BIBTEX = r"""
@string{win = "Windows"}
@comment{A remark about nothing}
@misc{lund2019,
  title = {{A {L}amp \& more --- in the ``caf{\'e}''}},
  author = {Lund, Ida and M{\"u}ller, J\"org and {Light and Sons}},
  url = {https://lamp.example/window},
  urldate = {2020-09-13},
  journal = win # " of night",
  year = 2019, month = may,
  keywords = {light, long words},
  abstract = {It burned
  all night.},
  note = {Mine.}
}

@book{ek, title = "Bread {and} salt", year = "2001"}
"""
RIS = """\
TY  - ELEC
TI  - A lamp
AU  - Lund, Ida
AU  - The Lamp Society
PY  - 2019/05/02/
UR  - https://lamp.example/window
KW  - light
KW  - long words
AB  - It burned
 all night.
N1  - <p>Mine.</p>
ID  - lund2019
ER  -

TY  - BOOK
TI  - Bread
PY  - 2001
ER  -
"""
HYPOTHESIS = json.dumps(
    {
        "export_date": "2020-09-13",
        "annotations": [
            {
                "id": "1",
                "created": "2020-09-13T12:26:40.000000+00:00",
                "user": "acct:ida@hypothes.is",
                "uri": "https://lamp.example/window",
                "text": "Until when?",
                "tags": ["light"],
                "target": [
                    {
                        "selector": [
                            {"type": "RangeSelector", "startOffset": 3},
                            {
                                "type": "TextQuoteSelector",
                                "exact": "all night",
                                "prefix": "It burned ",
                                "suffix": ", and the next.",
                            },
                        ]
                    }
                ],
                "document": {"title": ["A lamp"]},
            },
            {
                "uri": "https://lamp.example/window",
                "text": "Until morning.",
                "tags": [],
                "user": "acct:bo@hypothes.is",
                "references": ["1"],
                "target": [{"source": "https://lamp.example/window"}],
                "document": {"title": ["A lamp"]},
            },
        ],
    }
)
END = "==========\n"
KINDLE = (
    "\ufeffA lamp (in the window) (Lund, Ida)\n"
    "- Your Highlight on page 3 | Location 40-41 | Added on Sunday, 13 September 2020 12:26\n"
    "\nIt burned all night.\n" + END + "\ufeffA lamp (in the window) (Lund, Ida)\n"
    "- Your Note on page 3 | Location 41 | Added on Sunday, September 13, 2020 12:27:00 PM\n"
    "\nUntil when?\n" + END + "Bread (Bo Ek)\n"
    "- Ihre Markierung bei Position 7-7 | Hinzugefügt am Sonntag, 13. September 2020 12:26:40\n"
    "\nSalz und Brot.\n" + END
)

LINK = "[InternetShortcut]\nURL=https://lamp.example/window\nIconIndex=0\n"
DESKTOP_LINK = (
    "[Desktop Entry]\nType=Link\nName=A lamp\nIcon=text-html\nURL=https://lamp.example/window\n"
)

BOOKMARK_SAMPLES = {
    "bookmarks": NETSCAPE,
    "firefox": FIREFOX,
    "chrome": CHROME,
    "link-file": LINK,
    "pinboard": PINBOARD,
    "raindrop": RAINDROP,
    "onetab": ONETAB,
    "csl-json": CSL,
    "bibtex": BIBTEX,
    "ris": RIS,
    "hypothesis": HYPOTHESIS,
    "kindle": KINDLE,
}
"""By the names of their formats."""

ITEMS = {
    "bookmarks": 3,
    "firefox": 2,
    "chrome": 2,
    "link-file": 1,
    "pinboard": 2,
    "raindrop": 2,
    "onetab": 3,
    "csl-json": 2,
    "bibtex": 2,
    "ris": 2,
    "hypothesis": 2,
    "kindle": 3,
}
"""How many items each has."""
