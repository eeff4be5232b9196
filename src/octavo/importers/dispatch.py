"""Which importer reads a text: by what is in it, its name being only a hint."""

import re
from itertools import islice
from pathlib import PurePath

from octavo.importers.formats.documents import DOCUMENTS, draft_of_document
from octavo.importers.formats.markdown import draft_of_markdown
from octavo.importers.formats.plain.draft import draft_of_plain
from octavo.importers.formats.source_code import draft_of_code, language_of_name
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.file_types import is_fragment, is_page, kind_of
from octavo.model.article import Source
from octavo.model.draft import Draft

_MARKDOWN_NAMES = frozenset(
    (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".rmd", ".qmd")
)
_HTML_NAMES = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml"))
_PLAIN_NAMES = frozenset((".txt", ".text", ".log"))

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FRONT_MATTER = re.compile(
    r"\s*(?:---\n(?:.*\n)*?[A-Za-z_]+:.*\n(?:.*\n)*?---\n|\+\+\+\n.*\w\s*=)"
)
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (most, re.compile(pattern, re.MULTILINE))
    for most, pattern in (
        (1, r"^# \S.*\n(?:\n|\S)"),
        (2, r"^#{2,6} \S"),
        (2, r"(?<!\\)\[[^\[\]\n]+\]\((?:https?:|/|\.|#)[^()\s]*\)"),
        (2, r"^(?:```|~~~)[\w-]*$"),
        (2, r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*(?![\w*])"),
        (1, r"^\|? ?:?-{3,}:? ?\|"),
    )
)
"""Headings, links, fences of code, strong emphasis and tables, and how often each counts."""


def draft_of_bytes(data: bytes, source: Source, declared: str = "") -> Draft:
    """The draft in the bytes of a file, a document or a page.

    Raises:
        DraftRejected: If there is no text in them, or nothing in the text.
    """
    if kind_of(data) in DOCUMENTS:
        return draft_of_document(data, source)
    text = decode(data, source.name, declared or declared_encoding(data))
    return draft_of_text(text, source)


def draft_of_text(text: str, source: Source) -> Draft:
    """The draft in a text, read as what it is.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    suffix = PurePath(source.name).suffix.lower()
    if is_page(text) or (suffix in _HTML_NAMES and _TAG.search(text)):
        from octavo.importers.formats.saved_page import draft_of_saved_html

        return draft_of_saved_html(text, source)
    if suffix in _MARKDOWN_NAMES:
        return draft_of_markdown(text, source)
    if language := language_of_name(source.name):
        return draft_of_code(text, source, language)
    if is_fragment(text):
        from octavo.importers.formats.html.draft import draft_of_html

        return draft_of_html(text, source)
    return (
        draft_of_markdown(text, source) if is_markdown(text) else draft_of_plain(text, source)
    )


def is_markdown(text: str) -> bool:
    """Whether a text without a telling name is Markdown: it shows two signs of that."""
    head = text[:20_000].replace("\r\n", "\n")
    if _FRONT_MATTER.match(head[:4_000]):
        return True
    found = (islice(sign.finditer(head), most) for most, sign in _SIGNS)
    return sum(1 for each in found for _ in each) >= 2
