"""A window that slides over a JSON text of any length, and reads value after value."""

import json
import re
from typing import TextIO

LARGEST_ITEM = 32 * 1024 * 1024
"""Characters."""

CHUNK = 256 * 1024
_SPACE = re.compile(r"[ \t\n\r\0\ufeff]*")
_SLACK = 16
"""Characters at the end of what was read that may be half of a name or a number."""

decoder = json.JSONDecoder(strict=False)
"""Takes control characters inside of strings too; they are cleaned later."""


def after_space(text: str, at: int) -> int:
    """Where the next character that is no space stands."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


class Window:
    """The part of a long text that is being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, twice as far each time; False at the end, or if it would be too much."""
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > LARGEST_ITEM:
            return False
        read = self._file.read(max(CHUNK, len(self.text)))
        self.text += read
        return bool(read)

    def sign(self) -> str:
        """The next character that is no space, not yet passed; empty at the end."""
        while True:
            self.at = after_space(self.text, self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> tuple[object, str]:
        """The value that begins here, and how it stands there; it is passed.

        Raises:
            ValueError: If there is none.
            RecursionError: If it is nested too deeply.
        """
        while True:
            try:
                value, end = decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if not (_is_cut(error, self.text) and self.more()):
                    raise
                continue
            if end >= len(self.text) and self.more():
                continue
            raw, self.at = self.text[self.at : end], end
            return value, raw


def _is_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a value is no fault but goes on after what has been read."""
    return error.msg.startswith("Unterminated") or error.pos >= len(text) - _SLACK
