"""Tags that a library gives to articles like one, by their sites, authors, words and tags.

The log-odds of each tag are those of how often it stands anywhere, and what each piece of
evidence adds to them, as if they did not depend on one another (naive Bayes). A piece of
evidence is a count, such as 5 of 6 articles from a site, drawn towards how often the tag
stands anywhere, so that a few articles tell little.

Large because what is counted and what the counts tell are of no use without each other.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.index.search.columns import Columns
from octavo.index.search.id_set import IdSet
from octavo.model.article import Article, ArticleId
from octavo.model.operation import Change, Operation
from octavo.model.tag import Tag, TagEdit, TagSuggestion
from octavo.query.ast import Scope
from octavo.query.predicates import PLACES, TAGS, Column, Exactly
from octavo.storage.codec import build, patch
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

_TELLS = frozenset({"tags", "deleted", "site", "authors", "source"})


def _grounds(article: Article) -> Iterator[Ground]:
    """What may speak for a tag, but the words and other tags."""
    if article.site:
        yield "site", article.site.casefold()
    if article.source.kind == "feed":
        yield "feed", article.source.key.partition(" ")[0]
    for author in article.authors:
        yield "author", author.casefold()


_GROUNDS = Column(frozenset({"site", "source", "authors"}), _grounds, name="grounds")


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
        counts = sorted(self.counts.values(), reverse=True)  # that of all is among them
        least = counts[min(_LIKELIEST, len(counts) - 1)] if counts else 0
        most = ((n, key) for key, n in self.counts.items() if n >= least and key != _ALL)
        return [key for _, key in nlargest(_LIKELIEST, most)]

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
        self._counts = EvidenceCounts(store, search.corpus.columns)

    def of(self, id: ArticleId) -> list[TagSuggestion]:
        """The tags to suggest for an article, the most probable first; none without a ground.

        Those that it has, and those that its reader does not want on it, are left out. Of its
        words only counts what the index holds by now.
        """
        article = self._store.articles.find(id)
        if article is None:
            return []
        near = self._near(id)
        had = {tag.key for tag in article.tags | article.unwanted}
        self._counts.make(article)
        with self._store.still():
            evidence = [*self._counts.evidence(article)]
            if near:
                evidence.append(_nearness(near))
            evidence += self._counts.named_in(article.title)
            best = _ranked(evidence, self._counts.anywhere, had)[:MOST]
        titles = {key: each.title for each, _ in reversed(near) for key in _keys(each)}
        return [
            TagSuggestion(self._spelt(key), strongest.reason(key, titles))
            for key, strongest in best
        ]

    def _near(self, id: ArticleId) -> list[tuple[Article, float]]:
        """The articles with tags that have the nearest words, and how near, up to 1."""
        from octavo.index.search.nearest import similar  # its words are not needed to count

        asked = next(iter(self._search.corpus.searchables([id])), None)
        if asked is None:
            return []
        scores = self._search.sync.ask(lambda index: similar(asked, index.snapshot, _FOUND))
        found = (
            (self._store.articles.find(other, keep=False), score)
            for other, score in scores.items()
        )
        tagged = ((each, score) for each, score in found if each and _keys(each))
        near = [*islice(tagged, _NEAR)]  # those behind need not be read
        return [(each, score / near[0][1]) for each, score in near]

    def _spelt(self, key: str) -> Tag:
        [tag] = self._tags.spelt(TagEdit(add=frozenset({Tag(key)}))).add
        return tag


class EvidenceCounts:
    """How many articles with tags there are of a site, an author, a feed or a tag.

    Each is counted when it is first asked for, and then kept right as things change.
    """

    def __init__(self, store: Store, columns: Columns) -> None:
        self._store = store
        self._columns = columns
        self._counts: dict[Ground, Counter[str]] = {}
        self._names = TagNames()
        self._named_of = 0
        """How many tags there were when their names were looked at last."""
        self._titles: tuple[Counter[str], Counter[str]] | None = None
        self._with_tags, self._as_of = IdSet(), -1
        store.listen(self._follow)

    def anywhere(self, key: str) -> float:
        """How probable a tag is on an article of which nothing is known."""
        counts = self._of(_EVERYTHING)
        return (counts[key] + 0.5) / (counts[_ALL] + 1)

    def make(self, article: Article) -> None:
        """Count what is asked for an article; nobody waits for the lock of the store."""
        for ground in (_EVERYTHING, *_all_grounds(article)):
            self._of(ground)
        if len(everything := self._of(_EVERYTHING)) != self._named_of:
            self._named_of = len(everything)  # of one that is gone the key stays in the count
            for key in everything.copy():
                if key != _ALL:
                    self._names.know(key)
        if self._titles is None and self._names.within(article.title):
            self._titles = self._named()

    def evidence(self, article: Article) -> Iterator[Evidence]:
        """What is known of other articles from the same site and so on."""
        itself = bool(_keys(article))
        for ground in _all_grounds(article):
            counts = self._of(ground)
            if (others := counts[_ALL] - itself) > 0:
                yield Evidence(*ground, others, counts, counts)

    def named_in(self, title: str) -> Iterator[Evidence]:
        """What it tells that a title names some tags.

        A tag that was named seldom so far is drawn towards what that tells of any tag.
        """
        if wanted := self._names.within(title):
            named, meant = self._titles or self._named()
            usual = (meant.total() + 1) / (named.total() + 2)
            carriers = self._of(_EVERYTHING)
            for key in sorted(wanted):
                yield Evidence("title", key, named[key], meant, carriers, usual)

    def _of(self, ground: Ground) -> Counter[str]:
        while (known := self._counts.get(ground)) is None:
            sequence = self._store.sequence
            made = self._counted(ground)
            with self._store.still():
                if sequence == self._store.sequence:
                    self._counts[ground] = made
        return known

    def _counted(self, ground: Ground) -> Counter[str]:
        kind, name = ground
        ids = self._tagged()
        if kind == "tag":
            ids &= self._columns.having(TAGS, Exactly(name))
        elif ground != _EVERYTHING:
            ids &= self._columns.having(_GROUNDS, Exactly(ground))
        return Counter({_ALL: len(ids)}) + self._columns.counts(TAGS, ids)

    def _tagged(self) -> IdSet:
        """The articles with tags that are not in the trash."""
        sequence = self._store.sequence
        if sequence != self._as_of:
            self._columns.make({TAGS, _GROUNDS})
            others = self._columns.having(PLACES, {Scope.NOTES, Scope.TRASH}.__contains__)
            self._with_tags = self._columns.having(TAGS, lambda _: True) - others
            self._as_of = sequence
        return self._with_tags

    def _named(self) -> tuple[Counter[str], Counter[str]]:
        """How many of the latest titles name a tag, and how many of these articles have it."""
        named, meant = Counter[str](), Counter[str]()
        for id in [*self._tagged()][-_TITLES:]:
            if article := self._store.articles.find(id, keep=False):
                keys = self._names.within(article.title)
                named.update(keys)
                meant.update(keys & _keys(article))
        return named, meant

    def _follow(self, operation: Operation) -> None:
        changes = [c for c in operation.changes if c.touches(_TELLS, ["articles"])]
        if len(changes) > _MANY:
            self._counts, self._titles, self._named_of = {}, None, 0
        if self._counts:
            for change in changes:
                now = self._store.articles.find(change.id)
                if was := _before(change, now):
                    self._add(was, -1)
                if now is not None:
                    self._add(now, 1)

    def _add(self, article: Article, by: int) -> None:
        """Count an article, or no longer, where that is counted."""
        if keys := _keys(article):
            for ground in (_EVERYTHING, *_all_grounds(article)):
                if (counts := self._counts.get(ground)) is not None:
                    counts.update(dict.fromkeys((_ALL, *keys), by))


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


def _all_grounds(article: Article) -> Iterator[Ground]:
    yield from _grounds(article)
    yield from (("tag", key) for key in islice(sorted(_keys(article)), _MOST_TAGS))


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


def _before(change: Change, now: Article | None) -> Article | None:
    """An article as it was before a change; None if it was not there."""
    if change.before is None:
        return None
    return build(Article, change.before) if now is None else patch(now, change.before)
