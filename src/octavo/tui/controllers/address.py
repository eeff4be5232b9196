"""The address of what is read: opened in the browser, or copied."""

from collections.abc import Callable
from typing import Protocol

from octavo.model.article import Article
from octavo.tui.controllers.selection import Selection
from octavo.tui.controllers.views import Say


class Terminal(Protocol):
    """What lies outside of the app."""

    def open_url(self, url: str) -> None:
        """Open an address in the web browser."""
        ...

    def copy_to_clipboard(self, text: str) -> None:
        """Give the terminal a text to paste elsewhere."""
        ...


class AddressController:
    """Opens and copies addresses."""

    def __init__(
        self,
        *,
        selection: Selection,
        say: Say,
        terminal: Callable[[], Terminal],
        selected_text: Callable[[], str | None],
    ) -> None:
        """`selected_text` is what is selected on the screen, if anything is."""
        self._selection = selection
        self._say = say
        self._terminal = terminal
        self._selected_text = selected_text

    def follow(self, url: str) -> None:
        """Open an address in the web browser, if it is one of the web."""
        if url.startswith(("http://", "https://", "mailto:")):
            self._terminal().open_url(url)
        else:
            self._say(f"octavo opens addresses of the web only, not {url}", error=True)

    def open(self) -> None:
        """Open the address of the article in the web browser."""
        addresses = [article.url for article in self._selection.articles()]
        for address in filter(None, addresses):
            self.follow(address)
        if not any(addresses):
            self._say("It has no address to open.")

    def copy(self) -> None:
        """Copy what is selected, or else the address or the title."""
        if selected := self._selected_text():
            self._terminal().copy_to_clipboard(selected)
            self._say("Copied what is selected.")
            return
        items = self._selection.items()
        lines = [i.url or i.title if isinstance(i, Article) else i.text for i in items]
        if lines:
            self._terminal().copy_to_clipboard("\n".join(lines))
            self._say(f"Copied {lines[0] if len(lines) == 1 else f'{len(lines)} addresses'}.")
