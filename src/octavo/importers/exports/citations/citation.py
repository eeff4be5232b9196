"""Citations, as Zotero and its kin export them: what is in common, CSL JSON, RIS, and tables.

CSL JSON: an array of objects.
Format: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
RIS: lines that begin with a tag of two characters.
Format: https://en.wikipedia.org/wiki/RIS_(file_format)

Zotero's table, as CSV: a column for each field, authors and tags by semicolon. Its RDF: an
element for each work, with journals, notes and collections beside it, told by their addresses.

Large because CSL and RIS are little beside what they have in common.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    MakesDraft,
    Signs,
    all_said,
    array,
    collection,
    draft_maker,
    table,
)
from octavo.importers.exports.files.json_items import first_item
from octavo.importers.exports.format import (
    Format,
    Part,
    Row,
    head_of,
    records,
    roots_of,
)
from octavo.importers.text.clean import clean, escape_line
from octavo.importers.text.dates import date_in
from octavo.importers.text.xml import local_name
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern
from octavo.text import unescape

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DOI = lazy_pattern(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DAY = lazy_pattern(
    r"(?P<year>[12]\d{3})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?"
)
_INSIDE = lazy_pattern(r"(?<=[^\s.!?:;”\"»)])[ \t]*\n(?!\s*\n)")
_TAG = lazy_pattern(r"</?(?:p|div|span|i|b|em|strong|sub|sup|br|jats:\w+)\b[^<>]{0,500}>", re.I)


def day_of(said: str) -> datetime | None:
    """The day in `2024-03-05`, `2024/03//`, `March 2024` or `2024`."""
    said = said.strip()[:100]
    found = _DAY.match(said)
    try:
        if found:
            year, month, day = (int(number or 1) for number in found.groups())
            return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    dated = date_in(said)
    return dated[0] if dated else values.time(said)


def _day(said: object) -> object:
    """The first day that can be read in some lines, or else all that they say."""
    lines = [line for line in map(said_in, all_said(said)) if line]
    return next(filter(None, map(day_of, lines)), " ".join(lines))


def in_order(name: str) -> str:
    """`Lee, Ann` as `Ann Lee`, and `Lee, Jr., Ann` as `Ann Lee Jr.`."""
    family, *others = (part.strip() for part in name.split(","))
    if len(others) > 1:
        return " ".join([others[-1], family, *others[:-1]]).strip()
    return " ".join([*others, family]).strip()


def _key(item: Item) -> str:
    """Its own id, and what it names, for ids such as `lee2019` are unique only in a file.

    An address alone is none: that of a library's login stands in many citations.
    """
    own, url = values.line(item.get("key")), _address(item)
    return own if "://" in own else " ".join(filter(None, (own, url, _title(item, url))))


def _title(item: Item, url: str) -> str:
    return values.title(said_in(item.get("title")), url)


def _address(item: Item) -> str:
    """Its address, or else the one of its DOI; empty for neither."""
    url, _ = values.written_address(values.line(said_in(item.get("url"))))
    if is_web(url) and len(url) <= values.LONGEST_ADDRESS:
        return url
    found = _DOI.match(values.line(said_in(item.get("doi")))) or _DOI.match(url)
    return f"https://doi.org/{found[1]}" if found else ""


def _unmarked(said: object) -> str:
    """A text without the tags that citation managers leave in it."""
    text = said_in(said)
    return unescape(_TAG.sub("", text)) if "<" in text or "&" in text else text


def _paragraphs(item: Item) -> str:
    """An abstract in Markdown; a line that ends inside a sentence goes on in the next."""
    text = _INSIDE.sub(" ", clean(_unmarked(item.get("abstract"))))
    return "\n\n".join(escape_line(line) for line in text.splitlines() if line.strip())


def said_in(value: object) -> str:
    """A field as it is; some programs write a list of one."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else values.line(value)


CITED = Fields(
    kind="zotero",
    url=_address,
    needs_url=False,
    title=lambda item: said_in(item.get("title")),
    text=_paragraphs,
    site=lambda item: said_in(item.get("container")),
    published=lambda item: _day(item.get("published")),
    language=lambda item: said_in(item.get("language")),
    excerpt=(),
    folder=(),
    note=lambda item: [*map(_unmarked, all_said(item.get("notes")))],
    added=lambda item: _day(item.get("accessed")),
    key=_key,
)
"""Of a citation: its `key`, `title`, `url` and `doi`, `authors` as they sign, the `container`
that it is in, when it was `published` (by whichever line says the day) and `accessed`, its
`language`, `abstract`, `tags` and `notes`.
"""


def cited_as(fields: Callable[[Item], Item]) -> Callable[[Part, Sequence[Part]], MakesDraft]:
    """What makes drafts of items that a function gives the fields of a citation."""

    def maker(part: Part, _: Sequence[Part]) -> MakesDraft:
        made = draft_maker(CITED, part)
        return lambda item: made(fields(item))

    return maker


_OF_CSL = frozenset(
    (
        *("author", "editor", "issued", "accessed", "container-title", "DOI", "ISBN", "ISSN"),
        *("URL", "publisher", "page", "volume", "citation-key", "abstract"),
    )
)


def _is_csl(part: Part) -> bool:
    """Whether a part is an array of citations, told by the fields of the first."""
    names = first_item(part).keys()
    return "type" in names and bool({"title", "id"} & names) and bool(_OF_CSL & names)


def _of_csl(item: Item) -> Item:
    keywords = item.get("keyword") or item.get("keywords")
    names = keywords if isinstance(keywords, list) else said_in(keywords).replace(";", ",")
    return {
        "key": said_in(item.get("id")),
        "title": item.get("title"),
        "url": item.get("URL"),
        "doi": item.get("DOI"),
        "authors": _names(item.get("author")) or _names(item.get("editor")),
        "container": item.get("container-title"),
        "published": _written(item.get("issued")),
        "accessed": _written(item.get("accessed")),
        "language": item.get("language"),
        "abstract": item.get("abstract"),
        "tags": names,
        "notes": item.get("note"),
    }


def _names(value: object) -> list[str]:
    return [name for each in all_said(value)[:200] if (name := _name(each))]


def _name(person: object) -> str:
    """A person in parts, or an organisation as it is."""
    if not isinstance(person, dict):
        return said_in(person)
    if literal := said_in(person.get("literal")):
        return literal
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(said for part in parts if (said := said_in(person.get(part))))


def _written(value: object) -> str:
    """A date in parts, of numbers or texts, or as it was written."""
    if not isinstance(value, dict):
        return said_in(value)
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [said_in(each) for each in first[:3]] if isinstance(first, list) else []
    if numbers and all(number.isdecimal() and len(number) <= 4 for number in numbers):
        return "-".join(number.zfill(2) for number in numbers)
    return next((said for name in ("raw", "literal") if (said := said_in(value.get(name)))), "")


CSL = replace(
    array(
        "csl-json",
        "Zotero and others, CSL JSON",
        told_by=Signs("type"),
        fields=cited_as(_of_csl),
    ),
    recognises=_is_csl,
)


_LINE_OF_RIS = lazy_pattern(r"\s*([A-Z][A-Z0-9])\s{1,3}-(?:\s+(.*))?$")
_SIGN_OF_RIS = lazy_pattern(r"\s*TY\s{1,3}-\s*[A-Z]", re.MULTILINE)
_TAG_OF_RIS = r"[^\S\n]*{}[^\S\n]{{1,3}}-"
_RECORD_OF_RIS = lazy_pattern(
    rf"^(?!{_TAG_OF_RIS.format('ER')}){_TAG_OF_RIS.format('[A-Z][A-Z0-9]')}.*+"
    rf"(?>(?:\n(?!{_TAG_OF_RIS.format('(?:TY|ER)')}).*+)*)(?:\n{_TAG_OF_RIS.format('ER')}.*+)?",
    re.MULTILINE,
)
"""A citation, also one whose beginning or end is missing."""


def _rows_of_ris(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """The citations, one each, also those whose end is missing."""
    made = draft_maker(CITED, part)
    return records(part, _RECORD_OF_RIS, lambda raw: made(_of_ris(raw)))


def _of_ris(raw: str) -> Item:
    entries: list[tuple[str, list[str]]] = []
    for line in raw.split("\n"):
        if found := _LINE_OF_RIS.match(line):
            entries.append((found[1], [(found[2] or "").strip()]))
        elif entries:
            entries[-1][1].append(line.strip())
    said: dict[str, list[str]] = defaultdict(list)
    for tag, lines in entries:
        said[tag].append("\n".join(lines).strip())

    def first(*tags: str) -> str:
        return next((value for tag in tags for value in said[tag] if value), "")

    def all_of(*tags: str) -> list[str]:
        return [value for tag in tags for value in said[tag]]

    return {
        "key": first("ID", "AN"),
        "title": first("TI", "T1", "CT", "BT", "T2"),
        "url": first("UR", "L2", "LK"),
        "doi": first("DO", "M3"),
        "authors": [*map(in_order, all_of("AU", "A1", "A2", "ED"))],
        "container": first("T2", "JO", "JF", "JA", "BT", "PB"),
        "published": [first("DA", "PY", "Y1"), first("PY", "Y1")],
        "accessed": first("Y2"),
        "language": first("LA"),
        "abstract": first("AB", "N2"),
        "tags": [word for line in all_of("KW") for word in re.split(r"[;\n]", line)],
        "notes": all_of("N1"),
    }


RIS = Format(
    name="ris",
    title="Zotero and others, RIS",
    suffix=".ris",
    recognises=lambda part: _SIGN_OF_RIS.match(head_of(part)) is not None,
    rows=_rows_of_ris,
    collected=lambda _, raws: "".join(f"{raw}\n\n" for raw in raws),
)


def _of_row(row: Item) -> Item:
    def listed(*names: str) -> list[str]:
        each = (one.strip() for name in names for one in values.line(row.get(name)).split(";"))
        return [*filter(None, each)]

    return {
        **row,
        "authors": [*map(in_order, listed("author") or listed("editor"))],
        "container": row.get("publication title") or row.get("publisher"),
        "published": [row.get("date"), row.get("publication year")],
        "accessed": row.get("date added") or row.get("access date"),
        "abstract": row.get("abstract note"),
        "tags": listed("manual tags", "automatic tags"),
        "notes": [row.get("notes"), row.get("extra")],
    }


ZOTERO_TABLE = table(
    "zotero-csv",
    "Zotero, CSV",
    told_by=Signs("key, item type, title, url, manual tags"),
    fields=cited_as(_of_row),
)


_OF_RDF = lazy_pattern(r"<rdf:RDF\b[^<>]{0,3000}zotero\.org/namespaces/export", re.IGNORECASE)
_WORKS_APART = frozenset(("attachment", "collection", "memo", "journal", "useritem"))


def _works_of_rdf(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The works in a file of RDF, each with its own children by their names."""
    for root in roots_of(part):
        yield from _works_below(root)


def _works_below(root: "Element") -> Iterator[Item]:
    tops = {_about(each): each for each in root if _about(each)}
    folders: dict[str, list[str]] = defaultdict(list)
    for each in root:
        for held in each if local_name(each) == "collection" else ():
            if local_name(held) == "haspart":
                folders[_about(held)].append(_text_of(each, "title"))
    for work in root:
        if local_name(work) not in _WORKS_APART and work.find("{*}title") is not None:
            memos = (tops.get(_about(each)) for each in work.iter("{*}isReferencedBy"))
            inside = [*(tops.get(_about(each)) for each in work.iter("{*}isPartOf"))]
            inside += [*work.iterfind("{*}isPartOf/*")]
            creators = work.find("{*}authors"), work.find("{*}editors")
            people = next((each for each in creators if each is not None), None)
            yield {
                "key": "" if is_web(_about(work)) else _about(work),
                "title": _text_of(work, "title"),
                "url": _text_of(work, "URI", "value") or _about(work),
                "doi": " ".join(
                    each.text or "" for each in work.iterfind("{*}identifier")
                ).replace("DOI ", ""),
                "authors": [_person(each) for each in _all_of(people, "Person")],
                "container": next((_text_of(e, "title") for e in inside if e is not None), "")
                or _text_of(work, "publisher", "name"),
                "published": _text_of(work, "date"),
                "accessed": _text_of(work, "dateSubmitted"),
                "language": _text_of(work, "language"),
                "abstract": _text_of(work, "abstract"),
                "tags": [_text_in(each) for each in work.iterfind("{*}subject")]
                + folders[_about(work)],
                "notes": [_text_of(memo, "value") for memo in memos if memo is not None],
            }


def _about(element: "Element") -> str:
    """What an element is called by, or points to."""
    named = (element.get(f"{_RDF}{name}") for name in ("about", "resource"))
    return next(filter(None, named), "")


def _all_of(element: "Element | None", name: str) -> "Iterator[Element]":
    return iter(()) if element is None else element.iter(f"{{*}}{name}")


def _text_of(element: "Element", *path: str) -> str:
    """The text of the first element of a name, or of one inside that."""
    found = next(element.iter(f"{{*}}{path[0]}"), None) if len(path) > 1 else None
    inner = element.find(f"{{*}}{path[0]}") if found is None else found.find(f"{{*}}{path[1]}")
    return "" if inner is None else _text_in(inner)


def _text_in(element: "Element") -> str:
    """All text in an element."""
    return " ".join("".join(map(str, element.itertext())).split())


def _person(person: "Element") -> str:
    names = (_text_of(person, name) for name in ("givenName", "givenname", "surname"))
    return " ".join(filter(None, names))


ZOTERO_RDF = collection(
    "zotero-rdf",
    "Zotero, RDF",
    recognises=lambda part: _OF_RDF.search(head_of(part)[:5000]) is not None,
    items=_works_of_rdf,
    fields=CITED,
)
