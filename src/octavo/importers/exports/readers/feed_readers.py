"""Feed readers: what is starred in Inoreader, FreshRSS, Google Reader, Feedly and NewsBlur.

Google Reader's JSON, which the others took over, has the entries of a stream in `items`: the
address in `canonical` or `alternate`, the text in `content` or `summary`, and in `categories`
the labels (`user/1000/label/Craft`), the states (`user/1000/state/com.google/read`) and what
the feed itself says an entry is about.
Format: https://www.inoreader.com/developers/stream-contents
Feedly's API has its labels in `tags` instead (https://developer.feedly.com/v3/streams/).
NewsBlur: `{"stories": [{"story_title", "story_permalink", …}]}` (https://newsblur.com/api).
"""

from collections.abc import Iterator

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Fields, Item, Signs, array, mark
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag

_LABEL = "/label/"
_OWN = ("user/", "tag:google.com", "feed/")
"""How the categories begin that are no words of the feed."""


def _categories(item: Item) -> list[str]:
    said = item.get("categories")
    return [values.line(each) for each in said] if isinstance(said, list) else []


def _tags(item: Item) -> frozenset[Tag]:
    """The labels of the reader, and the categories of the feed."""
    said = _categories(item)
    labels = [each.partition(_LABEL)[2] for each in said if each.startswith(_OWN)]
    others = [each for each in said if not each.startswith(_OWN)]
    return values.tags_named(filter(None, labels + others)) | _tags_of_feedly(item)


def _tags_of_feedly(item: Item) -> frozenset[Tag]:
    """Its labels and keywords; what is only saved or read has a label that is none."""
    listed = item.get("tags")
    tags = (
        [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    )
    names = [values.line(each.get("label")) for each in tags if "/global." not in _id(each)]
    keywords = item.get("keywords")
    return values.tags_named(filter(None, names)) | values.tags(keywords)


def _id(item: Item) -> str:
    return values.line(item.get("id"))


def _has_state(item: Item, state: str) -> bool:
    return any(each.endswith(f"/state/com.google/{state}") for each in _categories(item))


def _address(item: Item) -> object:
    """Where the entry is: the address that it calls its own, or the first that it links to."""
    for name in ("canonical", "alternate"):
        links = item.get(name)
        for each in links if isinstance(links, list) else ():
            if isinstance(each, dict) and each.get("href"):
                return each["href"]
    return item.get("canonicalUrl") or item.get("originId")


def _html(item: Item) -> object:
    for name in ("content", "summary"):
        said = item.get(name)
        if isinstance(said, dict) and said.get("content"):
            return said["content"]
    return ""


def _site(item: Item) -> object:
    origin = item.get("origin")
    return origin.get("title") if isinstance(origin, dict) else ""


def _notes(item: Item) -> Iterator[DraftNote]:
    """What was marked in an entry, and what was written on it."""
    for name in ("annotations", "comments"):
        listed = item.get(name)
        for each in listed if isinstance(listed, list) else ():
            if not isinstance(each, dict):
                continue
            if name == "comments" or "content" in each:
                yield from mark("", each.get("content") or each.get("comment"))
            else:
                yield from mark(each.get("text"), each.get("note"), each.get("added_on"))


STARRED = array(
    "starred-json",
    "Starred entries of Inoreader, FreshRSS, Feedly or Google Reader, JSON",
    told_by=Signs(
        "id",
        some="crawlTimeMsec alternate canonical origin categories canonicalUrl",
    ),
    within=("items", ""),
    fields=Fields(
        kind="starred",
        url=_address,
        needs_url=False,
        html=_html,
        authors="author",
        site=_site,
        published="published",
        tags=_tags,
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
