"""Feeds as OPML 2.0 (http://opml.org/spec2.opml), which every other reader takes."""

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from octavo.model.feed import Feed
from octavo.model.tag import Tag

_NAME = re.compile(r"(?!xmlns$)(?:\{[a-z]+:[\w./#~-]+\})?[A-Za-z_][\w.-]*", re.ASCII)
"""An attribute's name, with its namespace as most are: `{http://blog.example/opml}`."""
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def opml_of(feeds: Iterable[Feed], title: str = "octavo", made: datetime | None = None) -> str:
    """A list of feeds, each in the folder of its first tag and with all tags as categories.

    A tag such as `policy/industry` is a folder in a folder.
    """
    root = etree.Element("opml", {"version": "2.0"})
    head = SubElement(root, "head")
    SubElement(head, "title").text = xml_text(title)
    if made:
        SubElement(head, "dateCreated").text = format_datetime(made)
    folders: dict[str, Element] = {"": SubElement(root, "body")}
    for feed in feeds:
        _write(_folder(next(iter(sorted(feed.tags)), ""), folders), feed)
    markup = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup}'


def _folder(path: str, folders: dict[str, Element]) -> Element:
    """The outline of a folder, made with those above it where it is not there yet."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = SubElement(_folder(above, folders), "outline", {"text": xml_text(name)})
    return folders[path]


def _write(folder: Element, feed: Feed) -> None:
    known = {
        "text": feed.outline.get("text") or feed.title,
        "title": feed.title,
        "type": feed.outline.get("type") or "rss",
        "xmlUrl": feed.url,
        "htmlUrl": feed.page,
        "category": _categories(feed.tags),
    }
    needed = {k: v for k, v in known.items() if v or k in ("text", "xmlUrl")}
    outline = SubElement(folder, "outline")
    for key, value in (feed.outline | needed).items():
        if _NAME.fullmatch(key):
            outline.set(key, xml_text(value))


def _categories(tags: Iterable[Tag]) -> str:
    """The tags as slash paths by comma, as OPML 2.0 has categories."""
    return ",".join(f"/{tag}" if "/" in tag else str(tag) for tag in sorted(tags))


def xml_text(text: str) -> str:
    """A text without the characters that XML has no way to write."""
    return _NO_XML.sub("\ufffd", text)
