"""What a person gives to be added: addresses, files, exports, or a text."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from msgspec import Struct

from octavo.importers.exports.files.parts import opened
from octavo.importers.exports.registry import format_of
from octavo.importers.web.url_list import urls_in
from octavo.model.errors import DraftRejected
from octavo.services.import_feeds import is_list

_FEW = 100
"""Parts of a folder that are looked at to tell whether it is an export."""


class Pages(Struct, frozen=True):
    """Addresses of pages."""

    urls: Sequence[str]


class Files(Struct, frozen=True):
    """Files and folders that are articles."""

    paths: Sequence[Path]


class Export(Struct, frozen=True):
    """What another reader, or a browser, exports; lists of feeds too."""

    path: Path


class Text(Struct, frozen=True):
    """A text that was pasted."""

    text: str


Given = Pages | Files | Export | Text


def given_in(text: str) -> Iterator[Given]:
    """What a typed or pasted text names, in its order; else it is the article itself.

    Looks at the files that it names, and may take a moment for that.
    """
    if urls := urls_in(text):
        yield Pages(urls)
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [_paths_on(line) or urls_in(line) for line in lines]
    if not named or not all(named):
        yield _lone_path(lines) or Text(text)
        return
    for each in (part for on_line in named for part in on_line):
        yield _kind_of(each) if isinstance(each, Path) else Pages([each])


def _kind_of(path: Path) -> Given:
    return Export(path) if is_export(path) else Files([path])


def is_export(path: Path) -> bool:
    """Whether octavo knows anything in a file, a folder or a zip as part of an export."""
    with suppress(DraftRejected), opened(path) as export:
        return any(format_of(part) or is_list(part) for part in islice(export.parts, _FEW))
    return False


def _lone_path(lines: Sequence[str]) -> Files | None:
    """A single line that looks like a path although nothing is there, as with a slip."""
    match lines:
        case [line] if line.startswith(("/", "~/", "./", "../")):
            return Files([Path(line).expanduser()])
    return None


def _paths_on(line: str) -> list[Path]:
    """The files that a line names: one as it stands, or those that were dropped on it."""
    if _exists(path := Path(line).expanduser()):
        return [path]
    with suppress(ValueError):
        paths = [Path(word).expanduser() for word in shlex.split(line)]
        return paths if paths and all(map(_exists, paths)) else []
    return []


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
