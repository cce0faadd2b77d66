"""What a person can ask the worker to do. Plain data; `runner` executes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from studio.config import (
    EvaluateOptions,
    LabelerOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
)


@dataclass(frozen=True)
class TrainSFT:
    """Fine-tune a checkpoint (by default the newest base model) on the demonstrations."""

    options: SFTOptions = SFTOptions()
    parent_id: int | None = None


@dataclass(frozen=True)
class TrainReward:
    """Train a reward model from an SFT checkpoint (by default the newest) on the comparisons."""

    options: RewardOptions = RewardOptions()
    parent_id: int | None = None


@dataclass(frozen=True)
class TrainPPO:
    """Optimize a policy (by default the newest SFT checkpoint) against a reward model."""

    options: PPOOptions = PPOOptions()
    parent_id: int | None = None
    reward_id: int | None = None


@dataclass(frozen=True)
class Resume:
    """Go on with a run of a stage that was stopped or cut off, with its own options and data."""

    run_id: int
    stage: str


@dataclass(frozen=True)
class Sample:
    """Sample K responses for each of up to `prompts` prompts of a split, ready to be ranked.

    Several checkpoints and endpoints share the answers of each set, in an order that does not
    tell them apart. Endpoints are asked as they themselves say, not as `options` do.
    """

    options: SamplingOptions = SamplingOptions()
    checkpoint_ids: tuple[int, ...] = ()  # by default, and without endpoints, the newest policy
    split: str = "reward"
    prompts: int = 32
    k: int = 4
    language: str | None = None
    endpoints: tuple[str, ...] = ()  # names


@dataclass(frozen=True)
class FillQueue:
    """Sample, as `sampling` says but for its number of prompts, until `depth` sets wait."""

    labeler_id: int
    depth: int
    sampling: Sample = Sample()


@dataclass(frozen=True)
class LabelSynthetically:
    """Let the synthetic labeler rank every response set that nobody has ranked."""

    options: LabelerOptions = LabelerOptions()


@dataclass(frozen=True)
class Chat:
    """Answer one prompt by one or several checkpoints, streamed; row i is checkpoint i."""

    prompt: str
    checkpoint_ids: tuple[int, ...]
    options: SamplingOptions = field(default_factory=SamplingOptions)


@dataclass(frozen=True)
class Evaluate:
    """The win rate of one checkpoint against another on held-out prompts, judged synthetically."""

    checkpoint_id: int
    against_id: int
    options: EvaluateOptions = EvaluateOptions()


@dataclass(frozen=True)
class MeasureSuite:
    """The figures of a small model's card for some checkpoints, each against the one before.

    By default those of the newest base model, SFT policy and PPO policy that there are. `corpus`
    is a folder of other people's texts that count as known, beside the recipe's own.
    """

    checkpoint_ids: tuple[int, ...] = ()
    options: EvaluateOptions = EvaluateOptions()
    corpus: Path | None = None


Request = (
    TrainSFT
    | TrainReward
    | TrainPPO
    | Resume
    | Sample
    | FillQueue
    | LabelSynthetically
    | Chat
    | Evaluate
    | MeasureSuite
)
