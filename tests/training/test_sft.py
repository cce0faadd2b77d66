"""Step 1: the loss is on responses alone, and the policy learns them."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from studio.config import SamplingOptions, SFTOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Event, Notice, Progress, SampleSeen
from studio.lm.generate import PromptIds, generate
from studio.lm.packing import Packing
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training import micro_batches, sft
from studio.training.data import DemonstrationText, PromptText, SFTData
from studio.training.loop import cosine_schedule
from studio.training.sft import (
    add_gradients,
    encode,
    heldout_loss,
    introduce_markers,
    train_sft,
)
from studio.training.steps import count_steps

PAIRS = (
    ("Tell of frogs.", "A frog sang to the moon."),
    ("Explain the moon.", "The moon is a big round rock."),
    ("Be kind.", "You did that well."),
    ("Erzähle von Fröschen.", "Der Frosch saß auf einem Blatt."),
)
DEMONSTRATIONS = tuple(
    DemonstrationText(PromptText(i, prompt, "en"), response)
    for i, (prompt, response) in enumerate(PAIRS)
)
DATA = SFTData(DEMONSTRATIONS, ())
QUICK = SFTOptions(epochs=2, batch_size=2, learning_rate=1e-3, start_share=0.0)


def weights(model: nn.Module) -> dict[str, Tensor]:
    return copy.deepcopy(model.state_dict())


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def gradients(model: nn.Module) -> list[Tensor]:
    return [p.grad.clone() for p in model.parameters() if p.grad is not None]


@pytest.fixture
def examples(tiny_tokenizer: Tokenizer) -> list[Example]:
    return encode(tiny_tokenizer, DEMONSTRATIONS, 128, [].append)


def test_b1_completion_only_loss(tiny_model: Transformer, examples: list[Example]) -> None:
    """Cross entropy with every label of the prompt masked out, the end token's left in."""
    loss = add_gradients(tiny_model, examples, False, RunControl())
    total, count = 0.0, 0
    for example in examples:
        labels = torch.tensor([-100] * len(example.prompt) + example.response)
        logits = tiny_model(torch.tensor([example.ids]))[0, :-1]
        total += float(nn.functional.cross_entropy(logits, labels[1:], reduction="sum").detach())
        count += int((labels != -100).sum())
    assert loss == pytest.approx(total / count, rel=1e-5)


def test_b1_the_end_token_is_learned(tiny_tokenizer: Tokenizer, examples: list[Example]) -> None:
    assert all(e.response[-1] == tiny_tokenizer.end_id for e in examples)
    assert all(e.response.count(tiny_tokenizer.end_id) == 1 for e in examples)


def test_b2_a_perfect_prediction_of_the_next_id_loses_nothing(examples: list[Example]) -> None:
    class Prophet(nn.Module):
        """Knows the next id at each place: shifted once, and exactly once."""

        device = torch.device("cpu")
        lm_head = nn.Identity()

        @property
        def model(self) -> Prophet:
            return self

        def read(self, packing: Packing, wanted: Tensor) -> Tensor:
            next_ids = packing.ids.roll(-1)[wanted]  # each row has a prompt of its own
            return 1e4 * nn.functional.one_hot(next_ids, 320).float()

    assert heldout_loss(Prophet(), examples, False) == 0.0


def test_b3_micro_batches_change_nothing(
    tiny_model: Transformer, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = add_gradients(tiny_model, examples, False, RunControl())
    together = gradients(tiny_model)
    tiny_model.zero_grad()
    monkeypatch.setattr(micro_batches, "MICRO_WORK", 1)
    parts = add_gradients(tiny_model, examples, False, RunControl())
    assert parts == pytest.approx(whole, rel=1e-6)
    for one, other in zip(together, gradients(tiny_model), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


def test_b4_a12_no_row_without_a_label(tiny_tokenizer: Tokenizer) -> None:
    """A long prompt loses its beginning; a long response leaves the row out, and it is told."""
    long = "The frog sat on a leaf and sang to the moon. " * 5
    told: list[Event] = []
    given = [
        DemonstrationText(PromptText(0, long, "en"), "Yes."),
        DemonstrationText(PromptText(1, "Sing.", "en"), long),
    ]
    (kept,) = encode(tiny_tokenizer, given, 30, told.append)
    assert len(kept.ids) == 30
    assert tiny_tokenizer.decode_response(kept.response) == "Yes."
    assert told == [Notice("warning", "examples_too_long", {"count": 1, "limit": 30})]


def test_rows_longer_than_the_models_positions_are_cut_too(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    long = PromptText(9, "The frog sat on a leaf and sang. " * 40, "en")
    data = SFTData((*DEMONSTRATIONS, DemonstrationText(long, "Yes.")), ())
    options = SFTOptions(epochs=1, max_tokens=8192)
    summary = train_sft(
        tiny_model, tiny_tokenizer, data, options, emit=[].append, control=RunControl()
    )
    assert summary["steps"] == 1


def test_when_nothing_fits_it_is_told(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    options = SFTOptions(max_tokens=8)
    with pytest.raises(TrainingError) as error:
        train_sft(tiny_model, tiny_tokenizer, DATA, options, emit=[].append, control=RunControl())
    assert error.value.code == "no_usable_examples"


def test_b9_the_learning_rate_follows_the_schedule(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    told: list[Event] = []
    options = SFTOptions(epochs=5, batch_size=2, learning_rate=1e-3, warmup_share=0.2)
    train_sft(tiny_model, tiny_tokenizer, DATA, options, emit=told.append, control=RunControl())
    steps = [e for e in told if isinstance(e, Progress) and "learning_rate" in e.metrics]
    assert [e.step for e in steps] == list(range(1, 11))
    assert count_steps(4, options) == steps[-1].total == 10
    rates = [e.metrics["learning_rate"] for e in steps]
    assert rates == [1e-3 * cosine_schedule(i, 10, 0.2) for i in range(10)]


def test_f7_memorises_four_demonstrations(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sft, "SHOWN_PROMPTS", 0)  # it would sample after each of the epochs
    options = replace(QUICK, epochs=100, batch_size=4, learning_rate=1e-2, weight_decay=0.0)
    summary = train_sft(
        tiny_model, tiny_tokenizer, DATA, options, emit=[].append, control=RunControl()
    )
    assert summary["loss"] < 0.02
    prompts = [PromptIds(tiny_tokenizer.encode_prompt(prompt), prompt) for prompt, _ in PAIRS]
    greedy = SamplingOptions(temperature=0.0, max_tokens=60)
    answers = generate(tiny_model, prompts, greedy, tiny_tokenizer.stop_ids)
    told = [tiny_tokenizer.decode_response(answer.ids) for answer in answers]
    assert told == [response for _, response in PAIRS]
    assert all(a.finished for a in answers)


def test_a_learning_rate_of_zero_leaves_the_weights_bitwise(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    before = weights(tiny_model)
    options = SFTOptions(epochs=2, learning_rate=0.0)
    train_sft(tiny_model, tiny_tokenizer, DATA, options, emit=[].append, control=RunControl())
    assert same(before, weights(tiny_model))


def test_a_share_of_the_start_is_mixed_in(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    data, before = SFTData(DEMONSTRATIONS[:3], DEMONSTRATIONS[3:]), weights(tiny_model)
    twin = copy.deepcopy(tiny_model)
    train_sft(twin, tiny_tokenizer, data, QUICK, emit=[].append, control=RunControl())
    options = replace(QUICK, start_share=0.3)
    summary = train_sft(
        tiny_model, tiny_tokenizer, data, options, emit=[].append, control=RunControl()
    )
    learned = weights(twin)
    for name, weight in weights(tiny_model).items():
        wanted = 0.7 * learned[name] + 0.3 * before[name]
        torch.testing.assert_close(weight, wanted, rtol=1e-5, atol=1e-7)
    [heldout] = encode(tiny_tokenizer, data.heldout, 128, [].append)
    assert heldout_loss(tiny_model, [heldout], False) == pytest.approx(summary["heldout_loss"])


def test_introduced_markers_read_like_a_text_under_its_heading(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    prompt, response = "Tell of frogs.", "A frog sang."
    dialogue = tiny_tokenizer.encode_example(prompt, response).ids
    *_, line_break = tiny_tokenizer.encode("\n")
    text = [tiny_tokenizer.text_id, *tiny_tokenizer.encode(f" {prompt}"), line_break]
    text += tiny_tokenizer.encode_response(response)
    assert not torch.equal(tiny_model(torch.tensor([dialogue])), tiny_model(torch.tensor([text])))
    introduce_markers(tiny_model, tiny_tokenizer)
    assert torch.equal(tiny_model(torch.tensor([dialogue])), tiny_model(torch.tensor([text])))


def test_the_same_seed_gives_the_same_weights(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    twin, other = copy.deepcopy(tiny_model), copy.deepcopy(tiny_model)
    for model, seed in ((tiny_model, 3), (twin, 3), (other, 4)):
        options = SFTOptions(epochs=3, batch_size=2, seed=seed)
        train_sft(model, tiny_tokenizer, DATA, options, emit=[].append, control=RunControl())
    assert same(weights(tiny_model), weights(twin))
    assert not same(weights(tiny_model), weights(other))


def test_held_out_loss_is_measured_before_and_after_each_epoch(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    data = SFTData(DEMONSTRATIONS[:3], DEMONSTRATIONS[3:])
    told: list[Event] = []
    summary = train_sft(
        tiny_model, tiny_tokenizer, data, QUICK, emit=told.append, control=RunControl()
    )
    measured = [
        (e.step, e.metrics["heldout_loss"])
        for e in told
        if isinstance(e, Progress) and "heldout_loss" in e.metrics
    ]
    assert [step for step, _ in measured] == [0, 2, 4]
    assert summary["heldout_loss"] == measured[-1][1]
    [heldout] = encode(tiny_tokenizer, data.heldout, 128, [].append)
    assert heldout_loss(tiny_model, [heldout], False) == pytest.approx(summary["heldout_loss"])
    shown = {e.prompt for e in told if isinstance(e, SampleSeen)}
    assert shown == {"Erzähle von Fröschen."}
    assert (summary["demonstrations"], summary["steps"]) == (4, 4)


def test_a_stop_keeps_what_is_learned(tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> None:
    control, before = RunControl(), weights(tiny_model)

    def stop_after_three(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 3:
            control.stop()

    options = SFTOptions(epochs=50, batch_size=2)
    summary = train_sft(
        tiny_model, tiny_tokenizer, DATA, options, emit=stop_after_three, control=control
    )
    assert (summary["stopped"], summary["steps"]) == (True, 3)
    assert not same(before, weights(tiny_model))


def test_a_stop_before_the_first_step_keeps_nothing(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    control, before = RunControl(), weights(tiny_model)
    control.stop()
    with pytest.raises(StopRequested):
        train_sft(tiny_model, tiny_tokenizer, DATA, QUICK, emit=[].append, control=control)
    assert same(before, weights(tiny_model))


def test_e19_numbers_that_are_not_finite_end_the_run(
    tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    tiny_model.model.norm.weight.data.fill_(torch.nan)
    with pytest.raises(TrainingError) as error:
        train_sft(tiny_model, tiny_tokenizer, DATA, QUICK, emit=[].append, control=RunControl())
    assert error.value.code == "gradient_not_finite"
