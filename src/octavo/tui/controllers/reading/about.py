"""What an article says of where it came from: shown, compared with what it was, corrected."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Jumps, ShownChanges
from octavo.tui.controllers.selection import item_of
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.library.about import Finding
    from octavo.library.versions import Difference
    from octavo.tui.controllers.reading.reading import ReadingController


class AboutController(PaneController):
    """Says where an article came from, and who or what made it, and has that corrected."""

    reader: "ReadingController"
    jumps: Jumps
    changes: ShownChanges

    def __post_init__(self) -> None:
        self._findings: Sequence[Finding] = ()
        """What each row of the panel says."""

    def open(self) -> None:
        """Show what is known of the article beside its text."""
        article = item_of(self.library, self.reader.id)
        if not isinstance(article, Article):
            self.say(
                "Only an article came from somewhere."
                if article
                else "There is nothing to tell about."
            )
            return
        leave = self.to_pane
        if not self.panes.in_text:
            self.reader.read()
        self.panes.about.open(self._rows(article), self._chosen, leave, added=self._use)
        self._tell_versions(article)

    def _tell_versions(self, article: Article) -> None:
        if article.versions:
            self.screen.in_thread("versions", self._compare, article)

    def _rows(
        self, article: Article, made: "Sequence[Difference | None]" = ()
    ) -> Sequence[PanelRow]:
        from octavo.library.about import findings_on  # not needed to launch
        from octavo.library.versions import version_findings
        from octavo.tui.presenters.reading_text import finding_rows

        findings = findings_on(article, self.library.text(article.id))
        versions = version_findings(article, self.library.notes_on(article.id), made)
        rows, self._findings = finding_rows([*findings, *versions], self.panes.about.room)
        return rows

    def _compare(self, article: Article) -> None:
        """Tell, from a thread, what is new in each version; the newest may take a while."""
        made = self.library.versions.differences(article.id)
        self.screen.call_later(self._compared, article, made)

    def _compared(self, article: Article, made: "Sequence[Difference | None]") -> None:
        if self.panes.about.is_open and self.reader.id == article.id:
            self.panes.about.put(self._rows(article, made))

    def _chosen(self, row: PanelRow) -> None:
        self.panes.to_text()
        finding, id = self._findings[row.key], self.reader.id
        if finding.place is not None:
            self.jumps.leave()
            self.pane.view.jump(finding.place)
        elif finding.version is not None and id is not None:
            self.screen.in_thread("versions", self._show_version, id, finding.version)

    def _use(self, row: PanelRow) -> None:
        """Make the version that is pointed at the text again, and go on showing the panel."""
        number, id = self._findings[row.key].version, self.reader.id
        if number is None or id is None:
            self.say("Only a version of the text can be used.")
            return
        try:
            done = self.library.versions.use(id, number)
        except OctavoError as error:
            self._refused(str(error))
            return
        if done is None:
            self.say(f"Version {number} is the text already.")
            return
        self.changes.show_all(done.ids)
        self.changes.done(done)
        article = self.library.article(id)
        self.panes.about.put(self._rows(article))
        self._tell_versions(article)

    def _show_version(self, id: ArticleId, number: int) -> None:
        """Show, from a thread, what is new in a version; of the first one, all of it."""
        from octavo.markdown.word_diff import as_markdown

        try:
            text = self.library.versions.text(id, number)
            made = self.library.versions.difference(id, number)
        except OctavoError as error:
            self.screen.call_later(self._refused, str(error))
            return
        told = text
        if made:
            head = f"**Version {number}**, compared with version {made.against}: {made.summary}"
            told = f"{head}\n\n{as_markdown(made.pieces)}"
        self.screen.call_later(self._put, id, told, text)

    def _refused(self, reason: str) -> None:
        self.say(reason, error=True)

    def _put(self, id: ArticleId, told: str, whole: str) -> None:
        """Show a text over that of the article, unless the reader has gone on."""
        if self.reader.id == id and self.panes.in_text:
            more = partial(self._put, id, whole, whole) if told != whole else lambda: None
            self.panes.popup.open(told, more, is_whole=True)

    async def correct(self) -> None:
        """Have what is known of the article corrected in a form."""
        article = item_of(self.library, self.reader.id)
        if not isinstance(article, Article):
            self.say("Only what is known of an article can be corrected.")
            return
        from octavo.library.about import LABELS, problem_of, written_fields

        written = written_fields(article)
        lines = [(name, LABELS[name], value) for name, value in written.items()]
        asked = self.screen.ask_form("Correct what is known of it", lines, problem_of)
        if changed := await asked:
            self._correct(article.id, written, changed)

    def _correct(
        self, id: ArticleId, before: Mapping[str, str], changed: Mapping[str, str]
    ) -> None:
        """Keep what was typed; what others made of it since the form opened is said."""
        from octavo.library.about import LABELS, as_written

        try:
            done = self.library.correct([id], changed)
        except OctavoError as error:
            self._refused(f"{error}; not kept: {'; '.join(changed.values())}")
            return
        self.changes.done(done)
        was = done.changes[0].before if done else None
        for name in changed.keys() & (was or {}).keys():
            meanwhile = as_written((was or {})[name])
            if meanwhile != before[name]:
                undo = self.keymap.key_hint("undo")
                self.say(
                    f"{LABELS[name]} was changed elsewhere meanwhile, to: "
                    f"{meanwhile or 'nothing'}. Yours is kept; {undo} goes back to that."
                )
