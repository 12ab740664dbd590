"""boto3 as the client of the local model: requests as botocore signs them, answers and frames as botocore reads them."""
import base64
import json
import struct
import subprocess
import unittest
import zlib
from urllib.request import Request, urlopen

import boto3
from botocore.config import Config
from botocore.eventstream import EventStreamBuffer
from botocore.exceptions import ClientError, EventStreamError
from urllib3.exceptions import ProtocolError

NOVA = "amazon.nova-lite-v1:0"
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0"
KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
API_KEY = "bedrock-api-key-local"


def asking(text, model=NOVA, **more):
    return {"modelId": model, "messages": [{"role": "user", "content": [{"text": text}]}], **more}


class AgainstLocalModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = ["node", "--import", "tsx", "test/peers/bedrock/serve-model.ts"]
        cls.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.endpoint = cls.server.stdout.readline().strip()
        assert cls.endpoint.startswith("http://127.0.0.1:"), "the local model did not start"
        cls.runtime = cls.client("bedrock-runtime")

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.wait(timeout=20)
        cls.server.stdout.close()

    @classmethod
    def client(cls, service, keys=KEYS, **config):
        settings = Config(retries={"max_attempts": 1, "mode": "standard"}, **config)
        return boto3.client(service, endpoint_url=cls.endpoint, region_name="us-east-1", config=settings, **keys)

    def test_converse_and_its_stream_say_the_same(self):
        whole = self.runtime.converse(**asking("Grüße, what is a canary?", PROFILE))
        events = list(self.runtime.converse_stream(**asking("Grüße, what is a canary?", PROFILE))["stream"])
        text = "".join(event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event)
        self.assertEqual(text, whole["output"]["message"]["content"][0]["text"])
        self.assertEqual(events[-1]["metadata"]["usage"], whole["usage"])
        self.assertEqual(events[-2]["messageStop"]["stopReason"], whole["stopReason"])

    def test_native_bodies(self):
        body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]})
        whole = self.runtime.invoke_model(modelId=PROFILE, body=body)
        self.assertEqual(whole["contentType"], "application/json")
        said = json.loads(whole["body"].read())["content"][0]["text"]
        stream = self.runtime.invoke_model_with_response_stream(modelId=PROFILE, body=body)
        self.assertEqual(stream["contentType"], "application/json")
        parts = [json.loads(event["chunk"]["bytes"]) for event in stream["body"]]
        self.assertEqual("".join(part.get("delta", {}).get("text", "") for part in parts), said)

    def test_the_other_operations(self):
        counted = self.runtime.count_tokens(modelId=NOVA, input={"converse": {"messages": asking("one two three")["messages"]}})
        self.assertEqual(counted["inputTokens"], 3)
        content = [{"text": {"text": "please blockme"}}]
        applied = self.runtime.apply_guardrail(guardrailIdentifier="gr1", guardrailVersion="1", source="INPUT", content=content)
        self.assertEqual(applied["action"], "GUARDRAIL_INTERVENED")
        found = self.client("bedrock-agent-runtime").retrieve(knowledgeBaseId="KB12345678", retrievalQuery={"text": "canary"})
        self.assertEqual(len(found["retrievalResults"]), 5)
        bedrock = self.client("bedrock")
        listed = bedrock.list_foundation_models(byProvider="Amazon", byOutputModality="TEXT")["modelSummaries"]
        self.assertIn(NOVA, [model["modelId"] for model in listed])
        self.assertEqual(bedrock.get_foundation_model(modelIdentifier=NOVA)["modelDetails"]["modelName"], "Nova Lite")

    def test_long_prompts_and_answers(self):
        events = list(self.runtime.converse_stream(**asking("word " * 600_000 + "[[chunks 10000]]"))["stream"])
        self.assertEqual(sum("contentBlockDelta" in event for event in events), 10_000)
        self.assertEqual(events[-1]["metadata"]["usage"]["outputTokens"], 10_000)

    def test_every_error_is_the_class_that_botocore_has_for_it(self):
        declared = self.runtime.meta.service_model.operation_model("InvokeModel").error_shapes
        for shape in declared:
            with self.subTest(shape.name), self.assertRaises(getattr(self.runtime.exceptions, shape.name)) as raised:
                once = self.client("bedrock-runtime")
                once.converse(**asking(f"[[error {shape.name}]]"))
            self.assertEqual(raised.exception.response["ResponseMetadata"]["HTTPStatusCode"], shape.metadata["error"]["httpStatusCode"])

    def test_throttling_is_retried(self):
        patient = boto3.client(
            "bedrock-runtime", endpoint_url=self.endpoint, region_name="us-east-1", config=Config(retries={"max_attempts": 4, "mode": "standard"}), **KEYS
        )
        answer = patient.converse(**asking("[[error ThrottlingException times 2 key boto]] Hi"))
        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 2)

    def test_an_exception_mid_stream(self):
        stream = self.runtime.converse_stream(**asking("Hi [[exception mid-stream ModelStreamErrorException after 2]]"))["stream"]
        with self.assertRaises(EventStreamError) as raised:
            list(stream)
        self.assertEqual(raised.exception.response["Error"]["Code"], "modelStreamErrorException")

    def test_a_break_mid_stream_is_never_an_end(self):
        stream = self.runtime.converse_stream(**asking("Hi [[break after 2]]"))["stream"]
        seen = []
        with self.assertRaises(ProtocolError):
            for event in stream:
                seen.append(event)
        self.assertFalse(any("messageStop" in event for event in seen))

    def test_who_is_not_let_in(self):
        wrong = [
            ({"aws_access_key_id": "nobody", "aws_secret_access_key": "x"}, "UnrecognizedClientException"),
            ({"aws_access_key_id": "local", "aws_secret_access_key": "wrong"}, "InvalidSignatureException"),
            ({"aws_access_key_id": "expired", "aws_secret_access_key": "expired", "aws_session_token": "expired"}, "ExpiredTokenException"),
        ]
        for keys, code in wrong:
            with self.subTest(code), self.assertRaises(ClientError) as raised:
                self.client("bedrock-runtime", keys).converse(**asking("Hi"))
            self.assertEqual(raised.exception.response["Error"]["Code"], code)
            self.assertEqual(raised.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)

    def test_frames_byte_by_byte(self):
        url = f"{self.endpoint}/model/{NOVA.replace(':', '%3A')}/converse-stream"
        body = json.dumps({"messages": asking("Hello frames")["messages"]}).encode()
        request = Request(url, body, {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"})
        with urlopen(request) as response:
            self.assertEqual(response.headers["Content-Type"], "application/vnd.amazon.eventstream")
            raw = response.read()
        buffer = EventStreamBuffer()
        buffer.add_data(raw)
        messages = list(buffer)
        self.assertEqual(messages[0].headers, {":event-type": "messageStart", ":message-type": "event", ":content-type": "application/json"})
        # botocore has checked both checksums of each frame; that it does is shown by a damaged one.
        total, headers_length, prelude = struct.unpack("!III", raw[:12])
        self.assertEqual(prelude, zlib.crc32(raw[:8]))
        self.assertEqual(struct.unpack("!I", raw[total - 4 : total])[0], zlib.crc32(raw[: total - 4]))
        self.assertEqual(sum(16 + self.frame_size(message) for message in messages), len(raw))
        self.assertLess(headers_length, total)

    @staticmethod
    def frame_size(message):
        headers = sum(1 + len(name) + 3 + len(value) for name, value in message.headers.items())
        return headers + len(message.payload)

    def test_a_chunk_carries_base64(self):
        body = json.dumps({"inputText": "Hello"})
        url = f"{self.endpoint}/model/amazon.titan-text-express-v1/invoke-with-response-stream"
        with urlopen(Request(url, body.encode(), {"Authorization": f"Bearer {API_KEY}"})) as response:
            buffer = EventStreamBuffer()
            buffer.add_data(response.read())
        payload = json.loads(next(iter(buffer)).payload)
        self.assertIn("outputText", json.loads(base64.b64decode(payload["bytes"])))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
