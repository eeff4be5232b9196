"""`octavo add`: files, folders and standard input become articles."""

import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import AddedShape, put_json
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.library_path import keep_index, opened_or_made
from octavo.cli.shared.options import Command, files, json_option, library_option, tag_names
from octavo.model.article import State
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.library.library import Library


STDIN = "-"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?=//|\S*$)|www\.")

Read = tuple[str, Draft | DraftRejected]
"""What an input is called, and what was read from it."""


class Dress(Struct, frozen=True):
    """What the options say of every article that comes in."""

    tags: frozenset[Tag] = frozenset()
    read: bool = False
    archived: bool = False
    starred: bool = False

    def on(self, draft: Draft) -> Draft:
        """A draft with all of that."""
        return replace(
            draft,
            tags=draft.tags | self.tags,
            state=State.READ if self.read else draft.state,
            archived=draft.archived or self.archived,
            starred=draft.starred or self.starred,
        )


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
            pieces = _drafts(library, inputs, title, chapters=chapters)
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
    for added in _take_in(library, _dressed(pieces, dress, progress)):
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


def _drafts(
    library: "Library", inputs: Sequence[str], title: str, *, chapters: bool = False
) -> Iterator[Read]:
    """What is at some addresses, in files and folders, or in standard input."""
    for is_asked, together in groupby(inputs, _is_address):
        if is_asked:
            yield from _pages(library, map(_whole, together))
        else:
            for input in together:
                yield from _read(library, input, title, chapters=chapters)


def _read(library: "Library", input: str, title: str, *, chapters: bool) -> Iterator[Read]:
    from octavo.importers.files import LARGEST, draft_of_stdin, drafts_of
    from octavo.importers.web.url_list import urls_in

    if input != STDIN:
        yield from drafts_of([Path(input)], chapters=chapters)
        return
    data = sys.stdin.buffer.read(LARGEST + 1)
    if not title and (urls := urls_in(data.decode("utf-8", "replace"))):
        yield from _pages(library, urls)
    else:
        yield STDIN, draft_of_stdin(data, title)


def _pages(library: "Library", urls: Iterable[str]) -> Iterator[Read]:
    from octavo.services.fetch_pages import pages

    return pages(library, list(urls))


def _is_address(input: str) -> bool:
    return bool(_ADDRESS.match(input)) and not Path(input).exists()


def _whole(address: str) -> str:
    return f"https://{address}" if address.lower().startswith("www.") else address


def _take_in(library: "Library", pieces: Iterable[Read]) -> Iterator[AddedShape]:
    """Add what was read, and say what became of each input as soon as it is in."""
    waiting: deque[Read] = deque()

    def taken() -> Iterator[Draft | DraftRejected]:
        for input, piece in pieces:
            waiting.append((input, piece))
            yield piece

    for entry in library.intake.take_in(taken()):
        yield _shape(*waiting.popleft(), entry)


def _shape(input: str, piece: Draft | DraftRejected, entry: LedgerEntry) -> AddedShape:
    stays = entry.result in (Result.ADDED, Result.REJECTED)
    result = entry.result if stays else Result.UNCHANGED
    reason = entry.reason
    if isinstance(piece, Draft) and piece.source.error:
        reason = f"kept as a link, because {piece.source.error}"
    return AddedShape(input=input, result=result, id=entry.id, reason=reason)
