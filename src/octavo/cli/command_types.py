"""Commands whose help shows examples, and commands that take a query."""

import inspect
import re

import click

_EXAMPLES = re.compile(r"\n\n(?= {4})")


class _Examples:
    """Keeps the indented lines of a help text as they are."""

    help: str | None

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Mark them for click, which wraps all other lines."""
        text = inspect.cleandoc(self.help or "")
        self.help = _EXAMPLES.sub("\n\n\b\n", text)
        super().format_help_text(ctx, formatter)  # type: ignore[misc]  # a command has it


class Command(_Examples, click.Command):
    """A command of octavo."""


class Group(_Examples, click.Group):
    """A command that has commands."""

    command_class = Command


class QueryCommand(Command):
    """A command that takes a query, whose words may begin with a minus: `-is:read`.

    It has no options of one letter, or they would be picked out of those words.
    """

    ignore_unknown_options = True
