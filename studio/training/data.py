"""A stage's data, read from the store once and frozen: labels added later do not change a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from studio.errors import InputError, TrainingError
from studio.store import labels, prompts
from studio.store.engine import Store
from studio.store.records import Comparison, ResponseSet

Item = TypeVar("Item", "DemonstrationText", "RankedResponses")
MINIMUM_DEMONSTRATIONS = 2
MINIMUM_COMPARISONS = 4


@dataclass(frozen=True)
class PromptText:
    id: int
    text: str
    language: str


@dataclass(frozen=True)
class DemonstrationText:
    prompt: PromptText
    response: str


@dataclass(frozen=True)
class RankedResponses:
    """K responses to a prompt with their ranks (0 is best, equal is tied).

    What the labeler left unranked is not among them.
    """

    prompt: PromptText
    responses: tuple[str, ...]
    finished: tuple[bool, ...]
    ranks: tuple[int, ...]


@dataclass(frozen=True)
class SFTData:
    training: tuple[DemonstrationText, ...]
    heldout: tuple[DemonstrationText, ...]


@dataclass(frozen=True)
class RewardData:
    """Comparisons, split by prompt; demonstrations and prompts to calibrate the scores with."""

    training: tuple[RankedResponses, ...]
    heldout: tuple[RankedResponses, ...]
    demonstrations: tuple[DemonstrationText, ...]
    calibration_prompts: tuple[PromptText, ...]


@dataclass(frozen=True)
class PPOData:
    """Prompts to optimize on, and held-out ones to measure with.

    The demonstrations are those that PPO-ptx mixes in; None where it does not.
    """

    prompts: tuple[PromptText, ...]
    heldout: tuple[PromptText, ...]
    demonstrations: tuple[DemonstrationText, ...] | None = None


def freeze_sft(store: Store, heldout_share: float) -> SFTData:
    """All demonstrations but those of held-out prompts. Raises `TrainingError` for too few."""
    demonstrations = _demonstrations(store)
    if len(demonstrations) < MINIMUM_DEMONSTRATIONS:
        raise TrainingError(
            "too_few_demonstrations", found=len(demonstrations), needed=MINIMUM_DEMONSTRATIONS
        )
    training, heldout = split_by_prompt(demonstrations, heldout_share)
    return SFTData(training, heldout)


def freeze_reward(store: Store, heldout_share: float) -> RewardData:
    """All comparisons with an order in them, but repeats, which tell how steady a labeler is.

    Raises `TrainingError` for too few.
    """
    usable = [
        comparison
        for comparison in labels.comparisons(store)
        if len(comparison.groups) > 1
        and comparison.prompt.split != "heldout"
        and comparison.repeat_of is None
    ]
    sets = prompts.get_response_sets(store, sorted({c.set_id for c in usable}))
    ranked = [_ranked(comparison, sets[comparison.set_id]) for comparison in usable]
    if len(ranked) < MINIMUM_COMPARISONS:
        raise TrainingError("too_few_comparisons", found=len(ranked), needed=MINIMUM_COMPARISONS)
    training, heldout = split_by_prompt(ranked, heldout_share)
    calibration = _prompts(store, "reward") + _prompts(store, "ppo")
    return RewardData(training, heldout, tuple(_demonstrations(store)), calibration)


def freeze_ppo(store: Store, pretraining_coefficient: float = 0.0) -> PPOData:
    """The prompts dealt to PPO; with a coefficient, all demonstrations but those of held-out ones.

    Raises `TrainingError` when there are no prompts, `InputError` when no demonstrations.
    """
    prompted = PPOData(_some_prompts(store, "ppo"), _prompts(store, "heldout"))
    if pretraining_coefficient == 0:
        return prompted
    if not (demonstrations := _demonstrations(store)):
        raise InputError("ptx_no_demonstrations", coefficient=pretraining_coefficient)
    return replace(prompted, demonstrations=tuple(demonstrations))


def freeze_ranked_prompts(store: Store) -> tuple[PromptText, ...]:
    """The prompts whose responses are ranked. Raises `TrainingError` when there are none."""
    return _some_prompts(store, "reward")


def freeze_heldout(store: Store, limit: int) -> tuple[PromptText, ...]:
    """Prompts that no stage trains on. Raises `TrainingError` when there are none."""
    return _some_prompts(store, "heldout")[:limit]


def data_hash(data: Any) -> str:
    """A fingerprint of frozen data: equal exactly when a stage would read the same."""
    return text_hash(data_text(data))


def data_text(data: Any) -> str:
    """Frozen data as JSON, always in the same words; without what a run does not use (None)."""
    told = {name: value for name, value in asdict(data).items() if value is not None}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def split_by_prompt(
    items: Sequence[Item], heldout_share: float
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Training and held-out items: all items of a prompt on one side, chosen by its hash.

    Where every one would be held out, all are trained on instead.
    """
    sides: tuple[list[Item], list[Item]] = ([], [])
    for item in items:
        sides[_place(item.prompt.text) < heldout_share].append(item)
    training, heldout = sides
    return (tuple(training), tuple(heldout)) if training else (tuple(heldout), ())


def _place(text: str) -> float:
    """Where in [0, 1) a prompt's hash falls; salted, so independent of the deal to stages."""
    return int(hashlib.sha256(f"heldout:{text}".encode()).hexdigest()[:8], 16) / 2**32


def _demonstrations(store: Store) -> list[DemonstrationText]:
    return [
        DemonstrationText(PromptText(d.prompt.id, d.prompt.text, d.prompt.language), d.text)
        for d in labels.demonstrations(store)
        if d.prompt.split != "heldout"
    ]


def _prompts(store: Store, split: str) -> tuple[PromptText, ...]:
    found = prompts.prompts_of_split(store, split)
    return tuple(PromptText(p.id, p.text, p.language) for p in found)


def _some_prompts(store: Store, split: str) -> tuple[PromptText, ...]:
    """The prompts of a split. Raises `TrainingError` when there are none."""
    if not (found := _prompts(store, split)):
        raise TrainingError("no_prompts", split=split)
    return found


def _ranked(comparison: Comparison, shown: ResponseSet) -> RankedResponses:
    rank_of = {id: rank for rank, group in enumerate(comparison.groups) for id in group}
    prompt = PromptText(comparison.prompt.id, comparison.prompt.text, comparison.prompt.language)
    ranked = [r for r in shown.responses if r.id in rank_of]
    return RankedResponses(
        prompt,
        tuple(r.text for r in ranked),
        tuple(r.finished for r in ranked),
        tuple(rank_of[r.id] for r in ranked),
    )
