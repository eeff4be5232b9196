"""Where the library is, and opening or making it."""

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import CommandFailed
from octavo.cli.output.streams import Progress, say
from octavo.model.url import typed_path
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo.library.library import Library

CHECKOUT = Path("store")
"""Where a checkout keeps its library, with the guide in `guide/`."""

_FEW = 20
"""Changes that a search looks through in 10 ms; to write the index takes 100 to 300 ms."""

_NAMED_OCTAVO = lazy_pattern(r'^name\s*=\s*"octavo"\s*$', re.MULTILINE)

_IN_NO_WAY = lazy_pattern(r"inbox|\.DS_Store|\.git(ignore)?|\.library\.json\..*")
"""What may stand in a folder where a library is made; the last is left by a kill."""


def library_folder() -> Path:
    """`--library`, or `$OCTAVO_LIBRARY`, or `store/` in a checkout, or the user's data."""
    if named := _named_library(click.get_current_context()):
        return named
    if named_before := os.environ.get("OCTAVO_LIBRARY"):
        return typed_path(named_before)
    if _is_checkout(Path()):
        return CHECKOUT
    from platformdirs import user_data_path

    return user_data_path("octavo", appauthor=False)


def existing_folder() -> Path:
    """The folder of the library, where something is already.

    Raises:
        CommandFailed: If there is nothing; it says how to make a library.
    """
    folder = library_folder()
    if _is_new(folder):
        raise CommandFailed(
            f"there is no library in {folder} yet: `octavo` makes one with a guide in it, "
            "`octavo add FILE` an empty one for your own texts"
        )
    return folder


def opened() -> "Library":
    """The library, which must be there already.

    Raises:
        CommandFailed: If there is none; it says how to make one.
        LibraryError: If it cannot be opened.
    """
    return _open(existing_folder())


def opened_or_made(*, guide: bool = False) -> "Library":
    """The library, made if its folder is missing or empty; with the guide in it or empty.

    Raises:
        LibraryError: If it can be neither opened nor made.
    """
    folder = library_folder()
    return _made(folder, guide=guide) if _is_new(folder) else _open(folder, is_app=guide)


@contextmanager
def opened_or_made_to_fill() -> "Iterator[Library]":
    """The library for what comes in; one that is new is taken away where nothing came.

    Raises:
        LibraryError: If it can be neither opened nor made.
    """
    with folder_to_fill() as folder, _open(folder) as library:
        yield library


@contextmanager
def folder_to_fill() -> "Iterator[Path]":
    """The folder of such a library, which others open.

    Raises:
        LibraryError: If it cannot be made.
    """
    folder = library_folder()
    if not _is_new(folder):
        yield folder
        return
    from octavo.library.library import Library
    from octavo.services.new_library import is_taken_away

    was_there = folder.exists()
    Library.create(folder).close()
    try:
        yield folder
    finally:
        if not is_taken_away(folder, _IN_NO_WAY, is_whole=not was_there):
            say(f"made a library in {folder}")


def keep_index(library: "Library") -> None:
    """Take what changed into the index, so that the next search need not look through it.

    A few are left to be looked through: that takes less, and whatever goes on longer than a
    command takes them in.
    """
    if library.search.lacking > _FEW:
        progress = Progress()
        library.search.catch_up(lambda done, total: progress.tell("indexed", done, total))
        progress.clear()


def _named_library(ctx: click.Context) -> Path | None:
    """The folder that `--library` names."""
    named = ctx.find_root().obj
    return named if isinstance(named, Path) else None


def _open(folder: Path, *, is_app: bool = False) -> "Library":
    from octavo.library import NotALibrary
    from octavo.library.library import BRIEF, Library

    try:
        if not folder.is_dir():
            raise NotALibrary(folder, "it is a file, not a folder")
        library = Library(folder) if is_app else Library(folder, limits=BRIEF)
    except NotALibrary as error:
        raise CommandFailed(f"{error}; name another folder with --library") from error
    for warning in library.warnings:
        say(warning)
    return library


def _made(folder: Path, *, guide: bool) -> "Library":
    if guide:
        from octavo.services.new_library import library_with_guide

        library = library_with_guide(folder)
    else:
        from octavo.library.library import Library

        library = Library.create(folder)
    say(f"made a library in {folder}")
    return library


def _is_new(folder: Path) -> bool:
    """Whether a library can be made here: nothing is in the way but a checkout's guide."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    names = [path.name for path in folder.iterdir() if not _IN_NO_WAY.fullmatch(path.name)]
    return not names or (names == ["guide"] and _is_checkout(folder.parent))


def _is_checkout(folder: Path) -> bool:
    """Whether a folder is the top of octavo's own source code."""
    if not (folder / CHECKOUT / "guide").is_dir():
        return False
    try:
        return bool(_NAMED_OCTAVO.search((folder / "pyproject.toml").read_text("utf-8")))
    except (OSError, UnicodeDecodeError):
        return False
