"""Policies answer prompts: shared among several, without repetitions, until a queue is full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from studio.jobs import sampling
from studio.jobs.answers import Drawn, Policy
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Finished, Notice, Progress, Started, Stopped
from studio.jobs.requests import FillQueue, Request, Sample
from studio.jobs.runner import run
from studio.store import labels, prompts, runs
from studio.store.project import Project
from studio.store.records import Checkpoint, Prompt, ResponseSet
from studio.wording import NOTICES
from tests.small_project import PROMPTS_A_SPLIT, SAMPLING

Say = Callable[[Checkpoint, Prompt, int], str]


@pytest.fixture
def policies(project: Project) -> list[Checkpoint]:
    """Three checkpoints; what they say is up to `speak`."""
    return [
        runs.add_checkpoint(project.store, stage, stage, stage, None, None, {})
        for stage in ("sft", "ppo", "ppo")
    ]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Callable[[Say], None]:
    """Has every checkpoint answer by a function of itself, the prompt and a number."""

    def use(say: Say) -> None:
        def policy_of(_: Project, checkpoint: Checkpoint, *__: Any) -> Policy:
            def answer(asked: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
                return [
                    (say(checkpoint, p, (seed + n) % 2**32), True) for p in asked for n in range(k)
                ]

            return answer

        monkeypatch.setattr(sampling, "policy_of", policy_of)

    return use


def tell(project: Project, request: Request, control: RunControl | None = None) -> list[Event]:
    told: list[Event] = []
    run(project, request, emit=told.append, control=control or RunControl())
    return told


def sampled(project: Project) -> list[ResponseSet]:
    return prompts.unranked_sets(project.store)


def own_words(checkpoint: Checkpoint, prompt: Prompt, number: int) -> str:
    return f"{checkpoint.id} says {number} to {prompt.id}"


def the_same(*_: object) -> str:
    return "Once upon a time"


def test_several_policies_share_each_set(
    project: Project, policies: list[Checkpoint], speak: Callable[[Say], None]
) -> None:
    speak(own_words)
    asked = tuple(one.id for one in policies)
    told = tell(project, Sample(SAMPLING, (*asked, asked[0]), k=4))
    assert told[-1].summary == {"sets": PROMPTS_A_SPLIT, "responses": 4 * PROMPTS_A_SPLIT}
    orders = set()
    for one in sampled(project):
        authors = tuple(response.checkpoint_id for response in one.responses)
        assert sorted(Counter(authors).values()) == [1, 1, 2]
        assert all(r.text.startswith(f"{r.checkpoint_id} says") for r in one.responses)
        orders.add(authors)
    assert len(orders) > 2


def test_without_a_choice_the_newest_policy_answers(
    project: Project, policies: list[Checkpoint], speak: Callable[[Say], None]
) -> None:
    speak(own_words)
    tell(project, Sample(SAMPLING, prompts=1, k=2))
    [only] = sampled(project)
    assert {response.checkpoint_id for response in only.responses} == {policies[-1].id}


def test_what_was_said_already_is_left_out(
    project: Project, policies: list[Checkpoint], speak: Callable[[Say], None]
) -> None:
    """One prompt gets one answer over and over, another two; the rest as many as asked for."""
    first, second, *_ = prompts.prompts_to_sample(project.store, "reward")

    def say(checkpoint: Checkpoint, prompt: Prompt, number: int) -> str:
        choice = {first.id: 1, second.id: 2}.get(prompt.id, 2**32)
        return f"I say {number % choice}"

    speak(say)
    told = tell(project, Sample(SAMPLING, k=3))
    sizes = {one.prompt.id: len(one.responses) for one in sampled(project)}
    assert first.id not in sizes
    assert sizes.pop(second.id) == 2
    assert set(sizes.values()) == {3}
    assert told[-1].summary == {"sets": 7, "responses": 20}
    [notice] = [event for event in told if isinstance(event, Notice)]
    assert (notice.code, notice.details) == ("sets_alike", {"count": 1, "of": 8})
    assert NOTICES[notice.code].format_map(notice.details)


def test_a_queue_is_filled_to_its_depth(
    project: Project, policies: list[Checkpoint], speak: Callable[[Say], None]
) -> None:
    speak(own_words)
    store, ann = project.store, labels.list_labelers(project.store)[0]
    fill = FillQueue(ann.id, 5, Sample(SAMPLING, k=2))
    told = tell(project, fill)
    assert isinstance(told[0], Started)
    assert (told[0].stage, told[0].total_steps) == ("fill", 5)
    assert labels.count_waiting_sets(store, ann.id, most=99) == 5
    assert tell(project, fill)[-1].summary == {"sets": 0, "responses": 0}
    one, other = sampled(project)[:2]
    labels.save_comparison(
        store, one.id, [[r.id for r in one.responses]], [r.id for r in one.responses], ann.id, 1
    )
    labels.skip(store, "comparison", other.id, ann.id, "unclear")
    assert tell(project, fill)[-1].summary["sets"] == 2
    assert labels.count_waiting_sets(store, ann.id, most=99) == 5
    # the prompts without a set came first
    assert len({found.prompt.id for found in sampled(project)} | {one.prompt.id}) == 7


def test_a_queue_in_one_language_is_filled_in_that_language(
    project: Project, policies: list[Checkpoint], speak: Callable[[Say], None]
) -> None:
    speak(own_words)
    tell(project, Sample(SAMPLING, k=2, language="en"))
    ann = labels.list_labelers(project.store)[0]
    tell(project, FillQueue(ann.id, 3, Sample(SAMPLING, k=2, language="de")))
    assert labels.count_waiting_sets(project.store, ann.id, "de", most=99) == 3


def test_filling_can_be_stopped_between_its_sets(
    project: Project,
    policies: list[Checkpoint],
    monkeypatch: pytest.MonkeyPatch,
    speak: Callable[[Say], None],
) -> None:
    monkeypatch.setattr(sampling, "PROMPTS_A_CHUNK", 2)
    control, told = RunControl(), list[Event]()

    def say(checkpoint: Checkpoint, prompt: Prompt, number: int) -> str:
        control.checkpoint()
        return own_words(checkpoint, prompt, number)

    def emit(event: Event) -> None:
        told.append(event)
        if isinstance(event, Progress):
            control.stop()

    speak(say)
    ann = labels.list_labelers(project.store)[0]
    run(project, FillQueue(ann.id, 6, Sample(SAMPLING, k=2)), emit=emit, control=control)
    assert isinstance(told[-1], Stopped)
    assert len(sampled(project)) == 2


def test_a_real_policy_never_says_the_same_twice(project: Project) -> None:
    """The tiny base model at a low temperature, where it would repeat itself."""
    base = runs.list_checkpoints(project.store, "base")[0]
    cool = replace(SAMPLING, temperature=0.0)
    told = tell(project, Sample(cool, (base.id,), k=2))
    assert isinstance(told[-1], Finished)
    assert told[-1].summary == {"sets": 0, "responses": 0}
    tell(project, Sample(SAMPLING, (base.id,), k=2))
    assert len(sampled(project)) == PROMPTS_A_SPLIT
