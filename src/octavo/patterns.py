"""Regular expressions that are compiled when they are first used.

To compile one takes from a tenth of a millisecond to a whole one, and of those in modules that
every launch imports most are never used there.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import AnyStr, Generic, cast

_NOTHING: Mapping[str, Callable[[str | bytes], object]] = {
    "search": lambda _: None,
    "match": lambda _: None,
    "fullmatch": lambda _: None,
    "findall": lambda _: [],
    "finditer": lambda _: iter(()),
    "sub": lambda text: text,
}
"""What each method of a pattern returns where nothing matches."""


class LazyPattern(Generic[AnyStr]):
    """Stands for a compiled pattern, and is as fast as one once it has been used."""

    def __init__(self, source: AnyStr, flags: int, needs: AnyStr | None = None) -> None:
        self.arguments: tuple[AnyStr, int] = source, flags
        self.needs: AnyStr | None = needs

    def __getattr__(self, name: str) -> object:
        """What the pattern has by that name, kept so that it is not asked for again."""
        if self.needs is not None and name in _NOTHING:
            return partial(self._unless_lacking, name)
        return self._compiled(name)

    def _compiled(self, name: str) -> object:
        found: object = getattr(re.compile(*self.arguments), name)
        setattr(self, name, found)
        return found

    def _unless_lacking(self, name: str, *given: object, **named: object) -> object:
        """What a method returns, for a text that lacks so much, without compiling."""
        text = cast("AnyStr", given[name == "sub"])
        if self.needs is not None and self.needs not in text:
            return _NOTHING[name](text)
        return cast("Callable[..., object]", self._compiled(name))(*given, **named)


def lazy_pattern(
    source: AnyStr, flags: int = 0, *, needs: AnyStr | None = None
) -> re.Pattern[AnyStr]:
    """A pattern for `search`, `sub` and all else that a pattern does by itself.

    What is wrong with it is raised at its first use, and `re.search(pattern, …)` wants another.
    Where nothing can match without the character that it `needs`, it is not compiled before a
    text has that: most small texts have no brackets, tags and addresses.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(source, flags, needs))
