"""How each shell asks what may stand at the cursor, and how it is answered.

As in click, the scripts run octavo with `_OCTAVO_COMPLETE` set. They differ from click's own
in that queries complete too, with their colons, quotes and spaces: octavo is sent the line
up to the cursor, and answers a line for each completion, `kind<TAB>value<TAB>help`. The kinds
are `plain`, `open` (no space follows), `file` and `dir` (the shell knows better).
"""

import os
from typing import TypeVar

from click import Command
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from octavo.cli.completion.bash_line import Line
from octavo.text import truncated, visible

VARIABLE = "_OCTAVO_COMPLETE"

_HELP_WIDTH = 60
_MENU = "37"
"""`$COMP_TYPE` when each Tab puts the next completion on the line."""
_BREAKS = " \t\n\"'><=;|&(:"

Value = TypeVar("Value")


class _Shell(ShellComplete):
    """What the shells have in common."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = _line()
        return line.words[1:], line.word

    def format_completion(self, item: CompletionItem[Value]) -> str:
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

    def _fitting(self, line: Line, word: str) -> list[tuple[CompletionItem[str], str]]:
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


def script(shell: str, program: Command) -> str:
    """What a shell has to read to complete octavo's commands."""
    return SHELLS[shell](program, {}, "octavo", VARIABLE).source()


def _line() -> Line:
    breaks = os.environ.get("COMP_WORDBREAKS", _BREAKS)
    return Line.read(os.environ.get("COMP_LINE", ""), breaks)


def _kind(item: CompletionItem[Value]) -> str:
    return "open" if item.type == "plain" and str(item.value).endswith(":") else item.type


def _help(item: CompletionItem[Value]) -> str:
    return truncated(visible(item.help or ""), _HELP_WIDTH)


def _explained(answer: str, help: str) -> str:
    return f"{answer}  ({help})" if help else answer
