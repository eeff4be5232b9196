"""Mails with something to read in them, and pages that browsers save as messages (MHTML).

Headers are read as they stand and decoded here, as the standard library's own decoding
stumbles over many that are broken.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from msgspec.structs import replace

from octavo.importers.formats.html.bylines import authors_of
from octavo.importers.formats.html.draft import article_or_all, draft_of_html
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.dates import moment
from octavo.importers.text.decode import Decoded, declared_encoding, decoded
from octavo.importers.text.titles import shortened, title_of_name, title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.url import is_web

_HTML = ("text/html", "application/xhtml+xml")
_FORWARDED = re.compile(r"^(?:(?:fwd?|wg|tr|rv|re)\s*:\s*)+", re.IGNORECASE)
_SERVICE = re.compile(
    r"""\[[^\[\]]*(?:
      view\ (?:this\ |it\ |the\ |online|in\ |on\ )[^\[\]]*(?:browser|online|web) | view\ online
    | read\ (?:it\ |this\ )?(?:online|in\ (?:your\ )?browser) | open\ in\ (?:app|browser)
    | unsubscribe | manage\ (?:your\ )?(?:subscription|preferences) | update\ your\ preferences
    | im\ browser\ (?:ansehen|anzeigen)
    | vom\ newsletter\ abmelden | se\ désinscrire | darse\ de\ baja
    )[^\[\]]*\]\(""",
    re.VERBOSE | re.IGNORECASE,
)
"""A link at either end of a newsletter that is about the sending, not in it."""

_NEAR = 6
"""Blocks from either end, among which such links stand."""

_LONGEST_SERVICE = 400
"""Characters without addresses; a block of more says more than that."""

_SENDING_HOST = re.compile(r"^(?:e?mail|mailer|news|newsletter|send|bounce|em\d*|mg|list)\.")


def draft_of_mail(data: bytes, source: Source) -> Draft:
    """The draft in a mail: its subject, its sender, and what it says.

    Raises:
        DraftRejected: If there is no text in it.
    """
    message = message_of(data, source.name)
    title = shortened(_FORWARDED.sub("", header(message, "subject")))
    text, doubt = _text(message, source.name)
    name, address = parseaddr(header(message, "from"))
    site = _site(message, address)
    key = source.key or header(message, "message-id")[:500]
    return Draft(
        title=title or title_of_name(source.name) or title_of_text(text),
        text=text,
        authors=authors_of([[clean_line(name)]], site) or (() if name else _sender(address)),
        site=site,
        published=moment(
            re.sub(r"(?:(?<!\s)\s+)?\([^()]*\)\s*+$", "", header(message, "date"))
        ),
        language=language_of(text, header(message, "content-language")),
        source=replace(source, key=key),
        doubt=doubt,
    )


def _sender(address: str) -> tuple[str, ...]:
    """The address of a sender who gives no name."""
    return (address,) if "@" in address else ()


def _text(message: Message, name: str) -> Decoded:
    """What a mail says: its HTML, or else its plain text.

    Raises:
        DraftRejected: If it says nothing.
    """
    bodies = [part for part in parts_of(message) if not is_attachment(part)]
    for kind, written in (("text/html", article_or_all), ("text/plain", _markdown_of_text)):
        texts = [_text_or_nothing(part, name) for part in bodies if kind_of_part(part) == kind]
        said = "\n\n".join(written(text) for text, _ in texts if text.strip())
        markdown = _without_service(said.split("\n\n"))
        if markdown.strip():
            return Decoded(markdown, next((doubt for _, doubt in texts if doubt), ""))
    raise DraftRejected(name, "there is no text in this mail")


def _text_or_nothing(part: Message, name: str) -> Decoded:
    try:
        return _decoded_part(part, name)
    except DraftRejected:
        return Decoded("")


def _markdown_of_text(text: str) -> str:
    lines = clean(text).split("\n")
    signature = next((i for i, line in enumerate(lines) if line.rstrip("\r") == "-- "), None)
    return body_markdown(lines[:signature], is_letter=True)


def _without_service(blocks: list[str]) -> str:
    """The blocks without those at either end that are about the sending."""
    last = len(blocks) - 1
    kept = (
        block
        for place, block in enumerate(blocks)
        if not (min(place, last - place) < _NEAR and _is_service(block))
    )
    return "\n\n".join(kept)


def _is_service(block: str) -> bool:
    words = re.sub(r"\]\([^()]*\)", "](", block)
    return len(words) <= _LONGEST_SERVICE and _SERVICE.search(words) is not None


def _site(message: Message, address: str) -> str:
    """The list that a mail went to by its name, or else the host of the sender."""
    named = clean_line(header(message, "list-id").partition("<")[0].strip(' "'))
    if named and not re.fullmatch(r"(?=[\w.-]*\Z)[\w.-]*?\d{4}.*|[\w-]+(?:\.[\w-]+)+", named):
        return named
    host = address.rpartition("@")[2].lower()
    return _SENDING_HOST.sub("", host) if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) else ""


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
    return _decoded_part(part, name).text


def _decoded_part(part: Message, name: str) -> Decoded:
    try:
        payload = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "")
    except _FAULTS:
        raise DraftRejected(name, "its text is encoded beyond reading") from None
    data = payload if isinstance(payload, bytes) else b""
    return decoded(data, name, charset or declared_encoding(data))


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


def draft_of_mhtml(data: bytes, source: Source) -> Draft:
    """The article in a page that was saved with all that belongs to it.

    Raises:
        DraftRejected: If there is no page in it, or no text in the page.
    """
    message = message_of(data, source.name)
    page = _page(message)
    if page is None:
        raise DraftRejected(source.name, "there is no page in it")
    places = [
        header(page, "content-location"),
        header(message, "snapshot-content-location"),
        header(message, "content-location"),
    ]
    url = next(filter(is_web, places), "")
    source = replace(source, fetched=source.fetched or moment(header(message, "date")))
    draft = draft_of_html(text_of_part(page, source.name), source, url)
    return draft if draft.title else replace(draft, title=shortened(header(message, "subject")))


def _page(message: Message) -> Message | None:
    """The part that is the page itself: the one named as the start, or else the first."""
    start = re.search(r"start=[\"']?(<[^<>]*>)", header(message, "content-type"))
    pages = [part for part in parts_of(message) if kind_of_part(part) in _HTML]
    named = (part for part in pages if start and header(part, "content-id") == start[1])
    return next(named, next(iter(pages), None))
