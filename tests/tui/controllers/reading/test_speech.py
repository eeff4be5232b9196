"""Texts said aloud: each by a process that reads it, ends with it, and can be cut short."""

import shlex
import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from octavo.tui.controllers.reading.speech import SpeechFailed, Voice

PATIENCE = 30.0

WRITES = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
WAITS = """\
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "w").write(str(child.pid))
child.wait()
"""


def command(tmp_path: Path, program: str, *arguments: str) -> str:
    """A command that runs a program, which is handed a file to write to."""
    script = tmp_path / "voice.py"
    script.write_text(program)
    return shlex.join((sys.executable, str(script), str(tmp_path / "said"), *arguments))


def wait_for(path: Path) -> str:
    """What a file holds as soon as it holds anything."""
    end = monotonic() + PATIENCE
    while not path.exists() or not path.read_text():
        assert monotonic() < end
        sleep(0.01)
    return path.read_text()


def is_running(process: str) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(process: str) -> bool:
    """Whether a process that was told to end does."""
    end = monotonic() + PATIENCE
    while is_running(process) and monotonic() < end:
        sleep(0.01)
    return not is_running(process)


def test_each_text_goes_to_a_process_of_its_own(tmp_path: Path) -> None:
    voice = Voice(command(tmp_path, WRITES))
    assert voice.say("Ein Satz, größer als 1.")
    assert voice.say("그리고 하나 더.")
    assert (tmp_path / "said").read_text() == "Ein Satz, größer als 1.\n그리고 하나 더.\n"


def test_no_shell_has_a_part_in_it(tmp_path: Path) -> None:
    voice = Voice(f"{command(tmp_path, WRITES)} ; touch {tmp_path / 'made'} $(true)")
    assert voice.say("$(touch x); `y`")
    assert (tmp_path / "said").read_text() == "$(touch x); `y`\n"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        pytest.param("no-such-voice --stdin", "no program “no-such-voice”", id="no program"),
        pytest.param("false", "exited with 1", id="one that fails"),
        pytest.param("'a\0b'", "null byte", id="no name of one"),
    ],
)
def test_a_command_that_does_not_work_is_told(run: str, problem: str) -> None:
    with pytest.raises(SpeechFailed, match=problem) as caught:
        Voice(run).say("A sentence.")
    assert caught.value.command == run


def test_what_it_complains_of_is_told(tmp_path: Path) -> None:
    program = "import sys; sys.exit('first\\nno such voice: xx')"
    with pytest.raises(SpeechFailed, match=r"no such voice: xx$"):
        Voice(command(tmp_path, program)).say("A sentence.")


@pytest.mark.parametrize("ignores", [False, True], ids=["that ends", "that has to be killed"])
def test_silence_ends_a_process_and_what_it_started(tmp_path: Path, ignores: bool) -> None:
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" * ignores + WAITS
    voice = Voice(command(tmp_path, program))
    said: list[bool] = []
    thread = Thread(target=lambda: said.append(voice.say("A sentence.")))
    thread.start()
    child = wait_for(tmp_path / "said")
    voice.silence(wait=True)
    thread.join(PATIENCE)

    assert said == [False]
    assert ends(child)
    assert not voice.say("Another one.")
