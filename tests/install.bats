# The installer: what it leaves behind, what an upgrade runs, which Java it finds.

load helpers/common

setup() {
  PREFIX=$BATS_TEST_TMPDIR/prefix
}

# build_copy DIR: a copy of the sources and the built jars, to change and install from.
build_copy() {
  mkdir -p "$1"
  tar -C "$REPO" -cf - --exclude=./target --exclude=./.git --exclude=test-classes --exclude=classes . | tar -C "$1" -xf -
}

# change_code DIR WORD: has the code in DIR's jars print WORD before the version.
change_code() {
  local java_home classes=$BATS_TEST_TMPDIR/classes file=$1/cli/src/main/java/evtools/cli/Version.java
  . "$REPO/.mvn/find-jdk.sh"
  find_jdk
  sed -i "s/return toolName + \" \"/return toolName + \" $2 \"/" "$file"
  grep -q "$2" "$file"
  mkdir -p "$classes"
  "$EVTOOLS_JDK/bin/javac" -proc:none -nowarn -d "$classes" -cp "$(echo "$1"/tools/target/lib/*.jar | tr ' ' ':')" "$file"
  "$EVTOOLS_JDK/bin/jar" --update --file "$(echo "$1"/tools/target/lib/cli-*.jar)" -C "$classes" evtools/cli/Version.class
  touch "$1"/tools/target/*.jar
}

# What Java prints: --version alone is answered by the launcher.
version_of_code() {
  "$PREFIX/bin/evcat" -n 1 --version
}

@test "install.sh: help, and a clear error for what it does not know" {
  run -0 "$REPO/install.sh" --help
  [[ $output == Usage:* ]]
  run -2 "$REPO/install.sh" --frob
  [[ $output == *"error: unknown argument: --frob"* ]]
  run -2 "$REPO/install.sh" --prefix
}

@test "install twice, then uninstall: nothing is left, and nothing of others is touched" {
  mkdir -p "$PREFIX/bin" "$PREFIX/share/man/man1"
  echo theirs >"$PREFIX/bin/other"
  find "$PREFIX" | sort >"$BATS_TEST_TMPDIR/before"
  "$REPO/install.sh" --prefix "$PREFIX"
  "$REPO/install.sh" --prefix "$PREFIX"
  [ -x "$PREFIX/bin/evcat" ]
  [ -e "$PREFIX/share/man/man1/evcat.1" ]
  [ -e "$PREFIX/share/bash-completion/completions/evcat" ]
  [ -e "$PREFIX/share/zsh/site-functions/_evcat" ]
  [ -e "$PREFIX/share/fish/vendor_completions.d/evcat.fish" ]
  # Every link leads somewhere.
  [ -z "$(find "$PREFIX" -xtype l)" ]
  "$REPO/install.sh" --prefix "$PREFIX" --uninstall
  find "$PREFIX" | sort >"$BATS_TEST_TMPDIR/after"
  diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "a file of someone else is not overwritten" {
  mkdir -p "$PREFIX/bin"
  echo theirs >"$PREFIX/bin/evcat"
  run -2 "$REPO/install.sh" --prefix "$PREFIX"
  [[ $output == *"exists and is not of evtools"* ]]
  [ "$(cat "$PREFIX/bin/evcat")" = theirs ]
  [ ! -e "$PREFIX/lib" ]
}

@test "an upgrade runs the new code, going back runs the old: no class archive is stale" {
  build_copy "$BATS_TEST_TMPDIR/old"
  build_copy "$BATS_TEST_TMPDIR/new"
  change_code "$BATS_TEST_TMPDIR/new" changed
  "$BATS_TEST_TMPDIR/old/install.sh" --prefix "$PREFIX"
  [[ $(version_of_code) == "evcat 0."* ]]
  old=$(readlink "$PREFIX/lib/evtools/current")
  "$BATS_TEST_TMPDIR/new/install.sh" --prefix "$PREFIX"
  [[ $(version_of_code) == "evcat changed 0."* ]]
  # A tool that was starting while the link was swapped still finds its files.
  [ -e "$PREFIX/lib/evtools/$old/lean.jsa" ]
  "$BATS_TEST_TMPDIR/old/install.sh" --prefix "$PREFIX"
  [[ $(version_of_code) == "evcat 0."* ]]
  [ ! -e "$PREFIX/lib/evtools/$old" ]
  [ "$(find "$PREFIX/lib/evtools" -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 2 ]
}

@test "a tool that runs during an upgrade is not disturbed; uninstall leaves nothing" {
  "$REPO/install.sh" --prefix "$PREFIX"
  sample_lines 2000 >"$BATS_TEST_TMPDIR/lines"
  evtail "$BATS_TEST_TMPDIR/lines" >"$BATS_TEST_TMPDIR/lines.ev"
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  "$PREFIX/bin/evcat" -O raw <"$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/out" 3>&- &
  reader=$!
  exec 7>"$BATS_TEST_TMPDIR/pipe"
  head -c 20000 "$BATS_TEST_TMPDIR/lines.ev" >&7
  "$REPO/install.sh" --prefix "$PREFIX"
  tail -c +20001 "$BATS_TEST_TMPDIR/lines.ev" >&7
  exec 7>&-
  wait "$reader"
  cmp "$BATS_TEST_TMPDIR/lines" "$BATS_TEST_TMPDIR/out"

  # And uninstalling takes away a prefix that installing made.
  "$REPO/install.sh" --prefix "$PREFIX" --uninstall
  [ ! -e "$PREFIX" ]
  run -2 "$REPO/install.sh" --prefix "$PREFIX" --uninstall
  [[ $output == *"nothing of evtools is installed"* ]]
}

@test "finds a JDK 25 where the default java is older, and where PATH has none" {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\necho "openjdk version \\"17.0.1\\" 2021-10-19" >&2\n' >"$BATS_TEST_TMPDIR/bin/java"
  cp "$BATS_TEST_TMPDIR/bin/java" "$BATS_TEST_TMPDIR/bin/javac"
  chmod +x "$BATS_TEST_TMPDIR/bin/java" "$BATS_TEST_TMPDIR/bin/javac"
  . "$REPO/.mvn/find-jdk.sh"
  find_jdk
  real=$EVTOOLS_JDK
  # A home directory of its own, with the JDK where an editor would have put it.
  mkdir -p "$BATS_TEST_TMPDIR/home/.jdks"
  ln -s "$real" "$BATS_TEST_TMPDIR/home/.jdks/some jdk"
  unset JAVA_HOME
  HOME=$BATS_TEST_TMPDIR/home PATH=$BATS_TEST_TMPDIR/bin:/usr/bin:/bin find_jdk
  [ -x "$EVTOOLS_JDK/bin/javac" ]
  "$EVTOOLS_JDK/bin/java" -version 2>&1 | grep -E 'version "(2[5-9]|[3-9][0-9])'
}

@test "without a JDK 25 it says what to install and exits 2" {
  run -2 env -i PATH=/usr/bin:/bin HOME=/nonexistent sh -c '
    . "$1/.mvn/find-jdk.sh"
    find_jdk_in_usual_places() { :; }
    JDK_MINIMUM=99
    find_jdk || { explain_no_jdk; exit 2; }' sh "$REPO"
  [[ $output == *"error: no JDK"* ]]
  [[ $output == *"install"* ]]
}

@test "a launcher whose Java is gone says so" {
  sed "s|^java=.*|java=/nonexistent/java|" "$EVTOOLS_PREFIX/lib/evtools/current/bin/evcat" >"$BATS_TEST_TMPDIR/evcat"
  run -2 sh "$BATS_TEST_TMPDIR/evcat" -n 1
  [[ $output == *"the Java that evtools was installed with is gone"* ]]
}

@test "--help and --version start no JVM" {
  for tool in "$EVTOOLS_PREFIX"/bin/*; do
    name=${tool##*/}
    sed "s|^java=.*|java=/nonexistent/java|" "$EVTOOLS_PREFIX/lib/evtools/current/bin/$name" >"$BATS_TEST_TMPDIR/$name"
    run -0 sh "$BATS_TEST_TMPDIR/$name" --help
    [[ $output == *"$name"* ]]
    run -0 sh "$BATS_TEST_TMPDIR/$name" --version
    [[ $output == "$name "[0-9]* ]]
  done
}

@test "what the launcher prints and what the tool prints are the same" {
  evcat --help >"$BATS_TEST_TMPDIR/launcher"
  evcat -n 1 --help >"$BATS_TEST_TMPDIR/tool"
  diff "$BATS_TEST_TMPDIR/launcher" "$BATS_TEST_TMPDIR/tool"
  [ "$(evcat --version)" = "$(evcat -n 1 --version)" ]
}

@test "the class archive is used" {
  EVTOOLS_JAVA_OPTS="-Xlog:class+load:file=$BATS_TEST_TMPDIR/loaded" evcat </dev/null
  grep -q 'evtools.Main source: shared objects file' "$BATS_TEST_TMPDIR/loaded"
  grep -q 'picocli.CommandLine source: shared objects file' "$BATS_TEST_TMPDIR/loaded"
}

@test "evsort starts from its profiles; without words it does without them" {
  local launcher=$EVTOOLS_PREFIX/lib/evtools/current/bin/evsort
  sample_lines 20 | evtail - >"$BATS_TEST_TMPDIR/lines.ev"
  EVTOOLS_JAVA_OPTS="-Xlog:class+load:file=$BATS_TEST_TMPDIR/loaded" \
    evsort -O segment "$BATS_TEST_TMPDIR/lines.ev" >"$BATS_TEST_TMPDIR/with"
  grep -q 'evtools.evsort.Evsort source: shared objects file' "$BATS_TEST_TMPDIR/loaded"
  echo rotten >"$BATS_TEST_TMPDIR/rotten"
  for cache in /nonexistent/cache "$BATS_TEST_TMPDIR/rotten"; do
    sed "s|-XX:AOTCache=\"[^\"]*\"|-XX:AOTCache=$cache|" "$launcher" >"$BATS_TEST_TMPDIR/evsort"
    grep -q "AOTCache=$cache" "$BATS_TEST_TMPDIR/evsort"
    sh "$BATS_TEST_TMPDIR/evsort" -O segment "$BATS_TEST_TMPDIR/lines.ev" >"$BATS_TEST_TMPDIR/without" 2>"$BATS_TEST_TMPDIR/err"
    [ ! -s "$BATS_TEST_TMPDIR/err" ]
    cmp "$BATS_TEST_TMPDIR/with" "$BATS_TEST_TMPDIR/without"
  done
}

@test "a warning of the JVM goes to stderr, never into the data" {
  sample_lines 10 >"$BATS_TEST_TMPDIR/lines"
  export EVTOOLS_JAVA_OPTS="-XX:+UseLargePages -XX:+AllowRedefinitionToAddDeleteMethods"
  evtail "$BATS_TEST_TMPDIR/lines" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
  grep -qi warning "$BATS_TEST_TMPDIR/err"
  unset EVTOOLS_JAVA_OPTS
  evtail "$BATS_TEST_TMPDIR/lines" >"$BATS_TEST_TMPDIR/clean"
  cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/clean"
}

@test "a file name that is not ASCII opens in the C locale too" {
  sample_lines 3 >"$BATS_TEST_TMPDIR/grüße.log"
  LC_ALL=C evtail "$BATS_TEST_TMPDIR/grüße.log" | evcat -O raw >"$BATS_TEST_TMPDIR/out"
  cmp "$BATS_TEST_TMPDIR/grüße.log" "$BATS_TEST_TMPDIR/out"
}

@test "no native library is unpacked at run time" {
  mkdir "$BATS_TEST_TMPDIR/tmp"
  sample_lines 100 >"$BATS_TEST_TMPDIR/lines"
  EVTOOLS_JAVA_OPTS="-Djava.io.tmpdir=/nonexistent" evtail "$BATS_TEST_TMPDIR/lines" |
    EVTOOLS_JAVA_OPTS="-Djava.io.tmpdir=/nonexistent" evcat -O raw | cmp - "$BATS_TEST_TMPDIR/lines"
}

@test "the scripts pass shellcheck" {
  command -v shellcheck >/dev/null || skip "shellcheck is not installed"
  cd "$REPO"
  shellcheck -x -s sh install.sh tests/run .ci/run .mvn/find-jdk.sh tools/src/install/train.sh
  shellcheck -s bash demo tests/helpers/*.bash bench/kafka/run bench/common.bash bench/servers.bash
  shellcheck -x -s bash bench/size bench/search bench/sort bench/disorder
  shellcheck -x -s sh tests/acceptance/fuzz/run
}
