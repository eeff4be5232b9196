"""All formats of exports that octavo reads, and every row of whatever a person brings.

Large because of how many there are.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import Struct

from octavo.importers.child_process import bounded, bounded_steps
from octavo.importers.exports import generic
from octavo.importers.exports.apps import (
    annotations,
    archives,
    bookmark_services,
    kindle,
    note_apps,
    read_later,
)
from octavo.importers.exports.bookmarks import browsers, netscape
from octavo.importers.exports.citations import bibtex, citation
from octavo.importers.exports.files.csv_rows import Record, header_of, records
from octavo.importers.exports.files.json_items import first_fields, first_item
from octavo.importers.exports.files.parts import ExportParts, export_at
from octavo.importers.exports.format import Format, Part, Row, head_of
from octavo.importers.exports.values import line
from octavo.importers.feeds.discover import is_opml
from octavo.importers.text.decode import decoded
from octavo.importers.text.file_types import is_feed, kind_of, reason_against_feed
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.patterns import lazy_pattern

_UNKNOWN = "octavo does not know this kind of file"
_ROOT = lazy_pattern(
    r"\s*<\?xml[^<>]{0,200}>(?:\s|<!--[^>]{0,999}-->|<![^<>]{0,999}>){0,20}<([\w:.-]{1,60})"
)
_OF_PROGRAMS = (".edn", ".css", ".js")
"""What a vault or an export has of settings and looks: of Logseq, of saved pages."""
_NO_ROW = "it is a table without a row"
_FEWEST = 3
"""Columns by which a text that says nothing else is seen to be a table."""

_MODULES = (
    archives,
    read_later,
    annotations,
    bookmark_services,
    note_apps,
    browsers,
    citation,
    netscape,
    kindle,
    bibtex,
    generic,
)
FORMATS = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Format)
)
"""In order of precedence: the first that recognises a part reads it."""


def format_of(part: Part) -> Format | None:
    """The format that a part is of, told by its content; None if it is of none.

    Raises:
        DraftRejected: If to tell it takes too long.
    """
    return format_named(_name_of_format(part, "", {}))


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


Telling = Callable[[Part], Format | DraftRejected | None]
"""Tells the format that a part is of, or why that cannot be told."""


def rows_of(
    source: Path | Part, format: Format | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[SourcedRow]:
    """The rows of an export, streamed; a part that nothing recognises is one row at fault.

    Where a format is asked for, a file is read as that whatever it looks like; of a folder or
    a zip, the parts that are of that format. Where `columns` are named by the fields that they
    are, the parts are tables and objects that have them.
    """
    try:
        export = ExportParts((source,)) if isinstance(source, Part) else export_at(source)
    except DraftRejected as rejected:
        yield SourcedRow(_rejected(rejected))
        return
    for fault in export.rejected:
        yield SourcedRow(_rejected(fault))
    yield from arrivals_from(export.parts, format, columns)


def arrivals_from(
    parts: Sequence[Part],
    format: Format | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[SourcedRow]:
    """The rows of some parts that belong together."""
    columns = columns or {}
    name = format.name if format else ""
    told: Telling = partial(_told, name=name, columns=columns)
    if format and len(parts) == 1:
        told, columns = (lambda _: format), {}
    formats = _formats_of(parts, told)
    for part in parts:
        match formats.get(part.name, part):
            case Part():
                pass
            case Format() as known:
                for row in _rows(part, parts, known.name, columns):
                    yield SourcedRow(row, part, known)
            case DraftRejected() as rejected:
                yield SourcedRow(_rejected(rejected), part)
            case None:
                is_beside = any(isinstance(each, Format) for each in formats.values())
                yield SourcedRow(_rejected(_unknown(part, len(parts) > 1, is_beside)), part)


def _candidates(name: str, columns: Mapping[str, str]) -> Sequence[Format]:
    """What a part may be: any table and objects of some columns, what is asked for, or any."""
    if columns:
        return generic.formats_with(columns)
    return [format for format in FORMATS if name in ("", format.name)]


def _told(
    part: Part, *, name: str, columns: Mapping[str, str]
) -> Format | DraftRejected | None:
    try:
        found = _name_of_format(part, name, columns)
    except DraftRejected as rejected:
        return rejected
    return next((each for each in _candidates(name, columns) if each.name == found), None)


@bounded
def _name_of_format(part: Part, name: str, columns: Mapping[str, str]) -> str:
    """What the format of a part is called; empty if it is none of the candidates."""
    found = (each.name for each in _candidates(name, columns) if each.recognises(part))
    return next(found, "")


def _formats_of(
    parts: Sequence[Part], told: Telling
) -> dict[str, Format | DraftRejected | None]:
    """The formats of the parts by their names, but for parts that are kept beside others."""
    names = [part.name for part in parts]
    own = [part for part in parts if not _is_beside(part, FORMATS, names)]
    formats = {part.name: told(part) for part in own}
    present = [each for each in formats.values() if isinstance(each, Format)]
    others = [part for part in parts if part.name not in formats]
    return formats | {
        part.name: told(part) for part in others if not _is_beside(part, present, names)
    }


def _is_beside(part: Part, formats: Iterable[Format], names: Sequence[str]) -> bool:
    """Whether a part holds no rows of its own; one with a `folder` does if there is none."""
    for beside in (format.beside for format in formats if format.beside):
        if found := beside.search(part.name):
            folder = found.groupdict().get("folder")
            begins = (f"{folder}/", f"{folder} ")
            within = (name[len(folder or "") :] for name in names if name.startswith(begins))
            if folder is None or any("/" in each for each in within):
                return True
    return False


def _rows(
    part: Part, parts: Sequence[Part], name: str, columns: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of a part; where it breaks off, that is the last."""
    try:
        yield from _rows_within_bounds(part, parts, name, columns)
    except DraftRejected as rejected:
        yield _rejected(type(rejected)(rejected.input or part.name, rejected.reason))


@bounded_steps
def _rows_within_bounds(
    part: Part, parts: Sequence[Part], name: str, columns: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of a part by its format's name, as another process may have to read them."""
    for format in _candidates(name, columns):
        if format.name == name:
            yield from format.rows(part, parts)


def _rejected(rejected: DraftRejected) -> Row:
    return Row(place=rejected.input, draft=rejected)


def _unknown(part: Part, beside_others: bool, beside_known: bool) -> DraftRejected:
    """Why a part has no rows; a picture or a setting beside others has none to mend.

    So has an object of JSON beside what is known that lists nothing: it is about the export.
    """
    try:
        reason = _reason_against(part)
    except DraftRejected as rejected:
        reason = rejected.reason
    if reason.startswith(_NO_ROW):
        return NothingToMend(part.name, reason)
    is_other = reason.endswith("image, not an export") or part.name.endswith(_OF_PROGRAMS)
    said = first_fields(part).values() if beside_known else ()
    is_about = bool(said) and not any(isinstance(each, list) for each in said)
    is_final = beside_others and (is_other or is_about)
    return (NothingToMend if is_final else DraftRejected)(part.name, reason)


@bounded
def _reason_against(part: Part) -> str:
    with part.open() as file:
        head = file.read(4096)
    if not head.strip():
        return "it is empty"
    if is_list(part):
        return "it is a list of feeds (OPML); import it by itself"
    if is_feed(start := head_of(part)):
        return reason_against_feed(start)
    if head.startswith(b"PK"):
        return "it is a zip inside of a zip or a folder; unpack it first"
    if kind := kind_of(head):
        return f"it is {kind}, not an export"
    if what := _plain_json(start):
        return what
    decoded(head, part.name)  # which refuses binary data
    columns = header_of(part).columns
    if generic.are_known(columns) and next(records(part), None) is None:
        return f"{_NO_ROW}: {', '.join(line(name)[:40] for name in columns[:12])}"
    fields = [*(first_fields(part) | first_item(part))]
    if fields and _breaks_off(part):
        return "it is JSON that breaks off before its end; export it again"
    if fields or _is_table(part):
        what = "JSON, and none of its fields" if fields else "a table, and none of its columns"
        names = (line(name)[:40] for name in (fields or header_of(part).columns)[:12])
        return f"it is {what} is known as an address or a title: {', '.join(names)}"
    root = _ROOT.match(start)
    return f"{_UNKNOWN}: it is XML, of {line(root[1])}" if root else _UNKNOWN


def _plain_json(start: str) -> str:
    """What a part of JSON is in which no field has a name; empty for what is none."""
    try:
        value = json.loads(start)
    except RecursionError:
        return "it is nested too deeply"
    except ValueError:
        return ""
    if value in (None, [], {}, ""):
        return f"it is empty: {line(start)}, and no more"
    has_fields = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )
    kind = "a list" if isinstance(value, list) else "a single value"
    return "" if has_fields else f"it is JSON, but {kind} without fields that have names"


def _breaks_off(part: Part) -> bool:
    """Whether a part of JSON ends otherwise than what has fields does."""
    end = b""
    with part.open() as file:
        while more := file.read(65_536):
            end = more.strip(b" \t\r\n\0") or end
    return not end.endswith((b"}", b"]"))


def _is_table(part: Part) -> bool:
    """Whether there are columns, and the next lines have as many."""
    rows = islice(records(part), 3)
    known = all(isinstance(row, Record) for row in rows)
    return known and len(header_of(part).columns) >= _FEWEST
