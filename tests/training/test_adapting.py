"""With LoRA each stage trains its adapters and heads, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.config import PPOOptions, RewardOptions, SFTOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Progress
from studio.lm.device import autocast
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.lora import adapters_of, merged, without_adapters
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training import ppo, reward, sft
from studio.training.averaging import Average
from studio.training.data import (
    DemonstrationText,
    PPOData,
    PromptText,
    RankedResponses,
    RewardData,
    SFTData,
)
from studio.training.ppo import Update, models_of, train_ppo
from studio.training.reward import train_reward
from studio.training.rollout import Models, sample_rollout
from studio.training.sft import train_sft
from tests.training.toy import DATA, PROMPTS, IdTokenizer, KnownReward, toy_model

END = 7
IDS = torch.arange(40).view(2, 20)
MOONS = tuple(PromptText(i, f"Moon {i}?", "en") for i in range(4))
DEMONSTRATIONS = tuple(DemonstrationText(p, f"The moon is round, {p.id}.") for p in MOONS)
COMPARISONS = tuple(
    RankedResponses(p, (f"A moon {p.id}.", "No.", "A frog."), (True, True, False), (0, 2, 1))
    for p in MOONS
)
SFT = SFTOptions(epochs=2, batch_size=2, learning_rate=1e-2, lora_rank=4)
REWARD = RewardOptions(epochs=2, batch_size=2, calibration_samples=8, lora_rank=4)
PPO = PPOOptions(
    episodes=48,
    rollout_episodes=16,
    minibatch_size=8,
    max_response_tokens=5,
    critic_warmup_rollouts=0,
    warmup_rollouts=0,
    average_decay=0.0,
    learning_rate=1e-3,
    lora_rank=4,
)
QUIET: Any = {"emit": [].append, "control": RunControl()}


def weights(model: nn.Module) -> dict[str, Tensor]:
    return copy.deepcopy(model.state_dict())


def bits(weight: Tensor) -> Tensor:
    return weight.detach().contiguous().view(torch.uint8)


def assert_frozen(before: dict[str, Tensor], model: nn.Module, dtype: torch.dtype) -> None:
    """All weights of the base are bitwise what they were, or that rounded."""
    after = model.state_dict()
    for name, weight in before.items():
        kept = weight.to(dtype) if "proj.weight" in name else weight
        assert torch.equal(bits(kept), bits(after[name])), name


def assert_learned(model: nn.Module) -> None:
    for part in adapters_of(model).values():
        assert part.lora_A.dtype == part.lora_B.dtype == torch.float32
        assert part.lora_B.abs().sum() > 0


def fives(row: list[int]) -> float:
    return float(row[1:].count(5))


def run_ppo(
    policy: Transformer,
    judge: ScalarModel,
    options: PPOOptions = PPO,
    told: list[Event] | None = None,
) -> dict[str, Any]:
    return train_ppo(
        policy,
        judge,
        IdTokenizer(END),
        DATA,
        options,
        missing_end_reward=-1.0,
        emit=(told if told is not None else []).append,
        control=RunControl(),
    )


@pytest.fixture(params=[torch.float32, torch.bfloat16], ids=["fp32", "bf16"])
def dtype(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> torch.dtype:
    """In what the frozen projections are kept: by what products are computed in."""
    if request.param == torch.bfloat16:
        for stage in (sft, reward, ppo):
            monkeypatch.setattr(stage, "bf16_supported", lambda device: True)
    found: torch.dtype = request.param
    return found


# What is frozen, and what learns


def test_sft_trains_its_adapters_alone(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, dtype: torch.dtype
) -> None:
    for weight in tiny_model.parameters():  # embeddings that tell tokens apart, and stay so
        if weight.dim() == 2:
            nn.init.normal_(weight, std=0.25, generator=torch.Generator().manual_seed(1))
    before, told = weights(tiny_model), list[Event]()
    data = SFTData(DEMONSTRATIONS, DEMONSTRATIONS[:1])
    options = replace(SFT, epochs=10)
    train_sft(tiny_model, tiny_tokenizer, data, options, emit=told.append, control=RunControl())
    assert_frozen(before, tiny_model, dtype)
    assert_learned(tiny_model)
    losses = [e.metrics["loss"] for e in told if isinstance(e, Progress) and "loss" in e.metrics]
    assert losses[-1] < 0.6 * losses[0]


def test_the_reward_model_trains_its_adapters_and_its_head(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, dtype: torch.dtype
) -> None:
    before = weights(tiny_model)
    data = RewardData(COMPARISONS, (), DEMONSTRATIONS, MOONS)
    still = replace(REWARD, learning_rate=0.0)
    untrained, at_first = train_reward(
        frozen_copy(tiny_model), tiny_tokenizer, data, still, **QUIET
    )
    model, summary = train_reward(tiny_model, tiny_tokenizer, data, REWARD, **QUIET)
    assert_frozen(before, model.model, dtype)
    assert_learned(model)
    # The head is trained before calibration divides it by the spread of the scores.
    drawn = untrained.head.weight * at_first["score_std"]
    assert not torch.allclose(model.head.weight * summary["score_std"], drawn, atol=1e-4)
    assert model.head.weight.dtype == torch.float32
    # The policy lends its weights, and is still the policy that samples.
    assert_frozen(before, tiny_model, dtype)
    own = {weight.data_ptr() for weight in tiny_model.parameters()}
    lent = {w.data_ptr() for n, w in model.model.named_parameters() if "lora_" not in n}
    assert lent == own


def test_ppo_trains_the_adapters_of_policy_and_value_and_the_values_head(
    dtype: torch.dtype,
) -> None:
    policy = toy_model()
    judge = ScalarModel(toy_model(seed=2), torch.Generator().manual_seed(1))
    before, judged = weights(policy), weights(judge)
    kept: list[Models] = []
    with pytest.MonkeyPatch.context() as patch:
        make = ppo.models_of
        patch.setattr(ppo, "models_of", lambda *given: kept.append(make(*given)) or kept[0])
        run_ppo(policy, judge)
    (models,) = kept
    assert_frozen(before, policy, dtype)
    assert_learned(policy)
    assert_frozen(judged, judge, dtype)
    assert_learned(models.value)
    assert not torch.equal(models.value.head.weight, judge.head.weight)
    assert adapters_of(models.reference) == adapters_of(models.reward) == {}


@pytest.mark.parametrize("stage", ["sft", "reward"])
def test_optimizers_hold_trained_weights_alone(
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    from studio.training import steps

    made: list[torch.optim.Optimizer] = []
    adamw = steps.adamw

    def spy(*given: Any, **more: Any) -> torch.optim.AdamW:
        made.append(adamw(*given, **more))
        return made[-1]

    monkeypatch.setattr(steps, "adamw", spy)
    if stage == "sft":
        train_sft(tiny_model, tiny_tokenizer, SFTData(DEMONSTRATIONS, ()), SFT, **QUIET)
        learned: nn.Module = tiny_model
    else:
        data = RewardData(COMPARISONS, (), DEMONSTRATIONS, MOONS)
        learned, _ = train_reward(tiny_model, tiny_tokenizer, data, REWARD, **QUIET)
    (optimizer,) = made
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    names = {n for n, p in learned.named_parameters() if id(p) in held}
    expected = {n for n, _ in learned.named_parameters() if "lora_" in n or n.startswith("head.")}
    assert names == expected
    assert len(optimizer.state) == len(expected)


# The reference, and the four models of PPO


def make_models(rule: Callable[[list[int]], float] = fives, bf16: bool = False) -> Models:
    policy = toy_model()
    return models_of(policy, KnownReward(policy, rule), PPO, bf16)


def rollout_of(models: Models, bf16: bool = False) -> Any:
    return sample_rollout(models, IdTokenizer(END), PROMPTS * 4, PPO, -1.0, 0, bf16, RunControl())


def test_d12_the_reference_is_the_policy_without_its_adapters() -> None:
    copied = frozen_copy(toy_model())
    models = make_models()
    ids = torch.tensor([[0, 3, 5, END]])
    Update(models, PPO, False, RunControl()).learn(rollout_of(models), 1, 3)
    with torch.no_grad():
        assert torch.equal(models.reference(ids), copied(ids))
        assert not torch.equal(models.policy(ids), copied(ids))
    own = {weight.data_ptr() for weight in models.policy.parameters()}
    assert {weight.data_ptr() for weight in models.reference.parameters()} <= own


def test_d12_a_frozen_copy_as_the_reference_gives_the_same_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def trained() -> tuple[dict[str, Tensor], dict[str, Any], list[Event]]:
        policy, told = toy_model(), list[Event]()
        summary = run_ppo(policy, KnownReward(policy, fives), told=told)
        return weights(policy), summary, told

    shared = trained()
    monkeypatch.setattr(ppo, "without_adapters", lambda m: frozen_copy(without_adapters(m)))
    apart = trained()
    assert shared[1:] == apart[1:]
    assert all(torch.equal(shared[0][name], apart[0][name]) for name in shared[0])
    assert shared[1]["kl"] != 0.0


def test_d12_an_exception_in_the_middle_leaves_the_policy_adapted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    models = make_models()
    Update(models, PPO, False, RunControl()).learn(rollout_of(models), 1, 3)
    ids = torch.tensor([[0, 3, 5, END]])
    expected = models.policy(ids)

    def broken(*args: Tensor, **more: Any) -> Tensor:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(models.reference.model, "forward", broken)
    with pytest.raises(RuntimeError):
        rollout_of(models)
    assert torch.equal(models.policy(ids), expected)
    assert len(adapters_of(models.policy)) == 7


@pytest.mark.parametrize("bf16", [False, True])
def test_the_value_function_learns_on_the_reward_models_weights(bf16: bool) -> None:
    policy = toy_model()
    judge = ScalarModel(toy_model(seed=2), torch.Generator().manual_seed(1))
    judge.calibrate(0.5, 0.3)
    ids = torch.tensor([[0, 3, 5, END]])
    models = models_of(policy, judge, PPO, bf16)
    with torch.no_grad(), autocast(torch.device("cpu"), bf16):
        scored = judge(ids)
        assert torch.equal(models.value(ids), scored)
    own = {weight.data_ptr() for weight in judge.model.parameters()}
    lent = {w.data_ptr() for n, w in models.value.model.named_parameters() if "lora_" not in n}
    assert lent == own
    Update(models, PPO, bf16, RunControl()).learn(rollout_of(models, bf16), 1, 3)
    with torch.no_grad(), autocast(torch.device("cpu"), bf16):
        assert torch.equal(judge(ids), scored)
        assert not torch.equal(models.value(ids), scored)


def test_d9_with_lora_too_the_first_rollout_has_ratio_1_and_kl_0() -> None:
    policy, told = toy_model(), list[Event]()
    one_minibatch = replace(PPO, minibatch_size=16, inner_epochs=1, temperature=0.7)
    run_ppo(policy, KnownReward(policy, fives), one_minibatch, told)
    steps = [event.metrics for event in told if isinstance(event, Progress)]
    assert (steps[0]["kl"], steps[0]["clip_fraction"]) == (0.0, 0.0)
    assert steps[0]["approximate_kl"] == pytest.approx(0.0, abs=1e-9)
    assert steps[-1]["kl"] != 0.0


@pytest.mark.parametrize(("bf16", "limit"), [(False, 1e-5), (True, 5e-2)])
def test_d1_what_an_adapted_policy_samples_is_what_it_is_scored_by(
    bf16: bool, limit: float
) -> None:
    """Sampling by merged weights, scoring by the two parts, after the adapters have learned."""
    models = make_models(bf16=bf16)
    for part in adapters_of(models.policy).values():
        nn.init.normal_(part.lora_B, std=0.5, generator=torch.Generator().manual_seed(1))
    rollout = rollout_of(models, bf16)
    assert rollout.sampling_gap < limit
    assert rollout.kl > 0.01


def test_the_policy_learns_what_is_rewarded() -> None:
    policy = toy_model()
    options = replace(
        PPO,
        episodes=1024,
        rollout_episodes=64,
        minibatch_size=16,
        learning_rate=3e-3,
        value_learning_rate=3e-3,
        kl_coefficient=0.02,
        kl_budget=100.0,
        kl_limit=0.0,
    )
    summary = run_ppo(policy, KnownReward(policy, fives), options)
    assert summary["reward_after"] > summary["reward_before"] + 1


def test_e16_the_average_is_of_the_adapters() -> None:
    models = make_models()
    average = Average(models.policy, 0.5)
    assert len(list(average.buffers())) == 2 * len(adapters_of(models.policy))
    for part in adapters_of(models.policy).values():
        part.lora_B.data.fill_(8.0)
    for _ in range(3):
        average.take(models.policy)
    before = weights(without_adapters(models.policy))
    average.give(models.policy)
    for part in adapters_of(models.policy).values():
        assert (part.lora_B == 7.0).all()
    after = without_adapters(models.policy).state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_weight_decay_moves_no_frozen_weight(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    before = weights(tiny_model)
    options = replace(SFT, weight_decay=1.0)
    train_sft(tiny_model, tiny_tokenizer, SFTData(DEMONSTRATIONS, ()), options, **QUIET)
    assert_frozen(before, tiny_model, torch.float32)


def test_the_seed_draws_the_adapters(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    def tuned(seed: int) -> Tensor:
        model = frozen_copy(tiny_model)
        options = replace(SFT, seed=seed)
        train_sft(model, tiny_tokenizer, SFTData(DEMONSTRATIONS, ()), options, **QUIET)
        with torch.no_grad():
            return merged(model)(IDS)

    assert torch.equal(tuned(1), tuned(1))
    assert not torch.equal(tuned(1), tuned(2))


def test_ppo_on_a_tuned_reward_model(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    """The three stages after one another, each with LoRA, as a program would call them."""
    train_sft(tiny_model, tiny_tokenizer, SFTData(DEMONSTRATIONS, ()), SFT, **QUIET)
    policy = merged(tiny_model)
    data = RewardData(COMPARISONS, (), DEMONSTRATIONS, MOONS)
    tuned, summary = train_reward(frozen_copy(policy), tiny_tokenizer, data, REWARD, **QUIET)
    judge = ScalarModel(merged(tuned.model)).load_head(tuned.head_tensors())
    told = train_ppo(
        policy,
        judge,
        tiny_tokenizer,
        PPOData(MOONS, MOONS[:2]),
        PPO,
        missing_end_reward=summary["missing_end_reward"],
        **QUIET,
    )
    assert told["rollouts"] == 3
    assert_learned(policy)
