"""How long a library waits and how large its files may grow."""

from msgspec import Struct


class Limits(Struct, frozen=True):
    """The limits of an open library; tests lower them."""

    patience: float = 5.0
    """Seconds to wait for another writer."""
    compact_at: int = 8_000_000
    """Bytes of journal after which `library.json` should be written again."""
    journal_bytes: int = 64_000_000
    """How long the journal may grow before its oldest operations are forgotten."""
    decoded_at_once: int = 5_000
    """Up to so many documents are all decoded when the library is opened."""
    pieces_at_once: int = 200
    """How many pieces of many that come in are kept by one operation, at most."""
    characters_at_once: int = 5_000_000
    """How long their texts are, about."""
    seconds_at_once: float = 1.0
    """How long they are waited for, about."""


USUAL = Limits()
