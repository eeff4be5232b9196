"""The acts of the feeds screen: follow, tag, refresh, delete and export feeds."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from octavo.library.feeds import FeedContents
from octavo.model.article import Article, State
from octavo.model.errors import OctavoError, refusal
from octavo.model.feed import Feed, FeedId
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagEdit
from octavo.model.url import host_of, is_web, typed_path
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm
from octavo.text import age, count_of, label
from octavo.tui.controllers.intake.fetch import RefreshController
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.protocols import Controller
from octavo.tui.controllers.selection import on_path
from octavo.tui.widgets.feeds.table import FeedRow, FeedsTable, NewestTitle

if TYPE_CHECKING:
    from octavo.services.subscribe import DiscoveredFeed, FeedContent


class FeedRows(Controller):
    """Keeps the table as the library has the feeds, with what waits to be read of each."""

    table: FeedsTable

    def __post_init__(self) -> None:
        self._seen = -1
        """The last operation when the table was drawn."""
        self._contents: Mapping[FeedId, FeedContents] | None = None
        self._uncounted = False
        """Whether something has changed since articles were counted."""
        self._counts = False
        """Whether they are being counted."""

    def look(self) -> None:
        """Draw the feeds if anything has changed."""
        if self._seen != self.library.sequence:
            self._seen = self.library.sequence
            self._show()
            self._uncounted = True
        if self._uncounted and not self._counts:
            self._uncounted, self._counts = False, True
            self.screen.in_thread("count", self._count)

    def _count(self) -> None:
        """See what came of each; in a thread, because it looks at all articles."""
        contents = None
        with suppress(OctavoError):
            contents = self.library.feeds.contents()
        self.screen.call_later(self._counted, contents)

    def _counted(self, contents: Mapping[FeedId, FeedContents] | None) -> None:
        self._contents, self._counts = contents, False
        self._show()

    def _show(self) -> None:
        feeds = sorted(self.library.feeds.values(), key=lambda feed: feed.name.casefold())
        now = self.library.now()
        self.table.feeds = tuple(row_of(feed, self._contents, now) for feed in feeds)


class FeedsController(Controller):
    """Acts on the feed under the cursor.

    The work that it starts goes on when the screen is closed.
    """

    table: FeedsTable
    jobs: Jobs
    refreshing: RefreshController
    add: Callable[[str], None]
    changed: Callable[[Operation | None], None]
    """Shows what was done, if anything was."""
    leave: Callable[[str | None], object]
    """Closes the screen, with a query to list."""

    def list_articles(self) -> None:
        """Go back to the list with the articles of this feed."""
        if feed := self._chosen:
            self.leave(str_of(Query(FieldTerm("feed", feed.name))))

    async def follow(self) -> None:
        """Ask for an address, find the feed there, and follow it; or those of a list.

        Whoever waits for it is shown what it has, and asked.
        """
        given = await self.screen.ask_line("Follow the feed at", preview=on_address)
        if given and is_place(given):
            self.add(given)
        elif given:
            address = address_of(given)
            self.jobs.start("looking for the feed", lambda job: self._find(job, address))

    async def drop(self) -> None:
        """Follow the feed no longer, after asking."""
        if feed := self._chosen:
            more = f"Its articles stay. Undo ({self.keymap.key_hint('undo')}) brings it back."
            if await self.screen.confirm(f"Delete {feed.name}?", more):
                self.changed(self.library.feeds.drop([feed.id]))

    async def tag(self) -> None:
        """Ask for signed tags, and change the feed's."""
        if feed := self._chosen:
            line = await self.screen.ask_line(
                f"Tag what comes from {feed.name}",
                "+",
                known=[f"+{count.tag}" for count in self.library.tags.counts()],
                preview=lambda line: on_tags(line, feed.tags),
            )
            if line:
                edit = TagEdit.parse(line)
                self.changed(self.library.feeds.retag([feed.id], edit))

    def toggle_full(self) -> None:
        """Get the page of each new entry, or no longer."""
        if feed := self._chosen:
            self.changed(self.library.feeds.fill([feed.id], not feed.full))

    def refresh(self) -> None:
        """Ask this feed for what is new."""
        if feed := self._chosen:
            self.refreshing.refresh([feed.id])

    def refresh_all(self) -> None:
        """Ask all feeds for what is new."""
        if feeds := list(self.library.feeds):
            self.refreshing.refresh(feeds)

    async def export(self) -> None:
        """Ask for a path, and write the feeds there."""
        if not (count := len(self.library.feeds)):
            return
        asked = f"Export {count_of(count, 'feed')} to"
        if path := await self.screen.ask_line(asked, "feeds.opml", usual=True, preview=on_path):
            self._export(typed_path(path))

    def _export(self, path: Path) -> None:
        from octavo.services.subscribe import write_feeds

        try:
            count = write_feeds(self.library, path)
        except OSError as error:
            self.say(refusal(error, path), error=True)
        else:
            self.say(
                f"{count_of(count, 'feed')} {'is' if count == 1 else 'are'} in {path}.",
                done=True,
            )

    @property
    def _chosen(self) -> Feed | None:
        """The feed under the cursor, unless somebody has just given it up."""
        feeds, id = self.library.feeds, self.table.cursor
        return feeds[id] if id is not None and id in feeds else None

    def _find(self, job: Job, url: str) -> None:
        """Find a feed; in a thread, because servers may be slow."""
        from octavo.services.subscribe import find_feed

        job.tell(self._found, find_feed(url, stop=job.stop))

    def _found(self, found: "DiscoveredFeed") -> None:
        """Show what a feed has, and follow it if the reader says so."""
        question = f"Follow {found.content.title or found.url}?"
        self.screen.asks_first(question, in_feed(found.content), lambda: self._follow(found))

    def _follow(self, found: "DiscoveredFeed") -> None:
        from octavo.services.subscribe import subscribe

        following = "Already following" if self.library.feeds.at(found.url) else "Following"
        feed = subscribe(self.library, found)
        others = [f"{url} ({title})" if title else url for url, title in found.others]
        more = f" The page also names {', '.join(others)}." if others else ""
        self.say(f"{following} {feed.name}.{more}", done=not others)
        self.refreshing.refresh([feed.id], quietly=True)


def row_of(
    feed: Feed, contents: Mapping[FeedId, FeedContents] | None, now: datetime
) -> FeedRow:
    """A feed as an entry of the table; `contents` is None while articles are counted."""
    has = FeedContents() if contents is None else contents.get(feed.id, FeedContents())
    return FeedRow(
        id=feed.id,
        title=feed.name,
        host=host_of(feed.url) or feed.url,
        tags=tuple(sorted(feed.tags)),
        unread=None if contents is None else has.unread,
        newest=tuple(_newest(article, now) for article in has.newest),
        asked=_asked(feed, now),
        error=feed.error,
        full=feed.full,
        untagged=feed.untagged,
    )


def _newest(article: Article, now: datetime) -> NewestTitle:
    when = age(article.published or article.added, now)
    return NewestTitle(article.title, when, is_read=article.state is State.READ)


def _asked(feed: Feed, now: datetime) -> str:
    if feed.checked is None:
        return "never asked"
    ago = age(feed.checked, now)
    return "asked just now" if ago == "now" else f"asked {ago} ago"


def address_of(line: str) -> str:
    """The address that somebody types, with the scheme that nobody types."""
    from octavo.services.detect import address_in  # not needed to look at feeds

    return address_in(line)


_SHOWN = 5
"""Articles of a feed that are shown before it is followed."""


def in_feed(content: "FeedContent") -> str:
    """What a feed has: how much, its latest articles, and what is in doubt."""
    entries = content.entries
    lines = [f"{count_of(len(entries), 'article')}{':' if entries else ''}"]
    for each in entries[:_SHOWN]:
        day = f"{each.published.astimezone():%d %b %Y}  " if each.published else ""
        lines.append(f"{day}{label(each.title)}")
    if len(entries) > _SHOWN:
        lines.append("…")
    return "\n".join([*lines, *filter(None, [content.doubt])])


def is_place(line: str) -> bool:
    """Whether a line names a file or a folder that is there, such as a list of feeds."""
    from octavo.services.detect import place_in  # not needed to look at feeds

    return place_in(line) is not None


def on_address(line: str) -> str:
    """Whether a feed can be looked for at an address; `!` and why if not."""
    if not line.strip():
        return "The address of a feed, or of a page of its site; or the path of a list (OPML)."
    if is_place(line):
        return "Its feeds are followed, if it is a list of them."
    if " " in line.strip() or not is_web(address_of(line)):
        return "!That is no address of a page."
    return "Its feed is looked for, and what is new comes in."


def on_tags(line: str, tags: frozenset[Tag]) -> str:
    """What a line of signed words would make of a feed's tags; `!` and why it cannot."""
    named = ", ".join(sorted(TagEdit.parse(line).apply(tags))) or "no tags"
    return f"New articles of it will get {named}."
