"""Exports come in, and the ledger adds up to the rows of the files."""

import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from octavo.exporters.records import opml_of
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import rows_of
from octavo.importers.files import LARGEST
from octavo.library.library import Library
from octavo.model.draft import Result
from octavo.model.tag import Tag
from octavo.services.imports import Import
from octavo.storage.errors import NothingToUndo
from tests.importers.exports.bookmarks.bookmark_samples import BOOKMARK_SAMPLES
from tests.importers.exports.samples import SAMPLES
from tests.library.seeing import whole
from tests.making import draft

HEADER = "title,url,time_added,tags,status\n"
ROWS = (
    "High water,https://tides.example/high,1400000000,sea|harbour,unread\n"
    "Low water,https://tides.example/low,1500000000,,archive\n"
    "A script,javascript:alert(1),1500000000,,unread\n"
    "High water again,https://tides.example/high?utm_source=a,1300000000,clock,archive\n"
    "Cells, too many,https://tides.example/few,1500000000,,unread\n"
)


@pytest.fixture
def pocket(tmp_path: Path) -> Path:
    """A zip of two parts, with two rows at fault."""
    path = tmp_path / "pocket.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("part_000000.csv", HEADER + ROWS)
        archive.writestr(
            "part_000001.csv", f"{HEADER}Neap,https://tides.example/neap,1,,unread\n"
        )
    return path


def run(library: Library, path: Path, *, rehearse: bool = False) -> Counter[Result]:
    job = Import(library, path, rehearse=rehearse)
    landed = list(job)
    assert Counter(entry.result for entry in landed) == job.counts
    return job.counts


def test_the_ledger_adds_up(library: Library, pocket: Path) -> None:
    job = Import(library, pocket)
    ledger = {entry.input: entry for entry in job}
    assert job.counts == {Result.ADDED: 3, Result.MERGED: 1, Result.REJECTED: 2}
    assert list(job.formats) == ["Pocket, CSV"]
    assert "javascript" in ledger["part_000000.csv, line 4"].reason
    high = library.article(1)
    assert high.tags == {Tag("sea"), Tag("harbour"), Tag("clock")}
    assert (high.added.year, high.archived) == (2011, True)


def test_the_ledger_says_which_rows_lack_cells(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(f"{HEADER}Short,https://tides.example/short\n")
    job = Import(library, path)
    [entry] = job
    assert (entry.result, entry.reason[:17]) == (Result.ADDED, "cells are missing")
    assert job.doubted == {entry.reason: 1}


def test_works_without_an_address_stay_apart_and_come_once(
    library: Library, tmp_path: Path
) -> None:
    """They are told by their authors and times, whatever else is not said."""
    path = tmp_path / "works.csv"
    works = ["Essays,Ann,2020-01-01", "Essays,Ann,2021-01-01", "Essays,Bob,2020-01-01"]
    path.write_text("\n".join(["title,author,added", *works, "Poems,Ann,", "Poems,Bob,"]))
    assert run(library, path) == {Result.ADDED: 5}
    assert run(library, path) == {Result.UNCHANGED: 5}


def test_an_import_is_one_step_and_can_be_done_again(library: Library, pocket: Path) -> None:
    library.add([draft("My own", url="https://tides.example/low", tags="mine")])
    before = whole(library)
    run(library, pocket)
    library.history.undo()
    assert whole(library) == before
    run(library, pocket)
    again = whole(library)
    assert run(library, pocket) == {Result.UNCHANGED: 4, Result.REJECTED: 2}
    assert whole(library) == again


def test_a_rehearsal_changes_nothing(library: Library, pocket: Path) -> None:
    before = whole(library)
    rehearsed = run(library, pocket, rehearse=True)
    assert whole(library) == before
    assert run(library, pocket) == rehearsed


def test_rejected_rows_can_be_mended_and_imported(library: Library, pocket: Path) -> None:
    job = Import(library, pocket)
    list(job)
    [rejected] = job.write_rejected()
    assert rejected == library.folder / "rejected" / "part_000000.rejected.csv"
    again = Import(library, pocket)
    list(again)
    assert again.write_rejected() == [rejected]
    rows = rejected.read_text()
    assert rows.count("\n") == 3
    rejected.write_text(
        rows.replace("javascript:alert(1)", "https://tides.example/script").replace(
            "Cells, too many", '"Cells, too many"'
        )
    )
    assert run(library, rejected) == {Result.ADDED: 2}
    assert Import(library, pocket).write_rejected() == []


def test_what_nobody_can_mend_is_counted_and_not_written(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "pocket.csv"
    path.write_text(f"{HEADER}Most visited,place:sort=8,1500000000,,unread\n")
    job = Import(library, path)
    assert [entry.result for entry in job] == [Result.REJECTED]
    assert job.final == 1
    assert job.write_rejected() == []


SEA = (
    '<opml version="2.0"><body><outline text="Sea">'
    '<outline text="Tides" xmlUrl="https://tides.example/feed" custom="kept"/>'
    '<outline text="No address &amp; more" type="rss"/></outline></body></opml>'
)


def test_a_list_of_feeds_is_followed(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(SEA)
    both = {Result.ADDED: 1, Result.REJECTED: 1}
    assert run(library, path, rehearse=True) == both
    assert dict(library.feeds) == {}
    assert run(library, path) == both
    [feed] = library.feeds.values()
    assert (feed.title, feed.tags) == ("Tides", frozenset([Tag("Sea")]))
    assert 'custom="kept"' in opml_of([feed])
    assert run(library, path) == {Result.UNCHANGED: 1, Result.REJECTED: 1}
    assert library.history.labels() == ["import feeds.opml: 1 feed"]


def test_rejected_outlines_can_be_mended_and_imported(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(SEA)
    job = Import(library, path)
    list(job)
    [rejected] = job.write_rejected()
    assert rejected.name == "feeds.rejected.opml"
    said = rejected.read_text()
    rejected.write_text(said.replace('type="rss"', 'xmlUrl="https://tides.example/more"'))
    assert run(library, rejected) == {Result.ADDED: 1}
    assert library.feeds[2].title == "No address & more"
    assert library.feeds[2].tags == {Tag("Sea")}


def test_a_feed_that_a_list_names_twice_comes_once(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://tides.example/feed"/>'
        '<outline text="Sea"><outline xmlUrl="http://www.tides.example/feed/"/></outline>'
        "</body></opml>"
    )
    assert [entry.result for entry in Import(library, path)] == [Result.ADDED, Result.MERGED]
    [feed] = library.feeds.values()
    assert feed.tags == {Tag("Sea")}


def test_a_list_without_a_feed_is_in_the_ledger(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text("<opml><body><outline text='Sea'/></body></opml>")
    [entry] = Import(library, path)
    assert (entry.result, entry.reason) == (Result.REJECTED, "there is no feed in it")


def test_a_list_that_cannot_be_read_is_in_the_ledger(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text('<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>')
    [entry] = Import(library, path)
    assert (entry.input, entry.result) == ("feeds.opml", Result.REJECTED)
    assert "entities" in entry.reason


def test_a_list_beside_other_exports_is_followed_in_the_same_step(
    library: Library, pocket: Path
) -> None:
    with zipfile.ZipFile(pocket, "a") as archive:
        archive.writestr("feeds.opml", SEA)
    before = whole(library)
    counts = {Result.ADDED: 4, Result.MERGED: 1, Result.REJECTED: 3}
    assert run(library, pocket, rehearse=True) == counts
    assert run(library, pocket) == counts
    assert [feed.title for feed in library.feeds.values()] == ["Tides"]
    assert library.history.labels() == ["import pocket.zip: 3 articles and 1 feed"]
    library.history.undo()
    assert (whole(library), dict(library.feeds)) == (before, {})


def test_a_list_in_a_folder_is_followed(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "feeds.opml").write_text(SEA)
    (folder / "clock.md").write_text("# The clock\n\nIt stopped.\n")
    assert run(library, folder) == {Result.ADDED: 2, Result.REJECTED: 1}
    assert (len(library), len(library.feeds)) == (1, 1)


def test_a_folder_of_markdown_is_an_export_too(library: Library, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "clock.md").write_text("---\ntitle: The clock\ntags: [sea]\n---\nIt stopped.\n")
    (vault / "table.csv").write_text("milk,bread\n1,2\n")
    assert run(library, vault) == {Result.ADDED: 1, Result.REJECTED: 1}
    [article] = library.articles()
    assert (article.title, library.text(article.id)) == ("The clock", "It stopped.")


def test_tags_in_the_texts_of_a_vault_count_where_that_is_asked(
    library: Library, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "clock.md").write_text("---\ntags: [sea]\n---\nIt stopped. #craft/tools\n")
    list(Import(library, vault))
    [article] = library.articles()
    assert article.tags == {Tag("sea")}
    list(Import(library, vault, text_tags=True))
    [article] = library.articles()
    assert article.tags == {Tag("sea"), Tag("craft/tools")}


def test_a_text_that_is_too_long_is_not_cut(library: Library, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    with (vault / "clock.md").open("wb") as file:
        file.truncate(LARGEST + 1)
    [entry] = Import(library, vault)
    assert (entry.result, entry.reason) == (Result.REJECTED, "it is larger than 64 MB")


def test_exports_of_all_makers_come_into_one_library_and_again(
    library: Library, tmp_path: Path
) -> None:
    samples = SAMPLES | BOOKMARK_SAMPLES
    for name, sample in samples.items():
        (tmp_path / name).write_text(sample)
        job = Import(library, tmp_path / name)
        assert len(list(job)) == job.counts.total() > 0
        assert Result.REJECTED not in job.counts
    before = whole(library)
    for name in samples:
        assert run(library, tmp_path / name).keys() == {Result.UNCHANGED}, name
    assert whole(library) == before


NOTES = {
    "Mill.md": "Words above.\n\n## The wheel\n\n# A late title\n\nIt turns.\n",
    "deep/Weir.md": "# The weir\n\nBelow [[Mill]], of [[a page/of it]].\n",
    "Low water.md": "## Links\n\n[[Mill]] [[mill|the *mill*]] [[Mill#The wheel]] [[deep/Weir]] "
    "[[Gone]] [[Gone|what went]] ![[wheel.png|a wheel|300]] ![[Mill]] [[#Links]] "
    "`[[Mill]]` [[0.5, 1]] ![[no.png]] ``a `[[Mill]]``\n\n```\n[[Mill]]\n```\n\n"
    "- ```bash\n  if [[ -f $HOME/x ]]; then [[Mill]]\n  ```\n\n"
    "| a |\n|:--|\n| [[Mill\\|b]] |\n",
    "pages/a page___of it.md": "status:: done\n\n- A block.\n  id:: "
    "0f1e2d3c-0000-4000-8000-000000000001\n- On [[Mar 4th, 2024]]: [[Low water]].\n"
    "- See [[Low water|ebb]], [it](a.md) [s]\n  id:: 0f1e2d3c-0000-4000-8000-000000000002\n",
    "journals/2024_03_04.md": "- ((0f1e2d3c-0000-4000-8000-000000000001)) of "
    "[[a page/of it]], [[other/Weir]]\n- ((0f1e2d3c-0000-4000-8000-000000000002))\n",
    "props.md": "---\nstatus: new\nrelated: ['[[Mill]]', it]\n---\n# Props\n\nOf a stage.\n",
    "of it.md": "# Another\n\nNot the page that is called so.\n",
}


def test_wiki_links_of_a_vault_lead_to_its_notes(library: Library, tmp_path: Path) -> None:
    for name, text in NOTES.items():
        (path := tmp_path / "vault" / name).parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "vault/wheel.png").write_bytes(b"\x89PNG")
    (tmp_path / "vault/broken.md").write_bytes(bytes(range(256)) * 9)
    for result in (Result.ADDED, Result.UNCHANGED):
        assert run(library, tmp_path / "vault") == {result: 7, Result.REJECTED: 2}
    of = {each.title: each for each in library.articles()}
    texts = {title: library.text(each.id) for title, each in of.items()}
    assert {*of} == {
        "Mill",
        "The weir",
        "Low water",
        "a page/of it",
        "Mar 4th, 2024",
        "Another",
        "Props",
    }
    assert texts["Props"] == "Of a stage.\n\nstatus: new\\\nrelated: Mill, it"
    assert texts["Low water"] == (
        "## Links\n\n[Mill](Mill.md) [the *mill*](Mill.md) "
        "[Mill > The wheel](Mill.md#the-wheel) [Weir](deep/Weir.md) "
        "[[Gone]] [[Gone|what went]] ![a wheel](wheel.png) [Mill](Mill.md) "
        "[Links](#links) `[[Mill]]` [[0.5, 1]] ![[no.png]] ``a `[[Mill]]``\n\n"
        "```\n[[Mill]]\n```\n\n- ```bash\n  if [[ -f $HOME/x ]]; then [[Mill]]\n  ```\n\n"
        "| a |\n|:--|\n| [b](Mill.md) |"
    )
    assert "# A late title" in texts["Mill"]
    assert "id::" not in texts["a page/of it"]
    day = texts["Mar 4th, 2024"]
    assert r"- [See ebb, it \[s\]](../pages/a%20page___of%20it.md)" in day
    assert "[[other/Weir]]" in day
    assert "of%20it.md)" in day.partition(", ")[0]
    for title, target, to in (
        ("The weir", "../Mill.md#the-wheel", "Mill"),
        ("The weir", "../pages/a%20page___of%20it.md", "a page/of it"),
        ("Mar 4th, 2024", "../pages/a%20page___of%20it.md", "a page/of it"),
        ("a page/of it", "../journals/2024_03_04.md", "Mar 4th, 2024"),
    ):
        assert target.partition("#")[0] in texts[title]
        assert library.intake.beside(of[title].id, target) == of[to].id
    assert library.intake.beside(of["Mill"].id, "Gone.md") is None


def test_links_between_pages_of_notion_lead_there(library: Library, tmp_path: Path) -> None:
    """By the paths in the zip, as those of any folder of Markdown."""
    home, page = f"Home {'a' * 32}", f"Sub page {'b' * 32}"
    link = f"{home}/{page}.md".replace(" ", "%20")
    with zipfile.ZipFile(tmp_path / "notion.zip", "w") as archive:
        archive.writestr(f"{home}.md", f"# Home\n\nSee [Sub page]({link}).\n")
        archive.writestr(f"{home}/{page}.md", "# Sub page\n\nBelow.\n")
    assert run(library, tmp_path / "notion.zip") == {Result.ADDED: 2}
    of = {each.title: each.id for each in library.articles()}
    assert library.intake.beside(of["Home"], link) == of["Sub page"]


def test_an_evening_of_imports_adds_up(library: Library) -> None:
    """Of the exports of all makers into one library: as rehearsed, once, and taken back."""
    for name, sample in SAMPLES.items():
        part = part_of(sample.encode(), name)
        rehearsed = [
            (entry.input, entry.result) for entry in Import(library, part, rehearse=True)
        ]
        came = [(entry.input, entry.result) for entry in Import(library, part)]
        assert came == rehearsed
        assert [place for place, _ in came] == [each.row.place for each in rows_of(part)]
        again = {entry.result for entry in Import(library, part)}
        assert again <= {Result.UNCHANGED, Result.REJECTED}, name
    assert library.articles()
    for _ in SAMPLES:
        with suppress(NothingToUndo):
            library.history.undo()
    assert not library.articles()


IN_XML = {
    name: sample
    for name, sample in (SAMPLES | BOOKMARK_SAMPLES).items()
    if isinstance(sample, str) and sample.startswith("<?xml")
}


@pytest.mark.parametrize("name", IN_XML)
def test_what_stands_behind_another_export_in_xml_is_read_or_told(
    library: Library, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{name}.xml"
    path.write_text(IN_XML[name])
    once = run(library, path)
    path.write_text(IN_XML[name] * 2)
    twice = run(library, path)
    assert once
    assert twice.total() == 2 * once.total() or twice[Result.REJECTED] > once[Result.REJECTED]
