"""Which importer reads some bytes: by what is in them, names and types being only hints."""

import re
from itertools import islice
from pathlib import PurePath

from msgspec.structs import replace

from octavo.importers.child_process import bounded
from octavo.importers.text.clean import clean, code_block
from octavo.importers.text.decode import declared_encoding, decode, decoded
from octavo.importers.text.file_types import (
    HTML_SUFFIXES,
    MARKDOWN_SUFFIXES,
    is_feed,
    is_fragment,
    is_page,
    kind_of,
    reason_against_feed,
)
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import canonical, is_web, site_of
from octavo.patterns import lazy_pattern

_TAG = lazy_pattern(r"</?[A-Za-z][^<>]*>")
_FRONT_MATTER = lazy_pattern(
    r"\s*(?:---\n(?:.*\n)*?[A-Za-z_]+:.*\n(?:.*\n)*?---\n|\+\+\+\n.*\w\s*=)"
)
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (most, lazy_pattern(pattern, re.MULTILINE, needs=needs))
    for most, needs, pattern in (
        (1, "#", r"^# \S.*\n(?:\n|\S)"),
        (2, "#", r"^#{2,6} \S"),
        (2, "[", r"(?<!\\)\[[^\[\]\n]+\]\((?:https?:|/|\.|#)[^()\s]*\)"),
        (2, None, r"^(?:```|~~~)[\w-]*$"),
        (2, "*", r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*(?![\w*])"),
        (1, "|", r"^\|? ?:?-{3,}:? ?\|"),
    )
)
"""Headings, links, fences of code, strong emphasis and tables, and how often each counts."""

_HEADED = lazy_pattern(r"\s*+#{1,6} \S.*+(?:\r?\n[ \t]*+\r?\n|\s*+\Z)", needs="#")
"""A heading that begins a text and is alone in its paragraph. For a text without a name that is
enough: a comment that begins a script has its line right below."""

DOCUMENTS = frozenset(("a PDF", "an EPUB", "a mail", "a saved page (MHTML)"))
"""The kinds, as `kind_of` names them, that are read here."""

LARGEST = 256 * 1024 * 1024
"""Bytes; a document of more is no reading."""

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_MARKDOWN_TYPES = frozenset(("text/markdown", "text/x-markdown"))
_SEEN = lazy_pattern(r"(image|video|audio|font)/(?!svg).*")
_DATA = lazy_pattern(
    r"(?:application|text)/(?:[\w.-]+\+)?(?:json|xml|csv|css|calendar|(?:x-)?javascript)"
)


_SOURCES = """
.py .pyi .js .ts .tsx .c .cpp .cs .java .swift .go .rs .rb .php .pl .lua .hs .sql .sh .bash
.zsh .css .scss .json .yaml .yml .toml .ini .cfg .xml .diff .tex
"""
_LANGUAGES = {name: name[1:] for name in _SOURCES.split()} | {
    ".py": "python",
    ".mjs": "js",
    ".cjs": "js",
    ".h": "c",
    ".cc": "cpp",
    ".hpp": "cpp",
    ".kt": "kotlin",
    ".jsonl": "json",
    ".ndjson": "json",
    ".conf": "ini",
    ".svg": "xml",
    ".patch": "diff",
    ".mk": "make",
}
"""The language of source code by the end of its file's name, as Pygments knows it."""


@bounded
def draft_of_bytes(data: bytes, source: Source, declared: str = "") -> Draft:
    """The draft in the bytes of a file, a document or a page.

    Raises:
        DraftRejected: If there is no text in them, or nothing in the text.
    """
    if kind_of(data) in DOCUMENTS:
        return draft_of_document(data, source)
    text, doubt = decoded(data, source.name, declared or declared_encoding(data))
    draft = draft_of_text(text, source)
    return replace(draft, doubt=doubt or draft.doubt)


@bounded
def draft_of_text(text: str, source: Source) -> Draft:
    """The draft in a text, read as what it is.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    suffix = PurePath(source.name).suffix.lower()
    if "-->" in text[:2_000]:
        from octavo.importers.formats.plain.lines import said_in_cues

        said = said_in_cues(text.splitlines(), PurePath(source.name).stem)
        text = "\n".join(said) or text
    if is_feed(text):
        raise DraftRejected(source.name, reason_against_feed(text))
    if is_page(text) or (suffix in HTML_SUFFIXES and _TAG.search(text)):
        from octavo.importers.formats.html.draft import draft_of_saved_html

        return draft_of_saved_html(text, source)
    if suffix in MARKDOWN_SUFFIXES:
        return _draft_of_markdown(text, source)
    if language := _LANGUAGES.get(suffix, ""):
        return _draft_of_code(text, source, language)
    if is_fragment(text):
        from octavo.importers.formats.html.draft import draft_of_html

        return draft_of_html(text, source)
    if is_markdown(text) or (not source.name and _HEADED.match(text)):
        return _draft_of_markdown(text, source)
    from octavo.importers.formats.plain.draft import draft_of_plain

    return draft_of_plain(text, source)


def _draft_of_markdown(text: str, source: Source) -> Draft:
    from octavo.importers.formats.markdown import draft_of_markdown  # not for other texts

    return draft_of_markdown(text, source)


@bounded
def draft_of_page(
    data: bytes, *, url: str = "", content_type: str = "", source: Source
) -> Draft:
    """The draft in a page that came from an address.

    `content_type` is what the server said, with its charset; what begins as a page is read as
    one whatever it said. The draft has the page's canonical address, which may be another
    than `url`; its links start from `url`.

    Raises:
        DraftRejected: If there is no text in it, or it is no page.
    """
    name = source.name or url
    kind, charset = kind_and_charset(content_type)
    if seen := _SEEN.fullmatch(kind):
        raise DraftRejected(name, f"it is no page: the server calls it {seen[0]}")
    text, doubt = decoded(data, name, charset or declared_encoding(data))
    if kind in _PAGES or is_page(text):
        from octavo.importers.formats.html.draft import draft_of_html

        return replace(draft_of_html(text, source, url), doubt=doubt)
    if is_feed(text):
        raise DraftRejected(name, reason_against_feed(text, url))
    if _DATA.fullmatch(kind):
        raise DraftRejected(name, f"it is no page: the server calls it {kind}")
    draft = (_draft_of_markdown if kind in _MARKDOWN_TYPES else draft_of_text)(text, source)
    address = draft.url or (canonical(url) if is_web(url) else "")
    return replace(
        draft, url=address, site=draft.site or site_of(address), doubt=doubt or draft.doubt
    )


def kind_and_charset(content_type: str) -> tuple[str, str]:
    """The media type and the charset that a Content-Type header names, each or empty."""
    from email.message import Message  # which only what the web says needs

    message = Message()
    message["content-type"] = " ".join(content_type.split())
    kind = message.get_content_type() if "/" in content_type else ""
    return kind, str(message.get_param("charset") or "") if kind else ""


@bounded
def draft_of_document(data: bytes, source: Source) -> Draft:
    """The draft in a PDF, a book, a mail, or a page that a browser saved.

    Raises:
        DraftRejected: If it is none of these, or there is nothing to read in it.
    """
    if len(data) > LARGEST:
        raise DraftRejected(source.name, f"it is too large: more than {LARGEST // 2**20} MB")
    match kind_of(data):
        case "a PDF":
            from octavo.importers.formats.pdf.draft import draft_of_pdf

            return draft_of_pdf(data, source)
        case "an EPUB":
            from octavo.importers.formats.epub.book import draft_of_book

            return draft_of_book(data, source)
        case "a mail":
            from octavo.importers.formats.mail import draft_of_mail

            return draft_of_mail(data, source)
        case "a saved page (MHTML)":
            from octavo.importers.formats.mail import draft_of_mhtml

            return draft_of_mhtml(data, source)
    from octavo.importers.formats.html.draft import draft_of_saved_html

    return draft_of_saved_html(decode(data, source.name, declared_encoding(data)), source)


@bounded
def drafts_of_chapters(data: bytes, source: Source) -> list[Draft]:
    """One draft for each chapter of a book, in their order.

    Raises:
        DraftRejected: If it is no EPUB, or there is nothing to read in it.
    """
    if kind_of(data) != "an EPUB":
        raise DraftRejected(source.name, "it is not an EPUB, and has no chapters")
    from octavo.importers.formats.epub.book import chapters_of_book

    return chapters_of_book(data, source)


def is_markdown(text: str) -> bool:
    """Whether a text without a telling name is Markdown: it shows two signs of that."""
    head = text[:20_000].replace("\r\n", "\n")
    if _FRONT_MATTER.match(head[:4_000]):
        return True
    found = (islice(sign.finditer(head), most) for most, sign in _SIGNS)
    return sum(1 for each in found for _ in each) >= 2


def _draft_of_code(text: str, source: Source, language: str) -> Draft:
    """The draft of a file of code, named as the file is.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    given = clean(text)
    lines = given.strip("\n").split("\n")
    if not given.strip():
        raise DraftRejected(source.name, "it is empty")
    code = code_block(lines, language)
    return Draft(title=PurePath(source.name).name, text=code, given=given, source=source)
