"""A decoder-only Transformer of the Llama family.

RMSNorm, rotary positions, SwiGLU, grouped-query attention, tied or untied embeddings; configured
by a Hugging Face `config.json`. Parameters carry the names of `transformers`' `LlamaForCausalLM`,
so a checkpoint needs no translation. Source: Touvron et al. 2023 (arXiv:2302.13971), Su et al. 2021
(arXiv:2104.09864), Ainslie et al. 2023 (arXiv:2305.13245).

Rows are padded on the right. A causal model never looks right, so padding changes nothing before
it and needs no mask; callers keep the true lengths.

Shapes: B rows, T tokens, H hidden size, V vocabulary, N heads, G key/value heads, D head size.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.errors import ModelError

# What a config may claim before weights are there to disagree with it: sizes beyond these would
# use up memory or time first.
MOST = 2**24
LIMITS = {"num_hidden_layers": 1024, "max_position_embeddings": 2**20, "rope_theta": 1e12}


@dataclass(frozen=True)
class TransformerConfig:
    """The shape of a model, under the names of Hugging Face's `LlamaConfig`."""

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
    tie_word_embeddings: bool = True

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TransformerConfig:
        """Read a `config.json`. Raises `ModelError` for what this Transformer does not compute."""
        if values.get("model_type") != "llama":
            raise ModelError("model_family", family=values.get("model_type"), supported="llama")
        rope = values.get("rope_parameters") or values.get("rope_scaling") or {}
        if not isinstance(rope, Mapping):
            raise ModelError("config_value_bad", reason="rope_parameters is not an object")
        _refuse_unsupported(values, rope)
        try:
            heads = int(values["num_attention_heads"])
            config = cls(
                vocab_size=int(values["vocab_size"]),
                hidden_size=int(values["hidden_size"]),
                intermediate_size=int(values["intermediate_size"]),
                num_hidden_layers=int(values["num_hidden_layers"]),
                num_attention_heads=heads,
                num_key_value_heads=int(values.get("num_key_value_heads") or heads),
                head_dim=int(values.get("head_dim") or int(values["hidden_size"]) // max(heads, 1)),
                max_position_embeddings=int(values.get("max_position_embeddings", 2048)),
                rms_norm_eps=float(values.get("rms_norm_eps", 1e-6)),
                rope_theta=float(rope.get("rope_theta") or values.get("rope_theta") or 10_000.0),
                tie_word_embeddings=bool(values.get("tie_word_embeddings", False)),
            )
        except KeyError as error:
            raise ModelError("config_key_missing", key=error.args[0]) from None
        except (TypeError, ValueError, OverflowError) as error:
            raise ModelError("config_value_bad", reason=str(error)) from None
        config._check()
        return config

    def _check(self) -> None:
        """Raise `ModelError` for numbers that no model can have."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            limit = LIMITS.get(name, MOST)
            if not isinstance(value, bool) and not 0 < value <= limit:
                raise ModelError("config_value_bad", reason=f"{name} is {value}")
        if self.num_attention_heads % self.num_key_value_heads:
            raise ModelError("config_value_bad", reason="heads do not share key/value heads evenly")
        if self.head_dim % 2:
            raise ModelError("config_value_bad", reason=f"head_dim is {self.head_dim}, not even")

    def to_dict(self) -> dict[str, Any]:
        """The `config.json` that `transformers` reads."""
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "hidden_act": "silu",
            "attention_bias": False,
            "mlp_bias": False,
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
        }


def _refuse_unsupported(values: Mapping[str, Any], rope: Mapping[str, Any]) -> None:
    unsupported = {
        "hidden_act": values.get("hidden_act", "silu") != "silu",
        "attention_bias": bool(values.get("attention_bias")),
        "mlp_bias": bool(values.get("mlp_bias")),
        "rope_type": rope.get("rope_type", rope.get("type", "default")) != "default",
    }
    for name, refused in unsupported.items():
        if refused:
            raise ModelError("config_unsupported", name=name, value=values.get(name, dict(rope)))


class KeyValueCache:
    """Keys and values of what each row has read, preallocated: [B, G, capacity, D] a layer.

    `lengths` [B] says how far each row has come; rows may differ. `longest` is their maximum, known
    without asking the device.
    """

    def __init__(self, config: TransformerConfig, rows: int, capacity: int, like: Tensor) -> None:
        shape = (rows, config.num_key_value_heads, capacity, config.head_dim)
        # zeros, not empty: attention multiplies masked places by 0, and 0 · NaN is NaN.
        self.keys = [like.new_zeros(shape) for _ in range(config.num_hidden_layers)]
        self.values = [like.new_zeros(shape) for _ in range(config.num_hidden_layers)]
        self.set_lengths(torch.zeros(rows, dtype=torch.long, device=like.device))

    def set_lengths(self, lengths: Tensor) -> None:
        """Say how far each row has come; what lies beyond in the cache is not read."""
        self.lengths = lengths
        self.longest = int(lengths.max()) if len(lengths) else 0
        self.rows = torch.arange(len(lengths), device=lengths.device)

    def select(self, rows: Tensor) -> KeyValueCache:
        """A cache of the given rows [R]; a row may be taken several times (K answers) or not."""
        chosen = copy.copy(self)
        chosen.keys = [keys[rows] for keys in self.keys]
        chosen.values = [values[rows] for values in self.values]
        chosen.set_lengths(self.lengths[rows])
        return chosen

    def write_prompts(self, layer: int, k: Tensor, v: Tensor) -> None:
        """Keep the keys and values [B, G, T, D] of whole prompts in an empty cache."""
        self.keys[layer][:, :, : k.shape[2]] = k
        self.values[layer][:, :, : v.shape[2]] = v

    def write_token(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Keep those [B, G, 1, D] of one more token a row; return all that it may attend to."""
        keys, values = self.keys[layer], self.values[layer]
        keys[self.rows, :, self.lengths] = k[:, :, 0]
        values[self.rows, :, self.lengths] = v[:, :, 0]
        return keys[:, :, : self.longest + 1], values[:, :, : self.longest + 1]

    def hidden_places(self) -> Tensor:
        """What to add to attention scores [B, 1, 1, S]: -inf at places beyond a row's new token."""
        places = torch.arange(self.longest + 1, device=self.lengths.device)
        bias = self.keys[0].new_zeros(len(self.rows), len(places))
        return bias.masked_fill(places > self.lengths[:, None], -torch.inf)[:, None, None]

    def advance(self) -> None:
        """Every row has read one more token. One that has ended may overwrite the last place."""
        last = self.keys[0].shape[2] - 1
        self.lengths = (self.lengths + 1).clamp(max=last)
        self.longest = min(self.longest + 1, last)


class RMSNorm(nn.Module):
    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        # In float32 whatever the precision around it, as `transformers` does.
        normed = F.rms_norm(x.float(), (x.shape[-1],), eps=self.eps)
        return self.weight * normed.to(x.dtype)


class Attention(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads, self.groups = config.num_attention_heads, config.num_key_value_heads
        self.head_dim = config.head_dim
        size = config.hidden_size
        self.q_proj = nn.Linear(size, self.heads * self.head_dim, bias=False)
        self.k_proj = nn.Linear(size, self.groups * self.head_dim, bias=False)
        self.v_proj = nn.Linear(size, self.groups * self.head_dim, bias=False)
        self.o_proj = nn.Linear(self.heads * self.head_dim, size, bias=False)

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor],
        cache: KeyValueCache | None,
        layer: int,
        bias: Tensor | None,
    ) -> Tensor:
        rows, length, _ = x.shape
        q = self.q_proj(x).view(rows, length, self.heads, self.head_dim).transpose(1, 2)
        k = self.k_proj(x).view(rows, length, self.groups, self.head_dim).transpose(1, 2)
        v = self.v_proj(x).view(rows, length, self.groups, self.head_dim).transpose(1, 2)
        q, k = rotate(q, *rotation), rotate(k, *rotation)
        if cache is not None and bias is None:
            cache.write_prompts(layer, k, v)
        elif cache is not None:
            k, v = cache.write_token(layer, k, v)
        out = F.scaled_dot_product_attention(
            q, k, v, attn_mask=bias, is_causal=bias is None, enable_gqa=self.groups != self.heads
        )
        attended: Tensor = self.o_proj(out.transpose(1, 2).reshape(rows, length, -1))
        return attended


class FeedForward(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))
        return out


class Layer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mlp = FeedForward(config)

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor],
        cache: KeyValueCache | None,
        layer: int,
        bias: Tensor | None,
    ) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), rotation, cache, layer, bias)
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Trunk(nn.Module):
    """Everything but the head: token ids [B, T] to hidden states [B, T, H]."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        # From zeros: torch's own random start would load its compiler, for a second, where
        # `load_model` builds a model without memory. `init_weights` draws the real ones.
        table = torch.zeros(config.vocab_size, config.hidden_size)
        self.embed_tokens: nn.Embedding = nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
            table, freeze=False
        )
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)

    def forward(self, ids: Tensor, cache: KeyValueCache | None = None) -> Tensor:
        """Hidden states of `ids`; with a cache that has been read into, T is 1.

        Raises `ModelError` for more tokens than the model has positions.
        """
        positions = self.config.max_position_embeddings
        if ids.shape[1] > positions:
            raise ModelError("row_exceeds_model", tokens=ids.shape[1], positions=positions)
        x = self.embed_tokens(ids)
        bias = None
        if cache is None or cache.longest == 0:
            places = torch.arange(ids.shape[1], device=ids.device)
        else:
            bias = cache.hidden_places()
            places = cache.lengths[:, None, None]  # each row's own, for all its heads
        cos, sin = rotary_angles(places, self.config)
        rotation = cos.to(x.dtype), sin.to(x.dtype)
        for index, layer in enumerate(self.layers):
            x = layer(x, rotation, cache, index, bias)
        if cache is not None and bias is not None:
            cache.advance()
        normed: Tensor = self.norm(x)
        return normed


class Transformer(nn.Module):
    """The trunk and its language-model head."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.model = Trunk(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        if config.tie_word_embeddings:
            self.lm_head.weight = self.model.embed_tokens.weight

    def forward(self, ids: Tensor) -> Tensor:
        """Logits [B, T, V] of token ids [B, T]."""
        logits: Tensor = self.lm_head(self.model(ids))
        return logits

    @property
    def device(self) -> torch.device:
        return self.model.embed_tokens.weight.device

    def parameter_count(self) -> int:
        """Parameters, tied ones once."""
        return sum(parameter.numel() for parameter in self.parameters())


def init_weights(model: Transformer, generator: torch.Generator) -> None:
    """Normal weights of standard deviation 0.02, scaled down where a block adds to the residual.

    Source: Radford et al. 2019 (GPT-2), section 2.3.
    """
    residual = 0.02 / (2 * model.config.num_hidden_layers) ** 0.5
    for name, weight in model.named_parameters():
        if weight.dim() == 2:
            std = residual if name.endswith(("o_proj.weight", "down_proj.weight")) else 0.02
            nn.init.normal_(weight, std=std, generator=generator)


def rotary_angles(places: Tensor, config: TransformerConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines [..., D] of the angles at places [...], halves side by side."""
    steps = torch.arange(0, config.head_dim, 2, device=places.device).float() / config.head_dim
    angles = places[..., None] * config.rope_theta**-steps
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair of features of x [B, N, T, D] by the angle of its position."""
    half = x.shape[-1] // 2
    turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
    return x * cos + turned * sin
