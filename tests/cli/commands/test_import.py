"""`octavo add URL`, `fetch`, `feeds` and `import`."""

import json
import re
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.article import Source
from octavo.model.tag import Tag
from tests.cli.conftest import Line, Octavo, Shell
from tests.library.obstacles import with_files_up_to
from tests.making import draft
from tests.services.making import page, rss
from tests.web.fixtures import web, wide_web
from tests.web.server import Web

__all__ = ["web", "wide_web"]

POCKET = (
    "title,url,time_added,tags,status\n"
    "High water,https://tides.example/high,1400000000,sea|harbour,unread\n"
    "Low water,https://tides.example/low,1500000000,,archive\n"
    "A script,javascript:alert(1),1500000000,,unread\n"
)


@pytest.fixture
def pocket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three rows, one of them at fault."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pocket.csv"
    path.write_text(POCKET)
    return path


def titles(library: Library) -> list[str]:
    library.follow()
    return sorted(article.title for article in library.search.articles.values())


def test_pages_come_in_by_their_addresses(octavo: Octavo, library: Library, web: Web) -> None:
    one, two = web.page("/one", page("One")), web.fails("/two", "404 Not Found")
    lines = octavo.objects("add", one, two, "--tag", "sea", "--read")
    results = {str(line["input"]): (line["result"], line["reason"]) for line in lines}
    assert results == {
        one: ("added", ""),
        two: ("added", "kept as a link, because the server does not know this page (404)"),
    }
    library.follow()
    assert titles(library) == sorted(["One", two])
    assert all(article.tags == {Tag("sea")} for article in library.articles())
    [shown] = octavo.objects("show", "1")
    assert isinstance(source := shown["source"], dict)
    assert source["fetched"]


def test_a_list_of_addresses_on_standard_input(
    octavo: Octavo, library: Library, wide_web: Web
) -> None:
    urls = [f"http://{name}.example/" for name in ("one", "two")]
    for url in urls:
        wide_web.page(url, page(url[7:10], f"It says {url}."))
    done = octavo("add", "-", input="\n".join(urls).encode())
    assert done.exit_code == 0
    assert titles(library) == ["one", "two"]


def test_what_is_no_page_on_the_web_is_refused(octavo: Octavo, library: Library) -> None:
    done = octavo("add", "javascript:alert(1)", "ftp://a.example/x")
    assert done.exit_code == 1
    assert done.stderr.count("it is no address of a page") == 2
    assert titles(library) == []


def test_links_get_their_pages_later(octavo: Octavo, library: Library, web: Web) -> None:
    url = web.fails("/one", "503 Service Unavailable")
    octavo.prints("add", url)
    assert octavo("fetch").exit_code == 3
    web.page("/one", page("One"))
    assert octavo.objects("fetch", "--failed") == [{"id": 1, "result": "fetched", "reason": ""}]
    assert titles(library) == ["One"]
    assert octavo.prints("search", "harbour") != []
    web.fails("/one", "410 Gone")
    done = octavo("fetch", "1")
    assert done.exit_code == 1
    assert "failed 1" in done.stderr
    assert titles(library) == ["One"]


def test_following_a_feed(octavo: Octavo, library: Library, web: Web) -> None:
    feed = web.page("/feed", rss(("1", "High water", "It came at noon.")))
    octavo.prints("feeds", "add", feed, "--tag", "sea")
    [line] = octavo.objects("feeds")
    assert (line["id"], line["title"], line["tags"]) == (1, "Tides", ["sea"])
    assert titles(library) == ["High water"]
    web.page("/feed", rss(("2", "Low water", "At six."), ("1", "High water", "At one.")))
    [refreshed] = octavo.objects("feeds", "refresh")
    assert (refreshed["new"], refreshed["edited"]) == ([2], [1])
    assert octavo.prints("feeds", "refresh", "--due") == []
    done = octavo("feeds", "tag", "1", "--", "+to read")
    assert '+"to read"' in done.stderr
    assert "nothing had to change" in octavo("feeds", "tag", "1", "--", "+to read").stderr
    octavo.prints("feeds", "tag", "1", "--", "+tides", "-sea", "-to read")
    assert octavo("feeds", "remove", "clock").exit_code == 1
    octavo.prints("feeds", "remove", feed)
    assert octavo("feeds").exit_code == 3
    assert len(titles(library)) == 2
    octavo.prints("undo")
    [line] = octavo.objects("feeds", "list")
    assert line["tags"] == ["tides"]


def test_several_files_are_one_step_for_undo(
    octavo: Octavo, library: Library, tmp_path: Path
) -> None:
    files = [tmp_path / f"{name}.csv" for name in ("weirs", "locks")]
    for file in files:
        file.write_text(f"url,title\nhttps://{file.stem}.example,{file.stem}\n")
    octavo.prints("import", *map(str, files))
    assert sorted(titles(library)) == ["locks", "weirs"]
    assert octavo("undo").stderr == "took back: imported 2 files: 2 articles\n"
    assert titles(library) == []


def test_what_a_feed_has_is_shown_before_it_is_followed(
    octavo: Octavo, library: Library, web: Web
) -> None:
    feed = web.page(
        "/feed", rss(("1", "High water", "It came at noon."), ("2", "Low", "At six."))
    )
    lines = octavo.prints("feeds", "add", feed, "--dry-run")
    assert [line.split("\t")[1] for line in lines] == ["High water", "Low"]
    [high, _] = octavo.objects("feeds", "add", feed, "--dry-run")
    assert (high["feed"], high["title"], high["words"]) == (feed, "High water", 4)
    assert octavo("feeds").exit_code == 3
    assert titles(library) == []


def test_whole_pages_can_be_asked_for_and_no_longer(
    octavo: Octavo, library: Library, web: Web
) -> None:
    feed = web.page("/feed", rss(("1", "High water", "It came at noon.")))
    octavo.prints("feeds", "add", feed)
    for options, is_full in ([], True), (["--off"], False):
        assert octavo("feeds", "full", feed, *options).exit_code == 0
        [line] = octavo.objects("feeds", "list")
        assert line["full"] is is_full
    octavo.prints("undo")
    assert octavo.objects("feeds", "list")[0]["full"] is True
    assert octavo("feeds", "full", "clock").exit_code == 1


def test_a_feed_that_is_not_there_keeps_no_other_out(
    octavo: Octavo, library: Library, web: Web
) -> None:
    gone = web.fails("/gone", "410 Gone")
    feed = web.page("/feed", rss(("1", "High water", "It came at noon.")))
    done = octavo("feeds", "add", gone, feed)
    assert done.exit_code == 1
    assert "the page is gone for good (410)" in done.stderr
    assert "\nfollowing 1 Tides\n" in done.stderr
    assert titles(library) == ["High water"]
    assert octavo("feeds", "add", feed).stderr.startswith("already following 1 Tides\n")


def test_a_feed_that_fails_is_told(octavo: Octavo, library: Library, web: Web) -> None:
    feed = web.page("/feed", rss(("1", "High water", "It came at noon.")))
    octavo.prints("feeds", "add", feed)
    web.fails("/feed", "500 Internal Server Error")
    done = octavo("feeds", "refresh")
    assert done.exit_code == 1
    assert "1 Tides: the server made a mistake (500)" in done.stderr
    assert octavo("feeds", "add", web.page("/page", page("Page"))).exit_code == 1


def test_feeds_go_out_and_in_as_opml(octavo: Octavo, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(
        "<opml version='1.0'><body><outline text='sea'>"
        "<outline text='Tides' type='rss' xmlUrl='https://tides.example/feed'/>"
        "</outline></body></opml>"
    )
    octavo.prints("import", str(path))
    first = octavo.prints("feeds", "export")
    [feed] = octavo.objects("feeds")
    octavo.prints("undo")
    path.write_text("\n".join(first))
    octavo.prints("import", str(path))
    [again] = octavo.objects("feeds")
    told: list[Line] = [feed, again]
    [before, after] = [{key: line[key] for key in ("url", "title", "tags")} for line in told]
    assert before == after


def test_an_import_prints_its_ledger(octavo: Octavo, library: Library, pocket: Path) -> None:
    done = octavo("import", str(pocket))
    assert done.exit_code == 1
    assert done.stdout.startswith("rejected\tpocket.csv, line 4\t")
    summary, rejected, *_ = done.stderr.splitlines()
    assert summary == "3 rows of Pocket, CSV: 2 added, 1 rejected"
    assert str(library.folder / "rejected" / "pocket.rejected.csv") in rejected
    assert not pocket.with_name("pocket.rejected.csv").exists()
    lines = octavo("import", str(pocket), "--json").stdout.splitlines()
    assert [line.split('"result":"')[1].split('"')[0] for line in lines] == [
        "unchanged",
        "unchanged",
        "rejected",
    ]
    octavo.prints("undo")
    assert titles(library) == []


def test_a_dry_run_changes_nothing(octavo: Octavo, library: Library, pocket: Path) -> None:
    done = octavo("import", str(pocket), "--dry-run")
    assert "3 rows of Pocket, CSV: 2 added, 1 rejected (nothing was changed)" in done.stderr
    assert titles(library) == []
    assert not (library.folder / "rejected").exists()


def test_an_import_of_which_nothing_can_be_mended_is_a_success(
    octavo: Octavo, library: Library, tmp_path: Path
) -> None:
    clippings = tmp_path / "My Clippings.txt"
    clippings.write_text(
        "A lamp (Ida Lund)\n"
        "- Your Bookmark on page 3 | Added on Sunday, 13 September 2020 12:26\n"
        "\n\n==========\n"
    )
    done = octavo("import", str(clippings))
    assert done.exit_code == 0
    assert "1 rejected row held nothing that could be kept" in done.stderr


def test_a_column_can_be_named(octavo: Octavo, library: Library, tmp_path: Path) -> None:
    table = tmp_path / "books.csv"
    table.write_text("Naam,Kleur,Jaar\nHigh water,blue,about 2020\n")
    assert "none of its columns is known" in octavo("import", str(table)).stdout
    table.write_text("Naam,Waar,Kleur\nHigh water,https://tides.example/high,blue\n")
    named = ("import", str(table), "--column", "title=Naam", "--column", "url=Waar")
    tried = octavo(*named, "--dry-run")
    assert "its columns are taken so: naam as title, waar as url" in tried.stderr
    assert "left out: kleur; --column note=kleur keeps one as a note" in tried.stderr
    dated = table.with_name("dated.csv")
    dated.write_text("Titel,Url,Gezien\nHigh water,https://tides.example/high,2024-05-06\n")
    hint = octavo("import", str(dated), "--dry-run").stderr
    assert "left out: gezien; --column published=gezien has it as the date" in hint
    assert titles(library) == []
    octavo(*named)
    assert titles(library) == ["High water"]
    assert octavo("import", str(table), "--column", "colour=Kleur").exit_code == 2
    said = octavo("import", str(table), "--column", "note=Farbe", "--dry-run").output
    assert "no column is called Farbe" in said


OF_FOUR_KINDS = {
    "pocket.csv": (
        "title,url,time_added,tags,status\n"
        "A,https://quay.example/1,notatime,,unread\nB,https://quay.example/2,0,,unread\n"
    ),
    "pinboard.json": (
        '[{"href": "https://quay.example/3", "description": "C", "extended": "",'
        ' "time": "bad", "tags": "", "shared": "no", "toread": "no", "hash": "x"}]'
    ),
    "zotero.ris": "TY  - BOOK\nTI  - High water\nPY  - 1998\nY2  - lately\nER  - \n",
    "table.csv": (
        "Name;Link;Hinzugefügt\nD;https://quay.example/4;neulich\n"
        "E;https://quay.example/5;2020年3月\nF;https://quay.example/6;\n"
    ),
}


@pytest.mark.parametrize("command", ["import", "add"])
def test_a_time_that_cannot_be_read_is_said_of_any_export(
    octavo: Octavo, tmp_path: Path, command: str
) -> None:
    for name, content in OF_FOUR_KINDS.items():
        (path := tmp_path / name).write_text(content)
        said = octavo(command, str(path)).stderr
        assert f"1 row: the time when it was saved cannot be read ({name}, " in said


def test_a_table_of_known_columns_without_a_row_is_called_that(
    octavo: Octavo, tmp_path: Path
) -> None:
    (table := tmp_path / "head.csv").write_text("Title,Url,Folder\n")
    done = octavo("import", str(table))
    assert (done.exit_code, "--column" in done.output) == (0, False)
    assert "it is a table without a row: title, url, folder" in done.stdout


def test_columns_are_known_in_other_languages_and_years_are_dates(
    octavo: Octavo, tmp_path: Path
) -> None:
    table = tmp_path / "links.csv"
    table.write_text(
        "Name;Link;Autor;Datum;Sprache\n"
        "A;https://quay.example/1;Ida Lund;2021;de\nB;https://quay.example/2;;03/2021;\n"
    )
    assert "left out" not in octavo("import", str(table)).stderr
    second, first = octavo.objects("list")
    assert (first["authors"], first["language"]) == (["Ida Lund"], "de")
    published = [str(each["published"])[:10] for each in (first, second)]
    assert published == ["2021-01-01", "2021-03-01"]


def test_a_doubt_of_the_letters_of_an_export_is_said(octavo: Octavo, tmp_path: Path) -> None:
    table = tmp_path / "links.csv"
    row = "https://quay.example/1,Der naïve Kai\n"
    table.write_bytes(f"url,title\n{row}".encode("cp850"))
    assert (
        "links.csv: its encoding is not said; it was read as"
        in octavo("import", str(table)).stderr
    )
    table.write_text(f"url,title\n{row}")
    assert "encoding" not in octavo("import", str(table)).stderr


def test_a_format_can_be_named(octavo: Octavo, pocket: Path) -> None:
    done = octavo("import", str(pocket), "--format", "carrier-pigeon")
    assert done.exit_code == 2
    assert (
        "there is no format carrier-pigeon; there are omnivore, readeck, html, " in done.stderr
    )


def test_a_file_of_no_known_kind(octavo: Octavo, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("milk,bread\n1,2\n")
    done = octavo("import", str(path), str(tmp_path / "gone.zip"))
    assert done.exit_code == 1
    assert "octavo does not know this kind of file" in done.stdout
    assert "there is no such file" in done.stdout
    assert "`octavo add` takes texts and pages" in done.stderr
    path.write_text("milk,bread,salt\n1,2,3\n4,5,6\n")
    assert "--column url=NAME" in octavo("import", str(path)).stderr
    path.write_text("<?xml version='1.0'?>\n<!-- Mine. -->\n<shelf><book/></shelf>\n")
    assert "it is XML, of shelf" in octavo("import", str(path)).stdout


def test_the_pages_of_an_import(
    octavo: Octavo, library: Library, wide_web: Web, pocket: Path
) -> None:
    url = wide_web.page("http://tides.example/high", page("High water in Harbour Street"))
    pocket.write_text(
        f"title,url,time_added,tags,status\nHigh wat…,{url},1400000000,sea,unread\n"
    )
    octavo.prints("import", str(pocket), "--fetch")
    assert titles(library) == ["High water in Harbour Street"]
    assert library.article(1).tags == {Tag("sea")}


def test_only_the_pages_of_what_comes_in_are_fetched(
    octavo: Octavo, library: Library, wide_web: Web, pocket: Path
) -> None:
    other = wide_web.page("http://tides.example/other", page("Other"))
    library.add([draft("Not now", "", url=other)])
    url = wide_web.page("http://tides.example/high", page("High water in Harbour Street"))
    pocket.write_text(f"title,url,time_added,tags,status\nHigh,{url},1400000000,,unread\n")
    octavo.prints("import", str(pocket), "--fetch")
    assert titles(library) == ["High water in Harbour Street", "Not now"]
    assert wide_web.times_asked("http://tides.example/other") == 0


def test_an_import_done_again_gets_the_pages_that_are_missing(
    octavo: Octavo, library: Library, wide_web: Web, pocket: Path
) -> None:
    url = wide_web.page("http://tides.example/high", page("High water in Harbour Street"))
    pocket.write_text(f"title,url,time_added,tags,status\nHigh,{url},1400000000,,unread\n")
    octavo.prints("import", str(pocket))
    octavo.prints("import", str(pocket), "--fetch")
    assert titles(library) == ["High water in Harbour Street"]


def test_an_import_that_the_disk_cannot_hold_tells_what_is_in(
    octavo: Octavo, library: Library, pocket: Path
) -> None:
    rows = (f"Tide {n},https://tides.example/{n},1400000000,,unread\n" for n in range(1_500))
    pocket.write_text("title,url,time_added,tags,status\n" + "".join(rows))
    library.close()
    said = with_files_up_to(350_000, lambda: octavo("import", str(pocket)).stderr)
    stopped, goes_on, why = said.splitlines()
    assert (found := re.fullmatch(r"stopped; (.+) rows of Pocket, CSV: \1 added", stopped))
    assert goes_on == "importing the same again goes on"
    assert why.startswith("octavo: the rest is not in: ")
    assert len(titles(library)) == int(found[1].replace("\xa0", "").replace(" ", "")) > 0
    assert "1 500 rows" in octavo("import", str(pocket)).stderr.replace("\xa0", " ")


def test_a_broken_list_does_not_keep_other_files_out(
    octavo: Octavo, library: Library, pocket: Path
) -> None:
    broken = pocket.with_name("feeds.opml")
    broken.write_text("<opml>\0" + "<" * 30)
    done = octavo("import", str(broken), str(pocket))
    assert "rejected\tfeeds.opml" in done.stdout
    assert titles(library) == ["High water", "Low water"]


def test_an_app_that_is_open_sees_an_import(
    shell: Shell, library: Library, pocket: Path
) -> None:
    assert shell("import", str(pocket)).returncode == 1
    assert titles(library) == ["High water", "Low water"]


def test_a_text_that_was_edited_stays_and_it_is_told_where_the_new_one_is(
    octavo: Octavo, library: Library, web: Web
) -> None:
    url = web.page("/0", page("Page 0"))
    library.add([draft("Link 0", "As it was.", url=url, source=Source(private=True))])
    library.intake.rewrite(1, "Mine.")
    assert "version 3: `octavo show 1 --diff`" in octavo("fetch", "1").stderr
    assert octavo.prints("show", "1") == ["Mine."]
    assert "version" not in octavo("fetch", "1").stderr


def test_of_hundreds_of_fields_a_few_are_named(octavo: Octavo, tmp_path: Path) -> None:
    wide = tmp_path / "wide.json"
    fields = {"title": "T", "url": "https://a.example/"} | {f"k{n}": n for n in range(300)}
    wide.write_text(json.dumps([fields]))
    for options in ([], ["--dry-run"]):
        said = octavo("import", str(wide), *options).stderr
        assert "k0, k1, " in said
        assert "and 288 more; " in said
        assert len(said) < 1000
