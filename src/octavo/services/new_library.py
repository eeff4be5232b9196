"""A new library, with the guide in it."""

from pathlib import Path

from octavo.importers.guide import guide_drafts
from octavo.library.library import Library
from octavo.model.errors import OctavoError


def library_with_guide(folder: Path) -> Library:
    """Make a library in a folder, and open the guide in it; undo does not take that back.

    The guide is read first, so that no library is made if it cannot be.

    Raises:
        OctavoError: If the library cannot be made, or the guide not be written into it.
    """
    articles, notes = guide_drafts()
    library = Library.create(folder)
    try:
        library.intake.add(articles, notes, label="open the guide", quiet=True)
    except OctavoError:
        library.close()
        raise
    return library
