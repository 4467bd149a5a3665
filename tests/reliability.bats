# Short forms of tests/acceptance: real processes that are killed, and disks that are full or fail.

setup() {
  load helpers/common
  command -v python3 >/dev/null || skip "no python3"
  cd "$BATS_TEST_TMPDIR"
  export TMPDIR=$BATS_TEST_TMPDIR
}

accept() {
  run python3 "$REPO/tests/acceptance/$1" "${@:2}" 3>&-
  echo "$output"
  [[ $output != *"can't run: "* ]] || skip "${output##*"can't run: "}"
  [ "$status" -eq 0 ]
}

@test "servers and senders are killed under load, and nothing is missing" {
  accept kills --loopback --rounds 3 --servers 3 --senders 1
}

@test "a store is archived by evsorts that are killed, and nothing is missing or doubled" {
  accept store-kills --rounds 4 --rate 500
}

@test "servers are cut off and packets get lost, and nothing is missing" {
  accept kills --rounds 2 --servers 3 --senders 1
}

@test "two of three servers dead: the last one takes frames, and all is whole when the others return" {
  accept last-one --seconds 3
}

@test "servers and a sender lose power, and nothing acknowledged is missing" {
  accept power-loss --rounds 2 --servers 3
}

@test "a server whose disk is full is readable, and takes frames again when there is room" {
  accept disk-full --only one-full
}

@test "a server does not believe a disk whose fsync failed" {
  accept disk-full --only fsync-fails
}
