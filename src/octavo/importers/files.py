"""Files and folders, standard input and pasted text as drafts."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path, PurePath
from textwrap import dedent

import msgspec

from octavo.importers.dispatch import draft_of_bytes, draft_of_text, drafts_of_chapters
from octavo.importers.exports.format import in_words
from octavo.importers.text.clean import clean, clean_line, code_block, escape_line
from octavo.importers.text.decode import decoded, refuse_binary
from octavo.importers.text.file_types import SUFFIXES, messages_in
from octavo.importers.text.titles import title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern
from octavo.text import visible

LARGEST = 64 * 1024 * 1024
"""Bytes; a text of more is no article."""

_DIFF = lazy_pattern(rb"^(?:\x1b\[[\d;]*m)*(?:diff --git |@@ -\d)", re.MULTILINE)
_SET_LINES = lazy_pattern(
    rb"\x1b\[[\d;:]*[mK]|[^\n]\x08|" + _DIFF.pattern + rb"|\A\s*(\S+\(\w+\)) .* \1\s*$",
    re.MULTILINE,
)
"""Colours, letters struck twice, the hunks of a diff, or the head of a page of the manual."""
_MANUAL = lazy_pattern(r"(\S+\(\w+\)) .* \1")

_SUFFIX = lazy_pattern(r"\.[A-Za-z][A-Za-z0-9]{0,9}")
_PASSED_OVER = frozenset(("__pycache__", "node_modules", "__MACOSX"))

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

Read = tuple[str, Draft | DraftRejected]
"""What an input is called, and what was read from it."""


def drafts_of(
    paths: Iterable[Path], *, chapters: bool = False, passed_over: Counter[str] | None = None
) -> Iterator[Read]:
    """The drafts in some files, and in all files of some folders, in a settled order.

    A book is one draft, or one for each of its `chapters`; a mailbox is one for each of its
    mails.
    A file that cannot be read comes as the reason, and the others go on. In a folder, hidden
    files and those that are no texts by their names are passed over, of which the latter are
    counted by their suffixes; a file that is named itself is always read.
    """
    for path in paths:
        if _is_folder(path):
            yield from _drafts_in_folder(
                path, Counter() if passed_over is None else passed_over, chapters=chapters
            )
        else:
            drafts = _drafts_of_file(path, chapters=chapters)
            yield from ((_name(path), draft) for draft in drafts)


def is_article(name: str) -> bool:
    """Whether a file with this name is a text or a document, not data of some program."""
    return PurePath(name).suffix.lower() in SUFFIXES


def _drafts_of_file(path: Path, *, chapters: bool) -> Iterator[Draft | DraftRejected]:
    """What is in a file: the mails of a mailbox, the `chapters` of a book, else one draft."""
    name = _name(path)
    if chapters and (found := _chapters_of_file(path)):
        yield from found
        return
    try:
        data = _bytes_of(path)
    except DraftRejected as rejection:
        yield rejection
    except OSError as error:
        yield DraftRejected(name, in_words(error))
    except ValueError:
        yield DraftRejected(name, "no file can have this name")
    else:
        for piece in messages_in(data):
            try:
                yield draft_of_bytes(piece, _source(path))
            except DraftRejected as rejection:
                yield rejection


def _chapters_of_file(path: Path) -> list[Draft]:
    """A draft for each chapter of a book; none if it is no book."""
    try:
        return drafts_of_chapters(_bytes_of(path), _source(path))
    except (DraftRejected, OSError, ValueError):
        return []


def drafts_of_stdin(data: bytes, title: str = "") -> Iterator[Draft | DraftRejected]:
    """What came through standard input: the mails of a mailbox, else one draft.

    A title given here wins, where it can mean but one of them.
    """
    if len(data) > LARGEST:
        yield DraftRejected("-", _too_large(len(data)))
        return
    pieces = messages_in(data)
    named = clean_line(title) if len(pieces) == 1 else ""
    for piece in pieces:
        try:
            draft = draft_of_bytes(piece, Source(kind="stdin"))
        except DraftRejected as rejection:
            yield DraftRejected("-", rejection.reason)
        else:
            yield msgspec.structs.replace(draft, title=named) if named else draft


def drafts_of_output(data: bytes) -> Iterator[Draft | DraftRejected]:
    """What a program printed: lines that are set for a terminal stay lines, without colours.

    The headings of a page of the manual are headings. All else is as `drafts_of_stdin` has it.
    """
    if len(data) > LARGEST or not _SET_LINES.search(data):
        yield from drafts_of_stdin(data)
        return
    try:
        text = clean(decoded(data, "-").text).rstrip()
    except DraftRejected as rejection:
        yield rejection
        return
    if not text:
        yield DraftRejected("-", "it is empty")
        return
    lines = text.lstrip("\n").split("\n")
    is_manual = _MANUAL.fullmatch(lines[0])
    title = is_manual[1] if is_manual else title_of_text(lines[0])
    if is_manual:
        shown = "\n\n".join(_sections_of_manual(lines[1:], foot=title))
    else:
        shown = code_block(lines, "diff" if _DIFF.search(data) else "")
    yield Draft(title=title, text=shown, given=text, source=Source(kind="stdin"))


def _sections_of_manual(lines: Iterable[str], foot: str) -> Iterator[str]:
    """The headings, which begin at the edge as only the foot does, and the lines below each."""
    for at_edge, group in groupby(lines, lambda line: bool(line) and not line[0].isspace()):
        below = list(group)
        if at_edge:
            for line in below:
                yield ("" if line.endswith(foot) else "## ") + escape_line(line)
        elif any(below):
            yield code_block(dedent("\n".join(below)).strip("\n").split("\n"))


def draft_of_paste(text: str) -> Draft | DraftRejected:
    """The draft in a text that was pasted."""
    source = Source(kind="paste")
    try:
        refuse_binary(text.encode(errors="replace"), source.kind)
        if text.lstrip().startswith("# "):
            from octavo.importers.formats.markdown import draft_of_markdown

            return draft_of_markdown(text, source)
        return draft_of_text(text, source)
    except DraftRejected as rejection:
        return DraftRejected(title_of_text(text, 40) or "the pasted text", rejection.reason)


def _drafts_in_folder(
    folder: Path, passed_over: Counter[str], *, chapters: bool
) -> Iterator[Read]:
    found = False
    for path in _files_below(folder):
        if isinstance(path, Path) and not _is_text_by_name(path):
            passed_over[path.suffix.lower()] += 1
            continue
        drafts = (
            [path]
            if isinstance(path, DraftRejected)
            else _drafts_of_file(path, chapters=chapters)
        )
        unnamed = isinstance(path, Path) and not _SUFFIX.fullmatch(path.suffix)
        for draft in drafts:
            if not unnamed or isinstance(draft, Draft):
                found = True
                name = draft.source.name if isinstance(draft, Draft) else draft.input
                yield name, draft
            else:
                passed_over[""] += 1
    if not found:
        yield _name(folder), DraftRejected(_name(folder), "there is no text in this folder")


def _files_below(folder: Path) -> Iterator[Path | DraftRejected]:
    """The files in a folder and its folders, by name; each once, and none hidden."""
    waiting = [folder]
    seen: set[tuple[int, int]] = set()
    while waiting:
        here = waiting.pop()
        try:
            status = here.stat()
            inside = sorted(here.iterdir(), key=lambda path: path.name)
        except OSError as error:
            yield DraftRejected(_name(here), in_words(error))
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = [path for path in inside if _is_folder(path)]
        waiting += [path for path in reversed(folders) if not _is_passed_over(path)]
        files = (path for path in inside if path not in folders)
        yield from (path for path in files if not _is_passed_over(path))


def _is_passed_over(path: Path) -> bool:
    return path.name.startswith(".") or path.name.endswith("~") or path.name in _PASSED_OVER


def _is_text_by_name(path: Path) -> bool:
    """Whether a file's name is that of a text, or tells nothing."""
    return path.suffix.lower() in SUFFIXES or not _SUFFIX.fullmatch(path.suffix)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _bytes_of(path: Path) -> bytes:
    """The bytes of a regular file; it waits for no pipe and opens no device.

    Raises:
        DraftRejected: If it is no regular file, or too large.
        OSError: If it cannot be read.
    """
    _check(path, path.stat())
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        _check(path, os.fstat(file.fileno()))
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise DraftRejected(_name(path), _too_large(len(data)))
    return data


def _check(path: Path, status: os.stat_result) -> None:
    for is_kind, kind in _KINDS:
        if is_kind(status.st_mode):
            raise DraftRejected(_name(path), f"it is {kind}, not a file")
    if status.st_size > LARGEST:
        raise DraftRejected(_name(path), _too_large(status.st_size))


def _too_large(size: int) -> str:
    megabytes = 1024 * 1024
    return (
        f"it is too large: {-(-size // megabytes)} MB, and {LARGEST // megabytes} is the most"
    )


def _name(path: Path) -> str:
    """The path as it was given, on one line, in characters that can be shown and stored."""
    return visible(str(path))


def _source(path: Path) -> Source:
    """Where a draft is from: its title may be made of that, so no escape sequence is in it."""
    return Source(kind="file", name=visible(clean(str(path))))
