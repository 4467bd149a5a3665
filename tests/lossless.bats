# evtail FILE | evcat -O raw gives the file back, byte for byte, and so does every detour that keeps the order.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
}

@test "every corpus comes back byte for byte" {
  local file count=0
  while read -r file; do
    evtail "$file" | evcat -O raw | cmp - "$file"
    count=$((count + 1))
  done < <(corpora)
  [ "$count" -ge 3 ]
}

@test "sorting keeps every line" {
  local file
  while read -r file; do
    evtail "$file" | evsort | evcat -O raw | sed -e '$a\' | LC_ALL=C sort >got
    sed -e '$a\' "$file" | LC_ALL=C sort >want
    cmp got want
  done < <(corpora)
}

@test "the checksum is the same after sorting, merging and compressing" {
  local file files=()
  while read -r file; do
    files+=("$file")
  done < <(corpora)
  evtail "${files[@]}" >all.ev
  want=$(checksum all.ev)
  [ -n "$want" ]
  evsort all.ev >sorted.ev
  [ "$(checksum sorted.ev)" = "$want" ]
  for file in "${files[@]}"; do
    evtail "$file" | evsort >"$(basename "$file").sorted"
  done
  [ "$(evmerge ./*.sorted | checksum)" = "$want" ]
  [ "$(evmerge ./*.sorted sorted.ev | checksum)" = "$want" ]
  evport --from - --to "file://$PWD/archive" <all.ev
  [ "$(evport --from "file://$PWD/archive" | checksum)" = "$want" ]

}

@test "a log read twice is the same bytes" {
  local file
  while read -r file; do
    evtail "$file" >a.ev
    evtail - <"$file" >stdin.ev
    evtail "$file" >b.ev
    cmp a.ev b.ev
    evcat -O raw stdin.ev | cmp - "$file"
  done < <(corpora)
}
