"""The text of a part, streamed, whatever bytes it is made of."""

import codecs
import io
from typing import TextIO

from octavo.importers.exports.format import Part
from octavo.importers.text.charset import guess

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CHARACTER = 4


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
