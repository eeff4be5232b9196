"""The one door to exports: every row of every part, whatever it is that a person brings."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from octavo.importers.exports.files.parts import opened
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.registry import FORMATS, format_of
from octavo.importers.feeds.opml import is_opml
from octavo.importers.text.file_types import kind_of
from octavo.model.errors import DraftRejected

_UNKNOWN = "octavo does not know this kind of file"


class Arrival(Struct, frozen=True, gc=False):
    """A row, and where it came from."""

    row: Row
    part: Part | None = None
    """None where nothing could be opened."""
    format: Format | None = None
    """None where the part is of no format that octavo knows."""


def rows_of(path: Path, format: Format | None = None) -> Iterator[Arrival]:
    """The rows of an export, streamed; a part that nothing recognises is one row at fault.

    Where a format is asked for, a file is read as that whatever it looks like; of a folder or
    a zip, the parts that are of that format.
    """
    try:
        with opened(path) as export:
            for rejected in export.rejected:
                yield Arrival(_rejected(rejected))
            yield from arrivals_from(export.parts, format)
    except DraftRejected as rejected:
        yield Arrival(_rejected(rejected))


def arrivals_from(parts: Sequence[Part], format: Format | None = None) -> Iterator[Arrival]:
    """The rows of some parts that belong together."""
    formats = _formats_of(parts, format)
    for part in parts:
        if part.name not in formats:
            continue
        if known := formats[part.name]:
            for row in _rows(known, part, parts):
                yield Arrival(row, part, known)
        else:
            yield Arrival(_rejected(DraftRejected(part.name, _reason_against(part))), part)


def _formats_of(parts: Sequence[Part], asked: Format | None) -> dict[str, Format | None]:
    """The formats of the parts by their names, but for parts that are kept beside others."""
    if asked and len(parts) == 1:
        return {parts[0].name: asked}
    formats: dict[str, Format | None] = {}
    waiting: list[Part] = []
    for part in parts:
        if any(each.beside(part) for each in FORMATS):
            waiting.append(part)
        else:
            formats[part.name] = _recognised(part, asked)
    present = {each.name: each for each in formats.values() if each}
    for part in waiting:
        if not any(each.beside(part) for each in present.values()):
            formats[part.name] = _recognised(part, asked)
    return formats


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
    if is_opml(head.replace(b"\0", b"").decode("utf-8", "replace")):
        return "it is a list of feeds (OPML); import it by itself"
    if head.startswith(b"PK"):
        return "it is a zip inside of a zip or a folder; unpack it first"
    kind = kind_of(head)
    return f"it is {kind}, not an export" if kind else _UNKNOWN
