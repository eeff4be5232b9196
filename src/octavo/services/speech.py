"""Texts said aloud by a command of the reader's choice."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from threading import Event, Lock

from octavo.model.errors import OctavoError

PATIENCE = 1.0
"""Seconds that a command has to end by itself once it is told to."""


class SpeechFailed(OctavoError):
    """The command cannot be run, or ended with an error."""

    def __init__(self, command: str, problem: str) -> None:
        super().__init__(f"‘{command}’ did not read aloud: {problem}")
        self.command = command


class Voice:
    """Says one text after the other, each in a process of its own, which tells when it ends.

    The command is run without a shell and reads UTF-8 from its standard input. What it starts
    itself ends with it (a session of its own).
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._silenced = Event()

    def say(self, text: str) -> bool:
        """Say a text, and wait for that; False if it was cut short.

        Raises:
            SpeechFailed: If the command cannot be run, or fails.
        """
        with self._lock:
            if self._silenced.is_set():
                return False
            self._process = process = self._started()
        _, said = process.communicate(f"{text}\n".encode())
        with self._lock:
            self._process = None
        if self._silenced.is_set():
            return False
        if process.returncode:
            lines = said.decode(errors="replace").strip().splitlines()
            raise SpeechFailed(
                self._command, lines[-1] if lines else f"it exited with {process.returncode}"
            )
        return True

    def silence(self, *, wait: bool = False) -> None:
        """Stop in the middle of a text, and say nothing any more; `wait` until that is sure."""
        with self._lock:
            self._silenced.set()
            process = self._process
        if process is None:
            return
        _tell(process, signal.SIGTERM)
        if wait:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            _tell(process, signal.SIGKILL)

    def _started(self) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(
                shlex.split(self._command),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            problem = f"there is no program “{error.filename}”"
            raise SpeechFailed(self._command, problem) from error
        except (OSError, ValueError) as error:
            raise SpeechFailed(self._command, str(error)) from error


def _tell(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
