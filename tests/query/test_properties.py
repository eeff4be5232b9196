"""What holds for every query, and for every text that may be none."""

import pytest
from hypothesis import assume, given, settings

from octavo.model.errors import QueryError
from octavo.query import Query, parse, str_of
from octavo.query.characters import only_marks
from tests.query.writing import parsed, queries, texts

unhurried = settings(deadline=None)


@unhurried
@given(queries)
def test_a_query_prints_and_reads_back_as_itself(query: Query) -> None:
    assert parse(str_of(query)) == query


@unhurried
@given(texts)
def test_what_can_be_read_means_the_same_once_printed(text: str) -> None:
    query = parsed(text)
    assume(query is not None)
    assert query is not None

    assert parse(str_of(query)) == query


@unhurried
@given(texts)
def test_what_is_being_typed_means_the_same_once_printed(text: str) -> None:
    query = parsed(text, typing=True)
    assume(query is not None)
    assert query is not None

    assert parse(str_of(query)) == query


@unhurried
@given(texts)
def test_a_text_that_cannot_be_read_says_where(text: str) -> None:
    assume(parsed(text) is None)

    with pytest.raises(QueryError) as caught:
        parse(text)

    assert caught.value.problem
    assert caught.value.text == text
    assert 0 <= caught.value.start < caught.value.end <= len(text)


@unhurried
@given(texts)
def test_every_beginning_of_a_query_can_be_typed(text: str) -> None:
    assume(parsed(text) is not None)

    for end in range(len(text) + 1):
        assert only_marks(text[:end]) or isinstance(parse(text[:end], typing=True), Query)


@unhurried
@given(queries)
def test_every_beginning_of_a_printed_query_can_be_typed(query: Query) -> None:
    text = str_of(query)

    for end in range(len(text) + 1):
        assert only_marks(text[:end]) or isinstance(parse(text[:end], typing=True), Query)


@unhurried
@given(texts)
def test_typing_reads_whatever_can_be_read(text: str) -> None:
    assume(parsed(text) is not None)

    assert parsed(text, typing=True) is not None


@unhurried
@given(texts)
def test_a_blank_after_the_last_word_ends_the_typing(text: str) -> None:
    query = parsed(f"{text} ")
    assume(query is not None)

    assert parsed(f"{text} ", typing=True) == query
