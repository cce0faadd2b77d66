"""Pretraining learns, measures what it says, and goes on to the bit after a stop or a crash."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from studio.config import PretrainOptions
from studio.errors import InputError, ModelError
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Notice, Progress, Started
from studio.lm.checkpoint import _beside, load_model
from studio.lm.json_file import read_json
from studio.lm.transformer import Transformer
from studio.training import pretrain as stage
from studio.training.corpus import Source, held_out
from studio.training.pretrain import negative_log_likelihood, pretrain

NAMES = ("frog", "moon", "pond", "leaf", "star", "boat", "cat")
TEXTS = [
    f"The {a} saw a {b}. The {b} said hello to the {a}, and they sang about a {c}."
    for a in NAMES
    for b in NAMES
    for c in NAMES
][:30]
OPTIONS = PretrainOptions(
    tokens=12 * 128,
    vocab_size=300,
    hidden_size=16,
    layers=1,
    heads=2,
    intermediate_size=24,
    positions=32,
    row_tokens=32,
    batch_rows=4,
    warmup_steps=2,
    seed=3,
)


@pytest.fixture
def corpus(tmp_path: Path) -> list[Source]:
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    return [Source(path)]


class Told(list[Event]):
    """Events as they come; stops the run, or crashes it, after a step."""

    def __init__(self, stop_after: int = 0, crash_after: int = 0) -> None:
        super().__init__()
        self.control = RunControl()
        self.stop_after, self.crash_after = stop_after, crash_after

    def __call__(self, event: Event) -> None:
        self.append(event)
        if isinstance(event, Progress):
            if event.step == self.stop_after:
                self.control.stop()
            if event.step == self.crash_after:
                raise KeyboardInterrupt

    def metrics(self) -> dict[int, dict[str, float]]:
        timed = "tokens_per_second"
        return {
            e.step: {name: value for name, value in e.metrics.items() if name != timed}
            for e in self
            if isinstance(e, Progress)
        }


def run(
    sources: list[Source],
    folder: Path,
    told: Told,
    options: PretrainOptions = OPTIONS,
    start: Path | None = None,
) -> dict[str, Any]:
    return pretrain(sources, folder, options, start=start, emit=told, control=told.control)


def test_it_learns_and_says_what_it_measured(tmp_path: Path, corpus: list[Source]) -> None:
    told = Told()
    options = replace(OPTIONS, tokens=60 * 128)
    summary = run(corpus, tmp_path / "model", told, options)
    metrics = told.metrics()
    assert isinstance(told[0], Started)
    assert told[0].total_steps == 60
    assert list(metrics) == list(range(1, 61))
    assert metrics[1]["loss"] == pytest.approx(math.log(300), rel=0.05)
    assert metrics[60]["loss"] < metrics[1]["loss"] - 2
    assert metrics[60]["heldout_loss"] == summary["heldout_loss"]
    assert {"loss", "gradient_norm", "learning_rate"} == set(metrics[1])
    assert metrics[1]["learning_rate"] == pytest.approx(options.learning_rate / 2)

    model, tokenizer = load_model(tmp_path / "model")
    assert tokenizer.vocab_size == model.config.vocab_size == 300
    assert read_json(tmp_path / "model" / "studio.json")["summary"] == summary
    assert summary["tokens"] == 60 * 128
    assert summary["parameters"] == model.parameter_count()
    heldout = [text for text in TEXTS if text in held_out(TEXTS)]
    assert summary["heldout_bytes"] == sum(map(len, heldout))
    tokens = sum(len(tokenizer.encode(text)) + 2 for text in heldout) - 1
    nats = summary["heldout_loss"] * tokens
    bits = nats / math.log(2) / summary["heldout_bytes"]
    assert summary["heldout_bits_per_byte"] == pytest.approx(bits)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "texts.jsonl"]


@pytest.mark.parametrize("stops", [(1,), (5,), (11,), (3, 7, 8)])
def test_f1_stopping_and_going_on_equals_never_stopping(
    tmp_path: Path, corpus: list[Source], stops: tuple[int, ...]
) -> None:
    rows = len(stage.read_corpus(corpus, OPTIONS).ids) // OPTIONS.row_tokens
    assert 2 * rows < 12 * OPTIONS.batch_rows  # the run turns epochs
    whole = Told()
    expected = run(corpus, tmp_path / "whole", whole)
    metrics: dict[int, dict[str, float]] = {}
    for stop in stops:
        told = Told(stop_after=stop)
        assert run(corpus, tmp_path / "parts", told)["stopped"] is True
        assert (tmp_path / "parts.state").is_dir()
        assert load_model(tmp_path / "parts")
        metrics |= told.metrics()
        assert max(metrics) == stop
    last = Told()
    assert run(corpus, tmp_path / "parts", last) == expected
    assert metrics | last.metrics() == whole.metrics()
    for name in ("model.safetensors", "tokenizer.json"):
        first, second = (tmp_path / folder / name for folder in ("whole", "parts"))
        assert first.read_bytes() == second.read_bytes()
    assert not (tmp_path / "parts.state").exists()


def test_f1_a_crash_loses_only_what_came_after_the_last_saving(
    tmp_path: Path, corpus: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(corpus, tmp_path / "whole", Told())
    monkeypatch.setattr(stage, "SAVE_EVERY_SECONDS", -1)
    with pytest.raises(KeyboardInterrupt):
        run(corpus, tmp_path / "model", Told(crash_after=6))
    told = Told()
    assert run(corpus, tmp_path / "model", told) == expected
    assert min(told.metrics()) == 6


def test_f1_a_crash_between_the_renames_that_replace_a_state_loses_nothing(
    tmp_path: Path, corpus: list[Source]
) -> None:
    expected = run(corpus, tmp_path / "whole", Told())
    run(corpus, tmp_path / "model", Told(stop_after=5))
    state = tmp_path / "model.state"
    state.rename(_beside(state, "old"))
    told = Told()
    assert run(corpus, tmp_path / "model", told) == expected
    assert min(told.metrics()) == 6


def test_a_state_of_other_options_or_texts_is_refused(tmp_path: Path, corpus: list[Source]) -> None:
    run(corpus, tmp_path / "model", Told(stop_after=2))
    heavier = [replace(corpus[0], weight=2.0)]
    for sources, options in (
        (heavier, OPTIONS),
        (corpus, replace(OPTIONS, seed=4)),
        (corpus, replace(OPTIONS, hidden_size=32)),
    ):
        with pytest.raises(ModelError) as caught:
            run(sources, tmp_path / "model", Told(), options)
        assert caught.value.code == "state_differs"
    assert run(corpus, tmp_path / "model", Told())["tokens"] == 12 * 128


def test_a_run_may_be_made_longer_on_its_way(tmp_path: Path, corpus: list[Source]) -> None:
    whole, longer = Told(), replace(OPTIONS, tokens=20 * 128)
    expected = run(corpus, tmp_path / "whole", whole, longer)
    plateau = round(12 * (1 - OPTIONS.decay_share))  # the rate is the same until here
    run(corpus, tmp_path / "model", Told(stop_after=plateau))
    assert run(corpus, tmp_path / "model", Told(), longer) == expected


@pytest.fixture
def headed_texts(tmp_path: Path) -> list[Source]:
    texts = [f"{a}\n{t}" for a, t in zip(NAMES * 5, TEXTS, strict=False)]
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return [Source(path)]


TRAITS_TOO = replace(OPTIONS, wrong_headings=0.3, spoiled_texts=0.5, trait_weight=1.0)


def test_traits_are_learned_and_left_out_of_the_model(
    tmp_path: Path, headed_texts: list[Source]
) -> None:
    told = Told()
    run(headed_texts, tmp_path / "model", told, replace(TRAITS_TOO, tokens=300 * 128))
    errors = [metrics["trait_error"] for metrics in told.metrics().values()]
    assert sum(errors[-75:]) < 0.8 * sum(errors[:75])
    load_model(tmp_path / "model")  # refuses what does not belong to the model


def test_a_run_with_traits_in_two_parts_is_the_whole_one(
    tmp_path: Path, headed_texts: list[Source]
) -> None:
    whole = run(headed_texts, tmp_path / "whole", Told(), TRAITS_TOO)
    run(headed_texts, tmp_path / "parts", Told(stop_after=5), TRAITS_TOO)
    assert run(headed_texts, tmp_path / "parts", Told(), TRAITS_TOO) == whole
    first, second = (tmp_path / f / "model.safetensors" for f in ("whole", "parts"))
    assert first.read_bytes() == second.read_bytes()


def test_pretraining_goes_on_from_a_model_with_its_tokenizer_and_shape(
    tmp_path: Path, corpus: list[Source]
) -> None:
    first = run(corpus, tmp_path / "first", Told(), replace(OPTIONS, tokens=60 * 128))
    (tmp_path / "zebras.txt").write_text("A zebra ran.\n\n" * 300)
    sources = [*corpus, Source(tmp_path / "zebras.txt")]
    told = Told()
    options = replace(OPTIONS, hidden_size=32, learning_rate=0.0, matrix_learning_rate=0.0)
    second = run(corpus, tmp_path / "second", told, options, start=tmp_path / "first")
    assert second["heldout_loss"] == pytest.approx(first["heldout_loss"], rel=1e-2)
    for name in ("config.json", "tokenizer.json"):
        texts = [(tmp_path / folder / name).read_text() for folder in ("first", "second")]
        assert texts[0] == texts[1]
    stopped = Told(stop_after=3)
    run(sources, tmp_path / "third", stopped, OPTIONS, start=tmp_path / "first")
    whole = run(sources, tmp_path / "whole", Told(), OPTIONS, start=tmp_path / "first")
    assert run(sources, tmp_path / "third", Told(), OPTIONS, start=tmp_path / "first") == whole


@pytest.mark.slow  # and needs a C++ compiler
def test_compiled_steps_compute_the_same(tmp_path: Path, corpus: list[Source]) -> None:
    plain, compiled = Told(), Told()
    run(corpus, tmp_path / "plain", plain)
    run(corpus, tmp_path / "compiled", compiled, replace(OPTIONS, compiled="yes"))
    for step, metrics in plain.metrics().items():
        assert compiled.metrics()[step]["loss"] == pytest.approx(metrics["loss"], abs=0.05)


def test_without_a_compiler_the_steps_are_not_compiled(
    tmp_path: Path, corpus: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(corpus, tmp_path / "plain", Told())
    monkeypatch.setattr(stage.shutil, "which", lambda _: None)
    told = Told()
    assert run(corpus, tmp_path / "model", told, replace(OPTIONS, compiled="yes")) == expected
    assert Notice("info", "compiler_missing") in told


def test_too_little_text_is_told(tmp_path: Path, corpus: list[Source]) -> None:
    (tmp_path / "one.txt").write_text("A frog.")
    for sources in ([Source(tmp_path / "one.txt")], [replace(corpus[0], weight=0.01)]):
        with pytest.raises(InputError) as caught:
            run(sources, tmp_path / "model", Told())
        assert caught.value.code == "corpus_too_small"
    assert not (tmp_path / "model").exists()


def test_a_bad_place_is_told_before_anything_is_trained(
    tmp_path: Path, corpus: list[Source]
) -> None:
    (tmp_path / "diary").mkdir()
    (tmp_path / "diary" / "monday.txt").write_text("frogs")
    for folder, code in (
        (tmp_path / "diary", "folder_not_empty"),
        (corpus[0].path / "model", "folder_unwritable"),
    ):
        told = Told()
        with pytest.raises(InputError) as caught:
            run(corpus, folder, told)
        assert caught.value.code == code
        assert told == []


def test_without_muon_adamw_trains_the_matrices(
    tmp_path: Path, corpus: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(torch.optim, "Muon", raising=False)
    told = Told()
    run(corpus, tmp_path / "model", told, replace(OPTIONS, tokens=40 * 128))
    assert Notice("info", "muon_missing") in told
    assert told.metrics()[40]["loss"] < told.metrics()[1]["loss"] - 1


def test_muon_trains_the_layers_matrices_only(tiny_model: Transformer) -> None:
    matrices, rest = stage.build_optimizers(tiny_model, OPTIONS)
    if hasattr(torch.optim, "Muon"):
        assert isinstance(matrices, torch.optim.Muon)
        assert matrices.defaults["lr"] == OPTIONS.matrix_learning_rate
    names = {id(weight): name for name, weight in tiny_model.named_parameters()}
    of = [[names[id(p)] for p in o.param_groups[0]["params"]] for o in (matrices, rest)]
    assert all("layers" in name and "proj" in name for name in of[0])
    assert all("norm" in name or "embed" in name for name in of[1])
    assert len(of[0]) + len(of[1]) == len(names)


def test_files_and_folders_with_weights_are_read_together(
    tmp_path: Path, corpus: list[Source]
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text("A zebra ran.\n\n" * 300)
    sources = [*corpus, Source(tmp_path / "more", 2.0)]
    read = stage.read_corpus(sources, OPTIONS)
    alone = stage.read_corpus(corpus, OPTIONS, read.tokenizer)
    zebras = read.tokenizer.decode(read.ids[:, 0].tolist()).count("zebra")
    assert zebras % 2 == 0
    assert zebras >= 300
    assert len(read.ids) > len(alone.ids)


@torch.no_grad()
@pytest.mark.parametrize("count", [2, 9, 10, 11, 171, 200])
def test_the_likelihood_is_that_of_each_row(tiny_model: Transformer, count: int) -> None:
    ids = torch.randint(320, (count,), generator=torch.Generator().manual_seed(0))
    expected = 0.0
    for start in range(0, count - 1, 10):
        row = ids[start : start + 11]
        logits = tiny_model(row[None, :-1])[0]
        expected += float(F.cross_entropy(logits, row[1:], reduction="sum"))
    assert negative_log_likelihood(tiny_model, ids, 10, False) == pytest.approx(expected, rel=1e-5)
