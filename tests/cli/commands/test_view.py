"""`octavo view`."""

from pathlib import Path

import pytest

from octavo.importers.files import drafts_of_output
from octavo.model.draft import Draft
from tests.cli.conftest import Octavo

MANUAL = """\
LESS(1)                     General Commands Manual                    LESS(1)

{NAME}
       {less} - opposite of more

{SEE ALSO}
       more(1)

Version 590                    03 Jun 2021                            LESS(1)
"""
"""As `man` sets it; what stands in braces is bold."""


@pytest.fixture
def octavo(tmp_path: Path) -> Octavo:
    """Runs octavo where no library is yet."""
    return Octavo(tmp_path / "no library")


def struck_twice(text: str) -> str:
    """A text with what is in braces as `man` prints it into a pager."""
    parts = [part.split("}") for part in text.split("{")]
    bold = ["".join(f"{letter}\b{letter}" for letter in part[0]) for part in parts[1:]]
    return parts[0][0] + "".join(map(str.__add__, bold, (part[1] for part in parts[1:])))


def test_a_file_is_shown_and_nothing_is_kept(octavo: Octavo, tmp_path: Path) -> None:
    (tmp_path / "weirs.md").write_text("# Weirs\n\nA *low* wall.\n")
    assert octavo.prints("view", str(tmp_path / "weirs.md")) == ["# Weirs", "", "A *low* wall."]
    assert [path.name for path in tmp_path.iterdir()] == ["weirs.md"]


@pytest.mark.parametrize(
    "text",
    [
        "# Weirs\n\nA *low* wall.\n",
        "\n## Weirs\r\n\r\nA *low*\r\nwall, & one\\_line.\r\n",
        "# Weirs\n \n- one\n- two\n\n    code\n",
    ],
)
def test_one_heading_is_markdown_piped_as_in_a_file(
    octavo: Octavo, tmp_path: Path, text: str
) -> None:
    (tmp_path / "weirs.md").write_text(text)
    piped = octavo("view", input=text.encode()).stdout
    assert piped == octavo("view", str(tmp_path / "weirs.md")).stdout


def test_a_script_that_begins_with_a_comment_is_not(octavo: Octavo) -> None:
    script = "# Lifts the weir.\nset -e\nlift *all*\n"
    assert octavo("view", input=script.encode()).stdout == script


@pytest.mark.parametrize(
    "text",
    [
        "Error: disk full\nTags: none\n<b> & `x` \\\n",
        "Status: open\nTags: none\n\n    set in\n",
        "  commit 12ab\nAuthor: Ann <ann@a.example>\nDate:   4 March 2026\n\n    Say it\n",
        "Title: Weirs\nAuthor: Ann Lee\n\nA low wall.\n",
    ],
)
def test_a_plain_text_goes_through_a_pipe_as_it_came(
    octavo: Octavo, tmp_path: Path, text: str
) -> None:
    (tmp_path / "a.txt").write_text(f"\x1b[1m{text}")
    (tmp_path / "a.py").write_text(text)
    for name in ("a.txt", "a.py"):
        assert octavo("view", str(tmp_path / name)).stdout == text
    assert octavo("view", input=text.encode()).stdout == text


def test_several_are_shown_in_the_order_in_which_they_are_named(
    octavo: Octavo, tmp_path: Path
) -> None:
    names = ["c.txt", "a.txt", "b.txt"]
    for name in names:
        (tmp_path / name).write_text(f"The text of {name[0]}.\n")
    shown = octavo.prints("view", *(str(tmp_path / name) for name in names))
    assert shown == ["The text of c.", "", "The text of a.", "", "The text of b."]


def test_what_cannot_be_read_is_said_and_the_others_are_shown(
    octavo: Octavo, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text("First.\n")
    done = octavo("view", str(tmp_path / "none.txt"), str(tmp_path / "one.txt"))
    assert (done.exit_code, done.stdout) == (1, "First.\n")
    assert "there is no such file" in done.stderr


def test_an_export_is_shown_as_the_text_that_it_is(octavo: Octavo) -> None:
    shown = octavo("view", "-", input=b"https://example.org/a\nhttps://example.org/b\n").stdout
    assert "https://example.org/a" in shown
    assert "https://example.org/b" in shown


def test_a_page_of_the_manual_keeps_its_lines_and_has_its_headings(octavo: Octavo) -> None:
    plain = MANUAL.replace("{", "").replace("}", "")
    for given in (plain, struck_twice(MANUAL)):
        assert octavo("view", input=given.encode()).stdout == plain
        [draft] = drafts_of_output(given.encode())
        assert isinstance(draft, Draft)
        assert draft.text == (
            "## NAME\n\n```\nless - opposite of more\n```\n\n"
            "## SEE ALSO\n\n```\nmore(1)\n```\n\n"
            "Version 590                    03 Jun 2021                            LESS(1)"
        )


@pytest.mark.parametrize(
    "colour",
    [
        pytest.param(("", ""), id="without colours"),
        pytest.param(("\x1b[1;32m", "\x1b[m"), id="with colours"),
    ],
)
def test_a_diff_keeps_its_lines(octavo: Octavo, colour: tuple[str, str]) -> None:
    lines = ["commit 12ab", "", "    Say it", "", "diff --git a/x b/x", "-one", "+# two"]
    on, off = colour
    given = "".join(f"{on}{line}{off}\n" for line in lines)
    assert octavo("view", "-", input=given.encode()).stdout.splitlines() == lines
    [draft] = drafts_of_output(given.encode())
    assert isinstance(draft, Draft)
    assert draft.text.splitlines() == ["```diff", *lines, "```"]


def test_a_page_that_is_piped_is_read_as_one(octavo: Octavo) -> None:
    page = b"<!doctype html><title>Weirs</title><body><h2>Walls</h2><p>A <em>low</em> wall."
    assert octavo("view", input=page).stdout == "## Walls\n\nA *low* wall.\n"


def test_nothing_is_said_to_be_empty(octavo: Octavo) -> None:
    done = octavo("view", input=b"")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "it is empty" in done.stderr
