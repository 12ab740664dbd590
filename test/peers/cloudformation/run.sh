#!/usr/bin/env bash
# boto3 and the AWS CLI as operators of the local AWS: the bundled template made, changed, failed and removed, with their waiters.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source test/peers/python.sh
PYTHONDONTWRITEBYTECODE=1 exec python -m pytest --quiet --rootdir test/peers -c test/peers/pytest.ini test/peers/cloudformation
