"""Making a page ready to be read: what does not show goes, what shows late comes in.

Formulas become the TeX that they were made from. Of MathML that comes without its source,
the elements that presentation is made of are written as TeX
(https://www.w3.org/TR/mathml-core); what is unknown shows as its text.

Large because it is the one place that knows what a page shows otherwise than it is written.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from math import inf
from urllib.parse import unquote

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from octavo.importers.formats.html.code import break_lines, tidy_code
from octavo.importers.formats.html.elements import (
    HEADINGS,
    LISTS,
    SENTENCE_END,
    VIDEO,
    classes,
    detach,
    replace_by_text,
    strings,
    tag,
    text_in,
    unwrap,
)
from octavo.importers.formats.html.tree import body_of, tree_of
from octavo.patterns import lazy_pattern

_NO_TEXT = """
script style template svg title meta link base select option textarea canvas area
noframes frame frameset progress meter datalist param
"""
_DROPPED = frozenset(_NO_TEXT.split())
_HOLLOW = frozenset(("bgsound", "embed", "keygen", "map", "output", "source", "track", "wbr"))
"""Elements that show what is in them as if they were not there, such as those that never hold
anything (https://html.spec.whatwg.org/#void-elements): the parser does not know some of these,
and puts into them what follows."""

_LIKE = {f"amp-{name}": name for name in ("img", "iframe", "video", "audio")}
_LIKE["amp-anim"] = "img"
"""What AMP calls elements of HTML (https://amp.dev/documentation/components)."""
_STOOD_IN_FOR = frozenset(("applet", "object"))
"""Elements with what is shown where nothing can play them."""

_ROWS = frozenset(("table", "thead", "tbody", "tfoot", "tr"))
_IN_ROWS = _ROWS | {"caption", "col", "colgroup", "td", "th"}

_NO_LABEL = frozenset(
    (*HEADINGS, *LISTS, "article", "blockquote", "figure", "p", "pre", "table")
)
"""What no button has in it; the parser puts what follows into one that is not closed."""

_HIDDEN_STYLE = lazy_pattern(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HIDDEN_CLASS = lazy_pattern(
    r"(?:^|\s)(?:d-none|hidden|is-hidden|noprint|mw-editsection|mw-jump-link|mw-indicators"
    r"|hatnote)(?:$|\s)"
)
_SPOKEN_CLASS = lazy_pattern(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only))(?:$|\s)"
)
"""What is read aloud only: of headings, those that stand for the look of what is below."""
_OF_ENCYCLOPEDIA = frozenset(("sitesub", "jump-to-nav", "coordinates"))
"""Ids in MediaWiki of what stands around an article."""
_SHOWN_LATER = lazy_pattern(
    r"\w:(?:block|flex|grid|inline|table|contents)|\bd-(?:sm|md|lg|xl|xxl)-(?!none)"
)
"""What Tailwind and Bootstrap hide on narrow screens only."""
_FOLDED = lazy_pattern(
    r"(?:^|[\s_-])(?:collapsed|collapsible|accordion|spoiler|callout)(?:$|\s)"
)
"""What shows the rest of what is in it on a click."""
_IN_A_ROW = lazy_pattern(
    r"(?:^|\s)(?:d-)?(?:inline-)?(?:flex|grid)(?:\s|$)|display\s*:\s*(?:inline-)?(?:flex|grid)"
)
"""What Tailwind, Bootstrap and CSS call an element whose children are boxes side by side."""

_ON_ITS_OWN = lazy_pattern(r"(?:^|;)\s*display\s*:\s*(?:block|flow-root|list-item)\b")
"""The property of CSS that has an element stand on lines of its own."""

_OF_CODE = ("code", "pre")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-image")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = lazy_pattern(
    r"$|data:|(?:.*/)?(?:blank|spacer|placeholder|pixel|1x1)[^/]*\.(?:gif|png|svg)"
)
_NAMED_PICTURE = lazy_pattern(r"(?:https?:|/)\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?")
_SIGN = lazy_pattern(
    r"(?:^|[\s_-])(?:avatar|gravatar|site-?logo|favicon|user-?pic)(?:$|[\s_-])"
)
"""Pictures of who writes, or of a site."""
_SIZE = lazy_pattern(
    r"(?<=/)\d+/|[-_@](?:\d+x\d+|\d+w|\dx|small|medium|large|thumb(?:nail)?|full|scaled)$"
)
"""What of its address says how large a picture is."""
_SHOWN_TEXT = """
//text()[normalize-space() and not(ancestor::head or ancestor::script or ancestor::style
         or ancestor::noscript or ancestor::template)]
"""
_LEAST_SAID = 200
"""Characters; a request to turn scripts on has fewer."""

_PERMALINK = lazy_pattern(r"(?:^|[\s_-])(?:anchor|permalink|headerlink|heading-link|hash-link)")
_PERMALINK_TEXT = frozenset(("", "#", "¶", "§", "🔗", "link", "permalink", "permanent link"))
_VIDEO = lazy_pattern(
    r"//(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/([\w-]+)|player\.vimeo\.com/video/(\d+))"
)

_FORMULA_CLASS = lazy_pattern(
    r"(?:^|\s)(?:katex|katex-display|mathjax(?:_\w+)?|mjx-container|mwe-math-element|temml)(?:$|\s)"
)
_DISPLAY = lazy_pattern(r"display|block")
_TEX_IMAGE = lazy_pattern(r"latex|tex\.|equation|math", re.IGNORECASE)
_COMMAND = lazy_pattern(
    r"\\(?:[dt]?frac|begin|operatorname|sum|int|sqrt|left|mathbb|mathrm|exp|log)\b"
)
_DRAWN = lazy_pattern(r"codecogs\.com/[\w.]+\?([^&]+)|[?&]cht=tx(&.*)", re.DOTALL)
"""Addresses of services that draw the TeX in them."""
_CHART = lazy_pattern(r"&chl=([^&]+)")

_DEEPEST = 40
"""Levels of a formula. Of 158 formulas the deepest has 14."""

_TEMPLATES: Mapping[str, tuple[int, str]] = {
    "mfrac": (2, r"\frac{{{0}}}{{{1}}}"),
    "mroot": (2, r"\sqrt[{1}]{{{0}}}"),
    "msup": (2, "{0}^{{{1}}}"),
    "msub": (2, "{0}_{{{1}}}"),
    "msubsup": (3, "{0}_{{{1}}}^{{{2}}}"),
    "mover": (2, r"\overset{{{1}}}{{{0}}}"),
    "munder": (2, "{0}_{{{1}}}"),
    "munderover": (3, "{0}_{{{1}}}^{{{2}}}"),
}
_JOINED: Mapping[str, tuple[str, str, str]] = {
    "msqrt": (r"\sqrt{", "", "}"),
    "mtable": (r"\begin{matrix} ", r" \\ ", r" \end{matrix}"),
    "mtr": ("", " & ", ""),
}
_SKIPPED = frozenset(("annotation", "annotation-xml", "mphantom", "mspace"))
_TOKENS: Mapping[str, Callable[[str], str]] = {
    "mi": lambda text: text if len(text) < 2 else rf"\mathrm{{{text}}} ",
    "mtext": lambda text: rf"\text{{{text}}}" if text else " ",
    "mo": lambda text: f" {text} " if text in "=+−<>≤≥≠≈→∈⋅×" else text,
}


_TABLE_ROLES: Mapping[str, str] = {
    "table": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "columnheader": "th",
    "rowheader": "th",
    "cell": "td",
}


def tidy(root: Element) -> None:
    """Take out what a reader of the page does not see, and mend what scripts would."""
    _write_formulas(root)
    _fill_in(root)
    _use_fallbacks(root)
    _set_tables(root)
    for picture in root.iter("picture"):
        sets = [each.get("srcset") or "" for each in picture.iter("source")]
        for image in picture.iter("img"):
            image.set("data-srcset", image.get("data-srcset") or ", ".join(filter(None, sets)))
    for element in root.iter("listing", "textarea", *_LIKE):
        if tag(element) != "textarea" or _is_to_copy(element):
            element.tag = _LIKE.get(tag(element), "pre")
    for holder in list(root.iter(*_ROWS)):
        _move_out_of_rows(holder)
    size = len(text_in(root))
    panels = {id for control in root.iter() for id in _controlled(control)}
    for element in list(root.iter()):
        if element is root or not tag(element):
            continue
        if tag(element) in _HOLLOW:
            unwrap(element)
        elif tag(element) in _DROPPED or (
            _is_hidden(element, size) and not _is_panel(element, panels)
        ):
            detach(element)
        elif tag(element) in _STOOD_IN_FOR:
            unwrap(element)
        else:
            _tidy_element(element)
            break_lines(element)
            if element.attrib and _IN_A_ROW.search(_dress(element)):
                _part(element)
            if tag(element) == "span" and _ON_ITS_OWN.search(element.get("style") or ""):
                _set_alone(element)
    _drop_doubles(root)
    tidy_code(root)


def _set_tables(root: Element) -> None:
    """Make tables of boxes that are said to be some (https://www.w3.org/TR/wai-aria-1.2/#table)."""
    tables = [each for each in root.iter("div", "section") if each.get("role") == "table"]
    for each in (part for table in tables for part in table.iter("div", "span", "section")):
        each.tag = _TABLE_ROLES.get(each.get("role") or "", each.tag)


def _fill_in(root: Element) -> None:
    """Put what a server sends late, hidden at the end, where a script would put it.

    React marks the place as `<template id="B:0">`, or `P:0` inside another piece, and the
    piece as `<div hidden id="S:0">`.
    """
    pieces = {
        element.get("id") or "": element
        for element in root.iter()
        if "hidden" in element.attrib
    }
    for place in list(root.iter("template")):
        kind, _, number = (place.get("id") or "").partition(":")
        piece = pieces.get(f"S:{number}") if kind in ("B", "P") else None
        if piece is None or piece.get("hidden") is None:
            continue
        if all(above is not piece for above in place.iterancestors()):
            del piece.attrib["hidden"]
            detach(piece)
            place.addprevious(piece)
            unwrap(piece)


def _move_out_of_rows(holder: Element) -> None:
    """Put what stands in a table, but in no cell of it, before the table.

    So the standard has it (https://html.spec.whatwg.org/#foster-parent).
    """
    table = holder if tag(holder) == "table" else next(holder.iterancestors("table"), None)
    if table is None or table.getparent() is None:
        return
    if text := (holder.text or "").strip():
        table.addprevious(_paragraph(holder, text))
        holder.text = None
    for child in list(holder):
        tail, child.tail = (child.tail or "").strip(), None
        if tag(child) not in _IN_ROWS:
            table.addprevious(child)
        if tail:
            table.addprevious(_paragraph(holder, tail))


def _paragraph(element: Element, text: str) -> Element:
    made = element.makeelement("p", {})
    made.text = text
    return made


def _tidy_element(element: Element) -> None:
    match tag(element):
        case "img":
            _load(element)
        case "iframe" if element.get("srcdoc"):
            _bring_in(element)
        case "iframe" | "video" | "audio":
            _link_video(element)
        case "input":
            if (element.get("type") or "").lower() != "checkbox":
                detach(element)
        case "button":
            _tidy_button(element)
        case "a":
            _tidy_link(element)


def _dress(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('style') or ''}"


def _part(row: Element) -> None:
    """Put a blank between boxes in a row that nothing but their look parts."""
    if tag(row) in _OF_CODE or any(True for _ in row.iterancestors(*_OF_CODE)):
        return
    row.text = f"{row.text} " if row.text and len(row) else row.text
    for box in list(row)[:-1]:
        box.tail = f"{box.tail or ''} "


def _set_alone(box: Element) -> None:
    """Make a block of what is shown as one; in a heading, which is a line, a word."""
    above = {tag(each) for each in box.iterancestors()}
    if "pre" in above or above.isdisjoint(("code", *HEADINGS)):
        box.tag = "div"
    elif "code" not in above:
        box.text, box.tail = f" {box.text or ''}", f" {box.tail or ''}"


def _is_to_copy(box: Element) -> bool:
    """Whether a box to write in shows lines that nobody can change."""
    return "readonly" in box.attrib and "\n" in (box.text or "").strip()


def _bring_in(frame: Element) -> None:
    """Put the page that a frame has with it into its place."""
    inner = tree_of(frame.get("srcdoc") or "")
    if inner is not None:
        tidy(body := body_of(inner))
        body.tag = "div"
        frame.addprevious(body)
    detach(frame)


def _is_hidden(element: Element, size: int) -> bool:
    """Whether an element is not shown; if it is most of a page, a script will show it."""
    if not element.attrib:
        return False
    style = (element.get("style") or "").lower()
    name = f" {(element.get('class') or '').lower()} "
    hidden = (
        element.get("hidden") not in (None, "until-found")
        or (bool(style) and _HIDDEN_STYLE.search(style) is not None)
        or (_HIDDEN_CLASS.search(name) is not None and not _SHOWN_LATER.search(name))
        or (_SPOKEN_CLASS.search(name) is not None and tag(element) not in HEADINGS)
        or (element.get("id") or "").lower() in _OF_ENCYCLOPEDIA
        or (element.get("aria-hidden") == "true" and not element.xpath("boolean(.//p)"))
    )
    return hidden and tag(element) != "body" and len(text_in(element)) * 5 <= size * 4


def _controlled(element: Element) -> list[str]:
    """The ids of the panels that are named in a row of tabs, or in the heading above them.

    So the patterns of ARIA have it (https://www.w3.org/WAI/ARIA/apg/patterns/).
    """
    said = element.get("aria-controls") or ""
    above = map(tag, element.iterancestors()) if said else ()
    return said.split() if element.get("role") == "tab" or HEADINGS & {*above} else []


def _is_panel(element: Element, panels: Container[str]) -> bool:
    """Whether an element is one of several that the reader of a page turns over."""
    is_tab = element.get("role") == "tabpanel" or "tab-pane" in classes(element).split()
    above = element.getparent()
    folds = above is not None and _FOLDED.search(classes(above)) is not None
    return is_tab or folds or element.get("id") in panels


def _use_fallbacks(root: Element) -> None:
    """Show what a page has for readers without scripts, where that is more than all else.

    A template that is a part of the page at once is shown in any case
    (https://html.spec.whatwg.org/#attr-template-shadowrootmode).
    """
    fallbacks = [(each, len(text_in(each))) for each in root.iter("noscript", "template")]
    shown = 0
    if any(said > _LEAST_SAID for _, said in fallbacks):
        texts = root.xpath(_SHOWN_TEXT)
        shown = sum(map(len, texts) if isinstance(texts, list) else ())
    for fallback, said in fallbacks:
        if tag(fallback) == "template":
            if "shadowrootmode" in fallback.attrib:
                unwrap(fallback)
                shown += said
        elif said > max(_LEAST_SAID, shown):
            unwrap(fallback)
            shown += said
        else:
            _use_fallback(fallback)


def _use_fallback(fallback: Element) -> None:
    """Take the image that a page has for readers without scripts, in place of the empty one."""
    is_image = len(list(fallback.iter("img"))) == 1 and not text_in(fallback)
    before = fallback.getprevious()
    if before is not None and is_image:
        if tag(before) == "img" and not (before.tail or "").strip():
            detach(before)
        else:
            is_image = next(before.iter("img"), None) is None
    (unwrap if is_image else detach)(fallback)


def _load(image: Element) -> None:
    """Give an image the address that a script would load it from; drop spacers and counters."""
    source = (image.get("src") or "").strip()
    if _PLACEHOLDER.match(source):
        lazy = (image.get(name) or "" for name in _LAZY)
        sets = (_largest(image.get(name) or "") for name in _LAZY_SETS)
        given = (str(value) for name, value in image.items() if str(name).startswith("data-"))
        named = (value for value in given if _NAMED_PICTURE.fullmatch(value.strip()))
        source = next((s.strip() for s in (*lazy, *sets, *named) if s.strip()), "")
    sizes = [image.get("width") or "", image.get("height") or ""]
    holder = image.getparent()
    is_bare = holder is not None and holder.find("figcaption") is None
    around = classes(holder) if holder is not None and is_bare else ""
    is_sign = _SIGN.search(f"{classes(image)} {around}") is not None
    if (
        is_sign
        or _PLACEHOLDER.match(source)
        or any(size in ("0", "1", "1px") for size in sizes)
    ):
        detach(image)
    else:
        image.set("src", source)


def _drop_doubles(root: Element) -> None:
    """Keep the larger of pictures that stand side by side and differ by their size alone."""
    before: tuple[Element, str, float] | None = None
    doubles: list[Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        if tag(element) == "img" and event == "start":
            last, before = before, (element, *_picture(element.get("src") or ""))
            if last is not None and last[1] == before[1] and _differ(last[2], before[2]):
                smaller, before = sorted((last, before), key=lambda each: each[2])
                doubles.append(smaller[0])
        elif text and not text.isspace():
            before = None
    for element in doubles:
        detach(element)


def _differ(one: float, other: float) -> bool:
    """Whether sizes are those of one picture.

    Numbers nearer than twice may be of a series, and those of two digits are no sizes.
    """
    small, large = sorted((one, other))
    return large > max(99, small) and 2 * small <= large


def _picture(address: str) -> tuple[str, float]:
    """What a picture is called, and about how large the one at an address is."""
    path = address.partition("?")[0].rpartition(".")[0] or address
    stem = _SIZE.sub("", path)
    sizes = [int(number) for number in re.findall(r"(?<!\d)\d{2,4}(?!\d)", path)]
    return stem, max(sizes, default=inf if stem == path else 0)


def _largest(sources: str) -> str:
    """The largest of the images in a `srcset`."""
    found = re.findall(r"(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)", sources)
    return max(found, key=lambda each: float(each[1] or 0))[0] if found else ""


def _link_video(element: Element) -> None:
    """Put a link in the place of a film or a recording, if it has an address of its own."""
    sources = (each.get("src") or "" for each in element.iter(tag(element), "source"))
    source = next(filter(None, sources), "")
    if found := _VIDEO.search(source):
        youtube, vimeo = found.groups()
        source = f"https://www.youtube.com/watch?v={youtube}"
        source = f"https://vimeo.com/{vimeo}" if vimeo else source
    elif tag(element) == "iframe" or not source.startswith(("http", "/")):
        detach(element)
        return
    title = element.get("title") or ""
    tail = element.tail
    element.clear()
    element.tag, element.tail = "p", tail
    SubElement(element, "a", {"href": source, VIDEO: ""}).text = title.strip() or source


def _tidy_button(element: Element) -> None:
    """Keep the words of a button only in a sentence or a heading, and what is none of its."""
    parent = element.getparent()
    if parent is None:
        return
    text = text_in(element)
    in_sentence = tag(parent) == "p" and text != text_in(parent)
    more = [name for inner in element.iter() if (name := tag(inner)) in _NO_LABEL]
    is_said = more != ["p"] or any(sign in text for sign in SENTENCE_END)
    if in_sentence or (more and is_said) or text.endswith("?") or tag(parent) in HEADINGS:
        unwrap(element)
    else:
        detach(element)


def _tidy_link(element: Element) -> None:
    """Drop the marks by which headings are linked to."""
    text = text_in(element).casefold()
    in_heading = any(tag(above) in HEADINGS for above in element.iterancestors())
    named = _PERMALINK.search(classes(element)) is not None and len(text) < 3
    leads_inside = "#" in (element.get("href") or "") and element.find(".//img") is None
    if leads_inside and text in _PERMALINK_TEXT and (in_heading or named):
        detach(element)


def _write_formulas(root: Element) -> None:
    """Put `$TeX$` in the place of every formula whose source the page has."""
    for element in list(root.iter()):
        if tag(element) and (element.getparent() is not None or element is root):
            _write_formula(element, tag(element))


def _write_formula(element: Element, name: str) -> None:
    if name == "script":
        kind = element.get("type") or ""
        if kind.startswith("math/tex"):
            _put(element, "".join(strings(element)), "display" in kind)
    elif name in ("math", "mjx-container") or _FORMULA_CLASS.search(classes(element)):
        source = next(filter(None, _sources(element)), "")
        if source or name == "math":
            _put(element, source or _tex_of_mathml(element), _is_display(element))
    elif name != "img":
        if source := (element.get("data-math") or element.get("data-latex") or "").strip():
            _put(element, source, _is_display(element))
    elif source := _tex_of_image(element):
        _put(element, source, _is_display(element))


def _tex_of_image(image: Element) -> str:
    """The TeX that an image was drawn from, by its alternative text or its address."""
    alt, source = image.get("alt") or "", image.get("src") or ""
    found = _DRAWN.search(source)
    if found and (drawn := [found[1]] if found[1] else _CHART.findall(found[2])):
        return unquote(drawn[-1])
    if _COMMAND.search(alt):
        return alt
    named = _TEX_IMAGE.search(f"{image.get('class')} {source}")
    says = re.search(r"[\\^_{}=]", alt) or "latex" in classes(image).split()
    return alt if named and says else ""


def _sources(element: Element) -> Iterator[str]:
    """The TeX that a formula names in one of the usual places."""
    for below in element.iter():
        if tag(below) == "annotation" and "tex" in (below.get("encoding") or "").lower():
            yield "".join(strings(below))
    for place in (element, *element.iter("math")):
        for name in ("data-latex", "data-tex", "data-math", "alttext"):
            yield place.get(name) or ""


def _is_display(element: Element) -> bool:
    parent = element.getparent()
    around = classes(parent) if parent is not None else ""
    says = f"{classes(element)} {element.get('display') or ''} {around}"
    return _DISPLAY.search(says) is not None and "inline" not in says


def _put(element: Element, source: str, display: bool) -> None:
    source = " ".join(source.split())
    source = re.sub(r"^\{\\(?:display|text)style (.*)\}$", r"\1", source).strip("$ ")
    mark = "$$" if display else "$"
    replace_by_text(element, f"{mark}{source}{mark}" if source else "")


def _tex_of_mathml(element: Element, depth: int = 0) -> str:
    """The TeX of a formula or of a part of one."""
    name = tag(element).rpartition(":")[2]
    if name in _SKIPPED or depth > _DEEPEST:
        return ""
    if name in _TOKENS:
        return _TOKENS[name](text_in(element))
    parts = [_tex_of_mathml(child, depth + 1) for child in element if tag(child)]
    if name in _TEMPLATES and len(parts) == _TEMPLATES[name][0]:
        return _TEMPLATES[name][1].format(*parts)
    opening, between, closing = _JOINED.get(name, ("", "", ""))
    return opening + between.join(parts or [text_in(element)]) + closing
