"""The command line: `program` finds a command and turns errors into messages.

The commands themselves are in `commands`, what they print in `output`, what they share in
`shared`. Nothing here knows the app, but for the command that opens it, nor anything deeper
than services and the library.
"""

import gc

gc.set_threshold(100_000)  # of all that most commands make, and import, nothing can go

from octavo.cli.program import main  # noqa: E402

__all__ = ["main"]
