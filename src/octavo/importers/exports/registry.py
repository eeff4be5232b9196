"""All formats of exports that octavo reads, and every row of whatever a person brings."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from octavo.importers.exports.bookmarks import address_list, browsers, netscape
from octavo.importers.exports.citations import bibtex, csl, ris
from octavo.importers.exports.files.parts import Export, export_at
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.readers import (
    annotations,
    bookmark_services,
    kindle,
    omnivore,
    read_later,
)
from octavo.importers.feeds.opml import is_opml
from octavo.importers.text.file_types import kind_of
from octavo.model.errors import DraftRejected

_UNKNOWN = "octavo does not know this kind of file"

FORMATS: tuple[Format, ...] = (
    read_later.POCKET_CSV,
    read_later.INSTAPAPER,
    annotations.READWISE_READER,
    annotations.READWISE,
    read_later.WALLABAG_CSV,
    omnivore.OMNIVORE,
    bookmark_services.LINKDING_JSON,
    read_later.WALLABAG_JSON,
    bookmark_services.KARAKEEP,
    read_later.POCKET_HIGHLIGHTS,
    read_later.POCKET_HTML,
    bookmark_services.RAINDROP,
    bookmark_services.PINBOARD,
    browsers.FIREFOX,
    browsers.CHROME,
    annotations.HYPOTHESIS,
    csl.CSL,
    netscape.BOOKMARKS,
    ris.RIS,
    kindle.KINDLE,
    bibtex.BIBTEX,
    address_list.ADDRESSES,
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


def is_list(part: Part) -> bool:
    """Whether a part is a list of feeds (OPML), told by its beginning."""
    return is_opml(part.head.replace(b"\0", b"").decode("utf-8", "replace"))


class SourcedRow(Struct, frozen=True, gc=False):
    """A row, and where it came from."""

    row: Row
    part: Part | None = None
    """None where nothing could be opened."""
    format: Format | None = None
    """None where the part is of no format that octavo knows."""


def rows_of(source: Path | Part, format: Format | None = None) -> Iterator[SourcedRow]:
    """The rows of an export, streamed; a part that nothing recognises is one row at fault.

    Where a format is asked for, a file is read as that whatever it looks like; of a folder or
    a zip, the parts that are of that format.
    """
    try:
        export = Export((source,)) if isinstance(source, Part) else export_at(source)
    except DraftRejected as rejected:
        yield SourcedRow(_rejected(rejected))
        return
    for fault in export.rejected:
        yield SourcedRow(_rejected(fault))
    yield from arrivals_from(export.parts, format)


def arrivals_from(parts: Sequence[Part], format: Format | None = None) -> Iterator[SourcedRow]:
    """The rows of some parts that belong together."""
    formats = _formats_of(parts, format)
    for part in parts:
        if part.name not in formats:
            continue
        if known := formats[part.name]:
            for row in _rows(known, part, parts):
                yield SourcedRow(row, part, known)
        else:
            yield SourcedRow(_rejected(DraftRejected(part.name, _reason_against(part))), part)


def _formats_of(parts: Sequence[Part], asked: Format | None) -> dict[str, Format | None]:
    """The formats of the parts by their names, but for parts that are kept beside others."""
    if asked and len(parts) == 1:
        return {parts[0].name: asked}
    own = [part for part in parts if not _is_beside(part, FORMATS)]
    formats = {part.name: _recognised(part, asked) for part in own}
    present = [each for each in formats.values() if each]
    others = [part for part in parts if part.name not in formats]
    return formats | {
        part.name: _recognised(part, asked) for part in others if not _is_beside(part, present)
    }


def _is_beside(part: Part, formats: Iterable[Format]) -> bool:
    return any(format.beside and format.beside.search(part.name) for format in formats)


def _recognised(part: Part, asked: Format | None) -> Format | None:
    if asked:
        return asked if asked.recognises(part) else None
    return format_of(part)


def _rows(format: Format, part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The rows of a part; where it breaks off, that is the last."""
    try:
        yield from format.rows(part, parts)
    except DraftRejected as rejected:
        yield _rejected(rejected)
    except RecursionError:
        yield _rejected(DraftRejected(part.name, "it is nested too deeply"))


def _rejected(rejected: DraftRejected) -> Row:
    return Row(place=rejected.input, draft=rejected)


def _reason_against(part: Part) -> str:
    """Why a part has no rows."""
    try:
        with part.open() as file:
            head = file.read(4096)
    except DraftRejected as rejected:
        return rejected.reason
    if not head.strip():
        return "it is empty"
    if is_list(part):
        return "it is a list of feeds (OPML); import it by itself"
    if head.startswith(b"PK"):
        return "it is a zip inside of a zip or a folder; unpack it first"
    kind = kind_of(head)
    return f"it is {kind}, not an export" if kind else _UNKNOWN
