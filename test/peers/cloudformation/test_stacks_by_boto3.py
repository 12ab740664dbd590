"""boto3 makes, describes, changes and deletes the bundled template; its waiters pass and fail where they should."""

import json

import pytest
from botocore.exceptions import ClientError, WaiterError
from conftest import parameters

NAME = "peer-boto3"
KEPT = parameters(LogRetentionDays="7")


@pytest.fixture
def made(stacks):
    stacks.create(NAME, Parameters=parameters(LogRetentionDays="14"), Tags=[{"Key": "team", "Value": "a & b"}])
    stacks.wait("stack_create_complete", NAME)
    return stacks


def refusal(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def outputs(stack):
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def test_a_stack_is_made(made):
    stack = made.describe(NAME)
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert stack["Tags"] == [{"Key": "team", "Value": "a & b"}]
    assert {"ParameterKey": "LogRetentionDays", "ParameterValue": "14"} in stack["Parameters"]
    assert outputs(stack)["GatewayUrl"].endswith(".execute-api.us-east-1.amazonaws.com/v1")
    apis = made.local.client("apigateway").get_rest_apis()["items"]
    assert outputs(stack)["ApiId"] in [api["id"] for api in apis]


def test_what_is_in_it_is_described(made):
    resources = made.resources(NAME)
    assert {"BedrockApiGateway", "IntegrationLambda", "BedrockApiGatewayStage"} <= set(resources)
    assert {resource["ResourceStatus"] for resource in resources.values()} == {"CREATE_COMPLETE"}
    one = made.api.describe_stack_resource(StackName=NAME, LogicalResourceId="BedrockApiGateway")["StackResourceDetail"]
    assert one["PhysicalResourceId"] == resources["BedrockApiGateway"]["PhysicalResourceId"]
    found = made.api.describe_stack_resources(PhysicalResourceId=one["PhysicalResourceId"])["StackResources"]
    assert {resource["LogicalResourceId"] for resource in found} == set(resources)


def test_its_events_begin_and_end_with_the_stack(made):
    events = made.events(NAME)
    ends = [(event["ResourceType"], event["ResourceStatus"]) for event in (events[0], events[-1])]
    assert ends == [("AWS::CloudFormation::Stack", "CREATE_IN_PROGRESS"), ("AWS::CloudFormation::Stack", "CREATE_COMPLETE")]
    assert len({event["EventId"] for event in events}) == len(events)
    times = [event["Timestamp"] for event in events]
    assert times == sorted(times)
    completed = [event["LogicalResourceId"] for event in events if event["ResourceStatus"] == "CREATE_COMPLETE"]
    assert completed.index("IntegrationLambda") < completed.index("BedrockApiGatewayStage")
    assert sorted(completed) == sorted([*made.resources(NAME), NAME])


def test_its_template_comes_back_as_it_was_sent(made):
    assert made.api.get_template(StackName=NAME)["TemplateBody"] == made.body
    summary = made.api.get_template_summary(StackName=NAME)
    assert summary["Capabilities"] == ["CAPABILITY_IAM"]
    assert made.api.get_template_summary(TemplateBody=made.body)["ResourceTypes"] == summary["ResourceTypes"]
    declared = {parameter["ParameterKey"] for parameter in made.api.validate_template(TemplateBody=made.body)["Parameters"]}
    assert declared == {parameter["ParameterKey"] for parameter in made.describe(NAME)["Parameters"]}


def test_it_is_listed(made):
    pages = made.api.get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_COMPLETE"])
    assert NAME in [stack["StackName"] for page in pages for stack in page["StackSummaries"]]
    made.wait("stack_exists", NAME)


def test_a_second_one_of_its_name_is_refused(made):
    assert refusal(made.create, name=NAME) == ("AlreadyExistsException", f"Stack [{NAME}] already exists")
    with pytest.raises(made.api.exceptions.AlreadyExistsException):
        made.create(NAME)


def test_it_is_changed(made):
    before = made.describe(NAME)
    made.api.update_stack(StackName=NAME, **made.given(UsePreviousTemplate=True, Parameters=KEPT))
    made.wait("stack_update_complete", NAME)
    after = made.describe(NAME)
    assert {"ParameterKey": "LogRetentionDays", "ParameterValue": "7"} in after["Parameters"]
    assert outputs(after) == outputs(before)
    group = outputs(after)["ForwarderLogGroupName"]
    [described] = made.local.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert described["retentionInDays"] == 7


def test_a_change_of_nothing_is_refused(made):
    kept = [{"ParameterKey": "LogRetentionDays", "UsePreviousValue": True}]
    unchanged = made.given(UsePreviousTemplate=True, Parameters=kept)
    assert refusal(made.api.update_stack, StackName=NAME, **unchanged) == ("ValidationError", "No updates are to be performed.")


def test_a_stack_without_the_capability_is_refused(stacks):
    code, _ = refusal(stacks.create, name=NAME, Capabilities=[])
    assert code == "InsufficientCapabilitiesException"


def test_a_body_above_the_limit_is_refused(stacks, local_aws):
    with_code = local_aws.aigw("template", "--with-code")
    assert len(with_code) > 51_200
    code, message = refusal(stacks.create, name=NAME, TemplateBody=with_code)
    assert code == "ValidationError"
    assert message.endswith("Member must have length less than or equal to 51200")


def test_it_is_protected(made):
    made.api.update_termination_protection(StackName=NAME, EnableTerminationProtection=True)
    code, message = refusal(made.api.delete_stack, StackName=NAME)
    made.api.update_termination_protection(StackName=NAME, EnableTerminationProtection=False)
    assert code == "ValidationError"
    assert "TerminationProtection is enabled" in message


def test_it_is_deleted(made):
    stack_id = made.describe(NAME)["StackId"]
    made.api.delete_stack(StackName=NAME)
    made.wait("stack_delete_complete", NAME)
    assert refusal(made.api.describe_stacks, StackName=NAME) == ("ValidationError", f"Stack with id {NAME} does not exist")
    assert made.status(stack_id) == "DELETE_COMPLETE"
    made.wait("stack_delete_complete", stack_id)
    # What was never there is no failure.
    made.api.delete_stack(StackName=NAME)


def status_at_end(raised):
    return raised.value.last_response["Stacks"][0]["StackStatus"]


def test_the_create_waiter_fails_on_a_rollback(stacks):
    stacks.fail("BedrockApiGatewayStage", "create", reason="No stage today.")
    stacks.create(NAME)
    with pytest.raises(WaiterError) as raised:
        stacks.wait("stack_create_complete", NAME)
    assert "terminal failure" in str(raised.value)
    assert status_at_end(raised) == "ROLLBACK_COMPLETE"
    failed = next(event for event in stacks.events(NAME) if event["ResourceStatus"] == "CREATE_FAILED")
    assert failed["LogicalResourceId"] == "BedrockApiGatewayStage"
    assert "No stage today." in failed["ResourceStatusReason"]
    code, message = refusal(stacks.api.update_stack, StackName=NAME, **stacks.given())
    assert (code, "ROLLBACK_COMPLETE state and can not be updated" in message) == ("ValidationError", True)


def test_the_update_waiter_fails_on_a_rollback(made):
    made.fail("ForwarderLogGroup", "update")
    made.api.update_stack(StackName=NAME, **made.given(Parameters=KEPT))
    with pytest.raises(WaiterError) as raised:
        made.wait("stack_update_complete", NAME)
    assert status_at_end(raised) == "UPDATE_ROLLBACK_COMPLETE"
    made.wait("stack_rollback_complete", NAME)
    assert {"ParameterKey": "LogRetentionDays", "ParameterValue": "14"} in made.describe(NAME)["Parameters"]


def test_the_delete_waiter_fails_on_a_resource_that_stays(made):
    made.fail("BedrockApiGateway", "delete")
    made.api.delete_stack(StackName=NAME)
    with pytest.raises(WaiterError) as raised:
        made.wait("stack_delete_complete", NAME)
    assert status_at_end(raised) == "DELETE_FAILED"
    made.api.delete_stack(StackName=NAME, RetainResources=["BedrockApiGateway"])
    made.wait("stack_delete_complete", NAME)


def test_a_failed_stack_stays_when_it_is_told_to(stacks):
    stacks.fail("BedrockApiGatewayStage", "create")
    stacks.create(NAME, OnFailure="DO_NOTHING")
    with pytest.raises(WaiterError) as raised:
        stacks.wait("stack_create_complete", NAME)
    assert status_at_end(raised) == "CREATE_FAILED"


def test_a_failed_stack_goes_when_it_is_told_to(stacks):
    stacks.fail("BedrockApiGatewayStage", "create")
    stack_id = stacks.create(NAME, OnFailure="DELETE")
    with pytest.raises(WaiterError):
        stacks.wait("stack_create_complete", stack_id)
    stacks.wait("stack_delete_complete", stack_id)
    assert stacks.status(stack_id) == "DELETE_COMPLETE"


def change_set(stacks, name, kind, **more):
    named = {"StackName": NAME, "ChangeSetName": name}
    stacks.api.create_change_set(ChangeSetType=kind, **named, **stacks.given(**more))
    return named


def wait_for(stacks, named):
    stacks.wait("change_set_create_complete", NAME, ChangeSetName=named["ChangeSetName"])
    return stacks.api.describe_change_set(**named)


def test_a_stack_is_made_by_a_change_set(stacks):
    named = change_set(stacks, "first", "CREATE")
    described = wait_for(stacks, named)
    assert (described["Status"], described["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert stacks.status(NAME) == "REVIEW_IN_PROGRESS"
    added = {change["ResourceChange"]["LogicalResourceId"] for change in described["Changes"]}
    assert {change["ResourceChange"]["Action"] for change in described["Changes"]} == {"Add"}
    stacks.api.execute_change_set(**named)
    stacks.wait("stack_create_complete", NAME)
    assert set(stacks.resources(NAME)) == added


def test_a_stack_is_changed_by_a_change_set(made):
    named = change_set(made, "second", "UPDATE", Parameters=KEPT)
    changes = [change["ResourceChange"] for change in wait_for(made, named)["Changes"]]
    assert "ForwarderLogGroup" in [change["LogicalResourceId"] for change in changes]
    assert {(change["Action"], change["Replacement"]) for change in changes} <= {("Modify", "False"), ("Modify", "Conditional")}
    pages = made.api.get_paginator("list_change_sets").paginate(StackName=NAME)
    assert [summary["ChangeSetName"] for page in pages for summary in page["Summaries"]] == ["second"]
    made.api.execute_change_set(**named)
    made.wait("stack_update_complete", NAME)
    assert json.dumps(made.describe(NAME)["Parameters"]).count('"7"') == 1
    code, _ = refusal(made.api.execute_change_set, **named)
    assert code in ("ChangeSetNotFound", "InvalidChangeSetStatus")


def test_the_change_set_waiter_fails_where_nothing_changes(made):
    named = change_set(made, "nothing", "UPDATE", Parameters=parameters(LogRetentionDays="14"), Tags=made.describe(NAME)["Tags"])
    with pytest.raises(WaiterError) as raised:
        wait_for(made, named)
    reason = raised.value.last_response["StatusReason"]
    assert reason.startswith("The submitted information didn't contain changes.")
    assert refusal(made.api.execute_change_set, **named)[0] == "InvalidChangeSetStatus"
    made.api.delete_change_set(**named)
    assert refusal(made.api.describe_change_set, **named)[0] == "ChangeSetNotFound"
