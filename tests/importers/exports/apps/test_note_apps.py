"""Evernote, Google Keep and mymind: whole notes, with or without an address."""

import json
from datetime import UTC, datetime
from pathlib import Path

from octavo.importers.exports.registry import rows_of
from octavo.model.article import State
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected, NothingToMend
from tests.importers.exports.samples import (
    EVERNOTE,
    KEEP,
    MYMIND,
    arrivals_in,
    drafts_in,
    faults_in,
    tagged,
    zipped,
)


def test_a_note_of_evernote_comes_with_all_it_has() -> None:
    lamp, bread = drafts_in(EVERNOTE)
    assert (lamp.title, lamp.url) == ("A lamp & a window", "https://lamp.example/window")
    assert (lamp.authors, lamp.tags) == (("Ida Lund",), tagged("light", "long night"))
    assert str(lamp.added) == "2020-09-13 12:26:40+00:00"
    for said in (
        "**all** night",
        "[x] Buy oil",
        "locked in Evernote",
        "Trim the wick",
        "lamp.png",
    ):
        assert said in lamp.text.replace("\\", "")
    assert (bread.title, bread.text, bread.url) == ("Bread", "", "")


def test_lines_of_evernote_stay_lines_and_pictures_are_said() -> None:
    body = "<div>Flour</div><div>Eggs</div><div><br/></div><div>Bake.</div>"
    content = f"<en-note>{body}<en-media type='image/png' hash='a'/></en-note>"
    note = f"<note><title>T</title><content><![CDATA[{content}]]></content></note>"
    [draft] = drafts_in(f"<en-export>{note}</en-export>")
    assert draft.text == "Flour\\\nEggs\n\nBake.\n\n(image in Evernote)"


def test_what_is_no_address_is_noted() -> None:
    lamp, _ = drafts_in(EVERNOTE.replace("https://lamp.example/window", "file:///home/lamp"))
    assert lamp.url == ""
    assert [note.text for note in lamp.notes] == ["file:///home/lamp"]


def test_a_file_that_breaks_off_keeps_the_notes_before() -> None:
    broken = EVERNOTE[: EVERNOTE.index("<note><title>Bread")]
    for text in (broken, broken + "<note><title>Bread</title><content><![CDATA[<en-note>Sal"):
        rows = [arrival.row.draft for arrival in arrivals_in(text)]
        assert isinstance(rows[0], Draft)
        assert rows[0].title == "A lamp & a window"
        assert isinstance(rows[-1], DraftRejected)
        assert "breaks off" in rows[-1].reason


def test_an_entity_is_never_replaced_by_what_a_file_says() -> None:
    bomb = '<!DOCTYPE en-export [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    text = f"{bomb}<en-export><note><title>A lamp &b;</title><content/></note></en-export>"
    [draft] = drafts_in(text.replace(bomb, f'<?xml version="1.0"?>{bomb}'))
    assert "haha" not in draft.title


def test_a_note_of_keep_is_a_list_that_can_be_ticked() -> None:
    [note] = drafts_in(KEEP)
    assert (note.title, note.url) == ("A lamp", "https://lamp.example/window")
    assert note.text == "- [x] Oil\n- [ ] Matches"
    assert (note.tags, note.starred) == (tagged("light"), True)
    assert str(note.added) == "2020-05-20 18:40:00+00:00"


def test_the_trash_of_keep_stays_there() -> None:
    assert faults_in(json.dumps(json.loads(KEEP) | {"isTrashed": True})) == [
        "it is in the trash of Keep"
    ]


def test_a_card_of_mymind_may_be_a_note() -> None:
    page, note = drafts_in(MYMIND)
    assert (page.url, page.text) == ("https://lamp.example/window", "It burned.")
    assert (page.tags, page.state) == (tagged("light", "night"), State.UNREAD)
    assert (note.title, note.text) == ("Buy oil for the lamp.", "Buy oil for the lamp.")


def test_what_lies_beside_the_notes_is_none() -> None:
    files = {
        "Takeout/Keep/A lamp.json": KEEP,
        "Takeout/Keep/A lamp.html": "<html><body><p>Oil</p></body></html>",
        "Takeout/Keep/Labels.txt": "light",
    }
    assert [draft.title for draft in drafts_in(files)] == ["A lamp"]


def test_a_picture_and_settings_beside_an_export_are_nothing_to_mend() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    settings = {"logseq/config.edn": "{}", "export.info.json": '{"version": 1}'}
    found = arrivals_in({"cards.csv": MYMIND, "m1.png": picture, **settings})
    faults = [row.row.draft for row in found if isinstance(row.row.draft, DraftRejected)]
    assert [type(fault) for fault in faults] == [NothingToMend] * 3
    assert "it is a PNG image, not an export" in [fault.reason for fault in faults]
    [alone] = arrivals_in(picture)
    assert not isinstance(alone.row.draft, NothingToMend)


def test_a_page_of_notion_comes_once_with_its_properties(tmp_path: Path) -> None:
    """What its database says of it in a table is the same again."""
    page = (
        "# A lamp\n\nTags: light, night\nURL: https://lamp.example/window\n"
        "Created: March 1, 2026 10:30 PM\nStatus: On the sill\n\nIt burned.\n"
    )
    key = "0123456789abcdef0123456789abcdef"
    path = tmp_path / "notion.zip"
    path.write_bytes(
        zipped(
            {
                f"Reading {key[::-1]}.csv": "Name,URL\nA lamp,https://lamp.example/window\n",
                f"Reading {key[::-1]}/A lamp {key}.md": page,
                f"Plain {key}.md": "# Plain\n\nNothing: but text.\nAnd more of it.\n",
                f"Plain/Kept {key}.csv": "Name,URL\nA wick,https://wick.example/\n",
            }
        )
    )
    drafts = [each.row.draft for each in rows_of(path)]
    assert all(isinstance(each, Draft) for each in drafts)
    lamp, wick, plain = sorted(
        (d for d in drafts if isinstance(d, Draft)), key=lambda d: d.title
    )
    assert (wick.title, wick.url) == ("A wick", "https://wick.example/"), "it has no page"
    assert (lamp.title, lamp.text) == ("A lamp", "It burned.\n\nstatus: On the sill")
    assert lamp.added == datetime(2026, 3, 1, 22, 30, tzinfo=UTC), "as a table says it"
    assert lamp.published is None
    assert lamp.url == "https://lamp.example/window"
    assert lamp.tags == tagged("light", "night")
    assert lamp.source.key == key
    assert (plain.title, plain.text) == ("Plain", "Nothing: but text.\nAnd more of it.")
