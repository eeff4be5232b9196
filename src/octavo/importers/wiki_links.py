"""The links from file to file in a folder of Markdown: a vault, or an export of octavo's."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import dirname, relpath
from urllib.parse import quote

from msgspec.structs import replace

from octavo.importers.exports.files.parts import export_at
from octavo.importers.exports.format import Made, Part
from octavo.importers.exports.registry import SourcedRow
from octavo.importers.files import LARGEST
from octavo.importers.formats.markdown import draft_of_vault, page_of_logseq, title_of_own
from octavo.importers.text.clean import clean
from octavo.importers.text.decode import decoded
from octavo.markdown.layout.document import slug
from octavo.model.article import Source
from octavo.model.draft import Draft, DraftNote, Record
from octavo.model.errors import DraftRejected
from octavo.model.note import PROVISIONAL, Note, link_to
from octavo.patterns import lazy_pattern

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

    def put_into(
        self, piece: Made | DraftRejected, arrival: SourcedRow
    ) -> Made | DraftRejected:
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
        return replace(
            draft, text=self._placed(draft.text, part.name), doubt=doubt or draft.doubt
        )

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
