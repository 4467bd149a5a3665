# evmerge: order, duplicates, whole frames, refusal of unsorted input.

setup() {
  load helpers/common
  load helpers/servers
  cd "$BATS_TEST_TMPDIR"
}

teardown() { stop_servers; }

sorted_parts() {
  sample_lines 500 0 >a.log
  sample_lines 500 250 >b.log
  evtail a.log | evsort >a.ev
  evtail b.log | evsort >b.ev
}

@test "sorted inputs become one, without duplicates" {
  sorted_parts
  evmerge a.ev b.ev a.ev | evcat -O ev >merged.ev
  [ "$(checksum merged.ev)" = "$(evcat a.ev b.ev | checksum)" ]
  evmerge merged.ev >/dev/null
  [ "$(evmerge --no-dedup a.ev a.ev | evinfo --count)" = 1000 ]
}

@test "frames that overlap nothing pass as they are" {
  sample_lines 500 0 >a.log
  sample_lines 500 500 >b.log
  evtail a.log | evsort >a.ev
  evtail b.log | evsort >b.ev
  evmerge b.ev a.ev | cmp - <(cat a.ev b.ev)
}

@test "--checksum is that of the output" {
  sorted_parts
  evmerge --checksum a.ev b.ev >merged.ev 2>sum
  [ "$(grep -oE '^[0-9a-f]{32}' sum)" = "$(checksum merged.ev)" ]
}

@test "unsorted input is refused with its name and place" {
  sorted_parts
  cat b.ev a.ev >both.ev
  run -2 --separate-stderr evmerge -o /dev/null both.ev
  [[ ${stderr_lines[0]} == "evmerge: error: both.ev: not sorted, at byte $(stat -c %s b.ev) (expected 2026-11-20T"*" or later, found 2026-11-20T"*")" ]]
  [[ ${stderr_lines[1]} == "evmerge: hint: sort it first: evsort both.ev" ]]
}

@test "hundreds of inputs" {
  sample_lines 600 >all.log
  evtail all.log >all.ev
  mkdir parts
  split -l 2 -d -a 3 all.log parts/p
  for part in parts/p*; do
    echo "$part"
  done >names
  # One evtail for all: frames are cut per file.
  while read -r name; do
    cp "$name" "$name.log"
  done <names
  evtail parts/p00*.log | evsort >parts/0.ev
  for i in $(seq 300); do
    cp parts/0.ev "parts/copy$i.ev"
  done
  rm parts/p*
  [ "$(evmerge parts | evinfo --count)" = 20 ]
}

@test "damage is reported, the rest is merged" {
  sorted_parts
  cp a.ev damaged.ev
  printf 'X' | dd of=damaged.ev bs=1 seek=200 conv=notrunc status=none
  run -3 --separate-stderr evmerge -o out.ev damaged.ev b.ev
  [[ $stderr == *"damaged.ev: frame payload with a wrong checksum, at byte 0"* ]]
  [ "$(checksum out.ev)" = "$(checksum b.ev)" ]
}

@test "what overlaps nothing passes unread from files, and is checked with --verify and from pipes" {
  sample_lines 500 0 | evtail --host a - | evsort >a.ev
  sample_lines 500 500 | evtail --host b - | evsort >b.ev
  cp a.ev damaged.ev
  printf 'X' | dd of=damaged.ev bs=1 seek=200 conv=notrunc status=none
  evmerge b.ev damaged.ev | cmp - <(cat damaged.ev b.ev)
  local check
  for check in '--verify b.ev damaged.ev' '--checksum b.ev damaged.ev' 'b.ev -'; do
    # shellcheck disable=SC2086
    run -3 --separate-stderr evmerge -o out.ev $check < <(cat damaged.ev)
    [[ $stderr == *": frame payload with a wrong checksum, at byte 0"* ]]
    cmp out.ev b.ev
  done
}

@test "files that are cut or end in something else give what is whole in them" {
  sample_lines 3000 0 | evtail --host a - | evsort >a.ev
  sample_lines 500 3000 | evtail --host b - | evsort >b.ev
  local size whole
  size=$(stat -c %s a.ev)
  head -c $((size - 5)) a.ev >cut.ev
  run -3 --separate-stderr evmerge -o out.ev cut.ev b.ev
  [[ ${stderr_lines[0]} == "evmerge: error: cut.ev: stream cut inside a frame (expected "* ]]
  whole=$(evinfo --count cut.ev 2>/dev/null || :)
  [ "$(evinfo --count out.ev)" -eq $((whole + 500)) ]
  { cat a.ev; echo rubbish; } >rubbish.ev
  run -3 --separate-stderr evmerge -o out.ev rubbish.ev b.ev
  [[ ${stderr_lines[0]} == "evmerge: error: rubbish.ev: "*", at byte $size (8 bytes skipped or affected)" ]]
  [ "$(checksum out.ev)" = "$(cat a.ev b.ev | checksum)" ]
  : >empty.ev
  run --separate-stderr evmerge -o out.ev empty.ev b.ev
  [ "$status" -eq 0 ]
  cmp out.ev b.ev
  echo 'a line' >text.log
  run -2 --separate-stderr evmerge -o out.ev text.log b.ev
  [[ $stderr == *"text.log: not an event stream, at byte 0"* ]]
}

@test "pipes, files, directories and standard input are merged alike" {
  sorted_parts
  mkdir dir
  cp b.ev dir/
  evmerge a.ev b.ev >expected.ev
  evmerge a.ev b.ev | cmp - expected.ev
  evcat -O raw expected.ev >expected.log
  evmerge -O raw <(cat a.ev) <(cat b.ev) | cmp - expected.log
  evmerge -O raw a.ev <(cat b.ev) | cmp - expected.log
  evmerge -O raw dir - <a.ev | cmp - expected.log
  evmerge -O raw dir - < <(cat a.ev) | cmp - expected.log
  evmerge a.ev b.ev >>appended.ev
  evmerge a.ev b.ev >>appended.ev
  cmp appended.ev <(cat expected.ev expected.ev)
}

@test "segments are merged with streams, and their blocks pass" {
  sorted_parts
  sample_lines 300 2000 | evtail --host c - | evsort >c.ev
  evcat -O segment -o a.evs a.ev
  evcat -O segment -o c.evs c.ev
  evmerge a.evs b.ev c.evs >all.ev
  [ "$(checksum all.ev)" = "$(evcat a.ev b.ev c.ev | evsort | checksum)" ]
  evinfo all.ev | grep -q columnar
  evmerge a.evs c.evs --stats -o passed.evs 2>counts
  grep -q 'frames passed whole       2' counts
  [ "$(checksum passed.evs)" = "$(cat a.ev c.ev | checksum)" ]
  evmerge -O segment -o all.evs a.evs b.ev c.evs
  [ "$(checksum all.evs)" = "$(checksum all.ev)" ]
  evgrep -c took all.evs
}

@test "copies fall out before they are decoded, with ids and without" {
  sorted_parts
  cp a.ev copy.ev
  evmerge --stats a.ev copy.ev <(cat a.ev) 2>counts | cmp - a.ev
  grep -q 'duplicate events left out 0' counts
  grep -q 'frames passed whole       1' counts
  grep -q 'duplicate frames left out 2' counts
}

@test "more files than may be open, one after another and at the same time" {
  mkdir ev
  for i in 0 1 2 3 4; do
    sample_lines 20 $((i * 15)) | evtail --host h - >ev/$i.ev
    for copy in $(seq 120); do cp ev/$i.ev ev/$i-"$copy".ev; done
  done
  (ulimit -n 300 && evmerge ev) >merged.ev
  [ "$(checksum merged.ev)" = "$(evsort ev/?.ev | checksum)" ]
  evmerge --verify merged.ev >/dev/null
}

@test "servers are an input like a file" {
  sample_lines 2000 >app.log
  evtail app.log >app.ev
  start_cluster 3 --min-free 0%
  evsend --to "$SERVERS" --spool spool <app.ev
  sample_lines 1000 1500 | evtail --host other - | evsort >other.ev
  evmerge other.ev "ev://$SERVERS" >all.ev
  [ "$(checksum all.ev)" = "$(cat app.ev other.ev | checksum)" ]
  run -2 --separate-stderr evmerge -o out.ev other.ev ev://127.0.0.1:1
  [[ $stderr == *"ev://127.0.0.1:1: "* ]]
  [ "$(checksum out.ev)" = "$(checksum other.ev)" ]
  run -2 --separate-stderr evmerge ev://nonsense
  [[ ${stderr_lines[0]} == "evmerge: error: ev://nonsense: "* ]]
}
