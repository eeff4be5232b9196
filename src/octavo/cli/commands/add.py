"""`octavo add` and `octavo inbox`: addresses, files, exports and texts come in."""

import sys
from collections.abc import Sequence
from itertools import count
from time import sleep
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.errors import NothingMatched
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.library_path import keep_index, opened_or_made_to_fill
from octavo.cli.shared.options import FILE, Command, as_json, json_option, tags_option
from octavo.model.article import State
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.tag import Tag
from octavo.text import count_of, grouped, visible

if TYPE_CHECKING:
    from octavo.services.add import Added, Addition

STDIN = "-"


@click.command(cls=Command)
@click.argument("inputs", metavar="URL|FILE|FOLDER|-…", nargs=-1, required=True, type=FILE)
@tags_option("Tag what is added; may be given more than once.")
@click.option("--read", "is_read", is_flag=True, help="Mark it as read.")
@click.option("--archive", "archived", is_flag=True, help="Put it into the archive.")
@click.option("--star", "starred", is_flag=True, help="Star it.")
@click.option("--title", default="", metavar="TITLE", help="The title of standard input.")
@click.option("--chapters", is_flag=True, help="An article for each chapter of an EPUB.")
@json_option
def add(
    inputs: Sequence[str],
    tags: frozenset[Tag],
    is_read: bool,
    archived: bool,
    starred: bool,
    title: str,
    chapters: bool,
) -> None:
    """Add pages by their addresses, files, folders or standard input.

    Web pages, plain text, Markdown, PDF, EPUB and mails become articles; standard input may
    also be a list of addresses. The exports that `octavo import` knows come in as there,
    and all that is added is one step for undo. What is here already is not added twice; it
    only gets the tags. A page that cannot be had stays as a link, and `octavo fetch
    --failed` tries it again. A file that cannot be read is rejected, and the others still go
    in; the exit code is then 1. With --json each input, and each row of an export, has:
    input, result (added, merged, unchanged or rejected), id, reason.

        octavo add https://example.org/an-essay
        octavo add notes.md saved-page.html ~/clippings --tag 'to read'
        pandoc -t markdown a.docx | octavo add - --title 'A report'
    """
    from octavo.services.add import Addition

    if title and STDIN not in inputs:
        raise click.UsageError("--title is for standard input: octavo add - --title TITLE")
    progress, numbers = Progress(), count(1)

    def preset(draft: Draft) -> Draft:
        progress.tell("read", next(numbers))
        return replace(
            draft,
            tags=draft.tags | tags,
            state=State.READ if is_read else draft.state,
            archived=draft.archived or archived,
            starred=draft.starred or starred,
        )

    with opened_or_made_to_fill() as library:
        addition = Addition(library, dress=preset, chapters=chapters)
        try:
            _add(addition, inputs, title, progress)
        except KeyboardInterrupt:
            say(f"stopped; {_summary(addition) or 'nothing was added'}")
            raise
        keep_index(library)
    if not addition.counts:
        raise NothingMatched("there is no file in what you named")
    _end(addition)


@click.command(cls=Command)
@json_option
def inbox() -> None:
    """Take in what lies in the inbox.

    That is the folder `inbox` of the library, or the one that the settings file names; the
    app looks there, too, while it is open. Files that `octavo add` takes come in, all of them
    as one step for undo, and go to `done` in the inbox. One that cannot come in stays, with
    the reason in a file beside it; the exit code is then 1. So does a folder. Files that are
    still being written and hidden files are left alone. With --json the lines are those of
    `octavo add`.

        octavo inbox
        mv ~/Downloads/*.pdf ~/Dropbox/octavo/ && octavo inbox
    """
    from octavo.services.add import Addition
    from octavo.services.inbox import BETWEEN_LOOKS, Inbox
    from octavo.settings.config import read_config

    with opened_or_made_to_fill() as library:
        inbox = Inbox(library.folder, read_config().inbox)
        addition = Addition(library)
        inbox.ready()
        if inbox.unfinished:
            sleep(BETWEEN_LOOKS)
        for added in inbox.take_in(inbox.ready(), addition):
            _tell(added)
        keep_index(library)
    if inbox.unfinished:
        say(f"{count_of(inbox.unfinished, 'file')} still being written: wait, and try again")
    if not addition.counts:
        raise NothingMatched(f"there is nothing to take in in {inbox.folder}")
    _end(addition)


def _end(addition: "Addition") -> None:
    """Sum up what was added; the exit code says whether all of it was."""
    if addition.counts.total() > 1 or addition.rows:
        say(_summary(addition))
    for line in addition.remarks:
        say(line)
    if addition.followed:
        say("`octavo feeds refresh` gets what is in them")
    for path in addition.write_rejected():
        say(f"the rejected rows are in {path}: mend them, and add that")
    if addition.counts[Result.REJECTED] > addition.final:
        raise click.exceptions.Exit(1)


def _add(addition: "Addition", inputs: Sequence[str], title: str, progress: Progress) -> None:
    """Add all inputs, and tell what became of each as soon as it is in."""
    from octavo.services.detect import given_by

    for given in given_by(inputs, sys.stdin.buffer.read, title):
        for added in addition.add(given):
            progress.clear()
            _tell(added)


def _tell(added: "Added") -> None:
    """Print what became of an input; of the rows of an export only those that are rejected."""
    shape = added_shape(added)
    if as_json():
        from octavo.cli.output.json_schema import put_json  # its many shapes

        put_json(shape)
        sys.stdout.flush()
    elif shape.result == Result.REJECTED or not added.in_export:
        number = f" {shape.id}" if shape.id and shape.reason == added.doubt else ""
        reason = f": {shape.reason}" if shape.reason else ""
        say(f"{shape.result}{number} {visible(added.input)}{reason}")


def added_shape(added: "Added") -> LedgerEntry:
    """What became of an input, as `add` prints it."""
    entry = added.entry
    reason = f"kept as a link, because {added.error}" if added.error else entry.reason
    return replace(entry, input=added.input, reason=reason or added.doubt)


def _summary(addition: "Addition") -> str:
    counts = addition.counts
    here = counts[Result.MERGED] + counts[Result.UNCHANGED]
    parts = (
        (counts[Result.ADDED] - addition.followed, "added"),
        (here, "here already"),
        (counts[Result.REJECTED], "rejected"),
    )
    told = [f"{grouped(number)} {words}" for number, words in parts if number]
    followed = [f"{count_of(addition.followed, 'feed')} followed"] if addition.followed else []
    return ", ".join([*followed, *told])
