"""A deployed gateway, the model behind it, and how an answer is compared."""

import json
import time

import pytest


class Model:
    """The local model's counters: what arrived there, whichever way it came."""

    def __init__(self, local):
        self.local = local

    def forget(self):
        self.local.own("DELETE", "model/requests")

    def requests(self):
        return self.local.own("GET", "model/requests")["requests"]

    def requests_during(self, call):
        self.forget()
        call()
        return [(request["operation"], request["status"]) for request in self.requests()]

    def last_request_once(self, ended, within_seconds):
        """The last request as soon as that holds of it, or as it is at the end of the time."""
        until = time.monotonic() + within_seconds
        while True:
            last = self.requests()[-1]
            if ended(last) or time.monotonic() > until:
                return last


class Ways:
    """The two ways to Bedrock: directly, and through the gateway. Apart from the address the clients are the same."""

    def __init__(self, local, gateway_url):
        self.local = local
        self.gateway_url = gateway_url
        self.shared = {}

    def clients(self, service="bedrock-runtime", **settings):
        return self.direct(service, **settings), self.through(service, **settings)

    def direct(self, service="bedrock-runtime", **settings):
        return self.client(service, self.local.url, settings)

    def through(self, service="bedrock-runtime", **settings):
        return self.client(service, self.gateway_url, settings)

    def client(self, service, url, settings):
        """Clients without settings of their own are shared: making one takes longer than what most tests ask of it."""
        if settings:
            return self.local.client(service, url=url, **settings)
        if (service, url) not in self.shared:
            self.shared[service, url] = self.local.client(service, url=url)
        return self.shared[service, url]


@pytest.fixture(scope="session")
def gateway_url(local_aws):
    local_aws.aigw("deploy", "--local", "--yes")
    return json.loads(local_aws.aigw("status", "--local", "--json"))["reachableUrl"]


@pytest.fixture(scope="session")
def ways(local_aws, gateway_url):
    return Ways(local_aws, gateway_url)


@pytest.fixture(scope="session")
def model(local_aws):
    return Model(local_aws)


@pytest.fixture(scope="module")
def another_gateway(local_aws):
    """Deploys a further gateway with these flags and tells where it is."""

    def deploy(name, *flags):
        local_aws.aigw("deploy", "--local", "--yes", "--stack", name, *flags)
        return json.loads(local_aws.aigw("status", "--local", "--json", "--stack", name))["reachableUrl"]

    return deploy
