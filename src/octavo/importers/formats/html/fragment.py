"""Pieces of HTML as Markdown, all of them, as feeds, mails and books carry them."""

from lxml.etree import _Element as Element

from octavo.importers.formats.html.blocks import markdown_note, markdown_of
from octavo.importers.formats.html.footnotes import Notes
from octavo.importers.formats.html.tidy import tidy
from octavo.importers.formats.html.tree import body_of, tree_of
from octavo.importers.text.clean import clean


def markdown_of_fragment(text: str, base: str = "") -> str:
    """A piece of HTML as Markdown; relative links start from `base`."""
    root = tree_of(text)
    return "" if root is None else markdown_of_tree(root, base)


def markdown_of_tree(root: Element, base: str = "") -> str:
    """All of a page as Markdown; its tree is used up."""
    notes = Notes(root)
    tidy(root)
    return with_notes(markdown_of(body_of(root), base), notes, base)


def with_notes(markdown: str, notes: Notes, base: str) -> str:
    """The text with the footnotes that it cites below it."""
    written = [markdown]
    for label, note in notes.cited_in(markdown).items():
        tidy(note)
        written.append(markdown_note(label, note, base))
    return clean("\n\n".join(written))
