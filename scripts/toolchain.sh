# Sourced by the scripts beside it: finds Java and Maven, or says which package to install.
# Exit code 2, one line on standard error.

# Sets `java` to a Java 17 or newer, from JAVA_HOME or PATH; `$1` is the script's name.
find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)"; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    version=$("$candidate" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 17 ]; then
      java=$candidate
      return 0
    fi
  done
  echo "$1 needs Java 17 or newer: on Debian/Ubuntu apt-get install openjdk-17-jdk-headless;" \
    "Fedora: dnf install java-17-openjdk-devel; macOS: brew install openjdk@17" \
    "(or set JAVA_HOME)" >&2
  exit 2
}

# Checks that there is a compiler beside `java` and that Maven is installed, and gives Maven the
# Java found.
find_maven() {
  local home
  home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  if [ ! -x "$home/bin/javac" ]; then
    echo "$1 needs a JDK, and $home has no compiler: on Debian/Ubuntu apt-get install" \
      "openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel" >&2
    exit 2
  fi
  export JAVA_HOME=$home
  if ! command -v mvn >/dev/null; then
    echo "$1 needs Maven 3.8 or newer: on Debian/Ubuntu apt-get install maven;" \
      "Fedora: dnf install maven; macOS: brew install maven" >&2
    exit 2
  fi
}

# Prints the directory of the repository, whatever symbolic links `$1` was reached through.
repository_of() {
  local path=$1 link
  while [ -L "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=$(dirname "$path")/$link ;;
    esac
  done
  (cd "$(dirname "$path")/.." && pwd -P)
}
