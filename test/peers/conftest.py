"""What the pytest lanes share: a local AWS as a person starts it, and clients of it as a person configures them."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

LAUNCHER = Path(__file__).parents[2] / "bin" / "run.js"
KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
# The AWS CLI itself, only less patient: its waiters sleep for half a minute between two questions.
AWS_CLI = """
import sys, time
sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.5))
from awscli.clidriver import main
sys.exit(main())
"""
NOT_THE_DEVELOPERS = ("AWS_", "AIGW_", "XDG_")


class LocalAws:
    """A local AWS of its own: a state folder that no other one shares, and a port that was free."""

    def __init__(self, home):
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_THE_DEVELOPERS)}
        nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        self.environment = {**kept, **nothing, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home}
        started = self.aigw("local", "start", "--detach", "--port", str(free_port()), "--pace", "0", "--json")
        self.url = json.loads(started)["url"]

    def stop(self):
        self.aigw("local", "stop")

    def aigw(self, *argv):
        """Runs a command of the built CLI and returns what it prints."""
        command = ["node", str(LAUNCHER), *argv]
        run = subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True)
        assert run.returncode == 0, f"aigw {' '.join(argv)} ended with {run.returncode}:\n{run.stderr}"
        return run.stdout

    def client(self, service, url=None, keys=KEYS, **config):
        settings = Config(**{"retries": {"mode": "standard", "max_attempts": 1}, "inject_host_prefix": False, **config})
        return boto3.client(service, endpoint_url=url or self.url, region_name="us-east-1", config=settings, **keys)

    def aws(self, *argv, succeeds=True):
        """Runs the AWS CLI, pointed here by its environment."""
        pointed = {"AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""}
        keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        environment = {**self.environment, **pointed, **keys}
        command = [sys.executable, "-c", AWS_CLI, *argv]
        run = subprocess.run(command, env=environment, cwd=self.home, capture_output=True, text=True)
        assert (run.returncode == 0) == succeeds, f"aws {' '.join(argv)} ended with {run.returncode}:\n{run.stdout}{run.stderr}"
        return run

    def aws_json(self, *argv):
        return json.loads(self.aws(*argv, "--output", "json").stdout)

    def own(self, method, path, body=None):
        """Asks one of the local AWS's own pages, which no AWS has."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_aws/aigw/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def local_aws():
    with tempfile.TemporaryDirectory(prefix="aigw-peers-") as home:
        local = LocalAws(home)
        yield local
        local.stop()
