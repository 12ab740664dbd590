#!/usr/bin/env bash
# Runs the contract tests that two control planes share against moto as well: starts a moto server on a free
# loopback port (from a virtual environment made for it where moto is not installed), and ends it by its id.
# Usage: test/peers/moto/run.sh [TEST_FILE…]
set -euo pipefail
cd "$(dirname "$0")/../../.."

readonly moto_version='5.2.1'
readonly venv="${AIGW_PEERS_VENV:-$PWD/.venv-moto}"
work="$(mktemp -d)"
server=''

finish() {
  local status=$?
  if [[ -n "$server" ]] && kill "$server" 2>/dev/null; then wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

python_with_moto() {
  if python3 -c 'import moto.server, flask, flask_cors' 2>/dev/null; then
    command -v python3
    return
  fi
  if [[ ! -x "$venv/bin/python" ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "moto[server,apigateway,logs]==$moto_version"
  fi
  echo "$venv/bin/python"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

wait_until_up() {
  local url="$1" left=150
  until node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$url/moto-api/data.json"; do
    left=$((left - 1))
    if [[ $left -le 0 ]] || ! kill -0 "$server" 2>/dev/null; then
      echo 'moto did not start:' >&2
      cat "$work/moto.log" >&2
      return 1
    fi
    sleep 0.2
  done
}

python="$(python_with_moto)"
port="$(free_port)"
url="http://127.0.0.1:$port"
# The interpreter itself, not a launcher script: its id is the server's.
"$python" -c 'import sys; from moto.server import main; main(sys.argv[1:])' -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
server=$!
wait_until_up "$url"

# moto has one state for everybody, hence one worker. Only its cases: the others run with the other tests.
mapfile -t suites < <(grep -rl --include='*.test.ts' describeOnEachControlPlane test/contract)
AIGW_TEST_MOTO_URL="$url" NODE_OPTIONS=--experimental-vm-modules \
  node node_modules/jest/bin/jest.js --runInBand --testNamePattern 'on moto' \
  --json --outputFile "$work/result.json" --runTestsByPath "${@:-${suites[@]}}"

# A lane that ran nothing has shown nothing.
node -e '
  const { numPassedTests } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  if (numPassedTests === 0) throw new Error("No case ran on moto.");
  console.log(`moto agrees in ${numPassedTests} cases.`);
' "$work/result.json"
