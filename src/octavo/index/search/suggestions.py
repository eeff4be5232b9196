"""What to ask instead of a query that nothing matches: other spellings, fewer terms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from string import ascii_lowercase, digits

from msgspec.structs import replace
from tantivy import Query as TantivyQuery

from octavo.index.corpus import Corpus
from octavo.index.reader import Snapshot
from octavo.index.schema import WORDS, schema
from octavo.index.search.engine import count
from octavo.index.text.languages import ENGLISH, stop_words
from octavo.index.text.symbols import bare
from octavo.index.text.token_spans import CHUNKS, spans_in
from octavo.index.text.tokenizer import LONGEST, fold, is_run, spelled
from octavo.index.writer import SearchIndex
from octavo.model.search import THOROUGH, Scan, Suggestion
from octavo.query import Query, str_of, without_each, words_of
from octavo.query.ast import And, FieldTerm, Node, TagName, Term, Word, parts_of, place_of
from octavo.text import grouped, visible

SPELLINGS = 2
"""How many to offer for a word that nothing holds."""


_LOOKED_AT, _LOOKED_INTO = 3, 12_000
"""In how many texts, and characters of each, it is looked up how a word is written."""

SHORTEST = 3
"""A shorter word is one slip away from too many others."""

LONG = 5
"""From this length two slips are forgiven."""

_SAME_START = 2
"""Two slips are looked for in words that have so many first letters in common."""


class Suggestions:
    """Ways out of one query that nothing matches."""

    def __init__(
        self,
        query: Query,
        corpus: Corpus,
        index: SearchIndex,
        now: datetime,
        scan: Scan = THOROUGH,
    ) -> None:
        self._query = query
        self._corpus = corpus
        self._index = index
        self._now = now
        self._scan = scan
        self._totals: dict[Node | None, int] = {query.where: 0}

    def unknown_words(self) -> list[str]:
        """The words of the query that nothing holds, as they were typed.

        Without stop words, unless it has no others.
        """
        words = [word for word in words_of(self._query) if isinstance(word, Word)]
        words = [word for word in words if not self._is_small(word)] or words
        return [word.text for word in words if not self._total(word)]

    def ways(self) -> Iterator[Suggestion]:
        """Known spellings of unknown words, and what there is without the narrowest term.

        Spellings come from the index alone, so that is to be brought in step before.
        """
        for word in self.unknown_words():
            if tokens := suggest(word, self._index, SPELLINGS):
                known = [self._as_written(token) for token in tokens]
                said = f"No “{visible(bare(word))}”; did you mean {' or '.join(known)}?"
                yield Suggestion(said, word, known[0])
        yield from self._wider()

    def _wider(self) -> Iterator[Suggestion]:
        counted = [
            (self._total(rest.where), _name_of(term), str_of(rest))
            for term, rest in without_each(self._query)
        ]
        best, term, rest = max(counted, default=(0, "", ""))
        if best:
            said = f"Without {term} there {_are(best)}."
            yield Suggestion(said, without=rest)
        elif counted:
            yield from self._missing()

    def _missing(self) -> Iterator[Suggestion]:
        """The terms that by themselves find nothing, and what there is without all of them."""
        terms = [t for t, _ in without_each(self._query) if not place_of(t)]
        missing = [term for term in terms if not self._total(term)]
        telling = [term for term in missing if not self._is_small(term)] or missing
        spelt = {t for t in telling if isinstance(t, Word) and suggest(t.text, self._index)}
        if named := [term for term in telling if term not in spelt]:
            yield Suggestion(f"There is {' and '.join(map(_none_of, named))}.")
        rest = tuple(node for node in parts_of(self._query.where) if node not in missing)
        if len(missing) > 1 and self._tells(rest):
            left = Query(And(rest) if len(rest) > 1 else rest[0], self._query.sort)
            if total := self._total(left.where):
                them = "them" if telling == missing else "what is missing"
                yield Suggestion(f"Without {them} there {_are(total)}.", without=str_of(left))

    def _total(self, where: Node | None) -> int:
        """How many there are of what a part of the query asks for, each part counted once."""
        if where not in self._totals:
            asked = Query(where)
            self._totals[where] = count(asked, self._corpus, self._index, self._now, self._scan)
        return self._totals[where]

    def _tells(self, parts: Iterable[Node]) -> bool:
        """Whether there is more to ask for than places and stop words."""
        return not all(place_of(part) or self._is_small(part) for part in parts)

    def _is_small(self, term: Node) -> bool:
        """Whether it is a stop word in a language that there are texts in, or in English."""
        words = spelled(term.text).split() if isinstance(term, Word) else []
        languages = {*self._index.snapshot.languages, ENGLISH}
        return len(words) == 1 and any(stop_words(words, each) for each in languages)

    def _as_written(self, token: str) -> str:
        """A word as it mostly stands in a text that holds it, with accents and case.

        As the index has it, where it stands too far down in those that are looked at.
        """
        holds = TantivyQuery.term_query(schema(), WORDS, token, "basic")
        for id in self._index.snapshot.scored(holds, _LOOKED_AT)[0]:
            for each in self._corpus.searchables([id]):
                text = f"{each.title}\n{each.notes}\n{each.text[:_LOOKED_INTO]}"
                if written := Counter(_written(token, text)):
                    return max(written, key=lambda word: (written[word], word))
        return token


def _name_of(term: Term) -> str:
    """A term as it was typed, a word without the punctuation around it."""
    if isinstance(term, Word):
        term = replace(term, text=bare(term.text) or term.text)
    return visible(str_of(Query(term)))


def _none_of(term: Term) -> str:
    match term:
        case FieldTerm(value=TagName(name, prefix)):
            return f"no tag {visible(name)}{'…' * prefix}"
        case FieldTerm("author", str(text)):
            return f"no author {visible(text)}"
        case _:
            return f"no {_name_of(term)}"


def _are(count: int) -> str:
    return "is 1 article" if count == 1 else f"are {grouped(count)} articles"


def _written(token: str, text: str) -> Iterator[str]:
    """The ways in which a word stands in a text, each as often as it does."""
    for chunk, often in Counter(CHUNKS.findall(text)).items():
        if chunk.isascii():
            yield from repeat(chunk, often if chunk.lower() == token else 0)
        elif _begins(chunk[0]) == token[0] and token in fold(chunk):
            for span in spans_in(chunk):
                if span.token == token:
                    yield from repeat(chunk[span.start : span.end], often)


@lru_cache(1000)
def _begins(letter: str) -> str:
    """The first letter of what a letter is folded to."""
    return fold(letter).strip()[:1]


def suggest(word: str, index: SearchIndex, limit: int = 3) -> list[str]:
    """Known words that are one or two slips away from this one, likeliest first.

    A slip is a letter too many, too few, wrong, or in the place of its neighbour. Empty if
    the word is known, in scripts without spaces, and of what is longer than any word that is
    known: all its slips would be looked up, by the thousand and each as long as itself.
    """
    pieces = fold(word).split()
    if len(pieces) != 1 or is_run(pieces[0]) or not SHORTEST <= len(pieces[0]) <= LONGEST:
        return []
    [typed], snapshot = pieces, index.snapshot
    if snapshot.frequency(WORDS, typed):
        return []
    found = _by_frequency(set(one_slip(typed)), snapshot)
    if len(found) < limit and len(typed) >= LONG:
        known = (token for token, _ in snapshot.terms_with_prefix(WORDS, typed[:_SAME_START]))
        near = {token for token in known if is_near(typed, token)}
        found += _by_frequency(near - {*found}, snapshot)
    return found[:limit]


def _by_frequency(words: Iterable[str], snapshot: Snapshot) -> list[str]:
    """Those that the library holds, the most frequent first."""
    frequencies = {word: snapshot.frequency(WORDS, word) for word in words}
    known = (word for word, frequency in frequencies.items() if frequency)
    return sorted(known, key=lambda word: (-frequencies[word], word))


def one_slip(word: str) -> Iterator[str]:
    """All that can be written by mistake for a word, and what it may be a mistake for."""
    letters = ascii_lowercase + digits if word.isascii() else sorted(set(word))
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (f"{head}{letter}{tail}" for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (f"{head}{letter}{tail[1:]}" for letter in letters)
        if len(tail) > 1:
            yield f"{head}{tail[1]}{tail[0]}{tail[2:]}"


def is_near(one: str, other: str, slips: int = 2) -> bool:
    """Whether so many slips lead from one word to another, no letter slipping twice.

    The optimal string alignment distance, row by row.
    """
    if abs(len(one) - len(other)) > slips or len({*one} ^ {*other}) > 2 * slips:
        return False
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, match in enumerate(other, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > slips:
            return False
        before, above = above, row
    return above[-1] <= slips
