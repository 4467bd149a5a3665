# bash completion of evrecv, made from its options by docs/generate
_evtools_evrecv() {
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
        --listenyes | --listen | --zoneyes | --zone | --environmentyes | --environment | --bucket-widthyes | --bucket-width | --retainyes | --retain | --repair-rateyes | --repair-rate | --repair-afteryes | --repair-after | --min-freeyes | --min-free | --max-connectionsyes | --max-connections | --receive-memoryyes | --receive-memory | --metricsyes | --metrics)
            compopt +o default +o bashdefault
            return
            ;;
        --peersyes | --peers | --keyyes | --key | --authorizedyes | --authorized)
            return
            ;;
        --storeyes | --store)
            compopt +o default +o bashdefault -o dirnames
            return
            ;;
        esac
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '--listen= --peers= --zone= --environment= --bucket-width= --store= --retain= --repair-rate= --repair-after= --min-free= --max-connections= --receive-memory= --key= --authorized= --plaintext --metrics= --debug --help --version' -- "$cur")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            compopt +o default +o bashdefault
            return
        fi
    fi
    compopt +o default +o bashdefault
}
complete -o bashdefault -o default -F _evtools_evrecv evrecv
