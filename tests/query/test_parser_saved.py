"""`@name` in a query."""

import pytest
from hypothesis import given

from octavo.model.errors import QueryError
from octavo.query import Query, parse, parser
from octavo.query.parser import MAX_DEPTH, SavedText, references
from octavo.query.ranges import Unreadable
from tests.query.writing import texts

KEPT = {
    "korea": "korea OR corée",
    "Korea AI": "@korea tag:ai sort:-words",
    "trash": "in:trash",
    "ring": "tag:a @ring2",
    "ring2": "@ring",
    "broken": "tag:",
    "all": "",
    "late": "added:<7d",
}


def saved(name: str, begun: bool) -> SavedText | None:
    """The saved query with a name, or the only one that begins so."""
    names = [n for n in KEPT if n.casefold() == name.casefold()]
    if not names and begun:
        names = [n for n in KEPT if n.casefold().startswith(name.casefold())]
    if not names:
        raise Unreadable(f"none is called {name}")
    return SavedText(names[0], KEPT[names[0]]) if len(names) == 1 else None


def read(text: str, *, typing: bool = False) -> Query:
    return parse(text, typing=typing, saved=saved)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        pytest.param("@korea", "korea OR corée", id="by itself"),
        pytest.param("@korea tag:x", "(korea OR corée) tag:x", id="beside others"),
        pytest.param("-@korea tag:x", "-(korea OR corée) tag:x", id="behind a minus"),
        pytest.param("@late OR tag:x", "added:<7d OR tag:x", id="beside OR"),
        pytest.param("(@korea tag:x) OR y", "((korea OR corée) tag:x) OR y", id="in a group"),
        pytest.param('@"korea ai"', "(korea OR corée) tag:ai sort:-words", id="in quotes"),
        pytest.param(
            '@"Korea AI" sort:title', "(korea OR corée) tag:ai sort:title", id="order"
        ),
        pytest.param(
            'x OR @"Korea AI"', "x OR ((korea OR corée) tag:ai)", id="order of a part"
        ),
        pytest.param("＠late x", "added:<7d x", id="full-width"),
        pytest.param("@trash tag:x", "in:trash tag:x", id="where to look"),
        pytest.param("@all", "", id="everything"),
        pytest.param("@all tag:x", "tag:x", id="everything that has a tag"),
        pytest.param("me@korea.example", "me@korea.example", id="an address of mail is a word"),
        pytest.param('"@korea"', '"@korea"', id="quotes make it words"),
        pytest.param("title:@korea", "title:@korea", id="a value is a value"),
        pytest.param("tag:(@korea x)", "tag:(@korea x)", id="in parentheses as well"),
        pytest.param("a @ b", "a b", id="a lone one is passed over"),
    ],
)
def test_a_name_stands_for_what_was_saved(text: str, same: str) -> None:
    assert read(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("x @nope", "none is called nope", id="no such name"),
        pytest.param("x @ring", "in a circle: @ring → @ring2 → @ring", id="a circle"),
        pytest.param("x @broken", "in @broken: tag: needs a value", id="one that is broken"),
        pytest.param("-@trash", "@trash says with in: where to look", id="where not to look"),
        pytest.param(
            "(x @trash)", "@trash says with in: where to look", id="where, in a group"
        ),
        pytest.param("x OR @trash", "in: and sort: are for the whole query", id="or where"),
        pytest.param('x @""', "right after @", id="no name"),
        pytest.param("x @kor*", "its whole name right after @", id="a star"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(QueryError, match=problem) as error:
        read(text)
    assert "@" in text[error.value.start : error.value.end]


def test_a_query_may_not_come_in_itself() -> None:
    with pytest.raises(QueryError, match="@loop → @loop"):
        parser.parse("a @loop", saved=lambda name, _: SavedText(name, "x"), within="loop")


def test_the_beginning_of_a_name_counts_once_it_can_mean_only_one() -> None:
    assert read("x @la", typing=True) == read("x @late")
    assert read("x @k", typing=True) == read("x @", typing=True) == read("x")
    assert read("@", typing=True) == Query()
    with pytest.raises(QueryError):
        read("x @q", typing=True)


@given(texts)
def test_it_reads_as_the_text_would_in_parentheses(text: str) -> None:
    """Whatever can stand in parentheses can be saved and used in its place."""
    try:
        parse(text)
        query = parse(f"({text}) zebra")
    except QueryError:
        return
    assert parse("@it zebra", saved=lambda name, _: SavedText(name, text)).where == query.where


def test_long_chains_and_many_uses_end_in_an_error() -> None:
    with pytest.raises(QueryError, match="too many saved queries"):
        parse("@0", saved=lambda name, _: SavedText(name, f"@{int(name) + 1}"))
    with pytest.raises(QueryError, match="up to 1024 terms"):
        parse("@0", saved=_twice)


def _twice(name: str, _: bool) -> SavedText:
    """Twenty queries, each of which uses the next one twice."""
    after = int(name) + 1
    return SavedText(name, f"@{after} @{after}" if after < MAX_DEPTH // 2 else "x")


def test_the_names_in_a_text_are_told_with_their_places() -> None:
    text = 'a (@one OR -@"Two words") title:@three "@four"'
    named = [(each.name, text[each.start : each.end]) for each in references(text)]
    assert named == [("one", "@one"), ("Two words", '@"Two words"')]
