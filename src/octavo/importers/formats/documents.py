"""Books, papers and mails: documents that hold an article in a wrapping of their own."""

from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.file_types import kind_of
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

__all__ = ["DOCUMENTS", "draft_of_document", "drafts_of_chapters"]

DOCUMENTS = frozenset(("a PDF", "an EPUB", "a mail", "a saved page (MHTML)"))
"""The kinds, as `kind_of` names them, that are read here."""

LARGEST = 256 * 1024 * 1024
"""Bytes; a document of more is no reading."""


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
            from octavo.importers.formats.saved_page import draft_of_mhtml

            return draft_of_mhtml(data, source)
    from octavo.importers.formats.saved_page import draft_of_saved_html

    return draft_of_saved_html(decode(data, source.name, declared_encoding(data)), source)


def drafts_of_chapters(data: bytes, source: Source) -> list[Draft]:
    """One draft for each chapter of a book, in their order.

    Raises:
        DraftRejected: If it is no EPUB, or there is nothing to read in it.
    """
    if kind_of(data) != "an EPUB":
        raise DraftRejected(source.name, "it is not an EPUB, and has no chapters")
    from octavo.importers.formats.epub.book import chapters_of_book

    return chapters_of_book(data, source)
