"""Checkpoints in Hugging Face's format: `config.json`, `model.safetensors`, `tokenizer.json`.

Written beside and renamed, so that a folder is either complete or not there. Only safetensors and
JSON are ever read: nothing in a checkpoint can run code.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.errors import InputError, ModelError
from studio.lm.failures import memory_failures, tokenizer_failures, try_out
from studio.lm.gpt2_weights import from_gpt2, to_gpt2
from studio.lm.json_file import present, read_json
from studio.lm.lora import merged
from studio.lm.peft_format import PeftAdapter
from studio.lm.shipped_tokenizer import load_tokenizer
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig

CHECKPOINT_FILES = {
    "adapter",
    "adapter_config.json",
    "adapter_model.safetensors",
    "config.json",
    "extra.safetensors",
    "model.safetensors",
    "state.json",
    "state.safetensors",
    "studio.json",
    "tokenizer.json",
    "tokenizer_config.json",
}


def save_model(
    folder: Path,
    model: Transformer,
    tokenizer: Tokenizer,
    *,
    dtype: torch.dtype = torch.float32,
    extra: Mapping[str, Tensor] | None = None,
    about: Mapping[str, Any] | None = None,
    adapter: PeftAdapter | None = None,
    card: str = "",
) -> None:
    """Write a checkpoint folder that `transformers` loads.

    `extra` tensors (a scalar head) go into `extra.safetensors`, `about` (how it was made) into
    `studio.json`, `card` (the same in words) into `README.md`. What LoRA has learned is folded into
    the weights; `adapter` is that by itself, for the folder `adapter`. Raises `InputError` when the
    folder cannot be written; then nothing has changed.
    """
    weights = {name: value.to(dtype) for name, value in model_tensors(merged(model))}
    if model.config.family == "gpt2":
        weights = to_gpt2(weights)
    save_folder(
        folder,
        weights,
        model.config,
        tokenizer,
        extra=extra,
        about=about,
        adapter=adapter,
        card=card,
    )


def save_folder(
    folder: Path,
    weights: Mapping[str, Tensor],
    config: TransformerConfig,
    tokenizer: Tokenizer,
    *,
    more: Mapping[str, Any] | None = None,
    extra: Mapping[str, Tensor] | None = None,
    about: Mapping[str, Any] | None = None,
    adapter: PeftAdapter | None = None,
    card: str = "",
) -> None:
    """As `save_model`, from weights under the family's names; `more` goes into `config.json`."""

    def write(draft: Path) -> None:
        save_tensors(draft / "model.safetensors", weights)
        if extra:
            save_tensors(draft / "extra.safetensors", extra)
        if adapter:
            (draft / "adapter").mkdir()
            _write_json(draft / "adapter" / "adapter_config.json", adapter.config)
            save_tensors(draft / "adapter" / "adapter_model.safetensors", adapter.tensors)
        ends = tokenizer.stop_ids
        values = {
            **config.to_dict(),
            **(more or {}),
            "dtype": str(next(iter(weights.values())).dtype).removeprefix("torch."),
            "bos_token_id": tokenizer.text_id,
            "eos_token_id": list(ends) if len(ends) > 1 else tokenizer.end_id,
            "pad_token_id": tokenizer.pad_id,
        }
        positions = {"model_max_length": config.max_position_embeddings}
        _write_json(draft / "config.json", values)
        _write_json(draft / "tokenizer_config.json", {**tokenizer.chat.settings, **positions})
        if about is not None:
            _write_json(draft / "studio.json", about)
        if card:
            (draft / "README.md").write_text(card, "utf-8", newline="\n")
        tokenizer.save(draft / "tokenizer.json")

    write_folder(folder, write)


def load_model(folder: Path, device: str | torch.device = "cpu") -> tuple[Transformer, Tokenizer]:
    """Read a checkpoint folder, or a GGUF file, in float32.

    Raises `ModelError` naming what is wrong with it.
    """
    with memory_failures(folder):
        if folder.is_file():
            from studio.lm.gguf_model import load_gguf

            return load_gguf(folder, device)
        return _load_folder(readable_folder(folder), device)


def _load_folder(folder: Path, device: str | torch.device) -> tuple[Transformer, Tokenizer]:
    config = TransformerConfig.from_dict(read_json(folder / "config.json"))
    with tokenizer_failures(folder):
        tokenizer = try_out(load_tokenizer(folder))
    check_vocabulary(tokenizer, config)
    weights = load_weights(folder)
    if config.family == "gpt2":
        weights = from_gpt2(weights)
    with torch.device("meta"):
        model = Transformer(config)
    _check_weights(model, weights, folder)
    copied = {  # so that the file is not kept open
        name: weights[name].to(device, torch.float32, copy=True) for name, _ in model_tensors(model)
    }
    model.load_state_dict(copied, strict=False, assign=True)
    if config.tie_word_embeddings:
        model.lm_head.weight = model.model.embed_tokens.weight
    return model, tokenizer


def check_vocabulary(tokenizer: Tokenizer, config: TransformerConfig) -> None:
    """Raise `ModelError` for a tokenizer with more tokens than the model has rows for."""
    if tokenizer.vocab_size > config.vocab_size:
        raise ModelError(
            "tokenizer_vocabulary", tokens=tokenizer.vocab_size, rows=config.vocab_size
        )


def model_tensors(model: Transformer) -> list[tuple[str, Tensor]]:
    """Names and tensors to save; a tied head is not saved twice."""
    tied = model.config.tie_word_embeddings
    return [(n, w) for n, w in model.state_dict().items() if not (tied and n == "lm_head.weight")]


def save_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write a safetensors file."""
    path.touch()
    mode = path.stat().st_mode  # the library's own choice hides the file from other users
    ready = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    save_file(ready, path, {"format": "pt"})
    path.chmod(mode)


def load_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file."""
    try:
        return load_file(present(path))
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError("weights_damaged", path=str(path), reason=str(error)) from None


def load_weights(folder: Path) -> dict[str, Tensor]:
    """A model's tensors, in one file or in the several that an index names."""
    whole, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if whole.is_file() or not index.is_file():
        return load_tensors(whole)
    places = read_json(index).get("weight_map")
    if not isinstance(places, dict) or not all(map(_is_weight_file, places.values())):
        raise ModelError("model_file_damaged", path=str(index), reason="weight_map")
    weights: dict[str, Tensor] = {}
    for name in sorted(set(places.values())):
        weights |= load_tensors(folder / name)
    return weights


def _is_weight_file(name: object) -> bool:
    """Whether it names a file of the folder itself, not one that lies elsewhere."""
    return isinstance(name, str) and Path(name).name == name and name.endswith(".safetensors")


def load_extra(folder: Path) -> dict[str, Tensor]:
    """The tensors beside the model's own, such as a scalar head."""
    return load_tensors(folder / "extra.safetensors")


def write_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a folder beside `folder`, then rename it into place.

    Whatever interrupts it, `readable_folder` finds the old one or the new one, complete. Raises
    `InputError` when it cannot be written, or holds files that no checkpoint has.
    """
    draft, old = _beside(folder, "new"), _beside(folder, "old")
    try:
        _clear_up(folder)
        check_replaceable(folder)
        draft.mkdir(parents=True)
        write(draft)
        for file in filter(Path.is_file, draft.rglob("*")):
            _sync(file)
        if folder.exists():
            os.replace(folder, old)
        os.replace(draft, folder)
    except (OSError, SafetensorError) as error:
        raise InputError("folder_unwritable", path=str(folder), reason=str(error)) from None
    finally:
        _clear_up(folder)


def readable_folder(folder: Path) -> Path:
    """`folder`, or what it replaces if a crash came between the two renames of `write_folder`."""
    for path in (folder, _beside(folder, "old")):
        if path.is_dir():
            return path
    raise ModelError("model_missing", path=str(folder))


def check_replaceable(folder: Path) -> None:
    """Raise `InputError` unless `folder` is new, empty or a checkpoint that may be overwritten."""
    if folder.exists() and not folder.is_dir():
        raise InputError("folder_unwritable", path=str(folder), reason="not a folder")
    if folder.is_dir() and any(file.name not in CHECKPOINT_FILES for file in folder.rglob("*")):
        raise InputError("folder_not_empty", path=str(folder))


def _clear_up(folder: Path) -> None:
    """Put the old folder back if there is no new one, and drop what is left over."""
    draft, old = _beside(folder, "new"), _beside(folder, "old")
    if old.is_dir() and not folder.exists():
        with suppress(OSError):
            os.replace(old, folder)
    else:
        shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(draft, ignore_errors=True)


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(f".{folder.name}.{suffix}")


def _check_weights(model: Transformer, weights: Mapping[str, Tensor], folder: Path) -> None:
    for name, value in model_tensors(model):
        if name not in weights:
            raise ModelError("weights_missing", name=name, path=str(folder))
        check_weight(name, weights[name], tuple(value.shape), folder)


def check_weight(name: str, weight: Tensor, expected: tuple[int, ...], path: Path) -> None:
    """Raise `ModelError` for a weight of another shape, or with numbers that are none."""
    found = tuple(weight.shape)
    if found != expected:
        raise ModelError("weights_shape", name=name, found=found, expected=expected)
    if not torch.isfinite(weight.float()).all():  # 8-bit numbers know no isfinite
        raise ModelError("weights_not_finite", name=name, path=str(path))


def _write_json(path: Path, values: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False), "utf-8")


def _sync(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())
