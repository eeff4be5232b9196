"""The library: a folder that keeps articles, notes and tags, and one door to it.

`library` is the door. Behind it are what can be asked (`queries`, `counts`, `about`,
`versions`, and of words `search`), what can be done to what is there (`commands`, `notes`,
`tags`, `tag_cleaner`, `feeds`, `saved_queries`, `rules`, `duplicates`), and the way back
(`history`); what comes in goes through `ingest`, what is broken through `repair`. Front ends
know nothing below it, and it knows no network and no screen.
"""

from octavo.storage.errors import (
    LibraryLocked,
    LibraryUnwritable,
    NotALibrary,
    NothingToUndo,
    TextMissing,
)

__all__ = ["LibraryLocked", "LibraryUnwritable", "NotALibrary", "NothingToUndo", "TextMissing"]
