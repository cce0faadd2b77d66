"""F1: a run that was stopped and went on is bitwise the run that was never stopped."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.config import PPOOptions, RewardOptions, SFTOptions
from studio.errors import ModelError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Event, Progress
from studio.lm import lanes
from studio.lm.checkpoint import load_tensors
from studio.lm.heads import frozen_copy
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training import keeping, micro_batches
from studio.training.data import (
    DemonstrationText,
    PPOData,
    PromptText,
    RankedResponses,
    RewardData,
    SFTData,
)
from studio.training.keeping import Keeper
from studio.training.ppo import train_ppo
from studio.training.reward import train_reward
from studio.training.sft import train_sft

PROMPTS = tuple(PromptText(i, f"Prompt {i}", "en") for i in range(6))
DEMONSTRATIONS = tuple(DemonstrationText(p, f"The moon is round, {p.id}.") for p in PROMPTS)
COMPARISONS = tuple(
    RankedResponses(p, (f"A moon {p.id}.", "No.", "A frog."), (True, True, False), (0, 2, 1))
    for p in PROMPTS
)
UNTIMED = {"tokens_per_second"}
Metrics = list[tuple[int, dict[str, float]]]
Outcome = tuple[dict[str, Tensor], dict[str, Any], Metrics]
Stage = Callable[[Keeper, RunControl], Outcome]


class StopAt(RunControl):
    """Stops when its checkpoint is called for the `count`-th time; 0 is never."""

    def __init__(self, count: int = 0) -> None:
        super().__init__()
        self.left = count

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.stop()
        super().checkpoint()


def metrics_of(told: list[Event]) -> Metrics:
    progress = [event for event in told if isinstance(event, Progress)]
    return [
        (e.step, {name: value for name, value in e.metrics.items() if name not in UNTIMED})
        for e in progress
    ]


STAGES = ("sft", "reward", "ensemble", "ppo", "ptx")


@pytest.fixture(params=STAGES)
def stage(
    request: pytest.FixtureRequest, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> Stage:
    """A whole run of a stage, from the same weights each time."""
    return stage_of(request.param, tiny_model, tiny_tokenizer)


@pytest.fixture(params=STAGES)
def adapted_stage(
    request: pytest.FixtureRequest, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> Stage:
    """The same with LoRA."""
    return stage_of(request.param, tiny_model, tiny_tokenizer, lora_rank=2, average_decay=0.5)


def stage_of(
    name: str,
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
    lora_rank: int = 0,
    average_decay: float = 0.0,
) -> Stage:

    def sft(keeper: Keeper, control: RunControl) -> Outcome:
        policy, told = frozen_copy(tiny_model).requires_grad_(True), list[Event]()
        options = SFTOptions(epochs=2, batch_size=2, learning_rate=1e-3, lora_rank=lora_rank)
        data = SFTData(DEMONSTRATIONS[:4], DEMONSTRATIONS[4:])
        summary = train_sft(
            policy,
            tiny_tokenizer,
            data,
            options,
            emit=told.append,
            control=control,
            keeper=keeper,
        )
        return policy.state_dict(), summary, metrics_of(told)

    def reward(keeper: Keeper, control: RunControl) -> Outcome:
        policy, told = frozen_copy(tiny_model), list[Event]()
        options = RewardOptions(
            epochs=6,
            batch_size=2,
            calibration_samples=4,
            heads=3 if name == "ensemble" else 1,
            lora_rank=lora_rank,
        )
        data = RewardData(COMPARISONS[:4], COMPARISONS[4:], DEMONSTRATIONS, PROMPTS)
        model, summary = train_reward(
            policy,
            tiny_tokenizer,
            data,
            options,
            emit=told.append,
            control=control,
            keeper=keeper,
        )
        return model.state_dict(), summary, metrics_of(told)

    def ppo(keeper: Keeper, control: RunControl) -> Outcome:
        policy, told = frozen_copy(tiny_model).requires_grad_(True), list[Event]()
        coefficient = 2.0 if name == "ptx" else 0.0
        data = RewardData(COMPARISONS[:4], COMPARISONS[4:], DEMONSTRATIONS, PROMPTS)
        judge, _ = train_reward(
            policy,
            tiny_tokenizer,
            data,
            RewardOptions(epochs=1, calibration_samples=4),
            emit=[].append,
            control=RunControl(),
        )
        summary = train_ppo(
            policy,
            judge,
            tiny_tokenizer,
            PPOData(PROMPTS[:4], PROMPTS[4:], DEMONSTRATIONS if coefficient else None),
            PPOOptions(
                episodes=15,
                rollout_episodes=5,
                minibatch_size=2,
                max_response_tokens=4,
                learning_rate=1e-3,
                critic_warmup_rollouts=1,
                pretraining_coefficient=coefficient,
                lora_rank=lora_rank,
                average_decay=average_decay,
            ),
            missing_end_reward=-1.0,
            emit=told.append,
            control=control,
            keeper=keeper,
        )
        return policy.state_dict(), summary, metrics_of(told)

    stages: dict[str, Stage] = {
        "sft": sft,
        "reward": reward,
        "ensemble": reward,
        "ppo": ppo,
        "ptx": ppo,
    }
    return stages[name]


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the state after every step."""
    monkeypatch.setattr(keeping, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "SHARE", float("inf"))


def assert_same(one: Outcome, other: Outcome) -> None:
    weights, summary, metrics = one
    assert all(torch.equal(weights[name], other[0][name]) for name in other[0])
    assert summary == other[1]
    steps = {step for step, _ in metrics}
    assert metrics == [(step, told) for step, told in other[2] if step in steps]


@pytest.mark.usefixtures("eager")
def test_f1_f9_a_run_stopped_anywhere_goes_on_bitwise(stage: Stage, tmp_path: Path) -> None:
    counter = StopAt()
    whole = stage(Keeper(None), counter)
    calls = -counter.left
    assert calls > 10
    went_on = 0
    for stop in range(1, calls, max(1, calls // 12)):
        folder = tmp_path / str(stop)
        try:
            assert stage(Keeper(folder), StopAt(stop))[1].get("stopped")
        except StopRequested:
            assert not folder.exists()  # nothing was learned yet
        went_on += folder.exists()
        assert_same(stage(Keeper(folder), RunControl()), whole)
    assert went_on > 4


@pytest.fixture
def two_lanes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Computes every step in two lanes; lists the parts of each time that lanes are used."""
    used: list[int] = []

    def counted(work: Any, parts: Any, lanes: int) -> Any:
        used.append(min(lanes, len(parts)))
        return in_lanes(work, parts, lanes)

    in_lanes = lanes.in_lanes
    monkeypatch.setattr(lanes, "in_lanes", counted)
    monkeypatch.setattr(micro_batches, "LEAST_WORK", 1)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield used
    torch.set_num_threads(before)


@pytest.mark.usefixtures("eager")
def test_f1_a_run_in_lanes_goes_on_bitwise(
    stage: Stage, two_lanes: list[int], tmp_path: Path
) -> None:
    counter = StopAt()
    whole = stage(Keeper(None), counter)
    assert two_lanes.count(2) > 5
    calls = -counter.left
    went_on = 0
    for stop in range(calls // 4, calls, calls // 4):
        folder = tmp_path / str(stop)
        try:
            assert stage(Keeper(folder), StopAt(stop))[1].get("stopped")
        except StopRequested:
            assert not folder.exists()
        went_on += folder.exists()
        assert_same(stage(Keeper(folder), RunControl()), whole)
    assert went_on > 0


@pytest.mark.usefixtures("eager")
def test_f1_a_run_with_lora_goes_on_bitwise(adapted_stage: Stage, tmp_path: Path) -> None:
    counter = StopAt()
    whole = adapted_stage(Keeper(None), counter)
    assert any("lora_B" in name and weight.abs().sum() > 0 for name, weight in whole[0].items())
    calls = -counter.left
    went_on = 0
    for stop in (calls // 2, calls * 3 // 4, calls - 1):
        folder = tmp_path / str(stop)
        assert adapted_stage(Keeper(folder), StopAt(stop))[1].get("stopped")
        went_on += folder.exists()
        assert_same(adapted_stage(Keeper(folder), RunControl()), whole)
    assert went_on == 3


@pytest.mark.usefixtures("eager")
def test_what_lora_leaves_as_it_is_is_not_kept(adapted_stage: Stage, tmp_path: Path) -> None:
    adapted_stage(Keeper(tmp_path / "state"), RunControl())
    kept = load_tensors(tmp_path / "state" / "state.safetensors")
    weights = [name for name in kept if name.startswith("model.")]
    assert any("lora_A" in name for name in weights)
    assert all("lora_" in n or ".head." in n or ".average." in n for n in weights)


@pytest.mark.usefixtures("eager")
def test_f1_a_run_may_be_stopped_again_and_again(stage: Stage, tmp_path: Path) -> None:
    counter = StopAt()
    whole = stage(Keeper(None), counter)
    draw, stops = random.Random(0), 0
    while True:
        try:
            outcome = stage(Keeper(tmp_path / "state"), StopAt(draw.randint(1, -counter.left)))
        except StopRequested:
            continue
        if not outcome[1].get("stopped"):
            break
        stops += 1
    assert stops > 0
    assert_same(outcome, whole)


def test_a_run_that_is_done_goes_on_to_the_same_end(stage: Stage, tmp_path: Path) -> None:
    """A crash after the last step, before its checkpoint was written."""
    keeper = Keeper(tmp_path / "state")
    whole = stage(keeper, RunControl())
    keeper.keep()
    again = stage(Keeper(tmp_path / "state"), RunControl())
    assert_same(again, whole)
    assert again[2] == []


def test_what_was_told_is_recorded_before_the_state(tmp_path: Path) -> None:
    recorded: list[bool] = []
    folder = tmp_path / "state"
    keeper = Keeper(folder, flush=lambda: recorded.append(folder.exists()))
    keeper.begin(keeping.Learning(torch.nn.Linear(1, 1), []))
    keeper.keep()
    assert recorded == []  # no step is done, so there is nothing to keep
    keeper.reached(1)
    keeper.keep()
    assert recorded == [False]
    assert folder.exists()
    keeper.spoiled()
    keeper.keep()  # a step has begun: what is kept stays
    assert recorded == [False]


def test_a_state_of_another_model_is_refused(
    stage: Stage, tiny_model: Transformer, tmp_path: Path
) -> None:
    keeper = Keeper(tmp_path / "state")
    keeper.begin(keeping.Learning(torch.nn.Linear(1, 1), []))
    keeper.reached(1)
    keeper.keep()
    with pytest.raises(ModelError, match="state_differs"):
        stage(Keeper(tmp_path / "state"), RunControl())
