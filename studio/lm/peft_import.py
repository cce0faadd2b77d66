"""An adapter that PEFT saved, folded into the model that it was trained on.

Only what changes no result is passed over: an option that this does not compute is refused by name.
Source: PEFT's LoraConfig, Hu et al. 2021 (arXiv:2106.09685), Kalajdzievski 2023 (arXiv:2312.03732,
rank-stabilized scaling).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from studio.errors import ModelError
from studio.lm.adapter_folder import CONFIG, WEIGHTS
from studio.lm.checkpoint import check_weight, load_tensors
from studio.lm.gpt2_weights import from_gpt2
from studio.lm.json_file import read_json
from studio.lm.peft_format import PREFIX, PeftAdapter
from studio.lm.transformer import Transformer

# Options that change what is computed, where they are set to anything.
UNSUPPORTED = (
    "alora_invocation_tokens",
    "layer_replication",
    "lora_bias",
    "target_parameters",
    "trainable_token_indices",
    "use_dora",
    "use_qalora",
)
STARTS = (True, False, None, "gaussian", "eva", "orthogonal")  # others change the base's weights
EMBEDDINGS, HEAD = "model.embed_tokens", "lm_head"
IN_GPT2 = {"transformer.wte": EMBEDDINGS}


def read_adapter(folder: Path) -> PeftAdapter:
    """The two files. Raises `ModelError` for one that is damaged, or an option not computed."""
    config = read_json(folder / CONFIG)
    if config.get("peft_type") != "LORA":
        raise ModelError("adapter_option", name="peft_type", value=config.get("peft_type"))
    for name in UNSUPPORTED:
        if config.get(name):
            raise ModelError("adapter_option", name=name, value=config[name])
    if config.get("bias", "none") != "none":
        raise ModelError("adapter_option", name="bias", value=config["bias"])
    start = config.get("init_lora_weights")
    if not (start is None or isinstance(start, bool | str)) or start not in STARTS:
        raise ModelError("adapter_option", name="init_lora_weights", value=start)
    whole = config.get("modules_to_save") or []
    if not isinstance(whole, list) or not set(map(str, whole)) <= {"embed_tokens", "wte", HEAD}:
        raise ModelError("adapter_option", name="modules_to_save", value=whole)
    return PeftAdapter(config, load_tensors(folder / WEIGHTS))


@torch.no_grad()
def merge_adapter(model: Transformer, adapter: PeftAdapter, folder: Path) -> None:
    """Add to the weights of `model` what the adapter learned. `folder` is named in errors.

    Raises `ModelError`, and leaves the model as it is, for an adapter of another model.
    """
    tensors = {name.removeprefix(PREFIX): tensor for name, tensor in adapter.tensors.items()}
    downs = _parts(tensors, "lora_A")
    ups = _parts(tensors, "lora_B")
    left = [n for n in tensors if not n.endswith((".lora_A.weight", ".lora_B.weight"))]
    if not downs:
        raise _damaged(folder, "no lora_A")
    if odd := sorted(downs.keys() ^ ups.keys()):
        raise _damaged(folder, f"half of {odd[0]}")
    _check_targets(adapter.config, downs)
    updates = {
        name: _scaling(adapter.config, name, downs[name], folder) * _product(name, down, ups[name])
        for name, down in downs.items()
    }
    if model.config.family == "gpt2":
        updates = _from_gpt2(updates)
    weights = dict(model.named_parameters(remove_duplicate=False))
    for name, update in updates.items():
        tied = name == HEAD and model.config.tie_word_embeddings
        if f"{name}.weight" not in weights or name == EMBEDDINGS or tied:
            raise ModelError("adapter_target", name=name)
        _check(name, update, weights[f"{name}.weight"], folder)
    whole = _whole(model, {name: tensors[name] for name in left}, folder)
    for name, update in updates.items():
        weights[f"{name}.weight"].add_(update)
    for name, tensor in whole.items():
        weights[f"{name}.weight"].copy_(tensor)


def _parts(tensors: Mapping[str, Tensor], kind: str) -> dict[str, Tensor]:
    ending = f".{kind}.weight"
    return {n.removesuffix(ending): t.float() for n, t in tensors.items() if n.endswith(ending)}


def _product(name: str, down: Tensor, up: Tensor) -> Tensor:
    if down.dim() != 2 or up.dim() != 2 or down.shape[0] != up.shape[1]:
        raise ModelError(
            "adapter_shape", name=name, found=f"{(*up.shape,)} · {(*down.shape,)}", expected="B · A"
        )
    return up @ down


def _scaling(config: Mapping[str, Any], name: str, down: Tensor, folder: Path) -> float:
    """What B A is multiplied by. Raises `ModelError` for a rank other than the config says."""
    rank = _of_pattern(config, "rank_pattern", name, config.get("r"))
    alpha = _of_pattern(config, "alpha_pattern", name, config.get("lora_alpha"))
    numbers = (rank, alpha)
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers) or rank < 1:
        raise _damaged(folder, f"r is {rank}, lora_alpha is {alpha}")
    if down.shape[0] != rank:
        raise ModelError("adapter_shape", name=name, found=tuple(down.shape), expected=f"r {rank}")
    return float(alpha / (math.sqrt(rank) if config.get("use_rslora") else rank))


def _of_pattern(config: Mapping[str, Any], kind: str, name: str, usual: Any) -> Any:
    """A number for the projections whose names end as a key says, or the usual one."""
    patterns = config.get(kind) or {}
    if not isinstance(patterns, Mapping):
        return None
    for key, number in patterns.items():
        # PEFT takes keys for regular expressions; those of a file from elsewhere are not run.
        plain = re.sub(r"\\(.)", r"\1", key).removeprefix("^").removesuffix("$")
        if name == plain or name.endswith(f".{plain}"):
            return number
    return usual


def _check_targets(config: Mapping[str, Any], found: Mapping[str, Tensor]) -> None:
    """Raise `ModelError` where the config names projections that the numbers are not for."""
    targets = config.get("target_modules")
    if not isinstance(targets, list):
        return  # a regular expression; the numbers' own names say it too
    for target in targets:
        if not any(name == target or name.endswith(f".{target}") for name in found):
            raise ModelError("adapter_target", name=str(target))
    for name in found:
        if not any(name == target or name.endswith(f".{target}") for target in targets):
            raise ModelError("adapter_target", name=name)


def _from_gpt2(updates: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Under our names: query, key and value are parts of one of GPT-2's."""
    ours: dict[str, Tensor] = {}
    for name, update in updates.items():
        parts = from_gpt2({f"{name}.weight": update.t()})
        if not parts:
            raise ModelError("adapter_target", name=name)
        ours |= {part.removesuffix(".weight"): rows for part, rows in parts.items()}
    return ours


def _whole(model: Transformer, tensors: Mapping[str, Tensor], folder: Path) -> dict[str, Tensor]:
    """What stands in the place of the base's embeddings and head, by their names."""
    whole = {_own_name(name): tensor for name, tensor in tensors.items()}
    for name, tensor in whole.items():
        if name not in (EMBEDDINGS, HEAD):
            raise ModelError("adapter_target", name=name)
        _check(name, tensor, model.model.embed_tokens.weight, folder)
    if whole and model.config.tie_word_embeddings:
        tables = list(whole.values())
        if len(tables) < 2 or not torch.equal(*tables):  # the two would part
            raise ModelError("adapter_option", name="modules_to_save", value=", ".join(whole))
    return whole


def _own_name(name: str) -> str:
    part = name.removesuffix(".weight").removesuffix(".base_layer")
    return IN_GPT2.get(part, part)


def _check(name: str, tensor: Tensor, weight: Tensor, folder: Path) -> None:
    if tensor.shape != weight.shape:
        found, expected = tuple(tensor.shape), tuple(weight.shape)
        raise ModelError("adapter_shape", name=name, found=found, expected=expected)
    check_weight(name, tensor, tuple(weight.shape), folder)


def _damaged(folder: Path, reason: str) -> ModelError:
    return ModelError("adapter_damaged", path=str(folder), reason=reason)
