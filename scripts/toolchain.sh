# shellcheck shell=bash
# Sourced by the scripts beside it: finds Java and Maven, or says which package to install.
# Exit code 2, one line on standard error.

# Prints the feature version of the Java at `$1`: from the release file of its home, which takes no
# other program, or else by running it.
java_version() {
  local path=$1 link line
  while [ -L "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=${path%/*}/$link ;;
    esac
  done
  if [ -r "${path%/*}/../release" ]; then
    while IFS= read -r line; do
      case $line in
        'JAVA_VERSION="'[0-9]*)
          line=${line#*\"}
          printf '%s\n' "${line%%[!0-9]*}"
          return 0
          ;;
      esac
    done <"${path%/*}/../release"
  fi
  "$1" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# Sets `java` to a Java 17 or newer, from JAVA_HOME or PATH, and `java_feature` to its version. `$1` is
# the name of the script.
find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)"; do
    if [ ! -x "$candidate" ]; then
      continue
    fi
    version=$(java_version "$candidate")
    if [ "${version:-0}" -ge 17 ]; then
      java=$candidate
      # shellcheck disable=SC2034 # for the script that sources this
      java_feature=$version
      return 0
    fi
  done
  echo "$1 needs Java 17 or newer (JAVA_HOME or PATH): on Debian/Ubuntu apt-get install" \
    "openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel;" \
    "macOS: brew install openjdk@17" >&2
  exit 2
}

# Checks that `java` has a compiler beside it and sets `maven`: the one installed, or the wrapper of
# the repository `root`, which downloads it. Maven will use that Java.
find_maven() {
  local home
  home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  if [ ! -x "$home/bin/javac" ]; then
    echo "$1 needs a JDK, and $home has no compiler: on Debian/Ubuntu apt-get install" \
      "openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel" >&2
    exit 2
  fi
  export JAVA_HOME=$home
  if command -v mvn >/dev/null; then
    maven=mvn
  else
    # shellcheck disable=SC2034,SC2154 # for, and from, the script that sources this
    maven=$root/mvnw
  fi
}
