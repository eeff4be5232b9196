"""`octavo stats`: what the library holds, in figures."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import asdict

from octavo.cli.output.json_schema import put_json
from octavo.cli.output.streams import on_terminal, put, put_fields
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import Command, json_option, library_option
from octavo.model.article import State
from octavo.text import grouped, visible

if TYPE_CHECKING:
    from octavo.library.library import Library


class StatsShape(Struct, frozen=True, kw_only=True):
    """What `stats --json` prints; what is in the trash counts only as such."""

    folder: str
    articles: int
    unread: int
    reading: int
    read: int
    starred: int
    archived: int
    notes: int
    trash: int
    tags: int
    words: int
    bytes: int
    """All files of the library together."""
    text_bytes: int
    index_bytes: int
    journal_bytes: int
    last_backup: datetime | None


@click.command(cls=Command)
@json_option
@library_option
def stats(as_json: bool) -> None:
    """Count what the library holds.

    Sizes are in bytes. Into a pipe goes a name and a figure on each line, with a tab between.
    """
    with opened() as library:
        figures = stats_of(library)
    if as_json:
        put_json(figures)
        return
    for name, value in asdict(figures).items():
        if on_terminal():
            put(f"{name.replace('_', ' '):<14}{_shown(value)}")
        else:
            put_fields((name, value.isoformat() if isinstance(value, datetime) else value))


def stats_of(library: "Library") -> StatsShape:
    """The figures of a library."""
    articles = [a for a in library.search.articles.values() if a.deleted is None]
    states = [article.state for article in articles]
    folder = library.folder
    return StatsShape(
        folder=str(folder.resolve()),
        articles=len(articles),
        unread=states.count(State.UNREAD),
        reading=states.count(State.READING),
        read=states.count(State.READ),
        starred=sum(article.starred for article in articles),
        archived=sum(article.archived for article in articles),
        notes=sum(note.deleted is None for note in library.search.notes.values()),
        trash=library.trashed(),
        tags=len(library.tags.counts()),
        words=sum(article.words for article in articles),
        bytes=_size(_files(folder)),
        text_bytes=_size(_files(folder / "texts")),
        index_bytes=_size(_files(folder / "index")),
        journal_bytes=_size([folder / "journal.jsonl"]),
        last_backup=_last_backup(folder),
    )


def _files(folder: Path) -> Iterable[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top) / name for name in names)


def _size(files: Iterable[Path]) -> int:
    """Bytes of some files; what another process has just taken away has none."""
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _last_backup(folder: Path) -> datetime | None:
    from octavo.storage.snapshot.backups import Backups

    for newest in Backups(folder / "backups").all():
        return datetime.strptime(newest.stem, "library-%Y%m%dT%H%M%S.%f%z")
    return None


def _shown(value: object) -> str:
    match value:
        case int():
            return grouped(value)
        case datetime():
            return f"{value.astimezone():%Y-%m-%d %H:%M}"
        case _:
            return visible(str(value or "none yet"))
