# bash completion of evgrep, made from its options by docs/generate
_evtools_evgrep() {
    local cur=${COMP_WORDS[COMP_CWORD]} option= attached= ended= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} != -- ]] || ended=yes
    done
    if ((COMP_CWORD > 1)); then option=${COMP_WORDS[COMP_CWORD - 1]}; fi
    if [[ $cur == = ]]; then
        cur= attached=yes
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]} attached=yes
    fi
    if [[ -z $ended ]]; then
        case $option$attached in
        -e | --regexpyes | --regexp | --sinceyes | --since | --untilyes | --until | --hostyes | --host | --appyes | --app | --whereyes | --where | -A | --after-contextyes | --after-context | -B | --before-contextyes | --before-context | -C | --contextyes | --context | -NUMyes | -NUM | --group-separatoryes | --group-separator | --tzyes | --tz | -m | --max-countyes | --max-count | -j | --jobsyes | --jobs | --includeyes | --include | --excludeyes | --exclude | --exclude-diryes | --exclude-dir | --labelyes | --label | --environmentyes | --environment)
            compopt +o default +o bashdefault
            return
            ;;
        -f | --fileyes | --file | --exclude-fromyes | --exclude-from | --keyyes | --key)
            return
            ;;
        -O | --output-formatyes | --output-format)
            mapfile -t COMPREPLY < <(compgen -W 'text raw json logfmt ev segment' -- "$cur")
            compopt +o default +o bashdefault
            return
            ;;
        --coloryes | --colouryes)
            mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur")
            compopt +o default +o bashdefault
            return
            ;;
        esac
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '-e --regexp= -f --file= -G --basic-regexp -E --extended-regexp -F --fixed-strings -P --perl-regexp -i -y --ignore-case --no-ignore-case -w --word-regexp -x --line-regexp --since= --until= --host= --app= --where= -c --count -l --files-with-matches -L --files-without-match -q --quiet --silent -o --only-matching -n --line-number -H --with-filename -h --no-filename -Z --null -A --after-context= -B --before-context= -C --context= -NUM= --group-separator= --no-group-separator -O --output-format= --json --tz= --color --colour --line-buffered -v --invert-match -m --max-count= --raw -r --recursive -s --no-messages -a -U --text --binary -j --jobs= --stats --estimate --include= --exclude= --exclude-from= --exclude-dir= --label= --environment= --key= --debug --help --version' -- "$cur")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            compopt +o default +o bashdefault
            return
        fi
    fi
}
complete -o bashdefault -o default -F _evtools_evgrep evgrep
