# evsend, evrecv and evfetch as processes on loopback: what is acknowledged survives kills, full disks and bad guests.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
  [ -z "${sender:-}" ] || { kill -KILL "$sender" 2>/dev/null; wait "$sender" 2>/dev/null; } || :
  ! mountpoint -q "$BATS_TEST_TMPDIR/small" || umount "$BATS_TEST_TMPDIR/small"
}

make_events() {
  sample_lines "${1:-20000}" >sample.log
  evtail sample.log >sample.ev
  direct=$(checksum sample.ev)
}

# in_halves: the events in two halves, the second only when the file go is there; for what happens in the middle.
in_halves() {
  head -n 10000 sample.log | evtail --host h - >first.ev
  tail -n +10001 sample.log | evtail --host h - >second.ev
  direct=$(checksum first.ev second.ev | tail -n 1)
}

slowly() {
  cat first.ev
  wait_until 60 test -e go
  cat second.ev
}

stored() { [ "$(find "$1" -name '*.ev' -size +0 2>/dev/null | wc -l)" -gt 0 ]; }

@test "three servers hold every frame, and evfetch gives it back once" {
  make_events
  start_cluster 3 --min-free 0%
  run --separate-stderr evsend --to "$SERVERS" --spool spool sample.ev
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
  for n in 0 1 2; do
    [ "$(checksum "server-$n/store")" = "$direct" ]
  done
  [ -z "$(find spool -name '*.ev')" ]
}

@test "evfetch sorts, cuts to the range, filters and lists" {
  sample_lines 3000 >sample.log
  tac sample.log | evtail - >backwards.ev
  start_cluster 3 --min-free 0%
  evsend --to "$SERVERS" --spool spool backwards.ev
  evfetch --from "$SERVERS" -O raw | cmp - sample.log
  run evfetch --from "$SERVERS" --since '2026-11-20 10:10:00' --until '2026-11-20 10:10:05' --host 'web0*' -O raw
  [ "$output" = "$(grep -E 'T10:10:0[0-4]' sample.log)" ]
  run evfetch --from "$SERVERS" --host web02 -O raw
  [ "$output" = "$(grep -F ' web02 ' sample.log)" ]
  run evfetch --from "$SERVERS" --list
  [ "${#lines[@]}" -eq 4 ]
  [[ ${lines[0]} == 2026-11-20T0*"${SERVERS%%,*}="* ]]
}

@test "a lone server takes frames for which one ack is enough" {
  make_events 500
  start_cluster 1 --min-free 0%
  run --separate-stderr evsend --to "$SERVERS" --spool spool --durability fast sample.ev
  [ "$status" -eq 0 ]
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
}

@test "two of three servers killed: evsend spools and waits, and nothing is missing when they return" {
  make_events
  in_halves
  start_cluster 3 --min-free 0%
  slowly | evsend --to "$SERVERS" --spool spool --batch 200ms 2>evsend.log &
  sender=$!
  wait_until 30 stored server-0/store
  kill_server 0
  kill_server 1
  : >go
  sleep 2
  kill -0 "$sender"
  stored spool
  restart_server 0
  restart_server 1
  wait "$sender"
  sender=
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
}

@test "five servers, three acks, two lost with their disks: nothing acknowledged is missing" {
  make_events
  in_halves
  start_cluster 5 --min-free 0%
  slowly | evsend --to "$SERVERS" --spool spool --copies 3 --acks 3 --batch 200ms 2>evsend.log &
  sender=$!
  wait_until 30 stored server-0/store
  kill_server 0
  kill_server 1
  rm -rf server-0/store server-1/store
  : >go
  wait "$sender"
  sender=
  left=$(printf %s "$SERVERS" | cut -d , -f 3-)
  [ "$(checksum <(evfetch --from "$left"))" = "$direct" ]
}

@test "all servers dead: evsend ends on SIGTERM with 75, and the next one delivers" {
  make_events 5000
  start_cluster 3 --min-free 0%
  stop_servers
  evsend --to "$SERVERS" --spool spool sample.ev 2>evsend.log &
  sender=$!
  wait_until 30 stored spool
  kill -TERM "$sender"
  status=0
  wait "$sender" || status=$?
  sender=
  [ "$status" -eq 75 ]
  grep -q 'stay in spool' evsend.log
  [ "$(checksum spool)" = "$direct" ]
  for n in 0 1 2; do restart_server $n; done
  evsend --to "$SERVERS" --spool spool /dev/null
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
}

@test "evsend killed while it sends loses nothing that was in its spool, and a torn tail is put aside" {
  make_events
  start_cluster 3 --min-free 0%
  stop_servers
  evsend --to "$SERVERS" --spool spool sample.ev 2>evsend.log &
  sender=$!
  wait_until 30 stored spool
  sleep 1
  kill -KILL "$sender"
  wait "$sender" || :
  sender=
  last=$(find spool -name '*.ev' | sort | tail -n 1)
  truncate -s -7 "$last"
  whole=$(checksum spool 2>/dev/null || :)
  for n in 0 1 2; do restart_server $n; done
  run --separate-stderr evsend --to "$SERVERS" --spool spool /dev/null
  [ "$status" -eq 0 ]
  [[ $stderr == *"half-written end cut off"* ]]
  [ -n "$(find spool/quarantine -type f)" ]
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$whole" ]
}

@test "positions are committed with the events before them" {
  sample_lines 1000 >sample.log
  direct=$(evtail --host h sample.log | checksum)
  start_cluster 3 --min-free 0%
  evtail --host h --state state sample.log | evsend --to "$SERVERS" --spool spool --state state
  [ -s state ]
  evtail --host h --state state sample.log | evsend --to "$SERVERS" --spool spool --state state
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
  sample_lines 100 1000 >>sample.log
  evtail --host h --state state sample.log | evsend --to "$SERVERS" --spool spool --state state
  [ "$(evfetch --from "$SERVERS" -O raw | wc -l)" -eq 1100 ]
}

@test "other environments and bucket widths are refused on both sides" {
  make_events 10
  start_cluster 1 --min-free 0% --environment prod
  run --separate-stderr evsend --to "$SERVERS" --spool spool --environment test sample.ev
  [ "$status" -eq 2 ]
  [[ $stderr == *"another environment (this server's is 'prod', the client's 'test')"* ]]
  grep -q "refused: another environment" server-0/log
  run --separate-stderr evsend --to "$SERVERS" --spool spool2 --environment prod --bucket-width 100s sample.ev
  [ "$status" -eq 2 ]
  [[ $stderr == *"another bucket width"* ]]
  run --separate-stderr evfetch --from "$SERVERS" --environment test
  [ "$status" -eq 2 ]
  [[ $stderr == *"another environment"* ]]
}

@test "evfetch says when the answer may not be complete" {
  make_events 1000
  start_cluster 3 --min-free 0%
  evsend --to "$SERVERS" --spool spool sample.ev
  kill_server 0
  run --separate-stderr evfetch --from "$SERVERS" -O raw
  [ "$status" -eq 0 ]
  [[ $stderr == *"Connection refused"* ]]
  kill_server 1
  run --separate-stderr evfetch --from "$SERVERS" -O raw
  [ "$status" -eq 2 ]
  [[ $stderr == *"may not be complete: 1 of 3 servers answered"* ]]
}

@test "two evsends do not share a spool" {
  make_events 10
  mkfifo pipe
  evsend --to 127.0.0.1:1 --spool spool pipe 2>evsend.log &
  sender=$!
  wait_until 20 test -e spool/lock
  exec 7>pipe
  run --separate-stderr evsend --to 127.0.0.1:1 --spool spool sample.ev
  exec 7>&-
  [ "$status" -eq 2 ]
  [[ $stderr == *"in use by another evsend"* ]]
}

@test "a full spool blocks, or drops and counts" {
  make_events
  for when in drop-oldest drop-newest; do
    evsend --to 127.0.0.1:1 --spool "spool-$when" --spool-max 200k --batch-bytes 65537 --when-full $when sample.ev \
      2>"$when.log" &
    sender=$!
    wait_until 30 grep -q 'spool is full' "$when.log"
    sleep 1
    kill -TERM "$sender"
    wait "$sender" || :
    sender=
    grep -q 'frames were dropped because the spool was full' "$when.log"
    [ "$(find "spool-$when" -name '*.ev' | wc -l)" -gt 0 ]
  done
}

@test "a server whose disk is full says so, stays readable, and frames go elsewhere" {
  [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
  mkdir small
  mount -t tmpfs -o size=200k tmpfs small || skip "can't mount here"
  make_events
  start_cluster 3 --min-free 0%
  stop_server 0
  mkdir -p server-0
  rm -rf server-0/store
  ln -s "$BATS_TEST_TMPDIR/small" server-0/store
  restart_server 0
  run --separate-stderr evsend --to "$SERVERS" --spool spool --copies 2 --acks 2 sample.ev
  [ "$status" -eq 0 ]
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
  evinfo --verify small
  kill -0 "${SERVER_PIDS[0]}"
}

@test "bytes that are no protocol do not disturb a server" {
  make_events 1000
  start_cluster 1 --min-free 0%
  exec 8<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}"
  head -c 100000 /dev/urandom >&8 2>/dev/null || :
  exec 8>&-
  exec 8<>"/dev/tcp/127.0.0.1/${SERVER_PORTS[0]}"
  printf 'GET / HTTP/1.0\r\n\r\n' >&8 2>/dev/null || :
  exec 8>&-
  evsend --to "$SERVERS" --spool spool --durability fast sample.ev
  [ "$(checksum <(evfetch --from "$SERVERS"))" = "$direct" ]
  grep -q "not an evtools server or client" server-0/log
}

@test "evrecv listens beyond loopback only when told that plain text is all right" {
  run --separate-stderr evrecv --listen 0.0.0.0:0 --store store
  [ "$status" -eq 2 ]
  [[ $stderr == *"unencrypted"*"--plaintext"* ]]
}

@test "evrecv ends on SIGTERM with everything on disk, and two do not share a store" {
  make_events 1000
  start_cluster 1 --min-free 0%
  evsend --to "$SERVERS" --spool spool --durability fast sample.ev
  run --separate-stderr evrecv --listen 127.0.0.1:0 --store server-0/store
  [ "$status" -eq 2 ]
  [[ $stderr == *"in use by another evrecv"* ]]
  stop_server 0
  [ "$(checksum server-0/store)" = "$direct" ]
}

@test "evfetch --follow shows what arrives" {
  make_events 100
  start_cluster 3 --min-free 0%
  evfetch --from "$SERVERS" --follow -O raw >followed 2>follow.log &
  sender=$!
  sleep 1
  evsend --to "$SERVERS" --spool spool sample.ev
  wait_until 20 cmp -s followed sample.log
}
