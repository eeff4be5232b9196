"""Writing plain text in Markdown so that it shows exactly as it was written."""

import re

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:https?://(?=[\w-]+[.:/]|\[)|www\.(?=[\w-]+\.))[!#-;=?-~]+"
)
_TRAILING = frozenset(".,;:!?'\"*_~|")

_ACTIVE = re.compile(
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
_OPENING = re.compile(r"(?:\#{1,6}(?:\s|$)|>|[-+](?:\s|$)|=+\s*$|-+\s*$|\||:?-+:?\s*\|)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(?<!#)(#+)$")


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
