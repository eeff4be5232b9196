"""Keeps what is compiled of the tests, and has every second process begin with the last one.

To compile all tests, as pytest rewrites them, takes 9 s, and each process did it anew. This is
a plugin, as other plugins are compiled before any `conftest.py` is read.
"""

import os
import sys
from importlib import import_module

import pytest

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # for the programs that are started, too


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Compile from the other end, so that two processes need not compile the same files."""
    config = session.config
    worker: str = getattr(config, "workerinput", {"workerid": "gw0"})["workerid"]
    if config.args == config.getini("testpaths") and int(worker.removeprefix("gw")) % 2:
        left_out = set(config.getini("norecursedirs"))
        for path in sorted(config.rootpath.glob("tests/**/test_*.py"), reverse=True):
            name = path.relative_to(config.rootpath).with_suffix("")
            if not left_out.intersection(name.parts):
                import_module(".".join(name.parts))
