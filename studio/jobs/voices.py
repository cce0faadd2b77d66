"""Who answers the prompts of a sampling: checkpoints computed here, endpoints asked elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.endpoints import Endpoint, is_exposed
from studio.jobs.answers import Answer, Drawn, Policy
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Notice
from studio.store.endpoints import find_endpoint
from studio.store.engine import Store
from studio.store.records import NewResponse, Prompt
from studio.store.sources import from_endpoint

if TYPE_CHECKING:  # the network is loaded only when somebody asks for it
    from studio.remote.answer import Usage
    from studio.remote.service import Remote


@dataclass(frozen=True)
class Voice:
    """A policy, and what is kept with each answer of it."""

    policy: Policy
    sampling: Mapping[str, Any]
    checkpoint_id: int | None = None  # an endpoint has none

    def response(self, answer: Answer) -> NewResponse:
        seed = 0 if self.checkpoint_id is None else answer.seed  # endpoints draw by their own
        return NewResponse(answer.text, self.checkpoint_id, self.sampling, seed, answer.finished)


@contextmanager
def endpoint_voices(
    store: Store, names: Sequence[str], emit: Emit, control: RunControl
) -> Iterator[list[Voice]]:
    """The endpoints of some names, to be asked until the end of the `with`.

    Whatever ends it, what they have counted is told.
    """
    endpoints = [find_endpoint(store, name) for name in dict.fromkeys(names)]
    if not endpoints:
        yield []
        return
    from studio.remote.service import Remote

    for one in endpoints:
        if is_exposed(one.base_url):
            emit(Notice("warning", "endpoint_exposed", {"endpoint": one.name}))
    with Remote(control.checkpoint) as remote:
        try:
            yield [_voice(remote, one, control.checkpoint) for one in endpoints]
        finally:
            for name, usage in remote.usage.items():
                _tell_usage(name, usage, emit)


def _voice(remote: Remote, endpoint: Endpoint, checkpoint: Callable[[], None]) -> Voice:
    from studio.remote.keys import wait_for_key

    key = wait_for_key(endpoint, checkpoint)
    always_the_same = endpoint.temperature == 0

    def policy(asked: Sequence[Prompt], k: int, seed: int) -> Iterator[Drawn]:
        times = 1 if always_the_same else k  # every answer costs
        texts = [prompt.text for prompt in asked for _ in range(times)]
        answers = remote.answers(endpoint, key, texts)
        return ((a.text, a.finished) for a in answers for _ in range(k // times))

    sampling = from_endpoint(
        endpoint.name, endpoint.model, endpoint.kind, endpoint.temperature, endpoint.max_tokens
    )
    return Voice(policy, sampling)


def _tell_usage(name: str, usage: Usage, emit: Emit) -> None:
    if usage.prompt_tokens or usage.completion_tokens:
        emit(
            Notice(
                "info",
                "endpoint_usage",
                {
                    "endpoint": name,
                    "answers": usage.answers,
                    "prompt_tokens": usage.prompt_tokens,
                    "completion_tokens": usage.completion_tokens,
                },
            )
        )
    if usage.cost:
        cost = f"{usage.cost:.4g}"
        emit(Notice("info", "endpoint_cost", {"endpoint": name, "cost": cost}))
