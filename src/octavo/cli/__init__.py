"""The command line: `program` finds a command and turns errors into messages.

The commands themselves are in `commands`, what they print in `output`, what they share in
`shared`. Nothing here knows the app, but for the command that opens it, nor anything deeper
than services and the library.
"""

import gc

_SPARE = 100_000
"""Objects that come before it is looked whether some can go: of all that is imported, and of
what most commands make, nothing can."""


def main() -> None:
    """Run the program on the arguments of the process."""
    gc.set_threshold(_SPARE)
    from octavo.cli import program  # under that threshold

    program.main()
