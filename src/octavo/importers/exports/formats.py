"""All formats of exports that octavo reads, those that are told most surely first."""

from collections.abc import Iterator

from octavo.importers.exports.format import Format, Part
from octavo.importers.exports.instapaper import INSTAPAPER
from octavo.importers.exports.karakeep import KARAKEEP
from octavo.importers.exports.linkding import LINKDING_JSON
from octavo.importers.exports.omnivore import OMNIVORE
from octavo.importers.exports.pocket import POCKET_CSV
from octavo.importers.exports.pocket_html import POCKET_HTML
from octavo.importers.exports.readwise import READWISE
from octavo.importers.exports.readwise_reader import READWISE_READER
from octavo.importers.exports.wallabag import WALLABAG_JSON
from octavo.importers.exports.wallabag_csv import WALLABAG_CSV

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
    POCKET_HTML,
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
