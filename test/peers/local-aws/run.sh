#!/usr/bin/env bash
# boto3 as a client of the local AWS, as it is built. Uses $PYTHON, or python3.
set -euo pipefail
cd "$(dirname "$0")/../../.."
exec "${PYTHON:-python3}" test/peers/local-aws/against_local_aws.py
