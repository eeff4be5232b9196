"""Kindle's `My Clippings.txt`: a block for each highlight and note, of all books together.

A book is an article without an address; each block brings one note to it, unless another
block at its place says the same and more. A highlight and what is written on it are one note,
which either brings.

The second line of a block says what was marked, where and when, in any language:
`- Your Highlight on page 12 | Location 170-172 | Added on Sunday, March 4, 2012 9:15:30 PM`
The words depend on the language of the device; the order and the numbers do not.

Large because that line has to be read without knowing the words of any language.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum, auto

from msgspec import Struct

from octavo.importers.exports import values
from octavo.importers.exports.format import (
    LARGEST_RECORD,
    Format,
    Part,
    Row,
    head_of,
    pieces,
    row_of,
    whole_text,
)
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.dates import SAVED, date_in, doubt, moment
from octavo.importers.text.titles import title_of_text
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.note import Highlight
from octavo.patterns import lazy_pattern


class Kind(Enum):
    """What a clipping is."""

    HIGHLIGHT = auto()
    NOTE = auto()
    BOOKMARK = auto()


class ClippingDetails(Struct, frozen=True):
    """What the second line says."""

    kind: Kind | None
    """None where the language is not known."""
    place: tuple[int, int] | None
    """Locations or, where a book has none, pages; the first and the last."""
    added: datetime | None


_BOOKMARK = """
bookmark lesezeichen signet marque-page marcador segnalibro bladwijzer закладк zakładk bokmärke
bogmærke bokmerke kirjanmerk ブックマーク 书签 書籤 책갈피 북마크
"""
_HIGHLIGHT = """
highlight markierung surlign subrayado resaltado evidenziazione evidenziat destaque markering
выделен zaznaczeni podkreśleni vurgu clip ausschnitt recorte ハイライト 标注 標註 标记 重點 重点
划线 劃線 하이라이트
"""
_NOTE = "note notiz nota notitie заметк notatk anteckning メモ 笔记 筆記 註記 注释 메모 노트"
_WORDS = (
    (Kind.BOOKMARK, _BOOKMARK.split()),
    (Kind.HIGHLIGHT, _HIGHLIGHT.split()),
    (Kind.NOTE, _NOTE.split()),
)

_RANGE = lazy_pattern(r"(\d{1,9})(?:\s*[-–—~～]\s*(\d{1,9}))?")


_AT = lazy_pattern(r"(\d{4})\s+[^\W\d_]{1,6}\.?\s+(?=\d{1,2}[:.]\d{2})")
"""A year and a word such as `godz.` before the time of day."""


def details_of(line: str) -> ClippingDetails | None:
    """What a second line says; None if it is none."""
    if "|" not in line and not line.lstrip().startswith(("-", "–", "—")):
        return None
    segments = line.lstrip("-–— ").split("|")
    dated = len(segments) - 1 if len(segments) > 1 else None
    said = " ".join(segments[:dated])
    return ClippingDetails(kind_in(said), _place(said), _added(segments[-1]))


def kind_in(said: str) -> Kind | None:
    """The kind that a line names, in one of the languages that are known."""
    said = said.casefold()
    named = (kind for kind, words in _WORDS if any(word in said for word in words))
    return next(named, None)


def kind_by_structure(details: ClippingDetails, text: str) -> Kind:
    """The kind of a clipping whose language is not known.

    Only a bookmark has no text, and only a highlight goes from one place to another.
    """
    if not text:
        return Kind.BOOKMARK
    ranged = details.place is not None and details.place[0] < details.place[1]
    return Kind.HIGHLIGHT if ranged else Kind.NOTE


def _place(said: str) -> tuple[int, int] | None:
    """The last range or number: pages stand before locations."""
    found = list(_RANGE.finditer(said[:500]))
    if not found:
        return None
    first, last = found[-1].groups()
    start = int(first)
    if not last:
        return start, start
    if int(last) < start and len(last) < len(first):
        last = first[: -len(last)] + last
    return start, max(start, int(last))


def _added(said: str) -> datetime | None:
    """The day and the time of day, without a zone: what the device showed is taken as UTC."""
    said = _AT.sub(r"\1 ", said[:200])
    if not (found := date_in(said)):
        return None
    when, before, _ = found
    return moment(said[len(before) :]) or when


_NEIGHBOURS = 30
"""Clippings at places near by that one is compared with."""
_LIMIT = "<You have reached the clipping limit"
_END = lazy_pattern(r"={8,}")
_BLOCK = lazy_pattern(r"(?>(?:^(?![^\S\n]*={8,}[^\S\n]*$).*+\n?)+)", re.MULTILINE)
_AROUND = "\ufeff\n\t "
_NOT_A_PERSON = lazy_pattern(r"\d|edition|ausgabe|édition|edición|edizione|edição|ebook", re.I)


class Block(Struct, frozen=True):
    """One clipping."""

    line: int
    """Of the file, where it begins; the first is 1."""
    raw: str
    book: str = ""
    """The first line, which names the book and who wrote it."""
    kind: Kind | None = None
    text: str = ""
    place: tuple[int, int] | None = None
    added: datetime | None = None
    problem: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """The place, or none as a number."""
        return self.place or (0, 0)


def _recognises(part: Part) -> bool:
    """Whether the first block is a title, a line of place and date, and the mark of its end."""
    lines = [line.strip("\ufeff \t") for line in head_of(part).splitlines()[:2_000]]
    told = [line for line in lines if line]
    details = (details_of(line) for line in told[:2])
    return any(map(_END.fullmatch, told)) and any(
        each and (each.added or each.kind) for each in details
    )


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """The blocks, each as the book with one note or highlight."""
    found = pieces(whole_text(part), _BLOCK)
    blocks = [block for line, raw in found if (block := _block(line, raw))]
    silent = _copies(blocks)
    written: dict[int, list[str]] = defaultdict(list)
    notes = _notes(blocks, silent)
    for note, highlight in notes.items():
        written[highlight].append(blocks[note].text)
    for at, block in enumerate(blocks):
        place = f"{part.name}, line {block.line}"
        about = notes.get(at, at)
        said = "\n\n".join(written[about])
        is_silent = at in silent
        yield row_of(
            place, block.raw, _draft, part, block, blocks[about], said, silent=is_silent
        )


def _draft(part: Part, block: Block, about: Block, written: str, *, silent: bool) -> Draft:
    """The book with what one block says of it, and what was written on that.

    A note on a highlight says all that the highlight `about` which it is does; the library
    takes it once.

    Raises:
        DraftRejected: If there is nothing to keep.
    """
    if reason := block.problem or _nothing(block):
        raise (DraftRejected if block.problem else NothingToMend)("", reason)
    is_note = about.kind is Kind.NOTE
    note = DraftNote(
        text=about.text if is_note else written,
        highlight=None if is_note else Highlight(about.text),
        added=about.added,
    )
    title, authors = book_of(block.book)
    return Draft(
        title=values.title(title) or title_of_text(block.text),
        authors=authors,
        notes=() if silent else (note,),
        added=block.added,
        source=values.source("kindle", part, block.book or title_of_text(block.text)),
        doubt=doubt((SAVED, block.raw.partition("|")[2].split("\n")[0], block.added)),
    )


def _nothing(block: Block) -> str:
    """Why a block has nothing to keep; empty if it has."""
    if block.kind is Kind.BOOKMARK:
        return "it is a bookmark: it marks a page and has no text"
    if block.text.startswith(_LIMIT):
        return "the publisher's limit was reached: the Kindle kept no text"
    return "" if block.text else "it has no text"


def _block(line: int, raw: str) -> Block | None:
    """The block that begins in a line of the file, if there is anything in it."""
    line += len(raw[: len(raw) - len(raw.lstrip(_AROUND))].split("\n")) - 1
    raw = raw.strip(_AROUND)
    if not raw:
        return None
    if len(raw) > LARGEST_RECORD:
        return Block(line, raw[:LARGEST_RECORD], problem="it is longer than a megabyte")
    book, *rest = (each.strip(_AROUND) for each in raw.split("\n"))
    if not rest and (details := details_of(book)) and details.added:
        book, rest = "", [book]
    details = details_of(rest[0]) if rest else None
    if not details:
        problem = "its second line does not say what was marked, and where"
        return Block(line, raw, problem=problem)
    text = clean("\n".join(rest[1:])).strip()
    kind = details.kind or kind_by_structure(details, text)
    return Block(line, raw, clean_line(book), kind, text, details.place, details.added)


def book_of(line: str) -> tuple[str, tuple[str, ...]]:
    """The title and the authors that a first line names: `Title (Series) (Name, First)`."""
    line = clean_line(line)
    start = _last_bracket(line)
    inside = line[start + 1 : -1].strip() if start else ""
    if not inside or _NOT_A_PERSON.search(inside):
        return line, ()
    names = (_in_order(name) for name in re.split(r"[;；]|\s&\s", inside))
    return line[:start].strip(), tuple(dict.fromkeys(name for name in names if name))


def _last_bracket(line: str) -> int:
    """Where the bracket that ends a line opens, other brackets inside it; 0 if none does."""
    depth = 0
    for at in range(len(line) - 1, -1, -1) if line.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(line[at], 0)
        if depth == 0:
            return at
    return 0


def _in_order(name: str) -> str:
    """`Lee, Ann` as `Ann Lee`; a name with more commas is left as it is."""
    parts = [part.strip() for part in name.split(",")]
    return " ".join(reversed(parts)).strip() if len(parts) == 2 else name.strip()


def _copies(blocks: Sequence[Block]) -> set[int]:
    """The clippings whose words stand in another one of their kind, at the same place."""
    alike: dict[tuple[str, Kind | None], list[int]] = defaultdict(list)
    for at in sorted(range(len(blocks)), key=lambda at: blocks[at].span):
        if blocks[at].text:
            alike[blocks[at].book, blocks[at].kind].append(at)
    folded = [" ".join(block.text.split()) for block in blocks]
    copies: set[int] = set()
    for ats in alike.values():
        for index, at in enumerate(ats):
            for other in ats[index + 1 : index + 1 + _NEIGHBOURS]:
                if at in copies or blocks[other].span[0] > blocks[at].span[1]:
                    break
                shorter, longer = sorted((at, other), key=lambda at: (len(folded[at]), at))
                if other not in copies and folded[shorter] in folded[longer]:
                    copies.add(shorter)
    return copies


def _notes(blocks: Sequence[Block], copies: set[int]) -> dict[int, int]:
    """The notes, and the highlights that each stands at the end of, in, or right after."""
    books: dict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(blocks)), key=lambda at: (blocks[at].span[1], at)):
        if at not in copies and blocks[at].text:
            books[blocks[at].book].append(at)
    found: dict[int, int] = {}
    for ats in books.values():
        for index, at in enumerate(ats):
            if blocks[at].kind is not Kind.NOTE:
                continue
            near = ats[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
            if fitting := [other for other in near if _is_on(blocks, at, other)]:
                found[at] = min(fitting, key=lambda other: _distance(blocks, at, other))
    return found


def _is_on(blocks: Sequence[Block], note: int, other: int) -> bool:
    """Whether a note lies on a highlight; without places, whether it is its neighbour."""
    if blocks[other].kind is not Kind.HIGHLIGHT:
        return False
    if blocks[note].place is None or blocks[other].place is None:
        return blocks[note].place == blocks[other].place and abs(note - other) == 1
    (start, end), (first, last) = blocks[other].span, blocks[note].span
    return first <= end and start <= last


def _distance(blocks: Sequence[Block], note: int, highlight: int) -> tuple[bool, int, bool]:
    """How far a highlight is from being the one of a note; one that stands before wins."""
    ends = blocks[highlight].span[1] == blocks[note].span[1]
    return not ends, abs(note - highlight), highlight > note


KINDLE = Format(
    name="kindle",
    title="Kindle, My Clippings",
    suffix=".txt",
    recognises=_recognises,
    rows=_rows,
    collected=lambda _, raws: "".join(f"{raw}\n==========\n" for raw in raws),
)
