"""What can go wrong with a library, for those who use it and know nothing of its files."""

from octavo.storage.errors import (
    LibraryLocked,
    LibraryUnwritable,
    NotALibrary,
    NothingToUndo,
    TextMissing,
)

__all__ = ["LibraryLocked", "LibraryUnwritable", "NotALibrary", "NothingToUndo", "TextMissing"]
