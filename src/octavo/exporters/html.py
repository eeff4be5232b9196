"""Markdown as well-formed HTML, with its footnotes and pictures.

The words are anyone's: what is not Markdown in a text is set as words, but for a few plain
tags, and nothing but addresses of the web and of mail is a link.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote.index import render_footnote_open, render_footnote_ref

from octavo.exporters.format import PICTURES, Documents, File, xml_text
from octavo.markdown.blocks.parser import DEEPEST, with_grammar
from octavo.markdown.layout.inline import BLOCKS, HIDDEN, KNOWN, tag
from octavo.model.url import is_web

NOTE = "octavo-"
"""Begins the labels of the footnotes that are notes."""
_TAGS = re.compile(
    r"</?(?:sub|sup|u|s|b|i|em|strong|small|mark|kbd|code|del|ins|q|cite|abbr)>|<br ?/?>"
)
"""What a text may say in HTML; all other tags are set as words."""
_ID = re.compile(r' id="([^"<>]{1,100})"')
_WAY_BACK = re.compile(
    r' ?<a href="#(fnref[^"<>]{1,100})" class="footnote-backref">[^<>]{0,9}</a>'
)


class _Renderer(RendererHTML):
    """Writes XHTML; tags that are not known are words."""

    def html_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A plain tag, or the words of any other; nothing of one that alone shows nothing."""
        del options
        said = tokens[idx].content
        if not env["plain"] and _TAGS.fullmatch(said.lower()):
            return "<br />" if said.lower().startswith("<br") else said.lower()
        read = tag(said)
        if read and read.name in KNOWN - HIDDEN and not read.attributes:
            return "<br />" if read.name in BLOCKS or read.name == "br" else ""
        return html.escape(said)

    def html_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The words of a block of HTML."""
        del options, env
        return f"<pre>{html.escape(tokens[idx].content)}</pre>\n"

    def image(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A picture by its address, or what stands for it."""
        token = tokens[idx]
        address = str(token.attrs.get("src", ""))
        words = self.renderInlineAsText(token.children or (), options, env) or "picture"
        words, source = html.escape(words), env["pictures"](address)
        known = "" if source == address else f' data-src="{html.escape(address)}"'
        if source:
            return f'<img src="{html.escape(source)}" alt="{words}"{known} />'
        return f'<span class="picture"{known}>[{words}]</span>'


@cache
def _markdown() -> MarkdownIt:
    options = {"xhtmlOut": True, "maxNesting": DEEPEST}
    known = with_grammar(MarkdownIt("commonmark", options, renderer_cls=_Renderer))
    known.add_render_rule("footnote_ref", _called_note(render_footnote_ref))
    known.add_render_rule("footnote_open", _called_note(render_footnote_open))
    return known


def _called_note(rule: Callable[..., str]) -> Callable[..., str]:
    """A rule for what belongs to a footnote, which says whether that is a reader's note."""

    def rendered(
        self: _Renderer, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        label = str(tokens[idx].meta.get("label") or "")
        known = " octavo-note" if label.startswith(NOTE) else ""
        name = f'" data-label="{label}"' if label.isascii() and label.isdecimal() else '"'
        written = rule(self, tokens, idx, options, env)
        return re.sub(r'(class="[a-z-]+)"', rf"\1{known}{name}", written, count=1)

    return rendered


def at_its_address(address: str) -> str:
    """Where a picture is that is not kept: where it is on the web; empty for any other."""
    return address if is_web(address) else ""


def html_of(
    text: str, *, pictures: Callable[[str], str] = lambda _: "", prefix: str = ""
) -> str:
    """A Markdown text as XHTML that is well-formed; ids of footnotes begin with the prefix.

    `pictures` says where that of an address is; those that are nowhere are told in words.
    """
    text = xml_text(text)
    for plain in (False, True):
        env = {"plain": plain, "pictures": pictures, "docId": prefix}
        tokens = _markdown().parse(text, env)
        for token in tokens:
            _keep_web_links(token.children or ())
        written: str = _markdown().renderer.render(tokens, _markdown().options, env)
        if plain or _is_well_formed(written):
            break
    return _without_loose_ends(written)


def _inside(text: str) -> Iterator[Token]:
    """What stands within the paragraphs and cells of a text."""
    for token in _markdown().parse(text, {"plain": True}):
        yield from token.children or ()


def picture_addresses(text: str) -> list[str]:
    """The addresses of the pictures of a Markdown text, once each, in order."""
    found = (str(each.attrs["src"]) for each in _inside(text) if each.type == "image")
    return list(dict.fromkeys(found))


def picture_kind(data: bytes) -> str:
    """How the name of a picture's file ends, by how the file begins; empty if it is none."""
    if data.startswith(b"RIFF"):
        return "webp" if data[8:12] == b"WEBP" else ""
    signs = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
    return next((kind for sign, kind in signs.items() if data.startswith(sign)), "")


def pictures_of(text: str, documents: Documents) -> dict[str, File]:
    """The files of the pictures of a text, by their addresses, as far as there are any."""
    found: dict[str, File] = {}
    for url in picture_addresses(text) if "](" in text and documents.picture else ():
        assert documents.picture
        if known := documents.names.get(url):
            found[url] = File(known, b"", url, is_as_before=True)
        elif is_web(url) and (data := documents.picture(url)):
            name = f"{hashlib.sha256(url.encode()).hexdigest()[:20]}.{picture_kind(data)}"
            found[url] = File(f"{PICTURES}/{name}", data, url)
    return found


def as_written(address: str) -> str:
    """An address as `picture_addresses` tells it, of how it stands in the text."""
    plain = address.removeprefix("<").removesuffix(">")
    return str(_markdown().normalizeLink(unescapeAll(plain)))


def _without_loose_ends(written: str) -> str:
    """Without ways back to marks of footnotes that are nowhere, as of one that names itself."""
    ids = {*_ID.findall(written)}
    return _WAY_BACK.sub(lambda link: link[0] if link[1] in ids else "", written)


def _keep_web_links(tokens: Sequence[Token]) -> None:
    """Make links that lead elsewhere than to the web or to a mailbox plain words."""
    kept: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            kept.append(is_web(address) or address.lower().startswith("mailto:"))
        if token.type in ("link_open", "link_close") and not kept[-1]:
            token.tag = "span"
            token.attrs = {"data-href": address} if token.type == "link_open" else {}
        if token.type == "link_close":
            kept.pop()


def _is_well_formed(fragment: str) -> bool:
    try:
        etree.fromstring(f"<div>{fragment}</div>", etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return False
    return True


def are_footnotes(text: str, number: int) -> bool:
    """Whether all of so many marks are read as footnotes, and not as words of some code."""
    refs = (token for token in _inside(text) if token.type == "footnote_ref")
    return sum(str(ref.meta.get("label", "")).startswith(NOTE) for ref in refs) == number
