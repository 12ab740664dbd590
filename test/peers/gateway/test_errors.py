"""Each error is the same exception through the gateway as directly, after as many attempts."""

import boto3
import pytest
from answers import asking, asking_natively, compared, outcome
from botocore.exceptions import ClientError

CODES = [
    "AccessDeniedException",
    "ConflictException",
    "ExpiredTokenException",
    "InternalServerException",
    "ModelErrorException",
    "ModelNotReadyException",
    "ModelStreamErrorException",
    "ModelTimeoutException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "UnrecognizedClientException",
    "ValidationException",
]
CALLS = {
    "converse": asking,
    "converse_stream": asking,
    "invoke_model": asking_natively,
    "invoke_model_with_response_stream": asking_natively,
}


def test_no_error_that_bedrock_declares_is_left_out():
    operations = boto3.client("bedrock-runtime", region_name="us-east-1").meta.service_model
    declared = {shape.name for name in operations.operation_names for shape in operations.operation_model(name).error_shapes}
    assert declared <= set(CODES)


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("code", CODES)
def test_the_same_exception(ways, operation, code):
    arguments = CALLS[operation](f"[[error {code}]]")
    direct, through = ways.clients()
    expected = outcome(getattr(direct, operation), **arguments)
    assert expected[3]["Error"]["Code"] == code
    assert outcome(getattr(through, operation), **arguments) == expected


def test_it_is_of_the_class_an_application_catches(ways):
    through = ways.through()
    with pytest.raises(through.exceptions.ThrottlingException):
        through.converse(**asking("[[error ThrottlingException]]"))


def test_what_the_service_asks_to_wait_reaches_the_client(ways):
    with pytest.raises(ClientError) as raised:
        ways.through().converse(**asking("[[error ThrottlingException retry-after 7]]"))
    assert raised.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "7"


@pytest.fixture
def without_waiting(monkeypatch):
    """How long a client waits between attempts is its own affair: only how often it tries is compared."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)


RETRIED = {"ThrottlingException": 429, "ModelNotReadyException": 429, "ServiceUnavailableException": 503}


@pytest.mark.usefixtures("without_waiting")
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("code", RETRIED)
@pytest.mark.parametrize("operation", ["converse", "converse_stream"])
def test_as_many_attempts(ways, model, mode, code, operation):
    def attempts(client):
        arguments = asking(f"[[error {code}]]")
        return model.requests_during(lambda: outcome(getattr(client, operation), **arguments))

    direct, through = ways.clients(retries={"mode": mode, "total_max_attempts": 3})
    expected = attempts(direct)
    assert {status for _, status in expected} == {RETRIED[code]}
    assert len(expected) > 1
    assert attempts(through) == expected


@pytest.mark.usefixtures("without_waiting")
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_no_second_attempt_where_none_helps(ways, model, code):
    patient = ways.through(retries={"mode": "standard", "total_max_attempts": 3})
    assert len(model.requests_during(lambda: outcome(patient.converse, **asking(f"[[error {code}]]")))) == 1


@pytest.mark.usefixtures("without_waiting")
@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_an_answer_after_two_failures(ways, model, mode):
    def answer(client):
        model.forget()
        return client.converse(**asking("Hi [[error ThrottlingException times 2]]"))

    direct, through = map(answer, ways.clients(retries={"mode": mode, "total_max_attempts": 4}))
    assert through["ResponseMetadata"]["RetryAttempts"] == direct["ResponseMetadata"]["RetryAttempts"] == 2
    assert compared(through) == compared(direct)
