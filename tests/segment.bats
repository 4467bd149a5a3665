# Segments: the archive form of events.

load helpers/common

setup() {
  cd "$BATS_TEST_TMPDIR"
}

@test "every log comes back from a segment byte for byte" {
  while read -r log; do
    evtail "$log" > events.ev
    evcat -O segment events.ev > events.evs
    evcat -O raw events.evs | cmp - "$log"
    [ "$(checksum events.evs)" = "$(checksum events.ev)" ]
    [ "$(stat -c %s events.evs)" -lt "$(stat -c %s "$log")" ]
  done < <(corpora)
}

@test "evsort writes segments, evinfo verifies them, joined ones are one stream" {
  sample_lines 3000 | evtail --host h - > a.ev
  sample_lines 2000 3000 | evtail --host h - > b.ev
  evsort -O segment a.ev -o a.evs
  evsort -O segment -o b.evs b.ev
  cat a.evs b.evs > both.evs
  run -0 evinfo --verify both.evs
  [[ $output == *"5000"* && $output == *"columnar"* && $output == *"templates"* ]]
  [ "$(checksum both.evs)" = "$(cat a.ev b.ev | evinfo --checksum | cut -d- -f1)" ]
  evmerge a.evs b.evs | evinfo --count | grep -x 5000
  evmerge -O segment b.evs a.evs | evcat -O raw | cmp - <(sample_lines 5000)
}

@test "a cut or damaged segment gives what is whole, and says so" {
  sample_lines 3000 | evtail --host h - | evsort -O segment > whole.evs
  size=$(stat -c %s whole.evs)
  head -c $((size - 120)) whole.evs > without-trailer.evs
  [ "$(checksum without-trailer.evs)" = "$(checksum whole.evs)" ]
  head -c $((size - 10)) whole.evs > cut.evs
  run -3 evcat -O raw cut.evs
  [[ $output == *"damage"* || $output == *"cut"* ]]
  cp whole.evs rotten.evs
  printf 'x' | dd of=rotten.evs bs=1 seek=500 conv=notrunc status=none
  cat rotten.evs whole.evs > mixed.evs
  run -1 evinfo --verify rotten.evs
  run -3 --separate-stderr evcat -O raw mixed.evs
  [ "${#lines[@]}" -eq 3000 ]
}

@test "evport archives segments and gives the same events back" {
  sample_lines 4000 | evtail --host h - > a.ev
  mkdir archive
  evport --from - --to "file://$PWD/archive" < a.ev
  files=$(find archive -name '*.evs' | wc -l)
  [ "$files" -ge 4 ]
  evinfo $(find archive -name '*.evs') | grep columnar
  evport --from "file://$PWD/archive" > back.ev
  [ "$(checksum back.ev)" = "$(checksum a.ev)" ]
}
