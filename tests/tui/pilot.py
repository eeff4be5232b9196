"""How long tests wait for an app to be at rest after a key."""

import pytest
from textual import _wait


@pytest.fixture(autouse=True)
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look every 2 ms whether the app is at rest; Textual's pilot looks every 20.

    It waits two or three times after each key until the process has used next to no time for
    so long: 68 ms a key, against 11 ms like this. What is to be painted may not be yet.
    """
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.002)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.0002)
