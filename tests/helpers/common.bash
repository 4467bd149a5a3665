# What every test file loads: `load helpers/common`. Tests run the installed tools, never the build's classes.
#
#   $EVTOOLS_PREFIX    where they are installed (tests/run sets it)
#   $BATS_TEST_TMPDIR  scratch of this test; bats removes it
#   $EVTOOLS_CORPORA   real logs to use beside our own small samples, when set

bats_require_minimum_version 1.5.0

if [ -z "${EVTOOLS_PREFIX:-}" ] || [ ! -x "$EVTOOLS_PREFIX/bin/evcat" ]; then
  echo "EVTOOLS_PREFIX does not lead to installed tools: start the tests with tests/run" >&2
  exit 1
fi
PATH=$EVTOOLS_PREFIX/bin:$PATH
REPO=$(cd "$BATS_TEST_DIRNAME/.." && pwd -P)
export PATH REPO
unset EVTOOLS_JAVA_OPTS EVTOOLS_DEBUG NO_COLOR

# By then a test is over, or bats (1.9 and later) ends it.
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-300}

# sample_lines N [SECOND]: N syslog lines, one a second from SECOND of 2026-11-20 10:00 on.
sample_lines() {
  awk -v n="$1" -v from="${2:-0}" 'BEGIN {
    for (i = from; i < from + n; i++)
      printf "2026-11-20T%02d:%02d:%02d.%06dZ web%02d app[%d]: request id=%08x took %d ms\n",
        10 + int(i / 3600), int(i / 60) % 60, i % 60, (i * 7919) % 1000000, i % 7, 100 + i % 3, i * 2654435761 % 4294967296, i % 997
  }'
}

# corpora: the files of $EVTOOLS_CORPORA, or else our own samples, one path a line.
corpora() {
  if [ -n "${EVTOOLS_CORPORA:-}" ]; then
    [ -d "$EVTOOLS_CORPORA" ] || { echo "EVTOOLS_CORPORA=$EVTOOLS_CORPORA is no directory" >&2; return 1; }
    ls "$EVTOOLS_CORPORA"/*.log
  else
    ls "$REPO"/tests/samples/*.log
  fi
}

# checksum [FILE…]: the order-independent sum over all events of FILEs or stdin.
checksum() {
  evinfo --checksum "$@" | grep -oiE '[0-9a-f]{32}'
}

# wait_until SECONDS COMMAND…: polls until COMMAND succeeds; fails after SECONDS.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "gave up waiting for: $*" >&2
      return 1
    fi
    sleep 0.05
  done
}

# same_files A B: equal bytes, or a failure that shows where they differ.
same_files() {
  cmp "$1" "$2"
}
