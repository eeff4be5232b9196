"""Words and phrases as queries of the index."""

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace
from tantivy import FieldType, Occur, Query

from octavo.index.reader import Snapshot
from octavo.index.schema import (
    ARTICLE,
    FIELDS,
    FORMS_BESIDE,
    ID,
    KIND,
    NOTE,
    NOTES,
    NUMBERS,
    SYMBOLS,
    TITLE,
    schema,
    symbol_token,
    tagged_token,
)
from octavo.index.search.id_set import IdSet
from octavo.index.search.scanner import AnalyzedTerm, analyzed
from octavo.index.search.token_query import (
    NOTES_BOOST,
    TITLE_BOOST,
    TokenQueries,
    any_of,
    joined,
    term,
    typed_first,
    without,
    without_parts,
)
from octavo.index.text.compounds import compound_token
from octavo.index.text.symbols import is_symbol, normalized
from octavo.query.ast import And, FieldTerm, Node, Not, Or, Phrase, Where, Word
from octavo.query.fields import BESIDE, meant
from octavo.query.predicates import STEADY, Column, Interval, KeyPredicate, Moment


class IndexedTerm(FieldTerm, frozen=True, tag=True):
    """A field that the index has, with what is meant by its value now."""

    column: Column
    predicate: KeyPredicate
    """An `Interval` or a `Language`, so that what is known of one is told by it."""


def indexed_term(node: Node, moment: Moment) -> Node | None:
    """The same for a tree of fields; None where the index lacks one of them."""
    match node:
        case FieldTerm():
            if node.value in BESIDE:
                return None
            column, predicate = meant(node, moment)
            known = column in STEADY
            return IndexedTerm(node.field, node.value, column, predicate) if known else None
        case Not(negated):
            inner = indexed_term(negated, moment)
            return inner and Not(inner)
        case And(nodes) | Or(nodes):
            parts = [part for each in nodes if (part := indexed_term(each, moment))]
            return type(node)(tuple(parts)) if len(parts) == len(nodes) else None
        case _:
            return None


FEW_IDS = 3_200
"""Ids that are asked for one by one: 1 600 take 7 ms so and 11 as a set, 6 400 23 and 12."""

_EXPANSIONS = 8_000
"""Tokens that a phrase with an open end can take at once; tantivy stops at 16 384."""


class QueryBuilder:
    """Writes what is asked for as queries of one state of the index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._single = TokenQueries(snapshot)
        self.likely, self.rarity = self._single.likely, self._single.rarity
        self.run, self.rarity_of = self._single.run, self._single.rarity_of
        self.knows, self.most, self.pairs = (
            self._single.knows,
            self._single.most,
            self._single.pairs,
        )

    def tells(self, node: Node) -> bool:
        """Whether the index by itself tells what fits: no fields or verbatim terms."""
        match node:
            case Word() | Phrase():
                return not analyzed(node).verbatim
            case And(nodes) | Or(nodes):
                return all(map(self.tells, nodes))
            case Not(negated):
                return self.tells(negated)
            case _:
                return isinstance(node, IndexedTerm)

    def tree(self, node: Node, *, scored: bool = True) -> Query | None:
        """The documents in which words stand as a tree says, scored by the words that do.

        None if the index by itself cannot tell, because of fields or verbatim terms. Where
        they need not be `scored`, beginnings take less.
        """
        match node:
            case Word() | Phrase():
                asked = analyzed(node)
                if asked.verbatim:
                    return None
                find = self._tokens if scored else self._unscored
                return find(asked, FIELDS[asked.where])
            case And(nodes):
                return self._branches(Occur.Must, nodes, scored=scored)
            case Or(nodes):
                return self._branches(Occur.Should, nodes, scored=scored)
            case Not():
                return self._branches(Occur.Must, (node,), scored=scored)
            case IndexedTerm():
                return Query.const_score_query(self._having(node), 0.0)
            case _:
                return None

    def _having(self, field: IndexedTerm) -> Query:
        """The documents that a field means."""
        meant = field.predicate
        if isinstance(meant, Interval):
            name, kind = NUMBERS[field.column], FieldType.Float
            first, after = meant.first, meant.after
            return Query.range_query(schema(), name, kind, first, after, include_upper=False)
        start = tagged_token()
        tags = (token for token, _ in self._snapshot.terms_with_prefix(KIND, start))
        return any_of(term(KIND, token) for token in tags if meant(token[len(start) :]))

    def telling(self, node: Node) -> Query | None:
        """The documents that the beginning of a word tells most of; the others score nothing.

        None for what is no beginning of a single word.
        """
        if not (isinstance(node, Word) and has_beginning(node)):
            return None
        asked = analyzed(node)
        return self._telling(asked, FIELDS[asked.where])

    def scoring(self, node: Node) -> Iterator[Query]:
        """What scores those that are known to hold words as a tree says, or others as well.

        Those that all leave out score nothing.
        """
        match node:
            case Not() | IndexedTerm():
                return
            case Or(nodes) if all(isinstance(each, Word | Phrase) for each in nodes):
                for each in nodes:
                    yield from self.scoring(each)
            case _:
                query = self.telling(node) or self.tree(node)
                assert query is not None
                yield query

    def most_telling(self, node: Node) -> Query | None:
        """All that the beginning of a word scores at all, as high as among the others."""
        if (found := self.telling(node)) is None:
            return None
        return any_of([found, *self.boosts(analyzed(node))])

    def _branches(self, occur: Occur, nodes: Sequence[Node], *, scored: bool) -> Query | None:
        clauses: list[tuple[Occur, Query]] = []
        for node in nodes:
            negated = isinstance(node, Not)
            branch = self.tree(node.node if isinstance(node, Not) else node, scored=scored)
            if branch is None:
                return None
            if not negated:
                clauses.append((occur, branch))
            elif occur is Occur.Must:
                clauses.append((Occur.MustNot, branch))
            else:
                clauses.append((occur, without(everything(), branch)))
        if all(kind is Occur.MustNot for kind, _ in clauses):
            clauses.append((Occur.Must, everything()))
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def candidates(self, asked: AnalyzedTerm) -> Query:
        """All documents that may hold what is asked for."""
        symbols = sorted(filter(is_symbol, {*"".join(asked.parts), *normalized(asked.exact)}))
        queries = [term(SYMBOLS, symbol_token(asked.where, symbol)) for symbol in symbols]
        if asked.tokens:
            queries.append(self._tokens(asked, FIELDS[asked.where]))
        return every_of(queries) if queries else everything()

    def boosts(self, asked: AnalyzedTerm) -> Iterator[Query]:
        """What puts a document higher that holds the tokens in its title or its notes."""
        if asked.where is Where.ANYWHERE and asked.tokens:
            whole = without_parts(asked)
            for field, boost in ((TITLE, TITLE_BOOST), (NOTES, NOTES_BOOST)):
                yield Query.boost_query(self._telling(whole, field), boost)

    def _tokens(self, asked: AnalyzedTerm, field: str) -> Query:
        """Every document that holds the tokens."""
        *head, last = asked.tokens
        if not asked.open_ended:
            found = self._itself(asked, field)
        elif head:
            found = any_of(self._open_phrases(field, head, last))
        else:
            begun = (Query.const_score_query(each, 0.0) for each in _longer(asked, field))
            found = Query.disjunction_max_query([self._itself(asked, field), *begun])
        other = asked.other and self._tokens(asked.other, field)
        return typed_first(found, other, asked) if other else found

    def _unscored(self, asked: AnalyzedTerm, field: str) -> Query:
        """The same, with any scores: of a beginning, what is longer need not be told apart."""
        if not asked.open_ended or len(asked.tokens) > 1:
            return self._tokens(asked, field)
        itself = self._single.best(replace(asked, open_ended=False), field)
        return any_of([*_longer(asked, field), itself])

    def _telling(self, asked: AnalyzedTerm, field: str) -> Query:
        """The documents that tokens tell most of: not for rare words that begin as asked."""
        found = self._itself(asked, field)
        other = asked.other and self._telling(asked.other, field)
        return typed_first(found, other, asked) if other else found

    def _itself(self, asked: AnalyzedTerm, field: str) -> Query:
        """Written once, as it takes half a millisecond to weigh all that it may stand as."""
        is_single = len(asked.tokens) == 1
        write = self._single.best if is_single else self._single.phrase
        return self._snapshot.written((asked, field), lambda: write(asked, field))

    def _open_phrases(self, field: str, head: Sequence[str], last: str) -> Iterator[Query]:
        """Phrases that end in the beginning of a token, in portions that tantivy can take."""
        tokens = self._snapshot.terms_with_prefix(field, last)
        if len(tokens) <= _EXPANSIONS:
            words: list[str | tuple[int, str]] = [*head, f"{last}.*"]
            yield Query.regex_phrase_query(schema(), field, words)
            return
        for longer in sorted({token[: len(last) + 1] for token, _ in tokens}):
            if longer == last:
                yield Query.phrase_query(schema(), field, [*head, last])
            else:
                yield from self._open_phrases(field, head, longer)


def has_beginning(node: Node) -> bool:
    """Whether some of what a tree finds is not scored, as it only begins as asked."""
    if isinstance(node, And | Or):
        return any(map(has_beginning, node.nodes))
    asked = analyzed(node) if isinstance(node, Word) else None
    return bool(asked and asked.open_ended and len(asked.tokens) == 1 and not asked.verbatim)


def _longer(asked: AnalyzedTerm, field: str) -> Iterator[Query]:
    """The documents with a token, or a compound, that begins with a single word."""
    yield _begun(field, asked.tokens[-1])
    if asked.stem:
        yield _begun(FORMS_BESIDE[field], compound_token(asked.tokens[-1]))


def _begun(field: str, start: str) -> Query:
    """The documents with a token that begins so."""
    return Query.fuzzy_term_query(schema(), field, start, distance=0, prefix=True)


def everything() -> Query:
    """All articles and notes."""
    return Query.term_set_query(schema(), KIND, [ARTICLE, NOTE])


def notes() -> Query:
    """All notes as items of their own."""
    return term(KIND, NOTE)


def among(ids: Collection[int] | IdSet) -> Query:
    """The documents with some ids; one by one is quicker while they are few."""
    if len(ids) > FEW_IDS:
        return Query.term_set_query(schema(), ID, [*ids])
    return any_of(Query.term_query(schema(), ID, id, "basic") for id in ids)


def every_of(queries: Sequence[Query]) -> Query:
    """What fits all of some queries."""
    return joined(Occur.Must, queries)
