"""`octavo add`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.article import Article, State
from tests.cli.conftest import Octavo, Shell

BIBLIOGRAPHY = """\
@article{hale2021, title = {The gravel of weirs}, author = {Hale, Iris}, year = {2021}}
@book{okafor2019, title = {Fords}, author = {Okafor, Ada}, year = {2019}}
@misc{nothing, year = {2020}}
"""
OPML = """\
<opml version="2.0"><body><outline text="Rivers" type="rss"
  xmlUrl="https://rivers.example/feed.xml"/></body></opml>
"""
HERONS = "# Herons\n\nA heron stood in the ford and did not move.\n"
WEIRS = "# Weirs\n\nA weir is a low wall across a river.\n"


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two texts and what is none, to stand in."""
    folder = tmp_path / "papers"
    (folder / "rivers").mkdir(parents=True)
    (folder / "herons.md").write_text(HERONS)
    (folder / "rivers" / "weirs.md").write_text(WEIRS)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    monkeypatch.chdir(folder)
    return folder


def _articles(library: Library) -> list[Article]:
    library.follow()
    return sorted(library.articles(), key=lambda article: article.id)


def _titles(library: Library) -> list[str]:
    return [article.title for article in _articles(library)]


def test_a_file_whose_name_is_no_utf_8_goes_in(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    name = os.fsdecode(b"caf\xe9 \x9b6n.md")
    (papers / name).write_text(HERONS)
    done = octavo("add", name)
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "added 1 caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}6n.md"
    ]
    assert _titles(library) == ["Herons"]


def test_a_file_becomes_an_article(octavo: Octavo, library: Library, papers: Path) -> None:
    done = octavo("add", "herons.md")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "added 1 herons.md\n"
    assert _titles(library) == ["Herons"]


def test_what_became_of_each_input_as_json(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    octavo.prints("add", "herons.md")
    done = octavo("add", "--json", "herons.md", "rivers", "scan.pdf", "gone.md")
    assert done.exit_code == 1
    unchanged, added, scan, gone = map(_read, done.stdout.splitlines())
    assert unchanged["reason"]
    assert unchanged | {"reason": ""} == _line("herons.md", "unchanged", 1)
    assert added == _line("rivers/weirs.md", "added", 2)
    assert scan["reason"]
    assert scan | {"reason": ""} == _line("scan.pdf", "rejected", None)
    assert gone == _line("gone.md", "rejected", None) | {"reason": "there is no such file"}


def _read(line: str) -> dict[str, object]:
    read: dict[str, object] = json.loads(line)
    assert list(read) == ["input", "result", "id", "reason"]
    return read


def _line(input: str, result: str, id: int | None) -> dict[str, object]:
    return {"input": input, "result": result, "id": id, "reason": ""}


def test_a_folder_goes_in_as_one_change(octavo: Octavo, library: Library, papers: Path) -> None:
    assert octavo("add", str(papers)).exit_code == 1
    assert sorted(_titles(library)) == ["Herons", "Weirs"]
    octavo.prints("undo")
    assert _titles(library) == []


def test_what_is_passed_over_in_a_folder_is_told(octavo: Octavo, papers: Path) -> None:
    (papers / "scan.pdf").unlink()
    (papers / "talk.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nThe river rose.\n")
    for name in ("feed.xml", "rivers/a.xml", "rivers/build.log"):
        (papers / name).write_text("<a/>")
    done = octavo("add", str(papers))
    assert done.exit_code == 0
    last = "passed over by their suffix: 2 .xml, 1 .log; to add some, name the files"
    assert done.stderr.splitlines()[-2:] == ["3 added", last]


def test_standard_input_can_be_given_a_title(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    done = octavo(
        "add", "-", "--title", "A report", input=b"The river rose.\n\nIt fell again.\n"
    )
    assert done.stderr == "added 1 -\n"
    assert _titles(library) == ["A report"]


def test_a_title_is_for_standard_input(octavo: Octavo, papers: Path) -> None:
    assert octavo("add", "herons.md", "--title", "Birds").exit_code == 2


def test_options_say_what_all_of_it_is(octavo: Octavo, library: Library, papers: Path) -> None:
    options = ("--tag", "bird,to read", "--tag", "river", "--read", "--archive", "--star")
    octavo.prints("add", "herons.md", *options)
    library.follow()
    article = library.article(1)
    assert {str(tag) for tag in article.tags} == {"bird", "to read", "river"}
    assert (article.state, article.archived, article.starred) == (State.READ, True, True)


def test_what_is_here_already_only_gets_the_tags(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    octavo.prints("add", "herons.md")
    done = octavo("add", "herons.md", "--tag", "bird")
    assert done.exit_code == 0
    assert "article 1" in done.stderr
    [article] = _articles(library)
    assert article.tags == {"bird"}


def test_what_cannot_be_a_tag_adds_nothing(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    assert octavo("add", "herons.md", "--tag", "-bird").exit_code == 2
    assert _titles(library) == []


def test_a_folder_without_texts_says_so(
    octavo: Octavo, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = octavo("add", str(tmp_path / "empty"))
    assert done.exit_code == 1
    assert "there is no text in this folder" in done.stderr


def test_what_is_in_is_told_at_once_and_stays_when_it_is_killed(
    shell: Shell, library: Library, papers: Path
) -> None:
    """The end of standard input never comes; what was read before is in, as one step."""
    many = papers / "many"
    many.mkdir()
    for number in range(250):
        (many / f"{number:03}.md").write_text(f"# Piece {number}\n\nIt has number {number}.\n")
    command = [sys.executable, "-m", "octavo", "add", "--json", str(many), "-"]
    with subprocess.Popen(
        command, env=shell.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as adding:
        assert adding.stdout is not None
        told = [json.loads(adding.stdout.readline()) for _ in range(100)]
        adding.kill()
    assert [line["id"] for line in told] == list(range(1, 101))
    assert len(_articles(library)) >= 100
    [label] = library.history.labels()
    assert label == f"add {len(library)} articles"
    library.history.undo()
    assert _articles(library) == []


def test_what_is_here_already_is_named_so_that_it_can_be_read(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    (papers / "odd.md").write_text("# L'été \x1b[31m “rouge”\n\nA text.\n")
    octavo.prints("add", "odd.md")
    [told] = octavo("add", "odd.md").stderr.splitlines()
    assert told.startswith("unchanged odd.md: it is article 1 already, “L'été ")
    assert "\x1b" not in told


def test_it_is_found_at_once(octavo: Octavo, library: Library, papers: Path) -> None:
    octavo.prints("add", "herons.md")
    assert octavo.prints("search", "ford")[0].startswith("1\tHerons\t")


def test_an_export_comes_in_row_by_row(octavo: Octavo, library: Library, papers: Path) -> None:
    """As with `a` in the app and with `octavo import`; what is wrong with a row is told."""
    (papers / "zotero.bib").write_text(BIBLIOGRAPHY)
    done = octavo("add", "zotero.bib", "--tag", "shelf")
    assert _titles(library) == ["The gravel of weirs", "Fords"]
    assert all(article.tags == {"shelf"} for article in _articles(library))
    rejected, summary, written = done.stderr.splitlines()
    assert rejected.startswith("rejected ")
    assert summary == "2 added, 1 rejected"
    assert "zotero" in written
    assert done.exit_code == 1


def test_several_inputs_of_all_kinds_have_one_ledger_and_one_undo(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    (papers / "zotero.bib").write_text(BIBLIOGRAPHY)
    (papers / "feeds.opml").write_text(OPML)
    inputs = ("herons.md", "zotero.bib", "gone.md", "feeds.opml", "-", "rivers")
    done = octavo("add", "--json", *inputs, input=b"# By hand\n\nA ford.\n")
    told = [_read(line) for line in done.stdout.splitlines()]
    assert [(line["result"], line["id"]) for line in told] == [
        ("added", 1),
        ("added", 2),
        ("added", 3),
        ("rejected", None),
        ("rejected", None),
        ("added", None),
        ("added", 4),
        ("added", 5),
    ]
    assert [told[0]["input"], *(line["input"] for line in told[4:])] == [
        "herons.md",
        "gone.md",
        "feeds.opml, outline 1",
        "-",
        "rivers/weirs.md",
    ]
    assert "1 feed followed, 5 added, 2 rejected" in done.stderr
    assert "octavo feeds refresh" in done.stderr
    octavo.prints("undo")
    assert _titles(library) == []
    assert list(library.feeds) == []


def test_what_could_not_be_read_of_a_text_is_said(
    octavo: Octavo, library: Library, papers: Path
) -> None:
    (papers / "broken.txt").write_bytes(b"caf\xc3\xa9, na\xc3\xafve, \xc3\xa9t\xc3\xa9 \xff")
    done = octavo("add", str(papers / "broken.txt"))
    assert done.exit_code == 0
    assert "broken.txt: 1 of its characters could not be read" in done.stderr
