"""What is typed or pasted is told apart: addresses, files, exports, lists of feeds, texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import format_of
from octavo.services.detect import (
    Files,
    ForeignExport,
    Given,
    Pages,
    Stdin,
    Text,
    address_in,
    given_by,
    given_in,
)
from tests.importers.exports.samples import SAMPLES

OPML = '<opml version="2.0"><body><outline xmlUrl="http://tides.example/feed"/></body></opml>'
POCKET = "title,url,time_added,tags,status\nTides,http://tides.example/,1710000000,,unread\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text, an export and a list of feeds in it."""
    (tmp_path / "fog.md").write_text("# Fog\n\nIt came over the river.\n")
    (tmp_path / "a b.md").write_text("# Both\n\nThe name has a space.\n")
    (tmp_path / "pocket.csv").write_text(POCKET)
    (tmp_path / "feeds.opml").write_text(OPML)
    (tmp_path / "notes.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "vault/.obsidian").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param("https://a.example/x", [Pages(["https://a.example/x"])], id="an address"),
        pytest.param(
            "- https://a.example/x\n- https://b.example/\n",
            [Pages(["https://a.example/x", "https://b.example/"])],
            id="a list of addresses",
        ),
        pytest.param(
            "\"https://a.example/'x'\"\n‘https://b.example/’, view-source:https://c.example/x",
            [Pages(["https://a.example/'x'", "https://b.example/", "https://c.example/x"])],
            id="addresses in quotes, and of a source",
        ),
        pytest.param(
            "https://a.example/x - The fog – it came",
            [Pages(["https://a.example/x"])],
            id="an address and its title",
        ),
        pytest.param(
            "https://a.example - https://b.example",
            [Text("https://a.example - https://b.example")],
            id="an address that is no title",
        ),
        pytest.param("fog.md", [Files([Path("fog.md")])], id="a file"),
        pytest.param(
            "fog.md\na b.md", [Files([Path("fog.md"), Path("a b.md")])], id="two files"
        ),
        pytest.param(
            "fog.md 'a b.md'",
            [Files([Path("fog.md"), Path("a b.md")])],
            id="two files dropped on the terminal",
        ),
        pytest.param(
            "fog.md\nhttps://a.example/x",
            [Files([Path("fog.md")]), Pages(["https://a.example/x"])],
            id="a file and an address",
        ),
        pytest.param("pocket.csv", [ForeignExport(Path("pocket.csv"))], id="an export"),
        pytest.param("notes.zip", [ForeignExport(Path("notes.zip"))], id="a zip"),
        pytest.param("vault", [ForeignExport(Path("vault"))], id="a folder of Obsidian"),
        pytest.param("feeds.opml", [ForeignExport(Path("feeds.opml"))], id="a list of feeds"),
        pytest.param(
            f"file://{Path.cwd()}/gone%20by.md",
            [Files([Path.cwd() / "gone by.md"])],
            id="a file by its address",
        ),
        pytest.param("./none.md", [Files([Path("./none.md")])], id="a path with a slip"),
        pytest.param("none.md", [Files([Path("none.md")])], id="a file that is not there"),
        pytest.param("ftp://a.example/x", [Pages(["ftp://a.example/x"])], id="no web page"),
        pytest.param(
            "Why use octavo.md files?", [Text("Why use octavo.md files?")], id="words"
        ),
        pytest.param("todo:milk", [Text("todo:milk")], id="a word with a colon"),
        pytest.param("Fog came.\nIt left.", [Text("Fog came.\nIt left.")], id="a text"),
        pytest.param("It's 'half", [Text("It's 'half")], id="a quote that does not close"),
        pytest.param("\0", [Text("\0")], id="no name of a file"),
        pytest.param(
            "~50 people came.\nIt left.", [Text("~50 people came.\nIt left.")], id="about"
        ),
    ],
)
def test_what_is_given_is_told(text: str, given: list[Given]) -> None:
    assert list(given_in(text)) == given


def test_a_folder_of_texts_is_no_export(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "fog.md").write_text("# Fog\n\nIt came over the river.\n")
    assert list(given_in("notes")) == [Files([Path("notes")])]


def test_a_folder_with_an_export_in_it_is_one(tmp_path: Path) -> None:
    takeout = tmp_path / "takeout"
    takeout.mkdir()
    (takeout / "a.md").write_text("# Fog\n\nIt came over the river.\n")
    (takeout / "pocket.csv").write_text(POCKET)
    assert list(given_in("takeout")) == [ForeignExport(Path("takeout"))]


def test_a_file_that_looks_like_an_address_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "fog.example").write_text("# Fog\n\nIt came over the river.\n")
    assert list(given_in("fog.example")) == [Files([Path("fog.example")])]


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        pytest.param(
            ["https://a.example/x", "www.b.example", "fog.md", "a b.md"],
            [
                Pages(["https://a.example/x", "https://www.b.example"]),
                Files([Path("fog.md"), Path("a b.md")]),
            ],
            id="neighbours of a kind are one",
        ),
        pytest.param(["pocket.csv"], [ForeignExport(Path("pocket.csv"))], id="an export"),
        pytest.param(["feeds.opml"], [ForeignExport(Path("feeds.opml"))], id="a list of feeds"),
        pytest.param(["none.md"], [Files([Path("none.md")])], id="a file that is missing"),
        pytest.param(["Fog came."], [Files([Path("Fog came.")])], id="never a text"),
        pytest.param(["blog.example"], [Pages(["https://blog.example"])], id="a bare address"),
        pytest.param(["ftp://a.example/x"], [Pages(["ftp://a.example/x"])], id="no page"),
        pytest.param(
            ["file://localhost/none%20.md"], [Files([Path("/none .md")])], id="a file's address"
        ),
        pytest.param(["C:\\fog.md"], [Files([Path("C:\\fog.md")])], id="a drive"),
        pytest.param(["~nobody-x"], [Files([Path("~nobody-x")])], id="the home of nobody"),
    ],
)
def test_what_a_command_names_is_told(arguments: list[str], given: list[Given]) -> None:
    assert list(given_by(arguments, _nothing)) == given


def _nothing(_: int) -> bytes:
    raise AssertionError("standard input is not asked for")


@pytest.mark.parametrize(
    ("data", "title", "given"),
    [
        pytest.param(b"Fog came.", "", Stdin(b"Fog came."), id="a text"),
        pytest.param(
            b"https://a.example/x\n",
            "",
            Pages(["https://a.example/x"], typed=False),
            id="a list",
        ),
        pytest.param(
            b"https://a.example/x\n",
            "Links",
            Stdin(b"https://a.example/x\n", "Links"),
            id="a list with a title is a text",
        ),
    ],
)
def test_standard_input_is_told(data: bytes, title: str, given: Given) -> None:
    assert list(given_by(["-"], lambda _: data, title)) == [given]


@pytest.mark.parametrize("name", ["pocket.csv", "feeds.opml"])
def test_an_export_is_one_however_it_comes(name: str) -> None:
    data = Path(name).read_bytes()
    [named] = given_by([name], _nothing)
    [typed] = given_in(name)
    [piped] = given_by(["-"], lambda _: data)
    assert [type(each) for each in (named, typed, piped)] == [ForeignExport] * 3
    assert list(given_by(["-"], lambda _: data, "Rows")) == [Stdin(data, "Rows")]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_an_export_of_any_format_may_be_piped(sample: str) -> None:
    [piped] = given_by(["-"], lambda _: sample.encode())
    assert isinstance(piped, ForeignExport | Pages)


_LINES = st.lists(
    st.sampled_from(
        ["fog", "the river", ", ", "; ", "url", "title", "\n", "\n\n", "tags", "- ", "[x]", '"']
    ),
    max_size=30,
)


@given(_LINES)
def test_what_passes_for_prose_is_of_no_format(pieces: list[str]) -> None:
    """Standard input is looked at by all formats only where it may be of one."""
    data = " ".join(["x", *pieces]).encode()
    [piped] = given_by(["-"], lambda _: data)
    is_export = format_of(part_of(data, "-")) is not None
    assert isinstance(piped, ForeignExport) == is_export


def test_standard_input_is_read_when_its_turn_comes() -> None:
    """It may never end; what is named before it is told all the same."""
    given = given_by(["fog.md", "-"], _nothing)
    assert next(given) == Files([Path("fog.md")])


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param("blog.example", "https://blog.example", id="without its scheme"),
        pytest.param(" http://blog.example/x ", "http://blog.example/x", id="whole"),
        pytest.param("localhost:8000/feed", "http://localhost:8000/feed", id="this machine"),
        pytest.param("fog", "https://fog", id="one word"),
    ],
)
def test_an_address_is_typed_without_its_scheme(typed: str, address: str) -> None:
    assert address_in(typed) == address
