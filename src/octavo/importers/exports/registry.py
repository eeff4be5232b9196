"""All formats of exports that octavo reads, those that are told most surely first."""

from collections.abc import Iterator

from octavo.importers.exports.bookmarks.address_list import ADDRESSES
from octavo.importers.exports.bookmarks.browsers import CHROME, FIREFOX
from octavo.importers.exports.bookmarks.netscape import BOOKMARKS
from octavo.importers.exports.citations.bibtex import BIBTEX
from octavo.importers.exports.citations.csl import CSL
from octavo.importers.exports.citations.ris import RIS
from octavo.importers.exports.format import Format, Part
from octavo.importers.exports.readers.bookmark_services import (
    LINKDING_JSON,
    PINBOARD,
    RAINDROP,
)
from octavo.importers.exports.readers.hypothesis import HYPOTHESIS
from octavo.importers.exports.readers.instapaper import INSTAPAPER
from octavo.importers.exports.readers.karakeep import KARAKEEP
from octavo.importers.exports.readers.kindle import KINDLE
from octavo.importers.exports.readers.omnivore import OMNIVORE
from octavo.importers.exports.readers.pocket import POCKET_CSV, POCKET_HIGHLIGHTS, POCKET_HTML
from octavo.importers.exports.readers.readwise import READWISE, READWISE_READER
from octavo.importers.exports.readers.wallabag import WALLABAG_CSV, WALLABAG_JSON

FORMATS: tuple[Format, ...] = (
    POCKET_CSV,
    INSTAPAPER,
    READWISE_READER,
    READWISE,
    WALLABAG_CSV,
    OMNIVORE,
    LINKDING_JSON,
    WALLABAG_JSON,
    KARAKEEP,
    POCKET_HIGHLIGHTS,
    POCKET_HTML,
    RAINDROP,
    PINBOARD,
    FIREFOX,
    CHROME,
    HYPOTHESIS,
    CSL,
    BOOKMARKS,
    RIS,
    KINDLE,
    BIBTEX,
    ADDRESSES,
)
"""In order of precedence: the first that recognises a part reads it."""


def format_of(part: Part) -> Format | None:
    """The format that a part is of, told by its content; None if it is of none."""
    return next((format for format in FORMATS if format.recognises(part)), None)


def format_named(name: str) -> Format | None:
    """The format that `--format` calls so; None if there is none."""
    return next((format for format in FORMATS if format.name == name.strip().lower()), None)


def names() -> Iterator[str]:
    """What the formats are called."""
    return (format.name for format in FORMATS)
