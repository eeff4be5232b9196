"""Operations, and how they are taken back."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.operation import Change, Operation

fields: st.SearchStrategy[dict[str, object] | None] = st.none() | st.dictionaries(
    st.text(max_size=5), st.none() | st.integers(0, 9) | st.text(max_size=5), max_size=3
)
changes = st.builds(
    Change,
    st.sampled_from(("articles", "notes", "queries", "rules", "feeds", "meta")),
    st.integers(1, 9),
    fields,
    fields,
)
operations = st.builds(
    Operation,
    sequence=st.integers(1, 99),
    time=st.datetimes(timezones=st.just(UTC)),
    label=st.text(max_size=9),
    changes=st.lists(changes, max_size=3).map(tuple),
    reverses=st.none() | st.integers(1, 99),
    quiet=st.booleans(),
)


def test_taking_back_an_added_article_takes_it_away() -> None:
    added = Change("articles", 1, None, {"title": "First"})

    assert added.inverse() == Change("articles", 1, {"title": "First"}, None)


@given(changes)
def test_taking_back_twice_is_doing_it(change: Change) -> None:
    assert change.inverse().inverse() == change


def test_it_touches_articles_and_notes_alone() -> None:
    operation = Operation(
        sequence=1,
        time=datetime(2026, 3, 4, tzinfo=UTC),
        label="tag 2 articles +ai",
        changes=(
            Change("articles", 1, {"tags": []}, {"tags": ["ai"]}),
            Change("notes", 2, {"tags": []}, {"tags": ["ai"]}),
            Change("queries", 3, None, {"name": "Later"}),
            Change("articles", 1, {"starred": False}, {"starred": True}),
        ),
    )

    assert operation.ids == {1, 2}


@given(operations)
def test_it_comes_back_from_json_as_it_was(operation: Operation) -> None:
    assert msgspec.json.decode(msgspec.json.encode(operation), type=Operation) == operation
