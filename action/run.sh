#!/usr/bin/env bash
# What action.yml runs: find a Python, install what the lock names, check. The exit code is the verdict.
set -euo pipefail

action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  echo "::error title=citefirst could not check::$1"
  if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "verdict=error" >>"$GITHUB_OUTPUT"; fi
  exit 4
}

for name in python3 python python3.14 python3.13 python3.12 python3.11; do
  # -I: nothing of the checkout is imported, whatever the working directory holds.
  if "$name" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$name
    break
  fi
done
[ -n "${python:-}" ] || fail "citefirst needs Python 3.11 or newer on the runner: add actions/setup-python before it"

installed=$("$python" -I "$action/action/install.py") || fail "citefirst could not be installed: the log of this step says why"

"$installed" -I -m citefirst action
