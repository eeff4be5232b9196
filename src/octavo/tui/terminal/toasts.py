"""What the app has said and not yet taken back."""

from collections.abc import Sequence

from textual.app import App
from textual.notifications import Notification


def standing(app: App[None]) -> Sequence[Notification]:
    """The toasts that are or will be on the screen, the oldest first."""
    return tuple(app._notifications)
