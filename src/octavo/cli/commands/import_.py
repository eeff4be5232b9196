"""`octavo import` and `octavo fetch`: exports of other readers come in, then their pages.

Every row of an export has an entry in the ledger; pages are asked for again, or first.

Large because the two commands get pages alike, and all that a ledger is told in stands here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.json_schema import FetchedShape, RowShape, put_json
from octavo.cli.output.streams import Progress, put_fields, say
from octavo.cli.shared.library_path import keep_index, opened, opened_or_made_to_fill
from octavo.cli.shared.options import (
    FILE,
    Command,
    QueryCommand,
    as_json,
    json_option,
    selection_argument,
    tags_option,
)
from octavo.cli.shared.selection import selected
from octavo.model.article import Article, ArticleId
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag
from octavo.text import count_of, grouped, listed, visible

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.services.imports import Format, Import


@click.command("import", cls=Command)
@click.argument("paths", metavar="FILE|FOLDER|ZIP…", nargs=-1, required=True, type=FILE)
@click.option("--format", "name", metavar="NAME", default="", help="What it is; see below.")
@click.option(
    "--column",
    "columns",
    metavar="FIELD=NAME",
    multiple=True,
    help="Which column of a table is what: title=Name; may be given more than once.",
)
@tags_option("Tag what comes in; may be given more than once.")
@click.option("--text-tags", is_flag=True, help="Tag notes by the #words in their texts, too.")
@click.option("--fetch", is_flag=True, help="Then get the pages of the links that came in.")
@click.option("--dry-run", is_flag=True, help="Change nothing; only print the ledger.")
@json_option
def import_(
    paths: Sequence[str],
    name: str,
    columns: Sequence[str],
    tags: frozenset[Tag],
    text_tags: bool,
    fetch: bool,
    dry_run: bool,
) -> None:
    """Import what another reader, or a browser, exports.

    What a file is shows by its content: the exports of Pocket, Instapaper, Omnivore,
    Readeck, wallabag, Matter, GoodLinks, Readwise, Karakeep, linkding, Linkwarden,
    Raindrop, Pinboard, Hypothesis, Zotero, Evernote, Google Keep, Inoreader, NewsBlur,
    Kindle, OneTab, octavo itself and more, the bookmarks of all browsers, and lists of
    feeds (OPML). Of any other table or list of objects the columns are known by their
    names; --column says which is which, --dry-run shows it. What is here already is merged;
    importing twice changes nothing; undo takes one import back as a whole.

    Rows that cannot come in are printed, and written to a file in the library's folder
    `rejected`, which can be mended and imported. With --json each row has: place, result
    (added, merged, unchanged or rejected), id, reason.

        octavo import pocket.zip --dry-run
        octavo import pocket.zip --fetch
        octavo import bookmarks.html --tag browser
        octavo import vault/ --text-tags
    """
    from octavo.services.imports import Import

    format = _format(name) if name else None
    named = _columns(columns)

    def tagged(draft: Draft) -> Draft:
        return replace(draft, tags=draft.tags | tags)

    counts: Counter[Result] = Counter()
    final = 0
    ids: set[ArticleId] = set()
    group, label = OperationGroup(), f"import {count_of(len(paths), 'file')}:"
    with opened_or_made_to_fill() as library:
        for path in map(Path, paths):
            job = Import(
                library,
                path,
                format,
                columns=named,
                dress=tagged,
                text_tags=text_tags,
                rehearse=dry_run,
                group=group,
                label=label if len(paths) > 1 else "",
            )
            _import(job, ids.add if fetch else _none, dry_run=dry_run)
            counts += job.counts
            final += job.final
        if not dry_run:
            keep_index(library)
            links = [id for id in library.intake.links() if id in ids] if fetch else []
            if links:
                fetch_all(library, links, as_rows=False)
                keep_index(library)
    if not counts:
        raise NothingMatched("there is not a single row in it")
    if counts[Result.REJECTED] > final:
        raise click.exceptions.Exit(1)


_NAME_COLUMNS = "say which is which: --column url=NAME --column title=NAME"
_READS = "`octavo import --help` names what it reads; `octavo add` takes texts and pages"


def _none(_id: ArticleId) -> None:
    """Keep no list of them, as an import may bring a million."""


def _import(job: "Import", became: Callable[[ArticleId], None], *, dry_run: bool) -> None:
    """Take in the rows of an export, and print each as JSON or only those rejected.

    Tells which article each of them `became`.

    Raises:
        CommandFailed: If the library cannot take more; it says why, and what is in stays.
    """
    from octavo.library import LibraryUnwritable

    progress, reason = Progress(), ""
    try:
        for number, entry in enumerate(job, 1):
            if entry.id is not None:
                became(entry.id)
            reason = entry.reason
            _put(entry)
            progress.tell("imported", number, share=job.share)
    except (KeyboardInterrupt, LibraryUnwritable) as stop:
        progress.clear()
        say(f"stopped; {_summary(job.counts, list(job.formats), dry_run=dry_run)}")
        say("importing the same again goes on")
        if isinstance(stop, LibraryUnwritable):
            raise CommandFailed(f"the rest is not in: {visible(stop.problem)}") from stop
        raise
    progress.clear()
    say(_summary(job.counts, list(job.formats), dry_run=dry_run))
    if not job.formats and job.counts.total() == job.counts[Result.REJECTED] > job.final:
        say(_NAME_COLUMNS if "as an address or a title" in reason else _READS)
    if job.final:
        say(f"{count_of(job.final, 'rejected row')} held nothing that could be kept")
    for line in (*job.remarks, *_said_of_columns(job, dry_run=dry_run)):
        say(line)
    if job.missing:
        say(f"no column is called {' or '.join(map(visible, job.missing))}")
    if job.followed and not dry_run:
        say("`octavo feeds refresh` gets what is in them")
    for written in [] if dry_run else job.write_rejected():
        say(f"the rejected rows are in {written}: mend them, and import that")


def _put(entry: LedgerEntry) -> None:
    result = entry.result
    if as_json():
        put_json(RowShape(place=entry.input, result=result, id=entry.id, reason=entry.reason))
    elif result is Result.REJECTED:
        put_fields((result, entry.input, entry.reason))


def _summary(counts: Counter[Result], formats: Sequence[str], *, dry_run: bool) -> str:
    rows = count_of(counts.total(), "row")
    parts = [f"{grouped(counts[result])} {result}" for result in Result if counts[result]]
    of = f" of {' and '.join(formats)}" if formats else ""
    told = ", ".join(parts) or "nothing"
    return f"{rows}{of}: {told}" + (" (nothing was changed)" if dry_run else "")


def _said_of_columns(job: "Import", *, dry_run: bool) -> Iterator[str]:
    """What the columns of a table were taken for, and which were left out."""
    columns = job.columns.items()
    taken = [f"{visible(name)} as {field}" for name, field in columns if field]
    left = [visible(name) for name, field in columns if name and not field]
    dates = [visible(name) for name, field in columns if not field and name in job.dates]
    if taken and dry_run:
        yield f"its columns are taken so: {listed(taken)}"
    if left:
        field, kept = ("published", dates) if dates else ("note", left)
        option = f"--column {quote(f'{field}={kept[0]}')}"
        what = "has it as the date" if dates else "keeps one as a note"
        yield f"left out: {listed(left)}; {option} {what}"


def _columns(said: Sequence[str]) -> dict[str, str]:
    """The columns by the fields that they are.

    Raises:
        UsageError: If a field is none of an article.
    """
    from octavo.services.imports import FIELDS

    columns = {}
    for each in said:
        field, equals, column = each.partition("=")
        if not equals or field.strip() not in FIELDS or not column.strip():
            raise click.UsageError(
                f"--column {each}: say FIELD=NAME; the fields are {', '.join(FIELDS)}"
            )
        columns[field.strip()] = column.strip()
    return columns


def _format(name: str) -> "Format":
    """The format with a name.

    Raises:
        CommandFailed: If there is none; it says which there are.
    """
    from octavo.services.imports import format_named, names

    if format := format_named(name):
        return format
    raise BadUsage(f"there is no format {name}; there are {', '.join(names())}")


@click.command(cls=QueryCommand)
@partial(selection_argument, required=False)
@click.option("--failed", is_flag=True, help="Also try the pages that could not be had before.")
@json_option
def fetch(words: Sequence[str], failed: bool) -> None:
    """Get pages from the web, for the first time or again.

    Without a query these are the links that have no text yet, such as those of an import;
    ctrl+c stops, and the same command goes on from there. An article that is fetched again
    keeps its tags and notes, and its text where the page cannot be had. With --json each
    article has: id, result (fetched or failed), reason.

        octavo fetch
        octavo fetch 12
        octavo fetch tag:reference
    """
    with opened() as library:
        ids = selected(library, words) if words else library.intake.links(failed=failed)
        ids = [id for id in ids if _has_address(library, id)]
        if not ids:
            raise NothingMatched(
                "nothing of that has an address" if words else "every link has its text"
            )
        failures = fetch_all(library, ids)
        keep_index(library)
    if failures:
        raise click.exceptions.Exit(1)


def fetch_all(library: "Library", ids: Sequence[ArticleId], *, as_rows: bool = True) -> int:
    """Get the pages of some articles, and tell of each; returns how many cannot be had."""
    from octavo.services.fetch import fetch

    progress, done, failures = Progress(), 0, 0
    with closing(fetch(library, ids)) as fetching:
        try:
            for page in fetching:
                done += 1
                failures += bool(page.error)
                progress.clear()
                if as_rows and as_json():
                    result = "failed" if page.error else "fetched"
                    put_json(FetchedShape(id=page.id, result=result, reason=page.error))
                elif page.error:
                    say(f"failed {page.id} {library.article(page.id).url}: {page.error}")
                if page.is_beside:
                    number = len(library.article(page.id).versions)
                    say(
                        f"the page of {page.id} says something else now; your text stays, and "
                        f"that is version {number}: `octavo show {page.id} --diff`"
                    )
                progress.tell("fetched", done, len(ids), share=done / len(ids))
        except KeyboardInterrupt:
            progress.clear()
            left = count_of(len(ids) - done, "page")
            say(f"stopped with {left} to go; `octavo fetch` goes on")
            raise
    progress.clear()
    say(
        f"fetched {count_of(done - failures, 'page')}"
        + (f", {failures} failed" * bool(failures))
    )
    return failures


def _has_address(library: "Library", id: ArticleId) -> bool:
    item = library.item(id)
    return isinstance(item, Article) and bool(item.url)
