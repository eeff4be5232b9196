"""Operations that belong together: many in the journal, one step for whoever undoes it."""

from msgspec import Struct


class Together(Struct):
    """Given to each of some changes, it makes them one step that undo takes back whole.

    Others may change the library in between. The step is labelled as its last operation is.
    """

    first: int | None = None
    """The number of the first operation, once that is in the journal."""
    label: str = ""
    """What the last operation is called."""
    articles: int = 0
    """How many articles these operations have brought in or renewed so far."""
    met: int = 0
    """How many they have found here, and added something to."""
