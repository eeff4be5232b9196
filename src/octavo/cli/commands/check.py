"""`octavo check` and `octavo stats`: how a library is, and what it holds.

Check compares all files, mends them, or goes back to a backup; stats counts.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import asdict

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.json_schema import (
    BackupShape,
    ChangeShape,
    DifferenceShape,
    put_json,
    put_shape,
)
from octavo.cli.output.streams import on_terminal, put, put_fields, say
from octavo.cli.shared.library_path import existing_folder, keep_index, opened
from octavo.cli.shared.options import Command, as_json, json_option
from octavo.model.article import State
from octavo.text import count_of, grouped, label, visible

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.library.repair.backups import Generation


_TITLES = 3
"""So many are named of what differs."""


@click.command(cls=Command)
@click.option("--repair", "mends", is_flag=True, help="Mend what can be, after a backup.")
@click.option("--backups", "lists", is_flag=True, help="List the backups and what differs.")
@click.option(
    "--back-to",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Go back to a backup, as one step for undo.",
)
@json_option
def check(mends: bool, lists: bool, number: int | None) -> None:
    """Compare all files with one another, mend them, or go back to a backup.

    What is not as it should be is printed, a line each, the worst first, and the exit code is
    1; it is 0 if all is well. With --repair what was done is told, and then what is left; what
    cannot be mended is put aside, never deleted. `octavo undo` takes back what a repair did to
    articles and notes; library.json and the journal as they were before are in set-aside/.

    With --backups the backups are listed, the newest first: number, date, what is in it, and
    what was added, changed and gone since, with tabs between. With --back-to the library
    becomes what that backup has; `octavo undo` takes it back.

        octavo check --backups
        octavo check --back-to 2
    """
    if mends + lists + (number is not None) > 1:
        raise BadUsage("--repair, --backups and --back-to are for one at a time")
    if number is not None:
        _go_back(number)
        return
    is_well = _put_backups() if lists else _put_findings(mends)
    if not is_well:
        raise click.exceptions.Exit(1)


def _put_findings(mends: bool) -> bool:
    """Print what is not as it should be, perhaps after a repair; returns whether all is."""
    from octavo.library.repair.check import check
    from octavo.library.repair.repair import repair

    folder = existing_folder()
    done = repair(folder) if mends else []
    for each in done:
        say(each)
    findings = check(folder)
    for finding in findings:
        put_shape(finding, [label(str(finding))])
    if not findings:
        say("all else is well" if done else "all is well")
    elif not mends and any(finding.repairable for finding in findings):
        say("`octavo check --repair` mends what can be mended")
    return not findings


def _put_backups() -> bool:
    """Print the backups; returns whether each is of use."""
    from octavo.library.repair.backups import fault_of_all, generations

    folder = existing_folder()
    backups = list(generations(folder))
    if not backups and (fault := fault_of_all(folder)):
        raise CommandFailed(f"{folder / 'backups'} {fault}")
    if not backups:
        raise NothingMatched("there are no backups yet")
    for number, backup in enumerate(backups, 1):
        if as_json():
            put_json(_backup_shape(number, backup))
        else:
            put_fields([number, f"{backup.made.astimezone():%Y-%m-%d %H:%M}", *_told(backup)])
    usable = [backup for backup in backups if not backup.fault]
    if usable and all(backup.since is None for backup in usable):
        say("library.json cannot be read; `octavo check` tells more")
        return False
    return not any(backup.fault for backup in backups)


def _told(backup: "Generation") -> list[str]:
    """What is in a backup, and what differs, in words."""
    if backup.fault:
        return [backup.fault]
    counts = (backup.articles, "article"), (backup.notes, "note"), (backup.feeds, "feed")
    held = ", ".join(count_of(number, noun) for number, noun in counts)
    if backup.since is None:
        return [held]
    said = [
        f"{len(titles)} {what} ({_few(titles)})"
        for what, titles in backup.since.kinds
        if titles
    ]
    return [held, f"since then {', '.join(said)}" if said else "as today"]


def _few(titles: list[str]) -> str:
    return "; ".join([*titles[:_TITLES], *("…" for _ in titles[_TITLES : _TITLES + 1])])


def _backup_shape(number: int, backup: "Generation") -> BackupShape:
    kinds = {} if backup.since is None else dict(backup.since.kinds)
    shapes = {
        what: DifferenceShape(count=len(titles), titles=titles[:_TITLES])
        for what, titles in kinds.items()
    }
    return BackupShape(
        number=number,
        made=backup.made.replace(microsecond=0),
        articles=backup.articles,
        notes=backup.notes,
        feeds=backup.feeds,
        added=shapes.get("added"),
        changed=shapes.get("changed"),
        gone=shapes.get("gone"),
        problem=backup.fault,
    )


def _go_back(number: int) -> None:
    with opened() as library:
        done = library.go_back(number)
        keep_index(library)
        if done is None:
            raise NothingMatched("nothing differs from that backup")
        changed = count_of(len(done.changes), "document")
        say(f"{done.label}: {changed} changed; `octavo undo` takes it back")
        if as_json():
            put_json(ChangeShape(label=done.label, ids=sorted(done.ids)))


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
def stats() -> None:
    """Count what the library holds.

    Sizes are in bytes. Into a pipe goes a name and a figure on each line, with a tab between.
    """
    with opened() as library:
        figures = stats_of(library)
    if as_json():
        put_json(figures)
        return
    for name, value in asdict(figures).items():
        if on_terminal():
            put(f"{name.replace('_', ' '):<14}{_shown(value)}")
        else:
            put_fields((name, value.isoformat() if isinstance(value, datetime) else value))


def stats_of(library: "Library") -> StatsShape:
    """The figures of a library."""
    from octavo.library.queries import disk_use

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
