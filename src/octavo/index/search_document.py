"""What search is given to look through."""

from msgspec import Struct


class Searchable(Struct, frozen=True, gc=False):
    """The words of an article or a note."""

    id: int
    title: str = ""
    notes: str = ""
    """What an article's notes say and quote, a blank line between any two."""
    text: str = ""
    """The text of an article, or of a note."""
    note: bool = False
    """Whether it is a note as an item of its own, which only `in:notes` and `in:all` find."""
