"""Front matter: the block of fields that may stand before a Markdown text.

YAML between `---` lines, TOML between `+++` lines. A block that is not quite YAML, as a
title with a colon makes it, is read line by line rather than given up; one with a line that
is no field stays part of the text. Its fields are known under all the names that they go by.

Large because each field goes by many names.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache

from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import ISSUED, SAVED, moment, time
from octavo.importers.text.dates import doubt as unread
from octavo.importers.text.names import NOTHING, names_of
from octavo.importers.text.titles import tags_of
from octavo.model.article import State
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_web, site_of
from octavo.patterns import lazy_pattern
from octavo.text import unescape

Fields = Mapping[str, object]
"""The fields by name, in lower case, with `_` for `-` and spaces."""

_LONGEST = 65_536
"""Characters. Of 5 828 posts 99 of 100 have up to 1 738."""

_FENCED = lazy_pattern(
    r"\s*^(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|(?:(?<=\n)\.\.\.))[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LINE = lazy_pattern(r"([A-Za-z][\w .-]{0,40}?)\s*[:=](?:\s+(.*))?$")
_ITEM = lazy_pattern(r"\s*-\s+(.*)$")
_PROPERTIES = lazy_pattern(r"\s*(?:[A-Za-z][\w-]{0,40}::[ \t].*(?:\n|\Z))+")
_BELOW_TITLE = lazy_pattern(
    r"(\s*# .*\n[ \t]*\n)((?:[A-Za-z][\w -]{0,40}: .*(?:\n|\Z))+)(?=[ \t]*\n|\Z)"
)
_WIKI_LINK = lazy_pattern(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")

_LINK = lazy_pattern(r"\[([^\[\]]*)\]\(<?((?:https?|obsidian):[^\s()<>]*)>?\)")

_TITLE = ("title", "headline", "name")
_URL = (
    *("url", "canonical_url", "canonical", "source", "source_url"),
    *("link", "permalink", "original_url", "external_url"),
)
_SITE = ("site", "site_name", "sitename", "publication", "publisher", "website")
_PUBLISHED = (
    *("published", "date", "published_at", "publishdate", "publish_date", "pubdate"),
    *("date_published", "created", "updated", "modified", "lastmod"),
)
_ADDED = ("added", "saved", "date_saved")
_SAVED_OF_NOTION = dict.fromkeys(("created", "created_time"), "added")
_EXCERPT = ("excerpt", "description", "summary", "abstract", "deck")
_LANGUAGE = ("lang", "language", "locale")
_AUTHORS = ("authors", "author", "byline", "by", "creator", "writer")
_TAGS = ("tags", "tag", "categories", "topics")
_LABELS = ("category", "keywords", "topic", "labels", "subjects", "keyword")
_OTHERS = frozenset((*_ADDED, "archived", "taxonomies", "state"))
_STARRED = ("starred", "favorite", "favourite")
_KNOWN = _OTHERS.union(
    _TITLE, _URL, _SITE, _PUBLISHED, _EXCERPT, _LANGUAGE, _AUTHORS, _TAGS, _LABELS, _STARRED
)
_SHARE = lazy_pattern(r"[0-9]{1,3}(?:\.[0-9]{1,30})?(?:e-[0-9]{1,3})?")
_YES = frozenset(("true", "yes", "on", "1"))


def split_front_matter(text: str) -> tuple[Fields, str]:
    """The fields before a text, and the text after them; all of it, if there are none."""
    found = _FENCED.match(text, 0, _LONGEST)
    if not found:
        return _logseq_properties(text)
    fence, block = found[1], found[2]
    if not block.strip() and fence == "---":
        return {}, text[found.end() :]
    fields = _read_toml(block) if fence == "+++" else _read_yaml(block)
    fields = fields or _read_lines(block)
    return (_by_plain_names(fields), text[found.end() :]) if fields else ({}, text)


def split_notion_properties(text: str) -> tuple[Fields, str]:
    """The properties of a page of Notion, lines of `Name: value` below its title; the rest.

    Created is when the page was made in Notion, and not what it is about.
    """
    found = _BELOW_TITLE.match(text, 0, _LONGEST)
    if not found:
        return {}, text
    fields = _by_plain_names(_read_lines(found[2]))
    fields = {_SAVED_OF_NOTION.get(name, name): value for name, value in fields.items()}
    return fields, found[1] + text[found.end() :]


def _logseq_properties(text: str) -> tuple[Fields, str]:
    """The properties of a page of Logseq: lines of `name:: value` before all else."""
    found = _PROPERTIES.match(text, 0, _LONGEST)
    if not found:
        return {}, text
    pairs = (line.partition("::") for line in found[0].splitlines() if line.strip())
    fields = {name.strip(): value.strip() for name, _, value in pairs}
    return _by_plain_names(fields), text[found.end() :]


def _read_toml(block: str) -> Fields:
    import tomllib  # seldom met, nor is the other

    try:
        fields = tomllib.loads(block)
        str(fields)  # some numbers are too long to be written
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}
    return fields


def _read_yaml(block: str) -> Fields:
    import yaml

    try:
        fields = _yaml_reader()(block)
        is_small = _size(fields, {}) < _LONGEST
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return fields if isinstance(fields, dict) and is_small else {}


def _size(value: object, known: dict[int, int]) -> int:
    """How much a value is written out, with aliases of aliases that can grow without end.

    What is `known` of a list or a map is not counted again, only added.
    """
    if not isinstance(value, dict | list):
        return len(str(value))
    if id(value) not in known:
        below = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(each, known) for each in below)
    return known[id(value)]


@cache
def _yaml_reader() -> Callable[[str], object]:
    """A reader that leaves every scalar as it is written, so that no date is misread."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return lambda block: yaml.load(block, Loader=loader)


def _read_lines(block: str) -> Fields:
    """What a block that is no valid YAML says in lines of `name: value` and `- item`.

    Nothing, if any other line is not set in below one of these.
    """
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
        elif not name or line[0] not in " \t":
            return {}
        elif isinstance(value := fields[name], str):
            fields[name] = f"{value} {line.strip()}".strip()
        elif isinstance(value, list):
            value[-1] = f"{value[-1]} {line.strip()}".strip()
    return {name: "" if _is_broken(name, said) else said for name, said in fields.items()}


def _is_broken(name: str, value: object) -> bool:
    """Whether a title breaks off as a list or a map, and so is none."""
    is_title = isinstance(value, str) and name.lower() in _TITLE
    return is_title and any(
        f"{value}".startswith(opening) and closing not in f"{value}"
        for opening, closing in ("[]", "{}")
    )


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _by_plain_names(fields: Fields) -> Fields:
    named = (
        (re.sub(r"[\s-]+", "_", str(name).strip().lower()), value)
        for name, value in fields.items()
    )
    known = dict(named)
    if is_of_octavo(known):
        return known
    return {name: _unlinked(value, to_target=name in _URL) for name, value in known.items()}


def _unlinked(value: object, *, to_target: bool) -> object:
    """A value with its links as they are shown: those of a wiki by alias, or the note's name.

    Where an address is meant, a link of Markdown is what it leads to.
    """
    if isinstance(value, str):
        return _LINK.sub(r"\2" if to_target else r"\1", _WIKI_LINK.sub(_shown, value))
    if isinstance(value, list):
        return [_unlinked(each, to_target=to_target) for each in value]
    return value


def _shown(link: re.Match[str]) -> str:
    return (
        link[1] if "|" in link[0] else link[1].partition("#")[0].rpartition("/")[2] or link[1]
    )


def is_head(fields: Fields) -> bool:
    """Whether any of the fields is one that octavo knows, so that they are about a text."""
    return not _KNOWN.isdisjoint(fields) or is_of_octavo(fields)


def is_of_octavo(fields: Fields) -> bool:
    """Whether an export of octavo begins so, with the number of what it is about."""
    return str(fields.get("octavo", "")).isdecimal()


def others(fields: Fields) -> Iterator[str]:
    """What is said in fields of which octavo knows none, a line each."""
    for name, value in fields.items():
        each = value if isinstance(value, list) else [value]
        said = clean_line(", ".join(str(one) for one in each if one not in ("", None)))
        if said and name not in _KNOWN:
            yield f"{name.replace('_', ' ')}: {said}"


def as_written(fields: Fields, name: str) -> str:
    """What a field says, of which nothing is taken for a mark or for a list."""
    value = fields.get(name, "")
    return clean_line(value) if isinstance(value, str) else ""


def title(fields: Fields) -> str:
    """The title, or empty."""
    return _line(fields, _TITLE)


def url(fields: Fields) -> str:
    """The canonical address of the page that the piece is from, or empty."""
    return next((canonical(line) for line in _lines(fields, _URL) if is_web(line)), "")


def site(fields: Fields) -> str:
    """The name of the site, or else its host."""
    return _line(fields, _SITE) or site_of(url(fields))


def published(fields: Fields) -> datetime | None:
    """When it was published, as far as the fields say."""
    is_said = _has_dates_of_page(fields)
    return _first_time(
        fields, (name for name in _PUBLISHED if not (is_said and name == "created"))
    )


def added(fields: Fields) -> datetime | None:
    """When it was first saved, where another reader wrote that down.

    Of a page with a date of its own, that is when its file was made: Obsidian clips so.
    """
    created = ("created",) if _has_dates_of_page(fields) else ()
    return _first_time(fields, (*_ADDED, *created))


def _has_dates_of_page(fields: Fields) -> bool:
    """Whether there is a field for when a page was published, with or without a date."""
    names = _PUBLISHED[: _PUBLISHED.index("created")]
    return any(name in fields for name in names) and bool(url(fields))


def doubt(fields: Fields) -> str:
    """What is to be said of times in the fields that cannot be read."""
    return unread(
        (SAVED, _line(fields, _ADDED), added(fields)),
        (ISSUED, _line(fields, _PUBLISHED), published(fields)),
    )


def _first_time(fields: Fields, names: Iterable[str]) -> datetime | None:
    return next((when for name in names if (when := time(fields.get(name)))), None)


def excerpt(fields: Fields) -> str:
    """The opening that the author chose, or empty."""
    return _line(fields, _EXCERPT)


def language(fields: Fields) -> str:
    """The language as it is declared, not yet made a BCP 47 tag."""
    return _line(fields, _LANGUAGE)


def authors(fields: Fields) -> tuple[str, ...]:
    """The names of the authors."""
    return next((names for name in _AUTHORS if (names := names_of(fields.get(name)))), ())


def tags(fields: Fields) -> frozenset[Tag]:
    """All that the piece is filed under."""
    if isinstance(below := fields.get("taxonomies"), Mapping):
        fields = {**fields, **below}
    found = [tags_of(fields.get(name), by_space=True) for name in _TAGS]
    return frozenset().union(*found, *(tags_of(fields.get(name)) for name in _LABELS))


def is_starred(fields: Fields) -> bool:
    """Whether it was marked as a favourite."""
    return any(_is_set(fields, name) for name in _STARRED)


def is_archived(fields: Fields) -> bool:
    """Whether it was put away."""
    return _is_set(fields, "archived")


def later(fields: Fields) -> datetime | None:
    """Until when it is put off."""
    return moment(fields.get("later"))


def progress(fields: Fields) -> float:
    """How much of it has been read, from 0 to 1."""
    said = str(fields.get("progress", ""))
    return min(1.0, float(said)) if _SHARE.fullmatch(said) else 0.0


def position(fields: Fields) -> int:
    """The character at which reading stopped."""
    said = str(fields.get("position", ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def state(fields: Fields) -> State:
    """How far the reader had come."""
    word = _line(fields, ("state", "reading_state")).lower()
    return State(word) if word in tuple(State) else State.UNREAD


def _is_set(fields: Fields, name: str) -> bool:
    return str(fields.get(name, "")).strip().lower() in _YES


def _line(fields: Fields, names: Iterable[str]) -> str:
    return next(iter(_lines(fields, names)), "")


def _lines(fields: Fields, names: Iterable[str]) -> list[str]:
    """The values of those fields that are single and not empty, each as one line."""
    values = (fields.get(name) for name in names)
    lines = [
        clean_line(unescape(str(value)))
        for value in values
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    return [line for line in lines if line.lower() not in NOTHING]
