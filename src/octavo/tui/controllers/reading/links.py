"""Links: where those in the text lead, and what is done with one.

Long because it has both: how a link is followed, and how one is chosen.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.model.article import FILES, Article, ArticleId
from octavo.model.note import address_of, id_at
from octavo.model.url import is_web, joined
from octavo.text import visible
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Jumps
from octavo.tui.controllers.selection import item_of
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.tui.controllers.reading.reading import ReadingController
    from octavo.tui.widgets.reading.text_links import VisibleLink

_ASKS = "a–z opens · A–Z adds · {copy} copies · {back} leaves"
_COPIES = "a–z copies · {back} leaves"


class LinkTargets(PaneController):
    """What the links of a text lead to, and what is done with that."""

    reader: "ReadingController"
    open_outside: Callable[[str], None]
    """Hands an address to the browser."""
    add_page: Callable[[str], None]
    """Adds the page of an address."""
    jumps: Jumps

    def follow(self, url: str) -> None:
        """Go where an address leads: in the text, to an article that is kept, or outside."""
        if footnote := self.pane.links.footnote_at(url):
            text, place = footnote
            self.panes.popup.open(text, partial(self._go_to, place))
            return
        address = self.whole(url)
        id = self.kept(address)
        is_here = id is not None and id == self.reader.id
        self.jumps.mark()
        heading = url.partition("#")[2]
        if self.pane.links.go_within(f"#{heading}" if is_here and heading else url):
            self.jumps.leave()
            return
        self.jumps.unmark()
        if is_here:
            self.say("That is what you are reading.", done=True)
        elif id is not None:
            self.reader.open(id)
            if heading:
                self.pane.links.go_within(f"#{heading}")
        elif id_at(address) is None:
            self.open_outside(address)
        else:
            self.say("That is no longer in the library.")

    def _go_to(self, place: int) -> None:
        """Go to where a footnote stands that was shown."""
        self.jumps.leave()
        self.pane.view.jump(place)

    def add(self, url: str) -> None:
        """Add what an address leads to, beside the reading."""
        address = self.whole(url)
        kept = item_of(self.library, self.kept(address))
        if kept:
            self.say(f"Already in the library: {kept.title}")
        elif is_web(address):
            self.say(f"Adding {visible(address)}", done=True)
            self.add_page(address)
        else:
            self.say(f"Only pages can be added, not {visible(address)}", error=True)

    def copy(self, url: str) -> None:
        """Copy an address."""
        address = self.whole(url)
        self.screen.app.copy_to_clipboard(address)
        self.say(f"Copied {visible(address)}", done=True)

    def joined(self, url: str) -> str:
        """The address that a link of the article has, which may be written as part of one."""
        item = item_of(self.library, self.reader.id)
        base = item.url if isinstance(item, Article) else ""
        is_part = base and not url.startswith("#") and not is_web(url)
        return joined(base, url) or url if is_part else url

    def whole(self, url: str) -> str:
        """The same, or that of the article or note here which came in with this one's file."""
        item = item_of(self.library, self.reader.id)
        is_file = isinstance(item, Article) and item.source.kind in FILES
        if item and is_file and not url.startswith("#") and not is_web(url):
            id = self.library.intake.beside(item.id, url)
            return address_of(id) if id else self.joined(url)
        return self.joined(url)

    def kept(self, address: str) -> ArticleId | None:
        """The article of the page at an address, or what has it here, not from the trash."""
        id = self.library.intake.known(address) if is_web(address) else id_at(address)
        item = item_of(self.library, id)
        return id if item and item.deleted is None else None

    def told(self, address: str) -> str:
        """An address as it is listed: that of an article or a note here is its title."""
        item = item_of(self.library, id_at(address))
        return address if item is None else item.title

    def look_up_soon(self) -> None:
        """Make ready, in a thread, what tells which pages are kept."""

        def look_up() -> None:
            self.library.intake.known("")

        self.screen.in_thread("ready", look_up, joins=True)


class LinksController(PaneController):
    """Has a link chosen: by letters over those on the screen, or out of a list of all."""

    targets: LinkTargets

    def __post_init__(self) -> None:
        self._choices: dict[str, VisibleLink] = {}
        """The links that have letters, by these."""
        self._typed = ""
        self._copies = False
        """Whether the one that is chosen is copied."""
        self._listed: dict[int, str] = {}
        """The links that are listed, as the text has them, by their places."""

    def hint(self) -> None:
        """Put letters over the links on the screen, and do what the one that is typed says."""
        from octavo.tui.widgets.reading.text_links import labels_for  # not needed to launch

        links = self.pane.links.visible()
        if not links:
            self.say("There is no link on the screen.")
            return
        self.targets.look_up_soon()
        names = zip(labels_for([link.is_narrow for link in links]), links, strict=True)
        self._choices = {name: link for name, link in names if name}
        self._typed, self._copies = "", False
        self.panes.hint_keys.open(self._letter, self.leave)
        self._show()

    def list(self) -> None:
        """List all links of the text with their addresses."""
        if not self.pane.links.may_exist:
            self.say("This text has no links.")
            return
        self.targets.look_up_soon()
        self.panes.link_list.open(
            self._rows(),
            self._chosen,
            self.panes.to_text,
            added=lambda row: self.targets.add(self._listed[row.key]),
        )

    def _letter(self, letter: str) -> None:
        """Narrow the links down by a letter; one that no label goes on with is passed over."""
        typed = self._typed + letter
        left = [name for name in self._choices if name.startswith(typed.lower())]
        if not left:
            return
        self._typed = typed
        if typed.lower() not in self._choices:
            self._show()
            return
        url = self._choices[typed.lower()].link.url
        to = self.targets
        act = to.copy if self._copies else to.follow if typed.islower() else to.add
        self.leave()
        act(url)

    def copy_next(self) -> None:
        """Copy the address of the link that is chosen, or do not after all."""
        self._copies = not self._copies
        self._show()

    def leave(self) -> None:
        """Take the letters off the links."""
        self._choices = {}
        self.pane.labels = {}
        self.screen.footer.asks = ""
        self.panes.hint_keys.close()

    def _show(self) -> None:
        """Show what is left to type, and what that does."""
        typed = self._typed.lower()
        self.pane.labels = {
            (link.key, link.x): name.removeprefix(typed)
            for name, link in self._choices.items()
            if name.startswith(typed)
        }
        asks = _COPIES if self._copies else _ASKS
        key = self.keymap.label_of
        self.screen.footer.asks = asks.format(copy=key("copy-link"), back=key("cancel-hints"))

    def _rows(self) -> Iterator[PanelRow]:
        """The links of the text as rows, each address once; those to footnotes are none.

        When there are no more, it is looked up in a thread what of them is kept.
        """
        rows: dict[str, PanelRow] = {}
        for link in self.pane.links.all():
            address = self.targets.joined(link.url)
            if address not in rows and not address.startswith("#fn:"):
                self._listed[link.offset] = link.url
                rows[address] = self._row(link.offset, link.text, address)
                yield rows[address]
        self.screen.in_thread("links", self._look_up, self.targets.reader.id, [*rows.values()])

    def _row(self, place: int, text: str, address: str, *, is_kept: bool = False) -> PanelRow:
        told = self.targets.told(address)
        told = "in your library" if told == text != address else told
        return PanelRow(place, text, told, lit=is_kept, found_by=address)

    def _look_up(self, id: ArticleId | None, rows: Iterable[PanelRow]) -> None:
        """Find out what links lead to what is kept, and list them so."""
        found: dict[str, PanelRow] = {}
        for row in rows:
            address = self.targets.whole(self._listed[row.key])
            if address not in found:
                is_kept = self.targets.kept(address) is not None
                found[address] = self._row(row.key, row.text, address, is_kept=is_kept)
        self.screen.call_later(self._put, id, [*found.values()])

    def _put(self, id: ArticleId | None, rows: Sequence[PanelRow]) -> None:
        if self.panes.link_list.is_open and self.targets.reader.id == id:
            self.panes.link_list.put(rows)

    def _chosen(self, row: PanelRow) -> None:
        self.panes.to_text()
        self.targets.follow(self._listed[row.key])
