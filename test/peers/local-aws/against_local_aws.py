"""boto3 as a client of the local AWS: other models of the services, other serialisers, another language."""
import io
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
ROLE = "arn:aws:iam::123456789012:role/any"


class LocalAwsCase(unittest.TestCase):
    """One built local AWS for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory()
        settings = {"port": 0, "version": "peers", "bedrock": "model", "pace": 0}
        cls.server = subprocess.Popen(
            ["node", "dist/local/main.js", json.dumps(settings)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_STATE_HOME": cls.home.name},
        )
        cls.endpoint = None
        for line in cls.server.stderr:
            found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
            if found:
                cls.endpoint = found[1]
                break
        assert cls.endpoint, "the local AWS did not start"

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.wait(timeout=20)
        cls.server.stderr.close()
        cls.home.cleanup()
        assert cls.server.returncode == 0, "the local AWS did not end well"

    def client(self, service, **more):
        config = Config(retries={"max_attempts": 0}, inject_host_prefix=False)
        keys = {**KEYS, **more}
        return boto3.client(service, endpoint_url=self.endpoint, region_name="us-east-1", config=config, **keys)

    def refused(self, code, status, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        response = raised.exception.response
        self.assertEqual((response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]), (code, status))
        self.assertRegex(response["ResponseMetadata"]["RequestId"], r"^[0-9a-f-]{36}$")
        return raised.exception


class Boto3(LocalAwsCase):
    def test_rest_json(self):
        apis = self.client("apigateway")
        api = apis.create_rest_api(name="peer", tags={"a b": "c/d"})["id"]
        arn = f"arn:aws:apigateway:us-east-1::/restapis/{api}"
        apis.tag_resource(resourceArn=arn, tags={"x": "ü"})
        self.assertEqual(apis.get_tags(resourceArn=arn)["tags"], {"a b": "c/d", "x": "ü"})
        root = apis.get_resources(restApiId=api)["items"][0]["id"]
        proxy = apis.create_resource(restApiId=api, parentId=root, pathPart="{proxy+}")["id"]
        method = {"restApiId": api, "resourceId": proxy, "httpMethod": "ANY"}
        apis.put_method(**method, authorizationType="NONE")
        apis.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode":200}'})
        deployment = apis.create_deployment(restApiId=api, stageName="v1", variables={"a": "1"})["id"]
        patch = [{"op": "replace", "path": "/variables/a", "value": "2"}]
        stage = apis.update_stage(restApiId=api, stageName="v1", patchOperations=patch)
        self.assertEqual((stage["deploymentId"], stage["variables"]), (deployment, {"a": "2"}))
        export = apis.get_export(restApiId=api, stageName="v1", exportType="oas30")
        self.assertIn("/{proxy+}", json.load(export["body"])["paths"])
        self.refused("BadRequestException", 400, apis.delete_deployment, restApiId=api, deploymentId=deployment)
        self.refused("NotFoundException", 404, apis.get_rest_api, restApiId="none")

    def test_rest_json_pages(self):
        apis = self.client("apigateway")
        made = {apis.create_rest_api(name=f"page {n}")["id"] for n in range(5)}
        pages = apis.get_paginator("get_rest_apis").paginate(PaginationConfig={"PageSize": 2})
        listed = [api["id"] for page in pages for api in page["items"]]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertTrue(made <= set(listed))

    def test_json_rpc(self):
        logs = self.client("logs")
        logs.create_log_group(logGroupName="/peer")
        logs.create_log_stream(logGroupName="/peer", logStreamName="s")
        message = "héllo \x01 😀"
        event = {"timestamp": int(time.time() * 1000), "message": message}
        logs.put_log_events(logGroupName="/peer", logStreamName="s", logEvents=[event])
        self.assertEqual([e["message"] for e in logs.filter_log_events(logGroupName="/peer")["events"]], [message])
        error = self.refused("ResourceAlreadyExistsException", 400, logs.create_log_group, logGroupName="/peer")
        self.assertIsInstance(error, logs.exceptions.ResourceAlreadyExistsException)

    def test_blobs(self):
        secrets = self.client("secretsmanager")
        secrets.create_secret(Name="peer", SecretBinary=b"\x00\xff")
        self.assertEqual(secrets.get_secret_value(SecretId="peer")["SecretBinary"], b"\x00\xff")

    def test_query(self):
        tokens = self.client("sts")
        self.assertEqual(tokens.get_caller_identity()["Account"], "123456789012")
        issued = tokens.assume_role(RoleArn=ROLE, RoleSessionName="me")["Credentials"]
        assumed = self.client(
            "sts",
            aws_access_key_id=issued["AccessKeyId"],
            aws_secret_access_key=issued["SecretAccessKey"],
            aws_session_token=issued["SessionToken"],
        )
        self.assertEqual(assumed.get_caller_identity()["Arn"], "arn:aws:sts::123456789012:assumed-role/any/me")

    def test_credentials(self):
        self.refused("InvalidClientTokenId", 403, self.client("sts", aws_access_key_id="x").get_caller_identity)
        wrong = self.client("logs", aws_secret_access_key="wrong")
        self.refused("InvalidSignatureException", 403, wrong.describe_log_groups)
        expired = {f"aws_{name}": "expired" for name in ("access_key_id", "secret_access_key", "session_token")}
        self.refused("ExpiredTokenException", 403, self.client("apigateway", **expired).get_rest_apis)
        self.refused("NotImplementedHere", 501, self.client("iam").list_roles)

    def test_stack_by_waiters(self):
        stacks = self.client("cloudformation")
        generated = {"PasswordLength": 20, "ExcludePunctuation": True}
        secret = {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": generated}}
        template = {"Resources": {"S": secret}, "Outputs": {"Arn": {"Value": {"Ref": "S"}}}}
        tag = {"Key": "k", "Value": "<&>\"'"}
        stacks.create_stack(StackName="waited", TemplateBody=json.dumps(template), Tags=[tag])
        soon = {"Delay": 1}
        stacks.get_waiter("stack_create_complete").wait(StackName="waited", WaiterConfig=soon)
        stack = stacks.describe_stacks(StackName="waited")["Stacks"][0]
        self.assertEqual(stack["Tags"], [tag])
        arn = stack["Outputs"][0]["OutputValue"]
        value = self.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        self.assertRegex(value, r"^[A-Za-z0-9]{20}$")
        missing = {"StackName": "waited", "ChangeSetName": "none"}
        error = self.refused("ChangeSetNotFound", 404, stacks.describe_change_set, **missing)
        self.assertIsInstance(error, stacks.exceptions.ChangeSetNotFoundException)
        secret["Properties"]["Description"] = "changed"
        stacks.update_stack(StackName="waited", TemplateBody=json.dumps(template))
        stacks.get_waiter("stack_update_complete").wait(StackName="waited", WaiterConfig=soon)
        stacks.delete_stack(StackName="waited")
        stacks.get_waiter("stack_delete_complete").wait(StackName="waited", WaiterConfig=soon)
        self.refused("ValidationError", 400, stacks.describe_stacks, StackName="waited")

    def test_functions(self):
        functions = self.client("lambda")
        streaming = 'exports.h=awslambda.streamifyResponse(async (e, s) => { s.write("a"); s.write("b"); s.end(); })'
        sources = {"index.js": "exports.handler = async (e) => ({ got: e })", "stream.js": streaming}
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as files:
            for name, text in sources.items():
                files.writestr(name, text)
        code = {"ZipFile": archive.getvalue()}
        for name, handler in (("plain", "index.handler"), ("streaming", "stream.h")):
            functions.create_function(FunctionName=name, Runtime="nodejs24.x", Role=ROLE, Handler=handler, Code=code)
            functions.get_waiter("function_active_v2").wait(FunctionName=name)
        self.assertEqual(json.load(functions.invoke(FunctionName="plain", Payload=b'{"a":1}')["Payload"]), {"got": {"a": 1}})
        events = list(functions.invoke_with_response_stream(FunctionName="streaming")["EventStream"])
        self.assertEqual(b"".join(e["PayloadChunk"]["Payload"] for e in events if "PayloadChunk" in e), b"ab")
        self.assertIn("InvokeComplete", events[-1])
        self.refused("ResourceNotFoundException", 404, functions.invoke, FunctionName="none")


class Logs(LocalAwsCase):
    """Live Tail and Logs Insights, by boto3 and by the AWS CLI."""

    GROUP = "/peer/logs"
    ARN = "arn:aws:logs:us-east-1:123456789012:log-group:/peer/logs"

    def setUp(self):
        logs = self.client("logs")
        try:
            logs.create_log_group(logGroupName=self.GROUP)
            logs.create_log_stream(logGroupName=self.GROUP, logStreamName="s")
        except logs.exceptions.ResourceAlreadyExistsException:
            pass

    def put(self, *messages):
        events = [{"timestamp": int(time.time() * 1000), "message": message} for message in messages]
        self.client("logs").put_log_events(logGroupName=self.GROUP, logStreamName="s", logEvents=events)

    def aws(self, *words, proxied=False):
        """The AWS CLI puts a prefix before the host name for Live Tail; as a proxy the local AWS answers for any name."""
        keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1"}
        proxy = {"HTTP_PROXY": self.endpoint} if proxied else {}
        endpoint = "http://logs.us-east-1.amazonaws.com" if proxied else self.endpoint
        environment = {**os.environ, **keys, **proxy, "HOME": self.home.name, "PYTHONUNBUFFERED": "1"}
        arguments = ["aws", "--endpoint-url", endpoint, "--output", "json", "logs", *words]
        return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ended(self, process):
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        return json.loads(out)

    def test_live_tail(self):
        tail = self.client("logs").start_live_tail(logGroupIdentifiers=[self.ARN], logEventFilterPattern="{ $.status = 5* }")
        stream = iter(tail["responseStream"])
        self.assertEqual(next(stream)["sessionStart"]["logGroupIdentifiers"], [self.ARN])
        self.put('{"status":"200"}', '{"status":"503"}')
        for event in stream:
            update = event["sessionUpdate"]
            self.assertFalse(update["sessionMetadata"]["sampled"])
            if update["sessionResults"]:
                break
        self.assertEqual([e["message"] for e in update["sessionResults"]], ['{"status":"503"}'])
        tail["responseStream"].close()
        logs = self.client("logs")
        wrong = {"logGroupIdentifiers": [self.ARN + ":*"]}
        self.refused("InvalidParameterException", 400, logs.start_live_tail, **wrong)

    def test_live_tail_by_aws_cli(self):
        tail = self.aws("start-live-tail", "--log-group-identifiers", self.ARN, proxied=True)
        written = threading.Event()

        def write():
            while not written.wait(0.5):
                self.put("seen by the CLI")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            line = tail.stdout.readline()
        finally:
            written.set()
            writer.join()
            tail.terminate()
            _, err = tail.communicate(timeout=20)
        self.assertIn("seen by the CLI", line, err)

    def test_insights(self):
        logs = self.client("logs")
        self.put('{"tenant":"acme","ms":7}', '{"tenant":"acme","ms":9}', '{"tenant":"beta","ms":1}', "text")
        now = int(time.time())
        query = "filter ispresent(tenant) | stats count(*) as n, avg(ms) as average by tenant | sort n desc"
        started = {"logGroupName": self.GROUP, "startTime": now - 60, "endTime": now + 60}
        query_id = logs.start_query(**started, queryString=query)["queryId"]
        result = logs.get_query_results(queryId=query_id)
        self.assertEqual(result["status"], "Complete")
        rows = [{cell["field"]: cell["value"] for cell in row} for row in result["results"]]
        self.assertEqual(rows, [{"tenant": "acme", "n": "2", "average": "8"}, {"tenant": "beta", "n": "1", "average": "1"}])
        error = self.refused("MalformedQueryException", 400, logs.start_query, **started, queryString="nonsense")
        self.assertIsInstance(error, logs.exceptions.MalformedQueryException)
        words = ["--log-group-name", self.GROUP, "--start-time", str(now - 60), "--end-time", str(now + 60)]
        by_cli = self.ended(self.aws("start-query", *words, "--query-string", "stats count(*) as n by tenant | sort n desc | limit 1"))
        result = self.ended(self.aws("get-query-results", "--query-id", by_cli["queryId"]))
        self.assertEqual(result["results"], [[{"field": "tenant", "value": "acme"}, {"field": "n", "value": "2"}]])

    def test_pages_by_aws_cli(self):
        self.put(*(f"page {n}" for n in range(500)))
        found = self.ended(self.aws("filter-log-events", "--log-group-name", self.GROUP, "--filter-pattern", "page", "--page-size", "100"))
        self.assertEqual([e["message"] for e in found["events"]], [f"page {n}" for n in range(500)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
