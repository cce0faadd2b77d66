"""The commands run real jobs: pretraining, then the whole loop with a tiny model."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.cli import main
from studio.jobs.control import RunControl, StopRequested
from studio.lm.json_file import read_json
from studio.store.records import SPLITS

Run = Callable[..., list[dict[str, Any]]]

TINY = (
    *("--vocab-size", 300, "--hidden-size", 32, "--layers", 1, "--heads", 2),
    *("--intermediate-size", 32, "--positions", 64, "--row-tokens", 32, "--batch-rows", 4),
    *("--warmup-steps", 1, "--tokens", 512),
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must succeed; its events."""

    def run_here(*arguments: object) -> list[dict[str, Any]]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in (*arguments, "--json")])
        out, err = capsys.readouterr()
        assert exit_.value.code == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return run_here


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents enough that some are held out."""
    path = tmp_path_factory.mktemp("corpus") / "text.jsonl"
    words = ("the", "frog", "sang", "to", "a", "moon", "and", "slept", "by", "one", "old", "tree")
    chance = random.Random(0)
    texts = (" ".join(chance.choices(words, k=12)) + "." for _ in range(600))
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


@pytest.fixture
def project(tmp_path: Path, corpus: Path, run: Run) -> Path:
    """A project with prompts of every split, demonstrations, and a base model made here."""
    from studio.store.project import create_project
    from studio.store.runs import add_checkpoint

    run("pretrain", corpus, "--out", tmp_path / "base", *TINY)
    opened = create_project(tmp_path / "project", sample=False)
    add_checkpoint(opened.store, "base", "tiny", str(tmp_path / "base"), None, None, {})
    opened.close()
    prompts = ((split, number) for split in SPLITS for number in range(6))
    rows = [
        {"prompt": f"Frog {n} {split}", "split": split, "demonstration": f"Frog {n} sang."}
        for split, n in prompts
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(SystemExit) as exit_:
        main(["import", str(tmp_path / "project"), str(file), "--labeler", "Ada"])
    assert exit_.value.code == 0
    return tmp_path / "project"


def test_pretrain(run: Run, corpus: Path, tmp_path: Path) -> None:
    events = run("pretrain", corpus, "--out", tmp_path / "model", *TINY)
    assert events[0]["event"] == "started"
    assert events[0]["stage"] == "pretrain"
    assert events[0]["total_steps"] == 4
    assert [e["step"] for e in events if e["event"] == "progress"] == [1, 2, 3, 4]
    assert (events[-1]["event"], events[-1]["step"]) == ("finished", 4)
    assert events[-1]["summary"]["tokens"] == 512
    assert (tmp_path / "model" / "model.safetensors").is_file()


def test_pretrain_by_a_recipe(run: Run, corpus: Path, tmp_path: Path) -> None:
    """Its options are the defaults; what is typed beside it, and texts that are missing, count."""
    recipe = tmp_path / "recipe"
    recipe.mkdir()
    sources = [{"file": corpus.name}, {"file": "theirs.txt", "from": "their.org"}]
    named = dict(zip(TINY[::2], TINY[1::2], strict=True))
    options = {str(name)[2:].replace("-", "_"): value for name, value in named.items()}
    shutil.copy(corpus, recipe)
    told = {"options": options | {"tokens": 1024}, "sources": sources}
    (recipe / "recipe.json").write_text(json.dumps(told))
    out = tmp_path / "model"
    events = run("pretrain", "--recipe", recipe, "--out", out, "--tokens", 256)
    [missing] = [e for e in events if e["event"] == "notice"]
    assert missing["details"] == {"name": "theirs.txt", "origin": "their.org"}
    assert events[-1]["summary"]["tokens"] == 256
    assert read_json(out / "config.json")["hidden_size"] == options["hidden_size"]


def test_pretraining_that_was_stopped_says_so(
    run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RunControl, "checkpoint", stop_the_second_time())
    events = run("pretrain", corpus, "--out", tmp_path / "model", *TINY)
    assert (events[-1]["event"], events[-1]["step"]) == ("stopped", 1)
    assert (tmp_path / "model" / "model.safetensors").is_file()
    monkeypatch.undo()
    resumed = run("pretrain", corpus, "--out", tmp_path / "model", *TINY)
    assert [e["step"] for e in resumed if e["event"] == "progress"] == [2, 3, 4]


def stop_the_second_time() -> Callable[[RunControl], None]:
    """A `RunControl.checkpoint` that lets one step pass."""
    calls = itertools.count()

    def checkpoint(control: RunControl) -> None:
        if next(calls):
            raise StopRequested

    return checkpoint


def test_the_whole_loop(run: Run, project: Path, tmp_path: Path) -> None:
    from studio.store.project import open_project
    from studio.store.runs import list_checkpoints, list_runs

    short = ("--max-tokens", 12)
    run("train", "sft", project, "--epochs", 1)
    sampled = run("sample", project, "--k", 3, "--prompts", 6, *short)
    assert sampled[-1]["summary"] == {"sets": 6, "responses": 18}
    assert run("label", project, "--noise", 1)[-1]["summary"] == {"comparisons": 6}
    reward = run("train", "reward", project, "--epochs", 1, "--calibration-samples", 8)
    assert reward[-1]["summary"]["comparisons"] == 6
    few = ("--episodes", 8, "--rollout-episodes", 4, "--max-response-tokens", 8)
    ppo = run("train", "ppo", project, *few, "--weak-reward", "accept")
    assert ppo[-1]["summary"]["episodes"] == 8
    assert len([event for event in ppo if event["event"] == "sampleseen"]) == 8
    judged = run("evaluate", project, "--max-prompts", 4, *short)[-1]["summary"]
    assert judged["judge"] == "synthetic"
    assert 0 <= judged["low"] <= judged["win_rate"] <= judged["high"] <= 1
    answer = run("chat", project, "--prompt", "Tell me of a frog", *short)
    assert answer[-1]["event"] == "finished"

    opened = open_project(project)
    try:
        made = list_checkpoints(opened.store)
        runs = list_runs(opened.store)
    finally:
        opened.close()
    assert [c.stage for c in made] == ["ppo", "reward", "sft", "base", "base"]
    assert [r.stage for r in runs] == ["ppo", "reward", "sft"]
    assert {r.status for r in runs} == {"finished"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to a whole console")
def test_ctrl_c_in_the_middle_of_training_keeps_a_checkpoint(project: Path) -> None:
    from studio.store.project import open_project
    from studio.store.runs import latest_checkpoint, list_runs

    command = ["-m", "studio", "train", "sft", str(project), "--epochs", "100", "--json"]
    with subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        events = []
        interrupted = False
        for line in process.stdout:
            events.append(json.loads(line))
            trained = events[-1]["event"] == "progress" and events[-1]["step"] > 0
            if trained and not interrupted:
                interrupted = True
                process.send_signal(signal.SIGINT)
        err = process.stderr.read()
    assert process.returncode == 0, err
    assert "Stopping" in err
    assert events[-1]["event"] == "stopped"
    assert events[-1]["step"] < events[0]["total_steps"]
    opened = open_project(project)
    try:
        (run,) = list_runs(opened.store)
        kept = latest_checkpoint(opened.store, "sft")
    finally:
        opened.close()
    assert run.status == "stopped"
    assert kept is not None
    assert kept.id == events[-1]["summary"]["checkpoint_id"]


def test_training_without_labels_tells_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from studio.store.project import create_project

    create_project(tmp_path / "project", sample=False).close()
    with pytest.raises(SystemExit) as exit_:
        main(["train", "reward", str(tmp_path / "project")])
    out, err = capsys.readouterr()
    assert exit_.value.code == 1
    assert out == ""
    assert len(err.splitlines()) == 2
    assert "comparison" in err


def test_sampling_by_several_checkpoints(run: Run, project: Path) -> None:
    from studio.store.project import open_project
    from studio.store.prompts import unranked_sets

    run("train", "sft", project, "--epochs", 1)
    named = ("--checkpoint", "sft", "--checkpoint", "base")
    run("sample", project, "--k", 2, "--prompts", 3, "--max-tokens", 12, *named)
    opened = open_project(project)
    sets = unranked_sets(opened.store)
    opened.close()
    authors = [{response.checkpoint_id for response in one.responses} for one in sets]
    assert authors == [{2, 3}] * 3  # the base model made here, and the SFT policy
