"""`octavo keys`: the key map, and where it can be changed."""

import click

from octavo.cli.output.json_schema import KeyShape, put_json
from octavo.cli.output.streams import on_terminal, put, put_fields, say, styled
from octavo.cli.shared.options import Command, json_option


@click.command(cls=Command)
@json_option
def keys(as_json: bool) -> None:
    """Print the keys of the app.

    On each line stand a command's name in the settings file, its keys, what it does and
    where it works; with tabs between them into a pipe. The settings file is named below.
    """
    from octavo.settings.commands import COMMANDS
    from octavo.settings.config import config_path, read_config

    keymap = read_config().keymap
    shapes = [
        KeyShape(
            id=command.id,
            keys=keymap.keys_of(command.id),
            title=command.title,
            contexts=sorted(command.when),
        )
        for command in COMMANDS
    ]
    for shape in shapes:
        _put(shape, as_json=as_json)
    say(f"to change them: {config_path()}")


def _put(shape: KeyShape, *, as_json: bool) -> None:
    fields = (shape.id, " ".join(shape.keys), shape.title, ", ".join(shape.contexts))
    if as_json:
        put_json(shape)
    elif on_terminal():
        id, keys, title, contexts = fields
        put(
            f"{id:<18}{styled(f'{keys:<20}', bold=True)}{title:<20}{styled(contexts, dim=True)}"
        )
    else:
        put_fields(fields)
