"""The content codings of HTTP (RFC 9110, section 8.4), within a limit.

A small answer can unfold to gigabytes: nothing here ever holds more than the limit.
"""

import io
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it comes without types
import zstandard

CODINGS = "gzip, deflate, br, zstd"
"""What servers are told that octavo unpacks."""

_STEP = 64 * 1024
_MOST_LAYERS = 3
_MOST_MEMBERS = 1000
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"(\xb5/\xfd"
_LARGEST_WINDOW = 8 * 1024 * 1024
"""Bytes that a Zstandard decoder keeps; the web has no larger ones (RFC 9659)."""


class TooLarge(ValueError):
    """What unfolds to more than the limit."""


class Damaged(ValueError):
    """What cannot be unpacked, or not to its end."""


class _Inflater(Protocol):
    """The decompressor of brotli, which has no types of its own."""

    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def is_finished(self) -> bool: ...


def unpack(data: bytes, codings: str, most: int) -> bytes:
    """What was packed by the codings of a Content-Encoding header.

    What is not packed although the header says so, or in a way that nobody knows, comes
    back as it is.

    Raises:
        TooLarge: If it is more than `most` bytes.
        Damaged: If it cannot be unpacked, or breaks off.
    """
    layers = [coding.strip().lower() for coding in codings.split(",")]
    known = [_UNPACKERS[coding] for coding in layers if coding in _UNPACKERS]
    if len(known) > _MOST_LAYERS:
        raise Damaged
    for unpacker in reversed(known):
        data = _gathered(unpacker(data), most) if data else data
    return data


def _gathered(pieces: Iterator[bytes], most: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > most:
                raise TooLarge
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Damaged from error
    return bytes(whole)


def _gzip(data: bytes) -> Iterator[bytes]:
    """All members of a gzip file (RFC 1952); what follows the last one is left out."""
    if not data.startswith(_GZIP):
        yield data
        return
    start = 0
    for _ in range(_MOST_MEMBERS):
        if not data.startswith(_GZIP, start):
            break
        start = yield from _inflated(data, start, wbits=31)


def _deflate(data: bytes) -> Iterator[bytes]:
    """As the standard says, with a header, or without, as some servers send it."""
    headed = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    yield from _inflated(data, 0, wbits=15 if headed else -15)


def _inflated(data: bytes, start: int, wbits: int) -> Generator[bytes, None, int]:
    """What is packed from `start` on, and in the end where it ended.

    Piece by piece: a little of the input at once, and for each only so much output.
    """
    inflater = zlib.decompressobj(wbits)
    for end in range(start + _STEP, len(data) + _STEP, _STEP):
        piece = data[end - _STEP : end]
        while piece:
            yield inflater.decompress(piece, _STEP)
            if inflater.eof:
                return min(end, len(data)) - len(inflater.unused_data)
            piece = inflater.unconsumed_tail
    while more := inflater.decompress(b"", _STEP):
        yield more
    if not inflater.eof:
        raise Damaged
    return len(data)


def _brotli(data: bytes) -> Iterator[bytes]:
    inflater: _Inflater = brotli.Decompressor()
    piece = inflater.process(data, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = inflater.process(b"", output_buffer_limit=_STEP)
    if not inflater.is_finished():
        raise Damaged


def _zstandard(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_ZSTANDARD):
        yield data
        return
    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    with unpacker.stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
        while piece := reader.read(_STEP):
            yield piece


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
