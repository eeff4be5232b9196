"""No regular expression of octavo takes time by the square of what it is given.

All of them are found: those that a module holds, also inside of tables, and those that stand
in a call. Each is run, in the ways in which it is used, over long runs of its own characters,
of pairs of them, of digits in groups and of what it begins with, none of which it matches as a
whole. No time is asserted, only how it grows.
"""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple, NoReturn

import msgspec
import pytest

import octavo
from octavo.patterns import LazyPattern, lazy_pattern

WAYS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
END = "\x00"
"""What no pattern goes on with."""

SHORTEST = (500, 500, 2_000, 2_000)
"""Characters of the first run, each time that a pattern is tried, as what a busy machine takes
once is no growth; each run that follows is twice as long."""

LEAST_STEP = 2e-11
"""Seconds; any step of a pattern takes longer, so that what takes less than the square of such
steps does not grow by the square."""

LIMIT = 5
"""Seconds, after which all runs of a pattern, some hundredths together, do not end."""

SHORT_TEXTS = {
    "octavo.importers.dispatch._FRONT_MATTER": "the first 4 000 characters of a text",
    "octavo.importers.formats.html.provenance._MANIFEST": "8 000 characters of a header",
    "octavo.importers.web.page_drafts._AMP": "the first 8 192 bytes of a page",
    "octavo.markdown.blocks.chunks._ROWS": "the rows of a table, all of which end a line",
    "octavo.markdown.layout.caret._HARD_BREAK": "40 characters before a line",
    "octavo.markdown.plain_text._RULES": "4 000 characters of a paragraph, or a snippet",
}
"""What slow patterns are run over alone, where it is short."""

MOST = 9
"""Characters of one pattern of which pairs are tried."""

COMMON = "a7 .,-\n<>()[]\"'*#/:"
"""Characters that may belong to a class that names none."""

CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_NOT_WORD: r"\W",
}

Item = tuple[Any, Any]
Items = Sequence[Item]
"""A part of a pattern, and a pattern, as the parser of re sees them."""


class Case(NamedTuple):
    """A pattern, and one way in which it is used."""

    where: str
    pattern: re.Pattern[Any]
    way: str

    def seconds(self, text: str) -> float:
        """The time of the processor that it takes."""
        given: Any = text.encode() if isinstance(self.pattern.pattern, bytes) else text
        used = getattr(self.pattern, self.way)
        started = time.thread_time()
        if self.way == "finditer":
            for _ in used(given):
                pass
        elif self.way == "sub":
            used(lambda _: given[:0], given)
        else:
            used(given)
        return time.thread_time() - started


def compiled(lazy: LazyPattern[Any]) -> re.Pattern[Any]:
    """The pattern that a lazy one stands for."""
    return re.compile(*lazy.arguments)


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value is, or that are inside of it."""
    inside: Iterable[object] = ()
    match value:
        case re.Pattern():
            yield value
        case LazyPattern():
            yield compiled(value)
        case dict():
            inside = (*value, *value.values())
        case list() | tuple() | set() | frozenset():
            inside = value
        case msgspec.Struct():
            inside = (getattr(value, name) for name in value.__struct_fields__)
        case type() if value.__module__.startswith("octavo"):
            inside = vars(value).values()
    for each in inside:
        yield from patterns_in(each)


def needed(parsed: Iterable[tuple[Any, Any]]) -> set[int]:
    """The characters without which a pattern, as it is parsed, matches nothing."""
    found: set[int] = set()
    for kind, of in parsed:
        match kind, of:
            case op.LITERAL, _:
                found.add(of)
            case op.SUBPATTERN, (_, _, _, inner):
                found |= needed(inner)
            case ((op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT), (least, _, inner)):
                found |= needed(inner) if least else set()
            case op.BRANCH, (_, inner):
                found |= set.intersection(*map(needed, inner))
            case op.ASSERT, (_, inner):
                found |= needed(inner)
    return found


def ways_in(tree: ast.AST) -> dict[str, set[str]]:
    """The ways in which a module uses what it knows by a name, for all names."""
    ways: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=way) if way in WAYS:
                ways.setdefault(name, set()).add(way)
    return ways


def cases(modules: Iterable[ModuleType]) -> list[Case]:
    """The patterns in some modules, in each way in which they are used."""
    trees = {module: ast.parse(Path(module.__file__ or "").read_text()) for module in modules}
    held = list(cases_held(trees))
    return [*held, *cases_called(trees, {case.pattern.pattern for case in held})]


def cases_held(trees: Mapping[ModuleType, ast.AST]) -> Iterator[Case]:
    """The patterns that modules hold; where no use of one is seen, it may be a search."""
    ways: dict[re.Pattern[Any], set[str]] = {}
    where: dict[re.Pattern[Any], str] = {}
    for module, tree in trees.items():
        used = ways_in(tree)
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                where.setdefault(pattern, f"{module.__name__}.{name}")
                alone = isinstance(value, re.Pattern | LazyPattern)
                seen = used.get(name, set()) if alone else {"search"}
                ways.setdefault(pattern, set()).update(seen)
    for pattern in where:
        for way in sorted(ways[pattern]) or ["search"]:
            yield Case(where[pattern], pattern, way)


def cases_called(trees: Mapping[ModuleType, ast.AST], known: set[object]) -> Iterator[Case]:
    """The patterns that stand in calls, and are not known."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=way)):
                    text = said(module, node.args[0]) if way in (*WAYS, "compile") else None
                    if text is None or text in known:
                        continue
                    flags = "|".join(a for a in map(ast.unparse, node.args) if a[:3] == "re.")
                    pattern = re.compile(str(text), eval(flags or "0", {"re": re}))
                    way = "search" if way == "compile" else way
                    yield Case(f"{module.__name__}:{node.lineno}", pattern, way)


def said(module: ModuleType, node: ast.expr) -> object:
    """The pattern that an expression is; None if it is not told from the module alone.

    What a person or a text says in it, and nobody can know, is a letter.
    """
    match node:
        case ast.JoinedStr(values=values):
            return "".join(str(said(module, each) or "a") for each in values)
        case ast.FormattedValue(value=ast.Name(id=name)) | ast.Name(id=name):
            return vars(module).get(name)
        case ast.Constant(value=value):
            return value
    return None


def alphabet(items: Items) -> Iterator[str]:
    """The characters that a pattern is about, one or two of each of its classes."""
    for kind, value in items:
        match kind:
            case op.LITERAL:
                yield chr(value)
            case op.ANY | op.NOT_LITERAL:
                yield "a"
            case op.IN:
                yield from one_of(value)
                yield from (chr(each) for kind, each in value if kind is op.LITERAL)
                yield from (chr(each[0]) for kind, each in value if kind is op.RANGE)
            case _:
                for inside in parts(value):
                    yield from alphabet(inside)


def parts(value: object) -> Iterator[Any]:
    """The patterns inside of a repetition, a group or alternatives."""
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from parts(each)


def one_of(items: Items) -> Iterator[str]:
    """A character that belongs to a class."""
    negated = items[0][0] is op.NEGATE
    named = [chr(each) for kind, each in items if kind is op.LITERAL]
    ranges = [chr(each[0]) for kind, each in items if kind is op.RANGE]
    for character in COMMON if negated else (*named, *ranges, *COMMON):
        if any(map(character_is, [character] * len(items), items)) != negated:
            yield character
            return


def character_is(character: str, item: Item) -> bool:
    kind, value = item
    match kind:
        case op.LITERAL:
            return character == chr(value)
        case op.RANGE:
            return ord(character) in range(value[0], value[1] + 1)
        case op.CATEGORY:
            return re.match(CATEGORIES[value], character) is not None
    return False


def example(items: Items) -> str:
    """Something short that a pattern matches, near enough."""
    text = ""
    for kind, value in items:
        match kind:
            case op.LITERAL:
                text += chr(value)
            case op.ANY | op.NOT_LITERAL:
                text += "a"
            case op.IN:
                text += next(one_of(value), "")
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                text += example(value[2]) * min(max(value[0], 1), 3)
            case op.BRANCH:
                text += example(value[1][0])
            case op.SUBPATTERN:
                text += example(value[3])
            case op.ATOMIC_GROUP:
                text += example(value)
    return text


def beginnings(items: Items) -> Iterator[str]:
    """What a pattern can begin with, up to each of its parts, in each of its alternatives."""
    items = list(items)
    for place, (kind, value) in enumerate(items):
        before = example(items[:place])
        if kind is not op.LITERAL:
            yield before
        inside = value[1] if kind is op.BRANCH else [value[3]] if kind is op.SUBPATTERN else []
        for each in inside:
            yield from (before + rest for rest in beginnings(each))
    yield example(items)[:-1]


def runs(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What may be slow to look through: a beginning, and what then repeats."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    characters = list(dict.fromkeys([*alphabet(tree), " ", "a", "7", "\n"]))[:MOST]
    starts = list(dict.fromkeys(beginnings(tree)))[:MOST]
    for one, other in product(characters, repeat=2):
        yield "", one if one == other else one + other
    yield from (("", f"11{each}") for each in characters if not each.isalnum())
    for start in filter(None, starts):
        yield "", start
        yield from ((start, character) for character in characters)


def is_slow(case: Case, start: str, unit: str, shortest: int) -> bool:
    """Whether the time of a case grows much faster than what it is run over, twice in a row.

    What grows too little is tried once more, as the machine may have been busy the time before.
    """

    def seconds(size: int) -> float:
        return case.seconds(start + unit * (size // len(unit)) + END)

    before = 0.0
    for doubled in range(3):
        size = shortest << doubled
        if (now := seconds(size)) < size * size * LEAST_STEP:
            return False
        if now < 3 * before and now < 3 * min(before, seconds(size // 2)):
            return False
        before = now
    return True


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what takes more of the processor, a pattern too.

    Raises:
        TimeoutError: If it does.
    """

    def interrupt(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def slow_run(case: Case, limit: float = LIMIT) -> str:
    """What a case is slow over, or nothing."""
    start = unit = ""
    try:
        with limited(limit):
            for start, unit in runs(case.pattern):
                if all(is_slow(case, start, unit, size) for size in SHORTEST):
                    break
            else:
                return ""
    except TimeoutError:
        pass
    return f"{case.where}, {case.way}: {start!r}, then {unit!r} again and again"


ONE = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
"""What matches one character."""


def all_modules() -> Iterator[ModuleType]:
    found = pkgutil.walk_packages(octavo.__path__, "octavo.")
    names = [each.name for each in found if not each.name.endswith("__main__")]
    return map(importlib.import_module, names)


def groups_repeated_possessively(items: Items) -> bool:
    """Whether a pattern repeats more than one character and never gives any of it back."""
    return any(
        (kind is op.POSSESSIVE_REPEAT and [each in ONE for each, _ in value[2]] != [True])
        or any(map(groups_repeated_possessively, parts(value)))
        for kind, value in items
    )


@pytest.fixture(scope="module")
def held() -> list[Case]:
    """All patterns of octavo."""
    return cases(all_modules())


def test_no_pattern_repeats_a_group_possessively(held: list[Case]) -> None:
    """Before 3.11.5 Python is wrong about what they match; `(?>(?:…)*)` says the same."""
    assert groups_repeated_possessively(parser.parse("a(?:bc|d)*+"))
    assert not groups_repeated_possessively(parser.parse("a(?>(?:bc|d*+)*)"))
    found = {case.pattern: case.where for case in held}
    trees = {where: parser.parse(p.pattern, p.flags & ~re.DEBUG) for p, where in found.items()}
    assert [where for where, tree in trees.items() if groups_repeated_possessively(tree)] == []


def test_all_patterns_take_time_in_proportion(held: list[Case]) -> None:
    slow = (slow_run(case) for case in held if case.where not in SHORT_TEXTS)
    assert [run for run in slow if run] == []


PLANTED = """
import re
from octavo.patterns import lazy_pattern

_LAZY = lazy_pattern("d*e")
_AT_THE_END = re.compile(r"\\s+$")
_TABLE = {"two": (re.compile("a*b"),)}

def ends(text):
    return _AT_THE_END.sub("", text)

def call(text):
    return re.search(r"\\w+\\(", text)

def again(text):
    return re.fullmatch("(?:c|c)*d", text)

def fine(text):
    return re.match(r"\\s+$", text) or re.sub(r"(?<!\\s)\\s+$", "", text)
"""


def test_a_slow_pattern_is_found_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(PLANTED)
    module = ModuleType("planted")
    module.__file__ = str(tmp_path / "planted.py")
    exec(PLANTED, vars(module))
    runs = [slow_run(case, limit=0.2) for case in cases([module])]
    slow = [run.partition(": ")[0] for run in runs if run]

    assert slow == [
        "planted._LAZY, search",
        "planted._AT_THE_END, sub",
        "planted._TABLE, search",
        "planted:13, search",
        "planted:16, fullmatch",
    ]


def test_a_lazy_pattern_is_compiled_once_and_when_it_is_used() -> None:
    pattern, wrong = lazy_pattern(r"(?P<word>o)n", re.IGNORECASE), lazy_pattern("(")
    assert vars(pattern).keys() == {"arguments", "needs"}
    assert pattern.sub("ff", "ON on") == "ff ff"
    assert pattern.sub is pattern.sub
    assert (pattern.groupindex, pattern.flags & re.IGNORECASE) == ({"word": 1}, re.IGNORECASE)
    with pytest.raises(re.error):
        wrong.search("")


def test_a_lazy_pattern_is_not_compiled_for_what_lacks_the_character_that_it_needs() -> None:
    assert lazy_pattern("<", needs="<").sub("", "a<b<", count=1) == "ab<"
    pattern = lazy_pattern(r"<(\w)>", needs="<")
    assert (pattern.search("a>"), pattern.match("a>", 1), pattern.fullmatch("")) == (None,) * 3
    assert (pattern.findall("a"), [*pattern.finditer("a")], pattern.sub("b", "a")) == (
        [],
        [],
        "a",
    )
    assert "search" not in vars(pattern)
    assert pattern.sub(r"\1", "<a> <b>") == "a b"
    assert pattern.findall("<a>") == ["a"]
    assert (pattern.search("a"), pattern.sub("b", "a")) == (None, "a")


def test_no_pattern_matches_without_the_character_that_it_is_said_to_need() -> None:
    held = [
        (f"{module.__name__}.{name}", each, each.needs)
        for module in all_modules()
        for name, each in vars(module).items()
        if isinstance(each, LazyPattern) and each.needs is not None
    ]
    assert len(held) > 15
    for name, each, character in held:
        assert ord(character) in needed(parser.parse(*each.arguments)), name
