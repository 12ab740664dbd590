"""Limits of usage plans as an unmodified SDK meets them."""

import time

import pytest

from answers import asking


@pytest.fixture(scope="module")
def keyed_url(another_gateway):
    return another_gateway("limited", "--require-api-key")


def client_with_key(local_aws, url, key, attempts):
    """An SDK whose requests carry the key; nothing else of it is changed."""
    client = local_aws.client("bedrock-runtime", url=url, retries={"mode": "standard", "total_max_attempts": attempts})
    client.meta.events.register("before-send.*.*", lambda request, **_: request.headers.__setitem__("x-api-key", key))
    return client


def tenant_key(local_aws, tmp_path, tenant, *limits):
    file = tmp_path / f"{tenant}.csv"
    source = tmp_path / f"{tenant}-in.csv"
    source.write_text("id,rate,burst,quota\n" + ",".join([tenant, *limits]) + "\n")
    local_aws.aigw("tenant", "import", str(source), "--keys-out", str(file), "--local", "--stack", "limited")
    return file.read_text().splitlines()[1].split(",")[1]


def test_a_used_up_quota_is_a_throttling_exception(local_aws, model, keyed_url, tmp_path):
    key = tenant_key(local_aws, tmp_path, "quota", "", "", "2/day")
    client = client_with_key(local_aws, keyed_url, key, attempts=1)
    for _ in range(2):
        client.converse(**asking("Hi"))
    with pytest.raises(client.exceptions.ThrottlingException) as refused:
        client.converse(**asking("Hi"))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429


def test_too_fast_is_a_throttling_exception_and_is_tried_again(local_aws, model, keyed_url, tmp_path):
    key = tenant_key(local_aws, tmp_path, "rate", "1", "1", "")
    hasty = client_with_key(local_aws, keyed_url, key, attempts=1)
    patient = client_with_key(local_aws, keyed_url, key, attempts=8)
    refused = 0
    until = time.monotonic() + 30
    while refused == 0 and time.monotonic() < until:
        try:
            hasty.converse(**asking("Hi"))
        except hasty.exceptions.ThrottlingException:
            refused += 1
    assert refused == 1
    assert patient.converse(**asking("Hi"))["stopReason"] == "end_turn"
