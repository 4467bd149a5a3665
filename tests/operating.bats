# What an operator looks at: /metrics and /health of a cluster that is well, lacks a server, has a full disk; the systemd
# units; the rules for alerts.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  [ -z "${sender:-}" ] || { kill -KILL "$sender" 2>/dev/null; wait "$sender" 2>/dev/null; } || :
  stop_servers
  ! mountpoint -q "$BATS_TEST_TMPDIR/small" || umount "$BATS_TEST_TMPDIR/small"
}

# metrics_at LOG: the address that a process has named there last.
metrics_at() {
  sed -n 's|.*metrics on http://\([^/]*\)/metrics$|\1|p' "$1" | tail -n 1
}

# http METHOD HOST:PORT PATH: the answer's head and body.
http() {
  exec 9<>"/dev/tcp/${2%:*}/${2##*:}"
  printf '%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' "$1" "$3" >&9
  cat <&9
  exec 9>&-
}

health() { http GET "$(metrics_at "$1")" /health | tr -d '\r'; }

metrics() { http GET "$(metrics_at "$1")" /metrics | tr -d '\r' | sed '1,/^$/d'; }

# value NAME[{LABELS}] LOG
value() { metrics "$2" | awk -v name="$1" '$1 == name { print $2 }'; }

value_is() { [ "$(value "$1" "$2")" = "$3" ]; }
says() { health "$1" | grep -q "$2"; }
is_named() { [ -n "$(metrics_at "$1")" ]; }

# holds_events SERVER COUNT: its store has so many events.
holds_events() { [ "$(cat "server-$1"/store/*/*/*/*/*.ev | evcat -O raw | wc -l)" -eq "$2" ]; }

was_full() { [ "$(value 'evtools_server_frames_total{from="sender",fate="full"}' server-0/log)" -gt 0 ]; }

start_watched_cluster() {
  local n
  start_cluster "$@" --metrics :0
  for n in "${!SERVER_PORTS[@]}"; do
    wait_until 20 is_named "server-$n/log"
  done
}

check_page() {
  ! command -v promtool >/dev/null || metrics "$1" | promtool check metrics
}

# follow_events: evsend that stays, as the background job $sender, fed through the pipe on descriptor 7.
follow_events() {
  mkfifo events
  evsend --to "$SERVERS" --spool spool --batch 100ms --metrics :0 "$@" <events >evsend.log 2>&1 3>&- &
  sender=$!
  exec 7>events
  wait_until 20 is_named evsend.log
}

@test "a cluster that is well says so, and what it has done" {
  sample_lines 20000 | evtail - >sample.ev
  start_watched_cluster 3 --min-free 0%
  follow_events
  cat sample.ev >&7
  wait_until 60 value_is evtools_sender_events_total evsend.log 20000
  wait_until 60 holds_events 0 20000
  wait_until 60 value_is evtools_spool_frames evsend.log 0

  sent=$(value evtools_sender_spooled_frames_total evsend.log)
  [ "$sent" -gt 0 ]
  wait_until 20 value_is evtools_sender_acknowledged_frames_total evsend.log "$sent"
  wait_until 60 value_is evtools_sender_forgotten_frames_total evsend.log "$sent"
  wait_until 20 value_is evtools_sender_ack_seconds_count evsend.log "$sent"
  wait_until 20 value_is evtools_sender_servers_up evsend.log 3
  wait_until 20 value_is evtools_spool_limit_bytes evsend.log $((10 << 30))
  wait_until 20 says evsend.log '^ok$'
  check_page evsend.log

  for n in 0 1 2; do
    log=server-$n/log
    wait_until 20 value_is evtools_store_frames $log "$sent"
    wait_until 20 value_is evtools_store_bytes $log "$(cat server-$n/store/*/*/*/*/*.ev | wc -c)"
    wait_until 20 value_is 'evtools_server_connections{role="sender"}' $log 1
    wait_until 20 value_is 'evtools_server_peer_up{peer="127.0.0.1:'"${SERVER_PORTS[$(((n + 1) % 3))]}"'"}' $log 1
    wait_until 20 value_is 'evtools_store_disk_state{directory="'"$PWD/server-$n/store"'",state="ok"}' $log 1
    [ "$(value 'evtools_store_disk_free_bytes{directory="'"$PWD/server-$n/store"'"}' $log)" -gt 0 ]
    [ "$(value evtools_store_fsyncs_total $log)" -gt 0 ]
    wait_until 20 says $log '^ok$'
    check_page $log
  done
  stored=$(for n in 0 1 2; do metrics server-$n/log; done | awk '/^evtools_server_frames_total.*fate="stored"/ { n += $2 } END { print n }')
  [ "$stored" -eq $((3 * sent)) ]

  exec 7>&-
  wait "$sender"
  sender=
}

@test "with a server down the rest is degraded and works; with all down the sender is failing" {
  start_watched_cluster 3 --min-free 0%
  follow_events
  wait_until 20 value_is evtools_sender_servers_up evsend.log 3
  kill_server 2
  wait_until 20 value_is evtools_sender_servers_up evsend.log 2
  health evsend.log | grep -q '^HTTP/1.1 200 '
  health evsend.log | grep -qx "degraded: server 127.0.0.1:${SERVER_PORTS[2]} can't be reached"
  wait_until 20 value_is 'evtools_server_peer_up{peer="127.0.0.1:'"${SERVER_PORTS[2]}"'"}' server-0/log 0
  sample_lines 1000 | evtail - >&7
  wait_until 20 value_is evtools_sender_events_total evsend.log 1000
  wait_until 20 value_is evtools_sender_unacknowledged_frames evsend.log 0
  kill_server 0
  kill_server 1
  wait_until 20 says evsend.log '^failing: none of 3 servers can be reached$'
  health evsend.log | grep -q '^HTTP/1.1 503 '
  wait_until 20 value_is evtools_healthy evsend.log 0
}

@test "a full disk and a spool that drops are told" {
  [ "$(id -u)" -eq 0 ] || skip "needs to mount a tmpfs"
  mkdir small
  mount -t tmpfs -o size=4m tmpfs small || skip "no tmpfs can be mounted here"
  start_watched_cluster 1 --min-free 2M
  follow_events --durability fast
  wait_until 20 says server-0/log '^ok$'
  stop_server 0
  mkdir -p small/store
  rm -rf server-0/store
  ln -s ../small/store server-0/store
  head -c 3M /dev/zero >small/other
  restart_server 0
  wait_until 20 says server-0/log "^failing: disk $PWD/server-0/store is full: "
  health server-0/log | grep -q '^HTTP/1.1 503 '
  wait_until 20 value_is 'evtools_store_disk_state{directory="'"$PWD/server-0/store"'",state="full"}' server-0/log 1
  check_page server-0/log
  # Frames are refused with "full", and wait in the spool.
  sample_lines 300 | evtail - >&7
  wait_until 20 value_is evtools_sender_unacknowledged_frames evsend.log 1
  wait_until 20 was_full
  # Room again: all is well by itself.
  rm small/other
  wait_until 20 says server-0/log '^ok$'
  wait_until 30 value_is evtools_spool_frames evsend.log 0
}

@test "a spool that is too small and drops makes its sender failing" {
  start_cluster 1 --min-free 0%
  stop_server 0
  follow_events --durability fast --spool-max 20k --when-full drop-oldest
  for _ in 1 2 3; do
    sample_lines 2000 | evtail - >&7
    sleep 0.3
  done
  wait_until 20 says evsend.log '^failing: [1-9][0-9]* frames were dropped or lost since the start$'
  [ "$(value 'evtools_sender_dropped_frames_total{reason="full"}' evsend.log)" -gt 0 ]
}

@test "only GET and HEAD of two paths are answered, an address in use is an error, and SIGHUP ends no server" {
  start_watched_cluster 1 --min-free 0%
  at=$(metrics_at server-0/log)
  kill -HUP "${SERVER_PIDS[0]}"
  http HEAD "$at" /metrics | grep -q '^HTTP/1.1 200 '
  [ "$(http HEAD "$at" /health | tr -d '\r' | sed '1,/^$/d')" = "" ]
  http GET "$at" / | grep -q '^HTTP/1.1 404 '
  http POST "$at" /metrics | grep -q '^HTTP/1.1 405 '
  http GET "$at" /metrics | grep -qi '^Content-Type: text/plain; version=0.0.4; charset=utf-8'
  run --separate-stderr evrecv --listen 127.0.0.1:0 --store other --metrics "$at"
  [ "$status" -eq 2 ]
  [[ $stderr == *"evrecv: error: --metrics: $at: Address already in use"* ]]
}

@test "the installed systemd units are what systemd takes, and name the installed tools" {
  units=$EVTOOLS_PREFIX/share/evtools/systemd
  grep -q "^ExecStart=$EVTOOLS_PREFIX/bin/evrecv " "$units/evrecv.service"
  grep -q "$EVTOOLS_PREFIX/bin/evsend " "$units/evsend@.service"
  run ! grep -rq '@BIN@' "$units"
  command -v systemd-analyze >/dev/null || skip "systemd is not installed"
  mkdir units
  cp "$units"/*.service "$units"/*.timer units/
  cp units/evsend@.service units/evsend@logs.service
  for unit in evrecv.service evsend@logs.service evport.{service,timer} evsort-{store,compact}.{service,timer}; do
    run systemd-analyze verify --man=no "units/$unit"
    echo "$output"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
  done
}

@test "the units' sample configurations start the tools" {
  conf=$EVTOOLS_PREFIX/share/evtools/systemd
  port=$(free_port)
  # What systemd would do with them.
  for unit in evrecv evsend evport; do
    sed -e "s|127.0.0.1:7600|127.0.0.1:$port|; s|127.0.0.1:960[01]|127.0.0.1:0|; s|/var/lib/evtools|$PWD|" "$conf/$unit.conf" >$unit.conf
  done
  start_unit() (
    set -a
    . "./$1.conf"
    line=$(sed -n 's/^ExecStart=//p' "$conf/$2.service" | sed 's/\$\$/$/g')
    eval "exec $line"
  )
  start_unit evrecv evrecv >server.log 2>&1 3>&- &
  SERVER_PIDS[0]=$!
  wait_until 20 is_named server.log
  sample_lines 300 >app.log
  sed -i "s|^FILES=.*|FILES=$PWD/app.log|; s|^OPTIONS=.*|OPTIONS='--durability fast --batch 100ms'|" evsend.conf
  mkdir state
  STATE_DIRECTORY=$PWD/state
  export STATE_DIRECTORY
  start_unit evsend evsend@ >evsend.log 2>&1 3>&- &
  sender=$!
  wait_until 30 is_named evsend.log
  wait_until 30 value_is evtools_sender_forgotten_frames_total evsend.log 1
  evfetch --from "127.0.0.1:$port" -O raw | cmp - app.log
  # As systemd ends a unit: everybody gets the signal.
  pkill -TERM -P "$sender"
  wait "$sender" || :
  sender=
  sed -i "s|^OLDER_THAN=.*|OLDER_THAN=0s|" evport.conf
  start_unit evport evport
  evport --from "file://$PWD/archive" -O raw | cmp - app.log
}

@test "the rules for alerts are what Prometheus takes, and name metrics that exist" {
  rules=$EVTOOLS_PREFIX/share/evtools/alerts.yml
  start_watched_cluster 2 --min-free 0%
  follow_events
  { metrics server-0/log; metrics evsend.log; } | sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' >names
  for name in $(grep -o 'evtools_[a-z_]*' "$rules" | sed 's/_bucket$//' | sort -u); do
    grep -qx "$name" names || { echo "no metric $name"; false; }
  done
  for name in $(cat names); do
    grep -q "$name" "$BATS_TEST_DIRNAME/../docs/OPERATING.md" || { echo "$name is not explained in docs/OPERATING.md"; false; }
  done
  command -v promtool >/dev/null || skip "promtool is not installed"
  promtool check rules "$rules"
}
