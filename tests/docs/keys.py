"""The README's table of keys, made from the commands that the app has."""

import re
from pathlib import Path

from octavo.settings.commands import COMMANDS, Command, Context, Group

README = Path(__file__).parents[2] / "README.md"
REGION = re.compile(r"(<!-- keys:.*?-->\n)(.*?)(<!-- /keys -->)", re.DOTALL)

_PANES = frozenset({Context.LIST, Context.TEXT})
_NAMES = {
    **{"up": "↑", "down": "↓", "left": "←", "right": "→", "comma": ","},
    **{"escape": "Esc", "pageup": "PageUp", "pagedown": "PageDown"},
}


def keys_table() -> str:
    """One row for each group of commands that work in the list or in the text."""
    rows = [f"| {group} | {_row(group)} |" for group in Group if _row(group)]
    return "\n".join(["| to | press |", "|:--|:--|", *rows, ""])


def written_table() -> str:
    """The table that the README has now."""
    found = REGION.search(README.read_text(encoding="utf-8"))
    return found[2] if found else ""


def _row(group: Group) -> str:
    said = [_said(command) for command in COMMANDS if _in_row(command, group)]
    return " · ".join(dict.fromkeys(said))


def _in_row(command: Command, group: Group) -> bool:
    return command.group == group and bool(command.keys) and bool(command.when & _PANES)


def _said(command: Command) -> str:
    if command.id.startswith("pinned-"):
        return "`1` … `9` Pinned tags"
    keys = " ".join(f"`{_name(key)}`" for key in command.keys)
    return f"{keys} {command.title}{_where(command)}"


def _where(command: Command) -> str:
    """The pane, for a key that does something else in the other one."""
    rivals = [c for c in COMMANDS if c.when & _PANES and set(c.keys) & set(command.keys)]
    panes = command.when & _PANES
    return "" if rivals == [command] else f" (in the {next(iter(panes))})"


def _name(key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _NAMES.get(name, name.title() if len(name) > 1 else name)])


def main() -> None:
    """Write the table into the README."""
    text = README.read_text(encoding="utf-8")
    README.write_text(
        REGION.sub(lambda found: found[1] + keys_table() + found[3], text), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
