# shellcheck shell=bash disable=SC2034,SC2154 # $work, $started and die are the caller's, $all_ports is used there
# Three evrecv on this machine, for benches: sourced, with the tools in PATH. What is started is added to $started.

hz=$(getconf CLK_TCK)
# cpu PID…: user and system seconds used so far, all together.
cpu() {
  local pid total=0 ticks
  for pid in "$@"; do
    ticks=$(awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat" 2>/dev/null) || ticks=0
    total=$((total + ticks))
  done
  awk -v t="$total" -v hz="$hz" 'BEGIN { printf "%.2f", t / hz }'
}
memory() { # MiB at most, all together
  local pid
  for pid in "$@"; do awk '/^VmHWM/ { print $2 }' "/proc/$pid/status"; done | awk '{ s += $1 } END { printf "%d", s / 1024 }'
}

servers=()
port_answers() { (exec 8<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
ports=()
while [ ${#ports[@]} -lt 3 ]; do
  port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
  port_answers $port || ports+=("$port")
done
all_ports=127.0.0.1:${ports[0]},127.0.0.1:${ports[1]},127.0.0.1:${ports[2]}
server_options=()
start_server() { # start_server N
  evrecv --listen "127.0.0.1:${ports[$1]}" --peers "$all_ports" --store "$work/server$1" "${server_options[@]}" \
    2>>"$work/server$1.log" &
  servers[$1]=$!
  started+=($!)
  until port_answers "${ports[$1]}"; do
    sleep 0.05
    kill -0 "${servers[$1]}" 2>/dev/null || die "evrecv failed: $(tail -n 3 "$work/server$1.log")"
  done
}
servers_up() {
  local n
  for n in 0 1 2; do start_server $n; done
  sleep 1
}
servers_down() {
  kill "${servers[@]}" 2>/dev/null
  wait "${servers[@]}" 2>/dev/null
  rm -rf "$work"/server? "$work"/spool*
  servers=()
}
