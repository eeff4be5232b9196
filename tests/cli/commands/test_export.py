"""`octavo export`: files and streams, and what is said of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.tag import TagEdit
from octavo.services.export import FORMATS
from octavo.storage.store import Limits
from tests.cli.conftest import Octavo, Shell
from tests.library.obstacles import disk, make_read_only
from tests.making import Clock, MakeArticle


def test_everything_goes_but_the_trash(
    octavo: Octavo, library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides", archived=True)
    library.delete([make_article("Weirs").id])
    place = tmp_path / "all.jsonl"

    done = octavo("export", "--to", "jsonl", "-o", str(place))

    assert done.stderr == f"exported 1 article to {place}\n"
    records = [json.loads(line) for line in place.read_text().splitlines()]
    assert [r["article"]["title"] for r in records if "article" in r] == ["Tides"]


def test_a_stream_is_data_alone(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Tides", tags="sea")
    make_article("Weirs")

    done = shell("export", "tag:sea", "--to", "jsonl", "-o", "-")

    assert [*json.loads(done.stdout.splitlines()[1])] == ["article", "text"]
    assert done.stderr == b"exported 1 article\n"


def test_words_of_a_query_may_look_like_short_options(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Tides")
    done = octavo("export", "-is:noted", "--to", "jsonl", "-o", "-")
    assert "exported 1 article" in done.stderr


def test_the_help_names_every_format(octavo: Octavo) -> None:
    said = octavo("export", "--help").stdout
    assert [each.name for each in FORMATS if f"\n      {each.name} " not in said] == []


def test_an_unknown_format_is_told_by_those_that_there_are(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Tides")
    done = octavo("export", "--to", "scroll", "-o", "x")
    assert (done.exit_code, "jsonl" in done.stderr) == (2, True)


def test_since_last_is_since_the_place_was_written(
    octavo: Octavo, library: Library, make_article: MakeArticle, clock: Clock, tmp_path: Path
) -> None:
    first = make_article("Tides")
    place = str(tmp_path / "vault")
    export = ("export", "--since", "LAST", "--to", "markdown", "-o", place)
    assert "exported 1 article " in octavo(*export).stderr
    assert "exported nothing" in octavo(*export).stderr
    later = datetime.now(UTC) + timedelta(minutes=1)
    library.db.articles.update({"added": f"{later:%Y-%m-%dT%H:%M:%SZ}"}, doc_ids=[first.id])
    assert "exported 1 article " in octavo(*export).stderr


@pytest.mark.parametrize("name", ["csv", "epub", "jsonl"])
def test_a_file_stays_where_nothing_is_new(
    octavo: Octavo, make_article: MakeArticle, tmp_path: Path, name: str
) -> None:
    make_article("Tides")
    place = tmp_path / f"last.{name}"
    export = ("export", "--since", "LAST", "--to", name, "-o", str(place))
    octavo.prints(*export)
    had = place.read_bytes()

    assert "is as it was" in octavo(*export).stderr
    assert place.read_bytes() == had
    assert [*tmp_path.glob(".last*")] == []


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01", "99999y"])
def test_a_time_that_is_none_is_said(octavo: Octavo, library: Library, said: str) -> None:
    done = octavo("export", "--since", said, "--to", "jsonl", "-o", "-")
    assert (done.exit_code, "2026-03-01" in done.stderr) == (2, True)


def test_a_folder_is_no_file(octavo: Octavo, make_article: MakeArticle, tmp_path: Path) -> None:
    make_article("Tides")
    done = octavo("export", "--to", "jsonl", "-o", str(tmp_path))
    assert done.exit_code == 1
    assert str(tmp_path) in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", ["jsonl", "epub", "markdown"])
@pytest.mark.parametrize("place", ["/dev/full", "disk/out", "read-only/out"])
def test_what_cannot_be_written_is_named_as_it_was_given(
    octavo: Octavo, make_article: MakeArticle, place: str, name: str
) -> None:
    """Not as it is called while it is written; and what to do is said."""
    make_article("Tides")
    with disk("16k") as small:
        (small / "ballast").write_bytes(b"." * 16_384)
        if place.startswith("read-only"):
            make_read_only(small)
        named = place if place.startswith("/") else str(small / "out")
        done = octavo("export", "--to", name, "-o", named)
        assert done.exit_code == 1
        assert f"({named})" in done.stderr
        assert [path.name for path in small.iterdir()] == ["ballast"]


def test_a_watched_library_is_exported_whenever_it_changes(
    octavo: Octavo,
    library: Library,
    make_article: MakeArticle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_article("Tides", tags="sea")
    place = tmp_path / "all.jsonl"
    titles: list[list[str]] = []

    def look(_: float) -> None:
        records = map(json.loads, place.read_text().splitlines())
        titles.append([r["article"]["title"] for r in records if "article" in r])
        match len(titles):
            case 1:
                make_article("Weirs", tags="sea")
            case 3:
                library.retag([1, 2], TagEdit.parse("-sea"))
            case 5:
                raise KeyboardInterrupt

    monkeypatch.setattr("octavo.cli.commands.export.sleep", look)
    done = octavo("export", "tag:sea", "--to", "jsonl", "-o", str(place), "--watch")
    assert [*map(len, titles)] == [1, 2, 2, 2, 2]
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "stopped"


def test_who_watches_keeps_the_library_in_order_and_goes_on_until_told(
    octavo: Octavo,
    folder: Path,
    make_article: MakeArticle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What goes wrong is said once, and tried again."""
    make_article("Tides")
    place = tmp_path / "all.jsonl"
    looks: list[bool] = []

    def look(_: float) -> None:
        looks.append("Weirs" in (folder / "library.json").read_text())
        match len(looks):
            case 1:
                make_article("Weirs")
                place.unlink()
                place.mkdir()
            case 3:
                place.rmdir()
            case 4:
                assert "Weirs" in place.read_text()
                raise KeyboardInterrupt

    monkeypatch.setattr("octavo.cli.commands.export.sleep", look)
    monkeypatch.setattr("octavo.library.library.BRIEF", Limits(compact_at=1))
    done = octavo("export", "--to", "jsonl", "-o", str(place), "--watch")
    assert looks == [False, True, True, True]
    assert done.stderr.count(f"({place})") == 1
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "stopped")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--to", "jsonl", "-o", "-", "--watch"], "say where", id="a stream"),
        pytest.param(["--to", "csv", "-o", "x", "--pictures"], "--to markdown", id="one file"),
    ],
)
def test_what_does_not_go_together_is_refused(
    octavo: Octavo, make_article: MakeArticle, arguments: list[str], says: str
) -> None:
    make_article("Tides")
    done = octavo("export", *arguments)
    assert (done.exit_code, says in done.stderr) == (2, True)


def test_pictures_that_cannot_be_had_are_counted(
    octavo: Octavo, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides", "![One](http://127.0.0.1:1/a.png)\n\n![Two](http://10.0.0.1:1/b.png)")
    place = tmp_path / "vault"
    done = octavo("export", "--to", "markdown", "-o", str(place), "--pictures")
    assert "0 pictures fetched" in done.stderr
    assert "2 pictures left at the address" in done.stderr
    assert "127.0.0.1:1/a.png" in (place / "Tides.md").read_text()


def test_links_to_what_has_no_file_are_told(
    octavo: Octavo, library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides")
    library.notes.add("Compare [[1|Tides]], not [[9|lost]].", articles=[1])
    done = octavo("export", "--to", "markdown", "-o", str(tmp_path / "vault"))
    assert "has no place for it: 1 link of notes to what does not go along" in done.stderr


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Plain</title><id>plain</id></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix="."><group delimiter=", ">
<names variable="author"><name and="text"/>
<substitute><text macro="title"/></substitute></names>
<text macro="title"/><text variable="container-title"/>
<date variable="issued"><date-part name="year"/></date></group></layout></bibliography>
<macro name="title"><text variable="title"/></macro></style>"""


def test_citations_are_written_in_a_style(
    octavo: Octavo, make_article: MakeArticle, tmp_path: Path
) -> None:
    day = datetime(2023, 5, 6, tzinfo=UTC)
    make_article("Weirs & <locks>", authors=("Ida Lund", "Han Mi-rae"), published=day)
    make_article("Alone")
    make_article("Tides", site="The Ledger", url="https://tides.example/")
    (tmp_path / "plain.csl").write_text(STYLE)
    lines = octavo.prints("export", "--to", f"cite:{tmp_path}/plain.csl", "-o", "-")
    ours = "Ida Lund and Mi-rae Han, Weirs & <locks>, 2023."
    assert lines == [ours, "Alone.", "The Ledger, Tides."]


def test_a_style_is_known_by_its_name(octavo: Octavo, make_article: MakeArticle) -> None:
    day = datetime(2023, 5, 6, tzinfo=UTC)
    make_article("Weirs and locks", authors=("Ida Lund",), published=day)
    make_article("Tides", site="The Ledger")
    lines = octavo.prints("export", "--to", "cite:apa", "-o", "-")
    assert lines == ["Lund, I. (2023, May 6). Weirs and locks.", "The Ledger. (n.d.). Tides."]


def test_a_style_knows_families_that_stand_first(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    day = datetime(2023, 5, 6, tzinfo=UTC)
    for title, *authors in (
        ("Abroad", "Kim Min-ji", "Park Chan Wook", "Roh Moo-Hyun"),
        ("Beyond", "Min-ji Kim", "Min Jin Lee", "Lee Van Cleef", "Kim Deal"),
        ("Coasts", "Jo Cox-Brown", "Kim Stanley Robinson"),
    ):
        make_article(title, authors=tuple(authors), published=day)
    lines = octavo.prints("export", "--to", "cite:apa", "-o", "-")
    assert [line.partition(" (2023")[0] for line in lines] == [
        "Cox-Brown, J., & Robinson, K. S.",
        "Kim, M.-J., Lee, M. J., Cleef, L. V., & Deal, K.",
        "Kim, M.-J., Park, C. W., & Roh, M.-H.",
    ]


def test_a_style_that_is_not_there_is_told(
    octavo: Octavo, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides")
    bare = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info/></style>'
    (tmp_path / "no.csl").write_text("<html>")
    (tmp_path / "other.csl").write_text("<svg/>")
    (tmp_path / "bare.csl").write_text(bare)
    (tmp_path / "torn.csl").write_text(STYLE.replace('macro name="title"', 'macro name="x"'))
    files = [f"{tmp_path}/{name}.csl" for name in ("no", "other", "bare", "torn")]
    for style in ("no-such-style", *files):
        done = octavo("export", "--to", f"cite:{style}", "-o", "-")
        assert done.exit_code == 1
        assert "style" in done.stderr
        assert done.stdout == ""
