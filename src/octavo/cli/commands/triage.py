"""`octavo archive`, `star`, `read`, `delete` and `restore` sort; `undo` and `redo` go back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import ChangeShape, put_json
from octavo.cli.output.streams import put_fields, say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import Command, QueryCommand, json_option, library_option
from octavo.cli.shared.selection import Change, apply, changing_options
from octavo.model.article import State

if TYPE_CHECKING:
    from octavo.model.operation import Operation


@click.command(cls=QueryCommand)
@click.option("--off", is_flag=True, help="Take them out of the archive.")
@changing_options
def archive(words: Sequence[str], off: bool, as_json: bool, dry_run: bool) -> None:
    """Put articles away into the archive.

    octavo archive 'is:read -is:archived'
    octavo archive --off 12
    """
    change = Change(lambda library, ids: library.archive(ids, not off), "archived")
    if off:
        change = change._replace(verb="took", rest=" out of the archive")
    apply(change, words, as_json=as_json, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option("--off", is_flag=True, help="Take the stars off.")
@changing_options
def star(words: Sequence[str], off: bool, as_json: bool, dry_run: bool) -> None:
    """Star articles.

    octavo star 12 15
    octavo star --off is:starred
    """
    change = Change(
        lambda library, ids: library.star(ids, not off), "unstarred" if off else "starred"
    )
    apply(change, words, as_json=as_json, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option("--unread", "--off", is_flag=True, help="Mark them as unread, to begin again.")
@changing_options
def read(words: Sequence[str], unread: bool, as_json: bool, dry_run: bool) -> None:
    """Mark articles as read.

    octavo read 12
    octavo read --unread tag:reference
    """
    state = State.UNREAD if unread else State.READ
    change = Change(lambda library, ids: library.mark(ids, state), "marked", f" as {state}")
    apply(change, words, as_json=as_json, dry_run=dry_run)


@click.command(cls=QueryCommand)
@changing_options
def delete(words: Sequence[str], as_json: bool, dry_run: bool) -> None:
    """Put articles and notes into the trash.

    There they stay, and `octavo restore` takes them out again.

        octavo delete 12
        octavo delete 'added:>1y is:unread' --dry-run
    """
    change = Change(lambda library, ids: library.delete(ids), "deleted")
    apply(change, words, as_json=as_json, dry_run=dry_run)


@click.command(cls=QueryCommand)
@changing_options
def restore(words: Sequence[str], as_json: bool, dry_run: bool) -> None:
    """Take articles and notes out of the trash.

    A query looks in the trash here.

        octavo restore 12
        octavo restore title:weirs
        octavo restore in:trash
    """
    change = Change(lambda library, ids: library.restore(ids), "restored")
    apply(change, words, as_json=as_json, dry_run=dry_run, trash=True)


@click.command(cls=Command)
@click.option("--list", "listed", is_flag=True, help="Only print what could be undone.")
@json_option
@library_option
def undo(listed: bool, as_json: bool) -> None:
    """Take back the latest change, whatever it was.

    It may have been made in the app, by another command or weeks ago. `octavo redo` does it
    again. With --list the latest comes first.
    """
    with opened() as library:
        if listed:
            _put_all(library.history.labels(), as_json=as_json)
            return
        done = library.history.undo()
        keep_index(library)
        _tell("undone", done.label.removeprefix("undo: "), done, as_json=as_json)


@click.command(cls=Command)
@json_option
@library_option
def redo(as_json: bool) -> None:
    """Do again what was undone last.

    Once something else was done since, there is nothing to do again.
    """
    with opened() as library:
        done = library.history.redo()
        keep_index(library)
        _tell("done again", done.label, done, as_json=as_json)


def _put_all(labels: Sequence[str], *, as_json: bool) -> None:
    if not labels:
        raise NothingMatched("there is nothing to undo")
    for label in labels:
        if as_json:
            put_json(ChangeShape(label=label))
        else:
            put_fields([label])


def _tell(how: str, label: str, done: "Operation", *, as_json: bool) -> None:
    say(f"{how}: {label}")
    if as_json:
        put_json(ChangeShape(label=label, ids=sorted(done.ids)))
