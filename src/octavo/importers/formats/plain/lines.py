"""Lines of plain text: whether a sentence goes on, which may be headings or rules.

Large because the words that tell it are here: what opens a phrase, a part or a compound.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from octavo.importers.text.clean import unescaped
from octavo.importers.text.dates import date_of_line
from octavo.importers.text.names import byline, is_byline_label
from octavo.patterns import lazy_pattern

_FIRST_WIDE = "\u2e80"
"""Hardly a letter before it takes two columns."""

_MARKS = r"(?: ?\[[^\[\]]{1,20}\]){0,9}$"
"""Citation marks, such as `[1][3]` and `[citation needed]`."""

_SENTENCE_END = lazy_pattern(
    rf"(?:[.!?…。！？．؟।။]|(?<=[\u0370-\u03ff])[;\u037e])"
    rf"['\"”’»›)\]）」』】*_†‡⁰¹²³⁴-⁹]{{0,4}}{_MARKS}"
    r"|[」』】\U0001f300-\U0001faff]$"
)
"""In Greek a question ends with `;`."""
_COLON = lazy_pattern(rf"[:：]{_MARKS}")
_ARTICLES = (
    "a|an|the|of|and|or|but|as|whose|than|its|their|his|our|if|because|der|die|das|und|von|mit"
    "|für|le|la|les|et|de|du|des|el|los|y|con|il|che|een|het|van"
)
_OPEN_WORD = lazy_pattern(
    rf"(?:^|\s)(?:{_ARTICLES}|to|in|on|at|by|for|from|with|is|are|was|were|be|been|that|which|who"
    r"|into|over|under|between|about|after|before|said|says|her|this|these|those|has|have|had"
    r"|will|would|could|can|may|not|no|when|while|called|named|led|via|per|against|during"
    r"|through|including)$",
    re.IGNORECASE,
)
_ARTICLE = lazy_pattern(rf"(?:^|\s)(?:{_ARTICLES})$|(?<=\w)[’']s$", re.IGNORECASE)
_OPEN_MARK = lazy_pattern(r"[,;(\[“‘«「（–—、，•·|&/-]$")
_REST = lazy_pattern(r"[a-zß-öø-ÿа-яё](?!\w*(?:://|[@\\/=_~]|\.\w\w))")
_CLOSING = lazy_pattern(
    r"[,.;:!?)\]»、。，．！？）」』】%]{1,3}(?:\s|$|[\[\"”])|['’]s\b|[、。，！？]|(?:\[[^\[\]]{1,20}\]){1,9}$"
)
_SPEECH = lazy_pattern(
    r"\[?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:,|(?<=-\d\d))[ T])?\d{1,2}:\d{2}\b"
    r"|(?!(?:[IVXLC]{1,7}|INT|EXT)\.)(?:[A-Z]{2,20}|Q)\. \S"
    r"|\w[^.!?:]{0,40}?(?:\s{1,9}\d{1,2}:\d\d(?::\d\d)?\s[AP]M|\s\s\d{1,3}:\d\d|[(\[](?:\d{1,2}:){1,2}\d\d[)\]]:?)$"
    r"|[A-Z](?:[A-Z.'’ ]{0,30}[A-Z]\.?)?\s?: \S"
)
_LONGEST_WORD = 40
"""Characters before the end of a line that are looked at for a word that is divided there."""

_WORD = lazy_pattern(r"(?<![^\W\d_])(?<![^\W\d_]-)[^\W\d_]{2,}+(?>(?:-[^\W\d_]++)*)(?![-\w])")
_BEFORE = lazy_pattern(r"(?<![^\W_])(?:[^\W_]++[-‐]){1,20}$")
_AFTER = lazy_pattern(r"[^\W_]++(?>(?:[-‐][^\W_]++)*)")
_NO_SPACE = lazy_pattern(r"[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FIRST = """
    well self long short high low open full half ever cross non post semi quasi vice old two
    three four five six seven eight nine ten first second third late early multi year day
    real human user customer public micro mid anti pseudo single front large small hard easy
    best cost
"""
_LAST = """
    based driven friendly centered centred centric facing oriented specific related making
    led level wide like free style sized class first only focused generated effective
    quality term time intensive heavy minded prone proof speaking consuming readable looking
    rich year old sponsored thinking reaching catching taking saving setting
    scale purpose sector
"""
_ENDINGS = """
    ment ments est ness ful fully able ably ing ings ple tude plied ply less er ers ly ed al
    ize ized izes izing ization ism ist ists istic ity ities ary ance ence ation ations ous ish
    ern teen teenth ty tieth
"""
_FIRST_HALVES, _LAST_HALVES, _NO_WORDS = map(
    frozenset, map(str.split, (_FIRST, _LAST, _ENDINGS))
)
"""Of 992 posts of public sites, set in 42 columns, one half was for choosing the words and the
other for checking: of its 404 compounds that end a line at their hyphen 85 are mended wrongly,
and of its 11 850 other divided words 61; with few first halves and no last ones, 219 and 78."""
_INFLECTIONS = "s", "es", "d", "ed", "ing", "ly", "er"
_SUSPENDING = frozenset(["and", "or", "und", "oder", "bis"])
"""After a hyphen that stands for what follows, as in `pre- and post-war`."""

WIDEST_HEADING = 100
"""Columns; what holds where no spaces part the words. In the articles that `paragraphs` is
measured on, the number of words is reached first, and any number from 100 on finds the same.
"""

_MOST_WORDS = 14
"""Headings F1 of articles with one block a line is .868 with 10, .873 with 14, .872 with 18."""

_MOST_WORDS_BEFORE_COLON = 4
"""Longer ones announce what comes. Headings F1 of half of the articles, with blank lines, is
.885 with it, .887 with 3, .883 with 6.
"""

_DIVISION = lazy_pattern(
    r"""
    (?: part | book | volume | act | chapter | canto | scene | section | appendix | letter
      | teil | buch | kapitel | partie | livre | chapitre | parte | libro | cap[ií]tulo
      | capitolo | hoofdstuk | article | artikel | schedule | annex | статья
      | том | часть | глава
    ) \s+ (?: [ivxlcdm]+ | \d+[a-z]? | [a-z] | one | two | three | four | five | six | seven
      | eight | nine | ten | eleven | twelve | \w+teen | twenty[\w-]* | the\s\w+ ) \b
      (?! [,;] | \s+ (?-i:[a-z]{2}) ) .*
  | §{1,2} \s* \d{1,4}[a-z]? \b (?! [,;] | \s+ (?-i:[a-z]{2}) ) .*
  | 第 \s* [一二三四五六七八九十百千零〇两兩\d]+ \s* [章回节節卷部篇集幕话話] .*
  | 제 \s* \d+ \s* [장부편절화] .*
  | (?-i: [IVXLCDM]{1,7} ) [.]?
  | (?: preface | prologue | epilogue | introduction | foreword | afterword | conclusion
      | contents | acknowledg\w+ | bibliography | index | postscript | summary ) [.:]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = lazy_pattern(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_UNDERLINE = lazy_pattern(r"\s*([=\-~^*_#+‾—–])\1{2,}\s*$")
DECORATED = lazy_pattern(
    r"(?=[=~#]|\*{3})([=~#*])(?:\1){1,40}\s+(\w.{0,90}\w[.?!)]?)\s+\1{2,41}"
)
"""A heading between marks, as `=== Notes ===`."""
_RULE = lazy_pattern(r"(?!\s*\+[-=])\s*(?:[-=_*~•·—–#+]\s*){3,}$|\s*(?:[⁂❧§]|--)\s*$")
_NO_HEADING = lazy_pattern(
    r"(?:photo|image|figure|fig\.|credit|caption|via|advertisement|read more)\b"
    r"|(?:title|author|language|date|release date|source|tags|url)\s?:\s|https?:|www\."
    r"|(?:photo(?:graph)?s?|photograph(?:y|ed)|illustrat(?:ions?|ed)|drawings?|graphics?|video"
    r"|translat(?:ion|ed)|edited|compiled|adapted|narrated|produced|filmed)(?:\s+by|\s?:)\s"
    r"|[-–—(\[{*•>|<©$€£]|“[^”]*(?:”$|[,.!?]”)|\"[^\"]*(?:\"$|[,.!?]\")"
    r"|‘[^’]*[,.!?]’$|'[^']*[,.!?]'$|#\w+(?:\s+#\w+)*$",
    re.IGNORECASE,
)
_FULL_STOP = lazy_pattern(
    rf"[.,;…。，；、]['\"”’)\]*†‡]{{0,4}}{_MARKS}|[\U0001f300-\U0001faff]$"
)
_CELLS = lazy_pattern(r"[^\s.)] {4}")
_SENTENCES = lazy_pattern(r"[!?;] |(?<![^\W\d_])[^\W\d_]{4,}\. +[A-Z]|^\S+!$|://|\S@\S")


def width(text: str) -> int:
    """How many columns a text takes, near enough to tell wrapped lines by."""
    if text.isascii() or max(text) < _FIRST_WIDE:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def indent(line: str) -> int:
    """How far a line is set in, in columns."""
    return width(line[: len(line) - len(line.lstrip())])


def has_cells(line: str) -> bool:
    """Whether a line has things far apart in it, as the head of a page or of an RFC has."""
    return _CELLS.search(line.expandtabs(8).strip()) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _SENTENCE_END.search(line.rstrip()) is not None


def announces(line: str) -> bool:
    """Whether a line ends with a colon, and so has a list or a quote below it."""
    return _COLON.search(line) is not None


def wants_more(line: str) -> bool:
    """Whether the last word of a line needs another: an article, a preposition."""
    return _ends_with(_OPEN_WORD, line) or wants_noun(line)


def wants_noun(line: str) -> bool:
    """Whether the last word of a line ends no phrase, as a preposition may."""
    return _ends_with(_ARTICLE, line)


def _ends_with(words: re.Pattern[str], line: str) -> bool:
    """Whether one of the words ends a line, and not the letters of a zone as `ET`."""
    found = words.search(line.rstrip()[-20:])
    return found is not None and (len(found[0]) < 3 or not found[0].isupper())


def breaks_off(line: str) -> bool:
    """Whether a line ends where no sentence can: after a comma, an article, a preposition."""
    return wants_more(line) or is_unfinished(line)


def is_unfinished(line: str) -> bool:
    """Whether a line ends where no phrase can: after a comma or an article, in brackets."""
    line = line.rstrip()
    return wants_noun(line) or _OPEN_MARK.search(line) is not None or _is_open(line)


def _is_open(line: str) -> bool:
    """Whether a bracket that a line opens is closed in no part of it."""
    last = max(line.rfind(mark) for mark in "([（「")
    return last >= 0 and not any(mark in line[last:] for mark in ")]）」")


def is_rest(line: str) -> bool:
    """Whether a line begins in the middle of a sentence: with a word that begins small."""
    return _REST.match(line.lstrip()) is not None


def is_torn_off(line: str) -> bool:
    """Whether a line begins with what closes a sentence or a part of one, as `, which`."""
    return _CLOSING.match(line.lstrip()) is not None


def starts_speech(line: str) -> bool:
    """Whether a line begins with who speaks, or with the time, as in a talk or a chat."""
    return _SPEECH.match(line) is not None


def join(lines: Iterable[str], vocabulary: frozenset[str] = frozenset()) -> str:
    """Wrapped lines as one, with spaces where the language has them.

    A word divided by a hyphen is mended, unless it is of two words as `well-known` is;
    `vocabulary` is the words that the text uses.
    """
    pieces: list[str] = []
    end = ""
    for line in map(" ".join, map(str.split, lines)):
        if not line:
            continue
        if divided := _divided(end, line, vocabulary):
            pieces[-1] = pieces[-1].removesuffix(end[len(divided) :])
            end = divided
        elif end and (space := _space(end[-1], line)):
            pieces.append(space)
            end += space
        pieces.append(line)
        end = (end + line)[-_LONGEST_WORD:]
    return "".join(pieces)


def vocabulary_of(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text, without those that a hyphen divides between two lines."""
    words: set[str] = set()
    parted = False
    for line in map(str.strip, lines):
        whole = line.partition(" ")[2] if parted else line
        words.update(_WORD.findall(whole.casefold().replace("‐", "-")))
        parted = line.endswith(("-", "‐"))
    return frozenset(words)


def _divided(before: str, after: str, vocabulary: frozenset[str]) -> str:
    """What stands before the break if it is inside a word, with or without its hyphen."""
    start, rest = _BEFORE.search(before), _AFTER.match(after)
    if not start or not rest:
        return ""
    *firsts, first = re.split("[-‐]", start[0][:-1].casefold())
    last, *lasts = re.split("[-‐]", rest[0].casefold())
    if first + last in vocabulary:
        return before[:-1]
    if last in _SUSPENDING and not lasts:
        return ""
    is_letter = len(first) == 1 or not (first + last).isalpha()
    if is_letter or f"{first}-{last}" in vocabulary:
        return before
    if last in _NO_WORDS or any(form in vocabulary for form in _inflected(first + last)):
        return before[:-1]
    words = len(first) > 2 and {first, last} <= vocabulary and not wants_more(first)
    halves = first in _FIRST_HALVES or last in _LAST_HALVES or words
    return before if halves or firsts or lasts or not after[0].islower() else before[:-1]


def _inflected(word: str) -> Iterator[str]:
    """Other forms of a word, as far as spelling tells."""
    for end in _INFLECTIONS:
        yield word + end
        if word.endswith(end) and len(word) > len(end) + 3:
            yield word.removesuffix(end)


def _space(last: str, line: str) -> str:
    """The space between two lines, as CSS Text has it: none between East Asian letters."""
    first = line[0]
    unspaced = _NO_SPACE.match(last) and _NO_SPACE.match(first)
    east_asian = _is_east_asian(last) and _is_east_asian(first)
    return "" if unspaced or east_asian or _CLOSING.match(line) else " "


def _is_east_asian(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a rule or a row of marks between two scenes."""
    return _RULE.match(line) is not None


def is_underline(line: str, title: str) -> bool:
    """Whether a line of marks stands below a title to underline it.

    A line of `_` is as wide as the title then: mail programs draw a rule of them.
    """
    below, above = width(line.strip()), width(title.strip())
    found = _UNDERLINE.match(line)
    if found and found[1] == "_":
        return below == above
    return found is not None and above <= 2 * below <= 4 * above + 20


def is_division(line: str) -> bool:
    """Whether a line names a chapter, a preface or the like."""
    line = line.strip()
    return width(line) <= 120 and _DIVISION.fullmatch(line) is not None


def is_heading(line: str) -> bool:
    """Whether a line by itself may be a heading; what stands around it decides."""
    line = line.strip()
    if is_said_of_the_piece(line):
        return False
    if is_division(line):
        return True
    most = _MOST_WORDS_BEFORE_COLON if announces(line) else _MOST_WORDS
    return (
        0 < width(line) <= WIDEST_HEADING
        and len(line.split()) <= most
        and not _FULL_STOP.search(line)
        and not _NO_HEADING.match(line)
        and not _SENTENCES.search(line)
        and not (starts_speech(line) or has_cells(line))
        and not breaks_off(line)
        and not line[0].islower()
        and any(char.isalpha() for char in line)
    )


def level_of(line: str, *, has_divisions: bool) -> int:
    """How deep a heading of a text is, 2 being the highest below the title."""
    if found := _NUMBER.match(line.strip()):
        return min(2 + found[1].count("."), 6)
    return 2 if not has_divisions or is_division(line) else 3


def counts_on(line: str, after: str) -> bool:
    """Whether two lines begin with numbers of sections, one after the other, as in contents."""
    first, second = _NUMBER.match(line.strip()), _NUMBER.match(after.strip())
    if not first or not second:
        return False
    above, below = ([*map(int, found[1].split("."))] for found in (first, second))
    steps = [[*above, 1], *([*above[:i], above[i] + 1] for i in range(len(above)))]
    return below in steps


def is_said_of_the_piece(line: str) -> bool:
    """Whether a line is a credit or a date."""
    return bool(byline(line) or is_byline_label(line) or date_of_line(line))


_FEWEST_PAGES = 3
"""Of two nobody can tell what returns."""
_SHORTEST_PAGE = 20
"""Lines; parts of a text that have numbers are often shorter."""
_EVEN = 0.85
"""The share of its longest page that each has, also the one before the first number."""
_PAGE_NUMBER = lazy_pattern(r"(?<!\d)(\d{1,4})\D{0,9}$")


def running_lines(lines: Sequence[str]) -> Set[int]:
    """The places of heads and feet of pages, as RFCs have them in the midst of their text.

    A line of its own that returns with the next number, after about as many lines each time,
    ends a page if the same words return at one place beside it on most pages: parts of a text
    have headings with numbers, too.
    """
    written = [place for place, line in enumerate(lines) if line.strip()]
    apart = [
        here
        for before, here in pairwise([-2, *written])
        if here - before > 1 and (here + 1 == len(lines) or not lines[here + 1].strip())
    ]
    numbered: defaultdict[str, list[int]] = defaultdict(list)
    for place in apart:
        if _PAGE_NUMBER.search(lines[place]):
            numbered[_sign(lines[place])].append(place)
    found: set[int] = set()
    alone = set(apart)
    order = {place: index for index, place in enumerate(written)}
    for ends in filter(lambda each: _are_pages(lines, each), numbered.values()):
        with_it: set[int] = set()
        for step in (-1, 1):
            beside = [(order[end] + step, end) for end in ends]
            near = [(written[at], end) for at, end in beside if 0 <= at < len(written)]
            said = {
                place: (" ".join(lines[place].split()), place - end)
                for place, end in near
                if place in alone and _may_run(lines, place, step)
            }
            least = max(_FEWEST_PAGES - 1, len(ends) // 2)
            times = Counter(said.values())
            with_it.update(place for place in said if times[said[place]] >= least)
        found.update([*ends, *with_it] if with_it else [])
    return found


def _may_run(lines: Sequence[str], place: int, step: int) -> bool:
    """Whether a line is no sentence, and a foot further from the text than paragraphs are."""
    is_foot = step < 0
    is_apart = not (is_foot and "".join(lines[max(0, place - 2) : place]).strip())
    return is_apart and any(map(str.isalpha, lines[place])) and not ends_sentence(lines[place])


def _sign(line: str) -> str:
    """What a line says, its numbers left open."""
    return re.sub(r"\d+", "#", " ".join(line.casefold().split()))


def _are_pages(lines: Sequence[str], ends: Sequence[int]) -> bool:
    """Whether lines count pages, from one to the next, and these are of one length."""
    if len(ends) < _FEWEST_PAGES:
        return False
    numbers = [int(found[1]) for end in ends if (found := _PAGE_NUMBER.search(lines[end]))]
    lengths = [here - before for before, here in pairwise([-1, *ends])]
    longest = max(lengths)
    return (
        all(here == before + 1 for before, here in pairwise(numbers))
        and longest >= _SHORTEST_PAGE
        and all(each >= _EVEN * longest for each in lengths)
    )


_CUE = lazy_pattern(
    r"((?:\d{1,3}:)?\d\d:\d\d)[.,]\d{1,3}\s{1,9}-->\s{1,9}((?:\d{1,3}:)?\d\d:\d\d)[.,]\d{1,3}.*"
)
_STYLED = lazy_pattern(r"</?(?:[biucv]|font|lang|ruby|rt|\d[\d:.]*)\b[^<>]*>|\{\\[^{}]*\}")
_VOICE = lazy_pattern(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")
_TURN = lazy_pattern(r"[-–—\[(♪>]|[A-Z][A-Z ]{1,30}:")
_PAUSE = 2
"""Seconds in which nobody speaks, between two paragraphs."""


def said_in_cues(lines: Sequence[str], name: str = "") -> list[str]:
    """What subtitles say (SubRip, WebVTT), without their times; nothing of another text.

    Where they roll, each cue begins with what the one before ended with, which is said once.
    Their title comes first, which is what WebVTT has on its first line, or else the name; notes
    are left out.
    """
    head = next((line.strip("\ufeff ") for line in lines if line.strip()), "")
    is_web = head.partition(" ")[0] == "WEBVTT"
    lines = _without_notes(lines) if is_web else lines
    times = [place for place, line in enumerate(lines) if _CUE.fullmatch(line.strip())]
    above = [line for line in lines[: times[0]] if line.strip()] if times else []
    if not times or not (is_web or not above or (len(above) == 1 and head.isdigit())):
        return []
    cues = [
        _lines_of_cue(lines[place + 1 : after], is_web=is_web, is_last=after == len(lines))
        for place, after in pairwise([*times, len(lines)])
    ]
    plain = [[*map(_without_style, cue)] for cue in cues]
    again = [0, *map(_overlap, plain, plain[1:])]
    rolls = any(0 < count < len(cue) for cue, count in zip(cues, again, strict=True))
    said: list[list[str]] = []
    until, voice = 0, ""
    for place, cue, count in zip(times, cues, again, strict=True):
        start, end = (
            sum(int(part) * 60**power for power, part in enumerate(stamp.split(":")[::-1]))
            for stamp in _CUE.findall(lines[place].strip())[0]
        )
        for line in cue[count if rolls else 0 :]:
            words = _without_style(line)
            named = _VOICE.search(line)
            turns = _TURN.match(words) or (named and named[1] != voice)
            if not words:
                continue
            if not said or turns or (ends_sentence(said[-1][-1]) and start - until >= _PAUSE):
                said.append([])
            if named and named[1] != voice:
                voice = named[1]
                words = f"{voice}: {words}"
            said[-1].append(words)
        until = end
    title = head.removeprefix("WEBVTT").strip(" -\u2013\u2014") if is_web else ""
    return [title or name, "", *(line for lines in said for line in (join(lines), ""))]


def _without_notes(lines: Sequence[str]) -> list[str]:
    """The lines of a WebVTT file without its comments and styles, which a blank line ends."""
    kept: list[str] = []
    is_note = False
    for before, line in pairwise(["", *lines]):
        opens = not before.strip() and line.split(maxsplit=1)[:1] in (["NOTE"], ["STYLE"])
        is_note = bool(line.strip()) and (is_note or opens)
        kept += [] if is_note else [line]
    return kept


def _lines_of_cue(below: Sequence[str], *, is_web: bool, is_last: bool) -> list[str]:
    """What stands below the time of a cue, less the number or the name of the next one."""
    named = below[-1].strip() if below and not is_last else ""
    is_apart = len(below) < 2 or not below[-2].strip()
    if named.isdigit() or (named and is_web and is_apart):
        below = below[:-1]
    return [line.strip() for line in below if line.strip()]


def _without_style(line: str) -> str:
    return unescaped(_STYLED.sub("", line)).strip()


def _overlap(before: Sequence[str], cue: Sequence[str]) -> int:
    """How many lines a cue begins with that the one before ended with."""
    most = min(len(before), len(cue))
    return next((count for count in range(most, 0, -1) if before[-count:] == cue[:count]), 0)


def _goes_on(above: str, line: str) -> bool:
    """Whether a sentence goes on from a line to another."""
    if above.endswith((",", ";")):
        return True
    is_whole = above.endswith(":") or _SENTENCE_END.search(above)
    return line.lstrip()[:1].islower() and not is_whole


def without_running_lines(lines: Sequence[str]) -> list[str]:
    """Lines without heads and feet of pages; a sentence goes on over the gap they leave."""
    gone = running_lines(lines)
    kept: list[str] = []
    was_gone = False
    for place, line in enumerate(lines):
        if place in gone:
            was_gone = True
            while kept and not kept[-1].strip():
                kept.pop()
        elif line.strip():
            is_apart = was_gone and kept and not _goes_on(kept[-1].rstrip(), line)
            kept += ["", line] if is_apart else [line]
            was_gone = False
        elif not was_gone:
            kept.append(line)
    return kept
