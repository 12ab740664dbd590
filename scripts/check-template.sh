#!/usr/bin/env bash
# Checks the template with cfn-lint and cfn-guard; see check-template.mjs, which reads TypeScript and so runs under tsx.
set -euo pipefail
cd "$(dirname "$0")/.."
exec npx --no-install tsx scripts/check-template.mjs
