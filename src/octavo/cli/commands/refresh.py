"""`octavo feeds refresh`: what is new in the feeds comes in."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import NothingMatched
from octavo.cli.output.json_schema import feed_shape, put_json
from octavo.cli.output.streams import Progress, say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import Command, json_option, library_option
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.feed import FeedId


@click.command(cls=Command)
@click.argument("names", metavar="[FEED]…", nargs=-1)
@click.option("--due", is_flag=True, help="Only those whose servers may be asked again.")
@json_option
@library_option
def refresh(names: Sequence[str], due: bool, as_json: bool) -> None:
    """Get what is new in all feeds, or in those that are named by number or address.

    ctrl+c stops; what came in until then stays. With --json each feed has its fields and:
    new, edited, which are ids of articles.

    What came from a feed and was undone comes again, but not with --due.

        octavo feeds refresh
        octavo feeds refresh 3
        octavo feeds refresh --due
    """
    from octavo.cli.commands.feeds import feeds_named
    from octavo.services.refresh_feeds import due_now

    with opened() as library:
        ids = (
            [feed.id for feed in feeds_named(library, names)] if names else list(library.feeds)
        )
        if not ids:
            raise NothingMatched(
                "no feeds are followed yet; `octavo feeds add URL` follows one"
            )
        if due:
            asked = frozenset(due_now(library))
            ids = [id for id in ids if id in asked]
        failures = refresh_all(library, ids, as_json=as_json, asked=not due)
    if failures:
        raise click.exceptions.Exit(1)


def refresh_all(
    library: "Library", ids: "Sequence[FeedId]", *, as_json: bool, asked: bool = True
) -> int:
    """Refresh some feeds, and tell what each brought; returns how many cannot be had."""
    from octavo.services.refresh_feeds import refresh

    progress, new, edited, failures = Progress(), 0, 0, 0
    with closing(refresh(library, ids, asked=asked)) as refreshing:
        for done, each in enumerate(refreshing, 1):
            new, edited = new + len(each.added), edited + len(each.edited)
            failures += bool(each.feed.error)
            progress.clear()
            if as_json:
                put_json(feed_shape(each.feed, each.added, each.edited))
            elif each.feed.error:
                say(f"{each.feed.id} {each.feed.title or each.feed.url}: {each.feed.error}")
            progress.tell("asked", done, len(ids), share=done / len(ids))
    progress.clear()
    keep_index(library)
    of = count_of(len(ids), "feed")
    changed = f", {count_of(edited, 'article')} edited" if edited else ""
    failed = f", {count_of(failures, 'feed')} failed" if failures else ""
    say(f"{count_of(new, 'new article')} from {of}{changed}{failed}")
    return failures
