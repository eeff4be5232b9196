"""Which lines of a plain text are one paragraph.

Three questions decide for each line and the next: was the text wrapped, and at which column?
Does the line break off? Does the next one go on? Where nothing is wrapped, a line break is a
line break unless the sentence goes on.

Measured on the 50 articles of the readability tests that have headings, written as one block
a line, with blank lines between, and broken at their links: headings F1 .920, .923, .911,
paragraphs .968, .974, .964, broken ones whole 91 of 112; wrapped at 72 and at 50 columns,
headings .924 and .894, paragraphs .976 and .978. Half or double of any limit below changes
none of these by more than .003, unless it says so.

Large because each limit stands with its measurement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from octavo.importers.formats.plain.lines import (
    WIDEST_HEADING,
    announces,
    breaks_off,
    counts_on,
    ends_sentence,
    has_cells,
    indent,
    is_heading,
    is_rest,
    is_torn_off,
    starts_speech,
    wants_more,
    wants_noun,
    width,
)
from octavo.importers.formats.plain.lists import starts_item
from octavo.patterns import lazy_pattern

_WORD = lazy_pattern(r"[^\W\d_]+")

Block = tuple[str, ...]
"""Lines that no blank line parts."""

_LONGEST_BLOCK = 400
"""Lines; where a text has no blank line for longer, it is read in pieces, as a run takes time
by the square of its lines: without the limit, 16 000 lines that are underlined take four
times as long. It costs .002 of the list items of wrapped articles."""

_WIDEST_WRAP = 130
"""Beyond this a line is a whole paragraph, not a wrapped line: mail is wrapped at 78
(RFC 5322, section 2.1.1), most other texts below 120. With 65, paragraphs wrapped at 72 fall
to .728."""

_NARROW = 50
"""Below this most texts are lists, verse or addresses, and few were wrapped.

Without it all of these find the same, but the lines of a rhyme are joined. With 100,
paragraphs wrapped at 72 columns fall to .955.
"""

_LONGEST_WORD = 20
"""A longer one is an address, which says nothing of where the line above had to end."""

_STYLE = lazy_pattern(r"(?<=[\w?!)])(?:\[[^\W\d_]{2,20}\]| ?[#¶§])$")
"""What a page puts behind each of its headings: a link to edit it, or to it."""

_RECURS = 3
"""Lines that make such a mark one of headings; with 2 or 5 the articles come out the same."""

_START = lazy_pattern(r"(?:^|(?<=[^\W\d_]{3})[.!?] )[^\W\d_]")

SHORT = 66
"""Columns; a line of at most so many may stand for itself, as in verse or an address.

Half of it finds paragraphs .910, double .906, but none at all fewer list items, .992 in
place of .998, and no limit paragraphs .802.
"""

_SEVERAL = 6
"""Lines; fewer may be wrapped or not."""
_SENTENCE = 40
"""Columns; what is shorter may be a thing in a list, so a small letter below means little.

With 25 one broken paragraph more is whole, with 60 four fewer, with 80 eight.
"""


class Layout(NamedTuple):
    """How a text as a whole is set."""

    column: int
    """The column that no line goes beyond; 0 if nothing is wrapped."""
    margin: int
    """How far its lines are set in, most of them."""
    edge: int
    """How far the least of its sentences is set in; as the others where there are none."""
    ends: bool
    """Whether its long lines end as sentences do, most of them, so that others break off."""
    torn: bool
    """Whether some of its lines break off where the next plainly goes on."""
    apart: bool
    """Whether each line is a paragraph: nothing is wrapped, and no blank line parts them."""
    styles: frozenset[str]
    """The marks at the ends of lines that several headings have in common, as `[edit]`."""
    starts_small: bool
    """Whether most of its sentences begin with a small letter, as in a chat."""
    repeated: frozenset[str]
    """The short lines that it has more than once, as the words of buttons."""
    is_short: bool
    """Whether nothing is wrapped and none of several lines is long: a verse, a list."""
    hung: int
    """How far its text is set in, if its headings stand farther out, as in RFCs; else 0."""
    small: frozenset[str]
    """The words that it begins with a small letter, and so are no names."""

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Layout":
        """Judge by all lines."""
        lines = [line for block in blocks for line in block]
        margins = sorted(map(indent, lines[:10_000]))
        long = [line for line in lines if width(line) > WIDEST_HEADING]  # prose
        column = _column(blocks)
        margin = margins[len(margins) // 4] if margins else 0
        said = [line for line in lines if width(line) > _SENTENCE and ends_sentence(line)]
        return cls(
            column,
            margin,
            min(map(indent, said), default=margin),
            sum(map(ends_sentence, long)) * 2 > len(long),
            any(_is_torn(*pair) for block in blocks for pair in pairwise(block)),
            column == 0 and _are_apart(blocks),
            _styles(lines),
            _starts_small(lines),
            _repeated(lines),
            column == 0 and _are_short(blocks),
            _hung(lines, margins),
            frozenset(word for line in lines for word in _WORD.findall(line) if word.islower()),
        )

    def forced(self, line: str, after: str) -> bool:
        """Whether the line had to end where it does, its next word being too long for it."""
        return self.column > 0 and _is_full(line, after, self.column - self.column // 8)

    def goes_on(self, line: str, length: int, below: Sequence[str]) -> bool:
        """Whether the first of the lines below belongs to the paragraph that a line ends.

        `length` is the columns of that paragraph so far.
        """
        after = below[0]
        if self.is_styled(after) or (length == width(line) and self.is_styled(line)):
            return False
        if has_cells(line) or has_cells(after) or counts_on(line, after):
            return False
        if is_torn_off(after):
            return True
        if starts_speech(line) and starts_speech(after):
            return False
        forced = self.forced(line, after)
        if ends_sentence(line):
            starts = starts_speech(after) or indent(after) >= self.margin + 2
            return forced and not starts
        if forced:
            return True
        if wants_more(line):
            may_end = self.apart and length <= SHORT and not wants_noun(line)
            is_headed = (
                length == width(line) <= _SENTENCE and not is_rest(line) and _is_whole(after)
            )
            return not (may_end and (starts_item(line) or is_headed or self._starts(after)))
        is_prose = self.apart and length > 0 and width(after) > SHORT
        if (length > SHORT or is_prose) and breaks_off(line):
            return True
        if announces(line):
            return False
        further = below[1] if len(below) > 1 else ""
        comes_back = bool(further) and (is_rest(further) or is_torn_off(further))
        if is_rest(after) and not (self.starts_small and self.apart):
            then = width(further) if comes_back else 0
            is_end = ends_sentence(after) and not self.is_short
            return is_end or max(length, width(after), then) >= _SENTENCE
        cut = not self.column and self.ends and self.torn and _is_cut(line, length, below)
        inside = comes_back and not ends_sentence(after)
        short = width(after) <= SHORT and (ends_sentence(after) or announces(after))
        rest = short and length > WIDEST_HEADING
        return cut and (inside or rest or not self._is_written_small(after))

    def is_repeated(self, line: str) -> bool:
        """Whether a line stands at several places of the text."""
        return line.strip() in self.repeated

    def is_styled(self, line: str) -> bool:
        """Whether a line ends with a mark that several headings have in common."""
        is_out = indent(line) < self.hung - 1 and is_heading(line)
        return is_out or (bool(self.styles) and _style_of(line) in self.styles)

    def _starts(self, line: str) -> bool:
        """Whether a line plainly begins something: a sentence, or an item."""
        whole = width(line) > _SENTENCE or announces(line)
        return starts_item(line) or (whole and self._is_written_small(line))

    def _is_written_small(self, line: str) -> bool:
        """Whether a line begins with a word that only the start of a sentence makes large.

        Without this, paragraphs of articles with one block a line are .905 in place of .924,
        as captions take in what follows, and eight broken paragraphs more are whole.
        """
        first = _WORD.search(line)
        return first is not None and first[0].istitle() and first[0].lower() in self.small


def _are_short(blocks: Sequence[Block]) -> bool:
    """Whether lines are too short for prose; of few, some stand together as in verse."""
    lines = [line for block in blocks for line in block]
    widest = max(map(width, lines), default=0)
    if len(lines) >= _SEVERAL:
        return widest <= SHORT
    is_verse = max(map(len, blocks), default=0) > 2
    return is_verse and widest <= _SENTENCE and sum(map(ends_sentence, lines)) * 2 < len(lines)


def _is_whole(line: str) -> bool:
    """Whether a line is a paragraph by itself, as below a heading."""
    return width(line) > WIDEST_HEADING and ends_sentence(line) and not is_rest(line)


def _styles(lines: Iterable[str]) -> frozenset[str]:
    """The marks that several short lines end with."""
    found = Counter(filter(None, map(_style_of, lines)))
    return frozenset(style for style, count in found.items() if count >= _RECURS)


def _hung(lines: Iterable[str], margins: Sequence[int]) -> int:
    """Where half of a text is set in by so much, and most lines farther out are headings."""
    inner = margins[len(margins) // 2] if margins else 0
    outer = (line for line in lines if indent(line) < inner - 1 and not has_cells(line))
    out = list(map(is_heading, outer))
    return inner if _RECURS <= sum(out) > len(out) / 2 else 0


def _repeated(lines: Iterable[str]) -> frozenset[str]:
    said = Counter(line.strip() for line in lines)
    return frozenset(line for line, count in said.items() if count > 1)


def _starts_small(lines: Iterable[str]) -> bool:
    starts = [found[0][-1] for line in lines for found in _START.finditer(line)]
    return sum(map(str.islower, starts)) * 2 > len(starts)


def _style_of(line: str) -> str:
    found = _STYLE.search(line.rstrip()) if width(line) <= WIDEST_HEADING else None
    return found[0].strip() if found else ""


def _is_torn(line: str, after: str) -> bool:
    """Whether a sentence plainly goes on from one line to the next."""
    goes_on = (
        is_torn_off(after) or wants_more(line) or (is_rest(after) and not ends_sentence(line))
    )
    return goes_on and width(line) + width(after) > SHORT


def _are_apart(blocks: Sequence[Block]) -> bool:
    """Whether most long lines have another line right below them.

    The last line of all has nothing below it.
    """
    long = [[_is_said(line) for line in block] for block in blocks]
    followed = sum(sum(block[:-1]) for block in long)
    at_end = sum(block[-1] for block in long[:-1])
    return followed > at_end


def _is_said(line: str) -> bool:
    """Whether a line is too long for a heading; a sentence in wide letters is so sooner."""
    is_wide = width(line) > 1.5 * len(line) and ends_sentence(line)
    return width(line) > (SHORT if is_wide else WIDEST_HEADING)


def _is_cut(line: str, length: int, below: Sequence[str]) -> bool:
    """Whether a line is too long for a heading or a caption and yet ends no sentence.

    What stands below it is a heading nevertheless, if it looks like one and a new sentence
    follows.
    """
    alone = length == width(line)
    if length <= SHORT or line.endswith((")", "]")) or (alone and is_heading(line)):
        return False
    if starts_item(below[0]):
        return False
    if len(below) > 1 and is_heading(below[0]):
        return is_rest(below[1]) or is_torn_off(below[1])
    return True


def blocks_of(lines: Iterable[str]) -> Iterator[tuple[int, Block]]:
    """The runs of lines that are not blank, each with how many blank lines stand before."""
    run: list[str] = []
    gap = blank = 0
    for line in lines:
        if run and (not line.strip() or len(run) == _LONGEST_BLOCK):
            yield gap, tuple(run)
            run = []
        if not line.strip():
            blank += 1
            continue
        if not run:
            gap, blank = blank, 0
        run.append(line.rstrip())
    if run:
        yield gap, tuple(run)


def _column(blocks: Iterable[Block]) -> int:
    """Where a text was wrapped, judged by the lines that another one follows.

    Wrapped ones are nearly full, and most of them end in the middle of a sentence.
    """
    followed = [pair for block in blocks for pair in pairwise(block)]
    lines = sorted((line for line, _ in followed), key=width)
    if not lines:
        return 0
    longest = lines[min(len(lines) - 1, len(lines) * 98 // 100)]
    column = width(longest)
    wide_letters = column > 1.5 * len(longest)
    if not (20 if wide_letters else 30) <= column <= _WIDEST_WRAP:
        return 0
    long = [pair for pair in followed if width(pair[0]) * 5 >= column * 3]
    narrow = column < _NARROW and not wide_letters
    slack = 0 if narrow else column // 8
    full = [line for line, after in long if _is_full(line, after, column - slack)]
    ended = sum(map(ends_sentence, full))
    least = len(lines) * 4 / 5 if narrow else len(long) / 2
    return column if len(full) >= least and ended * 2 <= len(full) else 0


def _is_full(line: str, after: str, least: int) -> bool:
    """Whether the next word would have taken a line beyond some columns."""
    text = after.strip()
    word = text[:1] if width(text[:1]) > 1 else text.split(maxsplit=1)[0] if text else ""
    return width(line) + 1 + min(width(word), _LONGEST_WORD) > least
