# evsend's spool and durability classes, as processes: what is promised by class, what bounds a spool, what goes wrong.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
  [ -z "${sender:-}" ] || { kill -KILL "$sender" 2>/dev/null; wait "$sender" 2>/dev/null; } || :
}

holds_frames() { [ -n "$(find "$1" -name '*.ev' -size +0 2>/dev/null)" ]; }

is_traced() { ! grep -q '^TracerPid:[[:space:]]*0$' "/proc/$1/status"; }

same_events() { [ "$(checksum "$2")" = "$1" ]; }

spooled_bytes() { find "$1" -name '*.ev' -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }'; }

@test "durability is stated by rules, per event, and does not change the lines" {
  sample_lines 300 >sample.log
  evtail --durability 'host=web00:safe,host=web01:fast' --durability 'app=app:c2a1' sample.log >sample.ev
  evcat -O raw sample.ev | cmp - sample.log
  run evcat -n 3 -O json sample.ev
  [[ ${lines[0]} == *'"host":"web00"'*'"durability":"safe"'* ]]
  [[ ${lines[1]} == *'"host":"web01"'*'"durability":"fast"'* ]]
  [[ ${lines[2]} == *'"host":"web02"'*'"durability":"c2a1"'* ]]
  [ "$(evtail sample.log | evcat -O json | grep -c durability)" -eq 0 ]
  [ "$(evtail --durability '' sample.log 2>&1 | grep -c "rule ''")" -eq 1 ]
  for rule in safest app=x app=x:quick x:safe; do
    run --separate-stderr evtail --durability "normal,$rule" sample.log
    [ "$status" -eq 2 ]
    [[ $stderr == *"rule '$rule'"* ]]
  done
}

@test "each class has frames of its own, with the copies and acks it asks for" {
  sample_lines 2000 >sample.log
  start_cluster 3 --min-free 0%
  evtail --durability 'host=web00:safe,host=web01:fast,host=web02:c2a1' sample.log |
    evsend --to "$SERVERS" --spool spool
  evfetch --from "$SERVERS" >all.ev
  evcat -O raw all.ev | sort | cmp - <(sort sample.log)
  for n in 0 1 2; do cat "server-$n"/store/*/*/*/*/*.ev; done >copies.ev
  evinfo copies.ev >info
  # Of 2,000 events over 7 hosts: 286 each of web00 … web04, 285 of the others.
  grep -Eq 'durability +c1a1 \(fast\): [0-9]+ frames, 286 events' info
  grep -Eq 'durability +c2a1: [0-9]+ frames, 572 events' info
  grep -Eq 'durability +c3a2 \(normal\): [0-9]+ frames, 3426 events' info
  grep -Eq 'durability +c3a3s \(safe\): [0-9]+ frames, 858 events' info
}

@test "a server has fsynced a safe frame before it answers for it" {
  command -v strace >/dev/null || skip "needs strace"
  sample_lines 200 >sample.log
  start_cluster 1 --min-free 0%
  # Nothing else is going on: between the frame's last write to a file and the answer there is an fsync.
  strace -f -qq -ttt -e trace=pwrite64,write,fsync,fdatasync -s 16 -o trace -p "${SERVER_PIDS[0]}" 3>&- &
  tracer=$!
  wait_until 20 is_traced "${SERVER_PIDS[0]}"
  evtail --durability c1a1s sample.log | evsend --to "$SERVERS" --spool spool
  kill -INT "$tracer"
  wait "$tracer" || :
  # An ANSWER is a message of type 3: its length (33 or more), then 3.
  awk '/pwrite64\(/ { stored = 1; synced = 0 }
    /f(data)?sync\(/ && stored { synced = 1 }
    stored && /write\([0-9]+, "\\0\\0\\0[^"]*\\3/ && !/pwrite64/ { answers++; early += !synced; exit }
    END { print answers + 0, early + 0 }' trace >found
  [ "$(cat found)" = "1 0" ]
}

@test "a spool that drops the oldest stays within its bound on disk, and what was dropped does not come back" {
  sample_lines 60000 >sample.log
  evtail sample.log >sample.ev
  evsend --to 127.0.0.1:1 --spool spool --spool-max 400k --batch-bytes 65537 --when-full drop-oldest sample.ev 2>log &
  sender=$!
  wait_until 60 grep -q 'spool is full' log
  sleep 1
  [ "$(spooled_bytes spool)" -le 409600 ]
  kill -TERM "$sender"
  wait "$sender" || :
  sender=
  grep -q 'frames were dropped because the spool was full' log
  left=$(checksum spool)
  start_cluster 1 --min-free 0%
  evsend --to "$SERVERS" --spool spool --linger 0s --when-full drop-oldest /dev/null 2>log2 &
  sender=$!
  wait_until 30 same_events "$left" server-0/store
}

@test "what is older than --spool-age is sent once more, dropped and counted" {
  sample_lines 500 >sample.log
  evtail sample.log >sample.ev
  evsend --to 127.0.0.1:1 --spool spool sample.ev 2>log &
  sender=$!
  wait_until 30 holds_frames spool
  sleep 1
  kill -TERM "$sender"
  wait "$sender" || :
  sender=
  # One server is too few for two acks: without an age evsend would wait for ever.
  start_cluster 1 --min-free 0%
  run --separate-stderr evsend --to "$SERVERS" --spool spool --spool-age 1s /dev/null
  [ "$status" -eq 0 ]
  [[ $stderr == *"frames were dropped because they were older than --spool-age"* ]]
  [ "$(checksum server-0/store)" = "$(checksum sample.ev)" ]
  [ -z "$(find spool -name '*.ev')" ]
}

@test "a state file in a directory that is not there is named at once" {
  sample_lines 10 >sample.log
  evtail sample.log >sample.ev
  run --separate-stderr evsend --to 127.0.0.1:1 --spool spool --state no/such/state sample.ev
  [ "$status" -eq 2 ]
  [[ $stderr == *"--state: no/such/state: there is no directory"*"no/such"* ]]
  run --separate-stderr evtail --state no/such/state sample.log
  [ "$status" -eq 2 ]
  [[ $stderr == *"--state: no/such/state: there is no directory"* ]]
}

@test "a spool that is removed under evsend is not lost silently" {
  sample_lines 2000 >sample.log
  mkfifo pipe
  evsend --to 127.0.0.1:1 --spool spool --batch 100ms pipe 2>log &
  sender=$!
  exec 7>pipe
  evtail sample.log >&7
  wait_until 30 holds_frames spool
  rm -rf spool
  # Where it was just being written to, the write finds out first.
  wait_until 60 grep -qE 'spool was removed while it was in use|error: spool: No such file' log
  status=0
  wait "$sender" || status=$?
  sender=
  exec 7>&-
  [ "$status" -eq 2 ]
}

# terminate PID: SIGTERM again and again, as from somebody who can't wait, until it is gone.
terminate() {
  local pid=$1
  while kill -TERM "$pid" 2>/dev/null && [ "$(ps -o stat= -p "$pid" | cut -c1)" != Z ]; do
    sleep 0.02
  done
}

@test "SIGTERM again and again, to evsend and then to evrecv at work: nothing is lost" {
  sample_lines 20000 >sample.log
  direct=$(evtail sample.log | checksum)
  mkfifo pipe
  evsend --state state --to 127.0.0.1:1 --copies 1 --acks 1 --spool spool --batch 100ms pipe 2>log 3>&- &
  sender=$!
  evtail --state state -F sample.log >pipe 3>&- &
  tail=$!
  wait_until 30 holds_frames spool
  terminate "$sender"
  wait "$sender" || code=$?
  sender=
  terminate "$tail"
  wait "$tail" || :
  # 143: killed by the second one; 75: it was through with its work by then.
  [ "${code:-0}" -eq 143 ] || [ "${code:-0}" -eq 75 ]
  start_cluster 1 --min-free 0%
  evtail --state state sample.log >pipe 3>&- &
  tail=$!
  evsend --state state --to "$SERVERS" --copies 1 --acks 1 --spool spool --batch-bytes 65k pipe 2>>log 3>&- &
  sender=$!
  wait_until 30 holds_frames server-0/store
  terminate "${SERVER_PIDS[0]}"
  wait "${SERVER_PIDS[0]}" || :
  restart_server 0
  wait "$tail"
  wait "$sender"
  sender=
  [ "$(evfetch --from "$SERVERS" | checksum)" = "$direct" ]
}

@test "a spool is not taken for a store, nor a store for a spool" {
  start_cluster 1 --min-free 0%
  run -2 --separate-stderr evsend --to "$SERVERS" --spool server-0/store /dev/null
  [[ $stderr == *"error: --spool: server-0/store: is the store of an evrecv, not a spool"* ]]
  evsend --to "$SERVERS" --spool spool /dev/null
  run -2 --separate-stderr evrecv --listen 127.0.0.1:0 --store spool
  [[ $stderr == *"error: --store: spool: is the spool of an evsend, not a store"* ]]
  [ ! -e spool/evstore ]
}
