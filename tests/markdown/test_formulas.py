"""Formulas are said in Unicode, or stand as they were written; money stays money."""

import re

import pytest

from octavo.markdown.aligned_text import aligned, highlight_of
from octavo.markdown.anchor import anchor
from octavo.markdown.formulas import unicode_of
from octavo.markdown.plain_text import plain_text
from tests.markdown.setting import drawn, pieces


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\alpha + \beta \le \gamma^2", "α + β ≤ γ²"),
        (r"x_{i+1} = \frac{1}{2} x_i", "xᵢ₊₁ = 1/2 xᵢ"),
        (r"\frac{a+b}{n(n+1)}", "(a+b)/n(n+1)"),
        (r"\sum_{i=1}^{n} i", "∑ᵢ₌₁ⁿ i"),
        (r"\sqrt{n} < \sqrt[3]{x+1}", "√n < ³√(x+1)"),
        (r"\mathbb{R}^n \to \hat{x}", "ℝⁿ → x̂"),
        (r"O(n \log n)", "O(n log n)"),
        (r"f'(x)\text{ if }x\ge0", "f′(x) if x ≥ 0"),
        (r"\left( \frac{a}{b} \right)", "( a/b )"),
        (r"e^{\infty}_q", "e^∞_q"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a b; c d)"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", "{1 x > 0; 0 x ≤ 0"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
    ],
)
def test_tex_is_unicode(tex: str, said: str) -> None:
    assert unicode_of(tex) == said


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{pmatrix} a & b \end{bmatrix}",
        r"\begin{tikzcd} a \end{tikzcd}",
        r"\begin{matrix} a & b",
        r"\frobnicate{x}",
        r"\frac{a}",
        "{a",
        "a}",
        "x^",
        "{" * 900,
        "\\sqrt" * 150,
        r"\hat{\{}",
    ],
)
def test_what_cannot_be_said_stays_as_it_is(tex: str) -> None:
    assert unicode_of(tex) is None
    assert drawn(f"so $_1_{tex}$", 2000) == [f"so $_1_{tex}$"]


@pytest.mark.parametrize(
    "text",
    [
        "The price is $5 and then $10 for two.",
        "From $5-$10 to A$ 5 and US$ 6.",
        "Set $HOME/$USER or $FOO_BAR/$BAZ.",
        "It paid $20M or A$.",
        "$ a^2 $ has blanks",
    ],
)
def test_money_and_variables_are_no_formulas(text: str) -> None:
    assert drawn(text, 200) == [text]
    assert plain_text(text) == text


SAID = {
    "a formula": ("Let $x_1 \\le y$ hold.", "Let x₁ ≤ y hold."),
    "one in brackets": ("Let \\(x^2\\) and \\[\\alpha\\] be.", "Let x² and α be."),
    "brackets that are escaped": ("\\(so\\) \\[1\\]", "(so) [1]"),
    "one over lines": ("$$\nx^2\n$$", "x²"),
    "code": ("In `$x_1$` $x_1$", "In $x_1$ x₁"),
    "a mark": ("Is ==it so== or a==b", "Is it so or a==b"),
    "below the line": ("H~2~O, ~~not~~, ~5~", "H₂O, not, ~5~"),
    "above the line": ("x^2^ and a^b", "x² and a^b"),
    "a callout": ("> [!NOTE]\n> Read it.", "Note Read it."),
    "terms": ("Apple\n: A fruit\n\n  or a firm", "Apple A fruit or a firm"),
    "tasks": ("- [x] done", "done"),
    "keys": ("<kbd>Ctrl</kbd>+<kbd>C</kbd>", "Ctrl+C"),
}
"""Texts, and what their readers see of them."""


@pytest.mark.parametrize(("text", "said"), SAID.values(), ids=SAID.keys())
def test_page_plain_text_and_highlights_say_the_same(text: str, said: str) -> None:
    """Signs of items, bars of quotes and colons are of the setting, not of the text."""

    def words(shown: str) -> list[str]:
        return re.sub(r"[▎•☑:]|\(so\)|\[!?|\]", " ", shown).split()

    wanted = words(said)
    assert words(" ".join(drawn(text, 80))) == wanted
    assert words(plain_text(text)) == wanted
    assert [word.casefold() for word in words(aligned(text).text)] == [
        word.casefold() for word in wanted
    ]


def test_a_formula_is_highlighted_as_it_is_seen_and_as_a_whole() -> None:
    text = "Before.\n\nLet $x_1 \\le y$ hold for H~2~O.\n"
    [formula] = [piece for piece in pieces(text) if "≤" in piece.text and piece.link is None][
        :1
    ]

    made = highlight_of(text, text.index("Let"), text.index(" hold"))

    assert made is not None
    assert made.exact == "Let x₁ ≤ y"
    assert anchor(text, made) == (text.index("Let"), text.index(" hold"))
    assert text[formula.start : formula.end] == "$x_1 \\le y$"
