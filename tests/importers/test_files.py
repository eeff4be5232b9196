"""Files, folders, standard input and pasted text."""

import os
import socket
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from octavo.importers import files
from octavo.importers.files import draft_of_paste, drafts_of, drafts_of_output, drafts_of_stdin
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected


def titles(*paths: Path) -> dict[str, str]:
    """The titles by file name; reasons stand in angle brackets."""
    return {
        Path(name).name: draft.title if isinstance(draft, Draft) else f"<{draft.reason}>"
        for name, draft in drafts_of(paths)
    }


def write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        pytest.param("a.md", "# Tides\n\nIn and out.", "Tides", id="Markdown"),
        pytest.param("a.txt", "Tides\n\nIn and out.", "Tides", id="plain text"),
        pytest.param(
            "a.txt", "# Tides\n\nIn **and** [out](http://x.example).", "Tides", id="hidden"
        ),
        pytest.param(
            "a.txt", "---\ntitle: Tides\n---\nIn and out.", "Tides", id="front matter"
        ),
        pytest.param("a.txt", "# no heading\nIn and out.", "# no heading", id="a single mark"),
        pytest.param("a.txt", "Tides\n\n## In\n\nx\n\n## Out\n\ny", "A", id="two headings"),
        pytest.param("a.html", "<h1>Tides</h1><p>In and out.</p>", "Tides", id="a web page"),
        pytest.param("a.html", "Tides\n\nIn and out.", "Tides", id="a page without tags"),
        pytest.param(
            "a.txt", "<!DOCTYPE html><title>Tides</title><p>In and out.", "Tides", id="a page"
        ),
        pytest.param("a.txt", "<h1>Tides</h1>\n<p>In and out.</p>", "Tides", id="part of one"),
        pytest.param(
            "a.md", "<p align=center>Logo</p>\n\n# Tides\n\nIn.", "Tides", id="tags in Markdown"
        ),
        pytest.param("tides", "Tides\n\nIn and out.", "Tides", id="no suffix"),
        pytest.param("tides.py", "# Tides\nprint('in')\n", "tides.py", id="code"),
    ],
)
def test_a_file_is_read_as_what_is_in_it(
    tmp_path: Path, name: str, text: str, title: str
) -> None:
    (tmp_path / name).write_text(text)
    [(_, draft)] = drafts_of([tmp_path / name])
    assert isinstance(draft, Draft)
    assert draft.title == title
    assert (draft.source.kind, draft.source.name) == ("file", str(tmp_path / name))


def test_code_is_kept_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("if x:\n    y = '```'\n")
    [(_, draft)] = drafts_of([tmp_path / "a.py"])
    assert isinstance(draft, Draft)
    assert draft.text == "````python\nif x:\n    y = '```'\n````"


def test_subtitles_are_called_as_their_file_is(tmp_path: Path) -> None:
    cue = "{}\n00:00:0{},000 --> 00:00:0{},000\n{}\n\n"
    said = ["<i>It rose</i>", "It rose\nand fell.", "It rose again."]
    cues = [
        cue.format(n, n + n // 3 * 4, n + n // 3 * 4, line) for n, line in enumerate(said, 1)
    ]
    (tmp_path / "talk.srt").write_text("".join(cues))
    [(_, draft)] = drafts_of([tmp_path / "talk.srt"])
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text) == ("talk", "It rose and fell.\n\nIt rose again.")


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    write(tmp_path, {"b.md": "# B", "a.txt": "A\n\na", "e.md": "# E"})
    write(tmp_path, {"sub/c.md": "# C", "sub/deep/d.md": "# D"})
    assert list(titles(tmp_path)) == ["a.txt", "b.md", "e.md", "c.md", "d.md"]


def test_what_is_hidden_or_no_text_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.md": "# A", ".hidden.md": "# H", ".git/x.md": "# G", "node_modules/x.md": "# N"},
    )
    write(tmp_path, {"style.css": "p {}", "data.json": "{}"})
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "program").write_bytes(b"\x7fELF" + bytes(100))
    (tmp_path / "a.md~").write_text("# Old")
    assert titles(tmp_path) == {"a.md": "A"}
    passed_over = Counter[str]()
    list(drafts_of([tmp_path], passed_over=passed_over))
    assert passed_over == {".css": 1, ".json": 1, ".png": 1, "": 1}


def test_a_document_that_is_not_read_yet_is_named(tmp_path: Path) -> None:
    (tmp_path / "book.djvu").write_bytes(b"AT&TFORM")
    (tmp_path / "book.pdf").write_bytes(b"%PDF-1.7")
    assert titles(tmp_path) == {
        "book.djvu": "<it is a DjVu book; octavo does not read these yet>",
        "book.pdf": "<it is a damaged PDF>",
    }


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A", "b.md": "", "d.md": "# D"})
    (tmp_path / "c.md").write_bytes(b"\x00\x01\x02" * 50)
    missing = tmp_path / "missing.md"
    assert titles(*sorted(tmp_path.iterdir()), missing) == {
        "a.md": "A",
        "b.md": "<it is empty>",
        "c.md": "<it is binary data, not a text>",
        "d.md": "D",
        "missing.md": "<there is no such file>",
    }


def test_a_folder_without_texts_says_so(tmp_path: Path) -> None:
    assert titles(tmp_path) == {tmp_path.name: "<there is no text in this folder>"}


def test_folders_that_hold_themselves_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"sub/a.md": "# A"})
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert len(list(drafts_of([tmp_path]))) == 1


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    assert titles(tmp_path) == {"a.md": "<there is no such file>"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert titles(tmp_path / "pipe.md") == {"pipe.md": "<it is a pipe, not a file>"}


def test_a_socket_is_not_read(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.md"))
        assert titles(tmp_path / "s.md") == {"s.md": "<it is a socket, not a file>"}


def test_a_device_is_not_read() -> None:
    assert titles(Path("/dev/zero")) == {"zero": "<it is a device, not a file>"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A"})
    (tmp_path / "a.md").chmod(0)
    assert titles(tmp_path) == {"a.md": "<you have no permission to read it>"}


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(files.LARGEST + 1)
    assert titles(tmp_path) == {"a.txt": "<it is too large: 65 MB, and 64 is the most>"}


def test_a_name_that_no_file_can_have_is_told() -> None:
    [(_, draft)] = drafts_of([Path("a\0b.md")])
    assert isinstance(draft, DraftRejected)


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[31m.md")
    (tmp_path / name).write_text("Only words.")
    [(shown, draft)] = drafts_of([tmp_path])
    assert shown.encode("utf-8")
    assert "\x1b" not in shown
    assert isinstance(draft, Draft)
    assert draft.title == "Caf�"


def test_standard_input() -> None:
    [draft] = drafts_of_stdin("Größe\n\nWörter.".encode("latin-1"))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text, draft.source.kind) == ("Größe", "Wörter.", "stdin")


def test_a_title_for_standard_input() -> None:
    [draft] = drafts_of_stdin(b"# Tides\n\nIn and out.", "My \x1b[1mtides")
    assert isinstance(draft, Draft)
    assert draft.title == "My tides"


def test_nothing_on_standard_input_is_refused() -> None:
    [rejection] = drafts_of_stdin(b"")
    assert isinstance(rejection, DraftRejected)
    assert (rejection.input, rejection.reason) == ("-", "it is empty")


def test_a_pasted_text() -> None:
    draft = draft_of_paste("Tides\r\n\r\nIn and out.")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text, draft.source.kind) == ("Tides", "In and out.", "paste")


def test_nothing_pasted_is_refused() -> None:
    assert isinstance(draft_of_paste("  \n"), DraftRejected)


@settings(deadline=None)
@given(st.text(st.sampled_from("\x01\x07\x1f ab\n"), max_size=300))
@example("Tides\x07 came.")
def test_a_text_is_judged_alike_however_it_comes(text: str) -> None:
    """A stray control character does not make it binary data, and many do."""
    assume(text.strip())
    controls = sum(text.count(control) for control in "\x01\x1f")
    for draft in (draft_of_paste(text), *drafts_of_stdin(text.encode())):
        is_refused = isinstance(draft, DraftRejected) and "binary" in draft.reason
        assert is_refused is (controls > max(1, len(text) // 100))


def test_a_program_that_prints_nothing_to_be_seen_gives_no_draft() -> None:
    [said] = drafts_of_output(b"\x1b[2J\x1b[0m \r\n\x1b[m")
    assert isinstance(said, DraftRejected)
