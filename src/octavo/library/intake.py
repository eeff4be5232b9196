"""Taking drafts in: numbered, recognised when they are here already, their texts put by."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

import msgspec

from octavo.library.collecting import uncollected
from octavo.library.documents import changed, inserted
from octavo.library.files import writing
from octavo.library.limits import Limits
from octavo.library.recognising import Known, digest_of
from octavo.library.store import Store
from octavo.library.tagging import Tags
from octavo.library.texts import Texts
from octavo.library.together import Together
from octavo.model.address import canonical
from octavo.model.article import Article, ArticleId, Source, excerpt_of
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagEdit
from octavo.model.words import plain_paragraphs, word_count
from octavo.text import grouped, visible

ADD = "add {}"
"""The label of what comes in, unless somebody knows better."""

Piece = Draft | DraftRejected
"""What was read from an input, or why nothing was."""


class Intake:
    """Turns drafts into articles and notes."""

    def __init__(self, store: Store, texts: Texts, tags: Tags) -> None:
        self._store = store
        self._texts = texts
        self._tags = tags
        self._known: Known | None = None
        store.listen(self._learn)

    def take_in(self, pieces: Iterable[Piece], label: str) -> Iterator[LedgerEntry]:
        """Take in pieces a few at a time, and tell of each as soon as it is durably in.

        All of it is one step for undo. What was told stays, whatever happens then.

        Raises:
            LibraryUnwritable: If some cannot be written; then those told before are in.
        """
        together = Together()
        for few in _by_few(pieces, self._store.limits):
            drafts = [piece for piece in few if isinstance(piece, Draft)]
            taken = iter(self.add(drafts, (), label, together=together) if drafts else ())
            for piece in few:
                yield next(taken) if isinstance(piece, Draft) else _rejected(piece)

    def add(
        self,
        drafts: Sequence[Draft],
        notes: Sequence[DraftNote],
        label: str,
        *,
        quiet: bool = False,
        together: Together | None = None,
    ) -> list[LedgerEntry]:
        """Take in drafts and notes as one operation; what is here already gets their tags.

        In the label `{}` stands for what came in, also before it and together with it.

        Raises:
            LibraryUnwritable: If they cannot be written; then none is in.
        """
        store = self._store
        with store.exclusive(), uncollected():
            batch = _Batch(store, self._recognised(), self._tags)
            ledger = list(map(batch.take, drafts))
            for note in notes:
                batch.take_note(note)
            with writing(store.folder):
                places = self._texts.write(batch.texts, store.next_id)
            changes = batch.changes(places)
            step = together or Together()
            step.articles += len(batch.articles)
            named = label.replace("{}", _named(step.articles, batch.articles.values()), 1)
            store.commit(named, lambda: changes, quiet=quiet, together=together)
        with suppress(OSError):
            self._texts.settled()
        return ledger

    def _recognised(self) -> Known:
        if self._known is None:
            self._known = Known.of(self._store.articles)
        return self._known

    def _learn(self, operation: Operation) -> None:
        if self._known and not self._known.follow(operation, self._store.articles):
            self._known = None


class _Batch:
    """The drafts of one operation on their way in."""

    def __init__(self, store: Store, known: Known, tags: Tags) -> None:
        self._store = store
        self._known = known
        self._new = Known()
        self._tags = tags
        self._spellings: dict[Tag, Tag] = {}
        self._next_id = store.next_id
        self.articles: dict[ArticleId, Article] = {}
        self._notes: list[Note] = []
        self.texts: dict[ArticleId, str] = {}

    def take(self, draft: Draft) -> LedgerEntry:
        """Number a draft, or recognise the article that it already is."""
        text = writable(draft.text)
        url, digest = canonical(writable(draft.url)), digest_of(text)
        known = self._new.find(url, digest) or self._known.find(url, digest)
        if known is not None:
            return self._meet(known, draft)
        article = self._article(draft, text, url, digest)
        self.articles[article.id] = article
        self._new.learn(article.id, url, digest)
        if text:
            self.texts[article.id] = text
        self._notes += [self._note(note, article) for note in draft.notes]
        return LedgerEntry(input=draft.source.name, result=Result.ADDED, id=article.id)

    def take_note(self, note: DraftNote) -> None:
        """Number a note that stands on its own."""
        self._notes.append(self._note(note, None))

    def changes(self, places: dict[ArticleId, int]) -> list[Change]:
        """What the operation does, now that the volume of each text is known."""
        changes = []
        for id, article in self.articles.items():
            placed = msgspec.structs.replace(article, volume=places.get(id, article.volume))
            old = self._store.articles.get(id)
            changes.append(inserted(placed) if old is None else changed(old, placed))
        return [change for change in changes if change] + list(map(inserted, self._notes))

    def _meet(self, id: ArticleId, draft: Draft) -> LedgerEntry:
        """Add the tags of a draft to the article that it is, and take it out of the trash."""
        article = self.articles.get(id) or self._store.articles[id]
        tags = TagEdit(add=self._spelt(draft.tags)).apply(article.tags)
        met = msgspec.structs.replace(article, tags=tags, deleted=None)
        if met != article:
            self.articles[id] = met
        title = f"“{visible(article.title)}”"
        reason = f"it is article {id} already, {title}"
        if article.deleted:
            reason = f"it is article {id}, {title}, and is back from the trash"
        result = Result.ADDED if article.deleted else Result.UNCHANGED
        return LedgerEntry(input=draft.source.name, result=result, id=id, reason=reason)

    def _article(self, draft: Draft, text: str, url: str, digest: str) -> Article:
        return Article(
            id=self._take_id(),
            title=writable(draft.title),
            url=url,
            authors=tuple(map(writable, draft.authors)),
            site=writable(draft.site),
            published=_in_utc(draft.published),
            language=writable(draft.language),
            excerpt=writable(draft.excerpt) or excerpt_of(plain_paragraphs(text)),
            words=word_count(text),
            added=_in_utc(draft.added) or self._store.clock(),
            source=Source(draft.source.kind, writable(draft.source.name)),
            tags=self._spelt(draft.tags),
            state=draft.state,
            archived=draft.archived,
            starred=draft.starred,
            progress=draft.progress,
            digest=digest,
        )

    def _note(self, note: DraftNote, article: Article | None) -> Note:
        return Note(
            id=self._take_id(),
            text=writable(note.text),
            article=article.id if article else None,
            highlight=note.highlight,
            tags=self._spelt(note.tags),
            added=_in_utc(note.added) or self._store.clock(),
        )

    def _spelt(self, tags: Iterable[Tag]) -> frozenset[Tag]:
        """Tags as the library, or else a draft before this one, first wrote them."""
        known = self._tags.spelt(TagEdit(add=frozenset(tags))).add
        return frozenset(self._spellings.setdefault(tag, tag) for tag in known)

    def _take_id(self) -> ArticleId:
        self._next_id += 1
        return self._next_id - 1


def writable(text: str) -> str:
    r"""A text as UTF-8 can hold it; half a surrogate pair becomes something like `\udc80`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def _in_utc(time: datetime | None) -> datetime | None:
    """A time as the library keeps it; without a zone it is taken for UTC."""
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _by_few(pieces: Iterable[Piece], limits: Limits) -> Iterator[list[Piece]]:
    """Pieces in batches so small that a kill loses little, and no slow one waits for others."""
    few: list[Piece] = []
    characters, since = 0, monotonic()
    for piece in pieces:
        few.append(piece)
        characters += len(piece.text) if isinstance(piece, Draft) else 0
        if (
            len(few) >= limits.pieces_at_once
            or characters >= limits.characters_at_once
            or monotonic() - since >= limits.seconds_at_once
        ):
            yield few
            few, characters, since = [], 0, monotonic()
    if few:
        yield few


def _rejected(rejection: DraftRejected) -> LedgerEntry:
    return LedgerEntry(input=rejection.input, result=Result.REJECTED, reason=rejection.reason)


def _named(count: int, articles: Iterable[Article]) -> str:
    """What came in: by its title, or by how many there are."""
    match list(articles):
        case [article] if count == 1:
            return article.title
        case _:
            return f"{grouped(count)} articles"
