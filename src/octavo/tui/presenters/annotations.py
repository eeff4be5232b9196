"""A text as the reading pane shows it: with the notes on it below."""

from collections.abc import Iterable, Iterator, Sequence

from octavo.model.note import Highlight, Note
from octavo.tui.widgets.reading.pane import Span


def with_notes(text: str, notes: Sequence[Note]) -> str:
    """The Markdown of a text and, under a rule, of its notes; places in the text still hold."""
    if not notes:
        return text
    return "\n\n".join([text.rstrip("\n"), "---", "**Notes**", *map(_markdown, notes)])


def note_spans(text: str, notes: Iterable[Note]) -> list[Span]:
    """Where the passages that are quoted by notes stand in a text, in order."""
    spans = (span_of(text, note.highlight) for note in notes if note.highlight)
    return sorted(span for span in spans if span)


def span_of(text: str, highlight: Highlight) -> Span | None:
    """Where a highlighted passage stands in a text that may have changed since.

    The places of its exact words are told apart by what stood around them, as in
    https://www.w3.org/TR/annotation-model/#text-quote-selector
    """
    places = list(_places(text, highlight.exact))
    if not places:
        return None
    best = max(places, key=lambda start: _fit(text, start, highlight))
    return best, best + len(highlight.exact)


def _fit(text: str, start: int, highlight: Highlight) -> tuple[int, int]:
    end = start + len(highlight.exact)
    around = text[:start].endswith(highlight.prefix) + text[end:].startswith(highlight.suffix)
    return around, -abs(start - (highlight.offset or 0))


def _places(text: str, passage: str) -> Iterator[int]:
    start = text.find(passage) if passage else -1
    while start >= 0:
        yield start
        start = text.find(passage, start + 1)


def _markdown(note: Note) -> str:
    quote = (
        "\n".join(f"> {line}" for line in note.highlight.exact.splitlines())
        if note.highlight
        else ""
    )
    return "\n\n".join(part for part in (quote, note.text) if part)
