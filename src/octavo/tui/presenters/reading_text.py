"""What the reading pane shows: a text with the notes on it below, or why there is none."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from octavo.model.article import Article
from octavo.model.note import Highlight, Note, address_of, links_in, with_titles
from octavo.settings.keymap import Keymap
from octavo.text import age, count_of, truncated, visible
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.library.about import Finding

Span = tuple[int, int]
"""A range of a text, as offsets in characters."""

_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPED = r"\\\g<0>"
"""All signs of ASCII may be escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes)."""

_BRIEF = 40
"""Cells of some words that the footer says of them."""
_SHARE, _LABEL = 3, 12
"""Labels beside what they are of take at most one part in so many of a row; they stand there
if that is so many cells."""

NO_TEXT = "There is no text, only what stands above."


def with_notes(text: str, notes: Sequence[Note], linking: Sequence[Note] = ()) -> str:
    """The Markdown of a text and, under a rule, of its notes; places in the text still hold.

    A passage that is only highlighted is not said again. `linking` are the notes with a link
    to it, which are named last.
    """
    said = [part for note in notes if note.text for part in (_markdown(note), _about(note))]
    parts = [text.rstrip("\n"), *(["---", "**Notes**", *said] if said else [])]
    if linking:
        verb = "links" if len(linking) == 1 else "link"
        named = ", ".join(_link(note.id, note.title) for note in linking)
        parts += [
            *([] if said else ["---"]),
            f"{count_of(len(linking), 'note')} {verb} here: {named}",
        ]
    return "\n\n".join(parts) if parts[1:] else text


def with_links(text: str) -> str:
    """The Markdown of a note, its links to articles and notes as those of Markdown."""
    for link in reversed(links_in(text)):
        made = _link(link.id, link.title or str(link.id))
        text = f"{text[: link.start]}{made}{text[link.end :]}"
    return text


def _link(id: int, title: str) -> str:
    return f"[{_SIGNS.sub(_ESCAPED, title)}]({address_of(id)})"


def remark_on(text: str) -> str:
    """That a text cites sources and lists none, where that is so; a finding, no verdict."""
    if not any(f"[{digit}" in text for digit in "0123456789"):
        return ""
    from octavo.markdown.plain_text import unlisted_citations  # its patterns take time to make

    count = unlisted_citations(text)
    return f"{count_of(count, 'citation')}, no sources listed" if count else ""


def place_of_note(note: Note, whole: str) -> int:
    """Where a note stands in what is shown: the passage that it quotes, else below the text."""
    if found := note_places(whole, [note]):
        return found[note.id][0]
    first, *_ = _markdown(note).split("[", 1)
    return max(0, whole.rfind(first))


def note_places(text: str, notes: Iterable[Note]) -> dict[int, Span]:
    """Where the passages that notes quote stand in a text, by the ids of these notes.

    What is quoted from elsewhere, or stands no more, is left out.
    """
    quoting = [(note.id, note.highlight) for note in notes if note.highlight]
    found = _anchored(text, tuple(quote for _, quote in quoting)) if quoting else ()
    return {id: span for (id, _), span in zip(quoting, found, strict=True) if span}


@lru_cache(4)
def _anchored(text: str, quotes: tuple[Highlight, ...]) -> Sequence[Span | None]:
    from octavo.markdown.anchor import anchors  # only where there are any

    return anchors(text, quotes)


def note_row(note: Note, is_placed: bool, version: int = 0) -> PanelRow:
    """A note as it is listed: its passage or first line; below, what more there is to it.

    `version` is the number of that in which it was made, 0 where that need not be said.
    """
    quote = note.highlight
    is_lost = quote is not None and not is_placed
    said = with_titles(note.text).split() if quote else []
    tags = (f"#{tag}" for tag in sorted(note.tags))
    made = f"of version {version}" if version else ""
    lost = "not in the text now" if is_lost else ""
    more = (lost, made, " ".join(said), " ".join(tags))
    words = " ".join(quote.exact.split()) if quote else note.title
    below = " · ".join(filter(None, more)) or ("highlight" if quote else "note")
    return PanelRow(note.id, words, below, lit=is_lost)


def in_brief(words: str) -> str:
    """The beginning of some words between quotation marks, as the footer says it."""
    return f"‘{truncated(' '.join(words.split()), _BRIEF)}’"


def quotation(words: str, article: Article) -> str:
    """A passage as a quotation in Markdown, with the title and the address of its source."""
    lines = (f"> {line}".rstrip() for line in words.splitlines())
    source = ", ".join(filter(None, (article.title, article.url)))
    return "\n".join([*lines, "", f"— {source}"])


def finding_rows(
    findings: "Iterable[Finding]", room: int
) -> "tuple[list[PanelRow], list[Finding]]":
    """Findings as rows of a panel with room for so many cells, and the finding of each row.

    Labels stand in a column, with a sign where Enter leads somewhere, and the values beside
    them in lines; a long label stands above its value, and so does each where room is short.
    """
    from octavo.markdown.layout.line_breaks import wrap

    rows: list[PanelRow] = []
    of: list[Finding] = []
    known = [(each, visible(each.label), visible(each.value)) for each in findings]
    most = room // _SHARE if room >= _SHARE * _LABEL else 0
    widths = [width for _, label, _ in known if (width := cell_len(label)) <= most]
    column = max(widths, default=0) + 2
    for each, label, value in known:
        whole, beside = f"{label} {value}", set_cell_size(label, column)
        has_place = each.place is not None or each.version is not None
        if cell_len(label) > column - 2:
            rows.append(PanelRow(len(rows), "", label=label, lit=has_place, found_by=whole))
            beside, has_place = " " * column, False
        for start, end in wrap(value, room + 2 - column):
            words = value[start:end].rstrip()
            rows.append(PanelRow(len(rows), words, "", 0, has_place, whole, label=beside))
            beside, has_place = " " * column, False
        of += [each] * (len(rows) - len(of))
    return rows, of


def reason_for_no_text(
    item: Article | Note,
    keymap: Keymap,
    *,
    now: datetime,
    is_asked: bool = False,
) -> str:
    """The lines to show in place of the text; `is_asked` while its page is being fetched."""
    if not isinstance(item, Article) or not item.url:
        return NO_TEXT
    again, browser = keymap.key_hint("fetch"), keymap.key_hint("open-in-browser")
    keys = f"{again} fetches the page{{}}, {browser} opens it in the browser."
    tried = item.source.fetched
    if is_asked:
        said, keys = "Its page is being fetched…", f"{keymap.key_hint('stop')} stops."
    elif item.source.error and tried:
        said, keys = _failed(item.source.error, tried, now), keys.format(" again")
    elif tried:
        said, keys = "There is no text to read on its page.", keys.format(" again")
    else:
        said, keys = "Only the link so far: its page was not fetched yet.", keys.format("")
    return "\n\n".join((said, keys, visible(item.url)))


def _markdown(note: Note) -> str:
    quote = (
        "\n".join(f"> {line}" for line in note.highlight.exact.splitlines())
        if note.highlight
        else ""
    )
    return "\n\n".join(part for part in (quote, with_links(note.text)) if part)


def _about(note: Note) -> str:
    """When a note was written or edited last, and its tags."""
    when = (note.changed or note.added).astimezone()
    tags = (f"#{tag}" for tag in sorted(note.tags))
    return f"*{_SIGNS.sub(_ESCAPED, ' · '.join([f'{when.day} {when:%b %Y}', *tags]))}*"


def _failed(error: str, tried: datetime, now: datetime) -> str:
    """That a page could not be had, why, and when that was."""
    ago = age(tried, now)
    when = "just now" if ago == "now" else f"{ago} ago"
    reason = visible(error)
    return f"The page could not be had, {when}:\n{reason[:1].upper()}{reason[1:]}."
