"""HTML tags as they stand in a text: what they are and what they mean for a reader."""

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from markdown_it.common.html_blocks import block_names

from octavo.markdown.layout.lines import Mark

MARKS: Mapping[str, Mark] = {
    **dict.fromkeys(("b", "strong"), Mark.STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), Mark.EMPHASIS),
    **dict.fromkeys(("s", "strike", "del"), Mark.STRIKE),
    **dict.fromkeys(("u", "ins"), Mark.UNDERLINE),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Mark.CODE),
    "mark": Mark.HIGHLIGHT,
}
"""Tags that set text off."""

BLOCKS = frozenset(block_names)
"""Tags that begin a new line."""

HIDDEN = frozenset(("script", "style", "template", "rp", "title", "svg", "object"))
"""Tags whose contents are not for reading."""

_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "applet", "area", "audio", "bdi", "bdo", "big", "blink"),
        *("br", "button", "canvas", "data", "datalist", "embed", "font", "img", "input"),
        *("label", "map", "meter", "nobr", "noscript", "output", "picture", "pre", "progress"),
        *("q", "rb", "rt", "rtc", "ruby", "select", "slot", "small", "source", "span", "sub"),
        *("sup", "textarea", "time", "track", "video", "wbr"),
    )
)

KNOWN = BLOCKS | HIDDEN | _INLINE | frozenset(MARKS)
"""Tags of HTML; others are text, such as the type in `Vec<T>`."""

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

_SUPER = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW−–",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁻⁻",
)
_SUB = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvx−–",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋₋",
)


class Tag(NamedTuple):
    """A tag of HTML."""

    name: str
    closing: bool
    attributes: Mapping[str, str]


def tag(text: str) -> Tag | None:
    """The tag that some text is, or nothing if it is a comment or the like."""
    match = _TAG.match(text)
    if not match:
        return None
    attributes = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(match["rest"])
    }
    return Tag(match["name"].lower(), bool(match["close"]), attributes)


def raised(text: str) -> str:
    """Text that stands above the line, in small characters where all of it has them."""
    small = text.translate(_SUPER)
    return small if _all_changed(text, small) else f"^{text}" if text.isalnum() else text


def lowered(text: str) -> str:
    """Text that stands below the line, in small characters where all of it has them."""
    small = text.translate(_SUB)
    return small if _all_changed(text, small) else f"_{text}" if text.isalnum() else text


def _all_changed(text: str, changed: str) -> bool:
    return all(a != b or a.isspace() for a, b in zip(text, changed, strict=True))
