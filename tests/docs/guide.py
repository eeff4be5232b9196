"""The pieces of the guide as they stand in store/guide, for the tests to look at."""

import re
from pathlib import Path

import yaml
from msgspec import Struct, convert

FOLDER = Path(__file__).parents[2] / "store" / "guide"


class Remark(Struct, forbid_unknown_fields=True):
    """A note on a piece, with the passage that it is about."""

    quote: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()


class FrontMatter(Struct, forbid_unknown_fields=True):
    """What stands above a piece."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    notes: tuple[Remark, ...] = ()
    kind: str = "article"


class Piece(Struct):
    """One file of the guide."""

    name: str
    front: FrontMatter
    text: str


def piece(path: Path) -> Piece:
    """The piece in a file."""
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    read = yaml.load(front, Loader=yaml.BaseLoader)
    return Piece(path.name, convert(read, FrontMatter, strict=False), text.strip())


PIECES = tuple(map(piece, sorted(FOLDER.glob("*.md"))))
ARTICLES = tuple(p for p in PIECES if p.front.kind == "article")
NOTES = tuple(p for p in PIECES if p.front.kind == "note")


def queries(text: str) -> list[str]:
    """The queries that a Markdown text shows as code: whatever has a field or an operator."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [span for span in spans if _QUERY.search(span)]


_QUERY = re.compile(
    r"(?:^|[\s(-])(?:title|author|site|tag|note|in|is|words|minutes|added|published|read|lang"
    r"|sort):[^\s]| OR |\w\*|^\"|^=\""
)
