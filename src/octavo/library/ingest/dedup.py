"""Recognising what is in the library already: the same page, or the same text."""

import hashlib
from datetime import datetime
from typing import Self

from msgspec import Struct

from octavo.model.article import Article, ArticleId, Source
from octavo.model.draft import Draft
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.url import canonical, is_route, place_in
from octavo.storage.codec import stamp
from octavo.storage.db import DocumentTable
from octavo.storage.projections import ArticleIdentity, NoteIdentity, SourceKey

_OF_WORKS = frozenset(("zotero",))
"""Kinds of sources that name works, wherever these are."""

NoteKey = tuple[ArticleId | None, str, str]
"""The article of a note, the digest of its text or its time, and the digest of its quote."""


class Recognition(Struct):
    """What some articles, and the notes on them, are recognised by."""

    keys: dict[tuple[str, str], ArticleId] = {}
    """What a kind of source calls them."""
    pages: dict[str, tuple[ArticleId, ...]] = {}
    """More than one are at other places of a page, or other works behind one address."""
    digests: dict[str, tuple[ArticleId, ...]] = {}
    """More than one have the same few words below other headings."""
    notes: set[NoteKey] = set()

    @classmethod
    def of(cls, articles: DocumentTable[Article], notes: DocumentTable[Note]) -> Self:
        """What all articles and notes are recognised by."""
        known = cls(
            notes={key for _, note in notes.scan(NoteIdentity) for key in note_keys(note)}
        )
        for id, marks in articles.scan(ArticleIdentity):
            known.learn(id, marks.url, marks.digest, marks.source)
        return known

    def learn(self, id: ArticleId, url: str, digest: str, source: SourceKey | Source) -> None:
        """Recognise an article from now on; its address is canonical."""
        if source.key:
            self.keys.setdefault((source.kind, source.key), id)
        if url:
            page = page_key(url)
            if id not in (there := self.pages.get(page, ())):
                self.pages[page] = (*there, id)
        if digest and id not in (same := self.digests.get(digest, ())):
            self.digests[digest] = (*same, id)

    def find(self, url: str, source: Source) -> ArticleId | None:
        """The article that its source calls so, or else the one at this canonical address."""
        return next(iter(self.candidates(url, source)), None)

    def candidates(self, url: str, source: Source) -> tuple[ArticleId, ...]:
        """The article that its source calls so, or else those at this address."""
        found = self.keys.get((source.kind, source.key)) if source.key else None
        if found is not None:
            return (found,)
        return self.pages.get(page_key(url), ()) if url else ()

    def follow(
        self, operation: Operation, articles: DocumentTable[Article], notes: DocumentTable[Note]
    ) -> bool:
        """Learn what an operation brought; False if it took away what was known."""
        for change in operation.changes:
            if change.table in ("articles", "notes") and _forgets(change):
                return False
            if change.table == "articles" and (article := articles.find(change.id)):
                self.learn(article.id, article.url, article.digest, article.source)
            elif change.table == "notes" and (note := notes.find(change.id)):
                self.notes.update(note_keys(note))
        return True


def _forgets(change: Change) -> bool:
    """Whether a document is not known any more by what it was known by before."""
    if change.after is None:
        return True
    names = ("url", "digest") if change.table == "articles" else ("text", "highlight")
    return (
        any(change.before[n] for n in names if n in change.before) if change.before else False
    )


def note_keys(note: Note | NoteIdentity) -> tuple[NoteKey, ...]:
    """What a note is recognised by: its place, its words, and those that it quotes.

    One that was edited since it came in is known by its time in the place of its words.
    """
    quote = digest_of(note.highlight.exact) if note.highlight else ""
    key = note.article, digest_of(note.text), quote
    return (key, note_origin(note)) if note.changed else (key,)


def note_origin(note: Note | NoteIdentity) -> NoteKey:
    """What a note still is when it is edited: its place, its time, and what it quotes."""
    added = stamp(note.added) if isinstance(note.added, datetime) else note.added
    quote = digest_of(note.highlight.exact) if note.highlight else ""
    return note.article, added, quote


def page_key(url: str) -> str:
    """What the canonical addresses of one page have in common, as `identity` has it.

    Quick, because it is asked for every article: a canonical address needs no parsing. One
    that is not in ASCII was saved before `canonical` percent-encoded these.
    """
    if not url.isascii():
        url = canonical(url)
    scheme, colon, rest = url.partition("://")
    if scheme not in ("http", "https") or not colon:
        return url
    rest, _, fragment = rest.removeprefix("www.").partition("#")
    page, _, query = rest.partition("?")
    parameters = "&".join(sorted(query.split("&"))) if "&" in query else query
    route = fragment if is_route(fragment) else ""
    return f"{page.rstrip('/')}?{parameters}#{route}"


def is_other_piece(draft: Draft, article: Article) -> bool:
    """Whether a draft is none of the article that is at its address.

    Of two things with other titles at one address, both are kept if they are at other places
    of the page, or if both are cited works: these have the address of a login in common. The
    entries of a feed are told apart by the feed.
    """
    if article.source.is_entry_beside(draft.source):
        return True
    has_its_key = draft.source.key and draft.source.key == article.source.key
    if has_its_key or letters(draft.title) == letters(article.title):
        return False
    places = place_in(draft.url), place_in(article.url)
    cited = article.source.kind == draft.source.kind and draft.source.kind in _OF_WORKS
    return cited or (all(places) and places[0] != places[1])


def letters(words: str) -> str:
    """The letters and digits of a title, whatever stands between them, in one case."""
    return "".join(filter(str.isalnum, words.casefold()))


def digest_of(text: str) -> str:
    """SHA-256 of a text with its white space folded; empty for an empty text."""
    folded = " ".join(text.split())
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""
