"""Adding: addresses, paths, exports and pasted texts become articles."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from octavo.text import count_of
from octavo.tui.controllers.jobs import Working
from octavo.tui.runtime.jobs import Job

if TYPE_CHECKING:
    from octavo.library.ingest.ingest import Piece
    from octavo.model.operation import OperationGroup
    from octavo.services.detect import Export, FeedList, Files, Pages, Text
    from octavo.tui.presenters.add_report import Taken

Standing = tuple[object, ...]
"""What the reader looks at."""


class Adding(Working):
    """Takes in what the reader names or pastes, in a thread."""

    async def action_add(self) -> None:
        """Ask for something to add, and add it; what is typed right away goes to the box."""
        from octavo.tui.screens.add_screen import AddScreen  # it takes time to import

        await self.app.push_screen(AddScreen(), self.add)

    def add(self, given: str | None) -> None:
        """Add what was typed or pasted."""
        if given:
            stands = self._standing()
            self.begin("adding", lambda job: self._add(job, given, stands))

    def _add(self, job: Job, given: str, stands: Standing) -> None:
        """Read and add; in a thread, because a page may be slow and a folder large."""
        from octavo.services.detect import Export, FeedList, given_in
        from octavo.tui.presenters.add_report import Taken

        taken = Taken()
        try:
            for each in given_in(given):
                match each:
                    case _ if job.stop.told:
                        break
                    case Export() | FeedList():
                        self._import(job, each, taken)
                    case _:
                        self._take_in(job, each, taken)
        finally:
            job.tell(self._added, taken, stands, job.stop.told)

    def _take_in(self, job: Job, given: "Pages | Files | Text", taken: "Taken") -> None:
        """Take in pages, files or a text, as one step for undo; each page as it comes."""
        from octavo.model.operation import OperationGroup
        from octavo.services.detect import Pages

        group = OperationGroup()
        read = self._pieces(job, given)
        batches = ([each] for each in read) if isinstance(given, Pages) else [read]
        for batch in batches:
            self._take_in_batch(job, batch, taken, group)
            if isinstance(given, Pages):
                job.tell(self._announce_new, taken)

    def _take_in_batch(
        self,
        job: Job,
        read: Iterable[tuple[str, "Piece"]],
        taken: "Taken",
        group: "OperationGroup",
    ) -> None:
        waiting: deque[tuple[str, Piece]] = deque()

        def pieces() -> Iterator["Piece"]:
            for input, piece in read:
                waiting.append((input, piece))
                yield piece
                job.done += 1

        for entry in self.library.intake.take_in(pieces(), group=group):
            taken.count(*waiting.popleft(), entry)

    def _announce_new(self, taken: "Taken") -> None:
        """Announce what is in by now and was not announced yet."""
        new, taken.announced = taken.added - taken.announced, taken.added
        self.arrived(new)

    def _pieces(self, job: Job, given: "Pages | Files | Text") -> Iterator[tuple[str, "Piece"]]:
        from octavo.importers.files import draft_of_paste, drafts_of
        from octavo.services.detect import Pages, Text
        from octavo.services.fetch_pages import pages

        match given:
            case Pages(urls):
                job.doing, job.done, job.total = "fetching", 0, len(urls)
                yield from pages(self.library, urls, stop=job.stop)
            case Text(text):
                yield "the pasted text", draft_of_paste(text)
            case _:
                job.doing, job.done, job.total = "adding", 0, None
                yield from takewhile(lambda _: not job.stop.told, drafts_of(given.paths))

    def _import(self, job: Job, given: "Export | FeedList", taken: "Taken") -> None:
        """Import an export as one step for undo; to stop is to keep what is in."""
        from octavo.services.import_export import Import

        job.doing, job.done, job.total = "importing", 0, None
        importing = Import(self.library, given.path)
        rows = iter(importing)
        for entry in rows:
            job.done, job.share = job.done + 1, importing.share
            taken.count_row(entry)
            if job.stop.told:
                break
        taken.sum_up(list(importing.formats), importing.counts)
        taken.feeds += importing.followed
        taken.rejects += importing.write_rejected()

    def _added(self, taken: "Taken", stands: Standing, stopped: bool) -> None:
        """Say what came of it, and list it unless the reader has turned to something else."""
        from octavo.tui.presenters.add_report import said_of

        for said in said_of(taken, self.key_of, stopped=stopped):
            self.say(said.text, error=said.is_problem)
        if taken.added:
            self.command_bar.last = f"added {count_of(taken.added, 'article')}"
        if taken.first is not None and stands == self._standing():
            self.query_line.total = len(self.library)
            self.run_again(cursor=taken.first)
        else:
            self._announce_new(taken)
        if taken.feeds:
            self.refresh_due()

    def _standing(self) -> Standing:
        return self.shown, self.query_line.text, self.list.cursor, self.focused
