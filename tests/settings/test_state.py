"""What is remembered between sessions."""

import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread, current_thread
from threading import enumerate as enumerate_threads

import pytest

from octavo.settings.state import (
    QUERIES,
    Autosave,
    LastPlace,
    Remembered,
    State,
    UnsavedNote,
    remember,
    remembered,
)


def test_what_was_remembered_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.json"
    place = LastPlace("/library", "tag:ai", row=3, drop=2)
    left = Remembered(theme="nord", measure=66, split=0.5, place=place, queries=("a", "b"))

    remember(left, path)

    assert remembered(path) == left
    assert [entry.name for entry in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"theme": 3}', id="of other types"),
        pytest.param(b"\xff\x00 not json", id="not JSON"),
    ],
)
def test_a_broken_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)

    assert remembered(path) == Remembered()


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    remember(Remembered(theme="nord"), blocked / "state.json")

    assert stat.S_ISREG(blocked.stat().st_mode)


def test_two_windows_keep_what_the_other_has_kept(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    one, other = State(path), State(path)
    one.remember_query("tag:ai")
    other.remember(theme="nord")
    other.remember_query("tag:sea")
    one.remember(measure=66)

    left = remembered(path)
    assert (left.theme, left.measure, left.queries) == ("nord", 66, ("tag:sea", "tag:ai"))


def test_windows_that_remember_at_the_same_time_undo_nothing_of_each_other(
    tmp_path: Path,
) -> None:
    one, other = State(tmp_path / "state.json"), State(tmp_path / "state.json")

    def remember_themes() -> None:
        for number in range(100):
            one.remember(theme=f"{number}")

    def remember_queries() -> None:
        for number in range(100):
            other.remember_query(f"{number}")

    with ThreadPoolExecutor(2) as threads:
        for work in [*map(threads.submit, (remember_themes, remember_queries))]:
            work.result()
    _wait_for_writers()
    left = remembered(tmp_path / "state.json")
    assert (left.theme, left.queries[0], len(left.queries)) == ("99", "99", QUERIES)


def test_no_key_waits_for_another_window_that_is_writing_and_one_thread_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, lets_go = set[Thread](), Event()

    def wait(_: float) -> None:
        waited.add(current_thread())
        lets_go.wait()

    monkeypatch.setattr("octavo.settings.state.sleep", wait)
    state, held = State(tmp_path / "state.json"), os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    for number in range(10):
        state.remember(theme=f"{number}")
    assert state.remembered.theme == "9"
    os.close(held)
    lets_go.set()
    _wait_for_writers()
    assert remembered(tmp_path / "state.json").theme == "9"
    assert current_thread() not in waited
    assert len(waited) <= 1


def _wait_for_writers() -> None:
    for thread in enumerate_threads():
        if thread.name == "state":
            thread.join()


def test_what_is_known_is_kept_again_where_the_file_was_broken(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.remember(theme="nord")
    (tmp_path / "state.json").write_text("not JSON")
    state.remember(measure=66)

    assert remembered(tmp_path / "state.json") == Remembered(theme="nord", measure=66)


def test_a_file_in_the_way_hides_no_note_that_was_left_over(tmp_path: Path) -> None:
    (tmp_path / "0.json").mkdir()
    note = UnsavedNote("/library", "Half a thought")
    left = Autosave(tmp_path)
    left.begin()
    left.write(note)
    left.release()
    assert Autosave(tmp_path).adopt("/library") == note
