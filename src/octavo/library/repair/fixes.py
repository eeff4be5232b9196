"""What repair does to documents and texts: mended where that can be, put aside where not.

Large because documents and texts are mended by turns, and put aside into one folder.
"""

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octavo.library.ingest.dedup import digest_of
from octavo.library.repair.check import NAMED, listed
from octavo.library.repair.inspect import Place, Volumes, documents_in
from octavo.markdown.plain_text import plain_text, word_count
from octavo.model.article import Article, ArticleId, Version
from octavo.model.tag import Tag
from octavo.storage.codec import Item, fields_of, table_of, tag_of
from octavo.storage.files import make_folder, read_file, replace_file
from octavo.storage.snapshot.raw_tables import Slices, fields_in
from octavo.storage.texts import DAMAGED, Text, Texts, salvaged

MARK = Tag("damaged")
"""What an article is tagged with of whose text only a part could be read."""

TEXT_ONLY = Tag("recovered")
"""What an article is tagged with of which nothing but its text was left."""

_TITLE = 120
"""Characters of the first line of a text that may become its title."""


class Quarantine:
    """The folder `set-aside/<time>/` of one repair, made when something comes into it."""

    def __init__(self, folder: Path) -> None:
        self._library = folder
        self.folder = folder / "set-aside" / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"

    def copy(self, *names: str) -> None:
        """Keep a copy of some files of the library, if they are there."""
        self._make()
        for name in names:
            if (self._library / name).exists():
                shutil.copy2(self._library / name, self.folder / name)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something as a file of its own."""
        self._make()
        replace_file(self.folder / name, content)

    def move(self, path: Path) -> Path:
        """Take a file out of the library and keep it; returns where it is."""
        self._make()
        return path.rename(self.folder / f"{path.parent.name}-{path.name}".removeprefix("."))

    def _make(self) -> None:
        make_folder(self.folder)


class DocumentFixes:
    """The tables of a library on their way to being sound."""

    def __init__(self, tables: Slices, next_id: int, known: Slices) -> None:
        self.tables = tables
        self.next_id = next_id
        self._known = known
        """What backups and the journal say that the tables should be."""
        self.taken_out: dict[str, bytes] = {}
        """Documents that could not be mended, as files."""
        self.done: list[str] = []
        """What was done, in words."""

    def make_readable(self) -> None:
        """Have every document in its place be one, so that the library can be opened."""
        documents = documents_in(self.tables)
        beyond_use = documents_in(self._known).broken
        for place, problem in documents.broken.items():
            table, id = place
            known = self._known.get(table, {})
            self._take_out(place, problem, None if place in beyond_use else known.get(id))
        for place in documents.misnumbered:
            self._number(place)

    def make_consistent(self) -> None:
        """Have all documents fit together: their ids, their tags, and what notes are on."""
        documents = documents_in(self.tables)
        for id in documents.doubled:
            self._number(("notes", id), self.next_id)
            self.next_id += 1
        for spellings in documents.spellings:
            self._spell(documents.items, spellings)
        self._free(documents.detached)

    def put(self, item: Item) -> None:
        """Put a document in its place; fields that octavo does not know stay."""
        table = self.tables[table_of(item)]
        known = fields_in(table[item.id]) if item.id in table else {}
        table[item.id] = Raw(msgspec.json.encode({**known, **fields_of(item)}))

    def _take_out(self, place: Place, problem: str, known: Raw | None) -> None:
        """Put a broken document aside, and what is known of it in its place."""
        table, id = place
        self.taken_out[f"{table}-{id}.json"] = bytes(self.tables[table].pop(id))
        became = "is put aside"
        if known is not None:
            self.tables[table][id] = known
            became = "is again what a backup and the journal have of it"
        self.done.append(f"{table} {id} was broken ({problem}) and {became}")

    def _number(self, place: Place, new: int | None = None) -> None:
        """Give a document the id that it stands under, or another."""
        table, id = place
        fields = fields_in(self.tables[table].pop(id))
        number = id if new is None else new
        self.tables[table][number] = Raw(msgspec.json.encode({**fields, "id": number}))
        self.done.append(f"{table} {id} now has the id {number}")

    def _free(self, detached: list[int]) -> None:
        """Let notes whose article is gone stand on their own."""
        notes = documents_in(self.tables).notes
        for id in detached:
            self.put(replace(notes[id], article=None))
        if detached:
            word = "stands on its own" if len(detached) == 1 else "stand on their own"
            self.done.append(f"{listed(detached, 'note')} now {word}: the article is gone")

    def _spell(self, items: Iterable[Item], spellings: Counter[str]) -> None:
        """Spell a tag everywhere as it is spelt most."""
        [(name, _), *_] = spellings.most_common(1)
        tag = tag_of(name)
        for item in items:
            if tag in item.tags:
                self.put(replace(item, tags=(item.tags - {tag}) | {tag}))
        self.done.append(f"the tag {tag} is now spelt so everywhere")


class TextRecovery:
    """Mends the texts of a library, and says what it does."""

    def __init__(self, folder: Path, volumes: Volumes) -> None:
        self._folder = folder
        self._texts = Texts(folder / "texts")
        self._volumes = volumes
        self._restored: dict[int, dict[int, Raw]] = {}
        """Texts that were damaged and are found whole, by volume and article."""
        self.done: list[str] = []

    def mended(self, articles: Mapping[ArticleId, Article], fresh: int) -> Iterator[Article]:
        """The articles that change because of their texts; new volumes are written for them.

        Texts of `fresh` ids and above are of no article.
        """
        volumes = self._volumes
        missing = {id: articles[id].digest for id in volumes.missing}
        wanted = {*missing.values(), *(articles[id].digest for id in volumes.altered)}
        copies = dict(self._copies(wanted)) if wanted else {}
        found = {id: copies[digest] for id, digest in missing.items() if digest in copies}
        partly: dict[ArticleId, str] = {}
        for id, text in self._salvaged({id: articles[id].volume for id in missing}):
            if id in missing.keys() - found.keys():
                partly.setdefault(id, text)
        positions = self._texts.write(found | partly, fresh)
        for id, text in (found | partly).items():
            yield _with_text(articles[id], text, positions[id], is_damaged=id in partly)
        lost = [id for id in missing if id not in positions]
        for id in lost:
            yield self._without_text(articles[id])
        self._say("the text of {} was lost and is found again", list(found))
        self._say_lost([articles[id] for id in lost])
        damaged = list(partly)
        for id in volumes.altered:
            article = articles[id]
            if volumes.unsound.get(article.volume) != DAMAGED:
                yield from self._altered(article, found, copies.get(article.digest))
            elif article.digest in copies:
                self._restore(article, copies[article.digest])
            else:
                text = self._texts.text(id, article.volume)
                yield _with_text(article, text, article.volume, is_damaged=True)
                damaged.append(id)
        self._say_damaged(damaged, articles)

    def with_versions(
        self, articles: Mapping[ArticleId, Article], fresh: int
    ) -> Iterator[Article]:
        """The articles that change because of their earlier texts, as `mended` has them.

        One that is found nowhere is a version no more; one that a script altered is kept so.
        """
        places = [*self._volumes.lost_versions, *self._volumes.altered_versions]
        versions = {
            (id, version.volume): version
            for id in dict.fromkeys(id for id, _ in places)
            for version in articles[id].versions
        }
        wanted = {versions[place].digest for place in places if place in versions}
        copies = dict(self._copies(wanted)) if wanted else {}
        found, lost, kept = [], [], []
        changed = dict[ArticleId, Article]()
        for id, volume in filter(versions.__contains__, places):
            article, version = changed.get(id, articles[id]), versions[id, volume]
            text = copies.get(version.digest)
            new: Version | None = None
            if text is not None:
                new = replace(version, volume=self._texts.write({id: text}, fresh)[id])
                found.append(id)
            elif (id, volume) in self._volumes.altered_versions:
                text = self._texts.text(id, volume)
                new = replace(version, digest=digest_of(text), words=word_count(text))
                kept.append(id)
            else:
                lost.append(id)
            changed[id] = _with_version(article, version, new)
        yield from changed.values()
        self._say("an earlier text of {} was lost and is found again", found)
        self._say("an earlier text of {} is another by now and is kept so", kept)
        self._say("an earlier text of {} is lost; all else is kept", lost)

    def _without_text(self, article: Article) -> Article:
        """An article that lost its text; the last of its earlier ones takes its place."""
        own = next((v for v in article.versions if v.volume == article.volume), None)
        lost = {volume for id, volume in self._volumes.lost_versions if id == article.id}
        left = [v for v in article.versions if v != own and v.volume not in lost]
        bare = _with_version(article, own, None) if own else article
        if not left:
            return replace(bare, volume=0, digest="")
        last = left[-1]
        self._say("an earlier text of {} takes its place", [article.id])
        return replace(bare, volume=last.volume, digest=last.digest, words=last.words)

    def unclaimed(self, known: Collection[int], now: datetime) -> Iterator[Article]:
        """An article for each text that nothing refers to, where its id is not `known`.

        For a library that has lost operations; the articles may be what those brought in.
        """
        last = dict(sorted(self._volumes.orphans))  # of each article the text written last
        found = {id: volume for id, volume in last.items() if id not in known}
        for id, volume in found.items():
            self._volumes.orphans.remove((id, volume))
            text = self._texts.text(id, volume)
            title = next(filter(None, map(plain_text, text.splitlines())), "Untitled")
            article = Article(
                id=id, title=title[:_TITLE], added=now, tags=frozenset({TEXT_ONLY})
            )
            yield _with_text(article, text, volume)
        self._say(f"{{}}: made of a text alone, and tagged {TEXT_ONLY}", list(found))

    def put_aside(self, quarantine: Quarantine) -> None:
        """Put aside the volumes that cannot be read and the texts that nothing refers to."""
        for number in self._volumes.broken:
            quarantine.move(self._texts.path(number))
            self.done.append(f"texts/{number:04}.json could not be read and is put aside")
        for number in sorted({*self._volumes.unsound, *self._restored}):
            quarantine.keep(
                f"texts-{number:04}-before.json", read_file(self._texts.path(number))
            )
            restored = self._restored.get(number, {})
            self._texts.replace(number, {**self._texts.held(number), **restored})
        for number, fault in self._volumes.unsound.items():
            self.done.append(f"texts/{number:04}.json {fault}; it has its checksum again")
        for number in sorted({volume for _, volume in self._volumes.orphans}):
            self._put_orphans_aside(number, quarantine)
        self._say(
            "texts that belonged to {} and that nothing refers to are put aside",
            [id for id, _ in self._volumes.orphans],
        )
        self._texts.settled()

    def _put_orphans_aside(self, number: int, quarantine: Quarantine) -> None:
        held = self._texts.held(number)
        orphans = {id: held[id] for id, volume in self._volumes.orphans if volume == number}
        kept = {id: raw for id, raw in held.items() if id not in orphans}
        quarantine.keep(f"texts-{number:04}.json", msgspec.json.encode({"texts": orphans}))
        self._texts.replace(number, kept)

    def _altered(
        self, article: Article, found: Mapping[int, str], copy: str | None
    ) -> Iterator[Article]:
        """An article whose text is another: a script's, or that of an article found so."""
        text = self._texts.text(article.id, article.volume)
        if text not in found.values():
            yield _with_text(article, text, article.volume)
            self._say("the text of {} is another by now and is kept so", [article.id])
        elif copy is not None:
            self._restore(article, copy)
        else:
            yield self._without_text(article)
            self._volumes.orphans.append((article.id, article.volume))
            self._say_lost([article])

    def _restore(self, article: Article, text: str) -> None:
        raw = Raw(msgspec.json.encode(Text(text)))
        self._restored.setdefault(article.volume, {})[article.id] = raw
        self._say("the text of {} was damaged and is found whole", [article.id])

    def _copies(self, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
        """The texts of some digests, wherever in the library one still stands whole."""
        put_aside = (self._folder / "set-aside").glob("*/texts-*.json")
        for path in (*self._texts.folder.glob("*.json"), *put_aside):
            for _, text in _salvaged_from(path):
                if (digest := digest_of(text)) in wanted:
                    yield digest, text

    def _salvaged(self, missing: Mapping[ArticleId, int]) -> Iterator[tuple[ArticleId, str]]:
        """What there is of the texts of articles, perhaps not as they were saved.

        Those of which the volume does not say any more whose they are go to the articles that
        have none in there, in their order, if there are as many.
        """
        for id, volume in self._volumes.orphans:
            yield id, self._texts.text(id, volume)
        for number in {*self._volumes.broken, *self._volumes.unsound}:
            texts = list(_salvaged_from(self._texts.path(number)))
            told = dict(texts)
            without = sorted(id for id in missing if missing[id] == number and id not in told)
            nameless = [text for id, text in texts if not id]
            yield from texts
            if len(without) == len(nameless):
                yield from zip(without, nameless, strict=True)

    def _say(self, words: str, ids: list[ArticleId]) -> None:
        if ids:
            self.done.append(words.format(listed(ids, "article")))

    def _say_lost(self, articles: list[Article]) -> None:
        titles = ", ".join(f"“{article.title}”" for article in articles[:NAMED])
        lost = [article.id for article in articles]
        if lost:
            told = f"the text of {listed(lost, 'article')} is lost; all else is kept: {titles}"
            self.done.append(told)

    def _say_damaged(self, ids: list[ArticleId], articles: Mapping[ArticleId, Article]) -> None:
        self._say(
            f"the text of {{}} is damaged; it is kept as far as it can be read, tagged {MARK}",
            ids,
        )
        if pages := [str(id) for id in ids if articles[id].url]:
            self.done.append(f"`octavo fetch {' '.join(pages)}` asks their addresses again")


def _salvaged_from(path: Path) -> Iterator[tuple[int, str]]:
    """What can be read of the texts in a file; nothing of what is none, or is refused."""
    with suppress(OSError):
        yield from salvaged(read_file(path))


def _with_text(
    article: Article, text: str, volume: int, *, is_damaged: bool = False
) -> Article:
    """An article with another text, or what is left of its own."""
    digest, words = digest_of(text), word_count(text)
    own = next((v for v in article.versions if v.volume == article.volume), None)
    if own:
        new = replace(own, volume=volume, digest=digest, words=words)
        article = _with_version(article, own, new)
    if digest == article.digest:
        return replace(article, volume=volume)
    return replace(
        article,
        volume=volume,
        digest=digest,
        words=words,
        tags=article.tags | {MARK} if is_damaged else article.tags,
    )


def _with_version(article: Article, old: Version, new: Version | None) -> Article:
    """An article with another version in the place of one, or none."""
    versions = (new if version == old else version for version in article.versions)
    return replace(article, versions=tuple(filter(None, versions)))
