"""Taking drafts in: numbered, recognised when they are here already, their texts put by.

Long because all ways in put texts by and tell rules alike.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from enum import IntEnum
from functools import partial
from itertools import groupby
from posixpath import dirname, join, normpath
from threading import Lock
from time import monotonic
from typing import TypeVar
from urllib.parse import unquote

from msgspec.structs import replace

from octavo.index.corpus import Searchable
from octavo.library.ingest.batch import Batch, keep_places, write_earlier
from octavo.library.ingest.dedup import SIGNING, Fingerprints, Recognition
from octavo.library.ingest.restore import Restoration
from octavo.library.notes import NoteIndex
from octavo.library.rule_evaluator import looking, summary
from octavo.library.rules import Rules
from octavo.library.search.column_cache import MOST, ColumnCache, Made
from octavo.library.tags import Tags
from octavo.model.article import FILES, Article, ArticleId, Source
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Record, Result
from octavo.model.errors import ArticleInTrash, ArticleNotFound, DraftRejected, SameArticle
from octavo.model.note import PROVISIONAL
from octavo.model.operation import Operation, OperationGroup
from octavo.model.url import canonical
from octavo.storage.codec import changed
from octavo.storage.errors import TextMissing, writing
from octavo.storage.lazy_table import gc_paused
from octavo.storage.store import Limits, Store
from octavo.storage.texts import Texts
from octavo.text import count_of, grouped

ADD = "add {}"
"""The label of what comes in, unless somebody knows better."""

_FINGERPRINTS = "signs"
"""The name under which those of all are kept."""

UNKNOWN = Source()
"""A source that calls an article nothing."""

Piece = Draft | Record | DraftRejected
"""What was read from an input, or why nothing was."""


class Ingester:
    """Turns drafts into articles and notes, and gives articles what came anew of them.

    Large because each way in is a method.
    """

    def __init__(
        self,
        store: Store,
        texts: Texts,
        tags: Tags,
        rules: Rules,
        cache: ColumnCache,
        notes: NoteIndex,
        compact: Callable[[], None] = lambda: None,
    ) -> None:
        """Take in, and `compact` after each few what has come in."""
        self._store = store
        self._texts = texts
        self._tags = tags
        self._rules = rules
        self._notes = notes
        self._known: Recognition | None = None
        self._compact = compact
        self.all_known = AllKnown(store, cache)
        store.listen(self._learn)

    def take_in(
        self,
        pieces: Iterable[Piece],
        *,
        label: str = ADD,
        revive: bool = True,
        group: OperationGroup | None = None,
    ) -> Iterator[LedgerEntry]:
        """Take in any number of pieces, a few at a time, as one step for undo.

        The ledger has an entry for each, in order, as soon as it is durably in; to stop is
        to keep what is in. In the label `{}` stands for the title, or for how many came in.
        Unless they are to `revive` it, what lies in the trash stays there.

        Raises:
            LibraryUnwritable: If some cannot be written; then those told before are in.
        """
        group = group or OperationGroup()
        before: Restoration | None = None
        for is_told, export in _by_export(pieces):
            records = Restoration(self._store, self._tags, label=label, is_first=not before)
            if before and not is_told:
                records.go_on_from(before)
            yield from self._take_in_export(export, records, label, group, revive=revive)
            before = records

    def _take_in_export(
        self,
        pieces: Iterable[Piece],
        records: Restoration,
        label: str,
        group: OperationGroup,
        *,
        revive: bool,
    ) -> Iterator[LedgerEntry]:
        together = ExitStack()
        try:
            for few in _by_few(pieces, self._store.limits):
                if records.keeps_ids and _is_history(few) and not records.is_in_history:
                    together.enter_context(self._store.together())
                    records.is_in_history = True
                readable = [each for each in few if not isinstance(each, DraftRejected)]
                taken = iter(
                    self.add(readable, label=label, group=group, revive=revive, records=records)
                )
                for piece in few:
                    if isinstance(piece, DraftRejected):
                        yield _rejected(piece)
                    else:
                        yield next(taken)
                self._compact()
        finally:
            with together:
                if records.came:
                    self._store.commit("take what came as it is", records.as_they_came)
            if records.late:
                named = label.replace("{}", _named(group, []), 1)
                self._store.commit(named, records.relinked, group=group)

    def rehearse(
        self, pieces: Iterable[Piece], *, label: str = ADD, revive: bool = True
    ) -> Iterator[LedgerEntry]:
        """Tell what would become of pieces, and change nothing; new ones have no id."""
        store = self._store
        batch = self._empty_batch(revive)
        records = Restoration(store, self._tags, rehearses=True, label=label)
        batch.brought = records.brought
        for piece in pieces:
            if isinstance(piece, DraftRejected):
                yield _rejected(piece)
                continue
            entry = records.take(piece, batch)
            batch.texts.clear()
            batch.earlier.clear()
            yield entry if entry.id in store.articles else replace(entry, id=None)

    def add(
        self,
        drafts: Sequence[Draft | Record],
        notes: Sequence[DraftNote] = (),
        *,
        label: str = ADD,
        quiet: bool = False,
        revive: bool = True,
        group: OperationGroup | None = None,
        records: Restoration | None = None,
    ) -> list[LedgerEntry]:
        """Take in drafts, and notes that stand on their own, as one operation.

        An article that is here already, by its source, its address or its text, gets what
        the draft knows beyond it. The ledger has an entry for each draft. Several calls with
        the same `group` are one step for undo, and `{}` in the label is all that they
        brought. Rules are put to what is new; a record stays as it is.

        Raises:
            LibraryUnwritable: If they cannot be written; then none is in.
        """
        with self._batch(revive=revive) as batch:
            restored = records or Restoration(self._store, self._tags)
            batch.brought = restored.brought
            ledger = [restored.take(each, batch) for each in drafts]
            if restored.goes_on and group and group.first is None:
                group.first = 1
            for note in notes:
                batch.take_note(note)
            drafted = {
                entry.id: each.source.feed
                for each, entry in zip(drafts, ledger, strict=True)
                if isinstance(each, Draft) and entry.id
            }
            self._commit(batch, label, quiet, group, drafted)
            return [_as_merged(entry, batch) for entry in ledger]

    def renew(
        self,
        drafts: Mapping[ArticleId, Draft],
        *,
        label: str,
        quiet: bool = False,
        group: OperationGroup | None = None,
    ) -> Operation | None:
        """Make some articles what their sources say now; one that is gone is passed over.

        Raises:
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        with self._batch() as batch:
            for id, draft in drafts.items():
                if id in self._store.articles:
                    batch.renew(id, draft)
            return self._commit(batch, label, quiet, group, dict.fromkeys(drafts, ""))

    def rewrite(self, id: ArticleId, text: str) -> Operation | None:
        """Give an article another text, which what comes anew of it leaves alone.

        What it had, also if others gave it that a moment ago, is a version then.

        Raises:
            ArticleNotFound: If no article has this id.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        with self._batch() as batch:
            if (article := self._store.articles.find(id)) is None:
                raise ArticleNotFound(id)
            with suppress(TextMissing):
                if article.volume and self._texts.text(id, article.volume) == text:
                    return None
            batch.rewrite(id, text)
            return self._commit(batch, "edit the text of {}", False, None)

    def unite(
        self, kept: ArticleId, other: ArticleId, *, group: OperationGroup | None = None
    ) -> Operation | None:
        """Have one article stand for two that are the same piece; the other goes to the trash.

        It gets the tags and notes of the other, what that knows beyond it, and its text, if
        that is another one, as a version.

        Raises:
            ArticleNotFound: If one of them is missing; then nothing is changed.
            SameArticle: If both are one.
            ArticleInTrash: If the one to be kept is in the trash; then nothing is changed.
            TextMissing: If the text of the other is not where it should be.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        articles, now = self._store.articles, self._store.clock()
        with self._batch() as batch:
            for id in (kept, other):
                if id not in articles:
                    raise ArticleNotFound(id)
            if kept == other:
                raise SameArticle(kept)
            stays, goes = articles[kept], articles[other]
            if stays.deleted:
                raise ArticleInTrash(kept)
            text = self._texts.text(other, goes.volume) if goes.volume else ""
            batch.merge(kept, drafted(goes, text), goes.digest)
            url, now_kept = stays.url or goes.url, batch.articles.get(kept, stays)
            more = dict.fromkeys((*stays.other_urls, goes.url, *goes.other_urls))
            others = tuple(each for each in more if each not in ("", url))
            batch.articles[kept] = replace(now_kept, url=url, other_urls=others)
            moved = [
                changed(note, replace(note, article=kept))
                for _, note in self._store.notes.items()
                if note.article == other
            ]
            gone = changed(goes, replace(goes, deleted=goes.deleted or now))
            batch.others += filter(None, [*moved, gone])
            label = f"merge {_bare(goes)} into {_bare(stays)}"
            return self._commit(batch, label, False, group)

    def known(self, url: str, source: Source = UNKNOWN) -> ArticleId | None:
        """The article that a source calls so, or of the page at an address.

        One in the trash only where no other is.
        """
        with self._store.still():
            articles = self._store.articles
            there = self._recognised().candidates(canonical(url), source)
            return min(there, key=lambda id: articles[id].deleted is not None, default=None)

    def beside(self, id: ArticleId, path: str) -> ArticleId | None:
        """The article of the file that a relative link leads to, from the file of another.

        Of several, as files of two folders may have one path, the one that came in next to it.
        """
        with self._store.still():
            source = self._store.articles[id].source
            if source.kind not in FILES or not (place := path.partition("#")[0]):
                return None
            name = normpath(join(dirname(source.name), unquote(place)))
            there = self._recognised().of_file(name)
            here = [each for each in there if self._store.articles[each].deleted is None]
            return min(here, key=lambda each: abs(each - id), default=None)

    def links(self, *, failed: bool = False) -> list[ArticleId]:
        """The articles that are no more than a link so far, those in the trash left out.

        Of those whose pages could not be had, only if `failed` ones are asked for.
        """
        return [
            id
            for id, article in self._store.articles.items()
            if article.url and not article.digest and article.deleted is None
            if failed or not article.source.fetched
        ]

    def _empty_batch(self, revive: bool) -> Batch:
        known, notes_on = self._recognised(), self._notes.on
        return Batch(self._store, known, self._tags, notes_on, revive=revive)

    @contextmanager
    def _batch(self, *, revive: bool = False) -> Iterator[Batch]:
        """What is to be one operation, while nobody else writes; its texts are settled then."""
        with self._store.exclusive(), gc_paused():
            yield self._empty_batch(revive)
        with suppress(OSError):
            self._texts.settled()

    def _commit(
        self,
        batch: Batch,
        label: str,
        quiet: bool,
        group: OperationGroup | None,
        arrived: Mapping[ArticleId, str] | None = None,
    ) -> Operation | None:
        """Put the texts of a batch by, and journal what it changes, and rules then change.

        Of what `arrived` it is told from which feed, if any.
        """
        store, step = self._store, group or OperationGroup()
        self._put_rules(batch, arrived or {}, step)
        with writing(store.folder):
            places = self._texts.write(batch.texts, store.db.next_id)
            write_earlier(batch, lambda texts: self._texts.write(texts, batch.next_id))
        keep_places(batch, store, self._texts.text)
        changes = batch.changes(places)
        step.articles += len(batch.articles.keys() - batch.merged)
        step.met += len(batch.merged)
        touched = dict.fromkeys([*batch.articles, *batch.merged])
        titles = [(batch.articles.get(id) or store.articles[id]).title for id in touched]
        named = label.replace("{}", _named(step, titles), 1)
        named += f"; {summary(step.rules)}" if step.rules else ""
        return store.commit(named, lambda: changes, quiet=quiet, group=group)

    def _put_rules(
        self, batch: Batch, arrived: Mapping[ArticleId, str], step: OperationGroup
    ) -> None:
        """Put the rules to those of some articles that are new or get their first text.

        The tags of its feed are put to an entry also if its article is here already.
        """
        if not len(self._rules):
            return
        noted = {note.article for note in batch.notes if note.article}
        evaluator = self._rules.evaluator(batch.spelt, noted)
        for id, feed in arrived.items():
            new, was = batch.articles.get(id), self._store.articles.find(id)
            is_new = new and (was is None or (new.digest and not was.digest))
            here = new or was
            if here and not here.deleted and not (is_new and here.source.feed == feed):
                new = evaluator.put_feed(here, feed)
                if new != here:
                    batch.articles[id] = new
                    batch.ruled.update({id} - batch.merged if was else ())
                    batch.merged.update({id} if was else ())
            if new and is_new:
                bare = partial(evaluator.words, id)
                had_turn = evaluator.finding(was, looking(bare)) if was else ()
                holds = looking(partial(_words, batch, new, bare() if was else None))
                batch.articles[id] = evaluator.evaluate(new, holds, had_turn)
        evaluator.plan.count(step.rules)

    def _recognised(self) -> Recognition:
        if self._known is None:
            self._known = self.all_known.recognition()
        return self._known

    def _learn(self, operation: Operation) -> None:
        store = self._store
        known, self._known = self._known, None  # not known if something cannot be read
        if known and known.follow(operation, store.articles, store.notes):
            self._known = known


class AllKnown:
    """What all articles and notes are recognised by, from a look at them or kept before."""

    def __init__(self, store: Store, cache: ColumnCache) -> None:
        self._store, self._cache = store, cache
        self._looking = Lock()
        self._fingerprints: Fingerprints | None = None
        self._changed: Set[int] = frozenset()
        """What may have others, whatever this process does beside."""
        self._since = 0
        """The operation up to which these are known."""
        self._is_new = False
        """Whether they are from a look at all documents."""

    def at(self, address: str) -> Sequence[ArticleId]:
        """The articles at a canonical address; may be asked from any thread."""
        return [*dict.fromkeys(self.recognition().candidates(address, UNKNOWN))]

    def recognition(self) -> Recognition:
        """What they are recognised by now."""
        with self._looking:
            return self._recognition()

    def _recognition(self) -> Recognition:
        store = self._store
        if self._fingerprints is None:
            self._since = store.sequence
        if self._fingerprints is None and (kept := self._cache.read(_FINGERPRINTS)) is not None:
            self._fingerprints, self._changed = Fingerprints.unpacked(kept[0]), kept[1]
        changed = self._changed | store.touched(SIGNING, self._since)
        if self._fingerprints is None or len(changed) > MOST:
            self._since = store.sequence
            self._fingerprints = Fingerprints.of(store.articles, store.notes)
            self._is_new, self._changed, changed = True, frozenset(), frozenset()
        known = Recognition(self._fingerprints, store.db.item)
        for id in sorted(changed):
            if item := store.db.item(id):
                known.learn(item)
        return known

    def to_keep(self) -> Iterator[Made]:
        """The fingerprints from a look at all, and what may have others by now."""
        if self._fingerprints is not None and self._is_new:
            changed = self._changed | self._store.touched(SIGNING, self._since)
            yield _FINGERPRINTS, self._fingerprints.packed(), changed, SIGNING


def drafted(article: Article, text: str) -> Draft:
    """What an article says of itself, as if it came in by hand."""
    names = [name for name in Draft.__struct_fields__ if name in Article.__struct_fields__]
    fields = {name: getattr(article, name) for name in names} | {"source": Source()}
    return Draft(**fields, text=text)


def _bare(article: Article) -> str:
    """A title as a part of a label, in which `{}` stands for something."""
    return article.title.replace("{}", "{ }")


def _as_merged(entry: LedgerEntry, batch: Batch) -> LedgerEntry:
    """An entry of an article that was here, if a rule then changed it."""
    is_changed = entry.result is Result.UNCHANGED and entry.id in batch.ruled
    return replace(entry, result=Result.MERGED) if is_changed else entry


def _words(batch: Batch, article: Article, had: Searchable | None) -> Searchable:
    """The words of an article that comes in, or had some before."""
    id, text = article.id, batch.texts.get(article.id, "")
    notes = [note.words for note in batch.notes if note.article == id]
    said = "\n\n".join([had.notes, *notes] if had else notes)
    return Searchable(id, article.title, said, text, article.language)


def _by_few(pieces: Iterable[Piece], limits: Limits) -> Iterator[list[Piece]]:
    """Pieces in batches so small that a kill loses little, and no slow one waits for others."""
    few: list[Piece] = []
    characters, since = 0, monotonic()
    for piece in pieces:
        if few and isinstance(piece, Record) and piece.operation:
            yield few  # all that it was done to is in before it
            few, characters, since = [], 0, monotonic()
        few.append(piece)
        characters += 0 if isinstance(piece, DraftRejected) else len(piece.text)
        if (
            len(few) >= limits.pieces_at_once
            or characters >= limits.characters_at_once
            or monotonic() - since >= limits.seconds_at_once
        ):
            yield few
            few, characters, since = [], 0, monotonic()
    if few:
        yield few


def _by_export(pieces: Iterable[Piece]) -> Iterator[tuple[bool, Iterator[Piece]]]:
    """The same up to each record that begins an export, as where two were put together.

    Without the line that tells so, one begins where records are out of the order that an
    export has them in, or where an id comes again; then what came just before, under other
    ids, may belong to it, too.
    """
    begun, is_told, reached = 0, True, _Part.HEAD
    seen: defaultdict[int, int] = defaultdict(int)  # bits, in place of a set of a million ids

    def export(piece: Piece) -> tuple[int, bool]:
        nonlocal begun, is_told, reached
        if isinstance(piece, Record) and (part := _part_of(piece)) is not None:
            document = piece.article or piece.note
            place, bit = divmod(document.id, 1_024) if document else (0, 0)
            is_again = document is not None and bool(seen[place] >> bit & 1)
            is_before = piece.octavo > 0 or part < reached
            if is_before or is_again:
                begun, is_told = begun + 1, is_before
                seen.clear()
            if document:
                seen[place] |= 1 << bit
            reached = part
        return begun, is_told

    return ((is_told, pieces) for (_, is_told), pieces in groupby(pieces, export))


class _Part(IntEnum):
    """The parts of an export, in their order."""

    HEAD = 0
    """Feeds, tags, queries and rules."""
    DOCUMENTS = 1
    HISTORY = 2


def _part_of(record: Record) -> _Part | None:
    """The part of an export that a record is from; None for a note that is from a file."""
    document = record.article or record.note
    if document:
        return _Part.DOCUMENTS if 0 < document.id < PROVISIONAL else None
    return _Part.HISTORY if record.operation else _Part.HEAD


def _is_history(pieces: Iterable[Piece]) -> bool:
    return any(isinstance(piece, Record) and piece.operation for piece in pieces)


def _rejected(rejection: DraftRejected) -> LedgerEntry:
    return LedgerEntry(input=rejection.input, result=Result.REJECTED, reason=rejection.reason)


def _named(step: OperationGroup, titles: Sequence[str]) -> str:
    """What came in: by its title, or by how many there are; what was here already apart."""
    match titles:
        case [title] if step.articles + step.met == 1:
            return f"more about {title}" if step.met else title
        case _ if not step.met:
            return count_of(step.articles, "article")
        case _ if not step.articles:
            return f"more about {count_of(step.met, 'article')}"
        case _:
            return f"{count_of(step.articles, 'article')} and more about {grouped(step.met)}"


Input = TypeVar("Input")

TakeIn = Callable[[Iterator[Piece]], Iterator[LedgerEntry]]
"""Takes in pieces, a few at a time, and has an entry for each, in order."""


def accounted(
    read: Iterable[tuple[Input, Piece]], take_in: TakeIn
) -> Iterator[tuple[Input, Piece, LedgerEntry]]:
    """What was read, each with what became of it as soon as it is in."""
    waiting: deque[tuple[Input, Piece]] = deque()

    def pieces() -> Iterator[Piece]:
        for input, piece in read:
            waiting.append((input, piece))
            yield piece

    for entry in take_in(pieces()):
        yield *waiting.popleft(), entry
