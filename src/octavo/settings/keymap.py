"""Which keys do which command: the defaults with the config file's `[keys]` on top.

Keys are spelled as a person writes them: `e`, `G`, `?`, `+`, `comma`, `space`, `ctrl+l`,
`shift+tab`. Textual's own names, such as `question_mark`, are understood as well.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from msgspec import Struct, field

from octavo.patterns import lazy_pattern
from octavo.settings.commands import COMMANDS, Context, command, works_in
from octavo.text import nearest

_MODIFIERS = ("ctrl", "alt", "super", "hyper", "meta", "shift")
_NAMED = frozenset(
    {
        *("escape", "enter", "tab", "space", "backspace", "insert", "delete"),
        *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
        *(f"f{number}" for number in range(1, 25)),
    }
)
"""The keys that bear a name rather than a sign."""
_SIGNS = {
    **{"slash": "solidus", "backslash": "reverse_solidus", "at": "commercial_at"},
    **{"minus": "hyphen_minus", "plus": "plus_sign", "underscore": "low_line"},
}
"""Signs that Textual calls otherwise than Unicode does, whose names it has for the others."""
_HYPHENED = lazy_pattern(r"hyphen(?= minus)|less(?= than)|greater(?= than)")
"""The words of those names that a hyphen follows, and no blank."""
_SAME = {
    **{"return": "enter", "esc": "escape", "del": "delete", "ins": "insert", "bs": "backspace"},
    **{"pgup": "pageup", "page-up": "pageup", "pgdn": "pagedown", "pgdown": "pagedown"},
    **{"page-down": "pagedown", " ": "space", ",": "comma"},
    **{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape"},
}
_MEANT = {"control": "ctrl", "option": "alt", "cmd": "super", "command": "super"}
_LABELS = {
    **{"enter": "⏎", "escape": "Esc", "backspace": "⌫", "delete": "Del", "tab": "Tab"},
    **{"up": "↑", "down": "↓", "left": "←", "right": "→", "space": "Space", "comma": ","},
    **{"pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "insert": "Ins"},
}
UNBOUND = "unbound"
"""Stands for no key where Textual needs the name of one."""


class KeymapError(Struct, frozen=True):
    """Something wrong in the config file."""

    path: tuple[str, ...]
    """Where: the names of the tables and the key, such as `("keys", "archive")`."""
    problem: str
    """What is wrong and what to do about it."""


class Keymap(Struct, frozen=True):
    """The keys of every command."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Only what differs from the defaults: command ids and their keys."""

    def keys_of(self, id: str) -> tuple[str, ...]:
        """What a command is bound to."""
        return self.chosen.get(id, command(id).keys)

    def label_of(self, id: str) -> str:
        """The first of a command's keys as the footer shows it, or nothing."""
        return next(map(label, self.keys_of(id)), "")

    def key_hint(self, id: str) -> str:
        """How a command can be run, for a sentence: by its key, or in the palette."""
        return self.label_of(id) or "the palette"

    def overrides(self) -> dict[str, str]:
        """For `App.set_keymap`, whose ids are those of the commands."""
        return {id: ",".join(keys) or UNBOUND for id, keys in self.chosen.items()}


def canonical(key: str) -> str | None:
    """The one spelling of a key, or None where no such key is known."""
    if key in _SAME or len(key) == 1:
        return _SAME.get(key, key)
    *modifiers, name = key.lower().split("+") if key[-1:] != "+" else [key[:-2].lower(), "+"]
    modifiers = [_MEANT.get(modifier, modifier) for modifier in modifiers if modifier]
    if not set(modifiers) <= set(_MODIFIERS):
        return None
    if (bare := _bare(name)) is None:
        return None
    if modifiers == ["shift"] and len(bare) == 1 and bare.isalpha():
        return bare.upper()
    spelled = "+".join(
        [*(m for m in _MODIFIERS if m in modifiers), _long(bare) if modifiers else bare]
    )
    return _SAME.get(spelled, spelled)


def label(key: str) -> str:
    """A key as a person reads it: `⏎` for `enter`, `^l` for `ctrl+l`."""
    *modifiers, name = key.rsplit("+", 1) if len(key) > 1 else [key]
    shown = _LABELS.get(name, name.upper() if name[:1] == "f" and name[1:].isdigit() else name)
    return f"^{shown}" if modifiers == ["ctrl"] else "+".join([*modifiers, shown])


def read_keys(table: Mapping[str, object]) -> tuple[Keymap, list[KeymapError]]:
    """What `[keys]` asks for, and all that is wrong with it."""
    faults: list[KeymapError] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for id, value in table.items():
        keys, problems = _keys(id, value)
        faults += [KeymapError(("keys", id), problem) for problem in problems]
        if not problems:
            chosen[id] = keys
    keymap = Keymap(chosen)
    return keymap, faults + list(_clashes(keymap))


def _bare(name: str) -> str | None:
    if name in _SAME:
        return _SAME[name]
    if name in _NAMED or len(name) == 1:
        return name
    called = _SIGNS.get(name, name).replace("_", " ")
    with suppress(KeyError):
        return unicodedata.lookup(_HYPHENED.sub(r"\g<0>-", called).replace("- ", "-"))
    return None


def _long(name: str) -> str:
    """What Textual calls a sign where a modifier stands before it: `slash`, `minus`."""
    if len(name) > 1 or name.isalnum():
        return name
    spelled = unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")
    return next((short for short, long in _SIGNS.items() if long == spelled), spelled)


def _keys(id: str, value: object) -> tuple[tuple[str, ...], list[str]]:
    names = [command.id for command in COMMANDS]
    if id not in names:
        return (), [_unknown(f"no command is called “{id}”", id, names)]
    wanted = [value] if isinstance(value, str) else value
    if not isinstance(wanted, list) or not all(isinstance(key, str) for key in wanted):
        return (), ['a key is written in quotes, several as a list: ["u", "ctrl+u"]']
    read = {key: canonical(key) for key in wanted if key}
    unknown = [_unknown(f"no key is called “{k}”", k, _NAMED) for k, v in read.items() if not v]
    return tuple(key for key in read.values() if key), unknown


def _unknown(problem: str, name: str, names: Iterable[str]) -> str:
    near = nearest(name, sorted(names))
    return f"{problem}; the nearest is “{near}”" if near else problem


def _clashes(keymap: Keymap) -> Iterator[KeymapError]:
    """Keys that would do two commands in one context, told once at one that was chosen."""
    told: set[tuple[str, str]] = set()
    for context in Context:
        taken: dict[str, str] = {}
        for id, key in ((c.id, key) for c in works_in(context) for key in keymap.keys_of(c.id)):
            other = taken.setdefault(key, id)
            if other != id and (key, id) not in told:
                told.add((key, id))
                at, rival = (id, other) if id in keymap.chosen else (other, id)
                yield KeymapError(
                    ("keys", at),
                    f"“{key}” is also the key of “{rival}” in the {context}; "
                    f'give that another one, or none: {rival} = ""',
                )
