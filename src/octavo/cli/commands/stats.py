"""`octavo stats`: what the library holds, in figures."""

from datetime import datetime
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
    from octavo.library.disk_use import disk_use

    articles = [a for a in library.search.articles.values() if a.deleted is None]
    states = [article.state for article in articles]
    use = disk_use(library.folder)
    return StatsShape(
        folder=str(library.folder.resolve()),
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
        bytes=use.total,
        text_bytes=use.texts,
        index_bytes=use.index,
        journal_bytes=use.journal,
        last_backup=use.last_backup,
    )


def _shown(value: object) -> str:
    match value:
        case int():
            return grouped(value)
        case datetime():
            return f"{value.astimezone():%Y-%m-%d %H:%M}"
        case _:
            return visible(str(value or "none yet"))
