"""The content of a block as a flow: its marks told, its links and footnotes resolved."""

import re
from collections.abc import Callable, Mapping, Sequence
from posixpath import basename
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it.common.html_blocks import block_names
from markdown_it.token import Token

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.blocks.parser import DEEPEST, References, is_plain, parser, span
from octavo.markdown.formulas import lowered, raised
from octavo.markdown.layout.flow import Flow, FlowWriter
from octavo.markdown.layout.line_breaks import is_wide
from octavo.markdown.lines import Link, Mark
from octavo.text import unescape

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

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)(?P<rest>.*)>", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""(?<![a-zA-Z-])([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)


class Tag(NamedTuple):
    """A tag of HTML."""

    name: str
    closing: bool
    attributes: Mapping[str, str]


def tag(text: str) -> Tag | None:
    """The tag that some text is, or nothing if it is a comment or the like."""
    match = _TAG.fullmatch(text)
    if not match:
        return None
    attributes = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(match["rest"])
    }
    return Tag(match["name"].lower(), bool(match["close"]), attributes)


PICTURE = "▨ "
"""Stands before the alternative text of an image."""

_MARKS_OF_TOKENS: Mapping[str, Mark] = {
    "strong": Mark.STRONG,
    "em": Mark.EMPHASIS,
    "s": Mark.STRIKE,
    "a": Mark.LINK,
}
_SIGNS: Mapping[tuple[str, bool], str] = {
    ("q", False): "“",
    ("q", True): "”",
    ("rt", False): "(",
    ("rt", True): ")",
    ("wbr", False): "\u200b",
}
_SHAPES: Mapping[str, Callable[[str], str]] = {"sup": raised, "sub": lowered}


def flow_of(content: str, places: SourceMap, references: References) -> Flow:
    """The flow of a block's content."""
    if is_plain(content):
        writer = FlowWriter(places)
        writer.write(content, 0, len(content))
        return writer.flow()
    markdown = parser()
    tokens = markdown.inline.parse(content, markdown, references.environment(content), [])
    builder = FlowBuilder(places, references)
    builder.tokens(tokens)
    return builder.flow()


_WARNINGS = ("WARNING", "CAUTION", "FAILURE", "DANGER", "ERROR", "BUG")
"""The callouts that warn."""


class _Open(NamedTuple):
    """A mark or tag that was opened and not yet closed."""

    name: str
    mark: int
    link: Link | None


class FlowBuilder:
    """Makes a flow of inline tokens, of tags and of plain text."""

    def __init__(self, places: SourceMap, references: References) -> None:
        self._writer = FlowWriter(places)
        self._references = references
        self._open: list[_Open] = []
        self._hidden = 0
        self._line_feed: tuple[int, int] | None = None

    def flow(self) -> Flow:
        """What has been woven."""
        return self._writer.flow()

    @property
    def at_start(self) -> bool:
        """Whether a line begins here."""
        return self._writer.last in ("", "\n")

    def tokens(self, tokens: Sequence[Token], shift: int = 0) -> None:
        """Add inline tokens, whose spans count from `shift`."""
        for token in tokens:
            start, end = span(token)
            self._token(token, start + shift, end + shift)

    def text(self, text: str, start: int, end: int) -> None:
        """Add what a range of the content says."""
        if self._hidden or not text:
            return
        if self._line_feed:
            if not (is_wide(self._writer.last) and is_wide(text[0])):
                self._writer.write(" ", *self._line_feed)
            self._line_feed = None
        for name, shape in _SHAPES.items():
            if any(opened.name == name for opened in self._open):
                text = shape(text)
        self._writer.write(text, start, end)

    def break_line(self, start: int, end: int) -> None:
        """Begin a new line."""
        self._line_feed = None
        if not self._hidden:
            self._writer.break_line(start, end)

    def tag(self, found: Tag, start: int, end: int) -> None:
        """Add what an HTML tag means."""
        name = found.name
        if name in HIDDEN:
            self._hidden = max(0, self._hidden + (-1 if found.closing else 1))
        elif sign := _SIGNS.get((name, found.closing)):
            self.text(sign, start, start)
        elif name == "img":
            self._picture(found.attributes.get("src", ""), start)
            self._caption(found.attributes.get("alt", ""), start, end)
            self._close("img")
        elif name == "br" or name in BLOCKS:
            if name == "br" or not self.at_start:
                self.break_line(start, end)
        elif found.closing:
            self._close(name)
        elif name == "a":
            self._push(name, Mark.LINK, self._link(found.attributes.get("href", ""), start))
        else:
            self._push(name, MARKS.get(name, 0), None)

    def _token(self, token: Token, start: int, end: int) -> None:
        match token.type:
            case "text" if called := token.meta.get("callout"):
                self._push("!", Mark.WARNING if called in _WARNINGS else Mark.CALLOUT, None)
                self.text(token.content, start, end)
                self._close("!")
            case "text" | "text_special":
                self.text(token.content, start, end)
            case "softbreak":
                self._line_feed = start, end
            case "hardbreak":
                self.break_line(start, end)
            case "code_inline":
                self._code(token, start, end)
            case "html_inline":
                found = tag(token.content)
                if found and found.name in KNOWN:
                    self.tag(found, start, end)
                elif found:
                    self.text(token.content, start, end)
            case "image":
                self._picture(str(token.attrs["src"]), start)
                self.tokens(token.children or (), start + 2)
                if not token.children:
                    self._caption("", start, end)
                self._close("img")
            case "footnote_ref":
                label = token.meta["label"]
                link = Link(f"#fn:{label}", self._writer.places.of(start))
                self._push("^", Mark.REFERENCE, link)
                self.text(raised(str(self._references.footnotes[label])), start, end)
                self._close("^")
            case _ if token.nesting > 0:
                href = token.attrs.get("href")
                leads = None if href is None else self._link(str(href), start)
                self._push(f"/{token.tag}", _MARKS_OF_TOKENS[token.tag], leads)
            case _:
                self._close(f"/{token.tag}")

    def _code(self, token: Token, start: int, end: int) -> None:
        fence = len(token.markup)
        padding = (end - start - 2 * fence - len(token.content)) // 2
        self._push("`", Mark.CODE, None)
        begin = start + fence + padding
        self.text(token.content, begin, begin + len(token.content))
        self._close("`")

    def _picture(self, url: str, start: int) -> None:
        """Begin the alternative text of an image."""
        link = self._link(url, start)
        shown = link and (self._writer.link or link)._replace(picture=url)
        self._push("img", Mark.IMAGE, shown)
        self.text(PICTURE, start, start)

    def _caption(self, text: str, start: int, end: int) -> None:
        """Say what an image shows; without words for it, what its file is called."""
        link = self._writer.link
        name = unquote(basename(urlsplit(link.picture).path)) if link else ""
        self.text(" ".join(text.split()) or name or "image", start, end)

    def _link(self, url: str, start: int) -> Link | None:
        """The link to an address, if it is one to follow."""
        if not url or not parser().validateLink(url):
            return None
        return Link(url, self._writer.places.of(start))

    def _push(self, name: str, mark: int, link: Link | None) -> None:
        if not (mark or link or name in _SHAPES) or len(self._open) > 2 * DEEPEST:
            # Nothing to tell of it; or tags by the thousand, all looked at with each word.
            return
        outer = self._writer.link
        self._open.append(_Open(name, mark, link if link and link.picture else outer or link))
        self._restyle()

    def _close(self, name: str) -> None:
        for index in reversed(range(len(self._open))):
            if self._open[index].name == name:
                del self._open[index]
                break
        self._restyle()

    def _restyle(self) -> None:
        self._writer.marks = 0
        self._writer.link = None
        for opened in self._open:
            self._writer.marks |= opened.mark
            self._writer.link = opened.link or self._writer.link
