"""Web pages: the article in them, as Markdown that keeps its structure."""

from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected


def draft_of_html(text: str, source: Source, url: str = "") -> Draft:
    """The draft in a web page; `url` is where it came from, if that is known.

    Raises:
        DraftRejected: If there is no text in it.
    """
    raise DraftRejected(source.name, f"pages are not read yet {len(text)} {url}")
