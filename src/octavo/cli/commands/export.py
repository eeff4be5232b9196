"""`octavo export`: what the library holds, in formats that other programs read.

Long because its help names every format, and because it goes on, with --watch.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from time import sleep
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import BadUsage, NothingMatched
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import FILE, QueryCommand, selection_argument
from octavo.cli.shared.selection import selected
from octavo.model.errors import OctavoError, refusal
from octavo.model.url import typed_path
from octavo.text import count_of, grouped, in_part, visible

if TYPE_CHECKING:
    from click.parser import _OptionParser
    from click.shell_completion import CompletionItem

    from octavo.library.library import Library
    from octavo.services.export import Export, ExportFormat
    from octavo.services.pictures import Pictures

LAST = "LAST"
BETWEEN_LOOKS = 1.0
"""Seconds between two looks at the library."""
_LONGEST = 60.0
"""Seconds until it is tried again at the latest, where something goes wrong again and again."""
_AGE = re.compile(r"(\d{1,5})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}

STREAM = "-"
"""What stands for standard output in the place of a file."""


class ExportCommand(QueryCommand):
    """Takes `-o` only where it is a word of its own, as a query may have `-is:noted` in it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read it as the long option."""
        return super().parse_args(ctx, ["--output" if arg == "-o" else arg for arg in args])


class WholeWord(click.Option):
    """An option whose short name the help and the shells know, and the parser does not."""

    def add_to_parser(self, parser: "_OptionParser", ctx: click.Context) -> None:
        """Have it parsed by its long name alone."""
        names, self.opts = self.opts, [name for name in self.opts if name.startswith("--")]
        super().add_to_parser(parser, ctx)
        self.opts = names


def _format_names(
    ctx: click.Context,  # noqa: ARG001 - click gives it
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> "list[CompletionItem[str]]":
    from click.shell_completion import CompletionItem

    from octavo.services.export import FORMATS

    named = (each for each in FORMATS if each.name.startswith(incomplete))
    return [CompletionItem(each.name, help=each.title) for each in named]


@click.command(cls=ExportCommand)
@partial(selection_argument, required=False)
@click.option(
    "--to",
    "name",
    metavar="FORMAT",
    required=True,
    shell_complete=_format_names,
    help="One of those above.",
)
@click.option(
    "-o",
    "--output",
    "place",
    cls=WholeWord,
    metavar="PLACE",
    required=True,
    type=FILE,
    help="The file or the folder; “-” is standard output.",
)
@click.option(
    "--since",
    metavar="DATE|LAST",
    default="",
    help="Only what was changed since: 2026-03-01, 7d, or LAST, when PLACE was written last.",
)
@click.option("--history", is_flag=True, help="Of jsonl: what was done, too, for undo.")
@click.option("--pictures", is_flag=True, help="Of markdown and epub: fetch the pictures.")
@click.option("--watch", is_flag=True, help="Export again whenever something changes.")
def export(
    words: Sequence[str],
    name: str,
    place: str,
    since: str,
    history: bool,
    pictures: bool,
    watch: bool,
) -> None:
    """Export articles and notes for other programs.

    Without a query everything goes, the archive included and the trash aside; with one, what
    it finds. What a format has no place for is counted at the end. A file is written whole
    or not at all.

        markdown     a folder, a file for each article, for Obsidian and Logseq
        jsonl        everything, for another octavo
        bookmarks    links with tags and notes, for browsers
        html         one page with all texts
        epub         a book with a chapter for each article, notes as footnotes
        csl          citations for Zotero and others, in CSL JSON
        bibtex       the same in BibTeX
        ris          the same in RIS
        csv          a table with the texts
        opml         the feeds, for other feed readers
        hypothesis   highlights and notes, as Hypothesis has them
        annotations  highlights and notes, as Web Annotations
        readwise     highlights and notes, as Readwise exports them
        pocket       links, as Pocket exported them
        instapaper   links and highlights, as Instapaper exports them
        omnivore     texts and highlights, as Omnivore exported them
        cite:STYLE   citations in words, by a style of CSL: cite:apa

    In the table, what a spreadsheet would take for a formula begins with an apostrophe.

    With --history JSON Lines say what was done as well, as far back as the texts are there
    that it was done to: `octavo undo` can take it back where they are imported into an empty
    library.

    In a folder that is there already only what changed is written, and what has left the
    library is removed where all of it is exported; no file that you have changed is touched.
    With --pictures those that the texts name are fetched once, within the limits of pages,
    into the folder `pictures` there, or into the book; those that cannot be had stay at their
    addresses, in a book as words, and are counted. With --watch it goes on until Ctrl-C.

        octavo export --to markdown -o ~/notes/reading
        octavo export --since LAST --to markdown -o ~/notes/reading
        octavo export tag:essay --to jsonl -o essays.jsonl
    """
    format = _format(name)
    if place == STREAM and format.kind == "folder":
        raise BadUsage(f"{format.name} is a folder of files; say where: -o FOLDER")
    if pictures and not format.takes_pictures:
        raise BadUsage("--pictures is for files beside the texts: --to markdown, --to epub")
    if history and (format.name != "jsonl" or words or since):
        raise BadUsage("--history is of a whole library: --to jsonl, no query, no --since")
    if watch and place == STREAM:
        raise BadUsage("--watch writes a file or a folder anew; say where: -o PLACE")
    begin = _time(since, place) if since else None
    with opened() as library, suppress(KeyboardInterrupt) if watch else nullcontext():
        had = _pictures() if pictures else None

        def write(begin: datetime | None) -> "Export":
            return _exported(library, words, format, place, begin, history, had)

        job = write(begin)
        if watch:
            _watch(library, lambda: write(_time(since, place) if since else None))
    if watch:
        say("stopped")
    elif job.unread:
        raise click.exceptions.Exit(1)


def _exported(
    library: "Library",
    words: Sequence[str],
    format: "ExportFormat",
    place: str,
    since: datetime | None,
    history: bool,
    had: "Pictures | None",
) -> "Export":
    """An export that is written, and told."""
    from octavo.services.export import Export

    ids = selected(library, words) if words else None
    progress = Progress()
    job = Export(
        library,
        format,
        ids,
        since=since,
        history=history,
        picture=had,
        progress=lambda done, of: progress.tell("exported", done, of),
    )
    try:
        if place == STREAM:
            sys.stdout.flush()
            job.stream(sys.stdout.buffer)
        else:
            job.write(typed_path(place))
    finally:
        progress.clear()
    _tell(job, place, had)
    return job


def _pictures() -> "Pictures":
    from octavo.services.pictures import Pictures

    return Pictures()


def _watch(library: "Library", export_again: Callable[[], object]) -> None:
    """Export again each time that others have changed something.

    As they leave it to who has the library open to keep it in order, that is done here, too.
    """
    seen, settled, told, pause = library.sequence, -1, list[str](), BETWEEN_LOOKS
    while True:
        sleep(pause)
        troubles: list[str] = []
        with _noting(troubles):
            library.follow()
            if (now := library.sequence) != seen:
                with suppress(NothingMatched):
                    export_again()
                seen = now
        with _noting(troubles):
            if not library.is_settled and settled != library.sequence:
                library.settle()
                settled = library.sequence
        for trouble in troubles:
            if trouble not in told:
                say(trouble)
        told = troubles
        pause = min(2 * pause, _LONGEST) if troubles else BETWEEN_LOOKS


@contextmanager
def _noting(troubles: list[str]) -> Iterator[None]:
    """Note what goes wrong in a block, and go on."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OctavoError as error:
        troubles.append(str(error))
    except OSError as error:
        troubles.append(refusal(error))


def _time(said: str, place: str) -> datetime | None:
    """The time that `--since` says; None for all of it, as nothing was written there yet.

    Raises:
        BadUsage: If it is none.
    """
    from octavo.services.export import last_written

    if said == LAST and place != STREAM:
        return last_written(typed_path(place))
    age = _AGE.fullmatch(said)
    try:
        if age:
            return datetime.now(UTC) - int(age[1]) * timedelta(days=_DAYS[age[2]])
        return datetime.fromisoformat(said).astimezone()
    except (ValueError, OverflowError):
        raise BadUsage(
            f"--since {said}: write a day (2026-03-01), an age (7d, 2w), or LAST, which "
            "needs a file or a folder"
        ) from None


def _tell(job: "Export", place: str, had: "Pictures | None") -> None:
    """Say what was exported, and what was not."""
    if job.is_as_before:
        say(f"exported nothing, as nothing is new: {visible(place)} is as it was")
        return
    where = "" if place == STREAM else f" to {visible(place)}"
    say(f"exported {job.exported}{where}")
    if folder := job.folder:
        say(
            f"{count_of(folder.written, 'file')} written, {grouped(folder.unchanged)} unchanged"
        )
        gone = "removed, as what it is about is not in the library any more"
        for told, names in (
            ("left as you changed it", folder.edited),
            ("left alone, as it is no file of that folder", folder.refused),
            (gone, folder.gone),
            ("not in the library any more, left as you changed it", folder.orphaned),
        ):
            for name in in_part(names):
                say(f"{told}: {visible(name)}")
    if left := job.left_out():
        say(f"left out, as the format {job.format.name} has no place for it: {', '.join(left)}")
    for line in had.told() if had else ():
        say(visible(line))
    for title in in_part(job.unread):
        say(f"its text could not be read, `octavo check` tells more: {visible(title)}")


def _format(name: str) -> "ExportFormat":
    """The format with a name.

    Raises:
        BadUsage: If there is none; it says which there are.
    """
    from octavo.services.export import FORMATS, format_named

    if format := format_named(name):
        return format
    raise BadUsage(
        f"there is no format {name}; there are {', '.join(each.name for each in FORMATS)}"
    )
