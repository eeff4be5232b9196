"""The command palette: every command of the table by name."""

from collections.abc import Awaitable, Callable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from octavo.settings.commands import COMMANDS, Command
from octavo.settings.keymap import label
from octavo.tui.bindings import action_of
from octavo.tui.screens.command_screen import CommandScreen


class CommandProvider(Provider):
    """Offers the commands that work where the keyboard is."""

    @property
    def _commands(self) -> list[Command]:
        if not isinstance(self.screen, CommandScreen):
            return []
        context = self.screen.context
        return [command for command in COMMANDS if context in command.when and command.help]

    async def discover(self) -> Hits:
        """Everything, in the order of the help."""
        for command in self._commands:
            yield DiscoveryHit(self._name(command), self._run(command), help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands of which the title or the help is like the query."""
        matcher = self.matcher(query)
        for command in self._commands:
            name = self._name(command)
            score = max(matcher.match(name), matcher.match(command.help) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._run(command), help=command.help)

    def _name(self, command: Command) -> str:
        keys = " ".join(map(label, command.keys))
        return f"{command.title}  {keys}" if keys else command.title

    def _run(self, command: Command) -> Callable[[], Awaitable[None]]:
        screen, focused = self.screen, self.focused

        async def run() -> None:
            await (focused or screen).run_action(action_of(command))

        return run
