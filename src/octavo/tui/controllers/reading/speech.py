"""Reading aloud: sentence by sentence, each lit while a command of the reader's says it."""

import os
import signal
import subprocess
from contextlib import suppress
from threading import Event, Lock
from typing import TYPE_CHECKING

from octavo.model.errors import OctavoError
from octavo.settings.config import config_path
from octavo.tui.controllers.pane_controller import PaneController

if TYPE_CHECKING:
    from octavo.markdown.layout.caret import Caret, Sentence


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
        import shlex  # not needed to launch

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


class SpeechController(PaneController):
    """Has the text read aloud from the top of the screen, and scrolls along."""

    command: str | None

    def __post_init__(self) -> None:
        self._voice: Voice | None = None
        """What speaks now; nothing while it is paused or stopped."""
        self._sentence: Sentence | None = None
        """What is lit; nothing while none is read."""

    def start(self) -> None:
        """Read aloud from the first sentence on the screen."""
        if not self.command:
            example = 'speak = "espeak-ng --stdin"'
            self.say(f"No command to read aloud is set; in {config_path()}, such as: {example}")
            return
        if not (caret := self._caret()):
            self.say("There is no text to read aloud.")
            return
        self._sentence = caret.sentence
        self.panes.speech_keys.take_keyboard(self.stop)
        self._go_on()

    def pause(self) -> None:
        """Fall silent, or begin again with the sentence in which that was."""
        if self._voice:
            self._fall_silent()
            self._tell("paused", "goes on")
        elif self._sentence:
            self._go_on()

    def stop(self) -> None:
        """Be done with it."""
        if self._sentence:
            self._fall_silent()
            self._sentence = self.pane.caret = None
            self.screen.footer.asks = ""
            self.panes.speech_keys.close()

    def relaid(self) -> None:
        """Light the sentence in a text that is set anew; leave another text."""
        if self._sentence and self.pane.caret:
            self._light()
        else:
            self.stop()

    def close(self) -> None:
        """Leave no process behind at the end of the app."""
        self._fall_silent(wait=True)

    def _go_on(self) -> None:
        """Say the sentence in another thread, and what follows when that is done."""
        if not self.command or not self._sentence:
            return
        self._light()
        self._tell("reading aloud", "pauses")
        self._voice = voice = Voice(self.command)
        text = self._sentence.text

        def work() -> None:
            try:
                if voice.say(text):
                    self.screen.call_later(self._said, voice)
            except SpeechFailed as error:
                self.screen.call_later(self._failed, voice, str(error))

        self.screen.in_thread("speech", work, joins=True)

    def _said(self, voice: Voice) -> None:
        """Go on with the next sentence, or stop behind the last."""
        if voice is not self._voice or not self._sentence:
            return
        caret = self._caret()
        following = caret.sentence_after(self._sentence) if caret else None
        if following:
            self._sentence = following
            self._go_on()
        else:
            self.stop()

    def _failed(self, voice: Voice, problem: str) -> None:
        if voice is self._voice:
            self.stop()
            self.say(problem, error=True)

    def _fall_silent(self, *, wait: bool = False) -> None:
        if self._voice:
            self._voice.silence(wait=wait)
            self._voice = None

    def _caret(self) -> "Caret | None":
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self.pane.view.needed()
        return caret_in(viewport, self.pane.text) if viewport else None

    def _light(self) -> None:
        """Light the sentence, and bring it on the screen."""
        from octavo.tui.widgets.reading.decorations import CaretMark

        if not (caret := self._caret()) or not (sentence := self._sentence):
            return
        caret.to(sentence.end - 1)
        self.pane.view.show_line(caret.at.key)
        caret.to(sentence.start)
        self.pane.caret = CaretMark(
            caret.at.key, (sentence.start, sentence.start), (sentence.start, sentence.end)
        )

    def _tell(self, what: str, does: str) -> None:
        pauses, stops = map(self.keymap.label_of, ("pause-speech", "stop-speech"))
        self.screen.footer.asks = f"{what} · {pauses} {does} · {stops} stops"
