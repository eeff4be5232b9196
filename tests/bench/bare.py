"""The peer of the app: the least that a Textual app can be, whose keys change one line."""

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class Bare(App[None]):
    """Says `ready`, and then how many keys were pressed."""

    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("ready 0")

    def on_key(self, event: Key) -> None:
        """Change the one line."""
        self.pressed += 1
        self.query_one(Static).update(f"{event.key} {self.pressed}")


if __name__ == "__main__":
    Bare().run()
