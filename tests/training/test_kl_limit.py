"""A policy that ended too far from its start is mixed with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch import nn

from studio.jobs.events import Event, Notice
from studio.lm.heads import frozen_copy
from studio.lm.lora import adapters_of, add_adapters, merged, without_adapters
from studio.lm.transformer import Transformer
from studio.training.kl_limit import MOST_MIXES, limit_kl, mix
from tests.training.test_ppo import CANARY, run
from tests.training.toy import toy_model


def learned(start: Transformer) -> Transformer:
    """A model that has moved away from `start`."""
    policy = frozen_copy(start)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for weight in policy.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator))
    return policy


def test_a_mixture_lies_on_the_line_to_the_start() -> None:
    start = toy_model()
    policy = learned(start)
    far = [weight.clone() for weight in policy.parameters()]
    mix(policy, start, 0.25)
    for now, before, first in zip(policy.parameters(), far, start.parameters(), strict=True):
        assert torch.allclose(now, 0.75 * before + 0.25 * first, atol=1e-6)


def test_an_adapted_models_mixture_lies_on_the_line_to_the_start() -> None:
    policy = toy_model()
    add_adapters(policy, 2, 8, "all", torch.Generator().manual_seed(0))
    for part in adapters_of(policy).values():
        nn.init.normal_(part.lora_B, generator=torch.Generator().manual_seed(1))
    start = without_adapters(policy)
    first = [weight.clone() for weight in start.parameters()]
    far = [weight.clone() for weight in merged(policy).parameters()]
    mix(policy, start, 0.25)
    assert all(torch.equal(a, b) for a, b in zip(start.parameters(), first, strict=True))
    for now, before, at_first in zip(merged(policy).parameters(), far, first, strict=True):
        assert torch.allclose(now, 0.75 * before + 0.25 * at_first, atol=1e-5)


def test_where_kl_goes_as_the_square_of_what_is_left_one_mix_is_enough() -> None:
    """Of 16 nats half of the way leaves 4."""
    start = toy_model()
    policy = learned(start)
    whole = distance(policy, start)
    times = []

    def measured() -> float:
        times.append(1)
        return 16.0 * (distance(policy, start) / whole) ** 2

    assert limit_kl(policy, start, measured, 4.0) == pytest.approx((16.0, 0.5))
    assert measured() == pytest.approx(4.0, rel=1e-4)
    assert len(times) <= 4  # rounding may ask for another


def test_a_policy_that_is_near_enough_stays_as_it_is() -> None:
    start = toy_model()
    policy = learned(start)
    before = [weight.clone() for weight in policy.parameters()]
    assert limit_kl(policy, start, lambda: 3.9, 4.0) == (3.9, 0.0)
    assert all(torch.equal(a, b) for a, b in zip(policy.parameters(), before, strict=True))


def test_it_is_mixed_again_where_once_was_not_enough_but_not_for_ever() -> None:
    kls: Iterator[float] = iter([16.0, 9.0, 4.0])
    start = toy_model()
    ended, share = limit_kl(learned(start), start, lambda: next(kls), 4.0)
    assert (ended, share) == (16.0, pytest.approx(1 - math.sqrt(4 / 16) * math.sqrt(4 / 9)))
    _, share = limit_kl(learned(start), start, lambda: 16.0, 4.0)
    assert share == pytest.approx(1 - 0.5**MOST_MIXES)


def test_what_ppo_saves_is_that_mixture_and_people_are_told() -> None:
    start, free, held = toy_model(), toy_model(), toy_model()
    run(free, CANARY, missing=-2.0)
    told: list[Event] = []
    run(held, replace(CANARY, kl_limit=1.0), missing=-2.0, emit=told.append)
    [notice] = [e for e in told if isinstance(e, Notice) and e.code == "kl_limited"]
    assert notice.level == "info"
    assert notice.details["limit"] == 1.0 < notice.details["kl"]
    share = notice.details["share"] / 100
    assert 0 < share < 1
    for now, far, first in zip(
        held.parameters(), free.parameters(), start.parameters(), strict=True
    ):
        assert torch.allclose(now, (1 - share) * far + share * first, atol=1e-5)


def distance(one: Transformer, other: Transformer) -> float:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return math.sqrt(sum(float((a - b).detach().pow(2).sum()) for a, b in pairs))
