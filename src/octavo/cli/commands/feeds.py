"""`octavo feeds`: following feeds, what is new in them, and lists of them."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.json_schema import EntryShape, feed_shape, put_json, put_shape
from octavo.cli.output.streams import Progress, say, styled
from octavo.cli.shared.library_path import keep_index, opened, opened_or_made_to_fill
from octavo.cli.shared.options import ListGroup, as_json, json_option, tags_option
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag, TagEdit
from octavo.model.url import identity, typed_path
from octavo.text import count_of, label, natural

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.feed import Feed, FeedId
    from octavo.services.subscribe import DiscoveredFeed


@click.group(cls=ListGroup)
@json_option
def feeds() -> None:
    """Follow feeds, and get what is new in them.

    Without a command, feeds are listed.
    """


@feeds.command("list")
@json_option
def list_() -> None:
    """List the feeds that are followed.

    On each line stand the number of the feed, its title, its tags, its address, and why it
    could not be had the last time, with tabs between.
    """
    with opened() as library:
        followed = list(library.feeds.values())
    if not followed:
        raise NothingMatched("no feeds are followed yet; `octavo feeds add URL` follows one")
    for feed in followed:
        _put(feed)


@feeds.command()
@click.argument("urls", metavar="URL…", nargs=-1, required=True)
@tags_option("Tag all its articles; may be given more than once.")
@click.option("--full", is_flag=True, help="Get the page of each entry; it is cut short.")
@click.option("--dry-run", is_flag=True, help="Follow nothing; only show what there is.")
@json_option
def add(urls: Sequence[str], tags: frozenset[Tag], full: bool, dry_run: bool) -> None:
    """Follow the feed at an address, or the feed of the page there.

    Where there is none, that is said, and the others are followed; the exit code is then 1.
    With --dry-run each entry of the feed is printed, the day, the title and the address with
    tabs between; with --json an object with: feed, title,
    url, published, words.

        octavo feeds add https://blog.example/ --tag blogs
        octavo feeds add https://blog.example/ --dry-run
    """
    from octavo.services.subscribe import subscribe

    for url in urls:
        if not url.strip():
            raise BadUsage("the address is empty")
        if url[:1] in ("/", "~", ".") or typed_path(url).exists():
            raise BadUsage(f"{url} is a path; `octavo import` takes a list of feeds (OPML)")
    found = [each for url in urls if (each := _found(url))]
    if not found:
        raise click.exceptions.Exit(1)
    if dry_run:
        for each in found:
            _put_preview(each)
        raise click.exceptions.Exit(len(found) < len(urls))
    with opened_or_made_to_fill() as library:
        before = {*library.feeds}
        followed = [subscribe(library, each, tags, full=full) for each in found]
        for feed, each in zip(followed, found, strict=True):
            already = "already " if feed.id in before else ""
            say(f"{already}following {feed.id} {feed.name}")
            for url, title in each.others:
                say(f"  the page also names {url}" + (f" ({title})" if title else ""))
        _refresh_all(library, [feed.id for feed in followed])
    if len(found) < len(urls):
        raise click.exceptions.Exit(1)


@feeds.command()
@click.argument("names", metavar="[FEED]…", nargs=-1)
@click.option("--due", is_flag=True, help="Only those whose servers may be asked again.")
@json_option
def refresh(names: Sequence[str], due: bool) -> None:
    """Get what is new in all feeds, or in those that are named by number or address.

    ctrl+c stops; what came in until then stays. With --json each feed has its fields and:
    new, edited, which are ids of articles.

    What came from a feed and was undone comes again, but not with --due.

        octavo feeds refresh
        octavo feeds refresh 3
        octavo feeds refresh --due
    """
    from octavo.services.refresh_feeds import due_now

    with opened() as library:
        ids = (
            [feed.id for feed in _feeds_named(library, names)] if names else list(library.feeds)
        )
        if not ids:
            raise NothingMatched(
                "no feeds are followed yet; `octavo feeds add URL` follows one"
            )
        if due:
            asked = frozenset(due_now(library))
            ids = [id for id in ids if id in asked]
        failures = _refresh_all(library, ids, asked=not due)
    if failures:
        raise click.exceptions.Exit(1)


@feeds.command()
@click.argument("names", metavar="FEED…", nargs=-1, required=True)
def remove(names: Sequence[str]) -> None:
    """Follow feeds no longer; the articles that came from them stay.

    A feed is named by its number or its address.

        octavo feeds remove 3
    """
    with opened() as library:
        dropped = _feeds_named(library, names)
        library.feeds.drop(feed.id for feed in dropped)
    say(f"{count_of(len(dropped), 'feed')} removed; their articles stay")


@feeds.command()
@click.argument("name", metavar="FEED")
@click.argument("edit", metavar="-- +TAG|-TAG…", nargs=-1, required=True)
def tag(name: str, edit: Sequence[str]) -> None:
    """Change the tags that the articles of a feed will get.

    Those that are here already keep theirs.

        octavo feeds tag 3 -- +blogs -news
        octavo feeds tag 3 -- +'to read'
    """
    signed = TagEdit.of(edit)
    with opened() as library:
        [feed] = _feeds_named(library, [name])
        done = library.feeds.retag([feed.id], signed)
        named = label(feed.name)
        say(f"tagged “{named}” {signed}" if done else "nothing had to change")
        _put(library.feeds[feed.id])


@feeds.command()
@click.argument("names", metavar="FEED…", nargs=-1, required=True)
@click.option("--off", is_flag=True, help="Take what the feed says of each entry again.")
def full(names: Sequence[str], off: bool) -> None:
    """Get the page of each new entry of feeds from now on.

    That is for feeds that cut their entries short.

        octavo feeds full 3
        octavo feeds full 3 --off
    """
    with opened() as library:
        filled = _feeds_named(library, names)
        library.feeds.fill([feed.id for feed in filled], not off)
    brought = "what they say themselves" if off else "whole pages"
    say(f"{count_of(len(filled), 'feed')} from now on with {brought}")


@feeds.command()
def export() -> None:
    """Print the feeds as a list (OPML) that every other reader takes.

    Tags become folders. `octavo import` takes such a list.

        octavo feeds export > feeds.opml
    """
    from octavo.services.subscribe import opml_of_feeds

    with opened() as library:
        click.echo(opml_of_feeds(library), nl=False)


def _refresh_all(library: "Library", ids: "Sequence[FeedId]", *, asked: bool = True) -> int:
    """Refresh some feeds, and tell what each brought; returns how many cannot be had."""
    from octavo.services.refresh_feeds import refresh

    progress, new, edited, failures = Progress(), 0, 0, 0
    with closing(refresh(library, ids, asked=asked)) as refreshing:
        for done, each in enumerate(refreshing, 1):
            new, edited = new + len(each.added), edited + len(each.edited)
            failures += bool(each.feed.error)
            progress.clear()
            if as_json():
                put_json(feed_shape(each.feed, each.added, each.edited))
            elif each.feed.error or each.doubt:
                reason = each.feed.error or each.doubt
                say(f"{each.feed.id} {each.feed.name}: {reason}")
            progress.tell("asked", done, len(ids), share=done / len(ids))
    progress.clear()
    keep_index(library)
    of = count_of(len(ids), "feed")
    changed = f", {count_of(edited, 'article')} edited" if edited else ""
    failed = f", {count_of(failures, 'feed')} failed" if failures else ""
    say(f"{count_of(new, 'new article')} from {of}{changed}{failed}")
    return failures


def _found(url: str) -> "DiscoveredFeed | None":
    """The feed at an address; None, after the reason is said, if there is none."""
    from octavo.services.subscribe import FetchFailed, find_feed

    try:
        return find_feed(url)
    except (DraftRejected, FetchFailed) as problem:
        say(f"octavo: {problem}")
        return None


def _put_preview(found: "DiscoveredFeed") -> None:
    """Print what a feed has that is not followed yet."""
    entries = found.content.entries
    doubt = f"; {found.content.doubt}" if found.content.doubt else ""
    say(f"{found.content.title or found.url}: {count_of(len(entries), 'article')}{doubt}")
    for url, title in found.others:
        say(f"  the page also names {url}" + (f" ({title})" if title else ""))
    for each in entries:
        shape = EntryShape(
            feed=found.url,
            title=each.title,
            url=each.url,
            published=each.published,
            words=len(each.text.split()),
        )
        day = each.published.date().isoformat() if each.published else ""
        put_shape(shape, (day, each.title, each.url))


def _feeds_named(library: "Library", names: Sequence[str]) -> "list[Feed]":
    """The feeds with some numbers or addresses.

    Raises:
        CommandFailed: If one of them is not followed.
    """
    return [_named(library, name) for name in names]


def _named(library: "Library", name: str) -> "Feed":
    id = natural(name)
    if id is not None and id in library.feeds:
        return library.feeds[id]
    found = next((feed for feed in library.feeds.values() if _is_at(feed, name)), None)
    if found is None:
        raise CommandFailed(
            f"no feed is called {name}; `octavo feeds` lists those that there are"
        )
    return found


def _is_at(feed: "Feed", url: str) -> bool:
    """Whether an address is that of a feed, or of its page."""
    wanted = identity(url)
    return bool(wanted) and wanted in (identity(feed.url), identity(feed.page))


def _put(feed: "Feed") -> None:
    shape = feed_shape(feed)
    off = ["(off)"] if shape.untagged else []
    tags = styled(" ".join(["", *shape.tags, *off]), fg="cyan")
    error = styled(f"  {feed.error}", fg="red") if feed.error else ""
    fields = (feed.id, feed.title, ",".join(shape.tags), feed.url, feed.error)
    put_shape(shape, fields, f"{feed.id:>4}  {label(feed.name)}{tags}{error}")
