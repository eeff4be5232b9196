"""What the fields of an export mean: addresses, titles, times, flags and tags."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from octavo.importers.exports.format import Part
from octavo.importers.text.clean import clean, clean_line, unescaped, unmarked
from octavo.importers.text.dates import time as time
from octavo.importers.text.titles import legal_tag, shortened
from octavo.model.article import Source, State
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.tag import Tag
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

LONGEST_ADDRESS = 8_000
"""Characters; servers refuse longer ones (RFC 9110, section 4.1)."""

LONGEST_TEXT = 32 * 1024 * 1024
"""Characters of a text as HTML; more is no article."""

_MOST_TAGS = 200
"""Of one item; more are no tags."""

_SCHEME = lazy_pattern(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_BROWSERS = """
about brave chrome chrome-extension edge moz-extension opera place resource view-source vivaldi
"""
_OF_BROWSERS = frozenset(_BROWSERS.split())
"""Schemes of what is only inside of a browser: its queries, pages and extensions."""
_PLAIN = lazy_pattern(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][!-~]*)?")
"""Most addresses; the others are looked at more closely, which takes its time."""

_LINK = lazy_pattern(
    r"""
      <(?P<angled>[^<>\s]+)>
    | \[(?P<words>(?>(?:[^\[\]]|\[[^\[\]]*\])*))\]
      \(<?(?P<target>(?>(?:[^()<>\s]|\([^()<>\s]*\))+))>?\)
    | =HYPERLINK\(\s{0,9}"(?P<linked>[^"]+)"(?:\s{0,9}[,;]\s{0,9}"(?P<called>[^"]*)")?.*
    | <a\s[^<>]*?href\s?=\s?["'](?P<href>[^"'<>]+)["'](?:[^<>]*>(?P<inside>[^<>]*)</a>)?.*
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_NO_SCHEME = lazy_pattern(
    r"""
    (?: www\.[^\s/:@.]+\.[^\s/:@]+ | [^\W_][\w.-]*\.(?-i:[a-z]{2,24})(?=(?::\d{1,5})?/)
      | [a-z0-9-]+\.(?:com|org|net|edu|gov|io|dev) )
    (?: :\d{1,5} )? (?: [/?\#]\S* )?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_NOT_ESCAPED = lazy_pattern(r"[<>]|&(?!(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|amp|lt|gt|quot|apos);)")

_YES = """
1 true yes y t on x checked ✓ ✔ ✔️ ☑ ☑️ ✅ ★ ⭐ ♥ ❤ ❤️ ja wahr oui vrai sí si verdadero sì vero
sim verdadeiro tak ano kyllä evet да истина так ναι 是 真 はい 예 نعم כן
"""
_TRUE = frozenset(_YES.split())
_FINISHED = 0.99
"""How far something is read that counts as read to its end."""


def address(value: object) -> str:
    """The web address in a field, as it stands there.

    Raises:
        DraftRejected: Without its place, if it is none, or is of another scheme than http
            and https.
    """
    url = clean_line(value) if isinstance(value, str) else ""
    if not url:
        raise DraftRejected("", "it has no address")
    if len(url) > LONGEST_ADDRESS:
        raise DraftRejected("", f"its address is {len(url)} characters long")
    if _PLAIN.fullmatch(url) or is_web(url):
        return url
    scheme = _SCHEME.match(url)
    if scheme and (name := scheme[1].lower()) not in ("http", "https"):
        rejected = NothingToMend if name in _OF_BROWSERS else DraftRejected
        raise rejected("", f"its address begins with {name}:; only http and https are kept")
    raise DraftRejected("", f"{url[:80]!r} is no web address")


def written_address(cell: str) -> tuple[str, str]:
    """The address in a cell, and the words of its link: of one as it is written, or bare."""
    cell = cell.strip()
    if is_web(cell):
        return cell, ""
    if link := _LINK.fullmatch(cell):
        address = link["angled"] or link["target"] or link["linked"] or link["href"]
        return address, link["words"] or link["called"] or link["inside"] or ""
    bare = cell.removeprefix("//")
    return (f"https://{bare}" if _NO_SCHEME.fullmatch(bare) else cell), ""


def title(value: object, url: str = "") -> str:
    """The title in a field; the address where there is none."""
    return shortened(unmarked(line(value))) or url


def line(value: object) -> str:
    """A field as one safe line, also if it was escaped; empty for what is no text or number."""
    if isinstance(value, str):
        return clean_line(unescaped(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)[:100] if abs(value) < 1e30 else ""
    return ""


def name(value: object, most: int = 200) -> str:
    """The name in a field, of a length that names have; that of an object is in it."""
    return unmarked(_name(value) if isinstance(value, dict) else line(value))[:most]


def text(value: object) -> str:
    """A field as a safe text of many lines; empty for what is no text."""
    return clean(value).strip() if isinstance(value, str) else ""


def note(value: object) -> str:
    """What a reader wrote or marked, decoded where all of it is as programs escape a text."""
    is_escaped = isinstance(value, str) and not _NOT_ESCAPED.search(value)
    return text(unescaped(str(value)) if is_escaped else value)


APPLE = 978_307_200
"""Seconds from 1970 to 2001, from which Apple counts."""


def apple_time(value: object) -> object:
    """What a field of a program for Apple's says of a moment, younger than 2001.

    A number that would be before that counts the seconds since then, as Swift writes a date.
    """
    digits = line(value)
    is_short = digits.replace(".", "", 1).isdecimal() and float(digits[:40]) < APPLE
    return float(digits[:40]) + APPLE if is_short else value


def flag(value: object) -> bool:
    """Whether a field says yes: `true`, `1`, `yes`, in any case and of any type."""
    if isinstance(value, str):
        return value.strip().lower() in _TRUE
    return value in (True, 1)


def fraction(value: object, whole: float = 100) -> float:
    """How much of a whole a field says, from 0 to 1; 0 for what is no number."""
    if not value:
        return 0.0
    try:
        part = float(value) / whole if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return min(1.0, max(0.0, part)) if math.isfinite(part) else 0.0


def state(progress: float, *, finished: bool = False) -> State:
    """How far the reader has come, by what has been on the screen."""
    if finished or progress >= _FINISHED:
        return State.READ
    return State.READING if progress > 0 else State.UNREAD


def tags(names: object, separator: str = ",") -> frozenset[Tag]:
    """The tags in a line of names, or in a list of names or of objects that have one."""
    if isinstance(names, str):
        return tags_named(names.split(separator))
    if isinstance(names, list):
        return tags_named(_name(each) for each in names)
    return frozenset()


def tags_named(names: Iterable[str]) -> frozenset[Tag]:
    """The tags that some names stand for, but for those of which nothing is left."""
    legal = (_tag(name) for _, name in zip(range(_MOST_TAGS), names, strict=False))
    return frozenset(tag for tag in legal if tag)


def object_in(value: object) -> dict[str, object]:
    """The object of JSON that a field holds; an empty one where it holds none."""
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> list[dict[str, object]]:
    """The objects in the list that a field holds; what else is in it is passed over."""
    return [each for each in listed(value) if isinstance(each, dict)]


def listed(value: object) -> list[object]:
    """The list that a field holds; an empty one where it holds none."""
    return value if isinstance(value, list) else []


DEEPEST = 40
"""Folders inside one another; a name further down tells nothing more."""


def path(id: object, folders: Mapping[object, tuple[object, object]]) -> str:
    """Where a folder lies, by the names of folders and the ids of those around them."""
    steps: dict[object, str] = {}
    while id in folders and id not in steps and len(steps) < DEEPEST:
        name, around = folders[id]
        steps[id] = line(name).replace("/", " ")
        id = around
    return "/".join(filter(None, reversed(steps.values())))


def source(kind: str, part: Part, key: object = "") -> Source:
    """Where a draft comes from; `key` is the id that the other reader gave it."""
    return Source(kind=kind, name=clean_line(part.name), key=line(key)[:500])


def _name(item: object) -> str:
    if isinstance(item, dict):
        item = item.get("name") or item.get("label") or item.get("slug") or item.get("title")
    return line(item)


@lru_cache(maxsize=8192)
def _tag(name: str) -> Tag | None:
    return legal_tag(unmarked(unescaped(name[:1000]))) if name and not name.isspace() else None
