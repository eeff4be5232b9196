"""`octavo keys` and `octavo completion`, and how each shell asks what may stand at the cursor.

As in click, the scripts run octavo with `_OCTAVO_COMPLETE` set. They differ from click's own
in that queries complete too, with their colons, quotes and spaces: octavo is sent the line
up to the cursor, and answers a line for each completion, `kind<TAB>value<TAB>help`. The kinds
are `plain`, `open` (no space follows), `file` and `dir` (the shell knows better).

Long because it speaks with three shells.
"""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from octavo.cli.errors import CommandFailed
from octavo.cli.output.json_schema import KeyShape, put_shape
from octavo.cli.output.streams import put, say, styled
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import PlainCommand, json_option
from octavo.model.errors import LibraryError
from octavo.text import truncated, visible

VARIABLE = "_OCTAVO_COMPLETE"

_HELP_WIDTH = 60
"""Cells of what is said of a completion, so that it stays on one line beside it."""
_MENU = "37"
"""`$COMP_TYPE` when each Tab puts the next completion on the line."""
_BREAKS = " \t\n\"'><=;|&(:"

_PLAIN = re.compile(r"[\w@%+=:,./*-]+")
_ESCAPED = re.compile(r'(["\\$`])')
_BLANKS = " \t\n"

Value = TypeVar("Value")


@dataclass
class Line:
    """A line up to the cursor, read as Bash and its line editor read it."""

    words: list[str] = field(default_factory=list)
    """Those that are finished, without their quotes."""
    word: str = ""
    """The one at the cursor, without its quotes; empty behind a blank."""
    kept: int = 0
    """How many of its characters the line editor leaves alone: up to the last break."""
    quote: str = ""
    """The quote that is open at the cursor."""
    closed: bool = False
    """Whether the word has a quoted part, which the line editor would replace by halves."""

    @classmethod
    def read(cls, text: str, breaks: str) -> "Line":
        """The line in a text; `breaks` is what `$COMP_WORDBREAKS` holds."""
        line = cls()
        characters = iter(text)
        begun = False
        for character in characters:
            if character == "\\" and line.quote != "'":
                line.word += next(characters, "")
                begun = True
            elif line.quote or character in "'\"":
                line._quoted(character)
                begun = True
            elif character in _BLANKS:
                line._end(begun)
                begun = False
            else:
                line.word += character
                line.kept = len(line.word) if character in breaks else line.kept
                begun = True
        return line

    def answer(self, completion: str) -> str | None:
        """What is to stand behind the last break; None where no completion could."""
        if self.closed or not completion.startswith(self.word[: self.kept]):
            return None
        rest = completion[self.kept :]
        if self.quote == '"':
            return _ESCAPED.sub(r"\\\1", rest)
        if self.quote:
            return rest.replace("'", "'\\''")
        if not rest or _PLAIN.fullmatch(rest):
            return rest
        return "'" + rest.replace("'", "'\\''") + "'"

    def ended(self, answer: str) -> str:
        """The only answer, as it ends the word: Bash takes a quote at its end for the last."""
        return answer + self.quote if self.quote and answer.endswith(self.quote) else answer

    def _quoted(self, character: str) -> None:
        if not self.quote:
            self.quote, self.kept = character, len(self.word)
        elif character == self.quote:
            self.quote, self.closed = "", True
        else:
            self.word += character

    def _end(self, begun: bool) -> None:
        if begun:
            self.words.append(self.word)
        self.word, self.kept, self.closed = "", 0, False


class _Shell(ShellComplete):
    """What the shells have in common."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = _line()
        return line.words[1:], line.word

    def format_completion(self, item: "CompletionItem[Value]") -> str:
        return f"{_kind(item)}\t{item.value}\t{_help(item)}"


class Bash(_Shell):
    """Bash replaces only what is behind the last colon or quote, and shows no help texts.

    So it is sent only that end of each completion, and while there are several of them,
    the help is shown as part of each. It closes a quote behind the only one, so there a field
    comes with its values at once.
    """

    name = "bash"
    source_template = """\
%(complete_func)s() {
    local kind answer
    COMPREPLY=()
    while IFS=$'\\t' read -r kind answer; do
        case $kind in
            file) compopt -o default 2>/dev/null ;;
            dir) compopt -o dirnames 2>/dev/null ;;
            open) compopt -o nospace 2>/dev/null; COMPREPLY+=("$answer") ;;
            plain) COMPREPLY+=("$answer") ;;
        esac
    done < <(env %(complete_var)s=bash_complete COMP_LINE="${COMP_LINE:0:COMP_POINT}" \\
        COMP_WORDBREAKS="$COMP_WORDBREAKS" COMP_TYPE="$COMP_TYPE" "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""

    def complete(self) -> str:
        line = _line()
        fitting = self._fitting(line, line.word)
        if line.quote and len(fitting) == 1 and _kind(fitting[0][0]) == "open":
            values = self._fitting(line, fitting[0][0].value)
            fitting = values if len(values) > 1 else fitting
        alone = len(fitting) == 1 or os.environ.get("COMP_TYPE") == _MENU
        return "\n".join(
            f"{_kind(item)}\t{line.ended(answer) if alone else _explained(answer, _help(item))}"
            for item, answer in fitting
        )

    def _fitting(self, line: Line, word: str) -> "list[tuple[CompletionItem[str], str]]":
        """What may stand in place of a word, and what of it is to be put on the line."""
        items = self.get_completions(line.words[1:], word)
        answers = [(item, line.answer(item.value)) for item in items]
        return [(item, answer) for item, answer in answers if answer is not None]


class Zsh(_Shell):
    """Zsh quotes what it puts on the line by itself."""

    name = "zsh"
    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a plain open described
    local kind value help
    while IFS=$'\\t' read -r kind value help; do
        case $kind in
            file) _path_files -f ;;
            dir) _path_files -/ ;;
            open) open+=("$value") ;;
            plain)
                if [[ -n $help ]]; then
                    described+=("${value//:/\\\\:}:$help")
                else
                    plain+=("$value")
                fi ;;
        esac
    done < <(env %(complete_var)s=zsh_complete \\
        COMP_LINE="${words[1,CURRENT-1]} $QIPREFIX$PREFIX" ${words[1]} 2>/dev/null)
    (( $#described )) && _describe -V %(prog_name)s described -U
    (( $#plain )) && compadd -U -V %(prog_name)s -a plain
    (( $#open )) && compadd -U -S '' -V %(prog_name)s -a open
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


class Fish(_Shell):
    """Fish quotes by itself too, and leaves out the space behind a colon."""

    name = "fish"
    source_template = """\
function %(complete_func)s
    set -l line (commandline -cp | string collect)
    for answer in (env %(complete_var)s=fish_complete COMP_LINE=$line %(prog_name)s 2>/dev/null)
        set -l part (string split -m 2 \\t -- $answer)
        switch $part[1]
            case file
                __fish_complete_path (commandline -ct)
            case dir
                __fish_complete_directories (commandline -ct)
            case plain open
                printf '%%s\\t%%s\\n' $part[2] $part[3]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments '(%(complete_func)s)'
"""


SHELLS: dict[str, type[ShellComplete]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


def register() -> None:
    """Answer the shells in octavo's way rather than in click's."""
    for shell in SHELLS.values():
        add_completion_class(shell)


@click.command(cls=PlainCommand)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that completes commands.

    It also completes tags, the ids of the newest articles with their titles, and the fields
    of queries with what the library has for them. To have it in every new shell:

        bash: echo 'eval "$(octavo completion bash)"' >> ~/.bashrc
        zsh:  echo 'eval "$(octavo completion zsh)"' >> ~/.zshrc
        fish: octavo completion fish > ~/.config/fish/completions/octavo.fish
    """
    source = SHELLS[shell](ctx.find_root().command, {}, "octavo", VARIABLE).source()
    put(source.rstrip("\n"))


def _line() -> Line:
    breaks = os.environ.get("COMP_WORDBREAKS", _BREAKS)
    return Line.read(os.environ.get("COMP_LINE", ""), breaks)


def _kind(item: "CompletionItem[Value]") -> str:
    return "open" if item.type == "plain" and str(item.value).endswith(":") else item.type


def _help(item: "CompletionItem[Value]") -> str:
    return truncated(visible(item.help or ""), _HELP_WIDTH)


def _explained(answer: str, help: str) -> str:
    return f"{answer}  ({help})" if help else answer


@click.command(cls=PlainCommand)
@json_option
def keys() -> None:
    """Print the keys of the app.

    On each line stand a command's name in the settings file, its keys, what it does and
    where it works; with tabs between them into a pipe. The digits are named by the tags that
    are pinned to them. The settings file is named below.
    """
    from octavo.settings.commands import commands_with
    from octavo.settings.config import config_path, read_config

    config = read_config()
    if config.theme:
        from octavo.tui.app import THEMES  # slow, and only the app knows them

        config = read_config(themes=THEMES)
    keymap = config.keymap
    for each in commands_with(_pinned_tags()):
        bound = keymap.keys_of(each.id)
        shape = KeyShape(id=each.id, keys=bound, title=each.title, contexts=sorted(each.when))
        _put(shape)
    say(f"to change them: {config_path()}")


def _pinned_tags() -> Sequence[str]:
    """What is on the digits, where there is a library that can be opened."""
    with suppress(CommandFailed, LibraryError), opened() as library:
        return library.tags.pinned
    return ()


def _put(shape: KeyShape) -> None:
    fields = (shape.id, " ".join(shape.keys), shape.title, ", ".join(shape.contexts))
    id, keys, title, contexts = fields
    line = f"{id:<18}{styled(f'{keys:<20}', bold=True)}{title:<20}{styled(contexts, dim=True)}"
    put_shape(shape, fields, line)
