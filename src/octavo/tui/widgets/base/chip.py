"""Chips: tags as they stand on one article, or on several at once."""

from enum import Enum

from msgspec import Struct

from octavo.model.tag import Tag


class Presence(Enum):
    """How many of the articles at hand have a tag."""

    OFF = " "
    MIXED = "–"
    ON = "✓"


class Chip(Struct, frozen=True, gc=False):
    """A tag, and whether all of the articles at hand have it or only some."""

    tag: Tag
    presence: Presence = Presence.ON
