# fish completion of evrecv, made from its options by docs/generate
complete -c evrecv -f
complete -c evrecv -l listen -r -f -d 'Address to listen on'
complete -c evrecv -l peers -r -F -d 'The other servers: HOST:PORT[@ZONE][#KEY], a name standing for each of its addresses, and @FILE for one a line in a file, read again when it changes and on SIGHUP'
complete -c evrecv -l environment -r -f -d 'Name of the cluster; senders and servers of other environments are refused'
complete -c evrecv -l bucket-width -r -f -d 'Width of the time buckets, 10s to 1024s, the same for all of an environment'
complete -c evrecv -l store -r -f -a '(__fish_complete_directories)' -d 'Where frames are kept: a directory, or several (one a disk) among which they are spread'
complete -c evrecv -l retain -r -f -d 'Delete buckets that ended longer ago than this and were not written to for as long'
complete -c evrecv -l min-free -r -f -d 'Take no more frames when a disk has less than this free: 5%, 20G'
complete -c evrecv -l plaintext -d 'Allow unencrypted connections from other machines'
complete -c evrecv -l metrics -r -f -d 'Answer http://ADDR:PORT/metrics (for Prometheus) and /health'
complete -c evrecv -l debug -d 'Say more about failures: where in the program they happened'
complete -c evrecv -l help -d 'Print this help and exit'
complete -c evrecv -l version -d 'Print the version and exit'
