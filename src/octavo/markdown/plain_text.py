"""What a Markdown text says, told by patterns, without parsing it or laying it out.

As plain text it costs some tens of microseconds a paragraph, and may be given in any stretch,
so that a link can have lost its beginning or its end.

Long because words, what does not show, and sources are told of the same marks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from io import StringIO
from itertools import pairwise
from typing import NamedTuple

from octavo.markdown.formulas import SMALL, lowered, raised, with_formulas_said
from octavo.patterns import lazy_pattern
from octavo.text import unescape

_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\]"
"""Where a link leads; also what a site's generator fills in: `({{ "/about" | url }})`."""

_OPENS = r"(?<!(?<!\\)\\\[)"
"""Behind a bracket that is not escaped."""

_LINES: Sequence["_Rule"] = (
    (("```", "~~~"), r"^\s*(`{3,}[^`\n]*|~{3,}.*)$", ""),
    (("]:",), r"^\s*\[(?!\^)[^\]\n]+\]:\s.*$", ""),
    (("",), r"^[\s|:+=*_-]+$", ""),
    ((">",), r"^\s*(>\s*)+", ""),
    (("",), r"^\s*([-*+]|\d{1,9}[.)])\s+(\[[ xX]\]\s+)?", ""),
    ((":", "~"), r"\n(?<=\S\n)(?:[ \t]*\n)?[ \t]*[:~][ \t]+(?=\S)", ": "),
    (
        ("[!",),
        r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$",
        lambda m: f"{m[1].capitalize()}:",
    ),
    (("#",), r"^\s*#{1,6}\s+|\s+#+\s*$", ""),
    (("|",), r"^\s*\||\|\s*$", ""),
    (("|",), r"\s\|\s", " · "),
    (("\\",), r"(?<!\\)\\[ \t]*\n", "\n"),
    ((" \n", "\t\n"), r"(?<=\S)[ \t]*\n(?=[ \t]*\S)", " "),
    (("\n",), r"\n(?<=\S\n)(?=[ \t]*\S)", " "),
)
"""The marks of blocks; then the lines of a paragraph become one, for what spans several."""

_INLINE: Sequence["_Rule"] = (
    (("![",), rf"!\[([^\]\n]*)\](?:{_TARGET})", r"\1"),
    (("[^",), r"\[\^[^\]\n]+\]:?", ""),
    (("](", "]["), rf"\[{_OPENS}((?:[^\[\]\n\\]|\\.)+)\](?:{_TARGET})", r"\1"),
    (("<",), r"<((?:https?|mailto):[^>\s]+)>", r"\1"),
    (
        ("<",),
        r"(?i)</(?:summary|p|div|li|h[1-6]|t[dhr]|d[td]|figcaption)\s*>|<[bh]r\b[^>\n]*>",
        " ",
    ),
    (("<",), r"(?<!\\)</?[A-Za-z][^>\n]*>|<!--.*?-->", ""),
    (("==",), r"==(?![\s=])([^=\n]*[^\s=])==(?!=)", r"\1"),
    (("^",), rf"\^(?<=[\w)]\^)({SMALL})\^", lambda m: raised(m[1])),
    (("~",), rf"~(?<=[\w)]~)({SMALL})~(?!~)", lambda m: lowered(m[1])),
    (("*", "~~"), r"(?<!\\)(\*\*\*|\*\*|\*|~~)(?=\S)([^*~\n]+?)(?<=\S)\1", r"\2"),
    (("_",), r"(?<![\w\\])(___|__|_)(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)", r"\2"),
    (("`",), r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", r"\2"),
)
_CUT: Sequence["_Rule"] = (
    (("](",), rf"!?\[{_OPENS}([^\[\]\n]*)\]\(\S*$", r"\1"),
    (("](",), r"\]\((?:https?|mailto):[^()\s]*\)", ""),
    (("<", "``"), r"<[A-Za-z/][^<>\n]*$|`{2,}", ""),
    (("**",), r"(?<![\w\\])\*\*(?=\S)|(?<=[^\s\\])\*\*(?!\w)", ""),
    (("\\",), r"\\([!-/:-@\[-`{-~])", r"\1"),
)
"""What is left of marks that begin before the stretch or end behind it, then escapes."""

_Replacement = str | Callable[[re.Match[str]], str]
_Rule = tuple[Sequence[str], str, _Replacement]
"""Of what at least one stands wherever it fits, a pattern, and what takes its place."""
_RULES: Sequence[tuple[Sequence[str], re.Pattern[str], _Replacement]] = tuple(
    (signs, lazy_pattern(pattern, re.MULTILINE), replacement)
    for signs, pattern, replacement in (*_LINES, *_INLINE, *_CUT)
)


def plain_text(markdown: str) -> str:
    """Markdown without its marks: links as their text, pictures as what stands for them."""
    markdown = with_formulas_said(markdown)
    for signs, pattern, replacement in _RULES:
        if any(sign[:1] in markdown and sign in markdown for sign in signs):
            markdown = pattern.sub(replacement, markdown)
    return " ".join(unescape(markdown).split())


UNSPACED_LETTERS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17dd"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of scripts that are written without spaces between words, as ranges of a pattern."""
_UNSPACED = lazy_pattern(f"[{UNSPACED_LETTERS}]")

LETTERS_A_WORD = 2
"""Characters of such a script that read as long as one English word."""

_WORD = lazy_pattern(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_FENCE = lazy_pattern(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_LONGEST = 4_000
"""Characters of a paragraph that are looked at: enough for any opening."""
_RULE_OR_TABLE = lazy_pattern(r"^ {0,3}(?:[-=*_|: ]{3,}|\|.*)$")


def word_count(text: str) -> int:
    """How many words a Markdown text has.

    In scripts without spaces, so many characters as read as long as a word count as one.
    """
    unspaced = len(_UNSPACED.findall(text)) if not text.isascii() else 0
    spaced = _UNSPACED.sub(" ", text) if unspaced else text
    return sum(1 for _ in _WORD.finditer(spaced)) + -(-unspaced // LETTERS_A_WORD)


def plain_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a Markdown text as plain text: no code, tables, rules or marks.

    A long one is cut. The text is read no further than paragraphs are asked for.
    """
    for block in _blocks(text):
        lines = [line for line in block if not _RULE_OR_TABLE.match(line)]
        opening = " \n".join(lines)[:_LONGEST]
        if not block[0].startswith(("    ", "#", "\t")) and (plain := plain_text(opening)):
            yield plain


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines between blank ones, without code between fences."""
    block: list[str] = []
    fence = ""
    for line in StringIO(text):
        opened = None if fence else _FENCE.match(line)
        if line.strip() and not opened and not fence:
            block.append(line.rstrip("\n"))
            continue
        if block:
            yield block
            block = []
        if opened:
            fence = opened[1]
        elif fence and _closes(line.strip(), fence):
            fence = ""
    if block:
        yield block


def _closes(line: str, fence: str) -> bool:
    """Whether a line ends the code that a fence began."""
    return len(line) >= len(fence) and not line.strip(fence[0])


_ENTITIES = {"&": "&(?:amp;)?", "<": "(?:<|&lt;)", ">": "(?:>|&gt;)", '"': '(?:"|&quot;)'}
_MARKS = r"[*_~=^`\\]*"
_BETWEEN_WORDS = rf"{_MARKS}(?:\s|&nbsp;)[\s>*_~`\\]*"
_BETWEEN_WIDE = rf"{_MARKS}(?:\n[ >]*)?"
_UNSEEN = "|".join(
    (
        r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)",
        r"(?<=\])\[[^\]\n]*\]",
        r"^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$",
        r"(?P<tag><(?![a-zA-Z][a-zA-Z0-9+.-]*:)[/!?a-zA-Z])",
        r"(?P<label>\[\^(?=[^\]\s]))",
    )
)
"""What does not show: where links lead to, definitions, tags, the labels of footnotes; of the
last two only how they begin.
"""
_CLOSED = {"tag": lazy_pattern(r"(>)|\n"), "label": lazy_pattern(r"(\]:?)|\s")}
"""Where a tag or a label ends, or is seen to be none."""
_LITERAL = (
    r"(?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,}))(?P<info>[^`\n]*)\n"
    r"(?s:.*?)(?:^[ \t>]*(?:`{3,}|~{3,})[ \t]*$|\Z)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`)"
)
"""Code, in which all shows but the words that open it."""
_BEGINS = r"(?=[`\[\]<!\\]|^)"
"""Where code, or what does not show, may begin; nearly all of a text is passed over by it."""
_HIDING = lazy_pattern(f"{_BEGINS}(?:{_LITERAL}|(?P<unseen>{_UNSEEN}))", re.MULTILINE)


def find(text: str, pattern: str) -> Iterator[tuple[int, int]]:
    """Where the words of a pattern stand one after the other.

    Case counts only if the pattern has a capital.
    """
    words = pattern.split()
    if not words:
        return
    flags = re.NOFLAG if pattern != pattern.lower() else re.IGNORECASE
    hidden = iter(_hidden(text))
    start, end = next(hidden, (len(text), len(text)))
    for match in re.finditer(_BETWEEN_WORDS.join(map(_word, words)), text, flags):
        while end <= match.start():
            start, end = next(hidden, (len(text), len(text) + 1))
        if match.start() < start:
            yield match.span()


@lru_cache(maxsize=1)
def _hidden(text: str) -> Sequence[tuple[int, int]]:
    """The ranges of a text that do not show, in order; kept from letter to letter."""
    return [
        (match.start("unseen"), end) if match["unseen"] else match.span("info")
        for match, end in _found(_HIDING, text)
        if match["unseen"] or match["info"]
    ]


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """What a pattern finds that may be a tag or a label, each with its end."""
    closed: dict[str, re.Match[str] | None] = {}
    position = 0
    while match := pattern.search(text, position):
        kind = "tag" if match["tag"] else "label" if match["label"] else ""
        position = end = match.end()
        if kind:
            known = closed.get(kind)
            if kind not in closed or (known and known.start() < end):
                closed[kind] = known = _CLOSED[kind].search(text, end)
            if not (known and known[1]):
                position = match.start() + 1
                continue
            position = end = known.end()
        yield match, end


def _word(word: str) -> str:
    """Matches a word, also where marks stand between its letters."""
    letters = [_ENTITIES.get(letter, re.escape(letter)) for letter in word]
    return (_MARKS if word.isascii() else _BETWEEN_WIDE).join(letters)


_NUMBERS = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
_CITATION = lazy_pattern(
    rf"{_BEGINS}(?:{_LITERAL}|\\?\[(?P<cited>{_NUMBERS})\\?\](?!\()"
    rf"|!?\[[^\[\]\n]*\]\(|{_UNSEEN})",
    re.MULTILINE,
)
_NUMBERED = lazy_pattern(rf"\[{_NUMBERS}\\?\](?!\()", needs="[")
"""Without these nothing is cited, and the rest need not be looked through."""
_ENTRY = lazy_pattern(
    r"^[ \t>]*(?:[-*+][ \t]+|\[\^[^\]\s]+\]:[ \t]*)?\\?\[(\d{1,3})\\?\]:?[ \t]+(?=\S)",
    re.MULTILINE,
)
_ITEM = lazy_pattern(r"^[ \t]*(\d{1,3})[.)][ \t]+(?=\S)", re.MULTILINE)
_NEXT_BLOCK = lazy_pattern(r"\n[ \t]*\n(?![ \t]{2})|\n(?=#)")


class SourceEntry(NamedTuple):
    """What a text says of one of its sources."""

    start: int
    """Where the line begins that has its number."""
    words: int
    """Where its words begin, after the number."""
    end: int


def sources(text: str) -> dict[int, SourceEntry]:
    """The sources that a text lists by the numbers that it cites them by, as in `[3]`.

    Listed are lines that begin with such a number; where there are none, the items of a
    numbered list below the last citation.
    """
    entries = _entries(text, list(_citations(text)))
    bounds = [*(each.start() for each in entries), len(text)]
    listed: dict[int, SourceEntry] = {}
    for entry, (_, stop) in zip(entries, pairwise(bounds), strict=True):
        block = _NEXT_BLOCK.search(text, entry.end(), stop)
        end = block.start() if block else stop
        listed.setdefault(int(entry[1]), SourceEntry(entry.start(), entry.end(), end))
    return listed


def source_counts(text: str) -> tuple[int, int]:
    """How many sources a text cites by number, twice what is cited twice, and lists.

    One number alone that no list has, however often it stands there, may be anything.
    """
    cited = list(_citations(text))
    listed = {int(entry[1]) for entry in _entries(text, cited)}
    if not listed and len({number for numbers, _ in cited for number in numbers}) < 2:
        return 0, 0
    return sum(len(numbers) for numbers, _ in cited), len(listed)


def unlisted_citations(text: str) -> int:
    """How many sources a text cites by number, as in `[1][3–5]`, if it lists none at all.

    What is cited twice counts twice. Code, links and footnotes cite nothing.
    """
    cited, listed = source_counts(text)
    return 0 if listed else cited


def _entries(text: str, cited: Sequence[tuple[Sequence[int], int]]) -> list[re.Match[str]]:
    """Where the entries of the sources begin that a text cites so."""
    if not cited:
        return []
    return list(_ENTRY.finditer(text)) or list(_ITEM.finditer(text, cited[-1][1]))


def _citations(text: str) -> Iterator[tuple[Sequence[int], int]]:
    """The numbers in each pair of brackets that holds nothing else, and where that ends."""
    if not _NUMBERED.search(text):
        return
    for match, end in _found(_CITATION, text):
        if match["cited"] and not _is_label(text, match):
            numbers = list(_cited(match["cited"]))
            if 0 not in numbers:  # an interval or an index: sources are counted from 1
                yield numbers, end


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether brackets are the number of an entry in a list of sources."""
    start = text.rfind("\n", 0, match.start()) + 1
    entry = _ENTRY.match(text, start)
    return entry is not None and entry.start(1) == match.start("cited")


def _cited(numbers: str) -> Iterator[int]:
    for part in re.split("[,;]", numbers):
        first, *last = map(int, re.split("[–-]", part))
        yield from range(first, last[-1] + 1) if last and last[-1] > first else (first, *last)
