"""Models into and out of a project: checked before they are added, as others load them after."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from studio.errors import InputError, ModelError, StudioError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Failed
from studio.jobs.models import add_model, examine, export_model
from studio.jobs.requests import TrainSFT
from studio.jobs.runner import run
from studio.lm.checkpoint import load_model, save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.heads import ScalarModel
from studio.lm.json_file import read_json
from studio.lm.reward_folder import save_reward_model
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig
from studio.model_card import card_text
from studio.store import checkpoints, runs
from studio.store.project import Project
from studio.store.records import Checkpoint
from tests.small_project import SFT
from tests.training.toy import last_numbers

LENGTHS = torch.tensor([9, 5, 7])
GEMMA = {
    "activation": "gelu_pytorch_tanh",
    "centered_norms": True,
    "norms_both_sides": True,
    "scaled_embeddings": True,
    "score_divisor": 16.0,
    "sliding_window": 5,
    "local_layers": (True, False),
}


@pytest.fixture
def mine(tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    """A model of one's own, as a folder."""
    save_model(tmp_path / "my model", tiny_model, tiny_tokenizer)
    return tmp_path / "my model"


@pytest.fixture
def make_reward(tmp_path: Path, tiny_config: TransformerConfig) -> Callable[..., ScalarModel]:
    def make(**changes: object) -> ScalarModel:
        config = replace(tiny_config, **changes)  # type: ignore[arg-type]
        model = Transformer(config)
        generator = torch.Generator().manual_seed(5)
        for weight in model.parameters():
            torch.nn.init.normal_(weight, std=0.3, generator=generator)
        reward = ScalarModel(model, generator)
        reward.calibrate(0.75, 2.0)
        return reward.eval()

    return make


def sft(project: Project) -> Checkpoint:
    """Train one."""
    said: list[object] = []
    run(project, TrainSFT(SFT), emit=said.append, control=RunControl())
    assert not isinstance(said[-1], Failed), said[-1]
    found = runs.latest_checkpoint(project.store, "sft")
    assert found is not None
    return found


def reward_checkpoint(project: Project, reward: ScalarModel, tokenizer: Tokenizer) -> Checkpoint:
    save_model(project.models / "judge", reward.model, tokenizer, extra=reward.head_tensors())
    summary = {"accuracy": 0.75, "missing_end_reward": -1.5}
    return runs.add_checkpoint(project.store, "reward", "judge", "models/judge", 2, None, summary)


# Into a project


def test_a_folder_of_ones_own_is_trained_from_where_it_is(project: Project, mine: Path) -> None:
    added = add_model(project, mine)
    assert (added.stage, added.name, added.path) == ("base", "my model", str(mine))
    assert added.summary["family"] == "llama"
    assert added.summary["positions"] == 128
    model, _ = load_model(mine)
    assert added.summary["parameters"] == sum(weight.numel() for weight in model.parameters())
    assert sft(project).parent_id == added.id


def test_a_gguf_file_is_trained_from(
    project: Project, tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    save_gguf(tmp_path / "m.gguf", tiny_model, tiny_tokenizer, "q8_0")
    added = add_model(project, tmp_path / "m.gguf", "small one")
    assert added.name == "small one"
    trained = sft(project)
    assert trained.parent_id == added.id
    load_model(project.checkpoint_folder(trained))


def test_a_second_model_of_a_name_gets_a_number(project: Project, mine: Path) -> None:
    assert add_model(project, mine, "tiny").name == "tiny-2"
    with pytest.raises(InputError) as caught:
        add_model(project, mine)
    assert caught.value.code == "model_known"
    assert caught.value.details["name"] == "tiny-2"


def test_what_cannot_be_trained_from_is_told_and_not_added(
    project: Project, tmp_path: Path, mine: Path
) -> None:
    before = runs.list_checkpoints(project.store)
    (tmp_path / "m.gguf").write_bytes(b"\x80\x04nothing")
    cases = {"nowhere": "model_missing", "m.gguf": "gguf_foreign"}
    for name, code in cases.items():
        with pytest.raises(ModelError) as caught:
            add_model(project, tmp_path / name)
        assert caught.value.code == code
    config = read_json(mine / "config.json")
    (mine / "config.json").write_text(json.dumps(config | {"model_type": "mamba"}))
    with pytest.raises(ModelError) as caught:
        add_model(project, mine)
    assert caught.value.code == "model_family"
    assert runs.list_checkpoints(project.store) == before


def test_numbers_that_are_none_are_found_before_training(
    tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    tiny_model.model.norm.weight.data[0] = math.nan
    save_model(tmp_path / "m", tiny_model, tiny_tokenizer)
    with pytest.raises(ModelError) as caught:
        examine(tmp_path / "m")
    assert caught.value.code == "weights_not_finite"


# Out of it


def test_a_policy_goes_out_as_a_folder_with_its_card(project: Project, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM

    trained = sft(project)
    checkpoints.set_note(project.store, trained.id, "a secret")
    trained = runs.get_checkpoint(project.store, trained.id)
    told: list[tuple[int, int]] = []
    export_model(
        project,
        trained,
        tmp_path / "out",
        "folder",
        card=card_text(project, trained),
        progress=lambda done, total: told.append((done, total)),
    )
    ids = torch.arange(20)[None]
    ours, _ = load_model(tmp_path / "out")
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    with torch.no_grad():
        torch.testing.assert_close(theirs(ids).logits, ours(ids), atol=1e-4, rtol=0)
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert trained.run_id is not None
    data = runs.get_run(project.store, trained.run_id)
    assert (
        f"| {trained.name} | sft | {data.labels} demonstrations | `{data.data_hash[:16]}` |" in card
    )
    assert "| tiny | base |" in card
    assert f"| epochs | {SFT.epochs} |" in card
    assert "pipeline_tag: text-generation" in card
    assert f"| loss | {trained.summary['loss']:.4g} |" in card
    assert "a secret" not in card
    assert str(tmp_path) not in card
    assert read_json(tmp_path / "out" / "studio.json")["parent"] == "tiny"


@torch.no_grad()
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tie_word_embeddings": False},
        {"family": "qwen2", "qkv_bias": True},
        {"family": "qwen3", "query_key_norm": True},
        {"family": "mistral"},
        {"family": "smollm3", "turning_layers": (True, False)},
        {"family": "gemma2", **GEMMA, "score_softcap": 5.0},
        {"family": "gemma3_text", **GEMMA, "query_key_norm": True, "local_rope_theta": 100.0},
        {
            "family": "gpt2",
            "activation": "gelu_new",
            "gated_mlp": False,
            "mlp_bias": True,
            "qkv_bias": True,
            "output_bias": True,
            "layer_norm": True,
            "learned_positions": True,
            "num_key_value_heads": 4,
        },
    ],
    ids=["llama", "untied", "qwen2", "qwen3", "mistral", "smollm3", "gemma2", "gemma3", "gpt2"],
)
def test_a_reward_model_scores_alike_in_transformers(
    tmp_path: Path,
    make_reward: Callable[..., ScalarModel],
    tiny_tokenizer: Tokenizer,
    changes: dict[str, object],
) -> None:
    from transformers import AutoModelForSequenceClassification

    reward = make_reward(**changes)
    calibration = {"missing_end_reward": -1.5}
    save_reward_model(tmp_path / "out", reward, tiny_tokenizer, calibration=calibration)
    theirs, report = AutoModelForSequenceClassification.from_pretrained(
        tmp_path / "out", dtype=torch.float32, output_loading_info=True
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    ids = torch.randint(5, 320, (3, 9), generator=torch.Generator().manual_seed(1))
    for row, length in enumerate(LENGTHS.tolist()):
        ids[row, length:] = tiny_tokenizer.pad_id or 0
    scores = theirs(ids, attention_mask=(ids != tiny_tokenizer.pad_id).long()).logits[:, 0]
    assert theirs.config.studio_reward["missing_end_reward"] == -1.5
    calibrated = scores + theirs.config.studio_reward["bias"]
    expected = last_numbers(reward, ids, LENGTHS)
    torch.testing.assert_close(calibrated, expected, atol=1e-4, rtol=0)
    assert expected.std() > 0.01


def test_a_reward_model_goes_out_with_its_calibration(
    project: Project,
    tmp_path: Path,
    make_reward: Callable[..., ScalarModel],
    tiny_tokenizer: Tokenizer,
) -> None:
    reward = make_reward()
    judge = reward_checkpoint(project, reward, tiny_tokenizer)
    export_model(project, judge, tmp_path / "out", "folder", card=card_text(project, judge))
    config = read_json(tmp_path / "out" / "config.json")
    assert config["architectures"] == ["LlamaForSequenceClassification"]
    assert config["studio_reward"] == {
        "bias": pytest.approx(reward.head.bias.item()),
        "missing_end_reward": -1.5,
        "accuracy": 0.75,
    }
    assert "studio_reward.bias" in (tmp_path / "out" / "README.md").read_text("utf-8")
    with pytest.raises(ModelError) as caught:
        export_model(project, judge, tmp_path / "m.gguf", "gguf-f16")
    assert caught.value.code == "gguf_reward"


@pytest.mark.parametrize("format", ["gguf-f16", "gguf-q8_0"])
def test_a_policy_goes_out_as_gguf_and_comes_back(
    project: Project, tmp_path: Path, format: str
) -> None:
    base = runs.get_checkpoint(project.store, 2)
    told: list[tuple[int, int]] = []
    target = tmp_path / "out.gguf"
    export_model(project, base, target, format, progress=lambda *step: told.append(step))
    before, _ = load_model(project.checkpoint_folder(base))
    after, _ = load_model(target)
    assert after.config == before.config
    assert told[0][0] == 0
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]


@pytest.mark.parametrize(("format", "steps"), [("folder", 0), ("gguf-q8_0", 0), ("gguf-q8_0", 6)])
def test_a_stopped_export_leaves_nothing(
    project: Project, tmp_path: Path, format: str, steps: int
) -> None:
    asked = iter([False] * steps)
    target = tmp_path / "empty" / "out"
    target.parent.mkdir()
    base = runs.get_checkpoint(project.store, 2)
    with pytest.raises(StopRequested):
        export_model(project, base, target, format, stop=lambda: next(asked, True))
    assert list(target.parent.iterdir()) == []


def test_an_export_overwrites_no_ones_folder(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "config.json").write_text("mine")
    base = runs.get_checkpoint(project.store, 2)
    for format, code in (("folder", "folder_not_empty"), ("onnx", "export_format")):
        with pytest.raises(StudioError) as caught:
            export_model(project, base, tmp_path / "out", format)
        assert caught.value.code == code
    assert (tmp_path / "out" / "config.json").read_text() == "mine"


def test_the_card_names_what_was_deleted_and_cannot_be_broken(project: Project) -> None:
    store = project.store
    run_of = runs.start_run(store, "sft", {"epochs": 2}, 2, 0, "f00d", 5)
    first = runs.add_checkpoint(store, "sft", "a|b <i>", "models/a", 2, run_of.id, {})
    second = runs.add_checkpoint(store, "ppo", "after", "models/b", first.id, None, {})
    runs.end_run(store, run_of.id, "stopped", {})
    card = card_text(project, second)
    assert "| a\\|b &lt;i> | sft | 5 demonstrations | `f00d` |" in card
    assert "## Options of a\\|b &lt;i> (stopped)" in card
    checkpoints.delete(project, first.id)
    card = card_text(project, runs.get_checkpoint(store, second.id))
    assert "after came from a\\|b &lt;i>, which was deleted." in card
