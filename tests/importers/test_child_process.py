"""What is heavy is read in another process, which the system holds to its limits."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from heapq import merge
from pathlib import Path
from statistics import mean
from typing import NoReturn

import pytest

from octavo.importers import child_process
from octavo.importers.child_process import Child, ChildEnded
from octavo.importers.dispatch import draft_of_document, draft_of_page, draft_of_text
from octavo.importers.feeds.parse import feed_of
from octavo.importers.files import drafts_of
from octavo.importers.formats.epub.book import draft_of_book
from octavo.importers.formats.pdf.draft import draft_of_pdf
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.feeds.samples import RSS_091
from tests.importers.formats.epub.binding import epub, page
from tests.importers.formats.pdf.printing import lines, pdf

SOURCE = Source(kind="file", name="it")
PDF = pdf(lines(["The clock shows the tide.", "It does."]), Title="The tide clock")
OWN_FORM = rb"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 700]/Contents 4 0 R
/Resources<</XObject<</F 5 0 R>>/Font<</G 6 0 R>>>>>> endobj
4 0 obj <</Length 5>> stream
/F Do
endstream endobj
5 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 600 700]/Length 35
/Resources<</XObject<</F 5 0 R>>/Font<</G 6 0 R>>>>>> stream
/F Do BT /G 9 Tf (tide) Tj ET /F Do
endstream endobj
6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
"""
"""A PDF with a form that draws itself, twice, for ever."""


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child(seconds=1, memory=1 << 29)
    yield child
    child.end()


def test_a_pdf_that_draws_itself_for_ever_is_refused_and_the_others_go_in(
    tmp_path: Path, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "_child", child)
    (tmp_path / "a.pdf").write_bytes(OWN_FORM)
    (tmp_path / "b.pdf").write_bytes(PDF)
    (_, bomb), (_, sound) = drafts_of([tmp_path])

    assert isinstance(bomb, DraftRejected)
    assert bomb.reason.startswith("it takes more than")
    assert bomb.input.endswith("a.pdf")
    assert isinstance(sound, Draft)


def test_a_child_reads_as_its_parent_would() -> None:
    book = epub({"a.xhtml": page("<h1>A</h1><p>The clock shows the tide.</p>")})
    assert draft_of_document(PDF, SOURCE) == draft_of_pdf(PDF, SOURCE)
    assert draft_of_document(book, SOURCE) == draft_of_book(book, SOURCE)
    with pytest.raises(DraftRejected, match=r"^it: it is a damaged PDF$"):
        draft_of_document(PDF[:30], SOURCE)


def test_small_texts_pages_and_feeds_need_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError

    monkeypatch.setattr(child_process, "_child", Child())
    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert draft_of_text("The tide\n\nIt comes in.", SOURCE).text
    assert draft_of_page(b"<html><p>The tide comes in.", source=SOURCE).text
    assert feed_of(RSS_091.encode(), url="https://a.example/").entries
    with pytest.raises(DraftRejected, match="none can be started"):
        draft_of_document(PDF, SOURCE)


def test_a_large_text_is_read_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    class Asked(Child):
        def result(
            self, read: object, args: tuple[object, ...], named: dict[str, object]
        ) -> object:
            asked.append(read)
            return super().result(read, args, named)

    child = Asked()
    monkeypatch.setattr(child_process, "_child", child)
    draft = draft_of_text("The tide comes in.\n\n" * 60_000, SOURCE)
    child.end()

    assert asked == [draft_of_text]
    assert draft.text.startswith("The tide comes in.")


def test_quotes_in_quotes_without_end_are_read_or_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(">" * 20_000 + "the tide")
    [(_, draft)] = drafts_of([tmp_path / "a.txt"])

    assert isinstance(draft, Draft)
    assert draft.text.count(">") == 20_000


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        pytest.param((sum, [range(10**12)], {}), "more than 1 s", id="too much time"),
        pytest.param((bytearray, [1 << 30], {}), "0.5 GB of memory", id="too much memory"),
        pytest.param((os.abort, [], {}), "memory to read, or is damaged", id="a crash"),
        pytest.param((os._exit, [1], {}), "memory to read, or is damaged", id="an end"),
    ],
)
def test_what_ends_a_child_is_told_and_another_child_follows(
    child: Child, call: tuple[object, tuple[object, ...], dict[str, object]], reason: str
) -> None:
    with pytest.raises(ChildEnded, match=reason):
        child.result(*call)

    assert child.result(len, ("tide",), {}) == 4


def test_a_child_that_ended_for_want_of_work_is_followed_by_another(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child = Child(idle=1)
    with ThreadPoolExecutor() as elsewhere:
        held = elsewhere.submit(child.result, os.open, (str(pipe), os.O_WRONLY), {})
        with pipe.open("rb") as file:
            held.result()
            assert file.read() == b""
    assert child.result(len, ("tide",), {}) == 4
    child.end()


def test_what_only_waits_is_given_up_by_the_clock() -> None:
    child = Child(wait=1)
    with pytest.raises(ChildEnded, match="more than 1 s by the clock"):
        child.result(time.sleep, (3_000,), {})

    child._wait = child_process.WAIT
    assert child.result(len, ("tide",), {}) == 4
    child.end()


def test_the_steps_of_a_generator_come_as_they_would_here(child: Child) -> None:
    steps = child.results(merge, (range(0, 999, 2), range(1, 999, 2)), {})

    assert list(steps) == list(range(999))
    assert list(child.results(merge, (), {})) == []


def test_a_step_that_takes_too_long_is_the_last(child: Child) -> None:
    """C is not interrupted, and so its child is ended; what is written in Python is."""
    first, second, endless = range(1), range(3), range(10**12)
    steps = child.results(merge, ([first, endless], [second, endless]), {"key": sum})
    assert next(steps) == first
    with pytest.raises(ChildEnded, match="more than 1 s"):
        next(steps)

    steps = child.results(merge, ([first, endless], [second, endless]), {"key": mean})
    assert next(steps) == first
    with pytest.raises(DraftRejected, match="more than 1 s"):
        next(steps)

    assert child.result(len, ("tide",), {}) == 4


def test_steps_that_nobody_wants_any_more_end_their_child(child: Child) -> None:
    steps = child.results(merge, (range(10**12),), {})
    assert next(steps) == 0
    steps.close()  # type: ignore[attr-defined]

    assert child.result(len, ("tide",), {}) == 4


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param("", id="idle"),
        pytest.param("while True: pass", id="busy"),
        pytest.param("sum(range(10**13))", id="busy in C, where no thread comes in between"),
    ],
)
def test_a_child_ends_with_its_parent(tmp_path: Path, busy: str) -> None:
    """The child holds one end of a pipe; what is read at the other ends with the child."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = f"""
import os, signal, threading, time
from octavo.importers.child_process import Child
child = Child(seconds=500)
child.result(os.open, ({str(pipe)!r}, os.O_WRONLY), {{}})
if {busy!r}:
    threading.Thread(target=child.result, args=(exec, ({busy!r},), {{}})).start()
    time.sleep(0.5)
os.kill(os.getpid(), signal.SIGKILL)
"""
    with subprocess.Popen([sys.executable, "-c", program]), pipe.open("rb") as file:
        assert file.read() == b""
