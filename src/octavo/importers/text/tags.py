"""Tags from whatever shape a file keeps them in."""

import re
from collections.abc import Iterable, Iterator, Mapping

from octavo.importers.text.clean import clean_line
from octavo.model.errors import InvalidTag
from octavo.model.tag import JOINERS, Tag

_MOST = 200
"""More labels than this on one piece are no tags."""

_ILLEGAL = re.compile(r"[\",\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]")
"""What no tag may hold and what turns the direction, but not the joiners."""

_NULLS = frozenset(("null", "Null", "NULL", "~"))
"""How YAML writes that there is nothing (https://yaml.org/spec/1.2.2/#1032-tag-resolution)."""

_NAME_KEYS = ("name", "title", "label", "term", "slug", "value")


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


def _names(value: object, by_space: bool, depth: int = 4) -> Iterator[str]:
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
        names = list(_names(below, by_space=False, depth=depth - 1))
        yield from (f"{key}/{name}" for name in names) if names else (str(key),)


def _split(line: str, by_space: bool) -> list[str]:
    line = line.strip().strip("[]")
    if line in _NULLS or line == "None":
        return []
    for separator in (",", ";", "、", "，", "\n"):
        if separator in line:
            return [name.strip(" '") for name in line.split(separator)]
    hashtags = re.findall(r"#([^\s#]+)", line)
    if hashtags and line.startswith("#"):
        return hashtags
    return line.split() if by_space else [line]
