"""The messages that mails and saved pages are: headers and parts, however broken.

Headers are read as they stand and decoded here, as the standard library's own decoding
stumbles over many that are broken.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from octavo.importers.text.clean import clean_line
from octavo.importers.text.decode import declared_encoding, decode
from octavo.model.errors import DraftRejected

_FAULTS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the standard library lets through where a message is broken."""

_MAILBOX_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]{1,300}\n(?=[!-9;-~]{1,80}:)"
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
"""Such a line within a mail, as mailboxes write it."""

_MOST_PARTS = 2_000
"""Of one message. The largest of nine saved pages (MHTML) has 138."""


def message_of(data: bytes, name: str) -> Message:
    """The message in some bytes.

    Raises:
        DraftRejected: If it is nested beyond reading.
    """
    try:
        return message_from_bytes(data.lstrip(b"\r\n"), policy=policy.compat32)
    except _FAULTS:
        raise DraftRejected(name, "it is too broken to be read") from None


def messages_in(data: bytes) -> list[bytes]:
    """The mails in a mailbox (RFC 4155), or all of the data where it is none."""
    starts = [found.start() for found in _MAILBOX_LINE.finditer(data)]
    if not data.startswith(b"From ") or len(starts) < 2:
        return [data]
    ends = [*starts[1:], len(data)]
    mails = (data[start:end] for start, end in zip(starts, ends, strict=True))
    return [_QUOTED_FROM.sub(rb"\1", mail) for mail in mails]


def parts_of(message: Message) -> Iterator[Message]:
    """The parts that hold something themselves, in their order."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list):
            waiting = [each for each in inside if isinstance(each, Message)] + waiting
        else:
            yield part


def header(message: Message, name: str) -> str:
    """What a header says, as one line of text; empty if it is not there."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return clean_line(_decoded(_unfolded(str(value))))
    return ""


def kind_of_part(part: Message) -> str:
    """The media type of a part, in lower case."""
    try:
        return part.get_content_type()
    except _FAULTS:
        return ""


def is_attachment(part: Message) -> bool:
    """Whether a part is a file that was sent along."""
    disposition = header(part, "content-disposition").lower()
    return disposition.startswith("attachment") or "filename" in disposition


def text_of_part(part: Message, name: str) -> str:
    """The characters of a part, in whatever it is encoded.

    Raises:
        DraftRejected: If it is no text.
    """
    try:
        payload = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "")
    except _FAULTS:
        raise DraftRejected(name, "its text is encoded beyond reading") from None
    data = payload if isinstance(payload, bytes) else b""
    return decode(data, name, charset or declared_encoding(data))


def _unfolded(value: str) -> str:
    """The value on one line, with bytes that were never encoded as the letters they mean."""
    line = re.sub(r"[\r\n]+[ \t]*", " ", value)
    data = line.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _decoded(value: str) -> str:
    """The value with its encoded words decoded (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(re.sub(r"\?=[ \t]+=\?", "?==?", value))
    except (HeaderParseError, *_FAULTS):
        return value
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "raw-unicode-escape", "replace")
    except (LookupError, ValueError):
        return piece.decode("utf-8", "replace")
