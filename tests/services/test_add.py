"""What a person gives is added, whatever it is, as one step for undo."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from octavo.library.library import Library
from octavo.model.draft import Draft, Result
from octavo.model.tag import Tag
from octavo.services.add import Added, Addition
from octavo.services.async_bridge import Stop
from octavo.services.detect import Files, Pages, Stdin, Text, given_by, given_in
from tests.services.making import QUICK, page
from tests.web.server import Web

BIBTEX = """
@article{moon2001, title = {The moon and the tides}, author = {Ana Roe}, year = 2001}
@article{ebb2002, title = {Ebb}, url = {https://tides.example/ebb}}
"""
OPML = '<opml version="2.0"><body><outline xmlUrl="http://tides.example/feed"/></body></opml>'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two texts, an export and a list of feeds in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "fog.md").write_text("# Fog\n\nIt came over the river.\n")
    (folder / "rain.md").write_text("# Rain\n\nIt fell on the river.\n")
    (folder / "zotero.bib").write_text(BIBTEX)
    (folder / "feeds.opml").write_text(OPML)
    monkeypatch.chdir(folder)
    return folder


def _added(addition: Addition, text: str) -> list[Added]:
    return [added for given in given_in(text) for added in addition.add(given)]


def _titles(library: Library) -> set[str]:
    return {article.title for article in library.articles()}


def test_a_command_imports_an_export_as_the_app_does(library: Library) -> None:
    addition = Addition(library)
    [given] = given_by(["zotero.bib"], lambda _: b"")
    added = list(addition.add(given))
    assert [each.entry.result for each in added] == [Result.ADDED] * 2
    assert all(each.in_export for each in added)
    assert _titles(library) == {"The moon and the tides", "Ebb"}
    assert addition.formats == ["Zotero and others, BibTeX"]
    assert list(library.history.labels()) == ["import zotero.bib: 2 articles"]


def test_an_export_through_standard_input_is_imported(library: Library, here: Path) -> None:
    data = (here / "zotero.bib").read_bytes() + b"@misc{x,\n  title = {Neap\n"
    addition = Addition(library)
    [given] = given_by(["-"], lambda _: data)
    added = list(addition.add(given))
    assert [each.entry.result for each in added][:2] == [Result.ADDED] * 2
    assert _titles(library) >= {"The moon and the tides", "Ebb"}
    assert all(path.parent.name == "rejected" for path in addition.write_rejected())


def test_all_of_it_is_one_step_for_undo(library: Library) -> None:
    addition = Addition(library)
    _added(addition, "fog.md\nzotero.bib\nrain.md\nfeeds.opml")
    assert addition.counts == {Result.ADDED: 5}
    assert addition.rows == {Result.ADDED: 3}
    assert addition.followed == 1
    assert list(library.history.labels()) == ["add 4 articles and 1 feed"]
    library.history.undo()
    assert _titles(library) == set()
    assert not library.feeds


def test_pages_come_with_why_they_are_only_links(library: Library, web: Web) -> None:
    there = web.page("/fog", page("Fog"))
    addition = Addition(library, limits=QUICK)
    fog, gone = sorted(
        addition.add(Pages([there, web.url("/gone")])), key=lambda each: each.error
    )
    assert (fog.error, fog.entry.result) == ("", Result.ADDED)
    assert "404" in gone.error
    assert gone.input == web.url("/gone")


def test_what_holds_of_all_is_put_on_all(library: Library) -> None:
    def tagged(draft: Draft) -> Draft:
        return replace(draft, tags=draft.tags | {Tag("river")})

    _added(Addition(library, dress=tagged), "fog.md\nzotero.bib")
    assert all(Tag("river") in article.tags for article in library.articles())


def test_a_text_and_standard_input_become_articles(library: Library) -> None:
    addition = Addition(library)
    [text] = addition.add(Text("# Dew\n\nIt lay on the grass.\n"))
    [piped] = addition.add(Stdin(b"The river rose.", "A report"))
    assert (text.input, piped.input) == ("the pasted text", "-")
    assert _titles(library) == {"Dew", "A report"}


def test_who_stops_it_keeps_what_is_in(library: Library) -> None:
    stop = Stop()
    addition = Addition(library, stop=stop)
    assert len(list(addition.add(Files([Path("fog.md")])))) == 1
    stop.tell()
    assert list(addition.add(Files([Path("rain.md")]))) == []
    assert _titles(library) == {"Fog"}


def test_rejected_rows_are_written_into_the_library(library: Library, here: Path) -> None:
    rows = "title,url,time_added,tags,status\nTides,mailto:tides,1710000000,,unread\n"
    (here / "pocket.csv").write_text(rows)
    addition = Addition(library)
    _added(addition, "pocket.csv")
    assert addition.counts == {Result.REJECTED: 1}
    [written] = addition.write_rejected()
    assert written == library.folder / "rejected" / "pocket.rejected.csv"
