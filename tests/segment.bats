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

@test "one changed byte in index, trailer or block is told by every tool" {
  sample_lines 300 | evtail --host h - | evsort -O segment > whole.evs
  local size place
  size=$(stat -c %s whole.evs)
  # Payload and header of the trailer and of the index before it, and the block.
  for place in $((size - 20)) $((size - 100)) $((size - 120 - 8)) $((size - 120 - 60)) 150; do
    cp whole.evs rotten.evs
    printf '\xee' | dd of=rotten.evs bs=1 seek="$place" conv=notrunc status=none
    run -2 --separate-stderr evgrep -c took rotten.evs
    [ "$output" = "$([ "$place" = 150 ] && echo 0 || echo 300)" ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == "evgrep: error: rotten.evs: "*", at byte "* ]]
    run -2 --separate-stderr evgrep took rotten.evs whole.evs
    run -3 --separate-stderr evinfo rotten.evs
    [[ $stderr == "evinfo: error: rotten.evs: "*", at byte "* ]]
    run -1 evinfo --verify rotten.evs
    run -3 evcat rotten.evs
  done
}

@test "a block that can't be opened in an intact frame is damage" {
  command -v python3 >/dev/null || skip "needs python3"
  sample_lines 300 | evtail --host h - | evsort -O segment > whole.evs
  python3 - "$REPO/tests/format" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
from payloads import crc32c
whole = open("whole.evs", "rb").read()
stored = int.from_bytes(whole[64:68], "big")
end = 96 + stored
for place in list(range(96, 96 + 64)) + list(range(200, end, 97)):
    bad = bytearray(whole)
    bad[place] ^= 0x55
    bad[68:72] = crc32c(bad[96:end]).to_bytes(4, "big")
    bad[92:96] = crc32c(bad[:92]).to_bytes(4, "big")
    open(f"bad-{place:06}.evs", "wb").write(bad)
END
  run --separate-stderr evinfo bad-*.evs
  [ "$status" -eq 3 ]
  ! grep -v '^evinfo: error: bad-[0-9]*.evs: .*, at byte 0 ' <<<"$stderr"
  [ "${#stderr_lines[@]}" -ge 64 ]
  run --separate-stderr evgrep -c took bad-*.evs
  [ "$status" -eq 2 ]
  ! grep -v '^evgrep: error: bad-[0-9]*.evs: .*, at byte 0 ' <<<"$stderr"
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

@test "a segment in a file gets its name when it is complete" {
  sample_lines 300 | evtail --host h - >in.ev
  printf 'old' >old.evs
  chmod 600 old.evs
  mkfifo pipe
  for how in 'evcat TERM new.evs' 'evmerge INT new.evs' 'evmerge TERM old.evs' 'evcat KILL old.evs'; do
    read -r tool signal target <<<"$how"
    # A shell's background jobs ignore SIGINT; not this one.
    env --default-signal=INT "$EVTOOLS_PREFIX/bin/$tool" -O segment -o "$target" pipe &
    writer=$!
    exec 7>pipe
    cat in.ev >&7
    wait_until 10 test -e "$target.unfinished"
    kill -"$signal" "$writer"
    wait "$writer" && false
    exec 7>&-
    [ "$signal" = KILL ] || [ ! -e "$target.unfinished" ]
  done
  [ ! -e new.evs ]
  [ "$(cat old.evs)" = old ]
  # What SIGKILL leaves is written over by the next, which refuses to read it.
  run -2 --separate-stderr evcat -O segment -o old.evs old.evs.unfinished
  [[ $stderr == *"is both input and output"* ]]
  for target in new.evs old.evs; do
    evcat -O segment -o "$target" in.ev
    [ ! -e "$target.unfinished" ]
    [ "$(checksum "$target")" = "$(checksum in.ev)" ]
  done
  [ "$(stat -c %a old.evs)" = 600 ]
}

@test "a segment goes where -o says also when that is a link, a pipe or a device" {
  sample_lines 300 | evtail --host h - >in.ev
  ln -s real.evs link.evs
  : >real.evs
  evcat -O segment -o link.evs in.ev
  [ -L link.evs ]
  evcat -O segment -o /dev/stdout in.ev >out.evs
  evcat -O segment -o /dev/stdout in.ev | cat >piped.evs
  for file in real.evs out.evs piped.evs; do
    [ "$(checksum "$file")" = "$(checksum in.ev)" ]
  done
  ! find . -name '*.unfinished' | grep -q .
  run -2 --separate-stderr evcat -O segment -o /dev/full in.ev
  [[ $stderr == *"/dev/full: No space left on device"* ]]
}
