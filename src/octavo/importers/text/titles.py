"""Titles for pieces that have none of their own, when two titles are one, and tags."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePath

from octavo.importers.text.clean import clean_line, escape_line
from octavo.importers.text.dates import moment
from octavo.markdown.plain_text import plain_text
from octavo.model.errors import InvalidTag
from octavo.model.tag import JOINERS, Tag
from octavo.patterns import lazy_pattern

_LONGEST = 300
"""Characters; the longest of 3 765 titles of articles and posts has 134."""

ANSWERING = lazy_pattern(r"^(?:(?:fwd?|wg|tr|rv|re)\s*:\s*)+", re.IGNORECASE)
"""What mail programs put before the subject of what is answered to or passed on."""
_DATED = lazy_pattern(r"(\d{4}-\d{2}-\d{2})[-_ ]+(?=.)")
_DAY = lazy_pattern(r"\d{4}-\d{2}(?:-\d{2})?")
_NUMBERS = lazy_pattern(r"\d+(?:[-./]\d+)*")
_PAGE = lazy_pattern(
    r"(?:page|seite|p[aá]gina|slide|folie|sheet)\s?#?\d+(?:\s?(?:/|of|von|de|sur)\s?\d+)?", re.I
)
_RELEASE = lazy_pattern(
    r"\[?v?\d+(?:\.\d+){1,3}(?>(?:[-+][\w.+-]++)?)\]?"
    r"(?:\s?[-–—(]\s?[\d./-]+\)?)?",
    re.I,
)
"""A heading in a change log, such as `v1.55.6` or `[2.3.0] - 2021-04-03`."""

_NAMELESS = frozenset(("index", "_index", "default", "untitled", "unnamed"))


def title_of_name(name: str) -> str:
    """The words in a file's name: `2026-03-04-how-it-began.md` says `How it began`."""
    path = PurePath(clean_line(name))
    stem = path.parent.name if path.stem.lower() in _NAMELESS else path.stem
    words = _DATED.sub("", stem, count=1)
    if " " not in words and not _DAY.fullmatch(words):
        words = re.sub(r"[-_]+", " ", words)
    words = words.strip()
    return words[:1].upper() + words[1:] if words.islower() else words


def date_of_name(name: str) -> datetime | None:
    """The day that a file's name starts with, as those of weblogs do."""
    dated = _DATED.match(PurePath(name).name)
    return moment(dated[1]) if dated else None


def title_of_text(text: str, limit: int = 80, *, is_markdown: bool = False) -> str:
    """The opening words of a text, to know it by where nothing names it."""
    opening = clean_line(plain_text(text[:1000]) if is_markdown else text[:1000])
    if len(opening) <= limit:
        return opening
    cut = opening[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "…"


def shortened(title: str) -> str:
    """A title of a length that a list can hold."""
    return title if len(title) <= _LONGEST else title_of_text(title, _LONGEST)


def shortened_above(title: str, text: str) -> tuple[str, str]:
    """Such a title, and the text; one that is cut stands above it, whole."""
    short = shortened(title)
    return short, text if short == title else f"{escape_line(title)}\n\n{text}".rstrip()


def is_of_series(title: str, others: Iterable[str]) -> bool:
    """Whether a heading is but a number, of a page or a release, or one of several such.

    So do the releases in a change log; the newest of them is not its title.
    """
    if _PAGE.fullmatch(title.strip()) or _RELEASE.fullmatch(title.strip()):
        return True
    shape = _NUMBERS.sub("#", title.casefold())
    alike = (each for each in others if not is_same_title(each, title))
    return "#" in shape and any(_NUMBERS.sub("#", each.casefold()) == shape for each in alike)


def is_same_title(one: str, other: str) -> bool:
    """Whether two lines say the same title, whatever their case and punctuation.

    A line of a length that no title has is none.
    """
    if max(len(one), len(other)) > _LONGEST:
        return False
    return bool(folded(one)) and folded(one) == folded(other)


def folded(title: str) -> str:
    """The letters and digits of a title, to compare it by."""
    compatible = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in compatible if char.isalnum())


_MOST = 200
"""More labels than this on one piece are no tags."""

_ILLEGAL = lazy_pattern(r"[\",\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]")
"""What no tag may hold and what turns the direction, but not the joiners."""

_NULLS = frozenset(("null", "Null", "NULL", "~"))
"""How YAML writes that there is nothing (https://yaml.org/spec/1.2.2/#1032-tag-resolution)."""

_NAME_KEYS = ("name", "title", "label", "term", "tag", "text", "slug", "value")
_AROUND = frozenset(("nodes", "node", "edges", "items", "data", "results"))
"""What a list of names, or a name, is put into by the programs that give it."""


def tags_of(value: object, *, by_space: bool = False) -> frozenset[Tag]:
    """The tags in a list, a mapping or a line of names by comma or semicolon.

    With `by_space`, a line without commas is split at its spaces, as Jekyll does. A mapping
    such as `policy: [industry]` becomes `policy/industry`.
    """
    names = (name for name, _ in zip(_names(value, by_space), range(_MOST), strict=False))
    return frozenset(tag for tag in map(legal_tag, names) if tag)


def legal_tag(name: str) -> Tag | None:
    """The tag that a name stands for, without what no tag may hold; None if nothing is left."""
    name = _ILLEGAL.sub(" ", clean_line(name))
    name = name.lstrip(f"+-# {JOINERS}").replace("\\", "/")
    steps = (step.strip(f" {JOINERS}") for step in name.split("/"))
    try:
        return Tag("/".join(step for step in steps if step)[:100].strip())
    except InvalidTag:
        return None


def _names(value: object, by_space: bool, depth: int = 6) -> Iterator[str]:
    """The names in a value, as deep as people nest them."""
    if isinstance(value, str):
        yield from _split(value, by_space)
    elif value is None or depth == 0:
        return
    elif isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, Mapping):
        yield from _names_in_mapping(value, depth)
    elif isinstance(value, Iterable):
        for item in value:
            if isinstance(item, str):
                yield "" if item in _NULLS else item
            else:
                yield from _names(item, by_space, depth - 1)
    else:
        yield str(value)


def _names_in_mapping(value: Mapping[object, object], depth: int) -> Iterator[str]:
    named = next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), None)
    if isinstance(named, str):
        yield named
        return
    for key, below in value.items():
        if isinstance(below, bool):
            yield from [str(key)] if below else ()
            continue
        names = list(_names(below, by_space=False, depth=depth - 1))
        is_said = key in _AROUND or [name.casefold() for name in names] == [str(key).casefold()]
        yield from names if is_said else (f"{key}/{name}" for name in names)
        yield from () if names or key in _AROUND else (str(key),)


def _split(line: str, by_space: bool) -> list[str]:
    line = line.strip().strip("[]")
    if line in _NULLS or line == "None":
        return []
    for separator in (",", ";", "、", "，", "；", "\n"):
        if separator in line:
            return [name.strip(" '") for name in line.split(separator)]
    hashtags = re.findall(r"#([^\s#]+)", line)
    if hashtags and line.startswith("#"):
        return hashtags
    return line.split() if by_space else [line]
