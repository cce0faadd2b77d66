"""One answer of an endpoint: what is sent, what comes back, what is tried again and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.endpoints import Endpoint
from studio.errors import RemoteError
from studio.remote.answer import RemoteAnswer, Usage
from studio.remote.asking import ask, new_client, retry_after, shown
from studio.remote.keys import Key
from tests.remote import fake_endpoint as fake
from tests.remote.fake_endpoint import ANSWER, KEY, FakeEndpoint, says, status


@pytest.fixture
def server() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(says(ANSWER)) as found:
        yield found


def answer_of(
    endpoint: Endpoint, prompt: str = "Why?", waits: list[float] | None = None, **options: Any
) -> RemoteAnswer:
    async def wait(seconds: float) -> None:
        (waits if waits is not None else []).append(seconds)

    async def go() -> RemoteAnswer:
        async with new_client(endpoint) as client:
            return await ask(client, endpoint, Key(KEY), prompt, pause=wait, **options)

    return asyncio.run(go())


def test_an_answer_is_streamed_and_its_usage_counted(server: FakeEndpoint) -> None:
    found = answer_of(server.endpoint(temperature=0.5, max_tokens=33))
    assert found == RemoteAnswer(ANSWER, True, Usage(1, 12, 8, 0.25))
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.body == {
        "model": "m",
        "messages": [{"role": "user", "content": "Why?"}],
        "temperature": 0.5,
        "max_tokens": 33,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


def test_a_dialogue_is_sent_as_its_messages(server: FakeEndpoint) -> None:
    answer_of(server.endpoint(), "User: Why?\n\nAssistant: What?\n\nUser: The sky.")
    told = server.asked[0].body["messages"]
    assert [one["role"] for one in told] == ["user", "assistant", "user"]


def test_completions_go_on_with_the_prompt(server: FakeEndpoint) -> None:
    def behave(handler: fake.Handler, asked: fake.Asked) -> None:
        handler.begin_stream()
        handler.send({"choices": [{"text": " It is.", "finish_reason": "length"}]}, "[DONE]")

    server.behave = behave
    found = answer_of(server.endpoint(kind="completions"))
    assert (found.text, found.finished) == ("It is.", False)
    assert server.asked[0].path == "/v1/completions"
    assert server.asked[0].body["prompt"] == "Why?"


def test_an_endpoint_that_does_not_stream_is_understood(server: FakeEndpoint) -> None:
    server.behave = fake.answers_whole
    assert answer_of(server.endpoint()).text == ANSWER


@pytest.mark.parametrize(
    ("complaint", "gone", "instead"),
    [
        ("Unknown field: stream_options", "stream_options", None),
        ("Use 'max_completion_tokens' instead", "max_tokens", "max_completion_tokens"),
    ],
)
def test_what_an_endpoint_does_not_know_is_left_out(
    server: FakeEndpoint, complaint: str, gone: str, instead: str | None
) -> None:
    server.script = [status(400, complaint)]
    assert answer_of(server.endpoint()).text == ANSWER
    first, second = (asked.body for asked in server.asked)
    assert gone in first
    assert gone not in second
    assert instead is None or second[instead] == first[gone]


def test_failures_that_pass_are_waited_for_twice_as_long_each_time(server: FakeEndpoint) -> None:
    server.script = [status(500), fake.breaks_off, fake.drops, status(503)]
    waits: list[float] = []
    found = answer_of(server.endpoint(), waits=waits, chance=lambda: 0.0)
    assert found.text == ANSWER
    assert waits == [1, 2, 4, 8]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)])
def test_chance_shortens_the_wait_by_half_at_most(
    server: FakeEndpoint, chance: float, wait: float
) -> None:
    server.script = [status(502)]
    waits: list[float] = []
    answer_of(server.endpoint(), waits=waits, chance=lambda: chance)
    assert waits == [wait]


def test_retry_after_is_honoured(server: FakeEndpoint) -> None:
    server.script = [status(429, Retry_After="7"), status(503, Retry_After="0")]
    waits: list[float] = []
    assert answer_of(server.endpoint(), waits=waits).text == ANSWER
    assert waits == [7, 0]


def test_an_endpoint_that_asks_for_too_long_a_wait_is_given_up(server: FakeEndpoint) -> None:
    server.behave = status(429, Retry_After="3600")
    waits: list[float] = []
    with pytest.raises(RemoteError) as told:
        answer_of(server.endpoint(), waits=waits)
    assert (told.value.code, told.value.details["seconds"]) == ("endpoint_busy", 3600)
    assert waits == []


def test_it_is_tried_five_times(server: FakeEndpoint) -> None:
    server.behave = status(500)
    with pytest.raises(RemoteError, match="endpoint_broken"):
        answer_of(server.endpoint())
    assert len(server.asked) == 5


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
def test_what_will_not_pass_is_asked_once(server: FakeEndpoint, code: int) -> None:
    server.behave = status(code)
    with pytest.raises(RemoteError):
        answer_of(server.endpoint())
    assert len(server.asked) == 1


def test_the_times_to_wait_may_be_dates() -> None:
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert retry_after("Thu, 01 Jan 2026 12:00:30 GMT", now) == 30
    assert retry_after("Thu, 01 Jan 2026 11:00:00 GMT", now) == 0
    assert retry_after("2.5") == 2.5
    assert retry_after("soon") is None
    assert retry_after("") is None


def test_nobody_answers_where_nothing_listens(server: FakeEndpoint) -> None:
    endpoint = replace(server.endpoint(), base_url="http://127.0.0.1:1/v1")
    with pytest.raises(RemoteError, match="endpoint_unreachable"):
        answer_of(endpoint)


@pytest.mark.parametrize("part", [KEY, KEY[:10], KEY[-8:], f"see {KEY[3:15]} there"])
def test_what_repeats_any_part_of_the_key_is_not_shown(part: str) -> None:
    assert shown(part, Key(KEY)) == ""
    assert shown("model not\n loaded", Key(KEY)) == "model not loaded"


def test_a_key_is_not_repeated_by_an_error(server: FakeEndpoint) -> None:
    server.behave = status(400, f"Incorrect API key provided: {KEY}")
    with pytest.raises(RemoteError) as told:
        answer_of(server.endpoint())
    assert KEY[:8] not in str(told.value)


def test_redirects_are_not_followed(server: FakeEndpoint) -> None:
    with FakeEndpoint(says("Stolen")) as other:
        server.behave = fake.points_to(f"{other.base_url}/chat/completions")
        with pytest.raises(RemoteError, match="endpoint_redirect") as told:
            answer_of(server.endpoint())
        assert other.asked == []
    assert told.value.details["to"].startswith(other.base_url)
