"""RIS: citations as lines that begin with a tag of two characters.

Format: https://en.wikipedia.org/wiki/RIS_(file_format)
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from octavo.importers.exports.citations.citation import Citation, day_of, draft_of, in_order
from octavo.importers.exports.files.decoding import head_of, records
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft

_LINE = re.compile(r"\s*([A-Z][A-Z0-9])\s{1,3}-(?:\s+(.*))?$")
_SIGN = re.compile(r"\s*TY\s{1,3}-\s*[A-Z]", re.MULTILINE)
_TAG = r"[^\S\n]*{}[^\S\n]{{1,3}}-"
_RECORD = re.compile(
    rf"^(?!{_TAG.format('ER')}){_TAG.format('[A-Z][A-Z0-9]')}.*+"
    rf"(?:\n(?!{_TAG.format('(?:TY|ER)')}).*+)*+(?:\n{_TAG.format('ER')}.*+)?",
    re.MULTILINE,
)
"""A citation, also one whose beginning or end is missing."""

Said = Mapping[str, list[str]]
"""What stands under each tag."""


def _recognises(part: Part) -> bool:
    """Whether the first line with anything in it begins a citation."""
    return _SIGN.match(head_of(part)) is not None


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """The citations, one each, also those whose end is missing."""
    return records(part, _RECORD, partial(_draft, part))


def _draft(part: Part, raw: str) -> Draft:
    """The draft of a citation.

    Raises:
        DraftRejected: If it is none.
    """
    entries: list[tuple[str, list[str]]] = []
    for line in raw.split("\n"):
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
