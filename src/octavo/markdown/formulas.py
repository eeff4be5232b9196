r"""Formulas: what stands above or below the line, and TeX as Unicode as far as that can say it.

A formula stands between dollar signs as Pandoc has it (`tex_math_dollars`), or between the
brackets `\(` and `\)`, `\[` and `\]` of LaTeX. Sums of money stand between dollar signs too,
and brackets may only be escaped: without a sign of TeX, neither is a formula.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_SUPER = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιφχ−–′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᶲᵡ⁻⁻′",
)
_SUB = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ−–", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋₋"
)


SMALL = r"[A-Za-z0-9+\-()]{1,12}"
"""What may stand above or below the line without a space."""


def raised(text: str) -> str:
    """Text that stands above the line, in small characters where all of it has them."""
    return _small(text, _SUPER) or (f"^{text}" if text.isalnum() else text)


def lowered(text: str) -> str:
    """Text that stands below the line, in small characters where all of it has them."""
    return _small(text, _SUB) or (f"_{text}" if text.isalnum() else text)


def _small(text: str, table: dict[int, int]) -> str | None:
    known = all(ord(letter) in table or letter.isspace() for letter in text)
    return text.translate(table) if known else None


_BODY = r"(?:[^$\\\n]|\\[^()\[\]\n]|\n(?![ \t]*\n)){1,1000}?"
_CODE = r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
_DOLLARS = (
    rf"\$(?<![\\$\w]\$)(?:\$(?P<display>{_BODY})\$\$"
    rf"|(?!\s)(?P<inline>{_BODY})(?<!\s)\$(?![\w$]))"
)
_BRACKETS = rf"\\(?:\((?P<round>{_BODY})\\\)|\[(?P<square>{_BODY})\\\])"
MAY_BE_FORMULA = f"(?:{_DOLLARS}|{_BRACKETS})"
"""Matches what `formula_in` decides about."""
FORMULA = lazy_pattern(MAY_BE_FORMULA)
_FORMULA_OR_CODE = lazy_pattern(f"{_CODE}|{MAY_BE_FORMULA}")
_KINDS = ("inline", "display", "round", "square")
_TEX = lazy_pattern(r"\\[A-Za-z]|(?<!\\)[\^_]")
_MONEY_OR_WORDS = lazy_pattern(r"\A[\d.,]|[^\W\d_]{2}")
_TOKEN = lazy_pattern(r"\\[A-Za-z]+\*?|\\.|[{}^_&]|\s+|.", re.DOTALL)
_SPACED = lazy_pattern(r"([=≤≥≠≈≡∼≃≅∝→←↔⇒⇐⇔↦∈∉⊂⊆⊃⊇×·⋅±∓∪∩∧∨⊕⊗∘]|(?<=\S)[+<>-](?=\s))")
_TERMS = lazy_pattern(r"[\s+/=-]")
_BRACKETED = lazy_pattern(r"\([^()]*\)")
_BLANKS = {"\\,": " ", "\\!": "", "\\:": " ", "\\;": " ", "\\ ": " ", "~": " "}
_WIDE = ("\\quad", "\\qquad")
_UNSEEN = ("\\left", "\\right", "\\displaystyle", "\\limits", "\\nolimits", "\\mathstrut")
_SIZES = lazy_pattern(r"\\[bB]igg?[lrm]?\Z")
_UPRIGHT = ("\\text", "\\textrm", "\\mathrm", "\\mathit", "\\mbox", "\\operatorname")
_CHOICES = ("\\binom", "\\dbinom", "\\tbinom")
_FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac")
_SHAPED = (
    *("\\mathbb", "\\mathbf", "\\mathcal", "\\mathfrak", "\\mathscr", "\\mathsf", "\\mathtt"),
    *("\\hat", "\\bar", "\\vec", "\\tilde", "\\dot", "\\ddot"),
    *("\\textbf", "\\textit", "\\emph"),
)
"""Commands that give their argument another form."""


_TABLES = {
    **{"matrix": ("", ""), "smallmatrix": ("", ""), "array": ("", ""), "cases": ("{", "")},
    **{"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}")},
    **{"vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖")},
    **dict.fromkeys(("aligned", "align", "split", "gathered", "gather"), ("", "")),
}
"""What stands around the rows of an environment, which are said one after the other."""
_IN_COLUMNS = ("matrix", "array", "cases")

_DEEPEST = 20
"""How many groups and arguments in one another are read."""


class _Unsayable(Exception):
    """Some TeX has no like in a line of Unicode."""


def formula_in(found: re.Match[str]) -> str | None:
    """What the formula says that was matched, or how it is written; None if it is none."""
    kind = next(kind for kind in _KINDS if found[kind] is not None)
    tex = found[kind]
    if not _TEX.search(tex) and (kind in ("round", "square") or _MONEY_OR_WORDS.search(tex)):
        return None
    return unicode_of(tex) or found[0]


def with_formulas_said(text: str) -> str:
    """A text with its formulas as Unicode, but for what is code."""
    if "$" not in text and "\\" not in text:
        return text
    return _FORMULA_OR_CODE.sub(
        lambda found: found["code"] or formula_in(found) or found[0], text
    )


@lru_cache(4096)
def unicode_of(tex: str) -> str | None:
    """Some TeX of a formula as Unicode; None if that cannot say it."""
    try:
        said = _Reader(tex).text()
    except _Unsayable:
        return None
    return " ".join(_SPACED.sub(r" \1 ", said).split()) or None


class _Reader:
    """Reads TeX from its beginning to its end."""

    def __init__(self, tex: str) -> None:
        self._tokens = _TOKEN.findall(tex)
        self._tokens.reverse()
        self._depth = 0

    def text(self, end: str = "") -> str:
        """What stands before an end, which is taken as well."""
        said, is_name = "", False
        while self._tokens:
            token = self._tokens.pop()
            if token == end:
                return said
            part = self._part(token)
            said += f" {part}" if is_name and part[:1].isalnum() else part
            is_name = token[0] == "\\" and len(part) > 1 and part.isalpha()
        if end:
            raise _Unsayable
        return said

    def _part(self, token: str) -> str:
        """What a token says, with the arguments that it takes."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Unsayable
        said = self._read(token)
        self._depth -= 1
        return said

    def _read(self, token: str) -> str:
        if token in _BLANKS:
            return _BLANKS[token]
        if token == "{":
            return self.text("}")
        if token == "^":
            return self._script("^", _SUPER)
        if token == "_":
            return self._script("_", _SUB)
        if token == "'":
            return "′"
        return self._command(token) if token[0] == "\\" else self._plain(token)

    def _plain(self, token: str) -> str:
        if token in ("}", "&", "$"):
            raise _Unsayable
        return " " if token.isspace() else token

    def _script(self, sign: str, table: dict[int, int]) -> str:
        said = self._argument().strip()
        return _small(said, table) or (sign + (said if len(said) == 1 else f"({said})"))

    def _command(self, token: str) -> str:
        if token in _FRACTIONS:
            above, below = self._argument(), self._argument()
            return f"{_in_brackets(above)}/{_in_brackets(below)}"
        if token == "\\sqrt":
            index = self._optional()
            return f"{raised(index)}√{_root_of(self._argument())}"
        if token.rstrip("*") in _UPRIGHT:
            return self._argument()
        if token in _SHAPED:
            return _shaped(token, self._argument())
        if token in _CHOICES:
            above, below = self._argument(), self._argument()
            return f"({above} choose {below})"
        if token == "\\begin":
            return self._table(self._argument().rstrip("*"))
        if token in _WIDE:
            return "  "
        if token in _UNSEEN or _SIZES.match(token):
            self._skip_blanks()
            if self._tokens and self._tokens[-1] == "." and token in ("\\left", "\\right"):
                self._tokens.pop()
            return ""
        if not token[1].isalpha():
            if token[1] in "\\()[]":
                raise _Unsayable
            return "‖" if token == "\\|" else token[1]
        said = _symbol(token[1:])
        if said is None:
            raise _Unsayable
        self._skip_blanks()
        return said

    def _table(self, name: str) -> str:
        """The rows of an environment, such as `(a b; c d)`."""
        if name not in _TABLES:
            raise _Unsayable
        if name == "array":
            self._argument()
        rows = [[""]]
        while self._tokens and (token := self._tokens.pop()) != "\\end":
            if token == "&":
                rows[-1].append("")
            elif token == "\\\\":
                rows.append([""])
            else:
                rows[-1][-1] += self._part(token)
        if self._argument().rstrip("*") != name:
            raise _Unsayable
        between = "  " if name.endswith(_IN_COLUMNS) else ""
        said = [between.join(cell.strip() for cell in row) for row in rows]
        left, right = _TABLES[name]
        return f"{left}{'; '.join(filter(None, said))}{right}"

    def _argument(self) -> str:
        self._skip_blanks()
        if not self._tokens:
            raise _Unsayable
        return self._part(self._tokens.pop())

    def _optional(self) -> str:
        """An argument in brackets, if there is one."""
        self._skip_blanks()
        if self._tokens and self._tokens[-1] == "[":
            self._tokens.pop()
            return self.text("]")
        return ""

    def _skip_blanks(self) -> None:
        while self._tokens and self._tokens[-1].isspace():
            self._tokens.pop()


def _in_brackets(said: str) -> str:
    """A part of a fraction, in brackets if it has parts itself."""
    return f"({said})" if _TERMS.search(_BRACKETED.sub("", said)) else said


def _shaped(command: str, said: str) -> str:
    if set(said) & set("\\{}$%#&"):
        raise _Unsayable
    return str(_library().latex_to_text(f"{command}{{{said}}}"))


def _root_of(said: str) -> str:
    return said if len(said) == 1 or said.isdigit() else f"({said})"


@cache
def _library() -> "LatexNodes2Text":
    from pylatexenc.latex2text import LatexNodes2Text  # takes a while, and few texts need it

    return LatexNodes2Text(math_mode="text")


@cache
def _symbol(name: str) -> str | None:
    """What a command stands for that takes no argument."""
    spec = _library().latex_context.get_macro_spec(name)
    said = getattr(spec, "simplify_repl", None)
    return said if isinstance(said, str) and said and "%" not in said else None
