"""`octavo tag`: put tags on and take tags off."""

from collections.abc import Sequence
from itertools import takewhile

import click

from octavo.cli.shared.bulk_change import Change, apply, changing_options
from octavo.cli.shared.options import SIGNED, QueryCommand
from octavo.cli.shared.selection import is_id
from octavo.model.tag import TagEdit


class SignedCommand(QueryCommand):
    """A command whose line ends in two dashes and signed words: `-- +ai -draft`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the signed words off the line before its options are read."""
        if "--" in args:
            dashes = len(args) - 1 - args[::-1].index("--")
            args, ctx.meta[SIGNED] = args[:dashes], args[dashes + 1 :]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """With the signed words, which click knows nothing of."""
        return [*super().collect_usage_pieces(ctx), "-- +TAG… -TAG…"]


@click.command(cls=SignedCommand)
@changing_options
@click.pass_context
def tag(ctx: click.Context, words: Sequence[str], as_json: bool, dry_run: bool) -> None:
    """Put tags on and take tags off.

    Behind the two dashes, + puts a tag on and - takes it off; without a sign it is put on.
    Behind ids the dashes may be left out. Behind a query they may not, since a query can
    hold words with a minus too.

        octavo tag 12 15 +ai -draft
        octavo tag 'lang:ja is:untagged' -- +language/ja
        octavo tag 'tag:ai -is:read' -- +'to read'
    """
    which, signed = _parts(words, ctx.meta.get(SIGNED))
    edit = TagEdit.of(signed)
    change = Change(lambda library, ids: library.retag(ids, edit), "tagged", f" {edit}")
    apply(change, which, as_json=as_json, dry_run=dry_run)


def _parts(
    words: Sequence[str], signed: Sequence[str] | None
) -> tuple[Sequence[str], Sequence[str]]:
    """What to tag and how."""
    if signed is None:
        which = list(takewhile(is_id, words))
        signed = words[len(which) :]
        if not which or not all(word.startswith(("+", "-")) for word in signed):
            raise click.UsageError("Put two dashes before the tags: octavo tag QUERY -- +TAG")
        words = which
    if not signed:
        raise click.UsageError("Which tags? Write: octavo tag 12 -- +ai -draft")
    return words, signed
