"""The AWS CLI reads what a deployed gateway is made of, and changes some of it: functions, the API and its plans, logs."""

import json

import pytest

NAME = "smoke"


@pytest.fixture(scope="module")
def gateway(local_aws):
    """A gateway as `aigw deploy` leaves it, one question asked through it: its outputs."""
    local_aws.aigw("deploy", "--local", "--yes", "--stack", NAME, "--require-api-key")
    outputs = local_aws.aws_json("cloudformation", "describe-stacks", "--stack-name", NAME)["Stacks"][0]["Outputs"]
    yield {output["OutputKey"]: output["OutputValue"] for output in outputs}
    local_aws.aigw("destroy", "--local", "--stack", NAME, "--confirm", NAME)


@pytest.fixture(scope="module")
def run(local_aws):
    def run_on(service, command, *argv):
        return local_aws.aws_json(service, *command.split(), *argv)

    return run_on


def test_lambda(run, gateway, local_aws):
    name = gateway["ForwarderFunctionName"]
    of_function = ["--function-name", name]
    assert name in [function["FunctionName"] for function in run("lambda", "list-functions")["Functions"]]
    versions = [version["Version"] for version in run("lambda", "list-versions-by-function", *of_function)["Versions"]]
    assert versions == ["$LATEST", "1", "2"]
    configuration = run("lambda", "get-function-configuration", *of_function, "--qualifier", "2")
    assert (configuration["Runtime"], configuration["Handler"], configuration["State"]) == ("nodejs24.x", "index.handler", "Active")
    got = run("lambda", "get-function", *of_function)
    assert got["Configuration"]["FunctionArn"] == configuration["FunctionArn"].removesuffix(":2")
    assert got["Configuration"]["CodeSha256"] == configuration["CodeSha256"]
    policy = json.loads(run("lambda", "get-policy", *of_function)["Policy"])
    assert policy["Statement"][0]["Principal"] == {"Service": "apigateway.amazonaws.com"}
    for waiter in ("function-exists", "function-active-v2", "function-updated-v2"):
        local_aws.aws("lambda", "wait", waiter, *of_function)
    refused = local_aws.aws("lambda", "get-function", "--function-name", "none", succeeds=False)
    assert "ResourceNotFoundException" in refused.stderr


def test_lambda_invoke(gateway, local_aws, tmp_path):
    """The authorizer denies whom it does not know."""
    event = {"type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:123456789012:a/v1/GET/", "headers": {"Authorization": "Bearer nobody"}}
    answer = tmp_path / "answer.json"
    asked = ["--function-name", gateway["AuthorizerFunctionName"], "--payload", json.dumps(event), str(answer)]
    assert local_aws.aws_json("lambda", "invoke", *asked)["StatusCode"] == 200
    policy = json.loads(answer.read_text())["policyDocument"]
    assert [statement["Effect"] for statement in policy["Statement"]] == ["Deny"]


def test_apigateway(run, gateway, local_aws, tmp_path):
    api = gateway["ApiId"]
    of_api = ["--rest-api-id", api]
    assert api in [item["id"] for item in run("apigateway", "get-rest-apis")["items"]]
    assert run("apigateway", "get-rest-api", *of_api)["endpointConfiguration"]["types"] == ["PRIVATE"]
    resources = run("apigateway", "get-resources", *of_api, "--embed", "methods")["items"]
    proxy = next(item for item in resources if item["path"] == "/{proxy+}")
    on_method = [*of_api, "--resource-id", proxy["id"], "--http-method", "ANY"]
    method = run("apigateway", "get-method", *on_method)
    assert method == proxy["resourceMethods"]["ANY"]
    assert method["apiKeyRequired"] is True
    assert run("apigateway", "get-integration", *on_method) == method["methodIntegration"]
    [stage] = run("apigateway", "get-stages", *of_api)["item"]
    assert run("apigateway", "get-stage", *of_api, "--stage-name", "v1") == stage
    assert stage["variables"] == {"forwarder": "2", "authorizer": "2"}
    deployments = run("apigateway", "get-deployments", *of_api)["items"]
    assert stage["deploymentId"] in [deployment["id"] for deployment in deployments]
    on_deployment = ["--deployment-id", stage["deploymentId"], "--embed", "apisummary"]
    summary = run("apigateway", "get-deployment", *of_api, *on_deployment)["apiSummary"]
    assert summary["/{proxy+}"]["ANY"]["apiKeyRequired"] is True
    responses = run("apigateway", "get-gateway-responses", *of_api)["items"]
    throttled = run("apigateway", "get-gateway-response", *of_api, "--response-type", "THROTTLED")
    assert throttled in responses
    assert throttled["statusCode"] == "429"
    for command in ("get-account", "get-api-keys", "get-usage-plans", "get-domain-names"):
        local_aws.aws("apigateway", command)
    exported = tmp_path / "export.json"
    local_aws.aws("apigateway", "get-export", *of_api, "--stage-name", "v1", "--export-type", "oas30", str(exported))
    assert "/{proxy+}" in json.loads(exported.read_text())["paths"]
    refused = local_aws.aws("apigateway", "get-rest-api", "--rest-api-id", "none", succeeds=False)
    assert "NotFoundException" in refused.stderr


def ask_by_test_invoke(run, gateway):
    """A question through the draft of the API, which needs no key."""
    resources = run("apigateway", "get-resources", "--rest-api-id", gateway["ApiId"])["items"]
    proxy = next(item["id"] for item in resources if item["path"] == "/{proxy+}")
    asked = ["--http-method", "GET", "--path-with-query-string", "/foundation-models"]
    live = ["--stage-variables", "forwarder=2,authorizer=2"]
    return run("apigateway", "test-invoke-method", "--rest-api-id", gateway["ApiId"], "--resource-id", proxy, *asked, *live)


def test_apigateway_changes(run, gateway):
    answer = ask_by_test_invoke(run, gateway)
    assert (answer["status"], bool(json.loads(answer["body"])["modelSummaries"])) == (200, True)
    key = run("apigateway", "create-api-key", "--name", "peer", "--enabled")
    stages = ["--api-stages", f"apiId={gateway['ApiId']},stage=v1"]
    plan = run("apigateway", "create-usage-plan", "--name", "peer", *stages, "--throttle", "rateLimit=5,burstLimit=5")
    of_plan = ["--usage-plan-id", plan["id"]]
    run("apigateway", "create-usage-plan-key", *of_plan, "--key-type", "API_KEY", "--key-id", key["id"])
    assert [item["id"] for item in run("apigateway", "get-usage-plan-keys", *of_plan)["items"]] == [key["id"]]
    detach = f"op=remove,path=/apiStages,value={gateway['ApiId']}:v1"
    assert not run("apigateway", "update-usage-plan", *of_plan, "--patch-operations", detach).get("apiStages")


def test_logs(run, gateway, local_aws):
    ask_by_test_invoke(run, gateway)
    group = gateway["ForwarderLogGroupName"]
    groups = run("logs", "describe-log-groups", "--log-group-name-prefix", f"/aws/aigw/{NAME}/")["logGroups"]
    assert group in [described["logGroupName"] for described in groups]
    in_group = ["--log-group-name", group]
    assert run("logs", "describe-log-streams", *in_group)["logStreams"]
    pattern = '{ $.operation = "GET /foundation-models" && $.status = 200 }'
    [first, *_] = run("logs", "filter-log-events", *in_group, "--filter-pattern", pattern)["events"]
    assert json.loads(first["message"])["service"] == "bedrock"
    in_stream = ["--log-stream-name", first["logStreamName"], "--start-from-head"]
    messages = [event["message"] for event in run("logs", "get-log-events", *in_group, *in_stream)["events"]]
    assert first["message"] in messages
    assert run("logs", "filter-log-events", *in_group, "--filter-pattern", '"no such words"')["events"] == []
    refused = local_aws.aws("logs", "filter-log-events", "--log-group-name", "none", succeeds=False)
    assert "ResourceNotFoundException" in refused.stderr


def test_who_is_asking(run):
    assert run("sts", "get-caller-identity")["Account"] == "123456789012"
