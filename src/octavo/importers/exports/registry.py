"""All formats of exports that octavo reads, those that are told most surely first."""

from collections.abc import Iterator

from octavo.importers.exports.bookmarks.chrome import CHROME
from octavo.importers.exports.bookmarks.firefox import FIREFOX
from octavo.importers.exports.bookmarks.netscape import BOOKMARKS
from octavo.importers.exports.bookmarks.onetab import ADDRESSES
from octavo.importers.exports.citations.bibtex import BIBTEX
from octavo.importers.exports.citations.csl import CSL
from octavo.importers.exports.citations.ris import RIS
from octavo.importers.exports.format import Format, Part
from octavo.importers.exports.kindle.clippings import KINDLE
from octavo.importers.exports.readers.hypothesis import HYPOTHESIS
from octavo.importers.exports.readers.instapaper import INSTAPAPER
from octavo.importers.exports.readers.karakeep import KARAKEEP
from octavo.importers.exports.readers.linkding import LINKDING_JSON
from octavo.importers.exports.readers.omnivore import OMNIVORE
from octavo.importers.exports.readers.pinboard import PINBOARD
from octavo.importers.exports.readers.pocket import POCKET_CSV
from octavo.importers.exports.readers.pocket_highlights import POCKET_HIGHLIGHTS
from octavo.importers.exports.readers.pocket_html import POCKET_HTML
from octavo.importers.exports.readers.raindrop import RAINDROP
from octavo.importers.exports.readers.readwise import READWISE
from octavo.importers.exports.readers.readwise_reader import READWISE_READER
from octavo.importers.exports.readers.wallabag import WALLABAG_JSON
from octavo.importers.exports.readers.wallabag_csv import WALLABAG_CSV

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
