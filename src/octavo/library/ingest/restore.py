"""Records of another library on their way in: documents with all that they had there.

In a library that never held anything they keep their ids, so that it becomes the same library.
Elsewhere they get others, and what names an id names the new one; an article that is here
already gets what its record knows beyond it, as a draft would add it.

The one thing that no record can give is leave to reach a private network: only an address that
the person types has it.

Large because each kind of record is known again in its own way.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Literal

from msgspec.structs import replace

from octavo.library.ingest.batch import Batch
from octavo.library.ingest.dedup import NoteKey, digest_of, note_origin
from octavo.library.tag_cleaner import changed_apart
from octavo.library.tags import Tags
from octavo.markdown.plain_text import word_count
from octavo.model.article import Article, ArticleId
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Record, Result
from octavo.model.feed import Feed, FeedId
from octavo.model.note import PROVISIONAL, Note, links_in, without_ids
from octavo.model.operation import Change, Fields, Operation, OperationGroup, Table
from octavo.model.url import identity, placed
from octavo.patterns import lazy_pattern
from octavo.storage.codec import (
    AnyDocument,
    build,
    change_between,
    changed,
    fields_of,
    in_utc,
    inserted,
    patch,
    some_fields_of,
    stamp,
    storable,
)
from octavo.storage.db import LAST_FEED, OF_TAGS, DocumentTable
from octavo.storage.errors import UNDECODABLE, OperationBroken
from octavo.storage.lazy_table import KINDS
from octavo.storage.store import Store
from octavo.text import visible

_LARGEST_ID = 10**15 - 1
"""The largest that a link between notes can name."""

_OF_DRAFTS = {*Draft.__struct_fields__} & {*Article.__struct_fields__} - {"later", "position"}
"""What a merge takes from an article of another library."""
_OWN_PAGES = frozenset(("html", "epub"))
"""Kinds of sources that octavo wrote, and that show a text otherwise than it has it."""

_OF_A_FEED = lazy_pattern(r"(\d{1,15})( .*)", re.DOTALL)
"""The key of an entry: the number of its feed, and the entry's own id."""


class Restoration:
    """What the records of one import are here.

    Large because each kind of record has a method.
    """

    def __init__(
        self,
        store: Store,
        tags: Tags,
        *,
        rehearses: bool = False,
        label: str = "",
        is_first: bool = True,
    ) -> None:
        """In a library; what an import of the same label was broken off in goes on there.

        Of several exports that go in as one, only the first does.
        """
        self._store = store
        self._rehearses = rehearses
        self._tags = tags
        self._first_id = store.db.next_id
        self._next_feed = store.db.feeds.unused.next
        self.keeps_ids = self._first_id == 1 and self._next_feed == 1
        self._label = label.partition("{}")[0]
        self.goes_on: bool | None = False if self.keeps_ids or not is_first else None
        """Whether all that is here came by this import, which was broken off, once known."""
        self.is_in_history = False
        self._ids: dict[int, int] = {}
        """What the documents of the records are here, in the order in which they came."""
        self._rises_from = 0
        """How many of them came before the articles whose ids rise, up to the latest."""
        self._latest = 0
        self._given: set[int] = set()
        self._brought: dict[ArticleId, int] = {}
        """The articles that drafts became, with the numbers of these, or 0."""
        self._matched: set[ArticleId] = set()
        self._feeds: dict[FeedId, FeedId] = {}
        self._done: dict[int, int] = {}
        """The operations that are done again here, by the numbers that they had."""
        self._volumes: dict[ArticleId, dict[str, int]] = {}
        """Where the texts of articles are that were done something to, by their digests."""
        self.came: dict[tuple[Table, int], AnyDocument | None] = {}
        """What came of each document before any of its history was done again."""
        self.brought: set[NoteKey] = set()
        """What the notes are recognised by that drafts among the records brought."""
        self.late: dict[int, tuple[str, str]] = {}
        """Notes with links to what came after them: their texts as put, and as they came."""

    def go_on_from(self, before: "Restoration") -> None:
        """Know what may have come of this export before it was seen that one has begun.

        An export of a whole library has its articles by their ids.
        """
        self._ids = dict(islice(before._ids.items(), before._rises_from, None))

    def _take_draft(self, draft: Draft, batch: Batch) -> LedgerEntry:
        """Have a batch take in a draft among records, to which their notes may link."""
        first = len(batch.notes)
        known = self._exported(storable(draft)) if draft.source.kind in _OWN_PAGES else None
        if known is None:
            entry = batch.take(draft, self._brought)
        else:
            told = storable(draft)
            if draft.shows in {text.digest for text in self._store.articles[known].texts}:
                told = replace(told, text="")  # which only looks otherwise
            entry = batch.merge(known, told, digest_of(told.text))
            entry = replace(entry, input=draft.source.name)
        new = batch.notes[first:]
        self._given.update(note.id for note in new)
        if entry.id is not None:
            self._given.add(entry.id)
            self._brought[entry.id] = draft.number
            self._ids |= {draft.number: entry.id} if draft.number else {}
            self._ids |= {n: id for n, id in batch.numbered.items() if n >= PROVISIONAL}
            for each in draft.notes:
                self._know_again(each, each.added or draft.added, entry.id)
        self.late |= {n.id: (n.text, n.text) for n in new if _names_provisionally(n.text)}
        return entry

    def take(self, record: Draft | Record, batch: Batch) -> LedgerEntry:
        """Have a batch take in a draft, or what a record holds."""
        if isinstance(record, Draft):
            return self._take_draft(record, batch)
        first = record.article or record.note
        if self.goes_on is None and first:
            self.goes_on = self._is_here(first) and self._was_broken_off()
            self.keeps_ids = self.goes_on
        if record.article:
            return self._take_article(record.article, record, batch)
        if record.note:
            return self._take_note(record.note, batch)
        if record.feed:
            return self._take_feed(record.feed, batch)
        if record.query is not None:
            return self._take_named("queries", record.id, record.query, batch)
        if record.rule is not None:
            return self._take_named("rules", record.id, record.rule, batch)
        if record.operation:
            return self._do_again(record.operation)
        if record.pinned:
            return self._take_pins(record, batch)
        return self._take_names(record, batch)

    def _is_here(self, document: Article | Note) -> bool:
        """Whether a document is here under the number that it has in the record."""
        here = self._store.db.item(document.id)
        return here is not None and (here.added, here.title) == (document.added, document.title)

    def _was_broken_off(self) -> bool:
        """Whether nothing was done in this library but what this import had done before."""
        done = self._store.journal.headers()
        is_all = [each.sequence for each in done] == [*range(1, self._store.sequence + 1)]
        return is_all and all(
            each.part_of == 1 and each.label.startswith(self._label) for each in done
        )

    def relinked(self) -> list[Change]:
        """The changes that have links name what came after the notes that they are in.

        A link to what did not come at all becomes its title.
        """
        changes = []
        for id, (written, came) in self.late.items():
            if (note := self._store.notes.find(id)) and note.text == written:
                changes.append(changed(note, replace(note, text=self._linked(came, "{}"))))
        return [change for change in changes if change]

    def as_they_came(self) -> list[Change]:
        """The changes that make documents what came of them, where history leads elsewhere.

        That is where some of it is lost, or the import ended in the midst of it.
        """
        here = self._store.db.document
        pairs = ((*place, here(*place), came) for place, came in self.came.items())
        changes = (change_between(*each) for each in pairs if not _says_nothing(*each))
        return [change for change in changes if change]

    def _take_article(self, article: Article, record: Record, batch: Batch) -> LedgerEntry:
        if article.id < self._latest:
            self._rises_from = len(self._ids)
        self._latest = article.id
        article = storable(article)
        text = storable(Draft(title="", text=record.text)).text
        source = replace(article.source, key=self._key(article), private=False)
        digest = digest_of(text)
        said = {name: getattr(article, name) for name in _OF_DRAFTS}
        draft = Draft(**said | {"text": text, "source": source})
        if (known := self._known(article, draft, digest, batch)) is not None:
            self._ids[article.id] = known
            self._given.update([known] if self.goes_on else [])
            return replace(batch.merge(known, draft, digest), input=article.title)
        same = digest == article.digest
        has_texts = len(record.versions) == len(article.versions)
        had = list(zip(article.versions, record.versions, strict=True)) if has_texts else []
        is_altered = bool(had and text and not same)
        if is_altered or any(old and digest_of(old) != v.digest for v, old in had):
            reason = "the text of a version is not the one that its digest says"
            return LedgerEntry(input=article.title, result=Result.REJECTED, reason=reason)
        had = [(v, old) for v, old in had if old or v.digest == digest]
        new = self._numbered(article.id, batch)
        versions = tuple(replace(v, volume=0) for v, _ in had)
        batch.articles[new] = replace(
            article,
            id=new,
            source=source,
            volume=0,
            versions=versions,
            digest=digest,
            words=article.words if same else word_count(text),
            tags=article.tags if self.keeps_ids else batch.spelt(article.tags),
        )
        if text:
            batch.texts[new] = text
        if versions:
            batch.earlier[new] = [old for _, old in had]
        return LedgerEntry(input=article.title, result=Result.ADDED, id=new)

    def _known(
        self, article: Article, draft: Draft, digest: str, batch: Batch
    ) -> ArticleId | None:
        """The article that one already was before the import; best of all the very same.

        Of several that are the same, each record gets one of its own, in their order.
        """
        if self.keeps_ids:
            if self.goes_on and self._is_here(article):
                return article.id
            if not self.goes_on or article.id not in self._store.articles:
                return None  # or else something was merged into it since
        url = placed(draft.url)
        same = [
            here.id
            for here in self._named.get((article.title, article.added), [])
            if not (url or digest)
            or (url and identity(here.url) == identity(url))
            or (digest and here.digest == digest)
        ]
        if same:
            match = next((id for id in same if id not in self._matched), same[0])
            self._matched.add(match)
            return match
        if draft.source.kind != "feed":
            # An id that another service gave says less than address and text, which it hides.
            draft = replace(draft, source=replace(draft.source, key=""))
        found = batch.found(draft, url, digest) if url or digest else None
        return found if found is not None and found < self._first_id else None

    def _exported(self, draft: Draft) -> ArticleId | None:
        """The article that a page of octavo's was written of, by title, moment and address."""
        if draft.added is None:
            return None
        url = placed(draft.url)
        for here in self._named.get((draft.title, draft.added), []):
            is_there = identity(here.url) == identity(url) if url else not here.url
            if is_there and not here.deleted and here.id not in self._matched:
                self._matched.add(here.id)
                return here.id
        return None

    @cached_property
    def _named(self) -> dict[tuple[str, datetime], list[Article]]:
        """The articles that were here before, by title and moment; all that a bare one has."""
        named: defaultdict[tuple[str, datetime], list[Article]] = defaultdict(list)
        for id, article in sorted(self._store.articles.items()):
            if id < self._first_id:
                named[article.title, article.added].append(article)
        return named

    def _take_note(self, note: Note, batch: Batch) -> LedgerEntry:
        note = storable(note)
        article = None if note.article is None else self._ids.get(note.article)
        new = replace(note, article=article, text=self._linked(note.text))
        key, origin = _note_key(new), note_origin(new)
        for known in () if self.keeps_ids and not self.goes_on else (key, origin):
            if (here := self._notes.get(known)) is not None:
                self._ids[note.id] = here
                self._given.update([here] if self.goes_on else [])
                self._mend_links(here, note.text)
                result, reason = Result.UNCHANGED, f"it is note {here} already"
                return LedgerEntry(input=note.title, result=result, id=here, reason=reason)
        new = replace(new, id=self._numbered(note.id, batch))
        new = replace(new, text=self._linked(note.text))  # it may name itself
        if not self.keeps_ids:
            new = replace(new, tags=batch.spelt(new.tags))
        is_late = (
            _names_provisionally(new.text)
            if self.keeps_ids
            else any(link.id not in self._ids for link in links_in(note.text))
        )
        if is_late:
            self.late[new.id] = new.text, note.text
        batch.notes.append(new)
        return LedgerEntry(input=note.title, result=Result.ADDED, id=new.id)

    @cached_property
    def _notes(self) -> dict[object, int]:
        """The notes that were here before, by what they say, or by their origin if edited."""
        notes = [note for _, note in self._store.notes.items() if note.id < self._first_id]
        edited: dict[object, int] = {note_origin(n): n.id for n in notes if n.changed}
        return edited | {_note_key(note): note.id for note in notes}

    def _know_again(self, each: DraftNote, added: datetime | None, article: int) -> None:
        """Have links lead to a note that was here, and mend those that an import left in it."""
        if each.number not in self._ids and (
            each.number >= PROVISIONAL or _names_provisionally(each.text)
        ):
            said = Note(id=0, added=added or self._store.clock(), text=each.text)
            said = replace(said, article=article, highlight=each.highlight)
            if here := self._notes.get(_note_key(said)) or self._notes.get(note_origin(said)):
                self._ids |= {each.number: here} if each.number else {}
                self._mend_links(here, each.text)

    def _mend_links(self, here: int, came: str) -> None:
        """Have the links of a note lead where they should that a killed import left as is."""
        if _names_provisionally(had := self._store.notes[here].text):
            self.late[here] = had, came

    def _take_feed(self, feed: Feed, batch: Batch) -> LedgerEntry:
        feed = replace(storable(feed), private=False)
        here = {identity(each.url): each for _, each in self._store.db.feeds.items()}
        if known := here.get(identity(feed.url)):
            self._feeds[feed.id] = known.id
            tagged = changed(known, replace(known, tags=known.tags | feed.tags))
            batch.others += [tagged] if tagged else []
            result = Result.MERGED if tagged else Result.UNCHANGED
            reason = f"“{visible(known.title or known.url)}” is followed already"
            return LedgerEntry(input=feed.url, result=result, reason=reason)
        is_free = self.keeps_ids and self._next_feed <= feed.id <= _LARGEST_ID
        number = feed.id if is_free else self._next_feed
        self._next_feed = number + 1
        self._feeds[feed.id] = number
        last = self._store.db.meta.find(LAST_FEED)
        others = [c for c in batch.others if (c.table, c.id) != ("meta", LAST_FEED)]
        noted = Change("meta", LAST_FEED, last, {"last_feed": number})
        batch.others = [*others, inserted(replace(feed, id=number)), noted]
        return LedgerEntry(input=feed.url, result=Result.ADDED)

    def _take_named(
        self, name: Literal["queries", "rules"], id: int, fields: Fields, batch: Batch
    ) -> LedgerEntry:
        """Take in a saved query or a rule, under a name that is free."""
        table: DocumentTable[Fields] = getattr(self._store.db, name)
        called = str(fields.get("name", ""))
        known = [fields_of(each) for _, each in table.items()]
        if not self.keeps_ids:
            known += [c.after for c in batch.others if c.table == name and c.after]
            if any(_says_the_same(fields, each) for each in known):
                return LedgerEntry(input=called, result=Result.UNCHANGED)
            fields = fields | {"name": _free_name(called, known)}
            fields.pop("seen", None)  # an id, which is another's here
            if name == "rules":
                fields["on"] = False  # what it does to what is here is for the person to say
        taken = {c.id for c in batch.others if c.table == name} | {*table.ids()}
        free = max({*taken, table.unused.next - 1}, default=0) + 1
        new = id if 0 < id <= _LARGEST_ID and id not in taken and self.keeps_ids else free
        batch.others.append(Change(name, new, None, fields))
        return LedgerEntry(input=called, result=Result.ADDED)

    def _do_again(self, done: Operation) -> LedgerEntry:
        """Have done what led to the documents as they are, so that it can be taken back.

        All of them are here and as they were there, so that in the end nothing has changed.
        """
        entry = LedgerEntry(input=done.label, result=Result.ADDED)
        if not self.keeps_ids:
            reason = "history comes into a library alone that never held anything"
            return replace(entry, result=Result.UNCHANGED, reason=reason)
        if self._rehearses:
            return entry
        try:
            found = list(map(self._as_here, done.changes))
            changes = [change for change in found if change]
            group = OperationGroup(self._done.get(done.part_of)) if done.part_of else None
            for change in changes:
                place = change.table, change.id
                had = self._store.db.document(*place)
                nothing = OF_TAGS.get(change.id) if change.table == "meta" else None
                self.came.setdefault(place, nothing if had is None else had)
            made = self._store.commit(
                storable(Draft(title=done.label)).title,
                lambda: changes,
                reverses=self._done.get(done.reverses or 0),
                quiet=done.quiet,
                group=group,
                time=in_utc(done.time),
            )
        except (OperationBroken, ValueError, *UNDECODABLE) as error:
            return replace(entry, result=Result.REJECTED, reason=str(error))
        if made is None:
            reason = "of what it was done to nothing is here"
            return replace(entry, result=Result.UNCHANGED, reason=reason)
        self._done[done.sequence] = made.sequence
        if done.part_of and made.part_of:
            self._done.setdefault(done.part_of, made.part_of)
        return entry

    def _as_here(self, change: Change) -> Change | None:
        """A change as it is to be done here; None to what is not here."""
        table, id = change.table, change.id
        now = self._store.db.document(table, id)
        is_known = id in self._known_ids(table)
        if not is_known or (now is None and change.before is not None):
            return None
        if now is None and change.after is None:
            return None

        def fields(said: Fields | None, is_whole: bool) -> Fields | None:
            if said is None or table in ("queries", "rules", "meta"):
                return said
            document: Article | Note | Feed
            if is_whole or now is None or isinstance(now, dict):
                document = build(KINDS[table], said | {"id": id})
            else:
                document = patch(now, said | {"id": id})
            document = storable(document)
            if isinstance(document, Article):
                document = self._with_volumes(
                    replace(document, source=replace(document.source, private=False))
                )
            if isinstance(document, Feed):
                document = replace(document, private=False)
            names = {*said, *(("volume",) if "digest" in said else ())}
            return fields_of(document) if is_whole else some_fields_of(document, names)

        is_whole = change.before is None or change.after is None
        return Change(
            table, id, fields(change.before, is_whole), fields(change.after, is_whole)
        )

    def _known_ids(self, table: Table) -> Container[int]:
        """The documents of a table that are here under the numbers that they had."""
        match table:
            case "articles" | "notes":
                return self._given
            case "feeds":
                return self._feeds.values()
            case "queries" | "rules":
                return range(1, PROVISIONAL)
            case _:
                return OF_TAGS

    def _with_volumes(self, article: Article) -> Article:
        """An article, or a state of one, with the volumes that its texts are in here."""
        here = self._store.articles.find(article.id)
        known = self._volumes.setdefault(
            article.id, {v.digest: v.volume for v in (here.texts if here else ())}
        )
        lost = {article.digest, *(v.digest for v in article.versions)} - {"", *known}
        if lost:
            raise ValueError("a text that it names is not here")
        versions = tuple(replace(v, volume=known[v.digest]) for v in article.versions)
        return replace(article, volume=known.get(article.digest, 0), versions=versions)

    def _take_pins(self, record: Record, batch: Batch) -> LedgerEntry:
        """Pin what was pinned, where nothing is."""
        pins = [] if self._tags.pinned else self._tags.changed_pins(record.pinned)
        batch.others += pins
        result = Result.ADDED if pins else Result.UNCHANGED
        return LedgerEntry(input="pinned tags", result=result)

    def _take_names(self, record: Record, batch: Batch) -> LedgerEntry:
        """Take in which tags stand for others, and which are not the same."""
        new = self._tags.aliases.with_more(record.aliases) if record.aliases else []
        new += changed_apart(self._store, record.apart) if record.apart else []
        batch.others += new
        result = Result.ADDED if new else Result.UNCHANGED
        return LedgerEntry(input="names of tags", result=result)

    def _numbered(self, id: int, batch: Batch) -> int:
        """The id that something new gets: its own, where that is free."""
        new = id if self.keeps_ids and self._is_free(id) else batch.next_id
        batch.next_id = max(batch.next_id, new + 1)
        self._ids[id] = new
        self._given.add(new)
        return new

    def _is_free(self, id: int) -> bool:
        taken = id in self._given or id in self._store.articles or id in self._store.notes
        return 0 < id < PROVISIONAL and not taken

    def _key(self, article: Article) -> str:
        """What its source calls an article; an entry's feed may have another number here."""
        found = _OF_A_FEED.fullmatch(article.source.key)
        if self.keeps_ids or article.source.kind != "feed" or not found:
            return article.source.key
        number = self._feeds.get(int(found[1]))
        return article.source.key if number is None else f"{number}{found[2]}"

    def _linked(self, text: str, unknown: str = "") -> str:
        """A note's text whose links name what is here.

        One to what is not becomes `unknown` with its title, or else stays.
        """
        for link in reversed(links_in(text)):
            if self.keeps_ids and link.id < PROVISIONAL:
                continue
            title = f"|{link.title}" if link.title else ""
            if (id := self._ids.get(link.id)) is not None:
                now = f"[[{id}{title}]]"
            else:
                now = unknown.format(link.title) or text[link.start : link.end]
            text = f"{text[: link.start]}{now}{text[link.end :]}"
        return text


def _says_nothing(table: Table, id: int, now: object, came: object) -> bool:
    """Whether nothing is said of the tags, in either of the two ways to say nothing."""
    return table == "meta" and now is None and came == OF_TAGS.get(id)


def _names_provisionally(text: str) -> bool:
    return any(link.id >= PROVISIONAL for link in links_in(text))


def _says_the_same(query: Fields, known: Fields) -> bool:
    """Whether a saved query or a rule is here, perhaps with a number behind its name."""
    name, here = (str(each.get("name", "")).casefold() for each in (query, known))
    is_so_called = re.fullmatch(rf"{re.escape(name)}( \d+)?", here)
    says = [(each.get("query"), each.get("acts")) for each in (query, known)]
    return is_so_called is not None and says[0] == says[1]


def _free_name(name: str, queries: Iterable[Fields]) -> str:
    """A name that no other has, with a number behind it where one has it."""
    known = {str(each.get("name", "")).casefold() for each in queries}
    names = (name, *(f"{name} {number}" for number in range(2, len(known) + 3)))
    return next(each for each in names if each.casefold() not in known)


def _note_key(note: Note) -> object:
    """The article of a note, when it was written, what it quotes, and what it says."""
    said = without_ids(note.text)
    exact = note.highlight.exact if note.highlight else ""
    return note.article, stamp(note.added), exact, said
