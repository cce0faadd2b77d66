"""PPO-ptx: to the loss of PPO comes a coefficient times that of demonstrations."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.config import PPOOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Progress, SampleSeen
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import (
    DemonstrationText,
    PPOData,
    PromptText,
    data_hash,
    data_text,
)
from studio.training.ppo import Update, copy_of, train_ppo
from studio.training.ptx import Ptx
from studio.training.rollout import Models, Rollout, sample_rollout
from studio.training.sft import encode, heldout_loss
from studio.training.snapshot import read_snapshot, write_snapshot
from tests.training.toy import PROMPTS, IdTokenizer, KnownReward, toy_model

END = 7
EXAMPLES = (
    Example([0, 3], [5, 5, END]),
    Example([1], [2, END]),
    Example([2, 2, 1], [6, 4, 3, END]),
)
ONE_STEP = PPOOptions(
    rollout_episodes=16,
    minibatch_size=16,
    inner_epochs=1,
    max_response_tokens=5,
    max_gradient_norm=1e9,
    warmup_rollouts=0,
    critic_warmup_rollouts=0,
)
TEXTS = tuple(PromptText(i, f"Prompt {i}", "en") for i in range(4))
DEMONSTRATIONS = tuple(DemonstrationText(p, f"The moon is round, {p.id}.") for p in TEXTS)
QUICK = PPOOptions(
    episodes=12,
    rollout_episodes=4,
    minibatch_size=2,
    max_response_tokens=4,
    critic_warmup_rollouts=0,
    warmup_rollouts=0,
    learning_rate=1e-3,
)


def sampled() -> tuple[Models, Rollout]:
    policy = toy_model()
    reward = KnownReward(policy, lambda row: float(row.count(5)))
    models = Models(policy, frozen_copy(policy), reward, copy_of(reward))
    tokenizer = IdTokenizer(END)
    rollout = sample_rollout(models, tokenizer, PROMPTS * 4, ONE_STEP, -1, 0, False, RunControl())
    return models, rollout


def step_gradients(ptx: Ptx | None) -> tuple[list[Tensor], dict[str, float]]:
    """The policy's gradients at its one optimizer step, and what is told of it."""
    models, rollout = sampled()
    update = Update(models, ONE_STEP, False, RunControl(), ptx)
    kept: list[Tensor] = []
    update.policy_optimizer.register_step_pre_hook(
        lambda *_: kept.extend(gradients_of(models.policy))
    )
    return kept, update.learn(rollout, 1, 4)


def gradients_of(model: Transformer) -> list[Tensor]:
    return [torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in model.parameters()]


def likelihood_by_hand(model: Transformer, examples: Sequence[Example]) -> Tensor:
    """Mean cross-entropy of all response tokens, end tokens included, one row at a time."""
    told = []
    for example in examples:
        logits = model(torch.tensor([example.ids]))[0, len(example.prompt) - 1 : -1]
        told.append(F.cross_entropy(logits, torch.tensor(example.response), reduction="none"))
    return torch.cat(told).mean()


def test_e15_the_gradient_is_that_of_ppo_plus_c_times_that_of_the_likelihood() -> None:
    coefficient = 2.5
    plain, _ = step_gradients(None)
    mixed, told = step_gradients(Ptx(EXAMPLES, coefficient, seed=0))
    policy = toy_model()
    # 16 episodes draw 16 of 3 demonstrations: five times each, and one of them once more.
    drawn = Ptx(EXAMPLES, coefficient, seed=0)._take(16)
    loss = likelihood_by_hand(policy, drawn)
    loss.backward()
    assert told["ptx_loss"] == pytest.approx(loss.item(), rel=1e-5)
    moved = 0.0
    for whole, ppo, likelihood in zip(mixed, plain, gradients_of(policy), strict=True):
        torch.testing.assert_close(whole, ppo + coefficient * likelihood, rtol=1e-4, atol=1e-6)
        moved += likelihood.abs().sum().item()
    assert moved > 1


def test_every_demonstration_comes_before_any_comes_again_and_a_cursor_finds_its_place() -> None:
    ptx = Ptx(EXAMPLES, 1.0, seed=3)
    drawn = [ptx._take(1)[0] for _ in range(12)]
    for start in range(0, 12, 3):
        assert sorted(e.ids for e in drawn[start : start + 3]) == sorted(e.ids for e in EXAMPLES)
    assert ptx.drawn == 12
    again = Ptx(EXAMPLES, 1.0, seed=3)
    again.go_on_after(7)
    assert again._take(5) == drawn[7:]


Outcome = tuple[dict[str, Tensor], dict[str, Any], list[Event]]


def run(
    model: Transformer,
    tokenizer: Tokenizer,
    options: PPOOptions = QUICK,
    demonstrations: tuple[DemonstrationText, ...] | None = DEMONSTRATIONS,
) -> Outcome:
    policy, told = frozen_copy(model).requires_grad_(True), list[Event]()
    summary = train_ppo(
        policy,
        ScalarModel(frozen_copy(model), torch.Generator().manual_seed(0)),
        tokenizer,
        PPOData(TEXTS, (), demonstrations),
        options,
        missing_end_reward=-1.0,
        emit=told.append,
        control=RunControl(),
    )
    return policy.state_dict(), summary, told


def test_e15_a_coefficient_of_0_is_plain_ppo_bitwise(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    plain = run(tiny_model, tiny_tokenizer, demonstrations=None)
    zero = run(tiny_model, tiny_tokenizer, replace(QUICK, pretraining_coefficient=0.0))
    assert all(torch.equal(plain[0][name], weight) for name, weight in zero[0].items())
    assert plain[1:] == zero[1:]
    mixed = run(tiny_model, tiny_tokenizer, replace(QUICK, pretraining_coefficient=1.0))
    assert not all(torch.equal(plain[0][name], weight) for name, weight in mixed[0].items())


def test_demonstrations_change_no_draw_of_prompts_answers_or_minibatches(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    still = replace(QUICK, learning_rate=0.0, value_learning_rate=1e-3)
    mixing = replace(still, pretraining_coefficient=5.0)
    plain, mixed = (run(tiny_model, tiny_tokenizer, options)[2] for options in (still, mixing))
    answers = [[e for e in told if isinstance(e, SampleSeen)] for told in (plain, mixed)]
    assert answers[0] == answers[1]
    losses = [
        [e.metrics["value_loss"] for e in told if isinstance(e, Progress)]
        for told in (plain, mixed)
    ]
    assert losses[0] == losses[1]


def test_what_is_told_is_the_loss_that_sft_would_tell(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    options = replace(QUICK, learning_rate=0.0, minibatch_size=4, pretraining_coefficient=3.0)
    told = run(tiny_model, tiny_tokenizer, options)[2]
    found = [e.metrics["ptx_loss"] for e in told if isinstance(e, Progress)]
    examples = encode(tiny_tokenizer, DEMONSTRATIONS, 128, [].append)
    assert found == pytest.approx([heldout_loss(tiny_model, examples, False)] * 3, rel=1e-5)


def test_mixed_in_demonstrations_are_forgotten_less(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    examples = encode(tiny_tokenizer, DEMONSTRATIONS, 128, [].append)
    losses = []
    for coefficient in (0.0, 10.0):
        options = replace(QUICK, pretraining_coefficient=coefficient)
        weights, _, _ = run(tiny_model, tiny_tokenizer, options)
        policy = copy.deepcopy(tiny_model)
        policy.load_state_dict(weights)
        losses.append(heldout_loss(policy, examples, False))
    assert losses[1] < losses[0] - 0.1


def test_while_the_critic_learns_alone_nothing_is_mixed_in(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    options = replace(QUICK, episodes=16, critic_warmup_rollouts=1, pretraining_coefficient=1.0)
    told = run(tiny_model, tiny_tokenizer, options)[2]
    mixed = ["ptx_loss" in e.metrics for e in told if isinstance(e, Progress)]
    assert mixed == [False, True, True, True]


def test_demonstrations_that_are_all_too_long_are_an_error(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    long = (DemonstrationText(TEXTS[0], "The frog sat on a leaf and sang to the moon. " * 40),)
    with pytest.raises(TrainingError, match="no_usable_examples"):
        run(tiny_model, tiny_tokenizer, replace(QUICK, pretraining_coefficient=1.0), long)


# The data


def test_demonstrations_are_in_the_data_and_its_hash_only_with_a_coefficient(
    tmp_path: Path,
) -> None:
    plain, mixed = PPOData(TEXTS, ()), PPOData(TEXTS, (), DEMONSTRATIONS)
    assert '"demonstrations"' not in data_text(plain)
    assert data_hash(plain) != data_hash(mixed)
    for data in (plain, mixed):
        write_snapshot(tmp_path / "data.json", data)
        assert read_snapshot(tmp_path / "data.json", "ppo", data_hash(data)) == data
