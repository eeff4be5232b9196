"""Making a page light before it is parsed: without what it carries but never shows."""

import re

_HEAVY = 1_000_000
"""Characters; lighter pages are parsed as they are."""

_LARGEST = 12_000_000
"""Characters without scripts and embedded images; the longest books that are pages have 5."""

_MOST_TAGS = 1_000_000

_EMBEDDED = re.compile(r"""data:[^"'\s()<>]{2000,}""")
_SCRIPT = re.compile(r"<(/?)(script|style)\b([^<>]{0,2000})>", re.IGNORECASE)
_TELLING = re.compile(r"json|math", re.IGNORECASE)
"""Kinds of script that say something of the page: its metadata, and its formulas."""

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(/?)>")
_OPEN_ENDED_NAMES = """
area base br col embed hr img input link meta param source track wbr
p li dt dd option tr td th tbody thead tfoot html head body rt rp
"""
_OPEN_ENDED = frozenset(_OPEN_ENDED_NAMES.split())
"""Elements that need no end, and so cannot be counted."""


def lightened(text: str) -> str:
    """A page without embedded images, scripts and styles, if it is a heavy one."""
    if len(text) < _HEAVY:
        return text
    text = _EMBEDDED.sub("data:,", text)
    kept: list[str] = []
    start = 0
    inside = ""
    for found in _SCRIPT.finditer(text):
        closes, name, attributes = found.groups()
        if closes and name.lower() == inside:
            start, inside = found.end(), ""
        elif not closes and not inside and not _TELLING.search(attributes):
            kept.append(text[start : found.start()])
            start, inside = found.start(), name.lower()
    return "".join([*kept, text[start:]])


def too_large(text: str) -> str:
    """Why a page is too large to be read in a time that anybody would wait; or empty."""
    if len(text) > _LARGEST:
        millions = f"{len(text) / 1e6:.0f} million characters"
        return f"it is too large: {millions}, and {_LARGEST / 1e6:.0f} are the most"
    if (tags := text.count("<")) > _MOST_TAGS:
        return f"it is too large: {tags / 1e6:.1f} million tags, and 1 is the most"
    return ""


def flattened(text: str, deepest: int) -> str:
    """A page without the tags that are nested deeper than its parser bears."""
    kept: list[str] = []
    start = depth = 0
    for found in _TAG.finditer(text):
        closes, name, alone = found.groups()
        if alone or name.lower() in _OPEN_ENDED:
            continue
        depth += 0 if closes else 1
        if depth > deepest:
            kept.append(text[start : found.start()])
            start = found.end()
        depth = max(0, depth - 1) if closes else depth
    return "".join([*kept, text[start:]])
