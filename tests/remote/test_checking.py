"""Whether an endpoint answers: by its list of models, else by one token."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from studio.errors import RemoteError
from studio.jobs.control import RunControl, StopRequested
from studio.remote.checking import Checked, check_connection
from studio.remote.keys import Key
from tests.remote import fake_endpoint as fake
from tests.remote.fake_endpoint import KEY, FakeEndpoint, lists, says, status


@pytest.fixture
def server() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(lists("m", "other")) as found:
        yield found


def check(server: FakeEndpoint) -> Checked:
    return check_connection(server.endpoint(), Key(KEY), lambda: None)


def test_the_list_of_models_costs_nothing(server: FakeEndpoint) -> None:
    found = check(server)
    assert found.models == ("m", "other")
    assert found.offers("m")
    assert not found.offers("x")
    [asked] = server.asked
    assert (asked.method, asked.path) == ("GET", "/v1/models")
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


def test_without_a_list_one_token_is_asked_for(server: FakeEndpoint) -> None:
    server.script = [status(404), says("Hi")]
    assert check(server) == Checked(None)
    assert server.asked[1].body["max_tokens"] == 1


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (status(401), "endpoint_key_refused"),
        (status(500), "endpoint_broken"),
        (fake.sends_a_page, "endpoint_json"),
        (fake.drops, "endpoint_cut_off"),
        (fake.points_to("http://127.0.0.1:1"), "endpoint_redirect"),
    ],
)
def test_what_is_wrong_is_told_at_once(
    server: FakeEndpoint, behave: fake.Behave, code: str
) -> None:
    server.behave = behave
    with pytest.raises(RemoteError, match=code):
        check(server)
    assert len(server.asked) == 1


def test_it_can_be_stopped(server: FakeEndpoint) -> None:
    control = RunControl()

    def behave(handler: fake.Handler, asked: fake.Asked) -> None:
        control.stop()
        fake.says_nothing(handler, asked)

    server.behave = behave
    with pytest.raises(StopRequested):
        check_connection(server.endpoint(), None, control.checkpoint)
    assert "endpoints" not in {thread.name for thread in threading.enumerate()}
