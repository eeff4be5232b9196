"""A single word as a query of the index: itself, its inflections by language, its pieces.

It is weighed by BM25, as in Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25
and Beyond (2009), with the constants that tantivy has, and by what counts for more or less than
the words themselves.

Large because what is measured of each of these stands beside it.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, pairwise, product

from msgspec.structs import replace
from tantivy import Occur, Query

from octavo.index.reader import Snapshot
from octavo.index.schema import (
    FIELDS,
    FORMS,
    FORMS_BESIDE,
    KIND,
    PAIRS,
    PIECES,
    WORDS,
    language_token,
    pair_token,
    schema,
)
from octavo.index.search.scanner import AnalyzedTerm, ScannedDocument, ScannedText
from octavo.index.text.compounds import compound_token
from octavo.index.text.languages import (
    ENGLISH,
    exact_spelling,
    form,
    has_english,
    has_forms,
    has_pieces,
    is_inside,
    is_tonal,
    pieces_of,
    spelling,
)
from octavo.index.text.tokenizer import is_run, regular
from octavo.patterns import lazy_pattern
from octavo.query.ast import Where

TITLE_BOOST = 3.0
NOTES_BOOST = 2.0
"""What a word in the title or the notes counts for, beside what it counts for anyway.

Of 500 posts of a public site, each asked for by two words of its title among 1 463, 82 of 100
come first with 3, as with 1.5, 6 and 12; without it 41. What a person wrote stands between.
"""

DISTANT = 0.15
"""What a word counts for that only shares the stem, as `governance` does with `government`.

So little that in a title it tells less than the word itself does in a text.
"""

BESIDE = 0.5
"""What a word counts for with another prefix, particle or spelling than was asked for, or
inside of another."""

_ENDING = lazy_pattern(r"(?:ies|es|s|ied|ed|ing|y|e)$")
_DOUBLED = lazy_pattern(r"([^aeiou])\1$")

_K1 = 1.2
"""How soon more of the same word stops to count, as tantivy has it."""

_B = 0.75
"""How much longer documents count for less, as tantivy has it."""


def rarity(frequency: int, size: int) -> float:
    """The inverse document frequency of a word that so many of `size` documents hold."""
    count = max(size, frequency)
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def saturated(count: int, length: float = 1.0) -> float:
    """What a word counts for that stands so often in a document.

    Its length is given as a multiple of the average.
    """
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))


@lru_cache(10_000)
def nearness(word: str, asked: str) -> float:
    """What a word counts for where one with the same stem is asked for."""
    if not asked.isascii():
        return 1.0 if word == asked else BESIDE
    return 1.0 if word == asked or _core(word) == _core(asked) else DISTANT


def _is_part(other: AnalyzedTerm) -> bool:
    """Whether another spelling may stand inside of something else, as `2.3` in `v1.2.3`."""
    return len(other.tokens) > 1 and not is_run(other.tokens[-1])


def without_parts(asked: AnalyzedTerm) -> AnalyzedTerm:
    """What is asked for, without what may stand inside of something else."""
    return replace(asked, other=None) if asked.other and _is_part(asked.other) else asked


def _likeness(other: AnalyzedTerm | None) -> float:
    """What another spelling counts for beside the one that was asked for."""
    return DISTANT if other and _is_part(other) else BESIDE


def _core(word: str) -> str:
    """A word without the endings of plurals and of verbs."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", regular(word)))


def weight_of(document: ScannedDocument, asked: AnalyzedTerm) -> float:
    """What a term counts for in a document, as if that were of average length."""
    counts = [_count(part, asked) for part in document.parts(asked.where)]
    found = _term_weight(counts)
    if asked.where is Where.ANYWHERE:
        title, notes, _ = counts
        found += TITLE_BOOST * _term_weight([title]) + NOTES_BOOST * _term_weight([notes])
    return found


def _count(part: ScannedText, asked: AnalyzedTerm) -> tuple[int, float]:
    """How often a part holds what is asked for, and what the nearest form there counts for."""
    if not asked.tokens:
        return 1, 1.0
    if asked.other and (other := _count(part, asked.other))[0]:
        beside = other[1] * _likeness(asked.other)
        return other[0], 1.0 if part.positions(asked) else beside
    found = part.positions(asked)
    if not asked.stem:
        return len(found), 1.0
    if inflected := part.inflections(asked):
        wanted = asked.forms(part.language)
        if all(form(word, part.language) not in wanted for word in {*inflected}):
            return len(inflected), BESIDE  # each is inside of another
        is_as_typed = spelling(asked.spelt) and asked.spelt in part.spelt
        return len(inflected), _AS_TYPED if is_as_typed else 1.0
    [word] = asked.tokens
    compounds = part.joined(asked)
    words = {*(part.tokens[at] for at in found), *compounds}
    begun = (asked.open_ended and each.startswith(word) for each in words)
    near = 1.0 if any(begun) else max((nearness(each, word) for each in words), default=0.0)
    return len(found) + len(compounds), near


def _term_weight(counts: Sequence[tuple[int, float]]) -> float:
    """What some counts tell; more of the same word soon stops to count."""
    count = sum(number for number, _ in counts)
    return max((near for number, near in counts if number), default=0.0) * saturated(count)


COMPLETIONS = 24
"""Only so many of the tokens that begin as asked, the most frequent, tell the order."""

_TOLD_APART = 10_000
"""Documents that are few enough for all of these; what most documents hold tells little."""

_AS_TYPED = 3.0
"""What accents and tones count for that stand as they are typed: as much as a title does.

So that short texts without them do not come first.
"""

_OTHER_INFLECTIONS = 0.3
"""What the inflections of a word count for beside the one that counts most.

nDCG@10 of the ADI, CISI and Cranfield collections: .506, .412, .390; without it .517, .404,
.386, with double .508, .407, .390.
"""

_UNTONED = 0.1
"""What a syllable counts for by its letters alone, where it was asked for with its tones.

nDCG@10 of both halves of 90 questions in Vietnamese: .953 .964, as with .01, .05 and .2; with
.5 .953 .973.
"""

OF_PIECES = 0.75
_GROWTH = 0.25
"""Together pieces count for this, and the more the more there are of a word, but slowly.

nDCG@10 of both halves of 1 551 questions in Arabic, German, Greek, Romanian, Russian, Spanish
and Turkish. Half A would have 1, half B not:

| pieces | growth | A | B |
|---|---|---|---|
| .5 | .25 | .945 | .948 |
| .75 | .25 | .947 | .948 |
| 1 | .25 | .948 | .946 |
| 1.5 | .25 | .946 | .944 |
| .75 | 0 | .946 | .945 |
| .75 | .5 | .942 | .946 |
"""

_OVERLAPPING = 0.5
"""What a piece of a run counts for, of which its neighbours share most.

nDCG@10 of both halves of 1 190 questions in Thai: with .01 .956 .948, with .3 .971 .969, with
.5 .971 .973, with .7 .970 .972, with 1 .970 .971.
"""

Place = tuple[str, str]
"""A field and a token."""

Nearness = Callable[[str, str], float]
"""What a word counts for where another is asked for."""


class TokenQueries:
    """Writes words as queries of one state of the index.

    Large because all that a word may stand as is weighed together.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def best(self, asked: AnalyzedTerm, field: str) -> Query:
        """What holds it or an inflection by the language of the text, the nearest first."""
        return best_of(self._alternatives(asked, field, nearness, _AS_TYPED))

    def likely(self, asked: AnalyzedTerm, field: str, language: str) -> Query:
        """What holds a word or an inflection, all alike.

        What is not asked in English is also found by what other languages make of the word,
        and by pieces of it as texts have them in its language, or where that is empty in any.
        """
        if language == ENGLISH:
            return best_of(self._words(asked, field, lambda *_: 1.0))
        if is_tonal(language) and asked.spelt:
            exact = term(FORMS_BESIDE[field], exact_spelling(asked.spelt))
            folded = best_of(self._words(asked, field, lambda *_: 1.0))
            return any_of([exact, Query.boost_query(folded, _UNTONED)])
        alternatives = self._alternatives(asked, field, lambda *_: 1.0)
        is_cut = field == WORDS and not is_run(asked.tokens[-1])
        if is_cut and (pieces := self._pieces(asked, language)):
            alternatives.append(any_of(pieces))
        return best_of(alternatives)

    def _alternatives(
        self, asked: AnalyzedTerm, field: str, near: Nearness, as_typed: float = 1.0
    ) -> list[Query]:
        """What a single token may stand as: itself, an inflection, a longer one where open.

        With its accents it may count for more.
        """
        beside = FORMS_BESIDE[field]
        wanted = self._wanted_forms(asked)
        inside = self._known((beside, each) for each in wanted if is_inside(each))
        forms = self._known((beside, each) for each in wanted if not is_inside(each))
        weights = dict.fromkeys(forms, self._density)
        found = self._words(asked, field, near, sum(forms.values()))
        found += self._weighed(forms, weights, self._rarity(sum(forms.values())))
        found += (Query.boost_query(term(*p), self._density * BESIDE) for p in inside)
        place = beside, spelling(asked.spelt) if asked.spelt else ""
        if self._known([place]):  # rarer than without its accents, so it comes first
            found.append(Query.boost_query(term(*place), self._density * as_typed))
        return found

    def _words(
        self, asked: AnalyzedTerm, field: str, near: Nearness, frequency: int = 0
    ) -> list[Query]:
        """The same, but in English alone; at least as frequent as is said."""
        [last] = asked.tokens
        inflections = self._snapshot.inflections(asked.stem) if asked.stem else ()
        places = [(field, WORDS, "", 1.0)]
        if asked.stem:
            places.append((FORMS_BESIDE[field], FORMS, compound_token(""), self._density))
        anywhere: dict[Place, float] = {}
        english: dict[Place, float] = {}
        for name, whole, sign, weight in places:
            anywhere |= {
                (name, sign + word): near(word, last) * weight for word in asked.beside
            }
            anywhere[name, sign + last] = weight
            if asked.open_ended:
                likely = self._completions(whole, sign + last)
                anywhere |= {(name, token): weight for token in likely}
            inflected = {(name, sign + word): near(word, last) for word in inflections}
            english |= {place: weight * inflected[place] for place in inflected}
        for place in anywhere:
            english.pop(place, None)
        known = self._known({*anywhere, *english})
        together = self._rarity(max(frequency, sum(known.values())))
        found = [*self._weighed(known, anywhere, together)]
        return [*found, *self._in_english([*self._weighed(known, english, together)])]

    def _completions(self, field: str, start: str) -> Iterator[str]:
        """The most frequent tokens that begin so, until most documents have one of them."""
        left = max(self._snapshot.size, _TOLD_APART)
        for token, frequency in self._snapshot.terms_with_prefix(field, start, COMPLETIONS):
            if left > 0:
                yield token
            left -= frequency

    def knows(self, asked: AnalyzedTerm) -> bool:
        """Whether something holds a word or an inflection."""
        words = {asked.tokens[-1], *self._snapshot.inflections(asked.stem)}
        forms = {*map(compound_token, words), *self._wanted_forms(asked)}
        return bool(self._known([*product([WORDS], words), *product([FORMS], forms)]))

    def pairs(self, asked: AnalyzedTerm) -> list[str]:
        """The tokens of neighbours that are common words, where all that is asked for is."""
        common = self._snapshot.common
        if asked.where is not Where.ANYWHERE or asked.open_ended or not common:
            return []
        is_common = len(asked.tokens) > 1 and common.issuperset(asked.tokens)
        return [pair_token(*pair) for pair in pairwise(asked.tokens)] if is_common else []

    def phrase(self, asked: AnalyzedTerm, field: str) -> Query:
        """Tokens side by side.

        Of two common words it is one token, scored as if it were looked for; of more their
        pairs tell first where there is anything to look at.
        """
        found, pairs = phrase(asked.tokens, field), self.pairs(asked) if field == WORDS else []
        if len(pairs) == 1:
            rare = self._rarity(self._snapshot.frequency(PAIRS, pairs[0]))
            words = (self._snapshot.frequency(field, word) for word in asked.tokens)
            told = sum(map(self._rarity, words))
            return Query.boost_query(term(PAIRS, pairs[0]), told / rare)
        narrow = (Query.const_score_query(term(PAIRS, pair), 0.0) for pair in {*pairs})
        return joined(Occur.Must, [found, *narrow])

    def most(self, asked: AnalyzedTerm) -> int:
        """In how many documents, about, all tokens may stand."""
        *head, last = asked.tokens or ("",)
        field, frequencies = FIELDS[asked.where], [self._snapshot.size]
        if asked.open_ended and not head:
            likely = self._snapshot.terms_with_prefix(field, last, COMPLETIONS)
            return min(sum(frequency for _, frequency in likely), self._snapshot.size)
        if asked.stem:
            return min(self._frequency(asked, field), self._snapshot.size)
        whole = head if asked.open_ended else asked.tokens
        frequencies += (self._snapshot.frequency(field, token) for token in whole)
        frequencies += (self._snapshot.frequency(PAIRS, pair) for pair in self.pairs(asked))
        return min(frequencies) + (self.most(asked.other) if asked.other else 0)

    def _known(self, places: Iterable[Place]) -> dict[Place, int]:
        """The tokens that there are, and in how many documents each."""
        found = ((place, self._snapshot.frequency(*place)) for place in sorted(places))
        return {place: frequency for place, frequency in found if frequency}

    def _weighed(
        self, known: Mapping[Place, int], weights: Mapping[Place, float], together: float
    ) -> Iterator[Query]:
        """Tokens that count as one, some less than others: as rare as all of them together."""
        for place, frequency in known.items():
            if place in weights:
                weight = weights[place] * together / self._rarity(frequency)
                yield Query.boost_query(term(*place), weight)

    def _in_english(self, inflections: Sequence[Query]) -> Sequence[Query]:
        """English inflections, where words are taken for English."""
        others = [each for each in self._snapshot.languages if not has_english(each)]
        if not inflections or not others:
            return inflections
        return [
            without(
                best_of(inflections),
                any_of(term(KIND, language_token(each)) for each in others),
            )
        ]

    def _wanted_forms(self, asked: AnalyzedTerm) -> set[str]:
        """The forms of a single word in each language that there are texts in."""
        return {*chain.from_iterable(map(asked.forms, self._snapshot.languages))}

    def _pieces(self, asked: AnalyzedTerm, language: str) -> list[Query]:
        """What holds pieces of a word, which together tell about as much as it does."""
        word = asked.spelt or asked.tokens[-1]
        languages = [language] if language else filter(has_pieces, self._snapshot.languages)
        pieces = [pieces_of(word, language) for language in languages]
        most = max(map(len, pieces), default=0) or 1
        weight = self._density_of(has_pieces) * OF_PIECES / most**_GROWTH
        wanted = sorted({piece for each in pieces for piece in each})
        found = (piece for piece in wanted if self._snapshot.frequency(PIECES, piece))
        return [Query.boost_query(term(PIECES, piece), weight) for piece in found]

    def run(self, run: str) -> Iterator[Query]:
        """What holds pieces of a run, beside its pairs."""
        for piece in dict.fromkeys(pieces_of(run, "")):
            if self._snapshot.frequency(PIECES, piece):
                is_whole = piece.startswith("_") or len(piece) == 1
                share = 1.0 if is_whole else _OVERLAPPING
                weight = self._density_of(has_pieces) * share
                yield Query.boost_query(term(PIECES, piece), weight)

    @cached_property
    def _density(self) -> float:
        return self._density_of(has_forms)

    def _density_of(self, has: Callable[[str], bool]) -> float:
        """What makes up for the texts without forms or pieces: the others seem long by them.

        BM25 takes the average length over all texts. What stands once in a text with forms
        then counts for as much as it would among such texts alone.
        """
        languages = self._snapshot.languages
        held = sum(count for each, count in languages.items() if has(each))
        return 1 / saturated(1, self._snapshot.size / held) if held else 1.0

    def rarity(self, asked: AnalyzedTerm) -> float:
        """How much what is asked for tells of a document."""
        head = asked.tokens[:-1]
        rest = sum(self._rarity(self._snapshot.frequency(WORDS, word)) for word in head)
        return self._rarity(self._frequency(asked, WORDS)) + rest

    def _frequency(self, asked: AnalyzedTerm, field: str) -> int:
        """In how many documents, about, the last word stands, or an inflection."""
        snapshot, beside = self._snapshot, FORMS_BESIDE[field]
        words = {*asked.tokens[-1:], *asked.beside}
        words |= {*snapshot.inflections(asked.stem)} if asked.stem else set()
        places = (*product([field], words), *product([beside], map(compound_token, words)))
        forms = (snapshot.frequency(beside, form) for form in self._wanted_forms(asked))
        return max(sum(snapshot.frequency(*place) for place in places), *forms, 0)

    def rarity_of(self, piece: str) -> float:
        """How much a piece of a word tells."""
        return self._rarity(self._snapshot.frequency(PIECES, piece))

    def _rarity(self, frequency: int) -> float:
        return rarity(frequency, self._snapshot.size)


def best_of(queries: Sequence[Query]) -> Query:
    """What fits any of some queries, and tells about as much as the one that tells most."""
    if len(queries) < 2:
        return queries[0] if queries else Query.empty_query()
    return Query.disjunction_max_query(queries, _OTHER_INFLECTIONS)


def typed_first(typed: Query, other: Query, asked: AnalyzedTerm) -> Query:
    """What holds a term as it is typed, or for less in its other spelling."""
    return best_of([typed, Query.boost_query(other, _likeness(asked.other))])


def any_of(queries: Iterable[Query]) -> Query:
    """What fits any of some queries."""
    return joined(Occur.Should, list(queries))


def without(query: Query, unwanted: Query) -> Query:
    """What fits one query and not the other."""
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, unwanted)])


def joined(occur: Occur, queries: Sequence[Query]) -> Query:
    """Some queries as one, each of them as is said."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(occur, query) for query in queries])


def phrase(tokens: Sequence[str], field: str = WORDS) -> Query:
    """The documents with some tokens side by side."""
    return Query.phrase_query(schema(), field, [*tokens])


def term(field: str, token: str) -> Query:
    """The documents with a token."""
    return Query.term_query(schema(), field, token, "freq")


_NESTED = 32
"""As many scores are added one after the other: those of ten words."""


def with_scores(query: Query, scored: Iterable[Query]) -> Query:
    """What fits a query, each with what others count for, which need not fit.

    One after the other: of several alternatives tantivy goes through all documents that have
    any, and of one only through those that are asked for. It takes one inside the other by
    calls of itself, some 400 of which its stack holds.
    """
    counted = [(Occur.Should, each) for each in scored]
    if len(counted) > _NESTED:
        return Query.boolean_query([(Occur.Must, query), *counted])
    for each in counted:
        query = Query.boolean_query([(Occur.Must, query), each])
    return query
