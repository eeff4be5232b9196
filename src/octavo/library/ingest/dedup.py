"""Recognising what is in the library already, the same page or the same text, and merging.

Large because a page, a work, a note and a title alone are each known again by other signs.
"""

import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import Self

import msgspec
from msgspec.structs import replace

from octavo.model.article import FILES, Article, ArticleId, Source, State
from octavo.model.draft import Draft
from octavo.model.note import Note, without_ids
from octavo.model.operation import Change, Operation
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_route, is_web, place_in, placed
from octavo.storage.codec import ArticleIdentity, Item, NoteIdentity, stamp
from octavo.storage.db import DocumentTable

_FILE = "file"

_OF_WORKS = frozenset(("zotero",))
"""Kinds of sources that name works, wherever these are."""

_SINGLE = frozenset(("", _FILE, "stdin", "paste", "guide", "page", "feed"))
"""Kinds of sources that are no exports."""

NoteKey = tuple[ArticleId | None, str, str]
"""The article of a note, the digest of its text or its time, and the digest of its quote."""


MANY = 50_000
"""Articles of which the signs are not kept as they are any longer: of these they take 17 MB."""

SIGNING = frozenset((*ArticleIdentity.__struct_fields__, *NoteIdentity.__struct_fields__))
"""The fields that articles and notes are recognised by."""


class Fingerprints:
    """What all articles and notes are recognised by, each sign as its CRC-32, in order.

    Of 100 000 articles they take 3.6 MB, and one is looked up in a microsecond. Two signs may
    have one fingerprint by chance, so whoever looks it up compares what is found.
    """

    def __init__(self, crcs: "array[int] | None" = None, ids: "array[int] | None" = None):
        self._crcs, self._ids = crcs or array("I"), ids or array("q")

    @classmethod
    def of(cls, articles: DocumentTable[Article], notes: DocumentTable[Note]) -> Self:
        """Those of all articles and notes, from one look at each."""
        ids, places = array("q"), array("Q")

        def take(marked: Iterable[tuple[int, ArticleIdentity | NoteIdentity]]) -> None:
            for id, marks in marked:
                for sign in signs_of(marks):
                    places.append(zlib.crc32(sign) << 32 | len(ids))
                    ids.append(id)

        take(articles.scan(ArticleIdentity))
        take(notes.scan(NoteIdentity))
        ordered = sorted(places)
        crcs = array("I", (place >> 32 for place in ordered))
        return cls(crcs, array("q", (ids[place & 0xFFFFFFFF] for place in ordered)))

    def with_more(self, signs: Iterable[tuple[bytes, int]]) -> Self:
        """The same with more signs, each of what has the id beside it."""
        crcs, ids, done = array("I"), array("q"), 0
        for crc, id in sorted({(zlib.crc32(sign), id) for sign, id in signs}):
            start = bisect_left(self._crcs, crc)
            end = bisect_right(self._crcs, crc, start)
            crcs += self._crcs[done:end]
            ids += self._ids[done:end]
            done = end
            if id not in self._ids[start:end]:
                crcs.append(crc)
                ids.append(id)
        return type(self)(crcs + self._crcs[done:], ids + self._ids[done:])

    def ids(self, sign: bytes) -> Iterable[int]:
        """The articles and notes that may have a sign."""
        crc = zlib.crc32(sign)
        start = bisect_left(self._crcs, crc)
        return self._ids[start : bisect_right(self._crcs, crc, start)]

    def packed(self) -> bytes:
        """All of them, to be kept for another process."""
        return msgspec.msgpack.encode((self._crcs.tobytes(), self._ids.tobytes()))

    @classmethod
    def unpacked(cls, packed: bytes) -> Self | None:
        """What was packed."""
        crcs, ids = array("I"), array("q")
        try:
            kept = msgspec.msgpack.decode(packed, type=tuple[bytes, bytes])
            crcs.frombytes(kept[0])
            ids.frombytes(kept[1])
        except (msgspec.DecodeError, ValueError):
            return None
        return cls(crcs, ids) if len(crcs) == len(ids) else None


class Recognition:
    """What articles, and the notes on them, are recognised by.

    What has a sign that is asked for is learned, as it is now, before it is compared.
    """

    def __init__(
        self,
        fingerprints: Fingerprints | None = None,
        find: Callable[[int], Item | None] = lambda _: None,
    ) -> None:
        self._fingerprints = fingerprints or Fingerprints()
        self._find = find
        self._learned: set[int] = set()
        self._ids: dict[bytes, list[int]] = {}
        """What has each sign, in the order of the ids; of pages, what is there itself."""
        self._merged: dict[bytes, list[ArticleId]] = {}
        """Those that articles at other pages were merged into, by the signs of these."""

    def learn(self, item: Item) -> None:
        """Recognise an article or a note from now on; an article's address is canonical."""
        self._learned.add(item.id)
        urls = () if isinstance(item, Note) else (item.url, *item.other_urls)
        own, *others = (_sign("page", page_key(url)) for url in urls or ("",))
        for sign in signs_of(item):
            is_merged = sign in others and sign != own
            _put(self._merged if is_merged else self._ids, sign, item.id)

    def candidates(self, url: str, source: Source) -> tuple[ArticleId, ...]:
        """The article that its source calls so, and then those at this canonical address.

        Last come those that one at this address was merged into.
        """
        page = _sign("page", page_key(url)) if url else b""
        called = _sign("key", f"{source.kind} {source.key}") if source.key else b""
        found, there = self._having(called)[:1], self._having(page)
        return (*found, *there, *self._merged.get(page, ()))

    def of_text(self, digest: str) -> Sequence[ArticleId]:
        """The articles with a text of this digest."""
        return self._having(_sign("text", digest) if digest else b"")

    def bare(self, title: str) -> Sequence[ArticleId]:
        """The articles with a title of these letters that have neither address nor text yet."""
        return self._having(_sign("title", title))

    def titled(self, title: str) -> Sequence[ArticleId]:
        """The articles with a title of these letters and a text, but no address."""
        return self._having(_sign("titled", title))

    def of_file(self, name: str) -> Sequence[ArticleId]:
        """The articles that came as files of a path."""
        return self._having(_sign(_FILE, name))

    def has_note(self, keys: Set[NoteKey]) -> bool:
        """Whether a note is known by one of some keys."""
        return any(map(self._having, map(_sign_of_note, keys)))

    def follow(
        self, operation: Operation, articles: DocumentTable[Article], notes: DocumentTable[Note]
    ) -> bool:
        """Learn what an operation brought; False if it took away what was known."""
        for change in operation.changes:
            if change.table in ("articles", "notes") and _forgets(change):
                return False
            item: Item | None = None
            if change.table == "articles":
                item = articles.find(change.id, keep=False)
            elif change.table == "notes":
                item = notes.find(change.id, keep=False)
            if item:
                self.learn(item)
        if len(self._learned) > MANY:
            self._shrink()
        return True

    def _shrink(self) -> None:
        """Keep fingerprints of the signs that were learned: they take a tenth of the memory."""
        signs = (each for known in (self._ids, self._merged) for each in known.items())
        each = ((sign, id) for sign, ids in signs for id in ids)
        self._fingerprints = self._fingerprints.with_more(each)
        self._learned, self._ids, self._merged = set(), {}, {}

    def _having(self, sign: bytes) -> Sequence[int]:
        """What has a sign, once all is learned that may have it; nothing for none."""
        for id in self._fingerprints.ids(sign) if sign else ():
            if id not in self._learned and (item := self._find(id)):
                self.learn(item)
        return self._ids.get(sign, ())


def _put(known: dict[bytes, list[int]], sign: bytes, id: int) -> None:
    """Add one to those of a sign, which are in the order of their ids."""
    there = known.setdefault(sign, [])
    place = bisect_left(there, id)
    if there[place : place + 1] != [id]:
        there.insert(place, id)


def signs_of(marks: Item | ArticleIdentity | NoteIdentity) -> Iterator[bytes]:
    """All that an article or a note may be asked for by."""
    if isinstance(marks, Note | NoteIdentity):
        yield from map(_sign_of_note, note_keys(marks))
        return
    for url in filter(None, (marks.url, *marks.other_urls)):
        yield _sign("page", page_key(url))
    if marks.source.key:
        yield _sign("key", f"{marks.source.kind} {marks.source.key}")
    if marks.source.kind in FILES:
        yield _sign(_FILE, marks.source.name)
    if marks.digest:
        yield _sign("text", marks.digest)
    if not marks.url:
        yield _sign("titled" if marks.digest else "title", letters(marks.title))


def _sign_of_note(key: NoteKey) -> bytes:
    return _sign("note", " ".join(map(str, key)))


def _sign(what: str, said: str) -> bytes:
    return f"{what} {said}".encode(errors="surrogatepass")


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
    key = note.article, digest_of(without_ids(note.text)), quote
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
    of the page (lists of one kind also name the page itself), or if both are cited works: these
    have the address of a login in common. The entries of a feed are told apart by the feed.
    """
    if article.source.is_entry_beside(draft.source):
        return True
    if not is_called_otherwise(draft, article):
        return False
    places = place_in(draft.url), place_in(article.url)
    is_alike = article.source.kind == draft.source.kind
    cited = is_alike and draft.source.kind in _OF_WORKS
    of_list = is_alike and draft.source.kind not in _SINGLE
    return cited or (places[0] != places[1] and (of_list or all(places)))


def is_called_otherwise(draft: Draft, article: Article) -> bool:
    """Whether neither its source nor its title says that a draft is an article."""
    has_its_key = draft.source.key and draft.source.key == article.source.key
    return not has_its_key and letters(draft.title) != letters(article.title)


def is_other_item(draft: Draft, digest: str, article: Article, number: int) -> bool:
    """Whether a draft is none of the article at its address that came by the same import.

    Octavo's own exports number theirs. In those of others, another title on another text is
    another work; under the same title it is a version.
    """
    is_retitled, is_other_text = is_called_otherwise(draft, article), digest != article.digest
    if draft.number and number:
        is_there = page_key(placed(draft.url)) == page_key(article.url)
        return draft.number != number and is_there and (is_retitled or is_other_text)
    is_one_file = draft.source.kind not in _SINGLE and draft.source.kind == article.source.kind
    has_texts = bool(digest and article.digest)
    return is_one_file and has_texts and is_retitled and is_other_text


def is_text_of(draft: Draft, article: Article) -> bool:
    """Whether a draft is the text of an article that came as a title, and has none yet.

    It is of the same kind of source, and of an author in common where both name some. Of two
    that bear a time of their own it has to be one, and a title of signs alone says nothing.
    """
    is_timed = article.source.key.endswith(f" {article.added}")
    is_other_time = is_timed and draft.added not in (None, article.added)
    is_elsewhere = draft.source.kind != article.source.kind
    is_other = is_other_time or is_elsewhere or not letters(draft.title)
    return not (article.digest or article.url or is_other or is_by_others(draft, article))


def is_by_others(draft: Draft, article: Article) -> bool:
    """Whether both name authors, and none in common."""
    by, had = ({*map(letters, each.authors)} for each in (draft, article))
    return bool(by and had) and by.isdisjoint(had)


def earlier_source(draft: Draft) -> Source:
    """What an earlier octavo called a row that has neither address nor text."""
    return replace(draft.source, key=f"{draft.title} {draft.added or ''}".strip()[:500])


def is_title_of(draft: Draft, article: Article) -> bool:
    """Whether a title alone says nothing of an article that this has not said already."""
    by, had = ({*map(letters, each.authors)} for each in (draft, article))
    adds = [
        by - had,
        draft.site not in ("", article.site),
        draft.published not in (None, article.published),
    ]
    is_called_so = letters(draft.title) == letters(article.title)
    is_text = bool(article.digest) and not article.url and article.deleted is None
    return is_called_so and is_text and not any(adds)


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
    folded = " ".join(text.split()).encode()
    return _sha256(folded) if folded else ""


_SHORT = 1_000
"""Bytes for which Python's own SHA-256 takes 10 µs at the most, and OpenSSL's a tenth to a
quarter of that; but to load OpenSSL takes 4 to 10 ms."""


def _sha256(content: bytes) -> str:
    if len(content) <= _SHORT:
        with suppress(ImportError):
            own = import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256")
            return str(own.sha256(content).hexdigest())
    import hashlib

    return hashlib.sha256(content).hexdigest()


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
