"""What a command is, and where the keyboard can be."""

import re
from enum import StrEnum

from msgspec import Struct


class Context(StrEnum):
    """Where the keyboard is: which part of the app has the focus."""

    LIST = "list"
    TEXT = "text"
    QUERY = "query line"
    EDITOR = "tag editor"
    PROMPT = "prompt"
    NOTE_EDITOR = "note editor"
    NOTES = "notes screen"
    TAGS = "tags screen"
    FEEDS = "feeds screen"
    HELP = "help"
    OUTLINE = "outline"
    LINKS = "list of links"
    ABOUT = "panel about an article"
    HINTS = "letters over links"
    NOTE = "note in place"
    CARET = "caret"
    HIGHLIGHTS = "highlights and notes"


class Group(StrEnum):
    """A heading of the help."""

    MOVE = "Move"
    FIND = "Find"
    TAG = "Tag"
    WRITE = "Write"
    SORT = "Sort out"
    MARK = "Mark"
    HIGHLIGHT = "Highlight"
    LOOK = "Look"
    COME = "Bring in"
    TAGS = "Tags screen"
    FEEDS = "Feeds screen"
    NOTES = "Notes screen"
    LINE = "Typing"
    APP = "octavo"


class Command(Struct, frozen=True):
    """Something that a person can tell the app to do."""

    id: str
    keys: tuple[str, ...]
    """What it is bound to unless the config file says otherwise, as `keymap.canonical`
    spells keys; empty leaves it to the palette."""
    title: str
    """An imperative in as few words as will do."""
    help: str
    """One sentence on what comes of it."""
    when: frozenset[Context]
    """Where it works."""
    group: Group
    priority: int = 0
    """Its place in the footer, 1 first; 0 keeps it out."""
    target: str = ""
    """What does it: the method of one of the app's controllers, such as `triage.archive` or
    `tagging.toggle_pinned(3)`; without a dot, what the part with the keyboard can do itself."""

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the method is handed: the numbers in the parentheses of the target."""
        return tuple(map(int, re.findall(r"-?\d+", self.target)))
