"""What a command is, and where the keyboard can be."""

from enum import StrEnum

from msgspec import Struct


class Context(StrEnum):
    """Where the keyboard is: which part of the app has the focus."""

    LIST = "list"
    TEXT = "text"
    QUERY = "query line"
    EDITOR = "tag editor"
    PROMPT = "prompt"
    TAGS = "tags screen"
    FEEDS = "feeds screen"
    HELP = "help"


class Group(StrEnum):
    """A heading of the help."""

    MOVE = "Move"
    FIND = "Find"
    TAG = "Tag"
    SORT = "Sort out"
    MARK = "Mark"
    LOOK = "Look"
    COME = "Bring in"
    TAGS = "Tags screen"
    FEEDS = "Feeds screen"
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
    action: str = ""
    """The Textual action that does it; left out, `screen.` and the id."""

    @property
    def invocation(self) -> str:
        """The action as a binding names it, such as `screen.edit_tags`."""
        return self.action or f"screen.{self.id.replace('-', '_')}"
