"""Taking drafts in: numbered, recognised when they are here already, their texts put by."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from octavo.library.documents import changed, inserted
from octavo.library.files import writing
from octavo.library.recognising import Known, digest_of
from octavo.library.store import Store
from octavo.library.tagging import Tags
from octavo.library.texts import Texts
from octavo.model.address import canonical
from octavo.model.article import Article, ArticleId, Source, excerpt_of
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Result
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagEdit
from octavo.model.words import plain_paragraphs, word_count


class Intake:
    """Turns drafts into articles and notes."""

    def __init__(self, store: Store, texts: Texts, tags: Tags) -> None:
        self._store = store
        self._texts = texts
        self._tags = tags
        self._known: Known | None = None
        store.listen(self._learn)

    def add(
        self, drafts: Sequence[Draft], notes: Sequence[DraftNote], label: str, *, quiet: bool
    ) -> list[LedgerEntry]:
        """Take in drafts and notes as one operation; what is here already gets their tags.

        Raises:
            LibraryUnwritable: If they cannot be written; then none is in.
        """
        ledger: list[LedgerEntry] = []

        def plan() -> list[Change]:
            batch = _Batch(self._store, self._recognised(), self._tags)
            ledger.extend(map(batch.take, drafts))
            for note in notes:
                batch.take_note(note)
            with writing(self._store.folder):
                places = self._texts.write(batch.texts, self._store.next_id)
            return batch.changes(places)

        self._store.commit(label or _label(drafts), plan, quiet=quiet)
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
        self._articles: dict[ArticleId, Article] = {}
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
        self._articles[article.id] = article
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
        for id, article in self._articles.items():
            placed = msgspec.structs.replace(article, volume=places.get(id, article.volume))
            old = self._store.articles.get(id)
            changes.append(inserted(placed) if old is None else changed(old, placed))
        return [change for change in changes if change] + list(map(inserted, self._notes))

    def _meet(self, id: ArticleId, draft: Draft) -> LedgerEntry:
        """Add the tags of a draft to the article that it is, and take it out of the trash."""
        article = self._articles.get(id) or self._store.articles[id]
        tags = TagEdit(add=self._spelt(draft.tags)).apply(article.tags)
        met = msgspec.structs.replace(article, tags=tags, deleted=None)
        if met != article:
            self._articles[id] = met
        reason = f"it is article {id} already, {article.title!r}"
        if article.deleted:
            reason = f"it is article {id}, {article.title!r}, and is back from the trash"
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


def _label(drafts: Sequence[Draft]) -> str:
    match drafts:
        case [draft]:
            return f"add {draft.title}"
        case _:
            return f"add {len(drafts)} articles"
