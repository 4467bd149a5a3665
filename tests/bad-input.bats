# Bad input to every tool: one clear line, the right exit code, the good part kept.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
}

# as_nobody COMMAND…: root may read everything, so permission is tested as somebody else.
as_nobody() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  else
    chmod 755 "$BATS_TEST_TMPDIR"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
  fi
}

one_line_of_stderr() {
  [ "${#stderr_lines[@]}" -eq 1 ] || { printf '%s\n' "$stderr" >&3; return 1; }
}

sample_stream() {
  sample_lines 50 0 >sample.log
  evtail sample.log >sample.ev
  sample_lines 50 50 >second.log
  evtail second.log >second.ev
}

@test "an empty log gives no events and no error" {
  : >empty.log
  run --separate-stderr evtail empty.log
  [ "$status" -eq 0 ]
  [ "$(evtail empty.log | evinfo --count)" = 0 ]
}

@test "an empty stream is said by name, and is not an error" {
  : >empty.ev
  for tool in evcat "evinfo --count" evmerge evsort; do
    run --separate-stderr $tool empty.ev
    [ "$status" -eq 0 ]
    one_line_of_stderr
    [[ $stderr == *"empty.ev: empty file"* ]]
  done
  run --separate-stderr evgrep x empty.ev
  [ "$status" -eq 1 ]
}

@test "binary garbage is not an event stream" {
  head -c 300000 /dev/urandom >garbage
  for tool in evcat "evinfo --count" evmerge evsort "evgrep x"; do
    run --separate-stderr $tool garbage
    [ "$status" -eq 2 ]
    one_line_of_stderr
    [[ $stderr == *"error: garbage: not an event stream"* ]]
  done
}

@test "binary garbage in a log is kept byte for byte" {
  head -c 300000 /dev/urandom >garbage
  evtail garbage | evcat -O raw | cmp - garbage
}

@test "text where a stream is expected leads to evtail" {
  sample_lines 3 >text.log
  for tool in evcat evinfo evmerge evsort "evgrep x"; do
    run --separate-stderr $tool text.log
    [ "$status" -eq 2 ]
    [[ ${stderr_lines[0]} == *"error: text.log: not an event stream"* ]]
    [[ ${stderr_lines[1]} == *"hint: "*"evtail"* ]]
  done
}

@test "a missing file is one line, and the others are read" {
  sample_stream
  for tool in evcat evinfo evmerge evsort "evgrep request"; do
    run --separate-stderr $tool missing.ev sample.ev
    [ "$status" -eq 2 ]
    one_line_of_stderr
    [[ $stderr == *"error: missing.ev: No such file or directory"* ]]
  done
  run --separate-stderr evtail missing.log sample.log
  [ "$status" -eq 2 ]
  one_line_of_stderr
  [[ $stderr == *"error: missing.log: No such file or directory"* ]]
  [ "$(evtail missing.log sample.log 2>/dev/null | evinfo --count)" = 50 ]
}

@test "a file without permission is one line, and the others are read" {
  sample_stream
  cp sample.ev secret.ev
  cp sample.log secret.log
  chmod 000 secret.ev secret.log
  chmod 644 sample.ev sample.log
  run --separate-stderr as_nobody evcat -O raw secret.ev sample.ev
  [ "$status" -eq 2 ]
  one_line_of_stderr
  [[ $stderr == *"error: secret.ev: Permission denied"* ]]
  [ "${#lines[@]}" -eq 50 ]
  run --separate-stderr as_nobody evtail -O raw secret.log sample.log
  [ "$status" -eq 2 ]
  one_line_of_stderr
  [[ $stderr == *"error: secret.log: Permission denied"* ]]
  [ "${#lines[@]}" -eq 50 ]
}

@test "a directory of streams is read, one without is said" {
  sample_stream
  mkdir streams other
  mv sample.ev streams/
  [ "$(evcat streams | evinfo --count)" = 50 ]
  run --separate-stderr evcat other
  one_line_of_stderr
  [[ $stderr == *"other: no event streams in this directory"* ]]
}

@test "a stream cut anywhere is reported and its whole frames are kept" {
  sample_stream
  cat second.ev sample.ev >both.ev
  size=$(stat -c %s both.ev)
  for cut in 1 40 95 97 200 $((size / 2)) $((size - 200)) $((size - 97)) $((size - 1)); do
    head -c "$cut" both.ev >cut.ev
    run --separate-stderr evcat -O raw cut.ev
    [ "$status" -ge 2 ]
    [ "$status" -le 3 ]
    one_line_of_stderr
    printf '%s\n' "${lines[@]}" >kept
    [ "${#lines[@]}" -eq 0 ] || cmp kept <(cat second.log sample.log | head -n "${#lines[@]}")
  done
}

@test "a flipped byte costs one frame and exit code 3" {
  sample_stream
  cat sample.ev second.ev >both.ev
  size=$(stat -c %s sample.ev)
  for at in 0 5 60 95 96 500 $((size - 97)); do
    cp both.ev flipped.ev
    printf '\377' | dd of=flipped.ev bs=1 seek="$at" conv=notrunc status=none
    cmp -s both.ev flipped.ev && continue
    for tool in "evcat -O raw" "evsort -O raw" "evmerge -O raw"; do
      run --separate-stderr $tool flipped.ev
      [ "$status" -eq 3 ]
      one_line_of_stderr
      [[ $stderr == *"flipped.ev"*"at byte"* ]]
      [ "${#lines[@]}" -ge 50 ]
    done
    run --separate-stderr evgrep -c request flipped.ev
    [ "$status" -eq 2 ]
    run --separate-stderr evinfo --verify flipped.ev
    [ "$status" -eq 1 ]
  done
}

@test "a line of 10 MB, NUL and invalid UTF-8 come back byte for byte" {
  {
    sample_lines 1
    head -c 10000000 /dev/zero | tr '\0' 'x'
    printf '\n2026-11-20T10:00:01Z web a: nul \0 and \377\376 bytes\n'
    head -c 3000000 /dev/zero
  } >odd.log
  evtail odd.log >odd.ev
  evcat -O raw odd.ev | cmp - odd.log
  evinfo --verify odd.ev
  [ "$(evsort odd.ev | evcat -O raw | wc -c)" -eq "$(stat -c %s odd.log)" ]
}

@test "a full disk is one line and exit code 2" {
  sample_stream
  for tool in "evcat sample.ev" "evtail sample.log" "evsort sample.ev" "evmerge sample.ev" "evgrep request sample.ev"; do
    run --separate-stderr bash -c "$tool >/dev/full"
    [ "$status" -eq 2 ]
    one_line_of_stderr
    [[ $stderr == *"error: "*"No space left on device"* ]]
  done
}

@test "a full -o FILE is named, in one line" {
  sample_stream
  for tool in "evcat -o /dev/full sample.ev" "evtail -o /dev/full sample.log" "evsort -o /dev/full sample.ev"; do
    run --separate-stderr $tool
    [ "$status" -eq 2 ]
    one_line_of_stderr
    [[ $stderr == *"error: /dev/full: No space left on device"* ]]
  done
}

@test "no tool writes over what it reads" {
  sample_stream
  cp sample.ev before.ev
  ln sample.ev link.ev
  for tool in "evcat -o" "evsort -o" "evmerge -o"; do
    for output in sample.ev ./sample.ev link.ev; do
      run --separate-stderr $tool "$output" sample.ev second.ev
      [ "$status" -eq 2 ]
      [[ ${stderr_lines[0]} == *"error: sample.ev: is both input and output"* ]]
      cmp sample.ev before.ev
    done
  done
  run --separate-stderr evsort --hold-down 10s --late side:sample.ev -o out.ev sample.ev
  [ "$status" -eq 2 ]
  cmp sample.ev before.ev
  cp sample.log before.log
  run --separate-stderr evtail -O raw -o sample.log second.log sample.log
  [ "$status" -eq 2 ]
  cmp sample.log before.log
}

@test "what standard output appends to is not read" {
  sample_stream
  size=$(stat -c %s sample.ev)
  run --separate-stderr bash -c "timeout 20 evcat sample.ev second.ev >>sample.ev"
  [ "$status" -eq 2 ]
  one_line_of_stderr
  [[ $stderr == *"error: sample.ev: is both input and output"* ]]
  [ "$(evinfo --count sample.ev)" -eq 100 ]
  mkdir directory
  cp second.ev directory
  run --separate-stderr evcat -O ev -o directory/a.ev sample.ev directory
  [ "$(evinfo --count directory/a.ev)" -eq 150 ]
}

@test "a closed pipe ends every tool quietly" {
  sample_lines 20000 >big.log
  evtail big.log >big.ev
  for tool in "evcat -O raw big.ev" "evtail -O raw big.log" "evsort -O raw big.ev" "evmerge -O raw big.ev" \
    "evgrep -O raw request big.ev"; do
    run --separate-stderr bash -c "$tool | head -n 1"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "${#lines[@]}" -eq 1 ]
  done
}

@test "wrong options are one line and a hint" {
  for tool in evtail evsend evrecv evfetch evsort evmerge evgrep evport evcat evinfo evkey evgen; do
    run --separate-stderr $tool --no-such-option
    [ "$status" -eq 2 ]
    [ "${#stderr_lines[@]}" -eq 2 ]
    [[ ${stderr_lines[0]} == "$tool: error: "*"no-such-option"* ]]
    [[ ${stderr_lines[1]} == "$tool: hint: "*"--help"* ]]
    [ -z "$output" ]
  done
}
