"""A line above the list that says what the list cannot."""

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static


class Notice(Static):
    """Says something about the results; takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    Notice {
        height: auto;
        max-height: 4;
        padding: 0 1;
        color: $text-muted;
        display: none;
        &.-said { display: block; }
    }
    """

    said: var[Content | None] = var(None, init=False)
    """What is shown; the screen is laid out again only when that changes."""

    def say(self, content: Content | None) -> None:
        """Show something else, or nothing."""
        self.said = content

    def watch_said(self, said: Content | None) -> None:
        self.set_class(said is not None, "-said")
        self.update(said or "")
