"""Markdown files, with or without front matter."""

import re
from typing import NamedTuple

from octavo.importers.text import frontmatter as about
from octavo.importers.text.clean import clean, clean_line
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
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern

_OF_NOTION = lazy_pattern(r" [0-9a-f]{32}(?=\.md$)")
"""The id in the name of a page."""

_ATX = lazy_pattern(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_CLOSING = lazy_pattern(r"(?<![ \t])[ \t]+#+[ \t]*+$")
_UNDERLINE = lazy_pattern(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = lazy_pattern(r" {0,3}(`{3,}|~{3,})")
_ATTRIBUTES = lazy_pattern(r"(?:(?<!\s)\s+)?\{[:#.][^{}]*\}\s*+$")
_NOT_PROSE = lazy_pattern(
    r"\s*$|\t| {4}| {0,3}(?:[-*+](?:\s|$)|[>|<]|\d+[.)]\s|`{3}|~{3}|\[[^\]]+\]:|\{[%{])"
)


class _Heading(NamedTuple):
    """A heading of a Markdown text, and the lines that it stands on."""

    level: int
    title: str
    start: int
    end: int


def draft_of_markdown(text: str, source: Source) -> Draft:
    """The draft in a Markdown text; its title is in the front matter or its first heading.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    text = clean(text)
    if not text.strip():
        raise DraftRejected(source.name, "it is empty")
    fields, body = split_front_matter(text)
    name = _OF_NOTION.sub("", source.name)
    if name != source.name and not fields:
        fields, body = split_notion_properties(body)
    excerpt = about.excerpt(fields)
    title, body = _title_and_text(about.title(fields), body, name)
    title, body = shortened_above(title or title_of_text(excerpt) or "Untitled", body)
    return Draft(
        title=title,
        text=body,
        url=about.url(fields),
        authors=about.authors(fields),
        site=about.site(fields),
        published=about.published(fields) or date_of_name(source.name),
        language=language_of(body, about.language(fields)),
        excerpt=excerpt,
        tags=about.tags(fields),
        added=about.added(fields),
        state=about.state(fields),
        archived=about.is_archived(fields),
        starred=about.is_starred(fields),
        source=source,
    )


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
    line = _ATTRIBUTES.sub("", markdown.replace("\n", " ")).strip()
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
    lines = body.split("\n")
    heading = _first_heading(lines)
    if not heading:
        return given or title_of_name(name) or title_of_text(body), body.strip("\n").rstrip()
    if not given and title_of_name(name) and _is_section(heading, lines):
        return title_of_name(name), body.strip("\n").rstrip()
    opens = not any(line.strip() for line in lines[: heading.start])
    repeats = is_same_title(given, heading.title)
    if (opens and repeats) or (not given and (opens or heading.level == 1)):
        given = given or heading.title
        lines[heading.start : heading.end] = []
    title = given or title_of_name(name) or heading.title
    return title, "\n".join(lines).strip("\n").rstrip()


def _is_section(heading: _Heading, lines: list[str]) -> bool:
    """Whether a heading is the first of several sections, and no title above them.

    Those of a lower level stand side by side; those of the first differ but in numbers.
    """
    others = (_ATX.match(line) for line in lines[heading.end :])
    alike = [each[2] or "" for each in others if each and len(each[1]) <= heading.level]
    if is_of_series(heading.title, alike):
        return True
    return heading.level > 1 and len(heading.title.split()) == 1 and bool(alike)


def _first_heading(lines: list[str]) -> _Heading | None:
    """The first heading that has words, in either of the two notations."""
    fence = ""
    prose = 0
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or mark:
            prose = index + 1
            continue
        atx = _ATX.match(line)
        if atx and (title := plain_words(_CLOSING.sub("", atx[2] or ""))):
            return _Heading(len(atx[1]), title, index, index + 1)
        under = _UNDERLINE.match(line)
        if under and prose < index and (title := plain_words("\n".join(lines[prose:index]))):
            return _Heading(1 if "=" in under[1] else 2, title, prose, index + 1)
        if atx or under or _NOT_PROSE.match(line):
            prose = index + 1
    return None
