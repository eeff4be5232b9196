"""octavo run in this process for the many small cases, and as a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

import octavo as package
from octavo.cli.program import program

PATIENCE = 60.0
"""Seconds to wait for a process, for a machine with other work to do."""

Line = dict[str, object]
"""An object that `--json` printed."""


class Octavo:
    """Runs octavo in this process, on the library of the test."""

    def __init__(self, folder: Path) -> None:
        self._runner = CliRunner(env={"OCTAVO_LIBRARY": str(folder)})

    def __call__(
        self, *arguments: str, input: IO[bytes] | bytes | None = None, **environment: str
    ) -> Result:
        """What came of it; a fault that octavo does not foresee is raised here."""
        done = self._runner.invoke(program, arguments, input=input, env=environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def prints(self, *arguments: str) -> list[str]:
        """The lines that it prints, when all goes well."""
        done = self(*arguments)
        assert done.exit_code == 0, f"{arguments} exited {done.exit_code}: {done.stderr}"
        return done.stdout.splitlines()

    def objects(self, *arguments: str) -> list[Line]:
        """What it prints with `--json`, when all goes well."""
        return [json.loads(line) for line in self.prints(*arguments, "--json")]


class Shell:
    """Runs octavo as a script would."""

    def __init__(self, folder: Path, cwd: Path) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(cwd),
            "PYTHONPATH": str(Path(package.__file__).parents[1]),
            "PYTHONSAFEPATH": "1",
            "OCTAVO_LIBRARY": str(folder),
        }
        self.cwd = cwd

    def __call__(
        self,
        *arguments: str,
        input: bytes | None = None,
        stdout: int | IO[bytes] = subprocess.PIPE,
        **environment: str,
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            (sys.executable, "-m", "octavo", *arguments),
            check=False,
            cwd=self.cwd,
            env=self.environment | environment,
            input=input,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
        )


@pytest.fixture
def octavo(folder: Path) -> Octavo:
    return Octavo(folder)


@pytest.fixture
def shell(folder: Path, tmp_path: Path) -> Shell:
    return Shell(folder, tmp_path)
