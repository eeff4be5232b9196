"""Rescuing texts: what of a broken volume can still be read, and what belongs to nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from octavo.library.ingest.dedup import digest_of
from octavo.library.repair.findings import listed
from octavo.library.repair.inspect import Volumes
from octavo.library.repair.quarantine import Aside
from octavo.markdown.statistics import word_count
from octavo.model.article import Article, ArticleId
from octavo.storage.atomic import replace_file
from octavo.storage.texts import Texts

_ENTRY = re.compile(r'"(\d+)"\s*:\s*(?=\{\s*"text")')


class Rescue:
    """Mends the texts of a library, and says what it does."""

    def __init__(self, folder: Path, volumes: Volumes) -> None:
        self._texts = Texts(folder / "texts")
        self._volumes = volumes
        self.done: list[str] = []

    def mended(self, articles: Mapping[ArticleId, Article], fresh: int) -> Iterator[Article]:
        """The articles that change because of their texts; new volumes are written for them.

        Texts of `fresh` ids and above are of no article.
        """
        missing = self._volumes.missing
        found = {id: text for id, text in self._findable() if id in missing}
        places = self._texts.write(found, fresh)
        for id, text in found.items():
            yield _with_text(articles[id], text, places[id])
        lost = [id for id in missing if id not in found]
        for id in lost:
            yield replace(articles[id], volume=0, digest="")
        for id in self._volumes.altered:
            volume = articles[id].volume
            yield _with_text(articles[id], self._texts.text(id, volume), volume)
        self._say("the text of {} was lost and is found again", list(found))
        self._say("the text of {} is lost; all else is kept", lost)
        self._say("the text of {} is another by now and is kept so", self._volumes.altered)

    def put_aside(self, aside: Aside) -> None:
        """Put aside the volumes that cannot be read and the texts that nothing refers to."""
        for number in self._volumes.broken:
            aside.move(self._texts.path(number))
            self.done.append(f"texts/{number:04}.json could not be read and is put aside")
        for number in sorted({volume for _, volume in self._volumes.orphans}):
            self._put_orphans_aside(number, aside)
        self._say(
            "texts that belonged to {} and that nothing refers to are put aside",
            [id for id, _ in self._volumes.orphans],
        )
        self._texts.settled()

    def _put_orphans_aside(self, number: int, aside: Aside) -> None:
        held = self._texts.held(number)
        orphans = {id: held[id] for id, volume in self._volumes.orphans if volume == number}
        kept = {id: raw for id, raw in held.items() if id not in orphans}
        aside.keep(f"texts-{number:04}.json", msgspec.json.encode({"texts": orphans}))
        replace_file(self._texts.path(number), msgspec.json.encode({"texts": kept}))

    def _findable(self) -> Iterator[tuple[ArticleId, str]]:
        """Texts that stand where no article looks for them."""
        for id, volume in self._volumes.orphans:
            yield id, self._texts.text(id, volume)
        for number in self._volumes.broken:
            yield from texts_in_ruins(self._texts.path(number))

    def _say(self, words: str, ids: list[ArticleId]) -> None:
        if ids:
            self.done.append(words.format(listed(ids, "article")))


def texts_in_ruins(path: Path) -> Iterator[tuple[ArticleId, str]]:
    """The whole texts in a volume that cannot be read as a whole."""
    content = path.read_bytes().decode(errors="replace")
    decoder = json.JSONDecoder()
    end = 0
    for entry in _ENTRY.finditer(content):
        if entry.start() < end:
            continue
        try:
            document, end = decoder.raw_decode(content, entry.end())
        except json.JSONDecodeError:
            continue
        if isinstance(text := document.get("text"), str):
            yield int(entry[1]), text


def _with_text(article: Article, text: str, volume: int) -> Article:
    return replace(article, volume=volume, digest=digest_of(text), words=word_count(text))
