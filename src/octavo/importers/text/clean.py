"""The one place where text from the world is made safe to show.

Whatever an importer reads passes through here: after it, a text holds no control or escape
character and no override of the reading direction (https://trojansource.codes), and only a
newline ends a line. Letters, joiners, variation selectors and directional marks stay.
"""

import html
import re

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")

_ESCAPE_SEQUENCE = re.compile(
    r"""
      (?: \x1b\[ | \x9b ) [0-?]* [ -/]* [@-~]            # colours and cursor movements
    | (?: \x1b[\]PX^_] | [\x90\x98\x9d-\x9f] )           # titles, links and other strings
      [^\x07\x1b\x90\x98\x9c-\x9f\n]* (?: \x07 | \x1b\\ | \x9c )
    | \x1b [ -/]* [0-~]
    """,
    re.VERBOSE,
)
"""The control sequences of ECMA-48; of a string that is not closed, only its opening."""

_OVERSTRIKE = re.compile(r"[^\n]\x08")
"""Bold and underlined letters as `man` prints them."""

_INVISIBLE = re.compile(
    r"[\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u00ad\U000e0000-\U000e001f]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
"""Direction overrides, marks between bytes or lines, and letters that cannot be seen.

Tag letters after a black flag stay: they make the flags of Scotland or Wales.
"""

_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}"
        for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)

_PLAIN = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u1fff\u2000-\u2027\u202f-\u2065\u2070-\ud7ff"
    "\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\U0001f000-\U0001faff]*"
)
"""Characters that no rule here is about; most texts are of these alone."""


def clean(text: str) -> str:
    """The text without anything that could move a cursor or reverse a line.

    Other control characters are made visible, as Unicode's pictures of them (a bell
    becomes ␇) or as the replacement character.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _INVISIBLE.sub("", _OVERSTRIKE.sub("", text))
    return _UNWANTED.sub(_visible, text)


def clean_line(text: str) -> str:
    """The same for a title or a name: one line, with single spaces."""
    return " ".join(clean(text).split())


_REFERENCE = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|amp|quot|apos|nbsp|[lr][sd]quo|[lrb]aquo|hellip|[mn]dash);",
    re.I,
)
"""Characters by their numbers, and the names that programs give to marks. `&lt;` is left: what
stands in such signs may be what a title is about."""


def unescaped(line: str) -> str:
    """A title or a name that was escaped once more than it is now decoded: `It&#8217;s`."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), line) if "&" in line else line


def _visible(unwanted: re.Match[str]) -> str:
    code = ord(unwanted[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
