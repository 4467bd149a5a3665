# Finds a JDK that can build and run evtools; sourced by mvnw, install.sh, demo and tests/run.
#
#   find_jdk        sets EVTOOLS_JDK to the home of a JDK 25 or newer, or returns 1
#   explain_no_jdk  says on stderr what to install, for this system
#
# A candidate counts only when its own `java -version` says so and a javac lies beside it:
# directory names lie, and a run-time environment alone cannot build.
# POSIX sh; no set -e assumed either way.

JDK_MINIMUM=25

# jdk_major HOME: prints the major version of the JDK there, nothing when it is none.
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  "$1/bin/java" -version 2>&1 | sed -n 's/^[a-zA-Z]* version "\([0-9][0-9]*\)[^"]*".*/\1/p;' | sed 1q
}

# consider_jdk HOME: takes it at once when it is the version we build with, else remembers the first newer one.
consider_jdk() {
  jdk_version=$(jdk_major "$1")
  [ -n "$jdk_version" ] && [ "$jdk_version" -ge "$JDK_MINIMUM" ] || return 1
  if [ "$jdk_version" -eq "$JDK_MINIMUM" ]; then
    EVTOOLS_JDK=$1
    return 0
  fi
  [ -n "$EVTOOLS_JDK" ] || EVTOOLS_JDK=$1
  return 1
}

find_jdk() {
  EVTOOLS_JDK=
  # Said on purpose: any version that is new enough wins.
  if [ -n "${JAVA_HOME:-}" ]; then
    consider_jdk "$JAVA_HOME"
    [ -z "$EVTOOLS_JDK" ] || return 0
  fi
  # The java in PATH may be a link or a shim: it knows best where it lives.
  if command -v java >/dev/null 2>&1; then
    jdk_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    if [ -n "$jdk_home" ]; then
      consider_jdk "$jdk_home"
      [ -z "$EVTOOLS_JDK" ] || return 0
    fi
  fi
  # The caller may have switched globbing off.
  case $- in *f*) jdk_glob=off ;; *) jdk_glob=on ;; esac
  set +f
  find_jdk_in_usual_places
  [ "$jdk_glob" = on ] || set -f
  [ -n "$EVTOOLS_JDK" ]
}

find_jdk_in_usual_places() {
  for jdk_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* \
    /usr/java/* /usr/local/java/* /usr/local/openjdk* /usr/local/jdk* \
    /opt/*jdk* /opt/java* /opt/java/* /opt/jdk/* /opt/jvm/* /opt/* \
    /run/current-system/sw/lib/openjdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk* /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec "${HOME:-/}"/.linuxbrew/opt/openjdk*/libexec \
    "${SDKMAN_DIR:-${HOME:-/}/.sdkman}"/candidates/java/* \
    "${HOME:-/}"/.jdks/* "${HOME:-/}"/.gradle/jdks/* "${HOME:-/}"/.jabba/jdk/* \
    "${ASDF_DATA_DIR:-${HOME:-/}/.asdf}"/installs/java/* \
    "${MISE_DATA_DIR:-${HOME:-/}/.local/share/mise}"/installs/java/* \
    "${HOME:-/}"/jdk* "${HOME:-/}"/.local/jdk* "${HOME:-/}"/.local/lib/jvm/*; do
    [ -x "$jdk_home/bin/javac" ] || continue
    consider_jdk "$jdk_home" && return 0
  done
  return 0
}

explain_no_jdk() {
  os_ids=
  if [ -r /etc/os-release ]; then
    os_ids=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' /etc/os-release | tr -d '"' | tr '\n' ' ')
  elif [ "$(uname -s)" = Darwin ]; then
    os_ids=macos
  fi
  {
    echo "error: no JDK $JDK_MINIMUM or newer was found (looked at JAVA_HOME, PATH and the usual places)"
    echo "hint: install one, or set JAVA_HOME to where it is:"
    case " $os_ids " in
      *" debian "* | *" ubuntu "*)
        echo "  sudo apt install openjdk-25-jdk-headless"
        echo "  (a release without that package: temurin-25-jdk, see https://adoptium.net/installation/linux)"
        ;;
      *" fedora "* | *" rhel "* | *" centos "*) echo "  sudo dnf install java-25-openjdk-devel" ;;
      *" suse "* | *" opensuse "*) echo "  sudo zypper install java-25-openjdk-devel" ;;
      *" arch "*) echo "  sudo pacman -S jdk25-openjdk" ;;
      *" alpine "*) echo "  sudo apk add openjdk25-jdk" ;;
      *" nixos "*) echo "  nix-shell -p jdk25" ;;
      *" macos "*) echo "  brew install openjdk@25" ;;
      *) echo "  a JDK 25 for your system is at https://adoptium.net" ;;
    esac
    echo "  without root: sdk install java 25-tem (https://sdkman.io), or unpack a JDK into ~/.jdks/"
  } >&2
}
