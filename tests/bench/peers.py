"""The peers of search: what else finds words in many texts.

Each takes the same texts in, from where they lie: the library's, or as one mail each in a
folder.
"""

import os
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from octavo.library.library import Library
from tests.bench.timing import timed

FIRST = 50
"""Results that are asked for."""

MAILS = 10_000
"""Mails that notmuch gets at most: it takes some hundred a second, fewer the more it has."""


class Fts5:
    """A table of SQLite with Porter stemming, ranked by BM25 with the title four times."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = library
        self._base = sqlite3.connect(folder / "fts5.db")
        self._base.execute(
            "CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='porter unicode61')"
        )

    def index(self) -> None:
        """Take all texts in, in one transaction."""
        self._base.executemany(
            "INSERT INTO t(rowid, title, text) VALUES (?, ?, ?)", self._rows()
        )
        self._base.commit()

    def find(self, query: str) -> Sequence[tuple[int]]:
        """The best with all words."""
        words = " ".join(f'"{word}"' for word in query.split())
        return self._base.execute(
            f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 4.0, 1.0) LIMIT {FIRST}",
            (words,),
        ).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _rows(self) -> Iterator[tuple[int, str, str]]:
        for article in self._library.search.articles.values():
            yield article.id, article.title, self._library.text(article.id)


class Notmuch:
    """Mails in a Maildir. What notmuch finds, it lists by date, not by rank."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.folder = mails = folder / "mails"
        settings = folder / "notmuch-config"
        for name in ("cur", "new", "tmp"):
            (mails / name).mkdir(parents=True)
        self.count = 0
        for article in islice(library.search.articles.values(), MAILS):
            head = (
                f"From: Bench <bench@octavo.example>\nSubject: {article.title}\n"
                f"Date: {article.added:%a, %d %b %Y %H:%M:%S +0000}\n"
                f"Message-ID: <{article.id}@octavo.example>\nMIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            )
            mail = mails / "cur" / f"{article.id}:2,S"
            mail.write_text(f"{head}{library.text(article.id)}\n", encoding="utf-8")
            self.count += 1
        settings.write_text(
            f"[database]\npath={mails}\n[user]\nname=Bench\nprimary_email=bench@octavo.example\n"
            "[new]\ntags=\n[search]\nexclude_tags=\n[maildir]\nsynchronize_flags=false\n"
        )
        self._environment = {**os.environ, "NOTMUCH_CONFIG": str(settings)}

    @staticmethod
    def is_installed() -> bool:
        """Whether there is a notmuch here."""
        return shutil.which("notmuch") is not None

    def index(self) -> None:
        """Take all mails in."""
        self._run("new", "--quiet", "--no-hooks")

    def seconds(self, queries: Sequence[str]) -> list[float]:
        """What queries take, the start of the program taken off."""
        start = statistics.median(timed(self.find, "id:none") for _ in range(9))
        return [max(0.0, timed(self.find, query) - start) for query in queries]

    def tag(self, id: str) -> None:
        """Put a tag on one mail."""
        self._run("tag", f"+bench{time.monotonic_ns()}", "--", f"id:{id}@octavo.example")

    def find(self, query: str) -> None:
        """The newest with all words."""
        self._run("search", f"--limit={FIRST}", "--output=messages", query)

    def _run(self, *words: str) -> None:
        subprocess.run(
            ["notmuch", *words], env=self._environment, check=True, capture_output=True
        )
