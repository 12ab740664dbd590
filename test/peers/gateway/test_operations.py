"""Each operation answers through the gateway as it does directly."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from answers import MODELS, NOVA, PROFILE, asking, asking_natively, compared, outcome
from botocore import UNSIGNED

GUARDED = {"guardrailIdentifier": "gr1", "guardrailVersion": "1"}
TRACED = {"guardrailConfig": {**GUARDED, "trace": "enabled"}}
WEATHER = {"toolSpec": {"name": "weather", "inputSchema": {"json": {"type": "object", "properties": {"city": {"type": "string"}}}}}}


def guardrail_input(text):
    return {**GUARDED, "source": "INPUT", "content": [{"text": {"text": text}}]}


def counting(text):
    return {"modelId": NOVA, "input": {"converse": {"messages": asking(text)["messages"]}}}


RUNTIME_CALLS = [
    ("converse", asking("Grüße an die Kanarienvögel 🐤")),
    ("converse", asking("Hi", system=[{"text": "Be brief."}], inferenceConfig={"maxTokens": 5})),
    ("converse", asking("[[tool weather]]", toolConfig={"tools": [WEATHER]})),
    ("converse", asking("please blockme", **TRACED)),
    ("converse_stream", asking("Grüße an die Kanarienvögel 🐤")),
    ("converse_stream", asking("[[tool weather]]", toolConfig={"tools": [WEATHER]})),
    ("converse_stream", asking("please blockme", **TRACED)),
    ("invoke_model", asking_natively("Hi", accept="application/json", contentType="application/json")),
    ("invoke_model", asking_natively("please blockme", trace="ENABLED", **GUARDED)),
    ("invoke_model", asking_natively("Hi", performanceConfigLatency="optimized", serviceTier="priority")),
    ("invoke_model_with_response_stream", asking_natively("Hi")),
    ("invoke_model_with_response_stream", asking_natively("please blockme", trace="ENABLED", **GUARDED)),
    ("count_tokens", counting("one two three")),
    ("apply_guardrail", guardrail_input("harmless")),
    ("apply_guardrail", guardrail_input("please blockme")),
    # What the service refuses of itself.
    ("converse", asking("Hi", model="no-such-model")),
    ("converse", {"modelId": NOVA, "messages": []}),
    ("converse_stream", {"modelId": NOVA, "messages": []}),
    ("invoke_model", {"modelId": NOVA, "body": b"not JSON"}),
    ("apply_guardrail", {**guardrail_input("Hi"), "guardrailVersion": "none"}),
]


@pytest.mark.parametrize(("operation", "arguments"), RUNTIME_CALLS)
def test_a_runtime_operation(ways, operation, arguments):
    direct, through = ways.clients()
    expected = outcome(getattr(direct, operation), **arguments)
    assert expected
    assert outcome(getattr(through, operation), **arguments) == expected


@pytest.mark.parametrize("model_id", MODELS)
def test_model_ids_with_colons_and_arns_with_slashes(ways, model, model_id):
    direct, through = ways.clients()
    for operation in ("converse", "converse_stream"):
        expected = compared(getattr(direct, operation)(**asking("Hi", model_id)))
        assert compared(getattr(through, operation)(**asking("Hi", model_id))) == expected
    # Still encoded when it arrives, as the client sent it.
    paths = {request["path"] for request in model.requests()[-4:]}
    assert len(paths) == 2 and all("%3A" in path for path in paths)
    assert all(("%2F" in path) == ("/" in model_id) for path in paths)


@pytest.mark.parametrize("operation", ["converse", "converse_stream", "count_tokens"])
def test_a_prompt_of_3_mb(ways, operation):
    text = "word " * 600_000
    arguments = counting(text) if operation == "count_tokens" else asking(text)
    direct, through = ways.clients()
    assert compared(getattr(through, operation)(**arguments)) == compared(getattr(direct, operation)(**arguments))


def test_retrieve(ways):
    direct, through = ways.clients("bedrock-agent-runtime")
    for knowledge_base in ("KB12345678", "MISSING000"):
        arguments = {"knowledgeBaseId": knowledge_base, "retrievalQuery": {"text": "canary"}}
        assert outcome(through.retrieve, **arguments) == outcome(direct.retrieve, **arguments)


def test_list_and_get_foundation_models(ways):
    direct, through = ways.clients("bedrock")
    for asked in ({}, {"byProvider": "Amazon", "byOutputModality": "TEXT"}):
        listed = compared(through.list_foundation_models(**asked))
        assert listed["modelSummaries"]
        assert listed == compared(direct.list_foundation_models(**asked))
    for model_id in (NOVA, "no-such-model"):
        expected = outcome(direct.get_foundation_model, modelIdentifier=model_id)
        assert outcome(through.get_foundation_model, modelIdentifier=model_id) == expected


def test_the_service_named_in_a_header(ways):
    def name_service(request, **_):
        request.headers.add_header("aws-endpoint-prefix", "bedrock")

    direct, through = ways.clients("bedrock", user_agent_appid="named")
    through.meta.events.register("before-sign.bedrock.*", name_service)
    assert compared(through.list_foundation_models()) == compared(direct.list_foundation_models())


def test_an_unsigned_client(ways):
    unsigned = ways.through(signature_version=UNSIGNED)
    assert compared(unsigned.converse(**asking("Hi"))) == compared(ways.direct().converse(**asking("Hi")))


# An application in which nothing is changed but its environment.
APPLICATION = f"""
import boto3, json
client = boto3.client("bedrock-runtime")
answer = client.converse(**{asking("Hi")!r})
stream = client.converse_stream(**{asking("Hi")!r})["stream"]
print(json.dumps([answer["output"], sum("messageStop" in event for event in stream)]))
"""


def test_an_unchanged_application_in_the_environment_that_aigw_prints(ways, local_aws):
    exports = re.findall(r"^export (.+)$", local_aws.aigw("client", "env", "--local"), re.MULTILINE)
    settings = dict(setting.split("=", 1) for line in exports for setting in shlex.split(line))
    bearer = {"AWS_BEARER_TOKEN_BEDROCK": "a-tenant-key"}
    printed = run_python(APPLICATION, {**local_aws.environment, **settings, **bearer})
    expected = compared(ways.direct().converse(**asking("Hi")))["output"]
    assert json.loads(printed) == [expected, 1]


def test_the_client_that_aigw_prints(local_aws):
    snippet = local_aws.aigw("client", "boto3", "--local")
    assert "local model of aigw" in run_python(snippet, local_aws.environment)


def run_python(source, environment):
    run = subprocess.run([sys.executable, "-c", source], env=environment, cwd=os.sep, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("model_id", [NOVA, PROFILE])
def test_the_aws_cli(local_aws, gateway_url, model_id):
    asked = ["bedrock-runtime", "converse", "--model-id", model_id, "--messages", json.dumps(asking("Hi")["messages"])]
    assert compared(local_aws.aws_json(*asked, "--endpoint-url", gateway_url)) == compared(local_aws.aws_json(*asked))
