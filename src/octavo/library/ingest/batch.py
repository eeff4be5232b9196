"""The drafts of one operation on their way in.

Large because each thing that a draft brings is merged in its own way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import partial

from msgspec.structs import replace

from octavo.library.ingest.dedup import (
    NoteKey,
    Recognition,
    as_corrected,
    digest_of,
    earlier_source,
    is_by_others,
    is_called_otherwise,
    is_other_item,
    is_other_piece,
    is_text_of,
    is_title_of,
    key_of_bare,
    letters,
    merged,
    note_keys,
    note_origin,
    other_title,
    page_key,
    refetched,
    renewed,
)
from octavo.library.tags import Tags
from octavo.library.versions import with_sources, with_version
from octavo.markdown.plain_text import plain_paragraphs, word_count
from octavo.model.article import Article, ArticleId, excerpt_of
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Result
from octavo.model.language import language_of
from octavo.model.note import Note, without_ids
from octavo.model.operation import Change
from octavo.model.tag import Tag, TagEdit
from octavo.model.url import placed
from octavo.storage.codec import changed, inserted, storable
from octavo.storage.errors import TextMissing
from octavo.storage.store import Store
from octavo.text import count_of, listed, visible

TELLING = 100
"""So many words of a text are its own; fewer may stand on any number of pages."""

TELLING_TITLE = 3
"""So many words of a title are hardly those of two works; "Chapter 1" or "Notes" are."""


class Batch:
    """Numbers drafts, or recognises the articles that they already are."""

    def __init__(
        self,
        store: Store,
        known: Recognition,
        tags: Tags,
        notes_on: Callable[[ArticleId], Iterable[Note]],
        *,
        revive: bool,
    ) -> None:
        self._store = store
        self._notes_on = notes_on
        self.known = known
        self._new = Recognition()
        self._tags = tags
        self._revive = revive
        self._spellings: dict[Tag, Tag] = {}
        self.next_id = store.db.next_id
        self.notes: list[Note] = []
        """Those that are new."""
        self.numbered: dict[int, int] = {}
        """The ids of new notes by the numbers by which links name them."""
        self.brought: set[NoteKey] = set()
        """What the notes are recognised by that this import brought, in whatever batch."""
        self.others: list[Change] = []
        """What is done to documents of other tables."""
        self.articles: dict[ArticleId, Article] = {}
        """Those that are new, or not as they were."""
        self.merged: set[ArticleId] = set()
        """Those that were here already, and got something or a note."""
        self.ruled: set[ArticleId] = set()
        """Those of them that only got tags of a feed."""
        self.texts: dict[ArticleId, str] = {}
        """The texts that are new, by their articles."""
        self.earlier: dict[ArticleId, Sequence[str]] = {}
        """The texts of versions that come in with an article; empty for its own."""

    def take(self, draft: Draft, brought: Mapping[ArticleId, int] | None = None) -> LedgerEntry:
        """Number a draft, or add what it knows to the article that it already is.

        `brought` are the articles of its import so far, with the numbers of their drafts.
        """
        name, draft = draft.source.name, storable(draft)
        url, digest = placed(draft.url), digest_of(draft.text)
        if not (url or digest or draft.source.key):
            draft = replace(draft, source=replace(draft.source, key=key_of_bare(draft)))
        id = self.found(draft, url, digest, brought)
        if id is not None:
            return replace(self.merge(id, draft, digest), input=name)
        article = self._article(draft, url, digest)
        self.next_id += 1
        self.articles[article.id] = article
        self._new.learn(article)
        if draft.text:
            self.texts[article.id] = draft.text
        self._take_notes(article, draft)
        return LedgerEntry(input=name, result=Result.ADDED, id=article.id)

    def take_note(self, note: DraftNote) -> None:
        """Number a note that stands on its own."""
        self.notes.append(self._note(storable(note), None))
        self.next_id += 1

    def renew(self, id: ArticleId, draft: Draft) -> None:
        """Make an article what its source says of it now; without a text it keeps its own.

        Beside a text of its reader's the new one is only a version.
        """
        draft = storable(draft)
        article = renewed(had := self._at(id), draft)
        digest = digest_of(draft.text)
        if digest and "text" in article.corrected:
            fetched = [version.digest for version in had.texts if not version.edited]
            if digest not in (had.digest, *fetched[-1:]):
                self.texts[id] = draft.text
                article = with_version(article, had, draft.text, self._store)
        elif digest:
            article = self._with_text(article, draft.text, digest, had)
        if article != had:
            self.articles[id] = article

    def rewrite(self, id: ArticleId, text: str) -> None:
        """Give an article the text that its reader made of the one that it has."""
        text = storable(Draft(title="", text=text)).text
        had = self._at(id)
        self.texts[id] = text
        self.articles[id] = replace(
            with_version(had, had, text, self._store, edited=True),
            digest=digest_of(text),
            volume=0,
            words=word_count(text),
            provenance=with_sources(had.provenance, text),
            corrected=tuple(sorted({*had.corrected, "text"})),
        )

    def changes(self, places: dict[ArticleId, int]) -> list[Change]:
        """What the operation does, now that the volume of each text is known."""
        changes = []
        for id, article in self.articles.items():
            written = _written(article, places.get(id, 0))
            old = self._store.articles.find(id)
            changes.append(inserted(written) if old is None else changed(old, written))
        known = [change for change in changes if change]
        return known + list(map(inserted, self.notes)) + self.others

    def _at(self, id: ArticleId) -> Article:
        return self.articles.get(id) or self._store.articles[id]

    def found(
        self,
        draft: Draft,
        url: str,
        digest: str,
        brought: Mapping[ArticleId, int] | None = None,
    ) -> ArticleId | None:
        """The article that a draft is; one in the trash only where no other is."""
        in_trash = None
        for id in self._same(draft, url, digest, brought):
            if not self._at(id).deleted:
                return id
            in_trash = id if in_trash is None else in_trash
        return in_trash

    def _same(
        self, draft: Draft, url: str, digest: str, brought: Mapping[ArticleId, int] | None
    ) -> Iterator[ArticleId]:
        """The articles that a draft may be: by its source, its address or its text."""

        def there(asked: Callable[[Recognition], Iterable[ArticleId]]) -> list[Article]:
            return [self._at(id) for known in (self._new, self.known) for id in asked(known)]

        at_place = there(lambda known: known.candidates(url, draft.source))
        for article in sorted(at_place, key=partial(is_called_otherwise, draft)):
            number = brought.get(article.id) if brought else None
            is_beside = number is not None and is_other_item(draft, digest, article, number)
            if not (is_beside or is_other_piece(draft, article)):
                yield article.id
        for article in there(lambda known: known.of_text(digest)):
            if _is_same_piece(draft, url, article):
                yield article.id
        title = letters(draft.title)
        if draft.text and not draft.source.key:
            for article in there(lambda known: known.bare(title)):
                if is_text_of(draft, article):
                    yield article.id
        if url or digest or not draft.source.key:
            return
        for article in there(lambda known: known.candidates("", earlier_source(draft))):
            if not is_by_others(draft, article):
                yield article.id
        telling = word_count(draft.title) >= TELLING_TITLE
        if telling and draft.source.key == key_of_bare(draft):
            titled = {
                article.id: article for article in there(lambda known: known.titled(title))
            }
            yield from (
                id for id in titled if len(titled) == 1 and is_title_of(draft, titled[id])
            )

    def merge(self, id: ArticleId, draft: Draft, digest: str) -> LedgerEntry:
        """Add what a draft knows to an article, which may come back from the trash for it.

        Another text than its own becomes a version.
        """
        article = self._at(id)
        entry = LedgerEntry(input=draft.source.name, result=Result.UNCHANGED, id=id)
        title = f"“{visible(article.title)}”"
        if article.deleted and not self._revive:
            return replace(entry, reason=f"it is article {id}, {title}, which is in the trash")
        given = self.spelt(draft.tags)
        if draft.source.kind == "feed":  # it gives them by rule, not by hand
            given -= article.unwanted
        after = merged(article, draft, TagEdit(add=given).apply(article.tags))
        put_on = given - article.tags
        after = replace(after, unwanted=after.unwanted - put_on, deleted=None)
        if draft.source.private and page_key(placed(draft.url)) == page_key(article.url):
            after = replace(after, source=replace(after.source, private=True))
        if draft.text and not article.digest:
            titled = {"title": draft.title or after.title, "provenance": draft.provenance}
            had = as_corrected(article, replace(after, **titled))
            had = replace(had, source=refetched(after.source, draft.source))
            after = self._with_text(had, draft.text, digest, article)
        elif digest and draft.source.kind != "feed":  # whose texts are often parts of a page
            after = _with_other_text(self, self._store, after, draft)
        if len(after.versions) == len(article.versions):
            draft = _with_other_title(draft, article, after)
        if after != article:
            self.articles[id] = after
        count = len(self.notes)
        is_new = self._take_notes(after, draft) or after != article
        if (
            (len(self.notes) > count or after != article)
            and id in self._store.articles
            and not article.deleted
        ):
            self.merged.add(id)
        if article.deleted:
            reason = f"it is article {id}, {title}, and is back from the trash"
            return replace(entry, result=Result.ADDED, reason=reason)
        result = Result.MERGED if is_new else Result.UNCHANGED
        now = f"it is article {id} already, “{visible(after.title)}”"
        if after.digest and not article.digest:
            now = f"{now}, and has its text now"
        elif gained := _gained(article, after, self.notes[count:]):
            now = f"{now}, and got {listed(gained)}"
        return replace(entry, result=result, reason=now)

    def _with_text(self, article: Article, text: str, digest: str, had: Article) -> Article:
        """An article with another text; one that is the same to the word is left as it is.

        What it `had` is a version then.
        """
        article = replace(
            article,
            excerpt=article.excerpt or excerpt_of(plain_paragraphs(text)),
            provenance=with_sources(article.provenance, text),
        )
        if digest == article.digest:
            return article
        self.texts[article.id] = text
        article = with_version(article, had, text, self._store)
        language = article.language or language_of(text)
        words = word_count(text)
        return replace(article, digest=digest, volume=0, words=words, language=language)

    def _article(self, draft: Draft, url: str, digest: str) -> Article:
        return Article(
            id=self.next_id,
            title=draft.title,
            url=url,
            authors=draft.authors,
            site=draft.site,
            published=draft.published,
            language=draft.language or language_of(draft.text),
            excerpt=draft.excerpt or excerpt_of(plain_paragraphs(draft.text)),
            words=word_count(draft.text),
            added=draft.added or self._store.clock(),
            source=draft.source,
            tags=self.spelt(draft.tags),
            state=draft.state,
            archived=draft.archived,
            starred=draft.starred,
            later=draft.later,
            progress=draft.progress,
            position=draft.position,
            digest=digest,
            provenance=with_sources(draft.provenance, draft.text),
        )

    def _take_notes(self, article: Article, draft: Draft) -> bool:
        """Number the notes that an article does not have yet; whether any came by this import.

        Those without a date are as old as the draft, and may be several in one, as a table
        has all notes in a cell: nothing is new in one that falls apart into whole notes.
        """
        came = False
        marks = [note.highlight for note in draft.notes if note.highlight and not note.text]
        marked = {paragraph for mark in marks for paragraph in _paragraphs(mark.exact)}
        for each in draft.notes:
            note = self._note(replace(each, added=each.added or draft.added), article)
            keys = {*note_keys(note), note_origin(note)}
            is_known = self._new.has_note(keys) or self.known.has_note(keys)
            if not each.added and not is_known:
                is_known = _is_there(note, self._notes_on(article.id), marked)
            if not is_known:
                self._new.learn(note)
                self.brought.update(note_keys(note))
                self.notes.append(note)
                self.numbered |= {each.number: note.id} if each.number else {}
                self.next_id += 1
            came = came or not self.brought.isdisjoint(keys)
        return came

    def _note(self, note: DraftNote, article: Article | None) -> Note:
        """A note as the library keeps it, under the next id."""
        return Note(
            id=self.next_id,
            text=note.text,
            article=article.id if article else None,
            highlight=note.highlight,
            tags=self.spelt(note.tags),
            added=note.added or self._store.clock(),
        )

    def spelt(self, tags: Iterable[Tag]) -> frozenset[Tag]:
        """Tags as the library, or else a draft before this one, first wrote them."""
        known = self._tags.spelt(TagEdit(add=frozenset(tags))).add
        return frozenset(self._spellings.setdefault(tag, tag) for tag in known)


def _is_same_piece(draft: Draft, url: str, article: Article) -> bool:
    """Whether the same text is the same piece, and not that of another page or day.

    A few words may stand on any number of pages, and below any heading but the file's name.
    """
    if article.source.is_entry_beside(draft.source):
        return False
    if article.words >= TELLING:
        return True
    if url and article.url:
        return False
    title = letters(draft.title)
    return title == letters(article.title) or title in letters(draft.source.name)


def _gained(article: Article, after: Article, notes: Sequence[Note]) -> list[str]:
    """What a merge brought an article, as a ledger names it."""
    tags = sorted(f"#{tag}" for tag in after.tags - article.tags)
    version = len(after.versions) > len(article.versions)
    titles = [note.text for note in notes if note.text.startswith(_CALLED)]
    own = len(notes) - len(titles)
    return [
        *tags,
        *(["another text as a version"] if version else []),
        *(["its other title as a note"] if titles else []),
        *([count_of(own, "note")] if own else []),
    ]


_CALLED = "Also called: "

_CALLED_ANEW = frozenset(("feed", "page"))
"""Kinds of sources that call a thing otherwise whenever they like."""


def _with_other_title(draft: Draft, article: Article, after: Article) -> Draft:
    """A draft with the title that is not kept as a note, where no version has it.

    Of a bookmark it may be its reader's own; that of a file with the same text is the file's.
    """
    told = {"", *(version.title for version in article.versions)}
    others = (other_title(each.title, after.title) for each in (article, draft))
    other = next((title for title in others if title not in told), "")
    says_the_same = draft.source.kind == "file" and bool(article.digest)
    if not other or says_the_same or draft.source.kind in _CALLED_ANEW:
        return draft
    return replace(draft, notes=(*draft.notes, DraftNote(text=f"{_CALLED}{other}")))


def _with_other_text(batch: Batch, store: Store, article: Article, draft: Draft) -> Article:
    """An article with a text beside its own as a version, if it never had that."""
    text, digest = draft.text, digest_of(draft.text)
    if any(version.digest == digest for version in article.texts):
        return article
    earlier = batch.earlier.get(article.id, ())
    texts = {v.digest: old for v, old in zip(article.versions, earlier, strict=False)}
    texts[digest] = text
    after = with_version(
        article, article, text, store, title=other_title(draft.title, article.title)
    )
    batch.earlier[article.id] = [texts.get(version.digest, "") for version in after.versions]
    return after


Write = Callable[[Mapping[ArticleId, str]], Mapping[ArticleId, int]]
"""Writes a text for each of some articles; returns the volumes."""


def keep_places(batch: Batch, store: Store, text: Callable[[ArticleId, int], str]) -> None:
    """Have those who read an article go on at the same words of its new text."""
    for id, new in batch.texts.items():
        article, had = batch.articles.get(id), store.articles.find(id)
        if article and had and had.position and had.digest not in ("", article.digest):
            from octavo.markdown.anchor import place_after  # what is new has no reader yet

            with suppress(TextMissing):
                place = place_after(had.position, text(id, had.volume), new)
                batch.articles[id] = replace(article, position=place)


def write_earlier(batch: Batch, write: Write) -> None:
    """Write the texts of versions that come in, so many articles at a time as have one more.

    Two texts of one article are never in one volume.
    """
    most = max((len(texts) for texts in batch.earlier.values()), default=0)
    for number in range(most):
        those = {
            id: texts[number] for id, texts in batch.earlier.items() if number < len(texts)
        }
        places = write({id: text for id, text in those.items() if text})
        for id, volume in places.items():
            versions = list(batch.articles[id].versions)
            versions[number] = replace(versions[number], volume=volume)
            batch.articles[id] = replace(batch.articles[id], versions=tuple(versions))


def _written(article: Article, volume: int) -> Article:
    """An article whose text, or the new one among its versions, was written to a volume."""
    versions = (v if v.volume else replace(v, volume=volume) for v in article.versions)
    return replace(article, volume=article.volume or volume, versions=tuple(versions))


def _is_there(note: Note, others: Iterable[Note], marked: Set[str]) -> bool:
    """Whether a note is nothing but whole other notes, one after the other.

    What stands without the quotation on which it was written may be all of another note only
    if that has several paragraphs, or quotes what is `marked` beside it; a line is soon said.
    """
    said, quoted = _said_and_quoted(note)
    known = [*map(_said_and_quoted, others)]
    if said and quoted:
        return (said, quoted) in known
    if quoted:
        return _falls_apart(quoted, {quote for _, quote in known})
    wholes = {text for text, quote in known if len(said) > 1 or marked >= {*quote}}
    in_lines = {(" ".join(text),) for text, _ in known if len(text) > 1}
    return _falls_apart(said, wholes | in_lines)


def _falls_apart(paragraphs: tuple[str, ...], wholes: Set[tuple[str, ...]]) -> bool:
    lengths, ends = {*map(len, wholes)}, {0}
    for at in range(len(paragraphs)):
        if at in ends:
            ends |= {at + n for n in lengths if paragraphs[at : at + n] in wholes}
    return len(paragraphs) in ends


def _said_and_quoted(note: Note) -> tuple[tuple[str, ...], tuple[str, ...]]:
    quoted = note.highlight.exact if note.highlight else ""
    return _paragraphs(without_ids(note.text)), _paragraphs(quoted)


def _paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, whatever blanks are in them."""
    folded = (" ".join(each.split()) for each in text.split("\n\n"))
    return tuple(filter(None, folded))
