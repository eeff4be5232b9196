"""What a file is, by its first bytes: the name is never trusted.

Names are hints: of what a text is written in, and of what is worth a look in a folder.
"""

import re
from pathlib import PurePath

from octavo.patterns import lazy_pattern

_MARKDOWN = ".md .markdown .mdown .mkd .mkdn .mdx .rmd .qmd"
_HTML = ".html .htm .xhtml .xht .shtml"
_TEXTS = ".txt .text .rst .org .adoc .asciidoc .textile .wiki"
_DOCUMENTS = (
    ".pdf .epub .mobi .azw .azw3 .djvu .mhtml .mht .eml .mbox .doc .docx .odt .rtf .fb2 .ps"
)
_EXPORTS = frozenset((".json", ".jsonl", ".csv", ".zip", ".opml", ".bib", ".ris", ".xml"))
MARKDOWN_SUFFIXES = frozenset(_MARKDOWN.split())
HTML_SUFFIXES = frozenset(_HTML.split())
SUBTITLE_SUFFIXES = frozenset((".srt", ".vtt"))
_MARKED_UP = MARKDOWN_SUFFIXES | HTML_SUFFIXES
SUFFIXES = _MARKED_UP | SUBTITLE_SUFFIXES | {*_TEXTS.split(), *_DOCUMENTS.split()}
"""What is tried in a folder; a document that is not read yet is named as such."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    *((b"BZh%d1AY" % level, "a bzip2 archive") for level in range(1, 10)),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"AT&TFORM", "a DjVu book"),
    (b"\x7fELF", "a program (ELF)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS-Adobe", "a PostScript document"),
)

_LATER_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WEBP", "a WebP image"),
    (60, b"BOOKMOBI", "a Kindle book"),
    (257, b"ustar", "a tar archive"),
)

_ZIPPED: tuple[tuple[str, str], ...] = (
    ("META-INF/container.xml", "an EPUB"),
    ("word/document.xml", "a Word document"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)

_HEADER = lazy_pattern(rb"([!-9;-~]+)[ \t]*:|[ \t]")
_HEAD_END = lazy_pattern(rb"\r?\n\r?\n")
_LONGEST_HEAD = 65_536
"""Bytes of the headers of a mail; those of a mail that went through many hands have 20 000."""

_MAIL_HEADERS = frozenset(
    (b"from", b"to", b"subject", b"date", b"reply-to", b"content-type", b"delivered-to")
)
_MAIL_ONLY = frozenset((b"message-id", b"received", b"return-path", b"mime-version"))
_LEAST_HEADERS = (
    frozenset((b"from", b"date", b"subject")),
    frozenset((b"from", b"date", b"to")),
    frozenset((b"from", b"content-type", b"subject")),
)
"""Those that a mail must have (RFC 5322, section 3.6), and its title; or what it is in."""

_SENT = frozenset((b"to", b"cc", b"received", b"message-id", b"return-path", b"delivered-to"))
_SAVED = lazy_pattern(rb"^(?:snapshot-content-location:|from:.{0,20}saved by)", re.I | re.M)
"""How browsers begin a page that they save as a message."""
_FROM = lazy_pattern(rb"from:[^\n]*@", re.I)

_PAGE = lazy_pattern(
    r"\s*(?:<\?xml[^>]{0,500}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,5000}-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta)\b[^<>]*>)",
    re.IGNORECASE | re.DOTALL,
    needs="<",
)
_FEED = lazy_pattern(
    r"\s*(?:<\?xml[^>]{0,500}>\s*)?"
    r"(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->)){0,5000}-->\s*|<!DOCTYPE[^>]*>\s*)*"
    r"<(?:(?:rss|feed)\b|(?:rdf:)?RDF\b(?=[^<>]*(?:/rss/|/simple/0\.9)))[^<>]*>",
    re.IGNORECASE | re.DOTALL,
    needs="<",
)
_JSON_FEED = lazy_pattern(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_FEED_URL = lazy_pattern(r'"feed_url"\s*:\s*"([^"]{1,2000})"')
_LINK = lazy_pattern(r"<(?:\w{1,20}:)?link\b([^<>]*)>")
_FRAGMENT = lazy_pattern(
    r"\s*<(article|main|section|header|h[1-6]|p|div|table|ul|ol|blockquote|pre|center|font|span)"
    r"\b[^<>]*>.*?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
    needs="<",
)


_MAILBOX_LINE = lazy_pattern(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n)|(?<=\n)(?=[^\n]{1,300}\d\d:\d\d:\d\d))"
    rb"From [^\n]{1,300}\n(?=[!-9;-~]{1,80}:)"
)
_LENGTH = lazy_pattern(rb"(\d{1,9}) {0,9}\r?\n(?=[!-9;-~]{1,80}:)", needs=b":")
_QUOTED_FROM = lazy_pattern(rb"^>(>*From )", re.MULTILINE)
"""Such a line within a mail, as mailboxes write it."""


def kind_of(data: bytes) -> str:
    """The name of a kind that octavo does not take for text, such as `a PDF`, or empty."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf\r\n")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) or head.startswith(signature):
            return kind
    for offset, signature, kind in _LATER_SIGNATURES:
        if data.startswith(signature, offset):
            return kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    return _mail(data[:_LONGEST_HEAD].lstrip(b"\xef\xbb\xbf\r\n"))


def is_file_name(line: str) -> bool:
    """Whether a line is a word that ends as the files do that octavo reads."""
    return len(line.split()) == 1 and PurePath(line).suffix.lower() in SUFFIXES | _EXPORTS


def messages_in(data: bytes) -> list[bytes]:
    """The mails in a mailbox (RFC 4155), or all of the data where it is none.

    Apple Mail has one in a file, its length above it and a list of properties below.
    """
    if (length := _LENGTH.match(data)) and kind_of(data[length.end() :]) == "a mail":
        return [data[length.end() :][: int(length[1])]]
    if not data.startswith(b"From "):
        return [data]
    starts = [found.start() for found in _MAILBOX_LINE.finditer(data)] or [0]
    ends = [*starts[1:], len(data)]
    mails = (data[start:end] for start, end in zip(starts, ends, strict=True))
    return [_QUOTED_FROM.sub(rb"\1", mail) for mail in mails]


def is_page(text: str) -> bool:
    """Whether a text begins as a whole web page does."""
    return _PAGE.match(text, 0, 20_000) is not None


def is_feed(text: str) -> bool:
    """Whether a text begins as RSS or Atom does, or says of itself that it is a JSON Feed."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _JSON_FEED.search(text, 0, 20_000) is not None
    return _FEED.match(text, 0, 20_000) is not None


def reason_against_feed(text: str, url: str = "") -> str:
    """Why a feed is no article, with its address if that is known: it is there, or says so."""
    from octavo.importers.text.xml import attributes
    from octavo.model.url import is_web

    head = text[:20_000]
    links = map(attributes, _LINK.findall(head))
    own = [each.get("href", "") for each in links if each.get("rel") == "self"]
    own += [found[1].replace("\\/", "/") for found in _FEED_URL.finditer(head)]
    address = next(filter(is_web, (url, *own)), "ADDRESS")
    return f"it is a feed, not an article: `octavo feeds add {address}` follows it"


def is_fragment(text: str) -> bool:
    """Whether a text begins with an element of HTML that is closed again."""
    return _FRAGMENT.match(text, 0, 20_000) is not None


def _zipped(data: bytes) -> str:
    import io  # which most files do not need, nor the other
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return "a zip archive"
    return next((kind for name, kind in _ZIPPED if name in names), "a zip archive")


def _mail(head: bytes) -> str:
    """Tell a mail or a saved page (MHTML) by its headers; before them a mailbox has a line."""
    head = head if b"\n" in head else head.replace(b"\r", b"\n")
    end = _HEAD_END.search(head)
    lines = head[: end.start() if end else None].replace(b"\r\n", b"\n").split(b"\n")
    if lines[0].startswith(b"From "):
        del lines[0]
    if not lines or not _HEADER.match(lines[0]):
        return ""
    found = [_HEADER.match(line) for line in lines]
    names = {header[1].lower() for header in found if header and header[1]}
    is_mail = names & _MAIL_ONLY or any(names >= least for least in _LEAST_HEADERS)
    if not all(found[:-1]) or not is_mail or len(names & _MAIL_HEADERS) < 2:
        return ""
    related = any(b"multipart/related" in line.lower() for line in lines)
    is_sent = names & _SENT or any(_FROM.match(line) for line in lines)
    is_saved = related and (not is_sent or _SAVED.search(b"\n".join(lines)))
    return "a saved page (MHTML)" if is_saved else "a mail"
