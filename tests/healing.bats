# Healing between evrecv processes: what was lost comes back from those who have it, what was deleted does not.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
}

# Buckets of 10 s that ended hours ago are closed as soon as they are quiet for 2 s.
QUICK=(--min-free 0% --bucket-width 10s --repair-after 2s)

# old_events N: N events, one a second, the last of them two hours ago; sets $direct.
old_events() {
  awk -v n="$1" -v from="$(($(date +%s) - 7200 - $1))" 'BEGIN {
    for (i = 0; i < n; i++)
      printf "%sZ web%02d app[%d]: request id=%08x took %d ms\n",
        strftime("%Y-%m-%dT%H:%M:%S", from + i, 1), i % 7, 100 + i % 3, i * 2654435761 % 4294967296, i % 997
  }' >old.log
  evtail old.log >old.ev
  direct=$(checksum old.ev)
}

send_old_events() {
  old_events "$1"
  evsend --to "$SERVERS" --spool spool --bucket-width 10s "${@:2}" old.ev
}

holds_all() {
  [ "$(checksum "server-$1/store" 2>/dev/null)" = "$direct" ]
}

# copies_are N SERVER…: those servers together have at least N times as many events as there are.
copies_are() {
  local wanted=$1 count=0 number
  shift
  for number; do
    count=$((count + $(evinfo --count "server-$number/store" 2>/dev/null | tail -n 1 | grep -oE '^ *[0-9]+' || echo 0)))
  done
  [ "$count" -ge "$((wanted * $(wc -l <old.log)))" ]
}

@test "a wiped server fills up by itself" {
  start_cluster 3 "${QUICK[@]}"
  send_old_events 300
  wait_until 10 holds_all 0
  kill_server 0
  rm -rf server-0/store
  restart_server 0
  wait_until 60 holds_all 0
}

@test "a server that is gone for good is made up for, and its return is quiet" {
  start_cluster 4 "${QUICK[@]}"
  send_old_events 300
  kill_server 1
  wait_until 60 copies_are 3 0 2 3
  [ "$(checksum <(evfetch --from "$SERVERS" 2>/dev/null))" = "$direct" ]
  bytes=$(du -sb server-0/store server-2/store server-3/store | awk '{ sum += $1 } END { print sum }')
  restart_server 1
  sleep 6
  [ "$(du -sb server-0/store server-2/store server-3/store | awk '{ sum += $1 } END { print sum }')" -le "$bytes" ]
}

@test "with --repair-rate 0 nothing is healed" {
  start_cluster 3 "${QUICK[@]}" --repair-rate 0
  send_old_events 100
  wait_until 10 holds_all 0
  kill_server 0
  rm -rf server-0/store
  restart_server 0
  sleep 8
  [ -z "$(find server-0/store -name '*.ev')" ]
}

@test "a bit that flips on disk is noticed and healed, and what is left of the frame is kept" {
  start_cluster 3 "${QUICK[@]}"
  send_old_events 100
  wait_until 10 holds_all 2
  leaf=$(find server-2/store -name '*.ev' | sort | head -n 1)
  # In the payload of the first frame, under the running server: it reads everything again and again.
  printf '\377' | dd of="$leaf" bs=1 seek=130 conv=notrunc status=none
  wait_until 30 grep -q 'does not count as held any more' server-2/log
  find server-2/store/quarantine -name '*.rotten' -size +0 | grep -q .
  healed() { [ "$(checksum <(evfetch --from "${SERVERS##*,}"))" = "$direct" ]; }
  wait_until 60 healed
  [ "$(grep -c 'does not count as held any more' server-2/log)" -eq 1 ]
}

@test "what has expired does not come back from a server that keeps it" {
  start_cluster 2 "${QUICK[@]}"
  send_old_events 100 --copies 2
  wait_until 10 holds_all 0
  wait_until 10 holds_all 1
  stop_server 0
  find server-0/store -name '*.ev' -exec touch -d '3 hours ago' {} +
  SERVER_OPTIONS+=(--retain 1h)
  restart_server 0
  wait_until 20 grep -q 'older than --retain' server-0/log
  sleep 8
  [ -z "$(find server-0/store -name '*.ev')" ]
  [ -s server-0/store/tombstones ]
  # Nor after a restart, nor from a sender.
  kill_server 0
  restart_server 0
  sleep 5
  [ -z "$(find server-0/store -name '*.ev')" ]
  holds_all 1
}

@test "a store that is removed or replaced under a running server is noticed within two seconds" {
  start_cluster 2 --min-free 0%
  kill_server 1
  old_events 50
  evsend --to "$SERVERS" --spool spool --durability fast old.ev &
  sender=$!
  wait_until 20 test -n "$(find server-0/store -name '*.ev' 2>/dev/null)" || :
  rm -rf server-0/store
  gone() { ! kill -0 "${SERVER_PIDS[0]}" 2>/dev/null; }
  wait_until 3 gone
  status=0
  wait "${SERVER_PIDS[0]}" || status=$?
  kill -KILL "$sender" 2>/dev/null || :
  wait "$sender" 2>/dev/null || :
  [ "$status" -eq 2 ]
  grep -q 'the store was removed' server-0/log
  [ "$(grep -c 'disk failed' server-0/log)" -eq 1 ]
}
