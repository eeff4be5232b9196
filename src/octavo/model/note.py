"""Notes and highlights: what the reader writes and what they mark."""

import re
from collections.abc import Container, Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from octavo.model.provenance import Highlight as Highlight
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

PROVISIONAL = 9 * 10**14
"""From here on numbers name what has no id yet, while a folder comes in."""

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
    return f"[[{id}|{link_title(title)}]]"


def with_titles(text: str, known: Container[int] = ()) -> str:
    """A note's text with the titles of what it links to in place of the links to others."""

    def said(link: re.Match[str]) -> str:
        return link[0] if int(link["id"]) in known else link["title"] or link["id"]

    return _LINK.sub(said, text)


def renumbered(text: str, more: int) -> str:
    """A note's text whose links name what has so much greater a number."""

    def moved(link: re.Match[str]) -> str:
        id, title = int(link["id"]) + more, link["title"]
        return link_to(id, title) if title else f"[[{id}]]"

    return _LINK.sub(moved, text) if "[[" in text else text


def without_ids(text: str) -> str:
    """What a note's text says, whichever ids its links have: they differ in each library."""
    return _LINK.sub(lambda link: link["title"] or "", text) if "[[" in text else text


def link_title(title: str) -> str:
    """A title as a link has it."""
    return title.translate(_UNLINKABLE)


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


class NoteMark(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the words of a note in a file of Markdown do not say, in a comment above them.

    A line such as `<!-- octavo {"added":"2026-03-04T10:00:00Z"} -->`, which no reader shows.
    """

    added: datetime | None = None
    id: int = 0
    """Of one to which others link: then its last paragraph is `^octavo-` and this."""
    is_quoted: bool = False
    """Whether the note begins with the passage that it is on."""
    exact: str = ""
    """The passage, where its quotation would be read as another."""
    prefix: str = ""
    suffix: str = ""
    offset: int | None = None
    tags: tuple[str, ...] = ()
    """Those that its last paragraph has as labels."""

    def __str__(self) -> str:
        said = msgspec.json.encode(self).decode().replace("--", "-\\u002d")
        return f"<!-- octavo {said} -->"


NOTES_HEADING = "## Highlights and notes"
"""Stands above the notes in a file of Markdown."""
_MARK = lazy_pattern(
    rf"(?:(?:\A|\n)\n?{NOTES_HEADING}\n+)?^<!-- octavo (\{{.*\}}) -->$", re.MULTILINE
)
_LIKE_A_MARK = lazy_pattern(r"^(?=\\*<!-- octavo )", re.MULTILINE)
_KEPT_OUT = lazy_pattern(r"^\\(?=\\*<!-- octavo )", re.MULTILINE)


def without_marks(text: str) -> str:
    """A text in which no line can be taken for the mark of a note."""
    return _LIKE_A_MARK.sub(r"\\", text) if "<!-- octavo " in text else text


def as_it_was(text: str) -> str:
    """What a text was before it was written `without_marks`."""
    return _KEPT_OUT.sub("", text) if "<!-- octavo " in text else text


def split_at_marks(text: str) -> tuple[str, list[tuple[NoteMark, str]]]:
    """What stands before the first mark of a note, and each mark with what stands below it."""
    found = [(m.span(), mark) for m in _MARK.finditer(text) if (mark := _read(m[1]))]
    starts = [start for (start, _), _ in found] + [len(text)]
    first, below = (
        starts[0],
        [text[m[1] : end] for (m, _), end in zip(found, starts[1:], strict=True)],
    )
    marks = [mark for _, mark in found]
    return as_it_was(text[:first]), list(zip(marks, map(as_it_was, below), strict=True))


def _read(said: str) -> NoteMark | None:
    try:
        return msgspec.json.decode(said, type=NoteMark)
    except msgspec.MsgspecError:
        return None


def unquoted(text: str) -> tuple[str, str]:
    """The passage that a text quotes at its beginning, and what stands below it."""
    lines = text.strip("\n").split("\n")
    end = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    passage = (line.removeprefix(">").removeprefix(" ") for line in lines[:end])
    return "\n".join(passage), "\n".join(lines[end:]).strip("\n")


SPACED = "octavo_tags"
"""The field of an exported file that has the tags with spaces as they are."""


def label(tag: str) -> str:
    """A tag as Obsidian has it: without spaces."""
    return tag.replace(" ", "-")


def labels(tags: Iterable[str]) -> str:
    """Tags as a paragraph of labels: `#ai #policy/industry`."""
    return " ".join(f"#{label(tag)}" for tag in tags)


def without_labels(text: str, tags: Sequence[str]) -> tuple[str, Sequence[str]]:
    """A note without the paragraph of its tags, and those: some may have been edited there."""
    above, gap, last = text.rpartition("\n\n")
    words = (last if gap else text).split()
    if not tags or not all(word.startswith("#") for word in words):
        return text, () if tags else tags
    if " ".join(words) == labels(tags):
        return above, tags
    known = {f"#{label(tag)}": tag for tag in tags}
    return above, [known.get(word, word[1:]) for word in words]
