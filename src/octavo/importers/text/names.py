"""The names of people: in fields, in lines that list them, in the credits of a piece."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import date_in
from octavo.patterns import lazy_pattern
from octavo.text import unescape

NOTHING = frozenset(("", "null", "~", "none", "nil"))
"""How the fields of files say that there is nothing."""

_MOST_NAMES = 50
"""Of 2 739 posts of public sites, 99 of 100 have up to five authors, the most 15."""

_MOST_WORDS = 6
"""Words of a name beside its particles; more are a sentence."""

_LONGEST_BYLINE = 160
"""Characters; of 135 bylines of pages the longest has 88."""

_BETWEEN = lazy_pattern(
    r"(?:(?<!\s)\s+)?(?:[;|、，]|&(?=\s)|,\s+(?:and|und|et)\s)\s*|(?<!\s)\s+(?:and|und|et)\s\s*",
    re.IGNORECASE,
)
_PICTURES = (
    r"\s+(?:and|&|und|et|y|e)\s+(?:photo|foto|picture|image|illustra|drawing|bild)[^\W\d_]*"
)
_LABEL = (
    rf"(?:written|(?:words|story|text)(?:{_PICTURES})?|report(?:ed|ing)?|posted|published"
    r"|review(?:ed)?|a[n]? \w+)"
)
_LABEL_ALONE = lazy_pattern(rf"(?:{_LABEL} )?by:?", re.IGNORECASE)
_BYLINE = lazy_pattern(
    rf"""
    (?: {_LABEL} \s+ )? by \s* [:：]? \s+ (?P<names>.+)
  | (?: authors? | writers? | byline | reporters? | autor(?:en|a|es)? | auteurs?
      | text[eo]? | (?: text[eo]? | testo | words | story ) {_PICTURES}
      | von | par | por | door ) \s* [:：] \s* (?P<labelled>.+)
  | (?: 文 | 作者 | 撰文 | 记者 | 記者 | 著者 | 筆者 | 文責
      | 글쓴이 | 글 | 저자 | 작성자 | 기자 ) \s* [:：／/・] \s* (?P<cjk>.+)
  | (?: بقلم | تأليف | מאת | автор | текст ) \s* [:：]? \s+ (?P<others>.+)
  | (?P<reporter> (?-i:[가-힣]{{2,4}}) ) \s* (?:선임)? 기자 \.? (?:\s .{{0,40}})?
  | (?: von | par | por | di | door | af | av ) \s+ (?P<bare> \S+ (?: \s \S+ ){{1,9}} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_NAMES = lazy_pattern(
    r"\s+[|·•—–/]\s+|\s+-\s+|\s*[|·•]\s*|\s*[(<]|,?\s+(?:in|for|from|at|of|on|with|via)\s|\s{3,}|\t"
)
_ENDS = " ,;:|–—-"
_SHORT = lazy_pattern(r"(?:\b\w|[JS]r)\.$")
"""An initial or the like, which keeps its dot."""

_ROLE = lazy_pattern(
    r"\b(?:staff|writer|correspondent|editor|reporter|contributor|columnist|analyst|fellow|bureau"
    r"|professor|director|researcher|journalist|guest|special|senior|chief|press|news|agency)\b",
    re.IGNORECASE,
)
_NOBODY_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december now then day night noon dawn dusk light
daylight candle candlelight lamp lamplight moon moonlight star starlight sun sunlight fire
firelight hand heart foot chance design nature water fire air land sea river road rail train
boat bus car bike plane ship mail post phone popular demand request example contrast numbers
accident default definition law order degrees turns
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
"""What a heading such as `By Candle Light` goes on with; of no name is it all."""

_LINK = lazy_pattern(r"\[([^\[\]]{1,100})\]\([^()\s]{0,500}\)")
_WORD = lazy_pattern(r"[^\W\d_]+")
_DETERMINER_WORDS = """
the a an my our your his her its their this that these those every each all any no some one two
both another
"""
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())

_PARTICLE = lazy_pattern(
    r"(?:d[aeiou]|del|della|den|der|das|dos|van|von|la|le|bin|ibn|al|el|zu|af)$|al-"
)


def names_of(value: object, depth: int = 4) -> tuple[str, ...]:
    """The people in a list, a mapping or a line such as `Ann Lee, Bo Ek and Cy Fox`.

    What is nested deeper than people nest it has none.
    """
    if depth == 0:
        return ()
    if isinstance(value, str):
        names = _names_in(clean_line(_LINK.sub(r"\1", unescape(value))))
    elif isinstance(value, Mapping):
        names = list(names_of(value.get("name") or value.get("title") or "", depth - 1))
    elif isinstance(value, Iterable):
        items = zip(range(_MOST_NAMES), value, strict=False)
        names = [name for _, item in items for name in names_of(item, depth - 1)]
    else:
        names = []
    return tuple(dict.fromkeys(name for name in names if name.lower() not in NOTHING))


def byline(line: str) -> tuple[str, ...]:
    """The names in a credit such as `Written by Ann Lee and Bo Ek`, or none."""
    line = line.strip(" \t*_")
    found = _BYLINE.fullmatch(line) if len(line) <= _LONGEST_BYLINE else None
    if not found:
        return ()
    said = next(group for group in found.groups() if group)
    if dated := date_in(said):
        said = dated[1]
    said = _AFTER_NAMES.split(said)[0].rstrip(_ENDS)
    names = names_of(said if _SHORT.search(said) else said.rstrip(f"{_ENDS}."))
    names = tuple(name for name in names if not _is_role(name, names))
    return names if names and all(map(_is_name, names)) else ()


def is_byline_label(line: str) -> bool:
    """Whether a line says `Written by`, and the names stand on the next one."""
    return _LABEL_ALONE.fullmatch(line.strip(" \t*_")) is not None


def credited(lines: Sequence[str], words: Container[str]) -> tuple[str, ...]:
    """The names in the first credit among some lines of a text that has these words."""
    for index, line in enumerate(lines):
        if is_byline_label(line) and index + 1 < len(lines):
            line = f"{line} {lines[index + 1]}"
        names = byline(line)
        if names and not (line[:3].lower() == "by " and _are_things(names, words)):
            return names
    return ()


def _are_things(names: Sequence[str], words: Container[str]) -> bool:
    """Whether what a heading such as `By The River` goes on with is nobody's name.

    It begins as no name does, or the text has all of it in small letters.
    """
    said = [word for name in names for word in _WORD.findall(name)]
    if said and said[0].lower() in _DETERMINERS:
        return True
    return all(word.lower() != word and word.lower() in words for word in said)


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text, as they are written."""
    return frozenset(_WORD.findall(" ".join(lines)))


def _names_in(line: str) -> list[str]:
    """Names in a line; a comma parts them only if both sides are whole names."""
    line = re.sub(r"<[^<>@]*@[^<>]*>|\([^()@]*@[^()]*\)", "", line).strip(" ,@")
    names: list[str] = []
    for piece in _BETWEEN.split(line):
        parts = [part.strip() for part in piece.split(",")]
        whole = len(parts) > 2 or all(" " in part for part in parts)
        names += parts if whole else [piece.strip(" ,")]
    return [name for name in names if name]


def _is_role(name: str, names: tuple[str, ...]) -> bool:
    return len(names) > 1 and (_ROLE.search(name) is not None or " " not in name)


def _is_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) - sum(map(bool, map(_PARTICLE.match, words))) <= _MOST_WORDS or any(
        map(str.isdigit, name)
    ):
        return False
    if _NOBODY.issuperset(word.strip(".,:").lower() for word in words):
        return False
    return all(not word[0].islower() or _PARTICLE.match(word) for word in words)
