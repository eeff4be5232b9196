"""Rules: queries, and what is done to the articles that they find, as these come in or later.

In the table `rules` each is a document with `name`, `query`, `acts` (signed tags, `star`,
`archive` and `read`), `on`, and `place` in their order. What somebody's script put there may
lack some of that: such a rule is listed with what is wrong with it, and passed over.

The tags of a feed are a rule, too, which is the feed's own document: it stands before those of
the table, finds what comes from there, and does nothing but put these tags on.

Long because both kinds are listed, changed and put to articles as one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from octavo.library.rule_evaluator import (
    Acts,
    Evaluator,
    Plan,
    Rule,
    RuleError,
    RuleMisworded,
    Spelt,
    summary,
    words_in,
)
from octavo.model.article import ArticleId
from octavo.model.errors import InvalidTag, QueryError
from octavo.model.feed import Feed
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagEdit
from octavo.query.ast import (
    And,
    FieldTerm,
    Flag,
    Query,
    Scope,
    TextTerm,
    asks_for,
    parts_of,
    place_of,
)
from octavo.query.characters import NAME_LENGTH, in_one_line, named_after, plain, shown
from octavo.storage.codec import change_between, changed
from octavo.storage.db import DocumentTable
from octavo.storage.store import Store
from octavo.text import natural

if TYPE_CHECKING:
    from octavo.library.search.search import Search
    from octavo.library.tags import Tags


class Rules:
    """The rules of a library, in the order in which they are put to articles.

    Large because those of feeds and of the table are changed through the same methods.
    """

    def __init__(
        self, store: Store, search: "Search", tags: "Tags", read: Callable[[str], Query]
    ) -> None:
        self._store = store
        self._search = search
        self._tags = tags
        self._parse = read
        self._table = store.db.rules
        self._feeds = store.db.feeds

    def __iter__(self) -> Iterator[Rule]:
        feeds = [feed for _, feed in sorted(self._feeds.items())]
        titles = Counter(plain(feed.title) for feed in feeds)
        for feed in feeds:
            if feed.tags:
                yield _rule_of_feed(feed, is_alone=titles[plain(feed.title)] == 1)
        for id in _order(self._table):
            yield _rule(id, self._table[id], self.read)

    def __len__(self) -> int:
        return len(self._table.ids()) + sum(bool(feed.tags) for _, feed in self._feeds.items())

    def named(self, name: str) -> Rule:
        """The one with a name, whatever its case, or with a number in their order, from 1.

        Raises:
            RuleError: If there is none.
        """
        rules = list(self)
        for rule in rules:
            if rule.name.casefold() == in_one_line(name).casefold():
                return rule
        if 0 < (place := natural(name) or 0) <= len(rules):
            return rules[place - 1]
        known = ", ".join(f"{number} ‘{rule.name}’" for number, rule in enumerate(rules, 1))
        raise RuleError(f"no rule is called {shown(name)!r}; there is {known or 'none yet'}")

    def add(self, query: str, acts: Acts, name: str = "") -> Operation:
        """Add a rule behind all others; without a name it is called as its query is.

        Raises:
            RuleError: If the name is taken or cannot be one, or the query asks for nothing.
            QueryError: If the query cannot be read.
        """
        self.read(query)
        name = self.free_name(name or named_after(query))

        def plan() -> list[Change]:
            place = 1 + max((_place(id, said) for id, said in self._table.items()), default=0)
            fields: Fields = {
                "name": name,
                "query": query.strip(),
                "acts": acts.words,
                "on": True,
                "place": place,
            }
            return [Change("rules", self._table.unused.draw(), None, fields)]

        done = self._store.commit(f"add rule ‘{name}’", plan)
        assert done is not None, "there is one more"
        return done

    def change(
        self,
        rule: Rule,
        *,
        name: str | None = None,
        query: str | None = None,
        acts: Acts | None = None,
        on: bool | None = None,
    ) -> Operation | None:
        """Give a rule another name, query or acts, or switch it on or off.

        Raises:
            RuleError: If the name is taken or cannot be one, the query asks for nothing, or a
                feed's rule would be no more than that.
            QueryError: If the query cannot be read.
        """
        if query is not None or acts is not None:
            self.check(query or rule.query, acts, rule)
        switched = {True: "switch on", False: "switch off", None: "change"}[on]
        label = f"{switched} rule ‘{rule.name}’"
        if name is not None:
            name = self.free_name(name, rule)
        if rule.feed:
            tags = None if acts is None else acts.tags.add
            return self._change_feed(rule, label, tags, untagged=None if on is None else not on)
        wanted: Fields = {
            "name": name,
            "query": query and query.strip(),
            "acts": None if acts is None else acts.words,
            "on": on,
        }
        said = {field: value for field, value in wanted.items() if value is not None}
        return self._store.commit(label, lambda: [self._changed(rule.id, said)])

    def move(self, rule: Rule, to: int) -> Operation | None:
        """Put a rule at another place in their order, counted from 1.

        Raises:
            RuleError: If it is that of a feed.
        """
        if rule.feed:
            raise RuleError("the rules of feeds are put to articles before all others")

        def plan() -> list[Change | None]:
            order = [id for id in _order(self._table) if id != rule.id]
            of_feeds = len(self) - len(order) - 1
            order.insert(max(0, to - 1 - of_feeds), rule.id)
            return [self._changed(id, {"place": n}) for n, id in enumerate(order, 1)]

        return self._store.commit(f"move rule ‘{rule.name}’", plan)

    def delete(self, rule: Rule) -> Operation | None:
        """Have a rule no longer; what it did stays. A feed then has no tags."""
        label = f"delete rule ‘{rule.name}’"
        if rule.feed:
            return self._change_feed(rule, label, frozenset(), untagged=False)
        gone = Change("rules", rule.id, self._table[rule.id], None)
        return self._store.commit(label, lambda: [gone])

    def plan(
        self, ids: Collection[ArticleId] | None = None, now: datetime | None = None
    ) -> Plan:
        """What the rules would do to all articles outside the trash, or to some of them."""
        evaluator = self.evaluator(now=now)
        wanted = {id for rule in evaluator.rules for id in self._search.find(rule.asked).ids}
        terms = {term for rule in evaluator.rules for term in words_in(rule.asked.where)}
        having = {term: _having(self._search, term) for term in terms}  # quicker than texts
        for id in sorted(wanted if ids is None else wanted.intersection(ids)):
            article = self._store.articles.find(id, keep=False)
            if article is not None and article.deleted is None:
                evaluator.evaluate(article, partial(_is_among, having, id))
        return evaluator.plan

    def apply(
        self, ids: Collection[ArticleId] | None = None, *, shown: Plan | None = None
    ) -> tuple[Operation | None, Plan]:
        """Do what `plan` tells, as one operation; nothing if that is other than was shown."""
        while True:
            sequence = self._store.sequence
            # Not in the lock, which the index waits for while it opens.
            plan = self.plan(ids, shown.now if shown else None)
            changes = plan.changes
            if shown is not None and changes != shown.changes:
                return None, plan
            with self._store.exclusive():
                if self._store.sequence == sequence:
                    return self._store.commit(summary(plan.count({})), changes.copy), plan

    def evaluator(
        self,
        spelt: Spelt | None = None,
        noted: Collection[ArticleId] = (),
        now: datetime | None = None,
    ) -> "Evaluator":
        """Puts the rules that are on and can be read to articles."""
        spelt = spelt or (lambda tags: self._tags.spelt(TagEdit(tags)).add)
        rules = [rule.spelt(spelt) for rule in self if rule.on and not rule.error]
        return Evaluator(rules, self._search.corpus, now or self._store.clock(), noted)

    def last_import(self) -> list[ArticleId]:
        """The articles that came in with the last import, whatever it was, and still are."""
        last, step = set[ArticleId](), None
        for operation in self._store.journal.each_since(0):
            changes = operation.changes
            came = {c.id for c in changes if c.table == "articles" and c.before is None}
            if came and not operation.reverses and not operation.quiet:
                is_same = step is not None and operation.part_of == step
                last, step = (last | came if is_same else came), operation.part_of
        return sorted(id for id in last if id in self._store.articles)

    def read(self, query: str) -> Query:
        """Read the query of a rule.

        Raises:
            RuleError: If it asks for nothing.
            QueryError: If it cannot be read.
        """
        asked = self._parse(query)
        if asked.where is None:
            raise RuleMisworded("an empty query does not say which; in:all means everything")
        if asks_for(asked, Flag.DUPLICATE):
            raise RuleMisworded(
                "a rule looks at one article, and is:duplicate at all; save it as a query"
            )
        for place in map(place_of, parts_of(asked.where)):
            if place in (Scope.TRASH, Scope.NOTES):
                where = "is in the trash" if place is Scope.TRASH else "is a note of its own"
                raise RuleMisworded(f"no article that comes in {where}: this rule does nothing")
        return asked

    def check(self, query: str, acts: Acts | None, rule: Rule | None = None) -> None:
        """Read a query, and see whether a rule can be so.

        Raises:
            RuleError: If it cannot, as one that asks for nothing, or a feed's that does more.
            QueryError: If the query cannot be read.
        """
        self.read(query)
        if rule and rule.feed:
            if query.strip() != rule.query:
                raise RuleError("the rule of a feed finds what comes from there, and only that")
            if acts and (not acts.tags.add or acts != Acts(TagEdit(acts.tags.add))):
                raise RuleError("the rule of a feed puts tags on; for all else, add a rule")

    def free_name(self, name: str, own: Rule | None = None) -> str:
        """A name that a rule can have, and no other has.

        Raises:
            RuleError: If it is none.
        """
        name = in_one_line(name)
        if own and own.feed and name != own.name:
            raise RuleError("the rule of a feed is called as its feed is")
        if own and own.feed:
            return name
        if not name or not name.isprintable() or len(name) > NAME_LENGTH:
            raise RuleMisworded(f"a name is a line of up to {NAME_LENGTH} characters")
        if any(r.name.casefold() == name.casefold() and r != own for r in self):
            raise RuleError(f"a rule is called {shown(name)!r} already; give it another name")
        return name

    def _change_feed(
        self, rule: Rule, label: str, tags: frozenset[Tag] | None, *, untagged: bool | None
    ) -> Operation | None:
        def plan() -> list[Change | None]:
            feed = self._feeds[rule.feed]
            off = feed.untagged if untagged is None else untagged
            after = replace(feed, tags=feed.tags if tags is None else tags, untagged=off)
            return [changed(feed, after)]

        return self._store.commit(label, plan)

    def _changed(self, id: int, said: Fields) -> Change | None:
        before = self._table[id]
        return change_between("rules", id, before, before | said)


def _having(search: "Search", term: TextTerm) -> frozenset[int]:
    """All that has a word or a phrase, as the index tells."""
    return frozenset(search.find(Query(And((term, FieldTerm("in", Scope.ALL))))).ids)


def _is_among(having: Mapping[TextTerm, Collection[int]], id: int, term: TextTerm) -> bool:
    return id in having[term]


def _order(table: DocumentTable[Fields]) -> list[int]:
    return sorted(table.ids(), key=lambda id: (_place(id, table[id]), id))


def _place(id: int, fields: Fields) -> int:
    place = fields.get("place")
    return place if isinstance(place, int) else id


def _rule_of_feed(feed: Feed, *, is_alone: bool) -> Rule:
    """The rule that the tags of a feed are; it is called by a title that no other has."""
    from octavo.query.parser import str_of  # only where a feed has tags

    named = FieldTerm("feed", feed.title if feed.title and is_alone else feed.url)
    query = str_of(Query(named))
    return Rule(
        -feed.id,
        query,
        query,
        Acts(TagEdit(feed.tags)),
        on=not feed.untagged,
        asked=Query(FieldTerm("feed", feed.url)),
        feed=feed.id,
    )


def _rule(id: int, fields: Fields, read: Callable[[str], Query]) -> Rule:
    """A rule as its document has it, perhaps with what is wrong with it."""
    query, words = str(fields.get("query", "")), fields.get("acts")
    name = in_one_line(str(fields.get("name") or query)) or f"rule {id}"
    rule = Rule(id, name, query, on=fields.get("on") is not False)
    try:
        rule = replace(rule, acts=Acts.of(map(str, words if isinstance(words, list) else ())))
        return replace(rule, asked=read(query))
    except QueryError as fault:
        return replace(rule, error=fault.problem)
    except (RuleError, InvalidTag) as fault:
        return replace(rule, error=str(fault))
