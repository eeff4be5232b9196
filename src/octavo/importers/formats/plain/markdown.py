"""The body of a plain text as Markdown, with citation marks such as `[1][3]` as footnotes.

Large because a mark may stand in any part, so that all kinds of these are written here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from octavo.importers.formats.plain.blocks import Kind, Part, are_lines, parts_of
from octavo.importers.formats.plain.lines import (
    announces,
    is_division,
    join,
    level_of,
    vocabulary_of,
)
from octavo.importers.formats.plain.lists import coded_in, is_code, markdown_list
from octavo.importers.formats.plain.paragraphs import Layout, blocks_of
from octavo.importers.text.clean import (
    CALL,
    code_block,
    escape_heading,
    escape_line,
    guard_calls,
)
from octavo.patterns import lazy_pattern

_MARK = lazy_pattern(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]", needs="[")
_ESCAPED_MARK = lazy_pattern(r"\\\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]")
_HEADING = lazy_pattern(
    r"""
    [#*\s\d.]* (?: sources? | references? | (?:end|foot)?notes? | bibliography | citations?
      | works\ cited | sources?\ and\ (?:notes|references|further\ reading) | literature
      | quellen (?:verzeichnis|angaben)? | fu(?:ß|ss)noten | anmerkungen | einzelnachweise
      | références | fuentes | referencias | notas | fonti | riferimenti | bronnen | noten
      | 출처 | 참고 \s? (?:문헌|자료) | 각주 | 参考文献 | 参考资料 | 參考文獻 | 出典
      | 脚注 | 注釈 | 注释 | 来源 | 資料來源 | источники | примечания | литература
    ) \s* [:：]? [*\s]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BRACKETED = lazy_pattern(r"\s*(?:[-*•]\s+)?\[\^?(\d{1,3})\]:?\s*(?=\S)", needs="[")
_NUMBERED = lazy_pattern(r"\s*(?:\^?(\d{1,3})[.):]?|\[\^?(\d{1,3})\]:?)\s+(?=\S)")
_BULLET = lazy_pattern(r"^\s*[-*•]\s+")


_DEEPEST = 60
"""Quotes in quotes; no more levels are told apart where a text is set."""


def body_markdown(
    lines: Sequence[str],
    sources: Mapping[int, str] | None = None,
    *,
    is_letter: bool = False,
    depth: int = 0,
) -> str:
    """Lines of plain text as Markdown; marks such as `[1]` point to the sources given.

    A letter begins with a greeting, not with a heading, and a name ends it. `depth` is the
    number of quotes around the lines; what is quoted deeper than `_DEEPEST` stays as it is
    written.
    """
    if coded := coded_in(lines):
        pieces, last = [], 0
        for start, end in [*coded, (len(lines), len(lines))]:
            said = lines[last:start]
            pieces.append(body_markdown(said, sources, is_letter=is_letter, depth=depth))
            pieces.append(code_block([*lines[start:end]]) if start < end else "")
            last = end
        return "\n\n".join(filter(None, pieces))
    blocks = list(blocks_of(lines))
    layout = Layout.of([block for _, block in blocks])
    parts = parts_of(blocks, layout)
    if is_letter:
        greetings = [place for place, part in enumerate(parts) if is_greeting(part.lines)]
        parts = [
            part._replace(kind=Kind.PROSE) if _is_of_letter(parts, place, greetings) else part
            for place, part in enumerate(parts)
        ]
    writer = _Writer(sources or {}, lines, parts, depth, is_letter=is_letter)
    written: list[str] = []
    for before, part in zip([None, *parts], parts, strict=False):
        if before and are_lines(before, part, layout):
            written[-1] += "\\\n" + writer.written(part)
        else:
            written.append(writer.written(part))
    return "\n\n".join(written)


_GREETING = lazy_pattern(r"[^\s,，،.:][^,，،.:]{1,40}\.?[^,，،.:]{0,20}[,，،]\s*")


def is_greeting(block: Sequence[str]) -> bool:
    """Whether a line by itself ends with a comma, as what begins and what ends a letter."""
    return len(block) == 1 and _GREETING.fullmatch(block[0]) is not None


def _is_of_letter(parts: Sequence[Part], place: int, greetings: Sequence[int]) -> bool:
    """Whether what looks like a heading is the greeting of a letter, or a name below it.

    Below the name nothing stands but what is answered to. Above the greeting stands whom the
    letter is to, below the end who wrote it.
    """
    if parts[place].kind is not Kind.HEADING or place == 0:
        return parts[place].kind is Kind.HEADING
    if len(greetings) > 1 and not greetings[0] <= place <= greetings[-1]:
        return not parts[place].level
    below = parts[place + 1 : place + 3]
    if below and announces(below[0].lines[-1]):
        below = below[1:]
    return not below or below[0].kind is Kind.QUOTE or below[0].lines[0].startswith("-----")


_PROSE = 0.5
"""Letters in paragraphs, of all; and the most lines that look as code, of all, beside them.

Of 742 pieces of programs, settings and code of pages 16 are prose by these, most of them
rightly (licences, a manual in Perl), and of 218 pieces of articles and mails, wrapped, a
paragraph a line and quoted, 185 are; on the half that they were chosen on 9 of 371 and 93 of
109. With .33 and .33 they are 26 and 196, with .7 and .1 10 and 164.
"""
_CODE_AMONG = 0.2

_SHORTEST = 40
"""Characters; a shorter sentence by itself may be what a program says."""

_STOP = lazy_pattern(r"[.!?…:。！？]['\"”’»)\]]{0,3}(?:\s|\[|$)")
_QUOTED = lazy_pattern(r"^\s*(?:>\s?)+")
_LETTERS = lazy_pattern(r"[^\W\d_]{2,}")


def is_prose(lines: Sequence[str]) -> bool:
    """Whether a text that was set as it stands is one to be read, as mails are, and no code."""
    blocks = list(blocks_of(lines))
    said = every = code = 0
    for part in parts_of(blocks, Layout.of([block for _, block in blocks])):
        quoted = part.kind is Kind.QUOTE
        text = "\n".join(
            _QUOTED.sub("", line) if quoted else line.strip() for line in part.lines
        )
        size = sum(map(len, text.split()))
        every += size
        code += 0 if quoted else sum(map(is_code, part.lines))
        if part.kind in (Kind.PROSE, Kind.LIST, Kind.QUOTE) and _is_said(text):
            said += size
    count = sum(len(block) for _, block in blocks)
    return said >= _PROSE * every > 0 and code <= _CODE_AMONG * count


def _is_said(text: str) -> bool:
    """Whether lines are mostly words, with the stop of a sentence among them."""
    words = len(_LETTERS.findall(text))
    return len(text) > _SHORTEST and words * 7 > len(text) and _STOP.search(text) is not None


class _Writer:
    """Writes the parts of one text as Markdown."""

    def __init__(
        self,
        sources: Mapping[int, str],
        lines: Iterable[str],
        parts: Sequence[Part],
        depth: int,
        *,
        is_letter: bool,
    ) -> None:
        self._is_letter = is_letter
        self._sources = sources
        self._depth = depth
        self._vocabulary = vocabulary_of(lines)
        headings = (part.lines[0] for part in parts if part.kind is Kind.HEADING)
        self._has_divisions = any(map(is_division, headings))

    def written(self, part: Part) -> str:
        match part.kind:
            case Kind.VERBATIM:
                return part.markdown
            case Kind.RULE:
                return "---"
            case Kind.HEADING:
                words = escape_heading(join(part.lines, self._vocabulary))
                level = part.level or level_of(part.lines[0], has_divisions=self._has_divisions)
                return f"{'#' * level} {cite(words, self._sources)}"
            case Kind.LIST:
                return markdown_list(part.lines, self._inline, self._vocabulary)
            case Kind.QUOTE if self._depth < _DEEPEST:
                return self._quote(part.lines)
            case _:
                return self._inline(join(part.lines, self._vocabulary))

    def _inline(self, text: str) -> str:
        return cite(escape_line(text), self._sources)

    def _quote(self, lines: Iterable[str]) -> str:
        inner = [re.sub(r"^\s*> ?", "", line) for line in lines]
        markdown = body_markdown(
            inner, self._sources, is_letter=self._is_letter, depth=self._depth + 1
        )
        return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


class Sources(NamedTuple):
    """What the citation marks of a text stand for, and the text without their list."""

    lines: tuple[str, ...]
    """The text before the list, and what follows it."""
    entries: Mapping[int, str]
    """The sources that the text cites."""
    markdown: str
    """The list in Markdown: footnotes for what is cited, lines for what is not."""


def find_sources(lines: Sequence[str]) -> Sources:
    """Find the list of sources at the end of a text that cites them by number."""
    cited = _cited(lines)
    start = _start_of_list(lines) if cited else len(lines)
    heading = start < len(lines) and _HEADING.fullmatch(lines[start]) is not None
    end, entries = _entries(lines, start + heading, heading, max(cited, default=0))
    cited &= _cited(lines[:start])
    in_brackets = start + heading < end and _BRACKETED.match(lines[start + heading])
    known = cited & entries.keys()
    if not known or (len(known) * 4 < len(cited) * 3 and not in_brackets):
        return Sources(tuple(lines), {}, "")
    title = [f"## {escape_heading(lines[start].strip(' #*:'))}"] if heading else []
    written = [
        f"[^{number}]: {escape_line(text)}"
        if number in cited
        else escape_line(f"[{number}] {text}")
        for number, text in entries.items()
    ]
    return Sources(
        (*lines[:start], *lines[end:]),
        {number: text for number, text in entries.items() if number in cited},
        "\n\n".join(title + written),
    )


def cite(markdown: str, sources: Mapping[int, str]) -> str:
    """Escaped text with its citation marks as footnotes, where all their sources are known."""
    if not sources or "[" not in markdown:
        return markdown

    def footnotes(mark: re.Match[str]) -> str:
        numbers = _numbers(mark[1])
        known = all(number in sources for number in numbers)
        return "".join(f"[{CALL}^{number}]" for number in numbers) if known else mark[0]

    return guard_calls(_ESCAPED_MARK.sub(footnotes, markdown))


def _cited(lines: Sequence[str]) -> set[int]:
    text = "\n".join(lines)
    return {number for mark in _MARK.findall(text) for number in _numbers(mark)}


def _numbers(mark: str) -> list[int]:
    """The numbers in a mark: `1, 3-5` means 1, 3, 4 and 5."""
    numbers: list[int] = []
    for part in re.split(r"\s?[,;]\s?", mark):
        first, _, last = re.sub(r"\s", "", part).replace("–", "-").partition("-")
        span = range(int(first), int(last or first) + 1)
        numbers += list(span) if 0 < len(span) <= 20 else [int(first)]
    return list(dict.fromkeys(numbers))


def _start_of_list(lines: Sequence[str]) -> int:
    """Where the list of sources begins: at its heading, or at its first entry."""
    for index in range(len(lines) - 1, -1, -1):
        if _HEADING.fullmatch(lines[index]):
            return index
    start = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if _BRACKETED.match(lines[index]):
            start = index
        elif lines[index].strip() and _opens_paragraph(lines, index) and start < len(lines):
            break
    return start


def _opens_paragraph(lines: Sequence[str], index: int) -> bool:
    return index == 0 or not lines[index - 1].strip()


def _entries(
    lines: Sequence[str], start: int, under_heading: bool, most: int
) -> tuple[int, dict[int, str]]:
    """The entries from a line on by their numbers, and the line where they end."""
    first = next((line for line in lines[start:] if line.strip()), "")
    numbered = under_heading and not _BRACKETED.match(first)
    mark = _NUMBERED.match if numbered else _BRACKETED.match
    found: list[tuple[int, list[str]]] = []
    end = index = start
    for index in range(start, len(lines)):
        line = lines[index]
        if entry := mark(line):
            number = next(int(group) for group in entry.groups() if group)
            found.append((number, [line[entry.end() :]]))
        elif not line.strip():
            continue
        elif found and not _opens_paragraph(lines, index):
            found[-1][1].append(line)
        else:
            break
        end = index + 1
    if not found and under_heading:
        return _unnumbered(lines, start, most)
    entries: dict[int, str] = {}
    for number, text in found:
        entries.setdefault(number, join(text))
    return (end, entries) if len(entries) == len(found) else (start, {})


def _unnumbered(lines: Sequence[str], start: int, most: int) -> tuple[int, dict[int, str]]:
    """Sources one a line without numbers, which count as they stand."""
    texts = [_BULLET.sub("", line).strip() for line in lines[start:] if line.strip()]
    if not most <= len(texts) <= 3 * most:
        return start, {}
    return len(lines), dict(enumerate(texts, 1))
