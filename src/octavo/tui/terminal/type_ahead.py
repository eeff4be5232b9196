"""Keys that come before there is a screen to take them wait for it.

Textual looks at keys from the moment at which it begins to compose its first screen, and what
comes until that screen has the keyboard somewhere is lost; what comes between that and the
screen's own `on_mount` may be undone by it.
"""

from textual import events
from textual.app import App


class TypeAhead(App[None]):
    """Hands on what is typed at launch, in its order, once the first screen is painted."""

    _typed_ahead: list[events.Event] | None = None
    """What was typed so far; None outside of a launch."""

    def on_load(self) -> None:
        """Begin to keep what is typed: the terminal will send it from now on."""
        self._typed_ahead = []

    def on_mount(self) -> None:
        """Stop when the screen, mounted and laid out, has been painted."""
        self.screen.call_after_refresh(self.call_next, self._hand_on)

    async def on_event(self, event: events.Event) -> None:
        """Keep keys, pastes and the mouse back, and let everything else through."""
        if self._typed_ahead is not None and isinstance(
            event, events.InputEvent | events.Paste
        ):
            self._typed_ahead.append(event)
        else:
            await super().on_event(event)

    async def _hand_on(self) -> None:
        """Look at what was typed, in the app's own task, where no later key comes before it."""
        for event in self._typed_ahead or ():
            await super().on_event(event)
        self._typed_ahead = None
