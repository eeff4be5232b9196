"""`octavo undo` and `octavo redo`: the way back, and forth again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import ChangeShape, put_json
from octavo.cli.output.streams import put_fields, say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import Command, json_option, library_option

if TYPE_CHECKING:
    from octavo.model.operation import Operation


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
