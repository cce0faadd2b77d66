"""How well a reward model learns the synthetic labeler's order from few comparisons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from studio.config import EvaluateOptions, LabelerOptions, RewardOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl
from studio.jobs.events import Event
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import PromptText, RankedResponses, RewardData
from studio.training.evaluate import answers
from studio.training.labeler import SyntheticLabeler
from studio.training.reward import train_reward
from studio.training.suite import Interval, K

COMPARISONS = 200
WRONG = 0.25  # the share of pairs that a noisy labeler puts in the wrong order


@dataclass(frozen=True)
class Judged:
    """A prompt's K responses, and what the labeler thinks of each."""

    prompt: PromptText
    responses: tuple[str, ...]
    finished: tuple[bool, ...]
    scores: tuple[float, ...]


def reward_figures(
    policy: Transformer,
    tokenizer: Tokenizer,
    prompts: Sequence[PromptText],
    heldout: Sequence[PromptText],
    options: RewardOptions,
    control: RunControl,
) -> Iterator[tuple[str, Interval]]:
    """Held-out pair accuracy of reward models trained on 200 comparisons of K = 4, one by one.

    The first learns from a labeler without noise, the second from one that puts a quarter of the
    pairs in the wrong order, about as people do (Ouyang et al. 2022, arXiv:2203.02155, section
    3.4: 73 % agree). Both are measured against the noiseless order, on prompts of which no answer
    was trained on. There are none of them where the labeler sees no difference between answers.
    """
    labeler = LabelerOptions(noise=0.0, seed=options.seed)
    training: list[Judged] = []
    while len(training) < COMPARISONS:  # a prompt that comes again is answered anew
        some, key = prompts[: COMPARISONS - len(training)], f"training {len(training)}"
        training += judge(policy, tokenizer, some, labeler, key, control)
    measured = ranked(judge(policy, tokenizer, heldout, labeler, "heldout", control), labeler)
    noise = noise_that_misorders(WRONG, training)
    for name, label in (("reward_model", labeler), ("reward_noisy", replace(labeler, noise=noise))):
        data = RewardData(ranked(training, label), measured, (), tuple(prompts))
        try:
            _, told = train_reward(policy, tokenizer, data, options, emit=ignore, control=control)
            yield name, (told["accuracy"], told["low"], told["high"])
        except (TrainingError, KeyError):
            return  # answers too much alike, or too long, to learn from or to measure with


def judge(
    policy: Transformer,
    tokenizer: Tokenizer,
    prompts: Sequence[PromptText],
    labeler: LabelerOptions,
    key: str,
    control: RunControl,
) -> list[Judged]:
    """Let the policy answer each prompt K times, and the labeler judge each answer."""
    options = EvaluateOptions(samples_per_prompt=K, seed=labeler.seed)
    score = SyntheticLabeler(labeler).judge
    told = answers(policy, tokenizer, prompts, options, key, control)
    judged = []
    for i, prompt in enumerate(prompts):
        texts, finished = zip(*told[i * K : (i + 1) * K], strict=True)
        scores = tuple(
            score(prompt.text, text, ended, prompt.language).score
            for text, ended in zip(texts, finished, strict=True)
        )
        judged.append(Judged(prompt, texts, finished, scores))
    return judged


def ranked(judged: Sequence[Judged], labeler: LabelerOptions) -> tuple[RankedResponses, ...]:
    """The comparisons in which the labeler, with its noise, sees a difference."""
    rank = SyntheticLabeler(labeler).rank
    told = []
    for item in judged:
        groups = rank(item.prompt.text, item.responses, item.finished, item.prompt.language)
        place = {i: place for place, group in enumerate(groups) for i in group}
        ranks = tuple(place[i] for i in range(len(item.responses)))
        if len(groups) > 1:
            told.append(RankedResponses(item.prompt, item.responses, item.finished, ranks))
    return tuple(told)


def noise_that_misorders(share: float, judged: Sequence[Judged]) -> float:
    """The standard deviation of noise on each score that turns so large a share of the pairs.

    A pair whose scores differ by d is turned with probability Phi(-d / (noise sqrt 2)).
    """
    gaps = [abs(a - b) for item in judged for a, b in combinations(item.scores, 2) if a != b]
    low, high = 0.0, 100.0
    for _ in range(50):
        noise = (low + high) / 2
        turned = sum(0.5 * math.erfc(gap / (2 * noise)) for gap in gaps)
        low, high = (noise, high) if turned < share * len(gaps) else (low, noise)
    return high


def ignore(_: Event) -> None:
    """A suite tells its own progress, not that of the reward models inside it."""
