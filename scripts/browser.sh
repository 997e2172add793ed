# Sourced by scripts/test: finds the browser that tests of reports open, or installs it from Debian's
# packages, or says what to install. Exit code 2, one line on standard error.

have_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then
      return 0
    fi
  done
  return 1
}

# `$1` is the name of the script.
find_browser() {
  local as_root=()
  if have_browser; then
    return 0
  fi
  if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  fi
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || [ ${#as_root[@]} -gt 0 ]; }; then
    echo "installing Chromium, which the tests of reports open ..." >&2
    { "${as_root[@]}" apt-get -qq update &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null </dev/null || true
  fi
  if ! have_browser; then
    echo "$1 needs Chromium or Chrome for the tests of reports: on Debian apt-get install" \
      "chromium; Ubuntu: apt-get install chromium-browser; Fedora: dnf install chromium;" \
      "macOS: brew install chromium" >&2
    exit 2
  fi
}
