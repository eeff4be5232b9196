"""Regular expressions that are compiled when they are first used.

To compile one takes from a tenth of a millisecond to a whole one, and of those in modules that
every launch imports most are never used there.
"""

import re
from typing import AnyStr, Generic, cast


class LazyPattern(Generic[AnyStr]):
    """Stands for a compiled pattern, and is as fast as one once it has been used."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self.arguments: tuple[AnyStr, int] = source, flags

    def __getattr__(self, name: str) -> object:
        """What the pattern has by that name, kept so that it is not asked for again."""
        found: object = getattr(re.compile(*self.arguments), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern for `search`, `sub` and all else that a pattern does by itself.

    What is wrong with it is raised at its first use, and `re.search(pattern, …)` wants another.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(source, flags))
