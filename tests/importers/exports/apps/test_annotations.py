"""Hypothesis' annotations: quotes, notes, replies and tags on pages."""

import json
from datetime import UTC, datetime

import pytest

from octavo.importers.exports.apps.annotations import HYPOTHESIS
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import format_of
from octavo.model.draft import Draft, DraftNote, Record
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from tests.importers.exports.samples import tagged

QUOTE = {
    "selector": [
        {"type": "TextPositionSelector", "start": 1, "end": 2},
        {"type": "TextQuoteSelector", "exact": " all\nnight ", "prefix": "It ", "suffix": "."},
    ]
}


def read(**fields: object) -> Draft | DraftRejected:
    """What one annotation becomes."""
    page = {
        "uri": "https://lamp.example/window",
        "document": {"title": ["A lamp"]},
        "target": [],
        "tags": [],
        "created": "2020-09-13T12:26:40.000000+00:00",
    }
    data = json.dumps({"annotations": [{**page, **fields}]}).encode()
    part = part_of(data, "h.json")
    assert HYPOTHESIS.recognises(part)
    [row] = HYPOTHESIS.rows(part, ())
    assert not isinstance(row.draft, Record)
    return row.draft


def made(**fields: object) -> Draft:
    """The draft that one annotation becomes."""
    draft = read(**fields)
    assert isinstance(draft, Draft)
    return draft


def test_a_quote_keeps_what_stands_around_it() -> None:
    draft = made(target=[QUOTE], text="Until when?", tags=["light"])

    assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/window")
    assert draft.notes == (
        DraftNote(
            text="Until when?",
            highlight=Highlight(" all night ", "It ", "."),
            tags=tagged("light"),
            added=datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC),
        ),
    )
    assert draft.tags == frozenset()


def test_a_note_on_the_whole_page_has_no_quote() -> None:
    [note] = made(text="Mine.").notes

    assert (note.text, note.highlight) == ("Mine.", None)


def test_a_reply_is_a_note_that_says_whose_it_is() -> None:
    [note] = made(text="Until morning.", references=["1"], user="acct:bo@hypothes.is").notes

    assert note.text == "bo: Until morning."


def test_tags_alone_are_those_of_the_page() -> None:
    draft = made(tags=["light", "night"])

    assert draft.tags == tagged("light", "night")
    assert draft.notes == ()


@pytest.mark.parametrize(
    ("uri", "document", "title"),
    [
        ("urn:x-pdf:abc", {"title": ["A paper"]}, "A paper"),
        ("file:///home/ida/a-paper.pdf", {}, "A paper"),
        ("urn:x-pdf:abc", {}, "Mine."),
    ],
)
def test_a_document_on_the_own_disk_has_a_key_and_no_address(
    uri: str, document: object, title: str
) -> None:
    draft = made(uri=uri, document=document, text="Mine.")

    assert (draft.title, draft.url, draft.source.key) == (title, "", uri)


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "chrome://newtab", "", None, 7])
def test_an_annotation_of_no_page_is_a_reason(uri: object) -> None:
    assert isinstance(read(uri=uri, text="Mine."), DraftRejected)


@pytest.mark.parametrize(
    "fields",
    [
        {"target": [{"selector": [{"type": "TextQuoteSelector", "exact": 7}]}], "text": "x"},
        {"target": {"selector": "x"}, "text": "x"},
        {"target": [None, [], {"selector": [None]}], "text": "x"},
        {"document": {"title": []}, "text": "x"},
        {"document": ["x"], "tags": {"a": 1}, "text": "x"},
        {"created": [], "user": {}, "references": 7, "text": "x"},
    ],
)
def test_fields_of_another_shape_are_passed_over(fields: dict[str, object]) -> None:
    assert [note.text for note in made(**fields).notes] == ["x"]


@pytest.mark.parametrize("within", ["rows", None])
def test_the_answers_of_the_service_are_read_too(within: str | None) -> None:
    item = {"uri": "https://a.example", "text": "Mine.", "target": [], "tags": []}
    data = json.dumps({"total": 1, within: [item]} if within else [item]).encode()
    part = part_of(data, "h.json")
    [row] = HYPOTHESIS.rows(part, ())

    assert format_of(part) is HYPOTHESIS
    assert isinstance(row.draft, Draft)
    assert format_of(part_of(HYPOTHESIS.collected(part, [row.raw]).encode(), "x")) is HYPOTHESIS
