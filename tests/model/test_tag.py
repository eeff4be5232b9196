"""Tags, and the edits that put them on and take them off."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagEdit

names = st.text(min_size=1, max_size=12)
tags = st.sampled_from(["ai", "AI", "korea", "policy", "policy/industry"]).map(Tag) | st.just(
    Tag("machine learning")
)
edits = st.builds(
    lambda add, remove: TagEdit(add - remove, remove), st.frozensets(tags), st.frozensets(tags)
)


def test_a_tag_is_shown_as_it_was_written() -> None:
    assert str(Tag("Machine Learning")) == "Machine Learning"
    assert repr(Tag("AI")) == "Tag('AI')"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("AI", "ai", id="case"),
        pytest.param("STRASSE", "straße", id="folded letters"),
        pytest.param("e\u0301", "é", id="composed and decomposed letters"),
        pytest.param("  a\t b ", "a b", id="blanks"),
        pytest.param("\u200ca b\u200d \u200c", "a b", id="joiners at the ends"),
        pytest.param("a\u200c/\u200db", "a/b", id="joiners at a slash"),
    ],
)
def test_equal_whatever_the(one: str, other: str) -> None:
    assert Tag(one) == Tag(other)
    assert hash(Tag(one)) == hash(Tag(other))
    assert len({Tag(one), Tag(other)}) == 1


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क्\u200dष", "👨\u200d👩\u200d👧\u200d👦"])
def test_joiners_within_a_tag_are_kept(name: str) -> None:
    assert str(Tag(name)) == name


def test_a_tag_equals_the_text_that_names_it() -> None:
    assert Tag("AI") == "ai"
    assert Tag("AI") != "korea"
    assert Tag("1") != 1


def test_tags_go_from_a_whatever_their_case() -> None:
    written = [Tag(name) for name in ("b", "A", "C", "a/b")]

    assert sorted(written) == ["A", "a/b", "b", "C"]
    assert max(written) == "C"
    assert min(written) == "A"
    assert Tag("a") <= Tag("A") <= "b"
    assert Tag("B") >= "a"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param(" \t", "empty", id="blanks"),
        pytest.param("\u200c\u200d", "empty", id="joiners alone"),
        pytest.param("a/\u200c/b", "step", id="a step of a joiner"),
        pytest.param("a,b", "comma", id="a comma"),
        pytest.param('a"b', "double quote", id="a quote"),
        pytest.param("+a", "start with", id="a plus in front"),
        pytest.param("-a", "start with", id="a minus in front"),
        pytest.param("a\x1bb", "control", id="an escape character"),
        pytest.param("a\u202eb", "control", id="a mark that turns the direction"),
        pytest.param("a\ud800", "control", id="half a character"),
        pytest.param("a//b", "step", id="an empty step"),
        pytest.param("a/", "step", id="a slash at the end"),
        pytest.param("/a", "step", id="a slash in front"),
        pytest.param("a/ /b", "step", id="a blank step"),
    ],
)
def test_is_no_tag(name: str, problem: str) -> None:
    with pytest.raises(InvalidTag, match=problem) as caught:
        Tag(name)

    assert caught.value.name == name


@given(names)
def test_a_tag_made_of_a_tag_is_the_same(name: str) -> None:
    try:
        tag = Tag(name)
    except InvalidTag:
        return
    assert str(Tag(str(tag))) == str(tag)
    assert Tag(tag) is tag


def test_a_tag_can_be_copied_and_sent() -> None:
    for twin in (copy.deepcopy(Tag("AI")), pickle.loads(pickle.dumps(Tag("AI")))):
        assert str(twin) == "AI"
        assert twin.key == "ai"


@pytest.mark.parametrize(
    ("tag", "other", "covered"),
    [
        pytest.param("policy", "Policy", True, id="itself"),
        pytest.param("policy", "POLICY/industry", True, id="one below"),
        pytest.param("policy", "policymaker", False, id="a longer one"),
        pytest.param("policy/industry", "policy", False, id="the one above"),
    ],
)
def test_covers(tag: str, other: str, covered: bool) -> None:
    assert Tag(tag).covers(Tag(other)) is covered


@pytest.mark.parametrize(
    ("line", "add", "remove"),
    [
        pytest.param("", [], [], id="nothing"),
        pytest.param("ai", ["ai"], [], id="no sign adds"),
        pytest.param("+ai -draft b/c", ["ai", "b/c"], ["draft"], id="all kinds"),
        pytest.param("+ai,-draft, korea", ["ai", "korea"], ["draft"], id="commas"),
        pytest.param('+"machine learning" -"a b"', ["machine learning"], ["a b"], id="quotes"),
        pytest.param("+ai -AI", [], ["ai"], id="the last sign wins"),
        pytest.param("-ai +ai", ["ai"], [], id="the last sign wins the other way"),
    ],
)
def test_reads_an_edit(line: str, add: list[str], remove: list[str]) -> None:
    assert TagEdit.parse(line) == TagEdit(frozenset(map(Tag, add)), frozenset(map(Tag, remove)))


@pytest.mark.parametrize("line", ['+"open', "+", "- ", "--a", "+-a", '+""', "a//b"])
def test_is_no_edit(line: str) -> None:
    with pytest.raises(InvalidTag):
        TagEdit.parse(line)


@given(edits)
def test_an_edit_prints_and_reads_back_as_itself(edit: TagEdit) -> None:
    assert TagEdit.parse(str(edit)) == edit


@given(st.text(max_size=20))
def test_any_line_is_an_edit_or_an_error(line: str) -> None:
    try:
        edit = TagEdit.parse(line)
    except InvalidTag:
        return
    assert TagEdit.parse(str(edit)) == edit


@given(edits, st.frozensets(tags))
def test_an_edit_leaves_what_it_adds_and_nothing_that_it_removes(
    edit: TagEdit, before: frozenset[Tag]
) -> None:
    after = edit.apply(before)

    assert edit.add <= after
    assert not edit.remove & after
    assert after - edit.add == before - edit.add - edit.remove
    assert edit.apply(after) == after


def test_an_edit_keeps_the_case_that_a_tag_was_first_written_in() -> None:
    [tag] = TagEdit.parse("+AI").apply([Tag("ai")])
    assert str(tag) == "ai"


def test_an_edit_without_tags_is_none() -> None:
    assert not TagEdit()
    assert TagEdit.parse("-ai")
