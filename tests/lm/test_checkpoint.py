"""Checkpoints go to and from `transformers`; damaged ones are refused, and writes are whole."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from studio.errors import InputError, ModelError
from studio.lm import checkpoint
from studio.lm.checkpoint import (
    load_extra,
    load_model,
    readable_folder,
    save_model,
    write_folder,
)
from studio.lm.json_file import read_json
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig

IDS = torch.arange(40).view(2, 20)


@pytest.fixture
def saved(tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    save_model(tmp_path / "model", sharp_model, tiny_tokenizer, about={"stage": "base"})
    return tmp_path / "model"


def untied_model(config: TransformerConfig) -> Transformer:
    model = Transformer(replace(config, tie_word_embeddings=False, rope_theta=5e5, head_dim=12))
    generator = torch.Generator().manual_seed(9)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    return model.eval()


# to and from transformers


@torch.no_grad()
@pytest.mark.parametrize("tied", [True, False])
def test_e18_transformers_loads_what_we_save(
    tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer, tied: bool
) -> None:
    from transformers import AutoModelForCausalLM

    ours = sharp_model if tied else untied_model(sharp_model.config)
    save_model(tmp_path / "model", ours, tiny_tokenizer)
    theirs, report = AutoModelForCausalLM.from_pretrained(
        tmp_path / "model", dtype=torch.float32, output_loading_info=True
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    torch.testing.assert_close(theirs(IDS).logits, ours(IDS), atol=1e-4, rtol=0)
    assert theirs.config.eos_token_id == tiny_tokenizer.end_id
    assert theirs.config.pad_token_id == tiny_tokenizer.pad_id


def test_transformers_reads_the_same_ids_by_our_tokenizer(
    saved: Path, tiny_tokenizer: Tokenizer
) -> None:
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(saved)
    for text in ("The frog sang.", "Grüße, 🐸 und\n\n  ein Mond", " a  b ", ""):
        ids = theirs(text, add_special_tokens=False)["input_ids"]
        assert ids == tiny_tokenizer.encode(text)
        assert theirs.decode(ids, skip_special_tokens=True) == text
    assert theirs.eos_token_id == tiny_tokenizer.end_id
    assert theirs.pad_token_id == tiny_tokenizer.pad_id
    assert theirs.bos_token_id == tiny_tokenizer.text_id


def test_the_chat_template_builds_the_same_rows(saved: Path, tiny_tokenizer: Tokenizer) -> None:
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(saved)
    question = {"role": "user", "content": " Tell a story about a frog.\n"}
    answer = {"role": "assistant", "content": "The frog sang. "}
    example = tiny_tokenizer.encode_example(question["content"], answer["content"])

    def rows(messages: list[dict[str, str]]) -> list[int]:
        told = theirs.apply_chat_template(messages, return_dict=True, add_generation_prompt=True)
        return list(told["input_ids"])

    assert rows([question]) == example.prompt
    assert rows([question, answer]) == example.ids


@torch.no_grad()
@pytest.mark.parametrize("style", ["4.x", "5.x"])
@pytest.mark.parametrize("tied", [True, False])
def test_we_load_what_transformers_saves(
    tmp_path: Path,
    tiny_config: TransformerConfig,
    tiny_tokenizer: Tokenizer,
    style: str,
    tied: bool,
) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    values = tiny_config.to_dict() | {"tie_word_embeddings": tied}
    values.pop("rope_theta")
    rope = {"rope_type": "default", "rope_theta": 5e5}
    theirs = LlamaForCausalLM(LlamaConfig(**values, rope_parameters=rope)).eval()
    torch.manual_seed(2)
    for weight in theirs.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    folder = tmp_path / "theirs"
    theirs.save_pretrained(folder)
    tiny_tokenizer.save(folder / "tokenizer.json")
    config = read_json(folder / "config.json")
    assert config["rope_parameters"]["rope_theta"] == 5e5
    if style == "4.x":
        config |= {"rope_theta": config.pop("rope_parameters")["rope_theta"], "rope_scaling": None}
        (folder / "config.json").write_text(json.dumps(config))
    ours, _ = load_model(folder)
    assert ours.config.rope_theta == 5e5
    torch.testing.assert_close(ours(IDS), theirs(IDS).logits, atol=1e-4, rtol=0)


# to and from ourselves


@torch.no_grad()
def test_a_saved_model_is_loaded_bitwise(
    saved: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    model, tokenizer = load_model(saved)
    assert model.config == sharp_model.config
    assert torch.equal(model(IDS), sharp_model(IDS))
    assert model.lm_head.weight is model.model.embed_tokens.weight
    assert tokenizer.to_json() == tiny_tokenizer.to_json()
    assert all(weight.requires_grad for weight in model.parameters())
    assert read_json(saved / "studio.json") == {"stage": "base"}
    assert "lm_head.weight" not in load_file(saved / "model.safetensors")


def test_loading_does_not_wait_for_torchs_compiler(saved: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from studio.lm.checkpoint import load_model\n"
        "load_model(pathlib.Path(sys.argv[1]))\n"
        "print([name for name in ('torch._dynamo', 'sympy') if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(saved)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@torch.no_grad()
def test_an_untied_head_is_kept(
    tmp_path: Path, tiny_config: TransformerConfig, tiny_tokenizer: Tokenizer
) -> None:
    ours = untied_model(tiny_config)
    save_model(tmp_path / "model", ours, tiny_tokenizer)
    loaded, _ = load_model(tmp_path / "model")
    assert torch.equal(loaded.lm_head.weight, ours.lm_head.weight)
    assert not torch.equal(loaded.lm_head.weight, loaded.model.embed_tokens.weight)
    assert torch.equal(loaded(IDS), ours(IDS))


def test_bf16_weights_are_half_the_size_and_loaded_in_float32(
    tmp_path: Path, saved: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    folder = tmp_path / "small"
    save_model(folder, sharp_model, tiny_tokenizer, dtype=torch.bfloat16)
    assert read_json(folder / "config.json")["dtype"] == "bfloat16"
    sizes = [(f / "model.safetensors").stat().st_size for f in (folder, saved)]
    assert sizes[0] < 0.6 * sizes[1]
    loaded, _ = load_model(folder)
    for name, weight in sharp_model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], weight.bfloat16().float())


def test_a_head_beside_the_weights_is_kept(
    tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    head = {"head.weight": torch.randn(1, 32), "head.bias": torch.randn(1)}
    save_model(tmp_path / "model", sharp_model, tiny_tokenizer, extra=head)
    extra = load_extra(tmp_path / "model")
    assert extra.keys() == head.keys()
    assert all(torch.equal(extra[name], head[name]) for name in head)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_files_can_be_read_by_whom_the_system_lets_read(saved: Path) -> None:
    modes = {stat.S_IMODE(file.stat().st_mode) for file in saved.iterdir()}
    assert len(modes) == 1


# damaged checkpoints


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change_header(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    change(header)
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + data[8 + size :])


def lie_about_shape(path: Path) -> None:
    def change(header: dict[str, Any]) -> None:
        header["model.norm.weight"]["shape"] = [64]

    change_header(path, change)


def lie_about_place(path: Path) -> None:
    def change(header: dict[str, Any]) -> None:
        header["model.norm.weight"]["data_offsets"] = [10**9, 10**9 + 128]

    change_header(path, change)


def claim_a_huge_header(path: Path) -> None:
    path.write_bytes(struct.pack("<Q", 2**62) + path.read_bytes()[8:])


def change_weights(change: Callable[[dict[str, torch.Tensor]], object]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        weights = load_file(path)
        change(weights)
        save_file(weights, path)

    return damage


NORM = "model.norm.weight"
DAMAGES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "no config": ("config.json", Path.unlink, "model_file_missing"),
    "no weights": ("model.safetensors", Path.unlink, "model_file_missing"),
    "no tokenizer": ("tokenizer.json", Path.unlink, "model_file_missing"),
    "half a config": ("config.json", cut_in_half, "model_file_damaged"),
    "deep config": ("config.json", lambda p: p.write_text("[" * 10**5), "model_file_damaged"),
    "config is a list": ("config.json", lambda p: p.write_text("[]"), "model_file_damaged"),
    "config is no text": ("config.json", lambda p: p.write_bytes(b"\xff"), "model_file_damaged"),
    "half a tokenizer": ("tokenizer.json", cut_in_half, "tokenizer_damaged"),
    "tokenizer is no text": (
        "tokenizer.json",
        lambda p: p.write_bytes(b"\xff\xfe"),
        "tokenizer_damaged",
    ),
    "half the weights": ("model.safetensors", cut_in_half, "weights_damaged"),
    "no bytes": ("model.safetensors", lambda p: p.write_bytes(b""), "weights_damaged"),
    "lying shape": ("model.safetensors", lie_about_shape, "weights_damaged"),
    "lying place": ("model.safetensors", lie_about_place, "weights_damaged"),
    "huge header": ("model.safetensors", claim_a_huge_header, "weights_damaged"),
    "a weight less": (
        "model.safetensors",
        change_weights(lambda w: w.pop(NORM)),
        "weights_missing",
    ),
    "wrong shape": (
        "model.safetensors",
        change_weights(lambda w: w.update({NORM: torch.ones(64)})),
        "weights_shape",
    ),
    "not a number": (
        "model.safetensors",
        change_weights(lambda w: w[NORM].fill_(torch.nan)),
        "weights_not_finite",
    ),
    "infinite": (
        "model.safetensors",
        change_weights(lambda w: w[NORM].fill_(torch.inf)),
        "weights_not_finite",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_refused(saved: Path, damage: str) -> None:
    name, change, code = DAMAGES[damage]
    change(saved / name)
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_renamed_pickle_is_refused_and_not_run(saved: Path, tmp_path: Path, name: str) -> None:
    witness = tmp_path / "it ran"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return witness.touch, ()

    (saved / name).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelError):
        load_model(saved)
    assert not witness.exists()


def test_weights_that_disagree_with_the_config_are_refused(saved: Path) -> None:
    config = read_json(saved / "config.json")
    (saved / "config.json").write_text(json.dumps(config | {"hidden_size": 48}))
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert caught.value.code == "weights_shape"


def test_a_stray_head_in_a_tied_checkpoint_is_left_out(
    saved: Path, sharp_model: Transformer
) -> None:
    change_weights(lambda w: w.update({"lm_head.weight": torch.ones(3, 3)}))(
        saved / "model.safetensors"
    )
    loaded, _ = load_model(saved)
    assert torch.equal(loaded.lm_head.weight, sharp_model.lm_head.weight)


def test_a_tokenizer_of_more_tokens_than_the_model_is_refused(
    saved: Path, tiny_tokenizer: Tokenizer
) -> None:
    bigger = Tokenizer.from_json(tiny_tokenizer.to_json(), saved)
    bigger.inner.add_tokens(["frogfrog"])
    bigger.save(saved / "tokenizer.json")
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert caught.value.code == "tokenizer_vocabulary"
    assert caught.value.details == {"tokens": 321, "rows": 320}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path / "nothing")
    assert caught.value.code == "model_missing"


# whole or not at all


def fill(name: str, text: str) -> Callable[[Path], None]:
    def write(draft: Path) -> None:
        (draft / name).write_text(text)

    return write


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "model"
    write_folder(folder, fill("config.json", "old"))
    write_folder(folder, fill("state.json", "new"))
    assert [file.name for file in folder.iterdir()] == ["state.json"]
    assert [file.name for file in folder.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("error", [OSError("disk"), RuntimeError("bug"), KeyboardInterrupt()])
def test_a_failed_write_leaves_the_old_folder(tmp_path: Path, error: BaseException) -> None:
    folder = tmp_path / "model"
    write_folder(folder, fill("config.json", "old"))

    def fail(draft: Path) -> None:
        (draft / "config.json").write_text("half")
        raise error

    expected = InputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        write_folder(folder, fail)
    assert (folder / "config.json").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


class Crash(BaseException):
    """The process dies: nothing after it runs."""


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_a_crash_at_any_rename_leaves_the_old_or_the_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    folder = tmp_path / "model"
    write_folder(folder, fill("config.json", "old"))
    replace_file, done = os.replace, []

    def crashing(source: Path, target: Path) -> None:
        if len(done) == renames:
            raise Crash
        replace_file(source, target)
        done.append(target)

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint.os, "replace", crashing)
        patch.setattr(checkpoint.shutil, "rmtree", lambda *_, **__: None)
        patch.setattr(checkpoint, "_clear_up", lambda _: None)
        try:
            write_folder(folder, fill("config.json", "new"))
        except Crash:
            assert renames < 2
    found = (readable_folder(folder) / "config.json").read_text()
    assert found == ("new" if renames == 2 else "old")
    write_folder(folder, fill("config.json", "newer"))
    assert (folder / "config.json").read_text() == "newer"
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError) as caught:
        write_folder(tmp_path / "file" / "model", fill("config.json", ""))
    assert caught.value.code == "folder_unwritable"


def test_a_file_in_the_place_of_the_folder_is_kept(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("mine")
    with pytest.raises(InputError) as caught:
        write_folder(tmp_path / "model", fill("config.json", ""))
    assert caught.value.code == "folder_unwritable"
    assert (tmp_path / "model").read_text() == "mine"


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "diary").mkdir()
    (tmp_path / "diary" / "monday.txt").write_text("frogs")
    with pytest.raises(InputError) as caught:
        write_folder(tmp_path / "diary", fill("config.json", ""))
    assert caught.value.code == "folder_not_empty"
    assert (tmp_path / "diary" / "monday.txt").read_text() == "frogs"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes of folders are POSIX")
def test_an_unwritable_folder_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: Path
) -> None:
    parent = tmp_path / "locked"
    parent.mkdir()
    shutil.copytree(saved, parent / "model")
    if os.geteuid() == 0:  # root may write anywhere, so the system's refusal is played

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "mkdir", refuse)
    else:
        parent.chmod(0o500)
    with pytest.raises(InputError) as caught:
        write_folder(parent / "model", fill("config.json", ""))
    parent.chmod(0o700)
    assert caught.value.code == "folder_unwritable"
    assert "Permission denied" in caught.value.details["reason"]
    load_model(parent / "model")
