"""The checksum at the end of a JSON file, and the one bit of it that may have flipped.

The last document of such a file ends with `"crc":"89abcdef"}}}`, the CRC-32 of all that stands
before its digits. TinyDB reads the file as any other.
"""

import zlib
from collections.abc import Mapping

import msgspec
from msgspec import Raw

from octavo.patterns import lazy_pattern

_NAME = b'"crc":"'
_END = b'%08x"}}}'
_SAID = lazy_pattern(_NAME + rb'([0-9a-f]{8})"}}}')
_END_BYTES = len(_NAME) + len(_END % 0)

_EARLIER = lazy_pattern(rb'"1":\{[^{}]*"crc":(\d+),"time":\d+\}\}\}\Z')
"""How `library.json` ended before: with the checksum of what stands before its head."""

_SEARCHED = 4_000_000
"""Bytes in which a flipped bit is looked for, at half a microsecond each. In more, chance would
often name one, as each bit has one of the 2^32 checksums to itself."""

_TABLE = [zlib.crc32(bytes([n])) ^ zlib.crc32(b"\0") for n in range(256)]
"""What a byte at the end of something changes in its CRC-32."""

_BY_HIGH = {entry >> 24: n for n, entry in enumerate(_TABLE)}
_BITS = {_TABLE[1 << bit]: bit for bit in range(8)}


def closing(before: int) -> bytes:
    """What ends a file whose CRC-32 is known up to its own digits."""
    return _END % before


def sealed(table: str, documents: Mapping[int, Raw]) -> bytes:
    """A file of one table, with its checksum in the table `meta`."""
    content = msgspec.json.encode({table: documents})[:-1] + b',"meta":{"1":{' + _NAME
    return content + closing(zlib.crc32(content))


def is_sound(content: bytes) -> bool:
    """Whether a file is what was written, byte for byte."""
    if (earlier := _EARLIER.search(content, max(0, len(content) - 200))) is not None:
        return zlib.crc32(memoryview(content)[: earlier.start()]) == int(earlier[1])
    return _is_sound(content[-_END_BYTES:], zlib.crc32(memoryview(content)[:-_END_BYTES]))


def has_checksum(content: bytes) -> bool:
    """Whether a file bears a checksum, or did before a bit of it flipped."""
    return b'"crc"' in content[-_END_BYTES * 3 :] or mended(content) is not None


def mended(content: bytes) -> bytes | None:
    """The file as it was, if all that is wrong with it is one bit."""
    end = bytearray(content[-_END_BYTES:])
    before = zlib.crc32(memoryview(content)[:-_END_BYTES])
    for place in range(len(end) * 8):
        end[place // 8] ^= 1 << place % 8
        if _is_sound(bytes(end), before):
            return content[:-_END_BYTES] + end
        end[place // 8] ^= 1 << place % 8
    if (said := _SAID.fullmatch(end)) is None:
        return None
    body = len(content) - len(end) + said.start(1)
    found = with_bit_flipped(content[:body], int(said[1], 16))
    return None if found is None else found + content[body:]


def with_bit_flipped(content: bytes, crc: int) -> bytes | None:
    """Some bytes with the one bit flipped that gives them a CRC-32, if there is one.

    What a flipped bit changes in the checksum depends on its place alone, so the difference is
    followed back through the table of the CRC, a byte at a time, until it is that of a bit.
    """
    difference = zlib.crc32(content) ^ crc
    for place in range(len(content) - 1, max(-1, len(content) - 1 - _SEARCHED), -1):
        if (bit := _BITS.get(difference)) is not None:
            return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
        low = _BY_HIGH[difference >> 24]
        difference = (difference ^ _TABLE[low]) << 8 & 0xFFFFFFFF | low
    return None


def _is_sound(end: bytes, before: int) -> bool:
    """Whether a file ends as it should, by its end and the CRC-32 of what stands before."""
    return end == _NAME + closing(zlib.crc32(_NAME, before))
