"""The characters of a Markdown text that show, each with its place in the source.

Told by one pattern in one pass, without parsing it.

Long because the pattern, what it leaves to be seen, and the highlights made of that belong
together.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import accumulate

from octavo.markdown.formulas import MAY_BE_FORMULA, SMALL, formula_in, lowered, raised
from octavo.model.note import Highlight
from octavo.patterns import lazy_pattern
from octavo.text import unescape

Span = tuple[int, int]
"""A range of a text, as offsets in characters."""

_TAGS = (
    "a|abbr|article|aside|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|col|colgroup|dd"
    "|del|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|img|ins|kbd"
    "|li|main|mark|nav|ol|p|picture|pre|q|rp|rt|ruby|s|samp|section|small|source|span|strike"
    "|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr"
)
"""Tags of HTML; others are text, such as the type in `Vec<T>`."""

_PATTERNS: Mapping[str, str] = {
    "fence": r"\n[ \t>]*(?P<ticks>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})[^\n]*"
    r"(?P<code>(?s:.*?))(?:\n[ \t>]*(?P=ticks)[`~]*[ \t]*(?=\n|\Z)|\Z)",
    "rule": r"\n[ \t>]*[-=*_|:+][-=*_|:+ \t]*(?=\n|\Z)",
    "definition": r"\n {0,3}\[(?!\^)[^\]\n]+\]:[ \t][^\n]*",
    "block": r"\n[ \t]*(?:(?:>|(?:[-*+:]|\d{1,9}[.)]|\#{1,6}|\[[ xX]\])(?=[ \t])"
    r"|\[\^[^\]\n]+\]:)[ \t]*)+",
    "formula": MAY_BE_FORMULA,
    "escape": r"\\[!-/:-@\[-`{-~]",
    "entity": r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    "backticks": r"`+",
    "stars": r"\*\**",
    "lines": r"__*",
    "raised": rf"\^(?<=[\w)]\^)(?P<above>{SMALL})\^",
    "lowered": rf"~(?<=[\w)]~)(?P<below>{SMALL})~(?!~)",
    "struck": r"~~+",
    "marked": r"==",
    "address": r"<(?:https?://|mailto:)[^\s<>]+>",
    "tag": rf"<(?:!--(?s:.*?)-->|/?(?:{_TAGS})(?=[\s/>])[^<>]*>)",
    "reference": r"\[\^[^\]\n]+\]",
    "opened": r"\[",
    "picture": r"!\[(?!\^)",
    "target": r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)",
    "labelled": r"\]\[(?P<label>[^\]\n]*)\]",
    "closed": r"\]",
    "bar": r"\|",
}
"""What does not show as it stands. Each begins with one literal, by which the engine finds the
next one without trying them all at every character."""

_MARKS = lazy_pattern("|".join(f"{mark}(?P<{name}>)" for name, mark in _PATTERNS.items()))
_TABLE = lazy_pattern(r"\n[ \t>]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\||\n)")
_DEFINED = lazy_pattern(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:[ \t]", re.MULTILINE)
_BREAK = lazy_pattern(r"</?(?:[bh]r|p|div|li|tr|t[dh]|d[td]|h[1-6]|summary|figcaption)\b")
_LETTERS = lazy_pattern(r"[^\W_]+")
_TICKS = lazy_pattern("`+")
_BLANK = lazy_pattern(r"\n[ \t]*\n")
_LONGEST_CODE = 2_000
"""Characters of code within a line; what is longer is backticks that are never closed."""
_SPACE = lazy_pattern(r"\s+")

_BLOCK = 2048
"""Characters."""

CONTEXT = 32
"""Characters before and behind a passage that a highlight remembers, as Hypothesis does."""


class Alignment:
    """Stretches of a text, each with the range of another that it stands for.

    In one that is as long as its range, character stands for character.
    """

    def __init__(self, parts: Iterable[str], ranges: Iterable[Span]) -> None:
        stretches = [(part, span) for part, span in zip(parts, ranges, strict=True) if part]
        self.text = "".join(part for part, _ in stretches)
        self._starts = list(accumulate((len(part) for part, _ in stretches), initial=0))
        self._ranges = [span for _, span in stretches]

    def outer(self, start: int, end: int) -> Span:
        """Where some characters of the text come from; there must be at least one."""
        return self._outer(start)[0], self._outer(end - 1)[1]

    def inner(self, start: int, end: int) -> Span:
        """The characters of the text that come from a range of the other."""
        return self._inner(start), self._inner(end)

    def _outer(self, at: int) -> Span:
        """Where one character comes from."""
        index = bisect_right(self._starts, at) - 1
        first, last = self._ranges[index]
        if last - first != self._starts[index + 1] - self._starts[index]:
            return first, last
        place = first + at - self._starts[index]
        return place, place + 1

    def _inner(self, place: int) -> int:
        """The first character that comes from a place of the other text or from behind it."""
        index = bisect_right(self._ranges, place, key=lambda span: span[1])
        if index == len(self._ranges):
            return len(self.text)
        first, last = self._ranges[index]
        start, after = self._starts[index : index + 2]
        is_verbatim = last - first == after - start
        return start + max(0, place - first) if is_verbatim else start


class AlignedText(Alignment):
    """What shows of a Markdown text.

    Line ends are those of the source, and there is a blank line before an item or a heading.
    """

    def __init__(self, markdown: str) -> None:
        reading = _Reading(markdown)
        super().__init__(reading.parts, reading.ranges)

    @cached_property
    def letters(self) -> "Letters":
        """The letters and digits alone."""
        return Letters(self.text)


class Letters:
    """The letters and digits of a text, without all that stands between them.

    They are counted by blocks, since a place is asked for far more rarely than a text is made.
    """

    def __init__(self, whole: str) -> None:
        self._whole = whole
        blocks = (whole[at : at + _BLOCK] for at in range(0, len(whole), _BLOCK))
        letters = ["".join(_LETTERS.findall(block)) for block in blocks]
        self.text = "".join(letters)
        self._starts = list(accumulate(map(len, letters), initial=0))

    def outer(self, at: int) -> int:
        """Where a letter stands in the whole text."""
        block = bisect_right(self._starts, at) - 1
        left = at - self._starts[block]
        for run in _LETTERS.finditer(self._whole, block * _BLOCK, (block + 1) * _BLOCK):
            if left < len(run[0]):
                return run.start() + left
            left -= len(run[0])
        return len(self._whole)

    def inner(self, place: int) -> int:
        """How many letters stand before a place of the whole text."""
        block = place // _BLOCK
        before = _LETTERS.findall(self._whole, block * _BLOCK, place)
        return self._starts[min(block, len(self._starts) - 1)] + sum(map(len, before))


class _Reading:
    """One pass through a Markdown text."""

    def __init__(self, markdown: str) -> None:
        self.parts: list[str] = []
        self.ranges: list[Span] = []
        self._text = text = f"\n{markdown}"  # so that the first line begins like all others
        self._open: list[int] = []
        """The brackets that may begin a link, by their parts."""
        self._has_tables = "|" in text and _TABLE.search(text) is not None
        self._labels = set(map(_label, _DEFINED.findall(text))) if "]:" in text else set()
        position = 0
        while mark := _MARKS.search(text, position):
            self._keep(max(1, position), mark.start())
            position = self._code(mark) if mark.lastgroup == "backticks" else self._take(mark)
        self._keep(max(1, position), len(text))

    def _keep(self, start: int, end: int) -> None:
        """Show a range as it stands."""
        if start < end:
            self._put(self._text[start:end], start, end)

    def _put(self, shown: str, start: int, end: int) -> None:
        self.parts.append(shown)
        self.ranges.append((max(0, start - 1), max(0, end - 1)))

    def _code(self, ticks: re.Match[str]) -> int:
        """Show the code that some backticks enclose, or them; where to read on.

        It ends at as many, or else at fewer: those before are part of the text then.
        """
        start, end = ticks.span()
        blank = _BLANK.search(self._text, end, end + _LONGEST_CODE + 2)
        last = min(blank.start() if blank else len(self._text), end + _LONGEST_CODE)
        close, most = None, 0
        for other in _TICKS.finditer(self._text, end):
            if other.start() > last or most == end - start:
                break
            if most < len(other[0]) <= end - start:
                close, most = other, len(other[0])
        self._keep(start, end - most)
        if not close:
            return end
        self._keep(end, close.start())
        return close.end()

    def _formula(self, mark: re.Match[str]) -> int:
        """Show a formula as it is set, or the sign that began none; where to read on."""
        start, end = mark.span()
        if said := formula_in(mark):
            self._put(said, start, end)
            return end
        first = start + (mark[0][0] == "\\")
        self._keep(first, first + 1)
        return first + 1

    def _take(self, mark: re.Match[str]) -> int:
        """Show what a mark leaves to be seen; where to read on."""
        start, end = mark.span()
        match mark.lastgroup:
            case "fence":
                self._put("\n", start, start + 1)
                self._keep(*mark.span("code"))
            case "rule" | "definition":
                self._put("\n\n", start, end)
            case "block":
                is_quote = not mark[0].strip("\n\t >")
                self._put("\n" if is_quote else "\n\n", start, end)
            case "escape":
                self._keep(start + 1, end)
            case "entity":
                self._put(unescape(mark[0]), start, end)
            case "address":
                self._keep(start + 1, end - 1)
            case "tag":
                self._put(" " if _BREAK.match(mark[0]) else "", start, end)
            case "formula":
                return self._formula(mark)
            case "raised":
                self._put(raised(mark["above"]), start, end)
            case "lowered":
                self._put(lowered(mark["below"]), start, end)
            case "stars" | "lines" | "struck" | "marked":
                if self._is_literal(mark):
                    self._keep(start, end)
            case "bar":
                self._put(" " if self._has_tables else "|", start, end)
            case "reference":
                pass
            case _:
                self._bracket(mark)
        return end

    def _is_literal(self, mark: re.Match[str]) -> bool:
        """Whether stars and the like are not marks, for what stands beside them."""
        before = self._text[mark.start() - 1 : mark.start()]
        after = self._text[mark.end() : mark.end() + 1]
        if mark.lastgroup in ("lines", "marked") and before.isalnum() and after.isalnum():
            return True
        return not (before.strip() or after.strip())

    def _bracket(self, mark: re.Match[str]) -> None:
        """Hide the brackets of a link and where it leads."""
        start, end = mark.span()
        if mark.lastgroup in ("opened", "picture"):
            self._open.append(len(self.parts))
            self._keep(start, end)
            return
        opened = self._open.pop() if self._open else None
        if opened is not None and self._is_link(mark, self.ranges[opened][1] + 1):
            self.parts[opened] = ""
        else:
            self._keep(start, end)

    def _is_link(self, mark: re.Match[str], begun: int) -> bool:
        """Whether a link that began at a place ends with a bracket and what follows it."""
        if mark.lastgroup == "target":
            return True
        label = mark["label"] or (self._text[begun : mark.start()] if self._labels else "")
        return _label(label) in self._labels


@lru_cache(4)
def aligned(markdown: str) -> AlignedText:
    """What shows of a text; the last few are remembered."""
    return AlignedText(markdown)


def highlight_of(markdown: str, start: int, end: int) -> Highlight | None:
    """A highlight of what shows in a range of a text; None if that is nothing.

    Its words are plain, the blanks between them single, a blank line between paragraphs.
    """
    text = aligned(markdown)
    first, last = text.inner(start, end)
    first += len(text.text[first:last]) - len(text.text[first:last].lstrip())
    exact = text.text[first:last].rstrip()
    if not exact:
        return None
    last = first + len(exact)
    return Highlight(
        exact=_SPACE.sub(_folded, exact),
        prefix=_SPACE.sub(" ", text.text[max(0, first - 2 * CONTEXT) : first])[-CONTEXT:],
        suffix=_SPACE.sub(" ", text.text[last : last + 2 * CONTEXT])[:CONTEXT],
        offset=text.outer(first, last)[0],
    )


def _folded(blanks: re.Match[str]) -> str:
    return "\n\n" if blanks[0].count("\n") > 1 else " "


def _label(label: str) -> str:
    """A label as the links that name it may spell it otherwise."""
    return " ".join(label.split()).casefold()
