"""The feeds screen: what is followed, what is new, and what could not be had."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from octavo.model.errors import OctavoError
from octavo.model.feed import Feed, FeedId
from octavo.model.operation import Operation
from octavo.model.tag import TagEdit
from octavo.model.url import host_of
from octavo.query import Query, str_of
from octavo.query.ast import SiteTerm
from octavo.settings.commands import Context, command
from octavo.storage.atomic import replace_file
from octavo.text import count_of, visible
from octavo.tui.presenters.feed_words import (
    is_file,
    named,
    on_address,
    on_path,
    on_tags,
    row_of,
    whole,
)
from octavo.tui.runtime.jobs import Job
from octavo.tui.screens.dialogs import LineQuestion, Question
from octavo.tui.screens.help import HelpScreen
from octavo.tui.widgets.command_bar import CommandBar
from octavo.tui.widgets.feeds.feeds_table import FeedsTable

if TYPE_CHECKING:
    from octavo.services.subscribe import Found
    from octavo.tui.screens.main import MainScreen

LOOK_EVERY = 0.25
"""Seconds between two looks at whether anything has changed."""


class FeedsScreen(Screen[str | None]):
    """Gives back a query for the articles to list, or None.

    The work that it starts is the reading room's, and goes on there once this is closed.
    """

    context = Context.FEEDS
    """Where the keyboard is."""

    def __init__(self, room: "MainScreen") -> None:
        super().__init__()
        self.room = room
        self.library = room.library
        self.table = FeedsTable()
        self.bar = CommandBar()
        self.bar.keymap = room.config.keymap
        self.bar.context = Context.FEEDS
        self._seen = -1
        """The last operation when the table was drawn."""
        self._unread: Counter[FeedId] | None = None
        self._uncounted = False
        """Whether something has changed since unread articles were counted."""
        self._counts = False
        """Whether they are being counted."""

    def compose(self) -> ComposeResult:
        yield self.table
        yield self.bar

    def on_mount(self) -> None:
        """Show the feeds as they are, and whenever they change."""
        key = self.room.config.keymap.label_of
        self.table.placeholder = Content(
            f"No feeds are followed yet.\n\n{key('follow-feed')} follows the feed of a site, "
            "or all feeds of a list (OPML). So does: octavo import feeds.opml"
        )
        self._look()
        self.table.focus()
        self.set_interval(LOOK_EVERY, self._look)

    def _look(self) -> None:
        """Draw what is under way, and the feeds if anything has changed."""
        self.bar.working = self.room.command_bar.working
        if self._seen != self.library.sequence:
            self._seen = self.library.sequence
            self.show_feeds()
            self._uncounted = True
        if self._uncounted and not self._counts:
            self._uncounted, self._counts = False, True
            self._count()

    @work(thread=True, group="count")
    def _count(self) -> None:
        """Count what waits to be read; in a thread, because it looks at all articles."""
        self.call_later(self._counted, self.library.feeds.unread())

    def _counted(self, unread: Counter[FeedId]) -> None:
        self._unread, self._counts = unread, False
        self.show_feeds()

    def show_feeds(self) -> None:
        """Draw the table anew."""
        feeds = sorted(self.library.feeds.values(), key=lambda feed: named(feed).casefold())
        now = self.library.now()
        self.table.feeds = tuple(row_of(feed, self._unread, now) for feed in feeds)

    @property
    def _chosen(self) -> Feed | None:
        """The feed under the cursor, unless somebody has just given it up."""
        id = self.table.cursor
        return self.library.feeds[id] if id is not None and id in self.library.feeds else None

    def action_close_feeds(self) -> None:
        """Go back to where the reader came from."""
        self.dismiss(None)

    @on(FeedsTable.Opened)
    def action_list_feed(self) -> None:
        """Go back to the list with the articles of this feed."""
        if feed := self._chosen:
            self.dismiss(str_of(Query(SiteTerm(feed.title or host_of(feed.url)))))

    @work
    async def action_follow_feed(self) -> None:
        """Ask for an address, find the feed there, and follow it; or those of a list."""
        question = LineQuestion("Follow the feed at", preview=on_address)
        given = await self.app.push_screen_wait(question)
        if given and is_file(given):
            self.room.add(given)
        elif given:
            address = whole(given)
            self.room.begin("looking for the feed", lambda job: self._find(job, address))

    def _find(self, job: Job, url: str) -> None:
        """Find and follow a feed; in a thread, because servers may be slow."""
        from octavo.services.subscribe import find_feed, subscribe

        found = find_feed(url, stop=job.stop)
        feed = subscribe(self.library, found)
        job.tell(self._followed, feed, found)

    def _followed(self, feed: Feed, found: "Found") -> None:
        others = [f"{url} ({title})" if title else url for url, title in found.others]
        more = f" The page also names {', '.join(others)}." if others else ""
        self.room.say(f"Following {named(feed)}.{more}")
        self.room.refresh_feeds([feed.id], quietly=True)

    @work
    async def action_drop_feed(self) -> None:
        """Follow the feed no longer, after asking."""
        if feed := self._chosen:
            more = f"Its articles stay. Undo ({self.room.key_of('undo')}) brings it back."
            if await self.app.push_screen_wait(Question(f"Delete {named(feed)}?", more)):
                self._change(lambda: self.library.feeds.drop([feed.id]))

    @work
    async def action_tag_feed(self) -> None:
        """Ask for signed tags, and change the feed's."""
        if feed := self._chosen:
            known = [f"+{count.tag}" for count in self.library.tags.counts()]
            question = LineQuestion(
                f"Tag what comes from {named(feed)}",
                "+",
                known=known,
                preview=lambda line: on_tags(line, feed.tags),
            )
            if line := await self.app.push_screen_wait(question):
                edit = TagEdit.parse(line)
                self._change(lambda: self.library.feeds.retag([feed.id], edit))

    def action_toggle_full(self) -> None:
        """Get the page of each new entry, or no longer."""
        if feed := self._chosen:
            self._change(lambda: self.library.feeds.fill([feed.id], not feed.full))

    def action_refresh_feed(self) -> None:
        """Ask this feed for what is new."""
        if feed := self._chosen:
            self.room.refresh_feeds([feed.id])

    def action_refresh_feeds(self) -> None:
        """Ask all feeds for what is new."""
        if feeds := list(self.library.feeds):
            self.room.refresh_feeds(feeds)

    @work
    async def action_export_feeds(self) -> None:
        """Ask for a path, and write the feeds there."""
        question = LineQuestion(
            f"Export {count_of(len(self.library.feeds), 'feed')} to",
            "feeds.opml",
            preview=on_path,
        )
        if self.library.feeds and (path := await self.app.push_screen_wait(question)):
            self._export(Path(path).expanduser())

    def _export(self, path: Path) -> None:
        from octavo.exporters.opml import opml_of

        opml = opml_of(self.library.feeds.values(), made=self.library.now())
        try:
            replace_file(path, opml.encode())
        except OSError as error:
            self.room.say(f"{path} cannot be written: {error.strerror or error}", error=True)
        else:
            count = len(self.library.feeds)
            self.room.say(
                f"{count_of(count, 'feed')} {'is' if count == 1 else 'are'} in {path}."
            )

    def action_stop(self) -> None:
        """Stop what is under way."""
        self.room.action_stop()

    def action_undo(self) -> None:
        """Take the last change back."""
        self._change(self.library.history.undo)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._change(self.library.history.redo)

    @work
    async def action_help(self) -> None:
        """Search through all commands."""
        chosen = await self.app.push_screen_wait(HelpScreen(self.bar.keymap))
        if chosen and Context.FEEDS in command(chosen).when:
            await self.table.lines.run_action(command(chosen).invocation)

    @on(CommandBar.Clicked)
    async def _command_clicked(self, event: CommandBar.Clicked) -> None:
        await self.table.lines.run_action(event.command.invocation)

    def action_palette(self) -> None:
        """Type the name of a command to run it."""
        self.app.action_command_palette()

    def _change(self, change: Callable[[], Operation | None]) -> None:
        """Change the library, say what was done, and show the feeds as they are now."""
        try:
            operation = change()
        except OctavoError as error:
            self.room.say(str(error), error=True)
            return
        if operation:
            self.bar.last = visible(operation.label)
            self.room.show_changed(operation.ids)
        self._look()
