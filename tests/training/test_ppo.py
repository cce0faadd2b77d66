"""Step 3: PPO does what its equations say, and reaches the optimum they have."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.config import PPOOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Event, Notice, Progress, SampleSeen
from studio.lm.generate import Generated
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.transformer import Transformer
from studio.training import micro_batches
from studio.training import rollout as rollout_file
from studio.training.averaging import Average
from studio.training.batch import Batch
from studio.training.data import PPOData, PromptText
from studio.training.loop import endless
from studio.training.ppo import Update, copy_of, ppo_steps, train_ppo
from studio.training.rollout import Models, Rollout, sample_rollout
from tests.training.toy import DATA, PROMPTS, IdTokenizer, KnownReward, toy_model

END = 7
QUICK = PPOOptions(
    episodes=48,
    rollout_episodes=16,
    minibatch_size=8,
    max_response_tokens=5,
    critic_warmup_rollouts=0,
    warmup_rollouts=0,
    average_decay=0.0,
    kl_limit=0.0,
    learning_rate=1e-3,
)
ONE_PROMPT = PPOData(PROMPTS[:1], ())


def fives(row: list[int]) -> float:
    """A known reward: how often the response says 5."""
    return float(row[1:].count(5))


def run(
    policy: Transformer,
    options: PPOOptions = QUICK,
    rule: Callable[[list[int]], float] = fives,
    *,
    data: PPOData = DATA,
    stop_ids: tuple[int, ...] = (END,),
    missing: float = -1.0,
    emit: Callable[[Event], None] = [].append,
    control: RunControl | None = None,
) -> dict[str, Any]:
    return train_ppo(
        policy,
        KnownReward(policy, rule),
        IdTokenizer(*stop_ids),
        data,
        options,
        missing_end_reward=missing,
        emit=emit,
        control=control or RunControl(),
    )


def make_models(rule: Callable[[list[int]], float] = fives) -> Models:
    policy = toy_model()
    reward = KnownReward(policy, rule)
    return Models(policy, frozen_copy(policy), reward, copy_of(reward))


def sample(models: Models, options: PPOOptions = QUICK, seed: int = 0) -> Rollout:
    return sample_rollout(
        models, IdTokenizer(END), PROMPTS * 4, options, -1.0, seed, False, RunControl()
    )


def weights(model: nn.Module) -> dict[str, Tensor]:
    return copy.deepcopy(model.state_dict())


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def steps(told: list[Event]) -> list[Progress]:
    return [e for e in told if isinstance(e, Progress)]


# The canaries of the whole algorithm


def test_d9_the_first_rollout_has_ratio_1_clip_fraction_0_and_kl_0() -> None:
    told: list[Event] = []
    one_minibatch = replace(QUICK, minibatch_size=16, inner_epochs=1, temperature=0.7)
    run(toy_model(), one_minibatch, emit=told.append)
    first = steps(told)[0].metrics
    assert first["kl"] == 0.0
    assert first["clip_fraction"] == 0.0
    assert first["approximate_kl"] == pytest.approx(0.0, abs=1e-9)
    assert steps(told)[-1].metrics["kl"] != 0.0


def test_f4_learning_rates_of_zero_leave_the_weights_bitwise() -> None:
    policy, told = toy_model(), list[Event]()
    before = weights(policy)
    still = replace(QUICK, learning_rate=0.0, value_learning_rate=0.0, temperature=0.7)
    summary = run(policy, still, emit=told.append)
    assert same(before, weights(policy))
    for step in steps(told):
        assert (step.metrics["kl"], step.metrics["clip_fraction"]) == (0.0, 0.0)
        assert step.metrics["approximate_kl"] == pytest.approx(0.0, abs=1e-9)
    assert summary["reward_after"] == summary["reward_before"]


def test_the_same_seed_gives_the_same_policy() -> None:
    policies = [toy_model() for _ in range(3)]
    for policy, seed in zip(policies, (5, 5, 6), strict=True):
        run(policy, replace(QUICK, seed=seed))
    assert same(weights(policies[0]), weights(policies[1]))
    assert not same(weights(policies[0]), weights(policies[2]))


BANDIT = PPOOptions(
    episodes=128 * 50,
    rollout_episodes=128,
    minibatch_size=128,
    inner_epochs=1,
    max_response_tokens=1,
    learning_rate=2e-3,
    value_learning_rate=1e-2,
    kl_coefficient=0.5,
    kl_budget=1000.0,
    kl_limit=0.0,
    value_clip_range=0.0,
    warmup_rollouts=0,
)


@pytest.mark.parametrize("temperature", [1.0, 0.7])
def test_f5_a_one_step_bandit_reaches_the_closed_form(temperature: float) -> None:
    """The optimum of E[r] - beta KL(pi || ref) is pi* = ref exp(r / beta) / Z."""
    rewards = torch.tensor([1.0, -1.0, 0.5, 0.0, -0.5, 0.8])
    policy = toy_model(6)

    def distribution() -> Tensor:
        with torch.no_grad():
            return (policy(torch.tensor([[0]]))[0, -1] / temperature).softmax(-1)

    reference = distribution()
    optimum = (reference.log() + rewards / 0.5).softmax(-1)
    assert total_variation(reference, optimum) > 0.4
    run(
        policy,
        replace(BANDIT, temperature=temperature),
        lambda row: rewards[row[-1]].item(),
        data=ONE_PROMPT,
        stop_ids=tuple(range(6)),
    )
    assert total_variation(distribution(), optimum) < 0.05


def total_variation(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().sum() / 2)


@pytest.mark.slow
def test_f5_whole_responses_reach_the_closed_form() -> None:
    """All responses of up to three tokens, ended or not: pi*(y) = ref(y) exp(r(y) / beta) / Z."""
    end, missing = 3, -1.0
    bodies = [body for n in range(3) for body in itertools.product(range(3), repeat=n)]
    responses = [(*body, end) for body in bodies] + [*itertools.product(range(3), repeat=3)]
    policy = toy_model(4)

    def score(row: list[int]) -> float:
        return 0.8 * row[1:].count(1) - 0.5 * row[1:].count(2)

    @torch.no_grad()
    def distribution() -> Tensor:
        logprobs = []
        for y in responses:
            logits = policy(torch.tensor([[0, *y]]))[0, :-1].log_softmax(-1)
            logprobs.append(logits[torch.arange(len(y)), torch.tensor(y)].sum())
        return torch.stack(logprobs).exp()

    reference = distribution()
    assert reference.sum().item() == pytest.approx(1.0, abs=1e-5)
    rewards = torch.tensor([score([0, *y]) if y[-1] == end else missing for y in responses])
    optimum = (reference.log() + rewards).softmax(-1)
    assert total_variation(reference, optimum) > 0.3
    options = replace(
        BANDIT,
        episodes=512 * 150,
        rollout_episodes=512,
        minibatch_size=256,
        max_response_tokens=3,
        learning_rate=3e-3,
        kl_coefficient=1.0,
        temperature=1.0,  # as `distribution` is read
    )
    run(policy, options, score, data=ONE_PROMPT, stop_ids=(end,), missing=missing)
    assert total_variation(distribution(), optimum) < 0.05


CANARY = replace(
    QUICK,
    episodes=64 * 25,
    rollout_episodes=64,
    minibatch_size=32,
    inner_epochs=2,
    learning_rate=3e-3,
    value_learning_rate=1e-2,
    kl_coefficient=0.0,
    kl_budget=1000.0,
    kl_limit=0.0,
)


def share_of_fives(told: list[Event], step: int) -> float:
    texts = [e.response for e in told if isinstance(e, SampleSeen) and e.step == step]
    said = [word for text in texts for word in text.split()]
    return said.count("5") / len(said)


def test_f7_learns_to_say_a_token() -> None:
    told: list[Event] = []
    summary = run(toy_model(), CANARY, missing=-2.0, emit=told.append)
    assert share_of_fives(told, 1) < 0.25
    assert share_of_fives(told, 25) > 0.5  # one word in five is the end
    assert steps(told)[-1].metrics["reward"] > steps(told)[0].metrics["reward"] + 2.0
    assert summary["reward_after"] > summary["reward_before"]


def test_f6_flipped_rewards_make_the_score_fall() -> None:
    """Learning to please the negated rule displeases the rule."""
    told: list[Event] = []
    run(toy_model(), CANARY, lambda row: -fives(row), missing=-2.0, emit=told.append)
    assert share_of_fives(told, 25) < 0.3 * share_of_fives(told, 1)


@pytest.mark.parametrize(("reward_a_token", "missing"), [(-1.0, -6.0), (1.0, 6.0)])
def test_f6_a_reward_for_ending_shortens_one_for_length_lengthens(
    reward_a_token: float, missing: float
) -> None:
    told: list[Event] = []
    run(
        toy_model(),
        replace(CANARY, reward_clip=100.0),
        lambda row: reward_a_token * (len(row) - 1),
        missing=missing,
        emit=told.append,
    )
    first, last = steps(told)[0].metrics, steps(told)[-1].metrics
    if reward_a_token < 0:
        assert last["response_length"] < 0.7 * first["response_length"]
        assert last["ended_share"] > first["ended_share"] + 0.2
    else:
        assert last["response_length"] > first["response_length"]
        assert last["ended_share"] < 0.5 * first["ended_share"]


def test_f6_a_large_kl_coefficient_keeps_the_policy_home() -> None:
    kls = {}
    for beta in (0.0, 10.0):
        told: list[Event] = []
        run(toy_model(), replace(CANARY, kl_coefficient=beta), emit=told.append)
        kls[beta] = sum(step.metrics["kl"] for step in steps(told)[-3:]) / 3
    assert kls[0.0] > 1.0
    assert abs(kls[10.0]) < 0.1


# Data and budget


def test_d15_every_prompt_comes_once_before_any_comes_again() -> None:
    stream = endless(PROMPTS, seed=0)
    epochs = [[next(stream).id for _ in range(4)] for _ in range(6)]
    assert all(sorted(epoch) == [0, 1, 2, 3] for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 1


def test_held_out_prompts_are_measured_with_but_not_trained_on() -> None:
    secret = PromptText(9, "6 6", "en")
    told: list[Event] = []
    summary = run(toy_model(), data=PPOData(PROMPTS, (secret,)), emit=told.append)
    assert "6 6" not in {e.prompt for e in told if isinstance(e, SampleSeen)}
    assert math.isfinite(summary["reward_before"])
    assert math.isfinite(summary["reward_after"])


def test_the_number_of_episodes_is_kept_to_the_last() -> None:
    told: list[Event] = []
    options = replace(QUICK, episodes=40)
    summary = run(toy_model(), options, emit=told.append)
    assert ppo_steps(options) == len(steps(told)) == summary["rollouts"] == 3
    assert [e.metrics["episodes"] for e in steps(told)] == [16.0, 32.0, 40.0]
    assert summary["episodes"] == 40
    assert len([e for e in told if isinstance(e, SampleSeen)]) == 40


def test_every_sample_is_shown_with_its_reward() -> None:
    told: list[Event] = []
    run(toy_model(), emit=told.append)
    for event in told:
        if isinstance(event, SampleSeen):
            ids = [int(word) for word in event.response.split()]
            assert event.reward == (ids.count(5) if ids[-1] == END else -1.0)


def test_e12_the_kl_budget_ends_the_run_and_is_told() -> None:
    told: list[Event] = []
    options = replace(CANARY, kl_budget=0.2)
    summary = run(toy_model(), options, emit=told.append)
    [notice] = [e for e in told if isinstance(e, Notice)]
    assert (notice.code, notice.details["budget"]) == ("kl_budget_spent", 0.2)
    assert notice.details["kl"] > 0.2
    kls = [step.metrics["kl"] for step in steps(told)]
    assert kls[-1] > 0.2
    assert all(kl <= 0.2 for kl in kls[:-1])
    assert summary["rollouts"] == len(kls) < 25
    assert "reward_after" in summary


def test_a_stop_keeps_what_is_learned() -> None:
    policy, control = toy_model(), RunControl()
    before = weights(policy)

    def stop_after_two(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 2:
            control.stop()

    summary = run(policy, emit=stop_after_two, control=control)
    assert summary["stopped"]
    assert (summary["rollouts"], summary["episodes"]) == (2, 32)
    assert "reward_before" in summary
    assert "reward_after" not in summary
    assert not same(before, weights(policy))


def test_a_stop_before_the_first_rollout_keeps_nothing() -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(StopRequested):
        run(toy_model(), control=control)


# The models


def test_d13_the_reference_and_the_reward_model_are_never_trained() -> None:
    models = make_models()
    reference, reward = weights(models.reference), weights(models.reward)
    policy, value = weights(models.policy), weights(models.value)
    Update(models, QUICK, False, RunControl()).learn(sample(models), 1, 3)
    assert same(reference, weights(models.reference))
    assert same(reward, weights(models.reward))
    assert not same(policy, weights(models.policy))
    assert not same(value, weights(models.value))


def test_d13_a_frozen_copy_shares_nothing_and_stays_tied(tiny_model: Transformer) -> None:
    twin = frozen_copy(tiny_model)
    assert twin.lm_head.weight is twin.model.embed_tokens.weight
    mine = {p.data_ptr() for p in tiny_model.parameters()}
    assert not mine & {p.data_ptr() for p in twin.parameters()}
    assert not any(p.requires_grad for p in twin.parameters())
    assert all(p.requires_grad for p in tiny_model.parameters())


def test_e9_e10_the_value_function_starts_as_the_calibrated_reward_model() -> None:
    reward = ScalarModel(toy_model(), torch.Generator().manual_seed(3))
    reward.calibrate(2.0, 5.0)
    value = copy_of(reward)
    ids = torch.tensor([[0, 3, 5, END]])
    assert torch.equal(value(ids), reward(ids))
    assert torch.equal(value(ids), reward(ids))
    value.head.bias.data.add_(1.0)
    assert not torch.equal(value(ids), reward(ids))


def test_e16_the_average_follows_its_closed_form() -> None:
    start, target = toy_model(), toy_model()
    for weight in target.parameters():
        weight.data.add_(1.0)
    average, decay, rollouts = Average(start, 0.9), 0.9, 7
    for _ in range(rollouts):
        average.take(target)
    average.give(start)
    for mean, far in zip(start.parameters(), target.parameters(), strict=True):
        expected = far - decay**rollouts
        assert torch.allclose(mean, expected, atol=1e-5)


def test_e16_what_is_trained_is_saved_as_its_average() -> None:
    plain, still, close = toy_model(), toy_model(), toy_model()
    before = weights(still)
    run(plain, QUICK)
    run(still, replace(QUICK, average_decay=1.0))
    run(close, replace(QUICK, average_decay=1e-9))
    assert same(before, weights(still))
    assert not same(before, weights(plain))
    gaps = [
        (a - b).abs().max() for a, b in zip(plain.parameters(), close.parameters(), strict=True)
    ]
    assert max(gaps) < 1e-6


def test_e11_the_coefficient_follows_the_kl_over_a_run() -> None:
    told: list[Event] = []
    run(toy_model(), replace(QUICK, kl_target=1e-6, kl_coefficient=0.05), emit=told.append)
    found = [step.metrics["kl_coefficient"] for step in steps(told)]
    assert found == pytest.approx([0.05, 0.05 * 0.8, 0.05 * 0.8 * 1.2])  # KL 0, then some
    told.clear()
    run(toy_model(), replace(QUICK, kl_coefficient=0.05), emit=told.append)
    assert {step.metrics["kl_coefficient"] for step in steps(told)} == {0.05}


def test_e8_there_is_no_dropout() -> None:
    policy = toy_model().train()
    ids = torch.tensor([[0, 1, 2, 3]])
    assert torch.equal(policy(ids), policy(ids))
    assert not [m for m in policy.modules() if isinstance(m, nn.Dropout)]


def test_the_critic_learns_alone_at_first() -> None:
    models = make_models()
    policy, value = weights(models.policy), weights(models.value)
    options = replace(QUICK, critic_warmup_rollouts=2)
    update = Update(models, options, False, RunControl())
    update.learn(sample(models), 1, 12)
    assert same(policy, weights(models.policy))
    assert not same(value, weights(models.value))
    update.learn(sample(models), 3, 12)
    assert not same(policy, weights(models.policy))


def test_the_policys_rate_rises_from_when_it_learns_and_falls_to_the_end() -> None:
    models = make_models()
    options = replace(QUICK, critic_warmup_rollouts=2, warmup_rollouts=3, learning_rate=1e-3)
    update = Update(models, options, False, RunControl())
    rates = [update.learn(sample(models), n, 12)["learning_rate"] for n in range(1, 7)]
    falling = [(12 - n) / 12 for n in range(6)]
    rising = [0, 0, 1 / 4, 2 / 4, 3 / 4, 1]
    assert rates == pytest.approx([1e-3 * a * b for a, b in zip(falling, rising, strict=True)])


@pytest.mark.parametrize(("alone", "free"), [(True, True), (False, False)])
def test_a_critic_that_learns_alone_is_not_held_by_the_value_clip(alone: bool, free: bool) -> None:
    """One that starts far off would otherwise need many rollouts to reach the returns."""
    models = make_models()
    rollout = sample(models)
    options = replace(
        QUICK,
        critic_warmup_rollouts=3 if alone else 0,
        value_learning_rate=0.05,
        inner_epochs=20,
        value_clip_range=0.1,
    )
    far_off = replace(rollout, returns=rollout.returns + 50)
    Update(models, options, False, RunControl()).learn(far_off, 1, 12)
    moved = rollout_values(models, rollout) - rollout.values[rollout.mask]
    assert bool(moved.mean() > 5) == free


def rollout_values(models: Models, rollout: Rollout) -> Tensor:
    """What the critic now says of a rollout's tokens [N]."""
    batch = Batch.of(list(rollout.examples), torch.device("cpu"))
    with torch.no_grad():
        return batch.response_values(models.value)


def test_a_run_too_short_for_the_warm_up_trains_its_policy() -> None:
    policy = toy_model()
    before = weights(policy)
    run(policy, replace(QUICK, episodes=16, critic_warmup_rollouts=2))
    assert not same(before, weights(policy))


# The update


def test_a9_the_decision_to_end_has_a_gradient() -> None:
    """Only the end token has an advantage: learning raises its probability where it was drawn."""
    models = make_models()
    rollout = sample(models)
    ended = rollout.finished.nonzero()[:, 0].tolist()
    last = rollout.mask.sum(1) - 1
    only_ends = torch.zeros_like(rollout.advantages)
    for row in ended:
        only_ends[row, last[row]] = 1.0

    def end_probability() -> float:
        logits = models.policy(torch.tensor([rollout.examples[ended[0]].ids]))[0, -2]
        return logits.softmax(-1)[END].item()

    before = end_probability()
    Update(models, QUICK, False, RunControl()).learn(replace(rollout, advantages=only_ends), 1, 3)
    assert end_probability() > before


def test_e3_micro_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uneven lengths: the loss is the mean over the minibatch's tokens, not of means."""
    learned, told = [], []
    for budget in (10_000, 1):
        monkeypatch.setattr(micro_batches, "MICRO_WORK", budget)
        models = make_models()
        update = Update(models, replace(QUICK, minibatch_size=16), False, RunControl())
        gradients: list[Tensor] = []
        update.policy_optimizer.register_step_pre_hook(
            lambda optimizer, args, kwargs, kept=gradients: kept.extend(
                p.grad.clone() for group in optimizer.param_groups for p in group["params"]
            )
        )
        told.append(update.learn(sample(models), 1, 3))
        learned.append(gradients)
    for one, other in zip(*learned, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)
    assert told[0] == pytest.approx(told[1], rel=1e-3, abs=1e-5)


def test_e4_one_optimizer_step_for_each_minibatch_of_each_epoch() -> None:
    models = make_models()
    options = replace(QUICK, inner_epochs=3, minibatch_size=6, approximate_kl_stop=0.0)
    update = Update(models, options, False, RunControl())
    taken = {"policy": 0, "value": 0}

    def counter(name: str) -> Callable[..., None]:
        def count(*_: object) -> None:
            taken[name] += 1

        return count

    update.policy_optimizer.register_step_post_hook(counter("policy"))
    update.value_optimizer.register_step_post_hook(counter("value"))
    update.learn(sample(models), 1, 3)
    assert taken == {"policy": 9, "value": 9}  # 16 rows are 6 + 6 + 4


def test_e4_each_inner_epoch_reads_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    models = make_models()
    update = Update(models, replace(QUICK, inner_epochs=2), False, RunControl())
    orders: list[list[int]] = []
    minibatch = Update._minibatch

    def spy(self: Update, rollout: Rollout, rows: list[int], train_policy: bool) -> dict[str, Any]:
        orders.append(rows)
        return minibatch(self, rollout, rows, train_policy)

    monkeypatch.setattr(Update, "_minibatch", spy)
    update.learn(sample(models), 1, 3)
    first, second = orders[0] + orders[1], orders[2] + orders[3]
    assert sorted(first) == sorted(second) == list(range(16))
    assert first != second


def test_e5_gradients_are_clipped_and_their_norm_before_is_told() -> None:
    models = make_models()
    rollout = sample(models)
    wild = replace(rollout, advantages=rollout.advantages * 1e3, returns=rollout.returns + 1e3)
    update = Update(models, replace(QUICK, max_gradient_norm=0.5), False, RunControl())
    norms: list[float] = []

    def keep(optimizer: torch.optim.Optimizer, *_: object) -> None:
        grads = [p.grad for group in optimizer.param_groups for p in group["params"]]
        norms.append(torch.cat([g.flatten() for g in grads if g is not None]).norm().item())

    update.policy_optimizer.register_step_pre_hook(keep)
    update.value_optimizer.register_step_pre_hook(keep)
    told = update.learn(wild, 1, 3)
    assert told["gradient_norm"] > 10
    assert all(norm <= 0.5 + 1e-3 for norm in norms)


def test_e6_adam_is_set_up_as_in_the_papers() -> None:
    update = Update(make_models(), QUICK, False, RunControl())
    for optimizer in (update.policy_optimizer, update.value_optimizer):
        for group in optimizer.param_groups:
            assert (group["eps"], group["weight_decay"]) == (1e-5, 0.0)


def test_e7_the_learning_rate_warms_up_and_falls_to_nothing() -> None:
    told: list[Event] = []
    options = replace(QUICK, episodes=80, warmup_rollouts=3, learning_rate=1e-3)
    run(toy_model(), options, emit=told.append)
    rates = [step.metrics["learning_rate"] for step in steps(told)]
    expected = [1e-3 * min(1, n / 4) * (1 - (n - 1) / 5) for n in range(1, 6)]
    assert rates == pytest.approx(expected)


def test_e12_inner_epochs_end_when_the_policy_has_moved_enough() -> None:
    def taken(stop: float) -> int:
        models = make_models()
        options = replace(
            QUICK, inner_epochs=8, learning_rate=1e-2, approximate_kl_stop=stop, minibatch_size=16
        )
        update = Update(models, options, False, RunControl())
        count = [0]
        update.policy_optimizer.register_step_post_hook(
            lambda *_: count.__setitem__(0, count[0] + 1)
        )
        update.learn(sample(models), 1, 3)
        return count[0]

    assert taken(0.0) == 8
    assert 1 < taken(0.02) < 8


def test_e13_the_figures_are_means_over_tokens_whatever_the_padding() -> None:
    """The same rows beside one that never ends: each of its figures is a mean of both parts'."""
    models = make_models()
    rollout = sample(models)
    models.policy.lm_head.weight.data += 0.2 * toy_model(seed=9).lm_head.weight.data
    update = Update(models, QUICK, False, RunControl())
    counts = rollout.mask.sum(1).tolist()
    rows = list(range(16))

    def figures(some: list[int], tokens: int) -> dict[str, float]:
        told = update._add_policy_gradients(models.policy, rollout, some, tokens, True)
        loss = update._add_value_gradients(models.value, rollout, some, tokens, True)
        return told | {"value_loss": loss}

    whole = figures(rows, sum(counts))
    parts = [figures([row], counts[row]) for row in rows]
    for name in ("policy_loss", "value_loss", "clip_fraction", "approximate_kl", "log_ratio"):
        mean = sum(n * part[name] for n, part in zip(counts, parts, strict=True)) / sum(counts)
        assert whole[name] == pytest.approx(mean, rel=1e-4, abs=1e-6)
    assert whole["clip_fraction"] > 0


def test_e19_numbers_that_are_not_finite_end_the_run() -> None:
    with pytest.raises(TrainingError) as error:
        run(toy_model(), rule=lambda row: math.nan)
    assert error.value.code == "gradient_not_finite"


def test_d1_d9_sampling_and_scoring_that_disagree_end_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generate = rollout_file.generate

    def warmer(model: Transformer, prompts: Any, options: Any, *rest: Any, **more: Any) -> Any:
        """Draws at another temperature than it was asked for."""
        drawn: list[Generated] = generate(
            model, prompts, replace(options, temperature=1.3), *rest, **more
        )
        return drawn

    monkeypatch.setattr(rollout_file, "generate", warmer)
    with pytest.raises(TrainingError) as error:
        run(toy_model())
    assert error.value.code == "ratio_not_one"


def test_d9_an_update_that_reads_other_numbers_ends_the_run() -> None:
    models = make_models()
    rollout = sample(models)
    off_by_one = replace(rollout, logprobs=rollout.logprobs.roll(1, dims=1))
    with pytest.raises(TrainingError) as error:
        Update(models, QUICK, False, RunControl()).learn(off_by_one, 1, 3)
    assert error.value.code == "ratio_not_one"


def test_later_updates_may_move_the_ratio() -> None:
    models = make_models()
    update = Update(models, replace(QUICK, inner_epochs=1), False, RunControl())
    rollout = sample(models)
    update.learn(rollout, 1, 3)
    figures = update.learn(rollout, 2, 3)
    assert figures["approximate_kl"] > 0


def test_every_canonical_metric_is_told() -> None:
    told: list[Event] = []
    run(toy_model(), emit=told.append)
    assert set(steps(told)[0].metrics) == {
        "reward",
        "kl",
        "entropy",
        "clip_fraction",
        "value_loss",
        "explained_variance",
        "response_length",
        "ended_share",
        "distinct_share",
        "kl_coefficient",
        "approximate_kl",
        "policy_loss",
        "learning_rate",
        "gradient_norm",
        "episodes",
    }
