"""Keeps what is compiled of the tests, and has each process begin with another part of them.

To compile all tests, as pytest rewrites them, takes 9 s, and each process did it anew. This is
a plugin, as other plugins are compiled before any `conftest.py` is read.

Nor is any rubbish looked for until all of them are read, a third of the time that takes, as
next to nothing of it goes again.
"""

import gc
import os
import sys
from importlib import import_module

import pytest

gc.disable()
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # for the programs that are started, too


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Compile from a place of one's own, and round, so that no two compile the same files."""
    config = session.config
    given = getattr(config, "workerinput", {"workerid": "gw0", "workercount": 1})
    place = int(given["workerid"].removeprefix("gw")) / given["workercount"]
    if place and config.args == config.getini("testpaths"):
        left_out = set(config.getini("norecursedirs"))
        paths = sorted(config.rootpath.glob("tests/**/test_*.py"))
        begin = int(place * len(paths))
        for path in (*paths[begin:], *paths[:begin]):
            name = path.relative_to(config.rootpath).with_suffix("")
            if not left_out.intersection(name.parts):
                import_module(".".join(name.parts))
