from __future__ import annotations

from datetime import UTC, datetime

import pytest

from studio.gui.preflight import missing, parents
from studio.store.records import Checkpoint, Pipeline


def made(*stages: str) -> list[Checkpoint]:
    """Checkpoints of these stages, the first one the oldest; newest first, as the store has it."""
    moment = datetime.now(UTC)
    found = [
        Checkpoint(number, stage, f"{stage}-{number}", "", None, None, moment)
        for number, stage in enumerate(stages, 1)
    ]
    return found[::-1]


def pipeline(**counts: int) -> Pipeline:
    given = {
        "demonstrations": 0,
        "response_sets": 0,
        "unranked_sets": 0,
        "comparisons": 0,
        "synthetic_comparisons": 0,
    }
    prompts = {"ppo": counts.pop("ppo_prompts", 0)}
    return Pipeline(prompts=prompts, stages={}, **{**given, **counts})


@pytest.mark.parametrize(
    ("stage", "have", "stages", "lacks"),
    [
        ("sft", {}, (), "base"),
        ("sft", {}, ("base",), "demonstrations"),
        ("sft", {"demonstrations": 1}, ("base",), ""),
        ("reward", {"comparisons": 5}, ("base",), "sft"),
        ("reward", {}, ("base", "sft"), "samples"),
        ("reward", {"response_sets": 3}, ("base", "sft"), "comparisons"),
        ("reward", {"response_sets": 3, "comparisons": 2}, ("base", "sft"), ""),
        ("ppo", {"ppo_prompts": 3}, ("base",), "sft"),
        ("ppo", {"ppo_prompts": 3}, ("base", "sft"), "reward"),
        ("ppo", {}, ("base", "sft", "reward"), "prompts"),
        ("ppo", {"ppo_prompts": 3}, ("base", "sft", "reward"), ""),
    ],
)
def test_the_first_thing_that_is_missing(stage, have, stages, lacks):
    assert missing(stage, pipeline(**have), made(*stages)) == lacks


def test_the_usual_parents_come_first_and_the_newest_of_them_on_top():
    found = made("base", "sft", "reward", "sft", "ppo")
    assert [c.name for c in parents("sft", found)] == ["base-1", "sft-4", "sft-2", "ppo-5"]
    assert [c.name for c in parents("reward", found)] == ["sft-4", "sft-2"]
    assert [c.name for c in parents("ppo", found)] == ["sft-4", "sft-2", "ppo-5"]
