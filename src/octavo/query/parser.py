"""Reading a query, by recursive descent, and writing it so that it reads back as itself.

The grammar stands in the package.

Long because each rule of the grammar is a method, and what is written reads as it was read.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from octavo.model.errors import QueryError
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern
from octavo.query.ast import (
    And,
    FieldTerm,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Scope,
    Sort,
    TagName,
    Where,
    Word,
    all_of,
    place_of,
)
from octavo.query.characters import (
    AT,
    BLANKS,
    CLOSING,
    MINUS,
    OPENING,
    OPERATORS,
    in_one_line,
    only_marks,
    quoted,
    shown,
    written,
)
from octavo.query.fields import FIELDS, Item, term, unknown
from octavo.query.lexer import Scanner
from octavo.query.ranges import Unreadable

MAX_DEPTH = 50
"""Parentheses within parentheses."""

_ADDRESS = lazy_pattern(r"<?(?:https?://|www\.)")
_NOT_TEXT = lazy_pattern("[\ud800-\udfff]")
_FIELD = lazy_pattern(rf"(?<!\w)({'|'.join(FIELDS)}):(?! )", re.IGNORECASE)
_NO_VALUE = "{0}: needs a value right after its colon"
_NO_TEXT = "there is nothing between these quotes"
_TWO_SIDES = "{0} needs something on both sides; to look for the word write “{0}”"


class SavedText(NamedTuple):
    """What a name behind `@` stands for."""

    name: str
    text: str


Saved = Callable[[str, bool], SavedText | None]
"""Finds a saved query by its name, which if that is being typed may be begun; then None stands
for several.

Raises:
    Unreadable: If none is called so.
"""


class _TagPlace(NamedTuple):
    """A place in a text where a tag is asked for."""

    asked: TagName
    start: int
    end: int


class Reference(NamedTuple):
    """A place in a text where a saved query is named."""

    name: str
    start: int
    end: int


def parse(
    text: str, *, typing: bool = False, saved: Saved | None = None, within: str = ""
) -> Query:
    """Read a query; `typing` reads one whose end is still being typed.

    `saved` knows what saved queries say; without it there are none. `within` is the name of
    the saved query that the text is to be, which may not come in it.

    Raises:
        QueryError: If it cannot be read, and where.
    """
    return _Parser(text, typing, saved, (within,) if within else ()).query()


def references(text: str) -> list[Reference]:
    """Where a query names saved ones, in order; nothing where it cannot be read."""
    parser = _Parser(text, typing=False, saved=lambda name, _: SavedText(name, "x"))
    try:
        parser.query()
    except QueryError:
        return []
    return parser.references


def retagged(text: str, how: Callable[[Tag], Tag]) -> str:
    """The text of a query that asks for other tags; one that cannot be read stays."""
    parser = _Parser(text, typing=False, saved=lambda name, _: SavedText(name, "x"))
    try:
        parser.query()
    except QueryError:
        return text
    for asked, start, end in reversed(parser.tags):
        if not asked.prefix and str(now := how(asked.name)) != asked.name:
            text = f"{text[:start]}{written(now)}{text[end:]}"
    return text


def question(text: str, *, saved: Saved | None = None) -> Query:
    """A whole question in plain words as a query.

    It is read as a query where that can be done. Where not, because of a lone dash or an
    open quote, it is taken as so many words, unless it has fields: these are meant.

    Raises:
        QueryError: If it has fields and cannot be read.
    """
    try:
        return parse(text, saved=saved)
    except QueryError:
        words = tuple(Word(piece) for piece in text.split() if any(map(str.isalnum, piece)))
        if not words or _FIELD.search(text):
            raise
        return Query(all_of(words))


class _Parser(Scanner):
    """One reading of one text; each method is a rule of the grammar."""

    def __init__(
        self, text: str, typing: bool, saved: Saved | None = None, within: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text, typing)
        self.saved = saved
        self.within = within
        """The saved queries that this text stands in, the outermost first."""
        self.is_inlined = False
        """Whether the text is not that which was typed."""
        self.references: list[Reference] = []
        self.tags: list[_TagPlace] = []
        """Where tags are asked for."""
        self.depth = 0
        self.negated = False
        self.field = ""
        """The one before an open parenthesis, as in `tag:(ai OR korea)`."""
        self.sort: Sort | None = None
        self.saved_sort: Sort | None = None
        """The order of the first saved query that has one, if the text says none."""

    def query(self) -> Query:
        """All of the text."""
        if bad := _NOT_TEXT.search(self.text):
            raise self.error("this is a broken character; take it out", *bad.span())
        where = self.conjunction()
        end = len(self.text)
        if self.at < end:
            raise self.error(
                "this parenthesis closes nothing; take it out", self.at, self.at + 1
            )
        sort = self.sort or self.saved_sort
        empty = not (where or sort or self.references or BLANKS.fullmatch(self.text))
        if empty and (not self.typing or only_marks(self.text)):
            raise self.error("there is no letter or digit here to look for", 0, end)
        return Query(where, sort)

    def conjunction(self) -> Node | None:
        """Items side by side, up to the end or a closing parenthesis."""
        nodes: list[Node] = []
        sign = None
        while self.more():
            start = self.at
            item, alternatives = self.disjunction()
            end = start + len(self.text[start : self.at].rstrip())
            following = self.operator("AND") if self.more() else None
            if alternatives and (sign or following):
                problem = "put parentheses around what OR joins, to keep it apart from AND"
                raise self.error(problem, start, end)
            if following and not self.more():
                self.unfinished(_TWO_SIDES.format("AND"), *following)
            sign = following
            if isinstance(item, Sort):
                self.sort = item
            elif item is not None:
                nodes.append(item)
        return _joined(And, nodes)

    def disjunction(self) -> tuple[Item | None, bool]:
        """One item, or those that OR joins; and whether any are joined."""
        items: list[Item | None] = []
        sign, sort = None, self.saved_sort
        while True:
            start = self.at
            items.append(self.item())
            end = self.at
            following = self.operator("OR") if self.more() else None
            if (sign or following) and _is_for_all(items[-1]):
                problem = (
                    "in: and sort: are for the whole query; put what OR joins in parentheses"
                )
                raise self.error(problem, start, end)
            if following and not self.more():
                self.unfinished(_TWO_SIDES.format("OR"), *following)
            if not following or not self.char:
                break
            sign = following
        if len(items) == 1:
            return items[0], False
        self.saved_sort = sort
        return _joined(Or, [item for item in items if isinstance(item, Node)]), True

    def item(self) -> Item | None:
        """One thing to match, or not to match."""
        start = self.at
        minus = self.char in MINUS
        if minus:
            self.at += 1
        elif not self.operator("NOT"):
            return self.unit()
        sign = start, self.at
        if self.is_lone() if minus else not self.more():
            self.unfinished("a minus goes right before what is not wanted: -draft", *sign)
            return None
        if self.char in MINUS or self.operator("NOT"):
            raise self.error("one minus is enough", *sign)
        outer, self.negated = self.negated, True
        node = self.unit()
        self.negated = outer
        if place_of(node) is Scope.ALL:
            raise self.error("nothing is left without in:all; take it out", start, self.at)
        if isinstance(node, Not):
            return node.node
        return Not(node) if isinstance(node, Node) else None

    def is_lone(self) -> bool:
        """Whether nothing follows directly."""
        return not self.char or self.char in CLOSING or BLANKS.fullmatch(self.char) is not None

    def unit(self) -> Item | None:
        """A group, a field with its value, a word or a quoted text."""
        start = self.at
        if self.char in OPENING:
            return self.group()
        if self.char in AT and not self.field:
            return self.reference()
        name = self.name(FIELDS)
        if name is None:
            return self.leaf(self.field, start)
        if name not in FIELDS:
            raise self.error(unknown(name), start, start + len(name) + 1)
        if self.field:
            problem = f"these parentheses belong to {self.field}: already"
            raise self.error(problem, start, start + len(name) + 1)
        self.at += len(name) + 1
        if self.char not in OPENING:
            return self.leaf(name, start)
        self.field = name
        node = self.group()
        self.field = ""
        return node

    def group(self) -> Node | None:
        """What stands between parentheses."""
        start = self.at
        if self.depth == MAX_DEPTH:
            raise self.error("these are too many parentheses in one another", start, start + 1)
        self.at += 1
        self.depth += 1
        node = self.conjunction()
        self.depth -= 1
        if not self.char:
            self.unfinished("this parenthesis is never closed", start, start + 1)
            return node
        self.at += 1
        if node is None:
            raise self.error("there is nothing between these parentheses", start, self.at)
        return node

    def reference(self) -> Node | None:
        """What a saved query says, in the place of its name."""
        start = self.at
        self.count()
        self.at += 1
        value = self.value(widen=False)
        name = in_one_line(value.text)
        if not name:
            self.unfinished("the name of a saved query goes right after @", start, self.at)
            return None
        try:
            if value.star or value.exact:
                raise Unreadable("a saved query has its whole name right after @")
            said = self.saved(name, value.typed) if self.saved else _unsaved(name)
            if said is None:
                return None
            self.references.append(Reference(said.name, start, self.at))
            return self.inlined(said, start)
        except _Circle as circle:
            if self.is_inlined:
                raise
            raise self.error(str(circle), start, self.at) from None
        except Unreadable as problem:
            raise self.error(str(problem), start, self.at) from None

    def inlined(self, said: SavedText, start: int) -> Node | None:
        """What a saved query says."""
        chain = (*self.within, said.name)
        if said.name in self.within:
            raise _Circle(f"saved queries go in a circle: {' → '.join(map(_named, chain))}")
        if len(chain) > MAX_DEPTH:
            raise Unreadable("these are too many saved queries in one another")
        inner = _Parser(said.text, typing=False, saved=self.saved, within=chain)
        inner.is_inlined, inner.terms = True, self.terms
        try:
            query = inner.query()
        except QueryError as error:
            raise Unreadable(f"in {_named(said.name)}: {error.problem}") from None
        self.terms = inner.terms
        if _is_for_all(query.where) and (self.depth or self.negated):
            raise self.error(
                f"{_named(said.name)} says with in: where to look, for the whole query; take"
                f" it out of {'the parentheses' if self.depth else 'the minus'}",
                start,
                self.at,
            )
        if not self.depth and not self.negated:
            self.saved_sort = self.saved_sort or query.sort
        return query.where

    def leaf(self, name: str, start: int) -> Item | None:
        """A value, and what it says in a field or, where `name` is empty, by itself."""
        self.count()
        at = self.at
        value = self.value(widen=not self.negated)
        while not self.depth and self.char in CLOSING and _ADDRESS.match(value.text):
            self.at += 1  # what stood around an address was copied with it
        if not value.star and not in_one_line(value.text):
            self.unfinished(_NO_VALUE.format(name) if name else _NO_TEXT, start, self.at)
            return None
        plain = not value.quoted and not value.star and name == self.field
        if plain and value.text in OPERATORS:
            self.unfinished(_TWO_SIDES.format(value.text), start, self.at)
            return None
        try:
            item = term(name, value)
        except Unreadable as problem:
            raise self.error(str(problem), at, self.at) from None
        if isinstance(item, FieldTerm) and isinstance(item.value, TagName):
            self.tags.append(_TagPlace(item.value, at, self.at))
        if _is_for_all(item) and (misplaced := self.misplaced(item)):
            raise self.error(misplaced, start, self.at)
        return item

    def misplaced(self, item: Item | None) -> str | None:
        """What is wrong with a term for the whole query that stands here."""
        if self.depth:
            return "in: and sort: are for the whole query; take them out of the parentheses"
        if isinstance(item, Sort) and self.negated:
            return f"to reverse the order write sort:-{item.field}"
        if isinstance(item, Sort) and self.sort:
            return "a query has one order; take one sort: out"
        return None


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    """Some nodes as one, without a node of a kind in another of its kind."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else (node,))
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


class _Circle(Unreadable):
    """A saved query that comes in itself."""


def _unsaved(name: str) -> SavedText:
    raise Unreadable(f"no saved query is called {shown(name)!r} (quotes make it plain words)")


def _named(name: str) -> str:
    return f"@{written(name)}"


def _is_for_all(item: Item | None) -> bool:
    if isinstance(item, And):
        return any(map(_is_for_all, item.nodes))
    if isinstance(item, Not):
        item = item.node
    return isinstance(item, Sort) or place_of(item) is not None


def str_of(query: Query) -> str:
    """The shortest text that reads as this query, its order last."""
    parts = [] if query.where is None else [_node(query.where)]
    if query.sort is not None:
        parts.append(f"sort:{'-' * query.sort.reverse}{query.sort.field}")
    return " ".join(parts)


def _node(node: Node) -> str:
    match node:
        case And(nodes):
            return " ".join(_within(part, And) for part in nodes)
        case Or(nodes):
            return " OR ".join(_within(part, And, Or) for part in nodes)
        case Not(node):
            return f"-{_within(node, And, Or, Not)}"
        case Word(text, prefix, where):
            return _in(where) + written(text) + "*" * prefix
        case Phrase(text, exact, where):
            return _in(where) + "=" * exact + quoted(text)
        case FieldTerm(field, value):
            return f"{field}:{FIELDS[field].write(value)}"


def _within(node: Node, *grouped: type[Node]) -> str:
    return f"({_node(node)})" if isinstance(node, grouped) else _node(node)


def _in(where: Where) -> str:
    return f"{where}:" if where else ""
