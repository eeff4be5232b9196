"""Files, folders and zips as the parts of an export, also those that mean harm."""

import gzip
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.exports.files import parts
from octavo.importers.exports.files.parts import export_at
from octavo.importers.exports.registry import format_named, rows_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.exports.samples import INSTAPAPER, POCKET, zipped
from tests.making import examples


def file(folder: Path, data: bytes | str, name: str = "export") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def ledger(path: Path) -> list[tuple[str, str]]:
    """What becomes of each row: its place, and why it is at fault."""
    rows = (arrival.row for arrival in rows_of(path))
    return [
        (row.place, row.draft.reason if isinstance(row.draft, DraftRejected) else "")
        for row in rows
    ]


def test_a_file_is_one_part(tmp_path: Path) -> None:
    [part] = export_at(file(tmp_path, POCKET, "part_000000.csv")).parts

    assert (part.name, part.size) == ("part_000000.csv", len(POCKET.encode()))
    assert part.head == part.open().read() == POCKET.encode()


def test_a_folder_is_its_files_by_name_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", ".DS_Store", ".git/config", "a.csv"):
        file(tmp_path, POCKET, name)

    assert [part.name for part in export_at(tmp_path).parts] == ["a.csv", "b.csv", "a/z.csv"]


def test_a_zip_is_its_members_by_name(tmp_path: Path) -> None:
    data = zipped({"b.csv": POCKET, "a.csv": POCKET, "__MACOSX/._a.csv": "x", "d/.x": "x"})

    export = export_at(file(tmp_path, data))

    assert [part.name for part in export.parts] == ["a.csv", "b.csv"]


def test_a_part_can_be_read_after_its_zip_was_closed(tmp_path: Path) -> None:
    [part] = export_at(file(tmp_path, zipped({"a.csv": POCKET}))).parts

    with part.open() as again:
        assert again.read() == POCKET.encode()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_with_one_name_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", INSTAPAPER)
        packed.writestr("a.csv", POCKET)

    [part] = export_at(path).parts

    assert part.head == POCKET.encode()


@pytest.mark.parametrize(
    "name", ["../a.csv", "a/../../b.csv", "/etc/a.csv", "..\\a.csv", "C:/a.csv"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, zipped({name: POCKET, "good.csv": POCKET}))

    bad, *good = ledger(path)

    assert bad[1] == "its name leads out of the zip"
    assert [reason for _, reason in good] == ["", ""]


def test_an_encrypted_member_is_a_reason(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": POCKET}))
    entry = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[entry + 8] |= 1

    assert ledger(file(tmp_path, bytes(data))) == [
        ("a.csv", "it is encrypted; unpack it first")
    ]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("a.csv", "w") as member,
    ):
        for _ in range(70):
            member.write(b"\0" * 1024 * 1024)

    assert ledger(path) == [("a.csv", "it unpacks to far too much for its size")]


def test_a_member_never_gives_more_than_it_says(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": POCKET * 100}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 50)

    [part] = export_at(file(tmp_path, bytes(data))).parts

    with part.open() as member, pytest.raises(DraftRejected, match="damaged"):
        member.read()


def test_a_damaged_member_gives_its_rows_up_to_there(tmp_path: Path) -> None:
    rows = "".join(f"lamp {n},https://a.example/{n},1600000000,,unread\n" for n in range(4_000))
    stored = tmp_path / "export.zip"
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", "title,url,time_added,tags,status\n" + rows)
    data = bytearray(stored.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = b"\xff" * 40

    found = list(rows_of(file(tmp_path, bytes(data), "damaged.zip")))

    good = [arrival for arrival in found if isinstance(arrival.row.draft, Draft)]
    last = found[-1].row.draft
    assert len(good) > 1_000
    assert isinstance(last, DraftRejected)
    assert "damaged" in last.reason


@pytest.mark.parametrize("cut", [1, 30, 100, 200])
def test_a_zip_that_is_cut_short_is_a_reason(tmp_path: Path, cut: int) -> None:
    path = file(tmp_path, zipped({"a.csv": POCKET})[:-cut])

    assert ledger(path) == [(str(path), "the zip is damaged")]


def test_a_zip_with_too_many_members_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_MEMBERS", 3)
    path = file(tmp_path, zipped({f"{number}.csv": POCKET for number in range(4)}))

    assert ledger(path) == [(str(path), "it has more than 3 members")]


def test_a_zip_inside_of_a_zip_is_read_and_one_inside_of_that_is_not(tmp_path: Path) -> None:
    deep = zipped({"a.csv": POCKET, "deeper.zip": zipped({"c.csv": POCKET})})
    path = file(tmp_path, zipped({"a.zip": deep, "b.csv": POCKET, "z.zip": b"PK no zip"}))

    found = ledger(path)

    assert [place for place, _ in found] == [
        *("z.zip", "a.zip/a.csv, line 2", "a.zip/a.csv, line 3", "a.zip/deeper.zip"),
        *("b.csv, line 2", "b.csv, line 3"),
    ]
    assert dict(found)["z.zip"] == "the zip is damaged"
    assert "zip inside of a zip" in dict(found)["a.zip/deeper.zip"]


def test_a_file_that_gzip_has_packed_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(POCKET.encode())
    assert ledger(file(tmp_path, packed, "pocket.csv.gz")) == ledger(
        file(tmp_path, POCKET.encode(), "pocket.csv")
    )
    parted = b"".join(gzip.compress(line.encode()) for line in POCKET.splitlines(keepends=True))
    assert ledger(file(tmp_path, parted + bytes(512), "parted.csv.gz")) == [
        (place.replace("pocket", "parted"), reason)
        for place, reason in ledger(tmp_path / "pocket.csv")
    ]
    [(_, cut)] = ledger(file(tmp_path, packed[:-9], "cut.csv.gz"))
    assert cut == "it is cut off or damaged"
    [(_, bomb)] = ledger(file(tmp_path, gzip.compress(bytes(10**8)), "zeros.gz"))
    assert bomb == "it unpacks to far too much for its size"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "it is empty", id="an empty file"),
        pytest.param(b" \n", "it is empty", id="a blank file"),
        pytest.param(
            b"A letter to nobody.", "octavo does not know this kind of file", id="text"
        ),
        pytest.param(b"%PDF-1.7 and on", "it is a PDF, not an export", id="a PDF"),
        pytest.param(zipped({}), "there is nothing in it", id="an empty zip"),
        pytest.param(
            zipped({"META-INF/container.xml": "<x/>"}),
            "it is an EPUB, not an export",
            id="EPUB",
        ),
    ],
)
def test_what_is_no_export_is_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    [(_, given)] = ledger(file(tmp_path, data))

    assert given == reason


def test_what_is_not_there_is_a_reason(tmp_path: Path) -> None:
    assert ledger(tmp_path / "none.csv") == [
        (str(tmp_path / "none.csv"), "there is no such file")
    ]


def test_an_empty_folder_is_a_reason(tmp_path: Path) -> None:
    assert ledger(tmp_path) == [(str(tmp_path), "there is nothing in it")]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert ledger(tmp_path / "pipe") == [("pipe", "it is no regular file")]


def test_links_that_go_round_are_not_followed(tmp_path: Path) -> None:
    file(tmp_path, POCKET, "a.csv")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)

    assert len(export_at(tmp_path).parts) == 1


def test_only_parts_that_nothing_recognises_are_rejected(tmp_path: Path) -> None:
    path = file(tmp_path, zipped({"part_000000.csv": POCKET, "read me.txt": "Hello."}))

    assert ledger(path) == [
        ("part_000000.csv, line 2", ""),
        ("part_000000.csv, line 3", ""),
        ("read me.txt", "octavo does not know this kind of file"),
    ]


def test_a_format_that_is_asked_for_is_taken_at_its_word(tmp_path: Path) -> None:
    path = file(tmp_path, "URL,Title\nhttps://lamp.example/,A lamp\n")

    [told] = rows_of(path)
    [asked] = rows_of(path, format_named("Pocket-CSV"))

    assert isinstance(told.row.draft, Draft)
    assert isinstance(asked.row.draft, Draft)
    assert (told.row.draft.source.kind, asked.row.draft.source.kind) == ("table", "pocket")


@settings(deadline=None, max_examples=examples(30))
@given(data=st.data())
def test_any_change_of_a_zip_gives_rows(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    good = zipped({"a.csv": POCKET, "b.csv": INSTAPAPER})
    at = data.draw(st.integers(0, len(good)))
    put = data.draw(st.binary(max_size=8))
    changed = good[:at] + put + good[at + data.draw(st.integers(0, 8)) :]

    found = ledger(file(tmp_path_factory.getbasetemp(), changed, "changed.zip"))

    assert found
