"""Formats by declaration: which columns or fields of an item a draft is made of.

A format of tables or of JSON is one `Fields` beside the signs by which it is told:

    PINBOARD = array(
        "pinboard",
        "Pinboard, JSON",
        told_by=Signs("href description", some="extended toread shared hash meta"),
        fields=Fields(kind="pinboard", url="href", title="description", note="extended"),
    )

What a name alone does not say, a function of the item does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from octavo.importers.exports.files import csv_rows, json_items
from octavo.importers.exports.files.json_items import first_item
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.mapping import DraftMaker, Fields, MakesDraft


class Signs(Struct, frozen=True):
    """The names of fields by which the items of a format are told; those by space or comma."""

    every: str
    """All of these are there."""
    some: str = ""
    """Of these, at least as many as `least`."""
    least: int = 2
    none: str = ""
    """None of these is there."""

    def fit(self, names: Iterable[str]) -> bool:
        """Whether an item with fields of these names is of the format."""
        found = frozenset(names)
        some = _names(self.some)
        return (
            found >= _names(self.every)
            and (not some or len(found & some) >= self.least)
            and not found & _names(self.none)
        )


Declared = Fields | Callable[[Part, Sequence[Part]], Fields | MakesDraft]
"""The fields, or those for a part where they depend on what is in it or beside it."""


def table(name: str, title: str, *, told_by: Signs, fields: Declared) -> Format:
    """A format of tables as CSV, told by the columns that its first line names."""

    def rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
        return csv_rows.rows_in(part, _maker(fields, part, parts))

    return Format(
        name=name,
        title=title,
        suffix=".csv",
        recognises=lambda part: told_by.fit(csv_rows.header_of(part).columns),
        rows=rows,
        collected=csv_rows.collected,
    )


def array(
    name: str,
    title: str,
    *,
    told_by: Signs,
    fields: Declared,
    within: Sequence[str] = ("",),
) -> Format:
    """A format of objects in an array of JSON, told by the fields of the first.

    `within` are the fields that the array may be in; empty where a part is the array.
    """

    def found_in(part: Part) -> Iterator[str]:
        return (each for each in within if told_by.fit(first_item(part, each)))

    def list_in(part: Part) -> str:
        return next(found_in(part), within[-1])

    def rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
        return json_items.rows_in(part, _maker(fields, part, parts), list_in(part))

    return Format(
        name=name,
        title=title,
        suffix=".json",
        recognises=lambda part: next(found_in(part), None) is not None,
        rows=rows,
        collected=lambda part, raws: json_items.collected(raws, list_in(part)),
    )


def _maker(declared: Declared, part: Part, parts: Sequence[Part]) -> MakesDraft:
    fields = declared if isinstance(declared, Fields) else declared(part, parts)
    return DraftMaker(fields, part) if isinstance(fields, Fields) else fields


@cache
def _names(said: str) -> frozenset[str]:
    return frozenset(name.strip() for name in said.split("," if "," in said else None) if name)
