"""A new library, with the guide in it: the articles and notes that it begins with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from octavo.importers.formats.markdown import draft_of_markdown
from octavo.importers.text import frontmatter as about
from octavo.importers.text.frontmatter import Fields, split_front_matter
from octavo.importers.text.titles import tags_of
from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.markdown.anchor import anchor
from octavo.model.article import Source
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import OctavoError
from octavo.model.note import Highlight
from octavo.storage.errors import LibraryLocked, LibraryOpen
from octavo.storage.lock import OpenMarker


class Guide(NamedTuple):
    """What the guide is made of."""

    articles: list[Draft]
    notes: list[DraftNote]
    """The notes on their own; those on an article come with its draft."""


def guide_drafts() -> Guide:
    """Read the guide, from the installed package or from the checkout that this file is in.

    Each article is a second older than the one before, so that a list that has the newest
    on top begins with the first.
    """
    guide, now = Guide([], []), datetime.now(UTC)
    for page in sorted(_pages(), key=lambda page: page.name):
        text = page.read_text("utf-8")
        fields, body = split_front_matter(text)
        if fields.get("kind") == "note":
            guide.notes.append(_note(body.strip(), fields))
        else:
            added = now - timedelta(seconds=len(guide.articles))
            guide.articles.append(replace(_article(page.name, text, fields), added=added))
    return guide


def _pages() -> Iterator[Traversable]:
    packaged = resources.files("octavo") / "guide"
    folders: list[Traversable] = [packaged]
    folders += [folder / "store" / "guide" for folder in Path(__file__).parents]
    for folder in folders:
        if folder.is_dir():
            yield from (page for page in folder.iterdir() if page.name.endswith(".md"))
            return


def _article(name: str, text: str, fields: Fields) -> Draft:
    draft = draft_of_markdown(text, Source(kind="guide", name=name))
    notes = fields.get("notes")
    items = notes if isinstance(notes, Iterable) and not isinstance(notes, str) else ()
    return replace(
        draft, notes=tuple(_note_on(draft, item) for item in items if isinstance(item, Mapping))
    )


def _note_on(draft: Draft, item: Fields) -> DraftNote:
    quote = item.get("quote")
    note = _note(str(item.get("text") or ""), item)
    if not isinstance(quote, str) or not quote.strip():
        return note
    highlight = Highlight(exact=quote)
    span = anchor(draft.text, highlight)
    return replace(note, highlight=(span and highlight_of(draft.text, *span)) or highlight)


def _note(text: str, fields: Fields) -> DraftNote:
    return DraftNote(text=text, tags=tags_of(fields.get("tags")), added=about.added(fields))


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


def is_taken_away(folder: Path, aside: re.Pattern[str], *, is_whole: bool) -> bool:
    """Take a library away that has nothing but what made it, and is open nowhere.

    False if it stays. Names that are `aside` may stand beside it.
    """
    try:
        with closing(OpenMarker(folder, patience=0)) as marker, marker.alone():
            had = {each.name for each in folder.iterdir() if not aside.fullmatch(each.name)}
            if had != {"library.json", "locks"}:
                return False
            (folder / "library.json").unlink()
            for lock in (folder / "locks").iterdir():
                lock.unlink()
            (folder / "locks").rmdir()
            if is_whole and not any(folder.iterdir()):
                folder.rmdir()
    except (LibraryLocked, LibraryOpen):
        return False
    return True
