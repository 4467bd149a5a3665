# Clusters of evrecv on loopback: `load helpers/servers` after helpers/common, and call stop_servers in teardown.
#
#   start_cluster 3 [OPTION…]   starts three servers that know each other; sets $SERVERS to HOST:PORT,HOST:PORT,…
#   kill_server N               SIGKILL to server N (from 0)
#   stop_server N               SIGTERM, and waits for its end
#   restart_server N            starts it again on the same port and store
#   add_server                  starts one more server; sets ADDED to its number
#
# With $SERVERS_PER_ZONE set, so many neighbours share a zone.
# With $PEER_LIST set to a file the servers read their peers there; whoever changes it writes it.
#
# Server N has $BATS_TEST_TMPDIR/server-N/ with store/ and log.

SERVER_PORTS=()
SERVER_PIDS=()
SERVER_OPTIONS=()

port_answers() {
  (exec 8<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# free_port: one that nobody listens on and that is no server's, below the range that the system hands out for outgoing
# connections. Two servers with one port would pass for one that is up, and their peers wait for the other.
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if [[ " ${SERVER_PORTS[*]} " != *" $port "* ]] && ! port_answers "$port"; then
      echo "$port"
      return 0
    fi
  done
  echo "no free port found" >&2
  return 1
}

start_cluster() {
  local count=$1 number
  shift
  SERVER_OPTIONS=("$@")
  SERVER_PORTS=()
  for ((number = 0; number < count; number++)); do
    SERVER_PORTS+=("$(free_port)")
  done
  SERVERS=$(printf ',127.0.0.1:%s' "${SERVER_PORTS[@]}")
  SERVERS=${SERVERS#,}
  export SERVERS
  [ -z "${PEER_LIST:-}" ] || printf '127.0.0.1:%s\n' "${SERVER_PORTS[@]}" >"$PEER_LIST"
  for ((number = 0; number < count; number++)); do
    launch_server "$number"
  done
  for ((number = 0; number < count; number++)); do
    wait_for_server "$number"
  done
}

launch_server() {
  local number=$1 peers="" other dir=$BATS_TEST_TMPDIR/server-$1
  mkdir -p "$dir"
  for other in "${!SERVER_PORTS[@]}"; do
    [ "$other" -eq "$number" ] || peers=$peers,127.0.0.1:${SERVER_PORTS[$other]}
  done
  local arguments=(--listen "127.0.0.1:${SERVER_PORTS[$number]}" --store "$dir/store")
  if [ -n "${PEER_LIST:-}" ]; then
    arguments+=(--peers "@$PEER_LIST")
  elif [ -n "$peers" ]; then
    arguments+=(--peers "${peers#,}")
  fi
  [ -z "${SERVERS_PER_ZONE:-}" ] || arguments+=(--zone "zone-$((number / SERVERS_PER_ZONE))")
  # bats waits for whoever holds its descriptor 3.
  evrecv "${arguments[@]}" "${SERVER_OPTIONS[@]}" >>"$dir/log" 2>&1 3>&- &
  SERVER_PIDS[number]=$!
}

wait_for_server() {
  wait_until 20 server_is_up_or_gone "$1"
  if ! port_answers "${SERVER_PORTS[$1]}"; then
    echo "server $1 did not start:" >&2
    cat "$BATS_TEST_TMPDIR/server-$1/log" >&2
    return 1
  fi
}

server_is_up_or_gone() {
  port_answers "${SERVER_PORTS[$1]}" || ! kill -0 "${SERVER_PIDS[$1]}" 2>/dev/null
}

add_server() {
  ADDED=${#SERVER_PORTS[@]}
  SERVER_PORTS+=("$(free_port)")
  launch_server "$ADDED"
  wait_for_server "$ADDED"
}

kill_server() {
  kill -KILL "${SERVER_PIDS[$1]}"
  wait "${SERVER_PIDS[$1]}" 2>/dev/null || :
}

stop_server() {
  kill -TERM "${SERVER_PIDS[$1]}"
  wait "${SERVER_PIDS[$1]}"
}

restart_server() {
  launch_server "$1"
  wait_for_server "$1"
}

stop_servers() {
  local pid
  for pid in "${SERVER_PIDS[@]}"; do
    kill -KILL "$pid" 2>/dev/null || :
  done
  for pid in "${SERVER_PIDS[@]}"; do
    wait "$pid" 2>/dev/null || :
  done
  SERVER_PIDS=()
}
