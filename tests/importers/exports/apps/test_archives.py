"""Omnivore's exports: lists of items, with their texts and highlights beside them."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.importers.exports.apps.archives import PAGE, notes_in
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import rows_of
from octavo.model.article import State
from octavo.model.draft import Draft, DraftNote, Record
from octavo.model.note import Highlight
from octavo.model.tag import Tag
from tests.importers.exports.samples import (
    OMNIVORE,
    OMNIVORE_ITEM,
    READECK,
    arrivals_in,
    drafts_in,
    tagged,
    zipped,
)

SLUG = OMNIVORE_ITEM["slug"]
TEXT = {f"content/{SLUG}.html": "<html><body><p>It <b>burned</b>.</p></body></html>"}
MARKED = {f"highlights/{SLUG}.md": "> It burned.\n\n#light #long night\n\nUntil when?\n"}


def item(**fields: object) -> str:
    return json.dumps([OMNIVORE_ITEM | fields])


def test_an_item_says_what_it_was() -> None:
    [lamp] = drafts_in({"metadata_0_to_20.json": OMNIVORE, **TEXT, **MARKED})

    assert lamp.title == "A lamp in the window"
    assert lamp.text == "It **burned**."
    assert lamp.authors == ("Ida Lund",)
    assert lamp.excerpt == "It burned all night."
    assert lamp.tags == tagged("light")
    assert lamp.added == datetime(2024, 10, 1, 8, tzinfo=UTC)
    assert (lamp.state, lamp.progress) == (State.READING, 0.4)
    assert (lamp.source.kind, lamp.source.key) == ("omnivore", "0a1b")
    assert lamp.notes == (
        DraftNote(
            text="Until when?",
            highlight=Highlight(exact="It burned."),
            tags=frozenset([Tag("light"), Tag("long night")]),
        ),
    )


def test_an_item_whose_text_is_missing_is_a_link() -> None:
    [lamp] = drafts_in({"metadata_0_to_20.json": OMNIVORE})

    assert lamp.text == ""
    assert lamp.url == "https://lamp.example/window"


def test_a_pdf_is_left_as_a_link() -> None:
    [lamp] = drafts_in({"metadata_0_to_20.json": OMNIVORE, f"content/{SLUG}.pdf": "%PDF-1.7"})

    assert lamp.text == ""


def test_a_mail_without_an_address_is_its_text() -> None:
    mail = item(url="https://omnivore.app/no_url?q=0a1b")

    [with_text] = drafts_in({"metadata_0_to_20.json": mail, **TEXT})
    [without] = drafts_in({"metadata_0_to_20.json": item(url="")})

    assert (with_text.url, with_text.text) == ("", "It **burned**.")
    assert (without.url, without.title) == ("", with_text.title)


@pytest.mark.parametrize(
    ("state", "progress", "archived", "read"),
    [
        ("Active", 0, False, State.UNREAD),
        ("Active", 37.5, False, State.READING),
        ("Active", 100, False, State.READ),
        ("Archived", 0, True, State.READ),
        ("Unknown", None, False, State.UNREAD),
    ],
)
def test_states(state: str, progress: object, archived: bool, read: State) -> None:
    [lamp] = drafts_in(item(state=state, readingProgress=progress))

    assert (lamp.archived, lamp.state) == (archived, read)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_stands_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "omnivore.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for _ in range(2):
            packed.writestr("metadata_0_to_20.json", OMNIVORE)
            packed.writestr(*next(iter(TEXT.items())))

    assert len(list(rows_of(path))) == 1


def test_an_export_may_lie_in_a_folder_of_the_zip(tmp_path: Path) -> None:
    files = {"metadata_0_to_20.json": OMNIVORE, **TEXT, **MARKED}
    path = tmp_path / "omnivore.zip"
    path.write_bytes(zipped({f"my export/{name}": data for name, data in files.items()}))

    [arrival] = rows_of(path)

    assert isinstance(arrival.row.draft, Draft)
    assert arrival.row.draft.text == "It **burned**."


def test_a_slug_never_leads_out_of_the_export() -> None:
    files = {"a/metadata_0_to_20.json": item(slug="../../secret"), "secret.html": "<p>x</p>"}

    lamp, *_ = [arrival.row.draft for arrival in arrivals_in(files)]

    assert isinstance(lamp, Draft)
    assert lamp.text == ""


@pytest.mark.parametrize(
    ("markdown", "notes"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("> One\n> two\n", [("One\ntwo", "", set())], id="a quote of two lines"),
        pytest.param(
            "> One\n\n> Two\n", [("One", "", set()), ("Two", "", set())], id="two quotes"
        ),
        pytest.param("> One\n\n#a #b c\n", [("One", "", {"a", "b c"})], id="labels"),
        pytest.param("> One\n\nWhy?\n\nSo.\n", [("One", "Why?\n\nSo.", set())], id="a note"),
        pytest.param(
            "> One\n#a\nWhy?\n", [("One", "Why?", {"a"})], id="no blank lines between"
        ),
        pytest.param(
            "> One\n\n#and this is what I thought of it\n",
            [("One", "#and this is what I thought of it", set())],
            id="a note that begins with a hash",
        ),
        pytest.param("> One\n\n# Title\n", [("One", "# Title", set())], id="a heading"),
        pytest.param(
            "Of all of it.\n\n> One",
            [("", "Of all of it.", set()), ("One", "", set())],
            id="a note on the whole",
        ),
    ],
)
def test_highlights(markdown: str, notes: list[tuple[str, str, set[str]]]) -> None:
    found = [
        (note.highlight.exact if note.highlight else "", note.text, set(note.tags))
        for note in notes_in(markdown)
    ]

    assert found == notes


def test_a_bookmark_of_readeck_has_its_text_beside_it() -> None:
    [draft] = drafts_in(
        {
            "export.json": '{"version": 1}',
            "bookmarks/abc/info.json": READECK,
            "bookmarks/abc/index.html": "<p>It burned all night.</p>",
            "bookmarks/abc/image.png": "no picture",
        }
    )
    assert (draft.title, draft.text) == ("A lamp in the window", "It burned all night.")
    assert (draft.authors, draft.tags) == (("Ida Lund",), tagged("light"))
    assert (draft.progress, draft.starred, draft.archived) == (0.4, True, False)


def test_code_that_holds_a_template_of_a_page_is_none() -> None:
    template = '<meta name="generator" content="octavo 1">'
    assert PAGE.recognises(part_of(f"\n<!doctype html>{template}".encode(), "page"))
    assert not PAGE.recognises(part_of(f"PAGE = '{template}'".encode(), "page.py"))


def test_an_address_that_is_a_script_is_none() -> None:
    fields = {"url": "javascript:alert(1)", "other_urls": ["https://a.example/", "data:x"]}
    article = {"id": 1, "title": "A", "added": "2024-03-04T10:00:00Z", **fields}
    change = ["articles", 1, {"url": "https://a.example/"}, fields]
    operation = {
        "sequence": 1,
        "time": "2024-03-04T10:00:00Z",
        "label": "",
        "changes": [change],
    }
    lines = [{"octavo": 1}, {"article": article}, {"operation": operation}]
    rows = rows_of(part_of("\n".join(map(json.dumps, lines)).encode(), "a.jsonl"))
    [first, second] = [each.row.draft for each in rows]

    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.article
    assert (first.article.url, first.article.other_urls) == ("", ("https://a.example/",))
    assert second.operation
    [made] = second.operation.changes
    assert made.before == {"url": "https://a.example/"}
    assert made.after
    assert made.after["url"] == ""
