"""`octavo rules`: what is done to articles as they come in, tried out and applied to others."""

from typing import TYPE_CHECKING

import click
import msgspec
from msgspec.structs import replace

from octavo.cli.commands.tags import SignedCommand
from octavo.cli.errors import BadUsage, NothingMatched
from octavo.cli.output.json_schema import (
    EffectShape,
    RuledShape,
    RuleShape,
    put_shape,
)
from octavo.cli.output.streams import say, styled
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import SIGNED, ListGroup, as_json, json_option, query_argument
from octavo.model.article import Article
from octavo.model.tag import sorted_names
from octavo.text import count_of, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo.library.library import Library
    from octavo.library.rule_evaluator import Acts, Effect, Plan, Rule


@click.group(cls=ListGroup)
@json_option
def rules() -> None:
    """Tag, star and archive what comes in, by queries.

    Rules are put to each article that comes in, and to one that gets its text, in their order;
    each sees what those before it did. A tag that you took off is not put on again. The tags of
    a feed are a rule, too: it comes before the others. Without a command, they are listed.

        octavo rules add site:arxiv.org -- +paper star
        octavo rules test
    """


@rules.command("list")
@json_option
def list_rules() -> None:
    """List all rules, in their order.

    On each line stand the number, the name, on or off, the query, what it does, and what is
    wrong with it, with tabs between.
    """
    with opened() as library:
        if not len(library.rules):
            raise NothingMatched(
                "there is no rule yet; octavo rules add site:arxiv.org -- +paper makes one"
            )
        for number, rule in enumerate(library.rules, 1):
            _put_rule(number, rule)


@rules.command("add", cls=SignedCommand)
@query_argument(required=True)
@click.option("--name", metavar="NAME", default="", help="What it is called. [default: QUERY]")
@json_option
@click.pass_context
def add_rule(ctx: click.Context, query: str, name: str) -> None:
    """Add a rule behind all others.

    Behind the two dashes stand tags with + and -, and star, archive and read. What is in the
    library already stays as it is, unless the rules are applied.

        octavo rules add site:arxiv.org -- +paper
        octavo rules add --name long 'words:>5000' -- +'to read' star
    """
    from octavo.library.rule_evaluator import Acts

    if not (words := ctx.meta.get(SIGNED)):
        raise BadUsage("say behind two dashes what the rule does, such as -- +paper star")
    acts = Acts.of(words)
    with opened() as library:
        library.rules.add(query, acts, name)
        *_, rule = library.rules
        _put_rule(len(library.rules), rule)
    say("added; `octavo rules test` tells what it would do")
    for word in ("star", "archive", "read"):
        if f"+{word}" in acts.words:
            say(f"+{word} puts on a tag of that name; {word} without + is what a rule can do")


@rules.command("edit", cls=SignedCommand)
@click.argument("which", metavar="RULE")
@click.option("--name", metavar="NAME", help="What it is called.")
@click.option("--query", metavar="QUERY", help="What it is about.")
@click.option("--on/--off", "on", default=None, help="Whether it is put to articles.")
@click.option("--to", type=click.IntRange(min=1), metavar="N", help="Its place in the order.")
@json_option
@click.pass_context
def edit_rule(
    ctx: click.Context,
    which: str,
    name: str | None,
    query: str | None,
    on: bool | None,
    to: int | None,
) -> None:
    """Change, rename, move or switch a rule, which its name or its number tells.

    Two dashes, and what is to be done instead, may stand behind it.

        octavo rules edit 2 --off
        octavo rules edit papers --query 'site:arxiv.org OR doi' -- +paper
        octavo rules edit long --to 1
    """
    with opened() as library:
        rule = library.rules.named(which)
        acts = _acts(ctx)
        if name is None and query is None and on is None and to is None and acts is None:
            raise BadUsage("say what is to be changed, such as --off or -- +paper")
        done = [library.rules.change(rule, name=name, query=query, acts=acts, on=on)]
        done += [library.rules.move(rule, to)] if to else []
        number, rule = next(r for r in enumerate(library.rules, 1) if r[1].id == rule.id)
        _put_rule(number, rule)
    say("changed" if any(done) else "nothing had to change")


@rules.command("delete")
@click.argument("which", metavar="RULE")
@json_option
def delete_rule(which: str) -> None:
    """Have a rule no longer; what it did stays as it is."""
    with opened() as library:
        rule = library.rules.named(which)
        if as_json():
            _put_rule(0, rule)
        library.rules.delete(rule)
    say(f"deleted rule ‘{rule.name}’")


@rules.command("test")
@click.option("--last-import", is_flag=True, help="Only on what came in last.")
@json_option
def test_rules(last_import: bool) -> None:
    """Tell what the rules would do, and change nothing.

    Each article that would change stands on a line: its id, its title, the rules, its tags and
    marks before and after, with tabs between.
    """
    with opened() as library:
        plan = library.rules.plan(_which(library, last_import))
        _put_plan(library, plan)
    say("nothing was changed; `octavo rules apply` does it")


@rules.command("apply")
@click.option("--last-import", is_flag=True, help="Only to what came in last.")
@json_option
def apply_rules(last_import: bool) -> None:
    """Apply the rules to what is in the library, as one step for undo.

    It prints what `octavo rules test` prints, and does it.
    """
    with opened() as library:
        done, plan = library.rules.apply(_which(library, last_import))
        _put_plan(library, plan)
        keep_index(library)
    say(done.label if done else "nothing had to change")


def _acts(ctx: click.Context) -> "Acts | None":
    from octavo.library.rule_evaluator import Acts

    signed: Sequence[str] | None = ctx.meta.get(SIGNED)
    return None if signed is None else Acts.of(signed)


def _which(library: "Library", last_import: bool) -> list[int] | None:
    return library.rules.last_import() if last_import else None


def _put_rule(number: int, rule: "Rule") -> None:
    name, query, error = rule.name, rule.query, rule.error
    wrong = styled(f"  {error}", fg="red") if error else ""
    off = "" if rule.on else styled("  off", dim=True)
    called = "" if name == query else styled(f"  ‘{label(name)}’", dim=True)
    put_shape(
        RuleShape(name=name, query=query, acts=rule.acts.words, on=rule.on, error=error),
        (number, name, "on" if rule.on else "off", query, str(rule.acts), error),
        f"{number:>3}  {label(rule.line)}{called}{off}{wrong}",
    )


def _put_plan(library: "Library", plan: "Plan") -> None:
    for rule in library.rules:
        if rule.on and rule.error:
            say(f"rule ‘{rule.name}’ is passed over: {rule.error}")
    for effect in plan.effects:
        _put_effect(effect)
    if plan.endless:
        articles = count_of(len(plan.endless), "article")
        say(f"rules undo one another on {articles}, which stay as they are")
    if not plan.effects:
        raise NothingMatched("the rules change nothing")


def _put_effect(effect: "Effect") -> None:
    before, after = map(_ruled, (effect.before, effect.after))
    id, title = effect.before.id, effect.before.title
    names, states = ", ".join(effect.done), [_said(before), _said(after)]
    was, now = (label(state or "–") for state in states)
    head = f"{styled(str(id).rjust(5), dim=True)}  {label(title)}\n{' ' * 7}"
    about = f"{was} → {styled(now, fg='cyan')}{styled(f'  ({label(names)})', dim=True)}"
    put_shape(
        EffectShape(id=id, title=title, rules=[*effect.done], before=before, after=after),
        (id, title, names, *states),
        head + about,
    )


def _ruled(article: Article) -> RuledShape:
    ruled = msgspec.convert(article, RuledShape, from_attributes=True)
    return replace(ruled, tags=sorted_names(article.tags))


def _said(state: RuledShape) -> str:
    """The tags, and the marks in brackets."""
    marks = [name for name in ("starred", "archived") if getattr(state, name)]
    marks += [state.state] if state.state != "unread" else []
    return ", ".join([*state.tags, *(f"[{mark}]" for mark in marks)])
