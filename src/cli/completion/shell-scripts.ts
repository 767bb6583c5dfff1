/**
 * What a shell is told so that it completes `arrowshelf`. The scripts know
 * nothing of commands: at each Tab they ask the program itself, by
 * `completions --complete -- WORD...`, which answers a line a candidate (text,
 * a tab, what it is), and `:files` where the name of a file can stand.
 */
export const shellScripts = {
	bash: `# arrowshelf's completion for bash: source <(arrowshelf completions bash)
_arrowshelf() {
    local line="\${COMP_LINE:0:COMP_POINT}" files= candidate words
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local current="\${words[-1]}"
    # Bash takes what follows = or : for a word of its own.
    local before="\${current%"\${current##*[=:]}"}"
    COMPREPLY=()
    while IFS=$'\\t' read -r candidate _; do
        if [[ $candidate == :files ]]; then
            files=1
        else
            COMPREPLY+=("\${candidate#"$before"}")
        fi
    done < <("\${words[0]/#\\~/$HOME}" completions --complete -- "\${words[@]:1}" 2>/dev/null)
    if [[ -n $files ]]; then
        compopt -o filenames
        while IFS= read -r candidate; do
            COMPREPLY+=("$candidate")
        done < <(compgen -f -- "\${current#"$before"}")
    fi
    [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace
    return 0
}
complete -F _arrowshelf arrowshelf
`,
	zsh: `#compdef arrowshelf
# arrowshelf's completion for zsh: source <(arrowshelf completions zsh)
_arrowshelf() {
    local line files= text
    local -a lines described plain open
    lines=("\${(@f)$(\${(Q)words[1]/#\\~/$HOME} completions --complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "\${lines[@]}"; do
        text="\${line%%$'\\t'*}"
        if [[ $text == :files ]]; then
            files=1
        elif [[ $text == *: ]]; then
            open+=("$text")
        elif [[ $line == *$'\\t' ]]; then
            plain+=("$text")
        elif [[ -n $text ]]; then
            described+=("\${text//:/\\\\:}:\${line#*$'\\t'}")
        fi
    done
    (( \${#open} )) && compadd -S '' -- "\${open[@]}"
    (( \${#plain} )) && compadd -- "\${plain[@]}"
    (( \${#described} )) && _describe 'arrowshelf' described
    if [[ -n $files ]]; then
        compset -P '--*='
        _files
    fi
}
if [[ $funcstack[1] == _arrowshelf ]]; then
    _arrowshelf "$@"
else
    compdef _arrowshelf arrowshelf
fi
`,
	fish: `# arrowshelf's completion for fish: arrowshelf completions fish | source
function __arrowshelf_complete
    set -l words (commandline --cut-at-cursor --tokenize --current-process)
    set -l current (commandline --cut-at-cursor --current-token)
    for line in (command $words[1] completions --complete -- $words[2..] "$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (string replace --regex '^--[^=]*=' '' -- $current)
        else
            echo $line
        end
    end
end
complete --command arrowshelf --no-files --arguments '(__arrowshelf_complete)'
`,
} as const;

/** A shell that can be told. */
export type ShellName = keyof typeof shellScripts;
