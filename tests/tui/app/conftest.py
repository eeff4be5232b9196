"""The whole app over a small library, driven by keys."""

from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.pilot import Pilot

from octavo.library.library import Library
from octavo.settings.config import Config
from octavo.tui.app import Octavo
from octavo.tui.presenters.search_results import row_of
from octavo.tui.screens.main import MainScreen
from octavo.tui.screens.wiring import Controllers
from octavo.tui.terminal.app import standing
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.articles.rows import Row
from octavo.tui.widgets.footer import CommandBar
from octavo.tui.widgets.panes import Panes
from octavo.tui.widgets.query.query_line import QueryLine
from octavo.tui.widgets.reading import note_editor
from octavo.tui.widgets.reading.pane import ReadingPane
from tests.making import MakeArticle
from tests.tui.pilot import PATIENCE, _quick_pilot
from tests.web.fixtures import web

__all__ = ["_quick_pilot", "web"]

WIDE, NARROW = (120, 40), (60, 20)
WORK = ("find", "job", "count", "index", "versions")
"""The workers that are waited for."""


class Reader:
    """Somebody at the keyboard, and what they see."""

    def __init__(self, app: Octavo, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def main(self) -> MainScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    @property
    def controllers(self) -> Controllers:
        return self.main.controllers

    @property
    def query_line(self) -> QueryLine:
        return self.main.query_line

    @property
    def panes(self) -> Panes:
        return self.main.panes

    @property
    def list(self) -> ArticleList:
        return self.panes.list

    @property
    def text(self) -> ReadingPane:
        return self.panes.text

    @property
    def footer(self) -> CommandBar:
        return self.main.footer

    def row_of(self, id: int) -> Row:
        """How an article or a note is listed."""
        return row_of(self.main.library, id)

    async def press(self, *keys: str) -> None:
        """Press keys as in one write, and wait until all that comes of them is done."""
        looked_at = self.app.typed + len(keys)
        for key in keys:
            named = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(Key(named, key_to_character(REPLACED_KEYS.get(named, named))))
        await self.settle()
        if self.app.typed < looked_at and not self.app.is_left:
            await self.until(lambda: self.app.typed >= looked_at or self.app.is_left)
            await self.settle()

    async def step(self, *keys: str) -> None:
        """Press keys one after the other, each once all that came of the last is done."""
        for key in keys:
            await self.press(key)

    async def type(self, text: str) -> None:
        """Type letters, and wait until all that comes of them is done."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def paste(self, text: str) -> None:
        """Have the terminal paste a text where the keyboard is."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def back_to_list(self) -> None:
        """Leave whatever has the keyboard, by Esc."""
        while self.app.screen is not self.main or not self.list.has_focus:
            await self.press("escape")

    async def settle(self) -> None:
        """Wait for workers and for the screen."""
        await self.pilot.pause()
        await self.until(lambda: not any(w.group in WORK for w in self.app.workers))

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Go on until something is so; what others take long for is looked at less often."""
        given_up, looks = monotonic() + PATIENCE, count()
        while not is_so():
            assert monotonic() < given_up, "it never comes to that"
            await self.pilot.pause()
            await sleep(min(next(looks), 20) / 1000)

    def titles(self) -> Sequence[str]:
        """What is listed."""
        return [self.row_of(id).title for id in self.list.rows]

    def toasts(self) -> str:
        """What the app has said."""
        said = [toast.message for toast in standing(self.app)]
        bar = getattr(self.app.screen, "footer", None)
        return "\n".join([*said, bar.remark] if bar and bar.remark else said)


@pytest.fixture(autouse=True)
def _patient_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a key behind `[[` wait for the titles, however long a busy machine takes."""
    monkeypatch.setattr(note_editor, "PATIENCE", PATIENCE)


Open = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture
def open_room(library: Library, tmp_path: Path) -> Open:
    """Opens the app over `library`."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = WIDE, query: str | None = None, config: Config | None = None
    ) -> AsyncIterator[Reader]:
        app = Octavo(library, query, config, state=tmp_path / "state.json")
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot)
            await reader.settle()
            yield reader

    return opened


@pytest.fixture
def three(make_article: MakeArticle) -> None:
    """Three articles: First, Second, Third; the last one is the newest."""
    make_article("First", "The first river.", tags="essay draft")
    make_article("Second", "The second bridge.", tags="essay")
    make_article("Third", "The third ferry.")
