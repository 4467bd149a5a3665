# evtail: what it says of lines, how it goes on, what it does with bad input.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
}

@test "time, host and app come out of the line, the level stays" {
  printf 'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass; user unknown\n' >a.log
  touch -d 2005-07-01T00:00:00Z a.log
  run evtail -O json a.log
  [ "$status" -eq 0 ]
  [[ $output == *'"time":"2005-06-14T15:16:01Z"'* ]]
  [[ $output == *'"host":"combo","app":"sshd(pam_unix)","message":"check pass; user unknown"'* ]]
  printf '2015-10-18 18:01:47,978 ERROR [main] org.example.App: broke\n' >b.log
  run evtail -O json --host h1 b.log
  [[ $output == *'"host":"h1","app":"org.example.App","message":"ERROR [main] broke"'* ]]
}

@test "lines that name no host and app get the given ones, or the machine and the file" {
  printf '2024-01-01 10:00:00 up\n' >access.log.1
  run evtail -O json access.log.1
  [[ $output == *"\"host\":\"$(cut -d. -f1 /proc/sys/kernel/hostname)\",\"app\":\"access\""* ]]
  run evtail -O json --host h --app a access.log.1
  [[ $output == *'"host":"h","app":"a"'* ]]
}

@test "gzip and zstd are read as they are" {
  sample_lines 100 >a.log
  gzip -k a.log
  evtail -O raw a.log.gz | cmp - a.log
  if command -v zstd >/dev/null; then
    zstd -q a.log -o a.log.zst
    evtail -O raw a.log.zst | cmp - a.log
  fi
  head -c 200 a.log.gz >cut.log.gz
  run -2 --separate-stderr evtail -O raw cut.log.gz
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *"error: cut.log.gz: "*"ends too early"* ]]
}

@test "other compressed files are refused with a hint" {
  printf '\3757zXZ\0rest' >a.log.xz
  run -2 --separate-stderr evtail a.log.xz
  [[ ${stderr_lines[0]} == *"error: a.log.xz: compressed with xz"* ]]
  [[ ${stderr_lines[1]} == *"hint: xz -dc a.log.xz | evtail -"* ]]
}

@test "directories and patterns" {
  mkdir -p logs/sub
  sample_lines 3 >logs/a.log
  sample_lines 3 3 >logs/sub/b.log
  printf '\0\1\2' >logs/binary
  run --separate-stderr evtail -O raw logs
  [ "${#lines[@]}" -eq 6 ]
  [[ $stderr == "evtail: logs: 1 file skipped that hold no text, such as logs/binary" ]]
  run --separate-stderr evtail -O raw 'logs/*/*.log'
  [ "${#lines[@]}" -eq 3 ]
  run -2 --separate-stderr evtail -O raw 'nothing*'
  [[ $stderr == *"error: nothing*: no file matches"* ]]
}

@test "with a state nothing comes twice and nothing is left out" {
  sample_lines 100 >a.log
  evtail --state s --commit -O raw a.log | cmp - a.log
  [ -z "$(evtail --state s --commit -O raw a.log)" ]
  sample_lines 10 100 >>a.log
  [ "$(evtail --state s --commit -O raw a.log | wc -l)" -eq 10 ]
  sample_lines 10 110 >>a.log
  mv a.log a.log.1
  sample_lines 10 120 >a.log
  [ "$(evtail --state s --commit -O raw a.log | wc -l)" -eq 20 ]
  [ -z "$(evtail --state s --commit -O raw a.log)" ]
}

@test "a last line without its end is given out, and again when it is whole" {
  printf '2024-01-01 10:00:00 one\n2024-01-01 10:00:01 tw' >a.log
  [ "$(evtail --state s --commit -O raw a.log | tail -n 1)" = "2024-01-01 10:00:01 tw" ]
  [ -z "$(evtail --state s --commit -O raw a.log)" ]
  printf 'o\n' >>a.log
  [ "$(evtail --state s --commit -O raw a.log)" = "2024-01-01 10:00:01 two" ]
}

@test "without --commit the sink commits, a regular file excepted" {
  sample_lines 5 >a.log
  evtail --state s a.log | cat >/dev/null
  [ ! -e s ]
  evtail --state s a.log >a.ev
  [ -e s ]
  [ "$(evtail --state s a.log | evinfo --count)" = 0 ]
}

@test "-F gives out what is written, through a rotation, and ends on SIGTERM" {
  sample_lines 2 >a.log
  evtail -F --state s --commit -O raw a.log >out &
  local pid=$!
  wait_until 20 lines_are 2 out
  sample_lines 2 2 >>a.log
  wait_until 20 lines_are 4 out
  mv a.log a.log.1
  sample_lines 2 4 >a.log
  wait_until 20 lines_are 6 out
  kill -TERM "$pid"
  wait "$pid"
  sample_lines 6 | cmp - out
  [ -z "$(evtail --state s --commit -O raw a.log)" ]
}

lines_are() {
  [ "$(wc -l <"$2")" -eq "$1" ]
}

@test "--explain says how lines are laid out" {
  sample_lines 20 >a.log
  echo "no time here" >>a.log
  run evtail --explain a.log
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "a.log: 21 lines, 20 with a time" ]
  [[ $output == *'layout  %Y-%m-%dT%H:%M:%S%f%z ${syslog}'* ]]
  [[ $output == *'form  20  %Y-%m-%dT%H:%M:%S.%6Z $h $a[$v]: $m'* ]]
  [[ $output == *"no time in  no time here"* ]]
}

@test "an event stream is not a log" {
  sample_lines 2 | evtail - >a.ev
  run -2 --separate-stderr evtail a.ev
  [[ ${stderr_lines[0]} == *"error: a.ev: an event stream already"* ]]
}

@test "options that exclude each other" {
  run -2 --separate-stderr evtail -F -
  [[ ${stderr_lines[0]} == *"error: -F: standard input"* ]]
  run -2 --separate-stderr evtail --commit x
  [[ ${stderr_lines[0]} == *"error: --commit needs --state"* ]]
}

@test "rows share what their tokens end in, also of more files than a frame has room for" {
  for n in {1..300}; do printf 'Jun 14 15:16:01 web app: line %d\nJun 14 15:16:02 web app: more of %d\n' $n $n >"$n.log"; done
  evtail ./*.log >all.ev
  evinfo all.ev | grep -q 'shared tails  [1-9]* frames'
  evinfo --verify all.ev
  evcat -O raw all.ev | sort >lines
  cat ./*.log | sort | cmp - lines
  sum=$(evinfo --checksum all.ev)
  [[ $sum == *-600* ]]
  [ "$(evsort all.ev | evinfo --checksum)" = "$sum" ]
}
