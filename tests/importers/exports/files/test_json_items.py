"""Arrays of objects in JSON, of any length and in any state."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.exports.files.json_items import (
    Item,
    ItemError,
    collected,
    document,
    elements,
    first_fields,
    first_item,
    items,
)
from octavo.importers.exports.files.parts import part_of
from octavo.model.errors import DraftRejected

LAMPS = [{"id": id, "name": f"lamp {id}", "tags": [{"x": 1, "y": 2}]} for id in range(4)]


def found(text: str | bytes, within: str = "") -> list[Item | ItemError]:
    data = text.encode() if isinstance(text, str) else text
    return list(items(part_of(data, "lamps.json"), within))


def ids(text: str | bytes, within: str = "") -> list[object]:
    return [
        item.value["id"] if isinstance(item, Item) and isinstance(item.value, dict) else "fault"
        for item in found(text, within)
    ]


WRITTEN = json.dumps(LAMPS)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        pytest.param(WRITTEN, "", id="an array"),
        pytest.param("\ufeff\n " + json.dumps(LAMPS, indent=2), "", id="indented, with a mark"),
        pytest.param(WRITTEN.encode("utf-16"), "", id="UTF-16"),
        pytest.param(f'{{"results": {WRITTEN}}}', "results", id="within a field"),
        pytest.param(
            json.dumps({"a": {"b": [1]}, "c": [1, [2]], "d": "]", "results": LAMPS}),
            "results",
            id="behind other fields",
        ),
        pytest.param(WRITTEN.replace("}, {", "} {"), "", id="a comma that was forgotten"),
        pytest.param(WRITTEN.replace("lamp", "la\nmp"), "", id="a line end inside of a text"),
        pytest.param(
            WRITTEN.encode().replace(b"lamp", b"l\xffmp"), "", id="bytes that are no text"
        ),
    ],
)
def test_each_item_is_read(text: str | bytes, within: str) -> None:
    assert ids(text, within) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        pytest.param('"lamp 1"', '"lamp 1', id="a quote is missing at the end"),
        pytest.param('"lamp 1"', "nil", id="a word that is no value"),
        pytest.param('"lamp 1"', '"\\x"', id="an escape that is none"),
        pytest.param('"id": 1,', '"id": 1 ]', id="a bracket too many"),
        pytest.param('"lamp 1"', "[" * 10_000 + "]" * 10_000, id="nested without an end"),
        pytest.param('"lamp 1"', "9" * 10_000, id="a number without an end"),
    ],
)
def test_an_item_at_fault_ends_the_array_with_a_reason(good: str, bad: str) -> None:
    *_, last = found(WRITTEN.replace(good, bad))

    assert ids(WRITTEN.replace(good, bad)) == [0, "fault"]
    assert isinstance(last, ItemError)
    assert last.reason.startswith("the file breaks off at item 2: ")


@pytest.mark.parametrize("cut", [1, 2, 10, 30])
def test_a_file_that_breaks_off_gives_what_is_before(cut: int) -> None:
    *whole, last = found(WRITTEN[:-cut])

    assert len(whole) == (4 if cut == 1 else 3)
    assert isinstance(last, ItemError)
    assert "breaks off" in last.reason


@pytest.mark.parametrize("behind", ["garbage", '[{"id": 9}]', ", {}"])
def test_what_stands_behind_the_end_is_told(behind: str) -> None:
    for whole in (json.dumps([{"id": 0}]), json.dumps({"items": [{"id": 0}]})):
        *_, last = (each for _, each in elements(part_of(f"{whole}\n{behind}".encode(), "x")))
        assert isinstance(last, ItemError)
        assert last.reason == "it stands behind the end of the JSON, and is not read"


def test_items_longer_than_what_is_read_at_once_are_whole() -> None:
    long = [{"id": id, "text": "ä" * 700_000} for id in range(3)]

    assert ids(json.dumps(long)) == [0, 1, 2]
    assert ids(json.dumps(long, ensure_ascii=False)) == [0, 1, 2]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "[[[", "{", '{"a"', "x", '{"a":'])
def test_what_holds_no_items_gives_none(text: str) -> None:
    assert not [item for item in found(text) if isinstance(item, Item)]
    assert not [item for item in found(text, "results") if isinstance(item, Item)]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(), values, max_size=4)


@given(st.lists(objects), st.booleans(), st.sampled_from([None, 1]))
def test_what_a_writer_writes_is_read_again(
    written: list[dict[str, object]], ascii: bool, indent: int | None
) -> None:
    text = json.dumps(written, ensure_ascii=ascii, indent=indent)
    data = text.encode("utf-8", "replace")

    read = found(data)

    assert len(read) == len(written)
    if ascii:
        assert [item.value for item in read if isinstance(item, Item)] == written
        assert [json.loads(item.raw) for item in read] == written


@given(st.data())
def test_any_change_of_a_file_gives_items_or_faults(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WRITTEN)))
    length = data.draw(st.integers(0, 9))
    put = data.draw(st.binary(max_size=6))
    changed = WRITTEN.encode()
    changed = changed[:at] + put + changed[at + length :]

    assert all(isinstance(item, Item | ItemError) for item in found(changed))


def test_items_can_be_mended_and_read_again() -> None:
    raws = [item.raw for item in found(WRITTEN)]

    assert ids(collected(raws)) == [0, 1, 2, 3]
    assert ids(collected(raws, "results"), "results") == [0, 1, 2, 3]
    assert ids(collected([])) == []


def test_the_first_item_is_known_even_where_it_is_long() -> None:
    part = part_of(json.dumps([{"id": 1, "text": "x" * 200_000, "url": ""}]).encode(), "x")

    assert first_item(part) == {"id": 1, "text": None}


def test_the_first_fields_are_known() -> None:
    part = part_of(b'{"a": 1, "roots": {"b": ', "x")

    assert first_fields(part) == {"a": 1, "roots": None}
    assert first_item(part) == {}


@pytest.mark.parametrize("text", ["", "[1", "[" * 100_000, "9" * 5_000, "{]"])
def test_a_document_at_fault_is_rejected(text: str) -> None:
    with pytest.raises(DraftRejected):
        document(part_of(text.encode(), "x.json"))
