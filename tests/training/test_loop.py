"""Schedules by their closed forms; a state put back goes on to the bit."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from studio.errors import ModelError, TrainingError
from studio.lm.transformer import Transformer
from studio.training.loop import (
    adamw,
    batches,
    clip_gradients,
    cosine_schedule,
    load_state,
    save_state,
    set_learning_rate,
    shuffled,
    trapezoid_schedule,
)


def test_b10_only_matrices_decay(tiny_model: Transformer) -> None:
    tiny_model.model.layers[0].mlp.up_proj.weight.requires_grad_(False)
    optimizer = adamw(tiny_model.parameters(), 1e-3, weight_decay=0.1)
    matrices, vectors = optimizer.param_groups
    assert matrices["weight_decay"] == 0.1
    assert vectors["weight_decay"] == 0.0
    assert {p.dim() for p in matrices["params"]} == {2}
    assert {p.dim() for p in vectors["params"]} == {1}
    assert len(matrices["params"]) == 1 + 2 * 7 - 1  # embeddings, the layers', less the frozen one
    assert len(vectors["params"]) == 2 * 2 + 1
    assert all(group["betas"] == (0.9, 0.95) for group in optimizer.param_groups)


def test_adamw_takes_parameters_of_one_kind_only() -> None:
    assert len(adamw([nn.Parameter(torch.ones(3))], 1e-3, weight_decay=0.1).param_groups) == 1


def test_b9_cosine_schedule_is_its_closed_form() -> None:
    factors = [cosine_schedule(step, 110, warmup_share=0.09) for step in range(110)]
    assert factors[:10] == pytest.approx([(step + 1) / 11 for step in range(10)])
    assert factors[10] == pytest.approx(1.0)
    assert factors[60] == pytest.approx(0.55)  # half way down to a tenth
    assert factors[109] == pytest.approx(0.1 + 0.45 * (1 + math.cos(math.pi * 0.99)))
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert cosine_schedule(110, 110, 0.09) == pytest.approx(0.1)
    assert cosine_schedule(500, 110, 0.09) == pytest.approx(0.1)
    assert cosine_schedule(0, 10, warmup_share=0.0) == 1.0
    assert cosine_schedule(50, 100, warmup_share=0.0, final=0.0) == pytest.approx(0.5)


@pytest.mark.parametrize("total", [1, 2, 5])
def test_short_runs_learn_at_every_step(total: int) -> None:
    for step in range(total):
        assert 0 < cosine_schedule(step, total, warmup_share=0.05) <= 1
        assert 0 < trapezoid_schedule(step, total, warmup=50, decay_share=0.5) <= 1


def test_trapezoid_schedule_is_its_closed_form() -> None:
    factors = [trapezoid_schedule(step, 100, warmup=10, decay_share=0.4) for step in range(100)]
    assert factors[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert factors[10:61] == [1.0] * 51
    assert factors[61:] == pytest.approx([(100 - step) / 40 for step in range(61, 100)])
    flat = [trapezoid_schedule(step, 100, warmup=0, decay_share=0.0) for step in range(100)]
    assert flat == [1.0] * 100


def test_the_learning_rate_reaches_every_group(tiny_model: Transformer) -> None:
    optimizer = adamw(tiny_model.parameters(), 1e-3, weight_decay=0.1)
    assert set_learning_rate(optimizer, 0.02, 0.25) == 0.005
    assert [group["lr"] for group in optimizer.param_groups] == [0.005, 0.005]


def test_gradients_are_clipped_together() -> None:
    weights = [nn.Parameter(torch.zeros(1)) for _ in range(2)]
    weights[0].grad, weights[1].grad = torch.tensor([3.0]), torch.tensor([4.0])
    assert clip_gradients(weights, 1.0) == pytest.approx(5.0)
    assert [w.grad.item() for w in weights if w.grad is not None] == pytest.approx([0.6, 0.8])
    assert clip_gradients(weights, 10.0) == pytest.approx(1.0)
    assert [w.grad.item() for w in weights if w.grad is not None] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_gradients_that_are_not_finite_end_the_run(bad: float) -> None:
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.tensor([1.0, bad])
    with pytest.raises(TrainingError) as caught:
        clip_gradients([weight], 1.0)
    assert caught.value.code == "gradient_not_finite"


def test_an_epoch_sees_every_item_once() -> None:
    order = shuffled(10, torch.Generator().manual_seed(4))
    assert sorted(order) == list(range(10))
    assert order != list(range(10))
    assert shuffled(10, torch.Generator().manual_seed(4)) == order
    parts = list(batches(order, 4))
    assert [len(part) for part in parts] == [4, 4, 2]
    assert [index for part in parts for index in part] == order


# state


class Training:
    """A model with tied weights, two optimizers and random data: what a stage's state holds."""

    def __init__(self, model: Transformer) -> None:
        self.model = model
        matrices = [p for p in model.model.layers.parameters() if p.dim() == 2]
        chosen = {id(p) for p in matrices}
        rest = [p for p in model.parameters() if id(p) not in chosen]
        self.optimizers = [
            torch.optim.SGD(matrices, lr=0.02, momentum=0.9),
            torch.optim.AdamW(rest, lr=3e-3),
        ]
        self.generator = torch.Generator().manual_seed(11)

    def run(self, steps: int) -> list[float]:
        losses = []
        for _ in range(steps):
            ids = torch.randint(320, (2, 10), generator=self.generator)
            logits = self.model(ids[:, :-1])
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
            loss.backward()
            for optimizer in self.optimizers:
                optimizer.step()
                optimizer.zero_grad()
            losses.append(loss.item())
        return losses

    def save(self, folder: Path) -> None:
        save_state(folder, self.model, self.optimizers, [self.generator], {"step": 2, "x": [1.5]})

    def load(self, folder: Path) -> dict[str, object]:
        return load_state(folder, self.model, self.optimizers, [self.generator])

    def weights(self) -> list[Tensor]:
        return [weight.detach().clone() for weight in self.model.state_dict().values()]


@pytest.fixture
def other_model(tiny_model: Transformer) -> Transformer:
    """A model of the same shape with other weights."""
    model = Transformer(tiny_model.config)
    for weight in model.parameters():
        nn.init.constant_(weight, 0.5)
    return model


def test_f1_saving_and_loading_in_between_changes_nothing(
    tmp_path: Path, tiny_model: Transformer, other_model: Transformer
) -> None:
    first = Training(tiny_model)
    first.run(2)
    first.save(tmp_path / "state")
    losses = first.run(3)
    second = Training(other_model)
    assert second.load(tmp_path / "state") == {"step": 2, "x": [1.5]}
    assert second.run(3) == losses
    assert all(torch.equal(a, b) for a, b in zip(first.weights(), second.weights(), strict=True))
    assert other_model.lm_head.weight is other_model.model.embed_tokens.weight


def test_numbers_in_an_optimizers_state_are_kept(tmp_path: Path) -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    optimizer.state[weight] = {"count": 3, "average": torch.tensor([0.5, 0.25])}
    model = nn.Module()
    save_state(tmp_path / "state", model, [optimizer], [], {})
    again = torch.optim.SGD([weight], lr=0.1)
    load_state(tmp_path / "state", model, [again], [])
    assert again.state[weight]["count"] == 3
    assert again.state[weight]["average"].tolist() == [0.5, 0.25]


def test_a_state_of_another_model_is_refused(tmp_path: Path, tiny_model: Transformer) -> None:
    Training(tiny_model).save(tmp_path / "state")
    with pytest.raises(ModelError) as caught:
        load_state(tmp_path / "state", nn.Linear(3, 3), [], [])
    assert caught.value.code == "state_differs"


def test_a_state_that_lacks_a_generator_is_refused(tmp_path: Path, tiny_model: Transformer) -> None:
    save_state(tmp_path / "state", tiny_model, [], [], {})
    with pytest.raises(ModelError) as caught:
        load_state(tmp_path / "state", tiny_model, [], [torch.Generator()])
    assert caught.value.code == "state_differs"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("state.json", b"{", "model_file_damaged"),
        ("state.json", json.dumps({"numbers": {}}).encode(), "state_differs"),
        ("state.safetensors", b"\x80\x04N.", "weights_damaged"),
    ],
)
def test_a_damaged_state_is_refused(
    tmp_path: Path, tiny_model: Transformer, name: str, content: bytes, code: str
) -> None:
    training = Training(tiny_model)
    training.run(1)
    training.save(tmp_path / "state")
    (tmp_path / "state" / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        training.load(tmp_path / "state")
    assert caught.value.code == code


def test_no_state_is_told(tmp_path: Path, tiny_model: Transformer) -> None:
    with pytest.raises(ModelError) as caught:
        Training(tiny_model).load(tmp_path / "nothing")
    assert caught.value.code == "model_missing"
