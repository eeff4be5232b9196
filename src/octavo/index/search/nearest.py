"""What is nearest: to a query of which nothing has all words, and to another document.

Large because what is measured of each part of a question stands beside it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import islice, pairwise

from tantivy import Query

from octavo.index.corpus import Corpus, Searchable
from octavo.index.reader import Snapshot
from octavo.index.schema import TITLE, WORDS, tokens_of
from octavo.index.search.engine import QueryExecution
from octavo.index.search.id_set import IdSet
from octavo.index.search.scanner import AnalyzedTerm, asked_tokens
from octavo.index.search.suggestions import SPELLINGS, suggest
from octavo.index.search.tantivy_query import QueryBuilder
from octavo.index.search.token_query import OF_PIECES, any_of, phrase, rarity, saturated, term
from octavo.index.search.word_search import WordSearch
from octavo.index.text.languages import (
    ENGLISH,
    STOP_WORDS,
    code_of,
    exact_spelling,
    forms_and_pieces,
    has_english,
    has_pieces,
    is_tonal,
    pieces_of,
    stop_words,
)
from octavo.index.text.tokenizer import fold, is_run, lowered, spelled, stem
from octavo.index.writer import SearchIndex
from octavo.model.language import has_letters
from octavo.model.search import (
    THOROUGH,
    CompleteResults,
    Scan,
    Scores,
    SearchResults,
    in_order,
)
from octavo.patterns import lazy_pattern
from octavo.query import Query as Asked
from octavo.query.ast import And, Node, Or, Phrase, Where, Word

TITLE_BOOST = 0.25
"""What a word in the title counts for, beside what it counts for anyway.

Less than where all words must stand: one of ten in a title tells little. nDCG@10 of the
ADI, CISI and Cranfield collections: .506, .412, .390; without it .490, .402, .381; with half
of it .501, .413, .388, with double .513, .399, .393.
"""

NEIGHBOURS_BOOST = 0.1
"""What two tokens count for that stand side by side here as they do in the query.

Without it .506, .411, .389, with double .501, .412, .390; of 200 questions in
Japanese and in Thai .880 and .905 find their paragraph first, without it .875 and .885.
"""

_BESIDE_RUNS = 5.0
"""What a word or number counts for beside runs, where each word is many pieces.

Not in Korean, where a run is a word. nDCG@10 of both halves of the questions in Thai (1 190)
and Japanese (2 221); half A chose it between the two languages:

| counts for | Thai A | B | Japanese A | B |
|---|---|---|---|---|
| 1 | .969 | .970 | .948 | .944 |
| 3 | .970 | .971 | .952 | .949 |
| 5 | .971 | .972 | .953 | .950 |
| 8 | .972 | .971 | .952 | .948 |
| 12 | .970 | .970 | .950 | .948 |
"""

_IN_KOREAN = 0.05
"""The same for two syllables of Korean, of which a word has many with different endings."""

_READ = 15
"""So many of the best are read, to put those first that have the words in one sentence."""

_IN_ONE_SENTENCE = 0.5
"""What the words tell that are in the same sentence, beside what they tell anyway.

nDCG@10 of questions in Arabic, German, Greek, Romanian, Russian and Turkish (90 each) and of
half of 1 190 in German, Greek and Spanish: with 0 .917, with .25 .920, with .5 .924, with 1
.923, with 2 .922; in windows of 25 words in place of sentences .922, of 12 .920.
"""

_LETTERED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
_ENDS = lazy_pattern(rf"[.!?…؟।;;·](?=\s)|[。！？\n]|(?<={_LETTERED}) (?={_LETTERED})")
"""Where sentences end, and in scripts without blanks between words, as Thai, their parts."""

_SHORTER = 0.2
"""How much more it tells to stand in a short sentence than in one of usual length.

As above .926, with 0 .924.
"""

_USUAL = 25
"""Words of a sentence."""

RESPELT = 0.5
"""What a word counts for that is only spelt nearly as one that is asked for."""

REPEATED = 0.75
"""The power to which the times count that a word stands in the query.

With 1 .497, .413, .388, with half of it .505, .382, .390, with double .494, .400, .382.
"""

_PORTION = 4
"""How many times what is wanted is fetched, as some of it will not fit the fields."""


def nearest(
    query: Asked,
    corpus: Corpus,
    index: SearchIndex,
    now: datetime,
    limit: int = 50,
    scan: Scan = THOROUGH,
) -> SearchResults:
    """The best by most of the query's words, within its fields; a whole question will do."""
    execution = QueryExecution(query, corpus, index, now, scan, ranks=False)
    texts = [*_texts(query.where)]
    question = Question(texts, index)
    question.respell(index, execution.words)
    results = _nearest(question, execution, index.snapshot, limit)
    if results.total:
        return results
    return _nearest(Question(texts, index, common=True), execution, index.snapshot, limit)


def _nearest(
    question: "Question", execution: QueryExecution, snapshot: Snapshot, limit: int
) -> CompleteResults:
    pending = execution.words.pending
    fresh = execution.words.weighed(question.terms())
    scores: Scores = {}
    ids: list[int] = []
    for portion in (limit * _PORTION, None):
        hits, count = _best(snapshot, question, portion)
        scores = {id: score for id, score in hits.items() if id not in pending} | fresh
        passing = execution.passing(IdSet.of(scores))
        ids = [*islice(filter(passing.__contains__, in_order(scores)), max(limit, _READ))]
        if len(ids) >= limit or len(hits) == count:
            break
    for found in execution.words.read(ids[:_READ]):
        scores[found.id] += _IN_ONE_SENTENCE * question.in_one_sentence(found)
    return CompleteResults(in_order({id: scores[id] for id in ids})[:limit], scores)


def _texts(node: Node | None) -> Iterator[str]:
    """The words that an article may hold, in their order, each as often as it stands there."""
    match node:
        case Word(text) | Phrase(text):
            yield text
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from _texts(each)


def _best(snapshot: Snapshot, question: "Question", limit: int | None) -> tuple[Scores, int]:
    asked = question.asked()
    if limit is not None:
        return snapshot.best(asked, limit)
    hits = snapshot.ranked(asked)
    return hits, len(hits)


class Question:
    """The words of a query by their stems, how often each stands there, and who is beside it.

    Words that every English question has are left out, unless there are no others, or they
    are asked for as `common` ones. In other languages that made no difference, or a worse one;
    there, words count by their pieces, too, and so do those of which nothing has any.
    """

    def __init__(
        self, texts: Sequence[str], index: SearchIndex, *, common: bool = False
    ) -> None:
        self._builder = QueryBuilder(index.snapshot)
        parts = [part for text in texts for part in fold(text).split()]
        words = [word for text in texts for word in spelled(text).split()]
        spelt = {lowered(word): word for word in words}
        self._language = _language_of(words, index.snapshot.languages)
        self._is_english = self._language == ENGLISH
        empty = STOP_WORDS if self._is_english and not common else ()
        telling = [part for part in parts if part not in empty] or parts
        tokens = [token for part in telling for token in asked_tokens([part])]
        self._terms = {stem(token): _term(token, spelt.get(token, "")) for token in tokens}
        self._runs = [part for part in telling if is_run(part)]
        counts = Counter(map(stem, tokens))
        among = any(not _is_korean(run) for run in self._runs) and not self._is_english
        beside = _BESIDE_RUNS if among else 1.0
        self._weights = {
            base: count**REPEATED * (1.0 if is_run(base) else beside)
            for base, count in counts.items()
        }
        self._told: dict[str, list[_Shown]] = {}
        """By what texts in each language show the words."""
        self._pairs = dict.fromkeys(
            pair for pair in _neighbours(parts) if set(pair) <= {*tokens}
        )

    def terms(self) -> list[AnalyzedTerm]:
        """Each word by itself."""
        return [*self._terms.values()]

    def asked(self) -> Query:
        """What holds any of the words, the more the better."""
        clauses: list[Query] = []
        is_known = any(map(self._builder.knows, self.terms()))
        for base, asked in self._terms.items():
            is_foreign = self._is_english and not (is_known and asked.tokens[0].isascii())
            language = "" if is_foreign else self._language  # "" is any
            for field, boost in ((WORDS, 1.0), (TITLE, TITLE_BOOST)):
                likely = self._builder.likely(asked, field, language)
                clauses.append(Query.boost_query(likely, self._weights[base] * boost))
        for run in self._runs:
            clauses += self._builder.run(run)
        for pair in self._pairs:
            boost = _IN_KOREAN if _is_korean(pair[0]) else NEIGHBOURS_BOOST
            clauses.append(Query.boost_query(phrase(pair), boost))
        return any_of(clauses)

    def in_one_sentence(self, found: Searchable) -> float:
        """What the words tell of which the sentence of a document that has most has any."""
        language = code_of(found.language)
        if language not in self._told:
            self._told[language] = [self._shown(base, language) for base in self._terms]
        text = "\n".join((found.title, found.notes, found.text[:OPENING]))
        shown = (_shown_in(each, self._told[language], language) for each in _ENDS.split(text))
        return max(shown)

    def _shown(self, base: str, language: str) -> "_Shown":
        """What a word tells, and by what a sentence in a language shows it."""
        asked, weight = self._terms[base], self._weights[base]
        [token] = asked.tokens
        is_toned = is_tonal(language) and asked.spelt
        names = {exact_spelling(asked.spelt) if is_toned else token}
        names |= asked.forms(language)
        names |= {base} if has_english(language) else {*()}
        is_cut = has_pieces(language) and not is_run(token)
        cut = pieces_of(asked.spelt or token, language) if is_cut else ()
        weight *= 0.0 if _is_korean(token) else self._builder.rarity(asked)
        return weight, names - {""}, {each: self._builder.rarity_of(each) for each in cut}

    def respell(self, index: SearchIndex, words: WordSearch) -> None:
        """Ask also for words that are spelt nearly as those that nothing has.

        Where most of the words are known, they tell enough. Those of other languages are near
        to others by their pieces.
        """
        terms = self.terms() if self._is_english else []
        unknown = [each for each in terms if not self._builder.knows(each)]
        unknown = [each for each in unknown if not words.weighed([each])]
        if 2 * len(unknown) >= len(terms):
            for term in unknown:
                for word in suggest(term.tokens[0], index)[:SPELLINGS]:
                    self._terms.setdefault(stem(word), _term(word, word))
                    self._weights.setdefault(stem(word), RESPELT)


_Shown = tuple[float, AbstractSet[str], Mapping[str, float]]
"""What a word tells, what a sentence has that has it, and what each of its pieces tells."""


def _shown_in(sentence: str, shown: Iterable[_Shown], language: str) -> float:
    """What the words tell that a sentence has, or pieces of them."""
    if not (tokens := tokens_of(sentence).split()):
        return 0.0
    forms, pieces = forms_and_pieces(sentence, language)
    there, cut = {*tokens, *forms.split()}, frozenset[str]()
    if has_english(language):
        there.update(map(stem, tokens))
    told = 0.0
    for weight, names, parts in shown:
        if not there.isdisjoint(names):
            told += weight
        elif parts:
            cut = cut or frozenset(pieces.split())
            share = sum(parts[each] for each in parts.keys() & cut) / sum(parts.values())
            told += weight * share * OF_PIECES
    return told / (1 - _SHORTER + _SHORTER * len(tokens) / _USUAL)


def _term(token: str, spelt: str) -> AnalyzedTerm:
    return AnalyzedTerm(Where.ANYWHERE, (token,), stem=stem(token), spelt=spelt)


def _is_korean(token: str) -> bool:
    return "\uac00" <= token[0] <= "\ud7a3"


def _language_of(words: Collection[str], languages: Mapping[str, int]) -> str:
    """The language of which there are the most stop words among some; or of the most texts.

    Where none is there, and the words are not in ASCII, it may be any: empty.
    """
    accents = {char for word in words for char in word if not char.isascii()}
    spelt = [each for each in languages if accents and has_letters(each, accents)]
    counts = {each: stop_words(words, each) for each in spelt or [*languages, ENGLISH]}
    if not spelt and not any(counts.values()) and not all(map(str.isascii, words)):
        return ""
    return max(counts, key=lambda each: (counts[each], languages.get(each, 0)))


def _neighbours(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Words that stand side by side, and pairs of characters that make three in a row."""
    for part in parts:
        if is_run(part):
            yield from pairwise(asked_tokens([part]))
    for left, right in pairwise(parts):
        if not is_run(left) and not is_run(right):
            yield left, right


OPENING = 20_000
"""Characters of a text that are looked at; what it is about is said by then."""

LOOKED_UP = 200
"""Words of which the frequency in the index is asked, the most frequent in the text."""

TELLING = 30
"""Words that are searched for."""

_TIMES_IN_TITLE = 3
"""As often a word in the title counts, as in a search."""


def similar(
    searchable: Searchable,
    snapshot: Snapshot,
    limit: int,
    left_out: AbstractSet[int] = frozenset(),
) -> Scores:
    """The documents most like another, best first; BM25 over its words.

    Itself is left out, and so is what has one of some ids. A word that nothing else holds
    finds nothing, and one that most documents hold tells nothing.
    """
    words = telling_words(searchable, snapshot)
    if not words:
        return {}
    gone = left_out | {searchable.id}
    scores, _ = snapshot.best(any_of(term(WORDS, word) for word in words), limit + len(gone))
    return dict([each for each in scores.items() if each[0] not in gone][:limit])


def telling_words(searchable: Searchable, snapshot: Snapshot) -> list[str]:
    """The words that set a document apart, by tf·idf, the most telling first."""
    counts = Counter(tokens_of(searchable.text[:OPENING]).split())
    for word in tokens_of(searchable.title).split():
        counts[word] += _TIMES_IN_TITLE
    for word in STOP_WORDS:
        counts.pop(word, None)
    size = snapshot.size
    weights: dict[str, float] = {}
    most = counts.most_common(LOOKED_UP)
    frequencies = [snapshot.frequency(WORDS, word) for word, _ in most]
    for (word, count), frequency in zip(most, frequencies, strict=True):
        if 1 < frequency <= size // 2:
            weights[word] = saturated(count) * rarity(frequency, size)
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING]
