"""RIS: citations as lines that begin with a tag of two characters.

Format: https://en.wikipedia.org/wiki/RIS_(file_format)
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from octavo.importers.exports.citations.citation import Citation, day_of, draft_of, in_order
from octavo.importers.exports.files.decoding import head_of, text_of
from octavo.importers.exports.format import Format, Part, Row, row_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_LINE = re.compile(r"[\ufeff\s]*([A-Z][A-Z0-9])\s{1,3}-(?:\s+(.*))?$", re.DOTALL)
_SIGN = re.compile(r"\s*TY\s{1,3}-\s*[A-Z]", re.MULTILINE)
_LONGEST_LINE = 1 << 16
_LARGEST = 1 << 20
"""Characters of a citation; more follow only where no end is marked."""

Said = Mapping[str, list[str]]
"""What stands under each tag."""


def _recognises(part: Part) -> bool:
    """Whether the first line with anything in it begins a citation."""
    return _SIGN.match(head_of(part).lstrip("\ufeff")) is not None


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The citations, one each, also those whose end is missing."""
    del parts
    for first, lines, size in _records(part):
        place = f"{part.name}, line {first}"
        raw = "".join(lines).strip("\ufeff\r\n")
        yield row_of(place, raw, _draft, lines, size, part)


def _records(part: Part) -> Iterator[tuple[int, list[str], int]]:
    """Of each citation the number of its first line, its lines, and its characters.

    Of one that is too long, only the first lines are kept.
    """
    with text_of(part) as file:
        lines: list[str] = []
        number, first, size = 0, 1, 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            tag = _tag(line)
            if tag == "TY" and lines:
                yield first, lines, size
                lines = []
            if not lines:
                first, size = number, 0
            size += len(line)
            if tag != "ER" and (lines or tag) and size <= _LARGEST:
                lines.append(line)
            if tag == "ER" and lines:
                yield first, [*lines, line], size
                lines = []
        if lines:
            yield first, lines, size


def _tag(line: str) -> str:
    found = _LINE.match(line)
    return found[1] if found else ""


def _draft(lines: Sequence[str], size: int, part: Part) -> Draft:
    """The draft of a citation.

    Raises:
        DraftRejected: If it is none, or too long.
    """
    if size > _LARGEST:
        raise DraftRejected("", "it is longer than a megabyte")
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        if found := _LINE.match(line):
            entries.append((found[1], [(found[2] or "").strip()]))
        elif entries:
            entries[-1][1].append(line.strip())
    said: dict[str, list[str]] = defaultdict(list)
    for tag, values in entries:
        said[tag].append("\n".join(values).strip())
    return draft_of(_citation(said), part)


def _citation(said: Said) -> Citation:
    names = [name for tag in ("AU", "A1", "A2", "ED") for name in said.get(tag, ())]
    return Citation(
        key=_first(said, "ID", "AN"),
        title=_first(said, "TI", "T1", "CT", "BT", "T2"),
        url=_first(said, "UR", "L2", "LK"),
        doi=_first(said, "DO", "M3"),
        authors=tuple(map(in_order, names)),
        container=_first(said, "T2", "JO", "JF", "JA", "BT", "PB"),
        published=day_of(_first(said, "DA", "PY", "Y1")) or day_of(_first(said, "PY", "Y1")),
        accessed=_first(said, "Y2"),
        language=_first(said, "LA"),
        abstract=_first(said, "AB", "N2"),
        keywords=tuple(
            word for line in said.get("KW", ()) for word in re.split(r"[;\n]", line)
        ),
        notes=tuple(said.get("N1", ())),
    )


def _first(said: Said, *tags: str) -> str:
    return next((value for tag in tags for value in said.get(tag, ()) if value), "")


RIS = Format(
    name="ris",
    title="Zotero and others, RIS",
    suffix=".ris",
    recognises=_recognises,
    rows=_rows,
    collected=lambda _, raws: "".join(f"{raw}\n\n" for raw in raws),
)
