"""Formats of exports: what a reader that closes, or a browser, gives people to take along."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import BinaryIO, ParamSpec

from msgspec import Struct

from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected

P = ParamSpec("P")

HEAD = 64 * 1024
"""Bytes from the start of a part by which formats are told apart."""


class Part(Struct, frozen=True):
    """One file of an export: alone, in a folder, or in a zip."""

    name: str
    """Its path inside the folder or zip; for a file alone, its name."""
    size: int
    """Bytes, unpacked."""
    open: Callable[[], BinaryIO]
    """Opens it at the start; reading never gives more than `size` bytes, and what cannot be
    read is a `DraftRejected`.
    """

    @property
    def head(self) -> bytes:
        """The first `HEAD` bytes; empty if they cannot be read.

        Read when they are asked for: an export may have as many parts as it has articles.
        """
        return _head_of(self)


@lru_cache(maxsize=4)
def _head_of(part: Part) -> bytes:
    try:
        with part.open() as file:
            return file.read(HEAD)
    except DraftRejected:
        return b""


class Row(Struct, frozen=True, kw_only=True):
    """One item of an export on its way in; each one that the file holds comes exactly once."""

    place: str
    """Where it stands, for the ledger: `part_000000.csv, line 12`, `item 3`."""
    draft: Draft | Record | DraftRejected
    """What it becomes, or why it cannot."""
    raw: str = ""
    """The item as it stood in the file, so that it can be mended and imported again."""


def row_of(
    place: str, raw: str, draft: Callable[P, Draft], *args: P.args, **named: P.kwargs
) -> Row:
    """A row with what a function makes of it, or why it cannot."""
    made: Draft | DraftRejected
    try:
        made = draft(*args, **named)
    except DraftRejected as rejected:
        made = type(rejected)(place, rejected.reason)
    return Row(place=place, draft=made, raw=raw)


class Format(Struct, frozen=True, kw_only=True):
    """One format of exports: how to know it, and how to read it."""

    name: str
    """What `--format` calls it, and the kind of source of its articles: `pocket-csv`."""
    title: str
    """What people call it: `Pocket, CSV`."""
    suffix: str
    """Of a file of rejected rows: `.csv`."""
    recognises: Callable[[Part], bool]
    """Whether a part is of this format, told by its content."""
    rows: Callable[[Part, Sequence[Part]], Iterator[Row]]
    """The rows of a recognised part, streamed; the second argument is all parts of the
    export, for what is kept beside it (texts, highlights). A row at fault comes as a
    `DraftRejected`; a file that breaks off raises one, after its rows.
    """
    collected: Callable[[Part, Sequence[str]], str]
    """Some raw items of a part as a file of the same format, which can be imported."""
    beside: re.Pattern[str] | None = None
    """The names of parts that hold no rows of their own, but what belongs to another's."""
    columns: Callable[[Part], Mapping[str, str]] = lambda _: {}
    """The field of an article that each column of a part is taken for, where that is by its
    name alone; empty for one that is left out.
    """


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


@cache
def _names(said: str) -> frozenset[str]:
    return frozenset(name.strip() for name in said.split("," if "," in said else None) if name)
