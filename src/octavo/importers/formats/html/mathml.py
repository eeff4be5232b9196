"""MathML as TeX, for formulas that come without their source.

Only the elements that presentation is made of (https://www.w3.org/TR/mathml-core); what is
unknown shows as its text.
"""

from collections.abc import Callable, Mapping, Sequence

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import tag, text_in

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


def tex_of(element: Element, depth: int = 0) -> str:
    """The TeX of a formula or of a part of one."""
    name = tag(element).rpartition(":")[2]
    if name in _SKIPPED or depth > _DEEPEST:
        return ""
    if name in _TOKENS:
        return _TOKENS[name](text_in(element))
    parts = [tex_of(child, depth + 1) for child in element if tag(child)]
    if name in _TEMPLATES and len(parts) == _TEMPLATES[name][0]:
        return _TEMPLATES[name][1].format(*parts)
    opening, between, closing = _JOINED.get(name, ("", "", ""))
    return opening + between.join(parts or _alone(element)) + closing


def _alone(element: Element) -> Sequence[str]:
    return [text_in(element)]
