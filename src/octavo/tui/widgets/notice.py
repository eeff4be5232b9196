"""A line above the list that says what the list cannot."""

from textual.content import Content
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

    def say(self, content: Content | None) -> None:
        """Show something else, or nothing."""
        self.set_class(content is not None, "-said")
        self.update(content or "")
