# evtail --state S | evsend --state S: whichever process is killed when, nothing is lost and nothing is there twice.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_servers
}

# run_pipe: the pipe in the background; sets $tail_pid and $send_pid.
run_pipe() {
  rm -f pipe
  mkfifo pipe
  evtail -F --state state app.log >pipe 2>>evtail.log 3>&- &
  tail_pid=$!
  evsend --state state --spool spool --to "$SERVERS" --batch 200ms --acks 2 <pipe 2>>evsend.log 3>&- &
  send_pid=$!
}

@test "killed again and again, every line arrives once" {
  start_cluster 3
  : >app.log
  local round line=0
  for round in 1 2 3 4 5 6; do
    run_pipe
    for _ in {1..8}; do
      sample_lines 400 "$line" >>app.log
      line=$((line + 400))
      sleep 0.1
    done
    if [ "$round" -eq 3 ]; then
      mv app.log app.log.1
      sample_lines 100 "$line" >>app.log.1
      line=$((line + 100))
      : >app.log
    fi
    if [ $((round % 2)) -eq 0 ]; then
      kill -9 "$send_pid"
      wait "$send_pid" || true
      # evtail notices that its reader has gone when it has something to write.
      sample_lines 1 "$line" >>app.log
      line=$((line + 1))
      wait "$tail_pid" || true
    else
      kill -9 "$tail_pid"
      wait "$tail_pid" || true
      wait "$send_pid" || true
    fi
  done
  # What is left: once more to the end, without following.
  evtail --state state app.log | evsend --state state --spool spool --to "$SERVERS" --acks 2
  [ "$(evfetch --from "$SERVERS" | evinfo --count)" = "$line" ]
  evfetch --from "$SERVERS" | evcat -O raw | sort >got
  sample_lines "$line" | sort >want
  cmp got want
}
