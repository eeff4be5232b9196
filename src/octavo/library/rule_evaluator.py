"""What a rule is, and what rules do to an article.

Rules are put to an article in their order, and each sees what those before it did; so again,
until nothing changes any more. To apply them twice is therefore to apply them once. An article
to which they never come to an end, as rules undo one another there, is left as it is.

Long because a rule and what puts it to articles explain one another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import OctavoError, WrongWords
from octavo.model.feed import FeedId
from octavo.model.operation import Change
from octavo.model.tag import Tag, TagEdit, signed_words
from octavo.query.ast import (
    And,
    FieldTerm,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    TextTerm,
    Word,
    all_of,
    parts_of,
)
from octavo.query.characters import shown
from octavo.storage.codec import Item, changed
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable
    from octavo.index.search.scanner import ScannedDocument
    from octavo.library.search.search import LibraryCorpus
    from octavo.query.predicates import Moment


_NAMED = 3
"""So many rules are named in what undo says."""

_ALONE = ("star", "archive", "read")

Holds = Callable[[TextTerm], bool]
"""Whether something has a word or a phrase."""

Spelt = Callable[[frozenset[Tag]], frozenset[Tag]]
"""Tags as the library spells them."""

Counts = dict[str, Counter[str]]
"""By the name of a rule and what it did, such as `tagged {}`: to how many articles."""


class RuleError(OctavoError):
    """A rule that is not there, or cannot be so."""


class RuleMisworded(RuleError, WrongWords):
    """A rule that cannot be so in any library."""


class Acts(Struct, frozen=True):
    """What a rule does: `+paper -draft star archive read`."""

    tags: TagEdit = TagEdit()
    star: bool = False
    archive: bool = False
    read: bool = False

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The acts that some words name, each tag with its sign.

        Raises:
            RuleError: If a word is none of them, or there is none.
            InvalidTag: If a tag cannot be one.
        """
        said = list(words)
        signed = [word for word in said if word[:1] in ("+", "-")]
        alone = {word.casefold() for word in said if word not in signed}
        if unknown := sorted(alone.difference(_ALONE)):
            raise RuleMisworded(
                f"a rule cannot {shown(unknown[0])}; it can star, archive and read, and put "
                f"tags on and take them off, each with its sign: +{unknown[0]}"
            )
        if not said:
            raise RuleMisworded(
                "say what the rule does, such as +paper -draft star archive read"
            )
        return cls(TagEdit.of(signed), *(word in alone for word in _ALONE))

    @classmethod
    def parse(cls, line: str) -> Self:
        """The same of a line, in which a tag with blanks has quotes: `+"to read" star`."""
        return cls.of(signed_words(line))

    @property
    def words(self) -> list[str]:
        """The words that name them."""
        signed = [f"+{tag}" for tag in sorted(self.tags.add)]
        signed += [f"-{tag}" for tag in sorted(self.tags.remove)]
        return signed + [word for word in _ALONE if getattr(self, word)]

    def apply(self, article: Article, now: datetime) -> Article:
        """An article after them; what its reader took off or took back is not done again."""
        edit = TagEdit(self.tags.add - article.unwanted, self.tags.remove)
        back = article.taken_back
        is_read = self.read and "read" not in back and article.state is not State.READ
        archives = self.archive and "archived" not in back and not article.archived
        return replace(
            article,
            tags=edit.apply(article.tags),
            starred=article.starred or (self.star and "starred" not in back),
            archived=article.archived or archives,
            later=None if archives else article.later,
            state=State.READ if is_read else article.state,
            read=now if is_read else article.read,
        )

    def __str__(self) -> str:
        alone = (word for word in _ALONE if getattr(self, word))
        return " ".join(filter(None, (str(self.tags), *alone)))


class Rule(Struct, frozen=True):
    """A query, and what is done to what it finds."""

    id: int
    name: str
    query: str
    """As it is typed."""
    acts: Acts = Acts()
    on: bool = True
    asked: Query = Query()
    error: str = ""
    """Why it cannot be read; then it is passed over."""
    feed: FeedId = 0
    """The feed whose tags it puts on what comes from there, by whatever name; 0 if none."""

    @property
    def line(self) -> str:
        """The rule as it is typed: `site:arxiv.org -- +paper`."""
        return f"{self.query} -- {self.acts}"

    def spelt(self, spelt: Spelt) -> Self:
        """The rule with its tags as the library spells them."""
        edit = replace(self.acts.tags, add=spelt(self.acts.tags.add))
        return replace(self, acts=replace(self.acts, tags=edit))


class Effect(Struct, frozen=True):
    """What rules do to one article."""

    before: Article
    after: Article
    done: dict[str, frozenset[str]]
    """What each rule that had a part in it did, such as `tagged {}`, by the rule's name."""


class Plan:
    """What rules do to some articles."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        """When it was made: what becomes read is read then, also where it is done later."""
        self.effects: list[Effect] = []
        self.endless: list[ArticleId] = []
        """Those that are left as they are, since the rules never come to an end there."""

    @property
    def changes(self) -> list[Change]:
        """The changes of the operation that does it."""
        pairs = (changed(effect.before, effect.after) for effect in self.effects)
        return [change for change in pairs if change]

    def count(self, counts: Counts) -> Counts:
        """Add to the counts of what each rule did."""
        for effect in self.effects:
            for name, verbs in effect.done.items():
                counts.setdefault(name, Counter()).update(verbs)
        return counts


def summary(counts: Counts) -> str:
    """What rules did, most first, as undo says it: `rule ‘papers’ tagged 12 and starred 3`."""
    most = sorted(counts.items(), key=lambda item: -item[1].total())
    parts = [
        f"‘{name}’ {' and '.join(verb.format(grouped(n)) for verb, n in sorted(did.items()))}"
        for name, did in most
    ]
    more = [f"and {grouped(len(parts) - _NAMED)} more"] if len(parts) > _NAMED else []
    return f"{'rule' if len(parts) == 1 else 'rules'} {', '.join(parts[:_NAMED] + more)}"


class Evaluator:
    """Puts rules to articles, and changes nothing; `plan` is what they do."""

    def __init__(
        self,
        rules: list[Rule],
        corpus: "LibraryCorpus",
        now: datetime,
        noted: Collection[ArticleId] = (),
    ) -> None:
        self.rules = rules
        self.plan = Plan(now)
        self._corpus = corpus
        self._now = now
        from octavo.query.predicates import Moment  # not where there is no rule

        moment = Moment(now.astimezone(), corpus.noted.union(noted), feeds=lambda: corpus.feeds)
        self._of_feeds = {str(rule.feed): rule for rule in rules if rule.feed}
        self._own = [(rule, Matcher(rule.asked, moment)) for rule in rules if not rule.feed]

    def words(self, id: ArticleId) -> "Searchable":
        """The words of an article of the library."""
        [words] = self._corpus.searchables([id])
        return words

    def finding(self, article: Article, holds: Holds) -> list[int]:
        """The rules that find an article as it is."""
        own = [rule.id for rule, matcher in self._own if matcher.finds(article, holds)]
        return [rule.id for rule in self._of_feed(article.source.feed)] + own

    def put_feed(self, article: Article, feed: str) -> Article:
        """What an article becomes that is here already, by the tags of a feed that has it."""
        return self._evaluate(
            article, [(rule, None) for rule in self._of_feed(feed)], lambda _: False
        )

    def evaluate(
        self, article: Article, holds: Holds, had_turn: Collection[int] = ()
    ) -> Article:
        """What an article becomes, which goes into the plan.

        `holds` tells which words it has, and `had_turn` the rules that are not put to it.
        """
        of_feed = ((rule, None) for rule in self._of_feed(article.source.feed))
        put = [each for each in (*of_feed, *self._own) if each[0].id not in had_turn]
        return self._evaluate(article, put, holds)

    def _of_feed(self, feed: str) -> list[Rule]:
        return [self._of_feeds[feed]] if feed in self._of_feeds else []

    def _evaluate(
        self, article: Article, rules: list[tuple[Rule, "Matcher | None"]], holds: Holds
    ) -> Article:
        done: dict[str, frozenset[str]] = {}
        state = article
        for _ in range(len(rules) + 1):
            before = state
            for rule, matcher in rules:
                is_found = matcher is None or matcher.finds(state, holds)
                after = rule.acts.apply(state, self._now) if is_found else state
                if after != state:
                    done[rule.name] = done.get(rule.name, frozenset()) | _verbs(state, after)
                    state = after
            if state == before:
                break
        else:
            self.plan.endless.append(article.id)
            return article
        if state != article:
            self.plan.effects.append(Effect(article, state, done))
        return state


class Matcher:
    """Tells whether single articles fit a query, by a plain look at their fields and words."""

    def __init__(self, query: Query, moment: "Moment") -> None:
        from octavo.query.predicates import scope_of

        self._moment = moment
        self.finds = self._test(all_of((*scope_of(query), *parts_of(query.where))))
        """Whether one fits, which is told by its fields and by which words it holds."""

    def _test(self, node: Node) -> Callable[[Item, Holds], bool]:
        match node:
            case And(nodes) | Or(nodes):
                tests = tuple(map(self._test, nodes))
                quantified = all if isinstance(node, And) else any
                return lambda item, holds: quantified(test(item, holds) for test in tests)
            case Not(negated):
                unwanted = self._test(negated)
                return lambda item, holds: not unwanted(item, holds)
            case FieldTerm():
                from octavo.query.fields import predicate

                fits = predicate(node, self._moment)
                return lambda item, _: fits(item)
            case _:
                return lambda _, holds: holds(node)


def looking(read: "Callable[[], Searchable]") -> Holds:
    """Looks for words in a text, which is read when one is asked for."""

    @cache
    def document() -> "ScannedDocument":
        from octavo.index.search.scanner import ScannedDocument

        return ScannedDocument(read())

    return lambda term: document().holds(term)


def words_in(node: Node | None) -> Iterator[TextTerm]:
    """All words and phrases of a query, also those that are not to be there."""
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from words_in(each)
        case Not(negated):
            yield from words_in(negated)
        case Word() | Phrase():
            yield node


def _verbs(before: Article, after: Article) -> frozenset[str]:
    """What was done to an article."""
    verbs = {
        "tagged {}": before.tags != after.tags,
        "starred {}": before.starred != after.starred,
        "archived {}": before.archived != after.archived,
        "marked {} as read": before.state is not after.state,
    }
    return frozenset(verb for verb, is_done in verbs.items() if is_done)
