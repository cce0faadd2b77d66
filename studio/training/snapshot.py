"""A stage's frozen data on disk, so that a run that goes on learns from the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from studio.config import write_beside
from studio.errors import ModelError
from studio.training.data import (
    DemonstrationText,
    PPOData,
    PromptText,
    RankedResponses,
    RewardData,
    SFTData,
    data_text,
    text_hash,
)

StageData = SFTData | RewardData | PPOData


def write_snapshot(path: Path, data: StageData) -> None:
    """Write frozen data as JSON. Raises `OSError` where the disk does not take it."""
    write_beside(path, data_text(data))


def read_snapshot(path: Path, stage: str, expected_hash: str) -> StageData:
    """The data of a run of `stage`. Raises `ModelError` when it is missing or no longer the same.

    The hash is that which the run was recorded with.
    """
    try:
        text = path.read_text("utf-8")
        if text_hash(text) != expected_hash:
            raise ValueError("other labels")
        return _READ[stage](json.loads(text))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("state_differs", path=str(path), reason=str(error)) from None


def _sft(told: Mapping[str, Any]) -> SFTData:
    return SFTData(_demonstrations(told["training"]), _demonstrations(told["heldout"]))


def _reward(told: Mapping[str, Any]) -> RewardData:
    return RewardData(
        _comparisons(told["training"]),
        _comparisons(told["heldout"]),
        _demonstrations(told["demonstrations"]),
        _prompts(told["calibration_prompts"]),
    )


def _ppo(told: Mapping[str, Any]) -> PPOData:
    mixed = told.get("demonstrations")
    return PPOData(
        _prompts(told["prompts"]),
        _prompts(told["heldout"]),
        None if mixed is None else _demonstrations(mixed),
    )


_READ: dict[str, Callable[[Mapping[str, Any]], StageData]] = {
    "sft": _sft,
    "reward": _reward,
    "ppo": _ppo,
}


def _prompts(rows: list[dict[str, Any]]) -> tuple[PromptText, ...]:
    return tuple(PromptText(**row) for row in rows)


def _demonstrations(rows: list[dict[str, Any]]) -> tuple[DemonstrationText, ...]:
    return tuple(DemonstrationText(PromptText(**row["prompt"]), row["response"]) for row in rows)


def _comparisons(rows: list[dict[str, Any]]) -> tuple[RankedResponses, ...]:
    return tuple(
        RankedResponses(
            PromptText(**row["prompt"]),
            tuple(row["responses"]),
            tuple(row["finished"]),
            tuple(row["ranks"]),
        )
        for row in rows
    )
