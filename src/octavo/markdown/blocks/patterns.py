"""How the lines that open, interrupt and close blocks look.

As CommonMark 0.31.2 says (https://spec.commonmark.org/0.31.2/), with the tables and footnotes
of markdown-it, which decides in doubt. All of them are matched against a text whose last line
ends, too; those for what comes next begin with the line feed before it, which the engine
finds fastest.
"""

import re
from functools import lru_cache

from markdown_it.common.html_blocks import block_names

_ATX = r"\#{1,6}(?=[ \t\n])"
_FENCE = r"(?:`{3,}(?=[^`\n]*\n)|~{3,})"
_RULE = r"(?:(?:-[ \t]*){3,}\n|(?:\*[ \t]*){3,}\n|(?:_[ \t]*){3,}\n)"
_FOOTNOTE = r"\[\^[^\] \n]+\]:"
_HTML = rf"""<(?:
    (?i:script|pre|style|textarea)(?=[\s>])
  | !-- | \? | ![A-Za-z] | !\[CDATA\[
  | /?(?ai:{"|".join(block_names)})(?=\s|/?>)
)"""
_BULLET = r"[-+*](?=[ \t\n])"
_NUMBER = r"\d{1,9}[.)](?=[ \t\n])"

DEFINED_TERM = re.compile(r"[^\n]*\n(?:[ \t]*\n)?[ \t]*[:~][ \t]+(?=\S)")
"""A line with what may be its definition below it."""

BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")

OPENING = re.compile(
    rf"""
    (?P<code>[ ]{{4}}|[ ]{{0,3}}\t)
  | [ ]{{0,3}}(?:
        (?P<heading>{_ATX})
      | (?P<fence>{_FENCE})
      | (?P<quote>>)
      | (?P<rule>{_RULE})
      | (?P<items>{_BULLET}|{_NUMBER})
      | (?P<footnote>{_FOOTNOTE})
      | (?P<definitions>\[)
      | (?P<html><(?=[!?/A-Za-z]))
    )
    """,
    re.VERBOSE,
)
"""What the first line of a block may open with; a paragraph opens with none of these."""

AFTER_PARAGRAPH = re.compile(
    rf"""\n(?:
        [ \t]*(?P<blank>\n|\Z)
      | [ ]{{0,3}}(?:
            (?P<underline>(?:=+|-+)[ \t]*(?=\n))
          | (?P<stop>{_ATX}|{_FENCE}|>|{_FOOTNOTE}|{_HTML}|{_RULE}
              | (?:[-+*]|0{{0,8}}1[.)])[ \t]+(?=[^ \t\n]))
          | (?P<delimiters>[|:-][|:\- \t]*(?=\n))
        )
    )""",
    re.VERBOSE,
)
"""Lines after a paragraph's line that may end it."""

AFTER_ROW = re.compile(
    rf"\n(?:[ \t]*(?:\n|\Z)|[ ]{{4}}|[ ]{{0,3}}"
    rf"(?:\t|{_ATX}|{_FENCE}|>|{_HTML}|{_RULE}|{_BULLET}|{_NUMBER}))",
    re.VERBOSE,
)
"""Lines after a table's row that end the table."""

AFTER_QUOTE = re.compile(
    rf"[ \t]*(?:\n|\Z)|[ ]{{0,3}}(?:{_ATX}|{_FENCE}|{_HTML}|{_RULE}|{_BULLET}|{_NUMBER})",
    re.VERBOSE,
)
"""Lines after a quoted line that surely end the quote, matched at their beginning."""

INSIDE_OUT = re.compile(
    rf"[ ]{{0,3}}(?:{_ATX}|{_FENCE}|>|{_HTML}|{_RULE}|{_BULLET}|{_NUMBER})", re.VERBOSE
)
"""Lines that end an item or a footnote even where its paragraph could go on."""

QUOTED_LINES = re.compile(r"(?:[ \t]*>[^\n]*\n)+")
CODE_LINES = re.compile(r"(?:(?:[ ]{4}|[ ]{0,3}\t)[^\n]*\n|[ \t]*\n)+")
DELIMITER_ROW = re.compile(r"[ ]{0,3}[|:-][|:\- \t]*\n")
MARKER = re.compile(r"([ ]{0,3})([-+*]|(\d{1,9})[.)])(?=[ \t\n])([ \t]*)")
RULE = re.compile(rf"[ ]{{0,3}}{_RULE}")
FENCE = re.compile(r"([ ]{0,3})(`{3,}+|~{3,}+)([^\n]*)\n")
HEADING = re.compile(r"[ ]{0,3}(#{1,6})")
FOOTNOTE = re.compile(rf"[ ]{{0,3}}{_FOOTNOTE}")

_SIMPLE_DEFINITION = r"""[ ]{0,3}
    \[(?!\^)(%s[^\S\n]*+[^\[\]\\\s][^\[\]\\\n]*+)\]:
    [ \t]+(%s(?:https?://)?[\w./\#?&=%%+,;~@!$*-]+)
    (?:[ \t]+"(%s[^"\\&\n]*)")?
    [ \t]*\n(?![ \t]*["'(])
"""
SIMPLE_DEFINITION = re.compile(_SIMPLE_DEFINITION % ("", "", ""), re.VERBOSE | re.ASCII)
"""A link reference definition on one line that any parser reads in the same way.

Its groups are the label, the address and the title.
"""
SIMPLE_DEFINITIONS = re.compile(
    f"(?:{_SIMPLE_DEFINITION % (('?:',) * 3)})+", re.VERBOSE | re.ASCII
)


@lru_cache(maxsize=64)
def closing_fence(marker: str) -> re.Pattern[str]:
    """The line that closes a fence which was opened with a marker."""
    return re.compile(rf"\n[ ]{{0,3}}{re.escape(marker[0])}{{{len(marker)},}}[ \t]*(?=\n)")


@lru_cache(maxsize=64)
def outside(width: int) -> re.Pattern[str]:
    """A line that is not blank nor indented by `width` spaces, with the line feed before it."""
    return re.compile(rf"\n(?![ ]{{{width}}}|[ \t]*(?:\n|\Z))")
