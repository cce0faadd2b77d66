"""An adapter becomes a model of the project: by its base in the project, or one that is given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from studio.errors import ModelError
from studio.jobs.models import add_model
from studio.lm.checkpoint import load_model, load_tensors, save_model
from studio.lm.lora import adapters_of, add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import checkpoints, runs
from studio.store.project import Project

IDS = torch.arange(40).view(2, 20)


@pytest.fixture
def base(tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    save_model(tmp_path / "Tiny-1.5", tiny_model, tiny_tokenizer)
    return tmp_path / "Tiny-1.5"


@pytest.fixture
def adapter(tmp_path: Path, tiny_model: Transformer, base: Path, tiny_tokenizer: Tokenizer) -> Path:
    """An adapter's folder alone, and `tiny_model` adapted so."""
    add_adapters(tiny_model, 2, 4, "attention", torch.Generator().manual_seed(0))
    for part in adapters_of(tiny_model).values():
        torch.nn.init.normal_(part.lora_B, generator=torch.Generator().manual_seed(1))
    kept = peft_adapter(tiny_model, "org/Tiny-1.5")
    save_model(tmp_path / "run", tiny_model, tiny_tokenizer, adapter=kept)
    return shutil.move(tmp_path / "run" / "adapter", tmp_path / "frogs")


def assert_merged(project: Project, name: str, tuned: Transformer, adapter: Path) -> None:
    [added] = [one for one in runs.list_checkpoints(project.store) if one.name == name]
    folder = project.checkpoint_folder(added)
    assert folder.parent == project.models
    model, _ = load_model(folder)
    with torch.no_grad():
        torch.testing.assert_close(model(IDS), tuned(IDS), atol=1e-4, rtol=0)
    kept = load_tensors(folder / "adapter" / "adapter_model.safetensors")
    given = load_tensors(adapter / "adapter_model.safetensors")
    assert all(torch.equal(kept[part], given[part]) for part in given)


def test_an_adapters_base_is_found_in_the_project(
    project: Project, base: Path, adapter: Path, tiny_model: Transformer
) -> None:
    parent = add_model(project, base, "mine")
    added = add_model(project, adapter)
    assert (added.stage, added.name, added.parent_id) == ("base", "frogs", parent.id)
    assert added.summary["family"] == "llama"
    assert_merged(project, "frogs", tiny_model, adapter)
    checkpoints.delete(project, added.id)
    assert not project.checkpoint_folder(added).exists()
    assert adapter.is_dir()


def test_of_models_that_go_by_the_name_the_newest_is_the_base(
    project: Project, base: Path, adapter: Path, tmp_path: Path
) -> None:
    add_model(project, base, "first")
    again = shutil.copytree(base, tmp_path / "elsewhere" / "Tiny-1.5")
    newest = add_model(project, again, "second")
    assert add_model(project, adapter).parent_id == newest.id


def test_an_adapters_base_may_be_given_as_a_folder(
    project: Project, base: Path, adapter: Path, tiny_model: Transformer
) -> None:
    added = add_model(project, adapter, "a/b: c?", base=base)
    assert added.parent_id is None
    assert Path(added.path) == Path("models/a-b-c")
    assert_merged(project, "a/b: c?", tiny_model, adapter)


def test_an_adapter_without_its_base_is_told(project: Project, adapter: Path) -> None:
    before = runs.list_checkpoints(project.store)
    with pytest.raises(ModelError) as caught:
        add_model(project, adapter)
    assert caught.value.code == "adapter_base_missing"
    assert caught.value.details == {"name": "frogs", "base": "org/Tiny-1.5"}
    with pytest.raises(ModelError) as caught:
        add_model(project, adapter, base=adapter / "nowhere")
    assert caught.value.code == "model_missing"
    assert runs.list_checkpoints(project.store) == before
    assert list(project.models.glob("frogs*")) == []
