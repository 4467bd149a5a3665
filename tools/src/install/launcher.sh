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
# The archive fits one build of Java: after an update in place, starting slower beats a warning at every start.
archive=$home/@GROUP@.jsa
[ "$java" -nt "$archive" ] && archive=$home/none
# Java takes file names from the locale's character set: anything but UTF-8 could not name every file.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
*UTF-8 | *utf8 | *UTF8 | *utf-8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac
terminal=
[ -t 0 ] && terminal=0
[ -t 1 ] && terminal=${terminal}1
[ -t 2 ] && terminal=${terminal}2
exec "$java" -Xlog:disable -Xlog:all=warning:stderr -XX:SharedArchiveFile="$archive" -Xshare:auto \
  -XX:+UseSerialGC -XX:-UsePerfData @FLAGS@ --enable-native-access=ALL-UNNAMED \
  -Djava.library.path="$home/native" -Devtools.terminal=$terminal ${EVTOOLS_JAVA_OPTS-} \
  -cp @CLASSPATH@ evtools.Main @TOOL@ "$@"
