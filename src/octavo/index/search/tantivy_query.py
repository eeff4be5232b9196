"""Words and phrases as queries of the index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from tantivy import Occur, Query

from octavo.index.reader import Snapshot
from octavo.index.schema import (
    ARTICLE,
    FIELDS,
    ID,
    KIND,
    NOTE,
    NOTES,
    SYMBOLS,
    TITLE,
    WORDS,
    schema,
    symbol_token,
)
from octavo.index.search.scanner import AnalyzedTerm, analyzed
from octavo.index.search.scoring import NOTES_BOOST, TITLE_BOOST, nearness, rarity
from octavo.index.text.symbols import is_symbol, normalized
from octavo.query.ast import And, Node, Not, Or, Phrase, Where, Word

COMPLETIONS = 24
"""Only so many of the tokens that begin as asked, the most frequent, tell the order."""

_OTHER_INFLECTIONS = 0.3
"""What the inflections of a word count for beside the one that counts most.

nDCG@10 of the ADI, CISI and Cranfield collections: .506, .412, .390; without it .517, .404,
.386, with double .508, .407, .390.
"""

_FEW_IDS = 800
"""Ids that are asked for one by one."""

_EXPANSIONS = 8_000
"""Tokens that a phrase with an open end can take at once; tantivy stops at 16 384."""


class QueryBuilder:
    """Writes what is asked for as queries of one state of the index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def tree(self, node: Node) -> Query | None:
        """The documents in which words stand as a tree says, scored by the words that do.

        None if the index by itself cannot tell, because of fields or verbatim terms.
        """
        match node:
            case Word() | Phrase():
                asked = analyzed(node)
                return None if asked.verbatim else self._tokens(asked, FIELDS[asked.where])
            case And(nodes):
                return self._branches(Occur.Must, nodes)
            case Or(nodes):
                return self._branches(Occur.Should, nodes)
            case Not():
                return self._branches(Occur.Must, (node,))
            case _:
                return None

    def _branches(self, occur: Occur, nodes: Sequence[Node]) -> Query | None:
        clauses: list[tuple[Occur, Query]] = []
        for node in nodes:
            negated = isinstance(node, Not)
            branch = self.tree(node.node if isinstance(node, Not) else node)
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
        queries = [_term(SYMBOLS, symbol_token(asked.where, symbol)) for symbol in symbols]
        if asked.tokens:
            queries.append(self._tokens(asked, FIELDS[asked.where]))
        return all_of(queries) if queries else everything()

    def boosts(self, asked: AnalyzedTerm) -> Iterator[Query]:
        """What puts a document higher that holds the tokens in its title or its notes."""
        if asked.where is Where.ANYWHERE and asked.tokens:
            for field, boost in ((TITLE, TITLE_BOOST), (NOTES, NOTES_BOOST)):
                yield Query.boost_query(self._telling(asked, field), boost)

    def likely(self, base: str, field: str) -> Query:
        """What holds a word with a stem, or a token without inflections."""
        return self._synonyms(field, dict.fromkeys(self._snapshot.inflections(base), 1.0))

    def _tokens(self, asked: AnalyzedTerm, field: str) -> Query:
        """Every document that holds the tokens."""
        *head, last = asked.tokens
        if not asked.open_ended:
            return self._telling(asked, field)
        if head:
            return any_of(self._open_phrases(field, head, last))
        begun = Query.regex_query(schema(), field, f"{last}.*")
        telling = self._telling(asked, field)
        return Query.disjunction_max_query([telling, Query.const_score_query(begun, 0.0)])

    def _telling(self, asked: AnalyzedTerm, field: str) -> Query:
        """The documents that tokens tell most of: not for rare words that begin as asked."""
        *head, last = asked.tokens
        if head:
            return phrase(asked.tokens, field)
        words = self._snapshot.inflections(asked.stem) if asked.stem else (last,)
        weights = {word: nearness(word, last) for word in words}
        if asked.open_ended:
            likely = self._snapshot.terms_with_prefix(WORDS, last, COMPLETIONS)
            weights |= {token: 1.0 for token, _ in likely}
        return self._synonyms(field, weights)

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

    def _synonyms(self, field: str, weights: Mapping[str, float]) -> Query:
        """Words that count as one, some less than others: as rare as all of them together."""
        found = [(word, self._snapshot.frequency(field, word)) for word in sorted(weights)]
        found = [(word, frequency) for word, frequency in found if frequency]
        together = self._rarity(sum(frequency for _, frequency in found))
        queries = [
            Query.boost_query(
                _term(field, word), weights[word] * together / self._rarity(frequency)
            )
            for word, frequency in found
        ]
        if len(queries) < 2:
            return queries[0] if queries else Query.empty_query()
        return Query.disjunction_max_query(queries, _OTHER_INFLECTIONS)

    def rarity(self, asked: AnalyzedTerm) -> float:
        """How much what is asked for tells of a document."""
        *head, last = asked.tokens or ("",)
        words = {last, *self._snapshot.inflections(asked.stem)} if asked.stem else {last}
        frequencies = (self._snapshot.frequency(WORDS, word) for word in words)
        rest = sum(self._rarity(self._snapshot.frequency(WORDS, word)) for word in head)
        return self._rarity(sum(frequencies)) + rest

    def _rarity(self, frequency: int) -> float:
        return rarity(frequency, self._snapshot.size)


def everything() -> Query:
    """All articles and notes."""
    return Query.term_set_query(schema(), KIND, [ARTICLE, NOTE])


def notes() -> Query:
    """All notes as items of their own."""
    return _term(KIND, NOTE)


def among(ids: Collection[int]) -> Query:
    """The documents with some ids; one by one is quicker while they are few."""
    if len(ids) > _FEW_IDS:
        return Query.term_set_query(schema(), ID, [*ids])
    return any_of(Query.term_query(schema(), ID, id, "basic") for id in ids)


def phrase(tokens: Sequence[str], field: str = WORDS) -> Query:
    """The documents with some tokens side by side."""
    return Query.phrase_query(schema(), field, [*tokens])


def all_of(queries: Sequence[Query]) -> Query:
    """What fits all of some queries."""
    return _joined(Occur.Must, queries)


def any_of(queries: Iterable[Query]) -> Query:
    """What fits any of some queries."""
    return _joined(Occur.Should, list(queries))


def without(query: Query, unwanted: Query) -> Query:
    """What fits one query and not the other."""
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, unwanted)])


def _joined(occur: Occur, queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(occur, query) for query in queries])


def _term(field: str, token: str) -> Query:
    return Query.term_query(schema(), field, token, "freq")
