"""The grammar of the texts: CommonMark with tables, strikethrough, footnotes, marks, callouts.

The marks are those of Pandoc: `==set off==`, `x^2^` and `H~2~O`; they become tags of HTML.
Definition lists and formulas between dollar signs are Pandoc's as well. Callouts are those of
GitHub and Obsidian.

The inline parser of markdown-it is made to say where its tokens come from. It looks at rules
for the character in hand alone, not at all of them, which makes it some times as fast; what it
yields is the same, but that the mark of a footnote is one before a parenthesis, too.

What a block refers to elsewhere in its text, link definitions and footnotes, is given to it
when it asks.

Long because it is one grammar, and what its blocks refer to.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    html_inline,
    image,
    link,
    link_pairs,
    newline,
    strikethrough,
)
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from octavo.markdown.blocks.blocks import Block, Kind
from octavo.markdown.blocks.patterns import FOOTNOTE, SIMPLE_DEFINITION, SIMPLE_DEFINITIONS
from octavo.markdown.formulas import FORMULA, SMALL, formula_in

_Rule = Callable[[StateInline, bool], bool]

_MARKED = re.compile(r"==(?![\s=])[^=\n]*[^\s=]==(?!=)")
_RAISED = re.compile(rf"\^{SMALL}\^")
_LOWERED = re.compile(rf"~{SMALL}~(?!~)")

_CALLOUT = re.compile(
    r"\[!(note|tip|important|warning|caution|info|abstract|summary|todo|success|question|faq"
    r"|hint|failure|danger|error|bug|example|quote)\][-+]?(?:[ \t]+(\S[^\n]*)?)?\n",
    re.IGNORECASE,
)
"""The first line of a quote that is an alert of GitHub or a callout of Obsidian; its title."""


def _call_out(state: StateInline, silent: bool) -> bool:
    found = _CALLOUT.match(state.src) if state.pos == 0 and not silent else None
    if found is None:
        return False
    title = (found[2] or "").rstrip()
    start, last = found.start(2) if title else found.end(1), found.end() - 1
    titled = [("text", ": ", found.end(1), start), ("text", title, start, start + len(title))]
    for kind, content, begin, end in (
        ("html_inline", "<strong>", 0, 0),
        ("text", found[1].capitalize(), *found.span(1)),
        *(titled if title else ()),
        ("html_inline", "</strong>", start + len(title), start + len(title)),
        ("hardbreak", "", last, last + 1),
    ):
        _push(state, kind, content, begin, end)
        is_name = begin == found.start(1)
        state.tokens[-1].meta["callout"] = found[1].upper() if is_name else ""
    state.pos = found.end()
    return True


def _mark(state: StateInline, silent: bool) -> bool:
    return _tagged(state, silent, _MARKED, "mark", 2)


def _raise(state: StateInline, silent: bool) -> bool:
    return _follows_letter(state, "sup") and _tagged(state, silent, _RAISED, "sup", 1)


def _lower(state: StateInline, silent: bool) -> bool:
    return _follows_letter(state, "sub") and _tagged(state, silent, _LOWERED, "sub", 1)


def _follows_letter(state: StateInline, name: str) -> bool:
    """Whether a mark can open behind what is before it, or one by a name closes here."""
    before = state.src[state.pos - 1 : state.pos]
    is_closing = isinstance(state, MappedState) and state.closes.get(name) == state.pos
    return is_closing or before.isalnum() or before == ")"


def _say_formula(state: StateInline, silent: bool) -> bool:
    found = FORMULA.match(state.src, state.pos, state.posMax)
    said = formula_in(found) if found else None
    if found is None or said is None:
        return False
    end, is_apart = found.end(), bool(found["display"] or found["square"])
    if is_apart:
        end += len(state.src[end:]) - len(state.src[end:].lstrip())
    if not silent:
        if is_apart and state.src[: state.pos].strip():
            _push(state, "hardbreak", "", state.pos, state.pos)
        _push(state, "text", said, *found.span())
        if is_apart and state.src[end:]:
            _push(state, "hardbreak", "", found.end(), end)
    state.pos = end
    return True


def _push(state: StateInline, kind: str, content: str, start: int, end: int) -> None:
    token = state.push(kind, "", 0)
    token.content = content
    token.meta["span"] = start, end


def _tagged(
    state: StateInline, silent: bool, pattern: re.Pattern[str], name: str, width: int
) -> bool:
    """Make a tag of a sign so wide, where a pattern tells that it opens or closes."""
    if not isinstance(state, MappedState):
        return False
    is_closing = state.closes.get(name) == state.pos
    if not is_closing:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        state.closes[name] = found.end() - width
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content = f"</{name}>" if is_closing else f"<{name}>"
    state.pos += width
    return True


_RULES: Mapping[str, Sequence[_Rule]] = {
    "\n": (newline,),
    "$": (_say_formula,),
    "\\": (_say_formula, escape),
    "`": (backtick,),
    "~": (_lower, strikethrough.tokenize),
    "*": (emphasis.tokenize,),
    "_": (emphasis.tokenize,),
    "[": (_call_out, footnote_ref, link),
    "]": (),
    "!": (image,),
    "<": (autolink, html_inline),
    "&": (entity,),
    "=": (_mark,),
    "^": (_raise,),
}
_SPECIAL = re.compile("[" + re.escape("".join(_RULES)) + "]")


def span(token: Token) -> tuple[int, int]:
    """Where in the content of its block an inline token comes from."""
    start, end = token.meta["span"]
    return start, end


def is_plain(content: str) -> bool:
    """Whether some content is text and nothing else."""
    return _SPECIAL.search(content) is None


class MappedState(StateInline):
    """The state of the parser, which knows where the text in hand began."""

    text_start = 0

    def __init__(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803
    ) -> None:
        super().__init__(src, md, env, outTokens)
        self.closes: dict[str, int] = {}
        """Where each mark that was opened last closes, by its tag."""

    def pushPending(self) -> Token:  # noqa: N802 (named by its base)
        """Make a token of the text in hand."""
        token = super().pushPending()
        token.meta["span"] = (self.text_start, self.text_start + len(token.content))
        return token


class MappedInline(ParserInline):
    """An inline parser whose tokens carry their `span`."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Put the tokens of a block's content into `tokens`; adjacent texts stay apart."""
        state = MappedState(src, md, env, tokens)
        self.tokenize(state)
        link_pairs(state)
        strikethrough.postProcess(state)
        emphasis.postProcess(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """Make tokens up to where the state ends."""
        source, end = state.src, state.posMax
        deep = state.level >= state.md.options["maxNesting"]
        while state.pos < end:
            start = state.pos
            if not state.pending and isinstance(state, MappedState):
                state.text_start = start
            rules = _RULES.get(source[start])
            if rules is None:
                state.pos = _next_special(source, start, end)
            elif deep or not _apply(rules, state):
                state.pos = start + 1
            else:
                continue
            state.pending += source[start : state.pos]
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (named by its base)
        """Go past one token without making it."""
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        rules = _RULES.get(state.src[start])
        if rules is None:
            state.pos = _next_special(state.src, start, state.posMax)
        elif state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax
        else:
            state.level += 1
            if not any(rule(state, True) for rule in rules):
                state.pos = start + 1
            state.level -= 1
        state.cache[start] = state.pos


def _next_special(source: str, start: int, end: int) -> int:
    special = _SPECIAL.search(source, start, end)
    return special.start() if special else end


def _apply(rules: Sequence[_Rule], state: StateInline) -> bool:
    """Whether one of some rules made tokens; those that have no span yet are given theirs."""
    start, made = state.pos, len(state.tokens)
    if not any(rule(state, False) for rule in rules):
        return False
    position = start
    for token in state.tokens[made:]:
        if token.type == "text" and not token.meta:
            inside = token.level > 0 and state.src[start] == "<"
            position += inside
            token.meta["span"] = (position, position + len(token.content))
            position += len(token.content)
        else:
            token.meta.setdefault("span", (start, state.pos))
    return True


DEEPEST = 60
"""How many levels of blocks and marks in one another are told apart.

What is deeper is set as running text, with its marks. From 32 on, signs of two cells leave no
room for others beside a text of 76, so that nothing is lost to the eye. The deepest text,
pictures in pictures in quotes, takes 500 of the 1000 calls that Python lets stand in each
other, and the app around it 30.
"""


@cache
def parser() -> MarkdownIt:
    """The parser; its inline tokens say where they come from."""
    return with_grammar(
        MarkdownIt("commonmark", {"inline_definitions": True, "maxNesting": DEEPEST})
    )


def with_grammar(markdown: MarkdownIt) -> MarkdownIt:
    """A parser of CommonMark made to read all that a text may have."""
    markdown.enable(["table", "strikethrough"])
    footnote_plugin(markdown, inline=False)
    deflist_plugin(markdown)
    markdown.inline = MappedInline()
    return markdown


def block_tokens(text: str) -> list[Token]:
    """The blocks of some lines, their contents not yet parsed."""
    markdown = parser()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, {}, tokens)
    return tokens


def definitions(text: str) -> dict[str, dict[str, str]]:
    """The link reference definitions in some lines by their labels."""
    markdown = parser()
    environment: dict[str, dict[str, dict[str, str]]] = {}
    markdown.block.parse(text, markdown, environment, [])
    return environment.get("references", {})


def outermost(text: str) -> list[Token]:
    """The opening tokens of the blocks that stand in no other one."""
    return [token for token in block_tokens(text) if token.level == 0 and token.nesting >= 0]


_MENTION = re.compile(r"\[\^([^\]\s]+)(\]?)")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_CONTAINERS = (Kind.QUOTE, Kind.ITEMS, Kind.FOOTNOTE)
_LITERAL = (Kind.FENCE, Kind.CODE, Kind.HTML)

Target = Mapping[str, str]
"""Where a label leads: its `href` and its `title`."""


class Splittable(Protocol):
    """A text that knows its blocks."""

    text: str

    def all_blocks(self) -> Iterable[Block]:
        """All blocks of the text, in order."""


class References:
    """The link definitions and footnotes of a text, found when they are first asked for."""

    def __init__(self, source: Splittable) -> None:
        self._source = source

    def get(self, label: str, default: Target | None = None) -> Target | None:
        """Where a label leads that has been normalized."""
        return self._targets.get(label, default)

    def environment(self, content: str) -> dict[str, object]:
        """What the inline parser is to know of the rest of the text."""
        known: dict[str, object] = {"references": self}
        if "[^" in content and self.footnotes:
            labels = {f":{label}": -1 for label in self.footnotes}
            known["footnotes"] = {"refs": labels, "list": {}}
        return known

    @cached_property
    def footnotes(self) -> Mapping[str, int]:
        """The numbers of the footnotes by their labels, counted as they are mentioned."""
        if "[^" not in self._source.text:
            return {}
        text = self._source.text
        defined = dict.fromkeys(
            footnote_label(text, block.start)
            for block in self._source.all_blocks()
            if block.kind is Kind.FOOTNOTE
        )
        mentioned = [label for label in self._mentions() if label in defined]
        return {
            label: number
            for number, label in enumerate(dict.fromkeys((*mentioned, *defined)), 1)
        }

    @cached_property
    def _targets(self) -> Mapping[str, Target]:
        text = self._source.text
        targets: dict[str, Target] = {}
        if "]:" in text:
            for block in self._source.all_blocks():
                if block.kind is Kind.DEFINITIONS or (
                    block.kind in _CONTAINERS and text.find("]:", block.start, block.end) >= 0
                ):
                    _define(text[block.start : block.end], targets)
        return targets

    def _mentions(self) -> Iterable[str]:
        """The labels that the text mentions as footnotes, in order."""
        text = self._source.text
        for block in self._source.all_blocks():
            start = block.start
            if block.kind in _LITERAL or text.find("[^", start, block.end) < 0:
                continue
            if block.kind is Kind.FOOTNOTE and (own := FOOTNOTE.match(text, start)):
                start = own.end()
            shown = _CODE.sub("", text[start : block.end])
            yield from (label for label, end in _MENTION.findall(shown) if end)


def footnote_label(text: str, start: int) -> str:
    """The label of the footnote that begins at an offset."""
    start = text.index("[^", start) + 2
    return text[start : text.index("]", start)]


def _define(block: str, targets: dict[str, Target]) -> None:
    """Add the definitions in some lines to others, of which the first counts."""
    if SIMPLE_DEFINITIONS.fullmatch(block):
        for label, href, title in SIMPLE_DEFINITION.findall(block):
            name = " ".join(label.split()).upper()
            targets.setdefault(name, {"href": href, "title": title})
        return
    for label, found in definitions(block).items():
        targets.setdefault(label, found)
