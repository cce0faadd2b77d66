"""Endpoints answer prompts in a job: mixed with checkpoints, and whatever they do, nothing breaks.

A set is kept whole or not at all, the job ends, and it says what happened.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from studio.errors import InputError
from studio.jobs import sampling
from studio.jobs.answers import Drawn
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Failed, Finished, Notice, Progress, Stopped
from studio.jobs.requests import Sample
from studio.jobs.runner import run
from studio.remote import answer, asking, keys, sse
from studio.store import prompts, runs
from studio.store.endpoints import save_endpoint
from studio.store.formats.exporting import export_file
from studio.store.project import Project
from studio.store.records import Prompt, ResponseSet
from studio.wording import NOTICES, texts_for
from tests.remote import fake_endpoint as fake
from tests.remote.fake_endpoint import KEY, Behave, FakeEndpoint, says, status
from tests.small_project import PROMPTS_A_SPLIT, SAMPLING

Serve = Callable[..., FakeEndpoint]


@pytest.fixture
def serve(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a server and enters it as an endpoint of the project, with the key."""
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    with ExitStack() as servers:

        def start(behave: Behave, name: str = "Fake", **changes: Any) -> FakeEndpoint:
            server = servers.enter_context(FakeEndpoint(behave))
            endpoint = save_endpoint(project.store, server.endpoint(name, **changes))
            keys.keep_key(endpoint, KEY)
            return server

        yield start


def tell(project: Project, *names: str, **changes: Any) -> list[Event]:
    told: list[Event] = []
    control = changes.pop("control", RunControl())
    request = Sample(SAMPLING, endpoints=names, **{"prompts": 3, **changes})
    run(project, request, emit=told.append, control=control)
    return told


def sampled(project: Project) -> list[ResponseSet]:
    return prompts.unranked_sets(project.store)


def numbered(name: str) -> Behave:
    """Answers that all differ, and say who gave them."""
    numbers = iter(range(10_000))
    return says(lambda _: f"{name} says number {next(numbers)}")


def test_several_endpoints_and_checkpoints_share_each_set_blind(
    project: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = runs.add_checkpoint(project.store, "sft", "own", "own", None, None, {})

    def policy_of(*_: object) -> Any:
        def policy(asked: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
            return [(f"own {p.id} {n} {seed}", True) for p in asked for n in range(k)]

        return policy

    monkeypatch.setattr(sampling, "policy_of", policy_of)
    serve(numbered("North"), "North", model="n")
    serve(numbered("South"), "South", model="s")
    told = tell(project, "North", "South", checkpoint_ids=(own.id,), prompts=PROMPTS_A_SPLIT, k=6)
    assert isinstance(told[-1], Finished)
    orders = set()
    for one in sampled(project):
        by = [r.sampling.get("endpoint", "own") for r in one.responses]
        assert sorted(by) == ["North", "North", "South", "South", "own", "own"]
        assert all(r.text.split()[0] == who for r, who in zip(one.responses, by, strict=True))
        orders.add(tuple(by))
    assert len(orders) > 3  # the place of an answer does not tell whose it is


def test_a_response_says_which_endpoint_gave_it(project: Project, serve: Serve) -> None:
    serve(numbered("Fake"), temperature=0.3, max_tokens=40, kind="completions")
    tell(project, "Fake", prompts=1, k=2)
    [one] = sampled(project)
    assert one.responses[0].checkpoint_id is None
    assert dict(one.responses[0].sampling) == {
        "source": "endpoint",
        "endpoint": "Fake",
        "model": "m",
        "kind": "completions",
        "temperature": 0.3,
        "max_tokens": 40,
    }


def test_tokens_and_cost_are_told_where_they_are_reported(project: Project, serve: Serve) -> None:
    serve(numbered("Fake"))
    told = [e for e in tell(project, "Fake", prompts=2, k=3) if isinstance(e, Notice)]
    words = [NOTICES[one.code].format_map(one.details) for one in told]
    assert words == [
        "Fake: 6 answers, 72 tokens read and 48 written, as it counts them.",
        "Fake reports a cost of 1.5.",
    ]


def test_what_is_always_the_same_is_asked_for_once(project: Project, serve: Serve) -> None:
    server = serve(says("The same"), temperature=0.0)
    serve(numbered("Other"), "Other")
    tell(project, "Fake", "Other", prompts=1, k=4)
    [one] = sampled(project)
    assert len(one.responses) == 3
    assert len(server.asked) == 4  # once for each try


def test_all_endpoints_are_asked_at_the_same_time(project: Project, serve: Serve) -> None:
    """Each answers only when the other has been asked, too."""
    meeting = threading.Barrier(2, timeout=20)

    def meet(name: str) -> Behave:
        answer = numbered(name)

        def behave(handler: fake.Handler, asked: fake.Asked) -> None:
            meeting.wait()
            answer(handler, asked)

        return behave

    serve(meet("North"), "North")
    serve(meet("South"), "South")
    assert isinstance(tell(project, "North", "South", prompts=1, k=2)[-1], Finished)


MISBEHAVED = {
    "slow": (fake.says_nothing, "endpoint_slow"),
    "slow_in_the_middle": (fake.grows_silent, "endpoint_slow"),
    "cut_off": (fake.breaks_off, "endpoint_cut_off"),
    "dropped": (fake.drops, "endpoint_cut_off"),
    "wrong_json": (fake.sends_wrong_json, "endpoint_json"),
    "wrong_shape": (fake.sends_wrong_shape, "endpoint_json"),
    "wrong_content_type": (fake.sends_a_page, "endpoint_content"),
    "401": (status(401, f"Incorrect API key provided: {KEY}"), "endpoint_key_refused"),
    "404": (status(404), "endpoint_not_found"),
    "429": (status(429), "endpoint_busy"),
    "429_for_an_hour": (status(429, Retry_After="3600"), "endpoint_busy"),
    "500": (status(500, KEY), "endpoint_broken"),
    "418": (status(418, KEY), "endpoint_status"),
    "endless": (fake.never_ends, "endpoint_too_long"),
    "huge_line": (fake.sends_a_huge_line, "endpoint_too_long"),
    "error_in_the_middle": (fake.tells_an_error, "endpoint_told"),
    "redirect": (fake.points_to("http://127.0.0.1:1/v1"), "endpoint_redirect"),
}


@pytest.mark.parametrize("case", MISBEHAVED)
def test_a_misbehaving_endpoint_ends_the_job_with_words_and_nothing_half_written(
    project: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    behave, code = MISBEHAVED[case]
    monkeypatch.setattr(asking, "FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(sse, "MAX_LINE_BYTES", 200_000)
    monkeypatch.setattr(answer, "MAX_ANSWER_CHARACTERS", 20_000)
    serve(numbered("Good"), "Good")
    bad = serve(numbered("Fake"), time_limit=1 if "slow" in case else 30)
    assert isinstance(tell(project, "Good", "Fake", prompts=1, k=4)[-1], Finished)
    before = sampled(project)
    bad.behave = behave
    bad.script = [numbered("Fake")]  # the first of several answers comes
    begun = time.monotonic()
    last = tell(project, "Good", "Fake", prompts=2, k=4)[-1]
    assert time.monotonic() - begun < 10
    assert isinstance(last, Failed)
    assert last.code == code
    assert sampled(project) == before
    message, hint = texts_for(last.code, last.details)
    assert "Fake" in message
    assert hint
    assert KEY[:8] not in f"{last} {message} {hint}"
    assert threading.active_count() < 30
    assert not [thread for thread in threading.enumerate() if thread.name == "endpoints"]


def test_what_was_complete_before_a_failure_stays(project: Project, serve: Serve) -> None:
    server = serve(status(401))
    server.script = [numbered("Fake")] * 8  # four prompts, two answers each
    last = tell(project, "Fake", prompts=PROMPTS_A_SPLIT, k=2)[-1]
    assert isinstance(last, Failed)
    assert [len(one.responses) for one in sampled(project)] == [2] * 4


@pytest.mark.parametrize("behave", [fake.says_nothing, fake.grows_silent, fake.never_ends])
def test_a_stop_takes_effect_within_200_ms(
    project: Project, serve: Serve, behave: Behave, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, control = threading.Event(), RunControl()

    def reach(handler: fake.Handler, asked: fake.Asked) -> None:
        reached.set()
        behave(handler, asked)

    serve(reach)
    monkeypatch.setattr(answer, "MAX_ANSWER_CHARACTERS", 10**12)
    monkeypatch.setattr(asking, "MAX_BYTES", 10**12)
    told: list[Event] = []
    thread = threading.Thread(target=lambda: told.extend(tell(project, "Fake", control=control)))
    thread.start()
    assert reached.wait(20)
    begun = time.monotonic()
    control.stop()
    thread.join(20)
    took = time.monotonic() - begun
    assert isinstance(told[-1], Stopped)
    assert took < 0.2
    assert sampled(project) == []


def test_a_stop_ends_a_wait_for_another_try(project: Project, serve: Serve) -> None:
    control = RunControl()
    reached = threading.Event()

    def busy(handler: fake.Handler, asked: fake.Asked) -> None:
        status(429, Retry_After="50")(handler, asked)
        reached.set()

    serve(busy)
    told: list[Event] = []
    thread = threading.Thread(target=lambda: told.extend(tell(project, "Fake", control=control)))
    thread.start()
    assert reached.wait(20)
    control.stop()
    thread.join(5)
    assert isinstance(told[-1], Stopped)


def test_the_key_is_in_no_file_event_or_log(
    project: Project, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    monkeypatch.setattr(asking, "FIRST_WAIT_S", 0.001)
    caplog.set_level(logging.DEBUG)
    server = serve(numbered("Fake"))
    told = tell(project, "Fake", prompts=2, k=2)
    server.behave = status(500, f"your key {KEY} is out of money")
    told += tell(project, "Fake", prompts=2, k=2)
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    export_file(project.store, project.folder / "all.jsonl", what="all")
    files = [path for path in project.folder.parent.rglob("*") if path.is_file()]
    assert project.folder / "all.jsonl" in files
    for part in (KEY, KEY[3:19]):
        assert [path for path in files if part.encode() in path.read_bytes()] == []
        assert part not in caplog.text
        assert part not in repr(told)


def test_an_endpoint_over_plain_http_is_warned_about(
    project: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(numbered("Fake"))
    monkeypatch.setattr("studio.jobs.voices.is_exposed", lambda _: True)
    [warned] = [e for e in tell(project, "Fake") if getattr(e, "code", "") == "endpoint_exposed"]
    assert warned.level == "warning"


def test_an_endpoint_that_is_not_there_is_named(project: Project, serve: Serve) -> None:
    serve(numbered("Fake"))
    last = tell(project, "Elsewhere")[-1]
    assert isinstance(last, Failed)
    assert (last.code, last.exit_code) == ("endpoint_unknown", InputError.exit_code)
    assert last.details["known"] == "Fake"


def test_progress_is_told_every_few_prompts(project: Project, serve: Serve) -> None:
    serve(numbered("Fake"))
    told = tell(project, "Fake", prompts=PROMPTS_A_SPLIT, k=2)
    steps = [event.step for event in told if isinstance(event, Progress)]
    assert steps == [4, 8]
