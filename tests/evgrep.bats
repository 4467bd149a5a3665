# evgrep: as people type it, beside grep on the same lines.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
  export LC_ALL=C.UTF-8
  sample_lines 300 >app.log
  evtail app.log >app.ev
}

# same_as_grep OPTION…: evgrep --raw -O raw prints what grep prints, with the same exit code.
same_as_grep() {
  local expected=0 code=0
  grep "$@" app.log >expected 2>/dev/null || expected=$?
  evgrep --raw -O raw "$@" app.ev >found || code=$?
  cmp expected found
  [ "$code" -eq "$expected" ]
}

@test "grep's options do what they do in grep" {
  same_as_grep 'id=0'
  same_as_grep -i 'ID=0'
  same_as_grep -v 'id=0'
  same_as_grep -c 'took 1'
  same_as_grep -c 'nothing like that'
  same_as_grep -n 'took 1'
  same_as_grep -o 'id=[0-9a-f]*'
  same_as_grep -on 'took [0-9]\{3\}'
  same_as_grep -E '(web03|web04) .* 7[0-9] ms'
  same_as_grep -F 'app[101]: '
  same_as_grep -w 'id'
  same_as_grep -x '.* ms'
  same_as_grep -m 3 'took'
  same_as_grep -A 1 -B 2 'took 99'
  same_as_grep -C 1 'took 5'
  same_as_grep -o -C 1 'took 5'
  same_as_grep -on -A 0 'took 5'
  same_as_grep -e 'took 1' -e 'took 2' -c
  same_as_grep -q 'took'
  same_as_grep -q 'nothing like that'
  same_as_grep '\(.\)\1\1'
  printf '%s\n' 'web01' 'web02' >patterns
  same_as_grep -f patterns
}

@test "real logs give what grep gives" {
  local log
  while IFS= read -r log; do
    tr -d '\000\r' <"$log" | iconv -c -f UTF-8 -t UTF-8 >app.log
    # A missing last line end is the one thing grep adds.
    [ -z "$(tail -c 1 app.log)" ] || echo >>app.log
    evtail app.log >app.ev
    same_as_grep 'e'
    same_as_grep -c '[0-9][0-9]*'
    same_as_grep -i 'error\|fail'
    same_as_grep -o '[0-9.]\{7,\}'
    same_as_grep -v 'INFO'
  done < <(corpora)
}

@test "the pattern is matched against the message, with --raw against the line" {
  [ "$(evgrep -c '^request' app.ev)" = 300 ]
  [ "$(evgrep -c 'web01' app.ev || true)" = 0 ]
  [ "$(evgrep -c --raw 'web01' app.ev)" = "$(grep -c web01 app.log)" ]
  [ "$(evgrep -c --host 'web01' '' app.ev)" = "$(grep -c web01 app.log)" ]
}

@test "events go through a pipe, text when it is asked for" {
  [ "$(evgrep 'took 1' app.ev | evcat -O raw | wc -l)" = "$(grep -c 'took 1' app.log)" ]
  evgrep 'took 1' app.ev | evgrep -v 'took 11' | evinfo --verify
  [ "$(evgrep 'id=' app.ev | checksum)" = "$(checksum app.ev)" ]
  evgrep -n -m 1 'took' app.ev | grep -q '^1:2026-11-20T10:00:00'
  evgrep --json -m 1 'took' app.ev | grep -q '^{.*"host":"web00".*}$'
  evgrep -H -O raw -m 1 'took' app.ev | grep -q '^app.ev:2026-11-20T'
  [ "$(cat app.log | evtail - | evgrep -c 'took 99')" = "$(grep -c 'took 99' app.log)" ]
}

@test "time, host, app and fields narrow the search" {
  [ "$(evgrep -c --since '2026-11-20 10:01' --until '2026-11-20 10:02' '' app.ev)" = 60 ]
  [ "$(evgrep -c --since 2026-11-20T10:04:59Z '' app.ev)" = 1 ]
  [ "$(evgrep -c --app app --host 'web0[12]' '' app.ev || true)" = 0 ]
  [ "$(evgrep -c --app 'a*' --host 'web0?' '' app.ev)" = 300 ]
  [ "$(evgrep -c --where pid=101 '' app.ev)" = 100 ]
  [ "$(evgrep -O raw --where 'id=000000*' '' app.ev | grep -vc 'id=000000' || true)" = 0 ]
}

@test "several files, names, directories" {
  mkdir -p store/a
  cp app.ev store/a/1.ev
  evtail <(sample_lines 10 1000) >store/2.ev
  [ "$(evgrep -c 'took' store | sort)" = "$(printf 'store/2.ev:10\nstore/a/1.ev:300')" ]
  [ "$(evgrep -l 'took' store/2.ev app.ev)" = "$(printf 'store/2.ev\napp.ev')" ]
  [ "$(evgrep -L 'took' store/2.ev app.ev || true)" = "" ]
  [ "$(evgrep -hc 'took' store/2.ev app.ev)" = "$(printf '10\n300')" ]
  [ "$(cd store && evgrep -r -h -O raw 'took' | wc -l)" = 310 ]
}

@test "events of several inputs come in the order of time" {
  awk 'NR % 2' app.log | evtail --host a - >odd.ev
  awk 'NR % 2 == 0' app.log | evtail --host b - >even.ev
  evgrep -h --raw -O raw '' odd.ev even.ev | cmp - app.log
  evgrep -h -j 1 --raw -O raw '' even.ev - <odd.ev | cmp - app.log
  [ "$(evgrep -h -O raw -c '' odd.ev even.ev)" = "$(printf '150\n150')" ]
}

@test "small options" {
  same_as_grep -2 'took 99'
  same_as_grep -ay 'ID=0'
  same_as_grep -m 2 -1 'took'
  [ "$(evgrep -cH --label=here took - <app.ev)" = here:300 ]
  mkdir -p store/old
  cp app.ev store/old/
  cp app.ev store/app.evs
  [ "$(evgrep -c --include '*.ev' took store)" = store/old/app.ev:300 ]
  [ "$(evgrep -c --exclude-dir old took store)" = store/app.evs:300 ]
  run --separate-stderr evgrep -A -1 took app.ev
  [ "$status" -eq 2 ]
}

@test "names with zero bytes, lines between groups, names from a file" {
  same_as_grep -A1 -m 3 --no-group-separator 'took 9'
  same_as_grep -n -C1 -m 3 --group-separator=== 'took 9'
  same_as_grep -m 1 -U took
  [ "$(evgrep -lZ took app.ev | od -An -c | tr -d ' ')" = 'app.ev\0' ]
  [ "$(evgrep -cHZ took app.ev | od -An -c | tr -d ' ')" = 'app.ev\0300\n' ]
  [ "$(evgrep -L -m 0 took app.ev || true)" = app.ev ]
  cp app.ev other.ev
  printf 'ot*\n\n' >leave
  [ "$(evgrep -c --exclude-from leave took app.ev other.ev)" = app.ev:300 ]
}

@test "what grep has and events have not is refused with the reason" {
  local option
  for option in -b -T -z -R '-d skip' '-D read' --binary-files=without-match '-l -L' '--exclude-from missing'; do
    # shellcheck disable=SC2086
    run --separate-stderr evgrep $option took app.ev
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ ${stderr_lines[0]} == "evgrep: error: ${option:0:1}"* || $option == --exclude-from* ]]
    [[ $stderr != *unknown* ]]
  done
  [ "$(evgrep -d recurse -D skip --binary-files=text -c took app.ev)" = 300 ]
}

@test "segments are searched in columns, with the same result" {
  evsort -O segment app.ev >app.evs
  local options
  for options in '-c took' '-c nothing' '-v -m 5 took' '-n 7.*ms' '-c -E (took|id)' '-C1 99' '--raw -c web01' '-o id=0*'; do
    # shellcheck disable=SC2086
    cmp <(evgrep -O raw $options app.ev) <(evgrep -O raw $options app.evs)
  done
  [ "$(evgrep -c --app app --since 2026-11-20T10:04:59Z '' app.evs)" = 1 ]
  [ "$(evgrep -O raw --where 'id=000000*' '' app.evs | wc -l)" = "$(evgrep -c --where 'id=000000*' '' app.ev)" ]
  run --separate-stderr evgrep --stats -c nothing app.evs
  [ "$status" -eq 1 ]
  [[ $stderr == *"blocks without candidates 1"* ]]
  [[ $stderr == *"events put together       0"* ]]
}

@test "what a search would cost is told without doing it" {
  run evgrep --estimate --since 2026-11-20T10:02Z took app.ev
  [ "$status" -eq 0 ]
  [[ $output == *"events to decide upon     300"* ]]
  [[ "$(evgrep --estimate --since 2027-01-01 took app.ev)" == *"frames skipped by time    1"* ]]
}

@test "errors are one line and exit code 2" {
  run --separate-stderr evgrep 'x' missing.ev
  [ "$status" -eq 2 ]
  [ "$stderr" = "evgrep: error: missing.ev: No such file or directory" ]
  run --separate-stderr evgrep -s 'x' missing.ev
  [ "$status" -eq 2 ]
  [ "$stderr" = "" ]
  run --separate-stderr evgrep -E 'a(' app.ev
  [ "$status" -eq 2 ]
  [[ $stderr == "evgrep: error: Unmatched ( or \\("* ]]
  run --separate-stderr evgrep 'x' app.log
  [ "$status" -eq 2 ]
  [[ $stderr == *"not an event stream"*"evtail FILE | evgrep"* ]]
  run --separate-stderr evgrep
  [ "$status" -eq 2 ]
  run --separate-stderr evgrep 'x' ev://127.0.0.1:1
  [ "$status" -eq 2 ]
  [ "$stderr" = "evgrep: error: ev://127.0.0.1:1: 127.0.0.1:1: Connection refused" ]
}

@test "bytes that are not UTF-8 are found as grep finds them, in the text and in patterns" {
  printf 'a\xffb\ncd\n\xfff caf\xe9\nF\xa0f\n' >app.log
  evtail app.log >app.ev
  local pattern
  same_as_grep -a -v '^.*$'
  for pattern in '\<f' '\bf' '\Bf' 'f\>' '\(f\)\1*\<f'; do
    same_as_grep -a "$pattern"
    same_as_grep -a -i "$pattern"
    same_as_grep -a -w "$pattern"
  done
  same_as_grep -a -F $'\xff'
  same_as_grep -a -i $'A\xff'
  same_as_grep -a -e $'\xe9$' "--regexp="$'\xffb'
  same_as_grep -a -ce$'\xa0\\|\xe9'
  same_as_grep -a -e $'\xfe' -e '�'
  printf 'caf\xe9\nnot there\n' >patterns
  same_as_grep -a -f patterns
  same_as_grep -a -F -f patterns
}

@test "damage is reported, the rest is searched" {
  cp app.ev bad.ev
  cat app.ev >>bad.ev
  printf 'garbage' | dd of=bad.ev bs=1 seek=500 conv=notrunc status=none
  run --separate-stderr evgrep -c 'took' bad.ev
  [ "$status" -eq 2 ]
  [ "$output" = 300 ]
  [[ $stderr == *"at byte 0"* ]]
}

@test "a long line is one event, its parts stay together" {
  { head -c 70000 /dev/zero | tr '\0' x; echo needle; echo short needle; } >long.log
  evtail long.log >long.ev
  [ "$(evgrep -c 'xneedle' long.ev)" = 1 ]
  evgrep --raw -O raw -n 'needle' long.ev >found
  grep -n 'needle' long.log | cmp - found
  evgrep 'xneedle' long.ev | evcat -O raw | cmp - <(head -n 1 long.log)
}

@test "a filter between evtail and a sink keeps positions" {
  evtail --state s app.log >with.ev
  [ "$(evgrep 'took 1' with.ev | evinfo | grep -ci 'position')" -gt 0 ]
}

@test "a closed pipe ends it quietly" {
  local i
  for i in 1 2 3 4 5 6 7 8 9 10; do cat app.ev; done >many.ev
  evgrep -O raw 'took' many.ev 2>err | head -n 1 >/dev/null
  [ ! -s err ]
}

@test "patterns that backtrack without end are given up on" {
  printf '%0100d!\n' 0 | tr 0 a >slow.log
  evtail slow.log >slow.ev
  [ "$(evgrep -Ec '(a|aa)+$' slow.ev || true)" = 0 ]
  run --separate-stderr evgrep -Pc '(a|aa)+\1x$' slow.ev
  [ "$status" -eq 2 ]
  [[ $stderr == *"backtracks too much"* ]]
}
