# evsort --hold-down: what is held survives, positions stay behind what they cover, late events, times that are wrong.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
  exec 9>&-
}

# held_by_a_killed_evsort LINES: has an evsort with a spool take LINES lines, and kills it.
held_by_a_killed_evsort() {
  rm -f pipe
  mkfifo pipe
  evsort --hold-down 15m --spool spool --stats <pipe >>out.ev 2>stats 3>&- &
  local evsort=$!
  exec 9>pipe
  sample_lines "$1" "${2:-0}" | evtail - >&9
  wait_until 20 taken "$1"
  kill -KILL "$evsort"
  wait "$evsort" || true
  exec 9>&-
}

# taken LINES: whether a spool and what was given out hold so many lines.
taken() {
  [ "$(cat spool/*.ev out.ev 2>/dev/null | evsort -O raw 2>/dev/null | wc -l)" -ge "$1" ]
}

@test "what a killed evsort held comes out of the next one" {
  held_by_a_killed_evsort 600
  [ ! -s out.ev ]
  sample_lines 300 600 | evtail - | evsort --hold-down 15m --spool spool >>out.ev
  [ "$(evcat -O raw out.ev)" = "$(sample_lines 900)" ]
  [ -z "$(ls spool/*.ev 2>/dev/null)" ]
}

@test "what was given out before the kill doesn't come again, but for what was given out last" {
  # 3,000 seconds, held down for 15 minutes: two thirds are out when it is killed.
  held_by_a_killed_evsort 3000
  [ "$(evinfo --count out.ev)" -ge 1500 ]
  [ "$(cat spool/held-*.ev | evinfo --count -)" -lt 3000 ]
  evsort --hold-down 15m --spool spool --stats </dev/null >>out.ev 2>stats
  [ "$(evsort -O raw out.ev)" = "$(sample_lines 3000)" ]
  [ "$(evinfo --count out.ev)" -le 3100 ]
  # Sorted throughout: nothing came out of its place.
  evcat -O raw out.ev | cut -d' ' -f1 | sort -c
}

@test "a spool in use, or without a hold-down, is refused" {
  mkfifo pipe
  evsort --hold-down 15m --spool spool <pipe >out.ev 3>&- &
  local evsort=$!
  exec 9>pipe
  wait_until 20 test -e spool/given-out
  run -2 --separate-stderr evsort --hold-down 15m --spool spool </dev/null
  [[ $stderr == "evsort: error: spool: in use by another evsort"* ]]
  exec 9>&-
  wait "$evsort"
  run -2 --separate-stderr evsort --spool spool </dev/null
  [[ $stderr == "evsort: error: --spool is for --hold-down"* ]]
}

@test "a frame cut by the kill is no damage, another file in its place is" {
  held_by_a_killed_evsort 600
  local leaf
  leaf=$(ls spool/held-*.ev | tail -n 1)
  head -c 50 "$leaf" >>"$leaf"
  evsort --hold-down 15m --spool spool </dev/null >>out.ev
  [ "$(evcat -O raw out.ev)" = "$(sample_lines 600)" ]
  echo text >spool/held-1.ev
  run -2 --separate-stderr evsort --hold-down 15m --spool spool </dev/null
  [[ $stderr == "evsort: error: spool/held-1.ev: is no event stream"* ]]
}

# start_pipe: evtail | evsort | evsend in the background; sets $tail_pid, $sort_pid and $send_pid.
start_pipe() {
  rm -f events sorted
  mkfifo events sorted
  evtail -F --state state app.log >events 2>>log 3>&- &
  tail_pid=$!
  evsort --hold-down 2s --batch 10s "$@" <events >sorted 2>>log 3>&- &
  sort_pid=$!
  evsend --state state --spool sent --to "$SERVERS" --batch 200ms --durability fast <sorted 2>>log 3>&- &
  send_pid=$!
}

@test "evtail | evsort --hold-down | evsend loses nothing, whichever is killed when" {
  start_cluster 1
  : >app.log
  local round line=0 victim
  for round in 1 2 3 4 5 6; do
    if [ $((round % 2)) -eq 0 ]; then start_pipe --spool held; else start_pipe; fi
    for _ in {1..8}; do
      sample_lines 50 "$line" >>app.log
      line=$((line + 50))
      sleep 0.1
    done
    case $((round % 3)) in
    0) victim=$tail_pid ;;
    1) victim=$sort_pid ;;
    2) victim=$send_pid ;;
    esac
    if ! kill -KILL "$victim"; then cat log; return 1; fi
    wait "$victim" || true
    # Who writes to or reads from a dead process notices with the next line.
    kill -TERM "$tail_pid" 2>/dev/null || true
    wait "$tail_pid" || true
    kill -KILL "$sort_pid" "$send_pid" 2>/dev/null || true
    wait "$sort_pid" || true
    wait "$send_pid" || true
  done
  evtail --state state app.log | evsort --hold-down 2s --spool held | evsend --state state --spool sent --to "$SERVERS" --durability fast
  evfetch --from "$SERVERS" | evsort -O raw >got
  sample_lines "$line" >want
  same_files got want
}

@test "positions come after all that they cover, and the end after all" {
  sample_lines 1000 >app.log
  touch state
  evtail --state state app.log >all.ev
  [ "$(evinfo all.ev | grep -c positions)" -ge 1 ]
  evsort --hold-down 60s all.ev >sorted.ev
  evcat -O raw sorted.ev >got
  same_files got app.log
  # A sink takes every event of it for covered.
  evsort --hold-down 60s --stats all.ev 2>stats >/dev/null
  grep -q '^other frames left out  *0$' stats
}

@test "late events are put aside in a file that is appended to, and never into another kind of file" {
  sample_lines 500 0 | evtail - >a.ev
  sample_lines 400 300 | evtail - >b.ev
  evsort --hold-down 10s --late side:late.ev a.ev b.ev >intime.ev
  [ "$(evinfo --count late.ev)" = 180 ]
  # As after a crash: half a frame at its end is cut off.
  head -c 150 late.ev >half
  cat half >>late.ev
  evsort --hold-down 10s --late side:late.ev a.ev b.ev >intime.ev
  [ "$(evinfo --count late.ev)" = 360 ]
  [ "$(evcat late.ev intime.ev | evsort -O raw)" = "$(evcat a.ev b.ev | evsort -O raw)" ]
  echo 'not events' >notes
  run -2 --separate-stderr evsort --hold-down 10s --late side:notes a.ev
  [[ $stderr == "evsort: error: notes: exists and is no event stream"* ]]
  [ "$(cat notes)" = 'not events' ]
}

@test "one event of the future and sources with wrong clocks make no other late" {
  sample_lines 2000 >right.log
  sample_lines 2000 | sed 's/^2026-11-20/2025-01-01/; s/ request / slow /' >behind.log
  sample_lines 1 | sed 's/^2026/2199/; s/ request / future /' >future.log
  # Line by line from each, as from one pipe.
  { head -n 700 right.log; cat future.log; tail -n +701 right.log; } | paste -d '\n' - behind.log | sed '/^$/d' >mixed.log
  evtail mixed.log | evsort --hold-down 60s --late side:late.ev --stats=json >out.ev 2>stats
  [ "$(evcat out.ev late.ev | checksum)" = "$(evtail mixed.log | checksum)" ]
  run evcat -O raw late.ev
  [[ $output != *" request "* ]]
  evcat -O raw out.ev | grep ' request ' | cmp - right.log
}

@test "statistics as JSON say what was held, late and passed whole" {
  sample_lines 500 0 | evtail - >a.ev
  sample_lines 400 300 | evtail - >b.ev
  evsort --hold-down 10s --stats=json a.ev b.ev 2>stats >/dev/null
  grep -q '"events":900,"duplicates":0,"late":180,' stats
  grep -q '"late_by":{"<1s":1,"<10s":9,"<60s":50,"<600s":120,' stats
  grep -q '"held_events_max":' stats
  python3 -c 'import json; json.load(open("stats"))' || [ ! -x /usr/bin/python3 ]
  run -2 --separate-stderr evsort --stats=xml a.ev
  [[ $stderr == "evsort: error: --stats: expected text or json, not 'xml'"* ]]
}

@test "sorted frames that are alone pass as they came" {
  local from
  for from in 0 100 200 300 400 500 600; do sample_lines 100 $from | evtail -; done >a.ev
  evsort --hold-down 0s --batch 1024s --stats=json a.ev 2>stats >out.ev
  grep -qE '"whole_frames":[1-9]' stats
  [ "$(checksum out.ev)" = "$(checksum a.ev)" ]
}

@test "a hold-down of 48 hours of more than fits into memory is written to files once" {
  sample_lines 50000 >a.log
  for each in b c d; do sed "s/web/$each/" a.log; done | evtail - >all.ev
  mkdir tmp
  evsort --hold-down 48h --memory 4M --tmp tmp --stats=json all.ev 2>stats >out.ev
  [ "$(checksum out.ev)" = "$(checksum all.ev)" ]
  [ -z "$(ls -A tmp)" ]
  local spilled
  spilled=$(sed 's/.*"spilled_bytes":\([0-9]*\).*/\1/' stats)
  [ "$spilled" -gt $(($(stat -c %s all.ev) / 3)) ]
  [ "$spilled" -lt $(($(stat -c %s all.ev) * 12 / 10)) ]
}
