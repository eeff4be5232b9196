"""`octavo archive`, `star`, `read`, `delete` and `restore`: sorting what has come in."""

from collections.abc import Sequence

import click

from octavo.cli.shared.options import QueryCommand
from octavo.cli.shared.selection import Change, apply, changing_options
from octavo.model.article import State


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
