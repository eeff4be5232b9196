"""How queries are written back."""

import pytest

from octavo.model.tag import Tag
from octavo.query import parse, str_of
from octavo.query.ast import FieldTerm, Query, TagName


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("  a   b ", "a b", id="blanks are folded"),
        pytest.param("a AND NOT b", "a -b", id="operators are the short ones"),
        pytest.param("(a) ((b))", "a b", id="parentheses that change nothing are gone"),
        pytest.param("(a OR b) c", "a OR b c", id="OR needs none beside words"),
        pytest.param("(a b) OR c", "(a b) OR c", id="words need them beside OR"),
        pytest.param("-(a OR b)", "-(a OR b)", id="a group that is left out needs them"),
        pytest.param("sort:title a", "a sort:title", id="the order comes last"),
        pytest.param("tag:(a OR b)", "tag:a OR tag:b", id="a field stands before each value"),
        pytest.param("“a b”", '"a b"', id="quotes are plain"),
        pytest.param('«a "b"»', '«a "b"»', id="unless plain ones stand inside"),
        pytest.param('「a "b" »」', '「a "b" »」', id="or others too"),
        pytest.param('tag:"ai"', "tag:ai", id="quotes that change nothing are gone"),
        pytest.param('tag:"a*"', 'tag:"a*"', id="quotes that keep a star stay"),
        pytest.param('author:"-x"', 'author:"-x"', id="quotes that keep a minus stay"),
        pytest.param("Words:＞１００", "words:>=101", id="numbers are bounds"),
        pytest.param("words:5..5", "words:5", id="a range of one is one"),
        pytest.param("added:2026-01-01..2026-12-31", "added:2026", id="a whole year"),
        pytest.param("added:2026-02-01..2026-02-28", "added:2026-02", id="a whole month"),
        pytest.param("added:2026-01..2026-02", "added:2026-01-01..2026-02-28", id="two months"),
        pytest.param("added:0900", "added:0900", id="a year has four digits"),
        pytest.param("added:>2026-03", "added:>=2026-04-01", id="from the day after"),
        pytest.param("added:<7d", "added:<1w", id="an age in its longest unit"),
        pytest.param("added:<=36h", "added:<36h", id="or in hours"),
        pytest.param("read:yesterday", "read:yesterday", id="yesterday"),
    ],
)
def test_prints(text: str, printed: str) -> None:
    assert str_of(parse(text)) == printed


def test_a_tag_from_elsewhere_reads_back() -> None:
    for name in ("«»", "say “hi”", "「a」 «b»", "(x)", "OR", "a:b", "*"):
        query = Query(FieldTerm("tag", TagName(Tag(name))))
        assert parse(str_of(query)) == query


def test_a_text_with_every_kind_of_quotes_loses_some() -> None:
    assert str_of(Query(FieldTerm("author", 'a"»」』b'))) == 'author:"a »」』b"'
