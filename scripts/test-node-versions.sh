#!/usr/bin/env bash
# Runs the tests on the other Node versions that are supported. The npm package `node` carries each.
set -euo pipefail
cd "$(dirname "$0")/.."
for version in 22 24; do
  folder=".tmp/node-$version"
  [ -x "$folder/node_modules/node/bin/node" ] || npm install --silent --no-save --prefix "$folder" "node@$version"
  echo "-- Node $("$folder/node_modules/node/bin/node" --version)"
  PATH="$PWD/$folder/node_modules/node/bin:$PATH" npm run --silent test:only -- --silent
done
