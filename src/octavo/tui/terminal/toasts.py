"""Telling the reader things in passing: one toast at a time, gone with the next key."""

from collections.abc import Mapping, Sequence

from textual.app import App
from textual.dom import DOMNode
from textual.notifications import Notification, SeverityLevel

CSS = """
Toast { margin-top: 0; }
Screen.-low Toast {
    width: auto;
    max-width: 100%;
    max-height: 2;
    padding: 0 1;
}
"""


class ToastApp(App[None]):
    """What is said in one breath is one toast; it takes the place of the one before.

    It goes with the next key that does something, so that it never lies over what that key
    brought up.
    """

    CSS = CSS
    _breath: dict[str, SeverityLevel] | None = None
    """What is being said, in its order, and how grave each of it is."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something, together with what else is said before the app draws breath."""
        if title or markup:
            self._clear()
            super().notify(
                message, title=title, severity=severity, timeout=timeout, markup=markup
            )
        elif self._breath is None:
            self._breath = {message: severity}
            self.call_later(self._show, timeout)
        else:
            self._breath[message] = severity

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key means; what was said before it has been read by then."""
        said = standing(self)
        done = await super().run_action(action, default_namespace, namespaces)
        if done and said:
            self._clear()
        return done

    def _show(self, timeout: float | None) -> None:
        said, self._breath = self._breath or {}, None
        gravest: SeverityLevel = "error" if "error" in said.values() else "information"
        self._clear()
        super().notify("\n".join(said), severity=gravest, timeout=timeout, markup=False)

    def _clear(self) -> None:
        """Take away what was said, also from the screens that a dialog lies over."""
        self.clear_notifications()
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()


def standing(app: App[None]) -> Sequence[Notification]:
    """The toasts that are or will be on the screen, the oldest first."""
    return tuple(app._notifications)
