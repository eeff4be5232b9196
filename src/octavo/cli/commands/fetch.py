"""`octavo fetch`: pages are asked for again, or for the first time."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import FetchedShape, put_json
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import (
    QueryCommand,
    json_option,
    known_options_only,
    library_option,
    selection_words,
)
from octavo.cli.shared.selection import selected
from octavo.model.article import Article, ArticleId
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library


@click.command(cls=QueryCommand)
@click.argument(
    "words",
    metavar="[QUERY|ID…]",
    nargs=-1,
    callback=known_options_only,
    shell_complete=selection_words,
)
@click.option("--failed", is_flag=True, help="Also try the pages that could not be had before.")
@json_option
@library_option
def fetch(words: Sequence[str], failed: bool, as_json: bool) -> None:
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
        failures = fetch_all(library, ids, as_json=as_json)
        keep_index(library)
    if failures:
        raise click.exceptions.Exit(1)


def fetch_all(library: "Library", ids: Sequence[ArticleId], *, as_json: bool = False) -> int:
    """Get the pages of some articles, and tell of each; returns how many cannot be had."""
    from octavo.services.fetch_pages import fetch

    progress, done, failures = Progress(), 0, 0
    with closing(fetch(library, ids)) as fetching:
        try:
            for page in fetching:
                done += 1
                failures += bool(page.error)
                progress.clear()
                if as_json:
                    result = "failed" if page.error else "fetched"
                    put_json(FetchedShape(id=page.id, result=result, reason=page.error))
                elif page.error:
                    say(f"failed {page.id} {library.article(page.id).url}: {page.error}")
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
