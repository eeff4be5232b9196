"""What a person sees who types a command at a terminal."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from rich.cells import cell_len

from octavo.library.library import Library
from octavo.markdown.layout.layout import lay_out
from octavo.model.draft import DraftNote
from octavo.model.note import Highlight
from tests.cli.conftest import Shell
from tests.making import MakeArticle, draft
from tests.terminal.terminal import Terminal

NOTHING: Mapping[str, str] = MappingProxyType({})


def _run(
    shell: Shell,
    *arguments: str,
    width: int = 80,
    height: int = 40,
    environment: Mapping[str, str] = NOTHING,
) -> Terminal:
    """A terminal in which a command has run to its end."""
    command = (sys.executable, "-m", "octavo", *arguments)
    variables = {**shell.environment, **environment}
    terminal = Terminal(command, variables, columns=width, lines=height, cwd=shell.cwd)
    with terminal:
        terminal.exit_code()
    return terminal


def _colours(terminal: Terminal) -> set[str]:
    return {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()} - {
        "default"
    }


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_is_set_in_columns(
    shell: Shell, make_article: MakeArticle, width: int
) -> None:
    make_article("창이 셋 있는 방과 그 안의 책들에 대하여 " * 5, tags="korea")
    make_article(
        "[red]x[/] and a short one", tags="essay " + " ".join(f"t{n}" for n in range(30))
    )
    long, short = reversed(_run(shell, "list", width=width).lines)
    assert short.startswith("2 ●  [red]x[/] and a short one"[:width])
    assert long.startswith("1 ●  창이 셋 있는")
    assert cell_len(long) <= width
    assert cell_len(short) <= width
    if width >= 80:
        assert " 1 min " in long
        assert long.endswith(" ago")
        assert " korea " in long


def test_hits_are_coloured(shell: Shell, make_article: MakeArticle) -> None:
    """An empty `NO_COLOR` asks for nothing."""
    make_article("Weirs", "What sinks first is the gravel.")
    coloured = _run(shell, "search", "gravel", environment={"NO_COLOR": ""})
    assert "What sinks first is the gravel." in "\n".join(coloured.lines)
    assert "red" in _colours(coloured)


@pytest.mark.parametrize(
    ("environment", "commands"),
    [
        pytest.param({"NO_COLOR": "1"}, ("search gravel", "show 1"), id="NO_COLOR is set"),
        pytest.param({"CLICOLOR": "0"}, ("search gravel",), id="CLICOLOR is off"),
        pytest.param({"TERM": "dumb"}, ("show 1",), id="the terminal can do nothing"),
    ],
)
def test_there_are_no_colours_where(
    shell: Shell,
    make_article: MakeArticle,
    environment: dict[str, str],
    commands: tuple[str, ...],
) -> None:
    make_article("Weirs", "What sinks first is the gravel.", tags="river")
    for command in map(str.split, commands):
        terminal = _run(shell, *command, environment=environment)
        assert _colours(terminal) == set()
        assert ("gravel" in terminal.text) or ("river" in terminal.text)
        if environment.get("TERM") == "dumb":
            assert b"\x1b" not in terminal.written


def test_a_text_is_set_with_its_headings_and_its_notes(shell: Shell, library: Library) -> None:
    text = "## Walls\n\nA *low* wall, <b>not</b> a dam ![a weir](weir.png), as in [red]x[/].\n"
    remark = DraftNote(text="How low?", highlight=Highlight(exact="low wall"))
    library.add([draft("Weirs", text, site="rivers.example", notes=(remark,))])
    lines = _run(shell, "show", "1", width=100).lines
    assert lines[0] == "Weirs"
    assert lines[1].startswith("rivers.example")
    assert "Walls" in lines
    assert "A low wall, not a dam ▨ a weir, as in [red]x[/]." in lines
    assert [line.strip() for line in lines[-2:]] == ["low wall", "How low?"]


TEXT = """\
# Locks

Press <kbd>ctrl</kbd> to *open* a [lock](https://locks.example/a) [^1].

<details><summary>How</summary>

1. Fill the chamber.
2. Open the gate.

</details>

| gate | width |
|:--|--:|
| 水門 | 12 |

```python
def fill(chamber: str) -> None: ...
```

> A lock lifts boats, and it lowers them again when they come back down the river to the sea.

[^1]: With a key.
"""


@pytest.mark.parametrize(
    ("width", "measure", "columns"),
    [
        pytest.param(100, 60, 60, id="no wider than the measure"),
        pytest.param(40, 60, 40, id="no wider than the terminal"),
    ],
)
def test_a_text_has_the_lines_that_the_app_gives_it(
    shell: Shell, library: Library, width: int, measure: int, columns: int
) -> None:
    library.add([draft("Locks", TEXT)])
    config = shell.cwd / "config.toml"
    config.write_text(f"measure = {measure}\n")
    terminal = _run(shell, "show", "1", width=width, environment={"OCTAVO_CONFIG": str(config)})
    laid_out = [line.text.rstrip() for line in lay_out(library.text(1), columns)]
    expected = [line for line in laid_out if line]
    assert terminal.lines[-len(expected) :] == expected
    printed = "\n".join(terminal.lines)
    assert not [mark for mark in ("<kbd>", "<details>", "<summary>", "[^1]") if mark in printed]


def test_a_text_without_colours_still_has_its_structure(shell: Shell, library: Library) -> None:
    library.add([draft("Locks", TEXT)])
    coloured = _run(shell, "show", "1")
    assert {"brightblue", "magenta"} & _colours(coloured)
    assert b"\x1b]8;;https://locks.example/a\x1b\\" in coloured.written
    plain = _run(shell, "show", "1", environment={"NO_COLOR": "1"})
    assert _colours(plain) == set()
    assert plain.lines == coloured.lines
    [row] = (y for y, line in enumerate(plain.screen.display) if "Open the gate" in line)
    assert coloured.screen.buffer[row] == plain.screen.buffer[row]
    assert plain.screen.buffer[0][0].bold


def test_a_link_cannot_leave_its_escape_sequence(shell: Shell, library: Library) -> None:
    library.add([draft("Locks", "A [lock](<https://locks.example/\x1b]0;owned\x07 한>).")])
    terminal = _run(shell, "show", "1")
    assert terminal.screen.title == ""
    assert b"https://locks.example/%1B%5D0;owned%07%20%ED%95%9C" in terminal.written


@pytest.mark.parametrize("width", [32, 80])
def test_results_stand_in_straight_columns(shell: Shell, library: Library, width: int) -> None:
    """Whatever the width of the letters, and however many digits the ids have."""
    titles = ("Weirs", "창이 셋 있는 방과 weir 그 안의 책들 " * 3, "水門 weir 🚣 " * 9)
    for number in range(12):
        text = (
            f"### Gate {number}\n\n**The weir** holds the `river`, and 水門 lets it go.\n\n" * 3
        )
        library.add([draft(f"{titles[number % 3]}{number}", text, site="rivers.example")])
    lines = _run(shell, "search", "weir", "--limit", "0", width=width, height=200).lines
    assert max(map(cell_len, lines)) <= width
    ids = [line[:2] for line in lines if line[:2].strip()]
    assert sorted(ids) == [f"{id:>2}" for id in range(1, 13)]
    assert {line[2:4] for line in lines} == {"  "}
    assert " " not in {line[4] for line in lines}
    assert not [mark for mark in ("###", "**", "`") if mark in "\n".join(lines)]


def test_control_characters_in_a_text_do_not_reach_the_terminal(
    shell: Shell, make_article: MakeArticle
) -> None:
    make_article("Title \x1b]0;owned\x07", "A text \x1b[2J\x1b[31m here\x9b31m.")
    for command in (["list"], ["show", "1"], ["search", "text"], ["list", "--json"]):
        terminal = _run(shell, *command)
        assert terminal.screen.title == ""
        assert "here" in "\n".join(terminal.lines) or "owned" in "\n".join(terminal.lines)


def test_tags_stand_below_one_another(shell: Shell, make_article: MakeArticle) -> None:
    make_article("One", tags="essay river")
    make_article("Two", tags="river")
    assert _run(shell, "tags").lines == ["      2  river", "      1  essay"]


def test_the_app_makes_a_library_with_the_guide_in_it(shell: Shell, folder: Path) -> None:
    command = (sys.executable, "-m", "octavo")
    with Terminal(command, shell.environment) as terminal:
        terminal.wait_for("The first five minutes")
        terminal.press("q")
        assert terminal.exit_code() == 0
    with Library(folder) as library:
        assert len(library) > 5
        assert library.history.labels() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--query", '"open'], "never closed", id="a query that cannot be read"),
        pytest.param(["--library", "."], "is not a library", id="a folder of something else"),
    ],
)
def test_the_app_does_not_open_on(
    shell: Shell, folder: Path, arguments: list[str], said: str
) -> None:
    (shell.cwd / "something.else").touch()
    assert "too simple" in _run(shell, *arguments, environment={"TERM": "dumb"}).text
    assert said in "\n".join(_run(shell, *arguments).lines)
    assert not folder.exists()


HEBREW = "הספר מונח על השולחן, ובו המילה paper.\n"


def test_a_text_from_the_right_is_printed_as_it_is_seen(
    shell: Shell, make_article: MakeArticle
) -> None:
    make_article("שלום", HEBREW)
    shown = _run(shell, "show", "1", width=50)

    assert shown.lines[0] == "םולש"
    assert shown.lines[-1] == f"{'.paper':>19} הלימה ובו ,ןחלושה לע חנומ רפסה"
    assert b"\x1b[8l" in shown.written
    assert shown.written.rstrip().endswith(b"\x1b[8h")
    assert "םולש" in _run(shell, "list").lines[0]


def test_in_a_pipe_and_where_the_terminal_reorders_it_stays_as_it_is_read(
    shell: Shell, make_article: MakeArticle
) -> None:
    make_article("שלום", HEBREW)
    konsole = {"KONSOLE_VERSION": "240800"}
    shown = _run(shell, "show", "1", environment=konsole)

    assert shown.lines[-1] == HEBREW.strip()
    assert b"\x1b[8l" not in shown.written
    assert shell("show", "1").stdout.decode() == HEBREW
