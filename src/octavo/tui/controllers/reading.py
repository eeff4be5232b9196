"""Reading: what the cursor is on, its text, and the place in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.query import words_of
from octavo.tui.controllers.context import Room
from octavo.tui.presenters.annotations import note_spans, with_notes
from octavo.tui.presenters.missing_text import words_for
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.base.chip import Chip
from octavo.tui.widgets.reading.pane import HitFinder, Place, ReadingPane, Span

if TYPE_CHECKING:
    from octavo.tui.widgets.reading.find_line import FindLine

PLACE_KEPT_EVERY = 5.0
"""Seconds after which a place that the reader has come to is written down at the latest."""


class Reading(Room):
    """Shows what the cursor is on, and remembers how far it was read."""

    place: Place | None = None
    """Where the reader has come in the text since it was last written down."""

    def point(self, id: ArticleId | None) -> None:
        """Show what the cursor came to."""
        if id != self.reading:
            self.read(id)

    @on(ArticleList.Opened)
    def _opened(self, event: ArticleList.Opened) -> None:
        self.read(event.id)
        self.set_focus(self.pane)

    def read(self, id: ArticleId | None) -> None:
        """Show an article or a note in the reading pane; None empties it."""
        self.keep_place()
        self.reading = id
        self.show_head()
        self.show_text()

    def show_text(self) -> None:
        """Put the text of what is read into the pane, at the place where it was left."""
        if self.reading is None:
            self.pane.placeholder = ""
            self.pane.show("")
            return
        try:
            item, text = self.library.item(self.reading), self.library.text(self.reading)
        except OctavoError as error:
            self.pane.placeholder = str(error)
            self.pane.show("")
            return
        self.show_wanting()
        notes = self.library.notes_on(self.reading)
        self.pane.show(
            with_notes(text, notes),
            position=item.position if isinstance(item, Article) else 0,
            hits=self.hits_in(with_notes(text, notes)),
            notes=note_spans(text, notes),
        )

    def show_wanting(self) -> None:
        """Say why there is no text, if there is none, and how to get it."""
        for item in self.items([self.reading] if self.reading else []):
            self.pane.placeholder = words_for(
                item,
                self.key_of,
                now=self.library.now(),
                is_asked=item.id in self.fetching,
            )

    def show_hits(self) -> None:
        """Mark in the text what the query found."""
        self.pane.hits = self.hits_in(self.pane.text)

    def hits_in(self, text: str) -> HitFinder | Sequence[Span]:
        """Finds what the query found, in the part of a text that is on the screen."""
        query = self.shown
        if not words_of(query):
            return ()
        return lambda start, stop: self.library.search.hits(text, query, start, stop)

    def show_head(self) -> None:
        """Show the title, byline and tags of what is read."""
        item = next(iter(self.items([self.reading] if self.reading else [])), None)
        self.headline.item = item
        self.headline.progress = item.progress if isinstance(item, Article) else 0.0
        if not self.tag_editor.is_open:
            self.tag_editor.chips = [Chip(tag) for tag in sorted(item.tags)] if item else []

    def follow_text(self, place: Place) -> None:
        """Note where the reader has come, and show it."""
        if self.in_text and self.reading is not None:
            self.place = place
            self.headline.progress = max(self.headline.progress, place.progress)

    def keep_place(self) -> None:
        """Write down how far the reader has come, if that is further than was written."""
        place, self.place = self.place, None
        if place is None or self.reading is None:
            return
        try:
            kept = self.library.keep_place(self.reading, place.position, place.progress)
        except OctavoError as error:
            self.say(str(error), error=True)
        else:
            self.list.refresh_rows(kept.ids if kept else ())

    @on(ReadingPane.AtEnd)
    def _at_end(self) -> None:
        self.action_next_article()

    @on(ReadingPane.LinkClicked)
    def _link_clicked(self, event: ReadingPane.LinkClicked) -> None:
        self.open_address(event.url)

    @on(ReadingPane.HitReached)
    def _hit_reached(self, event: ReadingPane.HitReached) -> None:
        if event.total:
            self.find_line.say_count(f"{event.number or '–'} of {event.total}")

    def on_find_line_changed(self, event: "FindLine.Changed") -> None:
        """Look for what is typed."""
        count = self.pane.find(event.pattern)
        if event.pattern and not count:
            self.find_line.say_count("not found")

    def on_find_line_closed(self, event: "FindLine.Closed") -> None:
        """Give the keyboard back to the text."""
        if not event.kept:
            self.show_hits()
        self.set_focus(self.pane)

    def action_find(self) -> None:
        """Look for something in this text."""
        if not self.find_line.is_attached:
            self.query_one(".-text-pane").mount(self.find_line)
        self.find_line.open()

    def action_next_hit(self) -> None:
        """Go to the next place in the text that was searched for."""
        self.pane.action_next_hit()

    def action_previous_hit(self) -> None:
        """Go to the place before in the text that was searched for."""
        self.pane.action_previous_hit()

    def action_read(self) -> None:
        """Give the text the keyboard."""
        if self.reading is not None:
            self.set_focus(self.pane)

    def action_read_on(self) -> None:
        """Scroll the text by a page, and at its end go to the next article."""
        if not self.in_text:
            self.action_read()
        else:
            self.pane.action_read_on()

    def action_next_article(self) -> None:
        """Go to the article below."""
        self.list.move(1)

    def action_previous_article(self) -> None:
        """Go to the article above."""
        self.list.move(-1)

    def open_address(self, url: str) -> None:
        """Open an address in the web browser, if it is one of the web."""
        if url.startswith(("http://", "https://", "mailto:")):
            self.app.open_url(url)
        else:
            self.say(f"octavo opens addresses of the web only, not {url}", error=True)

    def action_open_in_browser(self) -> None:
        """Open the address of the article in the web browser."""
        addresses = [i.url for i in self.items(self.targets()) if isinstance(i, Article)]
        for address in filter(None, addresses):
            self.open_address(address)
        if not any(addresses):
            self.say("It has no address to open.")

    def action_copy(self) -> None:
        """Copy what is selected, or else the address or the title."""
        if selected := self.get_selected_text():
            self.app.copy_to_clipboard(selected)
            self.say("Copied what is selected.")
            return
        items = self.items(self.targets())
        lines = [i.url or i.title if isinstance(i, Article) else i.text for i in items]
        if lines:
            self.app.copy_to_clipboard("\n".join(lines))
            self.say(f"Copied {lines[0] if len(lines) == 1 else f'{len(lines)} addresses'}.")
