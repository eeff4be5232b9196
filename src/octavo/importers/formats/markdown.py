"""Markdown files, with or without front matter.

Large because notes of vaults and octavo's own files are told from all others here.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec.structs import replace

from octavo.importers.child_process import bounded
from octavo.importers.text import frontmatter as about
from octavo.importers.text.clean import clean, clean_line, escape_line
from octavo.importers.text.frontmatter import split_front_matter, split_notion_properties
from octavo.importers.text.titles import (
    date_of_name,
    is_of_series,
    is_same_title,
    legal_tag,
    shortened_above,
    title_of_name,
    title_of_text,
)
from octavo.model.article import Source
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.note import (
    SPACED,
    Highlight,
    NoteMark,
    as_it_was,
    label,
    split_at_marks,
    unquoted,
    without_labels,
)
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from octavo.markdown.blocks.splitter import Heading

_OF_NOTION = lazy_pattern(r" [0-9a-f]{32}(?=\.md$)")
"""The id in the name of a page."""

_JOURNAL = lazy_pattern(r"(\d{4})_(\d{2})_(\d{2})")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""As Logseq has them in the names of its days, unless it is told otherwise."""

_ATTRIBUTES = lazy_pattern(r"(?:(?<!\s)\s+)?\{[:#.][^{}]*\}\s*+$")
_NOTE_MARK = lazy_pattern(r"\[\^[^\[\]\s]{1,60}\]")
_BOLD = lazy_pattern(
    r"\s*(?:\*\*([^*\n]{1,200})\*\*|__([^_\n]{1,200})__)[^\S\n]*(?=\n[^\S\n]*\n\s*\S)"
)
"""A line that a text begins with, if all of it is bold, and something else follows."""


def draft_of_markdown(text: str, source: Source) -> Draft:
    """The draft in a Markdown text; its title is in the front matter or its first heading.

    A block of fields of which octavo knows none is part of the text.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    text = clean(text)
    fields, body = split_front_matter(text)
    if fields and not about.is_head(fields):
        fields, body = {}, text
    return _draft_of(text, fields, body, source)


def _draft_of(text: str, fields: about.Fields, body: str, source: Source) -> Draft:
    if not text.strip():
        raise DraftRejected(source.name, "it is empty")
    if about.is_of_octavo(fields):
        return _draft_of_export(fields, body, source)
    name = _OF_NOTION.sub("", source.name)
    if name != source.name and not fields:
        fields, body = split_notion_properties(body)
        body = _with_others(body, fields)
    excerpt = about.excerpt(fields)
    given = about.title(fields)
    title, body = _title_and_text(given if "_" in given else plain_words(given), body, name)
    title, body = shortened_above(title or title_of_text(excerpt) or "Untitled", body)
    draft = _about(fields, source)
    return replace(
        draft,
        title=title,
        text=body,
        given=text,
        published=draft.published or date_of_name(source.name),
        language=language_of(body, about.language(fields)),
    )


@bounded
def draft_of_vault(text: str, source: Source) -> Draft:
    """The draft in a note of Obsidian or Logseq, called as its file unless it says a title.

    Its properties that octavo has no place for stand below the text.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    text = clean(text)
    fields, body = split_front_matter(text)
    draft = _draft_of(text, fields, body, source)
    name = page_of_logseq(source.name)
    heading = next(_titled(body.lstrip("\n")), None)
    is_headed = heading is not None and heading.level == 1 and not heading.start
    if not (about.title(fields) or is_headed or title_of_name(source.name) in ("", "Untitled")):
        draft = replace(draft, title=name, text=body.strip("\n").rstrip())
    return replace(draft, text=_with_others(draft.text, fields))


def _with_others(text: str, fields: about.Fields) -> str:
    """A text, and below it what is said in fields that octavo has no place for."""
    others = "\\\n".join(map(escape_line, about.others(fields)))
    return f"{text.rstrip()}\n\n{others}" if others else text


def page_of_logseq(name: str) -> str:
    """What the page in a file is called: `craft/tools` in `craft___tools.md`, days in words."""
    stem = unquote(PurePath(name).stem.replace("___", "/"))
    day = _JOURNAL.fullmatch(stem)
    if not day or not 1 <= int(day[2]) <= 12:
        return stem
    number = int(day[3])
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{_MONTHS[int(day[2]) - 1]} {number}{ending}, {day[1]}"


def _about(fields: about.Fields, source: Source) -> Draft:
    """What the fields before a text say of it."""
    return Draft(
        title="",
        url=about.url(fields),
        authors=about.authors(fields),
        site=about.site(fields),
        published=about.published(fields),
        excerpt=about.excerpt(fields),
        tags=about.tags(fields),
        added=about.added(fields),
        state=about.state(fields),
        archived=about.is_archived(fields),
        starred=about.is_starred(fields),
        source=source,
        doubt=about.doubt(fields),
    )


def _draft_of_export(fields: about.Fields, body: str, source: Source) -> Draft:
    """The draft in a file that octavo wrote: its text as it stands, and its notes."""
    text, marked = split_at_marks(body)
    authors = fields.get("authors")
    listed = authors if isinstance(authors, list) else ()
    return replace(
        _about(fields, source),
        title=about.as_written(fields, "title") or "Untitled",
        text=text.strip("\n"),
        authors=tuple(map(clean_line, map(str, listed))) or about.authors(fields),
        site=about.as_written(fields, "site"),
        excerpt=about.as_written(fields, "excerpt"),
        language=about.as_written(fields, "language"),
        tags=_own_tags(fields),
        later=about.later(fields),
        progress=about.progress(fields),
        position=about.position(fields),
        notes=tuple(starmap(_note_of, marked)),
    )


def _note_of(mark: NoteMark, below: str) -> DraftNote:
    """A note by what is said above it, and what its words are now."""
    if mark.id:
        below = below.rstrip("\n").replace(f"\n\n^octavo-{mark.id}", "")
    passage, text = unquoted(below) if mark.is_quoted else ("", below.strip("\n"))
    text, tags = without_labels(text, mark.tags)
    exact = mark.exact or passage
    highlight = Highlight(exact, mark.prefix, mark.suffix, mark.offset) if exact else None
    legal = frozenset(filter(None, map(legal_tag, tags)))
    return DraftNote(
        text=text, highlight=highlight, tags=legal, added=mark.added, number=mark.id
    )


def _own_tags(fields: about.Fields) -> frozenset[Tag]:
    """The tags of a file that octavo wrote, in which some have hyphens for their spaces."""
    said = fields.get(SPACED)
    names = filter(None, map(legal_tag, map(str, said if isinstance(said, list) else ())))
    tags, spaced = about.tags(fields), frozenset(names)
    stand = {tag for tag in spaced if label(str(tag)) in map(str, tags)}
    return frozenset(stand | (tags - {Tag(label(str(tag))) for tag in stand}))


def own_note_of(text: str) -> DraftNote | None:
    """The note in a file that octavo wrote of a note on its own; None in any other."""
    fields, body = split_front_matter(clean(text))
    if not about.is_of_octavo(fields) or about.title(fields) or "state" in fields:
        return None
    return DraftNote(
        text=as_it_was(body).strip("\n"), tags=_own_tags(fields), added=about.added(fields)
    )


def title_of_own(text: str) -> str:
    """The title of the article that octavo wrote a file of; empty for any other file."""
    fields, _ = split_front_matter(text)
    return about.as_written(fields, "title") if about.is_of_octavo(fields) else ""


_INLINE_TAG = lazy_pattern(
    r"</?(?:a|abbr|b|big|br|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strike|strong|sub"
    r"|sup|tt|u|var)\b|<!--",
    re.IGNORECASE,
)
"""What shows none of its own words; other signs may be what a title is about."""

_NO_WORDS = lazy_pattern(
    r"^ {0,3}(```|~~~).*?^ {0,3}\1|`[^`\n]*`|\]\([^()\n]*\)|<[^<>\n]*>|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
"""Code, and where links lead."""

_TAG_IN_TEXT = lazy_pattern(
    r"(?:^|(?<=[\s(\[{,;:.!?>\"'“‘«*_]))\\?"
    r"#(?:\[\[([^\[\]\n]{1,100})\]\]|([\w/-]*[^\W\d_][\w/-]*))",
    re.MULTILINE,
)


def tags_in_text(text: str) -> frozenset[Tag]:
    """The tags in a Markdown text of Obsidian or Logseq: `#craft/tools`, `#[[blue ink]]`.

    Such has a letter (https://help.obsidian.md/tags), and begins a word.
    """
    found = _TAG_IN_TEXT.finditer(_NO_WORDS.sub(" ", text))
    tags = (legal_tag(each[1] or each[2]) for each in found)
    return frozenset(tag for tag in tags if tag)


def plain_words(markdown: str) -> str:
    """A line of Markdown without its marks, as a title shows it."""
    line = _NOTE_MARK.sub("", _ATTRIBUTES.sub("", markdown.replace("\n", " "))).strip()
    if not re.search(r"[\\`*_\[<&!~]", line):
        return clean_line(line)
    from markdown_it import MarkdownIt

    [inline] = MarkdownIt().enable("strikethrough").parseInline(line)
    pieces = [
        token.content
        for token in inline.children or []
        if token.type != "html_inline" or not _INLINE_TAG.match(token.content)
    ]
    return clean_line("".join(pieces))


def _title_and_text(given: str, body: str, name: str) -> tuple[str, str]:
    """The title from front matter, heading, file or text, and the text that says it no more."""
    found = [*_titled(body)]
    heading = (None if given else _bold_line(body)) or next(iter(found), None)
    if not heading:
        title = given or title_of_name(name) or title_of_text(body, is_markdown=True)
        return title, body.strip("\n").rstrip()
    below = [each for each in found if each.start > heading.start]
    if not given and title_of_name(name) and _is_section(heading, below):
        return title_of_name(name), body.strip("\n").rstrip()
    opens = not body[: heading.start].strip()
    repeats = is_same_title(given, heading.words)
    if (opens and repeats) or (not given and (opens or heading.level == 1)):
        given = given or heading.words
        body = body[: heading.start] + body[heading.end :]
    title = given or title_of_name(name) or heading.words
    return title, body.strip("\n").rstrip()


def _bold_line(text: str) -> "Heading | None":
    """The line that a text begins with, as a heading, if all of it is bold and no sentence."""
    from octavo.markdown.blocks.splitter import Heading

    bold = _BOLD.match(text)
    title = plain_words(bold[1] or bold[2]) if bold else ""
    is_title = bold and not title.endswith((":", ".", "："))
    return Heading(1, title, *bold.span()) if bold and is_title else None


def _is_section(heading: "Heading", below: Iterable["Heading"]) -> bool:
    """Whether a heading is the first of several sections, and no title above them.

    Those of a lower level stand side by side; those of the first differ but in numbers.
    """
    alike = [each.words for each in below if each.level <= heading.level]
    if is_of_series(heading.words, alike):
        return True
    return heading.level > 1 and len(heading.words.split()) == 1 and bool(alike)


def _titled(text: str) -> Iterator["Heading"]:
    """The headings of a text that have words, these as a title shows them."""
    from octavo.markdown.blocks.splitter import headings

    for heading in headings(text):
        if words := plain_words(heading.words):
            yield heading._replace(words=words)
