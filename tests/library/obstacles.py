"""Real obstacles: another user, a small disk, a read-only one, a process that holds a lock."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from octavo.model.errors import OctavoError

NOBODY = 65_534


def in_a_child(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> str:
    """What some work says, or the error that it ends with, in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        said = "failed in a way that nobody has thought of"
        try:
            before()
            said = str(work())
        except OctavoError as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writer, said.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def as_nobody(work: Callable[[], object]) -> str:
    """The same, by somebody who owns nothing."""
    return in_a_child(work, _become_nobody)


def with_files_up_to(size: int, work: Callable[[], object]) -> str:
    """The same, where no file can grow beyond a size."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return in_a_child(work, limit)


@contextmanager
def disk(size: str = "1m") -> Iterator[Path]:
    """A small disk of its own; the test is passed over where that is not permitted."""
    with tempfile.TemporaryDirectory() as folder:
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


def _become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _mount(*options: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    result = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"no disk can be mounted here: {result.stderr.strip()}")
