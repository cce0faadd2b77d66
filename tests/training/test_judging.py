"""What a reward model learns from few comparisons, and noise that is what it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
import torch

from studio.config import LabelerOptions, RewardOptions
from studio.jobs.control import RunControl, StopRequested
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training import judging
from studio.training.data import PromptText
from studio.training.judging import Judged, judge, noise_that_misorders, ranked, reward_figures

FROGS = PromptText(1, "Write a story about frogs", "en")
MOON = PromptText(2, "Explain the moon", "en")
BEES = PromptText(3, "Why do bees hum?", "en")
TEXTS = ("A frog sat.", "Two frogs sang.", "The cat ran off.", "Hm")


def judged(scores: tuple[float, ...]) -> Judged:
    return Judged(FROGS, TEXTS[: len(scores)], (True,) * len(scores), scores)


def test_the_noise_turns_the_share_of_pairs_that_is_asked_for() -> None:
    items = [judged((3.0, 2.5, 1.0, 0.0)), judged((2.0, 1.9, 1.0, 0.5))]
    noise = noise_that_misorders(0.25, items)
    generator = torch.Generator().manual_seed(0)
    turned = count = 0
    for item in items:
        drawn = torch.randn(4000, 4, generator=generator) * noise + torch.tensor(item.scores)
        for a, b in combinations(range(4), 2):
            turned += int((drawn[:, a] < drawn[:, b]).sum())
            count += 4000
    assert turned / count == pytest.approx(0.25, abs=0.01)


def test_ranks_follow_the_labeler_and_one_who_sees_no_difference_is_left_out() -> None:
    labeler = LabelerOptions(noise=0.0)
    [told] = ranked([judged((1.0, 2.0, 0.0, 0.0)), judged((1.0,))], labeler)
    assert told.ranks[3] == max(told.ranks)
    assert min(told.ranks[:2]) == 0


def test_answers_are_judged_as_the_labeler_does(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    labeler = LabelerOptions(noise=0.0)
    found = judge(tiny_model, tiny_tokenizer, [FROGS, MOON], labeler, "a", RunControl())
    assert [len(item.responses) for item in found] == [judging.K] * 2
    again = judge(tiny_model, tiny_tokenizer, [FROGS, MOON], labeler, "a", RunControl())
    other = judge(tiny_model, tiny_tokenizer, [FROGS, MOON], labeler, "b", RunControl())
    assert found == again != other


def test_two_reward_models_are_measured(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "COMPARISONS", 5)
    monkeypatch.setattr(
        judging, "judge", lambda _, __, prompts, *rest: [judged((3.0, 2.0, 1.0))] * len(prompts)
    )
    options = RewardOptions(calibration_samples=8)
    told = dict(
        reward_figures(tiny_model, tiny_tokenizer, [FROGS, MOON], [BEES], options, RunControl())
    )
    assert list(told) == ["reward_model", "reward_noisy"]
    for rate, low, high in told.values():
        assert 0 <= low <= rate <= high <= 1
    control = RunControl()
    control.stop()
    with pytest.raises(StopRequested):
        next(
            reward_figures(
                tiny_model, tiny_tokenizer, [FROGS], [BEES], replace(options, seed=1), control
            )
        )
