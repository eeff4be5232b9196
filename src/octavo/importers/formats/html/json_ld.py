"""What a page says of its article in JSON-LD (https://schema.org/Article)."""

import json
import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import strings

_ARTICLE = ("Article", "BlogPosting", "Report", "Posting", "Review", "Recipe", "CreativeWork")
_PAGE = ("WebPage", "ItemPage", "VideoObject", "Book")
_LONGEST = 1_000_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?:/\*|//)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?:/\*|//)?\s*\]\]>\s*(?:\*/)?)\s*$"
)
"""What pages put around it to hide it from parsers of other times."""

Item = Mapping[str, object]


def article_of(root: Element) -> Item:
    """The item that describes the article, or else the page; empty if none does."""
    items = [item for script in root.iter("script") for item in _items_in(script)]
    for kinds in (_ARTICLE, _PAGE):
        for item in items:
            if any(_kind(item).endswith(kind) for kind in kinds) and "@type" in item:
                return item
    return {}


def names_in(value: object, depth: int = 4) -> tuple[str, ...]:
    """The names of people or organisations, in any of the shapes that pages give them.

    What is nested deeper than pages nest it has none.
    """
    if depth == 0:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return names_in(value.get("name"), depth - 1) if value.get("name") else ()
    if isinstance(value, list):
        return tuple(name for item in value[:20] for name in names_in(item, depth - 1))
    return ()


def text_of(item: Item, *names: str) -> str:
    """The first of some fields that is a text."""
    values = (item.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _items_in(script: Element) -> Iterator[Item]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = "".join(strings(script))
    if len(text) > _LONGEST:
        return
    text = _WRAPPING.sub("", text)
    try:
        yield from _flat(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return


def _flat(value: object, depth: int = 4) -> Iterator[Item]:
    """The items in a value, those of a graph among them."""
    if depth and isinstance(value, list):
        for item in value[:200]:
            yield from _flat(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(value.get(name), list | dict):
                yield from _flat(value[name], depth - 1)


def _kind(item: Item) -> str:
    kind = item.get("@type")
    if isinstance(kind, list):
        kind = next((each for each in kind if isinstance(each, str)), "")
    return kind if isinstance(kind, str) else ""
