"""Reads the template's roles from standard input and holds every statement against AWS's service authorization data.

An action has to exist. One that knows no resource has to be allowed on "*", because a statement that names a resource never
matches it; one that knows resources must not be allowed on "*", and each of its resources has to be of a kind that it knows.
"""

import json
import sys
from pathlib import Path

import cfnlint

AUTHORIZATION = json.loads((Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())

# Lambda checks for these on every resource before it makes network interfaces (AWSLambdaVPCAccessExecutionRole).
WIDE_BY_NEED = {
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def kinds(service, action):
    """Kinds of resources that an action knows, or None when there is no such action."""
    known = AUTHORIZATION.get(service, {}).get("Actions", {}).get(action.lower())
    return None if known is None else known.get("Resources", [])


def matches(resource, service, names):
    """Whether a resource of a policy can be of one of these kinds, by how the last part of its ARN begins."""
    last = resource.split(":", 5)[-1]
    formats = [form for name in names for form in AUTHORIZATION[service]["Resources"][name]["ARNFormats"]]
    lasts = [form.split(":", 5)[-1].replace(".*", "") for form in formats]
    return last.startswith("*") or any(last.startswith(prefix) or prefix.startswith(last.rstrip("*")) for prefix in lasts)


def problems_of(statement):
    for action in as_list(statement["Action"]):
        service, name = action.split(":")
        names = kinds(service, name)
        resources = as_list(statement["Resource"])
        if names is None:
            yield f"{action} does not exist"
        elif not names and resources != ["*"]:
            yield f"{action} knows no resource, so it has to be allowed on *"
        elif names and "*" in resources and action not in WIDE_BY_NEED:
            yield f"{action} knows resources ({', '.join(names)}) but is allowed on *"
        elif names and not any(matches(resource, service, names) for resource in resources if resource != "*"):
            if action not in WIDE_BY_NEED:
                yield f"{action} is not allowed on any of its kinds of resources: {', '.join(names)}"


def main():
    roles = json.load(sys.stdin)
    statements = [
        (role, policy["PolicyName"], statement)
        for role, properties in roles.items()
        for policy in properties.get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    found = [f"{role}/{policy}: {text}" for role, policy, statement in statements for text in problems_of(statement)]
    print("\n".join(found) or f"{len(statements)} statements of {len(roles)} roles are as AWS's data has it")
    sys.exit(1 if found or len(statements) < 10 else 0)


if __name__ == "__main__":
    main()
