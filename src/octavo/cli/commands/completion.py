"""`octavo completion`: the script that teaches a shell to complete octavo's commands."""

import click

from octavo.cli.output.streams import put
from octavo.cli.shared.options import Command


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that completes commands.

    It also completes tags, the ids of the newest articles with their titles, and the fields
    of queries with what the library has for them. To have it in every new shell:

        bash: echo 'eval "$(octavo completion bash)"' >> ~/.bashrc
        zsh:  echo 'eval "$(octavo completion zsh)"' >> ~/.zshrc
        fish: octavo completion fish > ~/.config/fish/completions/octavo.fish
    """
    from octavo.cli.completion.shells import script

    put(script(shell, ctx.find_root().command).rstrip("\n"))
