"""How shells ask for completions, and the scripts that make them ask (click's protocol)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    shell_complete,
    split_arg_string,
)

from servicectl.cli.app.builder import application
from servicectl.cli.app.commands import SHELLS
from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put
from servicectl.cli.app.settings import (
    VARIABLE,
    Settings,
    check_settings,
    choose_language,
    read_settings,
)
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import set_language

PROGRAM = "servicectl"


class Bash(BashComplete):
    """Bash, which shows what a word means only where it is given as part of the word."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' line
    local -a words=() described=()
    while IFS= read -r line; do
        case $line in
            dir,*) compopt -o dirnames 2>/dev/null ;;
            file,*) compopt -o default 2>/dev/null ;;
            plain,*)
                line=${line#plain,}
                words+=("${line%%$'\\t'*}")
                described+=("${line/$'\\t'/  -- }") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
        %(complete_var)s=bash_complete "$1")
    # Several are listed, with what they mean; one is put into the line, and so is what a key
    # bound to menu-complete (37) or insert-completions (42) takes.
    if [[ ${#words[@]} -gt 1 && $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
        COMPREPLY=("${described[@]}")
    else
        COMPREPLY=("${words[@]}")
    fi
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
    source = ShellComplete.source  # click's looks for a newer bash than this script needs

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return type, word, and what it means."""
        line = f"{item.type},{item.value}"
        return f"{line}\t{item.help}" if item.help else line


class Fish(FishComplete):
    """Fish; what a word means may have commas in it."""

    source_template = FishComplete.source_template.replace("string split", "string split -m 1")


add_completion_class(Bash)
add_completion_class(Fish)


def answer(environment: Mapping[str, str]) -> None:
    """Print how the line that a shell asks about may go on."""
    settings = _settings(split_arg_string(environment.get("COMP_WORDS", ""))[1:])
    set_language(choose_language(settings))
    context = Context(settings)
    shell_complete(application(), {"obj": context}, PROGRAM, VARIABLE, environment[VARIABLE])


def _settings(words: list[str]) -> Settings:
    """Return the settings typed so far; those of the environment while one is being typed."""
    settings = read_settings(words)
    try:
        check_settings(settings)
    except UsageError:
        return read_settings(())
    return settings


def completion(context: Context, words: str, typed: Mapping[str, Any]) -> int:
    """Print the script for a shell."""
    name = typed["shell"]
    shell = get_completion_class(name) if name in SHELLS else None
    if shell is None:
        raise UsageError(
            msg("no script for the shell {name}", name=repr(name or "")),
            msg("servicectl completion {words}", words="|".join(SHELLS)),
        )
    put(shell(click.Group(), {}, PROGRAM, VARIABLE).source().rstrip())
    return 0
