"""The whole loop without a person: in seconds on a small project, and the real one when asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from studio import tour
from studio.errors import StudioError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import LAST_EVENTS, Event, Failed, Finished, Progress, Started, Stopped
from studio.jobs.requests import TrainReward
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import labels, prompts, runs
from studio.store.project import open_project
from tests.small_project import EVALUATE, PPO, REWARD, SAMPLING, SFT, make_small_project

STEPS = ["sft", *["sample"] * tour.ROUNDS, "label", "reward", "ppo", "evaluate"]


@pytest.fixture(autouse=True)
def small(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
) -> None:
    """The tour's own steps with a small project and small options; not for the slow test."""
    if request.node.get_closest_marker("slow"):
        return

    def create(folder: Path, *, sample: bool) -> Any:
        assert sample
        return make_small_project(folder, tiny_model, tiny_tokenizer)

    monkeypatch.setattr(tour, "create_project", create)
    for options in (SFT, REWARD, PPO, SAMPLING, EVALUATE):
        monkeypatch.setattr(tour, type(options).__name__, partial(replace, options))


def walk(folder: Path, emit: Callable[[Event], None] = [].append, seed: int = 3) -> dict[str, Any]:
    return tour.run_tour(folder, seed, emit, RunControl())


def test_it_takes_every_step_in_order(tmp_path: Path) -> None:
    told: list[Event] = []
    summary = walk(tmp_path / "tour", told.append)
    assert [e.stage for e in told if isinstance(e, Started)] == STEPS
    ended = [e for e in told if isinstance(e, LAST_EVENTS)]
    assert [type(e) for e in ended] == [Finished] * len(STEPS)
    assert set(summary) == {"base", "sft", "reward", "ppo", "win_rate", "seconds"}
    assert {"accuracy", "low", "high", "comparisons"} <= set(summary["reward"])
    assert {"episodes", "kl", "reward_before", "reward_after"} <= set(summary["ppo"])
    assert {"ppo_vs_sft", "low", "high", "prompts", "judge"} <= set(summary["win_rate"])
    assert summary["win_rate"]["judge"] == "synthetic"
    assert summary["base"] == {"heldout_nats": 5.7}
    assert set(summary["seconds"]) == {*STEPS, "total"}
    json.dumps(summary, allow_nan=False)


def test_the_project_stays_with_all_that_was_made(tmp_path: Path) -> None:
    summary = walk(tmp_path / "tour")
    project = open_project(tmp_path / "tour")
    try:
        ranked = labels.comparisons(project.store)
        count = prompts.count_prompts(project.store, split="reward")
        assert len(ranked) == count * tour.ROUNDS
        ordered = [comparison for comparison in ranked if len(comparison.groups) > 1]
        assert summary["reward"]["comparisons"] == len(ordered)
        assert all(comparison.synthetic for comparison in ranked)
        sets = prompts.get_response_sets(project.store, [c.set_id for c in ranked])
        assert {len(found.responses) for found in sets.values()} == {tour.K}
        stages = [c.stage for c in runs.list_checkpoints(project.store)]
        assert stages == ["ppo", "reward", "sft", "base", "base"]
        assert all(run.seed == 3 for run in runs.list_runs(project.store))
    finally:
        project.close()


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    seeds = {"first": 1, "again": 1, "other": 2}
    first, again, other = (walk(tmp_path / name, seed=seed) for name, seed in seeds.items())
    for summary in (first, again, other):
        summary.pop("seconds")
    assert first == again
    assert first != other


def test_a_stop_ends_it_and_the_project_stays(tmp_path: Path) -> None:
    control, told = RunControl(), list[Event]()

    def stop_in_ppo(event: Event) -> None:
        told.append(event)
        stages = [e.stage for e in told if isinstance(e, Started)]
        if stages[-1] == "ppo" and isinstance(event, Progress):
            control.stop()

    with pytest.raises(StopRequested):
        tour.run_tour(tmp_path / "tour", 0, stop_in_ppo, control)
    assert isinstance(told[-1], Stopped)
    project = open_project(tmp_path / "tour")
    try:
        assert [run.status for run in runs.list_runs(project.store)] == [
            "stopped",
            "finished",
            "finished",
        ]
    finally:
        project.close()


def test_a_step_that_fails_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []
    monkeypatch.setattr(tour, "TrainReward", lambda options, parent: TrainReward(options, 999))
    with pytest.raises(StudioError) as error:
        walk(tmp_path / "tour", told.append)
    assert error.value.code == "checkpoint_missing"
    assert isinstance(told[-1], Failed)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_real_tour_reaches_its_figures(tmp_path: Path, seed: int) -> None:
    command = [sys.executable, "-m", "studio", "tour", "--json", "--seed", str(seed)]
    all_cores = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    done = subprocess.run(
        [*command, "--dir", str(tmp_path / "tour")],
        capture_output=True,
        text=True,
        check=True,
        env=all_cores,
    )
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["event"] == "summary"
    assert summary["reward"]["low"] > 0.5
    assert summary["win_rate"]["low"] > 0.5
    assert summary["ppo"]["reward_after"] > summary["ppo"]["reward_before"]
    assert summary["ppo"]["kl"] < 10
    assert summary["seconds"]["total"] < 600
