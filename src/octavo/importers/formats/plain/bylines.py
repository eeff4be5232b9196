"""Bylines, and the lines that tell about an author."""

import re
from collections.abc import Sequence

from octavo.importers.text.dates import date_in
from octavo.importers.text.metadata_fields import names_of

_BYLINE = re.compile(
    r"""
    (?: (?: written | words | story | text | report(?:ed|ing)? | posted | published | analysis
          | review(?:ed)? | interview | opinion | essay | column | an?\ \w+ | articles? ) \s+ )?
    by \s* [:：]? \s+ (?P<names>.+)
  | (?: authors? | writers? | byline | reporters? | autor(?:en|a|es)? | auteurs? | text | texto
      | von | par | por | door ) \s* [:：] \s* (?P<labelled>.+)
  | (?: 文 | 作者 | 撰文 | 记者 | 記者 | 著者 | 筆者 | 文責
      | 글쓴이 | 글 | 저자 | 작성자 | 기자 ) \s* [:：／/] \s* (?P<cjk>.+)
  | (?P<reporter> [가-힣]{2,4} ) \s* (?:선임)? 기자 \.? (?:\s .{0,40})?
  | (?: von | par | por | di | door | af | av ) \s+ (?P<bare> \S+ (?: \s \S+ ){1,4} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_NAMES = re.compile(
    r"\s+[|·•—–/]\s+|\s+-\s+|\s*[|·•]\s*|\s*[(<]|,?\s+(?:in|for|from|at|of|on|with|via)\s|\s{3,}|\t"
)
_ROLE = re.compile(
    r"\b(?:staff|writer|correspondent|editor|reporter|contributor|columnist|analyst|fellow|bureau"
    r"|professor|director|researcher|journalist|guest|special|senior|chief|press|news|agency)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"(?:\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|now|then)\b\W*)+",
    re.IGNORECASE,
)
_BY_ALONE = re.compile(
    r"(?:(?:written|words|story|text|posted|published) )?by:?", re.IGNORECASE
)
_SIGNED = re.compile(r"[—–-]{1,2}\s?([^\W\d_][^,;:!?]{2,40})")
_PARTICLE = re.compile(
    r"(?:d[aeiou]|del|della|den|der|das|dos|van|von|la|le|bin|ibn|al|el|zu|af)$"
)
_ABOUT = re.compile(
    r"\s+(?:is|was|are|were|an?|the|has|covers|covered|writes|wrote|reports|reported|works|worked"
    r"|teaches|taught|leads|directs|edits|serves|lives|studies|researches|founded|runs)\b"
)
_LIKELY_NAME = re.compile(r"((?:[A-ZÀ-Þ][\w.'’-]*\s+){1,3}[A-ZÀ-Þ][\w'’-]+)(?=\s|$)")
_CALLING = re.compile(
    r"\b(?:writer|journalist|reporter|editor|author|correspondent|columnist|professor|researcher"
    r"|fellow|analyst|historian|novelist|critic|scholar|scientist|engineer|lecturer|contributor"
    r"|student|photographer|essayist|poet|consultant|director|economist|freelance\w*)\b",
    re.IGNORECASE,
)


def byline(line: str) -> tuple[str, ...]:
    """The names in a byline such as `Written by Ann Lee and Bo Ek`, or none."""
    line = line.strip(" \t*_")
    found = _BYLINE.fullmatch(line) if len(line) <= 160 else None
    if not found:
        return ()
    said = next(group for group in found.groups() if group)
    if dated := date_in(said):
        said = dated[1]
    names = names_of(_AFTER_NAMES.split(said)[0].rstrip(" .,;:|–—-"))
    names = tuple(name for name in names if not _is_role(name, names))
    return names if names and all(map(_is_name, names)) else ()


def byline_over(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The names in the byline that some lines begin with, and how many lines it takes.

    `Written by` may stand on a line by itself, above the names.
    """
    if len(lines) > 1 and _BY_ALONE.fullmatch(lines[0].strip()):
        return byline(f"{lines[0].strip()} {lines[1].strip()}"), 2
    return byline(lines[0]), 1


def signature(line: str) -> tuple[str, ...]:
    """The name that a text is signed with, as in `— Ann Lee`, or none."""
    found = _SIGNED.fullmatch(line.strip(" \t*_."))
    return (found[1],) if found and " " in found[1] and _is_name(found[1]) else ()


def is_full_name(line: str) -> bool:
    """Whether a line is nothing but the first and last name of a person."""
    words = line.split()
    return 2 <= len(words) <= 4 and _LIKELY_NAME.fullmatch(line) is not None


def is_about(text: str, authors: tuple[str, ...]) -> bool:
    """Whether a line or paragraph tells who one of the authors is."""
    text = text.strip(" \t*_")
    for author in authors:
        for name in (author, author.split()[-1]):
            if text.casefold().startswith(name.casefold()) and _ABOUT.match(text, len(name)):
                return True
    return False


def is_calling(line: str) -> bool:
    """Whether a line is no more than what an author does, such as `Staff Writer`."""
    words = line.split()
    return len(words) <= 6 and line[-1].isalpha() and _ROLE.search(line) is not None


def author_told_of(text: str) -> str:
    """The name that a closing line such as `Ann Lee is a writer in Oslo` tells about."""
    text = text.strip(" \t*_")
    name = _LIKELY_NAME.match(text) if len(text) < 600 else None
    verb = re.match(r"\s+(?:is|was)\s+(?:an?|the)\b", text[name.end() :]) if name else None
    return name[1] if name and verb and _CALLING.search(text[:160]) else ""


def _is_role(name: str, names: tuple[str, ...]) -> bool:
    return len(names) > 1 and (_ROLE.search(name) is not None or " " not in name)


def _is_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or any(map(str.isdigit, name)):
        return False
    if _TIMES.fullmatch(name):
        return False
    return all(
        not word[0].islower() or _PARTICLE.match(word) or word.startswith("al-")
        for word in words
    )
