# Sourced by the peer lanes: puts a Python with boto3, the AWS CLI, moto, cfn-lint and pytest first on PATH, made once.
peers_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
peers_venv="$peers_root/.tmp/peers-venv"
if ! cmp -s "$peers_root/test/peers/requirements.txt" "$peers_venv/requirements.txt"; then
  python3 -m venv "$peers_venv"
  "$peers_venv/bin/pip" install --quiet --disable-pip-version-check -r "$peers_root/test/peers/requirements.txt"
  cp "$peers_root/test/peers/requirements.txt" "$peers_venv/requirements.txt"
fi
export PATH="$peers_venv/bin:$PATH"
