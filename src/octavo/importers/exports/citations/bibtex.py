"""BibTeX and BibLaTeX: citations as Zotero, JabRef and Google Scholar write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from octavo.importers.exports.citations.bibtex_entries import Entry, entries, fields_of, key_of
from octavo.importers.exports.citations.citation import Citation, day_of, draft_of, in_order
from octavo.importers.exports.citations.latex import address_of_latex, text_of_latex
from octavo.importers.exports.files.decoding import head_of, text_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_NO_ITEMS = frozenset(("comment", "preamble", "string"))
_MOST_MACROS = 10_000
_SIGN = re.compile(r"(?:^|[\r\n])[ \t]*@[ \t]*([A-Za-z]+)\s*[{(]\s*[^\s,{}()=\"]*\s*(?:[,=]|$)")
_TYPES = """
article book booklet conference inbook incollection inproceedings manual mastersthesis misc
phdthesis proceedings techreport unpublished online electronic www report thesis dataset
software patent collection periodical inreference reference video audio image movie letter
mvbook mvcollection suppbook suppcollection artwork standard legislation jurisdiction
webpage
"""
_KINDS = frozenset(_TYPES.split())
_BLANK = re.compile(r"\n\s*\n")
_AND = re.compile(r"(?<!\s)\s++and\s++", re.IGNORECASE)
_LANGUAGES = {
    **dict.fromkeys(("english", "american", "british", "usenglish", "ukenglish"), "en"),
    **dict.fromkeys(("german", "ngerman", "austrian", "naustrian"), "de"),
    **{"french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl"},
    **{"russian": "ru", "japanese": "ja", "korean": "ko", "chinese": "zh", "polish": "pl"},
}

Said = Mapping[str, str]


def _recognises(part: Part) -> bool:
    """Whether a line near the beginning opens an entry of a type that there is."""
    head = head_of(part)[:20_000]
    kinds = (found[1].lower() for found in _SIGN.finditer(head))
    first = next((kind for kind in kinds if kind not in _NO_ITEMS), "")
    return first in _KINDS


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The entries, one each; comments and macros are no items."""
    del parts
    return _read(part)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some entries as a file of their own, with the macros of the file that they are from."""
    return "".join(f"{raw}\n\n" for raw in (*_macros(part), *raws))


def _macros(part: Part) -> list[str]:
    """The entries that name macros, as far as the part can be read."""
    try:
        with text_of(part) as file:
            named = (entry.raw for entry in entries(file) if entry.kind == "string")
            return list(islice(named, _MOST_MACROS))
    except DraftRejected:
        return []


def _read(part: Part) -> Iterator[Row]:
    macros: dict[str, str] = {}
    with text_of(part) as file:
        for entry in entries(file):
            if entry.kind == "string" and len(macros) < _MOST_MACROS:
                macros.update(fields_of(entry.raw, macros))
            if entry.kind in _NO_ITEMS:
                continue
            place = f"{part.name}, line {entry.line}"
            yield Row(place=place, draft=_made(entry, macros, part, place), raw=entry.raw)


def _made(
    entry: Entry, macros: Mapping[str, str], part: Part, place: str
) -> Draft | DraftRejected:
    if entry.problem:
        return DraftRejected(place, entry.problem)
    try:
        return draft_of(_citation(entry, fields_of(entry.raw, macros)), part, place)
    except DraftRejected as rejected:
        return rejected


def _citation(entry: Entry, said: Said) -> Citation:
    keywords = _text(said, "keywords") or _text(said, "keyword")
    day = day_of(_text(said, "date")) or day_of(_month(said)) or day_of(_text(said, "year"))
    return Citation(
        key=key_of(entry.raw),
        title=": ".join(filter(None, (_text(said, "title"), _text(said, "subtitle")))),
        url=_address(said),
        doi=address_of_latex(said.get("doi", "")),
        authors=_people(said.get("author") or said.get("editor") or ""),
        container=_first(said, "journaltitle", "journal", "booktitle", "publisher"),
        published=day,
        accessed=_text(said, "urldate"),
        language=_language(said),
        abstract=_text(said, "abstract"),
        keywords=tuple(re.split(r"[,;]", keywords)),
        notes=tuple(_text(said, name) for name in ("note", "annote", "annotation")),
    )


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


def _people(value: str) -> tuple[str, ...]:
    """The names, parted by `and`; one in braces of its own is no person's."""
    names = (name.strip() for name in _parted(value))
    return tuple(
        text_of_latex(name) if name.startswith("{") else in_order(text_of_latex(name))
        for name in names
        if name and name.lower() != "others"
    )


def _parted(value: str) -> Iterator[str]:
    """A line of names, cut at each `and` that stands outside of braces."""
    start = depth = checked = 0
    for found in _AND.finditer(value):
        between = value[checked : found.start()]
        depth += between.count("{") - between.count("}")
        checked = found.start()
        if depth <= 0:
            yield value[start : found.start()]
            start = found.end()
    yield value[start:]


BIBTEX = Format(
    name="bibtex",
    title="Zotero and others, BibTeX",
    suffix=".bib",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
