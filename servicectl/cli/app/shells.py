"""The scripts by which shells ask how a line goes on, and where each shell looks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from servicectl.named_tuple import NamedTuple

BASH = """\
_servicectl_completion() {
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
        _SERVICECTL_COMPLETE=bash_complete "$1")
    # Several are listed, with what they mean; one is put into the line, and so is what a key
    # bound to menu-complete (37) or insert-completions (42) takes.
    if [[ ${#words[@]} -gt 1 && $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
        COMPREPLY=("${described[@]}")
    else
        COMPREPLY=("${words[@]}")
    fi
}
complete -o nosort -F _servicectl_completion servicectl 2>/dev/null ||
    complete -F _servicectl_completion servicectl"""
ZSH = """\
#compdef servicectl

_servicectl_completion() {
    (( $+commands[servicectl] )) || return 1
    local kind word meaning
    local -a answer bare described
    answer=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
        _SERVICECTL_COMPLETE=zsh_complete servicectl)}")
    for kind word meaning in ${answer}; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $meaning == _ ]]; then
                    bare+=("$word")
                else
                    described+=("$word:$meaning")
                fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#bare )) && compadd -U -V unsorted -a bare
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _servicectl_completion "$@"  # found in fpath: this file is the function
else
    compdef _servicectl_completion servicectl
fi"""
FISH = """\
function _servicectl_completion
    set -l answer (env _SERVICECTL_COMPLETE=fish_complete COMP_WORDS=(commandline -cp) \\
        COMP_CWORD=(commandline -t) servicectl)
    for line in $answer
        set -l parts (string split -m 1 "," $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end

complete --no-files --command servicectl --arguments "(_servicectl_completion)\""""


def _lines(kind: str, word: str, about: str) -> str:
    """Return kind, word and meaning on a line each, as zsh's script reads them."""
    return f"{kind}\n{word.replace(':', chr(92) + ':') if about else word}\n{about or '_'}"


def _line(kind: str, word: str, about: str) -> str:
    """Return kind, word and meaning on one line, as the scripts of bash and fish read them."""
    return f"{kind},{word}\t{about}" if about else f"{kind},{word}"


class Shell(NamedTuple):
    """A shell: its script, how it reads an answer, and where it is installed.

    ``file`` is where the script goes; ``start`` is what is read when the shell starts, and
    ``added`` the lines that have to stand in it.
    """

    script: str
    candidate: Callable[[str, str, str], str]
    file: str
    start: str = ""
    added: str = ""


SHELLS = {
    "bash": Shell(
        BASH,
        _line,
        ".local/share/servicectl/completion.bash",
        ".bashrc",
        "source ~/.local/share/servicectl/completion.bash",
    ),
    "zsh": Shell(
        ZSH,
        _lines,
        ".local/share/servicectl/completion.zsh",
        ".zshrc",
        "autoload -Uz compinit && compinit && source ~/.local/share/servicectl/completion.zsh",
    ),
    "fish": Shell(FISH, _line, ".config/fish/completions/servicectl.fish"),
}


def install(shell: Shell, home: Path) -> Path:
    """Put the script where its shell finds it, once however often it is asked for; return where.

    Raises OSError.
    """
    file = home / shell.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(shell.script + "\n", "utf-8")
    if shell.start:
        start = home / shell.start
        # The file is somebody's own, and need not be UTF-8.
        before = start.read_text("utf-8", "surrogateescape") if start.exists() else ""
        if shell.added not in before.splitlines():
            gap = "" if before.endswith("\n") or not before else "\n"
            with start.open("a", encoding="utf-8") as end:
                end.write(f"{gap}{shell.added}\n")
    return file
