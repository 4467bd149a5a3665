# shellcheck shell=bash disable=SC2034,SC2154 # $work is set, $spent and others are used, where it is sourced
# What the benches of sizes and searches share: measuring, the logs of a fleet, tables. Sourced, with the tools in PATH.

die() { echo "$0: error: $1" >&2; exit 2; }
note() { echo "  $(date +%T) $*" >&2; }
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }
bytes_in() { du -bc "$@" | awk 'END { printf "%.0f", $1 }'; }
median() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "$tool is not in PATH"
  done
}

# timed COMMAND: runs a line of shell; its output is discarded, by a pipe or file of its own if it has one.
# Leaves CPU seconds of all its processes in $spent, wall seconds in $wall, its exit code in $code.
timed() {
  local TIMEFORMAT='%U %S %R' times user system
  times=$( { time bash -o pipefail -c "$1" >"$work/out" 2>"$work/err"; echo $? >"$work/rc"; } 2>&1)
  read -r user system wall <<<"$times"
  spent=$(calc "$user + $system" 3)
  code=$(cat "$work/rc")
}
# must COMMAND: timed, and it has to succeed.
must() {
  timed "$1"
  [ "$code" -eq 0 ] || die "$1 failed ($code): $(tail -n 3 "$work/err")"
}

# size_bytes SIZE: 64M, 1G
size_bytes() { numfmt --from=iec "$1" 2>/dev/null || die "$1: not a size"; }

# ---- logs: hosts h1 to h12, each with a log like each of the samples, two lines a second in each, all at the same time
#
#   DIR/text/h1/openssh.log …

hosts=12
apps=()
# make_logs DIR BYTES SAMPLE…
make_logs() {
  local dir=$1 bytes=$2 host app sample each number=0
  shift 2
  each=$((bytes / hosts / $#))
  apps=()
  for sample in "$@"; do
    app=$(basename "$sample" .log)
    app=${app%_2k}
    apps+=("${app,,}")
  done
  for host in $(seq $hosts); do
    mkdir -p "$dir/text/h$host"
    for sample in "$@"; do
      app=$(basename "$sample" .log)
      app=${app%_2k}
      app=${app,,}
      number=$((number + 1))
      evgen --seed $number --rate 2 --bytes $each -O raw --from "$sample" -o "$dir/text/h$host/$app.log" || exit 2
    done
  done
  # Where lines name no year, it is that of their file.
  find "$dir/text" -name '*.log' -exec touch -d 2026-02-01T00:00:00Z {} +
}
# events_of DIR NAME…: what evtail makes of the logs of these names, host by host, on standard output.
events_of() {
  local dir=$1 host name files
  shift
  for host in $(seq $hosts); do
    files=()
    for name in "$@"; do files+=("$dir/text/h$host/$name.log"); done
    evtail --host "h$host" "${files[@]}" || return
  done
}

# What makes evsort write segments.
segment_options() { # segment_options LEVEL
  echo "-O segment --level $1"
}

# ---- tables: collected in $report, given out at the end

report=''
say() { report+="$*"$'\n'; }
conditions() {
  echo "$(date -u +%FT%TZ), $(nproc) cores, $(uname -sr), load $(cut -d ' ' -f 1-3 /proc/loadavg) at the start, $(evgrep --version)"
}
# give_out NAME [FILE]: the report; into the part of FILE that is kept for it, or as the whole of FILE.
give_out() {
  local begins="<!-- $1 begins -->" ends="<!-- $1 ends -->" file=${2-}
  printf '%s' "$report"
  [ -n "$file" ] || return 0
  printf '%s' "$report" >"$work/report"
  if [ -e "$file" ] && grep -qxF "$begins" "$file" && grep -qxF "$ends" "$file"; then
    awk -v begins="$begins" -v ends="$ends" -v report="$work/report" '
      $0 == ends { skipping = 0 }
      !skipping { print }
      $0 == begins {
        print ""
        while ((getline line < report) > 0) print line
        print ""
        skipping = 1
      }' "$file" >"$work/filled" && cat "$work/filled" >"$file"
  else
    cat "$work/report" >"$file"
  fi
}
