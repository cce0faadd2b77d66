"""Win rates of policies, and intervals that hold what they promise."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.config import EvaluateOptions
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Event, Progress, SampleSeen
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training import evaluate
from studio.training.data import PromptText
from studio.training.evaluate import answers, bootstrap_interval, win_rate

PROMPTS = tuple(
    PromptText(i, text, "en")
    for i, text in enumerate(["Tell of frogs.", "Explain the moon.", "Sing of rockets.", "Jump."])
)
SHORT = EvaluateOptions(samples_per_prompt=2, max_tokens=6)


def test_a_policy_against_itself_wins_half_the_time(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    policy = tiny_model, tiny_tokenizer
    options = EvaluateOptions(samples_per_prompt=6, max_tokens=10)
    found = win_rate(policy, policy, PROMPTS, options, emit=[].append, control=RunControl())
    assert found["low"] < 0.5 < found["high"]
    assert 0 < found["win_rate"] < 1
    assert (found["prompts"], found["samples_per_prompt"], found["judge"]) == (4, 6, "synthetic")


def test_greedy_against_itself_ties_everywhere(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    policy = tiny_model, tiny_tokenizer
    options = EvaluateOptions(temperature=0.0, max_tokens=6)
    found = win_rate(policy, policy, PROMPTS, options, emit=[].append, control=RunControl())
    assert found["win_rate"] == 0.5
    assert found["low"] < 0.5 < found["high"]


def test_the_two_sides_draw_different_answers(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    sides = [
        answers(tiny_model, tiny_tokenizer, PROMPTS, SHORT, side, RunControl())
        for side in ("ours", "theirs", "ours")
    ]
    assert sides[0] == sides[2]
    assert all(ours != theirs for ours, theirs in zip(sides[0], sides[1], strict=True))


def test_the_preferred_answers_win(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pairs are of the same prompt, and a tie counts half."""
    good = ("The frog and the moon and a rocket jump up. They sing a song and go home.", True)
    said = {"ours": [good, good] * 4, "theirs": [good, ("uh", False)] * 4}
    monkeypatch.setattr(
        evaluate, "answers", lambda model, tokenizer, some, options, side, control: said[side]
    )
    policy = tiny_model, tiny_tokenizer
    found = win_rate(policy, policy, PROMPTS, SHORT, emit=[].append, control=RunControl())
    assert found["win_rate"] == 0.75
    swapped = {"ours": said["theirs"], "theirs": said["ours"]}
    monkeypatch.setattr(
        evaluate, "answers", lambda model, tokenizer, some, options, side, control: swapped[side]
    )
    found = win_rate(policy, policy, PROMPTS, SHORT, emit=[].append, control=RunControl())
    assert found["win_rate"] == 0.25


def test_progress_and_samples_are_told(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "PROMPTS_A_CHUNK", 3)
    told: list[Event] = []
    policy = tiny_model, tiny_tokenizer
    win_rate(policy, policy, PROMPTS, SHORT, emit=told.append, control=RunControl())
    assert [(e.step, e.total) for e in told if isinstance(e, Progress)] == [(3, 4), (4, 4)]
    assert [e.prompt for e in told if isinstance(e, SampleSeen)] == [p.text for p in PROMPTS]


def test_a_stop_ends_it(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    control = RunControl()
    control.stop()
    policy = tiny_model, tiny_tokenizer
    with pytest.raises(StopRequested):
        win_rate(policy, policy, PROMPTS, SHORT, emit=[].append, control=control)


# Intervals


@pytest.mark.parametrize(("entries", "rate"), [(12, 0.6), (40, 0.5), (40, 0.85), (120, 0.7)])
def test_c11_the_interval_covers_the_truth_about_95_times_in_100(entries: int, rate: float) -> None:
    generator = torch.Generator().manual_seed(entries)
    chances = torch.full((150, entries), rate)
    hits = torch.binomial(torch.full_like(chances, 2.0), chances, generator=generator)
    covered = 0
    for row in hits.tolist():
        _, low, high = bootstrap_interval(row, [2.0] * entries)
        covered += low <= rate <= high
    assert 0.90 <= covered / 150 <= 0.995


def test_entries_and_not_answers_are_the_units() -> None:
    """Prompts that are won or lost whole: 40 answers to 10 prompts tell as much as 10 do."""
    generator = torch.Generator().manual_seed(0)
    covered = 0
    for _ in range(200):
        won = (torch.rand(10, generator=generator) < 0.6).float() * 4
        _, low, high = bootstrap_interval(won.tolist(), [4.0] * 10)
        covered += low <= 0.6 <= high
    assert covered >= 180


@pytest.mark.parametrize("entries", [1, 2, 5, 20, 200])
def test_all_hits_or_misses_leave_doubt_that_shrinks(entries: int) -> None:
    rate, low, high = bootstrap_interval([1.0] * entries, [1.0] * entries)
    assert (rate, high) == (1.0, 1.0)
    # that of a uniform prior (Beta(n + 1, 1)), whose exact 2.5 % quantile this is
    assert low == pytest.approx(0.025 ** (1 / (entries + 1)), abs=0.03)
    rate, low, high = bootstrap_interval([0.0] * entries, [1.0] * entries)
    assert (rate, low) == (0.0, 0.0)
    assert high == pytest.approx(1 - 0.025 ** (1 / (entries + 1)), abs=0.03)


def test_one_entry_tells_little() -> None:
    rate, low, high = bootstrap_interval([4.0], [6.0])
    assert rate == pytest.approx(4 / 6)
    assert low < 0.3
    assert high > 0.85


def test_without_entries_nothing_is_known() -> None:
    assert bootstrap_interval([], []) == (0.5, 0.0, 1.0)
    assert bootstrap_interval([0.0], [0.0]) == (0.5, 0.0, 1.0)


@given(
    pairs=st.lists(
        st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=30,
    )
)
def test_the_rate_lies_in_its_interval(pairs: list[tuple[int, int]]) -> None:
    hits, counts = [float(h) for h, _ in pairs], [float(n) for _, n in pairs]
    rate, low, high = bootstrap_interval(hits, counts)
    assert 0.0 <= low <= rate <= high <= 1.0
    assert rate == pytest.approx(sum(hits) / sum(counts))
    assert bootstrap_interval(hits, counts) == (rate, low, high)
