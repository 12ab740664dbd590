#!/usr/bin/env bash
# boto3 and botocore directly against the local model. Uses $PYTHON, or python3.
set -euo pipefail
cd "$(dirname "$0")/../../.."
exec "${PYTHON:-python3}" test/peers/bedrock/against_local_model.py
