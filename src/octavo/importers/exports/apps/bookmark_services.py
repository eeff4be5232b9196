"""Bookmark services: Pinboard, Delicious, linkding, Karakeep, Linkwarden, Shiori, Raindrop, X.

Pinboard calls a title `description`, as Delicious did; both also have posts in XML, as their
API gives them (https://pinboard.in/api). linkding's is what its API gives, an array or one page
of results (https://linkding.link/api/); notes may also stand inside of the description,
between `[linkding-notes]` marks, and what is archived may carry a tag that says so.

Karakeep's is `{"bookmarks": […], "lists": […]}`: a bookmark holds a link, a text, or nothing
any more; `createdAt` counts unix seconds. Lists become tags, those inside others below them:
`work/reading`. So do Linkwarden's collections, whose links stand inside of them.

Large because each service is a declaration of its own, and they share how lists are nested.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.netscape import (
    LINKDING_ARCHIVED,
    description_and_notes,
    is_root,
)
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    Signs,
    array,
    collection,
    is_one_of,
    table,
)
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Part, head_of, roots_of, whole_text
from octavo.importers.text.titles import title_of_text
from octavo.model.draft import DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

_POSTS = lazy_pattern(r"\s*(?:<\?xml[^>]*>\s*)?<posts[\s>]", re.IGNORECASE)
_LABEL = lazy_pattern(r"(highlight|note)\s*:\s*", re.IGNORECASE)

_POST = Fields(
    kind="pinboard",
    url="href",
    title="description",
    tags=("tags", "tag"),
    separator=" ",
    note=("extended", "notes"),
    added="time",
    read=is_one_of("toread", "no", "false", "0"),
    key=("hash", "href"),
)

PINBOARD = array(
    "pinboard",
    "Pinboard, JSON",
    told_by=Signs("href description", some="extended toread shared hash meta"),
    fields=_POST,
)

DELICIOUS = array(
    "delicious",
    "Delicious, JSON",
    told_by=Signs("href description tag", none="toread hash meta"),
    fields=replace(_POST, kind="delicious", key=()),
)


def _posts(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    for root in roots_of(part):
        for element in root.iter("{*}post"):
            yield {str(name): str(value) for name, value in element.attrib.items()}


POSTS = collection(
    "posts-xml",
    "Pinboard or Delicious, XML",
    recognises=lambda part: _POSTS.match(head_of(part)) is not None,
    items=_posts,
    fields=_POST,
)


def _described(item: Item) -> str:
    return description_and_notes(values.text(item.get("description")))[0]


def _written(item: Item) -> list[object]:
    inside = description_and_notes(values.text(item.get("description")))[1]
    return [item.get("notes"), inside]


def _tags(item: Item) -> frozenset[Tag]:
    return values.tags(item.get("tag_names")) - {LINKDING_ARCHIVED}


def _is_archived(item: Item) -> bool:
    marked = LINKDING_ARCHIVED in values.tags(item.get("tag_names"))
    return marked or values.flag(item.get("is_archived"))


def _is_read(item: Item) -> bool:
    return "unread" in item and not values.flag(item["unread"])


LINKDING_JSON = array(
    "linkding-json",
    "linkding, JSON",
    told_by=Signs("url tag_names"),
    within=("results", ""),
    fields=Fields(
        kind="linkding",
        title=("title", "website_title"),
        excerpt=_described,
        tags=_tags,
        note=_written,
        added="date_added",
        read=_is_read,
        archived=_is_archived,
        key="id",
    ),
)


def _folder(row: Item) -> str:
    """The folder as a tag; what lies in none is said to be in `Unsorted`."""
    steps = [step.strip() for step in str(row.get("folder", "")).split("/")]
    return "" if is_root(steps[0], {}) and len(steps) == 1 else "/".join(steps)


def _highlights(row: Item) -> Iterator[DraftNote]:
    """A highlight a line; some exports name each, and the note below it."""
    found: list[DraftNote] = []
    for line in values.text(row.get("highlights")).splitlines():
        label = _LABEL.match(line)
        said = line[label.end() :].strip() if label else line.strip()
        if said and label and label[1].lower() == "note" and found:
            found[-1] = DraftNote(text=said, highlight=found[-1].highlight)
        elif said:
            found.append(DraftNote(highlight=Highlight(said)))
    return iter(found)


RAINDROP = table(
    "raindrop",
    "Raindrop, CSV",
    told_by=Signs("url title folder tags created", some="excerpt cover highlights favorite"),
    fields=Fields(
        kind="raindrop",
        folder=_folder,
        note="note",
        notes=_highlights,
        added="created",
        starred="favorite",
        key=("id", "url"),
    ),
)


_MOST_LISTS = 10_000


def _fields(part: Part, _: Sequence[Part]) -> Fields:
    lists = _lists(part)

    def listed(item: Item) -> list[str]:
        return [lists.get(_id(each), "") for each in values.listed(item.get("lists"))]

    return Fields(
        kind="karakeep",
        url=_address,
        needs_url=False,
        title=lambda item: item.get("title") or ("" if _address(item) else _title(item)),
        text=_text,
        tags=lambda item: values.tags(item.get("tags")) | values.tags_named(listed(item)),
        note="note",
        added="createdAt",
        archived="archived",
        starred="favourited",
        key="id",
    )


def _address(item: Item) -> object:
    """The address of a bookmark; none of a text that has none.

    Raises:
        DraftRejected: If a bookmark has neither.
    """
    content = item.get("content")
    if not isinstance(content, dict):
        raise DraftRejected("", "its content is gone")
    address = content.get("url") or content.get("sourceUrl")
    if not address and not _text(item):
        is_link = content.get("type") in (None, "link")
        reason = "it has no address" if is_link else "its text or file is not in the export"
        raise DraftRejected("", reason)
    return address


def _text(item: Item) -> str:
    return values.text(values.object_in(item.get("content")).get("text"))


def _title(item: Item) -> str:
    return title_of_text(_text(item))


def _lists(part: Part) -> dict[str, str]:
    """The paths of the lists by their ids: `work/reading`."""
    return _paths(each.value for each in _listed(part) if isinstance(each.value, dict))


def _paths(lists: Iterable[Item]) -> dict[str, str]:
    found: dict[object, tuple[object, object]] = {
        _id(each): (each.get("name"), values.line(each.get("parentId")))
        for each in islice(lists, _MOST_LISTS)
    }
    return {str(id): values.path(id, found) for id in found}


def _listed(part: Part, within: str = "lists") -> Iterator[json_items.Item]:
    items = json_items.items(part, within)
    return (each for each in items if isinstance(each, json_items.Item))


def _id(value: object) -> str:
    return values.line(value.get("id") if isinstance(value, dict) else value)


def _collected(part: Part, raws: Sequence[str]) -> str:
    lists = [each.raw for each in _listed(part)]
    return json_items.collected_in({"bookmarks": raws, "lists": lists})


KARAKEEP = replace(
    array(
        "karakeep",
        "Karakeep, JSON",
        told_by=Signs("", some="createdAt content tags"),
        within=("bookmarks",),
        fields=_fields,
    ),
    collected=_collected,
)


def _is_linkwarden(part: Part) -> bool:
    """Whether the first collection holds links."""
    return Signs("name links").fit(json_items.first_item(part, "collections"))


def _linkwarden(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The links of all collections, each with the path of its own."""
    found = [
        each.value for each in _listed(part, "collections") if isinstance(each.value, dict)
    ]
    paths = _paths(found)
    pinned = {_id(each.value) for each in _listed(part, "pinnedLinks")}
    for each in found:
        for link in values.listed(each.get("links")):
            beside = {"folder": paths.get(_id(each)), "pinned": _id(link) in pinned}
            yield values.object_in(link) | beside


LINKWARDEN = collection(
    "linkwarden",
    "Linkwarden, JSON",
    recognises=_is_linkwarden,
    items=_linkwarden,
    fields=Fields(
        kind="linkwarden",
        title=("name", "url"),
        text=("textContent",),
        note="description",
        added=("importDate", "createdAt"),
        starred="pinned",
        key="id",
    ),
)

SHIORI = array(
    "shiori",
    "Shiori, JSON",
    told_by=Signs(
        "url excerpt",
        some="author modified modifiedAt public imageURL hasContent hasArchive hasEbook",
    ),
    within=("", "bookmarks"),
    fields=Fields(kind="shiori", added=("createdAt", "modified", "modifiedAt"), key="id"),
)


_YTD = lazy_pattern(r"\s*window\.YTD\.(?:bookmark|like)s?\.part\d+\s*=\s*(?=\[)")


def _in_twitter(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """What was bookmarked or liked, in an array that is given to a page."""
    text = whole_text(part)
    found = _YTD.match(text)
    array = part_of(text[found.end() if found else 0 :].encode("utf-8", "replace"), part.name)
    for each in json_items.items(array):
        if isinstance(each, json_items.ItemError):
            raise DraftRejected(part.name, each.reason)
        value = values.object_in(each.value)
        yield values.object_in(value.get("bookmark") or value.get("like"))


def _post(item: Item) -> str:
    """Where a post is, by its number; empty without one."""
    number = values.line(item.get("tweetId"))
    return f"https://x.com/i/web/status/{number}" if number.isdecimal() else ""


TWITTER = collection(
    "twitter",
    "Twitter/X, bookmarks and likes",
    recognises=lambda part: _YTD.match(head_of(part)) is not None,
    items=_in_twitter,
    fields=Fields(
        kind="twitter",
        url=lambda item: item.get("expandedUrl") or _post(item),
        needs_url=False,
        title=lambda item: title_of_text(values.text(item.get("fullText"))),
        text="fullText",
        key="tweetId",
    ),
)
