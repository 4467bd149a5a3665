# bash completion of evsend, made from its options by docs/generate
_evtools_evsend() {
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
        --toyes | --to | --keyyes | --key | --stateyes | --state)
            return
            ;;
        --environmentyes | --environment | --bucket-widthyes | --bucket-width | --spool-maxyes | --spool-max | --spool-keepyes | --spool-keep | --spool-ageyes | --spool-age | --when-fullyes | --when-full | --batchyes | --batch | --batch-bytesyes | --batch-bytes | --durabilityyes | --durability | --copiesyes | --copies | --acksyes | --acks | --earliestyes | --earliest | --max-aheadyes | --max-ahead | --lingeryes | --linger | --metricsyes | --metrics)
            compopt +o default +o bashdefault
            return
            ;;
        --spoolyes | --spool)
            compopt +o default +o bashdefault -o dirnames
            return
            ;;
        esac
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '--to= --key= --environment= --bucket-width= --spool= --spool-max= --spool-keep= --spool-age= --when-full= --batch= --batch-bytes= --durability= --copies= --acks= --state= --earliest= --max-ahead= --linger= --metrics= --debug --help --version' -- "$cur")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            compopt +o default +o bashdefault
            return
        fi
    fi
}
complete -o bashdefault -o default -F _evtools_evsend evsend
