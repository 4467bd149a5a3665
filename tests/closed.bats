# Standard descriptors that are closed, or not what they should be.

load helpers/common

@test "a closed standard input is an error, not a file of Java's" {
  run -2 --separate-stderr bash -c 'evcat <&-'
  [[ $stderr == "evcat: error: "*"Bad file descriptor" ]]
  [ "$output" = "" ]
}

@test "a closed standard output is an error" {
  sample_lines 10 | evtail - >"$BATS_TEST_TMPDIR/a.ev"
  run -2 --separate-stderr bash -c 'evcat -O raw "$1" >&-' bash "$BATS_TEST_TMPDIR/a.ev"
  [ "$stderr" = "evcat: error: standard output: Bad file descriptor" ]
}

@test "a closed standard error changes nothing" {
  sample_lines 10 >"$BATS_TEST_TMPDIR/a.log"
  bash -c 'evtail "$1" 2>&- | evcat -O raw 2>&-' bash "$BATS_TEST_TMPDIR/a.log" >"$BATS_TEST_TMPDIR/b.log"
  same_files "$BATS_TEST_TMPDIR/a.log" "$BATS_TEST_TMPDIR/b.log"
  run -2 bash -c 'evcat /no/such.ev 2>&-'
}

@test "a directory as standard input is one line" {
  run -2 --separate-stderr bash -c 'evcat </'
  [[ $stderr == "evcat: error: "*"Is a directory" ]]
  [ "${#stderr_lines[@]}" -eq 1 ]
}

@test "following quiet logs ends soon after the reader has gone" {
  sample_lines 10 >"$BATS_TEST_TMPDIR/a.log"
  for format in ev raw; do
    mkfifo "$BATS_TEST_TMPDIR/$format"
    evtail -F -O "$format" "$BATS_TEST_TMPDIR/a.log" >"$BATS_TEST_TMPDIR/$format" 3>&- &
    follower=$!
    head -c 100 "$BATS_TEST_TMPDIR/$format" >/dev/null
    # It has written all there is: only the watch can end it.
    status=0
    timeout 30 tail --pid="$follower" -f /dev/null
    wait "$follower" || status=$?
    [ "$status" -eq 141 ]
  done
}
