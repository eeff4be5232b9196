"""What is typed or pasted is told apart: addresses, files, exports, lists of feeds, texts."""

from pathlib import Path

import pytest

from octavo.services.detect import Export, Files, Given, Pages, Text, given_in

OPML = '<opml version="2.0"><body><outline xmlUrl="http://tides.example/feed"/></body></opml>'
POCKET = "title,url,time_added,tags,status\nTides,http://tides.example/,1710000000,,unread\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text, an export and a list of feeds in it."""
    (tmp_path / "fog.md").write_text("# Fog\n\nIt came over the river.\n")
    (tmp_path / "a b.md").write_text("# Both\n\nThe name has a space.\n")
    (tmp_path / "pocket.csv").write_text(POCKET)
    (tmp_path / "feeds.opml").write_text(OPML)
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
        pytest.param("fog.md", [Files([Path("fog.md")])], id="a file"),
        pytest.param(
            "fog.md\na b.md", [Files([Path("fog.md")]), Files([Path("a b.md")])], id="two files"
        ),
        pytest.param(
            "fog.md 'a b.md'",
            [Files([Path("fog.md")]), Files([Path("a b.md")])],
            id="two files dropped on the terminal",
        ),
        pytest.param(
            "fog.md\nhttps://a.example/x",
            [Files([Path("fog.md")]), Pages(["https://a.example/x"])],
            id="a file and an address",
        ),
        pytest.param("pocket.csv", [Export(Path("pocket.csv"))], id="an export"),
        pytest.param("feeds.opml", [Export(Path("feeds.opml"))], id="a list of feeds"),
        pytest.param("./none.md", [Files([Path("./none.md")])], id="a path with a slip"),
        pytest.param("Fog came.\nIt left.", [Text("Fog came.\nIt left.")], id="a text"),
        pytest.param("It's 'half", [Text("It's 'half")], id="a quote that does not close"),
        pytest.param("\0", [Text("\0")], id="no name of a file"),
    ],
)
def test_what_is_given_is_told(text: str, given: list[Given]) -> None:
    assert list(given_in(text)) == given


def test_a_folder_of_texts_is_no_export(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "fog.md").write_text("# Fog\n\nIt came over the river.\n")
    assert list(given_in("notes")) == [Files([Path("notes")])]
