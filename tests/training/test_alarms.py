"""Each alarm is provoked by figures that deserve it, told once, and silent for healthy ones."""

from __future__ import annotations

import pytest

from studio.config import PPOOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Notice
from studio.training.alarms import EXPLAINED_OVER, PPOAlarms, by_chance, tell_reward_alarm
from studio.training.ppo import train_ppo
from studio.wording import NOTICES
from tests.training.toy import DATA, IdTokenizer, KnownReward, toy_model

HEALTHY = {
    "reward": 0.0,
    "kl": 0.0,
    "entropy": 2.0,
    "response_length": 40.0,
    "ended_share": 0.99,
    "distinct_share": 1.0,
    "explained_variance": 0.4,
}


def told(*rollouts: dict[str, float]) -> list[str]:
    """The alarms of a run whose rollouts have these figures, the others being healthy."""
    events: list[Event] = []
    alarms = PPOAlarms(events.append)
    for figures in (HEALTHY, *({**HEALTHY, **changed} for changed in rollouts)):
        alarms.read(figures)
    for event in events:
        assert isinstance(event, Notice)
        assert NOTICES[event.code].format_map(dict(event.details))
    return [event.code for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("kl_negative", {"kl": -1.5}),
        ("reward_by_length", {"reward": 1.0, "response_length": 60.0, "ended_share": 0.8}),
        ("entropy_collapsed", {"entropy": 0.5}),
        ("answers_alike", {"distinct_share": 0.3}),
    ],
)
def test_an_alarm_is_told_once(code: str, figures: dict[str, float]) -> None:
    assert told(figures, figures) == [code]


def test_a_value_function_that_explains_nothing_has_some_rollouts_to_learn() -> None:
    nothing = {"explained_variance": -0.1}
    assert told(*[nothing] * (EXPLAINED_OVER - 1)) == []
    assert told(*[nothing] * EXPLAINED_OVER) == ["value_explains_nothing"]


@pytest.mark.parametrize(
    "figures",
    [
        {"reward": 2.0, "kl": 6.0, "entropy": 1.2, "explained_variance": 0.6},
        {"kl": -0.3},  # an estimate of few samples may be a little below 0
        {"reward": 1.0, "response_length": 60.0},  # longer, but they end
        {"reward": -1.0, "response_length": 60.0, "ended_share": 0.5},  # no reward for it
        {"distinct_share": 0.8},
    ],
)
def test_healthy_figures_are_silent(figures: dict[str, float]) -> None:
    assert told(*[figures] * 5) == []


def test_a_run_that_goes_on_compares_with_its_first_rollout() -> None:
    events: list[Event] = []
    PPOAlarms(events.append, first={**HEALTHY, "entropy": 9.0}).read(HEALTHY)
    assert [event.code for event in events if isinstance(event, Notice)] == ["entropy_collapsed"]


@pytest.mark.parametrize(("low", "alarm"), [(0.5, True), (0.31, True), (0.51, False)])
def test_a_reward_model_by_chance(low: float, alarm: bool) -> None:
    events: list[Event] = []
    figures = {"accuracy": 0.6, "low": low, "high": 0.7}
    tell_reward_alarm(figures, events.append)
    assert by_chance(figures) == alarm
    assert [e.code for e in events if isinstance(e, Notice)] == ["accuracy_by_chance"] * alarm
    assert not by_chance({})


def test_ppo_that_says_the_same_to_all_is_told() -> None:
    """A reward for nothing but the digit 5 and no price for KL: all answers become alike."""
    events: list[Event] = []
    policy = toy_model()
    options = PPOOptions(
        episodes=512,
        rollout_episodes=32,
        minibatch_size=16,
        max_response_tokens=2,
        critic_warmup_rollouts=0,
        warmup_rollouts=0,
        learning_rate=2e-2,
        kl_coefficient=0.0,
        kl_budget=1000.0,
        kl_limit=0.0,
    )
    train_ppo(
        policy,
        KnownReward(policy, lambda row: float(row[1:].count(5))),
        IdTokenizer(7),
        DATA,
        options,
        missing_end_reward=-1.0,
        emit=events.append,
        control=RunControl(),
    )
    assert "answers_alike" in [event.code for event in events if isinstance(event, Notice)]
