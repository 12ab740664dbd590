#!/usr/bin/env bash
# Runs every peer lane: what others wrote, against what we wrote. Each lane is a folder with a run.sh of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
source test/peers/python.sh
[ -d dist ] || npm run --silent build

failed=()
for lane in test/peers/*/run.sh; do
  name=$(basename "$(dirname "$lane")")
  echo "== peer lane: $name"
  bash "$lane" || failed+=("$name")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "peer lanes failed: ${failed[*]}" >&2
  exit 1
fi
echo "all peer lanes passed"
