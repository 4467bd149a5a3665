# evport: in from stores and streams, out again, crashes, several at once, damage.

load helpers/common
load helpers/servers

setup() {
  cd "$BATS_TEST_TMPDIR"
  ARCHIVE=file://$BATS_TEST_TMPDIR/archive
}

teardown() {
  stop_servers
}

# store_of LOG: has one server take the log, and stops it; leaves server-0/store and sets $SUM.
store_of() {
  start_cluster 1
  evtail "$1" >in.ev
  evsend --to "$SERVERS" --copies 1 --acks 1 --spool spool <in.ev
  stop_server 0
  SUM=$(checksum in.ev)
}

archive_sum() {
  evport --from "$ARCHIVE" "$@" | checksum
}

segments() {
  find archive -name '*.evs' | wc -l
}

manifests() {
  find archive/manifest -type f | wc -l
}

@test "a store's buckets go in once, and come out as one sorted stream" {
  sample_lines 5000 >log
  store_of log
  evport --from server-0/store --to "$ARCHIVE" --older-than 0s --stats 2>stats
  grep -q '^events archived  *5000$' stats
  [ "$(archive_sum)" = "$SUM" ]
  evport --from "$ARCHIVE" | evmerge >/dev/null
  evport --from "$ARCHIVE" -O raw | cmp - log
  before=$(find archive -type f | sort)
  evport --from server-0/store --to "$ARCHIVE" --older-than 0s --stats 2>stats
  grep -q '^buckets archived  *0$' stats
  [ "$(find archive -type f | sort)" = "$before" ]
}

@test "buckets that are too young stay where they are" {
  sample_lines 100 >log
  store_of log
  evport --from server-0/store --to "$ARCHIVE" --older-than 1000000h --stats 2>stats
  grep -q '^buckets archived  *0$' stats
}

@test "the archive's files are streams like any other" {
  sample_lines 3000 >log
  evtail log | evport --from - --to "$ARCHIVE"
  [ "$(evcat archive | checksum)" = "$(evtail log | checksum)" ]
  [ "$(evinfo --count archive)" = 3000 ]
  evinfo --verify archive
  [ "$(evmerge archive | evcat -O raw | sort | cmp - <(sort log); echo same)" = same ]
}

@test "a range and an app are read from the archive" {
  sample_lines 3000 >log
  evtail log | evport --from - --to "$ARCHIVE"
  evport --from "$ARCHIVE" --since 2026-11-20T10:20 --until 2026-11-20T10:21 -O raw >out
  grep 'T10:20:' log | cmp - out
  evport --from "$ARCHIVE" --host web01 -O raw | cmp - <(grep ' web01 ' log)
}

@test "events that come later are added by the next run" {
  sample_lines 2000 >log
  head -n 1500 log >first
  evtail first | evport --from - --to "$ARCHIVE"
  # The same source, read further: the events of its first part are the same.
  cp log second
  mv second first
  evtail first | evport --from - --to "$ARCHIVE"
  [ "$(archive_sum)" = "$(evtail first | checksum)" ]
  [ "$(evport --from "$ARCHIVE" | evinfo --count)" = 2000 ]
}

@test "killed again and again, then run to the end: each event once, nothing left over" {
  sample_lines 60000 >log
  evtail log >in.ev
  for delay in 0.25 0.35 0.45 0.55 0.65 0.75 0.85 0.95 1.1 1.3; do
    evport --from in.ev --to "$ARCHIVE" 3>&- &
    evport=$!
    sleep "$delay"
    kill -KILL "$evport" 2>/dev/null || :
    wait "$evport" || :
  done
  evport --from in.ev --to "$ARCHIVE"
  [ "$(archive_sum)" = "$(checksum in.ev)" ]
  [ "$(segments)" -eq "$(manifests)" ]
}

@test "several at once archive each event once" {
  sample_lines 20000 >log
  evtail log >in.ev
  evsort in.ev >sorted.ev
  pids=()
  for _ in 1 2 3 4; do
    evport --from in.ev --to "$ARCHIVE" 3>&- &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
  [ "$(archive_sum)" = "$(checksum in.ev)" ]
  [ "$(segments)" -eq "$(manifests)" ]
}

@test "a dry run tells what there is to do, and --skip leaves it out" {
  sample_lines 3000 >log
  evtail log >in.ev
  mkdir archive
  evport --from in.ev --to "$ARCHIVE" --dry-run >plan
  [ "$(wc -l <plan)" -ge 3 ]
  [ -z "$(find archive -type f)" ]
  head -n 1 plan >skip
  evport --from in.ev --to "$ARCHIVE" --skip skip
  [ "$(manifests)" -eq $(($(wc -l <plan) - 1)) ]
}

@test "damage in the archive is reported, the rest is read" {
  sample_lines 3000 >log
  evtail log | evport --from - --to "$ARCHIVE"
  segment=$(find archive -name '*.evs' | sort | head -n 1)
  printf 'X' | dd of="$segment" bs=1 seek=300 conv=notrunc status=none
  run -3 --separate-stderr evport --from "$ARCHIVE" -o out.ev
  [[ $stderr == *"wrong checksum, at byte 0"* ]]
  [ "$(evinfo --count out.ev)" -gt 1000 ]
  rm "$segment"
  run -2 --separate-stderr evport --from "$ARCHIVE" -o out.ev
  [[ $stderr == *"${segment#archive/}: No such file or directory"* ]]
}

@test "damage in a store is reported, the rest is archived" {
  sample_lines 3000 >log
  store_of log
  leaf=$(find server-0/store -name '0*.ev' | sort | head -n 1)
  printf 'X' | dd of="$leaf" bs=1 seek=300 conv=notrunc status=none
  run -3 --separate-stderr evport --from server-0/store --to "$ARCHIVE" --older-than 0s
  [[ $stderr == *"wrong checksum"* ]]
  [ "$(evport --from "$ARCHIVE" | evinfo --count)" -gt 1000 ]
}

@test "a full disk: one clear error, and nothing half is left" {
  [ "$(id -u)" -eq 0 ] || skip "needs root for a small file system"
  sample_lines 60000 >log
  evtail log >in.ev
  mkdir archive
  mount -t tmpfs -o size=300k none archive || skip "no tmpfs here"
  run -2 --separate-stderr evport --from in.ev --to "$ARCHIVE"
  code=$status
  find archive -name '*.evs' | while read -r file; do
    evinfo --verify "$file" || echo "half: $file"
  done >verified
  umount archive
  ! grep -q half verified
  [[ $stderr == "evport: error: "*"archive/.tmp/"*": No space left on device"* ]]
}

@test "running servers: each bucket once from all of them, and again when too few answer" {
  start_cluster 3
  sample_lines 4000 >app.log
  evtail app.log | evsend --to "$SERVERS" --spool spool --acks 2 --copies 3
  want=$(evtail app.log | checksum)
  mkdir archive
  evport --from "$SERVERS" --to "file://$PWD/archive" --older-than 0s --dry-run >list
  [ "$(wc -l <list)" -ge 4 ]
  # One of three dead: the others have everything that two have acknowledged.
  kill_server 0
  run --separate-stderr evport --from "$SERVERS" --to "file://$PWD/archive" --older-than 0s --stats
  [ "$status" -eq 0 ]
  [ "$(evport --from "file://$PWD/archive" | checksum)" = "$want" ]
  segments=$(find archive -name '*.evs' | wc -l)
  [ "$segments" -eq "$(wc -l <list)" ]
  # Once more: nothing new.
  restart_server 0
  evport --from "$SERVERS" --to "file://$PWD/archive" --older-than 0s
  [ "$(find archive -name '*.evs' | wc -l)" -eq "$segments" ]
  # Two dead: what is missing may be on them only.
  kill_server 0
  kill_server 1
  run --separate-stderr evport --from "$SERVERS" --to "file://$PWD/other" --older-than 0s
  [ "$status" -eq 75 ]
  [[ $stderr == *"waits: 1 of 3 servers answered, 2 are needed"* ]]
  [ -z "$(find other -name '*.evs')" ]
  kill_server 2
  run --separate-stderr evport --from "$SERVERS" --to "file://$PWD/other" --older-than 0s
  [ "$status" -eq 75 ]
  [[ $stderr == *"error: no server answered"* ]]
}

# frames_held N: how many whole frames are in server N's store.
frames_held() {
  find "server-$1/store" -name '0*.ev' | wc -l
}

@test "servers delete what is archived and nothing else; one that was away does so later" {
  start_cluster 3 --min-free 0%
  sample_lines 4000 >app.log
  evtail app.log >in.ev
  evsend --to "$SERVERS" --spool spool --acks 3 --copies 3 in.ev
  mkdir archive
  evport --from "$SERVERS" --to "$ARCHIVE" --older-than 0s --delete-after-verify --dry-run >list
  [ "$(wc -l <list)" -ge 4 ]
  [ "$(frames_held 0)" -gt 0 ]
  kill_server 2
  evport --from "$SERVERS" --to "$ARCHIVE" --older-than 0s --delete-after-verify --stats 2>stats
  grep -q '^events archived  *4000$' stats
  ! grep -q '^copies deleted  *0$' stats
  [ "$(archive_sum)" = "$(checksum in.ev)" ]
  [ "$(frames_held 0)" -eq 0 ]
  [ "$(frames_held 1)" -eq 0 ]
  # It comes back with its copies, and nobody wants them.
  restart_server 2
  evport --from "$SERVERS" --to "$ARCHIVE" --older-than 0s --delete-after-verify --stats 2>stats
  grep -q '^buckets archived  *0$' stats
  ! grep -q '^copies deleted  *0$' stats
  [ "$(frames_held 2)" -eq 0 ]
  [ "$(archive_sum)" = "$(checksum in.ev)" ]
  [ "$(evfetch --from "$SERVERS" | evinfo --count)" = 0 ]
  # What comes later is taken, archived and deleted like the rest.
  sample_lines 4100 | tail -n 100 >later.log
  evtail later.log | evsend --to "$SERVERS" --spool spool --acks 3 --copies 3
  evport --from "$SERVERS" --to "$ARCHIVE" --older-than 0s --delete-after-verify
  [ "$(evport --from "$ARCHIVE" | evinfo --count)" = 4100 ]
  [ "$(frames_held 0)$(frames_held 1)$(frames_held 2)" = 000 ]
}

@test "only running servers delete, and only for who may archive" {
  sample_lines 100 | evtail - >in.ev
  run -2 --separate-stderr evport --from in.ev --to "$ARCHIVE" --delete-after-verify
  [[ $stderr == *"only running servers delete"* ]]
  run -2 --separate-stderr evport --from "$ARCHIVE" --delete-after-verify
  [[ $stderr == *"don't go with --from"* ]]
  echo "peer $(evkey gen -o server.key)" >authorized
  echo "send,read $(evkey gen -o reader.key)" >>authorized
  echo "export $(evkey gen -o export.key)" >>authorized
  port=$(free_port)
  evrecv --listen "127.0.0.1:$port" --store server-0/store --min-free 0% --key server.key --authorized authorized \
    >log 2>&1 3>&- &
  SERVER_PIDS=($!)
  wait_until 20 grep -q 'listening on' log
  server=127.0.0.1:$port#$(evkey show server.key)
  evsend --to "$server" --durability fast --spool spool --key reader.key in.ev
  run -2 --separate-stderr evport --from "$server" --to "$ARCHIVE" --older-than 0s --key reader.key --delete-after-verify
  [[ $stderr == *"error: 127.0.0.1:$port: key evpub1"*" is not authorized to export"*"hint: "*"right 'export'"* ]]
  [ ! -d archive ]
  [ "$(frames_held 0)" -eq 1 ]
  evport --from "$server" --to "$ARCHIVE" --older-than 0s --key export.key --delete-after-verify
  [ "$(frames_held 0)" -eq 0 ]
  [ "$(archive_sum)" = "$(checksum in.ev)" ]
}
