"""Where the library is looked for, and when one is made."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from octavo.cli.program import program
from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.making import draft


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a library, and nothing that leads to another one."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("OCTAVO_LIBRARY", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def _with_one(folder: Path, title: str) -> Path:
    with Library.create(folder) as library:
        library.add([draft(title)])
    return folder


def _checkout(folder: Path) -> Path:
    (folder / "store" / "guide").mkdir(parents=True)
    (folder / "store" / "guide" / "01-start.md").write_text("# Start\n")
    (folder / "pyproject.toml").write_text('[project]\nname = "octavo"\n')
    return folder


def test_the_option_comes_before_the_variable(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = _with_one(tmp_path / "named", "Named")
    monkeypatch.setenv("OCTAVO_LIBRARY", str(_with_one(tmp_path / "variable", "Variable")))
    assert "Variable" in _run("list").stdout
    assert "Named" in _run("--library", str(named), "list").stdout
    assert "Named" in _run("list", "--library", str(named)).stdout


def test_the_variable_comes_before_the_checkout(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = _checkout(tmp_path / "checkout")
    monkeypatch.chdir(checkout)
    _with_one(checkout / "store", "Checkout")
    assert "Checkout" in _run("list").stdout
    monkeypatch.setenv("OCTAVO_LIBRARY", str(_with_one(tmp_path / "variable", "Variable")))
    assert "Variable" in _run("list").stdout


@pytest.mark.parametrize(
    "pyproject",
    [
        pytest.param('[project]\nname = "other"\n', id="of another project"),
        pytest.param(None, id="that is not there"),
    ],
)
def test_a_store_beside_a_pyproject_is_no_checkout(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pyproject: str | None
) -> None:
    folder = _checkout(tmp_path / "project")
    if pyproject is None:
        (folder / "pyproject.toml").unlink()
    else:
        (folder / "pyproject.toml").write_text(pyproject)
    monkeypatch.chdir(folder)
    assert str(home) in _run("list").stderr


@pytest.mark.parametrize(
    "command",
    [
        *(["list"], ["search", "x"], ["show", "1"], ["tag", "1", "+a"], ["undo"], ["tags"]),
        *(["stats"], ["check"], ["star", "1"]),
    ],
    ids=lambda command: command[0],
)
def test_without_a_library_it_says_how_to_make_one(home: Path, command: list[str]) -> None:
    done = _run(*command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no library" in done.stderr
    assert "octavo add" in done.stderr
    assert list(home.iterdir()) == []


def test_add_makes_an_empty_one(home: Path, tmp_path: Path) -> None:
    (home / "herons.md").write_text("# Herons\n\nA heron stood in the ford.\n")
    done = _run("add", "herons.md", "--library", str(tmp_path / "new" / "library"))
    assert done.exit_code == 0
    with Library(tmp_path / "new" / "library") as library:
        assert [article.title for article in library.articles()] == ["Herons"]


def test_add_makes_one_in_a_checkout_beside_the_guide(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = _checkout(tmp_path / "checkout")
    monkeypatch.chdir(checkout)
    (home / "herons.md").write_text("# Herons\n\nA heron stood in the ford.\n")
    assert _run("add", str(home / "herons.md")).exit_code == 0
    assert (checkout / "store" / "library.json").exists()


@pytest.mark.parametrize("command", [["list"], ["add", "herons.md"]], ids=["list", "add"])
def test_a_folder_of_something_else_is_left_alone(
    home: Path, tmp_path: Path, command: list[str]
) -> None:
    (home / "herons.md").write_text("# Herons\n\nA heron stood in the ford.\n")
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "heron.jpg").write_bytes(b"x")
    done = _run(*command, "--library", str(photos))
    assert done.exit_code == 1
    assert "is not a library" in done.stderr
    assert "--library" in done.stderr
    assert [path.name for path in photos.iterdir()] == ["heron.jpg"]


def test_a_file_is_no_library(home: Path) -> None:
    (home / "file").write_text("x")
    done = _run("list", "--library", "file")
    assert done.exit_code == 1
    assert "is not a library" in done.stderr


def test_what_the_system_leaves_in_a_folder_is_in_nobodys_way(
    home: Path, tmp_path: Path
) -> None:
    (home / "herons.md").write_text("# Herons\n\nA heron stood in the ford.\n")
    folder = tmp_path / "library"
    (folder / ".git").mkdir(parents=True)
    (folder / ".DS_Store").write_bytes(b"")
    assert _run("add", "herons.md", "--library", str(folder)).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        *(("add", "nonexist.md"), ("add", "empty.md"), ("import", "--dry-run", "a.csv")),
        *(("inbox",), ("note", "--new", "-m", " "), ("serve", "--host", "256.0.0.1")),
    ],
)
@pytest.mark.parametrize("was_there", [False, True])
def test_where_nothing_comes_in_no_library_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], was_there: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.md").touch()
    Path("a.csv").write_text("title,url\nTides,https://tides.example/\n")
    folder = tmp_path / "library"
    if was_there:
        folder.mkdir()
    done = Octavo(folder)(*words)
    assert "made a library" not in done.stderr
    assert [*folder.glob("*")] == []
    assert folder.exists() == was_there
    assert "made a library" in Octavo(folder)("add", "a.csv").stderr
