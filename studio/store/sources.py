"""Where a response came from, kept among the parameters that it was sampled with.

A checkpoint's response names the checkpoint; others say `source` there, which every export of
whole projects carries and reads again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BY_HAND, ENDPOINT = "by_hand", "endpoint"
CHECKPOINT, FILE, SYNTHETIC = "checkpoint", "file", "synthetic"


def by_hand(labeler: str) -> dict[str, Any]:
    """Of a response that a labeler typed or pasted."""
    return {"source": BY_HAND, "labeler": labeler}


def from_endpoint(
    name: str, model: str, kind: str, temperature: float, max_tokens: int
) -> dict[str, Any]:
    """Of a response that a model behind an endpoint gave."""
    return {
        "source": ENDPOINT,
        "endpoint": name,
        "model": model,
        "kind": kind,
        "temperature": temperature,
        "max_tokens": max_tokens,
    }


def source_name(sampling: Mapping[str, Any], checkpoint: str | None) -> str:
    """Source and who it was, for a column.

    `checkpoint: sft-1`, `endpoint: vLLM (llama)`, `by_hand: Anna`; `file` for what was imported
    without a word of its model. A checkpoint may be another project's or program's.
    """
    source = sampling.get("source")
    if source == ENDPOINT:
        return f"{source}: {sampling.get('endpoint')} ({sampling.get('model')})"
    if source == BY_HAND:
        return f"{source}: {sampling.get('labeler')}"
    return FILE if checkpoint is None else f"{CHECKPOINT}: {checkpoint}"


def author_name(labeler: str, synthetic: bool) -> str:
    """As `source_name`, of a demonstration, which its labeler wrote."""
    return f"{SYNTHETIC if synthetic else BY_HAND}: {labeler}"
