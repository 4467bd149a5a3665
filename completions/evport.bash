# bash completion of evport, made from its options by docs/generate
_evtools_evport() {
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
        --sinceyes | --since | --untilyes | --until | --hostyes | --host | --appyes | --app | --whereyes | --where | --levelyes | --level | --tzyes | --tz | --fromyes | --from | --toyes | --to | --environmentyes | --environment | --bucket-widthyes | --bucket-width | --older-thanyes | --older-than)
            compopt +o default +o bashdefault
            return
            ;;
        -O | --output-formatyes | --output-format)
            mapfile -t COMPREPLY < <(compgen -W 'text raw json logfmt ev segment' -- "$cur")
            compopt +o default +o bashdefault
            return
            ;;
        -o | --outputyes | --output | --keyyes | --key | --skipyes | --skip)
            return
            ;;
        esac
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '--since= --until= --host= --app= --where= -O --output-format= --level= -o --output= --tz= --from= --to= --key= --environment= --bucket-width= --older-than= --skip= --delete-after-verify --dry-run --stats --debug --help --version' -- "$cur")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            compopt +o default +o bashdefault
            return
        fi
    fi
    compopt +o default +o bashdefault
}
complete -o bashdefault -o default -F _evtools_evport evport
