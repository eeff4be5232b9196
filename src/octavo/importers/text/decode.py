"""From bytes to text: by byte order mark, by declaration, as UTF-8, or by a guess."""

import codecs
import re
import unicodedata
from collections import Counter

from octavo.importers.text.charset import guess
from octavo.importers.text.file_types import kind_of
from octavo.model.errors import DraftRejected

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MEANT = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
}
"""What pages mean by a name: browsers read the larger set (https://encoding.spec.whatwg.org).

Who declares UTF-16 inside a text of plain bytes cannot mean it.
"""

_ESCAPED = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))

_DECLARATION = re.compile(
    rb"""
      <\?xml [^>]{0,200} encoding \s* = \s* ["'] ([\w.:-]+)
    | <meta [^>]{0,500} charset \s* = \s* ["']? \s* ([\w.:-]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ASCII = bytes(range(0x80))
_TERMINAL = re.compile(rb"\x1b\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)")
"""A sequence that sets the title of a terminal, as logs may hold; it ends with a bell."""

_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode(data: bytes, input: str, declared: str = "") -> str:
    """The text in some bytes, without its byte order mark.

    `declared` is what came with the bytes, such as the charset of an HTTP header. UTF-8 is
    believed before any declaration: no other encoding looks like it by chance.

    Raises:
        DraftRejected: If the bytes are empty, or no text.
    """
    if not data.strip(b"\x00 \t\r\n\f\v\xef\xbb\xbf"):
        raise DraftRejected(input, "it is empty")
    if kind := kind_of(data):
        raise DraftRejected(input, f"it is {kind}; octavo does not read these yet")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if encoding := _wide_encoding(data):
        return data.decode(encoding, "replace")
    if _is_binary(data):
        raise DraftRejected(input, "it is binary data, not a text")
    return _decode_bytes(data, declared)


def declared_encoding(data: bytes) -> str:
    """The encoding that an HTML or XML text names near its beginning, or empty."""
    found = _DECLARATION.search(data, 0, 4096)
    return (found[1] or found[2]).decode("ascii", "ignore") if found else ""


def _decode_bytes(data: bytes, declared: str) -> str:
    for escape, encoding in _ESCAPED:
        if escape in data and data.isascii():
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if text := _decode_declared(data, declared):
        return text
    return data.decode("utf-8" if _is_damaged_utf8(data) else guess(data), "replace")


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether half of what is not ASCII is well-formed UTF-8; in others a third may look so."""
    well_formed = sum(map(len, _MULTIBYTE.findall(data)))
    return well_formed * 2 >= len(data.translate(None, _ASCII))


def _decode_declared(data: bytes, declared: str) -> str:
    """The text in the encoding that was declared, if it can be that."""
    try:
        name = codecs.lookup(declared.strip()).name
        text = data.decode(_MEANT.get(name, name), "replace")
    except (LookupError, UnicodeError, ValueError):
        return ""
    wrong = text.count("\ufffd")
    return text if wrong * 20 <= len(data.translate(None, _ASCII)) else ""


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes stand."""
    head = data[:4096]
    if len(data) % 4 == 0 and b"\x00\x00" in head:
        for encoding in ("utf-32-le", "utf-32-be"):
            if _reads_as_text(head[: len(head) // 4 * 4], encoding):
                return encoding
    if len(data) % 2:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        encoding = "utf-16-le"
    elif even > 4 * odd:
        encoding = "utf-16-be"
    else:
        return ""
    return encoding if _reads_as_text(head[: len(head) // 2 * 2], encoding) else ""


def _reads_as_text(head: bytes, encoding: str) -> bool:
    """Whether the bytes are letters, marks and spaces in this encoding."""
    text = head.decode(encoding, "replace")[:-1]
    kinds = Counter(unicodedata.category(char)[0] for char in text if char not in "\t\r\n")
    return kinds["C"] * 50 <= len(text) and kinds["L"] * 3 >= len(text)


def _is_binary(data: bytes) -> bool:
    """Whether more than a stray byte of a text is a control character."""
    head = _TERMINAL.sub(b"", data[:65_536])
    controls = len(_CONTROLS.findall(head))
    return controls * 100 > len(head) or (controls > 0 and len(head) < 64)
