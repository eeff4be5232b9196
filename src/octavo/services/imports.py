"""Importing: the exports of other readers come in, and every row has its entry in the ledger.

Rows that are rejected are kept while an import runs, then written to files that can be mended.

Long because what is done with rows, taken in or rejected, stands in one place.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from posixpath import dirname, relpath
from urllib.parse import quote

from msgspec.structs import replace

from octavo.importers.dispatch import draft_of_bytes
from octavo.importers.exports.files.parts import export_at
from octavo.importers.exports.format import Format, Part, doubt_of
from octavo.importers.exports.generic import FIELDS, plain_name
from octavo.importers.exports.registry import (
    SourcedRow,
    format_named,
    format_of,
    is_list,
    names,
    rows_of,
)
from octavo.importers.feeds.opml import collected_outlines
from octavo.importers.files import LARGEST, is_article
from octavo.importers.formats.markdown import (
    draft_of_vault,
    own_note_of,
    page_of_logseq,
    tags_in_text,
    title_of_own,
)
from octavo.importers.text.clean import clean
from octavo.importers.text.decode import decoded
from octavo.library.ingest.ingest import Piece, accounted
from octavo.library.library import Library
from octavo.markdown.layout.document import slug
from octavo.model.article import Article, Source
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Record, Result
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.note import PROVISIONAL, Note, link_to
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern
from octavo.storage.files import make_folder, replace_file

__all__ = ["FIELDS", "LIST", "Format", "Import", "format_named", "names"]

LIST = "a list of feeds"
"""What a list (OPML) is called among the formats."""

_FEW = 100
"""Parts that can be looked at before anything is done."""


class Import:
    """One import of a file, a folder or a zip: its ledger, and its rejected rows.

    Iterating does the work, a few rows at a time; to stop is to keep what is in. All of it is
    one step for undo.
    """

    def __init__(
        self,
        library: Library,
        source: Path | Part,
        format: Format | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        dress: Callable[[Draft], Draft] = lambda draft: draft,
        text_tags: bool = False,
        rehearse: bool = False,
        group: OperationGroup | None = None,
    ) -> None:
        """Import it as what it is, or as a format; `dress` says what holds of all drafts.

        Of a table, `columns` may be named by the fields that they are. With `text_tags` the
        tags in the texts of Markdown files count, too. A rehearsal changes nothing. What is
        done `group` is one step with it for undo.
        """
        self._library = library
        self._source = source
        self._format = format
        self._named = columns
        self._dress = dress
        self._text_tags = text_tags
        self._rehearse = rehearse
        self._rejects = Rejects()
        self._links = WikiLinks(source)
        self._group = group or OperationGroup()
        alone = self._group.first is None
        self._label = f"import {source.name}:" if alone else "add"
        self.followed = 0
        """How many feeds are new."""
        self.counts: Counter[Result] = Counter()
        """The ledger's totals; they add up to the rows of the files."""
        self.formats: dict[str, None] = {}
        """What was found, as people call it, in order."""
        self.columns: dict[str, str] = {}
        """The fields that columns are taken for by their names; empty for one left out."""
        self.dates: set[str] = set()
        """Those of the columns left out that hold dates."""
        self.doubts: dict[str, str] = {}
        """What may be wrong with the characters of parts, by their names."""
        self.doubted: Counter[str] = Counter()
        """What may be wrong with rows that came in, and with how many."""
        self.final = 0
        """How many of the rejected ones nobody can mend, for there is nothing in them."""
        self._seen: set[str] = set()
        self._read = 0
        self._size = _size_of(source)

    @property
    def share(self) -> float | None:
        """About how much of it is read, from 0 to 1; None if that cannot be told."""
        return min(1.0, self._read / self._size) if self._size else None

    @property
    def missing(self) -> list[str]:
        """The columns that a person named and none of the tables has."""
        found = set(map(plain_name, self.columns))
        return [name for name in (self._named or {}).values() if plain_name(name) not in found]

    def __iter__(self) -> Iterator[LedgerEntry]:
        lists: list[Part] = []
        for arrival, _, entry in accounted(self._read_rows(lists), self._take_in):
            self._account(arrival, entry)
            doubt = draft.doubt if isinstance(draft := arrival.row.draft, Draft) else ""
            self.doubted.update([doubt] if doubt else [])
            yield replace(entry, input=arrival.row.place, reason=entry.reason or doubt)
        for part in lists:
            yield from self._follow(part)

    def write_rejected(self) -> list[Path]:
        """Write the rejected rows into `rejected/` of the library, to be mended and imported.

        Raises:
            OSError: If they cannot be written there.
        """
        return self._rejects.write(self._library.folder / "rejected")

    def _read_rows(self, lists: list[Part]) -> Iterator[tuple[SourcedRow, Piece]]:
        """The rows and what they become; lists of feeds are put by, to be followed later."""
        for arrival in rows_of(self._source, self._format, self._named):
            if (part := self._list_in(arrival)) is not None:
                lists.append(part)
                continue
            draft = _draft(arrival, self._links)
            yield arrival, self._dressed(self._links.put_into(draft, arrival))

    def _dressed(self, piece: Piece) -> Piece:
        match piece:
            case Draft():
                is_tagged = self._text_tags and piece.source.kind == "file"
                tags = tags_in_text(piece.text) if is_tagged else frozenset[Tag]()
                return self._dress(replace(piece, tags=piece.tags | tags))
            case Record(article=Article() as article):
                tags = article.tags | self._dress(Draft(title="")).tags
                return replace(piece, article=replace(article, tags=tags))
            case _:
                return piece

    def _list_in(self, arrival: SourcedRow) -> Part | None:
        """The list of feeds that has arrived as a part of no format, if it is one."""
        part = arrival.part
        unknown = part is not None and arrival.format is None and self._format is None
        return part if part is not None and unknown and is_list(part) else None

    def _follow(self, part: Part) -> Iterator[LedgerEntry]:
        """Follow the feeds of a list, after all else is in."""
        from octavo.services.subscribe import follow_list  # with all of the network

        self.formats[LIST] = None
        tags = self._dress(Draft(title="")).tags
        for entry, raw in follow_list(
            self._library,
            part,
            tags,
            label=self._label,
            group=self._group,
            rehearse=self._rehearse,
        ):
            self.counts[entry.result] += 1
            self.followed += entry.result is Result.ADDED
            if raw and not self._rehearse:
                self._rejects.keep(part.name, ".opml", collected_outlines, raw)
            yield entry

    def _take_in(self, pieces: Iterator[Piece]) -> Iterator[LedgerEntry]:
        intake = self._library.intake
        if self._rehearse:
            return intake.rehearse(pieces, revive=False)
        return intake.take_in(
            pieces, label=f"{self._label} {{}}", revive=False, group=self._group
        )

    def _account(self, arrival: SourcedRow, entry: LedgerEntry) -> None:
        self.counts[entry.result] += 1
        self._read += len(arrival.row.raw.encode("utf-8", "replace"))
        if arrival.format and arrival.part and arrival.part.name not in self._seen:
            self._seen.add(arrival.part.name)
            self.formats[arrival.format.title] = None
            self.columns |= arrival.format.columns(arrival.part)
            self.dates |= {*arrival.format.dates(arrival.part)}
            if doubt := doubt_of(arrival.part):
                self.doubts[arrival.part.name] = doubt
        format, part, raw = arrival.format, arrival.part, arrival.row.raw
        if isinstance(arrival.row.draft, NothingToMend):
            self.final += 1
        elif entry.result is Result.REJECTED and format and part and raw and not self._rehearse:
            self._rejects.keep(part.name, format.suffix, partial(format.collected, part), raw)


_WIKI_LINK = lazy_pattern(
    r"\[\[(?P<name>[^\[\]|#^\n]{1,250})(?:#\^octavo-(?P<note>\d{1,15})|#[^\[\]|\n]*)?(?:\|(?P<words>[^\[\]|\n]*))?\]\]"
)


_VAULT_LINK = lazy_pattern(
    r"(?P<code>^[ \t>]*+(?:[-*+] |\d{1,9}[.)] )?[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*$)|~{3,}+)"
    r".*?(?:^[ \t>]*+(?P=fence)|\Z)|(?<!`)(?P<ticks>`++)[^\n]{0,999}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<embed>!)?\[\[(?P<to>[^\[\]|\\\n]{1,250})(?:\\?\|(?P<words>[^\[\]\n]*))?\]\]"
    r"|\(\((?P<block>[0-9a-f-]{36})\)\)",
    re.MULTILINE | re.DOTALL,
)
"""Code, in which there are no links; links of Obsidian and Logseq; blocks of Logseq."""
_LINK_IN_BLOCK = lazy_pattern(
    r"`[^`\n]*`|!?\[\[(?:[^\[\]|\n]*\|)?(?P<wiki>[^\[\]\n]*)\]\]"
    r"|!?\[(?P<words>[^\[\]\n]*)\]\([^()\n]*\)|(?P<bracket>[\[\]])"
)
_BLOCK = lazy_pattern(
    r"^[ \t]*(?:- )?(?P<words>\S[^\n]*)\n(?:[ \t]+[\w-]+:: [^\n]*\n){0,9}?"
    r"[ \t]+id:: (?P<id>[0-9a-f-]{36})$",
    re.MULTILINE,
)
_HIDDEN = lazy_pattern(r"\n[ \t]+(?:id:: [0-9a-f-]{36}|collapsed:: (?:true|false))(?=\n|\Z)")
"""What Logseq writes for itself and never shows."""
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp"))
_SIZE = lazy_pattern(r"\d*(?:x\d*)?")

_OF_NOTES = 10**13
"""From here on, among the provisional numbers, are those of notes on articles."""


class WikiLinks:
    """The links from note to file in a folder of Markdown, which become links to what it is.

    A file of octavo's has a number by which `Restoration` knows what it is here, once it is in.
    In a vault of another program they become links to the other file, as Markdown has them.

    Large because both kinds of folders are asked for the same files and names.
    """

    def __init__(self, source: Path | Part) -> None:
        self._source = source
        self._notes: dict[tuple[str, int], int] = {}
        """By their files, and the numbers that they have there."""

    def put_into(self, piece: Piece, arrival: SourcedRow) -> Piece:
        """A piece that is a file of the folder, with links in its notes."""
        part = arrival.part
        number = self._numbers.get(part.name) if part and not arrival.format else None
        match piece:
            case Draft() if number and part:
                notes = tuple(self._linked_note(note, part) for note in piece.notes)
                return replace(piece, number=number, notes=notes)
            case Record(note=Note() as note) if number and part:
                text = self._linked(note.text, part)
                return replace(piece, note=replace(note, id=number, text=text))
            case _:
                return piece

    def note_of_vault(self, data: bytes, part: Part) -> Draft | None:
        """The draft in a note of a vault, called as its file is; None for any other file."""
        if not self._is_vault or part.name not in self._parts or title_of_own(_start(part)):
            return None
        text, doubt = decoded(data, part.name)
        draft = draft_of_vault(text, Source("file", part.name))
        return replace(draft, text=self._placed(draft.text, part.name), doubt=doubt)

    @cached_property
    def _is_vault(self) -> bool:
        """Whether there are several notes, and one of them may link to another."""
        has_links = (b"[[" in part.head for part in self._parts.values())
        return len(self._parts) > 1 and any(has_links)

    def _placed(self, text: str, name: str) -> str:
        """The text of a note in a vault with links and pictures as those of Markdown."""
        text = _HIDDEN.sub("", text)

        def put(link: re.Match[str]) -> str:
            if link["code"]:
                return link[0]
            if link["block"]:
                page, words = self._blocks.get(link["block"], ("", ""))
                return _link(_unlinked(words), _path(page, name)) if words else link[0]
            return self._put(link, name)

        return _VAULT_LINK.sub(put, text)

    def _put(self, link: re.Match[str], name: str) -> str:
        """A link of a vault: to a note or a picture that is there, else as it stands."""
        to, _, place = link["to"].partition("#")
        if PurePosixPath(to).suffix.lower() in _PICTURES:
            words, _, last = (link["words"] or "").rpartition("|")
            words = words or ("" if _SIZE.fullmatch(last) else last) or to.rpartition("/")[2]
            found = [each for each in self._files.get(_plain_name(to), ()) if _ends(each, to)]
            picture = _link(words, _path(_nearest(found, name), name))
            return f"{link['embed'] or ''}{picture}" if found else link[0]
        heads = _heads(place)
        anchor = f"#{quote(slug(heads[-1]))}" if heads else ""
        words = link["words"] or " > ".join(filter(None, [to.rpartition("/")[2], *heads]))
        target = _path(_nearest(self._found(to), name), name) if to else ""
        return _link(words, f"{target}{anchor}") if target or (anchor and not to) else link[0]

    def _found(self, to: str) -> Sequence[str]:
        """The notes that a link may be meant for, by its path, its name or its page."""
        to = to.strip()
        while to.startswith(("./", "../")):
            to = to.partition("/")[2]
        called = self._called.get(_plain_name(to), ())
        by_path = [each for each in called if _ends(each, to)]
        return by_path or self._pages.get(to.casefold(), [])

    @cached_property
    def _files(self) -> Mapping[str, list[str]]:
        """The paths of all files by their names."""
        with suppress(DraftRejected):
            if isinstance(self._source, Path):
                return _by_name(part.name for part in export_at(self._source).parts)
        return {}

    @cached_property
    def _pages(self) -> Mapping[str, list[str]]:
        """The pages of Logseq by what they are called there, where their files are not."""
        pages: dict[str, list[str]] = {}
        for name in self._parts:
            pages.setdefault(page_of_logseq(name).casefold(), []).append(name)
        return pages

    @cached_property
    def _blocks(self) -> Mapping[str, tuple[str, str]]:
        """The blocks of Logseq by their ids: the page of each, and its words."""
        blocks: dict[str, tuple[str, str]] = {}
        for name, part in self._parts.items():
            with suppress(DraftRejected):
                text = decoded(_whole(part), name).text
                blocks |= {each["id"]: (name, each["words"]) for each in _BLOCK.finditer(text)}
        return blocks

    def _linked_note(self, note: DraftNote, part: Part) -> DraftNote:
        number = self._note_in(part.name, note.number) if note.number else 0
        return replace(note, text=self._linked(note.text, part), number=number)

    def _note_in(self, name: str, id: int) -> int:
        """The number of a note in a file."""
        return self._notes.setdefault((name, id), PROVISIONAL + _OF_NOTES + len(self._notes))

    @cached_property
    def _parts(self) -> Mapping[str, Part]:
        with suppress(DraftRejected):
            parts = () if isinstance(self._source, Part) else export_at(self._source).parts
            return {part.name: part for part in parts if part.name.lower().endswith(".md")}
        return {}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: PROVISIONAL + n for n, name in enumerate(self._parts)}

    @cached_property
    def _called(self) -> Mapping[str, list[str]]:
        """The files of each name, without folders and in any case."""
        return _by_name(self._parts)

    def _linked(self, text: str, part: Part) -> str:
        if "[[" not in text:
            return text
        return _WIKI_LINK.sub(lambda link: self._link(link, part), text)

    def _link(self, link: re.Match[str], part: Part) -> str:
        """A link to the file of a name, best to one beside; words where there is none."""
        found = self._called.get(_plain_name(link["name"]), [])
        folder = part.name.rpartition("/")[0]
        found = [name for name in found if name.rpartition("/")[0] == folder] or found
        if len(found) != 1:
            return link[0]
        words = link["words"] or self._title(found[0])
        note, number = link["note"], self._numbers[found[0]]
        if note:
            number = self._note_in(found[0], int(note))
        return f"[[{number}]]" if (link["words"] or "").isdecimal() else link_to(number, words)

    def _title(self, name: str) -> str:
        """What a link to a file is called: the title of an article, or its own name."""
        return title_of_own(_start(self._parts[name])) or PurePosixPath(name).stem


def _start(part: Part) -> str:
    return clean(decoded(part.head, part.name).text)


def _whole(part: Part) -> bytes:
    if part.size > LARGEST:
        return b""
    with part.open() as file:
        return file.read(LARGEST)


def _by_name(names: Iterable[str]) -> Mapping[str, list[str]]:
    called: dict[str, list[str]] = {}
    for name in names:
        called.setdefault(_plain_name(name), []).append(name)
    return called


def _unlinked(words: str) -> str:
    """What a block says, without its links: there is no link within a link."""
    return _LINK_IN_BLOCK.sub(
        lambda each: (
            f"\\{each[0]}" if each["bracket"] else each["wiki"] or each["words"] or each[0]
        ),
        words,
    )


def _link(words: str, target: str) -> str:
    return f"[{words}]({target})"


def _path(to: str, name: str) -> str:
    """The path from one file to another, as an address; empty if there is none."""
    return quote(relpath(to, dirname(name) or ".")) if to else ""


def _ends(name: str, to: str) -> bool:
    """Whether the path of a file ends as a link has it, its suffix left out or not."""
    path, wanted = (
        unicodedata.normalize("NFC", f"/{each.strip().strip('/')}").casefold()
        for each in (name, to)
    )
    return path.endswith(wanted) or path.removesuffix(".md").endswith(wanted)


def _nearest(names: Sequence[str], name: str) -> str:
    """Of some files that beside another, else that in the fewest folders; empty for none."""
    beside = [each for each in names if dirname(each) == dirname(name)]
    return min(beside or names, key=lambda each: each.count("/"), default="")


def _heads(place: str) -> list[str]:
    """The headings that a link names; a block has no name that anyone would read."""
    return [each.strip() for each in place.split("#") if each.strip() and each[0] != "^"]


def _plain_name(name: str) -> str:
    """What a link and the path of its file have in common."""
    stem = name.rpartition("/")[2].removesuffix(".md")
    return unicodedata.normalize("NFC", stem.strip()).casefold()


def _draft(arrival: SourcedRow, links: WikiLinks) -> Piece:
    """What a row becomes; a part that is no export may be an article itself."""
    draft, part = arrival.row.draft, arrival.part
    if (
        not isinstance(draft, DraftRejected)
        or part is None
        or arrival.format
        or not is_article(part.name)
    ):
        return draft
    if part.size > LARGEST:
        return DraftRejected(part.name, f"it is larger than {LARGEST >> 20} MB")
    with part.open() as file:
        data = file.read(LARGEST)
    try:
        return (
            _own_note(data, part.name)
            or links.note_of_vault(data, part)
            or draft_of_bytes(data, Source("file", part.name))
        )
    except DraftRejected as rejection:
        return rejection


def _own_note(data: bytes, name: str) -> Record | None:
    """The note in a file that octavo wrote of one that stands on its own."""
    if not data.startswith(b"---\noctavo:"):
        return None
    if (note := own_note_of(decoded(data, name).text)) is None:
        return None
    added = note.added or datetime.now(UTC)
    return Record(note=Note(id=0, text=note.text, tags=note.tags, added=added))


def _size_of(source: Path | Part) -> int:
    """Bytes of the parts that hold rows; 0 if nobody can say quickly."""
    with suppress(DraftRejected):
        parts = [source] if isinstance(source, Part) else export_at(source).parts
        if len(parts) <= _FEW:
            return sum(part.size for part in parts if format_of(part))
    return 0


_OF_A_FILE = 16 << 20
"""Characters of rows in one file to mend; more of them go into another."""

Collected = Callable[[Sequence[str]], str]
"""Makes some rows a file of the format that they came in."""


class Rejects:
    """The rows of one import that could not come in, as they stood in its parts."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[Collected, list[str]]] = {}
        """By their part and its suffix, beside what puts them together."""

    def keep(self, part: str, suffix: str, collected: Collected, raw: str) -> None:
        """Keep a row of a part."""
        self._rows.setdefault((part, suffix), (collected, []))[1].append(raw)

    def write(self, folder: Path) -> list[Path]:
        """Write the rows into a folder, which is made if need be, as files to be mended.

        Raises:
            OSError: If they cannot be written there.
        """
        written = []
        for (part, suffix), (collected, rows) in self._rows.items():
            name = f"{Path(part).stem.removesuffix('.rejected')}.rejected{suffix}"
            make_folder(folder)
            for raws in _by_size(rows):
                content = collected(raws).encode("utf-8", "surrogatepass")
                written.append(_put(folder / name, content))
        return written


def _by_size(raws: Iterable[str]) -> Iterator[list[str]]:
    """Rows, so many at a time as go into one file."""
    few: list[str] = []
    size = 0
    for raw in raws:
        if few and size + len(raw) > _OF_A_FILE:
            yield few
            few, size = [], 0
        few.append(raw)
        size += len(raw)
    yield few


def _put(path: Path, content: bytes) -> Path:
    """Write a new file; one that says the very same already will do."""
    number = 2
    free = path
    while free.exists():
        if free.read_bytes() == content:
            return free
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    replace_file(free, content)
    return free
