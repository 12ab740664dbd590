#!/usr/bin/env bash
# Runs the built forwarder under Amazon's own runtime interface client (aws-lambda-ric, with Node 24 as on Lambda) and under
# the local Lambda, and wants the same bytes from both. Installs and compiles the client into .tmp/ the first time.
set -euo pipefail
cd "$(dirname "$0")/../../.."
ric=.tmp/ric
mkdir -p "$ric"

if [ ! -f "$ric/node_modules/aws-lambda-ric/rapid-client.node" ] || [ ! -x "$ric/node_modules/node/bin/node" ]; then
  command -v cmake >/dev/null && command -v g++ >/dev/null || {
    echo "aws-lambda-ric is compiled on installation: it needs cmake, make and g++." >&2
    exit 1
  }
  echo '{"private": true}' >"$ric/package.json"
  npm install --prefix "$ric" --no-save --no-audit --no-fund --foreground-scripts aws-lambda-ric@4.0.2 node@24.9.0 >"$ric/install.log" 2>&1 || {
    tail -30 "$ric/install.log" >&2
    exit 1
  }
fi
[ -f dist/local/lambda/worker.js ] || npm run --silent build

RIC="$PWD/$ric/node_modules/aws-lambda-ric/index.mjs" \
  NODE24="$PWD/$ric/node_modules/node/bin/node" \
  NODE_OPTIONS=--experimental-vm-modules npx jest --rootDir . --roots '<rootDir>/test/peers/ric' --testMatch '**/*.peer.ts'
