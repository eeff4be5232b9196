"""A stage for one widget: it is alone on the screen, and what it says is heard."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

Said = TypeVar("Said", bound=Message)


class Alone(App[None]):
    """Shows some widgets below one another."""

    CSS = "Screen { overflow: hidden; }"

    def __init__(self, widgets: Sequence[Widget]) -> None:
        super().__init__()
        self.widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self.widgets


class Stage:
    """What can be done with widgets on a screen, and what came of it."""

    def __init__(self, pilot: Pilot[None], heard: list[Message]) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self._heard = heard

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the last has been dealt with."""
        for key in keys:
            await self.burst(key)
        if not keys:
            await self.pilot.pause()

    async def burst(self, *keys: str) -> None:
        """Press keys faster than the app can deal with them."""
        for key in keys:
            named = _character_to_key(key) if len(key) == 1 else key
            said = key_to_character(REPLACED_KEYS.get(named, named))
            self.app.post_message(events.Key(named, said))
        await self.pilot.pause()

    def said(self, kind: type[Said]) -> list[Said]:
        """The messages of a kind that were heard, in their order."""
        once = {id(said): said for said in self._heard if isinstance(said, kind)}
        return list(once.values())

    def forget(self) -> None:
        """Hear only what is said from now on."""
        self._heard.clear()


@asynccontextmanager
async def staged(*widgets: Widget, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Stage]:
    """A stage with some widgets on it."""
    heard: list[Message] = []
    app = Alone(widgets)
    async with app.run_test(size=size, message_hook=heard.append) as pilot:
        await pilot.pause()
        yield Stage(pilot, heard)


def strips(widget: Widget) -> list[Strip]:
    """The lines that a widget draws."""
    return widget.render_lines(widget.outer_size.region)


def lines(widget: Widget) -> list[str]:
    """The text of the lines that a widget draws, without blanks at their ends."""
    return [strip.text.rstrip() for strip in strips(widget)]
