"""What a word or a phrase of a query asks of a text."""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from octavo.index.text.stemming import stem
from octavo.index.text.symbols import normalized, parts_with_symbols
from octavo.index.text.tokenizer import LONGEST, fold, is_run, pairs_of
from octavo.query.ast import TextTerm, Where, Word

_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ＇][sS]$")


class AnalyzedTerm(Struct, frozen=True):
    """Tokens that must stand side by side, and characters that must stand there too."""

    where: Where
    tokens: tuple[str, ...] = ()
    open_ended: bool = False
    """Whether the last token is the beginning of one."""
    stem: str = ""
    """What the inflections of a single word have in common; empty asks for the word itself."""
    parts: tuple[str, ...] = ()
    """Normalized parts with symbols, such as `c++`."""
    exact: str = ""
    """Characters that must stand as they are, in NFC and with single blanks."""

    @property
    def letters(self) -> tuple[str, ...]:
        """What stands in every ASCII text that holds the tokens, to pass by most others fast.

        An inflection differs from its stem in the last two letters at most, `die` from `dying`
        in all but the first.
        """
        return (self.stem[: max(1, len(self.stem) - 2)],) if self.stem else self.tokens

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
    single = len(pieces) == 1 and not is_run(last)
    return AnalyzedTerm(
        where,
        tokens,
        open_ended=len(last) == 1 if is_run(last) else prefix,
        stem=stem(tokens[0]) if inflected and single and not parts else "",
        parts=parts,
    )


def asked_tokens(pieces: list[str]) -> tuple[str, ...]:
    """The tokens that a text with these pieces holds wherever it continues."""
    tokens: list[str] = []
    for piece in pieces:
        tokens += pairs_of(piece) if is_run(piece) else (piece[:LONGEST],)
    if pieces and is_run(pieces[-1]) and len(pieces[-1]) > 1:
        tokens.pop()
    return tuple(tokens)


def verbatim(text: str) -> str:
    """A text in NFC, each stretch of blanks one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
