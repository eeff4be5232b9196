"""Queries for properties: as people might write them, and as trees."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

from octavo.model.errors import QueryError
from octavo.model.language import MISTAKEN
from octavo.model.tag import Tag
from octavo.query.ast import (
    Ago,
    And,
    Days,
    FieldTerm,
    FieldValue,
    Flag,
    Node,
    Not,
    Numbers,
    Or,
    Phrase,
    Query,
    Scope,
    Sort,
    SortField,
    TagName,
    Today,
    Where,
    Word,
)
from octavo.query.parser import parse

_PIECES = (
    *'"“”„«»「」()（）-－*=＝:：&#/<>,.',
    *(" ", "\u3000", "\n", "\x00", "\x1b"),
    *(
        "OR",
        "AND",
        "NOT",
        "or",
        "korea",
        "é",
        "人工知能",
        "ไทย",
        "🎉",
        "http://x.example",
        "12:30",
    ),
    *("title:", "note:", "tag:", "author:", "site:", "lang:", "is:", "in:", "sort:", "foo:"),
    *(
        "words:",
        "minutes:",
        "added:",
        "published:",
        "read:",
        "later:",
        "tag：",
        "policy/industry",
    ),
    *("unread", "trash", "archive", "all", "words", "ko", "zh-Hant", "today", "tomorrow"),
    *("friday", "later:mo"),
    *("2026", "2026-03", "-04", "..", "<7d", ">", "5", "２０２６"),
)

texts = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=10).map(" ".join),
)
"""What a cat, or a person in a hurry, may type."""

_letters = st.text("abcXYZéüß人工가ไ0'.-_/", min_size=1, max_size=8)
_words = _letters.filter(lambda text: text[0] not in "-" and any(map(str.isalnum, text)))
_names = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_marked_names = st.builds(
    "{}{}".format, _names, st.sampled_from(["", " «x»", ' "x"', "*", " (x)"])
)
_tags = _names.filter(lambda name: all(step.strip() for step in name.split("/"))).map(Tag)
_days = st.dates() | st.dates(date(2026, 1, 1), date(2026, 4, 1))


def _ranges(low: date | None, high: date | None) -> Days:
    return Days(*sorted((low, high))) if low and high else Days(low or None, high)


_spans = st.one_of(
    st.builds(_ranges, _days, st.none() | _days),
    st.builds(_ranges, st.none(), _days),
    st.builds(lambda year: Days(date(year, 1, 1), date(year, 12, 31)), st.integers(1, 9999)),
    st.builds(Ago, st.integers(1, 99_999).map(lambda n: timedelta(hours=n)), st.booleans()),
    st.builds(Today, st.sampled_from((-1, 0, 1))),
)


def _numbers(low: int, more: int, open_end: int) -> Numbers:
    return Numbers(None if open_end == 1 else low, None if open_end == 2 else low + more)


def _asked(*names: str, values: st.SearchStrategy[FieldValue]) -> st.SearchStrategy[FieldTerm]:
    return st.builds(FieldTerm, st.sampled_from(names), values)


_terms: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, _words, st.booleans(), st.sampled_from(Where)),
    st.builds(Phrase, _marked_names, st.booleans(), st.sampled_from(Where)),
    _asked("tag", values=st.builds(TagName, _tags, st.booleans())),
    _asked("author", "site", values=_marked_names),
    _asked("is", values=st.sampled_from(Flag)),
    _asked(
        "lang",
        values=st.from_regex(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,2}", fullmatch=True).filter(
            lambda code: code.partition("-")[0] not in MISTAKEN
        ),
    ),
    _asked(
        "words",
        "minutes",
        values=st.builds(
            _numbers, st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 2)
        ),
    ),
    _asked("added", "published", "read", "later", values=_spans),
)


def _joined(kind: type[And] | type[Or]) -> Callable[[list[Node]], Node]:
    """Parts as one node, without a node of a kind right in another of its kind."""

    def join(parts: list[Node]) -> Node:
        flat: list[Node] = []
        for part in parts:
            flat.extend(part.nodes if isinstance(part, kind) else (part,))
        return kind(tuple(flat))

    return join


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3)
    return st.one_of(
        nodes.map(lambda node: node.node if isinstance(node, Not) else Not(node)),
        several.map(_joined(And)),
        several.map(_joined(Or)),
    )


nodes = st.recursive(_terms, _grown, max_leaves=8)
"""Trees as the parser makes them, without places."""

_places = _asked("in", values=st.sampled_from(Scope))
_unplaces = st.sampled_from((Scope.ARCHIVE, Scope.NOTES, Scope.TRASH)).map(
    lambda place: Not(FieldTerm("in", place))
)
_wheres = st.one_of(
    st.none(),
    nodes,
    _places,
    st.tuples(nodes, _places | _unplaces).map(lambda both: _joined(And)(list(both))),
)

queries = st.builds(
    Query, _wheres, st.none() | st.builds(Sort, st.sampled_from(SortField), st.booleans())
)


def parsed(text: str, *, typing: bool = False) -> Query | None:
    """What a text reads as; None where it cannot be read."""
    try:
        return parse(text, typing=typing)
    except QueryError:
        return None
