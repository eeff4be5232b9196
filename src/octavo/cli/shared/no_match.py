"""What to say when nothing matches: a spelling, a wider query, and exit code 3."""

from typing import TYPE_CHECKING

from octavo.cli.errors import NothingMatched
from octavo.cli.shared.library_path import keep_index
from octavo.query import Query, words_of

if TYPE_CHECKING:
    from octavo.library.library import Library


def nothing_matches(library: "Library", query: Query, command: str = "") -> NothingMatched:
    """The fault that says so, what would be found instead, and a command that finds it."""
    if query == Query():
        return NothingMatched("nothing is on the list; in:archive shows what was put away")
    words = words_of(query)
    if words:
        keep_index(library)
    lines = ["nothing matches", *library.search.suggestions(query)]
    if command and len(words) > 1:
        lines.append(f"What has most of the words: {command}")
    return NothingMatched("\n".join(lines))
