# evsort: order, duplicates, memory, hold-down, late events.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
}

# three_parts: a, b, c .ev of one log in three overlapping parts, out of order.
three_parts() {
  sample_lines 400 600 >c.log
  sample_lines 500 0 >a.log
  sample_lines 400 300 >b.log
  for part in a b c; do
    evtail $part.log >$part.ev
  done
}

@test "lines of several logs come out in the order of their times" {
  three_parts
  evtail c.log a.log b.log | evsort -O raw >sorted.log
  sort -s -k1,1 a.log b.log c.log >expected.log
  cut -d' ' -f1 sorted.log >times
  cut -d' ' -f1 expected.log | cmp - times
  sort sorted.log >1
  sort expected.log >2
  same_files 1 2
}

@test "the output is the same bytes for any order, framing and memory, and without duplicates" {
  three_parts
  evsort a.ev b.ev c.ev >1.ev
  evsort c.ev b.ev a.ev b.ev >2.ev
  same_files 1.ev 2.ev
  evcat c.ev a.ev | evsort --memory 4M - b.ev >3.ev
  same_files 1.ev 3.ev
  [ "$(checksum 1.ev)" = "$(evcat a.ev b.ev c.ev | checksum)" ]
  [ "$(evcat a.ev a.ev | evsort --no-dedup | evinfo --count)" = 1000 ]
}

@test "what exceeds the memory goes through temporary files that leave nothing behind" {
  sample_lines 60000 >big.log
  evtail big.log >big.ev
  mkdir tmp
  run -0 --separate-stderr evsort --memory 4M --tmp tmp --stats -o sorted.ev big.ev
  [[ $stderr == *"temporary files "* ]]
  [[ $stderr != *"temporary files                 0"* ]]
  [ -z "$(ls -A tmp)" ]
  [ "$(checksum big.ev)" = "$(checksum sorted.ev)" ]
}

@test "a killed evsort leaves no temporary files" {
  sample_lines 60000 >big.log
  evtail big.log >big.ev
  mkdir tmp
  mkfifo held
  evsort --memory 4M --tmp tmp <held >/dev/null 3>&- &
  evsort=$!
  exec 9>held
  cat big.ev >&9
  wait_until 20 eval 'ls -l /proc/$evsort/fd 2>/dev/null | grep -q deleted'
  kill -KILL "$evsort"
  exec 9>&-
  [ -z "$(ls -A tmp)" ]
}

@test "with a hold-down slices come out before the input ends, and late events are flagged" {
  three_parts
  # a ends at 499 s, b begins at 300 and ends at 699, c begins at 600: 300…479 and 600…679 are late.
  evsort --hold-down 10s --stats a.ev b.ev c.ev >out.ev 2>stats
  grep -q '^late  *260$' stats
  [ "$(checksum out.ev)" = "$(evcat a.ev b.ev c.ev | checksum)" ]
  evsort --hold-down 10s --late side:late.ev a.ev b.ev c.ev >intime.ev
  [ "$(evinfo --count late.ev)" = 260 ]
  evmerge intime.ev >/dev/null
  run -2 --separate-stderr evsort --hold-down 10s --late fail -o /dev/null a.ev b.ev
  [[ $stderr == "evsort: error: b.ev: a late event, at byte 0 (expected 2026-11-20T10:08:00Z or later, found 2026-11-20T10:05:00."* ]]
}

@test "SIGTERM gives out what is held" {
  three_parts
  mkfifo pipe
  evsort --hold-down 48h -o out.ev <pipe 3>&- &
  evsort=$!
  exec 9>pipe
  evcat a.ev >&9
  sleep 1
  kill -TERM "$evsort"
  wait "$evsort"
  exec 9>&-
  [ "$(checksum out.ev)" = "$(checksum a.ev)" ]
}

@test "a closed pipe ends evsort quietly" {
  three_parts
  run --separate-stderr bash -c 'evsort -O text a.ev b.ev c.ev | head -n 1'
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
}

@test "a full disk for temporary files is one clear error" {
  [ "$(id -u)" -eq 0 ] || skip "needs root for a small file system"
  sample_lines 60000 >big.log
  evtail big.log >big.ev
  mkdir small
  mount -t tmpfs -o size=1m none small || skip "no tmpfs here"
  run -2 --separate-stderr evsort --memory 4M --tmp small -o /dev/null <big.ev
  umount small
  [[ $stderr == *"error: temporary file in small: No space left on device"* ]]
  [[ $stderr == *"hint: --tmp"* ]]
}

@test "--level makes segments smaller, of the same events" {
  sample_lines 3000 >app.log
  evtail app.log >app.ev
  evsort -O segment app.ev >app3.evs
  evsort -O segment --level 19 -o app19.evs app.ev
  [ "$(stat -c %s app19.evs)" -lt "$(stat -c %s app3.evs)" ]
  [ "$(evinfo --checksum app19.evs)" = "$(evinfo --checksum app.ev)" ]
  run --separate-stderr evsort -O segment --level 20 app.ev
  [ "$status" -eq 2 ]
  [[ $stderr == "evsort: error: --level: expected 1 to 19, found 20"* ]]
  run --separate-stderr evsort --level 19 app.ev
  [ "$status" -eq 2 ]
  [[ $stderr == "evsort: error: --level is for -O segment"* ]]
}

@test "evsort takes no more memory than it may and 128M" {
  sample_lines 4000 >app.log
  evgen --lines 1000000 --rate 20000 --hosts 5 -O ev --from app.log >big.ev
  [ "$(stat -c %s big.ev)" -gt 110000000 ]
  for input in "" big.ev; do
    rm -f out
    mkfifo out
    evsort --memory 16M --tmp . $input <big.ev >out 3>&- &
    evsort=$!
    exec 9<out
    # It has read everything when this much has come.
    head -c 100000000 <&9 >/dev/null
    peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$evsort/status")
    cat <&9 >/dev/null
    exec 9<&-
    wait "$evsort"
    [ "$peak" -gt 40000 ]
    [ "$peak" -lt $(((16 + 128) * 1024)) ]
  done
}
