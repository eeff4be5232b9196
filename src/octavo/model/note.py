"""Notes and highlights: what the reader writes and what they mark."""

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from octavo.model.provenance import Highlight as Highlight
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

_LINK = lazy_pattern(r"\[\[(?P<id>\d{1,15})(?:\|(?P<title>[^\[\]|\n]*))?\]\]")
_ADDRESS = lazy_pattern(r"octavo:(?P<id>\d{1,15})")
_COMMENT = lazy_pattern(r"\A\s*<!--.*?-->\s*", re.DOTALL)
_TITLES = 5
"""How many titles of articles are written out."""
_UNLINKABLE = str.maketrans("[]|\n", "()¦ ")


class NoteLink(Struct, frozen=True, gc=False):
    """A link from a note to an article or another note: `[[12|Its title]]`.

    The id is what counts, so it survives a rename; the title is for people and other programs.
    """

    id: int
    title: str
    """As it was when the link was made; empty if it has none."""
    start: int
    end: int


def link_to(id: int, title: str) -> str:
    """A link to an article or a note, as a note's text has it."""
    return f"[[{id}|{title.translate(_UNLINKABLE)}]]"


def with_titles(text: str) -> str:
    """A note's text with the titles of what it links to in place of the links."""
    return _LINK.sub(lambda link: link["title"] or link["id"], text)


def address_of(id: int) -> str:
    """The address of an article or a note inside octavo."""
    return f"octavo:{id}"


def id_at(address: str) -> int | None:
    """The article or note with such an address; None for any other address."""
    found = _ADDRESS.fullmatch(address)
    return int(found["id"]) if found else None


def links_in(text: str) -> list[NoteLink]:
    """The links of a note's text, in order."""
    if "[[" not in text:
        return []
    found = _LINK.finditer(text)
    return [NoteLink(int(m["id"]), m["title"] or "", *m.span()) for m in found]


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """What the reader writes, in Markdown: on an article, on a passage of it, or on its own."""

    id: int
    """Notes are numbered together with articles."""
    text: str = ""
    """Markdown; empty for a highlight without a remark."""
    article: int | None = None
    """The id of the article that it is on."""
    highlight: Highlight | None = None
    tags: frozenset[Tag] = frozenset()
    added: datetime
    deleted: datetime | None = None
    changed: datetime | None = None
    """When its text or its passage was last edited."""
    version: str = ""
    """The digest of the text in which the passage was highlighted; empty if unknown."""

    @property
    def title(self) -> str:
        """The first line, without heading marks, to list it by."""
        quoted = self.highlight.exact if self.highlight else ""
        first, *_ = (self.text.strip() or quoted.strip() or "Empty note").splitlines()
        return with_titles(first).lstrip("# ").strip() or "Empty note"

    @property
    def words(self) -> str:
        """The passage that it quotes and what it says, in Markdown, a blank line between."""
        quoted = self.highlight.exact if self.highlight else ""
        return "\n\n".join(part for part in (quoted, self.text) if part)


def with_comment(text: str, titles: Sequence[str], highlight: Highlight | None = None) -> str:
    """A note for an editor: above it, in a comment, what it is on and what it quotes."""
    quoted = [f"> {line}" for line in highlight.exact.splitlines()] if highlight else []
    about = [f"on {title}" for title in titles[:_TITLES]] or ["a note of its own"]
    others = len(titles) - _TITLES
    more = [f"and {others} more"] if others > 0 else []
    lines = [*about, *more, *quoted, "Write below; nothing written is no note."]
    comment = "\n".join(("<!--", *(line.replace("--", "- -") for line in lines), "-->"))
    return f"{comment}\n\n{text}"


def without_comment(text: str) -> str:
    """What was written below that comment."""
    return _COMMENT.sub("", text).rstrip()
