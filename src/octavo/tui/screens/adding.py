"""Adding: a path or a pasted text becomes an article."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from textual import work

from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.errors import DraftRejected, OctavoError
from octavo.text import count_of, grouped
from octavo.tui.screens.finding import Finding

Read = Draft | DraftRejected


class Adding(Finding):
    """Takes in what the reader names or pastes, in a thread."""

    async def action_add(self) -> None:
        """Ask for a path or a text, and add it; what is typed right away goes to the box."""
        from octavo.tui.screens.add_screen import AddScreen  # it takes time to import

        await self.app.push_screen(AddScreen(), self._given)

    def _given(self, given: str | None) -> None:
        if given:
            self.say("Adding…")
            self._add(given)

    @work(thread=True, group="add")
    def _add(self, given: str) -> None:
        """Read and add; runs in a thread because a folder may hold thousands of files."""
        try:
            ledger = list(self.library.intake.take_in(_read(given)))
            self.library.search.catch_up()
        except OctavoError as error:
            self.app.call_from_thread(self.say, str(error), error=True)
            return
        rejected = [entry for entry in ledger if entry.result is Result.REJECTED]
        taken = [entry for entry in ledger if entry.result is not Result.REJECTED]
        self.app.call_from_thread(self._added, taken, rejected)

    def _added(self, ledger: list[LedgerEntry], rejected: list[LedgerEntry]) -> None:
        for problem in rejected[:3]:
            self.say(f"{problem.input}: {problem.reason}", error=True)
        if len(rejected) > 3:
            self.say(f"And {grouped(len(rejected) - 3)} more could not be added.", error=True)
        for entry in ledger:
            if entry.reason and len(ledger) <= 3:
                self.say(f"{entry.reason}.".capitalize())
        added = [entry for entry in ledger if entry.result is Result.ADDED]
        if added:
            self.say(f"Added {count_of(len(added), 'article')}.")
            self.command_bar.last = f"added {grouped(len(added))}"
        if ledger:
            self.run_again(cursor=ledger[0].id)


def _read(given: str) -> Iterator[Read]:
    """The drafts of the files that some lines name, or of the lines as one text."""
    from octavo.importers.files import draft_of_paste, drafts_of

    lines = [line.strip() for line in given.splitlines() if line.strip()]
    paths = [Path(line).expanduser() for line in lines]
    if _are_paths(lines, paths):
        yield from (draft for _, draft in drafts_of(paths))
    else:
        yield draft_of_paste(given)


def _are_paths(lines: Iterable[str], paths: list[Path]) -> bool:
    """Whether lines name files: all of them are there, or a single one looks like a path."""
    if all(_exists(path) for path in paths):
        return True
    match list(lines):
        case [line]:
            return line.startswith(("/", "~", "./", "../", "http://", "https://"))
    return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
