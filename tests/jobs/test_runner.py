"""Each request on a small project: its events in order, and what it leaves in the store."""

from __future__ import annotations

import json
import math
import shutil
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from studio import __version__
from studio.config import SFTOptions
from studio.errors import InputError, StoreError
from studio.jobs import measuring, training
from studio.jobs.control import RunControl
from studio.jobs.events import (
    LAST_EVENTS,
    Event,
    Failed,
    Finished,
    Notice,
    Progress,
    SampleSeen,
    Saved,
    Started,
    Stopped,
    TextPiece,
    event_to_dict,
)
from studio.jobs.requests import (
    Chat,
    Evaluate,
    LabelSynthetically,
    MeasureSuite,
    Request,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.jobs.runner import EXECUTE, run
from studio.jobs.training import finite, load, load_reward
from studio.lm.json_file import read_json
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import labels, prompts, runs
from studio.store.project import Project
from studio.training import judging
from studio.training.data import data_hash, freeze_sft
from studio.training.recipe import Recipe
from tests.small_project import (
    EVALUATE,
    PPO,
    PROMPTS_A_SPLIT,
    REWARD,
    SAMPLING,
    SFT,
    make_small_project,
)

Told = dict[str, list[Event]]


def tell(project: Project, request: Request, control: RunControl | None = None) -> list[Event]:
    """Run a request; its events."""
    told: list[Event] = []
    run(project, request, emit=told.append, control=control or RunControl())
    return told


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory, tiny_tokenizer: Tokenizer, tiny_config: Any
) -> Iterator[tuple[Project, Told]]:
    """The whole loop once, told and recorded; tests read it and change nothing."""
    from studio.lm.transformer import init_weights

    model = Transformer(tiny_config)
    init_weights(model, torch.Generator().manual_seed(0))
    folder = tmp_path_factory.mktemp("story") / "project"
    project = make_small_project(folder, model, tiny_tokenizer)
    told: Told = {"sft": tell(project, TrainSFT(SFT))}
    told["sample"] = tell(project, Sample(SAMPLING, k=3))
    told["label"] = tell(project, LabelSynthetically())
    told["reward"] = tell(project, TrainReward(REWARD))
    told["ppo"] = tell(project, TrainPPO(PPO))
    sft, ppo = (checkpoint_id(told[stage]) for stage in ("sft", "ppo"))
    told["evaluate"] = tell(project, Evaluate(ppo, sft, EVALUATE))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(judging, "COMPARISONS", 4)
        small.setattr(measuring, "read_recipe", lambda *_: Recipe({}, (), ()))
        told["suite"] = tell(project, MeasureSuite(options=EVALUATE))
    told["chat"] = tell(project, Chat("Sing of frogs", (sft, ppo), SAMPLING))
    yield project, told
    project.close()


def checkpoint_id(told: list[Event]) -> int:
    last = told[-1]
    assert isinstance(last, Finished | Stopped), last
    return int(last.summary["checkpoint_id"])


STAGES = ("sft", "reward", "ppo")
ALL = ("sft", "sample", "label", "reward", "ppo", "evaluate", "suite", "chat")


def test_there_is_a_function_for_every_request() -> None:
    assert set(EXECUTE) == set(Request.__args__)


@pytest.mark.parametrize("stage", ALL)
def test_a_job_starts_once_and_ends_once(story: tuple[Project, Told], stage: str) -> None:
    told = story[1][stage]
    first, last = told[0], told[-1]
    assert isinstance(first, Started)
    assert first.stage == stage
    assert isinstance(last, Finished), last
    assert sum(isinstance(event, Started) for event in told) == 1
    assert sum(isinstance(event, LAST_EVENTS) for event in told) == 1


@pytest.mark.parametrize("stage", ALL)
def test_steps_rise_to_the_total_that_was_announced(
    story: tuple[Project, Told], stage: str
) -> None:
    told = story[1][stage]
    steps = [event for event in told if isinstance(event, Progress)]
    if stage == "chat":
        assert not steps
        return
    assert [e.step for e in steps] == sorted(e.step for e in steps)
    assert steps[-1].step == steps[-1].total == told[0].total_steps == told[-1].step


@pytest.mark.parametrize("stage", ALL)
def test_all_that_is_told_is_plain_finite_data(story: tuple[Project, Told], stage: str) -> None:
    for event in story[1][stage]:
        line = json.dumps(event_to_dict(event), allow_nan=False)
        assert json.loads(line)["event"] == type(event).__name__.lower()


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_leaves_a_checkpoint_that_says_what_made_it(
    story: tuple[Project, Told], stage: str
) -> None:
    project, told = story
    saved, last = told[stage][-2], told[stage][-1]
    assert isinstance(saved, Saved)
    assert (saved.step, saved.checkpoint_id) == (last.step, checkpoint_id(told[stage]))
    checkpoint = runs.get_checkpoint(project.store, saved.checkpoint_id)
    assert checkpoint.stage == stage
    model, _ = load(project, checkpoint)
    assert all(weight.isfinite().all() for weight in model.parameters())
    folder = project.checkpoint_folder(checkpoint)
    assert folder.parent == project.models
    about = read_json(folder / "studio.json")
    found = runs.get_run(project.store, checkpoint.run_id or 0)
    assert (about["stage"], about["program_version"]) == (stage, __version__)
    assert about["options"] == dict(found.options)
    assert about["data_hash"] == found.data_hash
    assert about["summary"] == dict(checkpoint.summary)
    assert dict(found.summary) == dict(last.summary)
    assert found.status == "finished"
    assert found.ended_at is not None


@pytest.mark.parametrize("stage", STAGES)
def test_metrics_and_samples_are_recorded_as_told(story: tuple[Project, Told], stage: str) -> None:
    project, told = story
    run_id = told[stage][0].run_id
    kept = runs.metrics(project.store, run_id)
    expected: dict[str, dict[int, float]] = {}
    for event in told[stage]:
        if isinstance(event, Progress):
            for name, value in event.metrics.items():
                expected.setdefault(name, {})[event.step] = value
    assert {name: dict(curve) for name, curve in kept.items()} == expected
    samples = [
        (e.step, e.prompt, e.response, e.reward) for e in told[stage] if isinstance(e, SampleSeen)
    ]
    assert runs.run_samples(project.store, run_id) == samples
    assert bool(samples) == (stage != "reward")


def test_each_checkpoint_names_its_parent(story: tuple[Project, Told]) -> None:
    project, told = story
    base = runs.latest_checkpoint(project.store, "base")
    sft, reward, ppo = (
        runs.get_checkpoint(project.store, checkpoint_id(told[stage])) for stage in STAGES
    )
    assert base is not None
    assert (sft.parent_id, reward.parent_id, ppo.parent_id) == (base.id, sft.id, sft.id)
    judged = runs.get_run(project.store, ppo.run_id or 0)
    assert judged.reward_checkpoint_id == reward.id
    found = runs.get_run(project.store, sft.run_id or 0)
    assert (found.parent_checkpoint_id, found.seed) == (base.id, SFT.seed)
    assert found.options == asdict(SFT)
    assert found.labels == PROMPTS_A_SPLIT
    assert found.data_hash == data_hash(freeze_sft(project.store, SFT.heldout_share))


def test_the_pipeline_is_up_to_date_afterwards(story: tuple[Project, Told]) -> None:
    pipeline = runs.pipeline(story[0].store)
    for stage in STAGES:
        status = pipeline.stages[stage]
        assert (status.new_labels, status.parent_is_newer) == (0, False)


def test_the_summaries_hold_the_figures_that_are_shown(story: tuple[Project, Told]) -> None:
    summaries = {stage: set(told[-1].summary) for stage, told in story[1].items()}
    assert {"loss", "heldout_loss", "demonstrations", "steps"} <= summaries["sft"]
    assert {"accuracy", "low", "high", "comparisons"} <= summaries["reward"]
    assert {"episodes", "kl", "reward_before", "reward_after"} <= summaries["ppo"]
    assert {"win_rate", "low", "high", "prompts", "judge"} <= summaries["evaluate"]
    assert {"figures", "prompts", "samples_per_prompt", "judge"} <= summaries["suite"]
    assert story[1]["sample"][-1].summary == {"sets": 8, "responses": 24}
    assert story[1]["label"][-1].summary == {"comparisons": 8}


def test_the_reward_model_is_loaded_with_its_calibration(story: tuple[Project, Told]) -> None:
    project, told = story
    checkpoint = runs.get_checkpoint(project.store, checkpoint_id(told["reward"]))
    reward, _, missing = load_reward(project, checkpoint)
    assert missing == checkpoint.summary["missing_end_reward"] <= -1.0
    assert reward.head.bias.item() != 0.0


def test_samples_are_kept_with_how_they_were_made(story: tuple[Project, Told]) -> None:
    project, told = story
    sft = checkpoint_id(told["sft"])
    ranked = labels.comparisons(project.store)
    sets = prompts.get_response_sets(project.store, [c.set_id for c in ranked])
    assert len(sets) == PROMPTS_A_SPLIT
    for found in sets.values():
        assert found.prompt.split == "reward"
        assert len(found.responses) == 3
        for response in found.responses:
            assert response.checkpoint_id == sft
            assert (response.sampling["max_tokens"], response.sampling["temperature"]) == (8, 0.7)
            assert "seed" not in response.sampling


def test_synthetic_comparisons_say_so(story: tuple[Project, Told]) -> None:
    ranked = labels.comparisons(story[0].store)
    assert ranked
    assert all(comparison.synthetic for comparison in ranked)
    (labeler,) = {comparison.labeler_id for comparison in ranked}
    assert {p.id: p for p in labels.list_labelers(story[0].store)}[labeler].synthetic


def test_a_chat_streams_what_it_answers(story: tuple[Project, Told]) -> None:
    told = story[1]["chat"]
    answers = told[-1].summary["answers"]
    assert len(answers) == 2
    for row, answer in enumerate(answers):
        pieces = [e.text for e in told if isinstance(e, TextPiece) and e.row == row]
        assert "".join(pieces).strip() == answer["text"]


# Sampling and labeling again


def test_a_second_round_samples_other_answers(project: Project) -> None:
    tell(project, TrainSFT(replace(SFT, epochs=1)))
    for _ in range(2):
        assert isinstance(tell(project, Sample(SAMPLING, prompts=3, k=2))[-1], Finished)
    sets = prompts.unranked_sets(project.store)
    assert len(sets) == 6
    assert len({found.prompt.id for found in sets}) == 6  # those with the fewest sets come first
    tell(project, Sample(SAMPLING, prompts=8, k=2))
    by_prompt: dict[int, list[tuple[str, ...]]] = {}
    for found in prompts.unranked_sets(project.store):
        by_prompt.setdefault(found.prompt.id, []).append(tuple(r.text for r in found.responses))
    twice = [texts for texts in by_prompt.values() if len(texts) == 2]
    assert len(twice) == 6
    assert all(first != second for first, second in twice)


def test_only_what_nobody_ranked_is_ranked(project: Project) -> None:
    tell(project, TrainSFT(replace(SFT, epochs=1)))
    tell(project, Sample(SAMPLING, prompts=2, k=2))
    assert tell(project, LabelSynthetically())[-1].summary == {"comparisons": 2}
    assert tell(project, LabelSynthetically())[-1].summary == {"comparisons": 0}


def test_sampling_can_be_limited_to_a_language(project: Project) -> None:
    tell(project, TrainSFT(replace(SFT, epochs=1)))
    told = tell(project, Sample(SAMPLING, k=2, language="de"))
    assert told[-1].summary["sets"] == PROMPTS_A_SPLIT // 2
    assert {s.prompt.language for s in prompts.unranked_sets(project.store)} == {"de"}


# Stop and pause


def stop_at(control: RunControl, step: int, told: list[Event]) -> Any:
    def emit(event: Event) -> None:
        told.append(event)
        if isinstance(event, Progress) and event.step >= step:
            control.stop()

    return emit


def test_a_stop_keeps_the_work(project: Project) -> None:
    told, control = list[Event](), RunControl()
    request = TrainSFT(replace(SFT, epochs=50))
    run(project, request, emit=stop_at(control, 3, told), control=control)
    saved, last = told[-2], told[-1]
    assert isinstance(saved, Saved)
    assert isinstance(last, Stopped)
    assert (saved.step, last.step, last.summary["steps"]) == (3, 3, 3)
    found = runs.list_runs(project.store)[0]
    assert (found.status, found.summary["stopped"]) == ("stopped", True)
    model, _ = load(project, runs.get_checkpoint(project.store, saved.checkpoint_id))
    base, _ = load(project, runs.list_checkpoints(project.store, "base")[0])
    assert not torch.equal(model.lm_head.weight, base.lm_head.weight)
    assert max(step for step, _ in runs.metrics(project.store, found.id)["loss"]) == 3


def test_a_stop_before_anything_is_learned_leaves_no_checkpoint(project: Project) -> None:
    control = RunControl()
    control.stop()
    told = tell(project, TrainSFT(SFT), control)
    assert told[-1] == Stopped(0)
    assert not [event for event in told if isinstance(event, Saved)]
    found = runs.list_runs(project.store)[0]
    assert (found.status, found.summary) == ("stopped", {})
    assert runs.list_checkpoints(project.store, "sft") == []
    assert list(project.models.iterdir()) == []


def folder_of(story: tuple[Project, Told], stage: str) -> Path:
    """Where the checkpoint lies that a stage of the story has made."""
    finished, told = story
    made = runs.get_checkpoint(finished.store, checkpoint_id(told[stage]))
    return finished.checkpoint_folder(made)


def enter(project: Project, **folders: Path) -> list[int]:
    """Enter the checkpoint in each folder, by its stage, into a project; their ids."""
    return [
        runs.add_checkpoint(project.store, stage, stage, str(folder), None, None, {}).id
        for stage, folder in folders.items()
    ]


def test_a_stopped_ppo_run_keeps_its_policy(
    project: Project, story: tuple[Project, Told], tmp_path: Path
) -> None:
    ids = enter(project, sft=folder_of(story, "sft"), reward=folder_of(story, "reward"))
    seen, control = list[Event](), RunControl()
    request = TrainPPO(replace(PPO, episodes=800), *ids)
    run(project, request, emit=stop_at(control, 2, seen), control=control)
    last = seen[-1]
    assert isinstance(last, Stopped)
    assert (last.summary["rollouts"], last.summary["episodes"]) == (2, 16)
    assert "reward_after" not in last.summary
    load(project, runs.get_checkpoint(project.store, last.summary["checkpoint_id"]))


def test_stopped_sampling_keeps_the_sets_that_are_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.jobs import sampling

    tell(project, TrainSFT(replace(SFT, epochs=1)))
    monkeypatch.setattr(sampling, "PROMPTS_A_CHUNK", 3)
    told, control = list[Event](), RunControl()
    run(project, Sample(SAMPLING, k=2), emit=stop_at(control, 3, told), control=control)
    assert isinstance(told[-1], Stopped)
    assert told[-1].step == 3
    assert len(prompts.unranked_sets(project.store)) == 3


def test_a_pause_blocks_the_run_until_it_is_resumed(project: Project) -> None:
    told, control, reached = list[Event](), RunControl(), threading.Event()

    def emit(event: Event) -> None:
        told.append(event)
        if isinstance(event, Progress) and event.step == 1 and not reached.is_set():
            control.pause()
            reached.set()

    request = TrainSFT(replace(SFT, epochs=1))
    thread = threading.Thread(
        target=run, args=(project, request), kwargs={"emit": emit, "control": control}
    )
    thread.start()
    assert reached.wait(60)
    thread.join(0.3)
    assert thread.is_alive()
    assert told[-1].step == 1
    control.resume()
    thread.join(60)
    assert isinstance(told[-1], Finished)


# Errors


def failure(told: list[Event]) -> Failed:
    assert isinstance(told[-1], Failed), told[-1]
    assert sum(isinstance(event, LAST_EVENTS) for event in told) == 1
    return told[-1]


@pytest.mark.parametrize(
    ("request_", "code", "exit_code"),
    [
        (TrainReward(), "too_few_comparisons", 1),
        (TrainPPO(), "stage_not_trained", 2),
        (TrainSFT(SFTOptions(epochs=0)), "option_range", 2),
        (TrainSFT(parent_id=99), "checkpoint_missing", 2),
        (Sample(k=1), "k_too_small", 2),
        (Sample(), "stage_not_trained", 2),
        (Chat("  ", (1,)), "prompt_empty", 2),
        (Evaluate(99, 1), "checkpoint_missing", 2),
    ],
)
def test_what_cannot_start_says_why(
    project: Project, request_: Request, code: str, exit_code: int
) -> None:
    failed = failure(tell(project, request_))
    assert (failed.code, failed.exit_code) == (code, exit_code)
    assert runs.list_runs(project.store) == []


def test_ppo_needs_a_reward_model_and_not_another_stage(project: Project) -> None:
    tell(project, TrainSFT(replace(SFT, epochs=1)))
    sft = runs.list_checkpoints(project.store, "sft")[0]
    failed = failure(tell(project, TrainPPO(PPO, sft.id, sft.id)))
    assert failed.code == "reward_head_missing"
    assert runs.list_runs(project.store, "ppo")[0].status == "failed"


def test_ppo_refuses_a_reward_model_by_chance_unless_told(project: Project) -> None:
    tell(project, TrainSFT(replace(SFT, epochs=1)))
    tell(project, Sample(SAMPLING, k=3))
    tell(project, LabelSynthetically())
    told = tell(project, TrainReward(replace(REWARD, learning_rate=0.0, epochs=1)))
    by_chance = runs.list_checkpoints(project.store, "reward")[0]
    assert by_chance.summary["low"] <= 0.5
    assert "accuracy_by_chance" in [e.code for e in told if isinstance(e, Notice)]
    failed = failure(tell(project, TrainPPO(replace(PPO, weak_reward="refuse"))))
    assert (failed.code, failed.details) == ("reward_by_chance", {"name": by_chance.name})
    assert runs.list_runs(project.store, "ppo") == []
    assert isinstance(tell(project, TrainPPO(PPO))[-1], Finished)


def test_a_failing_run_is_recorded_with_what_it_had(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, emit: Any, **kwargs: Any) -> None:
        emit(Progress(1, 9, {"loss": 2.5}))
        raise ValueError("a bug")

    monkeypatch.setattr(training, "train_sft", broken)
    failed = failure(tell(project, TrainSFT(SFT)))
    assert (failed.code, failed.exit_code) == ("unexpected", 1)
    assert "a bug" in failed.details["reason"]
    assert "in broken" in failed.traceback
    found = runs.list_runs(project.store)[0]
    assert (found.status, found.summary) == ("failed", {"error": "ValueError: a bug"})
    assert runs.metrics(project.store, found.id) == {"loss": [(1, 2.5)]}


def test_a_model_that_cannot_be_written_fails_the_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, *args: Any, **kwargs: Any) -> None:
        raise InputError("folder_unwritable", path=str(folder), reason="no space left")

    monkeypatch.setattr(training, "save_model", full)
    failed = failure(tell(project, TrainSFT(replace(SFT, epochs=1))))
    assert (failed.code, failed.exit_code) == ("folder_unwritable", 2)
    assert runs.list_runs(project.store)[0].summary == {"error": "folder_unwritable"}
    assert runs.list_checkpoints(project.store, "sft") == []


def test_a_store_that_fails_is_told_as_the_cause(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise StoreError("disk_full", path="somewhere")

    monkeypatch.setattr(runs, "record_metrics", full)
    monkeypatch.setattr(runs, "end_run", full)
    assert failure(tell(project, TrainSFT(replace(SFT, epochs=1)))).code == "disk_full"


def test_a_policy_and_a_reward_model_of_other_tokens_do_not_go_together(
    project: Project, story: tuple[Project, Told], tiny_config: Any, tmp_path: Path
) -> None:
    from studio.lm.checkpoint import save_model

    finished, told = story
    reward = runs.get_checkpoint(finished.store, checkpoint_id(told["reward"]))
    other = tmp_path / "other"
    model = Transformer(replace(tiny_config, vocab_size=330))
    save_model(other, model, load(finished, reward)[1])
    ids = enter(project, sft=other, reward=finished.checkpoint_folder(reward))
    failed = failure(tell(project, TrainPPO(PPO, *ids)))
    assert (failed.code, failed.details["policy"]) == ("reward_vocabulary", "sft")


def test_a_policy_and_a_reward_model_of_other_formats_do_not_go_together(
    project: Project, story: tuple[Project, Told], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder_of(story, "sft"), other)
    settings = json.loads((other / "tokenizer_config.json").read_text())
    settings["chat_template"] = settings["chat_template"].replace("' ' + ", "")
    (other / "tokenizer_config.json").write_text(json.dumps(settings))
    ids = enter(project, sft=other, reward=folder_of(story, "reward"))
    assert failure(tell(project, TrainPPO(PPO, *ids))).code == "reward_vocabulary"


def test_figures_that_were_not_measured_are_left_out() -> None:
    given = {"loss": math.nan, "low": -math.inf, "steps": 3, "kl": 0.5, "stopped": True}
    assert finite(given) == {"steps": 3, "kl": 0.5, "stopped": True}


def test_c13_an_ensemble_is_saved_loaded_and_judges_ppo(project: Project) -> None:
    for request in (TrainSFT(SFT), Sample(SAMPLING, k=3), LabelSynthetically()):
        tell(project, request)
    trained = tell(project, TrainReward(replace(REWARD, heads=3)))
    checkpoint = runs.get_checkpoint(project.store, checkpoint_id(trained))
    assert load_reward(project, checkpoint)[0].heads == 3
    assert checkpoint.summary["head_disagreement"] > 0
    optimized = tell(project, TrainPPO(PPO))[-1]
    assert isinstance(optimized, Finished)
    judged = runs.list_runs(project.store, "ppo")[0]
    assert judged.reward_checkpoint_id == checkpoint.id
    assert len(runs.metrics(project.store, judged.id)["head_disagreement"]) == 2
