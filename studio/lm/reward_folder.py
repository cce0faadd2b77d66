"""A reward model as a folder that `transformers` loads as AutoModelForSequenceClassification.

Its head there has no bias, so the constant that calibration adds to every score stands in
config.json, under `studio_reward`: score there + bias = reward here. Comparisons need no constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.lm.checkpoint import model_tensors, save_folder
from studio.lm.families import FAMILIES
from studio.lm.gpt2_weights import to_gpt2
from studio.lm.heads import ScalarModel
from studio.lm.tokenizer import Tokenizer


def save_reward_model(
    folder: Path,
    reward: ScalarModel,
    tokenizer: Tokenizer,
    *,
    calibration: Mapping[str, float],
    about: Mapping[str, Any] | None = None,
    card: str = "",
) -> None:
    """Write the folder. `calibration` are figures kept beside the bias.

    Raises `InputError` when it cannot be written.
    """
    trunk = reward.model
    weights = {name: value for name, value in model_tensors(trunk) if name != "lm_head.weight"}
    if trunk.config.family == "gpt2":
        weights = to_gpt2(weights)
    weights["score.weight"] = reward.head.weight.detach()
    family = FAMILIES[trunk.config.family]
    stem = family.architecture.removesuffix("ForCausalLM").removesuffix("LMHeadModel")
    more = {
        "architectures": [family.classifier or f"{stem}ForSequenceClassification"],
        "num_labels": 1,
        "id2label": {"0": "reward"},
        "label2id": {"reward": 0},
        "studio_reward": {"bias": reward.head.bias.item(), **calibration},
    }
    save_folder(folder, weights, trunk.config, tokenizer, more=more, about=about, card=card)
