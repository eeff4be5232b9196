"""The headline over a text: its title and where it is from."""

from textual.reactive import var
from textual.widget import Widget

from octavo.model.article import Article
from octavo.model.note import Note


class Headline(Widget):
    """Title on up to three lines; below it site, authors, date, minutes and progress."""

    item: var[Article | Note | None] = var(None)
    progress: var[float] = var(0.0)
    """How much has been read, 0 to 1; set with `item` and moved on by the screen."""
