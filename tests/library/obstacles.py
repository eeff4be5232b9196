"""Real obstacles: another user, a small disk, a read-only one, a process that holds a lock."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from octavo.model.errors import OctavoError
from tests.making import passing_folder

NOBODY = 65_534


def said_by(work: Callable[[], object]) -> str:
    """What some work says, or the error that it ends with."""
    try:
        return str(work())
    except OctavoError as error:
        return f"{type(error).__name__}: {error}"


def as_nobody(work: Callable[[], object]) -> str:
    """The same, by somebody who owns nothing; root is who it was before when it is done."""
    if os.geteuid() != 0:
        return said_by(work)
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        return said_by(work)
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


def with_files_up_to(size: int, work: Callable[[], object]) -> str:
    """The same, where no file can grow beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        return said_by(work)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Have what takes longer fail where it stands, as what waits for a pipe would for ever."""

    def give_up(*_: object) -> None:
        pytest.fail(f"it is not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def disk(size: str = "1m") -> Iterator[Path]:
    """A small disk of its own; the test is passed over where that is not permitted."""
    with passing_folder() as folder:
        _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def make_read_only(disk: Path) -> None:
    """Let nobody write to a disk any more."""
    _mount("-o", "remount,ro", str(disk))


@contextmanager
def lock_held(folder: Path, name: str = "write") -> Iterator[int]:
    """Another process that holds a lock of a library; its id."""
    code = (
        "import sys; from pathlib import Path; from octavo.storage.lock import Lock\n"
        "with Lock(Path(sys.argv[1]), sys.argv[2]).held(): print(flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(folder), name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.communicate(b"\n")


def _mount(*options: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    result = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"no disk can be mounted here: {result.stderr.strip()}")
