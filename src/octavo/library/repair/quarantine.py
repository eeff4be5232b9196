"""The folder `set-aside/`: where repair puts what it cannot mend, and what was there before."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from octavo.storage.atomic import replace_file


class Aside:
    """The folder of one repair, made when something comes into it."""

    def __init__(self, folder: Path) -> None:
        self._library = folder
        self.folder = folder / "set-aside" / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"

    def copy(self, *names: str) -> None:
        """Keep a copy of some files of the library, if they are there."""
        self._make()
        for name in names:
            if (self._library / name).exists():
                shutil.copy2(self._library / name, self.folder / name)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something as a file of its own."""
        self._make()
        replace_file(self.folder / name, content)

    def move(self, path: Path) -> None:
        """Take a file out of the library and keep it."""
        self._make()
        path.rename(self.folder / f"{path.parent.name}-{path.name}".removeprefix("."))

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
