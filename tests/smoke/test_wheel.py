"""What a person gets who installs the wheel and has no checkout.

Run by .ci/run, which names the installed program in the variable OCTAVO. The tests share one
library, made by opening the app, and do in it what a first evening would.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.terminal.terminal import PATIENCE, USUAL, Terminal

PAGE = """<!doctype html><html lang="en"><head><title>Weirs</title></head><body><article>
<h1>Weirs</h1>
<p>A weir is a low wall across a river. It holds the water back a little and lets it fall.</p>
<p>Above the wall the river is deep and slow, and what it carries sinks to the bottom: first
the gravel, then the sand, and the mud last of all.</p>
<p>Below the wall the water is quick again, and white for a few yards, and fish that want to
go up wait there for rain.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def program() -> str:
    if path := os.environ.get("OCTAVO"):
        return path
    pytest.skip("the variable OCTAVO names no installed program; .ci/run sets it")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a home of its own")


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    """A terminal of a usual kind, and nothing that leads to a checkout or a real library."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "XDG_"))}
    return inherited | {
        "HOME": str(home),
        "OCTAVO_LIBRARY": str(home / "library"),
        **USUAL,
    }


@pytest.fixture
def terminal(program: str, environment: dict[str, str], home: Path) -> Iterator[Terminal]:
    with Terminal([program], environment, cwd=home) as terminal:
        yield terminal


class Shell:
    """Runs octavo as a script would."""

    def __init__(self, program: str, environment: dict[str, str], cwd: Path) -> None:
        self._program, self._environment, self._cwd = program, environment, cwd

    def __call__(self, *arguments: str) -> str:
        """What octavo prints, which must have gone well."""
        done = subprocess.run(
            (self._program, *arguments),
            check=False,
            cwd=self._cwd,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{arguments} exited {done.returncode}: {done.stderr}"
        return done.stdout


@pytest.fixture
def octavo(program: str, environment: dict[str, str], home: Path) -> Shell:
    return Shell(program, environment, home)


def test_says_its_version(octavo: Shell) -> None:
    assert version("octavo") in octavo("--version")


def test_says_what_it_can_do(octavo: Shell) -> None:
    help = octavo("--help")
    assert all(command in help for command in ("add", "list", "search", "show", "tag"))


def test_opens_on_the_guide_and_quits(terminal: Terminal) -> None:
    terminal.wait_for("The first five minutes")
    terminal.press("q")
    assert terminal.exit_code() == 0


def test_lists_the_guide(octavo: Shell) -> None:
    articles = [json.loads(line) for line in octavo("list", "--json").splitlines()]
    assert articles[0]["title"] == "The first five minutes"
    assert {article["language"] for article in articles} == {"en", "ko", "ja", "ar"}


def test_adds_a_file_and_finds_it(octavo: Shell, home: Path) -> None:
    (home / "herons.md").write_text("# Herons\n\nA heron stood in the ford.\n")
    octavo("add", "herons.md")
    [found] = map(json.loads, octavo("search", "--json", "heron").splitlines())
    assert found["title"] == "Herons"


def test_adds_a_saved_page_and_finds_it(octavo: Shell, home: Path) -> None:
    (home / "weirs.html").write_text(PAGE)
    octavo("add", "weirs.html")
    assert "Weirs" in octavo("search", "gravel")


def test_finds_korean_inside_running_text(octavo: Shell) -> None:
    assert "창이 셋 있는 방" in octavo("search", "규장각")


def test_finds_nothing_wrong_with_the_library(octavo: Shell) -> None:
    octavo("check")
