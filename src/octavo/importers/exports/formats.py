"""All formats of exports that octavo reads, those that are told most surely first."""

from collections.abc import Iterator

from octavo.importers.exports.format import Format, Part

FORMATS: tuple[Format, ...] = ()
"""In order of precedence: the first that recognises a part reads it."""


def format_of(part: Part) -> Format | None:
    """The format that a part is of, told by its content; None if it is of none."""
    return next((format for format in FORMATS if format.recognises(part)), None)


def format_named(name: str) -> Format | None:
    """The format that `--format` calls so; None if there is none."""
    return next((format for format in FORMATS if format.name == name.strip().lower()), None)


def names() -> Iterator[str]:
    """What the formats are called."""
    return (format.name for format in FORMATS)
