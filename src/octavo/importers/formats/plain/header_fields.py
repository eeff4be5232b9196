"""Fields such as `Title: …` and `Author: …` that a plain text or a mail begins with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from octavo.importers.text.dates import date_in, moment
from octavo.importers.text.metadata_fields import names_of
from octavo.importers.text.tags import tags_of
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_web

_FIELD = re.compile(
    r"(title|author|authors|by|date|published|updated|url|link|source|language|lang"
    r"|tags?|topics?|keywords?|categories|category|site|publication|publisher)\s*:\s+(\S.*)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(from|to|cc|subject|date|sent|reply-to)\s*:\s+(\S.*)", re.IGNORECASE)


@dataclass
class Head:
    """What was found so far; the text begins after it."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    url: str = ""
    site: str = ""
    language: str = ""
    tags: frozenset[Tag] = frozenset()
    about: list[str] = field(default_factory=list)
    """Lines that tell who the author is."""
    end: int = 0
    """How many lines it takes."""


def take_mail(head: Head, lines: Sequence[str]) -> int:
    """Take the fields that a mail begins with; how many lines they are, at least two."""
    found = list(takewhile(bool, (_MAIL.fullmatch(line.strip()) for line in lines)))
    if len(found) < 2:
        return 0
    for each in filter(None, found):
        name, value = each[1].lower(), each[2].strip()
        if name == "subject":
            head.title = value
        elif name == "from":
            head.authors = names_of(value)
        elif name in ("date", "sent"):
            head.published = moment(value) or ((dated := date_in(value)) and dated[0])
        else:
            head.about.append(each[0])
    return len(found)


def take_field(head: Head, line: str) -> bool:
    """Take a field such as `Author: Ann Lee`."""
    found = _FIELD.fullmatch(line.strip()) if len(line) <= 200 else None
    if not found:
        return False
    name, value = found[1].lower(), found[2].strip()
    if name == "title":
        head.title = value
    elif name in ("author", "authors", "by"):
        head.authors = head.authors or names_of(value)
    elif name in ("date", "published", "updated"):
        head.published = head.published or ((dated := date_in(value)) and dated[0])
    elif name in ("url", "link", "source"):
        head.url = head.url or (canonical(value) if is_web(value) else "")
        return bool(head.url)
    elif name in ("language", "lang"):
        head.language = value
    elif name in ("site", "publication", "publisher"):
        head.site = value
    else:
        head.tags |= tags_of(value)
    return True
