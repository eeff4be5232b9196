"""The text of a part, streamed, whatever bytes it is made of.

Most of a long file may be plain ASCII before the first letter that tells its encoding, and
browsers name one in a `META` element; so the encoding of a bookmark file is told by all of it.
"""

import codecs
import io
from typing import TextIO

from octavo.importers.exports.format import Part
from octavo.importers.text.charset import guess
from octavo.importers.text.decode import declared_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CHARACTER = 4
_CHUNK = 1 << 18
_SAMPLE = 1 << 16
_WIDE = frozenset(("utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf_7"))
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932"}


def text_of(part: Part) -> TextIO:
    """A part opened as text, its line ends untouched; bytes that are none become U+FFFD."""
    encoding = encoding_of(part.head)
    return io.TextIOWrapper(part.open(), encoding, errors="replace", newline="")


def head_of(part: Part) -> str:
    """The text at the beginning of a part, without its byte order mark and NUL bytes."""
    text = part.head.decode(encoding_of(part.head), "replace")
    return text.replace("\0", "").lstrip("\ufeff")


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes: by its mark, as UTF-8, or by a guess."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if _is_utf8(head):
        return "utf-8"
    return "utf-8" if _is_mostly_utf8(head) else guess(head)


def _is_utf8(head: bytes) -> bool:
    """Whether these bytes are UTF-8, but for a character that is cut at their end."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _LONGEST_CHARACTER and "end of data" in error.reason
    return True


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether only a few bytes of many that are not ASCII are at fault."""
    wrong = head.decode("utf-8", "replace").count("\ufffd")
    return wrong * 4 <= sum(byte >= 0x80 for byte in head)


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
