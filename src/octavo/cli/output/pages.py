"""Texts and search results as a person sees them on a terminal.

A text has the lines that the app gives it, and styles that mean the same in any terminal:
its sixteen colours, bold, italic, underline.
"""

import shutil
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from octavo.cli.output.streams import Style, in_colour, in_order, on_terminal, put, styled
from octavo.markdown.layout import bidi
from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.layout import lay_out
from octavo.markdown.layout.line_breaks import wrap
from octavo.markdown.lines import Line, Mark, Piece, Role
from octavo.model.article import Article
from octavo.model.tag import sorted_names
from octavo.settings.config import read_config
from octavo.settings.state import remembered
from octavo.text import minutes, percent, truncated, visible

if TYPE_CHECKING:
    from octavo.cli.output.json_schema import Item
    from octavo.library.about import Finding
    from octavo.model.note import Note
    from octavo.model.search import Hit, Snippet

ROLES: Mapping[Role, Style] = {
    Role.HEADING_1: {"fg": "bright_blue", "bold": True},
    Role.HEADING_2: {"fg": "bright_blue", "bold": True},
    Role.HEADING_3: {"bold": True},
    Role.HEADING_4: {"bold": True, "italic": True},
    Role.HEADING_5: {"italic": True},
    Role.HEADING_6: {"dim": True, "italic": True},
    Role.QUOTE_BAR: {"fg": "bright_blue", "dim": True},
    Role.MARKER: {"dim": True},
    Role.RULE: {"dim": True},
    Role.KEYWORD: {"fg": "magenta"},
    Role.STRING: {"fg": "green"},
    Role.COMMENT: {"dim": True},
    Role.NUMBER: {"fg": "yellow"},
    Role.NAME: {"fg": "bright_blue"},
    Role.TABLE_HEADER: {"bold": True},
    Role.TERM: {"bold": True},
    Role.TABLE_RULE: {"dim": True},
    Role.FOOTNOTE: {"dim": True},
}
MARKS: Mapping[Mark, Style] = {
    Mark.STRONG: {"bold": True},
    Mark.EMPHASIS: {"italic": True},
    Mark.STRIKE: {"strikethrough": True},
    Mark.CODE: {"fg": "cyan"},
    Mark.LINK: {"fg": "bright_blue", "underline": True},
    Mark.UNDERLINE: {"underline": True},
    Mark.HIGHLIGHT: {"reverse": True},
    Mark.IMAGE: {"dim": True, "italic": True},
    Mark.CALLOUT: {"fg": "green"},
    Mark.WARNING: {"fg": "yellow"},
    Mark.REFERENCE: {"fg": "bright_blue"},
}

_HIT: Style = {"fg": "red", "bold": True}
_DIM: Style = {"dim": True}
_GAP = "  "
_INDENT = "    "


def put_result(
    item: "Item", passage: "Snippet", title_hits: "Sequence[Hit]", *, id_width: int
) -> None:
    """Print what was found, with the words that matched in colour, right of a column of ids."""
    indent = " " * id_width + _GAP
    width = _columns() - len(indent)
    number = styled(f"{item.id:>{id_width}}{_GAP}", dim=True)
    with in_order(f"{item.title} {passage.text}"):
        for line in _wrapped(item.title, width, {"bold": True}, title_hits):
            put(f"{number}{line}")
            number = indent
        about = _wrapped(" · ".join(_about(item)), width, _DIM)
        for line in (*about, *_wrapped(passage.text, width, {}, passage.hits)):
            put(f"{indent}{line}")


def put_page(item: "Item", text: str, notes: "Iterable[Note]" = ()) -> None:
    """Print an article or a note to be read."""
    with in_order(f"{item.title} {text}"):
        _put_page(item, text, notes)


def _put_page(item: "Item", text: str, notes: "Iterable[Note]") -> None:
    width = min(_columns(), read_config().measure or remembered().measure)
    for line, style in (
        (item.title, Style(bold=True)),
        (" · ".join(_about(item)), _DIM),
        (_GAP.join(sorted_names(item.tags)), _DIM),
    ):
        for shown in _wrapped(line, width, style):
            put(shown)
    put("")
    _put_text(text, width)
    for note in notes:
        put("")
        put(styled(f"¶ {note.id}{_GAP}{_GAP.join(sorted_names(note.tags))}".rstrip(), dim=True))
        if note.highlight:
            _put_text(note.highlight.exact, width, _INDENT)
        _put_text(note.text, width)


def put_findings(title: str, findings: "Sequence[Finding]") -> None:
    """Print what is known of an article: on a terminal set in two columns, else a line each."""
    if not on_terminal():
        for each in findings:
            put(f"{visible(each.label)}: {visible(each.value)}")
        return
    width = min(_columns(), read_config().measure or remembered().measure)
    side = max((len(each.label) for each in findings), default=0)
    side = min(side, width // 3) + len(_GAP)
    for line in _wrapped(title, width, {"bold": True}):
        put(line)
    for each in findings:
        name = truncated(visible(each.label), side - len(_GAP))
        for line in _wrapped(each.value, max(1, width - side), {}):
            put(f"{styled(f'{name:<{side}}', dim=True)}{line}")
            name = ""


def _columns() -> int:
    return shutil.get_terminal_size().columns


def _put_text(text: str, width: int, indent: str = "") -> None:
    """Print Markdown as lines of at most so many cells, with the indent."""
    for line in lay_out(text, width - len(indent), Highlighter(eager=True)):
        put(f"{indent}{_drawn(line)}".rstrip())


def _drawn(line: Line) -> str:
    pieces = [drawn.piece for drawn in line.drawn]
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    return "".join(map(_styled, pieces))


def _styled(piece: Piece) -> str:
    style = Style(**ROLES.get(piece.role, {}))
    for mark, marked in MARKS.items():
        if mark in piece.marks:
            style |= marked
    shown = styled(piece.text, **style)
    return _linked(shown, piece.link.url) if piece.link else shown


def _linked(shown: str, url: str) -> str:
    """A text that terminals can open (OSC 8); what could end the sequence is escaped."""
    if not in_colour() or not url.lower().startswith(("http://", "https://", "mailto:")):
        return shown
    return f"\x1b]8;;{quote(url, safe=string.punctuation)}\x1b\\{shown}\x1b]8;;\x1b\\"


def _wrapped(text: str, width: int, style: Style, hits: "Iterable[Hit]" = ()) -> Iterator[str]:
    """A text of one paragraph as lines of at most so many cells, its hits set off."""
    text = visible(text)
    for start, end in wrap(text, width) if text else ():
        cuts = [start, *(cut for hit in hits for cut in hit if start < cut < end), end]
        parts = [(text[a:b], _is_hit(a, hits)) for a, b in pairwise(cuts)]
        yield "".join(
            styled(part, **(style | _HIT if is_hit else style))
            for part, is_hit in bidi.seen_parts(parts)
        )


def _is_hit(offset: int, hits: "Iterable[Hit]") -> bool:
    return any(start <= offset < end for start, end in hits)


def _about(item: "Item") -> list[str]:
    """Where it is from, who wrote it, when, how long it is and how far it was read."""
    if not isinstance(item, Article):
        return ["note", f"{item.added.astimezone():%Y-%m-%d}"]
    published = f"{item.published:%Y-%m-%d}" if item.published else ""
    read = percent(item.progress) if item.progress else ""
    about = (item.site, ", ".join(item.authors), published, minutes(item.minutes), read)
    return [part for part in about if part]
