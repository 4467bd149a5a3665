# evgen: made data is the same each time, and like its samples.

setup() {
  load helpers/common
  cd "$BATS_TEST_TMPDIR"
  sample_lines 300 >app.log
}

@test "the same seed gives the same bytes, another one others" {
  evgen --lines 500 --hosts 3 --seed 7 -O raw --from app.log >a
  evgen --lines 500 --hosts 3 --seed 7 -O raw --from app.log >b
  evgen --lines 500 --hosts 3 --seed 8 -O raw --from app.log >c
  same_files a b
  ! cmp -s a c
  [ "$(wc -l <a)" = 500 ]
}

@test "events hold the lines" {
  evgen --lines 500 --hosts 3 -O raw --from app.log >lines
  evgen --lines 500 --hosts 3 --from app.log | evcat -O raw | cmp - lines
  evgen --lines 500 --from app.log | evinfo --verify
}

@test "samples can be many, a size stops it" {
  evgen --bytes 1M --hosts 20 --rate 1000 -O raw --from "$REPO"/tests/samples/*.log >mixed
  local size
  size=$(stat -c %s mixed)
  [ "$size" -le 1048576 ]
  [ "$size" -gt 1000000 ]
  evtail mixed | evcat -O raw | cmp - mixed
}

@test "lines compress as those of the sample" {
  local log real made
  while IFS= read -r log; do
    [ "$(wc -l <"$log")" -ge 1000 ] || continue
    evgen --lines "$(wc -l <"$log")" -O raw --from "$log" >made
    real=$(xz -9 -c "$log" | wc -c)
    made=$(xz -9 -c made | wc -c)
    echo "$log: $made, real $real"
    [ $((made * 10)) -ge $((real * 8)) ]
    [ $((made * 10)) -le $((real * 12)) ]
  done < <(corpora)
}

@test "--pace writes in real time, and a closed pipe ends it" {
  local start=$SECONDS
  [ "$(evgen --pace --rate 20 --from app.log -O raw | head -n 30 | wc -l)" = 30 ]
  [ $((SECONDS - start)) -ge 1 ]
  [ $((SECONDS - start)) -le 20 ]
}

@test "bad input is one line and exit code 2" {
  run --separate-stderr evgen
  [ "$status" -eq 2 ]
  [[ $stderr == "evgen: error: no sample is given"* ]]
  run --separate-stderr evgen --from missing.log
  [ "$status" -eq 2 ]
  [ "$stderr" = "evgen: error: missing.log: No such file or directory" ]
  evtail app.log >app.ev
  run --separate-stderr evgen --from app.ev
  [ "$status" -eq 2 ]
  [[ $stderr == *"event stream"* ]]
}
