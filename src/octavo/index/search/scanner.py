"""What a query means: a plain look through the words of a title, notes and a text.

The index must find the same. New and changed articles are searched this way until the
index has them, and so is what the index only narrows down.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from octavo.index.corpus import Searchable
from octavo.index.text.compounds import Compound, compounds, is_dotted, other_spelling
from octavo.index.text.languages import (
    ENGLISH,
    code_of,
    forms_of,
    has_english,
    has_wanted_form,
    with_prefixes,
    without_particles,
)
from octavo.index.text.symbols import normalized, parts_with_symbols, verbatim, whole_word
from octavo.index.text.tokenizer import (
    LONGEST,
    fold,
    irregular_stems,
    is_run,
    joins,
    lowered_text,
    pairs_of,
    spelled,
    stem,
    tokens,
)
from octavo.patterns import lazy_pattern
from octavo.query.ast import And, FieldTerm, Node, Not, Or, Phrase, TextTerm, Where, Word

_POSSESSIVE = lazy_pattern(r"(?<=\w)['’ʼ＇][sS]$")


class AnalyzedTerm(Struct, frozen=True):
    """Tokens that must stand side by side, and characters that must stand there too."""

    where: Where
    tokens: tuple[str, ...] = ()
    open_ended: bool = False
    """Whether the last token is the beginning of one."""
    stem: str = ""
    """What the English inflections of a single word have in common; empty asks for itself."""
    spelt: str = ""
    """A single word as it is spelt, of which inflections count as well."""
    beside: frozenset[str] = frozenset()
    """What counts as well as the token of a single word, in any language."""
    parts: tuple[str, ...] = ()
    """Normalized parts with symbols, such as `c++`."""
    exact: str = ""
    """Characters that must stand as they are, in NFC and with single blanks."""
    other: "AnalyzedTerm | None" = None
    """What counts as well: `wifi` for `wi-fi`."""

    @property
    def letters(self) -> tuple[str, ...]:
        """What is among the letters of every text that holds the tokens.

        To pass by most others fast. An English inflection differs from its stem in the last
        two letters at most, `die` from `dying` and `goose` from `geese` in all but the first.
        A version, `2.0-beta`, has more than letters in its token.
        """
        if not self.stem:
            return self.tokens
        kept = 1 if self.stem in irregular_stems() else max(1, len(self.stem) - 2)
        return (self.stem[:kept].replace(".", "").replace("-", ""),)

    def forms(self, language: str) -> frozenset[str]:
        """What the inflections of a single word have in common in a language.

        Of one without accents several, as it may be typed without them, and inside of others.
        """
        return forms_of(self.spelt, language) if self.spelt else frozenset()

    @property
    def verbatim(self) -> bool:
        """Whether tokens alone cannot tell, so that the text must be looked at."""
        return bool(self.parts or self.exact)


@lru_cache(1_000)
def analyzed(term: TextTerm) -> AnalyzedTerm:
    """What a word or a phrase asks for."""
    if isinstance(term, Word):
        text = _POSSESSIVE.sub("", term.text)
        return _analyzed(text, term.where, inflected=True, prefix=term.prefix)
    if not term.exact:
        return _analyzed(term.text, term.where)
    found = _analyzed(term.text, term.where)
    return AnalyzedTerm(term.where, found.tokens, found.open_ended, exact=verbatim(term.text))


def _analyzed(
    text: str, where: Where, *, inflected: bool = False, prefix: bool = False
) -> AnalyzedTerm:
    pieces = fold(text).split()
    tokens = asked_tokens(pieces)
    parts = parts_with_symbols(text)
    if not tokens:
        return AnalyzedTerm(where, parts=parts or (normalized(text),), open_ended=prefix)
    last = pieces[-1]
    single = inflected and len(pieces) == 1 and not is_run(last) and not parts
    other = None
    if inflected and not single and not parts:
        if spelling := other_spelling(text):
            other = _analyzed(spelling, where, inflected=True, prefix=prefix)
        elif is_dotted(text):
            dotted = text.lower()
            other = AnalyzedTerm(where, (dotted,), open_ended=prefix, stem=dotted, spelt=dotted)
        elif is_run(last) and (noun := without_particles(text)):
            other = _analyzed(noun, where, inflected=not is_run(noun[-1]))
    return AnalyzedTerm(
        where,
        tokens,
        open_ended=len(last) == 1 if is_run(last) else prefix,
        stem=stem(tokens[0]) if single else "",
        spelt="".join(spelled(text).split()) if single else "",
        beside=with_prefixes(tokens[0]) if single else frozenset(),
        parts=parts,
        other=other,
    )


def asked_tokens(pieces: list[str]) -> tuple[str, ...]:
    """The tokens that a text with these pieces holds wherever it continues."""
    tokens: list[str] = []
    for piece in pieces:
        tokens += pairs_of(piece) if is_run(piece) else (piece[:LONGEST],)
    if pieces and is_run(pieces[-1]) and len(pieces[-1]) > 1:
        tokens.pop()
    return tuple(tokens)


class ScannedText:
    """A title, the notes on an article or a text, taken apart as far as it is asked."""

    def __init__(self, text: str, language: str = ENGLISH) -> None:
        self.text = text
        self.language = language

    @cached_property
    def tokens(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def spelt(self) -> list[str]:
        return spelled(self.text).split()

    @cached_property
    def compounds(self) -> list[Compound]:
        return [*compounds(self.text)]

    @cached_property
    def letters(self) -> str | None:
        """All letters and digits, folded, as if nothing stood between them.

        So every token is in one piece here, and every compound, but where marks are in no
        order or begin a word: as one, its parts may be folded otherwise. None is for these.
        """
        folded = lowered_text(self.text)
        is_settled = unicodedata.is_normalized("NFC", self.text) and not joins(folded)
        return folded.replace(" ", "") if is_settled else None

    def _lacks(self, asked: AnalyzedTerm) -> bool:
        """Whether a look at all letters is enough to tell that the tokens are not here."""
        here = None if asked.beside else self.letters
        return here is not None and not all(map(here.__contains__, asked.letters))

    @cached_property
    def normalized(self) -> str:
        return normalized(self.text)

    @cached_property
    def verbatim(self) -> str:
        return verbatim(self.text)

    def holds(self, asked: AnalyzedTerm) -> bool:
        """Whether all that is asked for stands in this part."""
        if not self.text:
            return False
        if asked.exact:
            return self._is_exact(asked)
        for part in asked.parts:
            if not whole_word(part, open_ended=asked.open_ended).search(self.normalized):
                return False
        return self._has_tokens(asked)

    def _is_exact(self, asked: AnalyzedTerm) -> bool:
        """Whether the characters stand here; in ASCII the tokens then do as well."""
        plain = self.text.isascii()
        if plain and asked.exact.split()[0] not in self.text:
            return False
        found = whole_word(asked.exact).search(self.verbatim)
        return found is not None and (plain or self._has_tokens(asked))

    def positions(self, asked: AnalyzedTerm) -> list[int]:
        """Where among the tokens here those that are asked for stand side by side."""
        return positions(self.tokens, asked, self.language)

    def inflections(self, asked: AnalyzedTerm) -> list[str]:
        """The words here that have the form of one that is asked for, by their own language."""
        if not (wanted := asked.forms(self.language)):
            return []
        words = (*self.spelt, *(each.spelt for each in self.compounds))
        fitting = {word for word in {*words} if has_wanted_form(word, self.language, wanted)}
        return [word for word in words if word in fitting] if fitting else []

    def joined(self, asked: AnalyzedTerm) -> list[str]:
        """The compounds here that are the word that is asked for, or an inflection."""
        fits = token_test(asked, self.language) if asked.stem else None
        words = (each.folded for each in self.compounds)
        return [word for word in words if fits and fits(word)]

    def _has_tokens(self, asked: AnalyzedTerm) -> bool:
        if asked.other and self._has_tokens(asked.other):
            return True
        if self.inflections(asked):
            return True
        if self._lacks(asked):
            return False
        if self.joined(asked):
            return True
        if len(asked.tokens) < 2:
            fits = token_test(asked, self.language) if asked.tokens else None
            return fits is None or any(map(fits, self.tokens))
        return bool(self.positions(asked))


def token_test(asked: AnalyzedTerm, language: str) -> Callable[[str], bool]:
    """Whether a token in a text of a language is the last one that is asked for."""
    last = asked.tokens[-1]
    if beside := asked.beside:
        is_begun = asked.open_ended
        return lambda t: t == last or t in beside or (is_begun and t.startswith(last))
    if asked.stem and has_english(language):
        same, begun = asked.stem, asked.open_ended
        return lambda token: (begun and token.startswith(last)) or stem(token) == same
    if asked.open_ended:
        return lambda token: token.startswith(last)
    return lambda token: token == last


def positions(found: Sequence[str], asked: AnalyzedTerm, language: str) -> list[int]:
    """Where in a list of tokens those that are asked for stand side by side."""
    *head, _ = asked.tokens
    fits = token_test(asked, language)
    size = len(head)
    return [
        at
        for at in range(len(found) - size)
        if fits(found[at + size]) and all(found[at + i] == head[i] for i in range(size))
    ]


class ScannedDocument:
    """The words of an article or a note, ready to be looked through."""

    def __init__(self, document: Searchable) -> None:
        self.id = document.id
        language = code_of(document.language)
        self.title = ScannedText(document.title, language)
        self.notes = ScannedText(document.notes, language)
        self.text = ScannedText(document.text, language)

    def parts(self, where: Where) -> tuple[ScannedText, ...]:
        """Where to look."""
        match where:
            case Where.TITLE:
                return (self.title,)
            case Where.NOTE:
                return (self.notes,)
            case Where.ANYWHERE:
                return (self.title, self.notes, self.text)

    def holds(self, term: TextTerm) -> bool:
        """Whether a word or a phrase stands in this document."""
        asked = analyzed(term)
        return any(part.holds(asked) for part in self.parts(asked.where))

    def matches(self, node: Node, field: Callable[[FieldTerm], bool]) -> bool:
        """Whether a whole tree of terms holds, given what the fields say."""
        match node:
            case And(nodes):
                return all(self.matches(each, field) for each in nodes)
            case Or(nodes):
                return any(self.matches(each, field) for each in nodes)
            case Not(negated):
                return not self.matches(negated, field)
            case Word() | Phrase():
                return self.holds(node)
            case _:
                return field(node)
