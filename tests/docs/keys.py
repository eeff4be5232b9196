"""The tables of keys and of what exports can say, made from what the app has."""

import re
from pathlib import Path

from octavo.exporters.format import JOINED, ExportFormat, Trait, nouns
from octavo.services.export import FORMATS
from octavo.settings.commands import COMMANDS, Command, Context, Group

ROOT = Path(__file__).parents[2]
README, EXPORTS = ROOT / "README.md", ROOT / "EXPORTS.md"
REGION = re.compile(r"(<!-- (\w+): written by.*?-->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)

_PARTS = {
    **dict.fromkeys(JOINED, frozenset({Trait.NOTE})),
    Trait.MARK_SEAM: {Trait.HIGHLIGHT},
    Trait.TIE: {Trait.NOTE, Trait.HIGHLIGHT},
    Trait.LOOSE_TAG: {Trait.NOTE, Trait.NOTE_TAG},
    Trait.LOOSE_LINK: {Trait.LINK},
    Trait.SPACED_TAG: {Trait.TAG},
    Trait.OPEN: {Trait.ARCHIVED},
    Trait.COAUTHOR: {Trait.AUTHOR},
}
"""What must have a place for a part of it to have one."""

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
    """One row for each thing that some format has no place for, one column a format."""
    formats = [each for each in FORMATS if not each.is_of_feeds]
    rows = [
        ["what", *(f"`{each.name}`" for each in formats)],
        [":--", *(":-:" for _ in formats)],
    ]
    for trait in Trait:
        places = [_has_place(each, trait) for each in formats]
        if not all(places):
            rows.append([nouns([trait]), *("✓" if place else "–" for place in places)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _has_place(format: ExportFormat, trait: Trait) -> bool:
    return format.lacks.isdisjoint({trait} | _PARTS.get(trait, frozenset()))


TABLES = {"keys": (README, keys_table), "formats": (EXPORTS, formats_table)}
"""By their names: the page that has them, and what makes them."""


def written_tables() -> dict[str, str]:
    """The tables that the pages have now, by their names."""
    pages = {page.read_text(encoding="utf-8") for page, _ in TABLES.values()}
    return {name: table for page in pages for _, name, table, _ in REGION.findall(page)}


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
    """Write the tables into their pages."""
    for page, _ in TABLES.values():
        text = page.read_text(encoding="utf-8")
        made = REGION.sub(lambda found: found[1] + TABLES[found[2]][1]() + found[4], text)
        page.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
