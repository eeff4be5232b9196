"""What the web answers."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypedDict

from msgspec import Struct

from octavo.model.errors import OctavoError

_LONGEST_WAIT = 30 * 24 * 3600.0
"""Seconds; no server that asks for more is believed."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class Answer(Struct, frozen=True, kw_only=True):
    """What is common to all answers that are no failure."""

    asked: str
    """The address as it was asked for."""
    reached: str
    """The address that answered in the end, without a name and a password."""
    moved: str = ""
    """Where the address has moved for good, or empty."""
    etag: str = ""
    modified: str = ""
    """When the version was made, as the server wrote it (RFC 9110, section 8.8.2)."""
    fresh: int = 0
    """Seconds for which the server says that it need not be asked again; 0 if it does not."""
    at: datetime


class Said(TypedDict):
    """The fields of an answer, on their way into one."""

    asked: str
    reached: str
    moved: str
    etag: str
    modified: str
    fresh: int
    at: datetime


class NotModified(Answer, frozen=True, kw_only=True):
    """That nothing has changed since the version that the asker has."""


class Fetched(Answer, frozen=True, kw_only=True):
    """What came from an address."""

    status: int
    content_type: str
    """As the server wrote it, or empty."""
    data: bytes
    """Unpacked."""


class FetchFailed(OctavoError):
    """An address that could not be had, and why."""

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        again: bool = False,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        """The address as it was asked for."""
        self.reason = reason
        self.status = status
        """What the server answered (RFC 9110, section 15), if it did."""
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""
        self.again = again
        """Whether it may well work later."""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """What a Retry-After header asks for, as a number or a date (RFC 9110, section 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        try:
            moment = parsedate_to_datetime(said)
            seconds = (
                moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)
            ).total_seconds()
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def seconds_of_freshness(headers: Mapping[str, str]) -> int:
    """What `Cache-Control: max-age` says (RFC 9111, section 5.2.2.1); 0 if nothing."""
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(int(age[1]), int(_LONGEST_WAIT)) if age else 0
