"""Rules: queries, and what is done to the articles that they find, as these come in or later.

In the table `rules` each is a document with `name`, `query`, `acts` (signed tags, `star`,
`archive` and `read`), `on`, and `place` in their order. What somebody's script put there may
lack some of that: such a rule is listed with what is wrong with it, and passed over.

Rules are put to an article in their order, and each sees what those before it did; so again,
until nothing changes any more. To apply them twice is therefore to apply them once. An article
to which they never come to an end, as rules undo one another there, is left as it is.

Large because a rule, its table and what puts it to articles explain one another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import InvalidTag, OctavoError, QueryError
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagEdit, signed_words
from octavo.query.ast import (
    And,
    FieldTerm,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Scope,
    TextTerm,
    Word,
    all_of,
    parts_of,
)
from octavo.query.characters import in_one_line, shown
from octavo.query.fields import predicate
from octavo.query.predicates import Moment, scope_of
from octavo.storage.codec import Item, change_between, changed
from octavo.storage.db import DocumentTable
from octavo.storage.store import Store
from octavo.text import grouped, truncated

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable
    from octavo.index.search.scanner import ScannedDocument
    from octavo.library.search.search import LibraryCorpus, Search
    from octavo.library.tags import Tags

NAME_LENGTH = 60
"""Characters of a name at most: it stands in a row, and in what undo says."""

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
            raise RuleError(
                f"a rule cannot {shown(unknown[0])}; it can star, archive and read, and put "
                f"tags on and take them off, each with its sign: +{unknown[0]}"
            )
        if not said:
            raise RuleError("say what the rule does, such as +paper -draft star archive read")
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
        """An article after them; a tag that its reader took off is not put on again."""
        edit = TagEdit(self.tags.add - article.unwanted, self.tags.remove)
        is_read = self.read and article.state is not State.READ
        return replace(
            article,
            tags=edit.apply(article.tags),
            starred=article.starred or self.star,
            archived=article.archived or self.archive,
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

    def __init__(self) -> None:
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


class Rules:
    """The rules of a library, in the order in which they are put to articles."""

    def __init__(
        self, store: Store, search: "Search", tags: "Tags", read: Callable[[str], Query]
    ) -> None:
        self._store = store
        self._search = search
        self._tags = tags
        self._parse = read
        self._table = store.db.rules

    def __iter__(self) -> Iterator[Rule]:
        for id in _order(self._table):
            yield _rule(id, self._table[id], self.read)

    def __len__(self) -> int:
        return len(self._table.ids())

    def named(self, name: str) -> Rule:
        """The one with a name, whatever its case, or with a number in their order, from 1.

        Raises:
            RuleError: If there is none.
        """
        rules = list(self)
        for rule in rules:
            if rule.name.casefold() == in_one_line(name).casefold():
                return rule
        if name.isdecimal() and 0 < int(name) <= len(rules):
            return rules[int(name) - 1]
        known = ", ".join(f"{number} ‘{rule.name}’" for number, rule in enumerate(rules, 1))
        raise RuleError(f"no rule is called {shown(name)!r}; there is {known or 'none yet'}")

    def add(self, query: str, acts: Acts, name: str = "") -> Operation:
        """Add a rule behind all others; without a name it is called as its query is.

        Raises:
            RuleError: If the name is taken or cannot be one, or the query asks for nothing.
            QueryError: If the query cannot be read.
        """
        self.read(query)
        name = self._free(name or truncated(in_one_line(query), NAME_LENGTH), None)

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
            RuleError: If the name is taken or cannot be one, or the query asks for nothing.
            QueryError: If the query cannot be read.
        """
        if query is not None:
            self.read(query)
        wanted: Fields = {
            "name": None if name is None else self._free(name, rule.id),
            "query": query and query.strip(),
            "acts": None if acts is None else acts.words,
            "on": on,
        }
        said = {field: value for field, value in wanted.items() if value is not None}
        switched = {True: "switch on", False: "switch off", None: "change"}[on]
        label = f"{switched} rule ‘{rule.name}’"
        return self._store.commit(label, lambda: self._changed(rule.id, said))

    def move(self, rule: Rule, to: int) -> Operation | None:
        """Put a rule at another place in their order, counted from 1."""

        def plan() -> list[Change]:
            order = [id for id in _order(self._table) if id != rule.id]
            order.insert(max(0, to - 1), rule.id)
            places = ({"place": place} for place in range(1, len(order) + 1))
            pairs = zip(order, places, strict=True)
            return [change for id, said in pairs for change in self._changed(id, {**said})]

        return self._store.commit(f"move rule ‘{rule.name}’", plan)

    def delete(self, rule: Rule) -> Operation | None:
        """Have a rule no longer; what it did stays."""
        gone = Change("rules", rule.id, self._table[rule.id], None)
        return self._store.commit(f"delete rule ‘{rule.name}’", lambda: [gone])

    def plan(self, ids: Collection[ArticleId] | None = None) -> Plan:
        """What the rules would do to all articles outside the trash, or to some of them."""
        evaluator = self.evaluator()
        wanted = {id for rule in evaluator.rules for id in self._search.find(rule.asked).ids}
        terms = {term for rule in evaluator.rules for term in _words(rule.asked.where)}
        having = {term: _having(self._search, term) for term in terms}  # quicker than texts
        for id in sorted(wanted if ids is None else wanted.intersection(ids)):
            article = self._store.articles.find(id, keep=False)
            if article is not None and article.deleted is None:
                evaluator.evaluate(article, partial(_is_among, having, id))
        return evaluator.plan

    def apply(self, ids: Collection[ArticleId] | None = None) -> tuple[Operation | None, Plan]:
        """Do what `plan` tells, as one operation."""
        while True:
            sequence = self._store.sequence
            plan = self.plan(ids)  # not in the lock, which the index waits for while it opens
            changes = plan.changes
            with self._store.exclusive():
                if self._store.sequence == sequence:
                    return self._store.commit(summary(plan.count({})), changes.copy), plan

    def evaluator(
        self, spelt: Spelt | None = None, noted: Collection[ArticleId] = ()
    ) -> "Evaluator":
        """Puts the rules that are on and can be read to articles."""
        spelt = spelt or (lambda tags: self._tags.spelt(TagEdit(tags)).add)
        rules = [rule.spelt(spelt) for rule in self if rule.on and not rule.error]
        return Evaluator(rules, self._search.corpus, self._store.clock(), noted)

    def last_import(self) -> list[ArticleId]:
        """The articles that came in with the last import, whatever it was, and still are."""
        last, step = set[ArticleId](), None
        for operation in self._store.journal.each_since(0):
            came = {c.id for c in operation.changes if _comes_in(c)}
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
            raise RuleError("an empty query does not say which; in:all means everything")
        return asked

    def _free(self, name: str, own: int | None) -> str:
        """A name that a rule can have, and no other has."""
        name = in_one_line(name)
        if not name or not name.isprintable() or len(name) > NAME_LENGTH:
            raise RuleError(f"a name is a line of up to {NAME_LENGTH} characters")
        if any(r.name.casefold() == name.casefold() and r.id != own for r in self):
            raise RuleError(f"a rule is called {shown(name)!r} already; give it another name")
        return name

    def _changed(self, id: int, said: Fields) -> list[Change]:
        before = self._table[id]
        change = change_between("rules", id, before, before | said)
        return [change] if change else []


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
        self.plan = Plan()
        self._corpus = corpus
        self._now = now
        moment = Moment(now.astimezone(), corpus.noted.union(noted), feeds=lambda: corpus.feeds)
        self._matchers = {rule.id: Matcher(rule.asked, moment) for rule in rules}

    def words(self, id: ArticleId) -> "Searchable":
        """The words of an article of the library."""
        [words] = self._corpus.searchables([id])
        return words

    def finding(self, article: Article, holds: Holds) -> list[int]:
        """The rules that find an article as it is."""
        return [r.id for r in self.rules if self._matchers[r.id].finds(article, holds)]

    def evaluate(
        self,
        article: Article,
        holds: Holds,
        had_turn: Collection[int] = (),
    ) -> Article:
        """What an article becomes, which goes into the plan.

        `holds` tells which words it has, and `had_turn` the rules that are not put to it.
        """
        rules = [rule for rule in self.rules if rule.id not in had_turn]
        done: dict[str, frozenset[str]] = {}
        state = article
        for _ in range(len(rules) + 1):
            before = state
            for rule in rules:
                is_found = self._matchers[rule.id].finds(state, holds)
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

    def __init__(self, query: Query, moment: Moment) -> None:
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


def _having(search: "Search", term: TextTerm) -> frozenset[int]:
    """All that has a word or a phrase, as the index tells."""
    return frozenset(search.find(Query(And((term, FieldTerm("in", Scope.ALL))))).ids)


def _is_among(having: Mapping[TextTerm, Collection[int]], id: int, term: TextTerm) -> bool:
    return id in having[term]


def _words(node: Node | None) -> Iterator[TextTerm]:
    """All words and phrases of a query, also those that are not to be there."""
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from _words(each)
        case Not(negated):
            yield from _words(negated)
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


def _comes_in(change: Change) -> bool:
    return change.table == "articles" and change.before is None


def _order(table: DocumentTable[Fields]) -> list[int]:
    return sorted(table.ids(), key=lambda id: (_place(id, table[id]), id))


def _place(id: int, fields: Fields) -> int:
    place = fields.get("place")
    return place if isinstance(place, int) else id


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
