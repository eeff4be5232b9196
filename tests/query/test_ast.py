"""Ways out when nothing is found."""

import pytest

from octavo.query import parse, str_of, without_each, words_of
from octavo.query.ast import Query


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        pytest.param("", [], id="nothing asked"),
        pytest.param("korea", [], id="one word has no way out"),
        pytest.param(
            "korea tag:ai", [("korea", "tag:ai"), ("tag:ai", "korea")], id="each of two terms"
        ),
        pytest.param(
            'korea "a b" -draft sort:title',
            [("korea", '"a b" -draft sort:title'), ('"a b"', "korea -draft sort:title")],
            id="not what a minus leaves out; the order stays",
        ),
        pytest.param("korea (a OR b)", [("korea", "a OR b")], id="not what OR joins"),
        pytest.param("korea OR japan", [], id="nothing of alternatives"),
    ],
)
def test_what_a_query_is_without_each_of_its_terms(
    query: str, ways: list[tuple[str, str]]
) -> None:
    found = without_each(parse(query))

    assert [(str_of(Query(term)), str_of(rest)) for term, rest in found] == ways


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("tag:ai is:unread", [], id="fields have none"),
        pytest.param("b a", ["b", "a"], id="in their order"),
        pytest.param("a title:a a*", ["a", "title:a", "a*"], id="each kind"),
        pytest.param("a b a", ["a", "b"], id="each once"),
        pytest.param('a ("b c" OR note:d)', ["a", '"b c"', "note:d"], id="at any depth"),
        pytest.param("a -b -(c OR d)", ["a"], id="none that are left out"),
    ],
)
def test_the_words_that_a_match_may_hold(query: str, words: list[str]) -> None:
    assert [str_of(Query(word)) for word in words_of(parse(query))] == words
