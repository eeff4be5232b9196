"""`octavo add`: files, folders and standard input become articles."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import AddedShape, put_json
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.add_inputs import STDIN, Dress, Read, read, take_in
from octavo.cli.shared.library_path import keep_index, opened_or_made
from octavo.cli.shared.options import Command, files, json_option, library_option, tag_names
from octavo.model.draft import Draft, Result
from octavo.model.tag import Tag
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.library.library import Library


@click.command(cls=Command)
@click.argument(
    "inputs", metavar="URL|FILE|FOLDER|-…", nargs=-1, required=True, shell_complete=files
)
@click.option(
    "--tag",
    "tags",
    metavar="TAG",
    multiple=True,
    shell_complete=tag_names,
    help="Tag what is added; may be given more than once.",
)
@click.option("--read", "is_read", is_flag=True, help="Mark it as read.")
@click.option("--archive", "archived", is_flag=True, help="Put it into the archive.")
@click.option("--star", "starred", is_flag=True, help="Star it.")
@click.option("--title", default="", metavar="TITLE", help="The title of standard input.")
@click.option("--chapters", is_flag=True, help="An article for each chapter of an EPUB.")
@json_option
@library_option
def add(
    inputs: Sequence[str],
    tags: Sequence[str],
    is_read: bool,
    archived: bool,
    starred: bool,
    title: str,
    chapters: bool,
    as_json: bool,
) -> None:
    """Add pages by their addresses, files, folders or standard input.

    Web pages, plain text, Markdown, PDF, EPUB and mails become articles; standard input may
    also be a list of addresses. What is here already is not added twice; it only gets the
    tags. A page that cannot be had stays as a link, and `octavo fetch --failed` tries it
    again. A file that cannot be read is rejected, and the others still go in; the exit code
    is then 1. With --json each input has: input, result (added, unchanged or rejected), id,
    reason.

        octavo add https://example.org/an-essay
        octavo add notes.md saved-page.html ~/clippings --tag 'to read'
        pandoc -t markdown a.docx | octavo add - --title 'A report'
    """
    if title and STDIN not in inputs:
        raise click.UsageError("--title is for standard input: octavo add - --title TITLE")
    names = frozenset(Tag(name) for given in tags for name in given.split(","))
    dress = Dress(tags=names, read=is_read, archived=archived, starred=starred)
    results: Counter[str] = Counter()
    with opened_or_made() as library:
        try:
            pieces = read(library, inputs, title, chapters=chapters)
            _add(library, pieces, dress, results, as_json=as_json)
        except KeyboardInterrupt:
            say(f"stopped; {_summary(results) or 'nothing was added'}")
            raise
        keep_index(library)
    if not results:
        raise NothingMatched("there is no file in what you named")
    if results.total() > 1:
        say(_summary(results))
    if results[Result.REJECTED]:
        raise click.exceptions.Exit(1)


def _add(
    library: "Library",
    pieces: Iterable[Read],
    dress: Dress,
    results: Counter[str],
    *,
    as_json: bool,
) -> None:
    """Add all pieces, tell what became of each as soon as it is in, and count that."""
    progress = Progress()
    for added in take_in(library, _dressed(pieces, dress, progress)):
        progress.clear()
        results[added.result] += 1
        _tell(added, as_json=as_json)


def _dressed(pieces: Iterable[Read], dress: Dress, progress: Progress) -> Iterator[Read]:
    for number, (input, piece) in enumerate(pieces, 1):
        progress.tell("read", number)
        yield input, dress.on(piece) if isinstance(piece, Draft) else piece


def _tell(added: AddedShape, *, as_json: bool) -> None:
    if as_json:
        put_json(added)
        sys.stdout.flush()
        return
    number = f" {added.id}" if added.id and not added.reason else ""
    reason = f": {added.reason}" if added.reason else ""
    say(f"{added.result}{number} {added.input}{reason}")


def _summary(results: Counter[str]) -> str:
    parts = [
        f"{grouped(results[result])} {words}"
        for result, words in (
            (Result.ADDED, "added"),
            (Result.UNCHANGED, "here already"),
            (Result.REJECTED, "rejected"),
        )
        if results[result]
    ]
    return ", ".join(parts)
