"""What a check of a library finds, in words."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Something is lost, or keeps the library from being used."""
    WARNING = "warning"
    """Something is not as it should be, and nothing is lost."""
    NOTE = "note"
    """Something is left over that does no harm."""


class Finding(Struct, frozen=True):
    """One thing that is not as it should be."""

    severity: Severity
    problem: str
    """What is wrong, in words."""
    repairable: bool = True
    """Whether repair can mend it, or put it aside."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.problem}"


def error(problem: str, *, repairable: bool = True) -> Finding:
    """A finding that something is lost or cannot be used."""
    return Finding(Severity.ERROR, problem, repairable)


def warning(problem: str, *, repairable: bool = True) -> Finding:
    """A finding that something is not as it should be."""
    return Finding(Severity.WARNING, problem, repairable)


def note(problem: str, *, repairable: bool = True) -> Finding:
    """A finding that something is left over."""
    return Finding(Severity.NOTE, problem, repairable)


def listed(things: list[int], noun: str) -> str:
    """Some ids as a person would say them: `article 3`, `articles 3, 4 and 12 more`."""
    if len(things) == 1:
        return f"{noun} {things[0]}"
    named = ", ".join(map(str, things[:5]))
    more = f" and {len(things) - 5} more" if len(things) > 5 else ""
    return f"{noun}s {named}{more}"
