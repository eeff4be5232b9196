"""How well `search --any` ranks: `python -m tests.bench.relevance [FOLDER…]`.

Each folder holds a test collection: `corpus.jsonl` with `{_id, title, text}`,
`queries.jsonl` with `{_id, text}`, and `qrels.tsv` with query, document and grade. Every
document becomes an article. Without a folder it is asked what `passages` has, a language after
the other in one library of all, among passages made of the same words by chance: in each line
a passage and questions that it answers, written for this, in other inflections, prefixes and
compounds than the passage has.

Beside it stands the best of plain baselines that are asked for any of the words: SQLite's FTS5
with Porter stemming, and BM25 over the stems of Snowball where it is told the language, and
over two, three or four letters in a row of each word.
"""

import argparse
import math
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Self, cast

import msgspec
import tantivy
from msgspec import Struct

from octavo.library.library import Library
from octavo.model.draft import Draft
from octavo.query.parser import question
from tests.making import passing_folder

DEPTH = 10

BY_CHANCE = 300
"""Passages of the same words that answer nothing, in each language."""

LENGTH = 18
"""Words of each."""

Ranker = Callable[[str], Sequence[str]]
"""The names of the best documents for a question, best first."""


class Text(Struct, rename={"name": "_id"}):
    """A line of a corpus or of its queries."""

    name: str
    text: str
    title: str = ""
    language: str = ""
    """Where it is said, as most pages do."""


class Collection:
    """A test collection."""

    def __init__(
        self,
        name: str,
        documents: Sequence[Text],
        queries: Sequence[Text],
        grades: Mapping[str, Mapping[str, int]],
    ) -> None:
        self.name = name
        self.documents = documents
        self.grades = grades
        self.queries = [query for query in queries if query.name in grades]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """What a folder holds."""
        documents = list(_lines(folder / "corpus.jsonl"))
        queries = list(_lines(folder / "queries.jsonl"))
        return cls(folder.name, documents, queries, _grades(folder / "qrels.tsv"))

    @property
    def language(self) -> str:
        """Its language, which its name ends in; English if none."""
        return self.name.rpartition("-")[2] if self.name[-3:-2] in ("", "-") else "en"

    def measures(self, ranker: Ranker) -> tuple[float, float]:
        """The mean nDCG@10 and recall@1 of a ranker."""
        rankings = [(ranker(query.text), self.grades[query.name]) for query in self.queries]
        count = len(rankings)
        return (
            sum(_ndcg(best, grades) for best, grades in rankings) / count,
            sum(grades.get(next(iter(best), ""), 0) > 0 for best, grades in rankings) / count,
        )


def own() -> Iterator[Collection]:
    """The questions written for this, by their languages, each to the passages of all."""
    chance = random.Random(1)
    documents: list[Text] = []
    asked: dict[str, list[Text]] = {}
    for path in sorted((Path(__file__).parent / "passages").iterdir()):
        language = path.stem
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        words = " ".join(text for text, *_ in rows).split()
        drawn = ([" ".join(chance.choices(words, k=LENGTH))] for _ in range(BY_CHANCE))
        for number, (text, *questions) in enumerate(chain(rows, drawn)):
            name = f"{language}{number}"
            documents.append(Text(name, text, "", language))
            asked.setdefault(language, []).extend(Text(name, each) for each in questions)
    for language, queries in asked.items():
        grades = {query.name: {query.name: 1} for query in queries}
        yield Collection(language, documents, queries, grades)


def _lines(path: Path) -> Iterator[Text]:
    decode = msgspec.json.Decoder(Text).decode
    yield from map(decode, path.read_bytes().splitlines())


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text().splitlines():
        query, *_, document, grade = line.split("\t")
        if grade.isdigit() and int(grade):
            grades.setdefault(query, {})[document] = int(grade)
    return grades


def _ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain, the grades taken as gains."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return _gain([grades.get(name, 0) for name in ranking[:DEPTH]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def octavo(collection: Collection, folder: Path) -> Ranker:
    """A library of the documents, asked as `search --any` asks it."""
    library = Library.create(folder)
    drafts = [
        Draft(title=each.title, text=each.text, language=each.language)
        for each in collection.documents
    ]
    names: dict[int, str] = {}
    for entry, document in zip(library.add(drafts), collection.documents, strict=True):
        if entry.id is not None:
            names.setdefault(entry.id, document.name)
    library.search.catch_up()
    return lambda text: [names[id] for id in library.search.nearest(question(text), DEPTH).ids]


def fts5(collection: Collection) -> Ranker:
    """The same documents in SQLite, asked for any of the words."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='porter unicode61')")
    rows = enumerate(collection.documents)
    base.executemany(
        "INSERT INTO t(rowid, title, text) VALUES (?, ?, ?)",
        ((row, each.title, each.text) for row, each in rows),
    )

    def ranked(text: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", text)))
        found = base.execute(
            f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {DEPTH}", (asked,)
        )
        return [collection.documents[row].name for (row,) in found] if asked else []

    return ranked


def snowball(collection: Collection) -> Ranker:
    """BM25 over stems, where there are any in the language."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    words = words.filter(tantivy.Filter.lowercase())
    if name := _SNOWBALL.get(collection.language):
        words = words.filter(tantivy.Filter.stemmer(name))
    return _bm25(collection, words.build().analyze)


def letters(count: int) -> Callable[[Collection], Ranker]:
    """BM25 over so many letters in a row of each word, or the word where it has no more."""

    def parts(text: str) -> list[str]:
        words = _WORD.findall(text.lower())
        starts = ((word, range(max(1, len(word) - count + 1))) for word in words)
        return [word[at : at + count] for word, places in starts for at in places]

    return lambda collection: _bm25(collection, parts)


_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0d7f\u0e31-\u0e4e]+")
"""With the marks that Python takes for no part of a word."""


def _bm25(collection: Collection, parts: Callable[[str], Sequence[str]]) -> Ranker:
    fields = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="parts")
    schema = fields.add_unsigned_field("row", fast=True).build()
    index = tantivy.Index(schema)
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("parts", blanks.build())
    writer = index.writer(15_000_000, 1)
    for row, each in enumerate(collection.documents):
        made = tantivy.Document()
        made.add_text("text", " ".join(parts(f"{each.title} {each.text}")))
        made.add_unsigned("row", row)
        writer.add_document(made)
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ranked(text: str) -> list[str]:
        asked = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", part))
            for part in parts(text)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(asked), DEPTH).hits
        rows = searcher.fast_field_values("row", [address for _, address in hits])
        return [collection.documents[cast("int", row)].name for row in rows]

    return ranked


_SNOWBALL = {
    "ar": "arabic",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "ro": "romanian",
    "ru": "russian",
    "tr": "turkish",
}
BASELINES = {
    "FTS5, Porter": fts5,
    "Snowball": snowball,
    "2 letters": letters(2),
    "3 letters": letters(3),
    "4 letters": letters(4),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table with a row for each collection."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relevance")
    parser.add_argument("folders", nargs="*", type=Path)
    folders = parser.parse_args(arguments).folders
    print("| collection | nDCG@10 | best baseline | recall@1 | of it | which |")
    print("|---|---|---|---|---|---|")
    ours: Ranker | None = None
    with passing_folder() as passing:
        for number, collection in enumerate(map(Collection.of, folders) if folders else own()):
            if folders or ours is None:
                ours = octavo(collection, Path(passing, str(number)))
            measured = collection.measures(ours)
            beside = {
                name: collection.measures(made(collection)) for name, made in BASELINES.items()
            }
            best = max(beside, key=beside.__getitem__)
            figures = (measured[0], beside[best][0], measured[1], beside[best][1])
            told = " | ".join(f"{each:.3f}" for each in figures)
            print(f"| {collection.name} | {told} | {best} |", flush=True)


if __name__ == "__main__":
    main()
