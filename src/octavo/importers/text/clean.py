"""The one place where text from the world is made safe to show.

Whatever an importer reads passes through here: after it, a text holds no control or escape
character and no override of the reading direction (https://trojansource.codes), and only a
newline ends a line. Letters, joiners, variation selectors and directional marks stay.

Plain text is escaped here, too, so that as Markdown it shows exactly as it was written.
"""

import re

from octavo.patterns import lazy_pattern
from octavo.text import unescape

_LINE_END = lazy_pattern(r"\r\n?|[\x0b\x0c\x85\u2028]")

_ESCAPE_SEQUENCE = lazy_pattern(
    r"""
      (?: \x1b\[ | \x9b ) [0-?]* [ -/]* [@-~]            # colours and cursor movements
    | (?: \x1b[\]PX^_] | [\x90\x98\x9d-\x9f] )           # titles, links and other strings
      [^\x07\x1b\x90\x98\x9c-\x9f\n]* (?: \x07 | \x1b\\ | \x9c )
    | \x1b [ -/]* [0-~]
    """,
    re.VERBOSE,
)
"""The control sequences of ECMA-48; of a string that is not closed, only its opening."""

_OVERSTRIKE = lazy_pattern(r"[^\n]\x08")
"""Bold and underlined letters as `man` prints them."""

_INVISIBLE = lazy_pattern(
    r"[\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u00ad\U000e0000-\U000e001f]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
"""Direction overrides, marks between bytes or lines, and letters that cannot be seen.

Tag letters after a black flag stay: they make the flags of Scotland or Wales.
"""

_UNWANTED = lazy_pattern(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}"
        for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)

_PLAIN = lazy_pattern(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u1fff\u2000-\u2027\u202f-\u2065\u2070-\ud7ff"
    "\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\U0001f000-\U0001faff]*"
)
"""Characters that no rule here is about; most texts are of these alone."""


def clean(text: str) -> str:
    """The text without anything that could move a cursor or reverse a line.

    Other control characters are made visible, as Unicode's pictures of them (a bell
    becomes ␇) or as the replacement character.
    """
    is_plain = text.isascii() and text.replace("\n", "").replace("\t", "").isprintable()
    if is_plain or _PLAIN.fullmatch(text):
        return text
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _INVISIBLE.sub("", _OVERSTRIKE.sub("", text))
    return _UNWANTED.sub(_visible, text)


def clean_line(text: str) -> str:
    """The same for a title or a name: one line, with single spaces."""
    return " ".join(clean(text).split())


_REFERENCE = lazy_pattern(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z][a-z0-9]{1,30});", re.I)
_BRACKET = frozenset(("&lt;", "&gt;"))
_MARKED = lazy_pattern(
    r"<(a|b|bdi|cite|code|div|em|font|i|jats:\w+|mark|p|q|s|small|span|strong|sub|sup|tt|u)\b"
    r"[^<>]{0,500}>((?=[^\s<>])[^<>]*(?<=\S)|)</\1>|<br\s?/?>",
    re.I,
)
"""Markup that touches its words; another tag is one that the line speaks of."""
_MOST_MARKED = 5
"""Marks around one another."""


def unescaped(line: str) -> str:
    """A field that was escaped once more than it is now decoded: `It&#8217;s`.

    Beside signs such as `<` that are not escaped, `&lt;` is what the line is about.
    """
    if "&" not in line:
        return line
    kept = _BRACKET if "<" in line or ">" in line else ()
    return _REFERENCE.sub(lambda it: it[0] if it[0] in kept else unescape(it[0]), line)


def unmarked(line: str) -> str:
    """A title or a name without the markup of HTML around its words."""
    for _ in range(_MOST_MARKED if "<" in line else 0):
        line = _MARKED.sub(lambda it: " " if it[1] is None else it[2], line)
    return line


def _visible(unwanted: re.Match[str]) -> str:
    code = ord(unwanted[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


_ADDRESS = lazy_pattern(
    r"(?<![A-Za-z0-9])(?:https?://(?=[\w-]+[.:/]|\[)|www\.(?=[\w-]+\.))[!#-;=?-~]+"
)
_TRAILING = frozenset(".,;:!?'\"*_~|")

_ACTIVE = lazy_pattern(
    r"""
      [\\](?=[!-/:-@\[-`{-~]|$)    # an escape
    | [`*\[]                       # code, emphasis, a link
    | (?<![^\W_])_ | _(?![^\W_])   # emphasis at the edge of a word
    | ~(?=~)|(?<=~)~               # strikethrough
    | <(?=[A-Za-z/!?])             # HTML
    | &(?=\#?\w{1,31};)            # an entity
    """,
    re.VERBOSE,
)
_OPENING = lazy_pattern(r"(?:\#{1,6}(?:\s|$)|>|[-+](?:\s|$)|=+\s*$|-+\s*$|\||:?-+:?\s*\|)")
_NUMBERED = lazy_pattern(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING = lazy_pattern(r"(?<!#)(#+)$")


def escape(text: str) -> str:
    """A run of plain text inside a line, with its addresses as links."""
    pieces: list[str] = []
    start = 0
    for found in _ADDRESS.finditer(text):
        address = _whole_address(found[0])
        pieces += [escape_marks(text[start : found.start()]), _link(address)]
        start = found.start() + len(address)
    return "".join([*pieces, escape_marks(text[start:])])


def escape_line(text: str) -> str:
    """The same for a line that starts a paragraph, where more marks are active."""
    return guard_start(escape(text.strip()))


def escape_heading(text: str) -> str:
    """The same for the words of a heading."""
    return _CLOSING.sub(r"\\\1", escape(text.strip()))


def code_block(lines: list[str], language: str = "") -> str:
    """Lines that are kept as they are, fenced so that nothing in them can end the block."""
    ticks = max((len(run) for line in lines for run in re.findall(r"`{3,}", line)), default=2)
    fence = "`" * (ticks + 1)
    return "\n".join([fence + language, *lines, fence])


def escape_marks(text: str) -> str:
    """The same without making links, for what is part of one already."""
    return _ACTIVE.sub(lambda mark: "\\" + mark[0], text)


def guard_start(line: str) -> str:
    """Escape what would make a line a heading, a quote, a list, a rule or a table."""
    if _OPENING.match(line):
        return "\\" + line
    if numbered := _NUMBERED.match(line):
        return f"{numbered[1]}\\{line[numbered.end(1) :]}"
    return line


CALL = "\ue008"
"""Stands before the label in the mark of a footnote until its line is written."""

_CALLING = lazy_pattern(rf"(^)?\[{CALL}(\^[^\[\]\s]+\])(?=(\()|(:)|)", re.MULTILINE)


def guard_calls(text: str) -> str:
    """Write the marks of footnotes; what follows makes neither a link of one nor a note."""

    def written(call: re.Match[str]) -> str:
        is_other = call[3] or (call[4] and call[1] is not None)
        return f"[{call[2]}\\" if is_other else f"[{call[2]}"

    return _CALLING.sub(written, text)


def _whole_address(found: str) -> str:
    """The address without the marks of the sentence around it."""
    pairs = {")": "(", "]": "[", "}": "{"}
    loose = {closing: found.count(closing) - found.count(pairs[closing]) for closing in pairs}
    end = len(found)
    while end and (found[end - 1] in _TRAILING or loose.get(found[end - 1], 0) > 0):
        end -= 1
        if found[end] in loose:
            loose[found[end]] -= 1
    return found[:end]


def _link(address: str) -> str:
    if address.startswith("www."):
        return f"[{escape_marks(address)}](<https://{address}>)"
    return f"<{address}>"
