"""A folder that PEFT saved an adapter in, as far as it can be told without its numbers."""

from __future__ import annotations

from pathlib import Path

from studio.lm.json_file import read_json

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"


def is_adapter(path: Path) -> bool:
    """Whether a folder holds an adapter and no model."""
    return (path / CONFIG).is_file() and not (path / "config.json").is_file()


def base_of(folder: Path) -> str:
    """What the adapter calls the model that it was trained on; empty where it does not say."""
    named = read_json(folder / CONFIG).get("base_model_name_or_path")
    return named if isinstance(named, str) else ""
