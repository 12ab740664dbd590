#!/usr/bin/env bash
# boto3 through a deployed gateway and directly against the model: what an application sees has to be the same.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source test/peers/python.sh
PYTHONDONTWRITEBYTECODE=1 exec python -m pytest --quiet --rootdir test/peers -c test/peers/pytest.ini test/peers/gateway
