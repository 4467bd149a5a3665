# evsort's store mode: a lone server's store into an archive or a stream, addenda, folding, several at once, damage.

load helpers/common
load helpers/servers

setup() {
  cd "$BATS_TEST_TMPDIR"
  ARCHIVE=$BATS_TEST_TMPDIR/archive
}

teardown() {
  stop_servers
}

# send FILE…: events of logs into the server's store; one spool for all.
send() {
  evtail "$@" | evsend --to "$SERVERS" --copies 1 --acks 1 --spool spool
}

archive() {
  evsort --store server-0/store --archive "$ARCHIVE" "$@"
}

archive_sum() {
  evport --from "file://$ARCHIVE" | checksum
}

segments() {
  find "$ARCHIVE" -name '*.evs' | wc -l
}

@test "buckets become segments, once; evport finds them done, and the other way round" {
  start_cluster 1
  sample_lines 3000 >log
  send log
  run --separate-stderr archive --hold-down 0s --dry-run
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 4 ]
  [ ! -e "$ARCHIVE" ]
  archive --hold-down 0s -v 2>lines
  [ "$(grep -c 'archived, events' lines)" -eq 4 ]
  sum=$(evtail log | checksum)
  [ "$(archive_sum)" = "$sum" ]
  [ "$(checksum "$ARCHIVE")" = "$sum" ]
  [ "$(evgrep -c took "$ARCHIVE" | awk -F: '{ n += $NF } END { print n }')" = "$(grep -c took log)" ]
  evinfo --verify "$ARCHIVE"
  evport --from server-0/store --to "file://$ARCHIVE" --older-than 0s --stats 2>stats
  grep -q '^buckets archived  *0$' stats
  evport --from server-0/store --to "file://$PWD/other" --older-than 0s
  evsort --store server-0/store --archive other --hold-down 0s --stats 2>stats
  grep -q '^buckets archived  *0$' stats
  # The same keys, whoever writes.
  diff <(cd "$ARCHIVE" && find . -type f | sort) <(cd other && find . -type f | sort)
}

@test "old logs that are read now wait until nothing more comes" {
  start_cluster 1
  sample_lines 100 >log
  send log
  archive --hold-down 10m --stats -v 2>lines
  grep -q ': waits [0-9]* s longer' lines
  grep -q '^buckets waiting  *1$' lines
  [ "$(segments)" -eq 0 ]
  find server-0/store -name '*.ev' -exec touch -d '20 minutes ago' {} +
  archive --hold-down 10m
  [ "$(segments)" -eq 1 ]
}

@test "what comes later is added, and folded in by --compact" {
  start_cluster 1
  sample_lines 2000 >log
  head -n 400 log >first
  send first
  archive --hold-down 0s
  [ "$(segments)" -eq 1 ]
  cp log second && mv second first
  sum=$(evtail first | checksum)
  send first
  archive --hold-down 0s -v 2>lines
  grep -q ': added, events 80,' lines
  [ "$(archive_sum)" = "$sum" ]
  evsort --archive "$ARCHIVE" --compact --stats 2>stats
  grep -q '^buckets folded  *1$' stats
  # The old segments are still there for who reads them, but count no more.
  [ "$(archive_sum)" = "$sum" ]
  [ "$(checksum "$ARCHIVE")" = "$sum" ]
  [ "$(segments)" -eq 5 ]
  find "$ARCHIVE" -exec touch -d '2 days ago' {} +
  evsort --archive "$ARCHIVE" --compact --level 19
  [ "$(archive_sum)" = "$sum" ]
  find "$ARCHIVE" -exec touch -d '2 days ago' {} +
  evsort --archive "$ARCHIVE" --compact --level 19 --stats 2>stats
  grep -q '^buckets archived  *0$' stats
  [ "$(segments)" -eq 3 ]
  [ "$(find "$ARCHIVE" -name '*-19.evs' | wc -l)" -eq 3 ]
  [ "$(archive_sum)" = "$sum" ]
  archive --hold-down 0s
  [ "$(segments)" -eq 3 ]
}

@test "several at once archive each event once" {
  start_cluster 1
  sample_lines 3000 >log
  send log
  pids=()
  for n in 1 2 3; do
    evsort --store server-0/store --archive "$ARCHIVE" --hold-down 0s 2>>errors &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
  [ ! -s errors ]
  [ "$(archive_sum)" = "$(evtail log | checksum)" ]
  evport --from "file://$ARCHIVE" | evmerge --checksum >/dev/null
}

@test "without --archive the store comes out as one sorted stream, whole frames where they can" {
  start_cluster 1
  sample_lines 3000 >log
  send log
  evsort --store server-0/store --stats >out.ev 2>stats
  [ "$(checksum out.ev)" = "$(evtail log | checksum)" ]
  evmerge out.ev >/dev/null
  grep -q '^events merged  *0$' stats
  evsort --store server-0/store -O raw --since 2026-11-20T10:17:04 --until 2026-11-20T10:34:08 | sed -n '1p;$p' >edges
  [[ $(head -n 1 edges) == 2026-11-20T10:* ]]
}

@test "half-written ends are no damage, damage inside is reported and the rest archived" {
  start_cluster 1
  sample_lines 1000 >log
  send log
  stop_server 0
  leaf=$(find server-0/store -name '0001.ev' | sort | head -n 1)
  head -c 300 "$leaf" >half
  cat half >>"$leaf"
  archive --hold-down 0s
  [ "$(archive_sum)" = "$(evtail log | checksum)" ]
  rm -r "$ARCHIVE"
  find server-0/store -name '*.ev' -exec touch -d '1 hour ago' {} +
  printf 'XXXX' | dd of="$leaf" bs=1 seek=200 conv=notrunc status=none
  run --separate-stderr archive --hold-down 0s
  [ "$status" -eq 3 ]
  [[ $stderr == "evsort: error: $leaf: "*", at byte 0 ("* ]]
  [ "$(find "$ARCHIVE" -name '*.evs' | wc -l)" -ge 1 ]
}

@test "what can't be done is said in one line" {
  run --separate-stderr evsort --store missing --archive "$ARCHIVE"
  [ "$status" -eq 2 ]
  [ "$stderr" = "evsort: error: missing: No such file or directory" ]
  mkdir empty
  run --separate-stderr evsort --store empty --archive "$ARCHIVE"
  [ "$status" -eq 2 ]
  [ "$stderr" = "evsort: error: empty: not a store: no file evstore in it" ]
  run --separate-stderr evsort --store empty --archive "$ARCHIVE" file.ev
  [ "$status" -eq 2 ]
  run --separate-stderr evsort --compact
  [ "$status" -eq 2 ]
  run --separate-stderr evsort --archive missing --compact
  [ "$status" -eq 2 ]
  [ "$stderr" = "evsort: error: missing: No such file or directory" ]
  start_cluster 1
  touch file
  run --separate-stderr evsort --store server-0/store --archive file
  [ "$status" -eq 2 ]
  [[ $stderr == "evsort: error: file: "* ]]
}

@test "an archive on a full disk is one clear error, and nothing half is left" {
  [ "$(id -u)" -eq 0 ] || skip "needs root for a small file system"
  start_cluster 1
  sample_lines 60000 >log
  send log
  mkdir small
  mount -t tmpfs -o size=300k none small || skip "no tmpfs here"
  run -2 --separate-stderr evsort --store server-0/store --archive small --hold-down 0s
  left=$(find small/.tmp -type f | wc -l)
  umount small
  [[ $stderr == "evsort: error: "*"No space left on device" ]]
  [ "$left" -eq 0 ]
}
