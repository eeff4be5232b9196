"""What a page declares of who or what made it, and what anchors a part of its text.

Highlights are defined here, below notes: articles, whose provenance has some, know no notes.
"""

from msgspec import Struct


class Highlight(Struct, frozen=True, omit_defaults=True, gc=False):
    """A passage of a text, anchored as a text-quote selector.

    Format: https://www.w3.org/TR/annotation-model/#text-quote-selector
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    offset: int | None = None
    """Where it was last found, in characters from the start of the text."""


class Declaration(Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that a page says of itself, word for word."""

    what: str
    """As the page calls it: `ai-disclosure`, `digitalSourceType`, `publisher`."""
    value: str
    where: str = ""
    """Where it stands: `meta`, `<section>`, `HTTP header`, `JSON-LD`."""
    span: Highlight | None = None
    """The part of the text that it is about; None where that is all of it."""
    to: Highlight | None = None
    """How a long part ends, of which `span` is then only the beginning."""

    @property
    def is_about_ai(self) -> bool:
        """Whether it is one of the marks that say what machines had to do with a text."""
        return self.what.casefold().startswith(_AI_MARKS)

    @property
    def names_ai(self) -> bool:
        """Whether it says that a machine that was trained had a part in the words."""
        what, value = self.what.casefold(), self.value.strip().casefold()
        if what in _MODES:
            return value not in _NONE
        return what == SOURCE_TYPE.casefold() and any(kind in value for kind in _TRAINED)


class Author(Struct, frozen=True, omit_defaults=True, gc=False):
    """Somebody or something that a page names as its author."""

    name: str
    kind: str = ""
    """As schema.org calls it: `Person`, `Organization`, `SoftwareApplication`."""
    page: str = ""
    """The address of a page of their own; empty for a bare name."""


class Sources(Struct, frozen=True, gc=False):
    """How many times a text cites sources by number, and how many it lists."""

    cited: int
    listed: int


class Provenance(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a page declares of its text, and how the text cites its sources."""

    declared: tuple[Declaration, ...] = ()
    author: tuple[Author, ...] = ()
    looked_at: bool = False
    """Whether a page was looked at: without any declaration, it then has none."""
    sources: Sources | None = None
    """None for a text that cites nothing by number."""

    @property
    def names_ai(self) -> bool:
        """Whether any declaration, of all or of a part, names AI."""
        return any(each.names_ai for each in self.declared)

    @property
    def is_unsourced(self) -> bool:
        """Whether the text cites sources and lists none."""
        return self.sources is not None and not self.sources.listed


SOURCE_TYPE = "digitalSourceType"
"""https://schema.org/digitalSourceType"""

_AI_MARKS = ("ai-", "data-ai-", "digitalsourcetype", "c2pa-manifest", "robots")
_MODES = ("ai-disclosure", "ai-disclosure mode", "ai-content", "ai-generated")
"""What declares a mode: the meta tag, the attribute, the header, and older habits."""

_NONE = ("", "none", "no", "false", "0", "human")
_TRAINED = ("trainedalgorithmicmedia", "compositesynthetic")
"""Of https://cv.iptc.org/newscodes/digitalsourcetype those that generative AI falls under; the
first is part of `compositeWithTrainedAlgorithmicMedia`, too."""
