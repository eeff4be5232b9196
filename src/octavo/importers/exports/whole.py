"""Reading an export to its end, also where the file does not have one."""

from collections.abc import Iterator

from octavo.importers.exports.format import Part, Row
from octavo.model.errors import DraftRejected


def to_the_end(part: Part, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a part; where it breaks off, one last row says so."""
    try:
        yield from rows
    except DraftRejected as rejected:
        yield Row(place=part.name, draft=rejected)
