# Servers join and leave while everything runs: lists in files, zones, limits, guests that behave badly.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
  [ -z "${sender:-}" ] || { kill -KILL "$sender" 2>/dev/null; wait "$sender" 2>/dev/null; } || :
}

make_events() {
  sample_lines "${1:-20000}" >sample.log
  evtail sample.log >sample.ev
  direct=$(checksum sample.ev)
}

# in_parts N: the events in N files part-1.ev…, for what happens in between.
in_parts() {
  split -n "l/$1" -d -a 1 --numeric-suffixes=1 sample.log lines-
  local n
  for ((n = 1; n <= $1; n++)); do
    evtail --host h "lines-$n" >"part-$n.ev"
  done
  direct=$(checksum part-*.ev | tail -n 1)
}

# slowly N: part n+1 only when the file go-n is there.
slowly() {
  local n
  cat part-1.ev
  for ((n = 2; n <= $1; n++)); do
    wait_until 60 test -e "go-$((n - 1))"
    cat "part-$n.ev"
  done
}

stored() { [ "$(find "$1" -name '*.ev' -size +0 2>/dev/null | wc -l)" -gt 0 ]; }

said() { grep -qF -- "$2" "$1"; }

# list_servers N…: the list that all read has these servers from now on.
list_servers() {
  local n
  for n in "$@"; do
    echo "127.0.0.1:${SERVER_PORTS[$n]}"
  done >servers.new
  mv servers.new servers
}

hang_up() {
  local n
  kill -HUP "$sender"
  for n in "$@"; do
    kill -HUP "${SERVER_PIDS[$n]}"
  done
}

@test "a cluster grows from three to five servers and shrinks back while events come" {
  make_events 30000
  in_parts 3
  PEER_LIST=$PWD/servers
  start_cluster 3 --min-free 0%
  slowly 3 | evsend --to @servers --spool spool --batch 100ms --batch-bytes 128k 2>evsend.log &
  sender=$!
  wait_until 30 stored server-2/store
  for _ in 1 2; do add_server; done
  list_servers 0 1 2 3 4
  hang_up 0 1 2
  wait_until 10 said evsend.log "servers: +127.0.0.1:${SERVER_PORTS[3]} +127.0.0.1:${SERVER_PORTS[4]}"
  wait_until 10 said server-0/log "peers: +127.0.0.1:${SERVER_PORTS[3]}"
  : >go-1
  wait_until 30 stored server-3/store
  wait_until 30 stored server-4/store
  list_servers 0 3 4
  hang_up 0 3 4
  wait_until 10 said evsend.log "-127.0.0.1:${SERVER_PORTS[1]} -127.0.0.1:${SERVER_PORTS[2]}"
  wait_until 10 said server-3/log "-127.0.0.1:${SERVER_PORTS[1]}"
  : >go-2
  wait "$sender"
  sender=
  [ "$(checksum <(evfetch --from "$SERVERS,@servers"))" = "$direct" ]
  # Those that left got nothing of the last part, and whoever is gone for good may be: all else has its copies.
  evfetch --from "127.0.0.1:${SERVER_PORTS[1]}" --list >/dev/null
}

@test "a list in a file is followed without a signal; a bad line changes nothing and is named" {
  make_events 500
  PEER_LIST=$PWD/servers
  start_cluster 2 --min-free 0%
  add_server
  printf '%s\n' "# all" "127.0.0.1:${SERVER_PORTS[0]}" nonsense >servers
  wait_until 10 said server-0/log "servers:3: 'nonsense' is not HOST:PORT; its servers stay as they were"
  ! said server-0/log ": -"
  printf '%s\n' "127.0.0.1:${SERVER_PORTS[0]}" "127.0.0.1:${SERVER_PORTS[2]} # the new one" >servers
  wait_until 10 said server-0/log "evrecv: peers: +127.0.0.1:${SERVER_PORTS[2]} -127.0.0.1:${SERVER_PORTS[1]}"
  run --separate-stderr evsend --to @servers --spool spool --copies 2 --acks 2 sample.ev
  [ "$status" -eq 0 ]
  [ "$(checksum server-2/store)" = "$direct" ]
  echo nonsense >servers
  run evsend --to @servers --spool spool sample.ev
  [ "$status" -eq 2 ]
  [[ $output == *"--to: servers:1: 'nonsense' is not HOST:PORT"* ]]
}

@test "copies lie in distinct zones, as the servers tell theirs; and anywhere when a zone is gone" {
  make_events 6000
  SERVERS_PER_ZONE=2
  start_cluster 6 --min-free 0%
  for n in 0 1 2 3 4 5; do
    wait_until 20 peers_connected "$n" 5
  done
  run --separate-stderr evsend --to "$SERVERS" --spool spool --batch-bytes 128k --acks 3 sample.ev
  [ "$status" -eq 0 ]
  for n in 0 2 4; do
    both="127.0.0.1:${SERVER_PORTS[$n]},127.0.0.1:${SERVER_PORTS[$((n + 1))]}"
    [ "$(checksum <(evfetch --from "$both"))" = "$direct" ]
  done
  kill_server 4
  kill_server 5
  sample_lines 500 7000 >more.log
  evtail more.log >more.ev
  run evsend --to "$SERVERS" --spool spool-2 --acks 3 more.ev
  [ "$status" -eq 0 ]
}

peers_connected() {
  [ "$(grep -c ': connected' "server-$1/log")" -ge "$2" ]
}

# greet ROLE: what a client of the environment "default" says first.
greet() {
  local tag
  tag=$(printf default | sha256sum | cut -c 1-16 | sed 's/../\\x&/g')
  # shellcheck disable=SC2059
  printf "\\x89EVP\\x01\\x0$1\\x00\\x00\\x04\\x00\\x00\\x07\\x00\\x00\\x00\\x00$tag\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x09default"
}

# closed_within SECONDS DESCRIPTOR: the other side closes what it had to say.
closed_within() {
  timeout "$1" cat <&"$2" >/dev/null
}

@test "guests that stop in the middle of a hello or a frame are shown out" {
  start_cluster 1 --min-free 0% --metrics 127.0.0.1:0
  exec 5<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}" 6<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}"
  greet 1 | head -c 20 >&5
  greet 1 >&6
  # A frame of 1 MB begins and does not go on.
  printf '\x00\x10\x00\x00\x02\x00\x00\x00%96s' x >&6
  SECONDS=0
  closed_within 4 6
  closed_within 8 5
  [ "$SECONDS" -le 8 ]
  exec 5>&- 6>&-
}

@test "a dead peer is noticed within two seconds, and one that stops says so" {
  make_events 500
  start_cluster 3 --min-free 0%
  wait_until 20 peers_connected 0 2
  wait_until 20 peers_connected 2 2
  kill -STOP "${SERVER_PIDS[1]}"
  wait_until 3 said server-0/log "peer 127.0.0.1:${SERVER_PORTS[1]}: lost: silent for 500 ms"
  kill -CONT "${SERVER_PIDS[1]}"
  SECONDS=0
  stop_server 2
  [ "$SECONDS" -le 4 ]
  run evsend --to "$SERVERS" --spool spool sample.ev
  [ "$status" -eq 0 ]
  [ "$(checksum <(evfetch --from "127.0.0.1:${SERVER_PORTS[0]},127.0.0.1:${SERVER_PORTS[1]}"))" = "$direct" ]
}

@test "one address can't take all connections" {
  start_cluster 1 --min-free 0% --max-connections 4
  exec 5<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}" 6<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}"
  run evfetch --from "$SERVERS"
  [ "$status" -ne 0 ]
  [[ $output == *"too many connections from one address (at most 2)"* ]]
  exec 5>&- 6>&-
  said server-0/log "refused: too many connections from one address"
}

@test "bounds that no machine could keep are usage errors" {
  for option in "--max-connections 1" "--max-connections 2000000000" "--receive-memory 100G" "--receive-memory 1"; do
    # shellcheck disable=SC2086 # an option and its value
    run -2 --separate-stderr evrecv --listen 127.0.0.1:0 --store store $option
    [[ ${stderr_lines[0]} == "evrecv: error: ${option% *}: "* ]]
    [ ! -e store ]
  done
}

@test "a directory that is named twice is said, not taken for another server's" {
  mkdir a
  ln -s a link
  for stores in a,a a,./a a,link new,new; do
    run -2 --separate-stderr evrecv --listen 127.0.0.1:0 --store "$stores"
    [[ $stderr == *"error: --store: ${stores#*,} is named twice"* ]]
  done
  [ ! -e a/evstore ]
}
