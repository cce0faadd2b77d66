"""Sampling draws what the model says, each row for itself."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.config import SamplingOptions
from studio.errors import ModelError
from studio.jobs.control import RunControl, StopRequested
from studio.lm import generate as sampling
from studio.lm.generate import (
    Generated,
    PromptIds,
    choose,
    generate,
    row_chances,
    stable_seed,
    truncate,
)
from studio.lm.transformer import Transformer

PROMPTS = [
    PromptIds([2, 40, 41, 42, 3], "a"),
    PromptIds([2, 50, 3], "b"),
    PromptIds([2, 60, 61, 62, 63, 64, 65, 66, 3], "c"),
]
OPTIONS = SamplingOptions(temperature=1.0, max_tokens=12, seed=7)
FEW_STOPS = (4,)
MANY_STOPS = tuple(range(0, 320, 8))  # one draw in eight or so ends a row


def ids_of(responses: list[Generated]) -> list[list[int]]:
    return [response.ids for response in responses]


@torch.no_grad()
def recomputed(model: Transformer, prompt: PromptIds, response: Generated, t: float) -> Tensor:
    """Logprobs of a response's ids by one full forward, at temperature t."""
    row = torch.tensor([prompt.ids + response.ids])
    logprobs = F.log_softmax(model(row)[0] / t, dim=-1)
    places = torch.arange(len(response.ids)) + len(prompt.ids) - 1
    return logprobs[places, torch.tensor(response.ids)]


# a row is its own


@pytest.mark.parametrize("batch_rows", [1, 2, 4, 64])
def test_f2_neighbours_in_the_batch_change_nothing(
    sharp_model: Transformer, batch_rows: int
) -> None:
    together = generate(sharp_model, PROMPTS, OPTIONS, MANY_STOPS, k=2, batch_rows=batch_rows)
    assert [r.prompt_index for r in together] == [0, 0, 1, 1, 2, 2]
    for i, prompt in enumerate(PROMPTS):
        alone = generate(sharp_model, [prompt], OPTIONS, MANY_STOPS, k=2)
        assert ids_of(alone) == ids_of(together[2 * i : 2 * i + 2])
        for one, other in zip(alone, together[2 * i : 2 * i + 2], strict=True):
            assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
            assert one.finished == other.finished


def test_f2_neither_order_nor_k_nor_length_changes_a_draw(sharp_model: Transformer) -> None:
    first = generate(sharp_model, PROMPTS, OPTIONS, FEW_STOPS, k=2)
    turned = generate(sharp_model, PROMPTS[::-1], OPTIONS, FEW_STOPS, k=4)
    assert ids_of(first)[:2] == ids_of(turned)[8:10]
    longer = generate(sharp_model, PROMPTS, replace(OPTIONS, max_tokens=30), FEW_STOPS, k=2)
    assert [r.ids[:12] for r in longer] == ids_of(first)


def test_the_seed_and_the_key_decide_the_draw(sharp_model: Transformer) -> None:
    first = generate(sharp_model, PROMPTS[:1], OPTIONS, FEW_STOPS)
    other_seed = generate(sharp_model, PROMPTS[:1], replace(OPTIONS, seed=8), FEW_STOPS)
    other_key = generate(sharp_model, [replace(PROMPTS[0], key="z")], OPTIONS, FEW_STOPS)
    assert len({tuple(r[0].ids) for r in (first, other_seed, other_key)}) == 3
    assert ids_of(generate(sharp_model, PROMPTS[:1], OPTIONS, FEW_STOPS)) == ids_of(first)


def test_a10_the_first_token_is_drawn_for_each_of_k(sharp_model: Transformer) -> None:
    drawn = generate(sharp_model, PROMPTS[:1], OPTIONS, FEW_STOPS, k=16)
    assert len({response.ids[0] for response in drawn}) > 4
    assert len({tuple(response.ids) for response in drawn}) == 16


@pytest.mark.parametrize("share", [0.0, 1.1])
def test_dropping_rows_that_ended_changes_nothing(
    sharp_model: Transformer, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    expected = generate(sharp_model, PROMPTS, OPTIONS, MANY_STOPS, k=4)
    assert len({len(response.ids) for response in expected}) > 3
    monkeypatch.setattr(sampling, "COMPACT_BELOW", share)
    assert ids_of(generate(sharp_model, PROMPTS, OPTIONS, MANY_STOPS, k=4)) == ids_of(expected)


def test_seeds_are_the_same_in_every_process() -> None:
    assert stable_seed(0, "prompt", 3) == 8625355418736391889
    assert stable_seed(0, "prompt", 3) != stable_seed(0, "prompt3")
    assert stable_seed(1, 23) != stable_seed(12, 3)


def test_chances_are_uniform_and_begin_alike_at_any_length() -> None:
    prompts = [PromptIds([2, 3], key) for key in range(20)]
    chances = row_chances(prompts, seed=0, k=5, steps=50)
    assert chances.shape == (100, 50)
    assert torch.equal(row_chances(prompts, seed=0, k=5, steps=9), chances[:, :9])
    counts = torch.histc(chances, bins=10, min=0, max=1)
    assert ((counts - 500).square() / 500).sum() < 27.9  # chi-square, 9 degrees, p = 0.001
    assert len(chances[:, 0].unique()) == 100


# what is drawn


@torch.no_grad()
def test_temperature_zero_takes_the_most_likely_token(sharp_model: Transformer) -> None:
    greedy = replace(OPTIONS, temperature=0.0)
    for prompt, response in zip(
        PROMPTS, generate(sharp_model, PROMPTS, greedy, FEW_STOPS), strict=True
    ):
        row = list(prompt.ids)
        for token in response.ids:
            logits = sharp_model(torch.tensor([row]))[0, -1]
            assert token == int(logits.argmax())
            row.append(token)
        expected = recomputed(sharp_model, prompt, response, 1.0)
        assert response.logprobs == pytest.approx(expected.tolist(), abs=1e-4)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.7])
def test_a6_a7_logprobs_are_the_policys_at_its_temperature(
    sharp_model: Transformer, temperature: float
) -> None:
    options = replace(OPTIONS, temperature=temperature)
    for response in generate(sharp_model, PROMPTS, options, MANY_STOPS, k=3):
        prompt = PROMPTS[response.prompt_index]
        expected = recomputed(sharp_model, prompt, response, temperature)
        assert response.logprobs == pytest.approx(expected.tolist(), abs=1e-4)


@torch.no_grad()
def test_top_k_narrows_the_draw_but_not_the_logprobs(sharp_model: Transformer) -> None:
    options = replace(OPTIONS, top_k=3)
    for response in generate(sharp_model, PROMPTS, options, FEW_STOPS, k=3):
        prompt = PROMPTS[response.prompt_index]
        row = torch.tensor([prompt.ids + response.ids])
        best = sharp_model(row)[0].topk(3).indices[len(prompt.ids) - 1 :]
        assert all(token in best[i] for i, token in enumerate(response.ids))
        expected = recomputed(sharp_model, prompt, response, 1.0)
        assert response.logprobs == pytest.approx(expected.tolist(), abs=1e-4)


WEIGHTS = [0.05, 0.4, 0.0, 0.2, 0.25, 0.1]
CLOSED_FORMS: list[tuple[SamplingOptions, list[float]]] = [
    (SamplingOptions(temperature=1.0), WEIGHTS),
    (SamplingOptions(temperature=0.5), [w * w / 0.275 for w in WEIGHTS]),
    (SamplingOptions(temperature=1.0, top_k=2), [0, 0.4 / 0.65, 0, 0, 0.25 / 0.65, 0]),
    (SamplingOptions(temperature=1.0, top_k=6), WEIGHTS),
    (SamplingOptions(temperature=1.0, top_p=0.5), [0, 0.4 / 0.65, 0, 0, 0.25 / 0.65, 0]),
    (SamplingOptions(temperature=1.0, top_p=0.7), [0, 0.4 / 0.85, 0, 0.2 / 0.85, 0.25 / 0.85, 0]),
    (SamplingOptions(temperature=1.0, top_p=0.01), [0, 1, 0, 0, 0, 0]),
    (SamplingOptions(temperature=1.0, top_k=3, top_p=0.7), [0, 0.4 / 0.65, 0, 0, 0.25 / 0.65, 0]),
    (SamplingOptions(top_k=1, temperature=5.0), [0, 1, 0, 0, 0, 0]),
]


@pytest.mark.parametrize(("options", "expected"), CLOSED_FORMS)
def test_draws_follow_the_closed_form(options: SamplingOptions, expected: list[float]) -> None:
    draws = 20_000
    chances = (torch.arange(draws, dtype=torch.float64) + 0.5) / draws
    logits = torch.tensor(WEIGHTS).log().add(3.0).expand(draws, -1)
    tokens, logprobs = choose(logits, chances, options)
    shares = torch.bincount(tokens, minlength=6) / draws
    assert shares.tolist() == pytest.approx(expected, abs=2 / draws)
    power = [w ** (1 / options.temperature) for w in WEIGHTS]
    policy = [math.log(w / sum(power)) if w else -math.inf for w in power]
    assert logprobs.tolist() == pytest.approx([policy[t] for t in tokens.tolist()], abs=1e-5)


def test_first_tokens_follow_the_models_distribution(sharp_model: Transformer) -> None:
    drawn = generate(sharp_model, PROMPTS[:1], replace(OPTIONS, max_tokens=1), (), k=4000)
    counts = Counter(response.ids[0] for response in drawn)
    with torch.no_grad():
        expected = sharp_model(torch.tensor([PROMPTS[0].ids]))[0, -1].softmax(0)
    shares = torch.tensor([counts[token] / 4000 for token in range(320)])
    assert (shares - expected).abs().sum() / 2 < 0.12  # total variation
    likely = expected > 0.02
    assert int(likely.sum()) > 3
    deviations = (shares - expected)[likely] / (expected * (1 - expected) / 4000).sqrt()[likely]
    assert deviations.abs().max() < 4


def test_extreme_chances_never_draw_what_is_cut_off() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(500, 50, generator=generator)
    for edge in (0.0, 1 - 2**-53):
        chances = torch.full((500,), edge, dtype=torch.float64)
        tokens, _ = choose(logits, chances, SamplingOptions(top_k=5))
        assert all(tokens[:, None].eq(logits.topk(5).indices).any(dim=1))


def test_truncation_keeps_the_smallest_nucleus() -> None:
    logits = torch.tensor([[0.1, 0.6, 0.3], [0.9, 0.05, 0.05]]).log()
    kept = truncate(logits, 0, 0.8).isfinite()
    assert kept.tolist() == [[False, True, True], [True, False, False]]
    assert torch.equal(truncate(logits, 0, 1.0), logits)


# where a response ends


def test_a8_a9_every_stop_id_ends_a_row_and_is_kept(sharp_model: Transformer) -> None:
    drawn = generate(sharp_model, PROMPTS, OPTIONS, (), k=6)
    stops = (drawn[0].ids[3], drawn[5].ids[6])
    stopped = generate(sharp_model, PROMPTS, OPTIONS, stops, k=6)
    assert {response.ids[-1] for response in stopped if response.finished} == set(stops)
    for whole, response in zip(drawn, stopped, strict=True):
        assert not whole.finished
        assert whole.ids[: len(response.ids)] == response.ids
        assert not any(token in stops for token in response.ids[:-1])
        assert response.finished == (response.ids[-1] in stops)
        assert response.finished or len(response.ids) == 12
        assert len(response.logprobs) == len(response.ids)


@pytest.mark.parametrize("share", [0.0, 0.75])
def test_a_response_ends_where_the_positions_do(
    sharp_model: Transformer, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(sampling, "COMPACT_BELOW", share)  # at 0, rows that ended stay around
    long = PromptIds([2, *range(20, 140), 3], "long")
    longest = PromptIds([2, *range(20, 145), 3], "longest")
    drawn = generate(sharp_model, [PROMPTS[0], long, longest], OPTIONS, ())
    assert [len(response.ids) for response in drawn] == [12, 6, 1]
    assert not any(response.finished for response in drawn)
    assert ids_of(generate(sharp_model, [PROMPTS[0]], OPTIONS, ())) == ids_of(drawn[:1])
    for prompt, response in ((PROMPTS[0], drawn[0]), (long, drawn[1])):
        expected = recomputed(sharp_model, prompt, response, 1.0)
        assert response.logprobs == pytest.approx(expected.tolist(), abs=1e-4)


def test_a_prompt_that_leaves_no_position_is_refused(sharp_model: Transformer) -> None:
    full = PromptIds([2, *range(20, 146), 3], "full")
    with pytest.raises(ModelError) as caught:
        generate(sharp_model, [PROMPTS[0], full], OPTIONS, FEW_STOPS, batch_rows=1)
    assert caught.value.code == "prompt_exceeds_model"
    assert caught.value.details == {"tokens": 128, "positions": 128}


def test_no_prompts_give_no_responses(sharp_model: Transformer) -> None:
    assert generate(sharp_model, [], OPTIONS, FEW_STOPS) == []


# while it runs


@pytest.mark.parametrize("batch_rows", [2, 64])
def test_tokens_are_told_as_they_are_drawn(sharp_model: Transformer, batch_rows: int) -> None:
    told: dict[int, list[int]] = {}

    def tell(row: int, token: int) -> None:
        told.setdefault(row, []).append(token)

    drawn = generate(
        sharp_model, PROMPTS, OPTIONS, MANY_STOPS, k=2, batch_rows=batch_rows, on_token=tell
    )
    assert told == dict(enumerate(ids_of(drawn)))


def test_a_stop_takes_effect_between_tokens(sharp_model: Transformer) -> None:
    control = RunControl()
    told: list[int] = []

    def tell(_: int, token: int) -> None:
        told.append(token)
        if len(told) == 3:
            control.stop()

    with pytest.raises(StopRequested):
        generate(
            sharp_model,
            PROMPTS[:1],
            OPTIONS,
            (),
            on_token=tell,
            between_tokens=control.checkpoint,
        )
    assert len(told) == 3


def test_sampling_leaves_no_gradients(sharp_model: Transformer) -> None:
    generate(sharp_model, PROMPTS, OPTIONS, FEW_STOPS)
    assert all(weight.grad is None for weight in sharp_model.parameters())
    assert all(weight.requires_grad for weight in sharp_model.parameters())
