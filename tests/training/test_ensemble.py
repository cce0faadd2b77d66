"""Several heads: each learns for itself, the lowest counts, and one alone is what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from studio.config import PPOOptions, RewardOptions
from studio.errors import ModelError
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Progress
from studio.lm.checkpoint import load_extra, load_model, save_model
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training import reward as reward_file
from studio.training.batch import Batch
from studio.training.calibration import draw, head_scores, score
from studio.training.data import PPOData, RewardData
from studio.training.ensemble import disagreement, head_losses, head_weights, on_one_scale
from studio.training.losses import ranking_loss
from studio.training.ppo import copy_of, train_ppo
from studio.training.reward import (
    RankedExamples,
    add_gradients,
    encode,
    measure,
    score_comparisons,
    train_reward,
)
from studio.training.rollout import Models, Rollout, sample_rollout
from tests.training.test_reward import COMPARISONS, DEMONSTRATIONS, PROMPTS
from tests.training.toy import PROMPTS as TOY_PROMPTS
from tests.training.toy import IdTokenizer, toy_model

DATA = RewardData(COMPARISONS[:6], COMPARISONS[6:], DEMONSTRATIONS, PROMPTS)
QUICK = RewardOptions(epochs=2, batch_size=3, calibration_samples=30, learning_rate=3e-3, heads=3)
EXAMPLES = (Example([5, 6], [7, 8, 4]), Example([9], [10, 4]), Example([11], [12, 13, 14, 4]))
IDS, LENGTHS = torch.tensor([[5, 6, 7, 8, 4], [9, 10, 4, 0, 0]]), torch.tensor([5, 3])


def scalar_model(policy: Transformer, heads: int, seed: int = 0) -> ScalarModel:
    twin = frozen_copy(policy).requires_grad_(True)
    return ScalarModel(twin, torch.Generator().manual_seed(seed), heads)


def only_head(model: ScalarModel, head: int) -> ScalarModel:
    """A model of one of the heads, over a copy of the same trunk."""
    twin = frozen_copy(model.model).requires_grad_(True)
    one = {name: x[head : head + 1] for name, x in model.head_tensors().items()}
    return ScalarModel(twin).load_head(one)


def gradients(model: ScalarModel) -> dict[str, Tensor]:
    named = model.named_parameters()
    return {name: p.grad.clone() for name, p in named if p.grad is not None}


@pytest.fixture
def items(tiny_tokenizer: Tokenizer) -> list[RankedExamples]:
    return encode(tiny_tokenizer, COMPARISONS, 128, [].append)


def train(
    policy: Transformer, tokenizer: Tokenizer, options: RewardOptions = QUICK
) -> tuple[ScalarModel, dict[str, float], list[Progress]]:
    told: list[Event] = []
    model, summary = train_reward(
        policy, tokenizer, DATA, options, emit=told.append, control=RunControl()
    )
    return model, summary, [e for e in told if isinstance(e, Progress)]


# One head


def test_c13_one_head_scores_and_learns_as_without_an_ensemble_bitwise(
    tiny_model: Transformer, items: list[RankedExamples]
) -> None:
    """Its number is the head's first and only one, its loss the comparisons' mean ranking loss."""
    model, plain = scalar_model(tiny_model, 1), scalar_model(tiny_model, 1)
    some = items[:2]
    loss = add_gradients(model, some, False, RunControl(), head_weights([1, 2], 1, seed=0))
    batch = Batch.of([example for item in some for example in item.examples])
    last = batch.packing.rows[torch.arange(len(batch.lengths)), batch.lengths - 1]
    scores = plain.head(plain.model.model.read(batch.packing, last)).view(2, -1)
    assert torch.equal(batch.head_scores(model), scores.view(1, -1))
    ranks = torch.tensor([item.ranks for item in some])
    expected = ranking_loss(scores, ranks, torch.ones_like(ranks, dtype=torch.bool)).sum() / 2
    expected.backward()
    assert loss == expected.item()
    mine, theirs = gradients(model), gradients(plain)
    assert mine.keys() == theirs.keys()
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)


def test_one_head_tells_no_disagreement(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    _, summary, told = train(tiny_model, tiny_tokenizer, replace(QUICK, heads=1))
    assert "head_disagreement" not in summary
    assert all("head_disagreement" not in e.metrics for e in told)


# The lowest counts


def test_c13_the_number_is_the_lowest_of_the_heads(tiny_model: Transformer) -> None:
    model = scalar_model(tiny_model, 3)
    model.head.bias.data.copy_(torch.tensor([0.3, -0.2, 0.1]))
    hidden = model.model.model(IDS)
    by_hand = torch.stack([hidden @ w + b for w, b in zip(*model.head.parameters(), strict=True)])
    expected = torch.minimum(torch.minimum(by_hand[0], by_hand[1]), by_hand[2])
    torch.testing.assert_close(model(IDS), expected)
    rows = [Example([], row[:length]) for row, length in zip(IDS.tolist(), LENGTHS, strict=True)]
    torch.testing.assert_close(Batch.of(rows).head_scores(model), by_hand[:, [0, 1], [4, 2]])
    assert len({int(i) for i in by_hand.argmin(0).flatten()}) > 1


def test_c13_accuracy_is_that_of_the_lowest_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """One head is right about one of three pairs, one about two; the lower of both about none."""
    scores = torch.tensor([[[0.0, 5.0, 2.0]], [[9.0, 1.0, 2.0]]])  # of ranks 0, 1, 2
    present = torch.ones(1, 3, dtype=torch.bool)
    known = (scores, torch.tensor([[0, 1, 2]]), present)
    monkeypatch.setattr(reward_file, "score_comparisons", lambda model, items: known)
    model = ScalarModel(toy_model(), heads=2)
    items = [RankedExamples(0, EXAMPLES, (0, 1, 2))]
    found = measure(model, items, False, calibrated=True)
    assert found["heldout_accuracy"] == 0
    assert found["margin"] == pytest.approx(((0 - 1) + (0 - 2) + (1 - 2)) / 3)
    losses = [ranking_loss(head, known[1], present).item() for head in scores]
    assert found["heldout_loss"] == pytest.approx(sum(losses) / 2)
    apart = (4.5 + 2 + 0) / 3
    spread = scores[:, 0].std(1, correction=0).mean().item()
    assert found["head_disagreement"] == pytest.approx(apart / spread)


# Each learns for itself


def test_c13_each_head_learns_its_own_weighted_loss(
    tiny_model: Transformer, items: list[RankedExamples]
) -> None:
    model = scalar_model(tiny_model, 2)
    weights = torch.stack((torch.linspace(0.0, 2.0, len(items)), torch.ones(len(items))))
    loss = add_gradients(model, items, False, RunControl(), weights)
    whole, parts, told = gradients(model), [], []
    for head in range(2):
        alone = only_head(model, head)
        told.append(add_gradients(alone, items, False, RunControl(), weights[head : head + 1]))
        parts.append(gradients(alone))
    assert loss == pytest.approx(sum(told) / 2, rel=1e-5)
    for name, gradient in whole.items():
        each = [part[name] for part in parts]
        of_heads = name.startswith("head.")  # a head's gradient is its own, the trunk's is shared
        expected = torch.cat(each) / 2 if of_heads else (each[0] + each[1]) / 2
        torch.testing.assert_close(gradient, expected, rtol=1e-4, atol=1e-6)


def test_c13_a_head_for_which_nothing_weighs_does_not_learn(
    tiny_model: Transformer, items: list[RankedExamples]
) -> None:
    model = scalar_model(tiny_model, 2)
    weights = torch.tensor([[1.0], [0.0]]).expand(2, len(items))
    add_gradients(model, items, False, RunControl(), weights)
    learned = gradients(model)["head.weight"].abs().sum(1).tolist()
    assert learned[0] > 0
    assert learned[1] == 0


def test_c13_heads_start_apart_and_stay_apart(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    start = scalar_model(tiny_model, 3).head.weight
    blind = replace(QUICK, head_first="no")  # fitted heads differ by what the labels leave open
    model, summary, told = train(tiny_model, tiny_tokenizer, blind)
    for weight in (start, model.head.weight):
        angles = torch.corrcoef(weight.detach()).triu(1).abs()
        assert angles.max() < 0.99
    assert summary["head_disagreement"] > 0
    measured = [e.metrics["head_disagreement"] for e in told if "heldout_loss" in e.metrics]
    assert len(measured) == len(told) == 4
    assert min(measured) > 0


def test_c13_weights_are_by_prompt_fixed_and_1_on_average() -> None:
    prompts = [4, 9, 4, 7, 1, 9, 9]
    weights = head_weights(prompts, 3, seed=5)
    assert weights.shape == (3, 7)
    torch.testing.assert_close(weights.mean(1), torch.ones(3))
    assert torch.equal(weights[:, 0], weights[:, 2])
    assert torch.equal(weights[:, 1], weights[:, 5])
    assert not torch.allclose(weights[0], weights[1])
    assert torch.equal(weights, head_weights(prompts, 3, seed=5))
    assert not torch.allclose(weights, head_weights(prompts, 3, seed=6))
    back = head_weights(prompts[::-1], 3, seed=5)  # whatever the order of the comparisons
    torch.testing.assert_close(back.flip(1), weights)
    assert torch.equal(head_weights(prompts, 1, seed=5), torch.ones(1, 7))


def test_weights_are_spread_as_the_bayesian_bootstraps() -> None:
    weights = head_weights(range(4000), 2, seed=0)  # of an exponential distribution
    assert weights.std(1).tolist() == pytest.approx([1.0, 1.0], abs=0.1)
    assert (weights < 0.5).float().mean().item() == pytest.approx(1 - 0.5**0.7213, abs=0.02)


# Scales


@given(
    shift=st.lists(st.floats(-50, 50), min_size=3, max_size=3),
    scale=st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
)
def test_on_one_scale_no_head_is_lowest_by_its_zero_or_unit(
    shift: list[float], scale: list[float]
) -> None:
    scores = torch.randn(3, 20, generator=torch.Generator().manual_seed(0)).double()
    other = scores * torch.tensor(scale)[:, None] + torch.tensor(shift)[:, None]
    one, two = on_one_scale(scores, scores), on_one_scale(other, other)
    torch.testing.assert_close(one / one.std(), two / two.std(), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(one.mean(1), torch.zeros(3).double(), rtol=0, atol=1e-9)
    assert torch.equal(on_one_scale(scores[:1], scores[:1]), scores[:1])


def test_disagreement_is_the_deviation_over_the_heads() -> None:
    assert disagreement(torch.tensor([[1.0, 2.0], [3.0, 2.0]])).tolist() == [1.0, 0.0]


def test_c13_heads_are_calibrated_one_by_one_and_the_lowest_as_a_whole(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    model, summary, _ = train(tiny_model, tiny_tokenizer)
    shown = [tiny_tokenizer.encode_example(d.prompt.text, d.response) for d in DEMONSTRATIONS]
    drawn = draw(tiny_model, tiny_tokenizer, PROMPTS, 30, QUICK.seed, [].append)
    means = head_scores(model, shown, False).mean(1)
    spreads = head_scores(model, drawn, False).std(1, correction=0)
    torch.testing.assert_close(means, means[:1].expand(3), rtol=0, atol=1e-4)
    torch.testing.assert_close(spreads, spreads[:1].expand(3), rtol=1e-4, atol=0)
    sampled = score(model, drawn, False)
    assert score(model, shown, False).mean().item() == pytest.approx(0.0, abs=1e-4)
    assert sampled.std(correction=0).item() == pytest.approx(1.0, abs=1e-4)
    assert summary["policy_reward"] == pytest.approx(sampled.mean().item(), abs=1e-4)
    assert summary["missing_end_reward"] <= -1


def test_the_summary_tells_the_accuracy_of_the_calibrated_heads(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    model, summary, _ = train(tiny_model, tiny_tokenizer)
    heldout = encode(tiny_tokenizer, DATA.heldout, 128, [].append)
    found = measure(model, heldout, False, calibrated=True)
    assert summary["accuracy"] == found["heldout_accuracy"]
    assert summary["head_disagreement"] == pytest.approx(found["head_disagreement"])
    scored = score_comparisons(model, heldout)
    assert head_losses(*scored).shape == (3, len(heldout))


# Checkpoints


@pytest.mark.parametrize("heads", [1, 4])
def test_saved_heads_give_the_same_scores_bitwise(
    heads: int, tiny_model: Transformer, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    """Also those of a checkpoint of one head, into a model that was made with several."""
    model = scalar_model(tiny_model, heads)
    save_model(tmp_path / "reward", model.model, tiny_tokenizer, extra=model.head_tensors())
    trunk, _ = load_model(tmp_path / "reward")
    for made_with in (1, 2):
        loaded = ScalarModel(trunk, heads=made_with).load_head(load_extra(tmp_path / "reward"))
        assert loaded.heads == heads
        assert torch.equal(loaded(IDS), model(IDS))


def test_heads_of_another_width_are_refused(tiny_model: Transformer) -> None:
    wide = {"head.weight": torch.zeros(2, 99), "head.bias": torch.zeros(2)}
    with pytest.raises(ModelError, match="reward_head_missing"):
        scalar_model(tiny_model, 1).load_head(wide)


# PPO


def test_e9_a_value_function_starts_as_the_lowest_of_the_heads() -> None:
    reward = ScalarModel(toy_model(), torch.Generator().manual_seed(3), heads=3)
    value = copy_of(reward)
    ids = torch.tensor([[0, 3, 5, 7]])
    assert value.heads == 3
    assert torch.equal(value(ids), reward(ids))


def test_c13_ppo_gets_the_lowest_score_and_tells_how_far_heads_differ() -> None:
    policy = toy_model()
    reward = ScalarModel(frozen_copy(policy), torch.Generator().manual_seed(1), heads=2)
    models = Models(policy, frozen_copy(policy), reward, copy_of(reward))
    options = PPOOptions(max_response_tokens=5, reward_clip=100.0)

    def sample() -> Rollout:
        return sample_rollout(
            models, IdTokenizer(7), TOY_PROMPTS * 4, options, -9.0, 0, False, RunControl()
        )

    first = sample()
    ended = [e for e, ends in zip(first.examples, first.finished, strict=True) if ends]
    reward.calibrate(head_scores(reward, ended, False).mean(1), 1.0)
    rollout = sample()  # the same responses
    apart, lowest_heads = [], set()
    for i, example in enumerate(rollout.examples):
        each = reward.head(reward.model.model(torch.tensor([example.ids])))[0, -1].detach()
        if rollout.finished[i]:
            assert rollout.scores[i].item() == pytest.approx(min(each.tolist()), abs=1e-5)
            apart.append(abs(each[0] - each[1]).item() / 2)
            lowest_heads.add(int(each.argmin()))
        else:
            assert rollout.scores[i] == -9.0
    assert lowest_heads == {0, 1}
    assert rollout.head_disagreement == pytest.approx(sum(apart) / len(apart), rel=1e-4)


def test_ppo_tells_the_disagreement_of_several_heads_only() -> None:
    options = PPOOptions(episodes=8, rollout_episodes=8, minibatch_size=4, max_response_tokens=5)
    for heads in (1, 2):
        told: list[Event] = []
        policy = toy_model()
        train_ppo(
            policy,
            ScalarModel(frozen_copy(policy), torch.Generator().manual_seed(1), heads),
            IdTokenizer(7),
            PPOData(TOY_PROMPTS, ()),
            options,
            missing_end_reward=-1.0,
            emit=told.append,
            control=RunControl(),
        )
        [metrics] = [e.metrics for e in told if isinstance(e, Progress)]
        assert ("head_disagreement" in metrics) == (heads == 2)
