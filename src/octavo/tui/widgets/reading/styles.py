"""How the pieces of a text look: their component classes, and the theme's colours for them."""

from collections.abc import Mapping
from functools import cache

from octavo.markdown.lines import Look, Mark, Role, marks_of, role_of

ROLES: Mapping[Role, str] = {
    role: f"reading-pane--{role.name.lower().replace('_', '-')}"
    for role in Role
    if role not in (Role.TEXT, Role.PICTURE)
}
MARKS: Mapping[Mark, str] = {
    mark: f"reading-pane--{'inline-code' if mark is Mark.CODE else mark.name.lower()}"
    for mark in Mark
    if mark.name
}

HIT = "reading-pane--hit"
CURRENT_HIT = "reading-pane--current-hit"
HIGHLIGHT = "reading-pane--noted"
"""A highlight of the reader's; one of the author's is a mark of the text."""

DECLARED = "reading-pane--declared"
SELECTED = "reading-pane--selected"
CARET = "reading-pane--caret"
HINT = "reading-pane--hint"
PLACEHOLDER = "reading-pane--placeholder"


@cache
def components_of(look: Look) -> tuple[str, ...]:
    """The component classes of a look, that of its role first."""
    role, marks = role_of(look), marks_of(look)
    names = (ROLES[role],) if role in ROLES else ()
    return (*names, *(name for mark, name in MARKS.items() if mark in marks))


CSS = """
ReadingPane {
    & > .reading-pane--heading-1 { color: $text-primary; text-style: bold; }
    & > .reading-pane--heading-2 { color: $text-secondary; text-style: bold; }
    & > .reading-pane--heading-3 { text-style: bold; }
    & > .reading-pane--heading-4 { color: $foreground 80%; text-style: bold italic; }
    & > .reading-pane--heading-5 { text-style: italic; }
    & > .reading-pane--heading-6 { color: $foreground 60%; text-style: italic; }
    & > .reading-pane--quote { color: $foreground 80%; }
    & > .reading-pane--quote-bar { color: $primary 60%; }
    & > .reading-pane--marker { color: $foreground 60%; }
    & > .reading-pane--rule { color: $foreground 30%; }
    & > .reading-pane--code { background: $foreground 6%; }
    & > .reading-pane--keyword { background: $foreground 6%; color: $text-accent; }
    & > .reading-pane--string { background: $foreground 6%; color: $text-success; }
    & > .reading-pane--comment { background: $foreground 6%; color: $foreground 55%; }
    & > .reading-pane--number { background: $foreground 6%; color: $text-warning; }
    & > .reading-pane--name { background: $foreground 6%; color: $text-primary; }
    & > .reading-pane--table-header { text-style: bold; }
    & > .reading-pane--table-rule { color: $foreground 30%; }
    & > .reading-pane--footnote { color: $foreground 75%; }
    & > .reading-pane--term { text-style: bold; }
    & > .reading-pane--strong { text-style: bold; }
    & > .reading-pane--emphasis { text-style: italic; }
    & > .reading-pane--strike { text-style: strike; }
    & > .reading-pane--inline-code { background: $foreground 9%; }
    & > .reading-pane--link { color: $text-primary; text-style: underline; }
    & > .reading-pane--underline { text-style: underline; }
    & > .reading-pane--highlight { background: $warning 25%; }
    & > .reading-pane--image { color: $foreground 60%; text-style: italic; }
    & > .reading-pane--callout { color: $text-success; }
    & > .reading-pane--warning { color: $text-warning; }
    & > .reading-pane--reference { color: $text-primary; }
    & > .reading-pane--noted { background: $success-muted; color: auto 100%; }
    & > .reading-pane--declared { color: $text-warning; }
    & > .reading-pane--hit { background: $warning-muted; color: auto 100%; }
    & > .reading-pane--current-hit {
        background: $warning; color: auto 100%; text-style: bold;
    }
    & > .reading-pane--hint {
        background: $foreground; color: $background; text-style: bold;
    }
    & > .reading-pane--selected { background: $primary-muted; color: auto 100%; }
    & > .reading-pane--caret { background: $foreground; color: $background; }
    & > .reading-pane--placeholder { color: $foreground 60%; }
    &:ansi {
        & > .reading-pane--hit { background: ansi_yellow; color: ansi_black; }
        & > .reading-pane--current-hit { background: ansi_bright_yellow; color: ansi_black; }
        & > .reading-pane--hint { background: ansi_bright_yellow; color: ansi_black; }
        & > .reading-pane--highlight { background: ansi_cyan; color: ansi_black; }
        & > .reading-pane--selected { background: ansi_blue; color: ansi_white; }
        & > .reading-pane--caret { background: ansi_bright_white; color: ansi_black; }
        & > .reading-pane--code { background: ansi_default; }
        & > .reading-pane--keyword { background: ansi_default; }
        & > .reading-pane--string { background: ansi_default; }
        & > .reading-pane--comment { background: ansi_default; text-style: dim; }
        & > .reading-pane--number { background: ansi_default; }
        & > .reading-pane--name { background: ansi_default; }
        & > .reading-pane--inline-code { background: ansi_default; color: ansi_cyan; }
        & > .reading-pane--noted { background: ansi_green; color: ansi_black; }
        & > .reading-pane--image { text-style: dim italic; }
        & > .reading-pane--placeholder { text-style: dim; }
    }
    &:nocolor {
        & > .reading-pane--heading-2 { text-style: bold underline; }
        & > .reading-pane--hit {
            background: $background; color: $foreground; text-style: bold underline;
        }
        & > .reading-pane--noted {
            background: $background; color: $foreground; text-style: underline;
        }
        & > .reading-pane--hint {
            background: $background; color: $foreground; text-style: bold reverse;
        }
        & > .reading-pane--current-hit {
            background: $background; color: $foreground; text-style: bold reverse;
        }
        & > .reading-pane--caret {
            background: $background; color: $foreground; text-style: reverse;
        }
    }
}
"""
