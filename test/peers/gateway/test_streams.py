"""Streams through the gateway: whole and in order, stopped when the client leaves, and broken when they break."""

import json
import time

import pytest
from answers import asking, asking_natively, compared, text_of
from botocore.exceptions import EventStreamError

STREAMS = {"converse_stream": (asking, "stream"), "invoke_model_with_response_stream": (asking_natively, "body")}
LAST = ("messageStop", "metadata", "message_stop")


def opened(client, operation, prompt):
    arguments, member = STREAMS[operation]
    return getattr(client, operation)(**arguments(prompt))[member]


def read(stream):
    """The events until the stream ends or fails, and the exception it fails with."""
    events = []
    try:
        for event in stream:
            events.append(compared(event))
    except Exception as error:  # noqa: BLE001 -- which class it is, is what is compared
        return events, error
    return events, None


def names(events):
    return [json.loads(event["chunk"]["bytes"])["type"] if "chunk" in event else next(iter(event)) for event in events]


@pytest.mark.parametrize("operation", STREAMS)
def test_ten_thousand_chunks_in_order(ways, operation):
    direct, through = (read(opened(client, operation, "[[chunks 10000]]")) for client in ways.clients())
    assert through == direct
    events, error = through
    assert error is None
    numbers = text_of(events) if operation == "converse_stream" else native_text_of(events)
    assert numbers == " ".join(str(number) for number in range(1, 10_001))
    assert names(events)[-1] in LAST


def native_text_of(events):
    parts = [json.loads(event["chunk"]["bytes"]) for event in events]
    return "".join(part["delta"]["text"] for part in parts if part["type"] == "content_block_delta")


def test_chunks_arrive_as_the_model_sends_them(ways, model):
    stream = iter(opened(ways.through(), "converse_stream", "[[slow 200ms]] [[chunks 20]]"))
    while "contentBlockDelta" not in next(stream):
        pass
    # The first of twenty is here while the model still speaks.
    assert model.requests()[-1]["outcome"] == "running"
    assert sum(1 for _ in stream) > 19
    assert model.requests()[-1]["outcome"] == "completed"


@pytest.mark.parametrize("operation", STREAMS)
def test_a_client_that_leaves_stops_the_model_within_a_second(ways, model, operation):
    stream = opened(ways.through(), operation, "[[slow 50ms]] [[chunks 10000]]")
    events = iter(stream)
    for _ in range(4):
        next(events)
    left_at = time.time()
    stream.close()
    last = model.last_request_once(lambda request: request["outcome"] != "running", within_seconds=5)
    assert last["outcome"] == "aborted"
    assert last["endedAt"] / 1000 - left_at < 1


@pytest.mark.parametrize("operation", STREAMS)
def test_a_break_is_the_same_error_and_never_an_end(ways, operation):
    direct, through = (read(opened(client, operation, "[[break after 3]]")) for client in ways.clients())
    assert direct[1] is not None
    assert type(through[1]) is type(direct[1])
    assert through[0] == direct[0]
    assert not set(names(through[0])) & set(LAST)


def test_a_break_before_anything_was_streamed(ways):
    _, error = read(opened(ways.through(), "converse_stream", "[[break after 0]]"))
    assert error is not None


@pytest.mark.parametrize("operation", ["converse", "invoke_model"])
def test_a_whole_answer_cut_in_the_middle(ways, operation):
    arguments = {"converse": asking, "invoke_model": asking_natively}[operation]("[[break after 1]]")

    def failure(client):
        with pytest.raises(Exception) as raised:  # noqa: PT011 -- the class is compared below
            compared(getattr(client, operation)(**arguments))
        return type(raised.value)

    direct, through = (failure(client) for client in ways.clients())
    assert through is direct


IN_BOTH = [
    "InternalServerException",
    "ModelStreamErrorException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "ValidationException",
]
IN_STREAM = [(operation, code) for operation in STREAMS for code in IN_BOTH]
IN_STREAM.append(("invoke_model_with_response_stream", "ModelTimeoutException"))


@pytest.mark.parametrize(("operation", "code"), IN_STREAM)
def test_an_exception_in_the_stream(ways, operation, code):
    prompt = f"[[exception {code} after 2]]"
    direct, through = (read(opened(client, operation, prompt)) for client in ways.clients())
    assert isinstance(direct[1], EventStreamError)
    assert through[0] == direct[0]
    assert (type(through[1]), str(through[1]), through[1].response) == (type(direct[1]), str(direct[1]), direct[1].response)
