"""Applications that have nothing but an endpoint and a token, and those that the published client factory makes."""

import hashlib
import hmac
import json
import secrets
import string
import zlib

import boto3
import pytest
from answers import asking, asking_natively, text_of
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

STACK = "with-tokens"
AUDIENCE = "ai-gateway"
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


class Guarded:
    """A gateway with authorization on, and a tenant that has a key and JWTs."""

    def __init__(self, local):
        self.local = local
        here = ("--local", "--stack", STACK)
        issuer = f"{local.url}/_aws/aigw/issuer"
        local.aigw("deploy", *here, "--yes")
        local.aigw("authorizer", "enable", *here, "--yes", "--issuer", issuer, "--audience", AUDIENCE, "--tenant-keys")
        local.aigw("authorizer", "status", *here, "--check")
        status = json.loads(local.aigw("status", *here, "--json"))
        self.url = status["reachableUrl"]
        self.key = tenant_key()
        outputs = {output["key"]: output["value"] for output in status["stack"]["outputs"]}
        secret = local.client("secretsmanager").get_secret_value(SecretId=outputs["TenantKeySecretArn"])["SecretString"]
        self.admit(outputs["ApiId"], [self.key, derived_key(secret, "acme")])

    def admit(self, api_id, values):
        api = self.local.client("apigateway")
        plan = api.create_usage_plan(name="plan", apiStages=[{"apiId": api_id, "stage": "v1"}])["id"]
        for value in values:
            key = api.create_api_key(name="acme", value=value, enabled=True)["id"]
            api.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")

    def jwt(self, tenant="acme"):
        return self.local.aigw("local", "token", "--tenant", tenant, "--audience", AUDIENCE).strip()

    def token(self, kind):
        return self.key if kind == "key" else self.jwt()


def tenant_key():
    """`aigw`, 36 random letters and digits, and the CRC-32 of that in base 62."""
    text = "aigw" + "".join(secrets.choice(DIGITS) for _ in range(36))
    rest, checksum = zlib.crc32(text.encode()), ""
    for _ in range(6):
        rest, place = divmod(rest, 62)
        checksum = DIGITS[place] + checksum
    return text + checksum


def derived_key(secret, tenant):
    return "jwt" + hmac.new(secret.encode(), f"tenant:{tenant}".encode(), hashlib.sha256).hexdigest()


@pytest.fixture(scope="module")
def guarded(local_aws):
    return Guarded(local_aws)


@pytest.fixture
def application(guarded, monkeypatch):
    """Makes the client of an application: a region, two variables, and no setting in its code."""

    def make(token):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", guarded.url)
        monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", token)
        return boto3.Session().client("bedrock-runtime")

    return make


@pytest.mark.parametrize("kind", ["jwt", "key"])
def test_an_unmodified_application(guarded, application, kind):
    client = application(guarded.token(kind))
    whole = client.converse(**asking("Hi"))["output"]["message"]["content"][0]["text"]
    assert whole
    assert text_of(client.converse_stream(**asking("Hi"))["stream"]) == whole
    answer = json.loads(client.invoke_model(**asking_natively("Hi"))["body"].read())
    assert answer["content"][0]["text"]
    chunks = client.invoke_model_with_response_stream(**asking_natively("Hi"))["body"]
    assert "message_stop" in [json.loads(event["chunk"]["bytes"])["type"] for event in chunks]


@pytest.mark.parametrize(("token", "status"), [("nonsense", 401), ("aigw" + "0" * 42, 401), (None, 403)])
def test_a_token_that_is_refused(guarded, application, token, status):
    client = application(token or guarded.jwt("stranger"))
    with pytest.raises(client.exceptions.AccessDeniedException) as refused:
        client.converse(**asking("Hi"))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


@pytest.mark.parametrize("kind", ["jwt", "key"])
@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("bedrock-runtime", lambda client: text_of(client.converse_stream(**asking("Hi"))["stream"])),
        ("bedrock-runtime", lambda client: client.converse(**asking("Hi"))["stopReason"]),
        ("bedrock", lambda client: client.list_foundation_models()["modelSummaries"]),
        (
            "bedrock-agent-runtime",
            lambda client: client.retrieve(knowledgeBaseId="KB12345678", retrievalQuery={"text": "Hi"})["retrievalResults"],
        ),
    ],
)
def test_the_published_client_factory(guarded, service, call, kind):
    """Nothing is signed, the service is named in a header, and the token stands in Authorization."""
    config = Config(signature_version=UNSIGNED, inject_host_prefix=False)
    client = boto3.client(service, endpoint_url=guarded.url, region_name="us-east-1", config=config)
    token = guarded.token(kind)

    def add_headers(request, **_):
        request.headers["aws-endpoint-prefix"] = service
        request.headers["Authorization"] = f"Bearer {token}"

    client.meta.events.register("before-sign.*.*", add_headers)
    assert call(client)


def test_a_client_without_a_token(guarded):
    config = Config(signature_version=UNSIGNED)
    client = boto3.client("bedrock-runtime", endpoint_url=guarded.url, region_name="us-east-1", config=config)
    with pytest.raises(ClientError) as refused:
        client.converse(**asking("Hi"))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 401
