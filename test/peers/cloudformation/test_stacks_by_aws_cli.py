"""The AWS CLI makes, describes, changes and deletes the bundled template, step by step and by its `deploy`."""

import time

import pytest

NAME = "peer-cli"
CAPABILITY = ["--capabilities", "CAPABILITY_IAM"]


@pytest.fixture
def cli(local_aws, stacks, template):
    """`aws cloudformation …`, with the template; CloudFormation is clean before and after."""

    class Cli:
        body = ["--template-body", f"file://{template}"]
        file = ["--template-file", str(template)]

        def run(self, command, *argv, **more):
            return local_aws.aws("cloudformation", *command.split(), *argv, **more)

        def on_stack(self, command, *argv, **more):
            return self.run(command, "--stack-name", NAME, *argv, **more)

        def status(self):
            return self.on_stack("describe-stacks", "--query", "Stacks[0].StackStatus", "--output", "text").stdout.strip()

        def deploy(self, *argv, **more):
            # It names its change set after the second, and leaves an empty one behind: two may not fall into one second.
            time.sleep(1 - time.time() % 1)
            return self.on_stack("deploy", *self.file, *CAPABILITY, *argv, **more)

    return Cli()


def test_create_update_and_delete(cli):
    cli.on_stack("create-stack", *cli.body, *CAPABILITY, "--tags", "Key=team,Value=peers")
    cli.on_stack("wait stack-create-complete")
    assert cli.status() == "CREATE_COMPLETE"
    changed = ["--parameters", "ParameterKey=LogRetentionDays,ParameterValue=7"]
    cli.on_stack("update-stack", "--use-previous-template", *CAPABILITY, *changed)
    cli.on_stack("wait stack-update-complete")
    assert cli.status() == "UPDATE_COMPLETE"
    again = cli.on_stack("update-stack", "--use-previous-template", *CAPABILITY, *changed, succeeds=False)
    assert "No updates are to be performed." in again.stderr
    cli.on_stack("delete-stack")
    cli.on_stack("wait stack-delete-complete")
    assert f"Stack with id {NAME} does not exist" in cli.on_stack("describe-stacks", succeeds=False).stderr


def test_a_change_set(cli):
    named = ["--change-set-name", "first"]
    cli.on_stack("create-change-set", *named, "--change-set-type", "CREATE", *cli.body, *CAPABILITY)
    cli.on_stack("wait change-set-create-complete", *named)
    added = cli.on_stack("describe-change-set", *named, "--query", "length(Changes)", "--output", "text").stdout
    assert int(added) > 30
    cli.on_stack("execute-change-set", *named)
    cli.on_stack("wait stack-create-complete")
    assert cli.status() == "CREATE_COMPLETE"


def test_the_waiters_fail_where_they_should(cli, stacks):
    stacks.fail("BedrockApiGatewayStage", "create")
    cli.on_stack("create-stack", *cli.body, *CAPABILITY)
    failed = cli.on_stack("wait stack-create-complete", succeeds=False)
    assert "Waiter StackCreateComplete failed" in failed.stderr
    assert cli.status() == "ROLLBACK_COMPLETE"
    refused = cli.deploy(succeeds=False)
    assert "is in ROLLBACK_COMPLETE state and can not be updated" in refused.stderr


def test_deploy(cli, stacks):
    assert f"Successfully created/updated stack - {NAME}" in cli.deploy("--tags", "team=peers").stdout
    assert "No changes to deploy" in cli.deploy("--tags", "team=peers", "--no-fail-on-empty-changeset").stdout
    empty = cli.deploy("--tags", "team=peers", "--fail-on-empty-changeset", succeeds=False)
    assert "No changes to deploy" in empty.stderr
    override = ["--parameter-overrides", "LogRetentionDays=7"]
    only_made = cli.deploy(*override, "--no-execute-changeset").stdout
    assert "Changeset created successfully" in only_made
    assert cli.status() == "CREATE_COMPLETE"
    cli.deploy(*override)
    assert cli.status() == "UPDATE_COMPLETE"
    # What deploy is not told again stays as it is.
    stacks.fail("ForwarderLogGroup", "update")
    broken = cli.deploy("--parameter-overrides", "LogRetentionDays=30", succeeds=False)
    assert "Failed to create/update the stack" in broken.stderr
    cli.on_stack("wait stack-rollback-complete")
    assert cli.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert {"ParameterKey": "LogRetentionDays", "ParameterValue": "7"} in stacks.describe(NAME)["Parameters"]


def test_what_cannot_be_read_is_refused(cli, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("Resources: [")
    refused = cli.run("validate-template", "--template-body", f"file://{broken}", succeeds=False)
    assert "ValidationError" in refused.stderr
    unknown = ["--parameter-overrides", "NoSuchParameter=1"]
    # The CLI sends only parameters that the template has.
    cli.deploy(*unknown)
    refused = cli.on_stack("update-stack", *cli.body, "--parameters", "ParameterKey=NoSuchParameter,ParameterValue=1", *CAPABILITY, succeeds=False)
    assert "Parameters: [NoSuchParameter] do not exist in the template" in refused.stderr
