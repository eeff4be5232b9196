r"""The text that LaTeX means in a citation: `{M\"u}ller \& Co` says `Müller & Co`.

pylatexenc says so; it is imported where it is used. It reads some 20 KB a second, so it is
given only the words that need it.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_LONGEST_RUN = 20_000
"""Characters of LaTeX that belong together; pylatexenc reads as many in a second."""
_LONGEST_VALUE = 100_000
"""Characters of a field in which LaTeX is read; a book of nothing else takes half a minute."""
_LATEX = re.compile(r"[\\{}~$]|--|``|''")
_WORD = re.compile(r"\S*\s*")
_GOES_ON = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s])\s*$")
"""A command at the end of a word may be about the next."""
_BARE = re.compile(r"(?<!\\)([%&#])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_NAMED = r"""
copyright=© textless=< textgreater=> pounds=£ euro=€ S=§ P=¶ textbar=| textunderscore=_
textasciitilde=~ textasciicircum=^ textbackslash=\ TeX=TeX LaTeX=LaTeX
"""
_UNKNOWN_TO_PYLATEXENC = dict(pair.split("=") for pair in _NAMED.split())
_IN_ADDRESS = re.compile(r"\\(?:textasciitilde|sim)\s?(?:\{\})?|\\~(?:\{\})?")


def text_of_latex(value: str) -> str:
    """A value with accents and symbols as letters, and without braces and commands."""
    if len(value) > _LONGEST_VALUE or not _LATEX.search(value):
        return value
    if len(_DOLLAR.findall(value)) % 2:
        value = _DOLLAR.sub(r"\\$", value)
    return unicodedata.normalize("NFC", "".join(map(_meant, _runs(value))))


def _runs(value: str) -> Iterator[str]:
    """Words one by one, but for those that braces, mathematics or a command hold together."""
    run: list[str] = []
    depth = dollars = 0
    for word in _WORD.findall(value):
        run.append(word)
        plain = word.replace("\\\\", "").replace("\\{", "").replace("\\}", "")
        depth = max(0, depth + plain.count("{") - plain.count("}"))
        dollars += len(_DOLLAR.findall(word))
        if not (depth or dollars % 2 or _GOES_ON.search(word)):
            yield "".join(run)
            run.clear()
    yield "".join(run)


@lru_cache(maxsize=4096)
def _meant(run: str) -> str:
    """What some words of LaTeX mean; as they stand where pylatexenc stumbles over them."""
    if len(run) > _LONGEST_RUN or not _LATEX.search(run):
        return run
    words = run.rstrip()
    try:
        meant: str = _latex().latex_to_text(_BARE.sub(r"\\\1", words))
    except (IndexError, KeyError, RecursionError):
        return run
    return meant + run[len(words) :]


@cache
def _latex() -> "LatexNodes2Text":
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    known = get_default_latex_context_db()
    specs = [MacroTextSpec(name, text) for name, text in _UNKNOWN_TO_PYLATEXENC.items()]
    known.add_context_category("octavo", prepend=True, macros=specs)
    return LatexNodes2Text(known, math_mode="text")


def address_of_latex(value: str) -> str:
    r"""The address in a value such as `\url{http://example.org/a\_b}`."""
    value = _IN_ADDRESS.sub("~", value.replace("\\url", "").replace("\\path", ""))
    return re.sub(r"\\([^A-Za-z])", r"\1", value).strip("{} \t\r\n")
