"""A plain text as a draft: what it declares before its first paragraph, and its text.

The title leaves the text, with its repetitions, and so do fields among which one names it.
Other fields, credits and an address are recognised, and stay.

Long because each of these is told by what stands around it.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import asdict, replace

from octavo.importers.formats.plain.lines import (
    DECORATED,
    announces,
    has_cells,
    indent,
    is_rest,
    is_rule,
    is_said_of_the_piece,
    is_underline,
    is_unfinished,
    join,
    starts_speech,
    width,
    without_running_lines,
)
from octavo.importers.formats.plain.lists import is_set, starts_item
from octavo.importers.formats.plain.markdown import body_markdown, find_sources, is_greeting
from octavo.importers.formats.plain.paragraphs import Block, Layout, blocks_of
from octavo.importers.text.clean import clean, clean_line, code_block, escape_line
from octavo.importers.text.dates import date_in, date_of_line, moment
from octavo.importers.text.names import byline, credited, names_of, words_of
from octavo.importers.text.titles import (
    ANSWERING,
    is_of_series,
    is_same_title,
    shortened_above,
    tags_of,
    title_of_name,
    title_of_text,
)
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import is_language_tag, language_of
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_web, site_of
from octavo.patterns import lazy_pattern

_LONGEST_TITLE = 200
"""Columns. Of 3 765 titles of articles and posts the longest has 134, 99 of 100 have 105."""

_LONGEST_SENTENCE = 90
"""Columns of a first line that ends with a full stop; a longer one is a paragraph. Of the
same titles twelve end so, the longest of them with 82."""

_NEAR_TITLE = 3
"""Lines below the title among which credits and an address stand.

Of 50 articles that are wrapped, 30 are credited; among two lines 28 are found, among six 30.
"""

_NEAR_DATE = 200
"""Lines that have no other date of their own where one near the title is that of the text."""

_NEAR_END = 8
"""Lines at the end among which credits stand, above a remark on the author. In those
articles all credits stand near the title, and any number finds the same."""

_LONGEST_FIELD = 200
"""Characters; a longer line is a paragraph that begins with such a word."""

_FIELD = lazy_pattern(
    r"(title|authors?|by|date|published|updated|url|link|source|language|lang|tags?|topics?"
    r"|keywords?|categories|category|site|publication|publisher)\s*:\s+(\S.*)",
    re.IGNORECASE,
    needs=":",
)
_TITLES = frozenset(("title", "subject"))
_TELLING = _TITLES | {"author", "authors", "by", "from", "url", "link", "source"}
"""Fields that a note of one's own hardly begins with."""

_DATES = frozenset(("date", "published", "updated", "sent"))

_WORD = lazy_pattern(r"\w+")
_AND = lazy_pattern(r"\band\b")

_MOST_WORDS = 6
"""Words of a tag in a field of tags; with more it is a sentence. Of 9 515 tags that two public
sites gave their posts, the longest have five."""

_BETWEEN = lazy_pattern(r"[,;&]|\band\b|<[^<>\s@]*@[^<>]*>|\([^()\s@]*@[^()]*\)", re.IGNORECASE)
"""What stands between names, and the addresses of mail behind them."""

_INITIALS = lazy_pattern(r"(?<![A-Za-z.])(?:[A-Z]\.){2,9}$")

_PAGE = lazy_pattern(
    r"(?:(?<=[^\W\d_])|(?<=[,;-]))[^\S\f]{0,9}\f[^\S\f]{0,9}(?=[a-zß-öø-ÿа-яё])"
)
"""The end of a page inside of a sentence."""

_CELLS = lazy_pattern(r"\t+| {4,}")
_BEGINS = lazy_pattern(r"\*{3} ?START OF TH(?:E|IS) PROJECT GUTENBERG .{1,200}", needs="*")
"""Below what Project Gutenberg says of a book, in fields among others."""

_MAIL = lazy_pattern(
    r"(from|to|cc|subject|date|sent|reply-to)\s*:\s+(\S.*)", re.IGNORECASE, needs=":"
)
_ANSWERED = lazy_pattern(
    r"(?:On|Am|Le|El|Il|Op|Den) [^@\n]{0,200}@\S{1,100}[^:\n]{0,20}:", needs="@"
)
"""What a mail program writes above what is answered to."""
_SITE_SEPARATOR = lazy_pattern(r"(?<!\s)\s+[|·•–—-]\s+|(?:(?<!\s)\s+)?\|\s*")
_ADDRESS = lazy_pattern(r"(?:[A-Za-z ]{2,24}:\s*)?<?(https?://\S+?)>?", needs=":")


def draft_of_plain(text: str, source: Source) -> Draft:
    """The draft in a plain text; its first line is the title, if it can be one.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    given = clean(text)
    whole = clean(_PAGE.sub("\n", text)) if "\f" in text else given
    lines = without_running_lines(whole.split("\n"))
    if not given.strip():
        raise DraftRejected(source.name, "it is empty")
    blocks = [block for _, block in blocks_of(lines)]
    if is_set(blocks):
        return Draft(
            title=title_of_text(blocks[0][0]) or title_of_name(source.name),
            text=code_block(given.rstrip().lstrip("\n").split("\n")),
            given=given,
            source=source,
        )
    layout = Layout.of(blocks)
    is_greeted = any(map(is_greeting, blocks[:_NEAR_TITLE]))
    is_signed = any(map(is_greeting, blocks[_NEAR_TITLE:][-_NEAR_TITLE:]))
    is_addressed = is_greeted and is_signed and len(blocks[0]) > 1
    head = Head() if is_addressed else read_head(lines, layout)
    sources = find_sources(lines[head.end :])
    kept = [*head.kept, ""] if head.kept else []
    lines = [*kept, *sources.lines]
    is_letter = head.is_letter or any(map(_ANSWERED.fullmatch, lines))
    is_letter = is_letter or sum(map(is_greeting, blocks)) > 1
    written = body_markdown(lines, sources.entries, is_letter=is_letter)
    pieces = [written, sources.markdown]
    body = "\n\n".join(piece for piece in pieces if piece)
    is_thread = is_letter or any(line.startswith(">") for line in lines)
    said = ANSWERING.sub("", head.title) if is_thread else head.title
    title = clean_line(said) or title_of_name(source.name) or title_of_text(text)
    title, body = shortened_above(title, body)
    return Draft(
        title=title,
        text=body or escape_line(title),
        url=head.url,
        authors=head.authors,
        site=head.site or site_of(head.url),
        published=head.published,
        language=language_of(body or title, head.language),
        tags=head.tags,
        given=given,
        source=source,
    )


class Head(Struct):
    """What was found so far; the text begins after it."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    url: str = ""
    site: str = ""
    language: str = ""
    tags: frozenset[Tag] = frozenset()
    kept: list[str] = []
    """Fields that octavo has no place for; they stay in the text."""
    end: int = 0
    """How many lines it takes."""
    is_letter: bool = False
    """Whether its fields are those of a mail."""


def read_head(lines: Sequence[str], layout: Layout) -> Head:
    """Read the title and the fields at the beginning of a text, and the credits near it."""
    head = Head()
    start = next((i for i, line in enumerate(lines) if _BEGINS.match(line)), 0)
    said = [*filter(None, map(_FIELD.fullmatch, map(str.strip, lines[:start])))]
    if any(found[1].lower() == "title" for found in said):
        for found in said:
            _take_field(head, found[1].lower(), found[2])
    _take_fields(head, lines)
    if not head.title:
        _take_title(head, lines, layout)
    _take_repetitions(head, lines)
    _take_fields(head, lines)
    _take_repetitions(head, lines)
    below = [line.strip() for line in lines[head.end :] if line.strip()]
    words = words_of(below)
    head.authors = head.authors or credited(below[:_NEAR_TITLE], words)
    head.authors = head.authors or credited(below[-_NEAR_END:], words)
    dated = [number for number, line in enumerate(below[:_NEAR_DATE]) if date_of_line(line)]
    if len(dated) == 1 and dated[0] < _NEAR_TITLE:  # else it has entries
        day = date_of_line(below[dated[0]])
        is_past = day is not None and day <= datetime.now(UTC)
        head.published = head.published or (day if is_past else None)
    _note_address(head, below)
    return head


def _take_fields(head: Head, lines: Sequence[str]) -> None:
    """Take the block of fields that begins at the next line with words, if it is plainly one.

    A blank line ends it, each of its lines is a field, and one names a title, an author or an
    address. All are understood, unless a title among them says what they are; then those that
    are leave the text.
    """
    start = _next(lines, head.end)
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), start)
    if any(len(line) > _LONGEST_FIELD for line in lines[start:end]):
        return
    for pattern in (_MAIL, _FIELD):
        found = [pattern.fullmatch(line.strip()) for line in lines[start:end]]
        fields = [(field[1].lower(), field[2]) for field in found if field]
        names = {name for name, _ in fields}
        named = head.title or "title" in names or len(fields) > 1
        if len(fields) < len(found) or not named or not names & _TELLING:
            continue
        read = replace(head, kept=[*head.kept], end=end, is_letter=pattern is _MAIL)
        taken = [_take_field(read, name, value) for name, value in fields]
        if not (all(taken) or names & _TITLES):
            continue
        read.kept += [
            line
            for line, (name, value), is_taken in zip(
                lines[start:end], fields, taken, strict=True
            )
            if not (names & _TITLES and is_taken and (name in _DATES or _is_said(read, value)))
        ]
        for name, value in asdict(read).items():
            setattr(head, name, value)
        return


def _is_said(head: Head, value: str) -> bool:
    """Whether what is known now has each word of a field, so that the text may lose it."""
    known = (head.title, head.site, head.language, head.url, *head.authors, *head.tags)
    said = {word for each in known for word in _WORD.findall(each.casefold())}
    return said.issuperset(_WORD.findall(_AND.sub(" ", value.casefold())))


def _take_field(head: Head, name: str, value: str) -> bool:
    """Take what a field says; whether that is all of it, and no earlier one said it."""
    match name:
        case "title" | "subject" if not head.title:
            head.title = value
            return True
        case "author" | "authors" | "by" | "from":
            names = names_of(value)
            head.authors = tuple(dict.fromkeys((*head.authors, *names)))
            return _are_all_words(names, value)
        case "date" | "published" | "updated" | "sent" if head.published is None:
            dated = date_in(value)
            head.published = moment(value) or (dated[0] if dated else None)
            around = f"{dated[1]}{dated[2]}" if dated else ""
            is_whole = moment(value) is not None or not any(map(str.isalnum, around))
            return head.published is not None and is_whole
        case "url" | "link" | "source" if is_web(value):
            head.url = head.url or canonical(value)
            return head.url == canonical(value)
        case "language" | "lang" if not head.language:
            head.language = value
            return is_language_tag(value)
        case "site" | "publication" | "publisher" if not head.site:
            head.site = value
            return True
        case "tag" | "tags" | "topic" | "topics" | "keyword" | "keywords":
            return _take_tags(head, value)
        case "category" | "categories":
            return _take_tags(head, value)
    return False


def _take_tags(head: Head, value: str) -> bool:
    tags = tags_of(value)
    if any(len(tag.split()) > _MOST_WORDS for tag in tags):
        return False
    head.tags |= tags
    return True


def _are_all_words(names: Sequence[str], value: str) -> bool:
    """Whether nothing but names stands in a line, and what parts them."""
    rest = _BETWEEN.sub(" ", value)
    said = " ".join(names)
    return bool(names) and len(rest.split()) == len(_BETWEEN.sub(" ", said).split())


def _take_title(head: Head, lines: Sequence[str], layout: Layout) -> None:
    """Take the first line as the title, with an underline below it or its second half."""
    first = _next(lines, head.end, is_rule)
    above, (gap, below) = islice(chain(blocks_of(lines[first:]), [(0, ())] * 2), 2)
    is_running = sum(map(has_cells, above[1])) * 2 > len(above[1]) and bool(below)
    kept: list[str] = []
    if is_running and all(indent(line) > layout.margin + 1 for line in below):
        kept += above[1]
        first += len(above[1]) + gap
    _, block = next(blocks_of(lines[first : first + 3]), (0, ()))
    cells = _CELLS.split(block[0].strip()) if block else []
    if len(cells) > 2 and cells[0] == cells[-1]:  # as TIDE(1) User Commands TIDE(1)
        head.title, head.end = cells[0], first + 1
        head.kept += [*kept, block[0]]
        return
    size = _size_of_title(block, layout)
    others = (" ".join(line.split()) for line in lines[first + size :])
    if size and is_of_series(join(block[:size]), others):
        return
    if size:
        decorated = DECORATED.fullmatch(block[0].strip())
        head.title = decorated[2] if decorated else join(block[:size])
        head.kept += kept
        head.end = first + size
        if len(block) > size and is_underline(block[size], block[size - 1]):
            head.end += 1


def _size_of_title(block: Block, layout: Layout) -> int:
    """How many lines at the beginning of a text are its title; 0 if it begins at once."""
    if len(block) < 2 or is_underline(block[1], block[0]):
        return int(bool(block) and _can_be_title(block[0]))
    line, below = block[:2]
    if (byline(below) and _can_be_title(line)) or DECORATED.fullmatch(line.strip()):
        return 1
    if layout.goes_on(line, 0, [below]):
        return 2 if len(block) == 2 and _can_be_title(join(block)) else 0
    if not _can_be_title(line):
        return 0
    listed = any(starts(line) and starts(below) for starts in (starts_item, starts_speech))
    table = "\t" in line.strip() or line.startswith(("|", ">"))
    return int(not (is_rest(below) or listed or table or _is_statement(line)))


def _can_be_title(line: str) -> bool:
    """Whether a line is short enough, and no whole sentence of a paragraph."""
    longest = _LONGEST_SENTENCE if _is_statement(line) else _LONGEST_TITLE
    return (
        width(line) <= longest
        and any(map(str.isalnum, line))
        and not (is_unfinished(line) or is_web(line))
    )


def _is_statement(line: str) -> bool:
    """Whether a line ends with a full stop that is none of an abbreviation as `N.Y.C.`."""
    line = line.rstrip()
    return line.endswith((".", "。")) and not _INITIALS.search(line)


def _take_repetitions(head: Head, lines: Sequence[str]) -> None:
    """Pass over the title where it stands once more, alone or with the name of the site."""
    while (index := _next(lines, head.end, is_rule)) < len(lines):
        line = lines[index].strip()
        pieces = _SITE_SEPARATOR.split(head.title)
        if len(pieces) > 1 and is_same_title(line, head.title[: -len(pieces[-1])]):
            head.title, head.site = line, head.site or pieces[-1].strip()
        elif not is_same_title(line, head.title):
            head.end = index
            return
        elif head.title.isupper():
            head.title = line
        head.end = index + 1
        if head.end < len(lines) and is_underline(lines[head.end], line):
            head.end += 1


def _note_address(head: Head, below: Sequence[str]) -> None:
    """Note the address of the piece: below the title and its credits, or a last line.

    What stands among other lines, below a sentence or in a list is one that the text names.
    """
    found = [_ADDRESS.fullmatch(line) for line in below[: _NEAR_TITLE + 1]]
    addresses = [address for address in found if address and is_web(address[1])]
    if len(addresses) != 1 or head.url:
        return
    place = found.index(addresses[0])
    is_head = place < _NEAR_TITLE and all(map(is_said_of_the_piece, below[:place]))
    if is_head or (place == len(below) - 1 and not announces(below[place - 1])):
        head.url = canonical(addresses[0][1])


def _next(
    lines: Sequence[str], start: int, passed: Callable[[str], bool] = lambda _: False
) -> int:
    """Where the next line with words stands; the number of lines if there is none."""
    places = range(start, len(lines))
    return next((i for i in places if lines[i].strip() and not passed(lines[i])), len(lines))
