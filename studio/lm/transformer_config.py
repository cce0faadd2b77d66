"""What shape a Transformer has: its sizes, and the parts in which the families differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.errors import ModelError
from studio.lm.families import read_config, write_config
from studio.lm.rope import Rope
from studio.lm.rope_config import RopeScaling

# What a config may claim before weights are there to disagree with it: sizes beyond these would
# use up memory or time first.
MOST = 2**24
LIMITS = {"num_hidden_layers": 1024, "max_position_embeddings": 2**20, "rope_theta": 1e12}


@dataclass(frozen=True)
class TransformerConfig:
    """The shape of a model: sizes as Hugging Face's `LlamaConfig` names them, then the parts.

    The parts are Llama's unless said otherwise. `rms_norm_eps` is that of either kind of norm.
    """

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    max_position_embeddings: int = 512
    rms_norm_eps: float = 1e-5
    rope_theta: float = 10_000.0
    rope_scaling: RopeScaling | None = None
    tie_word_embeddings: bool = True

    family: str = "llama"  # whose config.json and names of weights a checkpoint has
    activation: str = "silu"  # under the names of `transformers`
    gated_mlp: bool = True  # the activation of one projection scales another
    mlp_bias: bool = False
    qkv_bias: bool = False
    output_bias: bool = False  # of the projection that ends the attention
    query_key_norm: bool = False  # each head's query and key are normed before they meet
    layer_norm: bool = False  # LayerNorm with bias instead of RMSNorm
    learned_positions: bool = False  # a vector a position instead of a rotation
    sliding_window: int | None = None  # how many tokens one reads, itself included; None: all
    local_layers: tuple[bool, ...] | None = None  # which layers the window is for; None: all
    local_rope_theta: float | None = None  # by which these turn instead, unscaled
    turning_layers: tuple[bool, ...] | None = None  # which layers know positions; None: all
    centered_norms: bool = False  # 1 is added to the weights of RMSNorm
    norms_both_sides: bool = False  # what a block gives is normed too
    scaled_embeddings: bool = False  # times the root of the hidden size
    score_divisor: float | None = None  # scores are divided by its root; None: by that of head_dim
    score_softcap: float | None = None
    logit_softcap: float | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TransformerConfig:
        """Read a `config.json`. Raises `ModelError` for what this Transformer does not compute."""
        config = cls(**read_config(values))
        config._check()
        return config

    @property
    def layer_kinds(self) -> list[tuple[int | None, Rope | None]]:
        """Of each layer, how far back it reads and how its queries and keys turn."""
        layers = range(self.num_hidden_layers)
        local = self.local_layers or [self.sliding_window is not None for _ in layers]
        turning = self.turning_layers or [not self.learned_positions for _ in layers]
        wide = near = Rope(self.head_dim, self.rope_theta, self.rope_scaling)
        if self.local_rope_theta is not None:
            near = Rope(self.head_dim, self.local_rope_theta)
        return [
            (
                self.sliding_window if local[layer] else None,
                (near if local[layer] else wide) if turning[layer] else None,
            )
            for layer in layers
        ]

    def _check(self) -> None:
        """Raise `ModelError` for numbers that no model can have."""
        for name, value in vars(self).items():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if is_number and not 0 < value <= LIMITS.get(name, MOST):
                raise ModelError("config_value_bad", reason=f"{name} is {value}")
        if self.num_attention_heads % self.num_key_value_heads:
            raise ModelError("config_value_bad", reason="heads do not share key/value heads evenly")
        if self.head_dim % 2 and not self.learned_positions:
            raise ModelError("config_value_bad", reason=f"head_dim is {self.head_dim}, not even")
        if self.rope_theta == 1 and self.rope_scaling is not None:  # its logarithm divides
            raise ModelError("config_value_bad", reason="rope_theta is 1")

    def to_dict(self) -> dict[str, Any]:
        """The `config.json` that `transformers` reads."""
        return write_config(vars(self))
