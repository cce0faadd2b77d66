"""Step 3: optimize the policy against the reward model with PPO."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import torch
from torch import nn

from studio.config import PPOOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Notice, Progress, SampleSeen
from studio.lm.device import autocast, bf16_supported
from studio.lm.generate import stable_seed
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.lora import without_adapters
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training.adapting import adapt, adapted_copy
from studio.training.alarms import PPOAlarms
from studio.training.averaging import Average
from studio.training.batch import Batch
from studio.training.data import PPOData, PromptText
from studio.training.keeping import Keeper, Learning
from studio.training.kl_limit import limit_kl
from studio.training.loop import (
    adamw,
    batches,
    clip_gradients,
    endless,
    set_learning_rate,
    shuffled,
)
from studio.training.losses import (
    adapted_coefficient,
    approximate_kl,
    clipped_policy_losses,
    clipped_value_losses,
    explained_variance,
    token_logprobs,
)
from studio.training.micro_batches import learn_each, rows_of
from studio.training.ptx import Ptx, ptx_of
from studio.training.rollout import Models, Rollout, sample_rollout

MEASURED_PROMPTS = 64
HORIZONS = 20  # of the KL coefficient in a run: OpenAI's 10,000 episodes were for 1 to 2 million
ADAM_EPS = 1e-5  # lm-human-preferences; PyTorch's 1e-8 makes the first steps several times larger
# Nats by which the logprobs of sampling, scoring and updating may differ on average: rounding.
RATIO_LIMIT = {"fp32": 1e-4, "bf16": 5e-2}


def ppo_steps(options: PPOOptions) -> int:
    """How many rollouts a run takes."""
    return math.ceil(options.episodes / options.rollout_episodes)


def train_ppo(
    policy: Transformer,
    reward: ScalarModel,
    tokenizer: Tokenizer,
    data: PPOData,
    options: PPOOptions,
    *,
    missing_end_reward: float,
    emit: Emit,
    control: RunControl,
    keeper: Keeper | None = None,
) -> dict[str, Any]:
    """Train `policy` in place; returns the summary. A stop ends early and keeps what is learned.

    The reference is the policy as it comes in; the value function starts as a copy of the reward
    model, in networks of its own. With a pretraining coefficient, demonstrations are learned beside
    (PPO-ptx). With LoRA `policy` becomes an adapted one; reference and reward model are what
    the two that learn have in common. Source: Ouyang et al. 2022 (arXiv:2203.02155), section 3.5
    and appendix C.4; Stiennon et al. 2020 (arXiv:2009.01325), appendix B.1.
    With a `keeper` that has the state of an earlier run, the result is as if that had never ended.
    Where the policy ends further away than `kl_limit`, it is mixed with the reference.
    Raises `StopRequested` where nothing was learned yet.
    """
    bf16 = bf16_supported(policy.device)
    models = models_of(policy, reward, options, bf16)
    ptx = ptx_of(policy, tokenizer, data, options, emit)
    update = Update(models, options, bf16, control, ptx)
    total = ppo_steps(options)
    horizon = max(options.rollout_episodes, options.episodes / HORIZONS)
    keeper = keeper or Keeper(None)
    update.checked = keeper.begin(update.learning())
    if ptx is not None:
        ptx.go_on_after(keeper.numbers.get("demonstrations", 0))
    summary: dict[str, Any] = {
        "episodes": 0,
        "rollouts": 0,
        "kl_coefficient": options.kl_coefficient,
        **keeper.numbers.get("summary", {}),
    }
    alarms = PPOAlarms(emit, keeper.numbers.get("first"))
    # The prompts of rollouts long done are drawn too: a run that goes on draws the same.
    prompts = islice(endless(data.prompts, options.seed), summary["episodes"], None)
    measured = data.heldout[:MEASURED_PROMPTS] or data.prompts[:MEASURED_PROMPTS]

    def sample(some: Sequence[PromptText], key: str) -> Rollout:
        seed = stable_seed(options.seed, key)
        now = replace(options, kl_coefficient=summary["kl_coefficient"])
        return sample_rollout(models, tokenizer, some, now, missing_end_reward, seed, bf16, control)

    try:
        if "reward_before" not in summary:
            summary["reward_before"] = float(sample(measured, "measure").scores.mean())
        while summary["rollouts"] < total and summary.get("kl", 0.0) <= options.kl_budget:
            step = summary["rollouts"] + 1
            count = min(options.rollout_episodes, options.episodes - summary["episodes"])
            rollout = sample([next(prompts) for _ in range(count)], f"rollout {step}")
            show(rollout, step, emit)
            keeper.spoiled()
            learned = update.learn(rollout, step, total)
            episodes = summary["episodes"] + count
            summary |= {"episodes": episodes, "rollouts": step, "kl": rollout.kl}
            figures = rollout_metrics(rollout, episodes)
            beta = {"kl_coefficient": summary["kl_coefficient"]}
            emit(Progress(step, total, figures | beta | learned))
            alarms.read(figures)
            if options.kl_target > 0:
                summary["kl_coefficient"] = adapted_coefficient(
                    summary["kl_coefficient"], rollout.kl, options.kl_target, count, horizon
                )
            mixed = {} if ptx is None else {"demonstrations": ptx.drawn}
            keeper.reached(step, summary=summary, first=alarms.first, **mixed)
        keeper.keep()
        keeper.spoiled()
        update.give_average()
        if summary["kl"] > options.kl_budget:
            kl, budget = summary["kl"], options.kl_budget
            emit(Notice("warning", "kl_budget_spent", {"kl": kl, "budget": budget}))
        if options.kl_limit > 0:
            # Never the held-out prompts, as this chooses weights; few ones are answered repeatedly.
            near = list(islice(cycle(data.prompts), MEASURED_PROMPTS))
            reference, limit = models.reference, options.kl_limit
            kl, share = limit_kl(policy, reference, lambda: sample(near, "limit").kl, limit)
            if share > 0:
                emit(Notice("info", "kl_limited", {"kl": kl, "limit": limit, "share": 100 * share}))
        after = sample(measured, "measure")
        summary |= {"reward_after": float(after.scores.mean()), "kl": after.kl}
    except StopRequested:
        if summary["rollouts"] == 0:
            raise
        keeper.keep()
        update.give_average()
        summary["stopped"] = True
    return summary


def show(rollout: Rollout, step: int, emit: Emit) -> None:
    """Let people see every answer with the reward r_k it got."""
    for prompt, text, score in zip(
        rollout.prompts, rollout.texts, rollout.scores.tolist(), strict=True
    ):
        emit(SampleSeen(step, prompt.text, text, score))


class Update:
    """The learning half of PPO: optimizers, and what is done with one rollout."""

    def __init__(
        self,
        models: Models,
        options: PPOOptions,
        bf16: bool,
        control: RunControl,
        ptx: Ptx | None = None,
    ) -> None:
        self.models, self.options, self.bf16, self.control = models, options, bf16, control
        self.ptx = ptx
        policy_rate, value_rate = options.learning_rate, options.value_learning_rate
        self.value_parameters = [p for p in models.value.parameters() if p.requires_grad]
        self.policy_optimizer = adamw(
            models.policy.parameters(), policy_rate, weight_decay=0.0, eps=ADAM_EPS
        )
        self.value_optimizer = adamw(
            self.value_parameters, value_rate, weight_decay=0.0, eps=ADAM_EPS
        )
        self.generator = torch.Generator().manual_seed(options.seed)
        self.average = (
            Average(models.policy, options.average_decay) if options.average_decay else None
        )
        self.checked = False

    def learning(self) -> Learning:
        """What changes from rollout to rollout."""
        trained = nn.ModuleDict({"policy": self.models.policy, "value": self.models.value})
        if self.average is not None:
            trained["average"] = self.average
        return Learning(trained, [self.policy_optimizer, self.value_optimizer], [self.generator])

    def learn(self, rollout: Rollout, step: int, total: int) -> dict[str, float]:
        """Update policy and value on a rollout; returns the means of the update's figures."""
        options = self.options
        # The critic learns alone at first, but never for more than a quarter of a short run.
        alone = min(options.critic_warmup_rollouts, total // 4)
        train_policy = step > alone
        rate = self._schedule(step, total, alone)
        seen: list[dict[str, float]] = []
        for _ in range(options.inner_epochs):
            order = shuffled(len(rollout.examples), self.generator)
            for rows in batches(order, options.minibatch_size):
                figures = self._minibatch(rollout, rows, train_policy)
                seen.append(figures)
            if 0 < options.approximate_kl_stop < seen[-1]["approximate_kl"]:
                break
        if self.average is not None and train_policy:
            self.average.take(self.models.policy)
        means = {name: sum(f[name] for f in seen) / len(seen) for name in seen[0]}
        return means | {"learning_rate": rate}

    def give_average(self) -> None:
        """What is saved of the policy is its average, where one is taken."""
        if self.average is not None:
            self.average.give(self.models.policy)

    def _schedule(self, step: int, total: int, alone: int) -> float:
        """The policy's rate rises over its first rollouts, then falls linearly towards 0.

        It rises from when the policy learns: Adam's first steps are as long as the rate whatever
        the gradient is, so at the full rate they spend KL on noise. A critic that is `alone` for so
        many rollouts has nothing to upset, and learns at its full rate.
        """
        falling = 1 - (step - 1) / total
        factor = falling * min(1.0, max(0, step - alone) / (self.options.warmup_rollouts + 1))
        value_factor = factor if step > alone else 1.0
        set_learning_rate(self.value_optimizer, self.options.value_learning_rate, value_factor)
        return set_learning_rate(self.policy_optimizer, self.options.learning_rate, factor)

    def _minibatch(self, rollout: Rollout, rows: list[int], train_policy: bool) -> dict[str, float]:
        """One optimizer step on some rows. Losses are means over all of the rows' tokens."""
        tokens = sum(len(rollout.examples[i].response) for i in rows)
        sizes = rows_of(rollout.examples, rows)

        def add_policy(policy: Transformer, chosen: list[int]) -> dict[str, float]:
            return self._add_policy_gradients(policy, rollout, chosen, tokens, train_policy)

        def add_value(value: ScalarModel, chosen: list[int]) -> float:
            return self._add_value_gradients(value, rollout, chosen, tokens, train_policy)

        figures = learn_each(self.models.policy, sizes, add_policy)
        sums = {name: sum(part[name] for part in figures) for name in figures[0]}
        sums["value_loss"] = sum(learn_each(self.models.value, sizes, add_value))
        sums["gradient_norm"] = 0.0
        self._check_first(rollout, sums.pop("log_ratio"))
        if self.ptx is not None and train_policy:
            policy = self.models.policy
            sums["ptx_loss"] = self.ptx.add_gradients(policy, len(rows), self.bf16, self.control)
        clip = self.options.max_gradient_norm
        clip_gradients(self.value_parameters, clip)
        self.value_optimizer.step()
        self.value_optimizer.zero_grad(set_to_none=True)
        if train_policy:
            sums["gradient_norm"] = clip_gradients(self.models.policy.parameters(), clip)
            self.policy_optimizer.step()
            self.policy_optimizer.zero_grad(set_to_none=True)
        return sums

    def _add_policy_gradients(
        self,
        policy: Transformer,
        rollout: Rollout,
        rows: list[int],
        tokens: int,
        train_policy: bool,
    ) -> dict[str, float]:
        """Add the gradients of some rows; returns their share of the minibatch's figures."""
        options, device = self.options, policy.device
        self.control.checkpoint()
        batch = Batch.of([rollout.examples[i] for i in rows], device)
        old_logprobs = rollout.flat(rollout.logprobs, rows)
        with torch.set_grad_enabled(train_policy), autocast(device, self.bf16):
            logits = batch.response_logits(policy)
        logprobs = token_logprobs(logits, batch.response_ids(), options.temperature)
        losses, ratio = clipped_policy_losses(
            logprobs, old_logprobs, rollout.flat(rollout.advantages, rows), options.clip_range
        )
        loss = losses.sum() / tokens
        if train_policy:
            loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            clipped = (ratio - 1).abs() > options.clip_range
            return {
                "policy_loss": float(loss),
                "clip_fraction": float(clipped.sum()) / tokens,
                "approximate_kl": float(approximate_kl(logprobs, old_logprobs).sum()) / tokens,
                "log_ratio": float((logprobs - old_logprobs).abs().sum()) / tokens,
            }

    def _add_value_gradients(
        self,
        value: ScalarModel,
        rollout: Rollout,
        rows: list[int],
        tokens: int,
        train_policy: bool,
    ) -> float:
        """Add the gradients of some rows; returns their share of the minibatch's loss."""
        device = value.model.device
        self.control.checkpoint()
        batch = Batch.of([rollout.examples[i] for i in rows], device)
        with autocast(device, self.bf16):
            values = batch.response_values(value)
        # A reward model's scores before the last token can be far from any value: the critic that
        # starts from it must be free to leave them, or a response that ends at once looks best.
        clip = self.options.value_clip_range if train_policy else 0.0
        old_values, returns = (rollout.flat(x, rows) for x in (rollout.values, rollout.returns))
        loss = clipped_value_losses(values, old_values, returns, clip).sum() / tokens
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    def _check_first(self, rollout: Rollout, log_ratio: float) -> None:
        """Before the first update the ratio must be 1: sampling, scoring and updating agree."""
        gap = max(rollout.sampling_gap, log_ratio)
        if not self.checked and gap > RATIO_LIMIT["bf16" if self.bf16 else "fp32"]:
            raise TrainingError("ratio_not_one", log_ratio=gap)
        self.checked = True


def rollout_metrics(rollout: Rollout, episodes: int) -> dict[str, float]:
    """The figures of what was sampled, under their canonical names."""
    every = range(len(rollout.examples))
    apart = rollout.head_disagreement
    return {
        "reward": float(rollout.scores.mean()),
        "kl": rollout.kl,
        "entropy": rollout.entropy,
        "response_length": float(rollout.mask.sum(1).float().mean()),
        "ended_share": float(rollout.finished.float().mean()),
        "distinct_share": len(set(rollout.texts)) / len(rollout.texts),
        "explained_variance": explained_variance(
            rollout.flat(rollout.values, every), rollout.flat(rollout.returns, every)
        ),
        "episodes": float(episodes),
        **({} if apart is None else {"head_disagreement": apart}),
    }


def models_of(policy: Transformer, reward: ScalarModel, options: PPOOptions, bf16: bool) -> Models:
    """The four models. With LoRA those that learn share the weights of those that do not."""
    reward.requires_grad_(False).eval()
    if not options.lora_rank:
        return Models(policy, frozen_copy(policy), reward, copy_of(reward))
    value = ScalarModel(adapted_copy(reward.model, options, bf16)).load_head(reward.head_tensors())
    adapt(policy, options, bf16)
    return Models(policy, without_adapters(policy), reward, value)


def copy_of(reward: ScalarModel) -> ScalarModel:
    """A value function that starts as the reward model, calibration included, and is trained."""
    model = frozen_copy(reward.model).requires_grad_(True)
    return ScalarModel(model).load_head(reward.head_tensors())
