"""A file, a folder or a zip as the parts of an export; nothing is ever unpacked to disk."""

import io

from octavo.importers.exports.format import Part


def part_of(data: bytes, name: str) -> Part:
    """Some bytes as a part."""
    return Part(name=name, size=len(data), open=lambda: io.BytesIO(data))
