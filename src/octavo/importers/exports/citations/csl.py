"""CSL JSON: citations as an array of objects.

Format: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.citations.citation import Citation, day_of, draft_of
from octavo.importers.exports.declarations import Item, Signs, array
from octavo.importers.exports.files.json_items import first_item
from octavo.importers.exports.format import Part
from octavo.model.draft import Draft

_OWN = frozenset(
    (
        *("author", "editor", "issued", "accessed", "container-title", "DOI", "ISBN", "ISSN"),
        *("URL", "publisher", "page", "volume", "citation-key", "abstract"),
    )
)


def _recognises(part: Part) -> bool:
    """Whether a part is an array of citations, told by the fields of the first."""
    names = first_item(part).keys()
    return "type" in names and bool({"title", "id"} & names) and bool(_OWN & names)


def _drafts(part: Part, parts: Sequence[Part]) -> Callable[[Item], Draft]:
    del parts
    return lambda item: draft_of(_citation(item), part)


def _citation(item: Item) -> Citation:
    keywords = item.get("keyword") or item.get("keywords")
    names = (
        keywords if isinstance(keywords, list) else _text(keywords).replace(";", ",").split(",")
    )
    return Citation(
        key=_text(item.get("id")),
        title=_text(item.get("title")),
        url=_text(item.get("URL")),
        doi=_text(item.get("DOI")),
        authors=_names(item.get("author")) or _names(item.get("editor")),
        container=_text(item.get("container-title")),
        published=_date(item.get("issued")),
        accessed=_written(item.get("accessed")),
        language=_text(item.get("language")),
        abstract=_text(item.get("abstract")),
        keywords=tuple(map(_text, names)),
        notes=(_text(item.get("note")),),
    )


def _text(value: object) -> str:
    """A field as it is; some programs write a list of one."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else values.line(value)


def _names(value: object) -> tuple[str, ...]:
    people = value if isinstance(value, list) else [value]
    return tuple(name for each in people[:200] if (name := _name(each)))


def _name(person: object) -> str:
    """A person in parts, or an organisation as it is."""
    if not isinstance(person, dict):
        return _text(person)
    if literal := _text(person.get("literal")):
        return literal
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(said for part in parts if (said := _text(person.get(part))))


def _date(value: object) -> datetime | None:
    """A date in parts, of numbers or texts, or as it was written."""
    said = _written(value)
    return day_of(said) or values.time(said)


def _written(value: object) -> str:
    if not isinstance(value, dict):
        return _text(value)
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_text(each) for each in first[:3]] if isinstance(first, list) else []
    if numbers and all(number.isdecimal() and len(number) <= 4 for number in numbers):
        return "-".join(number.zfill(2) for number in numbers)
    return next((said for name in ("raw", "literal") if (said := _text(value.get(name)))), "")


CSL = replace(
    array("csl-json", "Zotero and others, CSL JSON", told_by=Signs("type"), fields=_drafts),
    recognises=_recognises,
)
