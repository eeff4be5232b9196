"""A half-typed line of Bash: its words, and what a completion has to put in their place."""

import re
from dataclasses import dataclass, field

_PLAIN = re.compile(r"[\w@%+=:,./*-]+")
_ESCAPED = re.compile(r'(["\\$`])')
_BLANKS = " \t\n"


@dataclass
class Line:
    """A line up to the cursor, read as Bash and its line editor read it."""

    words: list[str] = field(default_factory=list)
    """Those that are finished, without their quotes."""
    word: str = ""
    """The one at the cursor, without its quotes; empty behind a blank."""
    kept: int = 0
    """How many of its characters the line editor leaves alone: up to the last break."""
    quote: str = ""
    """The quote that is open at the cursor."""
    closed: bool = False
    """Whether the word has a quoted part, which the line editor would replace by halves."""

    @classmethod
    def read(cls, text: str, breaks: str) -> "Line":
        """The line in a text; `breaks` is what `$COMP_WORDBREAKS` holds."""
        line = cls()
        characters = iter(text)
        begun = False
        for character in characters:
            if character == "\\" and line.quote != "'":
                line.word += next(characters, "")
                begun = True
            elif line.quote or character in "'\"":
                line._quoted(character)
                begun = True
            elif character in _BLANKS:
                line._end(begun)
                begun = False
            else:
                line.word += character
                line.kept = len(line.word) if character in breaks else line.kept
                begun = True
        return line

    def answer(self, completion: str) -> str | None:
        """What is to stand behind the last break; None where no completion could."""
        if self.closed or not completion.startswith(self.word[: self.kept]):
            return None
        rest = completion[self.kept :]
        if self.quote == '"':
            return _ESCAPED.sub(r"\\\1", rest)
        if self.quote:
            return rest.replace("'", "'\\''")
        if not rest or _PLAIN.fullmatch(rest):
            return rest
        return "'" + rest.replace("'", "'\\''") + "'"

    def ended(self, answer: str) -> str:
        """The only answer, as it ends the word: Bash takes a quote at its end for the last."""
        return answer + self.quote if self.quote and answer.endswith(self.quote) else answer

    def _quoted(self, character: str) -> None:
        if not self.quote:
            self.quote, self.kept = character, len(self.word)
        elif character == self.quote:
            self.quote, self.closed = "", True
        else:
            self.word += character

    def _end(self, begun: bool) -> None:
        if begun:
            self.words.append(self.word)
        self.word, self.kept, self.closed = "", 0, False
