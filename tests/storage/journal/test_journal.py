"""The journal: what was synced is there, what was torn is dropped, what is broken is said."""

import errno
import os
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.operation import Change, Operation
from octavo.storage.errors import JournalBroken, LibraryUnreadable
from octavo.storage.journal import writer
from octavo.storage.journal.records import line_of, lines_of
from octavo.storage.journal.writer import Journal

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def operation(sequence: int, title: str = "Ärger 한국") -> Operation:
    change = Change("articles", 7, {"title": "old"}, {"title": title})
    return Operation(sequence, NOON, f"retitle {title}", (change,))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.jsonl")) as journal:
        yield journal


def news_in(path: Path) -> list[Operation]:
    """What a process that has read nothing yet is told."""
    with closing(Journal(path)) as reader:
        return reader.unread(after=0)


def filled(journal: Journal, count: int) -> Journal:
    for sequence in range(1, count + 1):
        journal.append(operation(sequence))
    return journal


def test_what_is_appended_is_read_again(journal: Journal) -> None:
    filled(journal, 3)

    assert news_in(journal.path) == [operation(n) for n in (1, 2, 3)]


@pytest.mark.parametrize("size", [1, 300, 100_000], ids=lambda size: f"{size} bytes at a time")
def test_a_long_journal_is_read_a_little_at_a_time(
    journal: Journal, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is torn at its end, and in whatever order its lines stand."""
    monkeypatch.setattr(writer, "_PIECE", size)
    expected = [operation(n) for n in range(1, 6)]
    filled(journal, 5)
    assert news_in(journal.path) == expected
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines) + lines[0][:-9])
    assert news_in(journal.path) == expected
    journal.path.write_bytes(b"".join(lines[n] for n in (0, 3, 2, 1, 2, 4)))
    assert news_in(journal.path) == expected
    with closing(Journal(journal.path)) as reader:
        assert reader.unread(after=3) == expected[3:]
        assert reader.disorder


def test_what_could_not_be_read_to_its_end_is_read_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the first pieces were."""
    filled(journal, 5)
    monkeypatch.setattr(writer, "_PIECE", 300)
    read = os.pread
    with closing(Journal(journal.path)) as reader:

        def fails_later(file: int, size: int, offset: int) -> bytes:
            if offset > 300:
                raise OSError(errno.EIO, "Input/output error")
            return read(file, size, offset)

        monkeypatch.setattr(os, "pread", fails_later)
        with pytest.raises(LibraryUnreadable):
            reader.unread(after=0)
        monkeypatch.setattr(os, "pread", read)
        assert reader.unread(after=0) == [operation(n) for n in range(1, 6)]


def test_news_are_told_once(journal: Journal) -> None:
    with closing(Journal(filled(journal, 2).path)) as reader:
        reader.unread(after=0)
        journal.append(operation(3))

        assert reader.unread(after=2) == [operation(3)]
        assert reader.unread(after=3) == []


def test_own_appends_are_no_news(journal: Journal) -> None:
    assert filled(journal, 2).unread(after=2) == []


def test_a_torn_last_line_is_left_unread_and_can_be_dropped(journal: Journal) -> None:
    """Whatever the byte at which it was cut, also in the middle of a character."""
    filled(journal, 2)
    line = line_of(operation(3))
    whole = journal.path.read_bytes()
    for length in range(1, len(line) - 1):
        journal.path.write_bytes(whole + line[:length])
        with closing(Journal(journal.path)) as reader:
            assert [op.sequence for op in reader.unread(after=0)] == [1, 2]
            assert reader.torn
            assert reader.drop_torn() == length
        assert journal.path.read_bytes() == whole


@pytest.mark.parametrize("end", [b"", b"x"], ids=["without its end", "with another end"])
def test_a_line_that_lacks_its_end_outlives_a_refusal(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    """What it says may have been shown as done."""
    whole = filled(journal, 2).path.read_bytes()
    journal.path.write_bytes(whole[:-1] + end)
    with closing(Journal(journal.path)) as reader:
        assert [op.sequence for op in reader.unread(after=0)] == [1]
        with monkeypatch.context() as system:
            system.setattr(os, "write", _refuse)
            with pytest.raises(OSError, match="No space left"):
                reader.drop_torn()
        assert reader.drop_torn() == 0
        assert reader.unread(after=1) == [operation(2)]
    assert journal.path.read_bytes() == whole


def test_all_is_put_back_where_the_system_takes_a_little_at_a_time(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = filled(journal, 3).path.read_bytes()
    journal.path.unlink()
    journal.unread(after=3)
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:100]))

    assert journal.put_back()
    assert journal.path.read_bytes() == whole


def _refuse(_handle: int, _content: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    """The reader says so, or sees nothing but whole lines before a torn one."""
    content = bytearray(b"".join(line_of(operation(n)) for n in (1, 2, 3)))
    content[place % len(content)] ^= 1 << bit
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    path.write_bytes(content)
    try:
        read = news_in(path)
    except JournalBroken:
        return
    assert read == [operation(n) for n in (1, 2)], "the end of the last line was hit"


def test_a_broken_line_is_named(journal: Journal) -> None:
    filled(journal, 3)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"old", b"odd")
    journal.path.write_bytes(b"".join(lines))

    with pytest.raises(JournalBroken, match=r"line 2 of .*octavo check --repair") as caught:
        news_in(journal.path)
    assert caught.value.line == 2


def test_a_sound_line_that_is_no_operation_is_named(journal: Journal) -> None:
    filled(journal, 1)
    strange = line_of(operation(2)).replace(b'"old"', b'"odd"')
    body = strange[23:-2].replace(b'"changes":[[', b'"changes":[9,[')
    with journal.path.open("ab") as file:
        file.write(_signed(body))

    with pytest.raises(JournalBroken, match=r"line 2 .* is no operation"):
        news_in(journal.path)


@pytest.mark.parametrize(
    "much",
    [
        pytest.param(8_000_000, id="a journal that is read at once"),
        pytest.param(0, id="a journal that is read line by line"),
    ],
)
def test_what_is_looked_for_from_the_end_is_what_there_is(
    journal: Journal, much: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last lines do not fit into the first piece that is read."""
    monkeypatch.setattr("octavo.storage.journal.reader._MUCH", much)
    for sequence in range(1, 41):
        journal.append(operation(sequence, "x" * 5_000))

    assert [op.sequence for op in journal.since(38)] == [39, 40]
    assert [op.sequence for op in journal.since(3)] == list(range(4, 41))
    assert [op.sequence for op in journal.since(0)] == list(range(1, 41))
    for after in (0, 3, 38, 39, 40):
        later = [operation(sequence, "x" * 5_000) for sequence in range(after + 1, 41)]
        assert list(journal.each_since(after)) == later


def test_a_broken_line_is_named_where_only_the_last_lines_are_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its number in the whole file."""
    monkeypatch.setattr("octavo.storage.journal.reader._MUCH", 0)
    for sequence in range(1, 41):
        journal.append(operation(sequence, "x" * 5_000))
    lines = journal.path.read_bytes().splitlines(keepends=True)
    lines[38] = lines[38].replace(b"x", b"y", 1)
    journal.path.write_bytes(b"".join(lines))

    with pytest.raises(JournalBroken) as caught:
        list(journal.each_since(37))
    assert caught.value.line == 39


def test_a_long_operation_is_read_like_a_short_one(journal: Journal) -> None:
    long = operation(1, "y" * 1_200_000)
    journal.append(long)

    assert news_in(journal.path) == [long]


def test_a_reader_follows_while_the_journal_is_trimmed(journal: Journal) -> None:
    with closing(Journal(filled(journal, 50).path)) as reader:
        reader.unread(after=0)
        journal.trim(2_000, None)
        journal.append(operation(51))

        assert len(list(lines_of(journal.content()))) < 20
        assert reader.unread(after=50) == [operation(51)]


def test_trimming_keeps_the_newest_half_of_what_is_allowed(journal: Journal) -> None:
    filled(journal, 100)
    journal.trim(4_000, None)

    kept = [line.sequence for line in lines_of(journal.content())]
    assert kept == list(range(kept[0], 101))
    assert 1_500 < len(journal.content()) < 2_500


def _signed(body: bytes) -> bytes:
    return b'{"crc":"%08x","op":%b}\n' % (zlib.crc32(body), body)
