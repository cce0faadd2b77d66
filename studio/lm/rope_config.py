"""What a `config.json` says of rotary positions, as `transformers` 5 and those before write it.

How a model reads further than it first learned to: all angles grow more slowly (linear), or only
those that the first learning did not carry through a whole turn (llama3, yarn). The kinds that
change with the length of the row (dynamic, longrope) are refused: keys in a cache would be stale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.errors import ModelError

KINDS = ("default", "linear", "llama3", "yarn")


@dataclass(frozen=True)
class RopeScaling:
    """`original` is how many positions the model first learned, where the kind asks for that.

    `slow` and `fast` are how many turns a pair of features makes within them: below `slow` its
    angle is divided by `factor`, above `fast` it stays. `cut` rounds where that begins and ends to
    whole pairs, `strength` multiplies cosines and sines: both are YaRN's.
    """

    kind: str
    factor: float
    original: int = 0
    slow: float = 1.0
    fast: float = 4.0
    cut: bool = True
    strength: float = 1.0


def read_rotation(values: Mapping[str, Any], theta: float) -> dict[str, Any]:
    """The fields `rope_theta` and `rope_scaling`; `theta` is what is meant where none is said."""
    rope = values.get("rope_parameters") or values.get("rope_scaling") or {}
    if not isinstance(rope, Mapping):
        raise ModelError("config_value_bad", reason="rope_parameters is not an object")
    return read_rope(rope, values, theta)


def read_rope(rope: Mapping[str, Any], values: Mapping[str, Any], theta: float) -> dict[str, Any]:
    """As `read_rotation`, from the object that says it and the config around it."""
    for name in ("full_attention", "sliding_attention"):
        if name in rope:
            raise ModelError("config_unsupported", name="rope_parameters", value=name)
    share = rope.get("partial_rotary_factor", values.get("partial_rotary_factor"))
    if share not in (None, 1):
        raise ModelError("config_unsupported", name="partial_rotary_factor", value=share)
    return {
        "rope_theta": float(rope.get("rope_theta") or values.get("rope_theta") or theta),
        "rope_scaling": _read_scaling(rope, values),
    }


def write_rotation(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What `read_rotation` reads, and every version of `transformers`."""
    said: dict[str, Any] = {"rope_theta": fields["rope_theta"]}
    scaling: RopeScaling | None = fields["rope_scaling"]
    if scaling is None:
        return said
    rope: dict[str, Any] = {"rope_type": scaling.kind, "factor": scaling.factor}
    if scaling.kind != "linear":
        rope["original_max_position_embeddings"] = scaling.original
    if scaling.kind == "llama3":
        rope |= {"low_freq_factor": scaling.slow, "high_freq_factor": scaling.fast}
    if scaling.kind == "yarn":
        rope |= {"beta_slow": scaling.slow, "beta_fast": scaling.fast}
        rope |= {"attention_factor": scaling.strength, "truncate": scaling.cut}
    return said | {"rope_scaling": rope}


def usual_strength(factor: float, weight: float = 1.0) -> float:
    """What YaRN multiplies cosines and sines by. Source: Peng et al. 2023 (arXiv:2309.00071)."""
    return 1.0 if factor <= 1 else 0.1 * weight * math.log(factor) + 1.0


def _read_scaling(rope: Mapping[str, Any], values: Mapping[str, Any]) -> RopeScaling | None:
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind not in KINDS:
        raise ModelError("rope_kind", kind=kind, supported=", ".join(KINDS))
    if kind == "default":
        return None
    factor = _positive(rope, "factor")
    if kind == "linear":
        return RopeScaling(kind, factor)
    # A key beside the object counts more than the one in it, as for `transformers`.
    original = int(
        values.get("original_max_position_embeddings")
        or rope.get("original_max_position_embeddings")
        or values["max_position_embeddings"]
    )
    if original < 1:
        raise _bad(f"original_max_position_embeddings is {original}")
    if kind == "llama3":
        slow, fast = _positive(rope, "low_freq_factor"), _positive(rope, "high_freq_factor")
        if slow >= fast:
            raise _bad(f"low_freq_factor is {slow}, high_freq_factor is {fast}")
        return RopeScaling(kind, factor, original, slow, fast)
    return RopeScaling(
        kind,
        factor,
        original,
        slow=_positive(rope, "beta_slow", 1.0),
        fast=_positive(rope, "beta_fast", 32.0),
        cut=bool(rope.get("truncate", True)),
        strength=_strength(rope, factor),
    )


def _strength(rope: Mapping[str, Any], factor: float) -> float:
    if rope.get("attention_factor") is not None:
        return _positive(rope, "attention_factor")
    weight, all_weight = rope.get("mscale"), rope.get("mscale_all_dim")
    if weight and all_weight:
        return usual_strength(factor, float(weight)) / usual_strength(factor, float(all_weight))
    return usual_strength(factor)


def _positive(rope: Mapping[str, Any], name: str, usual: float | None = None) -> float:
    given = rope.get(name) or usual
    if given is None:
        raise ModelError("config_key_missing", key=name)
    number = float(given)
    if not 0 < number < math.inf:
        raise _bad(f"{name} is {given}")
    return number


def _bad(reason: str) -> ModelError:
    return ModelError("config_value_bad", reason=reason)
