"""What a query means while its end is still being typed."""

import pytest

from octavo.model.errors import QueryError
from octavo.query import Query, parse, str_of
from octavo.query.ast import Word


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("kor", "kor*", id="the last word is a beginning"),
        pytest.param("kor ", "kor", id="a blank ends it"),
        pytest.param("north kor", "north kor*", id="the words before it are whole"),
        pytest.param("(north OR kor", "north OR kor*", id="also in open parentheses"),
        pytest.param("(north kor)", "north kor", id="but not in closed ones"),
        pytest.param("title:kor", "title:kor*", id="also in a field"),
        pytest.param("title:(kor", "title:kor*", id="also in a field's parentheses"),
        pytest.param("kor*", "kor*", id="a star stays one"),
        pytest.param("-dra", "-dra", id="not after a minus, which would leave out too much"),
        pytest.param("a -(b dra", "a -(b dra)", id="nor deep in what is left out"),
        pytest.param("人工", "人工*", id="in a script without spaces too"),
        pytest.param("tag:a", "tag:a*", id="a tag is a beginning"),
        pytest.param("-tag:a", "-tag:a", id="but not one that is left out"),
        pytest.param("tag:policy/", "tag:policy", id="a slash is on its way below a tag"),
        pytest.param('tag:"machine le', 'tag:"machine le"*', id="a quoted tag is a beginning"),
        pytest.param('tag:"ai"', "tag:ai", id="a closed quote ends it"),
        pytest.param("author:han", "author:han", id="a name is found in part anyway"),
        pytest.param('"side by si', '"side by" si*', id="an open quote ends in a beginning"),
        pytest.param('"side by ', '"side by"', id="unless a blank ends its last word"),
        pytest.param('"si', "si*", id="the first word in quotes is a beginning"),
        pytest.param('-"side by si', '-"side by si"', id="not in a quote that is left out"),
        pytest.param('title:"a b', 'title:"a" title:b*', id="also an open quote in a field"),
        pytest.param('a OR "b c', 'a OR ("b" c*)', id="an open quote is one side of OR"),
        pytest.param('"side (b', '"side"', id="a quote may end in what is no word"),
        pytest.param('="Éc', "Éc*", id="an open exact quote"),
    ],
)
def test_the_last_word_counts_as_a_beginning(typed: str, read: str) -> None:
    assert str_of(parse(typed, typing=True)) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param('a "', "a", id="an open quote"),
        pytest.param('a ""', "a", id="quotes with nothing in them yet"),
        pytest.param("a (", "a", id="an open parenthesis"),
        pytest.param("a ((b OR c) ", "a b OR c", id="one of two parentheses"),
        pytest.param("a OR", "a", id="OR"),
        pytest.param("a OR ", "a", id="OR and a blank"),
        pytest.param("a AND", "a", id="AND"),
        pytest.param("a NOT", "a", id="NOT"),
        pytest.param("a NOT ", "a", id="NOT and a blank"),
        pytest.param("OR", "", id="OR that may become ORACLE"),
        pytest.param("a -", "a", id="a minus"),
        pytest.param("a -OR", "a", id="a minus and what may become a word"),
        pytest.param("a &", "a", id="a mark"),
        pytest.param("a =", "a", id="an equals sign"),
        pytest.param("a title:=", "a", id="an equals sign in a field"),
        pytest.param("a tag:", "a", id="a field"),
        pytest.param("a -tag:", "a", id="a field after a minus"),
        pytest.param('a tag:"', "a", id="a field and an open quote"),
        pytest.param("a tag:(", "a", id="a field and an open parenthesis"),
        pytest.param("a is:un", "a", id="a flag that may be two"),
        pytest.param("a is:st", "a is:starred", id="a flag that can only be one"),
        pytest.param("a is:read", "a is:read", id="a flag that is whole and may go on"),
        pytest.param("a in:", "a", id="a place"),
        pytest.param("a in:tr", "a in:trash", id="a place that can only be one"),
        pytest.param("a sort:-", "a", id="an order reversed"),
        pytest.param("a sort:-w", "a sort:-words", id="an order that can only be one"),
        pytest.param("a lang:k", "a", id="a letter of a language"),
        pytest.param("a lang:zh-", "a lang:zh", id="a language with more to come"),
        pytest.param("a words:>", "a", id="a sign without its number"),
        pytest.param("a words:5.", "a", id="half the dots of a range"),
        pytest.param("a words:10..2", "a", id="a range whose end has more digits to come"),
        pytest.param("a added:202", "a", id="a year"),
        pytest.param("a added:2026-", "a", id="a year and a dash"),
        pytest.param("a added:2026-0", "a", id="half a month"),
        pytest.param("a added:<7", "a", id="an age without its unit"),
        pytest.param("a added:tod", "a", id="half of today"),
        pytest.param("a added:2026-12..2026-1", "a", id="a range whose end has more to come"),
    ],
)
def test_what_lacks_its_rest_is_read_as_what_is_there(typed: str, read: str) -> None:
    assert str_of(parse(typed, typing=True)) == read


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("a)", id="a parenthesis too many"),
        pytest.param("(a OR )", id="a gap before the end"),
        pytest.param("OR a", id="nothing before OR"),
        pytest.param("a - ", id="a minus and a blank"),
        pytest.param("tag: ", id="a field and a blank"),
        pytest.param("is:x", id="a flag that no letter can mend"),
        pytest.param("foo:b", id="an unknown field"),
        pytest.param("tag:+", id="a tag that no letter can mend"),
        pytest.param("words:x", id="a number that no letter can mend"),
        pytest.param("added:never", id="a date that no letter can mend"),
        pytest.param("is:un korea", id="half a flag before the last word"),
        pytest.param('"a" "" b', id="empty quotes before the last word"),
        pytest.param("a*b", id="a star in a word"),
        pytest.param("\\", id="a backslash and nothing else"),
        pytest.param("~ …", id="marks and nothing else"),
        pytest.param("-~", id="a minus before a mark"),
        pytest.param("title:~", id="a mark in a title"),
        pytest.param("\u0301", id="an accent without its letter"),
    ],
)
def test_what_no_letter_can_mend_is_an_error_at_once(typed: str) -> None:
    with pytest.raises(QueryError):
        parse(typed, typing=True)


def test_without_typing_a_word_is_whole() -> None:
    assert parse("kor") == Query(Word("kor"))
