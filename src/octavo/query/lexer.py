"""Going through the text of a query: what stands next, and where."""

import re
from collections.abc import Container

from msgspec import Struct

from octavo.model.errors import QueryError
from octavo.patterns import lazy_pattern
from octavo.query.characters import (
    AT,
    BLANKS,
    CLOSING,
    COLONS,
    EQUALS,
    MINUS,
    OPERATORS,
    QUOTES,
    RUN,
    STAR,
    closing,
    folded,
    searchable,
)

_FIELD = lazy_pattern(rf"([A-Za-zＡ-Ｚａ-ｚ]+)([{COLONS}])")
_VALUE = lazy_pattern(rf"[\w<>=({''.join(QUOTES)}-]")

MAX_TERMS = 1024
"""As many clauses as a Lucene query takes by default."""

MAX_LENGTH = 2_000
"""Characters of one word or quoted text; what is longer was pasted by mistake."""


class Value(Struct, frozen=True):
    """What follows a field's colon, or a word or quoted text that stands alone."""

    text: str
    """Without its quotes and its star."""
    quoted: bool = False
    exact: bool = False
    """Whether `=` stands before the quotes."""
    star: bool = False
    typed: bool = False
    """Whether it is being typed: it ends at the cursor, and nothing closes it yet."""
    widen: bool = False
    """Whether it is being typed and counts as the beginning of what is meant."""


class Scanner:
    """A place in the text of a query."""

    def __init__(self, text: str, typing: bool) -> None:
        self.text = text
        self.typing = typing
        """Whether the end of the text is still being typed."""
        self.at = 0
        self.terms = 0

    @property
    def char(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def more(self) -> bool:
        """Go past blanks and lone marks; say whether more follows within the parentheses."""
        self._skip(BLANKS)
        while self._lone_mark():
            self.count()
            self._skip(RUN)
            self._skip(BLANKS)
        if self.typing and self.text[self.at : self.at + 4] in OPERATORS:
            self.at = len(self.text)
        return self.char != "" and self.char not in CLOSING

    def operator(self, *names: str) -> tuple[int, int] | None:
        """Go past one of some operators; None where the next word is none of them."""
        start = self.at
        run = self._run()
        if run not in names:
            return None
        self.at += len(run)
        return start, self.at

    def name(self, known: Container[str]) -> str | None:
        """The folded name before a colon that comes next; None before any other word.

        A name that is not known counts only where it looks like one: not in `http://x`,
        `12:30` or `Korea: a history`, nor before a full-width colon.
        """
        match = _FIELD.match(self.text, self.at)
        if match is None:
            return None
        name = folded(match[1])
        looks = match[2] == ":" and _VALUE.match(self.text, match.end())
        return name if looks or name in known else None

    def value(self, widen: bool) -> Value:
        """Go past a quoted text or a run of characters, unless it is too long."""
        start = self.at
        value = self._value(widen)
        if len(value.text) > MAX_LENGTH:
            problem = f"a word or quoted text has up to {MAX_LENGTH} characters"
            raise self.error(problem, start, self.at)
        return value

    def _value(self, widen: bool) -> Value:
        exact = self._quotes_after(EQUALS)
        self.at += exact
        if self.char in QUOTES:
            return self._quoted(exact, widen)
        run = self._run()
        self.at += len(run)
        text = run.rstrip(STAR)
        typed = self.typing and self.at == len(self.text) and text == run
        return Value(text, star=text != run, typed=typed, widen=widen and typed)

    def count(self) -> None:
        """Take one more term, unless there are too many."""
        self.terms += 1
        if self.terms > MAX_TERMS:
            problem = f"a query has up to {MAX_TERMS} terms; this one has more"
            raise self.error(problem, self.at, len(self.text))

    def unfinished(self, problem: str, start: int, end: int) -> None:
        """Raise an error, unless what is missing at the end is still being typed."""
        if not (self.typing and self.at == len(self.text)):
            raise self.error(problem, start, end)

    def error(self, problem: str, start: int, end: int) -> QueryError:
        """A problem and where it is, to be raised."""
        return QueryError(problem, self.text, start, end)

    def _quoted(self, exact: bool, widen: bool) -> Value:
        opening = self.at
        close = closing(self.char).search(self.text, opening + 1)
        self.at = close.end() if close else len(self.text)
        if close is None:
            self.unfinished("this quote is never closed", opening, opening + 1)
        text = self.text[opening + 1 : close.start() if close else self.at]
        star = self.char != "" and self.char in STAR
        self.at += star
        return Value(
            text,
            quoted=True,
            exact=exact,
            star=star,
            typed=close is None,
            widen=widen and close is None,
        )

    def _quotes_after(self, signs: frozenset[str]) -> bool:
        """Whether one of some signs and a quote come next."""
        return self.char in signs and self.text[self.at + 1 : self.at + 2] in QUOTES

    def _lone_mark(self) -> bool:
        """Whether the next word is nothing but marks, such as `&` or `–`."""
        run = self._run()
        return (
            run != ""
            and run[0] not in MINUS
            and not any(star in run for star in STAR)
            and not self._quotes_after(AT | EQUALS)
            and not (self.typing and run in AT and self.at + 1 == len(self.text))
            and not searchable(run)
        )

    def _run(self) -> str:
        match = RUN.match(self.text, self.at)
        return match[0] if match else ""

    def _skip(self, characters: re.Pattern[str]) -> None:
        if match := characters.match(self.text, self.at):
            self.at = match.end()
