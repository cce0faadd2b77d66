"""The whole loop without a person: each step on the sample project, judged synthetically."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from studio.config import (
    EvaluateOptions,
    LabelerOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
)
from studio.errors import StudioError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Event, Failed, Finished, Stopped
from studio.jobs.requests import (
    Evaluate,
    LabelSynthetically,
    Request,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.store import prompts, runs
from studio.store.project import Project, create_project

ROUNDS = 2  # response sets a prompt
K = 4


def run_tour(folder: Path, seed: int, emit: Emit, control: RunControl) -> dict[str, Any]:
    """Make a sample project in `folder` and take it through all three steps.

    Returns the figures of each. Raises `StudioError` when a step fails, `StopRequested` when asked
    to stop; the project stays as it is then.
    """
    project = create_project(folder, sample=True)
    seconds: dict[str, float] = {}

    def step(name: str, request: Request) -> dict[str, Any]:
        began = time.perf_counter()
        summary = execute(project, request, emit, control)
        seconds[name] = round(seconds.get(name, 0.0) + time.perf_counter() - began, 1)
        return summary

    try:
        sft = step("sft", TrainSFT(SFTOptions(seed=seed)))
        count = prompts.count_prompts(project.store, split="reward")
        for round_ in range(ROUNDS):
            sampling = SamplingOptions(seed=seed + round_)
            step("sample", Sample(sampling, (sft["checkpoint_id"],), "reward", count, K))
        step("label", LabelSynthetically(LabelerOptions(seed=seed)))
        reward = step("reward", TrainReward(RewardOptions(seed=seed), sft["checkpoint_id"]))
        ppo = step("ppo", TrainPPO(PPOOptions(seed=seed)))
        judged = Evaluate(
            ppo["checkpoint_id"],
            sft["checkpoint_id"],
            EvaluateOptions(samples_per_prompt=4, seed=seed),
        )
        win_rate = step("evaluate", judged)
        return {
            "base": base_figures(project),
            "sft": sft,
            "reward": reward,
            "ppo": ppo,
            "win_rate": {"ppo_vs_sft": win_rate.pop("win_rate"), **win_rate},
            "seconds": seconds | {"total": round(sum(seconds.values()), 1)},
        }
    finally:
        project.close()


def execute(project: Project, request: Request, emit: Emit, control: RunControl) -> dict[str, Any]:
    """Run a request to its end and return its summary."""
    from studio.jobs.runner import run

    last: list[Event] = []

    def tell(event: Event) -> None:
        last[:] = [event]
        emit(event)

    run(project, request, emit=tell, control=control)
    match last[-1]:
        case Finished(summary=summary):
            return dict(summary)
        case Failed(code=code, details=details):
            raise StudioError(code, **details)
        case Stopped():
            raise StopRequested
        case other:
            raise AssertionError(f"a job ended with {other}")


def base_figures(project: Project) -> dict[str, Any]:
    """What the model card's figures are for the base model that the tour starts from."""
    from studio.lm.json_file import read_json

    base = runs.latest_checkpoint(project.store, "base")
    assert base is not None
    about = read_json(project.checkpoint_folder(base) / "studio.json")
    return dict(about.get("summary", {}))
