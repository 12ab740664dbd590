"""Records requests as botocore signs them: python make-botocore-vectors.py > botocore-signed.json"""
import datetime
import json
import sys
from unittest import mock

import botocore
import botocore.session
from botocore.awsrequest import AWSResponse

NOW = datetime.datetime(2026, 11, 20, 12, 0, 0)
UNSIGNED = {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request"}
KEY, SECRET, TOKEN = "ASIAEXAMPLE", "secret/with+signs", "token//with==signs"
ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "Grüße, 世界"}]}]

CALLS = [
    ("bedrock-runtime", "converse", {"modelId": "amazon.nova-lite-v1:0", "messages": MESSAGES}),
    ("bedrock-runtime", "converse_stream", {"modelId": ARN, "messages": MESSAGES}),
    ("bedrock-runtime", "invoke_model", {"modelId": "amazon.titan-embed-text-v2:0", "body": b'{"inputText":"x"}', "trace": "ENABLED", "guardrailIdentifier": "g-1", "guardrailVersion": "1"}),
    ("bedrock-agent-runtime", "retrieve", {"knowledgeBaseId": "KB12345678", "retrievalQuery": {"text": "q"}}),
    ("bedrock", "list_foundation_models", {"byProvider": "Amazon & Co+1", "byOutputModality": "TEXT"}),
    ("cloudformation", "describe_stacks", {"StackName": "bedrock-llm-gateway"}),
    ("apigateway", "get_resources", {"restApiId": "abc123", "embed": ["methods"], "limit": 500}),
    ("apigateway", "update_stage", {"restApiId": "abc123", "stageName": "v1", "patchOperations": [{"op": "replace", "path": "/variables/forwarder", "value": "2"}]}),
    ("apigateway", "untag_resource", {"resourceArn": "arn:aws:apigateway:us-east-1::/restapis/abc/stages/v1", "tagKeys": ["b c", "a+d", "é"]}),
    ("lambda", "invoke", {"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:f:3", "Payload": b"\x00\xff", "Qualifier": "3"}),
    ("logs", "filter_log_events", {"logGroupName": "/aws/lambda/f", "filterPattern": "{ $.status >= 500 }"}),
    ("sts", "get_caller_identity", {}),
]


def record(service, operation, arguments):
    sent = []

    def keep(request, **_):
        sent.append(request)
        return AWSResponse(request.url, 500, {}, None)

    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET, TOKEN)
    client = session.create_client(service, region_name="us-east-1", config=botocore.config.Config(retries={"max_attempts": 0}))
    client.meta.events.register("before-send", keep)
    try:
        getattr(client, operation)(**arguments)
    except Exception:
        pass
    return sent[0]


def as_data(name, request):
    scheme, _, host, path = request.url.split("/", 3)
    headers = {k: v.decode() if isinstance(v, bytes) else str(v) for k, v in request.headers.items() if k.lower() not in UNSIGNED}
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else bytes(body)
    return {"name": name, "method": request.method, "url": "/" + path, "headers": {"Host": host, **headers}, "bodyHex": body.hex()}


def main():
    with mock.patch("botocore.auth.get_current_datetime", lambda **_: NOW):
        vectors = [as_data(f"{service} {operation}", record(service, operation, arguments)) for service, operation, arguments in CALLS]
    json.dump({"madeBy": f"botocore {botocore.__version__}, make-botocore-vectors.py", "accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN, "now": NOW.isoformat() + "Z", "vectors": vectors}, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
