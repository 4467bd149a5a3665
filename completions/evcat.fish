# fish completion of evcat, made from its options by docs/generate
complete -c evcat -s O -l output-format -r -f -a 'text raw json logfmt ev segment' -d 'Write text, raw (the original lines), json, logfmt, ev (event frames) or segment (the archive form: small, and quick to search)'
complete -c evcat -l level -r -f -d 'With -O segment: how hard zstd tries, 1 to 19'
complete -c evcat -s o -l output -r -F -d 'Write to FILE instead of standard output'
complete -c evcat -l tz -r -f -d 'Show times in this zone, such as Europe/Berlin, +02:00 or local'
complete -c evcat -s n -l events -r -f -d 'Print the first N events only'
complete -c evcat -l debug -d 'Say more about failures: where in the program they happened'
complete -c evcat -l help -d 'Print this help and exit'
complete -c evcat -l version -d 'Print the version and exit'
