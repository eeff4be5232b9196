"""Mails with something to read in them, and pages that browsers save as messages (MHTML).

Headers are read as they stand and decoded here, as the standard library's own decoding
stumbles over many that are broken.

Large because parts, headers, letters and mailboxes are read by the same few rules.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from itertools import dropwhile, islice, pairwise, takewhile
from mimetypes import guess_type

from msgspec.structs import replace

from octavo.importers.formats.html.bylines import authors_of
from octavo.importers.formats.html.draft import (
    article_or_all,
    draft_of_html,
    markdown_of_fragment,
)
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import (
    clean,
    clean_line,
    code_block,
    escape_heading,
    escape_line,
    unescaped,
)
from octavo.importers.text.dates import ISSUED, moment
from octavo.importers.text.dates import doubt as unread
from octavo.importers.text.decode import Decoded, declared_encoding, decoded
from octavo.importers.text.file_types import is_page
from octavo.importers.text.titles import (
    ANSWERING,
    shortened,
    shortened_above,
    title_of_name,
    title_of_text,
)
from octavo.markdown.plain_text import word_count
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

_HTML = ("text/html", "application/xhtml+xml")
_SERVICE = lazy_pattern(
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

_WRITTEN = frozenset((*_HTML, "text/plain", "text/markdown", "text/enriched"))
_MANY_TIMES = 5
"""A page with so many times fewer words than the plain text beside it is a picture, or says
that it cannot be shown."""

_CALENDAR = "text/calendar"
_EVENT = lazy_pattern(
    r"^(?:SUMMARY|DTSTART|DTEND|LOCATION|DESCRIPTION)(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE
)
_CODED_FILE = lazy_pattern(r"^begin [0-7]{3} (\S.*)\n(?:[ -`]+\n)*end$", re.MULTILINE)
"""A file in the text, as programs wrote it before there were parts (uuencode)."""
_SIGNED, _SIGNATURE, _SIGNATURE_END = (
    f"-----{mark}-----"
    for mark in ("BEGIN PGP SIGNED MESSAGE", "BEGIN PGP SIGNATURE", "END PGP SIGNATURE")
)

_LONGEST_NAME = 200
"""Characters of the name of a file that was sent along."""

_DEEPEST = 50
"""Levels of parts in parts; mails that were sent along thrice have nine."""

_ORIGINAL = lazy_pattern(r"-{3,}\s?[^\W\d_][^-\n]{2,60}-{3,}")
"""Such as `-----Original Message-----`, in any language."""
_FIELD = lazy_pattern(r"([^\W\d_][\w.’' -]{0,24}?)\s?[:\uff1a](?!//)")
_DIGEST_RULE = lazy_pattern(r"-{30}|-{70}")
_DIGEST_HEAD = lazy_pattern(r"(?=(?>(?:[A-Z][\w-]*: .*\n)*)\n)(?s:.)*?^From: ", re.MULTILINE)
_QUOTE_MARKS = lazy_pattern(r"(?>(?:> ?)*)")
_NO_WORDS = lazy_pattern(r"[-_*\s]*")
_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENDER_NAMES = """
from, von, de, da, van, från, fra, lähettäjä, od, odesílatel, от, от кого, відправник, feladó,
kimden, gönderen, expéditeur, remitente, mittente, nadawca, avsändare, afzender, de la, từ,
dari, από, מאת, من, จาก, 发件人, 發件人, 寄件者, 寄件人, 差出人, 보낸 사람
"""
_SENDERS = frozenset(" ".join(_SENDER_NAMES.split()).split(", "))
"""What mail programs call the sender."""

_BASE64 = lazy_pattern(r"[A-Za-z0-9+/]*={0,2}")
_LONG_BASE64 = lazy_pattern(r"[A-Za-z0-9+/]{60}")
_SENDING_HOST = lazy_pattern(r"^(?:e?mail|mailer|news|newsletter|send|bounce|em\d*|mg|list)\.")


def draft_of_mail(data: bytes, source: Source) -> Draft:
    """The draft in a mail: its subject, its sender, and what it says.

    Raises:
        DraftRejected: If there is no text in it.
    """
    message = message_of(data, source.name)
    text, doubt = _text(message, source.name)
    title, text = shortened_above(ANSWERING.sub("", _subject(message)), text)
    name, address = parseaddr(header(message, "from"))
    site = _site(message, address)
    key = source.key or header(message, "message-id")[:500]
    dated = re.sub(r"(?:(?<!\s)\s+)?\([^()]*\)\s*+$", "", header(message, "date"))
    published = moment(dated)
    return Draft(
        title=title or title_of_name(source.name) or title_of_text(text, is_markdown=True),
        text=text,
        authors=authors_of([[clean_line(name)]], site)
        or ((address,) if "@" in address and not name else ()),
        site=site,
        published=published,
        language=language_of(text, header(message, "content-language")),
        source=replace(source, key=key),
        doubt=doubt or unread((ISSUED, dated, published)),
    )


def _text(message: Message, name: str) -> Decoded:
    """What a mail says.

    Raises:
        DraftRejected: If it says nothing.
    """
    is_newsletter = bool(
        header(message, "list-unsubscribe") and not header(message, "list-post")
    )
    said = _said(message, name, article_or_all if is_newsletter else markdown_of_fragment)
    attached = [_attached_text(each, name) for each in parts_of(message) if _is_beside(each)]
    texts = [_without_service(said.text.split("\n\n")), *(each.text for each in attached)]
    doubt = next((each.doubt for each in (said, *attached) if each.doubt), "")
    others = _not_shown(message)
    calendars = [part for part in parts_of(message) if kind_of_part(part) == _CALENDAR]
    events = (_invitation(text_of_part(part, name)).split("\n\n") for part in calendars)
    unsaid = [
        line
        for event in events
        for line in event
        if not re.search(rf"(?<!\w){re.escape(line)}(?!\w)", texts[0])
    ]
    texts += dict.fromkeys(unsaid)
    if not any(text.strip() for text in texts):
        only = f", only {others}" if others else ""
        raise DraftRejected(name, doubt or f"there is no text in this mail{only}")
    texts.append(escape_line(f"Attached: {others}") if others else "")
    return Decoded("\n\n".join(text for text in texts if text.strip()), doubt)


def _invitation(calendar: str) -> str:
    """What the events of a calendar say (RFC 5545): what, when, where."""
    event = re.sub(r"\r?\n[ \t]", "", calendar).partition("BEGIN:VEVENT")[2]
    event = re.sub(r"(?m)^(DT[^:\n]*:\d{4})(\d\d)(\d\d)", r"\1-\2-\3", event)
    event = re.sub(r"(?m)^(DT[^:\n]*:[\d-]{10})T(\d\d)(\d\d)\d\d", r"\1 \2:\3", event)
    values = (
        re.sub(r"\\(.)", r"\1", value.replace("\\n", "\n")) for value in _EVENT.findall(event)
    )
    return "\n\n".join(escape_line(line) for value in values for line in value.split("\n"))


def _said(
    part: Message, name: str, of_page: Callable[[str], str], depth: int = _DEEPEST
) -> Decoded:
    """What a part of a mail says, in Markdown: of alternatives the richest, else all of it."""
    inside = _parts_in(part)
    if inside is None:
        return _said_by_leaf(part, name, of_page)
    if depth == 0:
        return Decoded("", "it is nested too deep to be read whole")
    parts = inside[:_MOST_PARTS]
    said = (_said(each, name, of_page, depth - 1) for each in parts)
    if kind_of_part(part) == "multipart/alternative":
        parts.reverse()
        parts.sort(key=_is_plain)
        alternatives = [_said(each, name, of_page, depth - 1) for each in parts]
        words = [word_count(_unquoted(each.text)) for each in alternatives]
        fuller = (
            each
            for each, count in zip(alternatives, words, strict=True)
            if each.text.strip() and count * _MANY_TIMES >= max(words)
        )
        return next(fuller, Decoded(""))
    pieces = list(said)
    if kind_of_part(part) == "message/rfc822":
        pieces = [Decoded(_headed(parts)), *pieces]
    text = "\n\n".join(dict.fromkeys(each.text for each in pieces if each.text.strip()))
    return Decoded(text, next((each.doubt for each in pieces if each.doubt), ""))


def _unquoted(text: str) -> str:
    """A text but for what it answers, which the page of the same mail may leave out."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(">"))


def _is_plain(part: Message) -> bool:
    """Whether there is no page in a part."""
    return all(kind_of_part(each) not in _HTML for each in parts_of(part))


def _headed(messages: Sequence[Message]) -> str:
    """The subject of a mail that was sent along, and who sent it when."""
    [message] = messages[:1] or [Message()]
    subject = _subject(message)
    sent = [header(message, each) for each in ("from", "date")]
    heading = f"## {escape_heading(subject)}" if subject else ""
    return "\n\n".join(filter(None, [heading, escape_line(", ".join(filter(None, sent)))]))


def _said_by_leaf(part: Message, name: str, of_page: Callable[[str], str]) -> Decoded:
    kind = kind_of_part(part)
    if is_attachment(part) or not _is_shown(part):
        return Decoded("")
    try:
        text, doubt = _decoded_part(part, name)
    except DraftRejected as rejection:
        return Decoded("", rejection.reason)
    if kind in _HTML or is_page(text):
        return Decoded(_folded(of_page(text).split("\n"), "\n".join, _field_of_page), doubt)
    lines = _CODED_FILE.sub(r"(Attached: \1)", _unsigned(clean(text))).split("\n")
    soft = _soft_lines_of(part)
    lines = lines if soft is None else _unflowed(lines, soft)
    own, *others = _parted_digest(lines)
    pieces = [_folded(own, _of_lines, _field_of_lines)]
    for each in others:
        message = message_of("\n".join(each).encode(), name)
        is_mail = bool(header(message, "from"))
        said = _said_by_leaf(message, name, of_page).text if is_mail else _of_lines(each)
        pieces += [_headed([message]), said]
    return Decoded("\n\n".join(filter(None, pieces)), doubt)


def _parted_digest(lines: Sequence[str]) -> list[list[str]]:
    """What stands above the mails of a digest, and each of these (RFC 1153); else all lines."""
    ends = [place for place, line in enumerate(lines) if _DIGEST_RULE.fullmatch(line)]
    pieces = [[*lines[start + 1 : end]] for start, end in pairwise([-1, *ends, len(lines)])]
    heads = ["\n".join(islice(dropwhile(_is_blank, piece), 9)) for piece in pieces[1:]]
    if sum(map(bool, map(_DIGEST_HEAD.match, heads))) < 2:
        return [[*lines]]
    return [list(dropwhile(_is_blank, piece)) for piece in pieces]


def _is_blank(line: str) -> bool:
    return not line.strip()


def _unsigned(text: str) -> str:
    """A text without what signs it and says how (RFC 4880, section 7)."""
    above, mark, signed = text.partition(f"{_SIGNED}\n")
    said, end, below = signed.partition(f"\n{_SIGNATURE}\n")
    if not (mark and end and _SIGNATURE_END in below):
        return text
    said = re.sub(r"\A(?:[A-Za-z]+: .*\n)*\n|^- ", "", said, flags=re.MULTILINE)
    return above + said + below.partition(_SIGNATURE_END)[2]


def _attached_text(part: Message, name: str) -> Decoded:
    """A text that was sent along, below its name; empty for what is no text."""
    if not (kind := _kind_of_text(part)):
        return Decoded("")
    try:
        text, doubt = _decoded_part(part, name)
    except DraftRejected as rejection:
        return Decoded("", rejection.reason)
    if kind in _HTML:
        written = markdown_of_fragment(text)
    elif kind == "text/markdown":
        written = clean(text).strip("\n")
    elif kind in _WRITTEN:
        written = body_markdown(clean(text).split("\n"))
    else:
        written = code_block(clean(text).strip("\n").split("\n")) if text.strip() else ""
    heading = f"## {escape_heading(_file_name(part))}".rstrip("# ")
    return Decoded("\n\n".join(filter(None, (heading, written))) if written else "", doubt)


def _is_beside(part: Message) -> bool:
    """Whether a part is a text that stands beside what a mail says: a patch, a table."""
    is_file = is_attachment(part) or _file_name(part) != ""
    return is_file and _is_text(part) and (is_attachment(part) or not _is_shown(part))


def _is_text(part: Message) -> bool:
    return _kind_of_text(part) not in ("", _CALENDAR)


def _is_shown(part: Message) -> bool:
    """Whether a part is of a kind that a mail says something in."""
    return kind_of_part(part) in _WRITTEN or kind_of_part(part).startswith("multipart/")


def _kind_of_text(part: Message) -> str:
    """The kind of a text, also of one that is only called so by its name; else empty."""
    kind = kind_of_part(part)
    if kind == "application/octet-stream":
        kind = guess_type(_file_name(part))[0] or ""
    return kind if kind.startswith("text/") or kind in _HTML else ""


def _not_shown(message: Message) -> str:
    """What was sent along and is no text, by its name."""
    names = (
        _file_name(part) or kind_of_part(part)
        for part in parts_of(message)
        if is_attachment(part) or (_file_name(part) and not header(part, "content-id"))
        if not (_is_text(part) or kind_of_part(part).endswith("-signature"))
    )
    return ", ".join(dict.fromkeys(names))


def _soft_lines_of(part: Message) -> str | None:
    """What stands at the end of the soft lines of a part and is no space in its text.

    None if the part is not said to have such lines (RFC 3676).
    """
    try:
        said = {name.lower(): str(value).lower() for name, value in part.get_params() or ()}
    except _FAULTS:
        return None
    if said.get("format") != "flowed":
        return None
    return " " if said.get("delsp") == "yes" else ""


def _unflowed(lines: Sequence[str], soft: str) -> list[str]:
    """Lines with each soft one, which ends in a space, joined to the next (RFC 3676).

    Both are quoted as deep. A blank line ends a paragraph, as many senders have it.
    """
    joined: list[list[str]] = []
    going_on: int | None = None
    for line in lines:
        marks = _QUOTE_MARKS.match(line)
        start = marks.end() if marks else 0
        words = line[start:] if start else line.removeprefix(" ")
        is_fixed = words == "-- " or not words.strip()
        depth = line.count(">", 0, start)
        if depth != going_on or is_fixed:
            joined.append([line[:start]])
        is_soft = words.endswith(" ") and not is_fixed
        joined[-1].append(words.removesuffix(soft) if is_soft else words)
        going_on = depth if is_soft else None
    return list(map("".join, joined))


def _of_lines(lines: Sequence[str]) -> str:
    """A letter in plain text as Markdown, its signature below `-- ` as a quote (RFC 3676)."""
    start = next((i for i, line in enumerate(lines) if line == "-- "), len(lines))
    signature = list(takewhile(lambda line: not line.startswith(">"), lines[start + 1 :]))
    rest = start + 1 + len(signature)
    above = next((line for line in reversed(lines[:start]) if line.strip()), "")
    mark = "" if above.startswith(">") else "> "
    signed = ["", *(f"{mark}{line}" for line in signature), ""]
    return body_markdown([*lines[:start], *signed, *lines[rest:]], is_letter=True)


def _folded(
    lines: Sequence[str],
    written: Callable[[Sequence[str]], str],
    field: Callable[[str], str],
    depth: int = _DEEPEST,
) -> str:
    """A letter, and below it as a quote what it answers to, where no mark says that.

    Such begins with the fields of a mail, or with a line that has a year, an address and a
    colon. `field` writes one of the fields, `written` all else.
    """
    said = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    starts = (place for place in range(said, len(lines)) if _begins_answered(lines, place))
    start = next(starts, len(lines)) if depth else len(lines)
    own = [*lines[:start]]
    while own and start < len(lines) and _NO_WORDS.fullmatch(own[-1]):
        own.pop()
    head = list(takewhile(str.strip, lines[start:]))
    below = lines[start + len(head) :]
    answered = "\n\n".join(
        (
            "\\\n".join(map(field, head)),
            _folded(below, written, field, depth - 1) if below else "",
        )
    ).strip("\n")
    if own and answered:
        answered = "\n".join(f"> {line}".rstrip() for line in answered.split("\n"))
    return "\n\n".join(filter(None, [written(own).strip("\n"), answered]))


def _field_of_page(line: str) -> str:
    return line.rstrip("\\ ")


def _field_of_lines(line: str) -> str:
    return escape_line(line.strip())


def _begins_answered(lines: Sequence[str], place: int) -> bool:
    """Whether the mail that is answered to begins with a line, and is not marked as a quote."""
    line = _unmarked(lines[place])
    if line.endswith((":", "\uff1a")) and "@" in line and _YEAR.search(line):
        after = (lines[at] for at in range(place + 1, len(lines)))
        below = next(filter(str.strip, after), "")
        return bool(below) and not below.startswith(">")
    is_sender = (named := _FIELD.match(line)) and named[1].casefold() in _SENDERS
    if not is_sender and not _ORIGINAL.fullmatch(line):
        return False
    next_ones = islice((each for each in lines[place + 1 : place + 9] if each.strip()), 2)
    found = [_FIELD.match(_unmarked(each)) is not None for each in next_ones]
    return found == [True, True]


def _unmarked(line: str) -> str:
    """A line of a letter or of Markdown without marks of emphasis."""
    return line.replace("**", "").rstrip("\\ ").lstrip()


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

_MOST_PARTS = 2_000
"""Of one message. The largest of nine saved pages (MHTML) has 138."""


def message_of(data: bytes, name: str) -> Message:
    """The message in some bytes.

    Raises:
        DraftRejected: If it is nested beyond reading.
    """
    try:
        return message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=policy.compat32)
    except _FAULTS:
        raise DraftRejected(name, "it is too broken to be read") from None


def parts_of(message: Message) -> Iterator[Message]:
    """The parts that hold something themselves, in their order."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        if (inside := _parts_in(part)) is None:
            yield part
        else:
            waiting = inside + waiting


def _parts_in(part: Message) -> list[Message] | None:
    """The parts that another is made of; a mail in it may be encoded as no mail should be."""
    inside = part.get_payload() if part.is_multipart() else None
    if not isinstance(inside, list):
        return None
    parts = [each for each in inside if isinstance(each, Message)]
    encoding = header(part, "content-transfer-encoding")
    if encoding.lower() in ("base64", "quoted-printable") and parts and not parts[0].keys():
        written = Message()
        written["Content-Transfer-Encoding"] = encoding
        written.set_payload(parts[0].get_payload())
        data = written.get_payload(decode=True)
        return [message_of(data, "")] if isinstance(data, bytes) else parts
    return parts


def header(message: Message, name: str) -> str:
    """What a header says, as one line of text; empty if it is not there."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return clean_line(_decoded(_unfolded(str(value))))
    return ""


def _subject(message: Message) -> str:
    return clean_line(unescaped(header(message, "subject")))


def kind_of_part(part: Message) -> str:
    """The media type of a part, in lower case."""
    try:
        return part.get_content_type()
    except _FAULTS:
        return ""


def is_attachment(part: Message) -> bool:
    """Whether a part is a file that was sent along."""
    return header(part, "content-disposition").lower().startswith("attachment")


def _file_name(part: Message) -> str:
    """What a file that was sent along is called; empty if nobody says."""
    try:
        return clean_line(_decoded(_unfolded(part.get_filename() or "")))[:_LONGEST_NAME]
    except _FAULTS:
        return ""


def text_of_part(part: Message, name: str) -> str:
    """The characters of a part, in whatever it is encoded.

    Raises:
        DraftRejected: If it is no text.
    """
    return _decoded_part(part, name).text


def _decoded_part(part: Message, name: str) -> Decoded:
    behind = _split_off_footer(part)
    try:
        payload = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "")
    except _FAULTS:
        raise DraftRejected(name, "its text is encoded beyond reading") from None
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return Decoded(behind)
    text, doubt = decoded(data, name, charset or declared_encoding(data))
    return Decoded("\n\n".join(filter(None, (text, behind))), doubt)


def _split_off_footer(part: Message) -> str:
    """Take what a list put behind a part in Base64 off it, which spoils its decoding."""
    payload = part.get_payload()
    if header(part, "content-transfer-encoding").lower() != "base64":
        return ""
    lines = payload.strip().splitlines() if isinstance(payload, str) else []
    if all(_BASE64.fullmatch(line.strip()) for line in lines):
        return ""
    uneven = (n for n, line in enumerate(lines) if len(line) != len(lines[0]))
    last = next(uneven, 0)  # of the body, whose other lines are of one length
    ends = (
        n for n, line in enumerate(lines) if n > last or not _BASE64.fullmatch(line.strip())
    )
    end = next(ends, len(lines))
    if any(map(_LONG_BASE64.search, lines[end:])):
        return ""  # a character within the body is wrong
    behind = _unfolded("\0".join(lines[end:])).replace("\0", "\n").strip()
    if behind and any(line.strip() for line in lines[:end]):
        part.set_payload("\n".join(lines[:end]))
        return f"<pre>{html.escape(behind)}</pre>" if kind_of_part(part) in _HTML else behind
    return ""


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
        return piece.decode(charset or "raw-unicode-escape")
    except (LookupError, ValueError):
        pass  # and it is guessed
    try:
        return decoded(piece, "").text
    except DraftRejected:
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
