#!/usr/bin/env bash
# The template against readers and data that others wrote: the YAML readers of the AWS CLI and of cfn-lint, and the service
# authorization data of AWS that cfn-lint carries.
set -euo pipefail
cd "$(dirname "$0")/../../.."
npx --no-install tsx test/peers/template/print-template.ts | python3 test/peers/template/against_aws_cli_yaml.py
npx --no-install tsx test/peers/template/print-roles.ts | python3 test/peers/template/against_service_authorization.py
