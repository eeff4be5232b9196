"""What boxes do by themselves; how they are answered is tested in the app."""

import pytest

from octavo.tui.screens.dialogs import completion


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("", ""),
        ("po", "Policy"),
        ("POLICY", "Policy"),
        ("Policy", "policy/industry"),
        ("policy/x", ""),
    ],
)
def test_an_answer_becomes_the_first_that_begins_so(typed: str, becomes: str) -> None:
    assert completion(typed, ["Policy", "policy/industry", "ai"]) == becomes
