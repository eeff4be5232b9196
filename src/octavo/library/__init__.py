"""The library: a folder that keeps articles, notes and tags, and one door to it.

`library` is the door; behind it are what can be asked (`queries`), what can be done
(`commands`), and the way back (`history`). Front ends know nothing below it, and it knows no
network and no screen.
"""

from octavo.storage.errors import (
    LibraryLocked,
    LibraryUnwritable,
    NotALibrary,
    NothingToUndo,
    TextMissing,
)

__all__ = ["LibraryLocked", "LibraryUnwritable", "NotALibrary", "NothingToUndo", "TextMissing"]
