#!/bin/sh
# train.sh HOME GROUP: writes HOME/GROUP.jsa, the class archive that the tools of GROUP start from.
#
# Runs each tool once on a small job, has the JVM note which classes it loads, and archives those; for groups called
# …-profile jobs are larger, and what the JVM learns of the code that runs is archived too. It must run after
# the jars are in place: the archive holds their times and sizes and is refused when they differ. A tool that fails
# here only starts a little slower later, so failures are let pass.
set -eu

home=$1
group=$2
samples=$(cd "$(dirname "$0")" && pwd -P)/../../../tests/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# The launchers know the JVM's flags: what is archived must have been loaded under the same ones.
tool() {
  tool_number=$((${tool_number:-0} + 1))
  tool_name=$1
  shift
  EVTOOLS_JAVA_OPTS="-XX:DumpLoadedClassList=$work/$tool_number.classes ${EVTOOLS_JAVA_OPTS-}" \
    "$home/bin/$tool_name" "$@" 2>>"$work/log" || :
}

# serve NAME OPTION…: a server of its own on loopback, in the background; leaves its port in $port.
serve() {
  serve_name=$1
  shift
  EVTOOLS_JAVA_OPTS="-XX:DumpLoadedClassList=$work/$serve_name.classes ${EVTOOLS_JAVA_OPTS-}" \
    "$home/bin/evrecv" --listen 127.0.0.1:0 --store "$work/$serve_name" "$@" 2>"$work/$serve_name.log" &
  servers="${servers-} $!"
  port=
  tries=0
  while [ -z "$port" ] && [ $tries -lt 50 ]; do
    sleep 0.1
    port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$work/$serve_name.log")
    tries=$((tries + 1))
  done
}

# profile LAUNCHER: makes $home/$group.jsa of the commands on standard input, run in one JVM. A profile is of one run.
profile() {
  cat >commands
  sed -e 's| -XX:AOTCache="[^"]*"||' -e 's| evtools.Main [a-z]* "\$@"$| evtools.TrainingMain commands|' "$1" >trainer
  EVTOOLS_JAVA_OPTS="-XX:AOTMode=record -XX:AOTConfiguration=$work/configuration ${EVTOOLS_JAVA_OPTS-}" \
    sh ./trainer >/dev/null 2>>log || :
  EVTOOLS_JAVA_OPTS="-XX:AOTMode=create -XX:AOTConfiguration=$work/configuration -XX:AOTCache=$home/$group.jsa" \
    sh ./trainer >dump.log 2>&1 || { cat log dump.log >&2; exit 2; }
  [ -s "$home/$group.jsa" ]
}

cd "$work"
{
  echo 'Nov 20 10:00:01 web01 sshd[4711]: Accepted publickey for root from 10.0.0.1 port 50022 ssh2'
  echo 'Nov 20 10:00:02 web01 cron[42]: (root) CMD (run-parts /etc/cron.hourly)'
  echo '2026-11-20T10:00:03.123456+01:00 web02 app: user=alice took=12ms id=550e8400-e29b-41d4-a716-446655440000'
  echo '{"time":"2026-11-20T10:00:04Z","level":"info","msg":"started","pid":17}'
} >sample.log

case $group in
lean)
  tool evtail sample.log >a.ev
  tool evtail --host web03 - <sample.log >b.ev
  tool evsort a.ev >sorted.ev
  tool evsort <b.ev >sorted2.ev
  tool evmerge sorted.ev sorted2.ev >merged.ev
  tool evcat a.ev >/dev/null
  tool evcat -O text a.ev >/dev/null
  tool evcat -O raw <a.ev >/dev/null
  tool evcat -O json a.ev >/dev/null
  tool evinfo a.ev >/dev/null
  tool evinfo --verify --checksum --count a.ev >/dev/null
  tool evgrep -c Accepted a.ev >/dev/null
  tool evgrep -O text -i 'accepted' <merged.ev >/dev/null
  tool evgrep -O raw -nE 'port [0-9]+' a.ev >/dev/null
  tool evsort -O segment a.ev >a.evs
  tool evgrep -c Accepted a.evs >/dev/null
  tool evgrep -h -O raw -C1 'user=[a-z]*' a.evs b.ev >/dev/null
  tool evgen --rate 1000 --hosts 2 --lines 100 --from sample.log >/dev/null
  tool evport --from - --to "file://$work/archive" <merged.ev >/dev/null
  tool evport --from "file://$work/archive" >/dev/null
  ;;
sort-profile)
  "$home/bin/evtail" sample.log >a.ev 2>>log || :
  # Enough for the second compiler to have been at it; other seeds, so that two inputs lie in each other's times.
  set -- "$samples"/*.log
  [ -e "$1" ] || set -- sample.log
  for seed in 1 2; do
    "$home/bin/evgen" --seed $seed --rate 1000 --hosts 16 --lines 100000 "$@" >$seed.ev 2>>log || :
  done
  profile "$home/bin/evsort" <<'END'
evsort --hold-down 10s a.ev -o slices.ev
evsort -O raw a.ev
evsort 1.ev 2.ev -o sorted.ev
evsort -O segment 1.ev 2.ev -o sorted.evs
END
  exit
  ;;
net)
  tool evtail sample.log >a.ev
  serve first
  first=$port
  serve second --peers "127.0.0.1:$first"
  tool evsend --to "127.0.0.1:$first,127.0.0.1:$port" --copies 2 --spool spool --linger 2s a.ev
  tool evfetch --from "127.0.0.1:$first,127.0.0.1:$port" >/dev/null
  # shellcheck disable=SC2086
  kill ${servers-} 2>/dev/null || :
  wait
  ;;
*)
  echo "train.sh: error: no training for the group $group" >&2
  exit 2
  ;;
esac

# Each list numbers its classes for itself; without numbers they can be joined. (Classes with a `source:` come
# from a loader of their own and need the numbers: we have none.)
cat "$work"/*.classes 2>/dev/null | sed -e '/^#/d' -e '/ source: /d' -e 's/ id: [0-9]*$//' | awk '!seen[$0]++' >classes.list
[ -s classes.list ] || { cat log >&2; exit 2; }

# The class path and Java are the launchers' own. Classes archived linked take 12 ms off a start of 84.
set -- "$home"/bin/*
EVTOOLS_JAVA_OPTS="-Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile=$work/classes.list -XX:SharedArchiveFile=$home/$group.jsa" \
  "$1" >dump.log 2>&1 || { cat dump.log >&2; exit 2; }
[ -s "$home/$group.jsa" ]
