"""Writing a query, so that it reads back as itself."""

from octavo.query.ast import And, FieldTerm, Node, Not, Or, Phrase, Query, Where, Word
from octavo.query.characters import quoted, written
from octavo.query.fields import FIELDS


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
