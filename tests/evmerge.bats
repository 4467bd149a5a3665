# evmerge: order, duplicates, whole frames, refusal of unsorted input.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
}

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
  [[ ${stderr_lines[0]} == "evmerge: error: both.ev: not sorted, at byte $(stat -c %s b.ev)" ]]
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
