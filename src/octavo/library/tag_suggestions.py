"""Tags that a library gives to articles like one, by their sites, authors, words and tags.

The log-odds of each tag are those of how often it stands anywhere, and what each piece of
evidence adds to them, as if they did not depend on one another (naive Bayes). A piece of
evidence is a count, such as 5 of 6 articles from a site, drawn towards how often the tag
stands anywhere, so that a few articles tell little.

Large because what is counted and what the counts tell are of no use without each other.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from heapq import nlargest
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.model.article import Article, ArticleId
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagEdit, TagSuggestion
from octavo.storage.codec import Projection, SourceKey, build, patch, tag_of
from octavo.storage.store import Store
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.library.search.search import Search
    from octavo.library.tags import Tags

MOST = 3
"""How many tags are suggested."""

LEAST = 0.2
"""How probable a tag must be.

Of the tags that were said to be so with 0.2 to 0.3, 20 of 100 were on the articles of two
public sites; with 0.5 to 0.6 half, with 0.9 and more 80 of 100.
"""

GROUND = 2
"""So many articles at least must have a tag and what speaks for it."""

_NEAR = 30
"""How many of the articles with the nearest words count; with 20 and 50 it is much the same."""

_FOUND = 100
"""How many are looked at for that, as some have no tags."""

_PRIOR = {"near": 1, "title": 3}
_USUAL_PRIOR = 10
"""How many articles the rate of a tag anywhere counts for, beside those of the evidence.

For titles that name a tag, that is how often such titles mean it, whatever the tag.
"""

_LIKELIEST = 30
"""Tags that each piece of evidence brings up: ten times what is suggested."""

_TITLES = 2_000
"""The latest articles by which is told what it means when a title names a tag."""

_MOST_TAGS = 30
"""With more tags an article tells nothing of which go together, and would take long."""

_MANY = 500
"""Changes after which all is counted anew, when it is next needed."""

_ALL = ""
"""Under this in a count of tags stands that of the articles."""

Ground = tuple[str, str]
"""A kind of evidence, and the site, author, feed or tag."""

_EVERYTHING: Ground = ("", "")

_TELLING = frozenset({"tags", "deleted", "site", "authors", "source"})


class EvidenceFields(Projection, frozen=True, gc=False):
    """What counting the evidence for tags needs of an article."""

    deleted: str | None = None
    tags: tuple[str, ...] = ()
    site: str = ""
    authors: tuple[str, ...] = ()
    source: SourceKey = SourceKey()

    @property
    def keys(self) -> list[str]:
        """The keys of its tags; none if it is in the trash."""
        return [tag_of(name).key for name in self.tags] if self.deleted is None else []

    def grounds(self) -> Iterator[Ground]:
        """What may speak for a tag, but the words."""
        if self.site:
            yield "site", self.site.casefold()
        if self.source.kind == "feed":
            yield "feed", self.source.key.partition(" ")[0]
        for author in self.authors:
            yield "author", author.casefold()
        for name in self.tags[:_MOST_TAGS]:
            yield "tag", tag_of(name).key


class Evidence(Struct, frozen=True):
    """How many articles there are of a kind, and how many of them have each tag."""

    kind: str
    named: str
    """The site, author, feed or tag."""
    size: float
    """How many there are; the nearer ones by their words count for more."""
    counts: Mapping[str, float]
    carriers: Mapping[str, int]
    """The same as whole articles."""
    usual: float | None = None
    """The rate that the counts are drawn towards, where it is not that of the tag anywhere."""

    def likeliest(self) -> list[str]:
        """The tags that most of the articles have; of the rest none is probable by this."""
        counts = ((count, key) for key, count in self.counts.items() if key != _ALL)
        return [key for _, key in nlargest(_LIKELIEST, counts)]

    def log_odds(self, key: str, anywhere: float) -> float:
        """What it adds to the log-odds that a tag has anywhere; below 0 where it is less so."""
        if self.kind == "title" and key != self.named:
            return 0.0
        prior = _PRIOR.get(self.kind, _USUAL_PRIOR)
        usual = anywhere if self.usual is None else self.usual
        return _logit((self.counts.get(key, 0) + prior * usual) / (self.size + prior)) - _logit(
            anywhere
        )

    def reason(self, key: str, titles: Mapping[str, str]) -> str:
        """Why it speaks for a tag, in a few words; `titles` has the nearest article by tag."""
        share = f"{grouped(self.carriers.get(key, 0))} of {grouped(int(self.size))}"
        match self.kind:
            case "near":
                return f"near ‘{titles[key]}’"
            case "title":
                return "named in the title"
            case "tag":
                return f"{share} with ‘{self.named}’"
            case _:
                return f"{share} {_FROM[self.kind]}"


_FROM = {"site": "from this site", "feed": "from this feed", "author": "by this author"}


class TagSuggestions:
    """Suggests tags for articles. May be used from any thread; the first time takes longer."""

    def __init__(self, store: Store, search: "Search", tags: "Tags") -> None:
        self._store = store
        self._search = search
        self._tags = tags
        self._counts: EvidenceCounts | None = None
        self._counting = threading.Lock()
        store.listen(self._follow)

    def of(self, id: ArticleId) -> list[TagSuggestion]:
        """The tags to suggest for an article, the most probable first; none without a ground.

        Those that it has, and those that its reader does not want on it, are left out. Of its
        words only counts what the index holds by now.
        """
        article = self._store.articles.find(id)
        if article is None:
            return []
        near = self._near(id)
        counts = self._counted()
        had = {tag.key for tag in article.tags | article.unwanted}
        with self._store.still():
            evidence = [*counts.evidence(EvidenceFields.of(article))]
            if near:
                evidence.append(_nearness(near))
            evidence += counts.named_in(article.title)
            best = _ranked(evidence, counts.anywhere, had)[:MOST]
        titles = {key: each.title for each, _ in reversed(near) for key in _keys(each)}
        return [
            TagSuggestion(self._spelt(key), strongest.reason(key, titles))
            for key, strongest in best
        ]

    def _near(self, id: ArticleId) -> list[tuple[Article, float]]:
        """The articles with tags that have the nearest words, and how near, up to 1."""
        from octavo.index.search.similar import similar  # its words are not needed to count

        asked = next(iter(self._search.corpus.searchables([id])), None)
        if asked is None:
            return []
        scores = self._search.sync.ask(lambda index: similar(asked, index.snapshot, _FOUND))
        found = (
            (self._store.articles.find(other, keep=False), score)
            for other, score in scores.items()
        )
        near = [(each, score) for each, score in found if each and _keys(each)][:_NEAR]
        return [(each, score / near[0][1]) for each, score in near]

    def _spelt(self, key: str) -> Tag:
        [tag] = self._tags.spelt(TagEdit(add=frozenset({Tag(key)}))).add
        return tag

    def _counted(self) -> "EvidenceCounts":
        """The counts of now; nobody waits for the lock of the store while they are made."""
        with self._counting:
            counts = self._counts
            while counts is None:
                sequence = self._store.sequence
                made = EvidenceCounts.of(self._store)
                with self._store.still():
                    if sequence == self._store.sequence:
                        self._counts = counts = made
        return counts

    def _follow(self, operation: Operation) -> None:
        changes = [c for c in operation.changes if c.table == "articles" and _tells(c)]
        if len(changes) > _MANY:
            self._counts = None
        if self._counts is not None:
            for change in changes:
                now = self._store.articles.find(change.id)
                if was := _before(change, now):
                    self._counts.add(EvidenceFields.of(was), -1)
                if now is not None:
                    self._counts.add(EvidenceFields.of(now))


class EvidenceCounts:
    """How many articles with tags there are of each site, author, feed and tag."""

    def __init__(self) -> None:
        self._counts: defaultdict[Ground, Counter[str]] = defaultdict(Counter)
        self._names = TagNames()
        self._named: Counter[str] = Counter()
        """How many titles name a tag."""
        self._meant: Counter[str] = Counter()
        """How many of these articles have it."""

    @classmethod
    def of(cls, store: Store) -> "EvidenceCounts":
        """Those of all articles; 100 000 take a fraction of a second."""
        made = cls()
        latest: list[ArticleId] = []
        for id, fields in store.articles.scan(EvidenceFields):
            if made.add(fields):
                latest.append(id)
        for id in latest[-_TITLES:]:
            if article := store.articles.find(id, keep=False):
                named = made._names.within(article.title)
                made._named.update(named)
                made._meant.update(named & _keys(article))
        return made

    def add(self, fields: EvidenceFields, by: int = 1) -> bool:
        """Count an article, or no longer; False if it has no tags."""
        keys = fields.keys
        if not keys:
            return False
        for ground in (_EVERYTHING, *fields.grounds()):
            counts = self._counts[ground]
            counts[_ALL] += by
            for key in keys:
                counts[key] += by
            if not counts[_ALL]:
                del self._counts[ground]
        for key in keys:
            self._names.know(key)
        return True

    def anywhere(self, key: str) -> float:
        """How probable a tag is on an article of which nothing is known."""
        counts = self._counts.get(_EVERYTHING, Counter())
        return (counts[key] + 0.5) / (counts[_ALL] + 1)

    def evidence(self, fields: EvidenceFields) -> Iterator[Evidence]:
        """What is known of other articles from the same site and so on."""
        itself = bool(fields.keys)
        for ground in fields.grounds():
            counts = self._counts.get(ground, Counter())
            if (others := counts[_ALL] - itself) > 0:
                yield Evidence(*ground, others, counts, counts)

    def named_in(self, title: str) -> Iterator[Evidence]:
        """What it tells that a title names some tags.

        A tag that was named seldom so far is drawn towards what that tells of any tag.
        """
        usual = (self._meant.total() + 1) / (self._named.total() + 2)
        carriers = self._counts.get(_EVERYTHING, Counter())
        for key in sorted(self._names.within(title)):
            yield Evidence("title", key, self._named[key], self._meant, carriers, usual)


class TagNames:
    """Finds the tags that are named in a title: all words of the last step, by their stems."""

    def __init__(self) -> None:
        self._by_word: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self._known: set[str] = set()

    def know(self, key: str) -> None:
        """Find a tag from now on."""
        if key not in self._known:
            self._known.add(key)
            if words := _stems(key.rpartition("/")[2]):
                self._by_word[min(words)][key] = words

    def within(self, title: str) -> set[str]:
        """The keys of the tags that a title names."""
        words = _stems(title)
        return {
            key
            for word in words & self._by_word.keys()
            for key, wanted in self._by_word[word].items()
            if wanted <= words
        }


def _stems(text: str) -> frozenset[str]:
    from octavo.index.text.tokenizer import indexed, stem

    return frozenset(map(stem, indexed(text).split()))


def _keys(article: Article) -> set[str]:
    """The keys of the tags of an article; none if it is in the trash."""
    return {tag.key for tag in article.tags} if article.deleted is None else set()


def _nearness(near: Iterable[tuple[Article, float]]) -> Evidence:
    """What the tags of the articles with the nearest words tell, the nearest most."""
    size, counts, carriers = 0.0, dict[str, float](), Counter[str]()
    for article, weight in near:
        size += weight
        carriers.update(_keys(article))
        for key in _keys(article):
            counts[key] = counts.get(key, 0.0) + weight
    return Evidence("near", "", size, counts, carriers)


def _ranked(
    evidence: Iterable[Evidence], anywhere: Callable[[str], float], had: Container[str]
) -> list[tuple[str, Evidence]]:
    """The tags that there is a ground for, the most probable first, with what tells most."""
    known = list(evidence)
    keys = {
        key
        for each in known
        for key in ([each.named] if each.kind == "title" else each.likeliest())
        if key not in had and each.carriers.get(key, 0) >= GROUND
    }
    ranked: list[tuple[float, str, Evidence]] = []
    for key in keys:
        usual = anywhere(key)
        added = [(each.log_odds(key, usual), place) for place, each in enumerate(known)]
        odds = _logit(usual) + sum(sorted(odds for odds, _ in added))
        if odds >= _logit(LEAST):
            ranked.append((-odds, key, known[max(added)[1]]))
    return [(key, strongest) for _, key, strongest in sorted(ranked, key=lambda r: r[:2])]


def _logit(probability: float) -> float:
    held = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))


def _tells(change: Change) -> bool:
    """Whether a change alters what speaks for a tag."""
    if change.before is None or change.after is None:
        return True
    return not _TELLING.isdisjoint(change.after)


def _before(change: Change, now: Article | None) -> Article | None:
    """An article as it was before a change; None if it was not there."""
    if change.before is None:
        return None
    return build(Article, change.before) if now is None else patch(now, change.before)
