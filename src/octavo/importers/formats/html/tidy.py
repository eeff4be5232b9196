"""Making a page ready to be read: what does not show goes, what shows late comes in."""

import re

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from octavo.importers.formats.html.code import tidy_code
from octavo.importers.formats.html.elements import (
    HEADINGS,
    VIDEO,
    classes,
    detach,
    tag,
    text_in,
    unwrap,
)
from octavo.importers.formats.html.formulas import write_formulas

_NO_TEXT = """
script style template svg title meta link base select option textarea canvas map area object
embed applet noframes frame frameset progress meter datalist output param
"""
_DROPPED = frozenset(_NO_TEXT.split())
_HOLLOW = frozenset(("source", "track"))
"""What never holds anything; the parser does not know, and puts into it what follows."""

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0\s*(?:;|$)"
)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|d-none|hidden|is-hidden"
    r"|noprint|mw-editsection)(?:$|\s)"
)
_SHOWN_LATER = re.compile(r"\w:(?:block|flex|grid|inline|table|contents)")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-image")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"$|data:|.*/(?:blank|spacer|placeholder|pixel|1x1)[^/]*\.(?:gif|png|svg)"
)
_PERMALINK = re.compile(r"(?:^|[\s_-])(?:anchor|permalink|headerlink|heading-link|hash-link)")
_PERMALINK_TEXT = frozenset(("", "#", "¶", "§", "🔗", "link", "permalink", "permanent link"))
_VIDEO = re.compile(
    r"//(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/([\w-]+)|player\.vimeo\.com/video/(\d+))"
)


def tidy(root: Element) -> None:
    """Take out what a reader of the page does not see, and mend what scripts would."""
    write_formulas(root)
    _fill_in(root)
    for fallback in list(root.iter("noscript")):
        _use_fallback(fallback)
    size = len(text_in(root))
    for element in list(root.iter()):
        if element is root or not tag(element):
            continue
        if tag(element) in _HOLLOW:
            unwrap(element)
        elif tag(element) in _DROPPED or _is_hidden(element, size):
            detach(element)
        else:
            _tidy_element(element)
    tidy_code(root)


def _fill_in(root: Element) -> None:
    """Put what a server sends late, hidden at the end, where a script would put it.

    React marks the place as `<template id="B:0">` and the piece as `<div hidden id="S:0">`.
    """
    pieces = {element.get("id") or "": element for element in root.iter("div")}
    for place in list(root.iter("template")):
        name = place.get("id") or ""
        piece = pieces.get(name.replace("B:", "S:", 1)) if name.startswith("B:") else None
        if piece is None or piece.get("hidden") is None:
            continue
        if all(above is not piece for above in place.iterancestors()):
            del piece.attrib["hidden"]
            detach(piece)
            place.addprevious(piece)


def _tidy_element(element: Element) -> None:
    match tag(element):
        case "img":
            _load(element)
        case "iframe" | "video" | "audio":
            _link_video(element)
        case "input":
            if (element.get("type") or "").lower() != "checkbox":
                detach(element)
        case "button":
            _tidy_button(element)
        case "a":
            _tidy_link(element)


def _is_hidden(element: Element, size: int) -> bool:
    """Whether an element is not shown; if it is most of a page, a script will show it."""
    if not element.attrib:
        return False
    style = (element.get("style") or "").lower()
    name = f" {(element.get('class') or '').lower()} "
    hidden = (
        element.get("hidden") not in (None, "until-found")
        or (bool(style) and _HIDDEN_STYLE.search(style) is not None)
        or (_HIDDEN_CLASS.search(name) is not None and not _SHOWN_LATER.search(name))
        or (element.get("aria-hidden") == "true" and not element.xpath("boolean(.//p)"))
    )
    return hidden and tag(element) != "body" and len(text_in(element)) * 5 <= size * 4


def _use_fallback(fallback: Element) -> None:
    """Take the image that a page has for readers without scripts, in place of the empty one."""
    images = list(fallback.iter("img"))
    before = fallback.getprevious()
    if len(images) != 1 or text_in(fallback):
        detach(fallback)
    elif before is not None and tag(before) == "img" and not (before.tail or "").strip():
        detach(before)
        unwrap(fallback)
    elif before is None or not before.xpath("boolean(descendant-or-self::img)"):
        unwrap(fallback)
    else:
        detach(fallback)


def _load(image: Element) -> None:
    """Give an image the address that a script would load it from; drop spacers and counters."""
    source = (image.get("src") or "").strip()
    if _PLACEHOLDER.match(source):
        lazy = (image.get(name) or "" for name in _LAZY)
        sets = (_largest(image.get(name) or "") for name in _LAZY_SETS)
        source = next((s.strip() for s in (*lazy, *sets) if s.strip()), "")
    sizes = [image.get("width") or "", image.get("height") or ""]
    if _PLACEHOLDER.match(source) or any(size in ("0", "1", "1px") for size in sizes):
        detach(image)
    else:
        image.set("src", source)


def _largest(sources: str) -> str:
    """The largest of the images in a `srcset`."""
    found = re.findall(r"(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)", sources)
    return max(found, key=lambda each: float(each[1] or 0))[0] if found else ""


def _link_video(element: Element) -> None:
    """Put a link in the place of a film or a recording, if it has an address of its own."""
    source = element.get("src") or next(
        (s.get("src") or "" for s in element.iter("source")), ""
    )
    found = _VIDEO.search(source)
    if found:
        source = (
            f"https://www.youtube.com/watch?v={found[1]}"
            if found[1]
            else (f"https://vimeo.com/{found[2]}")
        )
    if not found and (tag(element) == "iframe" or not source.startswith(("http", "/"))):
        detach(element)
        return
    title = element.get("title") or ""
    tail = element.tail
    element.clear()
    element.tag, element.tail = "p", tail
    SubElement(element, "a", {"href": source, VIDEO: ""}).text = title.strip() or source


def _tidy_button(element: Element) -> None:
    """Keep the words of a button only where they stand in a sentence."""
    parent = element.getparent()
    if parent is not None and tag(parent) == "p" and text_in(element) != text_in(parent):
        unwrap(element)
    else:
        detach(element)


def _tidy_link(element: Element) -> None:
    """Drop the marks by which headings are linked to."""
    text = text_in(element).casefold()
    in_heading = any(tag(above) in HEADINGS for above in element.iterancestors())
    address = element.get("href") or ""
    if not address or element.xpath("boolean(.//img)") or "#" not in address:
        return
    named = _PERMALINK.search(classes(element)) is not None and len(text) < 3
    if text in _PERMALINK_TEXT and (in_heading or named):
        detach(element)
