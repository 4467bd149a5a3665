# fish completion of evinfo, made from its options by docs/generate
complete -c evinfo -l verify -d 'Read everything and check it; exit code 1 if anything is wrong'
complete -c evinfo -l checksum -d 'Print a checksum of the set of events'
complete -c evinfo -l count -d 'Print the number of events'
complete -c evinfo -l by -r -f -a 'host app minute' -d 'With --count: a number for each host, app or minute'
complete -c evinfo -l debug -d 'Say more about failures: where in the program they happened'
complete -c evinfo -l help -d 'Print this help and exit'
complete -c evinfo -l version -d 'Print the version and exit'
