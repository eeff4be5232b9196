"""The config file: what a person set, read from TOML with clear errors."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace
from platformdirs import user_config_path

from octavo.model.errors import OctavoError
from octavo.model.url import typed_path
from octavo.settings.keymap import Keymap, KeymapError, read_keys
from octavo.text import nearest

MEASURE = 76
"""The columns in which a text is set until somebody wants it otherwise."""
NARROWEST, WIDEST = 30, 160
"""The columns in which a text can be set; the app's keys stop there, too."""


DENSITIES = ("comfortable", "compact")
"""Two lines a row of the list, or one."""

PICTURES = ("asked", "shown")
"""Whether pictures are fetched and shown when somebody asks for them, or wherever they are."""

BIDI = ("auto", "octavo", "terminal")
"""Who puts right-to-left text in order; the first leaves it to terminals that do and cannot be
asked not to."""
_REORDERING = ("KONSOLE_VERSION", "MLTERM")
_REORDERING_PROGRAMS = ("Apple_Terminal",)
_MULTIPLEXERS = ("TMUX", "STY")
"""Variables of those that do not hand on to a terminal of VTE's kind what it is asked."""


class Problem(Struct, frozen=True):
    """One thing wrong with the config file."""

    path: Path
    line: int | None
    problem: str

    def __str__(self) -> str:
        """Such as `config.toml:12: no command is called “archve”; …`."""
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.problem}"


class ConfigError(OctavoError):
    """All that is wrong with the config file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Config(Struct, frozen=True):
    """What the config file says, or else the defaults."""

    keymap: Keymap = field(default_factory=Keymap)
    theme: str | None = None
    """The name of one of the app's themes; None leaves it to what was chosen there."""
    measure: int | None = None
    """Columns of text; None leaves it to what was chosen in the app."""
    density: str | None = None
    """One of `DENSITIES`; None leaves it to what was chosen in the app."""
    plain: bool = False
    """Whether there are no frames, and never two panes at once, as screen readers want it."""
    refresh_feeds: bool = True
    """Whether feeds are asked for what is new while the app is open."""
    bidi: str = "auto"
    """Who puts right-to-left text in order: one of `BIDI`."""
    pictures: str = "asked"
    """When the pictures in a text are fetched and shown: one of `PICTURES`."""
    speak: str | None = None
    """The command that reads its standard input aloud."""
    citation: str = ""
    """The style of CSL in which a citation is copied; empty for octavo's own words."""
    inbox: Path | None = None
    """The folder of which whatever lands there is taken in; None is that of the library."""

    def terminal_reorders(self, environment: Mapping[str, str]) -> bool:
        """Whether that is left to the terminal, of which the environment may tell the name."""
        if self.bidi != "auto":
            return self.bidi == "terminal"
        relayed = any(name in environment for name in _MULTIPLEXERS)
        return (
            environment.get("TERM_PROGRAM") in _REORDERING_PROGRAMS
            or any(name in environment for name in _REORDERING)
            or (relayed and "VTE_VERSION" in environment)
        )


def config_path() -> Path:
    """`$OCTAVO_CONFIG`, or `config.toml` in the user's config directory."""
    if path := os.environ.get("OCTAVO_CONFIG"):
        return Path(path)
    return user_config_path("octavo", appauthor=False) / "config.toml"


def read_config(path: Path | None = None, themes: Collection[str] = ()) -> Config:
    """The config file at a path, or at `config_path()`; one that is missing says nothing.

    The app hands in the names of its `themes`; without them any name will do.

    Raises:
        ConfigError: With everything that is wrong with it.
    """
    path = path or config_path()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigError(
            (Problem(path, None, f"cannot be read: {error.strerror}"),)
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError((Problem(path, None, "is not UTF-8 text"),)) from error
    import tomllib  # not needed to launch where nothing is set

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_not_toml(path, error),)) from error
    except ValueError as error:  # Python reads no number of thousands of digits
        problem = Problem(path, None, "has a number of too many digits")
        raise ConfigError((problem,)) from error
    config, faults = _config_of(table, themes)
    if faults:
        places = [(line_of(text, fault.path), fault.problem) for fault in faults]
        raise ConfigError(tuple(Problem(path, line, problem) for line, problem in places))
    return config


def _not_toml(path: Path, error: ValueError) -> Problem:
    place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
    problem = str(error)[: place.start()] if place else str(error)
    return Problem(path, int(place[1]) if place else None, f"is not TOML: {problem}")


def _config_of(
    table: Mapping[str, object], themes: Collection[str]
) -> tuple[Config, list[KeymapError]]:
    keys = table.get("keys", {})
    faults = [*_unknown_settings(table), *_wrong_settings(table, themes)]
    if not isinstance(keys, dict):
        return Config(), [*faults, KeymapError(("keys",), "keys go into a table: [keys]")]
    keymap, key_faults = read_keys(keys)
    given = {name: table[name] for name in ("theme", *_SETTINGS) if name in table}
    if "inbox" in given:
        given["inbox"] = typed_path(str(given["inbox"]))
    return replace(Config(keymap=keymap), **given), faults + key_faults


def _unknown_settings(table: Mapping[str, object]) -> Iterator[KeymapError]:
    known = ("keys", "theme", *_SETTINGS)
    for name in table:
        if name not in known:
            near = nearest(name, known)
            hint = f"the nearest is “{near}”" if near else f"there are {', '.join(known)}"
            yield KeymapError((name,), f"no setting is called “{name}”; {hint}")


def _wrong_settings(
    table: Mapping[str, object], themes: Collection[str]
) -> Iterator[KeymapError]:
    if "theme" in table and (problem := _theme_problem(table["theme"], themes)):
        yield KeymapError(("theme",), problem)
    for name, (will_do, what) in _SETTINGS.items():
        if name in table and not will_do(table[name]):
            yield KeymapError((name,), f"{name} is {what}")


def _theme_problem(value: object, themes: Collection[str]) -> str:
    if value in themes or (isinstance(value, str) and not themes):
        return ""
    near = nearest(str(value), themes)
    known = f"; there are {', '.join(themes)}" if themes else ""
    hint = f"; the nearest is “{near}”" if near else known
    return f"no theme is called “{value}”{hint}"


def _is_measure(value: object) -> bool:
    return isinstance(value, int) and value is not True and NARROWEST <= value <= WIDEST


def _is_command(value: object) -> bool:
    import shlex  # only where there is one

    try:
        return isinstance(value, str) and bool(shlex.split(value))
    except ValueError:
        return False


def _is_style(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_from_root(value: object) -> bool:
    return isinstance(value, str) and typed_path(value).is_absolute()


def _one_of(names: Sequence[str]) -> "_Setting":
    return names.__contains__, f"one of {', '.join(names)}"


_Setting = tuple[Callable[[object], bool], str]
"""Whether a value will do, and what such values are."""

_EITHER: _Setting = (lambda value: isinstance(value, bool), "true or false")
_SETTINGS: Mapping[str, _Setting] = {
    "measure": (_is_measure, f"a number of columns from {NARROWEST} to {WIDEST}"),
    "density": _one_of(DENSITIES),
    "plain": _EITHER,
    "refresh_feeds": _EITHER,
    "bidi": _one_of(BIDI),
    "pictures": _one_of(PICTURES),
    "speak": (_is_command, 'a command, such as "espeak-ng --stdin"'),
    "citation": (_is_style, 'a style of CSL by its name or its file: "apa"'),
    "inbox": (_is_from_root, 'a folder, from the root or from home: "~/Dropbox/octavo"'),
}


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The line of a TOML text, counted from 1, where a key or table is set."""
    *tables, key = path
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = [_unquoted(part) for part in header[1].split(".")]
            if table == list(path):
                return number
        elif (setting := re.match(r"([^=#]+)=", line)) and _same(
            table, setting[1], tables, key
        ):
            return number
    return None


def _same(table: list[str], setting: str, tables: list[str], key: str) -> bool:
    dotted = [*table, *map(_unquoted, setting.split("."))]
    return dotted == [*tables, key] or [*table, _unquoted(setting)] == [*tables, key]


def _unquoted(name: str) -> str:
    return name.strip().strip("\"'")
