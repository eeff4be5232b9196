"""Reading aloud: sentence by sentence, each lit while a command of the reader's says it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from octavo.settings.config import config_path
from octavo.settings.keymap import Keymap
from octavo.tui.controllers.protocols import Footer, Host, Keys, Say

if TYPE_CHECKING:
    from octavo.markdown.layout.caret import Caret, Sentence
    from octavo.markdown.layout.viewport import Viewport
    from octavo.services.speech import Voice
    from octavo.tui.widgets.reading.lines import CaretMark


class ScrolledText(Protocol):
    """What is on the screen of a text."""

    def needed(self) -> "Viewport | None": ...
    def show_line(self, key: int) -> None: ...


class SpokenText(Protocol):
    """The pane of the text, as far as it is read aloud."""

    caret: "CaretMark | None"

    @property
    def text(self) -> str: ...
    @property
    def view(self) -> ScrolledText: ...


class SpeechController:
    """Has the text read aloud from the top of the screen, and scrolls along."""

    def __init__(
        self,
        *,
        pane: SpokenText,
        keys: Callable[[], Keys],
        host: Host,
        say: Say,
        keymap: Keymap,
        footer: Footer,
        command: str | None,
    ) -> None:
        """`keys` is made when it is first called for."""
        self._pane = pane
        self._keys = keys
        self._host = host
        self._say = say
        self._keymap = keymap
        self._footer = footer
        self._command = command
        self._voice: Voice | None = None
        """What speaks now; nothing while it is paused or stopped."""
        self._sentence: Sentence | None = None
        """What is lit; nothing while none is read."""

    def start(self) -> None:
        """Read aloud from the first sentence on the screen."""
        if not self._command:
            example = 'speak = "espeak-ng --stdin"'
            self._say(
                f"No command to read aloud is set; in {config_path()}, such as: {example}"
            )
            return
        if not (caret := self._caret()):
            self._say("There is no text to read aloud.")
            return
        self._sentence = caret.sentence
        self._keys().take_keyboard(self.stop)
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
            self._sentence = self._pane.caret = None
            self._footer.asks = ""
            self._keys().close()

    def relaid(self) -> None:
        """Light the sentence in a text that is set anew; leave another text."""
        if self._sentence and self._pane.caret:
            self._light()
        else:
            self.stop()

    def close(self) -> None:
        """Leave no process behind at the end of the app."""
        self._fall_silent(wait=True)

    def _go_on(self) -> None:
        """Say the sentence in another thread, and what follows when that is done."""
        from octavo.services.speech import SpeechFailed, Voice

        if not self._command or not self._sentence:
            return
        self._light()
        self._tell("reading aloud", "pauses")
        self._voice = voice = Voice(self._command)
        text = self._sentence.text

        def work() -> None:
            try:
                if voice.say(text):
                    self._host.call_later(self._said, voice)
            except SpeechFailed as error:
                self._host.call_later(self._failed, voice, str(error))

        self._host.run_worker(work, group="speech", thread=True)

    def _said(self, voice: "Voice") -> None:
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

    def _failed(self, voice: "Voice", problem: str) -> None:
        if voice is self._voice:
            self.stop()
            self._say(problem, error=True)

    def _fall_silent(self, *, wait: bool = False) -> None:
        if self._voice:
            self._voice.silence(wait=wait)
            self._voice = None

    def _caret(self) -> "Caret | None":
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self._pane.view.needed()
        return caret_in(viewport, self._pane.text) if viewport else None

    def _light(self) -> None:
        """Light the sentence, and bring it on the screen."""
        from octavo.tui.widgets.reading.lines import CaretMark

        if not (caret := self._caret()) or not (sentence := self._sentence):
            return
        caret.to(sentence.end - 1)
        self._pane.view.show_line(caret.at.key)
        caret.to(sentence.start)
        self._pane.caret = CaretMark(
            caret.at.key, (sentence.start, sentence.start), (sentence.start, sentence.end)
        )

    def _tell(self, what: str, does: str) -> None:
        pauses, stops = map(self._keymap.label_of, ("pause-speech", "stop-speech"))
        self._footer.asks = f"{what} · {pauses} {does} · {stops} stops"
