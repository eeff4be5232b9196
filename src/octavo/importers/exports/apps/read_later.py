"""Read-later services (Pocket, Instapaper, wallabag, Matter …), and what feed readers starred.

Pocket: the closing export of 2025, tables of links and lists of highlights, and its pages.
The CSV has title, url, time_added (unix seconds), tags (by `|`) and status; older ones have a
cursor too. A title may be cut at about 75 characters, or be the address itself. The page,
`ril_export.html`, is of lists of links below headings that say their state:

    <h1>Unread</h1><ul><li><a href="…" time_added="1300000000" tags="a,b">Title</a></li></ul>

Instapaper: CSV of three generations, each with a column more than the one before: URL,
Title, Selection (a highlight), Folder (`Unread`, `Archive`, `Starred` or one of the person's
own), then Timestamp (unix seconds), then Tags (an array of JSON).

wallabag: an array of entries in JSON, the same in XML, or a CSV of `Title;URL;Content;Tags;…`.
Format: https://doc.wallabag.org/admin/console_commands (the same entries as the API gives).
Flags are 0, 1 or booleans, an id is a number or a text, and tags are texts or objects. In the
CSV the day is written before the month, and the hour on a clock of twelve without saying
which half of the day it is. Version 1 had an array with flags in texts, and what elCurator
exports is for the same importer (`src/Import` of wallabag's source).

Matter: CSV, tags by semicolon. GoodLinks: an array, times in seconds with fractions; a link
without `readAt` is unread. Readability: `{"bookmarks": [{"article__url": …}]}`. Anybox:
`{"links": […]}`.

Readers of feeds (Inoreader, FreshRSS, Feedly, NewsBlur), of whose entries the starred are kept.
Google Reader's JSON, which the others took over, has the entries of a stream in `items`: the
address in `canonical` or `alternate`, the text in `content` or `summary`, and in `categories`
the labels (`user/1000/label/Craft`), the states (`user/1000/state/com.google/read`) and what
the feed itself says an entry is about.
Format: https://www.inoreader.com/developers/stream-contents
Feedly's API has its labels in `tags` instead (https://developer.feedly.com/v3/streams/).
NewsBlur: `{"stories": [{"story_title", "story_permalink", …}]}` (https://newsblur.com/api).

Large because each service that keeps links to be read is declared here.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.netscape import links
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    Signs,
    array,
    collection,
    is_one_of,
    mark,
    marks_in,
    table,
)
from octavo.importers.exports.files.json_items import document, first_fields
from octavo.importers.exports.format import Part, head_of, roots_of, whole_text
from octavo.importers.text.titles import is_same_title, tags_of
from octavo.importers.text.xml import local_name
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TOLD_BY = lazy_pattern(r"<a\s[^<>]{0,9000}\btime_added\s*=", re.IGNORECASE)
_TITLE = "<title>Pocket Export</title>"
_READ = lazy_pattern(r"\b(?:read|archive)", re.IGNORECASE)

POCKET_CSV = table(
    "pocket-csv",
    "Pocket, CSV",
    told_by=Signs("title url time_added status"),
    fields=Fields(
        kind="pocket",
        separator="|",
        added="time_added",
        archived=is_one_of("status", "archive", "archived", "read"),
    ),
)

POCKET_HIGHLIGHTS = array(
    "pocket-highlights",
    "Pocket, highlights",
    told_by=Signs("url title highlights", only=True),
    fields=Fields(kind="pocket", notes=marks_in("highlights", text="note")),
)


def _is_pocket(part: Part) -> bool:
    head = head_of(part)
    is_markup = head.lstrip().startswith("<")
    return is_markup and (bool(_TOLD_BY.search(head)) or _TITLE in head[:1000])


POCKET_HTML = collection(
    "pocket-html",
    "Pocket, HTML",
    recognises=_is_pocket,
    items=lambda part, _: links(part, begin="li"),
    fields=Fields(
        kind="pocket",
        url="href",
        added="time_added",
        archived=lambda item: bool(_READ.search(str(item["heading"]))),
    ),
)


def _is_pocket_api(part: Part) -> bool:
    head = head_of(part)
    return "list" in first_fields(part) and '"given_url"' in head and '"item_id"' in head


def _in_pocket(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The items of a list, but for those that were deleted and have nothing left."""
    listed = values.object_in(document(part)).get("list")
    for each in listed.values() if isinstance(listed, dict) else values.listed(listed):
        if str((item := values.object_in(each)).get("status")) != "2":
            yield item


def _tags_of_pocket(item: Item) -> frozenset[Tag]:
    return tags_of(item.get("tags"))


def _people_of_pocket(item: Item) -> list[object]:
    people = item.get("authors")
    return [*people.values()] if isinstance(people, dict) else values.listed(people)


POCKET_API = collection(
    "pocket-json",
    "Pocket, JSON as its API gave it",
    recognises=_is_pocket_api,
    items=_in_pocket,
    fields=Fields(
        kind="pocket",
        url=("resolved_url", "given_url"),
        title=("resolved_title", "given_title"),
        authors=_people_of_pocket,
        language="lang",
        tags=_tags_of_pocket,
        notes=marks_in("annotations", text="note"),
        added="time_added",
        archived=is_one_of("status", "1"),
        starred="favorite",
        key="item_id",
    ),
)


_OWN = frozenset(("unread", "archive", "starred", "liked", "home"))
"""Folders that every account has; others say what a thing is about."""


def _tags(row: Item) -> frozenset[Tag]:
    """The tags in an array of JSON; in a line by comma, where it is none."""
    cell = str(row.get("tags", ""))
    try:
        return values.tags(json.loads(cell))
    except (ValueError, RecursionError):
        return values.tags(cell.strip("[] "))


def _folder(row: Item) -> str:
    folder = str(row.get("folder", "")).strip()
    return "" if folder.lower() in _OWN else folder


INSTAPAPER = table(
    "instapaper",
    "Instapaper, CSV",
    told_by=Signs("url title selection folder"),
    fields=Fields(
        kind="instapaper",
        tags=_tags,
        folder=_folder,
        notes=lambda row: mark(row.get("selection", "")),
        added="timestamp",
        archived=is_one_of("folder", "archive"),
        starred=is_one_of("folder", "starred", "liked"),
    ),
)


_OF_INSTAPAPER = lazy_pattern(r"<title>\s{0,9}Instapaper\b", re.IGNORECASE)
_OF_MEDIUM = lazy_pattern(
    r"<li[^<>]{0,100}>\s{0,99}<a\s[^<>]{0,300}\bclass\s?=\s?[\"'](?:h-cite|p-name)\b",
    re.IGNORECASE,
)
_POST_OF_MEDIUM = lazy_pattern(r"<section[^<>]{0,100}\sdata-field=\"body\"")
_LISTS_OF_MEDIUM = frozenset(("bookmarks", "claps", "reading list"))


def _links(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The links in the lists of a page, each with its time and the heading above it."""
    from octavo.importers.formats.html.elements import text_in
    from octavo.importers.formats.html.tree import tree_of

    root = tree_of(whole_text(part))
    folder = ""
    for element in root.iter("h1", "h2", "li") if root is not None else ():
        link = element.find(".//a[@href]")
        time = element.find(".//time")
        if element.tag != "li":
            folder = text_in(element)
        elif link is not None:
            said = "" if time is None else time.get("datetime") or text_in(time)
            title, url = text_in(link), link.get("href") or ""
            yield {"title": title, "url": url, "time": said, "folder": folder}


INSTAPAPER_HTML = collection(
    "instapaper-html",
    "Instapaper, HTML",
    recognises=lambda part: _OF_INSTAPAPER.search(head_of(part)[:2000]) is not None,
    items=_links,
    fields=Fields(
        kind="instapaper",
        folder=_folder,
        archived=is_one_of("folder", "archive"),
        starred=is_one_of("folder", "starred", "liked"),
    ),
)


def _of_medium(part: Part, parts: Sequence[Part]) -> Iterator[Item]:
    """The links of a list, or a post of one's own, whose parts are told by their classes."""
    from lxml.etree import tostring

    from octavo.importers.formats.html.elements import detach, text_in
    from octavo.importers.formats.html.tree import tree_of

    root = tree_of(whole_text(part)) if _POST_OF_MEDIUM.search(head_of(part)) else None
    if root is None:
        yield from _links(part, parts)
        return
    named = {
        name: each for each in root.iter("*") for name in (each.get("class") or "").split()
    }
    said = {name: text_in(each) for name, each in named.items()}
    heading = said.get("graf--title", "")
    if is_same_title(heading, said.get("p-name", "")):
        detach(named["graf--title"])
    yield {
        "title": said.get("p-name"),
        "excerpt": said.get("p-summary"),
        "author": said.get("p-author"),
        "url": named.get("p-canonical", root).get("href"),
        "published": named.get("dt-published", root).get("datetime"),
        "html": tostring(named.get("e-content", root), encoding="unicode", method="html"),
    }


MEDIUM = collection(
    "medium",
    "Medium, HTML (posts, bookmarks, claps and lists)",
    recognises=lambda part: any(
        each.search(head_of(part)) for each in (_OF_MEDIUM, _POST_OF_MEDIUM)
    ),
    items=_of_medium,
    fields=Fields(
        kind="medium",
        needs_url=False,
        html="html",
        published="published",
        folder=lambda item: (
            ""
            if values.line(item.get("folder")).lower() in _LISTS_OF_MEDIUM
            else item.get("folder")
        ),
        added="time",
    ),
)


_NOT_FOUND = "wallabag can't retrieve contents for this article"
"""What stands in the place of a text that could not be had."""

_DATE = lazy_pattern(r"^(\d\d?)/(\d\d?)/(\d{4})\b")


def _html(item: Item) -> object:
    content = item.get("content")
    return "" if isinstance(content, str) and _NOT_FOUND in content[:1000] else content


def _time(row: Item) -> str:
    """When it was saved, whose day stands before the month."""
    return _DATE.sub(r"\3-\2-\1", values.line(row.get("creation date")))


_WALLABAG = Fields(
    kind="wallabag",
    url=("url", "given_url"),
    html=_html,
    authors="published_by",
    published="published_at",
    language="language",
    notes=marks_in("annotations"),
    added="created_at",
    archived="is_archived",
    starred="is_starred",
    key="id",
)

WALLABAG_JSON = array(
    "wallabag-json",
    "wallabag, JSON",
    told_by=Signs(
        "",
        some="is_archived is_starred given_url origin_url domain_name mimetype reading_time"
        " published_by preview_picture http_status",
        none="tag_names",
    ),
    fields=_WALLABAG,
)

_ENTRIES = lazy_pattern(r"\s*(?:<\?xml[^<>]*>\s*)?<\w+>\s*<entry>.*<is_archived>", re.DOTALL)


def _entries(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    for root in roots_of(part):
        yield from (values.object_in(_value_of(each)) for each in root)


def _value_of(element: "Element") -> object:
    """A text, a list of what is called `entry`, or an object, as JSON has it."""
    inner = [(local_name(each), _value_of(each)) for each in element]
    if {name for name, _ in inner} == {"entry"}:
        return [value for _, value in inner]
    return dict(inner) or element.text or ""


WALLABAG_XML = collection(
    "wallabag-xml",
    "wallabag, XML",
    recognises=lambda part: _ENTRIES.match(head_of(part)) is not None,
    items=_entries,
    fields=_WALLABAG,
)

WALLABAG_CSV = table(
    "wallabag-csv",
    "wallabag, CSV",
    told_by=Signs("title, url, content, tags, mime type"),
    fields=Fields(kind="wallabag", html=_html, language="language", added=_time),
)

WALLABAG_V1 = array(
    "wallabag-v1",
    "wallabag 1, JSON",
    told_by=Signs("url is_read is_fav"),
    fields=Fields(
        kind="wallabag-v1", html=_html, archived="is_read", starred="is_fav", key="id"
    ),
)

ELCURATOR = array(
    "elcurator",
    "elCurator, JSON",
    told_by=Signs("url title is_saved"),
    fields=Fields(kind="elcurator", added="created_at", starred="is_saved"),
)

MATTER = table(
    "matter",
    "Matter, CSV",
    told_by=Signs("title, author, publisher, url, tags, in queue, favorited"),
    fields=Fields(
        kind="matter",
        site="publisher",
        separator=";",
        added="last interaction date",
        read="read",
        archived=lambda row: (
            values.flag(row.get("read")) and not values.flag(row.get("in queue"))
        ),
        starred="favorited",
        key="file id",
    ),
)

GOODLINKS = array(
    "goodlinks",
    "GoodLinks, JSON",
    told_by=Signs("url addedAt", some="title tags starred readAt summary highlights"),
    fields=Fields(
        kind="goodlinks",
        excerpt="summary",
        notes=marks_in("highlights", quote="content", text="note", added="time"),
        added=lambda item: values.apple_time(item.get("addedAt")),
        read=lambda item: bool(item.get("readAt")),
        starred="starred",
    ),
)

READABILITY = array(
    "readability",
    "Readability, JSON",
    told_by=Signs("article__url"),
    within=("bookmarks", ""),
    fields=Fields(
        kind="readability",
        url="article__url",
        title="article__title",
        excerpt="article__excerpt",
        added="date_added",
        archived="archive",
        starred="favorite",
    ),
)

ANYBOX = array(
    "anybox",
    "Anybox, JSON",
    told_by=Signs("url", some="isStarred dateAdded", least=1),
    within=("links", ""),
    fields=Fields(
        kind="anybox",
        added=lambda item: values.apple_time(item.get("dateAdded")),
        starred="isStarred",
    ),
)


_LABEL = "/label/"
_OF_READERS = ("user/", "tag:google.com", "feed/")
"""How the categories begin that are no words of the feed."""


def _categories(item: Item) -> list[str]:
    return [values.line(each) for each in values.listed(item.get("categories"))]


def _labels(item: Item) -> frozenset[Tag]:
    """The labels of the reader, and the categories of the feed."""
    said = _categories(item)
    labels = [each.partition(_LABEL)[2] for each in said if each.startswith(_OF_READERS)]
    others = [each for each in said if not each.startswith(_OF_READERS)]
    return values.tags_named(filter(None, labels + others)) | _labels_of_feedly(item)


def _labels_of_feedly(item: Item) -> frozenset[Tag]:
    """Its labels and keywords; what is only saved or read has a label that is none."""
    tags = values.objects_in(item.get("tags"))
    names = [values.line(each.get("label")) for each in tags if "/global." not in _id(each)]
    keywords = item.get("keywords")
    return values.tags_named(filter(None, names)) | values.tags(keywords)


def _id(item: Item) -> str:
    return values.line(item.get("id"))


def _has_state(item: Item, state: str) -> bool:
    return any(each.endswith(f"/state/com.google/{state}") for each in _categories(item))


def _address(item: Item) -> object:
    """Where the entry is: the address that it calls its own, or the first that it links to."""
    links = values.objects_in(
        [*values.listed(item.get("canonical")), *values.listed(item.get("alternate"))]
    )
    named = next(filter(None, (each.get("href") for each in links)), None)
    return named or item.get("canonicalUrl") or item.get("originId")


def _html_of_entry(item: Item) -> object:
    said = (values.object_in(item.get(name)).get("content") for name in ("content", "summary"))
    return next(filter(None, said), "")


def _notes(item: Item) -> Iterator[DraftNote]:
    """What was marked in an entry, and what was written on it."""
    for each in values.objects_in(item.get("annotations")):
        said = each.get("text"), each.get("note"), each.get("added_on")
        yield from mark("", each["content"]) if "content" in each else mark(*said)
    for each in values.objects_in(item.get("comments")):
        yield from mark("", each.get("content") or each.get("comment"))


STARRED = array(
    "starred-json",
    "Starred entries of Inoreader, FreshRSS, Feedly or Google Reader, JSON",
    told_by=Signs(
        "id", some="crawlTimeMsec alternate canonical origin categories canonicalUrl"
    ),
    within=("items", ""),
    fields=Fields(
        kind="starred",
        url=_address,
        needs_url=False,
        html=_html_of_entry,
        authors=lambda item: values.line(item.get("author")).split(";"),
        site=lambda item: values.object_in(item.get("origin")).get("title"),
        published="published",
        tags=_labels,
        notes=_notes,
        added=("actionTimestamp", "crawlTimeMsec", "crawled", "published"),
        read=lambda item: _has_state(item, "read"),
        starred=lambda item: _has_state(item, "starred"),
        key="id",
    ),
)

NEWSBLUR = array(
    "newsblur",
    "NewsBlur, JSON",
    told_by=Signs("story_permalink"),
    within=("stories", ""),
    fields=Fields(
        kind="newsblur",
        url="story_permalink",
        title="story_title",
        html="story_content",
        authors="story_authors",
        published=("story_timestamp", "story_date"),
        tags=lambda item: (
            values.tags(item.get("user_tags")) | values.tags(item.get("story_tags"))
        ),
        note="user_notes",
        added=("starred_timestamp", "starred_date"),
        read="read_status",
        starred=lambda item: bool(item.get("starred", item.get("starred_date"))),
        key="story_hash",
    ),
)
