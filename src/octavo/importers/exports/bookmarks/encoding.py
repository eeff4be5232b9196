"""The encoding of a bookmark file, told by all of it.

Browsers name the encoding in a `META` element, and most of a long file may be plain ASCII
before the first letter that tells whether that is true.
"""

import codecs
import io
from typing import TextIO

from octavo.importers.exports.files.decoding import encoding_of
from octavo.importers.exports.format import Part
from octavo.importers.text.charset import guess
from octavo.importers.text.decode import declared_encoding

_CHUNK = 1 << 18
_SAMPLE = 1 << 16
_WIDE = frozenset(("utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf_7"))
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932"}


def text_of_bookmarks(part: Part) -> TextIO:
    """A bookmark file opened as text; bytes that are none become U+FFFD.

    Raises:
        DraftRejected: If it cannot be read.
    """
    return io.TextIOWrapper(part.open(), _encoding(part), errors="replace", newline="")


def _encoding(part: Part) -> str:
    by_head = encoding_of(part.head)
    if by_head.startswith(("utf-16", "utf-32")):
        return by_head
    sample = _foreign(part)
    if not sample:
        return "utf-8-sig"
    return _declared(part.head, sample) or encoding_of(sample) or guess(sample)


def _foreign(part: Part) -> bytes:
    """Lines with bytes that are not UTF-8 where there are any; empty if all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with part.open() as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return _lines_with_letters(chunk + file.read(_CHUNK))
    return b""


def _lines_with_letters(data: bytes) -> bytes:
    lines = (line for line in data.splitlines(keepends=True) if not line.isascii())
    return b"".join(lines)[:_SAMPLE]


def _declared(head: bytes, sample: bytes) -> str:
    """The encoding that the file names, if these bytes can be that."""
    try:
        name = codecs.lookup(declared_encoding(head)).name
        if name in _WIDE or "\ufffd" in sample.decode(_MEANT.get(name, name), "replace")[:-1]:
            return ""
    except (LookupError, UnicodeError, ValueError):
        return ""
    return _MEANT.get(name, name)
