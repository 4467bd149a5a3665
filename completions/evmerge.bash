# bash completion of evmerge, made from its options by docs/generate
_evtools_evmerge() {
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
        -O | --output-formatyes | --output-format)
            mapfile -t COMPREPLY < <(compgen -W 'text raw json logfmt ev segment' -- "$cur")
            compopt +o default +o bashdefault
            return
            ;;
        --levelyes | --level | --tzyes | --tz | --environmentyes | --environment)
            compopt +o default +o bashdefault
            return
            ;;
        -o | --outputyes | --output | --keyyes | --key)
            return
            ;;
        --tmpyes | --tmp)
            compopt +o default +o bashdefault -o dirnames
            return
            ;;
        esac
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '-O --output-format= --level= -o --output= --tz= --no-dedup --checksum --verify --tmp= --key= --environment= --stats --debug --help --version' -- "$cur")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            compopt +o default +o bashdefault
            return
        fi
    fi
}
complete -o bashdefault -o default -F _evtools_evmerge evmerge
