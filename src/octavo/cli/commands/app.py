"""`octavo` by itself: the app."""

import gc
import os
import sys

import click

from octavo.cli.shared.library_path import opened_or_made


def open_app(query: str | None) -> None:
    """Open the app on the library, which is made with the guide in it if there is none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("The app needs a terminal. What scripts can use: octavo --help")
    if os.environ.get("TERM") == "dumb":
        raise click.UsageError("This terminal is too simple for the app: TERM is “dumb”.")
    gc.disable()  # until the app is painted: next to nothing that is made till then is garbage
    if query:
        from octavo.query import parse

        parse(query)
    from octavo.settings.config import read_config
    from octavo.tui.app import Octavo

    config = read_config()
    with opened_or_made(guide=True) as library:
        app = Octavo(library, query, config)
        app.run()
    raise click.exceptions.Exit(app.return_code or 0)
