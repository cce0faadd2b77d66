"""Runs the suite: what the answers of a project's policies are like."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from studio.config import RewardOptions, resource, validate
from studio.errors import InputError
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Progress, Started
from studio.jobs.requests import MeasureSuite
from studio.jobs.training import load
from studio.lm.device import best_device
from studio.store import labels, runs
from studio.store.project import Project
from studio.store.records import Checkpoint
from studio.training import data
from studio.training.judging import reward_figures
from studio.training.labeler import sentences
from studio.training.recipe import Tables, read_recipe
from studio.training.suite import MOST_TOKENS, K, Lines, measure

POLICY_STAGES = ("base", "sft", "ppo")


def run_suite(
    project: Project, request: MeasureSuite, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """The figures of each policy on prompts that no stage trains on."""
    options = validate(request.options)
    prompts = data.freeze_heldout(project.store, options.max_prompts)
    checkpoints = policies(project, request.checkpoint_ids)
    learners = [c for c in checkpoints if c.stage == "sft"]
    total = len(prompts) * (len(checkpoints) + len(learners))
    emit(Started("suite", total, device=str(best_device())))
    measured = measure(
        {c.name: partial(load, project, c) for c in checkpoints},
        prompts,
        lambda: known_texts(project, request.corpus),
        seed=options.seed,
        total=total,
        emit=emit,
        control=control,
    )
    to_rank = data.freeze_ranked_prompts(project.store)
    for place, learner in enumerate(learners, len(checkpoints)):
        judges = reward_figures(
            *load(project, learner), to_rank, prompts, RewardOptions(seed=options.seed), control
        )
        measured[learner.name] |= dict(judges)
        emit(Progress((place + 1) * len(prompts), total))
    return {
        "figures": measured,
        "prompts": len(prompts),
        "samples_per_prompt": K,
        "max_tokens": MOST_TOKENS,
        "seed": options.seed,
        "judge": "synthetic",
    }


def policies(project: Project, ids: tuple[int, ...]) -> list[Checkpoint]:
    """The checkpoints asked for, or the newest policy of each stage that has one."""
    if ids:
        found = [runs.get_checkpoint(project.store, checkpoint_id) for checkpoint_id in ids]
    else:
        newest = (runs.latest_checkpoint(project.store, stage) for stage in POLICY_STAGES)
        found = [checkpoint for checkpoint in newest if checkpoint is not None]
    for checkpoint in found:
        if checkpoint.stage not in POLICY_STAGES:
            raise InputError("checkpoint_no_policy", name=checkpoint.name)
    return found


def known_texts(project: Project, corpus: Path | None) -> Iterator[Lines]:
    """The project's demonstrations, and what the embedded model was made from.

    Each as the lines that somebody wrote whole: a demonstration and a text of the corpus are one;
    of a text that was composed, it is the heading and each sentence.
    """
    for demonstration in labels.demonstrations(project.store):
        yield (demonstration.text,)
    for source in read_recipe(resource("base_model", "recipe"), corpus).sources:
        for document in source.documents():
            composed = isinstance(source, Tables)
            yield list(told_lines(document.text)) if composed else (document.text,)


def told_lines(text: str) -> Iterator[str]:
    """A composed text's heading and its sentences."""
    for paragraph in text.splitlines():
        yield from sentences(paragraph)
