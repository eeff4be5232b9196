"""What the fields of front matter say about a piece, under all the names they go by."""

import html
from collections.abc import Iterable, Mapping
from datetime import datetime

from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import moment
from octavo.importers.text.frontmatter import Fields
from octavo.importers.text.names import NOTHING, names_of
from octavo.importers.text.tags import tags_of
from octavo.model.article import State
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_web, site_of

_TITLE = ("title", "headline", "name")
_URL = (
    "url",
    "canonical_url",
    "canonical",
    "source",
    "source_url",
    "link",
    "permalink",
    "original_url",
    "external_url",
)
_SITE = ("site", "site_name", "sitename", "publication", "publisher", "website")
_PUBLISHED = (
    "published",
    "date",
    "published_at",
    "publishdate",
    "publish_date",
    "pubdate",
    "date_published",
    "created",
    "updated",
    "modified",
    "lastmod",
)
_EXCERPT = ("excerpt", "description", "summary", "abstract", "deck")
_LANGUAGE = ("lang", "language", "locale")
_AUTHORS = ("authors", "author", "byline", "by", "creator", "writer")
_TAGS = ("tags", "tag", "categories", "topics")
_LABELS = ("category", "keywords", "topic", "labels", "subjects", "keyword")
_YES = frozenset(("true", "yes", "on", "1"))


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
    return next((when for name in _PUBLISHED if (when := moment(fields.get(name)))), None)


def added(fields: Fields) -> datetime | None:
    """When it was first saved, where another reader wrote that down."""
    return moment(fields.get("added") or fields.get("saved") or fields.get("date_saved"))


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
    return any(_is_set(fields, name) for name in ("starred", "favorite", "favourite"))


def is_archived(fields: Fields) -> bool:
    """Whether it was put away."""
    return _is_set(fields, "archived")


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
        clean_line(html.unescape(str(value)))
        for value in values
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    return [line for line in lines if line.lower() not in NOTHING]
