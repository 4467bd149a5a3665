# evgrep ev://HOST:PORT,…: what servers have, searched like a file.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() { stop_servers; }

@test "servers are searched like a file, each event once and in the order of time" {
  sample_lines 3000 >app.log
  evtail app.log >app.ev
  start_cluster 3 --min-free 0%
  tac app.log | evtail - | evsend --to "$SERVERS" --spool spool
  local place=ev://$SERVERS options
  evgrep --raw -O raw '' "$place" | cmp - app.log
  for options in '-c took' '-v -m 5 took' '-C1 took.99' '-c --raw web01' '-o id=0*' '-n took.99' '-m 3 took' \
    '--since 2026-11-20T10:20 --until 2026-11-20T10:21:30 -c took' '--host web03 --app app -c took'; do
    # shellcheck disable=SC2086
    cmp <(evgrep -O raw $options app.ev) <(evgrep -O raw $options "$place")
  done
  # Servers send the time that is asked for, so numbers begin there.
  [[ "$(evgrep --since 2026-11-20T10:20 -n -m 1 -O raw took "$place")" == 1:2026-11-20T10:20:00* ]]
  [ "$(evgrep took "$place" | checksum)" = "$(evfetch --from "$SERVERS" | checksum)" ]
  [ "$(evgrep -c 'took 99 ' "$place" app.ev)" = "$(printf '%s:3\napp.ev:3' "$place")" ]
  [ "$(evgrep -l took "$place")" = "$place" ]
  [ "$(evgrep -L took "$place" || true)" = "" ]
  evgrep -q took "$place"
  run --separate-stderr evgrep -q 'nothing like that' "$place"
  [ "$status" -eq 1 ]
  [ -z "$stderr" ]
  # Servers and files together are one stream in the order of time.
  sample_lines 3000 3000 | evtail --host later - >later.ev
  evgrep -h --raw -O raw '' later.ev "$place" | cmp - <(sample_lines 6000)
  run evgrep --since 2027-01-01 -c '' "$place"
  [ "$status" -eq 1 ]
  [ "$output" = 0 ]
  # Frames outside of the time that is asked for don't leave the server.
  run --separate-stderr evgrep --stats --since 2026-11-20T10:40 -c took "$place"
  [[ $stderr == *"frames skipped by time    0"* ]]
  [[ "$(evgrep --estimate took "$place")" == *"inputs that are no files  1"* ]]
}

@test "servers that don't answer are named, and exit code 2 says when events may be missing" {
  sample_lines 100 | evtail - >app.ev
  start_cluster 3 --min-free 0%
  evsend --to "$SERVERS" --spool spool app.ev
  kill_server 0
  run --separate-stderr evgrep -c took "ev://$SERVERS"
  [ "$status" -eq 0 ]
  [ "$output" = 100 ]
  [[ $stderr == "evgrep: warning: ${SERVERS%%,*}: Connection refused" ]]
  kill_server 1
  run --separate-stderr evgrep -c took "ev://$SERVERS"
  [ "$status" -eq 2 ]
  [ "$output" = 100 ]
  [[ $stderr == *"evgrep: error: ev://$SERVERS: the answer may not be complete: 1 of 3 servers answered"* ]]
  run --separate-stderr evgrep -q took "ev://$SERVERS"
  [ "$status" -eq 0 ]
  kill_server 2
  run --separate-stderr evgrep -c took "ev://$SERVERS" app.ev
  [ "$status" -eq 2 ]
  [ "${lines[1]}" = app.ev:100 ]
  [[ $stderr == *"no server answered"* ]]
  run --separate-stderr evgrep took ev://127.0.0.1
  [ "$status" -eq 2 ]
  [[ $stderr == *"'127.0.0.1' is not HOST:PORT"* ]]
}

@test "encrypted servers are searched with a key" {
  evkey gen -o server.key >/dev/null
  echo "send,read $(evkey gen -o our.key)" >authorized
  sample_lines 100 | evtail - >app.ev
  start_cluster 1 --min-free 0% --key server.key --authorized authorized --environment prod
  local server
  server=$SERVERS#$(evkey show server.key)
  evsend --to "$server" --key our.key --environment prod --durability fast --spool spool app.ev
  [ "$(evgrep -c --key our.key took "ev://$server")" = 100 ]
  [ "$(evgrep -c --key our.key --environment prod took "ev://$server")" = 100 ]
  run --separate-stderr evgrep -c --key our.key --environment test took "ev://$server"
  [ "$status" -eq 2 ]
  [[ $stderr == *"another environment"* ]]
  run --separate-stderr evgrep -c took "ev://$server"
  [ "$status" -eq 2 ]
  [[ $stderr == *"needs a key of our own, --key FILE"* ]]
  evkey gen -o other.key >/dev/null
  run --separate-stderr evgrep -c --key other.key took "ev://$server"
  [ "$status" -eq 2 ]
  [[ $stderr == *"evgrep: hint: the server's --authorized file"* ]]
}
