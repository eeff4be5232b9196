"""What the command line offers, said without loading any of it.

`octavo --help` prints this table; a command's module is imported when the command is used.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a command is, and what `octavo --help` says of it."""

    place: str
    """Module and attribute, such as `triage:archive`."""
    help: str
    """The first line of the command's own help."""

    def load(self) -> click.Command:
        """The command itself."""
        module, _, name = self.place.partition(":")
        command = getattr(import_module(f"octavo.cli.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command


SECTIONS: Mapping[str, Mapping[str, Entry]] = {
    "Bring in and find": {
        "add": Entry(
            "add:add", "Add pages by their addresses, files, folders or standard input."
        ),
        "import": Entry(
            "import_:import_", "Import what another reader, or a browser, exports."
        ),
        "feeds": Entry("feeds:feeds", "Follow feeds, and get what is new in them."),
        "fetch": Entry("fetch:fetch", "Get pages from the web, for the first time or again."),
        "list": Entry("list_:list_", "List what a query finds, or all that is not archived."),
        "search": Entry("search:search", "Search, best first, with the passage that matched."),
        "show": Entry("show:show", "Print texts."),
    },
    "Sort out": {
        "tag": Entry("tag:tag", "Put tags on and take tags off."),
        "archive": Entry("triage:archive", "Put articles away into the archive."),
        "star": Entry("triage:star", "Star articles."),
        "read": Entry("triage:read", "Mark articles as read."),
        "delete": Entry("triage:delete", "Put articles and notes into the trash."),
        "restore": Entry("triage:restore", "Take articles and notes out of the trash."),
        "undo": Entry("undo:undo", "Take back the latest change, whatever it was."),
        "redo": Entry("undo:redo", "Do again what was undone last."),
        "tags": Entry("tags:tags", "List, rename, merge, delete and pin tags."),
    },
    "Look after": {
        "stats": Entry("stats:stats", "Count what the library holds."),
        "check": Entry("check:check", "Compare all files with one another, and mend them."),
        "keys": Entry("keys:keys", "Print the keys of the app."),
        "completion": Entry("completion:completion", "Print a script that completes commands."),
    },
}

COMMANDS: Mapping[str, Entry] = {
    name: entry for section in SECTIONS.values() for name, entry in section.items()
}
