"""Reads the template as it is sent with the YAML reader of the AWS CLI, which knows CloudFormation's short forms, and with
cfn-lint's; both have to find what the JSON form says. Standard input: {"sent": text, "json": template}."""

import json
import sys

from awscli.customizations.cloudformation.yamlhelper import yaml_parse
from cfnlint.decode.cfn_yaml import loads


def plain(value):
    """cfn-lint's nodes and ordered dictionaries as what they hold."""
    return json.loads(json.dumps(value, default=str))


def main():
    given = json.load(sys.stdin)
    readers = {"AWS CLI": yaml_parse, "cfn-lint": loads}
    different = [name for name, read in readers.items() if plain(read(given["sent"])) != given["json"]]
    print(f"read differently by {', '.join(different)}" if different else "read alike by the AWS CLI and cfn-lint")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
