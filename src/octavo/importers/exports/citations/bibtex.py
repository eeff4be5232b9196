r"""BibTeX and BibLaTeX: citations as Zotero, JabRef and Google Scholar write them.

Format: https://www.ctan.org/pkg/bibtex (btxdoc). bibtexparser cuts a file into entries, and
pylatexenc says that `{M\"u}ller \& Co` means `Müller & Co`. They take a tenth of a second to
import; pylatexenc reads some 20 KB a second, so it is given only words that need it.

Large because what BibTeX holds is written in a second language, LaTeX.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from octavo.importers.child_process import bounded
from octavo.importers.exports.citations.citation import CITED
from octavo.importers.exports.declarations import Item, draft_maker
from octavo.importers.exports.format import (
    LARGEST_RECORD,
    Format,
    Part,
    Row,
    head_of,
    row_of,
    whole_text,
)
from octavo.importers.text.clean import clean_line
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, ParsingFailedBlock
if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_LONGEST_NAMES = 20_000
"""Characters of a line of names."""
_MOST_MACROS = 10_000
"""Names for texts (`@string`) that a file may define; those after them stay names."""
_BEGINS = lazy_pattern(r"[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]")
_SIGN = lazy_pattern(
    r"(?:^|[\r\n])[ \t]*@[ \t]*([A-Za-z]+)\s*[{(]\s*[^\s,{}()=\"]*\s*(?:[,=]|$)"
)
_MARKUP = lazy_pattern(r"(?:^|[\r\n])[ \t]*(?:<|```|~~~)")
"""Begins a line of a page or a feed, or code that a text quotes."""
_NO_ITEMS = frozenset(("comment", "preamble", "string"))
_TYPES = """
article book booklet conference inbook incollection inproceedings manual mastersthesis misc
phdthesis proceedings techreport unpublished online electronic www report thesis dataset
software patent collection periodical inreference reference video audio image movie letter
mvbook mvcollection suppbook suppcollection artwork standard legislation jurisdiction
webpage
"""
_KINDS = frozenset(_TYPES.split())
_BLANK = lazy_pattern(r"\n\s*\n")
_LANGUAGES = {
    **dict.fromkeys(("english", "american", "british", "usenglish", "ukenglish"), "en"),
    **dict.fromkeys(("german", "ngerman", "austrian", "naustrian"), "de"),
    **{"french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl"},
    **{"russian": "ru", "japanese": "ja", "korean": "ko", "chinese": "zh", "polish": "pl"},
}

_ONE = r'\{(?>(?:[^{}]|\{[^{}]*+\})*)\}|"(?>(?:[^"{}]|\{[^{}]*+\})*)"|[^\s#{}",]++'
_ONE_OF_MANY = lazy_pattern(_ONE)
_MANY = lazy_pattern(rf"(?:{_ONE})(?>(?:\s*+\#\s*+(?:{_ONE}))+)")
"""Values that are joined by `#`."""

Said = Mapping[str, str]


def _recognises(part: Part) -> bool:
    """Whether a line near the beginning opens an entry of a type that there is."""
    head = head_of(part)[:20_000]
    entries = (found for found in _SIGN.finditer(head) if found[1].lower() not in _NO_ITEMS)
    first = next(entries, None)
    known = first and first[1].lower() in _KINDS
    return bool(first and known and not _MARKUP.search(head, 0, first.start()))


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """The entries, one each; comments and macros are no items."""
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    macros: dict[str, str] = {}
    for line, block, raw in _blocks(part):
        place = f"{part.name}, line {line}"
        match block:
            case String(key=name, value=value) if len(macros) < _MOST_MACROS:
                macros[name.lower()] = _value(value, macros)
            case Entry():
                yield row_of(place, raw, _draft, block, macros, part)
            case ParsingFailedBlock() if _is_item(block.raw or ""):
                yield Row(place=place, draft=DraftRejected(place, _why(block)), raw=raw)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some entries as a file of their own, with the macros of the file that they are from."""
    macros: tuple[str, ...] = ()
    with suppress(DraftRejected):  # what else there is in the file may be what is wrong
        macros = _macros_of(part)
    return "".join(f"{raw}\n\n" for raw in (*macros, *raws))


@bounded
def _macros_of(part: Part) -> tuple[str, ...]:
    """The macros of a file as they stand there."""
    from bibtexparser.model import String

    named = (raw for _, block, raw in _blocks(part) if isinstance(block, String))
    return tuple(islice(named, _MOST_MACROS))


def _blocks(part: Part) -> Iterator[tuple[int, "Block", str]]:
    """The entries of a file: the line where each begins, it, and how it stands there."""
    import logging

    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        ImplicitComment,
        ParsingFailedBlock,
    )
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    text = whole_text(part)
    lines = text.split("\n")
    blocks = [
        block
        for block in Splitter(text).split().blocks
        if not isinstance(block, ImplicitComment)
    ]
    starts = [block.start_line or 0 for block in blocks]
    for block, start, after in zip_longest(blocks, starts, starts[1:]):
        raw = block.raw or ""
        while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, ParsingFailedBlock):
            raw = "\n".join(lines[start:after]).strip() or raw
        yield start + 1, block, raw


def _is_item(raw: str) -> bool:
    found = _BEGINS.match(raw)
    return found is not None and found[0].strip(" \t@{(").lower() not in _NO_ITEMS


def _why(block: "ParsingFailedBlock") -> str:
    said = clean_line(str(getattr(block.error, "abort_reason", block.error)))
    if said.startswith("Unexpected"):
        return "it is never closed"
    return f"it is not written as BibTeX asks: {said[:1].lower()}{said[1:200].rstrip('.')}"


def _value(raw: str, macros: Mapping[str, str]) -> str:
    """What a value says without its braces or quotes, macros and joints resolved."""
    raw = raw.strip()
    if "#" in raw and _MANY.fullmatch(raw):
        return "".join(_value(one, macros) for one in _ONE_OF_MANY.findall(raw))
    if raw[:1] + raw[-1:] in ("{}", '""') and len(raw) > 1:
        return raw[1:-1]
    return macros.get(raw.lower(), raw)


def _draft(entry: "Entry", macros: Mapping[str, str], part: Part) -> Draft:
    if len(entry.raw or "") > LARGEST_RECORD:
        raise DraftRejected("", "it is longer than a megabyte")
    said: dict[str, str] = {}
    for field in entry.fields:
        said.setdefault(field.key.lower(), _value(str(field.value), macros))
    return draft_maker(CITED, part)(_cited(entry.key, said))


def _cited(key: str, said: Said) -> Item:
    keywords = _text(said, "keywords") or _text(said, "keyword")
    return {
        "key": key,
        "title": ": ".join(filter(None, (_text(said, "title"), _text(said, "subtitle")))),
        "url": _address(said),
        "doi": address_of_latex(said.get("doi", "")),
        "authors": [*_people(said.get("author") or said.get("editor") or "")],
        "container": _first(said, "journaltitle", "journal", "booktitle", "publisher"),
        "published": [_text(said, "date"), _month(said), _text(said, "year")],
        "accessed": _text(said, "urldate"),
        "language": _language(said),
        "abstract": _text(said, "abstract"),
        "tags": re.split(r"[,;]", keywords),
        "notes": [_text(said, name) for name in ("note", "annote", "annotation")],
    }


def _text(said: Said, name: str) -> str:
    """A field as text; only a blank line ends a paragraph."""
    paragraphs = _BLANK.split(text_of_latex(said.get(name, "")))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).strip()


def _first(said: Said, *names: str) -> str:
    return next((text for name in names if (text := _text(said, name))), "")


def _month(said: Said) -> str:
    """The month and the year, as far as there is a month."""
    month, year = _text(said, "month"), _text(said, "year")
    if month.isdecimal():
        return f"{year}-{month}"
    return f"{month} {year}" if month else ""


def _language(said: Said) -> str:
    name = said.get("langid") or said.get("language") or ""
    return _LANGUAGES.get(name.strip().lower(), name)


def _address(said: Said) -> str:
    """The address that an entry gives, or that its archive's number makes."""
    for name in ("url", "howpublished"):
        if "://" in said.get(name, ""):
            return address_of_latex(said[name])
    archive = said.get("archiveprefix") or said.get("eprinttype") or ""
    number = said.get("eprint", "").strip()
    return f"https://arxiv.org/abs/{number}" if archive.lower() == "arxiv" and number else ""


def _people(value: str) -> Iterator[str]:
    """The names, in the order in which they are spoken; one in braces is no person's."""
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    for name in split_multiple_persons_names(value[:_LONGEST_NAMES]):
        if name.lower() != "others":
            spoken = parse_single_name_into_parts(name, strict=False).merge_first_name_first
            yield " ".join(text_of_latex(spoken).split())


BIBTEX = Format(
    name="bibtex",
    title="Zotero and others, BibTeX",
    suffix=".bib",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)


_LONGEST_RUN = 20_000
"""Characters of LaTeX that belong together; pylatexenc reads as many in a second."""
_LONGEST_VALUE = 100_000
"""Characters of a field in which LaTeX is read; a book of nothing else takes half a minute."""
_LATEX = lazy_pattern(r"[\\{}~$]|--|``|''")
_WORD = lazy_pattern(r"\S*\s*")
_GOES_ON = lazy_pattern(r"\\(?:[A-Za-z]+|[^A-Za-z\s])\s*$")
"""A command at the end of a word may be about the next."""
_BARE = lazy_pattern(r"(?<!\\)([%&#])")
_DOLLAR = lazy_pattern(r"(?<!\\)\$")
_NAMED = r"""
copyright=© textless=< textgreater=> pounds=£ euro=€ S=§ P=¶ textbar=| textunderscore=_
textasciitilde=~ textasciicircum=^ textbackslash=\ TeX=TeX LaTeX=LaTeX
"""
_UNKNOWN_TO_PYLATEXENC = dict(pair.split("=") for pair in _NAMED.split())
_IN_ADDRESS = lazy_pattern(r"\\(?:textasciitilde|sim)\s?(?:\{\})?|\\~(?:\{\})?")


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
    import logging

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
