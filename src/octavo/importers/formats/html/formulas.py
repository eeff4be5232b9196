"""Formulas in pages, as the TeX that they were made from.

Of MathML that comes without its source, the elements that presentation is made of are
written as TeX (https://www.w3.org/TR/mathml-core); what is unknown shows as its text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import (
    classes,
    detach,
    replace_by_text,
    strings,
    tag,
    text_in,
)

_FORMULA_CLASS = re.compile(
    r"(?:^|\s)(?:katex|katex-display|mathjax(?:_\w+)?|mjx-container|mwe-math-element|temml)(?:$|\s)"
)
_DISPLAY = re.compile(r"display|block")
_TEX_IMAGE = re.compile(r"latex|tex\.|equation|math", re.IGNORECASE)
_COMMAND = re.compile(
    r"\\(?:[dt]?frac|begin|operatorname|sum|int|sqrt|left|mathbb|mathrm|exp|log)\b"
)
_DRAWN = re.compile(r"(?:codecogs\.com/[\w.]+\?|[?&]cht=tx&(?:.*&)?chl=)([^&]+)")
"""Addresses of services that draw the TeX in them."""


_DEEPEST = 40

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
    "mn": str,
}


def write_formulas(root: Element) -> None:
    """Put `$TeX$` in the place of every formula whose source the page has."""
    for element in list(root.iter()):
        if tag(element) and (element.getparent() is not None or element is root):
            _write_formula(element)


def _write_formula(element: Element) -> None:
    name = tag(element)
    if name == "script":
        kind = element.get("type") or ""
        if kind.startswith("math/tex"):
            _drop_preview(element)
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
    if drawn := _DRAWN.search(source):
        return unquote(drawn[1])
    if _COMMAND.search(alt):
        return alt
    named = _TEX_IMAGE.search(f"{image.get('class')} {source}")
    says = re.search(r"[\\^_{}=]", alt) or (alt and "latex" in classes(image).split())
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


def _drop_preview(element: Element) -> None:
    """Take away how the formula was drawn, which stands before its source."""
    before = element.getprevious()
    while before is not None and re.search(r"mathjax|mjx", classes(before)):
        drawn, before = before, before.getprevious()
        detach(drawn)


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
