"""`octavo list`: what a query finds, a line each."""

from itertools import islice

import click

from octavo.cli.output.rows import put_items
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import (
    QueryCommand,
    json_option,
    library_option,
    limit_option,
    query_argument,
)
from octavo.cli.shared.selection import nothing_matches
from octavo.query import parse


@click.command("list", cls=QueryCommand)
@query_argument()
@limit_option(default=0)
@json_option
@library_option
def list_(query: str, limit: int, as_json: bool) -> None:
    """List what a query finds, or all that is not archived.

    On a terminal you see columns: id, ● unread or ◐ begun, ★ starred, title, tags, reading
    time and age. Into a pipe go fields with tabs between them: id, title, tags (joined by
    commas), state, day added, address. New fields would come last.

    With --json each object has: id title url site authors published added language words
    excerpt tags state archived starred progress source. A note, which only in:notes, in:all
    and in:trash find, also has: article quote.

        octavo list tag:essay is:unread
        octavo list 'sort:-words minutes:<5'
        octavo list --json is:starred | jq -r .title
    """
    asked = parse(query)
    with opened() as library:
        found = library.search.find(asked)
        if not found.total:
            raise nothing_matches(library, asked)
        ids = islice(found.ids, limit or None)
        put_items(map(library.item, ids), as_json=as_json)
