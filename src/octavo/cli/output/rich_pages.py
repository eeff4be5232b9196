"""Hits and texts as a person sees them on a terminal, drawn by Rich."""

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from octavo.cli.output.json_schema import Item, sorted_names
from octavo.cli.output.markdown import Typeset
from octavo.cli.output.streams import in_colour
from octavo.importers.text.clean import clean
from octavo.model.article import Article
from octavo.text import minutes, percent, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo.model.note import Note
    from octavo.model.search import Hit, Snippet

MEASURE = 80
"""The widest that a text is set, in columns."""

_HIT = "bold red"
_INDENT = (0, 0, 0, 4)


def put_hit(item: Item, passage: "Snippet", title_hits: "Iterable[Hit]") -> None:
    """Print what was found, with the words that matched in colour."""
    title = _with_hits(item.title, title_hits)
    title.stylize_before("bold")
    console = _console()
    console.print(Text.assemble((f"{item.id}  ", "dim"), title))
    console.print(Padding(Text(" · ".join(_about(item)), "dim"), _INDENT))
    console.print(Padding(_with_hits(passage.text, passage.hits), _INDENT))


def put_page(item: Item, text: str, notes: "Iterable[Note]" = ()) -> None:
    """Print an article or a note to be read."""
    console = _console(MEASURE)
    console.print(Text(visible(item.title), "bold"))
    for line in (" · ".join(_about(item)), "  ".join(sorted_names(item))):
        if line:
            console.print(Text(visible(line), "dim"))
    console.print()
    console.print(Typeset(text))
    for note in notes:
        console.print()
        _put_note(console, note)


def _put_note(console: Console, note: "Note") -> None:
    console.print(Text(f"¶ {note.id}  {'  '.join(sorted_names(note))}", "dim"))
    if note.highlight:
        console.print(Padding(Text(clean(note.highlight.exact), "italic"), _INDENT))
    if note.text:
        console.print(Typeset(note.text))


def _about(item: Item) -> list[str]:
    """Where it is from, who wrote it, when, how long it is and how far it was read."""
    if not isinstance(item, Article):
        return ["note", f"{item.added.astimezone():%Y-%m-%d}"]
    published = f"{item.published:%Y-%m-%d}" if item.published else ""
    read = percent(item.progress) if item.progress else ""
    about = (item.site, ", ".join(item.authors), published, minutes(item.minutes), read)
    return [part for part in about if part]


def _with_hits(text: str, places: "Iterable[Hit]") -> Text:
    shown = Text(visible(text))
    for start, end in places:
        shown.stylize(_HIT, start, end)
    return shown


def _console(measure: int | None = None) -> Console:
    console = Console(file=sys.stdout, highlight=False, no_color=not in_colour())
    if measure:
        console.width = min(measure, console.width)
    return console
