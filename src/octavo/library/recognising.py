"""Recognising what is in the library already: the same page, or the same text."""

import hashlib
from typing import Self

from msgspec import Struct

from octavo.library.excerpts import Marks
from octavo.library.shelf import Shelf
from octavo.model.article import Article, ArticleId
from octavo.model.operation import Operation


class Known(Struct):
    """The pages and the texts of some articles."""

    pages: dict[str, ArticleId] = {}
    digests: dict[str, ArticleId] = {}

    @classmethod
    def of(cls, articles: Shelf[Article]) -> Self:
        """What all articles are recognised by."""
        known = cls()
        for id, marks in articles.scan(Marks):
            known.learn(id, marks.url, marks.digest)
        return known

    def learn(self, id: ArticleId, url: str, digest: str) -> None:
        """Recognise an article from now on; its address is canonical."""
        if url:
            self.pages.setdefault(page_of(url), id)
        if digest:
            self.digests.setdefault(digest, id)

    def find(self, url: str, digest: str) -> ArticleId | None:
        """The article with this canonical address, or else with this text."""
        found = self.pages.get(page_of(url)) if url else None
        return self.digests.get(digest) if found is None else found

    def follow(self, operation: Operation, articles: Shelf[Article]) -> bool:
        """Learn what an operation brought; False if it took away what was known."""
        for change in operation.changes:
            if change.table != "articles":
                continue
            if change.after is None or (change.before and _MARKS & change.after.keys()):
                return False
            if change.before is None and (article := articles.get(change.id)):
                self.learn(article.id, article.url, article.digest)
        return True


_MARKS = frozenset(Marks.__struct_fields__)


def page_of(url: str) -> str:
    """What the canonical addresses of one page have in common, as `identity` has it.

    Quick, because it is asked for every article: a canonical address needs no parsing.
    """
    scheme, colon, rest = url.partition("://")
    if scheme not in ("http", "https") or not colon:
        return url
    rest, _, fragment = rest.removeprefix("www.").partition("#")
    page, _, query = rest.partition("?")
    parameters = "&".join(sorted(query.split("&"))) if "&" in query else query
    return f"{page.rstrip('/')}?{parameters}#{fragment}"


def digest_of(text: str) -> str:
    """SHA-256 of a text with its white space folded; empty for an empty text."""
    folded = " ".join(text.split())
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""
