"""Step 2: the reward model learns comparisons, and its scores have a known scale."""

from __future__ import annotations

import copy
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from studio.config import RewardOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Event, Notice, Progress
from studio.lm.checkpoint import load_extra, load_model, save_model
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training import micro_batches, reward
from studio.training.batch import Batch
from studio.training.calibration import calibrate, draw, score
from studio.training.data import DemonstrationText, PromptText, RankedResponses, RewardData
from studio.training.ensemble import head_losses
from studio.training.reward import (
    RankedExamples,
    add_gradients,
    encode,
    measure,
    score_comparisons,
    train_reward,
)
from tests.training.toy import last_numbers

PROMPTS = tuple(PromptText(i, text, "en") for i, text in enumerate(["Frogs?", "Moon?", "Sing."]))
COMPARISONS = tuple(
    RankedResponses(
        PROMPTS[n % 3],
        (f"The frog sang {n} times.", f"moon moon {n}", f"{n} leaves.", f"{n} rockets took"),
        (True, True, True, False),
        ranks,
    )
    for n, ranks in enumerate(
        [(0, 3, 1, 2), (1, 3, 0, 2), (0, 2, 1, 2), (0, 3, 2, 1)] * 2,
    )
)
DEMONSTRATIONS = tuple(
    DemonstrationText(prompt, f"The moon is round, {prompt.id}.") for prompt in PROMPTS
)
DATA = RewardData(COMPARISONS, (), DEMONSTRATIONS, PROMPTS)
QUICK = RewardOptions(epochs=1, batch_size=4, calibration_samples=9)


def scalar_model(policy: Transformer, seed: int = 0) -> ScalarModel:
    twin = frozen_copy(policy).requires_grad_(True)
    return ScalarModel(twin, torch.Generator().manual_seed(seed))


@pytest.fixture
def model(tiny_model: Transformer) -> ScalarModel:
    return scalar_model(tiny_model)


@pytest.fixture
def items(tiny_tokenizer: Tokenizer) -> list[RankedExamples]:
    return encode(tiny_tokenizer, COMPARISONS, 128, [].append)


def train(
    policy: Transformer, tokenizer: Tokenizer, options: RewardOptions, data: RewardData = DATA
) -> tuple[ScalarModel, dict[str, float]]:
    return train_reward(policy, tokenizer, data, options, emit=[].append, control=RunControl())


def read(model: ScalarModel, *examples: Example) -> Tensor:
    with torch.no_grad():
        return Batch.of(examples).head_scores(model).amin(0)


def gradients(model: nn.Module) -> list[Tensor]:
    return [p.grad.clone() for p in model.parameters() if p.grad is not None]


def test_c1_the_head_starts_small_and_without_bias(tiny_model: Transformer) -> None:
    heads = [scalar_model(tiny_model, seed).head for seed in range(100)]
    weights = torch.cat([head.weight.detach().flatten() for head in heads])
    assert weights.std().item() == pytest.approx((32 + 1) ** -0.5, rel=0.05)
    assert weights.mean().item() == pytest.approx(0.0, abs=0.02)
    assert all(head.bias.item() == 0.0 for head in heads)


def test_c2_the_bias_shifts_all_scores(model: ScalarModel) -> None:
    examples = Example([5, 6], [7, 4]), Example([9], [4])
    before = read(model, *examples)
    model.head.bias.data.add_(3.0)
    torch.testing.assert_close(read(model, *examples), before + 3.0)


def test_c3_a_score_is_read_at_the_last_real_token(model: ScalarModel) -> None:
    short, long = Example([5], [4]), Example([5, 6, 7], [8, 9, 10, 4])
    alone = torch.cat([read(model, short), read(model, long)])
    torch.testing.assert_close(read(model, short, long), alone, atol=1e-5, rtol=0)
    everywhere = model(torch.tensor([long.ids]))[0]
    torch.testing.assert_close(alone[1], everywhere[-1])
    padded = torch.tensor([[*long.ids, 0, 0, 0], [*long.ids, 9, 9, 4]])
    more = last_numbers(model, padded, torch.tensor([7, 7]))
    torch.testing.assert_close(more, alone[1].expand(2), atol=1e-5, rtol=0)


def test_c3_an_empty_response_is_scored_at_the_end_of_its_prompt(model: ScalarModel) -> None:
    empty = Example([5, 6], [])
    torch.testing.assert_close(read(model, empty, Example([7], [8, 4]))[0], read(model, empty)[0])


def test_a13_a14_a_response_has_the_same_ids_in_every_stage(tiny_tokenizer: Tokenizer) -> None:
    [item] = encode(tiny_tokenizer, COMPARISONS[:1], 128, [].append)
    for example, text in zip(item.examples, COMPARISONS[0].responses, strict=True):
        assert example.prompt == tiny_tokenizer.encode_prompt("Frogs?")
        ids = tiny_tokenizer.encode_example("Frogs?", text).response
        assert example.response in (ids, ids[:-1])
    ends = [example.response[-1] == tiny_tokenizer.end_id for example in item.examples]
    assert ends == [True, True, True, False]


def test_a12_a_comparison_with_an_over_long_response_is_left_out_whole(
    tiny_tokenizer: Tokenizer,
) -> None:
    told: list[Event] = []
    long = replace(COMPARISONS[0], responses=("frog " * 50, "b", "c", "d"))
    assert len(encode(tiny_tokenizer, [long, COMPARISONS[1]], 40, told.append)) == 1
    assert told == [Notice("warning", "examples_too_long", {"count": 1, "limit": 40})]


def test_c5_each_response_is_read_once_and_so_is_their_prompt(
    model: ScalarModel, items: list[RankedExamples]
) -> None:
    """K responses a comparison, not one for each side of its K (K - 1) / 2 pairs."""
    read: list[int] = []

    def count(module: nn.Module, args: tuple[Tensor, ...], out: Tensor) -> None:
        read.extend(args[0].flatten().tolist())

    model.model.model.embed_tokens.register_forward_hook(count)
    items = items[:3]  # of different prompts
    add_gradients(model, items, False, RunControl())
    expected = Counter[int]()
    for item in items:
        expected.update(item.examples[0].prompt)
        for example in item.examples:
            assert example.prompt == item.examples[0].prompt
            expected.update(example.response)
    assert Counter(read) == expected


def test_c5_comparisons_of_unlike_k_weigh_the_same(
    model: ScalarModel, tiny_tokenizer: Tokenizer
) -> None:
    two = RankedResponses(PROMPTS[0], ("A leaf.", "moon"), (True, True), (1, 0))
    [wide, narrow] = encode(tiny_tokenizer, [COMPARISONS[0], two], 128, [].append)
    together = add_gradients(model, [wide, narrow], False, RunControl())
    apart = [
        float(head_losses(*score_comparisons(model, [item])).detach()) for item in (wide, narrow)
    ]
    assert together == pytest.approx(sum(apart) / 2, rel=1e-5)


def test_f3_micro_batches_change_nothing(
    model: ScalarModel, items: list[RankedExamples], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = add_gradients(model, items, False, RunControl())
    together = gradients(model)
    model.zero_grad()
    monkeypatch.setattr(micro_batches, "MICRO_WORK", 1)
    assert add_gradients(model, items, False, RunControl()) == pytest.approx(whole, rel=1e-6)
    for one, other in zip(together, gradients(model), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_the_language_model_head_is_not_trained(tiny_model: Transformer) -> None:
    config = replace(tiny_model.config, tie_word_embeddings=False)
    model = ScalarModel(Transformer(config))
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    assert "model.lm_head.weight" not in trained
    assert {"head.weight", "head.bias", "model.model.embed_tokens.weight"} <= trained


def test_c8_calibrated_demonstrations_average_0_and_samples_deviate_by_1(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    options = replace(QUICK, calibration_samples=40, learning_rate=3e-3)
    model, summary = train(tiny_model, tiny_tokenizer, options)
    shown = [tiny_tokenizer.encode_example(d.prompt.text, d.response) for d in DEMONSTRATIONS]
    assert score(model, shown, False).mean().item() == pytest.approx(0.0, abs=1e-4)
    drawn = draw(tiny_model, tiny_tokenizer, PROMPTS, 40, options.seed, [].append)
    sampled = score(model, drawn, False)
    assert sampled.std(correction=0).item() == pytest.approx(1.0, abs=1e-4)
    assert summary["policy_reward"] == pytest.approx(sampled.mean().item(), abs=1e-4)
    lowest = min(-1.0, float(sampled.quantile(0.05)))
    assert summary["missing_end_reward"] == pytest.approx(lowest, abs=1e-4)


def test_c8_calibration_reads_only_answers_that_ended(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    drawn = draw(tiny_model, tiny_tokenizer, PROMPTS, 60, 0, [].append)
    assert len(drawn) >= 2
    assert all(example.response[-1] == tiny_tokenizer.end_id for example in drawn)


def test_c8_a_policy_that_never_ends_is_told(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    told: list[Event] = []
    never = frozen_copy(tiny_model)
    never.model.embed_tokens.weight[tiny_tokenizer.end_id] = 0.0  # tied: its logit is 0
    never.lm_head.weight.mul_(100.0)
    drawn = draw(never, tiny_tokenizer, PROMPTS[:1], 4, 0, told.append)
    assert len(drawn) == 4
    assert told == [Notice("warning", "calibration_unended")]


def test_c8_calibration_changes_no_order(
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
    model: ScalarModel,
    items: list[RankedExamples],
) -> None:
    before = measure(model, items, False)
    calibrate(model, tiny_model, tiny_tokenizer, DATA, QUICK, False, [].append)
    after = measure(model, items, False)
    for name in ("heldout_accuracy", "heldout_accuracy_low", "heldout_accuracy_high"):
        assert after[name] == before[name]


def test_c8_without_demonstrations_the_policys_samples_average_0(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    data = replace(DATA, demonstrations=(), calibration_prompts=())
    _, summary = train(tiny_model, tiny_tokenizer, QUICK, data)
    assert summary["policy_reward"] == pytest.approx(0.0, abs=1e-5)


def test_an_over_long_demonstration_does_not_spoil_the_calibration(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    long = DemonstrationText(PROMPTS[0], "The frog sat on a leaf and sang. " * 40)
    data = replace(DATA, demonstrations=(*DEMONSTRATIONS, long))
    model, _ = train(tiny_model, tiny_tokenizer, QUICK, data)
    shown = [tiny_tokenizer.encode_example(d.prompt.text, d.response) for d in DEMONSTRATIONS]
    assert score(model, shown, False).mean().item() == pytest.approx(0.0, abs=1e-4)


def test_c11_accuracy_on_a_known_reward_model(model: ScalarModel) -> None:
    """Scores by the last id: 10 the best. One comparison agrees wholly, one in 1 of 3 pairs."""
    by_last_id = {10: 3.0, 11: 2.0, 12: 1.0}

    def known(items: list[RankedExamples]) -> tuple[Tensor, Tensor, Tensor]:
        scores = [[by_last_id[e.response[-1]] for e in item.examples] for item in items]
        ranks = torch.tensor([item.ranks for item in items])
        return torch.tensor([scores]), ranks, torch.ones_like(ranks, dtype=torch.bool)

    responses = tuple(Example([5], [id]) for id in (10, 11, 12))
    items = [
        RankedExamples(1, responses, (0, 1, 2)),
        RankedExamples(2, responses, (1, 2, 0)),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reward, "score_comparisons", lambda model, items: known(items))
        found = measure(model, items, False)
        fourfold = measure(model, items * 4, False)
    assert found["heldout_accuracy"] == pytest.approx(4 / 6)
    assert found["heldout_accuracy_low"] < 0.5 < 4 / 6 < found["heldout_accuracy_high"]
    assert found["margin"] == pytest.approx((1 + 1 + 2 + 1 - 1 - 2) / 6)
    pairs = [-1, -1, -2, -1, 1, 2]
    expected = sum(math.log1p(math.exp(margin)) for margin in pairs) / 6
    assert found["heldout_loss"] == pytest.approx(expected)
    # The same prompts ranked again are not more prompts: the interval stays as wide.
    assert fourfold["heldout_accuracy_low"] == pytest.approx(found["heldout_accuracy_low"])
    assert fourfold["heldout_accuracy_high"] == pytest.approx(found["heldout_accuracy_high"])


def test_c12_the_same_seed_gives_the_same_model(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    trained = [train(tiny_model, tiny_tokenizer, replace(QUICK, seed=s))[0] for s in (1, 1, 2)]
    first, again, other = (model.state_dict() for model in trained)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])


def test_c15_a_saved_reward_model_gives_the_same_scores_bitwise(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model, _ = train(tiny_model, tiny_tokenizer, QUICK)
    save_model(tmp_path / "reward", model.model, tiny_tokenizer, extra=model.head_tensors())
    trunk, _ = load_model(tmp_path / "reward")
    loaded = ScalarModel(trunk).load_head(load_extra(tmp_path / "reward"))
    examples = Example([5, 6], [7, 8, 4]), Example([9], [10, 4])
    assert torch.equal(read(model, *examples), read(loaded, *examples))


def test_f7_reaches_100_percent_on_eight_comparisons(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, items: list[RankedExamples]
) -> None:
    options = replace(QUICK, epochs=50, batch_size=8, learning_rate=1e-2)
    model, summary = train(tiny_model, tiny_tokenizer, options)
    contradictory = {(0, 3, 1, 2), (1, 3, 0, 2), (0, 3, 2, 1)}  # the texts differ by number
    assert contradictory < {item.ranks for item in items}
    assert measure(model, items, False)["heldout_accuracy"] == 1.0
    assert summary["comparisons"] == 8


def test_held_out_comparisons_are_measured_and_told(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    told: list[Event] = []
    data = replace(DATA, training=COMPARISONS[:6], heldout=COMPARISONS[6:])
    options = replace(QUICK, epochs=2, batch_size=2)
    model, summary = train_reward(
        tiny_model, tiny_tokenizer, data, options, emit=told.append, control=RunControl()
    )
    steps = [e for e in told if isinstance(e, Progress)]
    assert [e.step for e in steps] == [1, 2, 3, 4, 5, 6]
    last = steps[-1].metrics
    assert {"loss", "heldout_loss", "margin", "learning_rate", "gradient_norm"} <= set(last)
    assert summary["accuracy"] == last["heldout_accuracy"]
    assert summary["low"] <= summary["accuracy"] <= summary["high"]
    found = measure(model, encode(tiny_tokenizer, data.heldout, 128, [].append), False)
    assert found["heldout_accuracy"] == summary["accuracy"]


def test_no_held_out_comparisons_are_told_and_not_measured(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    told: list[Event] = []
    _, summary = train_reward(
        tiny_model, tiny_tokenizer, DATA, QUICK, emit=told.append, control=RunControl()
    )
    assert Notice("warning", "no_heldout_comparisons") in told
    assert "accuracy" not in summary


def test_the_policy_is_left_as_it_was(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    before = copy.deepcopy(tiny_model.state_dict())
    model, _ = train(tiny_model, tiny_tokenizer, replace(QUICK, learning_rate=1e-2))
    assert all(torch.equal(before[n], w) for n, w in tiny_model.state_dict().items())
    assert not torch.equal(
        model.model.model.embed_tokens.weight, tiny_model.model.embed_tokens.weight
    )


def test_a_learning_rate_of_zero_leaves_the_trunk_bitwise(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    model, _ = train(tiny_model, tiny_tokenizer, replace(QUICK, learning_rate=0.0))
    trunk = model.model.state_dict()
    assert all(torch.equal(trunk[n], w) for n, w in tiny_model.state_dict().items())


def test_a_stop_keeps_a_calibrated_model(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    control = RunControl()

    def stop_after_two(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 2:
            control.stop()

    data = replace(DATA, training=COMPARISONS[:6], heldout=COMPARISONS[6:])
    options = replace(QUICK, epochs=50, batch_size=2)
    model, summary = train_reward(
        tiny_model, tiny_tokenizer, data, options, emit=stop_after_two, control=control
    )
    assert (summary["stopped"], summary["steps"]) == (True, 2)
    assert "accuracy" in summary
    shown = [tiny_tokenizer.encode_example(d.prompt.text, d.response) for d in DEMONSTRATIONS]
    assert score(model, shown, False).mean().item() == pytest.approx(0.0, abs=1e-4)


def test_a_stop_before_the_first_step_keeps_nothing(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(StopRequested):
        train_reward(tiny_model, tiny_tokenizer, DATA, QUICK, emit=[].append, control=control)


def test_when_nothing_fits_it_is_told(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    with pytest.raises(TrainingError) as error:
        train(tiny_model, tiny_tokenizer, replace(QUICK, max_tokens=8))
    assert error.value.code == "no_usable_examples"


def test_the_head_is_fitted_before_the_trunk_learns(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    """With a rate of 0 nothing but that is left: the trunk stays, and the order is learned."""
    told = {}
    for head_first in ("yes", "no"):
        options = replace(QUICK, learning_rate=0.0, head_first=head_first)
        data = replace(DATA, heldout=COMPARISONS)
        model, summary = train_reward(
            tiny_model, tiny_tokenizer, data, options, emit=[].append, control=RunControl()
        )
        told[head_first] = summary["accuracy"]
        for name, value in model.model.state_dict().items():
            assert torch.equal(value, tiny_model.state_dict()[name])
    assert told["yes"] > 0.9
    assert told["yes"] > told["no"] + 0.2
