# fish completion of evkey, made from its options by docs/generate
complete -c evkey -s o -l output -r -F -d 'Where gen writes the secret key; a file that is there is never overwritten'
complete -c evkey -l debug -d 'Say more about failures: where in the program they happened'
complete -c evkey -l help -d 'Print this help and exit'
complete -c evkey -l version -d 'Print the version and exit'
