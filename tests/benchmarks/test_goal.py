"""The time to a win rate: its arithmetic, and the studio's half with what it starts from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from studio.config import PPOOptions
from studio.lm.checkpoint import load_model, load_tensors
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import PPOData, PromptText
from tests.benchmarks.peers import task as given
from tests.benchmarks.peers.environments import ROOT, surroundings
from tests.benchmarks.peers.goal import curve_of, reached, seconds_to, write_start
from tests.benchmarks.peers.table import ROWS, line
from tests.benchmarks.peers.task import GOAL, Kept, Task, arguments, policy_file

PROMPTS = tuple(PromptText(i, f"Tell me about {word}.", "en") for i, word in enumerate("abcdef"))


@pytest.fixture
def start(tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    reward = ScalarModel(frozen_copy(tiny_model), torch.Generator().manual_seed(0))
    reward.calibrate(2.0, 0.5)  # gives its head a bias
    options = PPOOptions(
        episodes=8, rollout_episodes=4, minibatch_size=4, max_response_tokens=6, kl_budget=1000.0
    )
    data = PPOData(PROMPTS[:4], PROMPTS[4:])
    write_start(tmp_path, tiny_model, tiny_tokenizer, reward, -1.5, data, options)
    return tmp_path


def test_the_rate_is_the_one_that_the_slower_reaches() -> None:
    studio = [(0.0, 0.5), (10.0, 0.7), (20.0, 0.9)]
    peer = [(0.0, 0.5), (100.0, 0.4), (200.0, 0.6), (300.0, 0.55)]
    rate, seconds = reached({"studio": studio, "peer": peer})
    assert rate == 0.6
    assert seconds == {"studio": pytest.approx(5.0), "peer": 200.0}


def test_what_never_wins_more_often_takes_no_time() -> None:
    assert seconds_to(0.5, [(0.0, 0.5), (9.0, 0.3)]) == 0.0


def test_a_rate_that_is_never_reached_has_no_time() -> None:
    with pytest.raises(ValueError, match=r"0\.8"):
        seconds_to(0.8, [(0.0, 0.5), (9.0, 0.7)])


def test_keeping_a_policy_takes_none_of_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(given.time, "perf_counter", lambda: now[0])
    (tmp_path / GOAL).mkdir()
    kept = Kept(Task(GOAL, str(tmp_path), False, 1, 1), "studio")

    def save(path: Path) -> None:
        path.write_text("weights")
        now[0] += 50.0

    kept.begin()
    for took in (2.0, 3.0):
        now[0] += took
        kept.keep(save)
    assert kept.seconds == {"1": 2.0, "2": 5.0}
    assert policy_file(tmp_path, "studio", 2).read_text() == "weights"


def test_the_row_is_of_seconds_and_a_quarter_is_enough() -> None:
    [row] = (row for row in ROWS if row.kind == GOAL)
    assert line(row, "fp32", [{"seconds": 25.0}], [{"seconds": 100.0}])[-2:] == ["≤ 0.25 ×", "yes"]
    assert line(row, "fp32", [{"seconds": 26.0}], [{"seconds": 100.0}])[-1] == "no"


def test_the_studios_half_keeps_a_policy_after_each_rollout(
    start: Path, tmp_path: Path, tiny_model: Transformer
) -> None:
    task = Task(GOAL, str(start), bf16=False, threads=1, count=1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.peers.studio_side", arguments(task)],
        cwd=ROOT,
        env=surroundings(1, tmp_path),
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = json.loads(done.stdout.splitlines()[-1])
    assert list(seconds) == ["1", "2"]
    assert 0 < seconds["1"] < seconds["2"]
    before, _ = load_model(start / GOAL / "policy")
    kept = [load_tensors(policy_file(start, "studio", i)) for i in (1, 2)]
    name = "model.layers.0.mlp.up_proj.weight"
    weights = [before.state_dict()[name], *(tensors[name] for tensors in kept)]
    assert not torch.equal(weights[1], weights[2])
    curve = curve_of(start, "studio", seconds)
    assert [point for point, _ in curve] == [0.0, seconds["1"], seconds["2"]]
    assert curve[0][1] == 0.5
    assert all(0 <= rate <= 1 for _, rate in curve)
