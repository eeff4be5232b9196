"""The content of `library.json`, cut into documents that are not decoded yet."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct

FORMAT = 1
"""The version of the files that this octavo writes."""

TABLES = ("articles", "notes", "queries", "feeds", "meta")

Slices = dict[str, dict[int, Raw]]
"""The documents of each table by id, each still the JSON that it is in the file."""

HEAD = 1
"""The document of the table `meta` that is the head."""

_split = msgspec.json.Decoder(Slices).decode


class Head(Struct, frozen=True, omit_defaults=True):
    """What `library.json` says of itself."""

    format: int
    sequence: int = 0
    """The last operation that is folded in."""
    next_id: int = 1
    """The id that the next article or note gets."""
    crc: int = 0
    """CRC-32 of the file up to the head."""
    time: int = 0
    """The file's time of change, in seconds since 1970, as long as nobody else writes it."""


def split(content: bytes) -> Slices:
    """All tables with their documents undecoded.

    Raises:
        msgspec.DecodeError: If it is not TinyDB's JSON with octavo's head.
    """
    slices = _split(content)
    head_of(slices)
    return slices


def head_of(slices: Mapping[str, Mapping[int, Raw]]) -> Head:
    """What a library says of itself.

    Raises:
        msgspec.DecodeError: If it says nothing, or something else.
    """
    raw = slices.get("meta", {}).get(HEAD)
    if raw is None:
        raise msgspec.DecodeError("it has no document 1 in its table meta")
    return msgspec.json.decode(raw, type=Head)


def empty() -> Slices:
    """The tables of a library with nothing in it."""
    head = Raw(msgspec.json.encode(Head(FORMAT)))
    return {name: {} for name in TABLES} | {"meta": {HEAD: head}}
