"""The command line: one module for each command or small group; parse, call, print."""

from octavo.cli.program import main

__all__ = ["main"]
