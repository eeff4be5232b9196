"""Recognising what is in the library already, the same page or the same text, and merging.

What UTF-8 can hold of a draft is told here, too: JSON, mail and the names of files may hold
one half of a surrogate pair.

Large because a page, a work, a note and a title alone are each known again by other signs.
"""

from datetime import datetime
from typing import Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import Article, ArticleId, Source, State
from octavo.model.draft import Draft
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_route, is_web, place_in
from octavo.storage.codec import ArticleIdentity, NoteIdentity, in_utc, stamp
from octavo.storage.db import DocumentTable

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
    merged: dict[str, tuple[ArticleId, ...]] = {}
    """Those that articles at other pages were merged into, by these."""
    digests: dict[str, tuple[ArticleId, ...]] = {}
    """More than one have the same few words below other headings."""
    bare: dict[str, tuple[ArticleId, ...]] = {}
    """Those that have neither an address nor a text yet, by the letters of their titles."""
    notes: set[NoteKey] = set()

    @classmethod
    def of(cls, articles: DocumentTable[Article], notes: DocumentTable[Note]) -> Self:
        """What all articles and notes are recognised by."""
        known = cls(
            notes={key for _, note in notes.scan(NoteIdentity) for key in note_keys(note)}
        )
        for id, marks in articles.scan(ArticleIdentity):
            known.learn(id, marks)
        return known

    def learn(self, id: ArticleId, marks: Article | ArticleIdentity) -> None:
        """Recognise an article from now on; its address is canonical."""
        url, digest, source = marks.url, marks.digest, marks.source
        if source.key:
            self.keys.setdefault((source.kind, source.key), id)
        if not url and not digest:
            title = letters(marks.title)
            self.bare[title] = (*self.bare.get(title, ()), id)
        if url:
            page = page_key(url)
            if id not in (there := self.pages.get(page, ())):
                self.pages[page] = (*there, id)
        for page in map(page_key, marks.other_urls):
            if id not in (there := self.merged.get(page, ())):
                self.merged[page] = (*there, id)
        if digest and id not in (same := self.digests.get(digest, ())):
            self.digests[digest] = (*same, id)

    def candidates(self, url: str, source: Source) -> tuple[ArticleId, ...]:
        """The article that its source calls so, and then those at this canonical address.

        Last come those that one at this address was merged into.
        """
        found = self.keys.get((source.kind, source.key)) if source.key else None
        page = page_key(url) if url else ""
        there = (*self.pages.get(page, ()), *self.merged.get(page, ())) if url else ()
        return there if found is None else (found, *there)

    def follow(
        self, operation: Operation, articles: DocumentTable[Article], notes: DocumentTable[Note]
    ) -> bool:
        """Learn what an operation brought; False if it took away what was known."""
        for change in operation.changes:
            if change.table in ("articles", "notes") and _forgets(change):
                return False
            if change.table == "articles" and (article := articles.find(change.id)):
                self.learn(article.id, article)
            elif change.table == "notes" and (note := notes.find(change.id)):
                self.notes.update(note_keys(note))
        return True


def _forgets(change: Change) -> bool:
    """Whether a document is not known any more by what it was known by before."""
    if change.after is None:
        return True
    names = (
        ("url", "other_urls", "digest") if change.table == "articles" else ("text", "highlight")
    )
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


def is_text_of(draft: Draft, article: Article) -> bool:
    """Whether a draft is the text of an article that came as a title, and has none yet.

    It is of the same kind of source, and of an author in common where both name some. Of two
    that bear a time of their own it has to be one, and a title of signs alone says nothing.
    """
    is_timed = article.source.key == f"{article.title} {article.added}"
    is_other_time = is_timed and draft.added not in (None, article.added)
    is_elsewhere = draft.source.kind != article.source.kind
    by, had = ({*map(letters, each.authors)} for each in (draft, article))
    is_by_others = bool(by and had) and by.isdisjoint(had)
    is_other = is_other_time or is_elsewhere or is_by_others or not letters(draft.title)
    return not (article.digest or article.url or is_other)


def other_title(had: str, title: str) -> str:
    """What something was called before, if that says more than what it is called now."""
    before, now = letters(had), letters(title)
    return "" if before in now or now in before or is_web(had) else had


def sharing_address(article: Article, articles: DocumentTable[Article]) -> Article | None:
    """Another article that has the address of one, so that these are not told apart."""
    page = page_key(article.url)
    draft = Draft(title=article.title, url=article.url, source=article.source)
    others = [
        id
        for id, marks in articles.scan(ArticleIdentity)
        if id != article.id and marks.url and page_key(marks.url) == page
    ]
    there = map(articles.__getitem__, others)
    return next((other for other in there if not is_other_piece(draft, other)), None)


def key_of_bare(draft: Draft) -> str:
    """The key of a draft that has neither key, address nor text: its title, and whose it is."""
    published = stamp(draft.published) if draft.published else ""
    return digest_of("\n".join((draft.title, *draft.authors, draft.site, published)))


def letters(words: str) -> str:
    """The letters and digits of a title, whatever stands between them, in one case."""
    return "".join(filter(str.isalnum, words.casefold()))


def digest_of(text: str) -> str:
    """SHA-256 of a text with its white space folded; empty for an empty text."""
    import hashlib  # loads OpenSSL, which no launch needs

    folded = " ".join(text.split())
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""


Shape = TypeVar("Shape", bound=Struct)

_FURTHER = {State.UNREAD: 0, State.READING: 1, State.READ: 2}


def merged(article: Article, draft: Draft, tags: frozenset[Tag]) -> Article:
    """An article with all that a draft knows beyond it, except for the text.

    The earlier of the two dates counts; it is archived, starred or read if either is, and
    waits no longer once it is archived. What the article says of itself already stays.
    """
    archives = draft.archived and not article.archived
    more = replace(
        article,
        authors=article.authors or draft.authors,
        site=article.site or draft.site,
        published=article.published or draft.published,
        language=article.language or draft.language,
        excerpt=article.excerpt or draft.excerpt,
        tags=tags,
        added=min(article.added, draft.added) if draft.added else article.added,
        archived=article.archived or archives,
        later=None if archives else article.later,
        starred=article.starred or draft.starred,
        state=max(article.state, draft.state, key=_FURTHER.__getitem__),
        progress=max(article.progress, draft.progress),
    )
    return as_corrected(article, more)


def renewed(article: Article, draft: Draft) -> Article:
    """An article as its source has it now, except for the text; the reader's own data stay."""
    has_text = bool(draft.text) and "text" not in article.corrected
    now = replace(
        article,
        title=draft.title or article.title,
        authors=draft.authors or article.authors,
        site=draft.site or article.site,
        published=draft.published or article.published,
        language=draft.language or article.language,
        excerpt=draft.excerpt if has_text else article.excerpt,
        source=refetched(article.source, draft.source),
        provenance=_declared_now(article, draft),
    )
    return as_corrected(article, now)


def _declared_now(article: Article, draft: Draft) -> Provenance | None:
    """What the page declares now; the sources are those of the text, if that stays."""
    if not draft.text or "text" not in article.corrected:
        return draft.provenance if draft.text else article.provenance
    sources = article.provenance.sources if article.provenance else None
    if draft.provenance is None and sources is None:
        return None
    return replace(draft.provenance or Provenance(), sources=sources)


def as_corrected(article: Article, now: Article) -> Article:
    """What an article became, but for the fields that the reader corrected."""
    names = [name for name in article.corrected if name in article.__struct_fields__]
    return replace(now, **{name: getattr(article, name) for name in names})


def refetched(source: Source, now: Source) -> Source:
    """How an article came in, with what is known of the last time that it was asked for.

    Where that failed, the rest stays true of the text that is here.
    """
    if now.error:
        return replace(source, fetched=now.fetched, error=now.error)
    return replace(
        source,
        reached=now.reached,
        fetched=now.fetched,
        content_type=now.content_type,
        hash=now.hash,
        error=now.error,
        private=source.private or now.private,
    )


def storable(value: Shape) -> Shape:
    r"""A value as the library can keep it: all its times in UTC, all its words in UTF-8.

    Half a surrogate pair becomes something like `\udc80`.
    """
    kept = {name: _storable(getattr(value, name)) for name in value.__struct_fields__}
    return replace(value, **kept)


def _storable(value: object) -> object:
    match value:
        case str():
            return _writable(value)
        case datetime():
            return in_utc(value)
        case tuple():
            return tuple(map(_storable, value))
        case Struct():
            return storable(value)
        case _:
            return value


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text
