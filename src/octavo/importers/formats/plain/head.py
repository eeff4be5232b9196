"""What stands before the first paragraph of a plain text, and is not part of it.

The title, which files say once or twice, the byline, the line about the author, the date
and the address; also fields such as `Title: …` and `Author: …`.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from octavo.importers.formats.plain.bylines import (
    byline_over,
    is_about,
    is_calling,
    is_full_name,
)
from octavo.importers.formats.plain.datelines import (
    date_and_name,
    date_of_line,
    is_reading_time,
)
from octavo.importers.formats.plain.header_fields import Head, take_field, take_mail
from octavo.importers.formats.plain.headings import is_rule, is_underline
from octavo.importers.formats.plain.lines import ends_sentence, is_greeting, join, width
from octavo.importers.text.dates import date_in
from octavo.importers.text.metadata_fields import names_of
from octavo.importers.text.titles import folded, is_same_title
from octavo.model.url import canonical, is_web

_LONGEST_TITLE = 160
_LONGEST_SENTENCE = 90
_LONGEST_HEAD = 16
"""Lines that are not blank; whatever is further down belongs to the text."""

_ADDRESS = re.compile(
    r"""
    (?: (?: (?:originally\s)? (?:published|posted|appeared) \s (?:at|on|in)
          | source | url | link | from | via ) \s* :? \s* )?
    <? (https?://\S+?) >? \.?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AUTHOR_IN_TITLE = re.compile(r"(.+?)[\s(（]*作者\s*[:：]\s*([^()（）]{2,20})[)）]?")
_SUBTITLE = re.compile(r"or[,:;]\s+\S|or,? (?-i:[A-Z]{2})", re.IGNORECASE)
_SITE_SEPARATOR = re.compile(r"\s+[|·•–—-]\s+|\s*[|]\s*")


def read_head(lines: Sequence[str]) -> Head:
    """Read the title and all that belongs to it from the beginning of a text."""
    head = Head()
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if size := take_mail(head, lines[first:]):
        head.end = first + size
    elif first < len(lines) and not take_field(head, lines[first]):
        _take_title(head, lines, first)
        if not head.title:
            return head
    else:
        head.end = first + 1
    seen = 0
    index = head.end
    while index < len(lines) and seen < _LONGEST_HEAD:
        if not lines[index].strip() or _is_rule_apart(lines, index):
            index += 1
            continue
        taken = _take(head, lines, index)
        if not taken:
            break
        seen += 1
        index = head.end = index + taken
    if any(is_rule(line) for line in lines[head.end : index]):
        head.end = index
    return head


def _is_rule_apart(lines: Sequence[str], index: int) -> bool:
    """Whether a line is a rule between the parts of the head, and no edge of a table."""
    line = lines[index].strip()
    if not is_rule(line) or "+" in line:
        return False
    below = takewhile(str.strip, lines[index + 1 : index + _LONGEST_HEAD])
    return all(other.strip() != line for other in below)


def _take_title(head: Head, lines: Sequence[str], first: int) -> None:
    """The first line as title, with an underline below it or a second half."""
    line = lines[first].strip()
    if is_rule(line) and first + 1 < len(lines):
        first += 1
        line = lines[first].strip()
    below = lines[first + 1].strip() if first + 1 < len(lines) else ""
    head.end = first + 1
    if not _can_be_title(line):
        head.end = 0
    elif is_underline(below, line):
        head.title, head.end = line, first + 2
    elif below and not _stands_alone(line, below):
        head.end = 0
        if _is_wrapped_title(lines, first):
            head.title, head.end = join(lines[first : first + 2]), first + 2
    else:
        head.title = line
    if found := _AUTHOR_IN_TITLE.fullmatch(head.title):
        head.title, head.authors = found[1].strip(), names_of(found[2].strip())


def _can_be_title(line: str) -> bool:
    """Whether a line is short enough, and no whole sentence of a paragraph."""
    longest = _LONGEST_SENTENCE if ends_sentence(line) else _LONGEST_TITLE
    return width(line) <= longest and any(map(str.isalnum, line)) and not is_greeting(line)


def _stands_alone(line: str, below: str) -> bool:
    """Whether the line above another is a title, and not the start of a wrapped paragraph."""
    if _take(Head(title=line), [below], 0):
        return True
    short = width(line) <= 70 and not ends_sentence(line)
    return short and not below[0].islower() and (width(line) < 50 or width(below) > 100)


def _is_wrapped_title(lines: Sequence[str], first: int) -> bool:
    """Whether the first two lines by themselves are one title that was too long for a line."""
    after = lines[first + 2].strip() if first + 2 < len(lines) else ""
    both = lines[first : first + 2]
    return not after and not ends_sentence(both[1]) and sum(map(width, both)) <= _LONGEST_TITLE


def _take(head: Head, lines: Sequence[str], index: int) -> int:
    """Take what a line says of the piece; 0 if it says nothing, and the text begins."""
    line = lines[index].strip()
    if again := _take_title_again(head, lines, index):
        return again
    below = _next(lines, index)
    if size := _take_byline(head, [line, *lines[below : below + 1]]):
        return 1 if size == 1 else below - index + 1
    if take_field(head, line) or _take_date(head, line):
        return 1
    if (found := _ADDRESS.fullmatch(line)) and not head.url and is_web(found[1]):
        if below < len(lines) and _ADDRESS.fullmatch(lines[below].strip()):
            return 0
        head.url = canonical(found[1])
        return 1
    if is_reading_time(line) or _take_name(head, lines, index):
        return 1
    if head.authors and not head.about and is_calling(line):
        head.about = [f"{head.authors[-1]}, {line}"]
        return 1
    if head.authors and not head.about and is_about(line, head.authors):
        head.about = _paragraph(lines[index:])
        return len(head.about)
    return 0


def _next(lines: Sequence[str], index: int) -> int:
    """Where the next line that is not blank stands; the number of lines if there is none."""
    return next((i for i in range(index + 1, len(lines)) if lines[i].strip()), len(lines))


def _paragraph(lines: Sequence[str]) -> list[str]:
    """The lines of the first paragraph, up to a date or a full stop at the end of a line."""
    for index, line in enumerate(lines[1:], 1):
        if not line.strip() or ends_sentence(lines[index - 1]) or date_of_line(line.strip()):
            return list(lines[:index])
    return list(lines)


def _take_title_again(head: Head, lines: Sequence[str], index: int) -> int:
    """How many lines say the title again, be it in two halves or with the site's name."""
    line = lines[index].strip()
    below = _next(lines, index)
    after = lines[below].strip() if below < len(lines) else ""
    if is_same_title(line, head.title) or _is_fuller_title(head, line):
        head.title = line if head.title.isupper() else head.title
        return 1 + (below == index + 1 and is_underline(after, line))
    if after and is_same_title(f"{line} {after}", head.title):
        return below - index + 1
    if _SUBTITLE.match(line) and head.title and width(line) <= 60:
        head.title = f"{head.title}; {line.rstrip('.')}"
        return 1
    pieces = _SITE_SEPARATOR.split(head.title)
    if len(pieces) > 1 and is_same_title(line, head.title[: -len(pieces[-1])]):
        head.site = head.site or pieces[-1].strip()
        head.title = line
        return 1
    return 0


def _is_fuller_title(head: Head, line: str) -> bool:
    """Whether a line is the title with a second half, which is then taken too."""
    rest = line[len(head.title) :]
    if not re.match(r"\s*[:—–-]\s+\S", rest) or width(line) > _LONGEST_TITLE:
        return False
    same = is_same_title(line[: len(head.title)], head.title)
    head.title = line if same else head.title
    return same


def _take_byline(head: Head, lines: Sequence[str]) -> int:
    """How many lines are a byline, unless it names others than one before."""
    names, size = byline_over(lines)
    known = folded(" ".join(head.authors))
    if not names or (known and folded(" ".join(names)) != known):
        return 0
    head.authors = head.authors or names
    if (dated := date_in(lines[0])) and not head.published:
        head.published = dated[0]
    return size


def _take_name(head: Head, lines: Sequence[str], index: int) -> bool:
    """Take a name by itself as byline, if the line below is a date or tells who that is."""
    line = lines[index].strip()
    after = next((below.strip() for below in lines[index + 1 :] if below.strip()), "")
    if head.authors or not is_full_name(line):
        return False
    if not date_of_line(after) and not is_about(after, (line,)):
        return False
    head.authors = (line,)
    return True


def _take_date(head: Head, line: str) -> bool:
    """Take a date, with a name before it or after it."""
    when, name = date_and_name(line)
    if name and not _take_byline(head, [f"By {name}"]):
        return False
    head.published = head.published or when
    return when is not None
