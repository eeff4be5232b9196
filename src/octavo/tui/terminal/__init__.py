"""Where octavo bends Textual: private names of it stand here and nowhere else.

Each of them is pinned by a test that fails when Textual changes it, and `test_private_names`
reads the source of `octavo.tui` to see that there are no others. Nothing here knows what octavo
shows.

What Textual imports and octavo never uses is left out where octavo is the first to import it:
its own palette with the widgets that this takes, and TLS, which `octavo.services` sees to where
it asks for pages. They are an eighth of what Textual takes to import.
"""

import sys
from types import ModuleType


class _Unused(ModuleType):
    """A module of classes that have nothing."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


if "textual" not in sys.modules:
    sys.modules["textual.command"] = _Unused("textual.command")
if {"asyncio", "ssl"}.isdisjoint(sys.modules):
    sys.modules["ssl"] = None  # type: ignore[assignment]  # so Python has what cannot be had
    import asyncio  # noqa: F401 - Textual is given it so

    del sys.modules["ssl"]
