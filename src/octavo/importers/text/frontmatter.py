"""Front matter: the block of fields that may stand before a Markdown text.

YAML between `---` lines, TOML between `+++` lines. A block that is not quite YAML, as a
title with a colon makes it, is read line by line rather than given up; whatever is no
block of fields at all stays part of the text.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

Fields = Mapping[str, object]
"""The fields by name, in lower case, with `_` for `-` and spaces."""

_LONGEST = 65_536

_FENCED = re.compile(
    r"\s*^(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|(?:(?<=\n)\.\.\.))[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LINE = re.compile(r"([A-Za-z][\w .-]{0,40}?)\s*[:=](?:\s+(.*))?$")
_ITEM = re.compile(r"\s*-\s+(.*)$")


def split_front_matter(text: str) -> tuple[Fields, str]:
    """The fields before a text, and the text after them; all of it, if there are none."""
    found = _FENCED.match(text, 0, _LONGEST)
    if not found:
        return {}, text
    fence, block = found[1], found[2]
    if not block.strip() and fence == "---":
        return {}, text[found.end() :]
    fields = _read_toml(block) if fence == "+++" else _read_yaml(block)
    fields = fields or _read_lines(block)
    return (_by_plain_names(fields), text[found.end() :]) if fields else ({}, text)


def _read_toml(block: str) -> Fields:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


def _read_yaml(block: str) -> Fields:
    import yaml

    try:
        fields = _yaml_reader()(block)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return fields if isinstance(fields, dict) else {}


@cache
def _yaml_reader() -> Callable[[str], object]:
    """A reader that leaves every scalar as it is written, so that no date is misread."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return lambda block: yaml.load(block, Loader=loader)


def _read_lines(block: str) -> Fields:
    """What a block that is no valid YAML says in lines of `name: value` and `- item`."""
    fields: dict[str, object] = {}
    name = ""
    for line in block.splitlines():
        if line.lstrip().startswith("#") or not line.strip():
            continue
        item, pair = _ITEM.match(line), _LINE.match(line)
        if pair:
            name = pair[1]
            fields[name] = _unquoted(pair[2] or "")
        elif item and name:
            items = fields[name]
            fields[name] = [*(items if isinstance(items, list) else []), _unquoted(item[1])]
        elif not name:
            return {}
        elif line[0] in " \t" and isinstance(value := fields[name], str):
            fields[name] = f"{value} {line.strip()}".strip()
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _by_plain_names(fields: Fields) -> Fields:
    return {
        re.sub(r"[\s-]+", "_", str(name).strip().lower()): value
        for name, value in fields.items()
    }
