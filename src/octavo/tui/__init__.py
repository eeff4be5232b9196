"""The app in the terminal: screens that compose widgets and are wired to controllers.

`screens` puts widgets together and hands them to `controllers`, plain objects that act on the
library and on services; `presenters` turn values of the library into words and rows; `widgets`
are given values and say what happened, and know no library. `terminal` is the only place for
private names of Textual. The command line is not known here, nor are files, locks or the index.
"""

from octavo.tui import terminal  # noqa: F401 - it comes before Textual
