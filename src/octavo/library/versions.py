"""The versions of a text: what an article said when it was fetched, and what its reader made.

They are numbered from 1, the oldest.

Large because how versions are told apart, shown and made the text again goes by one list.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from octavo.library.ingest.dedup import digest_of
from octavo.markdown.plain_text import source_counts, word_count
from octavo.model.article import Article, ArticleId, Version
from octavo.model.errors import ArticleNotFound, OctavoError
from octavo.model.note import Note
from octavo.model.operation import Operation
from octavo.model.provenance import Provenance, Sources
from octavo.storage.codec import changed
from octavo.storage.errors import TextMissing
from octavo.storage.store import Store
from octavo.storage.texts import Texts
from octavo.text import count_of, grouped

if TYPE_CHECKING:
    from octavo.library.about import Finding
    from octavo.markdown.aligned_text import Span
    from octavo.markdown.word_diff import Piece

VERSIONS = 20
"""So many texts of an article are listed: of a page that is asked for daily, those of three
weeks. A change of the text writes the list twice, at 150 bytes a version, into the journal.
Those that its reader made or highlighted are listed beside these.
"""


class NoSuchVersion(OctavoError):
    """An article has no version of this number."""

    def __init__(self, id: ArticleId, number: int, count: int) -> None:
        there = f"its last one is {count}" if count else "it has no text"
        super().__init__(f"article {id} has no version {number}: {there}")


class Difference(Struct, frozen=True):
    """What a version says otherwise than one before it."""

    number: int
    against: int
    pieces: "Sequence[Piece]"
    added: int
    """In words."""
    removed: int
    """In words."""

    @property
    def summary(self) -> str:
        """How many words changed, as a person says it."""
        if self.added or self.removed:
            return f"+{grouped(self.added)} −{grouped(self.removed)} words"
        from octavo.markdown.word_diff import Kind  # what comes in needs none of this

        has_marks = any(piece.kind is not Kind.SAME for piece in self.pieces)
        return "only marks changed" if has_marks else "the same words"


class Versions:
    """The versions of all texts; may be asked from any thread."""

    def __init__(self, store: Store, texts: Texts) -> None:
        self._store = store
        self._texts = texts

    def text(self, id: ArticleId, number: int) -> str:
        """The Markdown of a version.

        Raises:
            ArticleNotFound: If no article has this id.
            NoSuchVersion: If it has none of this number.
            TextMissing: If the text is not where it should be.
        """
        return self._texts.text(id, self._versions(id, number)[number - 1].volume)

    def text_in(self, id: ArticleId, volume: int) -> str:
        """The Markdown of an article that a volume has.

        Raises:
            TextMissing: If it is not there.
        """
        return self._texts.text(id, volume)

    def use(self, id: ArticleId, number: int) -> Operation | None:
        """Make a version the text again; None if it is that.

        What comes anew leaves it alone then, and the reader's place goes along. On the newest
        that was fetched, the text follows its source again.

        Raises:
            ArticleNotFound: If no article has this id.
            NoSuchVersion: If it has none of this number.
            TextMissing: If the text is not where it should be.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        from octavo.markdown.anchor import place_after

        with self._store.exclusive():
            text, article = self.text(id, number), self._store.articles[id]
            version = article.texts[number - 1]
            place = article.position
            if place:
                with suppress(TextMissing):
                    before = self.text(id, current(article))
                    place = place_after(place, before, text)
            fetched = [n for n, each in enumerate(article.texts, 1) if not each.edited]
            follows = {"text"} if number in fetched[-1:] else set()
            after = replace(
                article,
                digest=version.digest,
                volume=version.volume,
                words=version.words,
                provenance=with_sources(article.provenance, text),
                position=place,
                corrected=tuple(sorted({*article.corrected, "text"} - follows)),
            )
            if number == current(article) and after.corrected == article.corrected:
                return None
            label = f"use version {number} of {article.title}"
            return self._store.commit(label, lambda: [changed(article, after)])

    def difference(self, id: ArticleId, number: int) -> Difference | None:
        """What a version says otherwise than the one that it followed; None of the first.

        Raises:
            ArticleNotFound: If no article has this id.
            NoSuchVersion: If it has none of this number.
            TextMissing: If one of the two texts is not where it should be.
        """
        from octavo.markdown.word_diff import counts, word_diff

        against = followed(self._versions(id, number), number)
        if not against:
            return None
        pieces = word_diff(self.text(id, against), self.text(id, number))
        return Difference(number, against, pieces, *counts(pieces))

    def differences(self, id: ArticleId) -> list[Difference | None]:
        """The difference that each version makes, oldest first; None where it cannot be told.

        Raises:
            ArticleNotFound: If there is none with that id.
        """
        if (article := self._store.articles.find(id)) is None:
            raise ArticleNotFound(id)
        return [self._told(id, number) for number in range(1, 1 + len(article.texts))]

    def places(self, id: ArticleId, notes: Iterable[Note], text: str) -> "dict[int, Span]":
        """Where the passages of some notes stand in the `text` that their article has now.

        They are told by the ids of the notes; those that stand nowhere are left out.
        What is not found is followed through the versions, from that in which it was made.
        """
        from octavo.markdown.anchor import anchors, anchors_through

        quoting = [note for note in notes if note.highlight]
        quotes = {note.id: note.highlight for note in quoting if note.highlight}
        found = dict(zip(quotes, anchors(text, quotes.values()), strict=True))
        article = self._store.articles.find(id)
        if article and len(article.texts) > 1:
            lost = sorted((n for n in quoting if not found[n.id]), key=_made_in)
            for version, group in groupby(lost, key=_made_in):
                them = [note.id for note in group]
                texts = [*self._between(article, number_of(article, version) or 1), text]
                spans = anchors_through(texts, [quotes[note] for note in them])
                found |= zip(them, spans, strict=True)
        return {note: span for note, span in found.items() if span}

    def _between(self, article: Article, since: int) -> Iterator[str]:
        """The texts from a version on to that of now, without it and what is missing."""
        now = current(article)
        for number in range(since, now, 1 if since < now else -1):
            with suppress(TextMissing):
                yield self.text(article.id, number)

    def _told(self, id: ArticleId, number: int) -> Difference | None:
        try:
            return self.difference(id, number)
        except TextMissing:
            return None

    def _versions(self, id: ArticleId, number: int) -> Sequence[Version]:
        if (article := self._store.articles.find(id)) is None:
            raise ArticleNotFound(id)
        if not 0 < number <= len(article.texts):
            raise NoSuchVersion(id, number, len(article.texts))
        return article.texts


_made_in = attrgetter("version")


def followed(versions: Sequence[Version], number: int) -> int:
    """The number of the version that one followed, 0 for the first.

    What was fetched follows what was fetched before, whatever the reader made of that.
    """
    fetched = [n for n, v in enumerate(versions[: number - 1], 1) if not v.edited]
    return number - 1 if versions[number - 1].edited or not fetched else fetched[-1]


def told(article: Article, number: int, made: Difference | None) -> str:
    """A version in a line: when it came, how long it is, and what is new in it."""
    version = article.texts[number - 1]
    when = version.added.astimezone()
    parts = [f"{when.day} {when:%b %Y, %H:%M}", f"{grouped(version.words)} words"]
    if made:
        since = f" since version {made.against}" if made.against < number - 1 else ""
        parts.append(f"{made.summary.removesuffix(' words')}{since}")
    parts += [f"“{version.title}”"] * bool(version.title)
    parts += ["yours"] * version.edited
    parts += ["the text"] * (number == current(article) and len(article.texts) > 1)
    return " · ".join(parts)


def version_findings(
    article: Article, notes: Iterable[Note], made: Sequence[Difference | None] = ()
) -> "list[Finding]":
    """The versions of an article that has more than one; none of one that has not.

    Said are how many highlights were made in each and, as far as that is known, what is new.
    """
    from octavo.library.about import Finding

    if len(article.texts) < 2:
        return []
    marked = Counter(number_of(article, note.version) for note in notes)
    lines = []
    for number in range(1, 1 + len(article.texts)):
        line = told(article, number, made[number - 1] if number <= len(made) else None)
        if marked[number]:
            line += f" · {count_of(marked[number], 'highlight')}"
        lines.append(Finding(f"Version {number}", line, version=number))
    return lines


def current(article: Article) -> int:
    """The number of the version that is the text of an article, 0 if it has none."""
    own = article.digest, article.volume
    numbers = [n for n, v in enumerate(article.texts, 1) if (v.digest, v.volume) == own]
    return numbers[-1] if numbers else 0


def number_of(article: Article, digest: str) -> int:
    """The number of the last version with a digest, 0 if there is none."""
    numbers = [n for n, version in enumerate(article.texts, 1) if version.digest == digest]
    return numbers[-1] if digest and numbers else 0


def with_version(
    article: Article,
    had: Article,
    text: str,
    store: Store,
    *,
    edited: bool = False,
    title: str = "",
) -> Article:
    """An article with another text among its versions, where it `had` one before."""
    if not had.texts:
        return article
    new = Version(digest_of(text), 0, store.clock(), word_count(text), edited, title)
    return replace(article, versions=_thinned((*had.texts, new), had, store))


def _thinned(versions: tuple[Version, ...], had: Article, store: Store) -> tuple[Version, ...]:
    """The newest versions, the one that is the text, and those with the reader's own in them.

    What leaves is still in its volume for as long as undo may bring it back.
    """
    older, newest = versions[:-VERSIONS], versions[-VERSIONS:]
    if not older:
        return versions
    marked = {note.version for note in store.notes.documents() if note.article == had.id}
    last = {version.digest: version for version in versions}
    kept = (
        version
        for version in older
        if version.edited
        or (version.digest in marked and version == last[version.digest])
        or (version.digest, version.volume) == (had.digest, had.volume)
    )
    return (*kept, *newest)


def with_sources(known: Provenance | None, text: str) -> Provenance | None:
    """What a page declares, with the sources that its text cites and lists, if it cites any."""
    cited, listed = source_counts(text)
    if not cited:
        return known and replace(known, sources=None)
    return replace(known or Provenance(), sources=Sources(cited, listed))
