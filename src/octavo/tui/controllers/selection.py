"""The articles that a command is about, and their addresses."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.model.url import is_openable
from octavo.text import count_of
from octavo.tui.controllers.protocols import Say


class Chosen(Protocol):
    """A list, as far as something in it is chosen."""

    @property
    def marks(self) -> frozenset[ArticleId]: ...
    @property
    def chosen(self) -> tuple[ArticleId, ...]: ...


class Selection:
    """All that is marked, else what is read while the keyboard is there, else the cursor."""

    def __init__(
        self, *, library: Library, rows: Chosen, read_now: Callable[[], ArticleId | None]
    ) -> None:
        """`read_now` tells what is read while the keyboard is in the text, else None."""
        self._library = library
        self._rows = rows
        self._read_now = read_now

    @property
    def ids(self) -> tuple[ArticleId, ...]:
        """What a command is about, from the top of the list; empty if that is nothing."""
        if self._rows.marks or (read := self._read_now()) is None:
            return self._rows.chosen
        return (read,)

    @property
    def is_marked(self) -> bool:
        """Whether it is what was marked."""
        return bool(self._rows.marks)

    def items(self) -> list[Item]:
        """The articles and notes, those gone in the meantime left out."""
        return items_of(self._library, self.ids)

    def articles(self) -> list[Article]:
        """The articles alone."""
        return [item for item in self.items() if isinstance(item, Article)]


def item_of(library: Library, id: ArticleId | None) -> Item | None:
    """The article or note with an id; None without one, and where it is gone."""
    try:
        return None if id is None else library.item(id)
    except OctavoError:
        return None


def items_of(library: Library, ids: Iterable[ArticleId]) -> list[Item]:
    """The articles and notes with some ids, those gone in the meantime left out."""
    return [item for id in ids if (item := item_of(library, id))]


def name_of(ids: tuple[ArticleId, ...]) -> str:
    """What a line is about when that is more than one article, such as `12 articles`."""
    return count_of(len(ids), "article") if len(ids) > 1 else ""


class Terminal(Protocol):
    """What lies outside of the app."""

    def open_url(self, url: str) -> None:
        """Open an address in the web browser."""
        ...

    def copy_to_clipboard(self, text: str) -> None:
        """Give the terminal a text to paste elsewhere."""
        ...

    def suspend(self) -> AbstractContextManager[None]:
        """Leave the terminal to another program for a block."""
        ...


class AddressController:
    """Opens and copies addresses."""

    def __init__(
        self,
        *,
        selection: Selection,
        say: Say,
        terminal: Callable[[], Terminal],
        quote_selected: Callable[[], bool],
        selected_text: Callable[[], str | None],
    ) -> None:
        """`quote_selected` copies what is selected in a text, else tells that nothing is.

        `selected_text` is what is selected on the screen, if anything is.
        """
        self._selection = selection
        self._say = say
        self._terminal = terminal
        self._quote_selected = quote_selected
        self._selected_text = selected_text

    def follow(self, url: str) -> None:
        """Open an address in the web browser, if it is one of the web."""
        if is_openable(url):
            self._terminal().open_url(url)
        else:
            only = "octavo opens addresses of the web and of mail only"
            self._say(f"{only}, not {url}", error=True)

    def open(self) -> None:
        """Open the address of the article in the web browser."""
        addresses = [article.url for article in self._selection.articles()]
        for address in filter(None, addresses):
            self.follow(address)
        if not any(addresses):
            self._say("It has no address to open.")

    def copy(self) -> None:
        """Copy what is selected, of a text as a quotation, or else the address or the title."""
        if self._quote_selected():
            return
        if selected := self._selected_text():
            self._terminal().copy_to_clipboard(selected)
            self._say("Copied what is selected.")
            return
        items = self._selection.items()
        lines = [i.url or i.title if isinstance(i, Article) else i.text for i in items]
        if lines:
            self._terminal().copy_to_clipboard("\n".join(lines))
            self._say(f"Copied {lines[0] if len(lines) == 1 else f'{len(lines)} addresses'}.")
