#!/bin/sh
# @TOOL@ of evtools @VERSION@, written by install.sh. Shell builtins only: every fork would show at the start.
home=@HOME@
case ${1-} in
--help) exec cat "$home/help/@TOOL@.txt" ;;
--version) exec cat "$home/help/@TOOL@.version" ;;
esac
java=@JAVA@
if [ ! -x "$java" ]; then
  echo "@TOOL@: error: $java: the Java that evtools was installed with is gone" >&2
  echo "@TOOL@: hint: run evtools' install.sh again" >&2
  exit 2
fi
# Java takes file names from the locale's character set: anything but UTF-8 could not name every file.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
*UTF-8 | *utf8 | *UTF8 | *utf-8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac
# Java opens its own files first: they would take the numbers of closed descriptors, and a tool would read them.
{ true 3<&0; } 2>/dev/null || exec 0>/dev/null
{ true 3>&1; } 2>/dev/null || exec 1</dev/null
{ true 3>&2; } 2>/dev/null || exec 2</dev/null
terminals=
[ -t 0 ] && terminals=0
[ -t 1 ] && terminals=${terminals}1
[ -t 2 ] && terminals=${terminals}2
# Encryption is eight times slower without the second compiler.
encryption=
case " $* " in *' --key'*) encryption=-XX:TieredStopAtLevel=4 ;; esac
# Most of a search in segments is done by zstd: over 1 GB of text the second compiler cost a third of the CPU time for
# words, a tenth for regular expressions, and won nothing later. In frames of rows it wins a third from 0.4 GB on.
segments=
tool=@TOOL@
case "$tool $* " in 'evgrep '*'.evs '*) segments=-XX:TieredStopAtLevel=1 ;; esac
# A file that is renamed when it is complete is removed when a signal comes before: for that the JVM must see signals.
signals=
case $* in *segment*) signals=-XX:-ReduceSignalUsage ;; esac
# The JVM's warnings go to stderr: stdout is data. An archive that no longer fits (Java was updated in place) is not
# worth a warning at every start: the tools then only start slower, until install.sh is run again.
exec "$java" -Xlog:disable '-Xlog:all=warning,cds*=off,aot*=off,class+path*=off:stderr' \
  -XX:@ARCHIVE@="$home/@GROUP@.jsa" -XX:+UseSerialGC -XX:-UsePerfData @FLAGS@ $signals $segments $encryption \
  --enable-native-access=ALL-UNNAMED -Djava.library.path="$home/native" -Devtools.terminals=$terminals \
  ${EVTOOLS_JAVA_OPTS-} -cp @CLASSPATH@ evtools.Main @TOOL@ "$@"
