"""Calls of an application, and what of their answers is compared: everything but ids and times."""

import json
import re

from botocore.eventstream import EventStream
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

NOVA = "amazon.nova-lite-v1:0"
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0"
MODELS = [NOVA, "us.anthropic.claude-sonnet-4-20250514-v1:0", PROFILE]
CLAUDE_BODY = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 200_000}


# The local model speaks at the pace of a person's reading unless it is asked not to.
AT_ONCE = "[[slow 0ms]]"


def asking(text, model=NOVA, **more):
    content = [{"text": paced(text)}]
    return {"modelId": model, "messages": [{"role": "user", "content": content}], **more}


def asking_natively(text, model=PROFILE, **more):
    body = json.dumps({**CLAUDE_BODY, "messages": [{"role": "user", "content": paced(text)}]})
    return {"modelId": model, "body": body, **more}


def paced(text):
    return text if "[[slow" in text else f"{text} {AT_ONCE}"


def compared(value):
    """An answer read to its end, without what differs between two equal calls."""
    if isinstance(value, dict):
        return {name: compared(member) for name, member in value.items() if not varies(name)}
    if isinstance(value, StreamingBody):
        return without_times(value.read())
    if isinstance(value, bytes):
        return without_times(value)
    if isinstance(value, (list, EventStream)):
        return [compared(member) for member in value]
    return value


def varies(name):
    return name == "ResponseMetadata" or "latency" in name.lower()


def without_times(body):
    """Native answers carry latencies inside their JSON."""
    return re.sub(rb'"[A-Za-z]*[Ll]atency":\d+', b'"latency":0', body)


def outcome(call, **arguments):
    """What a call answers, or the exception it ends with: its class, and all that is in it."""
    try:
        return compared(call(**arguments))
    except ClientError as error:
        metadata = error.response["ResponseMetadata"]
        return type(error).__name__, str(error), metadata["HTTPStatusCode"], compared(error.response)


def text_of(events):
    return "".join(event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event)
