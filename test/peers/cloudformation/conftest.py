"""The bundled template, and stacks that do not outlive their test."""

from pathlib import Path

import pytest

AT_ONCE = {"Delay": 1, "MaxAttempts": 60}


class Stacks:
    """boto3's CloudFormation, with the bundled template and its own waiters."""

    def __init__(self, local, body):
        self.api = local.client("cloudformation")
        self.local = local
        self.body = body

    def create(self, name, **more):
        return self.api.create_stack(StackName=name, **self.given(**more))["StackId"]

    def given(self, **more):
        template = {} if more.get("UsePreviousTemplate") else {"TemplateBody": self.body}
        return {"Capabilities": ["CAPABILITY_IAM"], **template, **more}

    def wait(self, waiter, name, **more):
        self.api.get_waiter(waiter).wait(StackName=name, WaiterConfig=AT_ONCE, **more)

    def describe(self, name):
        [stack] = self.api.describe_stacks(StackName=name)["Stacks"]
        return stack

    def status(self, name):
        return self.describe(name)["StackStatus"]

    def resources(self, name):
        pages = self.api.get_paginator("list_stack_resources").paginate(StackName=name)
        return {resource["LogicalResourceId"]: resource for page in pages for resource in page["StackResourceSummaries"]}

    def events(self, name):
        """Oldest first."""
        pages = self.api.get_paginator("describe_stack_events").paginate(StackName=name)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def fail(self, logical_id, action, **more):
        self.local.own("PUT", "failures", [{"logicalId": logical_id, "action": action, **more}])

    def remove(self, name):
        self.local.own("DELETE", "failures")
        self.api.delete_stack(StackName=name)
        self.wait("stack_delete_complete", name)


def parameters(**values):
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]


@pytest.fixture(scope="session")
def template(local_aws):
    """Path of the template as `aigw template` prints it."""
    path = Path(local_aws.home) / "gateway.yaml"
    path.write_text(local_aws.aigw("template"))
    return path


@pytest.fixture(scope="session")
def all_stacks(local_aws, template):
    return Stacks(local_aws, template.read_text())


@pytest.fixture
def stacks(all_stacks):
    """CloudFormation as it was before the test: what the test made is removed."""
    yield all_stacks
    made = all_stacks.api.describe_stacks()["Stacks"]
    for stack in made:
        if stack["StackName"].startswith("peer-"):
            all_stacks.remove(stack["StackName"])
