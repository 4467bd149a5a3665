# Keys: who is let in, and what passes over the network.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
  PROXIES=()
  # An address of this machine that is not loopback, where there is one.
  ADDRESS=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m 1 '^[0-9.]*$' || echo 127.0.0.1)
}

teardown() {
  stop_servers
  local pid
  for pid in "${PROXIES[@]}"; do
    kill "$pid" 2>/dev/null || :
    wait "$pid" 2>/dev/null || :
  done
}

# make_key NAME RIGHTS: a key file NAME, in the list of those who are let in.
make_key() {
  echo "$2 $(evkey gen -o "$1") $1" >>authorized
}

public() { evkey show "$1"; }

# A proxy before server N, which keeps what passes in the file wire.
start_proxy() {
  python3 "$REPO/tests/helpers/proxy.py" "$ADDRESS" "$1" "$ADDRESS" "$2" wire 3>&- &
  PROXIES+=($!)
}

# Three servers on $ADDRESS, each behind a proxy; all talk through the proxies. Sets $SERVERS.
# with_keys yes: each has a key and is named with it.
start_cluster_behind_proxies() {
  local with_keys=$1 number port dir
  local proxy_ports=() list=""
  command -v python3 >/dev/null || skip "needs python3"
  SERVER_PORTS=()
  for number in 0 1 2; do
    SERVER_PORTS+=("$(free_port)")
    proxy_ports+=("$(free_port)")
    [ "$with_keys" = no ] || make_key "server-$number.key" peer
    list=$list,$ADDRESS:${proxy_ports[number]}
    [ "$with_keys" = no ] || list=$list#$(public "server-$number.key")
  done
  SERVERS=${list#,}
  for number in 0 1 2; do
    start_proxy "${proxy_ports[number]}" "${SERVER_PORTS[number]}"
    dir=$BATS_TEST_TMPDIR/server-$number
    mkdir -p "$dir"
    local arguments=(--listen "$ADDRESS:${SERVER_PORTS[number]}" --store "$dir/store" --peers "$SERVERS"
      --environment secret-cluster --min-free 0%)
    if [ "$with_keys" = no ]; then
      arguments+=(--plaintext)
    else
      arguments+=(--key "server-$number.key" --authorized authorized)
    fi
    evrecv "${arguments[@]}" >>"$dir/log" 2>&1 3>&- &
    SERVER_PIDS[number]=$!
  done
  for number in 0 1 2; do
    wait_until 20 grep -q 'listening on' "server-$number/log"
    wait_until 20 test "$(grep -c 'connected' "server-$number/log")" -ge 0
  done
}

@test "evkey makes a key that its owner alone can read, once, and shows it" {
  run -0 evkey gen -o my.key
  [[ $output =~ ^evpub1[02-9ac-hj-np-z]{58}$ ]]
  [ "$(stat -c %a my.key)" = 600 ]
  [ "$(evkey show my.key)" = "$output" ]
  before=$(sum my.key)
  run --separate-stderr -2 evkey gen -o my.key
  [[ $stderr == *"never overwritten"* ]]
  [ "$(sum my.key)" = "$before" ]
  cp my.key shared.key
  chmod 640 shared.key
  run --separate-stderr -2 evkey show shared.key
  [[ $stderr == *"others can read or change (mode rw-r-----)"*"chmod 600 shared.key"* ]]
  echo hello >no.key
  chmod 600 no.key
  run --separate-stderr -2 evkey show no.key
  [[ $stderr == *"no.key:1: a key that doesn't begin with evsec1"* ]]
  mkdir keys
  run --separate-stderr -2 evkey show keys
  [[ $stderr == *"error: keys: Is a directory"* ]]
  [[ $stderr != *chmod* ]]
  run --separate-stderr -2 evkey show
  run --separate-stderr -2 evkey make
  [[ $stderr == *"neither gen nor show"* ]]
}

@test "three servers with keys: everything arrives, and nothing of it can be read on the way" {
  sample_lines 5000 >sample.log
  direct=$(evtail --host h sample.log | checksum)

  # The same without encryption shows that the proxies see what there is to see.
  start_cluster_behind_proxies no
  evtail --host h sample.log | evsend --environment secret-cluster --to "$SERVERS" --spool plain-spool
  grep -q -a secret-cluster wire
  grep -q -a 'EVF' wire
  stop_servers
  rm -rf wire server-*

  make_key sender.key send
  make_key reader.key read
  start_cluster_behind_proxies yes
  evtail --host h sample.log |
    evsend --environment secret-cluster --to "$SERVERS" --spool spool --key sender.key
  [ "$(evfetch --from "$SERVERS" --key reader.key | checksum)" = "$direct" ]
  for number in 0 1 2; do
    [ "$(checksum "server-$number/store")" = "$direct" ]
  done
  [ "$(stat -c %s wire)" -gt 100000 ]
  for text in secret-cluster EVF web0 request; do
    ! grep -q -a -F "$text" wire
  done
}

@test "who is not on the list, or not for this, is refused and told so" {
  make_key server.key peer
  make_key sender.key send
  make_key reader.key read
  evkey gen -o stranger.key >/dev/null
  sample_lines 100 | evtail - >sample.ev
  port=$(free_port)
  evrecv --listen "127.0.0.1:$port" --store store --min-free 0% --key server.key --authorized authorized \
    >log 2>&1 3>&- &
  SERVER_PIDS=($!)
  wait_until 20 grep -q 'listening on' log
  server=127.0.0.1:$port#$(public server.key)

  run --separate-stderr -2 evsend --to "$server" --durability fast --spool s1 --key stranger.key sample.ev
  [[ $stderr == *"key $(public stranger.key) is not authorized"* ]]
  run --separate-stderr -2 evsend --to "$server" --durability fast --spool s2 --key reader.key sample.ev
  [[ $stderr == *"not authorized to send"* ]]
  for mode in -Oev --list --follow; do
    run --separate-stderr -2 evfetch --from "$server" --key sender.key "$mode"
    [[ $stderr == "evfetch: error: 127.0.0.1:$port: refused: key $(public sender.key) is not authorized to read"$'\n'"evfetch: hint: "*"--authorized"* ]]
  done
  run --separate-stderr -2 evport --from "$server" --to "file://$PWD/archive" --key sender.key
  [[ $stderr == "evport: error: 127.0.0.1:$port: refused: key "*$'\n'"evport: hint: "*"--authorized"* ]]
  run --separate-stderr -2 evfetch --from "127.0.0.1:$port"
  [[ $stderr == *"hint: name the server with its key"* ]]
  run --separate-stderr -2 evsend --to "127.0.0.1:$port" --durability fast --spool s3 sample.ev
  [[ $stderr == *"takes encrypted connections only"* ]]
  run --separate-stderr -2 evfetch --from "127.0.0.1:$port#$(public stranger.key)" --key reader.key
  [[ $stderr == *"the server says that it has another key"* ]]
  grep -q 'refused: this server takes encrypted connections only' log

  # Let in while the server runs; put out again.
  echo "send $(public stranger.key) no stranger any more" >>authorized
  sleep 1
  evsend --to "$server" --durability fast --spool s1 --key stranger.key sample.ev
  sed -i '/reader/d' authorized
  sleep 1
  run --separate-stderr -2 evfetch --from "$server" --key reader.key
  [[ $stderr == *"is not authorized"* ]]
}

@test "a list of keys that lets nobody in is said, and SIGHUP reads it again" {
  evkey gen -o server.key >/dev/null
  evkey gen -o sender.key >/dev/null
  echo '# nobody yet' >authorized
  port=$(free_port)
  evrecv --listen "127.0.0.1:$port" --store store --min-free 0% --key server.key --authorized authorized \
    >log 2>&1 3>&- &
  SERVER_PIDS=($!)
  wait_until 20 grep -q 'listening on' log
  grep -q 'warning: --authorized: authorized: no key in it: nobody is let in' log
  # Nobody comes whose key would have to be looked up: only the signal makes it look.
  echo 'send,fly evpub1x' >>authorized
  kill -HUP "${SERVER_PIDS[0]}"
  wait_until 20 grep -q "error: --authorized: authorized:2: 'fly' is not a right" log
  echo "send $(public sender.key)" >authorized
  kill -HUP "${SERVER_PIDS[0]}"
  sample_lines 10 | evtail - >ten.ev
  wait_until 20 evsend --to "127.0.0.1:$port#$(public server.key)" --durability fast --spool spool --key sender.key \
    ten.ev
}

@test "a server that answers in plain text although its key is given gets nothing" {
  make_key sender.key send
  evkey gen -o server.key >/dev/null
  sample_lines 100 | evtail - >sample.ev
  start_cluster 1 --min-free 0%
  evsend --to "$SERVERS#$(public server.key)" --durability fast --spool spool --key sender.key sample.ev \
    2>send.log 3>&- &
  sender=$!
  wait_until 20 grep -q 'does not encrypt' send.log
  kill -TERM "$sender"
  wait "$sender" || [ $? -eq 75 ]
  [ -z "$(find server-0/store -name '*.ev')" ]
}

@test "keys, addresses and lists have to go together" {
  make_key my.key send
  public=$(public my.key)
  run --separate-stderr -2 evsend --to "127.0.0.1:1#$public" /dev/null
  [[ $stderr == *"needs a key of our own, --key FILE"* ]]
  run --separate-stderr -2 evsend --to 192.0.2.77:1 --key my.key /dev/null
  [[ $stderr == *"given without its key"* ]]
  run --separate-stderr -2 evsend --to "127.0.0.1:1#${public%?}q" --key my.key /dev/null
  [[ $stderr == *"mistyped key"* ]]
  run --separate-stderr -2 evrecv --listen 127.0.0.1:0 --store store --key my.key
  [[ $stderr == *"--authorized is missing"* ]]
  run --separate-stderr -2 evrecv --listen 0.0.0.0:0 --store store
  [[ $stderr == *"unencrypted"*"--key and --authorized"* ]]
  echo 'send,fly evpub1x' >bad
  run --separate-stderr -2 evrecv --listen 127.0.0.1:0 --store store --key my.key --authorized bad
  [[ $stderr == *"bad:1: 'fly' is not a right"* ]]
  chmod g+w authorized
  run --separate-stderr -2 evrecv --listen 127.0.0.1:0 --store store --key my.key --authorized authorized
  [[ $stderr == *"others can change who is let in"* ]]
}
