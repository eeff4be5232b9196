"""Source code and data, kept as they are in a block of code."""

from pathlib import PurePath

from octavo.importers.text.clean import clean
from octavo.importers.text.escape import code_block
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_LANGUAGES = {
    language: names.split()
    for language, names in {
        "python": ".py .pyi",
        "javascript": ".js .mjs .cjs",
        "typescript": ".ts .tsx",
        "c": ".c .h",
        "cpp": ".cpp .cc .cxx .hpp",
        "csharp": ".cs",
        "java": ".java",
        "kotlin": ".kt",
        "swift": ".swift",
        "go": ".go",
        "rust": ".rs",
        "ruby": ".rb",
        "php": ".php",
        "perl": ".pl .pm",
        "lua": ".lua",
        "haskell": ".hs",
        "sql": ".sql",
        "bash": ".sh .bash .zsh",
        "css": ".css .scss",
        "json": ".json .jsonl .ndjson",
        "yaml": ".yaml .yml",
        "toml": ".toml",
        "ini": ".ini .cfg .conf",
        "xml": ".xml .svg .xsl",
        "diff": ".diff .patch",
        "tex": ".tex",
        "makefile": ".mk",
    }.items()
}
_BY_NAME = {name: language for language, names in _LANGUAGES.items() for name in names}


def language_of_name(name: str) -> str:
    """The language that a file's name says it is written in, or empty."""
    return _BY_NAME.get(PurePath(name).suffix.lower(), "")


def draft_of_code(text: str, source: Source, language: str) -> Draft:
    """The draft of a file of code, named as the file is.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    lines = clean(text).strip("\n").split("\n")
    if not any(line.strip() for line in lines):
        raise DraftRejected(source.name, "it is empty")
    return Draft(
        title=PurePath(source.name).name, text=code_block(lines, language), source=source
    )
