"""Files in `index/` that spare work at launch; all of it can be told from the other files.

They hold MessagePack after its own CRC-32, so that damage to one only costs the time it saves.
"""

import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from octavo.storage.atomic import replace_file

Value = TypeVar("Value", bound=Struct)

_CRC_BYTES = 4


def derived(path: Path, kind: type[Value]) -> Value | None:
    """What such a file holds; None if it is not there, or not what was written."""
    with suppress(OSError, msgspec.DecodeError):
        content = path.read_bytes()
        crc, packed = content[:_CRC_BYTES], content[_CRC_BYTES:]
        if zlib.crc32(packed) == int.from_bytes(crc):
            return msgspec.msgpack.decode(packed, type=kind)
    return None


def derive(path: Path, value: Struct) -> None:
    """Write such a file, unless the index has no folder or the disk refuses."""
    with suppress(OSError):
        if os.access(path.parent, os.W_OK):
            packed = msgspec.msgpack.encode(value)
            replace_file(path, zlib.crc32(packed).to_bytes(_CRC_BYTES) + packed)
