"""What may stand at the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.tag import Tag
from octavo.query.fields import FIELDS, completions
from tests.growth import calls
from tests.query.writing import texts

KNOWN: dict[str, list[str]] = {
    "tag": [
        Tag("ai"),
        Tag("policy/industry"),
        Tag("Machine learning"),
        Tag("air"),
        Tag("café"),
    ],
    "@": ["Korea AI", "late"],
    "site": ["the-ledger.example", "Example Daily"],
}


def completed(text: str) -> list[str]:
    """The texts that the completions at `|` make."""
    before, after = text.split("|")
    found = completions(before + after, len(before), KNOWN)
    return [
        (before + after)[: c.start] + c.replacement + (before + after)[c.end :] for c in found
    ]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param("ta|", ["tag:"], id="a field"),
        pytest.param("a -TA|", ["a -tag:"], id="a field after a minus"),
        pytest.param("(a OR ti|", ["(a OR title:"], id="a field in parentheses"),
        pytest.param("ti|le:x", ["title:x"], id="a field with a value"),
        pytest.param("is:un|", ["is:unread", "is:untagged", "is:unsourced"], id="a flag"),
        pytest.param("is:unr|ead a", ["is:unread a"], id="in the midst of one"),
        pytest.param("in:t|", ["in:trash"], id="a place"),
        pytest.param("sort:re|", ["sort:relevance"], id="an order"),
        pytest.param("sort:-re|", ["sort:-relevance"], id="an order reversed"),
        pytest.param("added:t|", ["added:today"], id="a day"),
        pytest.param("-tag:ai|", ["-tag:ai", "-tag:air"], id="a tag"),
        pytest.param("tag:ir|", ["tag:air"], id="a tag that holds it"),
        pytest.param("tag:ind|", ["tag:policy/industry"], id="a step of a tag"),
        pytest.param("tag:dust|", ["tag:policy/industry"], id="a part of a tag"),
        pytest.param("x @|", ['x @"Korea AI"', "x @late"], id="the names of saved queries"),
        pytest.param("x -@la|", ["x -@late"], id="a name"),
        pytest.param("(@ai|", ['(@"Korea AI"'], id="a word of a name"),
        pytest.param('@"kor|', ['@"Korea AI"'], id="a name in an open quote"),
        pytest.param("tag:(@la|", [], id="no name in the parentheses of a field"),
        pytest.param("tag:lea|", ['tag:"Machine learning"'], id="a word of a tag gets quotes"),
        pytest.param('tag:"mach|', ['tag:"Machine learning"'], id="in open quotes"),
        pytest.param('tag:"mach|" a', ['tag:"Machine learning" a'], id="in closed quotes"),
        pytest.param("tag:cafe|", ["tag:café"], id="without its accent"),
        pytest.param("tag：pol|", ["tag：policy/industry"], id="after a full-width colon"),
        pytest.param(
            "tag:(ai OR pol|", ["tag:(ai OR policy/industry"], id="in a field's group"
        ),
        pytest.param("tag:(ai) ti|", ["tag:(ai) title:"], id="after a field's group"),
        pytest.param("site:led|", ["site:the-ledger.example"], id="a site"),
        pytest.param('site:"example d|', ['site:"Example Daily"'], id="a site of two words"),
        pytest.param("korea|", [], id="a plain word"),
        pytest.param("tag:ai| ", ["tag:ai ", "tag:air "], id="a whole tag that may go on"),
        pytest.param('"ta|', [], id="a phrase"),
        pytest.param('"ta"|', [], id="the end of a phrase"),
        pytest.param("(ta)|", [], id="the end of a group"),
        pytest.param("a OR|", [], id="an operator"),
        pytest.param("foo:x|", [], id="an unknown field"),
        pytest.param("words:>|", [], id="a number"),
        pytest.param("& " * 2000 + "ta|", [], id="no query any more"),
    ],
)
def test_completes(text: str, made: list[str]) -> None:
    assert completed(text) == made


@pytest.mark.parametrize("text", ["|", "a |", "(|", "-|", "a (b OR |", "| a"])
def test_any_field_may_stand_where_something_begins(text: str) -> None:
    assert completed(text) == [text.replace("|", f"{field}:") for field in FIELDS]


def test_without_values_known_all_tags_are_unknown() -> None:
    assert completions("tag:a") == []


@given(texts, st.integers(0, 30))
def test_a_completion_stands_around_the_cursor(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))

    for completion in completions(text, cursor, KNOWN):
        assert 0 <= completion.start <= cursor <= completion.end <= len(text)
        assert completion.replacement.isprintable()


def test_what_is_too_long_for_a_query_is_not_read_to_its_end() -> None:
    pasted = "a weir " * 100_000
    assert calls(lambda: completions(pasted)) < 100_000
