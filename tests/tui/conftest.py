"""The terminal in which all tests of the app run, and the styles that all of them share."""

from collections.abc import Hashable, Iterator

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@pytest.fixture(autouse=True)
def _all_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all colours, whatever the terminal of the tests has."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session", autouse=True)
def _styles_parsed_once() -> Iterator[None]:
    """Let all apps share the rules that Textual reads anew for each of them, in 50 ms."""
    parse = Stylesheet._parse_rules
    known: dict[Hashable, list[RuleSet]] = {}
    themes: dict[int, tuple[dict[str, str], Hashable]] = {}
    """Variables that stay for many rules, and what tells them from others."""

    def theme(variables: dict[str, str]) -> Hashable:
        if id(variables) not in themes:
            themes.clear()
            themes[id(variables)] = variables, frozenset(variables.items())
        return themes[id(variables)][1]

    def parsed(
        sheet: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        where = css, read_from, is_default_rules, tie_breaker, scope
        key = theme(sheet._variables), where
        if key not in known:
            known[key] = parse(sheet, *where)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        patch.setattr(RuleSet, "__hash__", object.__hash__)  # the same, but not in Python
        yield
