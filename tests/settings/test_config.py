"""Reading the config file."""

from pathlib import Path

import pytest

from octavo.settings.config import Config, ConfigError, config_path, read_config


@pytest.fixture
def write(tmp_path: Path) -> "Write":
    return Write(tmp_path / "config.toml")


class Write:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, text: str) -> Path:
        self.path.write_text(text, encoding="utf-8")
        return self.path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none.toml") == Config()


def test_settings_are_read(write: Write) -> None:
    text = 'theme = "nord"\nmeasure = 68\nrefresh_feeds = false\n[keys]\narchive = "f2"\n'
    config = read_config(write(text))

    assert (config.theme, config.measure, config.refresh_feeds) == ("nord", 68, False)
    assert config.keymap.keys_of("archive") == ("f2",)


def test_the_inbox_may_be_named_from_home(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    config = read_config(write('inbox = "~/Dropbox/octavo"\n'))
    assert config.inbox == Path("/home/ann/Dropbox/octavo")


def test_every_fault_is_told_with_its_line(write: Write) -> None:
    path = write(
        '# mine\ntheme = "nordic"\nmeasure = "wide"\ncolour = 1\n'
        'refresh_feeds = "no"\nbidi = "none"\nspeak = " "\ninbox = "here"\n'
        '[keys]\nundo = "u"\n"archve" = "f2"\n'
    )

    with pytest.raises(ConfigError) as caught:
        read_config(path, themes=("nord", "dracula"))

    known = (
        "keys, theme, measure, density, plain, refresh_feeds, bidi, pictures, speak, "
        "citation, inbox"
    )
    assert str(caught.value).splitlines() == [
        f"{path}:4: no setting is called “colour”; there are {known}",
        f"{path}:2: no theme is called “nordic”; the nearest is “nord”",
        f"{path}:3: measure is a number of columns from 30 to 160",
        f"{path}:5: refresh_feeds is true or false",
        f"{path}:6: bidi is one of auto, octavo, terminal",
        f'{path}:7: speak is a command, such as "espeak-ng --stdin"',
        f'{path}:8: inbox is a folder, from the root or from home: "~/Dropbox/octavo"',
        f"{path}:11: no command is called “archve”; the nearest is “archive”",
    ]


def test_without_themes_to_choose_from_any_name_will_do(write: Write) -> None:
    assert read_config(write('theme = "nordic"\n')).theme == "nordic"
    with pytest.raises(ConfigError, match="no theme is called “3”"):
        read_config(write("theme = 3\n"))


@pytest.mark.parametrize("measure", [29, 161, 180, 1000])
def test_a_measure_that_a_text_cannot_have_is_refused(write: Write, measure: int) -> None:
    with pytest.raises(ConfigError, match="measure is a number of columns from 30 to 160"):
        read_config(write(f"measure = {measure}\n"))


@pytest.mark.parametrize("measure", [30, 160])
def test_every_measure_that_a_text_can_have_can_be_set(write: Write, measure: int) -> None:
    assert read_config(write(f"measure = {measure}\n")).measure == measure


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('keys.archve = "e"', 1, id="a dotted key"),
        pytest.param('keys = { archve = "e" }', None, id="an inline table"),
        pytest.param('[ keys ]\n\n"archve"="e"', 3, id="odd spacing and quotes"),
    ],
)
def test_a_fault_is_found_however_it_is_written(
    write: Write, text: str, line: int | None
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(write(text))

    assert [problem.line for problem in caught.value.problems] == [line]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("a = 1\nb = \n", ":2: is not TOML: Invalid value", id="a broken line"),
        pytest.param(
            f"a = {'9' * 5000}\n", ": has a number of too many digits", id="many digits"
        ),
        pytest.param("keys = 3\n", ":1: keys go into a table: [keys]", id="keys as a number"),
    ],
)
def test_a_file_that_makes_no_sense_says_why(write: Write, text: str, told: str) -> None:
    path = write(text)

    with pytest.raises(ConfigError) as caught:
        read_config(path)

    assert str(caught.value) == f"{path}{told}"


def test_a_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        read_config(path)


def test_a_folder_in_its_place_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_config(tmp_path)


def test_the_environment_names_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OCTAVO_CONFIG", str(tmp_path / "mine.toml"))
    assert config_path() == tmp_path / "mine.toml"

    monkeypatch.delenv("OCTAVO_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_path().name == "config.toml"


@pytest.mark.parametrize(
    ("bidi", "environment", "reorders"),
    [
        pytest.param("auto", {}, False, id="most terminals do not"),
        pytest.param("auto", {"VTE_VERSION": "7600"}, False, id="or can be asked not to"),
        pytest.param("auto", {"VTE_VERSION": "7600", "TMUX": "x"}, True, id="unless relayed"),
        pytest.param("auto", {"TERM_PROGRAM": "Apple_Terminal"}, True, id="some cannot"),
        pytest.param("auto", {"KONSOLE_VERSION": "240800"}, True, id="another one"),
        pytest.param("octavo", {"KONSOLE_VERSION": "240800"}, False, id="what is set counts"),
        pytest.param("terminal", {}, True, id="either way"),
    ],
)
def test_right_to_left_text_is_left_to_terminals_that_put_it_in_order(
    bidi: str, environment: dict[str, str], reorders: bool
) -> None:
    assert Config(bidi=bidi).terminal_reorders(environment) is reorders
