"""Rules: listed, written, put in order, switched off, and applied to what is there."""

import asyncio
from typing import TYPE_CHECKING

from octavo.model.article import Article
from octavo.model.errors import QueryError
from octavo.model.operation import Operation
from octavo.model.tag import TagEdit
from octavo.text import count_of, truncated, visible
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.library.rule_evaluator import Acts, Plan, Rule

_DASHES = " -- "
_SHOWN, _WIDTH = 6, 36
"""So many articles are named, each in so many cells, with what would be done to it."""


class RulesController(PaneController):
    """Lists the rules, and changes them there."""

    changes: Changes

    def open(self, at: int | None = None) -> None:
        """Show the rules in their order."""
        self.panes.rules.open(self._rows(), lambda row: self.open(row.key), self.to_pane, at=at)

    async def add(self) -> None:
        """Add a rule that is asked for."""
        if (line := await self._ask("New rule", "")) is not None:
            self.changes.done(self.library.rules.add(*_read(line)))
            applies = self.keymap.key_hint("apply-rules")
            self.say(
                f"It is put to what comes in; {applies} applies all rules to what is here."
            )
        *_, last = [None, *(rule.id for rule in self.library.rules)]
        self.open(last)

    async def edit(self) -> None:
        """Change the rule that is pointed at."""
        if rule := self._pointed:
            if (line := await self._ask(f"Rule ‘{rule.name}’", rule.line, rule)) is not None:
                query, acts = _read(line)
                name = query if rule.name == rule.query else rule.name
                done = self.library.rules.change(rule, name=name, query=query, acts=acts)
                self.changes.done(done)
            self.open(rule.id)

    async def rename(self) -> None:
        """Give the rule that is pointed at another name."""
        if (rule := self._pointed) and rule.feed:
            self.say("The rule of a feed is called as its feed is.")
        elif rule:

            def preview(name: str) -> str:
                self.library.rules.free_name(name, rule)
                return ""

            name = await self.screen.ask_line("Rename the rule to", rule.name, preview=preview)
            if name is not None:
                self.changes.done(self.library.rules.change(rule, name=name))
            self.open(rule.id)

    def switch(self) -> None:
        """Switch the rule that is pointed at off, or on again."""
        if rule := self._pointed:
            self._show(self.library.rules.change(rule, on=not rule.on))

    def move(self, by: int) -> None:
        """Put the rule that is pointed at earlier or later in their order."""
        if (rule := self._pointed) and rule.feed:
            self.say("The rules of feeds are put to articles before all others.")
        elif rule:
            place = [each.id for each in self.library.rules].index(rule.id) + 1
            self._show(self.library.rules.move(rule, max(1, place + by)))

    def delete(self) -> None:
        """Have the rule that is pointed at no longer."""
        if rule := self._pointed:
            self._show(self.library.rules.delete(rule))

    async def apply(self) -> None:
        """Say what the rules would do to the whole library, and do that if it is wanted.

        Where it would be something else by then, that is asked, too.
        """
        rule, plan = self._pointed, await asyncio.to_thread(self.library.rules.plan)
        while plan.effects:
            is_wanted = await self.screen.confirm(_question(plan), _told(plan))
            self.open(rule.id if rule else None)
            if not is_wanted:
                return
            done, plan = await asyncio.to_thread(self.library.rules.apply, shown=plan)
            if done:
                self.changes.done(done)
                return
        self.say("The rules would change nothing that is here.")

    @property
    def _pointed(self) -> "Rule | None":
        row = self.panes.rules.cursor
        return next((rule for rule in self.library.rules if row and rule.id == row.key), None)

    def _show(self, done: Operation | None) -> None:
        self.changes.done(done)
        self.panes.rules.put(self._rows())

    async def _ask(self, question: str, line: str, rule: "Rule | None" = None) -> str | None:
        def preview(line: str) -> str:
            query, acts = _read(line)
            try:
                self.library.rules.check(query, acts, rule)
            except QueryError as error:
                return f"!{error.problem}"
            return f"What “{query.strip()}” finds as it comes in: {acts}"

        return await self.screen.ask_line(question, line, preview=preview)

    def _rows(self) -> list[PanelRow]:
        rows = []
        for rule in self.library.rules:
            name = "" if rule.name == rule.query else f"{rule.query} → "
            says = f"{name}{rule.acts}"
            rows.append(
                PanelRow(
                    rule.id,
                    rule.name,
                    f"{says} · {rule.error}" if rule.error else says,
                    lit=rule.on and not rule.error,
                    letter="✗" if rule.error else "",
                    number="" if rule.on else "off",
                )
            )
        return rows


def _read(line: str) -> "tuple[str, Acts]":
    """The query and the acts of a rule as it is typed: `site:arxiv.org -- +paper star`.

    Raises:
        RuleError: If there are no acts, or they cannot be so.
        InvalidTag: If a tag cannot be one.
    """
    from octavo.library.rule_evaluator import Acts, RuleError

    query, dashes, acts = line.rpartition(_DASHES)
    if not dashes:
        raise RuleError("write it as QUERY -- +TAG, such as site:arxiv.org -- +paper star")
    return query, Acts.parse(acts)


def _question(plan: "Plan") -> str:
    from octavo.library.rule_evaluator import summary

    return f"Change {count_of(len(plan.effects), 'article')}? ({summary(plan.count({}))})"


def _told(plan: "Plan") -> str:
    """What would be another of the first articles."""
    lines = [
        f"{truncated(each.before.title, _WIDTH)}  {_altered(each.before, each.after)}"
        for each in plan.effects[:_SHOWN]
    ]
    more = [f"and {count_of(len(plan.effects) - _SHOWN, 'other')}"]
    return "\n".join(map(visible, lines + more * (len(plan.effects) > _SHOWN)))


def _altered(before: Article, after: Article) -> str:
    """What is another of an article: `+ai -draft star`."""
    edit = TagEdit(after.tags - before.tags, before.tags - after.tags)
    alone = {
        "star": after.starred and not before.starred,
        "archive": after.archived and not before.archived,
        "read": after.state is not before.state,
    }
    return " ".join([*filter(None, [str(edit)]), *(word for word in alone if alone[word])])
