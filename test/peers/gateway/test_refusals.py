"""What the gateway itself refuses is an exception that the application knows from Bedrock, and never reaches the model."""

import boto3
import pytest
from answers import asking


@pytest.fixture(scope="module")
def guarded_url(another_gateway):
    return another_gateway("guarded", "--authorizer")


def refusal(model, client, text="Hi"):
    """The exception of a call, once it is sure that the model was not asked."""
    model.forget()
    with pytest.raises(client.exceptions.ClientError) as raised:
        client.converse(**asking(text))
    assert model.requests() == []
    return raised.value


def status(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def test_credentials_of_aws_are_no_token(local_aws, model, guarded_url):
    client = local_aws.client("bedrock-runtime", url=guarded_url)
    error = refusal(model, client)
    assert isinstance(error, client.exceptions.AccessDeniedException)
    assert status(error) == 401


def test_an_unknown_token(monkeypatch, model, guarded_url):
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "nobody")
    client = boto3.client("bedrock-runtime", endpoint_url=guarded_url, region_name="us-east-1")
    error = refusal(model, client)
    assert isinstance(error, client.exceptions.AccessDeniedException)
    assert status(error) == 403


def test_no_api_key(local_aws, model, another_gateway):
    client = local_aws.client("bedrock-runtime", url=another_gateway("keyed", "--require-api-key"))
    error = refusal(model, client)
    assert isinstance(error, client.exceptions.AccessDeniedException)
    assert status(error) == 403


def test_a_throttled_client_tries_again(local_aws, model, another_gateway):
    url = another_gateway("tight", "--throttle-rate", "1", "--throttle-burst", "1")
    hasty, patient = (
        local_aws.client("bedrock-runtime", url=url, retries={"mode": "standard", "total_max_attempts": attempts})
        for attempts in (1, 8)
    )
    call_until_throttled(hasty, model)
    answer = patient.converse(**asking("Hi"))
    assert answer["stopReason"] == "end_turn"
    # Only the attempt that the gateway let through reached the model.
    assert len(model.requests()) == 1


def call_until_throttled(client, model):
    """One call a second is let through: on a slow machine the second may come late enough."""
    for _ in range(10):
        model.forget()
        try:
            client.converse(**asking("Hi"))
        except client.exceptions.ThrottlingException:
            break
    assert model.requests() == []


@pytest.mark.parametrize("prefix", ["evil.example/", "169.254.169.254/latest#", "BEDROCK", "bedrock-agent"])
def test_a_service_that_is_none(ways, model, prefix):
    client = ways.through(user_agent_appid="elsewhere")
    client.meta.events.register("before-sign.*.*", lambda request, **_: request.headers.add_header("aws-endpoint-prefix", prefix))
    assert status(refusal(model, client)) in (400, 403)


def test_a_prompt_that_lambda_cannot_take(ways, model):
    client = ways.through()
    error = refusal(model, client, "word " * 1_400_000)
    assert isinstance(error, client.exceptions.ValidationException)
    assert status(error) == 413
