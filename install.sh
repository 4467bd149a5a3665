#!/bin/sh
# Builds evtools where needed and installs them. See usage below, and CONTRIBUTING.md for how it all fits.
#
#   PREFIX/lib/evtools/VERSION-BUILD/   everything of one build, never changed after it is in place
#   PREFIX/lib/evtools/current          link to the build in use: swapping it is the upgrade
#   PREFIX/lib/evtools/files            what lies outside, for --uninstall and the next upgrade
#   PREFIX/bin, share/man, share/…      links through `current`
#   PREFIX/share/evtools/               systemd units, their sample configurations, rules for alerts
#
# A class archive is trained on the very jars it lies beside, after they are in place: an archive of other
# jars would run old code without a word.
set -eu

usage() {
  cat <<'END'
Usage: ./install.sh [--prefix DIR] [--uninstall]

Installs evtools below DIR, building them first where the sources are newer.
Running it again upgrades. Needs a JDK 25 or newer, wherever the system keeps it.

      --prefix DIR   where to install (default: ~/.local)
      --uninstall    remove what an earlier run installed below DIR, and nothing else
      --help         show this help

Exit status: 0 done, 2 usage or failure.
END
}

die() {
  echo "install.sh: error: $1" >&2
  [ $# -lt 2 ] || echo "install.sh: hint: $2" >&2
  exit 2
}

say() { echo "$*"; }

prefix=${HOME:-}/.local
uninstall=no
while [ $# -gt 0 ]; do
  case $1 in
  --prefix)
    [ $# -ge 2 ] || die "--prefix needs a directory"
    prefix=$2
    shift
    ;;
  --prefix=*) prefix=${1#--prefix=} ;;
  --uninstall) uninstall=yes ;;
  --help) usage; exit 0 ;;
  *) die "unknown argument: $1" "./install.sh --help lists all" ;;
  esac
  shift
done

[ -n "$prefix" ] || die "--prefix must not be empty"
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
case $prefix in
*:* | *' '* | *'	'* | *'
'*) die "$prefix: a prefix can't contain a colon, a blank or a line end: a class path and Java's options could not name it" ;;
esac
prefix=${prefix%/}
lib=$prefix/lib/evtools
files=$lib/files

# ---- what lies outside lib/evtools, one line each, paths below the prefix:
#   link PATH TARGET   a link we made; TARGET is below `current`
#   dir PATH           a directory that was not there before us

is_ours() { # is_ours PATH: a link that leads to us; what someone put there since is not
  case $(readlink "$prefix/$1" || :) in
  */lib/evtools/current/*) return 0 ;;
  *) return 1 ;;
  esac
}

remove_links() { # remove_links LIST KEPT: those of LIST that KEPT doesn't have
  sed -n 's/^link //p' "$1" | while read -r path target; do
    grep -q "^link $path " "$2" || ! is_ours "$path" || rm -f "$prefix/$path"
  done
}

remove_empty_dirs() { # remove_empty_dirs LIST, the deepest first
  sed -n 's/^dir //p' "$1" | sort -r | while read -r path; do
    rmdir "$prefix/${path#.}" 2>/dev/null || :
  done
}

if [ "$uninstall" = yes ]; then
  [ -e "$files" ] || die "nothing of evtools is installed below $prefix" "--prefix DIR says where it is"
  list=$(mktemp)
  cp "$files" "$list"
  remove_links "$list" /dev/null
  rm -rf "$lib"
  remove_empty_dirs "$list"
  rm -f "$list"
  say "evtools removed from $prefix"
  exit 0
fi

# ---- build ----

source=$(cd "$(dirname "$0")" && pwd -P)
. "$source/.mvn/find-jdk.sh"
find_jdk || { explain_no_jdk; exit 2; }
java=$EVTOOLS_JDK/bin/java
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$source/pom.xml")
jar=$source/tools/target/tools-$version.jar

needs_build() {
  [ -e "$jar" ] || return 0
  [ -n "$(find "$source"/pom.xml "$source"/*/pom.xml "$source"/*/src/main -newer "$jar" | sed 1q)" ]
}

if needs_build; then
  say "building (the first time this fetches the libraries) ..."
  rm -rf "$source/tools/target/lib"
  # Checks and tests are the developer's part: ./tests/run.
  (cd "$source" && JAVA_HOME=$EVTOOLS_JDK ./mvnw -q -Pquick -Dmaven.test.skip=true package) ||
    die "the build failed" "the lines above say why"
fi

# ---- a new directory of its own ----

build=$(cat "$jar" "$source"/tools/target/lib/*.jar "$source"/tools/src/install/* | cksum)
build=$(printf %08x "${build%% *}")

refuse_what_is_not_ours() { # refuse_what_is_not_ours PATH
  if [ -e "$prefix/$1" ] || [ -L "$prefix/$1" ]; then
    is_ours "$1" || die "$prefix/$1 exists and is not of evtools" "move it away, or choose another --prefix"
  fi
}
# The tools' own names at once, before any work; man pages and the like when it is known which there are.
while read -r tool _; do
  case $tool in '' | '#'*) ;; *) refuse_what_is_not_ours "bin/$tool" ;; esac
done <"$source/tools/src/install/tools.conf"

made=
# make_dir PATH: below the prefix, remembering what did not exist before.
make_dir() {
  [ ! -d "$prefix/$1" ] || return 0
  case $1 in
  */*) make_dir "${1%/*}" ;;
  .) ;;
  *) make_dir . ;;
  esac
  mkdir -p "$prefix/$1" 2>/dev/null || die "$prefix/$1: can't be made" "--prefix DIR installs elsewhere"
  made="$made$1
"
}

make_dir lib/evtools
[ -w "$lib" ] || die "$lib: can't write there" "--prefix DIR installs elsewhere"
mkdir "$lib/lock" 2>/dev/null || die "another install.sh is at work in $lib" "if it isn't: rmdir $lib/lock"
home=$lib/$version-$build
again=1
while [ -e "$home" ]; do
  again=$((again + 1))
  home=$lib/$version-$build.$again
done
# Whatever fails from here on leaves the installed build as it is.
clean_up() {
  rm -rf "$home" "$lib/current.new" "$files.new"
  rmdir "$lib/lock"
  printf %s "$made" | sort -r | while read -r path; do rmdir "$prefix/${path#.}" 2>/dev/null || :; done
}
trap clean_up EXIT
trap 'exit 2' HUP INT TERM

mkdir "$home" "$home/lib" "$home/native" "$home/bin" "$home/help"
classpath=
for input in "$jar" "$source"/tools/target/lib/*.jar; do
  name=${input##*/}
  case $name in
  picocli-*) "$java" "$source/tools/src/install/ModernizeJar.java" "$input" "$home/lib/$name" ;;
  *) cp -p "$input" "$home/lib/$name" ;;
  esac
  # Our own jars first: nothing in a library can hide one of our classes.
  classpath=$classpath${classpath:+:}$home/lib/$name
done

# Unpacked once here instead of at every start.
unpack_native() {
  (
    cd "$home/native"
    "$EVTOOLS_JDK/bin/jar" -xf "$1" "$2"
    if [ -e "$2" ]; then
      mv "$2" .
      rm -rf "${2%%/*}"
    fi
  )
}
machine=$(uname -m)
case $(uname -s):$machine in
Linux:x86_64) zstd_dir=linux/amd64 lz4_dir=linux/amd64 extension=so ;;
Linux:aarch64 | Linux:arm64) zstd_dir=linux/aarch64 lz4_dir=linux/aarch64 extension=so ;;
Linux:*) zstd_dir=linux/$machine lz4_dir=linux/$machine extension=so ;;
Darwin:arm64) zstd_dir=darwin/aarch64 lz4_dir=darwin/aarch64 extension=dylib ;;
Darwin:*) zstd_dir=darwin/x86_64 lz4_dir=darwin/x86_64 extension=dylib ;;
*) zstd_dir=none lz4_dir=none extension=so ;;
esac
for input in "$home"/lib/zstd-jni-*.jar; do
  name=${input##*/}
  unpack_native "$input" "$zstd_dir/lib${name%.jar}.$extension"
done
for input in "$home"/lib/lz4-java-*.jar; do
  unpack_native "$input" "net/jpountz/util/$lz4_dir/liblz4-java.$extension"
done

# Help, man pages and completions, from the same definitions that the tools parse with.
"$java" -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classpath" evtools.DocMain "$home/doc" >/dev/null ||
  die "the help texts could not be made"
mv "$home"/doc/help/* "$home/help/"

quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
in_sed() { printf %s "$1" | sed 's/[\\&|]/\\&/g'; }

groups=
while read -r tool group flags; do
  case $tool in '' | '#'*) continue ;; esac
  [ -e "$home/help/$tool.txt" ] || die "tools.conf names $tool, which is no tool"
  case " $groups " in *" $group "*) ;; *) groups="$groups $group" ;; esac
  echo "$tool $version" >"$home/help/$tool.version"
  # Which has profiles beside its classes, the launcher's option says: Java takes no archive for a cache.
  case $group in *-profile) archive=AOTCache ;; *) archive=SharedArchiveFile ;; esac
  sed -e "s|@TOOL@|$tool|g" -e "s|@VERSION@|$version|g" -e "s|@GROUP@|$group|g" -e "s|@ARCHIVE@|$archive|g" \
    -e "s|@HOME@|$(in_sed "$(quoted "$home")")|g" -e "s|@JAVA@|$(in_sed "$(quoted "$java")")|g" \
    -e "s|@CLASSPATH@|$(in_sed "$(quoted "$classpath")")|g" -e "s|@FLAGS@|$flags|g" \
    "$source/tools/src/install/launcher.sh" >"$home/bin/$tool"
  chmod 755 "$home/bin/$tool"
done <"$source/tools/src/install/tools.conf"

for path in "$home"/help/*.txt; do
  name=${path##*/}
  [ -e "$home/bin/${name%.txt}" ] || die "${name%.txt} is a tool but has no line in tools.conf"
done

for group in $groups; do
  "$source/tools/src/install/train.sh" "$home" "$group" || die "the class archive '$group' could not be made"
done

# ---- the links outside ----

: >"$files.new"
add_link() { # add_link TARGET PATH
  refuse_what_is_not_ours "$2"
  make_dir "${2%/*}"
  echo "link $2 $1" >>"$files.new"
}
for page in "$source"/man/*.[5-8] "$source"/man/man[5-8]/*.[5-8]; do
  [ -e "$page" ] || continue
  section=${page##*.}
  mkdir -p "$home/doc/man/man$section"
  cp -p "$page" "$home/doc/man/man$section/"
done
# Units call the tools by their place below this prefix.
mkdir "$home/systemd"
for unit in "$source"/systemd/*; do
  sed "s|@BIN@|$(in_sed "$prefix/bin")|g" "$unit" >"$home/systemd/${unit##*/}"
done
cp -p "$source/docs/alerts.yml" "$home/doc/"
for path in "$home"/bin/*; do add_link "bin/${path##*/}" "bin/${path##*/}"; done
for path in "$home"/doc/man/man[1-8]/*; do
  page=${path#"$home"/doc/man/}
  add_link "doc/man/$page" "share/man/$page"
done
for path in "$home"/doc/completions/*; do
  file=${path##*/}
  case $file in
  _*) add_link "doc/completions/$file" "share/zsh/site-functions/$file" ;;
  *.bash) add_link "doc/completions/$file" "share/bash-completion/completions/${file%.bash}" ;;
  *.fish) add_link "doc/completions/$file" "share/fish/vendor_completions.d/$file" ;;
  esac
done

for path in "$home"/systemd/*; do
  add_link "systemd/${path##*/}" "share/evtools/systemd/${path##*/}"
done
add_link doc/alerts.yml share/evtools/alerts.yml

# ---- the swap ----

previous=
[ ! -L "$lib/current" ] || previous=$(readlink "$lib/current")
ln -s "${home##*/}" "$lib/current.new"
# One rename: at no moment is there no `current`, or half of one. (GNU's -T, BSD's -h.)
mv -Tf "$lib/current.new" "$lib/current" 2>/dev/null || mv -hf "$lib/current.new" "$lib/current"
trap 'rmdir "$lib/lock"' EXIT

sed -n 's/^link //p' "$files.new" | while read -r path target; do
  up=$(printf %s "${path%/*}/" | sed 's|[^/]*/|../|g')
  ln -sf "${up}lib/evtools/current/$target" "$prefix/$path"
done
if [ -e "$files" ]; then
  remove_links "$files" "$files.new"
  sed -n '/^dir /p' "$files" >>"$files.new"
fi
printf %s "$made" | sed 's/^/dir /' >>"$files.new"
mv "$files.new" "$files"

# A tool that was just starting may still read from the build before: that one stays until the next upgrade.
for path in "$lib"/*/; do
  path=${path%/}
  case ${path##*/} in
  current | lock | "${home##*/}" | "$previous") ;;
  *) rm -rf "$path" ;;
  esac
done

say "evtools $version (build $build) installed in $prefix"
case ":${PATH-}:" in
*":$prefix/bin:"*) ;;
*)
  say "$prefix/bin is not in your PATH; to have the tools at hand:"
  say "  export PATH=\"$prefix/bin:\$PATH\""
  ;;
esac
