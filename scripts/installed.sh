# shellcheck shell=bash
# Sourced by scripts/test: finds the browser that tests of reports open, Python with numpy and
# ShellCheck, or installs them from Debian's packages. Without a browser or numpy: exit code 2, one
# line on standard error.

have_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then
      return 0
    fi
  done
  return 1
}

# Installs the packages `$2`... from Debian where this user may; `$1` says what for.
install_packages() {
  local what=$1 as_root=()
  shift
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      return 0
    fi
    as_root=(sudo -n)
  fi
  if command -v apt-get >/dev/null; then
    echo "installing $what ..." >&2
    { ${as_root[@]+"${as_root[@]}"} apt-get -qq update &&
      ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "$@"; } >/dev/null </dev/null || true
  fi
}

# `$1` is the name of the script.
find_browser() {
  have_browser || install_packages "Chromium, which the tests of reports open" \
    chromium fonts-dejavu-core
  if ! have_browser; then
    echo "$1 needs Chromium or Chrome for the tests of reports: on Debian apt-get install" \
      "chromium; Ubuntu: apt-get install chromium-browser; Fedora: dnf install chromium;" \
      "macOS: brew install chromium" >&2
    exit 2
  fi
}

# Python with numpy, for the tests of the module for Python; `$1` is the name of the script.
find_numpy() {
  local python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  "$python" -c 'import numpy' 2>/dev/null ||
    install_packages "Python and numpy, for the tests of cotflow.py" python3 python3-numpy
  if ! "$python" -c 'import numpy' 2>/dev/null; then
    echo "$1 needs Python 3 and numpy for the tests of cotflow.py: on Debian apt-get install" \
      "python3-numpy; elsewhere pip install numpy" >&2
    exit 2
  fi
}

# Checks the shell scripts that are named.
check_scripts() {
  command -v shellcheck >/dev/null || install_packages "ShellCheck" shellcheck
  if command -v shellcheck >/dev/null; then
    shellcheck --external-sources --source-path=SCRIPTDIR "$@"
  else
    echo "the shell scripts are not checked: ShellCheck is not installed" >&2
  fi
}
