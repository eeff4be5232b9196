"""The README's tables of keys and of what exports cannot say, made from what the app has."""

import re
from functools import reduce
from pathlib import Path

from octavo.exporters.format import ExportFormat, nouns
from octavo.services.export import FORMATS
from octavo.settings.commands import COMMANDS, Command, Context, Group

README = Path(__file__).parents[2] / "README.md"
REGION = re.compile(r"(<!-- (\w+): written by.*?-->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)

_PANES = frozenset({Context.LIST, Context.TEXT})
_NAMES = {
    **{"up": "↑", "down": "↓", "left": "←", "right": "→", "comma": ","},
    **{"escape": "Esc", "pageup": "PageUp", "pagedown": "PageDown"},
}


def keys_table() -> str:
    """One row for each group of commands that work in the list or in the text."""
    rows = [f"| {group} | {_row(group)} |" for group in Group if _row(group)]
    return "\n".join(["| to | press |", "|:--|:--|", *rows, ""])


def formats_table() -> str:
    """What each format of exports has no place for, and what all of them have none for."""
    some = [each for each in FORMATS if each.lacks]
    everywhere = reduce(frozenset.__and__, (each.lacks for each in some))

    def lost(format: ExportFormat) -> str:
        if format.is_of_feeds:
            return "all but feeds"
        lacks = format.lacks
        return nouns(lacks - everywhere) + ", and what is named above" * bool(lacks)

    rows = [f"| `{each.name}` | {lost(each) or 'nothing'} |" for each in FORMATS]
    above = f"Only `jsonl` has a place for {nouns(everywhere)}.\n\n"
    return "\n".join([f"{above}| format | has no place for |", "|:--|:--|", *rows, ""])


TABLES = {"keys": keys_table, "formats": formats_table}


def written_tables() -> dict[str, str]:
    """The tables that the README has now, by their names."""
    found = REGION.findall(README.read_text(encoding="utf-8"))
    return {name: table for _, name, table, _ in found}


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
    """Write the tables into the README."""
    text = README.read_text(encoding="utf-8")
    README.write_text(
        REGION.sub(lambda found: found[1] + TABLES[found[2]]() + found[4], text),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
