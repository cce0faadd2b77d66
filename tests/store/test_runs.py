"""Runs, their metrics and checkpoints, and what the home screen learns from them."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.store import labels, runs
from studio.store.engine import Store, open_store
from studio.store.prompts import add_prompts
from studio.store.records import Labeler, NewPrompt, ResponseSet, Run, StageStatus

AddSet = Callable[..., ResponseSet]


def start(store: Store, stage: str = "sft", parent: int | None = None, **more: object) -> Run:
    return runs.start_run(store, stage, {"epochs": 3}, parent, 7, "f00d", 12, **more)  # type: ignore[arg-type]


def train(store: Store, stage: str, parent: int | None, **more: object) -> int:
    """A run of a stage from beginning to end; the id of its checkpoint."""
    run = start(store, stage, parent, **more)
    checkpoint = runs.add_checkpoint(store, stage, stage, f"models/{run.id}", parent, run.id, {})
    runs.end_run(store, run.id, "finished", {})
    return checkpoint.id


def test_a_run_says_what_it_did(store: Store) -> None:
    base = runs.add_checkpoint(store, "base", "embedded", "resource:base_model", None, None, {})
    run = start(store, parent=base.id)
    assert (run.stage, run.status, run.options) == ("sft", "running", {"epochs": 3})
    assert (run.parent_checkpoint_id, run.seed, run.data_hash, run.labels) == (1, 7, "f00d", 12)
    assert run.ended_at is None
    runs.end_run(store, run.id, "finished", {"loss": 1.5, "nothing": None})
    ended = runs.get_run(store, run.id)
    assert (ended.status, ended.summary) == ("finished", {"loss": 1.5, "nothing": None})
    assert ended.ended_at is not None
    assert ended.ended_at >= ended.started_at == run.started_at


def test_runs_are_listed_newest_first(store: Store) -> None:
    first, second, third = start(store), start(store, "ppo"), start(store)
    assert runs.list_runs(store) == [third, second, first]
    assert runs.list_runs(store, "sft") == [third, first]


def test_metrics_come_back_by_name_in_order(store: Store) -> None:
    run, other = start(store), start(store)
    runs.record_metrics(store, run.id, [(2, "loss", 1.5), (1, "loss", 2.5), (1, "kl", -0.25)])
    runs.record_metrics(store, run.id, [(3, "loss", math.nan), (4, "loss", math.inf)])
    runs.record_metrics(store, run.id, [(2, "loss", 1.25)])
    runs.record_metrics(store, other.id, [(1, "loss", 9.0)])
    kept = runs.metrics(store, run.id)
    assert kept["kl"] == [(1, -0.25)]
    assert [step for step, _ in kept["loss"]] == [1, 2, 3, 4]
    values = [value for _, value in kept["loss"]]
    assert values[:2] == [2.5, 1.25]
    assert math.isnan(values[2])
    assert values[3] == math.inf
    assert runs.metrics(store, 99) == {}


def test_the_newest_samples_come_back_in_order(store: Store) -> None:
    run = start(store)
    rows = [(step, "frogs?", f"answer {step}", None if step % 2 else 0.5) for step in range(10)]
    runs.add_run_samples(store, run.id, rows[:6])
    runs.add_run_samples(store, run.id, rows[6:])
    assert runs.run_samples(store, run.id) == rows
    assert runs.run_samples(store, run.id, limit=3) == rows[7:]


def test_checkpoints(store: Store) -> None:
    summary = {"loss": 2.0}
    base = runs.add_checkpoint(store, "base", "embedded", "resource:base_model", None, None, {})
    run = start(store, parent=base.id)
    sft = runs.add_checkpoint(store, "sft", "sft 1", "models/sft-1", base.id, run.id, summary)
    assert (sft.parent_id, sft.run_id, sft.summary) == (base.id, run.id, summary)
    assert runs.get_checkpoint(store, sft.id) == sft
    assert runs.list_checkpoints(store) == [sft, base]
    assert runs.list_checkpoints(store, "base") == [base]
    assert runs.latest_checkpoint(store) == sft
    assert runs.latest_checkpoint(store, "base", "ppo") == base
    assert runs.latest_checkpoint(store, "ppo") is None


def test_what_is_missing_is_said(store: Store) -> None:
    with pytest.raises(InputError, match="run_missing"):
        runs.get_run(store, 1)
    with pytest.raises(InputError, match="run_missing"):
        runs.end_run(store, 1, "finished", {})
    with pytest.raises(InputError, match="checkpoint_missing"):
        runs.get_checkpoint(store, 1)


# Runs cut off by a crash

STARTS_A_RUN = """
import sys
from studio.store.engine import open_store
from studio.store.runs import start_run
store = open_store(sys.argv[1])
print(start_run(store, "sft", {}, None, 0, "", 0).id, flush=True)
sys.stdin.read()
"""


def test_a_run_is_interrupted_once_its_process_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    with closing(open_store(path)) as store:
        with subprocess.Popen(
            [sys.executable, "-c", STARTS_A_RUN, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            theirs = int(process.stdout.readline())
            ours = start(store).id
            runs.mark_interrupted(store)
            assert runs.get_run(store, theirs).status == "running"
            process.kill()
        runs.mark_interrupted(store)
        interrupted = runs.get_run(store, theirs)
        assert interrupted.status == "interrupted"
        assert interrupted.ended_at is not None
        assert runs.get_run(store, ours).status == "running"
        runs.end_run(store, ours, "stopped", {})
        assert list((tmp_path / ".running").iterdir()) == []


def test_a_run_left_open_by_a_closed_store_is_interrupted(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "studio.sqlite")) as store:
        run = start(store)
    with closing(open_store(tmp_path / "studio.sqlite")) as store:
        runs.mark_interrupted(store)
        assert runs.get_run(store, run.id).status == "interrupted"


def test_a_project_without_a_place_for_locks_still_trains(tmp_path: Path) -> None:
    (tmp_path / ".running").write_text("a file where the folder should be")
    with closing(open_store(tmp_path / "studio.sqlite")) as store:
        run = start(store)
        runs.end_run(store, run.id, "finished", {})
        assert runs.get_run(store, run.id).status == "finished"


# The pipeline


def stage(store: Store, name: str) -> StageStatus:
    return runs.pipeline(store).stages[name]


def test_the_pipeline_of_an_empty_project(store: Store) -> None:
    pipeline = runs.pipeline(store)
    assert pipeline.prompts == {"sft": 0, "reward": 0, "ppo": 0, "heldout": 0}
    assert (pipeline.demonstrations, pipeline.comparisons, pipeline.response_sets) == (0, 0, 0)
    assert list(pipeline.stages) == ["sft", "reward", "ppo"]
    for name, status in pipeline.stages.items():
        assert status == StageStatus(name, None, None, 0, False)


def test_the_pipeline_counts_what_is_live(
    store: Store, ann: Labeler, robot: Labeler, add_set: AddSet
) -> None:
    (first, second) = add_prompts(store, [NewPrompt("a", split="sft"), NewPrompt("b", split="sft")])
    add_prompts(store, [NewPrompt("c", split="ppo")])
    label = labels.save_demonstration(store, first, "one", ann.id, 1)
    labels.save_demonstration(store, first, "uno", ann.id, 1, label.id)
    withdrawn = labels.save_demonstration(store, second, "two", ann.id, 1)
    labels.withdraw_demonstration(store, withdrawn.id)
    sets = [add_set("a", str(number), "x") for number in range(4)]
    for shown, labeler in ((sets[0], ann), (sets[1], robot), (sets[1], ann)):
        ids = [response.id for response in shown.responses]
        labels.save_comparison(store, shown.id, [ids], ids, labeler.id, 1)
    pipeline = runs.pipeline(store)
    assert pipeline.prompts == {"sft": 2, "reward": 0, "ppo": 1, "heldout": 0}
    assert pipeline.demonstrations == 1
    assert (pipeline.response_sets, pipeline.unranked_sets) == (4, 2)
    assert (pipeline.comparisons, pipeline.synthetic_comparisons) == (3, 1)


def test_labels_are_new_until_a_run_with_a_checkpoint_has_seen_them(
    store: Store, ann: Labeler
) -> None:
    ids = add_prompts(store, [NewPrompt(f"prompt {n}", split="sft") for n in range(6)])
    written = [labels.save_demonstration(store, i, "text", ann.id, 1) for i in ids[:3]]
    assert stage(store, "sft").new_labels == 3
    failed = start(store)
    runs.end_run(store, failed.id, "failed", {})
    assert stage(store, "sft").new_labels == 3
    assert stage(store, "sft").run == runs.get_run(store, failed.id)
    train(store, "sft", None)
    assert stage(store, "sft").new_labels == 0
    labels.save_demonstration(store, ids[3], "text", ann.id, 1)
    labels.save_demonstration(store, ids[0], "better", ann.id, 1, written[0].id)
    assert stage(store, "sft").new_labels == 2
    assert stage(store, "reward").new_labels == 0


def test_a_stage_is_stale_when_what_it_started_from_was_replaced(store: Store) -> None:
    def stale() -> list[str]:
        stages = runs.pipeline(store).stages
        return [name for name, status in stages.items() if status.parent_is_newer]

    base = runs.add_checkpoint(store, "base", "embedded", "resource:base_model", None, None, {}).id
    sft = train(store, "sft", base)
    reward = train(store, "reward", sft)
    ppo = train(store, "ppo", sft, reward_checkpoint_id=reward)
    assert stale() == []
    assert stage(store, "ppo").checkpoint == runs.get_checkpoint(store, ppo)
    newer_reward = train(store, "reward", sft)
    assert stale() == ["ppo"]
    train(store, "ppo", sft, reward_checkpoint_id=newer_reward)
    assert stale() == []
    newer_sft = train(store, "sft", base)
    assert stale() == ["reward", "ppo"]
    newest_reward = train(store, "reward", newer_sft)
    train(store, "ppo", newer_sft, reward_checkpoint_id=newest_reward)
    assert stale() == []
    runs.add_checkpoint(store, "base", "mine", "/models/mine", None, None, {})
    assert stale() == ["sft"]
