"""How well tags are suggested: `python -m tests.bench.suggesting [FOLDER…]`.

Each folder holds Markdown files with dates and tags in their front matter; without one, a
library is made up. The later fifth of the articles, by date, is asked for the tags that it
really has, of which the library knows nothing; it knows those of the earlier ones. The tags
that are most frequent, and those most frequent on the same site, stand beside. What gets fewer
than three suggestions counts as if the rest were wrong.
"""

import argparse
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.formats.markdown import draft_of_markdown
from octavo.importers.text.frontmatter import split_front_matter
from octavo.library.library import Library
from octavo.library.tag_suggestions import GROUND, MOST
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag
from tests.bench.generate import Generator
from tests.bench.timing import timed
from tests.making import passing_folder

LEARNT = 0.8
"""The share of the articles, the earliest, of which the tags are known."""

MADE_UP = 1_500
"""Articles in a library that is made up."""

_TOPICS = 40
_WORDS_OF_A_TOPIC = 25
_ON_TOPIC = 60
"""Words of a text that are of its topics."""

Suggest = Callable[[Draft, int], Sequence[Tag]]
"""The tags for a draft, which became the article with an id."""


class Score(Struct, frozen=True):
    """How well some tags were told, as means over all articles."""

    first: float
    """How often the first one is right."""
    three: float
    """How many of three are right."""
    recall: float
    """How much of what an article has is among three."""

    def __str__(self) -> str:
        return " | ".join(f"{each:.3f}" for each in (self.first, self.three, self.recall))


def posts(folder: Path) -> Iterator[Draft]:
    """The posts with dates and tags in a folder, each from what it names as its source."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(errors="replace")
        try:
            draft = draft_of_markdown(text, Source("file", str(path)))
        except DraftRejected:
            continue
        named = split_front_matter(text)[0].get("source")
        site = draft.site or (named if isinstance(named, str) and ":" not in named else "")
        if draft.published and draft.tags:
            yield replace(draft, site=site, url="")


def made_up(count: int = MADE_UP, seed: int = 1) -> Iterator[Draft]:
    """Articles of one to three topics, with words of these; each site has a few topics.

    Of ten tags one is missing, and one of ten articles has another besides.
    """
    chance = random.Random(seed)
    plain = list(Generator(seed).drafts(count))
    words = sorted({word for each in plain[:300] for word in each.text.split()})
    topics = {
        Tag(f"topic-{number}"): chance.sample(words, _WORDS_OF_A_TOPIC)
        for number in range(_TOPICS)
    }
    names = list(topics)
    for draft in plain:
        site = chance.randrange(20)
        own = [names[(site * 3 + step) % _TOPICS] for step in range(5)]
        picked = {chance.choice(own if chance.random() < 0.6 else names) for _ in range(3)}
        pool = [word for tag in sorted(picked) for word in topics[tag]]
        tags = {tag for tag in sorted(picked) if chance.random() < 0.9}
        if chance.random() < 0.1 or not tags:
            tags.add(chance.choice(names))
        text = f"{draft.text}\n\n{' '.join(chance.choices(pool, k=_ON_TOPIC))}"
        yield replace(draft, text=text, site=f"site-{site}.example", tags=frozenset(tags))


class Trial:
    """Some articles by date, of which the later ones are asked for their tags."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        dated = sorted(drafts, key=lambda draft: str(draft.published))
        cut = int(LEARNT * len(dated))
        self.learnt, self.asked = dated[:cut], dated[cut:]
        self._anywhere = Counter(tag for draft in self.learnt for tag in sorted(draft.tags))
        self._by_site: defaultdict[str, Counter[Tag]] = defaultdict(Counter)
        for draft in self.learnt:
            self._by_site[draft.site].update(sorted(draft.tags))

    def frequent(self, _draft: Draft, _id: int) -> Sequence[Tag]:
        """The tags that stand on most articles."""
        return _most(self._anywhere)

    def frequent_of_site(self, draft: Draft, _id: int) -> Sequence[Tag]:
        """The tags that stand on most articles of the site, else of all."""
        return _most(self._by_site.get(draft.site) or self._anywhere)

    def at_most(self, draft: Draft, _id: int) -> Sequence[Tag]:
        """Those that it really has, and enough of the earlier ones: no way tells more."""
        return sorted(tag for tag in draft.tags if self._anywhere[tag] >= GROUND)

    def score(self, suggest: Suggest, ids: Sequence[int], part: slice) -> Score:
        """How well the tags of some of the later articles are told."""
        told = [
            (suggest(draft, id), draft.tags)
            for draft, id in list(zip(self.asked, ids, strict=True))[part]
        ]
        right = [(len(tags & {*got[:MOST]}), tags) for got, tags in told]
        return Score(
            statistics.mean(not tags.isdisjoint(got[:1]) for got, tags in told),
            statistics.mean(count / MOST for count, _ in right),
            statistics.mean(count / len(tags) for count, tags in right),
        )


def filled(folder: Path, trial: Trial) -> tuple[Library, list[int]]:
    """A library that knows the tags of the earlier articles, and the ids of the later ones."""
    library = Library.create(folder)
    library.add(trial.learnt)
    asked = [replace(draft, tags=frozenset()) for draft in trial.asked]
    ids = [entry.id or 0 for entry in library.add(asked)]
    library.search.catch_up()
    return library, ids


def _most(counts: Counter[Tag]) -> list[Tag]:
    return [tag for tag, _ in counts.most_common(MOST)]


def _rows(name: str, drafts: Sequence[Draft]) -> Iterator[str]:
    trial = Trial(drafts)
    with passing_folder() as passing:
        library, ids = filled(Path(passing, "library"), trial)

        def octavo(_draft: Draft, id: int) -> list[Tag]:
            return [each.tag for each in library.tag_suggestions.of(id)]

        ways = (
            ("most frequent", trial.frequent),
            ("most frequent of the site", trial.frequent_of_site),
            ("octavo", octavo),
            ("at most", trial.at_most),
        )
        for half, part in (("tuned on", slice(0, None, 2)), ("kept aside", slice(1, None, 2))):
            for way, suggest in ways:
                yield f"| {name}, {half} | {way} | {trial.score(suggest, ids, part)} |"
        spent = [timed(library.tag_suggestions.of, id) for id in ids[:100]]
        yield f"| {name} | ms a time | {1000 * statistics.median(spent):.1f} | | |"
        library.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table with some rows for each folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.suggesting")
    parser.add_argument("folders", nargs="*", type=Path)
    print("| articles | | P@1 | P@3 | R@3 |\n|---|---|---|---|---|")
    folders = parser.parse_args(arguments).folders
    worlds = [(folder.name, list(posts(folder))) for folder in folders]
    for name, drafts in worlds or [("made up", list(made_up()))]:
        print("\n".join(_rows(name, drafts)))


if __name__ == "__main__":
    main()
